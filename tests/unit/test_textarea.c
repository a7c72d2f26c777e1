/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>
#include <time.h>

#include "common/clean.h"
#include "common/utf8.h"
#include "front/columns.h"
#include "front/textarea.h"

#define FAMILY "👨‍👩‍👧‍👦"
#define ACUTE "\xcc\x81"

static bool
press(struct textarea *textarea, enum key_kind kind)
{
	struct key key = { .kind = kind };

	return textarea_key(textarea, &key);
}

static bool
type(struct textarea *textarea, const char *text)
{
	size_t at = 0, length = strlen(text);
	bool taken = true;

	while (at < length) {
		int32_t character = utf8_next((const uint8_t *)text, length, &at);
		struct key key = { .kind = KEY_CHARACTER, .character = (uint32_t)character };

		taken = textarea_key(textarea, &key) && taken;
	}
	return taken;
}

static bool
paste(struct textarea *textarea, const char *text, size_t length)
{
	struct key key = { .kind = KEY_PASTE, .text = text, .length = length };

	return textarea_key(textarea, &key);
}

/* The text with "|" at the cursor. */
static void
text_is(const struct textarea *textarea, const char *expected)
{
	struct buffer out = BUFFER_INIT;
	const char *text = textarea_text(textarea);
	size_t cursor = textarea_cursor(textarea);

	ck_assert_uint_eq(strlen(text), textarea_length(textarea));
	buffer_append(&out, text, cursor);
	buffer_append_byte(&out, '|');
	buffer_append_text(&out, text + cursor);
	ck_assert_str_eq((const char *)out.data, expected);
	buffer_free(&out);
}

/* What is shown, each row with "/" after, "|" where the cursor is. */
static void
picture(struct textarea *textarea, size_t columns, const char *prefix, size_t rows,
    struct buffer *out)
{
	struct canvas canvas;

	canvas_init(&canvas, columns);
	canvas_row(&canvas, "", 0);
	textarea_draw(textarea, &canvas, prefix, rows);
	if (rows > 0)
		ck_assert_uint_eq(canvas.count, rows + 1);
	ck_assert_uint_lt(canvas.cursor_row, canvas.count);
	ck_assert_uint_gt(canvas.cursor_row, 0);
	ck_assert_uint_lt(canvas.cursor_column, columns);
	buffer_append_text(out, "");
	for (size_t i = 1; i < canvas.count; i++) {
		const char *row = (const char *)canvas.rows[i].data;
		size_t length = canvas.rows[i].length, cursor;

		if (i == canvas.cursor_row) {
			cursor = columns_cut(row, length, canvas.cursor_column);
			buffer_append(out, row, cursor);
			buffer_append_byte(out, '|');
			buffer_append_text(out, row + cursor);
		} else {
			buffer_append(out, row, length);
		}
		buffer_append_byte(out, '/');
	}
	canvas_free(&canvas);
}

static void
shows(struct textarea *textarea, size_t columns, const char *prefix, size_t rows,
    const char *expected)
{
	struct buffer out = BUFFER_INIT;

	picture(textarea, columns, prefix, rows, &out);
	ck_assert_str_eq((const char *)out.data, expected);
	buffer_free(&out);
}

START_TEST(what_is_typed_stands_at_the_cursor)
{
	struct textarea *textarea = textarea_new("", false);

	ck_assert(type(textarea, "helo"));
	ck_assert(press(textarea, KEY_LEFT));
	ck_assert(type(textarea, "l"));
	text_is(textarea, "hell|o");
	ck_assert(press(textarea, KEY_ENTER));
	ck_assert(press(textarea, KEY_TAB));
	text_is(textarea, "hell\n\t|o");
	ck_assert(press(textarea, KEY_BACKSPACE));
	ck_assert(press(textarea, KEY_DELETE));
	text_is(textarea, "hell\n|");
	ck_assert(!press(textarea, KEY_DELETE));
	ck_assert(!press(textarea, KEY_RIGHT));
	ck_assert(paste(textarea, "a\nb\tc", 5));
	text_is(textarea, "hell\na\nb\tc|");
	textarea_move(textarea, 0);
	ck_assert(!press(textarea, KEY_LEFT));
	ck_assert(!press(textarea, KEY_BACKSPACE));
	ck_assert(!press(textarea, KEY_UP));
	ck_assert(!press(textarea, KEY_HOME));
	ck_assert(!press(textarea, KEY_FINISH));
	ck_assert(!press(textarea, KEY_MENU));
	ck_assert(!press(textarea, KEY_REDRAW));
	textarea_free(&textarea);
	ck_assert_ptr_null(textarea);
	textarea_free(&textarea);
}
END_TEST

