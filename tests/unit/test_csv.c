/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <signal.h>
#include <string.h>

#include "common/campaign.h"
#include "desk/pack/csv.h"
#include "desk/pack/statistics.h"
#include "tests/unit/pack_specimen.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

START_TEST(texts_are_quoted_and_numbers_are_not)
{
	struct buffer out = BUFFER_INIT;
	struct csv csv;

	csv_begin(&csv, &out);
	csv_text(&csv, "a, \"b\"");
	csv_number(&csv, -1200);
	csv_empty(&csv);
	csv_text(&csv, "two\nlines\tand \xc2\xa3");
	csv_end_row(&csv);
	csv_text(&csv, "");
	csv_end_row(&csv);
	ck_assert_str_eq((const char *)out.data, BYTE_ORDER_MARK
	    "\"a, \"\"b\"\"\",-1200,,\"two lines and \xc2\xa3\"\r\n\"\"\r\n");
	buffer_free(&out);
}
END_TEST

START_TEST(what_a_spreadsheet_would_run_is_a_text)
{
	static const char *const cases[][2] = {
		{ "=1+1", "'=1+1" }, { "+1", "'+1" }, { "-1", "'-1" }, { "@SUM(A1)", "'@SUM(A1)" },
		{ "  =1", "'  =1" }, { "\t=1", "' =1" }, { "\n=1", "' =1" },
		/* A CR is made visible, and so begins no formula. */
		{ "\r=1", "<U+000D>=1" },
		{ "\xc2\xa0=1", "'\xc2\xa0=1" }, { "\xe3\x80\x80=1", "'\xe3\x80\x80=1" },
		{ "\xe2\x80\x83+1", "'\xe2\x80\x83+1" },
		/* Full-width, small, and the minus sign. */
		{ "\xef\xbc\x9d" "1", "'\xef\xbc\x9d" "1" },
		{ "\xef\xbc\x8b" "1", "'\xef\xbc\x8b" "1" },
		{ "\xef\xbc\x8d" "1", "'\xef\xbc\x8d" "1" },
		{ "\xef\xbc\xa0" "a", "'\xef\xbc\xa0" "a" },
		{ "\xef\xb9\xa6" "1", "'\xef\xb9\xa6" "1" },
		{ "\xef\xb9\xa2" "1", "'\xef\xb9\xa2" "1" },
		{ "\xef\xb9\xa3" "1", "'\xef\xb9\xa3" "1" },
		{ "\xef\xb9\xab" "1", "'\xef\xb9\xab" "1" },
		{ "\xe2\x88\x92" "1", "'\xe2\x88\x92" "1" },
		/* These run nowhere. */
		{ "a=1", "a=1" }, { "1-2", "1-2" }, { "'=1", "'=1" }, { " ", " " },
		{ "\xc5\x81\xc3\xb3" "d\xc5\xba", "\xc5\x81\xc3\xb3" "d\xc5\xba" },
	};
	struct buffer out = BUFFER_INIT, want = BUFFER_INIT;
	struct csv csv;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		buffer_clear(&out);
		buffer_clear(&want);
		csv_begin(&csv, &out);
		csv_text(&csv, cases[i][0]);
		csv_end_row(&csv);
		buffer_format(&want, BYTE_ORDER_MARK "\"%s\"\r\n", cases[i][1]);
		ck_assert_str_eq((const char *)out.data, (const char *)want.data);
	}
	buffer_free(&out);
	buffer_free(&want);
}
END_TEST

START_TEST(a_row_without_a_cell_stops_the_program)
{
	struct buffer out = BUFFER_INIT;
	struct csv csv;

	csv_begin(&csv, &out);
	csv_end_row(&csv);
}
END_TEST

static struct document *
figures(void)
{
	static const struct document_column columns[] = { { "Area", DOCUMENT_START },
		{ "Families", DOCUMENT_END }, { "Note", DOCUMENT_START } };
	const struct disclosure_figure many = { 1202, DISCLOSURE_SHOWN, 1200 },
	    few = { 3, DISCLOSURE_FEW, 0 }, hidden = { 308, DISCLOSURE_HIDDEN, 310 };
	struct error error = ERROR_INIT;
	struct document *document;
	int32_t day;

	unit_ok(day_parse(&day, "2026-11-22", &error), &error);
	document_new(&document, "Title", "en-GB", day);
	document_plain(document, "not a figure");
	(void)document_table(document, "By area", columns, 3);
	document_cell_text(document, "Redditch");
	document_cell_figure(document, &many);
	document_cell_text(document, "=2");
	(void)document_chart(document, "Themes", "Theme", "Families");
	document_bar(document, "Late", &few);
	document_bar(document, "Lost", &hidden);
	return document;
}

