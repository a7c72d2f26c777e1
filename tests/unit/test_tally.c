/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include "desk/pack/statistics.h"
#include "desk/pack/tables.h"
#include "tests/unit/tally_specimen.h"

static void
check_figures(const struct tally *tally, const char *wanted)
{
	json_t *figures = tally_figures(tally), *expected = json_of(wanted);

	if (!json_equal(figures, expected))
		ck_abort_msg("%s", json_dumps(figures, JSON_COMPACT));
	json_decref(figures);
	json_decref(expected);
}

/* Worked out by hand. */
START_TEST(each_family_counts_once_and_where_the_form_says)
{
	struct form *form = form_of(small_form);
	struct families *families = families_new();
	struct tally *tally;

	families_add(families, 12, "{'family-court':'no','area':'north','path':'questions',"
	    "'need':['speech','hearing'],'help':'aid','missed':'some'}");
	families_add(families, 11, "{'family-court':'yes','area':'south','path':'questions',"
	    "'need':['speech','autism'],'missed':'none'}");
	families_add(families, 10, "{'family-court':'no','area':'not-sure','path':'story',"
	    "'story':'Made up.'}");
	tally = tallied(form, families, NULL);
	/* South has no family that missed some: a 0, which is left out. No area has no table. */
	check_figures(tally, "[['all',33],['@north',12],['@south',11],['@',10],"
	    "['need+',23],['need+speech~2235',23],['need+hearing',12],['help=',12],['help=aid',12],"
	    "['missed=',23],['missed=none',11],['missed=some',12],['missed=@north',12],"
	    "['missed=some@north',12],['missed=@south',11],['missed=none@south',11],"
	    "['?missed=@',0],['?missed=none@',0],['?missed=some@',0]]");
	ck_assert_int_eq(tally_total(tally)->published, 35);
	ck_assert_int_eq(tally_area_figure(tally, "north")->published, 10);
	ck_assert_int_eq(tally_no_area_figure(tally)->published, 10);
	ck_assert(tally_area_has_pack(tally, "north") && tally_area_has_pack(tally, "south"));
	ck_assert_uint_eq(tally_measure_count(tally), 3);
	ck_assert_str_eq(tally_measure(tally, 0)->id, "need");
	ck_assert_int_eq(tally_answered(tally, 0, NULL)->published, 25);
	ck_assert_int_eq(tally_category(tally, 0, 0, NULL)->published, 25);
	ck_assert_int_eq(tally_category(tally, 0, 2, NULL)->published, 10);
	ck_assert_int_eq(tally_category(tally, 2, 0, "south")->published, 10);
	ck_assert_int_eq(tally_category(tally, 2, 1, "south")->published, 0);
	tally_free(&tally);
	ck_assert_ptr_null(tally);
	tally_free(&tally);
	families_free(families);
	form_free(&form);
}
END_TEST

/* One family's messages, and the only figures that may come of them. */
static const struct {
	const char *messages[MESSAGES_MOST], *figures;
} joined[] = {
	/* The newest answer of a page of kind one. */
	{ { "{'area':'north','path':'questions','missed':'none'}",
	    "{'area':'south','path':'questions','missed':'some'}" },
	    "['all','@south','missed=','missed=some','missed=@south','missed=some@south']" },
	{ { "{'area':'north'}", "{'area':'not-sure'}" }, "['all','@']" },
	{ { "{'area':'north'}", "{'story':'More.'}" }, "['all','@north']" },
	/* All that was ticked, each once; never more than may be ticked. */
	{ { "{'path':'questions','need':['speech']}", "{'path':'questions','need':['other','speech']}" },
	    "['all','@','need+','need+speech~2235','need+other']" },
	{ { "{'path':'questions','need':['speech','autism']}" },
	    "['all','@','need+','need+speech~2235']" },
	{ { "{'path':'questions','need':['speech','other']}", "{'path':'questions','need':['hearing']}" },
	    "['all','@','need+','need+hearing']" },
	/* What was asked after something that is no more. */
	{ { "{'path':'questions','need':['speech','hearing'],'help':'aid'}",
	    "{'path':'questions','need':['other']}" }, "['all','@','need+','need+other']" },
	{ { "{'path':'questions','need':['other'],'help':'aid'}" },
	    "['all','@','need+','need+other']" },
	{ { "{'path':'story','need':['other'],'missed':'some'}" }, "['all','@']" },
	/* ... but who adds just a story takes nothing back. */
	{ { "{'path':'questions','missed':'some'}", "{'path':'story','story':'More.'}" },
	    "['all','@','missed=','missed=some','missed=@','missed=some@']" },
	/* What the form does not have, and what is no answer at all. */
	{ { "{'path':'questions','need':['elsewhere','other'],'missed':'much','area':'east','x':'y'}" },
	    "['all','@','need+','need+other']" },
	{ { "{'path':'questions','need':'other','missed':['some'],'area':['north']}" },
	    "['all','@']" },
	{ { "{'path':'questions','need':[],'missed':null}" }, "['all','@']" },
	{ { "[]" }, "['all','@']" },
	{ { NULL }, "['all','@']" },
};

