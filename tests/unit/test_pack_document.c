/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <signal.h>
#include <string.h>

#include "common/campaign.h"
#include "desk/pack/document.h"

static int32_t
day_of_text(const char *text)
{
	struct error error = ERROR_INIT;
	int32_t day;

	unit_ok(day_parse(&day, text, &error), &error);
	return day;
}

static struct document *
made(void)
{
	struct document *document;

	document_new(&document, "A title", "en-GB", day_of_text("2026-11-22"));
	return document;
}

static struct disclosure_figure
shown(int64_t published)
{
	return (struct disclosure_figure){ .count = published + 1, .state = DISCLOSURE_SHOWN,
		.published = published };
}

START_TEST(what_cannot_be_seen_becomes_visible_and_nothing_is_dropped)
{
	struct document *document = made();

	document_plain(document, "a\xe2\x80\xae" "b\x1b[0m\xef\xbf\xbe\xed\xa0\x80\nc\td\xc2\xad");
	ck_assert_str_eq(document->blocks[0].text, "a<U+202E>b<U+001B>[0m<U+FFFE>"
	    "<0xED><0xA0><0x80>\nc\td<U+00AD>");
	document_free(&document);
	ck_assert_ptr_null(document);
	document_free(&document);
}
END_TEST

START_TEST(what_is_one_line_stays_one)
{
	static const struct document_column columns[] = { { "a\nb", DOCUMENT_START } };
	struct document *document;

	document_new(&document, "two\nlines", "en", 0);
	document_heading(document, 3, "a\nb\tc");
	document_bullet(document, "a\nb");
	document_quotation(document, "a\nb", NULL, "c\nd");
	(void)document_table(document, "e\nf", columns, 1);
	document_cell_text(document, "g\nh");
	ck_assert_str_eq(document->title, "two lines");
	ck_assert_str_eq(document->blocks[0].text, "a b c");
	ck_assert_str_eq(document->blocks[1].text, "a b");
	ck_assert_str_eq(document->blocks[2].text, "a\nb");
	ck_assert_str_eq(document->blocks[2].source, "c d");
	ck_assert_str_eq(document->blocks[3].table->caption, "e f");
	ck_assert_str_eq(document->blocks[3].table->titles[0], "a b");
	ck_assert_str_eq(document->blocks[3].table->cells[0].text, "g h");
	document_free(&document);
}
END_TEST

START_TEST(paragraphs_and_tables_have_running_numbers)
{
	struct document *document = made();

	ck_assert_uint_eq(document_numbered(document, "a"), 1);
	document_heading(document, 1, "b");
	ck_assert_uint_eq(document_numbered(document, "c"), 2);
	ck_assert_uint_eq(document_chart(document, "d", "e", "f"), 1);
	ck_assert_uint_eq(document_chart(document, "d", "e", "f"), 2);
	document_plain(document, "no number");
	ck_assert_uint_eq(document_numbered(document, "g"), 3);
	document_free(&document);
}
END_TEST

START_TEST(a_language_that_is_none_is_unknown)
{
	static const char *const tags[][2] = { { "pl", "pl" }, { "en-GB", "en-GB" },
		{ "zh-Hant-TW", "zh-Hant-TW" }, { "", "und" }, { "en\"><script>", "und" },
		{ "en GB", "und" }, { "1", "und" } };

	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
		struct document *document;

		document_new(&document, "", tags[i][0], 0);
		document_quotation(document, "a", tags[i][0], "b");
		document_quotation(document, "a", NULL, "b");
		ck_assert_str_eq(document->language, tags[i][1]);
		ck_assert_str_eq(document->blocks[0].language, tags[i][1]);
		ck_assert_ptr_null(document->blocks[1].language);
		document_free(&document);
	}
}
END_TEST

START_TEST(figures_are_printed_as_they_may_be)
{
	static const struct {
		struct disclosure_figure figure;
		const char *text;
	} cases[] = {
		{ { 0, DISCLOSURE_SHOWN, 0 }, "0" },
		{ { 12, DISCLOSURE_SHOWN, 10 }, "10" },
		{ { 998, DISCLOSURE_SHOWN, 1000 }, "1,000" },
		{ { 99999999, DISCLOSURE_SHOWN, 100000000 }, "100,000,000" },
		{ { 7, DISCLOSURE_FEW, 0 }, "fewer than 10" },
		{ { 140, DISCLOSURE_HIDDEN, 0 }, "not shown" },
	};
	struct document *document = made();
	char text[DOCUMENT_FIGURE_SIZE];

	(void)document_chart(document, "a", "b", "c");
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		document_bar(document, "d", &cases[i].figure);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct document_cell *cell = &document->blocks[0].table->cells[2 * i + 1];

		document_figure_print(text, cell);
		ck_assert_str_eq(text, cases[i].text);
		/* Of a figure that is not shown, nothing is kept. */
		if (cases[i].figure.state != DISCLOSURE_SHOWN)
			ck_assert_int_eq(cell->published, 0);
	}
	document_free(&document);
}
END_TEST

