/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

#include "common/file.h"
#include "common/utf8.h"
#include "front/columns.h"
#include "front/screen.h"

#define PATIENCE 60000 /* milliseconds until a program that says nothing has failed */
#define ROWS 30
#define LONG_TEXT 24000

/* A terminal, as far as the screen may use it: anything else fails the test. */
struct model {
	size_t columns, rows;
	struct buffer cells[ROWS]; /* bytes up to the last column; ASCII where it matters */
	size_t row, column;
	bool alternate, paste, overflow, hidden;
	bool alternate_ever;
	struct buffer sequence;    /* one that has begun */
};

/* A program at a terminal of its own. */
struct actor {
	pid_t id;
	int terminal, keeper;      /* its two ends */
	int report;                /* what it says aside */
	struct termios before;
	struct model model;
	struct buffer seen;        /* all bytes */
	size_t seen_to;            /* of which somebody has looked at */
};

static int report_to; /* in the program: where it says something aside */

static void
model_erase(struct model *model)
{
	for (size_t i = 0; i < ROWS; i++)
		buffer_clear(&model->cells[i]);
}

static void
model_sequence(struct model *model)
{
	const char *text = (const char *)model->sequence.data + 1;
	unsigned row, column;
	char end;

	if (strcmp(text, "[?1049h") == 0 || strcmp(text, "[?1049l") == 0) {
		model->alternate = model->alternate_ever = text[6] == 'h';
		model_erase(model);
	} else if (strcmp(text, "[?2004h") == 0 || strcmp(text, "[?2004l") == 0) {
		model->paste = text[6] == 'h';
	} else if (strcmp(text, "[?7h") == 0 || strcmp(text, "[?7l") == 0) {
		model->overflow = text[3] == 'l';
	} else if (strcmp(text, "[?25h") == 0 || strcmp(text, "[?25l") == 0) {
		model->hidden = text[4] == 'l';
	} else if (strcmp(text, "[H") == 0) {
		model->row = model->column = 0;
	} else if (strcmp(text, "[2J") == 0) {
		model_erase(model);
	} else if (strcmp(text, "[K") == 0) {
		ck_assert_uint_eq(model->column, 0);
		buffer_clear(&model->cells[model->row]);
	} else if (sscanf(text, "[%u;%u%c", &row, &column, &end) == 3 && end == 'H') {
		ck_assert(row >= 1 && row <= model->rows && column >= 1 &&
		    column <= model->columns);
		model->row = row - 1;
		model->column = column - 1;
	} else {
		ck_abort_msg("ESC %s was sent", text);
	}
}

static void
model_take(struct model *model, uint8_t byte)
{
	struct buffer *row = &model->cells[model->row];

	if (byte == 033 || model->sequence.length > 0) {
		buffer_append_byte(&model->sequence, byte);
		if (model->sequence.length > 2 && byte >= 0x40 && byte <= 0x7e) {
			model_sequence(model);
			buffer_clear(&model->sequence);
		}
		return;
	}
	if (!model->alternate)
		return; /* no picture; the tests look at `seen` */
	ck_assert_msg(byte >= 0x20 && byte != 0x7f, "byte %02x was sent", byte);
	while (row->length < model->column)
		buffer_append_byte(row, ' ');
	if (row->length > model->column)
		row->data[model->column] = byte;
	else
		buffer_append_byte(row, byte);
	model->column++;
}

/* What the program plays is the function's; its terminal has 40 columns and 20 rows. `ahead` is
 * typed before it starts. */