START_TEST(what_a_text_may_not_have_is_taken_out)
{
	struct textarea *textarea = textarea_new("a\001\xc2\x85\r\nb\xff\177", false);

	text_is(textarea, "a\nb\xef\xbf\xbd|");
	ck_assert(!type(textarea, "\001"));
	ck_assert(!paste(textarea, "\033", 1));
	ck_assert(paste(textarea, "x\000y\r\xed\xa0\x80", 7));
	text_is(textarea, "a\nb\xef\xbf\xbdxy\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd|");
	textarea_free(&textarea);
}
END_TEST

START_TEST(a_single_line_stays_one)
{
	struct textarea *textarea = textarea_new("a\nb\tc", true);

	text_is(textarea, "a b c|");
	ck_assert(!press(textarea, KEY_ENTER));
	ck_assert(!press(textarea, KEY_TAB));
	ck_assert(!press(textarea, KEY_DOWN));
	ck_assert(paste(textarea, "\nd\t", 3));
	text_is(textarea, "a b c d |");
	textarea_free(&textarea);
}
END_TEST

START_TEST(marks_and_joined_pictures_go_with_their_letter)
{
	struct textarea *textarea = textarea_new("xe" ACUTE FAMILY "🇬🇧🇵🇱漢", false);

	ck_assert(press(textarea, KEY_LEFT));
	text_is(textarea, "xe" ACUTE FAMILY "🇬🇧🇵🇱|漢");
	ck_assert(press(textarea, KEY_BACKSPACE));
	text_is(textarea, "xe" ACUTE FAMILY "🇬🇧|漢");
	ck_assert(press(textarea, KEY_LEFT));
	ck_assert(press(textarea, KEY_LEFT));
	text_is(textarea, "xe" ACUTE "|" FAMILY "🇬🇧漢");
	ck_assert(press(textarea, KEY_DELETE));
	ck_assert(press(textarea, KEY_BACKSPACE));
	text_is(textarea, "x|🇬🇧漢");
	/* A mark that is typed joins what stands before it. */
	ck_assert(type(textarea, ACUTE));
	text_is(textarea, "x" ACUTE "|🇬🇧漢");
	ck_assert(press(textarea, KEY_LEFT));
	text_is(textarea, "|x" ACUTE "🇬🇧漢");
	/* A letter that comes before a lone mark takes it along. */
	ck_assert(press(textarea, KEY_DELETE));
	ck_assert(paste(textarea, ACUTE, 2));
	textarea_move(textarea, 0);
	ck_assert(type(textarea, "z"));
	text_is(textarea, "z" ACUTE "|🇬🇧漢");
	/* No offset is inside of one. */
	textarea_move(textarea, 5);
	text_is(textarea, "z" ACUTE "|🇬🇧漢");
	textarea_move(textarea, 1);
	text_is(textarea, "|z" ACUTE "🇬🇧漢");
	textarea_move(textarea, 99);
	text_is(textarea, "z" ACUTE "🇬🇧漢|");
	textarea_free(&textarea);
}
END_TEST

START_TEST(words_and_rows_are_erased)
{
	struct textarea *textarea = textarea_new("one two  \nthree four", false);

	ck_assert(press(textarea, KEY_ERASE_WORD));
	text_is(textarea, "one two  \nthree |");
	ck_assert(press(textarea, KEY_ERASE_WORD));
	text_is(textarea, "one two  \n|");
	ck_assert(press(textarea, KEY_ERASE_WORD));
	text_is(textarea, "one two  |");
	ck_assert(press(textarea, KEY_ERASE_WORD));
	text_is(textarea, "one |");
	ck_assert(paste(textarea, "two three four five", 19));
	shows(textarea, 11, "", 0, "one two/three four/five|/");
	ck_assert(press(textarea, KEY_UP));
	ck_assert(press(textarea, KEY_ERASE_LINE));
	text_is(textarea, "one two |e four five");
	ck_assert(press(textarea, KEY_ERASE_LINE));
	text_is(textarea, "|e four five");
	ck_assert(!press(textarea, KEY_ERASE_LINE));
	textarea_free(&textarea);
}
END_TEST

