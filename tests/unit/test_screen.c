/* SPDX-License-Identifier: ISC */
/* What a screen shows and sends, and the keys that it hands over. */
#include "config.h"

#include "tests/unit/unit.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>

#include "common/utf8.h"
#include "front/screen.h"
#include "tests/unit/screen_actor.h"

#define LONG_TEXT 24000

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
		play_reports("not plain");
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
	play_reports((const char *)text.data);
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

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("screen");
	TCase *tests = tcase_create("screen");

	(void)setenv("TERM", "xterm", 1);
	tcase_set_timeout(tests, 4 * ACTOR_PATIENCE / 1000);
	tcase_add_test(tests, a_picture_is_shown_and_then_what_has_changed);
	tcase_add_test(tests, the_cursor_stands_behind_text_whose_width_is_in_doubt);
	tcase_add_test(tests, control_keys_are_keys_and_no_signals);
	tcase_add_test(tests, a_change_of_size_asks_for_a_new_picture);
	tcase_add_loop_test(tests, a_long_paste_arrives_byte_for_byte, 0, 4);
	tcase_add_test(tests, a_line_longer_than_the_system_s_own_arrives_whole);
	tcase_add_test(tests, what_was_typed_ahead_is_kept);
	tcase_add_test(tests, a_lone_escape_does_not_eat_what_comes_later);
	tcase_add_test(tests, what_is_sent_is_clean);
	tcase_add_loop_test(tests, a_plain_screen_sends_no_sequence_and_each_row_once, 0, 3);
	tcase_add_loop_test(tests, a_plain_screen_takes_a_long_paste, 0, 2);
	tcase_add_test(tests, a_signal_gives_a_plain_terminal_back);
	suite_add_tcase(suite, tests);
	return suite;
}