static void
actor_start(struct actor *actor, void (*play)(void), const char *ahead)
{
	struct winsize size = { .ws_row = 20, .ws_col = 40 };
	int slave, pipe_of[2];

	memset(actor, 0, sizeof *actor);
	actor->model.columns = 40;
	actor->model.rows = 20;
	ck_assert_int_eq(openpty(&actor->terminal, &slave, NULL, NULL, &size), 0);
	ck_assert_int_eq(tcgetattr(slave, &actor->before), 0);
	ck_assert_int_eq(pipe(pipe_of), 0);
	ck_assert_int_eq(file_write_all(actor->terminal, ahead, strlen(ahead)), 0);
	(void)fflush(stdout);
	actor->keeper = dup(slave);
	actor->id = fork();
	ck_assert(actor->id >= 0);
	if (actor->id == 0) {
		(void)close(actor->terminal);
		(void)close(actor->keeper);
		(void)close(pipe_of[0]);
		report_to = pipe_of[1];
		(void)login_tty(slave);
		/* The test library catches these for itself. */
		(void)signal(SIGINT, SIG_DFL);
		(void)signal(SIGTERM, SIG_DFL);
		(void)alarm(3 * PATIENCE / 1000);
		play();
		(void)fflush(stdout);
		_exit(0);
	}
	(void)close(slave);
	(void)close(pipe_of[1]);
	actor->report = pipe_of[0];
	/* A program that writes while we do must not wait for us for ever. */
	ck_assert_int_eq(fcntl(actor->terminal, F_SETFL, O_NONBLOCK), 0);
}

/* Sends bytes, reading all the while; with none, reads once. */
static void
actor_pumps(struct actor *actor, const char *bytes, size_t length)
{
	char got[4096];

	do {
		struct pollfd wait = { actor->terminal, (short)(length > 0 ? POLLIN | POLLOUT :
		    POLLIN), 0 };
		ssize_t done;

		if (poll(&wait, 1, PATIENCE) != 1)
			ck_abort_msg("nothing more is shown than: %.2000s",
			    actor->seen.length == 0 ? "nothing" : (char *)actor->seen.data);
		if (wait.revents & POLLIN) {
			done = read(actor->terminal, got, sizeof got);
			ck_assert(done > 0);
			buffer_append(&actor->seen, got, (size_t)done);
			for (ssize_t i = 0; i < done; i++)
				model_take(&actor->model, (uint8_t)got[i]);
		} else if (wait.revents & POLLOUT) {
			done = write(actor->terminal, bytes, length > 512 ? 512 : length);
			if (done < 0 && errno == EAGAIN)
				continue;
			ck_assert(done > 0);
			bytes += done;
			length -= (size_t)done;
		}
	} while (length > 0);
}

static void
actor_types(struct actor *actor, const char *text)
{
	actor_pumps(actor, text, strlen(text));
}

/* Waits until a row of the screen begins with the text. */
static void
actor_shows(struct actor *actor, size_t row, const char *text)
{
	for (;;) {
		const struct buffer *cells = &actor->model.cells[row];

		if (actor->model.alternate && actor->model.sequence.length == 0 &&
		    !actor->model.hidden && cells->length >= strlen(text) &&
		    memcmp(cells->data, text, strlen(text)) == 0)
			return;
		actor_pumps(actor, NULL, 0);
	}
}

/* Waits until the text is sent, in whichever way. */
static void
actor_says(struct actor *actor, const char *text)
{
	for (;;) {
		char *found = actor->seen.length == 0 ? NULL :
		    strstr((char *)actor->seen.data + actor->seen_to, text);

		if (found != NULL) {
			actor->seen_to = (size_t)(found - (char *)actor->seen.data) + strlen(text);
			return;
		}
		actor_pumps(actor, NULL, 0);
	}
}

static bool
settings_are(int terminal, const struct termios *expected)
{
	struct termios now;

	ck_assert_int_eq(tcgetattr(terminal, &now), 0);
	return now.c_iflag == expected->c_iflag && now.c_oflag == expected->c_oflag &&
	    now.c_cflag == expected->c_cflag && now.c_lflag == expected->c_lflag &&
	    memcmp(now.c_cc, expected->c_cc, sizeof now.c_cc) == 0;
}

/* Waits for the end; the terminal must be as it was. Returns what waitpid says, and what was said
 * aside. */
