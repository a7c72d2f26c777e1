/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "common/campaign.h"
#include "desk/stats.h"
#include "front/columns.h"

/* 14 families of an area that waited, 5 of them long; 9 of another area. */
static struct tally *
made(struct form **form, const char *label)
{
	static struct tally_case cases[23];
	static const json_t *answers[23];
	struct error error = ERROR_INIT;
	struct tally *tally;
	json_t *value = json_pack("{s:s, s:[{s:s,s:s,s:s,s:[{s:s,s:s},{s:s,s:s}]},"
	    "{s:s,s:s,s:s,s:s,s:[{s:s,s:s},{s:s,s:s}]},"
	    "{s:s,s:s,s:s,s:s,s:[{s:s,s:s},{s:s,s:s}]}],"
	    "s:[{s:s,s:s,s:s},{s:s,s:s,s:s}], s:[{s:s,s:s}]}",
	    "format", "testimony-form-1", "pages",
	    "id", "area", "kind", "one", "title", "Area", "options",
	    "id", "north", "label", "North", "id", "south", "label", "South",
	    "id", "wait", "kind", "one", "counted", "areas", "title", "How long?", "options",
	    "id", "short", "label", label, "id", "long", "label", "Long",
	    "id", "why", "kind", "many", "counted", "county", "title", "Why?", "options",
	    "id", "lost", "label", "Lost", "id", "late", "label", "Late",
	    "areas", "id", "north", "label", "North", "mp", "A", "id", "south", "label", "South",
	    "mp", "B", "uses", "id", "counts", "label", "Count");

	unit_ok(form_new(form, value, &error), &error);
	json_decref(value);
	for (size_t i = 0; i < 23; i++) {
		answers[i] = json_pack("{s:s, s:s, s:[s]}", "area", i < 14 ? "north" : "south", "wait",
		    i < 9 ? "short" : "long", "why", i < 20 ? "late" : "lost");
		cases[i] = (struct tally_case){ &answers[i], 1 };
	}
	unit_ok(tally_new(&tally, *form, cases, 23, NULL, &error), &error);
	for (size_t i = 0; i < 23; i++)
		json_decref((json_t *)answers[i]);
	return tally;
}

static void
check_width(const struct buffer *text)
{
	const char *at = (const char *)text->data, *end;

	for (; *at != '\0'; at = end + 1) {
		end = strchr(at, '\n');
		ck_assert_ptr_nonnull(end);
		ck_assert_msg(columns_of(at, (size_t)(end - at)) <= STATS_COLUMNS, "%s", at);
	}
}

START_TEST(figures_fit_a_terminal)
{
	static const char *const rows[] = {
		"\n  The whole county                                     25  ####################\n",
		"\n  South                                     fewer than 10\n",
		"\n  Families who answered                                25     \xe2\x80\x93\n",
		"\n  Short                                     fewer than 10     \xe2\x80\x93\n",
		"\n  Long                                                 15   60%\n",
		"\n  Late                                                 20  ################\n",
		"\n  c: Long\n",
		"\n                                    a        b        c\n",
		"\n  The whole county                 25      few       15\n",
		"\n  North                            15      few      few\n",
	};
	struct buffer text = BUFFER_INIT;
	struct form *form;
	struct tally *tally = made(&form, "Short");

	stats_text(tally, &text);
	check_width(&text);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		ck_assert_msg(strstr((char *)text.data, rows[i]) != NULL, "%s\nhas no: %s",
		    (char *)text.data, rows[i]);
	/* South has no table. */
	ck_assert_ptr_nonnull(strstr((char *)text.data, "South: an area with fewer than 10"));
	buffer_free(&text);
	tally_free(&tally);
	form_free(&form);
}
END_TEST

START_TEST(long_answers_are_broken)
{
	char label[600];
	struct buffer text = BUFFER_INIT;
	struct form *form;
	struct tally *tally;

	for (size_t i = 0; i + 1 < sizeof label; i++)
		label[i] = i % 97 == 96 ? ' ' : 'w';
	label[sizeof label - 1] = '\0';
	tally = made(&form, label);
	stats_text(tally, &text);
	check_width(&text);
	buffer_free(&text);
	tally_free(&tally);
	form_free(&form);
}
END_TEST

START_TEST(figures_for_machines_are_those_of_packs)
{
	struct buffer text = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct form *form;
	struct tally *tally = made(&form, "Short");
	int32_t day;
	json_t *value;

	unit_ok(day_parse(&day, "2026-11-22", &error), &error);
	stats_json(tally, "A campaign", day, &text);
	value = json_loadb((char *)text.data, text.length, 0, NULL);
	ck_assert_ptr_nonnull(value);
	ck_assert_str_eq(json_string_value(json_object_get(value, "title")), "A campaign");
	ck_assert_str_eq(json_string_value(json_object_get(value, "date")), "2026-11-22");
	/* Areas, two pages of the county, one by area. */
	ck_assert_uint_eq(json_array_size(json_object_get(value, "tables")), 4);
	ck_assert_ptr_nonnull(strstr((char *)text.data, "[{\"text\":\"South\"},{\"fewer_than\":10}]"));
	json_decref(value);
	buffer_free(&text);
	tally_free(&tally);
	form_free(&form);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("stats");
	TCase *cases = tcase_create("stats");

	tcase_add_test(cases, figures_fit_a_terminal);
	tcase_add_test(cases, long_answers_are_broken);
	tcase_add_test(cases, figures_for_machines_are_those_of_packs);
	suite_add_tcase(suite, cases);
	return suite;
}