START_TEST(rows_are_wrapped_and_leave_a_column_to_the_cursor)
{
	struct textarea *textarea = textarea_new("one two three", false);

	shows(textarea, 40, "", 0, "one two three|/");
	shows(textarea, 14, "", 0, "one two three|/");
	shows(textarea, 13, "", 0, "one two/three|/");
	shows(textarea, 12, "> ", 0, "> one two/> three|/");
	ck_assert_uint_eq(textarea_rows(textarea, 10), 2);
	ck_assert_uint_eq(textarea_rows(textarea, 40), 1);
	ck_assert_uint_eq(textarea_rows(textarea, 4), 4);
	shows(textarea, 4, "", 0, "one/two/thr/ee|/");
	shows(textarea, 12, "> ", 4, "> one two/> three|/> /> /");
	/* A space that does not fit: what comes next stands below. */
	textarea_move(textarea, 7);
	shows(textarea, 8, "", 0, "one two|/three/");
	textarea_move(textarea, 8);
	shows(textarea, 8, "", 0, "one two/|three/");
	textarea_move(textarea, 99);
	ck_assert(type(textarea, " "));
	shows(textarea, 6, "", 0, "one/two/three/|/");
	textarea_free(&textarea);
	textarea = textarea_new("a\n\nb\n", false);
	shows(textarea, 6, "", 0, "a//b/|/");
	textarea_free(&textarea);
}
END_TEST

START_TEST(what_clean_changes_is_shown_so_and_tabs_as_spaces)
{
	struct textarea *textarea = textarea_new("a\xe2\x80\xae" "b\tc" ACUTE "\n" ACUTE, false);

	shows(textarea, 40, "", 0, "a<U+202E>b      c" ACUTE "/<U+0301>|/");
	ck_assert(press(textarea, KEY_UP));
	text_is(textarea, "a|\xe2\x80\xae" "b\tc" ACUTE "\n" ACUTE);
	shows(textarea, 40, "", 0, "a|<U+202E>b      c" ACUTE "/<U+0301>/");
	ck_assert(press(textarea, KEY_RIGHT));
	shows(textarea, 40, "", 0, "a<U+202E>|b      c" ACUTE "/<U+0301>/");
	/* It may be broken, though the cursor never stops inside. */
	shows(textarea, 6, "", 0, "a<U+2/02E>|b/     /c" ACUTE "/<U+03/01>/");
	textarea_free(&textarea);
	/* A picture wider than a row is shown by its parts. */
	textarea = textarea_new(FAMILY "x", false);
	shows(textarea, 9, "", 0, FAMILY "/x|/");
	shows(textarea, 8, "", 0, "👨<U+20/0D>👩<U/+200D>/👧<U+20/0D>👦x|/");
	ck_assert(press(textarea, KEY_HOME));
	text_is(textarea, "|" FAMILY "x");
	ck_assert(press(textarea, KEY_DOWN));
	text_is(textarea, FAMILY "|x");
	textarea_free(&textarea);
}
END_TEST

START_TEST(up_and_down_keep_the_column)
{
	struct textarea *textarea = textarea_new("abcdef\nx\n漢漢漢\nabcdef ghi", false);

	shows(textarea, 8, "", 0, "abcdef/x/漢漢漢/abcdef/ghi|/");
	ck_assert(!press(textarea, KEY_DOWN));
	ck_assert(press(textarea, KEY_UP));
	ck_assert(press(textarea, KEY_UP));
	text_is(textarea, "abcdef\nx\n漢|漢漢\nabcdef ghi");
	ck_assert(press(textarea, KEY_UP));
	text_is(textarea, "abcdef\nx|\n漢漢漢\nabcdef ghi");
	ck_assert(press(textarea, KEY_UP));
	text_is(textarea, "abc|def\nx\n漢漢漢\nabcdef ghi");
	ck_assert(!press(textarea, KEY_UP));
	ck_assert(press(textarea, KEY_END));
	ck_assert(press(textarea, KEY_DOWN));
	ck_assert(press(textarea, KEY_DOWN));
	text_is(textarea, "abcdef\nx\n漢漢漢|\nabcdef ghi");
	ck_assert(press(textarea, KEY_HOME));
	text_is(textarea, "abcdef\nx\n|漢漢漢\nabcdef ghi");
	shows(textarea, 8, "", 3, "abcdef/x/|漢漢漢/");
	ck_assert(press(textarea, KEY_PAGE_DOWN));
	text_is(textarea, "abcdef\nx\n漢漢漢\nabcdef |ghi");
	ck_assert(!press(textarea, KEY_PAGE_DOWN));
	ck_assert(press(textarea, KEY_PAGE_UP));
	ck_assert(press(textarea, KEY_PAGE_UP));
	text_is(textarea, "|abcdef\nx\n漢漢漢\nabcdef ghi");
	textarea_free(&textarea);
	/* The end of a row that was broken within a word is the next one's start. */
	textarea = textarea_new("abcdefgh ij", false);
	textarea_move(textarea, 0);
	shows(textarea, 4, "", 0, "|abc/def/gh/ij/");
	ck_assert(press(textarea, KEY_END));
	text_is(textarea, "ab|cdefgh ij");
	ck_assert(!press(textarea, KEY_END));
	ck_assert(press(textarea, KEY_DOWN));
	text_is(textarea, "abcde|fgh ij");
	ck_assert(press(textarea, KEY_DOWN));
	text_is(textarea, "abcdefgh| ij");
	textarea_free(&textarea);
}
END_TEST

