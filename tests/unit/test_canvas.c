/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "front/canvas.h"
#include "front/columns.h"

/* The rows, each with "/" after. */
static void
canvas_is(const struct canvas *canvas, const char *expected)
{
	struct buffer out = BUFFER_INIT;

	buffer_append_text(&out, "");
	for (size_t i = 0; i < canvas->count; i++) {
		const struct buffer *row = &canvas->rows[i];

		ck_assert_uint_le(columns_of((const char *)row->data, row->length),
		    canvas->columns);
		ck_assert_uint_eq(row->data[row->length], 0);
		buffer_append(&out, row->data, row->length);
		buffer_append_byte(&out, '/');
	}
	ck_assert_str_eq((const char *)out.data, expected);
	buffer_free(&out);
}

static void
text_is(size_t columns, const char *text, size_t indent, size_t hang, const char *expected)
{
	struct canvas canvas;

	canvas_init(&canvas, columns);
	canvas_text(&canvas, text, indent, hang);
	canvas_is(&canvas, expected);
	canvas_free(&canvas);
}

START_TEST(a_row_is_cut_between_characters)
{
	struct canvas canvas;

	canvas_init(&canvas, 3);
	canvas_row(&canvas, "abcd", 4);
	canvas_row(&canvas, "ab漢", strlen("ab漢"));
	canvas_row(&canvas, "", 0);
	canvas_is(&canvas, "abc/ab//");
	canvas_free(&canvas);
}
END_TEST

START_TEST(text_is_broken_and_indented)
{
	text_is(10, "one two three", 0, 0, "one two/three/");
	text_is(10, "one two three", 4, 0, "    one/    two/    three/");
	text_is(10, "- one two three", 1, 2, " - one two/   three/");
	text_is(10, "- onetwothree", 0, 2, "- onetwoth/  ree/");
	text_is(10, "one\n\ntwo\n", 2, 0, "  one//  two/");
	text_is(10, "\n", 2, 0, "/");
	text_is(10, "", 2, 0, "");
	text_is(10, "a\tb", 0, 0, "a       b/");
}
END_TEST

START_TEST(text_from_outside_is_cleaned)
{
	text_is(40, "red \033[31m\r", 0, 0, "red <U+001B>[31m<U+000D>/");
	text_is(40, "\xe2\x80\xae" "abc", 0, 0, "<U+202E>abc/");
	text_is(40, "\xff", 0, 0, "<0xFF>/");
}
END_TEST

START_TEST(no_size_is_too_small)
{
	text_is(1, "ab c", 3, 3, " / / /");
	text_is(1, "漢", 0, 0, "/");
	text_is(2, "- ab", 0, 2, "-/  /  /");
}
END_TEST

START_TEST(rows_are_copied_and_forgotten)
{
	struct canvas canvas, other;

	canvas_init(&canvas, 5);
	canvas_init(&other, 5);
	for (int i = 0; i < 100; i++) {
		char text[4] = { 'a', (char)('0' + i / 10), (char)('0' + i % 10), 0 };

		canvas_row(&other, text, 3);
	}
	other.cursor_row = 7;
	canvas_copy(&canvas, &other, 97, 2);
	canvas_copy(&canvas, &other, 99, 5);
	canvas_copy(&canvas, &other, 100, 5);
	canvas_is(&canvas, "a97/a98/a99/");
	ck_assert_uint_eq(canvas.cursor_row, 0);
	canvas_clear(&canvas);
	canvas_is(&canvas, "");
	canvas_row(&canvas, "x", 1);
	canvas_is(&canvas, "x/");
	canvas_clear(&other);
	ck_assert_uint_eq(other.cursor_row, 0);
	canvas_free(&canvas);
	canvas_free(&other);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("canvas");
	TCase *tests = tcase_create("canvas");

	tcase_add_test(tests, a_row_is_cut_between_characters);
	tcase_add_test(tests, text_is_broken_and_indented);
	tcase_add_test(tests, text_from_outside_is_cleaned);
	tcase_add_test(tests, no_size_is_too_small);
	tcase_add_test(tests, rows_are_copied_and_forgotten);
	suite_add_tcase(suite, tests);
	return suite;
}