static int
actor_ends(struct actor *actor, struct buffer *report)
{
	struct pollfd wait[] = { { actor->terminal, POLLIN, 0 }, { actor->report, POLLIN, 0 } };
	char bytes[4096];
	ssize_t got = 1;
	int status;

	while (got > 0) {
		ck_assert_int_gt(poll(wait, 2, PATIENCE), 0);
		if (wait[0].revents & POLLIN)
			actor_pumps(actor, NULL, 0);
		else if ((got = read(actor->report, bytes, sizeof bytes)) > 0)
			buffer_append(report, bytes, (size_t)got);
	}
	ck_assert_int_eq(waitpid(actor->id, &status, 0), actor->id);
	while (poll(wait, 1, 0) == 1)
		actor_pumps(actor, NULL, 0);
	ck_assert(settings_are(actor->keeper, &actor->before));
	ck_assert_uint_eq(actor->model.sequence.length, 0);
	ck_assert(!actor->model.alternate && !actor->model.paste && !actor->model.overflow &&
	    !actor->model.hidden);
	buffer_append(report, "", 0);
	return status;
}

static void
actor_free(struct actor *actor)
{
	(void)close(actor->terminal);
	(void)close(actor->keeper);
	(void)close(actor->report);
	buffer_free(&actor->seen);
	for (size_t i = 0; i < ROWS; i++)
		buffer_free(&actor->model.cells[i]);
	buffer_free(&actor->model.sequence);
}

static void
actor_ends_well(struct actor *actor, const char *report)
{
	struct buffer said = BUFFER_INIT;
	size_t same = 0;

	ck_assert_int_eq(actor_ends(actor, &said), 0);
	while (report[same] != '\0' && said.data[same] == (uint8_t)report[same])
		same++;
	if (said.data[same] != (uint8_t)report[same]) /* the whole of a long one cannot be told */
		ck_abort_msg("of %zu bytes %zu came, and differ from the %zuth on: %.40s",
		    strlen(report), strlen((const char *)said.data), same + 1,
		    (const char *)said.data + same);
	buffer_free(&said);
	actor_free(actor);
}

static void
report(const char *text)
{
	(void)file_write_all(report_to, text, strlen(text));
}

/* Takes a key's text; true where it ends the play. */
static bool
play_take(const struct key *key, struct buffer *text)
{
	if (key->kind == KEY_CHARACTER)
		utf8_append(text, key->character);
	else if (key->kind == KEY_PASTE)
		buffer_append(text, key->text, key->length);
	else if (key->kind == KEY_ENTER)
		buffer_append_byte(text, '\n');
	else if (key->kind == KEY_TAB)
		buffer_append_byte(text, '\t');
	return key->kind == KEY_FINISH;
}

/* Shows the size, the length of what was typed, its end, and the last key; tells what was typed
 * when Ctrl-D comes. */
static void
play_typing(bool skips)
{
	struct screen *screen;
	struct error error = ERROR_INIT;
	struct buffer text = BUFFER_INIT;
	struct canvas canvas;
	struct key key = { .kind = KEY_FINISH };
	char line[128];
	size_t columns, rows;

	if (screen_open(&screen, false, &error) != 0) {
		report(error.text);
		return;
	}
	buffer_append_text(&text, "");
	for (;;) {
		size_t tail = text.length > 20 ? text.length - 20 : 0;

		screen_size(screen, &columns, &rows);
		canvas_init(&canvas, columns);
		canvas_row(&canvas, "A title that stays", 18);
		(void)snprintf(line, sizeof line, "%zux%zu length %zu key %d.", columns, rows,
		    text.length, (int)key.kind);
		canvas_row(&canvas, line, strlen(line));
		(void)snprintf(line, sizeof line, "> %s", (const char *)text.data + tail);
		canvas_text(&canvas, line, 0, 0);
		canvas.cursor_row = 2;
		canvas.cursor_column = 2 + columns_of((const char *)text.data + tail,
		    text.length - tail);
		if (!skips || !screen_key_waits(screen))
			screen_show(screen, &canvas);
		canvas_free(&canvas);
		if (screen_key(screen, &key, &error) != 0) {
			report(error.text);
			break;
		}
		if (play_take(&key, &text))
			break;
		if (key.kind == KEY_MENU) {
			screen_pause(screen);
			printf("PAUSED\n");
			(void)fflush(stdout);
			if (fgets(line, sizeof line, stdin) != NULL)
				report(line);
			(void)screen_resume(screen, &error);
		}
	}
	screen_close(&screen);
	report((const char *)text.data);
	buffer_free(&text);
}

