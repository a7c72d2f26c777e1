/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "front/columns.h"

#define FAMILY "👨‍👩‍👧‍👦"

static void
is_wide(const char *text, size_t columns)
{
	ck_assert_msg(columns_of(text, strlen(text)) == columns, "%s: %zu", text,
	    columns_of(text, strlen(text)));
}

/* The text as whole characters with "|" between. */
static void
characters_are(const char *text, const char *expected)
{
	struct buffer out = BUFFER_INIT;
	size_t length = strlen(text), at = 0, bytes;

	while (at < length) {
		if (at > 0)
			buffer_append_byte(&out, '|');
		bytes = columns_character(text + at, length - at, NULL);
		buffer_append(&out, text + at, bytes);
		/* Backwards from anywhere inside comes to the same. */
		for (size_t i = 1; i <= bytes; i++)
			if (((unsigned char)text[at + i] & 0xc0) != 0x80)
				ck_assert_uint_eq(columns_before(text, length, at + i), at);
		at += bytes;
	}
	ck_assert_str_eq((const char *)out.data, expected);
	buffer_free(&out);
}

START_TEST(widths_are_the_most_that_a_terminal_takes)
{
	is_wide("", 0);
	is_wide("plain", 5);
	is_wide("Świętosław", 10);
	is_wide("e\xcc\x81", 1);
	is_wide("漢字", 4);
	is_wide("한국", 4);
	is_wide("مرحبا", 5);
	is_wide("😀", 2);
	is_wide("🇬🇧", 2);
	is_wide(FAMILY, 8);
	is_wide("\xe2\x9d\xa4", 1);             /* a heart */
	is_wide("\xe2\x9d\xa4\xef\xb8\x8f", 2); /* and in the emoji style */
	is_wide("\xe0\xa4\x95\xe0\xa4\xbf", 2); /* Devanagari KA, vowel sign I (Mc) */
}
END_TEST

START_TEST(what_belongs_together_is_one_character)
{
	characters_are("abc", "a|b|c");
	characters_are("ae\xcc\x81\xcc\xa3z", "a|e\xcc\x81\xcc\xa3|z");
	characters_are("漢字!", "漢|字|!");
	characters_are("x" FAMILY FAMILY "y", "x|" FAMILY "|" FAMILY "|y");
	characters_are("👍🏽👍🏿", "👍🏽|👍🏿");
	characters_are("🇬🇧🇵🇱🇩", "🇬🇧|🇵🇱|🇩");
	characters_are("a\n\tb\xcc\x81", "a|\n|\t|b\xcc\x81");
	characters_are("\xcc\x81" "a", "\xcc\x81|a");
	/* Myanmar: a spacing mark that UAX 29 lets stand alone, but clean.h shows on its letter. */
	characters_are("\xe1\x80\x80\xe1\x80\xab\xe1\x80\x80",
	    "\xe1\x80\x80\xe1\x80\xab|\xe1\x80\x80");
}
END_TEST

START_TEST(a_character_ends_somewhere)
{
	struct buffer text = BUFFER_INIT;
	size_t at = 0, bytes, width;

	buffer_append_text(&text, "a");
	for (int i = 0; i < 1000; i++)
		buffer_append_text(&text, "\xcc\x81");
	while (at < text.length) {
		bytes = columns_character((const char *)text.data + at, text.length - at, &width);
		ck_assert_uint_ge(bytes, 1);
		ck_assert_uint_le(bytes, COLUMNS_CHARACTER_MOST);
		ck_assert_uint_eq(columns_before((const char *)text.data, text.length, at + bytes),
		    at);
		at += bytes;
	}
	buffer_free(&text);
}
END_TEST

/* All rows, each with "/" after; spaces at which it was broken are gone. */
static void
rows_are(const char *text, size_t columns, const char *expected)
{
	struct buffer out = BUFFER_INIT;
	size_t length = strlen(text), at = 0, next, bytes;

	buffer_append_text(&out, "");
	for (; at < length; at += next) {
		bytes = columns_row(text + at, length - at, columns, &next);
		ck_assert_uint_ge(bytes, 1);
		buffer_append(&out, text + at, bytes);
		buffer_append_byte(&out, '/');
	}
	ck_assert_str_eq((const char *)out.data, expected);
	buffer_free(&out);
}