START_TEST(what_a_family_sent_is_joined)
{
	struct form *form = form_of(small_form);
	const char *figures = joined[_i].figures;
	struct families *families = families_new();
	json_t *wanted, *counted, *keys = json_array();
	struct tally *tally;

	families->count = 1;
	for (size_t i = 0; i < MESSAGES_MOST && joined[_i].messages[i] != NULL; i++)
		families_send(families, 0, json_of(joined[_i].messages[i]));
	tally = tallied(form, families, NULL);
	wanted = json_of(figures);
	counted = tally_figures(tally);
	for (size_t i = 0; i < json_array_size(counted); i++) {
		const json_t *figure = json_array_get(counted, i);
		const char *key = json_string_value(json_array_get(figure, 0));

		key += *key == '!' || *key == '?';
		if (json_integer_value(json_array_get(figure, 1)) == 0)
			continue;
		ck_assert_int_eq(json_integer_value(json_array_get(figure, 1)), 1);
		json_array_append_new(keys, json_string(key));
	}
	if (!json_equal(keys, wanted))
		ck_abort_msg("%s: %s", figures, json_dumps(keys, JSON_COMPACT));
	json_decref(keys);
	json_decref(wanted);
	json_decref(counted);
	tally_free(&tally);
	families_free(families);
	form_free(&form);
}
END_TEST

START_TEST(an_area_with_few_families_has_no_table)
{
	struct form *form = form_of(small_form);
	struct families *families = families_new();
	struct tally *tally;

	families_add(families, 30, "{'area':'north','path':'questions','missed':'some'}");
	families_add(families, 9, "{'area':'south','path':'questions','missed':'some'}");
	tally = tallied(form, families, NULL);
	ck_assert(!tally_area_has_pack(tally, "south"));
	ck_assert_int_eq(tally_area_figure(tally, "south")->state, DISCLOSURE_FEW);
	ck_assert_int_eq(tally_answered(tally, 2, "south")->state, DISCLOSURE_WITHHELD);
	ck_assert_int_eq(tally_category(tally, 2, 0, "south")->state, DISCLOSURE_WITHHELD);
	ck_assert_int_ne(tally_category(tally, 2, 0, "north")->state, DISCLOSURE_WITHHELD);
	tally_free(&tally);
	families_free(families);
	form_free(&form);
}
END_TEST