START_TEST(the_window_follows_the_cursor_and_moves_as_little_as_it_can)
{
	struct textarea *textarea = textarea_new("1\n2\n3\n4\n5\n6", false);

	shows(textarea, 9, "", 3, "4/5/6|/");
	(void)press(textarea, KEY_UP);
	(void)press(textarea, KEY_UP);
	shows(textarea, 9, "", 3, "4|/5/6/");
	(void)press(textarea, KEY_UP);
	shows(textarea, 9, "", 3, "3|/4/5/");
	(void)press(textarea, KEY_DOWN);
	(void)press(textarea, KEY_DOWN);
	shows(textarea, 9, "", 3, "3/4/5|/");
	(void)press(textarea, KEY_DOWN);
	shows(textarea, 9, "", 3, "4/5/6|/");
	for (int i = 0; i < 6; i++)
		(void)press(textarea, KEY_BACKSPACE);
	shows(textarea, 9, "", 3, "1/2/3|/");
	shows(textarea, 9, "", 1, "3|/");
	shows(textarea, 9, "", 5, "1/2/3|///");
	textarea_free(&textarea);
}
END_TEST

START_TEST(a_text_that_would_be_too_long_is_refused_without_change)
{
	struct textarea *textarea = textarea_new("", false);
	struct buffer text = BUFFER_INIT;

	while (text.length < TEXTAREA_BYTES_MOST - 1)
		buffer_append_byte(&text, 'x');
	ck_assert(paste(textarea, (const char *)text.data, text.length));
	ck_assert(!paste(textarea, "ab", 2));
	ck_assert(!type(textarea, "é"));
	ck_assert_uint_eq(textarea_length(textarea), TEXTAREA_BYTES_MOST - 1);
	ck_assert_uint_eq(textarea_cursor(textarea), TEXTAREA_BYTES_MOST - 1);
	ck_assert(type(textarea, "a"));
	ck_assert(!type(textarea, "b"));
	ck_assert(!press(textarea, KEY_ENTER));
	ck_assert_uint_eq(textarea_length(textarea), TEXTAREA_BYTES_MOST);
	ck_assert(press(textarea, KEY_BACKSPACE));
	ck_assert_mem_eq(textarea_text(textarea), text.data, text.length + 1);
	textarea_free(&textarea);
	buffer_append_text(&text, "longer than the most");
	textarea = textarea_new((const char *)text.data, false);
	ck_assert_str_eq(textarea_text(textarea), (const char *)text.data);
	ck_assert(!type(textarea, "a"));
	ck_assert(press(textarea, KEY_BACKSPACE));
	textarea_free(&textarea);
	buffer_free(&text);
}
END_TEST

/* What the text is to look like, by the shortest way: each line cleaned whole, and broken. */
static void
naive_rows(const char *text, size_t columns, struct buffer *out)
{
	struct buffer clean = BUFFER_INIT, line = BUFFER_INIT;
	const char *at, *end;

	clean_text(&clean, text, strlen(text));
	at = (const char *)clean.data;
	for (;;) {
		size_t from = 0, next, bytes;

		end = strchr(at, '\n');
		if (end == NULL)
			end = at + strlen(at);
		buffer_clear(&line);
		buffer_append(&line, "", 0);
		columns_expand(&line, at, (size_t)(end - at), 0);
		do {
			bytes = columns_row((const char *)line.data + from, line.length - from,
			    columns, &next);
			buffer_append(out, line.data + from, bytes);
			buffer_append_byte(out, '/');
			from += next;
			if (from == line.length && bytes < next)
				buffer_append_byte(out, '/');
		} while (from < line.length);
		if (*end == '\0')
			break;
		at = end + 1;
	}
	buffer_free(&clean);
	buffer_free(&line);
}