static void
play_shown(void)
{
	play_typing(false);
}

static void
play_skipping(void)
{
	play_typing(true);
}

START_TEST(a_picture_is_shown_and_then_what_has_changed)
{
	struct actor actor;
	size_t before;

	actor_start(&actor, play_shown, "");
	actor_shows(&actor, 2, ">");
	ck_assert_uint_gt(actor.model.cells[0].length, 0);
	ck_assert_str_eq((char *)actor.model.cells[0].data, "A title that stays");
	ck_assert_str_eq((char *)actor.model.cells[1].data, "40x20 length 0 key 16.");
	ck_assert(actor.model.alternate && actor.model.paste && actor.model.overflow);
	ck_assert_uint_eq(actor.model.row, 2);
	ck_assert_uint_eq(actor.model.column, 2);
	before = actor.seen.length;
	actor_types(&actor, "x");
	actor_shows(&actor, 2, "> x");
	ck_assert_str_eq((char *)actor.model.cells[1].data, "40x20 length 1 key 0.");
	ck_assert_uint_eq(actor.model.column, 3);
	ck_assert_uint_lt(actor.seen.length - before, 100);
	ck_assert_ptr_null(strstr((char *)actor.seen.data + before, "title"));
	/* All of it, when it is asked for. */
	actor.seen_to = actor.seen.length;
	actor_types(&actor, "\014");
	actor_says(&actor, "\033[2J");
	actor_says(&actor, "title");
	actor_types(&actor, "\004");
	actor_ends_well(&actor, "x");
}
END_TEST

START_TEST(the_cursor_stands_behind_text_whose_width_is_in_doubt)
{
	struct actor actor;

	actor_start(&actor, play_shown, "");
	actor_shows(&actor, 2, ">");
	actor_types(&actor, "é");
	/* The row, and once more up to the cursor. */
	actor_says(&actor, "\033[3;1H\033[K> é\033[3;1H> é\033[?25h");
	actor_types(&actor, "\004");
	actor_ends_well(&actor, "é");
}
END_TEST

START_TEST(signals_end_the_program_and_give_the_terminal_back)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct buffer said = BUFFER_INIT;
	struct actor actor;

	actor_start(&actor, play_shown, "");
	actor_shows(&actor, 2, ">");
	ck_assert(!settings_are(actor.keeper, &actor.before));
	actor_types(&actor, "x");
	actor_shows(&actor, 2, "> x");
	ck_assert_int_eq(kill(actor.id, signals[_i]), 0);
	ck_assert_int_eq(WTERMSIG(actor_ends(&actor, &said)), signals[_i]);
	ck_assert_uint_eq(said.length, 0);
	buffer_free(&said);
	actor_free(&actor);
}
END_TEST

START_TEST(control_keys_are_keys_and_no_signals)
{
	struct actor actor;

	actor_start(&actor, play_shown, "");
	actor_shows(&actor, 2, ">");
	/* Ctrl-\, Ctrl-Z, Ctrl-S, Ctrl-Q, Ctrl-V, Ctrl-O: nothing. */
	actor_types(&actor, "a\034\032\023\021\026\017b\r\n\t");
	actor_shows(&actor, 1, "40x20 length 4 key 3.");
	actor_types(&actor, "\004");
	actor_ends_well(&actor, "ab\n\t");
}
END_TEST

/* A shell as far as stopping goes: runs the program as its job, tells how the terminal was when it
 * stopped, and lets it go on. */