/* A form as it is changed between editions: what stands there, and what then stands instead. */
static const char *const changes[][2] = {
	{ ",{'id':'some','label':'Some'}", "" },
	{ "{'id':'none','label':'None'},{'id':'some'", "{'id':'some'" },
	{ "{'id':'other','label':'Other'}", "{'id':'new','label':'New'}" },
	{ "{'id':'help','kind':'one'", "{'id':'help-now','kind':'one'" },
	{ "{'id':'missed','kind':'one'", "{'id':'missed','kind':'many'" },
	{ "'counted':'areas'", "'counted':'county'" },
	{ "'kind':'one','counted':'county'", "'kind':'one','counted':'areas'" },
	{ "'counted':'county','title':'Help'", "'title':'Help'" },
	{ "'ticks':2,", "" },
	{ "'group':'Talking'},{'id':'hearing'", "'group':'Speaking'},{'id':'hearing'" },
	{ "'when':{'page':'need','in':['hearing']},", "" },
	{ "'when':{'page':'need','in':['hearing']},", "'when':{'page':'need','in':['other','hearing']}," },
	{ "{'id':'south','label':'South','mp':'B'}", "{'id':'west','label':'West','mp':'B'}" },
	{ ",{'id':'south','label':'South','mp':'B'}", "" },
	{ "'id':'need'", "'id':'needs'" },
};

/* The form with each place of `from` changed. */
static struct form *
changed(const char *from, const char *to)
{
	struct buffer out = BUFFER_INIT;
	struct form *form;
	struct error error = ERROR_INIT;
	json_t *value;

	for (const char *at = small_form; *at != '\0';)
		if (strncmp(at, from, strlen(from)) == 0) {
			buffer_append_text(&out, to);
			at += strlen(from);
		} else
			buffer_append_byte(&out, (uint8_t)*at++);
	value = json_of((const char *)out.data);
	/* A condition on a page that is called otherwise is taken off. */
	if (strstr(to, "needs") != NULL) {
		size_t index;
		json_t *page;

		json_array_foreach(json_object_get(value, "pages"), index, page)
			if (strcmp(json_string_value(json_object_get(page, "id")), "help") == 0)
				json_object_del(page, "when");
	}
	unit_ok(form_new(&form, value, &error), &error);
	json_decref(value);
	buffer_free(&out);
	return form;
}

static void
add_small(struct families *families, uint64_t *state, int number)
{
	static const char *const some[] = {
		"{'area':'north','path':'questions','need':['speech','hearing'],'help':'aid'}",
		"{'area':'north','path':'questions','need':['autism','other'],'missed':'some'}",
		"{'area':'south','path':'questions','need':['hearing'],'help':'none','missed':'none'}",
		"{'area':'south','path':'questions','need':['new'],'missed':['some','none']}",
		"{'area':'west','path':'questions','needs':['hearing'],'help-now':'aid','missed':'some'}",
		"{'area':'not-sure','path':'questions','need':['other','speech'],'missed':'none'}",
		"{'area':'north','path':'story'}",
	};

	while (number-- > 0)
		families_add(families, 1, some[chance(state, 7)]);
}

/* Whether the same families, counted by themselves, give the same. */
static void
counts_as_alone(const struct form *form, const struct families *families, const json_t *before)
{
	struct tally *tally = tallied(form, families, before), *alone = tallied(form, families, NULL);
	json_t *figures = tally_figures(tally), *wanted = tally_figures(alone);

	for (size_t i = 0; i < json_array_size(wanted); i++) {
		const char *key = json_string_value(json_array_get(json_array_get(wanted, i), 0));

		key += *key == '!' || *key == '?';
		ck_assert_msg(figure_of(figures, key) == figure_of(wanted, key), "%s", key);
	}
	for (size_t i = 0; i < json_array_size(figures); i++) {
		const char *key = json_string_value(json_array_get(json_array_get(figures, i), 0));

		key += *key == '!' || *key == '?';
		ck_assert_msg(figure_of(figures, key) == figure_of(wanted, key), "%s", key);
	}
	json_decref(figures);
	json_decref(wanted);
	tally_free(&tally);
	tally_free(&alone);
}

