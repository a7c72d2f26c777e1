/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/screen_actor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

#include "common/file.h"
#include "common/utf8.h"
#include "front/columns.h"
#include "front/screen.h"
#include "tests/unit/unit.h"

static int report_to; /* in the program: where it says something aside */

static void
model_erase(struct model *model)
{
	for (size_t i = 0; i < ACTOR_ROWS; i++)
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

void
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
		(void)alarm(3 * ACTOR_PATIENCE / 1000);
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

void
actor_pumps(struct actor *actor, const char *bytes, size_t length)
{
	char got[4096];

	do {
		struct pollfd wait = { actor->terminal, (short)(length > 0 ? POLLIN | POLLOUT :
		    POLLIN), 0 };
		ssize_t done;

		if (poll(&wait, 1, ACTOR_PATIENCE) != 1)
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

void
actor_types(struct actor *actor, const char *text)
{
	actor_pumps(actor, text, strlen(text));
}

void
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

void
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

bool
actor_settings_are(int terminal, const struct termios *expected)
{
	struct termios now;

	ck_assert_int_eq(tcgetattr(terminal, &now), 0);
	return now.c_iflag == expected->c_iflag && now.c_oflag == expected->c_oflag &&
	    now.c_cflag == expected->c_cflag && now.c_lflag == expected->c_lflag &&
	    memcmp(now.c_cc, expected->c_cc, sizeof now.c_cc) == 0;
}

int
actor_ends(struct actor *actor, struct buffer *report)
{
	struct pollfd wait[] = { { actor->terminal, POLLIN, 0 }, { actor->report, POLLIN, 0 } };
	char bytes[4096];
	ssize_t got = 1;
	int status;

	while (got > 0) {
		ck_assert_int_gt(poll(wait, 2, ACTOR_PATIENCE), 0);
		if (wait[0].revents & POLLIN)
			actor_pumps(actor, NULL, 0);
		else if ((got = read(actor->report, bytes, sizeof bytes)) > 0)
			buffer_append(report, bytes, (size_t)got);
	}
	ck_assert_int_eq(waitpid(actor->id, &status, 0), actor->id);
	while (poll(wait, 1, 0) == 1)
		actor_pumps(actor, NULL, 0);
	ck_assert(actor_settings_are(actor->keeper, &actor->before));
	ck_assert_uint_eq(actor->model.sequence.length, 0);
	ck_assert(!actor->model.alternate && !actor->model.paste && !actor->model.overflow &&
	    !actor->model.hidden);
	buffer_append(report, "", 0);
	return status;
}

void
actor_free(struct actor *actor)
{
	(void)close(actor->terminal);
	(void)close(actor->keeper);
	(void)close(actor->report);
	buffer_free(&actor->seen);
	for (size_t i = 0; i < ACTOR_ROWS; i++)
		buffer_free(&actor->model.cells[i]);
	buffer_free(&actor->model.sequence);
}

void
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

void
play_reports(const char *text)
{
	(void)file_write_all(report_to, text, strlen(text));
}

bool
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

/* play_shown, or play_skipping. */
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
		play_reports(error.text);
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
			play_reports(error.text);
			break;
		}
		if (play_take(&key, &text))
			break;
		if (key.kind == KEY_MENU) {
			screen_pause(screen);
			printf("PAUSED\n");
			(void)fflush(stdout);
			if (fgets(line, sizeof line, stdin) != NULL)
				play_reports(line);
			(void)screen_resume(screen, &error);
		}
	}
	screen_close(&screen);
	play_reports((const char *)text.data);
	buffer_free(&text);
}

void
play_shown(void)
{
	play_typing(false);
}

void
play_skipping(void)
{
	play_typing(true);
}