static void
play_stopped(void)
{
	struct termios before, now;
	pid_t job;
	int status;

	(void)tcgetattr(STDIN_FILENO, &before);
	(void)signal(SIGTTOU, SIG_IGN);
	job = fork();
	if (job == 0) {
		(void)setpgid(0, 0);
		(void)tcsetpgrp(STDIN_FILENO, getpgrp());
		(void)signal(SIGTTOU, SIG_DFL);
		play_shown();
		_exit(0);
	}
	(void)setpgid(job, job);
	(void)tcsetpgrp(STDIN_FILENO, job);
	while (waitpid(job, &status, WUNTRACED) == job && WIFSTOPPED(status)) {
		(void)tcsetpgrp(STDIN_FILENO, getpgrp());
		(void)tcgetattr(STDIN_FILENO, &now);
		report(now.c_lflag == before.c_lflag ? "same " : "other ");
		/* The shell's own settings, while it has the terminal: not to be kept. */
		now.c_lflag &= ~(tcflag_t)ECHO;
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &now);
		/* Into the background first, as bg does: it must wait there. */
		(void)kill(-job, SIGCONT);
		(void)waitpid(job, &status, WUNTRACED);
		report(WIFSTOPPED(status) ? "waits " : "ended ");
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &before);
		(void)tcsetpgrp(STDIN_FILENO, job);
		(void)kill(-job, SIGCONT);
	}
}

START_TEST(a_program_that_was_stopped_takes_the_terminal_again)
{
	struct actor actor;
	pid_t group;

	actor_start(&actor, play_stopped, "");
	actor_shows(&actor, 2, ">");
	actor_types(&actor, "x");
	actor_shows(&actor, 2, "> x");
	group = tcgetpgrp(actor.terminal);
	ck_assert_int_gt(group, 1);
	ck_assert_int_eq(kill(-group, SIGTSTP), 0);
	actor_says(&actor, "\033[?1049l");
	actor_says(&actor, "\033[?1049h");
	actor_shows(&actor, 1, "40x20 length 1 key 18.");
	actor_shows(&actor, 0, "A title that stays");
	ck_assert(!settings_are(actor.keeper, &actor.before));
	actor_types(&actor, "y");
	actor_shows(&actor, 2, "> xy");
	actor_types(&actor, "\004");
	actor_ends_well(&actor, "same waits xy");
}
END_TEST

START_TEST(a_change_of_size_asks_for_a_new_picture)
{
	struct winsize size = { .ws_row = 25, .ws_col = 60 };
	struct actor actor;

	actor_start(&actor, play_shown, "");
	actor_shows(&actor, 2, ">");
	actor.model.columns = 60;
	actor.model.rows = 25;
	actor.seen_to = actor.seen.length;
	ck_assert_int_eq(ioctl(actor.terminal, TIOCSWINSZ, &size), 0);
	actor_shows(&actor, 1, "60x25 length 0 key 18.");
	actor_says(&actor, "\033[2J");
	/* Never less than the least; and nothing is sent past the real end (the model looks). */
	size = (struct winsize){ .ws_row = 2, .ws_col = 9 };
	ck_assert_int_eq(ioctl(actor.terminal, TIOCSWINSZ, &size), 0);
	actor_shows(&actor, 1, "20x8 leng");
	ck_assert_uint_eq(actor.model.cells[1].length, 9);
	ck_assert_uint_eq(actor.model.cells[2].length, 0);
	ck_assert_uint_eq(actor.model.row, 1);
	actor_types(&actor, "\004");
	actor_ends_well(&actor, "");
}
END_TEST

/* Words, marks, pictures and lines. */
static void
long_text(struct buffer *text)
{
	for (unsigned i = 0; text->length < LONG_TEXT - 40; i++)
		buffer_format(text, i % 97 == 96 ? "\n" : "word%u ąé漢😀 ", i);
}

static void
takes_a_long_text(void (*play)(void), bool brackets)
{
	struct buffer text = BUFFER_INIT, bytes = BUFFER_INIT;
	struct actor actor;

	long_text(&text);
	if (brackets)
		buffer_append_text(&bytes, "\033[200~");
	for (size_t i = 0; i < text.length; i++)
		buffer_append_byte(&bytes, text.data[i] == '\n' ? '\r' : text.data[i]);
	if (brackets)
		buffer_append_text(&bytes, "\033[201~");
	actor_start(&actor, play, "");
	actor_says(&actor, ">");
	actor_pumps(&actor, (const char *)bytes.data, bytes.length);
	actor_types(&actor, "\004");
	actor_ends_well(&actor, (const char *)text.data);
	buffer_free(&text);
	buffer_free(&bytes);
}

START_TEST(a_long_paste_arrives_byte_for_byte)
{
	takes_a_long_text(_i & 1 ? play_skipping : play_shown, (_i & 2) != 0);
}
END_TEST