static unsigned
dice(unsigned *state, unsigned sides)
{
	*state = *state * 1103515245U + 12345U;
	return (*state >> 16) % sides;
}

/* A naive text: whole characters one after the other, found from the start each time. */
struct naive {
	struct buffer text;
	size_t cursor;
};

static size_t
naive_step(const struct naive *naive, bool back)
{
	size_t at = 0, before = 0;

	while (at < naive->cursor || (!back && at == naive->cursor && at < naive->text.length)) {
		before = at;
		at += columns_character((const char *)naive->text.data + at,
		    naive->text.length - at, NULL);
	}
	return back ? before : at;
}

static void
naive_replace(struct naive *naive, size_t at, size_t removed, const char *text)
{
	struct buffer fresh = BUFFER_INIT;
	size_t end = 0;

	buffer_append(&fresh, naive->text.data, at);
	buffer_append_text(&fresh, text);
	naive->cursor = fresh.length;
	buffer_append_text(&fresh, (const char *)naive->text.data + at + removed);
	buffer_free(&naive->text);
	naive->text = fresh;
	while (end < naive->cursor)
		end += columns_character((const char *)fresh.data + end, fresh.length - end, NULL);
	naive->cursor = end;
}

START_TEST(a_random_walk_agrees_with_a_naive_text)
{
	static const char *const pieces[] = { "a", "word ", " ", "  ", "é", ("e" ACUTE), ACUTE, "漢",
		"مرحبا ", "😀", (FAMILY), "\xe2\x80\x8d", "🇬", "🇧", "🇬🇧", "🏽", "\xef\xb8\x8f",
		"\xe2\x80\xae", "\t", "\n", "\n\n", "कि", "한", "averylongwordindeed",
		"two lines\nof text ", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab" };
	static const size_t widths[] = { 1, 2, 3, 5, 8, 13, 24, 40, 80 };
	struct textarea *textarea = textarea_new("", false);
	struct naive naive = { BUFFER_INIT, 0 };
	unsigned state = 7 + (unsigned)_i;
	size_t columns = 40, to;

	buffer_append_text(&naive.text, "");
	for (int step = 0; step < 1500; step++) {
		unsigned what = dice(&state, 16);

		if (dice(&state, 40) == 0)
			columns = widths[dice(&state, sizeof widths / sizeof widths[0])];
		if (what < 7) {
			const char *piece = pieces[dice(&state,
			    sizeof pieces / sizeof pieces[0])];

			ck_assert(paste(textarea, piece, strlen(piece)));
			naive_replace(&naive, naive.cursor, 0, piece);
		} else if (what == 7 || what == 8) {
			to = naive_step(&naive, true);
			ck_assert(press(textarea, KEY_BACKSPACE) == (to < naive.cursor));
			naive_replace(&naive, to, naive.cursor - to, "");
		} else if (what == 9) {
			to = naive_step(&naive, false);
			ck_assert(press(textarea, KEY_DELETE) == (to > naive.cursor));
			naive_replace(&naive, naive.cursor, to - naive.cursor, "");
		} else if (what == 10 || what == 11) {
			to = naive_step(&naive, what == 10);
			ck_assert(press(textarea, what == 10 ? KEY_LEFT : KEY_RIGHT) ==
			    (to != naive.cursor));
			naive.cursor = to;
		} else if (what == 12) {
			textarea_move(textarea, dice(&state, (unsigned)naive.text.length + 1));
			naive.cursor = textarea_cursor(textarea);
		} else {
			static const enum key_kind moves[] = { KEY_UP, KEY_DOWN, KEY_HOME, KEY_END,
				KEY_PAGE_UP, KEY_PAGE_DOWN };

			(void)press(textarea, moves[dice(&state, 6)]);
			naive.cursor = textarea_cursor(textarea);
		}
		ck_assert_str_eq(textarea_text(textarea), (const char *)naive.text.data);
		ck_assert_uint_eq(textarea_cursor(textarea), naive.cursor);
		/* The cursor is where a whole character starts. */
		if (naive.cursor > 0) {
			to = naive_step(&naive, true);
			ck_assert_uint_eq(to + columns_character((const char *)naive.text.data + to,
			    naive.text.length - to, NULL), naive.cursor);
		}
		if (step % 3 == 0) {
			struct textarea *fresh = textarea_new((const char *)naive.text.data,
			    false);
			struct buffer one = BUFFER_INIT, all = BUFFER_INIT, part = BUFFER_INIT;

			textarea_move(fresh, naive.cursor);
			picture(textarea, columns, "", 3, &part);
			picture(textarea, columns, "", 0, &one);
			picture(fresh, columns, "", 0, &all);
			ck_assert_str_eq((const char *)one.data, (const char *)all.data);
			/* Shorter than three rows: empty ones follow. */
			if (textarea_rows(textarea, columns) >= 3)
				ck_assert_ptr_nonnull(strstr((const char *)all.data,
				    (const char *)part.data));
			if (columns > COLUMNS_CHARACTER_MOST) {
				char *cursor = strchr((char *)all.data, '|');

				memmove(cursor, cursor + 1, strlen(cursor));
				buffer_clear(&one);
				naive_rows((const char *)naive.text.data, columns - 1, &one);
				ck_assert_str_eq((const char *)all.data, (const char *)one.data);
			}
			buffer_free(&one);
			buffer_free(&all);
			buffer_free(&part);
			textarea_free(&fresh);
		}
	}
	textarea_free(&textarea);
	buffer_free(&naive.text);
}
END_TEST

/* Keys that are typed, and pictures of them, into a long text: three seconds of work for all,
 * at most. */
static void
stays_fast(const char *piece, size_t bytes, int keys)
{
	struct textarea *textarea = textarea_new("", false);
	struct buffer text = BUFFER_INIT;
	struct canvas canvas;
	clock_t begun;

	while (text.length + strlen(piece) <= bytes)
		buffer_append_text(&text, piece);
	canvas_init(&canvas, 40);
	begun = clock();
	ck_assert(paste(textarea, (const char *)text.data, text.length));
	for (int i = 0; i < keys; i++) {
		if (i == keys / 2)
			textarea_move(textarea, text.length / 2);
		(void)type(textarea, "x");
		canvas_clear(&canvas);
		textarea_draw(textarea, &canvas, "> ", 20);
	}
#ifdef WITH_SANITIZERS
	(void)begun;
#else
	ck_assert_msg(clock() - begun < 3 * CLOCKS_PER_SEC, "%d keys took %ld ms", keys,
	    (long)((clock() - begun) * 1000 / CLOCKS_PER_SEC));
#endif
	canvas_free(&canvas);
	textarea_free(&textarea);
	buffer_free(&text);
}

START_TEST(a_long_text_stays_fast)
{
	stays_fast("All on one line, with no end. ", 24000, 2000);
	stays_fast("漢字とمرحبا😀 ", 24000, 200);
	stays_fast("a line of its own\n", 5000 * 18, 2000);
	stays_fast("\n", TEXTAREA_BYTES_MOST - 4096, 50);
	stays_fast("word ", TEXTAREA_BYTES_MOST - 4096, 50);
	stays_fast("x", TEXTAREA_BYTES_MOST - 4096, 50);
	stays_fast("كلمات ", TEXTAREA_BYTES_MOST - 4096, 5);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("textarea");
	TCase *tests = tcase_create("textarea");

	tcase_set_timeout(tests, 600);
	tcase_add_test(tests, what_is_typed_stands_at_the_cursor);
	tcase_add_test(tests, what_a_text_may_not_have_is_taken_out);
	tcase_add_test(tests, a_single_line_stays_one);
	tcase_add_test(tests, marks_and_joined_pictures_go_with_their_letter);
	tcase_add_test(tests, words_and_rows_are_erased);
	tcase_add_test(tests, rows_are_wrapped_and_leave_a_column_to_the_cursor);
	tcase_add_test(tests, what_clean_changes_is_shown_so_and_tabs_as_spaces);
	tcase_add_test(tests, up_and_down_keep_the_column);
	tcase_add_test(tests, the_window_follows_the_cursor_and_moves_as_little_as_it_can);
	tcase_add_test(tests, a_text_that_would_be_too_long_is_refused_without_change);
	tcase_add_loop_test(tests, a_random_walk_agrees_with_a_naive_text, 0, 6);
	tcase_add_test(tests, a_long_text_stays_fast);
	suite_add_tcase(suite, tests);
	return suite;
}