START_TEST(rows_are_broken_at_spaces)
{
	rows_are("", 5, "");
	rows_are("one two", 7, "one two/");
	rows_are("one two", 6, "one/two/");
	rows_are("one two", 3, "one/two/");
	rows_are("one two three", 8, "one two/three/");
	rows_are("one  two", 4, "one /two/");
	rows_are("one  two", 3, "one/ tw/o/");
	rows_are("ends ", 4, "ends/");
	rows_are("ab żółw 漢字", 7, "ab żółw/漢字/");
	rows_are("ab żółw 漢字", 6, "ab/żółw/漢字/");
	rows_are("ab \xcc\x81" "cdef", 5, "ab \xcc\x81" "cd/ef/");
}
END_TEST

START_TEST(a_word_too_long_is_broken_between_characters)
{
	rows_are("abcdefgh", 3, "abc/def/gh/");
	rows_are("a bcdefgh", 3, "a/bcd/efg/h/");
	rows_are("漢字漢字", 5, "漢字/漢字/");
	rows_are("漢字", 1, "漢/字/");
	rows_are("xe\xcc\x81z", 2, "xe\xcc\x81/z/");
	rows_are("x" FAMILY "y", 4, "x/" FAMILY "/y/");
	rows_are("🇬🇧🇵🇱🇩🇪", 4, "🇬🇧🇵🇱/🇩🇪/");
}
END_TEST

START_TEST(a_row_is_not_broken_in_what_it_starts_with)
{
	rows_are("  abcdef", 4, "  ab/cdef/");
	rows_are("      ", 4, "    /  /");
	rows_are("ab  cd", 2, "ab/ c/d/");
}
END_TEST

static void
first_row_is(const char *text, size_t columns, size_t hang, const char *row, const char *rest)
{
	size_t next, bytes = columns_first_row(text, strlen(text), columns, hang, &next);

	ck_assert_uint_eq(bytes, strlen(row));
	ck_assert_mem_eq(text, row, bytes);
	ck_assert_str_eq(text + next, rest);
}

START_TEST(the_mark_of_an_item_keeps_its_first_word)
{
	first_row_is("- abcdefgh", 6, 2, "- abcd", "efgh");
	first_row_is("- ab cdefgh", 6, 2, "- ab", "cdefgh");
	first_row_is("12. abcdefgh", 7, 4, "12. abc", "defgh");
	first_row_is("- ab", 6, 2, "- ab", "");
	first_row_is("- ab", 2, 2, "-", "ab");
}
END_TEST

START_TEST(a_cut_keeps_whole_characters)
{
	ck_assert_uint_eq(columns_cut("abc", 3, 2), 2);
	ck_assert_uint_eq(columns_cut("abc", 3, 9), 3);
	ck_assert_uint_eq(columns_cut("a漢", 4, 2), 1);
	ck_assert_uint_eq(columns_cut("e\xcc\x81z", 4, 1), 3);
	ck_assert_uint_eq(columns_cut(FAMILY, strlen(FAMILY), 7), 0);
}
END_TEST

static void
expands_to(const char *text, size_t column, const char *expected)
{
	struct buffer out = BUFFER_INIT;

	columns_expand(&out, text, strlen(text), column);
	ck_assert_str_eq((const char *)out.data, expected);
	buffer_free(&out);
}

START_TEST(tabs_go_to_the_next_multiple_of_eight)
{
	expands_to("\tx", 0, "        x");
	expands_to("\tx", 7, " x");
	expands_to("\tx", 8, "        x");
	expands_to("abc\tx\t", 0, "abc     x       ");
	expands_to("漢\tx", 1, "漢     x");
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("columns");
	TCase *tests = tcase_create("columns");

	tcase_add_test(tests, widths_are_the_most_that_a_terminal_takes);
	tcase_add_test(tests, what_belongs_together_is_one_character);
	tcase_add_test(tests, a_character_ends_somewhere);
	tcase_add_test(tests, rows_are_broken_at_spaces);
	tcase_add_test(tests, a_word_too_long_is_broken_between_characters);
	tcase_add_test(tests, a_row_is_not_broken_in_what_it_starts_with);
	tcase_add_test(tests, the_mark_of_an_item_keeps_its_first_word);
	tcase_add_test(tests, a_cut_keeps_whole_characters);
	tcase_add_test(tests, tabs_go_to_the_next_multiple_of_eight);
	suite_add_tcase(suite, tests);
	return suite;
}