START_TEST(a_line_longer_than_the_system_s_own_arrives_whole)
{
	struct buffer text = BUFFER_INIT;
	struct actor actor;

	while (text.length < 20000)
		buffer_append_text(&text, "no end ");
	actor_start(&actor, play_skipping, "");
	actor_says(&actor, ">");
	actor_pumps(&actor, (const char *)text.data, text.length);
	actor_types(&actor, "\004");
	actor_ends_well(&actor, (const char *)text.data);
	buffer_free(&text);
}
END_TEST

START_TEST(what_was_typed_ahead_is_kept)
{
	struct actor actor;

	actor_start(&actor, play_shown, "first\rsecond");
	actor_shows(&actor, 1, "40x20 length 12 key 0.");
	actor_types(&actor, "\004");
	actor_ends_well(&actor, "first\nsecond");
}
END_TEST

START_TEST(a_lone_escape_does_not_eat_what_comes_later)
{
	/* A machine that is busy may let the program wait longer than its 50 ms: not this long. */
	struct timespec a_while = { 5, 0 };
	struct actor actor;

	actor_start(&actor, play_shown, "");
	actor_shows(&actor, 2, ">");
	actor_types(&actor, "\033");
	(void)nanosleep(&a_while, NULL);
	actor_types(&actor, "[A");
	actor_shows(&actor, 2, "> [A");
	/* In one piece: no test can say how long a busy machine lets pass between two. */
	actor_types(&actor, "\033[A");
	actor_shows(&actor, 1, "40x20 length 2 key 8.");
	actor_types(&actor, "\004");
	actor_ends_well(&actor, "[A");
}
END_TEST

START_TEST(a_pause_gives_the_terminal_to_another)
{
	struct actor actor;

	actor_start(&actor, play_shown, "");
	actor_shows(&actor, 2, ">");
	actor_types(&actor, "a\003");
	actor_says(&actor, "PAUSED");
	ck_assert(settings_are(actor.keeper, &actor.before));
	ck_assert(!actor.model.alternate && !actor.model.paste && !actor.model.hidden);
	actor_types(&actor, "a line\n");
	actor_shows(&actor, 0, "A title that stays");
	actor_types(&actor, "b\004");
	actor_ends_well(&actor, "a line\nab");
}
END_TEST

static void
play_ignoring(void)
{
	(void)signal(SIGHUP, SIG_IGN);
	play_shown();
}

/* SIGCONT comes with a hang-up, and would tell of it first. */
static void
play_ignoring_more(void)
{
	(void)signal(SIGCONT, SIG_IGN);
	play_ignoring();
}

START_TEST(a_terminal_that_is_gone_is_a_refusal)
{
	struct buffer said = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct actor actor;
	int status;

	actor_start(&actor, _i == 0 ? play_ignoring : play_ignoring_more, "");
	actor_shows(&actor, 2, ">");
	(void)close(actor.terminal);
	unit_ok(file_read_descriptor(actor.report, "a report", 4096, &said, &error), &error);
	ck_assert_str_eq((char *)said.data, "the terminal is gone");
	ck_assert_int_eq(waitpid(actor.id, &status, 0), actor.id);
	ck_assert_int_eq(status, 0);
	buffer_free(&said);
	actor_free(&actor);
}
END_TEST