START_TEST(a_form_may_change_between_editions)
{
	struct form *old = form_of(small_form), *new = changed(changes[_i][0], changes[_i][1]);
	uint64_t state = (uint64_t)_i;

	for (int set = 0; set < 20; set++) {
		struct families *families = families_new();
		struct tally *tally;
		json_t *figures;

		add_small(families, &state, 1 + (int)chance(&state, 90));
		tally = tallied(old, families, NULL);
		figures = tally_figures(tally);
		tally_free(&tally);
		tally = tallied(new, families, NULL);
		add_small(families, &state, (int)chance(&state, 20));
		counts_as_alone(new, families, figures);
		json_decref(figures);
		figures = tally_figures(tally);
		counts_as_alone(old, families, figures);
		json_decref(figures);
		tally_free(&tally);
		families_free(families);
	}
	form_free(&old);
	form_free(&new);
}
END_TEST

/*
 * 35 answered; 10 and 10 of them said x and y. That leaves 9 or more for z, which is not shown. Now y
 * is asked no more, but what was printed of it is still known: "fewer than 10" for z now would say
 * that there were 9, since there were no more of them before.
 */
START_TEST(what_the_form_had_before_is_still_known)
{
	struct form *old = form_of(SMALL_FORM("{'id':'q','kind':'one','counted':'county','title':'Q',"
	    "'options':[" SMALL_OPTION("x") "," SMALL_OPTION("y") "," SMALL_OPTION("z") "]}"));
	struct form *new = form_of(SMALL_FORM("{'id':'q','kind':'one','counted':'county','title':'Q',"
	    "'options':[" SMALL_OPTION("x") "," SMALL_OPTION("z") "]}"));
	struct families *families = families_new();
	struct tally *tally;
	json_t *figures;

	families_add(families, 12, "{'q':'x'}");
	families_add(families, 12, "{'q':'y'}");
	families_add(families, 9, "{'q':'z'}");
	tally = tallied(old, families, NULL);
	ck_assert_int_eq(tally_answered(tally, 0, NULL)->published, 35);
	ck_assert_int_eq(tally_category(tally, 0, 0, NULL)->published, 10);
	ck_assert_int_eq(tally_category(tally, 0, 1, NULL)->published, 10);
	ck_assert_int_eq(tally_category(tally, 0, 2, NULL)->state, DISCLOSURE_HIDDEN);
	figures = tally_figures(tally);
	tally_free(&tally);
	tally = tallied(new, families, NULL);
	ck_assert_int_eq(tally_category(tally, 0, 1, NULL)->state, DISCLOSURE_FEW);
	tally_free(&tally);
	tally = tallied(new, families, figures);
	ck_assert_int_eq(tally_category(tally, 0, 1, NULL)->state, DISCLOSURE_HIDDEN);
	tally_free(&tally);
	json_decref(figures);
	families_free(families);
	form_free(&old);
	form_free(&new);
}
END_TEST

static int
take(const uint8_t *data, size_t length, struct error *error)
{
	struct form *form = form_of(small_form);
	struct families *families = families_new();
	struct tally *tally;
	json_t *before;
	int result;

	families_add(families, 20, "{'area':'north'}");
	before = json_loadb((const char *)data, length, JSON_DECODE_ANY, NULL);
	ck_assert_ptr_nonnull(before);
	result = tally_new(&tally, form, families->cases, families->count, before, error);
	ck_assert((result == 0) == (tally != NULL));
	tally_free(&tally);
	json_decref(before);
	families_free(families);
	form_free(&form);
	return result;
}

START_TEST(every_specimen_is_judged_by_its_name)
{
	unit_specimens("figures", 30, take);
}
END_TEST

static int
take_text(const struct form *form, const struct families *families, const char *figures,
    struct error *error)
{
	json_t *before = json_of(figures);
	struct tally *tally;
	int result;

	result = tally_new(&tally, form, families->cases, families->count, before, error);
	tally_free(&tally);
	json_decref(before);
	return result;
}

