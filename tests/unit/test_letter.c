/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "common/json.h"
#include "front/columns.h"
#include "front/letter.h"

static json_t *
parse(const char *text)
{
	struct error error = ERROR_INIT;
	json_t *value = NULL;

	unit_ok(json_parse(&value, text, strlen(text), "a test", &error), &error);
	return value;
}

static struct form *
sample_form(void)
{
	struct buffer text = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct form *form = NULL;
	json_t *value = NULL;

	unit_read(&text, "conf/form-worcestershire.json");
	unit_ok(json_parse(&value, text.data, text.length, "the form", &error), &error);
	unit_ok(form_new(&form, value, &error), &error);
	json_decref(value);
	buffer_free(&text);
	return form;
}

static void
text_is(const char *text, size_t indent, const char *expected)
{
	struct buffer out = BUFFER_INIT;

	letter_text(&out, text, indent, 0);
	buffer_append(&out, "", 0);
	ck_assert_str_eq((const char *)out.data, expected);
	buffer_free(&out);
}

START_TEST(lines_are_broken_at_spaces_and_fit)
{
	struct buffer text = BUFFER_INIT, out = BUFFER_INIT;
	const char *at, *end;

	for (int i = 0; i < 60; i++)
		buffer_format(&text, "word%d Świętosław 漢字 ", i);
	letter_text(&out, (const char *)text.data, 2, 0);
	at = (const char *)out.data;
	while ((end = strchr(at, '\n')) != NULL) {
		ck_assert_uint_le(columns_of(at, (size_t)(end - at)), LETTER_COLUMNS);
		ck_assert_int_eq(strncmp(at, "  ", 2), 0);
		ck_assert_int_ne(at[2], ' ');
		at = end + 1;
	}
	ck_assert_uint_eq(strlen(at), 0);
	buffer_free(&text);
	buffer_free(&out);
}
END_TEST

START_TEST(a_word_too_long_for_a_line_stays_whole)
{
	char word[301], expected[303];

	memset(word, 'x', 300);
	word[300] = '\0';
	(void)snprintf(expected, sizeof expected, "%s\n", word);
	text_is(word, 0, expected);
}
END_TEST

START_TEST(lines_fit_the_columns_asked_for_even_where_a_word_does_not)
{
	struct buffer out = BUFFER_INIT;

	letter_text(&out, "one two three averyverylongword\n漢字漢字漢", 2, 12);
	ck_assert_str_eq((const char *)out.data,
	    "  one two\n  three\n  averyveryl\n  ongword\n  漢字漢字漢\n");
	buffer_clear(&out);
	letter_text(&out, "漢字漢字 漢字漢字漢字漢字", 0, 11);
	ck_assert_str_eq((const char *)out.data, "漢字漢字\n漢字漢字漢\n字漢字\n");
	buffer_clear(&out);
	letter_text(&out, "a b", 50, 10);
	ck_assert_uint_eq(out.length, 2 * 52);
	buffer_free(&out);
}
END_TEST

START_TEST(tabs_become_spaces)
{
	text_is("a\tb\n\tc", 2, "  a       b\n          c\n");
}
END_TEST

START_TEST(blank_lines_and_what_a_line_starts_with_are_kept)
{
	text_is("one\n\n  two\n", 2, "  one\n\n    two\n");
	text_is("", 2, "");
}
END_TEST

START_TEST(escapes_are_made_visible)
{
	text_is("red \033[31m", 0, "red <U+001B>[31m\n");
}
END_TEST

START_TEST(answers_are_in_the_words_of_the_form)
{
	struct form *form = sample_form();
	json_t *answers = parse("{\"who\":\"parent\",\"area\":\"redditch\",\"gone\":\"words\"}");
	json_t *hide = parse("[\"Name \\u202e\"]"), *uses = parse("[\"counts\",\"unknown-use\"]");
	struct buffer out = BUFFER_INIT;
	const char *text;

	letter_print(&out, form, "en", answers, hide, uses, 0);
	text = (const char *)out.data;
	ck_assert_ptr_nonnull(strstr(text, "Who are you?\n  - I am a parent\n"));
	ck_assert_ptr_nonnull(strstr(text, "  - Redditch"));
	ck_assert_ptr_nonnull(strstr(text, "gone (a question that the form no longer asks)\n"
	    "  words\n"));
	ck_assert_ptr_nonnull(strstr(text, "  - Name <U+202E>\n"));
	ck_assert_ptr_nonnull(strstr(text, "  - unknown-use\n"));
	ck_assert_ptr_null(strstr(text, "- counts\n"));
	/* An item's mark hangs, and is not left alone. */
	json_decref(hide);
	hide = parse("[\"averyverylongname and a second\"]");
	buffer_clear(&out);
	letter_print(&out, form, "en", NULL, hide, NULL, 12);
	ck_assert_ptr_nonnull(strstr((const char *)out.data,
	    "  - averyver\n    ylongnam\n    e and a\n    second\n"));
	buffer_clear(&out);
	letter_print(&out, form, "en", NULL, NULL, NULL, 0);
	ck_assert_uint_eq(out.length, 0);
	buffer_free(&out);
	json_decref(answers);
	json_decref(hide);
	json_decref(uses);
	form_free(&form);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("letter");
	TCase *tests = tcase_create("letter");

	tcase_add_test(tests, lines_are_broken_at_spaces_and_fit);
	tcase_add_test(tests, a_word_too_long_for_a_line_stays_whole);
	tcase_add_test(tests, lines_fit_the_columns_asked_for_even_where_a_word_does_not);
	tcase_add_test(tests, tabs_become_spaces);
	tcase_add_test(tests, blank_lines_and_what_a_line_starts_with_are_kept);
	tcase_add_test(tests, escapes_are_made_visible);
	tcase_add_test(tests, answers_are_in_the_words_of_the_form);
	suite_add_tcase(suite, tests);
	return suite;
}