START_TEST(statistics_are_the_figures_that_are_printed)
{
	struct document *document = figures();
	struct buffer out = BUFFER_INIT;

	statistics_csv(document, &out);
	ck_assert_str_eq((const char *)out.data, BYTE_ORDER_MARK
	    "\"Table\",\"Title\",\"Row\",\"Column\",\"Figure\",\"As printed\"\r\n"
	    "1,\"By area\",\"Redditch\",\"Families\",1200,\"1,200\"\r\n"
	    "1,\"By area\",\"Redditch\",\"Note\",,\"'=2\"\r\n"
	    "2,\"Themes\",\"Late\",\"Families\",,\"fewer than 10\"\r\n"
	    "2,\"Themes\",\"Lost\",\"Families\",,\"not shown\"\r\n");
	buffer_clear(&out);
	statistics_json(document, &out);
	ck_assert_str_eq((const char *)out.data, "{\"format\":\"testimony-statistics-1\","
	    "\"title\":\"Title\",\"language\":\"en-GB\",\"date\":\"2026-11-22\",\"tables\":["
	    "{\"number\":1,\"title\":\"By area\",\"columns\":[\"Area\",\"Families\",\"Note\"],"
	    "\"rows\":[[{\"text\":\"Redditch\"},{\"figure\":1200},{\"text\":\"=2\"}]]},"
	    "{\"number\":2,\"title\":\"Themes\",\"columns\":[\"Theme\",\"Families\"],"
	    "\"rows\":[[{\"text\":\"Late\"},{\"fewer_than\":10}],"
	    "[{\"text\":\"Lost\"},{\"not_shown\":true}]]}]}\n");
	buffer_free(&out);
	document_free(&document);
}
END_TEST

/* Rows of six cells whatever the texts are, none that runs; JSON that a strict reader takes. */
START_TEST(hostile_texts_stay_in_their_cells)
{
	struct document *document;
	struct buffer out = BUFFER_INIT;
	json_error_t problem;
	json_t *value;
	size_t cells = 0, rows = 0;
	bool quoted = false;

	document_new(&document, "a", "en", 0);
	for (size_t i = 0; i < PACK_HOSTILE_TEXTS; i++)
		pack_hostile(document, pack_hostile_texts[i]);
	statistics_csv(document, &out);
	for (size_t i = 3; i < out.length; i++) {
		char c = (char)out.data[i], before = (char)out.data[i - 1];

		if (c == '"') {
			quoted = !quoted;
		} else if (quoted) {
			ck_assert(c != '\r' && c != '\n' && c != '\t' && c != '\0');
			ck_assert(before != '"' || out.data[i - 2] == '"' ||
			    strchr("=+-@", c) == NULL);
		} else if (c == ',') {
			cells++;
		} else if (c == '\n') {
			ck_assert_int_eq(before, '\r');
			ck_assert_uint_eq(cells, 5);
			cells = 0;
			rows++;
		}
	}
	ck_assert(!quoted);
	ck_assert_uint_eq(rows, 1 + 2 * PACK_HOSTILE_TEXTS);
	buffer_clear(&out);
	statistics_json(document, &out);
	value = json_loadb((const char *)out.data, out.length, JSON_REJECT_DUPLICATES, &problem);
	ck_assert_msg(value != NULL, "%s", problem.text);
	json_decref(value);
	buffer_free(&out);
	document_free(&document);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("csv");
	TCase *cases = tcase_create("csv");

	tcase_add_test(cases, texts_are_quoted_and_numbers_are_not);
	tcase_add_test(cases, what_a_spreadsheet_would_run_is_a_text);
	tcase_add_test_raise_signal(cases, a_row_without_a_cell_stops_the_program, SIGABRT);
	tcase_add_test(cases, statistics_are_the_figures_that_are_printed);
	tcase_add_test(cases, hostile_texts_stay_in_their_cells);
	suite_add_tcase(suite, cases);
	return suite;
}