/* However wrong what another desk said of the edition before may be, it stops nothing. */
START_TEST(figures_that_contradict_each_other_do_no_harm)
{
	static const char *const odd[] = { "[['all',3],['missed=none',500]]",
		"[['missed=some@south',7],['?missed=',3]]",
		"[['@south',40],['all',2]]", "[['need+',1],['need+hearing',80],['help=aid',90]]",
		"[['!all',0],['?@north',1000000],['?need+other@north',1000000]]" };
	struct buffer many = BUFFER_INIT;
	struct form *form = form_of(small_form);
	struct families *families = families_new();
	struct error error = ERROR_INIT;
	uint64_t state = 7;

	add_small(families, &state, 60);
	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
		if (take_text(form, families, odd[i], &error) != 0)
			ck_assert_int_ne(error.text[0], '\0');
	/* More than all of it can be added up. */
	for (int i = 0; i < 200; i++)
		buffer_format(&many, "%s['gone+a%d',1000000]", i == 0 ? "[" : ",", i);
	buffer_append_text(&many, "]");
	unit_refused(take_text(form, families, (const char *)many.data, &error), &error, "room for");
	buffer_free(&many);
	families_free(families);
	form_free(&form);
}
END_TEST

/* Somebody's answers to the sample form, some more often than others. New reference. */
static json_t *
made_up(const struct form *form, uint64_t *state)
{
	const struct form_page *page = NULL;
	json_t *answers = json_object();

	while ((page = form_next(form, page, answers)) != NULL) {
		uint32_t options = (uint32_t)json_array_size(page->options);
		uint32_t one = options == 0 ? 0 : chance(state, options);
		uint32_t two = options == 0 ? 0 : chance(state, options);
		json_t *id = json_object_get(json_array_get(page->options, one < two ? one : two), "id");
		json_t *other = json_object_get(json_array_get(page->options, one < two ? two : one), "id");

		if (page->kind == FORM_ONE && (page->required || chance(state, 8) > 0))
			json_object_set(answers, page->id, id);
		else if (page->kind == FORM_MANY && one != two)
			json_object_set_new(answers, page->id, json_pack("[OO]", id, other));
	}
	return answers;
}

/* What is a figure in the tables: 0, or at least 10 and a multiple of 5. Returns how many. */
static size_t
check_document(const struct tally *tally)
{
	struct document *document;
	struct buffer out = BUFFER_INIT;
	size_t figures = 0, table_index, row_index, cell_index;
	json_t *value, *table, *row, *cell;

	document_new(&document, "Title", "en-GB", 20000);
	tables_write(document, tally);
	statistics_json(document, &out);
	value = json_loadb((const char *)out.data, out.length, 0, NULL);
	ck_assert_ptr_nonnull(value);
	json_array_foreach(json_object_get(value, "tables"), table_index, table)
		json_array_foreach(json_object_get(table, "rows"), row_index, row)
			json_array_foreach(row, cell_index, cell) {
				const json_t *figure = json_object_get(cell, "figure");
				const char *text = json_string_value(json_object_get(cell, "text"));

				if (figure != NULL) {
					ck_assert(json_integer_value(figure) == 0 ||
					    json_integer_value(figure) >= 10);
					ck_assert_int_eq(json_integer_value(figure) % 5, 0);
					figures++;
				}
				/* A share is a text, and the last of its row. */
				if (text != NULL && cell_index == 2)
					ck_assert(strcmp(text, "\xe2\x80\x93") == 0 || strchr(text, '%') != NULL);
			}
	json_decref(value);
	buffer_free(&out);
	document_free(&document);
	return figures;
}

/* Every true figure beside what is said of it. */
static void
check_figure(const struct disclosure_figure *figure)
{
	if (figure->count > 0 && figure->count < 10)
		ck_assert_int_ne(figure->state, DISCLOSURE_SHOWN);
	else
		ck_assert_int_ne(figure->state, DISCLOSURE_FEW);
	if (figure->state == DISCLOSURE_SHOWN)
		ck_assert_int_eq(figure->published, (figure->count + 2) / 5 * 5);
}