START_TEST(without_a_terminal_it_is_refused)
{
	struct screen *screen;
	struct error error = ERROR_INIT;
	int status;
	pid_t id;

	(void)fflush(stdout);
	id = fork();
	if (id == 0) {
		(void)setsid();
		_exit(screen_open(&screen, false, &error) == -1 && screen == NULL &&
		    error.kind == ERROR_REFUSED ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(id, &status, 0), id);
	ck_assert_int_eq(status, 0);
}
END_TEST

/* Rows that somebody forgot to clean. */
static void
play_unclean(void)
{
	struct screen *screen;
	struct error error = ERROR_INIT;
	struct canvas canvas;
	struct key key;

	if (screen_open(&screen, false, &error) != 0)
		return;
	canvas_init(&canvas, 40);
	canvas_row(&canvas, "a\033[31mb\r\n\xc2\x9bz", 12);
	screen_show(screen, &canvas);
	canvas_free(&canvas);
	(void)screen_key(screen, &key, &error);
	screen_close(&screen);
}

START_TEST(what_is_sent_is_clean)
{
	struct actor actor;

	actor_start(&actor, play_unclean, "");
	actor_shows(&actor, 0, "a<U+001B>[31mb<U+000D><U+000A><U+009B>z");
	actor_types(&actor, "x");
	actor_ends_well(&actor, "");
}
END_TEST

static void
play_plain_on(bool asked)
{
	struct screen *screen;
	struct error error = ERROR_INIT;
	struct buffer text = BUFFER_INIT, bytes = BUFFER_INIT;
	struct canvas canvas;
	struct key key;

	if (screen_open(&screen, asked, &error) != 0 || !screen_is_plain(screen)) {
		report("not plain");
		return;
	}
	buffer_append_text(&text, "");
	canvas_init(&canvas, 40);
	canvas_row(&canvas, "What happened?", 14);
	canvas_row(&canvas, "> ", 2);
	screen_show(screen, &canvas); /* not here */
	screen_print(screen, &canvas, true);
	for (;;) {
		if (screen_key(screen, &key, &error) != 0)
			break;
		if (key.kind == KEY_BACKSPACE)
			screen_unecho(screen, 2);
		if (play_take(&key, &text))
			break;
		if (key.kind == KEY_CHARACTER) {
			buffer_clear(&bytes);
			utf8_append(&bytes, key.character);
			screen_echo(screen, (const char *)bytes.data, bytes.length);
		} else if (key.kind == KEY_ENTER) {
			screen_echo(screen, "\n", 1);
		} else if (key.kind == KEY_PASTE) {
			screen_echo(screen, key.text, key.length);
		} else if (key.kind == KEY_REDRAW) {
			screen_print(screen, &canvas, true);
		}
	}
	screen_print(screen, &canvas, false);
	screen_close(&screen);
	canvas_free(&canvas);
	report((const char *)text.data);
	buffer_free(&text);
	buffer_free(&bytes);
}

static void
play_plain(void)
{
	play_plain_on(true);
}

static void
play_dumb(void)
{
	(void)setenv("TERM", "dumb", 1);
	play_plain_on(false);
}

static void
play_no_term(void)
{
	(void)unsetenv("TERM");
	play_plain_on(false);
}

START_TEST(a_plain_screen_sends_no_sequence_and_each_row_once)
{
	static void (*const plays[])(void) = { play_plain, play_dumb, play_no_term };
	struct winsize size = { .ws_row = 25, .ws_col = 60 };
	struct actor actor;
	const char *question;

	actor_start(&actor, plays[_i], "");
	actor_says(&actor, "What happened?\r\n> ");
	actor_types(&actor, "it e");
	actor_says(&actor, "it e");
	actor_types(&actor, "\xcc\x81z\r");
	actor_says(&actor, "\xcc\x81z\r\n");
	actor_types(&actor, "\xcc\x81");
	actor_says(&actor, "<U+0301>");
	actor_types(&actor, "\033[200~two\rlines\033[201~");
	actor_says(&actor, "two\r\nlines");
	actor_types(&actor, "\177");
	actor_says(&actor, "\b \b\b \b");
	ck_assert_int_eq(ioctl(actor.terminal, TIOCSWINSZ, &size), 0);
	actor_types(&actor, "\004");
	actor_says(&actor, "What happened?\r\n> \r\n");
	ck_assert_ptr_null(memchr(actor.seen.data, 033, actor.seen.length));
	ck_assert(!actor.model.alternate_ever);
	/* Nor when the size changed: only when the program asked. */
	question = strstr((char *)actor.seen.data, "What");
	ck_assert_ptr_nonnull(question);
	question = strstr(question + 1, "What");
	ck_assert_ptr_nonnull(question);
	ck_assert_ptr_null(strstr(question + 1, "What"));
	actor_ends_well(&actor, "it e\xcc\x81z\n\xcc\x81two\nlines");
}
END_TEST

static void
play_bug(void)
{
	struct error error = ERROR_INIT;
	struct screen *screen;

	if (screen_open(&screen, false, &error) == 0)
		error_bug("made for this test");
}

/* What it says is read on the terminal itself, after the screen is gone. */
START_TEST(a_bug_gives_the_terminal_back_and_can_be_read)
{
	struct buffer said = BUFFER_INIT;
	struct actor actor;

	actor_start(&actor, play_bug, "");
	ck_assert_int_eq(WTERMSIG(actor_ends(&actor, &said)), SIGABRT);
	ck_assert(!actor.model.alternate);
	buffer_free(&said);
	actor_free(&actor);
}
END_TEST

START_TEST(a_plain_screen_takes_a_long_paste)
{
	takes_a_long_text(play_plain, _i != 0);
}
END_TEST

START_TEST(a_signal_gives_a_plain_terminal_back)
{
	struct buffer said = BUFFER_INIT;
	struct actor actor;

	actor_start(&actor, play_plain, "");
	actor_says(&actor, "> ");
	ck_assert_int_eq(kill(actor.id, SIGTERM), 0);
	ck_assert_int_eq(WTERMSIG(actor_ends(&actor, &said)), SIGTERM);
	ck_assert_ptr_null(memchr(actor.seen.data, 033, actor.seen.length));
	buffer_free(&said);
	actor_free(&actor);
}
END_TEST

START_TEST(a_program_that_was_stopped_unseen_shows_all_again)
{
	struct actor actor;
	int status;

	actor_start(&actor, play_shown, "");
	actor_shows(&actor, 2, ">");
	ck_assert_int_eq(kill(actor.id, SIGSTOP), 0);
	ck_assert_int_eq(waitpid(actor.id, &status, WUNTRACED), actor.id);
	ck_assert_int_eq(tcsetattr(actor.keeper, TCSANOW, &actor.before), 0);
	actor.model.alternate = false;
	ck_assert_int_eq(kill(actor.id, SIGCONT), 0);
	actor_says(&actor, "key 18.");
	actor_shows(&actor, 2, ">");
	ck_assert(!settings_are(actor.keeper, &actor.before));
	actor_types(&actor, "\004");
	actor_ends_well(&actor, "");
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("screen");
	TCase *tests = tcase_create("screen");

	(void)setenv("TERM", "xterm", 1);
	tcase_set_timeout(tests, 4 * PATIENCE / 1000);
	tcase_add_test(tests, a_picture_is_shown_and_then_what_has_changed);
	tcase_add_test(tests, the_cursor_stands_behind_text_whose_width_is_in_doubt);
	tcase_add_loop_test(tests, signals_end_the_program_and_give_the_terminal_back, 0, 4);
	tcase_add_test(tests, a_bug_gives_the_terminal_back_and_can_be_read);
	tcase_add_test(tests, control_keys_are_keys_and_no_signals);
	tcase_add_test(tests, a_program_that_was_stopped_takes_the_terminal_again);
	tcase_add_test(tests, a_program_that_was_stopped_unseen_shows_all_again);
	tcase_add_test(tests, a_change_of_size_asks_for_a_new_picture);
	tcase_add_loop_test(tests, a_long_paste_arrives_byte_for_byte, 0, 4);
	tcase_add_test(tests, a_line_longer_than_the_system_s_own_arrives_whole);
	tcase_add_test(tests, what_was_typed_ahead_is_kept);
	tcase_add_test(tests, a_lone_escape_does_not_eat_what_comes_later);
	tcase_add_test(tests, a_pause_gives_the_terminal_to_another);
	tcase_add_loop_test(tests, a_terminal_that_is_gone_is_a_refusal, 0, 2);
	tcase_add_test(tests, without_a_terminal_it_is_refused);
	tcase_add_test(tests, what_is_sent_is_clean);
	tcase_add_loop_test(tests, a_plain_screen_sends_no_sequence_and_each_row_once, 0, 3);
	tcase_add_loop_test(tests, a_plain_screen_takes_a_long_paste, 0, 2);
	tcase_add_test(tests, a_signal_gives_a_plain_terminal_back);
	suite_add_tcase(suite, tests);
	return suite;
}