START_TEST(bars_are_as_long_as_their_figures)
{
	struct disclosure_figure most = shown(200), half = shown(100), none = shown(0),
	    hidden = { .count = 190, .state = DISCLOSURE_HIDDEN, .published = 190 };
	struct document *document = made();
	const struct document_table *table;

	(void)document_chart(document, "a", "b", "c");
	table = document->blocks[0].table;
	document_bar(document, "d", &half);
	document_bar(document, "d", &most);
	document_bar(document, "d", &none);
	document_bar(document, "d", &hidden);
	ck_assert_uint_eq(document_bar_length(table, 0), 500);
	ck_assert_uint_eq(document_bar_length(table, 1), 1000);
	ck_assert_uint_eq(document_bar_length(table, 2), 0);
	ck_assert_uint_eq(document_bar_length(table, 3), 0);
	(void)document_chart(document, "a", "b", "c");
	document_bar(document, "d", &hidden);
	ck_assert_uint_eq(document_bar_length(document->blocks[1].table, 0), 0);
	document_free(&document);
}
END_TEST

START_TEST(days_are_said_in_words)
{
	static const char *const days[][2] = { { "2026-11-22", "22 November 2026" },
		{ "2028-02-29", "29 February 2028" }, { "1970-01-01", "1 January 1970" },
		{ "9999-12-31", "31 December 9999" }, { "2027-09-05", "5 September 2027" } };
	char text[DOCUMENT_DATE_SIZE];

	for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
		document_date_print(text, day_of_text(days[i][0]));
		ck_assert_str_eq(text, days[i][1]);
	}
}
END_TEST

START_TEST(words_are_counted_as_a_reader_reads_them)
{
	struct document *document = made();                       /* 2 */
	struct disclosure_figure few = { .count = 3, .state = DISCLOSURE_FEW };

	document_heading(document, 1, " one  two\tthree ");      /* 3 */
	document_quotation(document, "a\n\nb", "pl", "c d");     /* 4 */
	(void)document_chart(document, "x y", "z", "");          /* 3 */
	document_bar(document, "late", &few);                    /* 1 + 3 */
	ck_assert_uint_eq(document_words(document), 16);
	document_free(&document);
}
END_TEST

START_TEST(lines_without_anything_are_left_out)
{
	const char *at = "\n a \n\n \t\nb", *line;
	size_t length;

	ck_assert(document_line(&at, &line, &length));
	ck_assert(length == 3 && memcmp(line, " a ", 3) == 0);
	ck_assert(document_line(&at, &line, &length));
	ck_assert(length == 1 && line[0] == 'b');
	ck_assert(!document_line(&at, &line, &length));
}
END_TEST

/* Each of these would print what may not be printed, or a broken table. */
START_TEST(wrong_use_stops_the_program)
{
	struct disclosure_figure withheld = { .count = 50, .state = DISCLOSURE_WITHHELD },
	    small = shown(5), unrounded = shown(17), negative = shown(-10);
	struct document *document = made();

	(void)document_chart(document, "a", "b", "c");
	switch (_i) {
	case 0:
		document_bar(document, "d", &withheld);
		break;
	case 1:
		document_bar(document, "d", &small);
		break;
	case 2:
		document_bar(document, "d", &unrounded);
		break;
	case 3:
		document_bar(document, "d", &negative);
		break;
	case 4: /* a row of one cell */
		document_cell_text(document, "d");
		document_plain(document, "e");
		break;
	case 5:
		document_heading(document, 0, "d");
		break;
	case 6:
		document_heading(document, DOCUMENT_LEVELS + 1, "d");
		break;
	case 7:
		document_plain(document, "d");
		document_cell_text(document, "no table");
		break;
	default:
		document_new(&document, "d", "en", -1);
		break;
	}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("pack_document");
	TCase *cases = tcase_create("pack_document");

	tcase_add_test(cases, what_cannot_be_seen_becomes_visible_and_nothing_is_dropped);
	tcase_add_test(cases, what_is_one_line_stays_one);
	tcase_add_test(cases, paragraphs_and_tables_have_running_numbers);
	tcase_add_test(cases, a_language_that_is_none_is_unknown);
	tcase_add_test(cases, figures_are_printed_as_they_may_be);
	tcase_add_test(cases, bars_are_as_long_as_their_figures);
	tcase_add_test(cases, days_are_said_in_words);
	tcase_add_test(cases, words_are_counted_as_a_reader_reads_them);
	tcase_add_test(cases, lines_without_anything_are_left_out);
	tcase_add_loop_test_raise_signal(cases, wrong_use_stops_the_program, SIGABRT, 0, 9);
	suite_add_tcase(suite, cases);
	return suite;
}