/* Figures of one scope: of kind one they add up to those who answered. */
static void
check_scope(const struct tally *tally, size_t measure, const char *area, int64_t *sums)
{
	const struct form_page *page = tally_measure(tally, measure);
	const struct disclosure_figure *answered = tally_answered(tally, measure, area);
	int64_t sum = 0;

	if (area == NULL)
		check_figure(answered);
	for (size_t i = 0; i < json_array_size(page->options); i++) {
		const struct disclosure_figure *figure;

		if (form_category(page, i) != i)
			continue;
		figure = tally_category(tally, measure, i, area);
		if (figure->state != DISCLOSURE_WITHHELD)
			check_figure(figure);
		ck_assert_int_le(figure->count, answered->count);
		sum += figure->count;
		sums[i] += figure->count;
	}
	if (page->kind == FORM_ONE)
		ck_assert_int_eq(sum, answered->count);
	else
		ck_assert_int_ge(sum, answered->count);
}

static void
check_edition(const struct tally *tally)
{
	const json_t *areas = form_areas(tally_form(tally));
	int64_t families = tally_no_area_figure(tally)->count;

	check_figure(tally_total(tally));
	for (size_t i = 0; i < json_array_size(areas); i++)
		families += tally_area_figure(tally, json_string_value(json_object_get(
		    json_array_get(areas, i), "id")))->count;
	ck_assert_int_eq(families, tally_total(tally)->count);
	for (size_t i = 0; i < tally_measure_count(tally); i++) {
		int64_t sums[FORM_OPTIONS_MOST] = { 0 }, county[FORM_OPTIONS_MOST] = { 0 };

		check_scope(tally, i, NULL, county);
		for (size_t j = 0; j < json_array_size(areas) &&
		    tally_measure(tally, i)->counted == FORM_COUNTED_AREAS; j++)
			check_scope(tally, i, json_string_value(json_object_get(
			    json_array_get(areas, j), "id")), sums);
		for (size_t j = 0; j < FORM_OPTIONS_MOST; j++)
			ck_assert_int_le(sums[j], county[j]);
	}
}

static struct form *
sample_form(void)
{
	json_t *value = unit_json("conf/form-worcestershire.json");
	struct error error = ERROR_INIT;
	struct form *form;

	unit_ok(form_new(&form, value, &error), &error);
	json_decref(value);
	return form;
}

START_TEST(no_count_under_ten_is_printed_of_two_editions)
{
	static const int first[] = { 0, 1, 9, 10, 30, 60, 90, 150, 300, 600 };
	struct form *form = sample_form();
	uint64_t state = 20261122;

	for (size_t set = 0; set < sizeof first / sizeof first[0]; set++) {
		struct families *families = families_new();
		json_t *figures = NULL;

		for (int edition = 0; edition < 3; edition++) {
			int more = edition == 0 ? first[set] : 1 + (int)chance(&state, 20);
			struct tally *tally;

			for (int i = 0; i < more; i++)
				families_send(families, families->count++, made_up(form, &state));
			tally = tallied(form, families, figures);
			json_decref(figures);
			figures = tally_figures(tally);
			ck_assert_int_eq(figure_of(figures, "all"), (json_int_t)families->count);
			check_edition(tally);
			ck_assert_uint_gt(check_document(tally), families->count < 150 ? 0 : 100);
			tally_free(&tally);
		}
		json_decref(figures);
		families_free(families);
	}
	form_free(&form);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("tally");
	TCase *cases = tcase_create("tally");

	tcase_set_timeout(cases, 600);
	tcase_add_test(cases, each_family_counts_once_and_where_the_form_says);
	tcase_add_loop_test(cases, what_a_family_sent_is_joined, 0,
	    (int)(sizeof joined / sizeof joined[0]));
	tcase_add_test(cases, an_area_with_few_families_has_no_table);
	tcase_add_loop_test(cases, a_form_may_change_between_editions, 0,
	    (int)(sizeof changes / sizeof changes[0]));
	tcase_add_test(cases, what_the_form_had_before_is_still_known);
	tcase_add_test(cases, every_specimen_is_judged_by_its_name);
	tcase_add_test(cases, figures_that_contradict_each_other_do_no_harm);
	tcase_add_test(cases, no_count_under_ten_is_printed_of_two_editions);
	suite_add_tcase(suite, cases);
	return suite;
}
