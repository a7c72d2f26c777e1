/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/pack/statistics.h"
#include "desk/pack/tables.h"
#include "desk/tally.h"

/*
 * Two areas; a court; a page that is not counted, one of two ticks with a group, one asked only
 * after one of its ticks, and one that is counted by area.
 */
static const char small_form[] =
    "{'format':'testimony-form-1','pages':["
    "{'id':'family-court','kind':'one','title':'C','options':[{'id':'no','label':'No'},"
    "{'id':'yes','label':'Yes'}]},"
    "{'id':'area','kind':'one','title':'A','options':[{'id':'north','label':'N'},"
    "{'id':'south','label':'S'},{'id':'not-sure','label':'?'}]},"
    "{'id':'path','kind':'one','title':'P','options':[{'id':'questions','label':'Q'},"
    "{'id':'story','label':'S'}]},"
    "{'id':'need','kind':'many','ticks':2,'counted':'county','title':'Need',"
    "'when':{'page':'path','in':['questions']},'options':["
    "{'id':'speech','label':'Speech','group':'Talking'},{'id':'autism','label':'Autism',"
    "'group':'Talking'},{'id':'hearing','label':'Hearing'},{'id':'other','label':'Other'}]},"
    "{'id':'help','kind':'one','counted':'county','title':'Help',"
    "'when':{'page':'need','in':['hearing']},'options':[{'id':'aid','label':'Aid'},"
    "{'id':'none','label':'None'}]},"
    "{'id':'missed','kind':'one','counted':'areas','title':'Missed',"
    "'when':{'page':'path','in':['questions']},'options':[{'id':'none','label':'None'},"
    "{'id':'some','label':'Some'}]},"
    "{'id':'story','kind':'text','title':'Story'}],"
    "'areas':[{'id':'north','label':'North','mp':'A'},{'id':'south','label':'South','mp':'B'}],"
    "'uses':[{'id':'counts','label':'Count'}]}";

/* JSON with ' for ". New reference. */
static json_t *
json_of(const char *text)
{
	struct buffer out = BUFFER_INIT;
	json_error_t error;
	json_t *value;

	for (; *text != '\0'; text++)
		buffer_append_byte(&out, *text == '\'' ? '"' : (uint8_t)*text);
	value = json_loadb((const char *)out.data, out.length, JSON_DECODE_ANY, &error);
	ck_assert_msg(value != NULL, "%s", error.text);
	buffer_free(&out);
	return value;
}

static struct form *
form_of(const char *text)
{
	struct error error = ERROR_INIT;
	json_t *value = json_of(text);
	struct form *form;

	unit_ok(form_new(&form, value, &error), &error);
	json_decref(value);
	return form;
}

#define FAMILIES_MOST 2000
#define MESSAGES_MOST 3

/* Families, and what they sent; answers are references of ours. */
struct families {
	const json_t *answers[FAMILIES_MOST][MESSAGES_MOST];
	struct tally_case cases[FAMILIES_MOST];
	size_t count;
};

static struct families *
families_new(void)
{
	struct families *families = calloc(1, sizeof *families);

	ck_assert_ptr_nonnull(families);
	return families;
}

/* Takes the reference. */
static void
families_send(struct families *families, size_t family, json_t *answers)
{
	struct tally_case *one = &families->cases[family];

	ck_assert_uint_lt(one->count, MESSAGES_MOST);
	one->answers = families->answers[family];
	families->answers[family][one->count++] = answers;
}

/* So many families with these answers. */
static void
families_add(struct families *families, int number, const char *answers)
{
	for (int i = 0; i < number; i++) {
		ck_assert_uint_lt(families->count, FAMILIES_MOST);
		families_send(families, families->count++, json_of(answers));
	}
}

static void
families_free(struct families *families)
{
	for (size_t i = 0; i < families->count; i++)
		for (size_t j = 0; j < families->cases[i].count; j++)
			json_decref((json_t *)families->answers[i][j]);
	free(families);
}

static struct tally *
tallied(const struct form *form, const struct families *families, const json_t *before)
{
	struct error error = ERROR_INIT;
	struct tally *tally;

	unit_ok(tally_new(&tally, form, families->cases, families->count, before, &error), &error);
	return tally;
}

/* The true count of a key in the figures, whatever mark stands before it; 0: it is not there. */
static int64_t
figure_of(const json_t *figures, const char *key)
{
	for (size_t i = 0; i < json_array_size(figures); i++) {
		const char *name = json_string_value(json_array_get(json_array_get(figures, i), 0));

		if (strcmp(name + (*name == '!' || *name == '?'), key) == 0)
			return json_integer_value(json_array_get(json_array_get(figures, i), 1));
	}
	return 0;
}

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

/*
 * Small worlds: families of a few types, so that whoever reads an edition can try every number of
 * each type that there may be. What is not printed of 1 to 9 families must then still have three
 * values. The reader takes it that nobody withdrew or told otherwise since the edition before.
 */
#define TYPES_MOST 7
#define WORLD_FIGURES_MOST 8

struct world {
	const char *form;
	size_t types, figures;
	struct {
		const char *answers;
		unsigned in; /* bits: the figures in which it counts; the first is all */
	} type[TYPES_MOST];
	int most; /* families; as many again as `more` are tried */
	int more, sets;
	int fixed[TYPES_MOST]; /* of each type, where there is one set alone */
	int later[TYPES_MOST]; /* ... and those of the next edition, if any */
};

#define WORLD_OPTION(id) "{'id':'" id "','label':'" id "'}"
#define WORLD_FORM(pages) "{'format':'testimony-form-1','pages':[" pages "]," \
	"'uses':[{'id':'counts','label':'Count'}]}"

static const struct world worlds[] = {
	{ WORLD_FORM("{'id':'p','kind':'many','counted':'county','title':'P','options':["
	    WORLD_OPTION("a") "," WORLD_OPTION("b") "]}"), 4, 4,
	    { { "{}", 1 }, { "{'p':['a']}", 7 }, { "{'p':['b']}", 11 }, { "{'p':['a','b']}", 15 } },
	    24, 9, 80, { 0 }, { 0 } },
	{ WORLD_FORM("{'id':'p','kind':'one','counted':'county','title':'P','options':["
	    WORLD_OPTION("a") "," WORLD_OPTION("b") "]},{'id':'q','kind':'one','counted':'county',"
	    "'title':'Q','when':{'page':'p','in':['a']},'options':[" WORLD_OPTION("x") ","
	    WORLD_OPTION("y") "]}"), 5, 7,
	    { { "{}", 1 }, { "{'p':'b'}", 11 }, { "{'p':'a'}", 7 }, { "{'p':'a','q':'x'}", 55 },
	    { "{'p':'a','q':'y'}", 87 } },
	    24, 9, 40, { 0 }, { 0 } },
	{ WORLD_FORM("{'id':'p','kind':'many','ticks':2,'counted':'county','title':'P','options':["
	    WORLD_OPTION("a") "," WORLD_OPTION("b") "," WORLD_OPTION("c") "]}"), 7, 5,
	    { { "{}", 1 }, { "{'p':['a']}", 7 }, { "{'p':['b']}", 11 }, { "{'p':['c']}", 19 },
	    { "{'p':['a','b']}", 15 }, { "{'p':['b','c']}", 27 }, { "{'p':['a','c']}", 23 } },
	    15, 9, 12, { 0 }, { 0 } },
	/* 35, of them 10 and 10: the third would be 9, since all who answered ticked something. */
	{ WORLD_FORM("{'id':'p','kind':'many','counted':'county','title':'P','options':["
	    WORLD_OPTION("a") "," WORLD_OPTION("b") "," WORLD_OPTION("c") "]}"), 6, 5,
	    { { "{}", 1 }, { "{'p':['a']}", 7 }, { "{'p':['b']}", 11 }, { "{'p':['c']}", 19 },
	    { "{'p':['a','b']}", 15 }, { "{'p':['a','b','c']}", 31 } },
	    33, 5, 1, { 0, 12, 12, 9, 0, 0 }, { 0 } },
	/* 25, of them 15 c; a is not shown, so that b is not 1. But 15 answered what is asked after a. */
	{ WORLD_FORM("{'id':'p','kind':'one','counted':'county','title':'P','options':["
	    WORLD_OPTION("a") "," WORLD_OPTION("b") "," WORLD_OPTION("c") "]},{'id':'q',"
	    "'kind':'one','counted':'county','title':'Q','when':{'page':'p','in':['a']},'options':["
	    WORLD_OPTION("x") "," WORLD_OPTION("y") "]}"), 6, 8,
	    { { "{}", 1 }, { "{'p':'a'}", 7 }, { "{'p':'b'}", 11 }, { "{'p':'c'}", 19 },
	    { "{'p':'a','q':'x'}", 103 }, { "{'p':'a','q':'y'}", 167 } },
	    27, 5, 1, { 0, 0, 1, 13, 13, 0 }, { 0 } },
	/* One more ticked both: at most 2 came, so a were 8 or 9 before. */
	{ WORLD_FORM("{'id':'p','kind':'many','counted':'county','title':'P','options':["
	    WORLD_OPTION("a") "," WORLD_OPTION("b") "]}"), 4, 4,
	    { { "{}", 1 }, { "{'p':['a']}", 7 }, { "{'p':['b']}", 11 }, { "{'p':['a','b']}", 15 } },
	    24, 9, 1, { 0, 0, 1, 9 }, { 0, 0, 0, 1 } },
};

static uint32_t
chance(uint64_t *state, uint32_t below)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15U; /* splitmix64 */

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return (uint32_t)((z ^ (z >> 31)) % below);
}

/* What the reader sees of one edition, and what he finds that each figure may have been. */
struct seen {
	struct disclosure_figure figures[WORLD_FIGURES_MOST];
	uint64_t values[WORLD_FIGURES_MOST]; /* bits */
};

static bool
looks_same(const struct world *world, const struct seen *seen, const int counts[TYPES_MOST])
{
	for (size_t i = 0; i < world->figures; i++) {
		const struct disclosure_figure *figure = &seen->figures[i];
		int count = 0;

		for (size_t j = 0; j < world->types; j++)
			if ((world->type[j].in >> i & 1) != 0)
				count += counts[j];
		if (figure->state == DISCLOSURE_FEW && (count < 1 || count > 9))
			return false;
		if (figure->state == DISCLOSURE_SHOWN && ((count > 0 && count < 10) ||
		    (count + 2) / 5 * 5 != figure->published))
			return false;
	}
	return true;
}

static void
note_values(const struct world *world, struct seen *seen, const int counts[TYPES_MOST])
{
	for (size_t i = 0; i < world->figures; i++) {
		int count = 0;

		for (size_t j = 0; j < world->types; j++)
			if ((world->type[j].in >> i & 1) != 0)
				count += counts[j];
		seen->values[i] |= (uint64_t)1 << count;
	}
}

/* All counts of each type in the first edition, then (`after` not NULL) all that may have come. */
static bool
try_all(const struct world *world, struct seen *before, struct seen *after, int counts[TYPES_MOST],
    size_t type, int left, const int *first)
{
	bool found = false;

	if (type < world->types) {
		for (counts[type] = 0; counts[type] <= left; counts[type]++)
			found |= try_all(world, before, after, counts, type + 1, left - counts[type], first);
		return found;
	}
	if (first == NULL) {
		int later[TYPES_MOST];

		if (!looks_same(world, before, counts))
			return false;
		found = after == NULL || try_all(world, before, after, later, 0, left, counts);
		if (found)
			note_values(world, before, counts);
		return found;
	}
	int all[TYPES_MOST];

	for (size_t i = 0; i < world->types; i++)
		all[i] = first[i] + counts[i];
	if (!looks_same(world, after, all))
		return false;
	note_values(world, after, all);
	return true;
}

static long
count_worked_out(const struct world *world, const struct seen *seen, long *not_printed)
{
	long worked_out = 0;

	for (size_t i = 0; i < world->figures; i++) {
		const struct disclosure_figure *figure = &seen->figures[i];
		int values = 0;

		if (figure->state == DISCLOSURE_SHOWN || figure->count == 0 || figure->count > 9)
			continue;
		ck_assert((seen->values[i] >> figure->count & 1) != 0); /* the truth is found */
		for (uint64_t bits = seen->values[i]; bits != 0; bits &= bits - 1)
			values++;
		(*not_printed)++;
		worked_out += values < DISCLOSURE_VALUES_LEAST;
	}
	return worked_out;
}

/* The figures in the order of the world's keys. */
static void
look(const struct world *world, const struct tally *tally, struct seen *seen)
{
	size_t at = 0;

	memset(seen, 0, sizeof *seen);
	seen->figures[at++] = *tally_total(tally);
	for (size_t i = 0; i < tally_measure_count(tally); i++) {
		const struct form_page *page = tally_measure(tally, i);

		seen->figures[at++] = *tally_answered(tally, i, NULL);
		for (size_t j = 0; j < json_array_size(page->options); j++)
			seen->figures[at++] = *tally_category(tally, i, j, NULL);
	}
	ck_assert_uint_eq(at, world->figures);
}

static void
add_types(const struct world *world, struct families *families, uint64_t *state, int number)
{
	while (number > 0) {
		size_t type = chance(state, (uint32_t)world->types);
		int some = 1 + (int)chance(state, (uint32_t)number);

		families_add(families, some, world->type[type].answers);
		number -= some;
	}
}

START_TEST(no_small_count_can_be_worked_out_whatever_is_tried)
{
	const struct world *world = &worlds[_i];
	struct form *form = form_of(world->form);
	uint64_t state = 20261122;
	long not_printed = 0, worked_out = 0, hidden = 0;

	for (int set = 0; set < world->sets; set++) {
		struct families *families = families_new();
		bool twice = world->types < 5 && set % 4 == 0 && (world->sets > 1 ||
		    world->later[3] > 0);
		int counts[TYPES_MOST], most = world->most - (twice ? 9 : 0);
		struct seen before, now;
		struct tally *tally;

		for (size_t i = 0; world->sets == 1 && i < world->types; i++)
			families_add(families, world->fixed[i], world->type[i].answers);
		if (world->sets > 1)
			add_types(world, families, &state, 1 + (int)chance(&state, (uint32_t)most));
		tally = tallied(form, families, NULL);
		look(world, tally, &before);
		if (twice) {
			json_t *figures = tally_figures(tally);

			tally_free(&tally);
			for (size_t i = 0; i < world->types; i++)
				families_add(families, world->later[i], world->type[i].answers);
			if (world->sets > 1)
				add_types(world, families, &state, 1 + (int)chance(&state, 6));
			tally = tallied(form, families, figures);
			json_decref(figures);
			look(world, tally, &now);
		}
		ck_assert(try_all(world, &before, twice ? &now : NULL, counts, 0, world->most + world->more, NULL));
		worked_out += count_worked_out(world, &before, &not_printed);
		if (twice)
			worked_out += count_worked_out(world, &now, &not_printed);
		for (size_t i = 0; i < world->figures; i++)
			hidden += (twice ? &now : &before)->figures[i].state == DISCLOSURE_HIDDEN;
		tally_free(&tally);
		families_free(families);
	}
	if (getenv("TESTIMONY_DISCLOSURE") != NULL)
		fprintf(stderr, "# world %d: %ld not printed, %ld worked out, %ld hidden\n", _i, not_printed,
		    worked_out, hidden);
	ck_assert_int_eq(worked_out, 0);
	ck_assert_int_gt(not_printed, world->sets / 2);
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

/* 17 families with two ticks each: 15, 10 and 10 leave one for the fourth; where there may be more
 * ticks, nothing is known. */
START_TEST(that_two_may_be_ticked_is_known)
{
	static const char pages[] = WORLD_FORM("{'id':'p','kind':'many','ticks':2,'counted':'county',"
	    "'title':'P','options':[" WORLD_OPTION("a") "," WORLD_OPTION("b") "," WORLD_OPTION("c")
	    "," WORLD_OPTION("d") "]}");
	static const char free_pages[] = WORLD_FORM("{'id':'p','kind':'many','counted':'county',"
	    "'title':'P','options':[" WORLD_OPTION("a") "," WORLD_OPTION("b") "," WORLD_OPTION("c")
	    "," WORLD_OPTION("d") "]}");

	for (int two = 0; two < 2; two++) {
		struct form *form = form_of(two == 1 ? pages : free_pages);
		struct families *families = families_new();
		struct tally *tally;
		int hidden = 0;

		families_add(families, 6, "{'p':['a','b']}");
		families_add(families, 6, "{'p':['a','d']}");
		families_add(families, 4, "{'p':['b','d']}");
		families_add(families, 1, "{'p':['a','c']}");
		tally = tallied(form, families, NULL);
		for (size_t i = 0; i < 4; i++)
			hidden += tally_category(tally, 0, i, NULL)->state == DISCLOSURE_HIDDEN;
		ck_assert_int_eq(hidden > 0, two == 1);
		tally_free(&tally);
		families_free(families);
		form_free(&form);
	}
}
END_TEST

/* 35 in all, of them 15 and 15, and some in an area that has a table, so 10 at least: one is left
 * for those who said no area. */
START_TEST(that_an_area_has_a_table_is_known)
{
	struct form *form = form_of("{'format':'testimony-form-1','pages':[{'id':'area','kind':'one',"
	    "'title':'A','options':[" WORLD_OPTION("a") "," WORLD_OPTION("b") "," WORLD_OPTION("c")
	    "]}],'areas':[{'id':'a','label':'A','mp':'A'},{'id':'b','label':'B','mp':'B'},"
	    "{'id':'c','label':'C','mp':'C'}],'uses':[{'id':'counts','label':'Count'}]}");
	struct families *families = families_new();
	struct tally *tally;

	families_add(families, 10, "{'area':'a'}");
	families_add(families, 13, "{'area':'b'}");
	families_add(families, 13, "{'area':'c'}");
	families_add(families, 1, "{}");
	tally = tallied(form, families, NULL);
	ck_assert(tally_area_has_pack(tally, "a"));
	ck_assert_int_eq(tally_no_area_figure(tally)->state, DISCLOSURE_HIDDEN);
	ck_assert_int_ge((tally_area_figure(tally, "b")->state == DISCLOSURE_HIDDEN) +
	    (tally_area_figure(tally, "c")->state == DISCLOSURE_HIDDEN) +
	    (tally_total(tally)->state == DISCLOSURE_HIDDEN), 1);
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
	struct form *old = form_of(WORLD_FORM("{'id':'q','kind':'one','counted':'county','title':'Q',"
	    "'options':[" WORLD_OPTION("x") "," WORLD_OPTION("y") "," WORLD_OPTION("z") "]}"));
	struct form *new = form_of(WORLD_FORM("{'id':'q','kind':'one','counted':'county','title':'Q',"
	    "'options':[" WORLD_OPTION("x") "," WORLD_OPTION("z") "]}"));
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

/*
 * What somebody learns who sends testimonies of his own: of every true count from 1 to 9 of families
 * with one answer, all told in one area, how many values it may still have, when he sends ten with
 * that answer before the first edition, and for each further edition as many more as tell him most,
 * while no other family comes. doc/THREAT-MODEL.md has the figures.
 */
#define FORGED 10
#define EDITIONS 4

/* What is printed of so many families who missed some, after those of the edition before. */
static struct disclosure_figure
printed(const struct form *form, int some, json_t **figures)
{
	struct families *families = families_new();
	struct disclosure_figure figure;
	struct tally *tally;

	families_add(families, some, "{'area':'north','path':'questions','missed':'some'}");
	families_add(families, 40, "{'area':'north','path':'questions','missed':'none'}");
	families_add(families, 40, "{'area':'south','path':'questions','missed':'none'}");
	tally = tallied(form, families, *figures);
	figure = *tally_category(tally, 2, 1, "north");
	json_decref(*figures);
	*figures = tally_figures(tally);
	tally_free(&tally);
	families_free(families);
	return figure;
}

static bool
fits(const struct disclosure_figure *figure, int count)
{
	if (figure->state == DISCLOSURE_FEW)
		return count > 0 && count < 10;
	return figure->state != DISCLOSURE_SHOWN || ((count == 0 || count >= 10) &&
	    (count + 2) / 5 * 5 == figure->published);
}

/* The bits of `values` that remain, at worst, where so many are forged. */
static int
worst(unsigned values, int forged)
{
	int worst = 0;

	for (int published = 10; published < 60; published += 5) {
		struct disclosure_figure figure = { 0, DISCLOSURE_SHOWN, published };
		int left = 0;

		for (int real = 0; real < 16; real++)
			left += (values >> real & 1) != 0 && fits(&figure, real + forged);
		worst = left > worst ? left : worst;
	}
	return worst;
}

START_TEST(what_a_forger_learns_is_what_is_said_in_the_threat_model)
{
	/* Values left after each edition, of 1 to 9 families. Without forging there are nine. */
	static const int wanted[EDITIONS][9] = { { 3, 3, 5, 5, 5, 5, 5, 5, 5 },
		{ 2, 1, 3, 3, 3, 2, 2, 3, 3 }, { 1, 1, 2, 2, 1, 1, 1, 2, 2 },
		{ 1, 1, 1, 1, 1, 1, 1, 1, 1 } };
	struct form *form = form_of(small_form);
	int left[EDITIONS][9];

	for (int real = 1; real < 10; real++) {
		unsigned values = 0xffff;
		int forged = FORGED;
		json_t *figures = NULL;

		for (int edition = 0; edition < EDITIONS; edition++) {
			struct disclosure_figure figure;
			int best = forged;

			for (int more = forged + 1; edition > 0 && more < forged + 5; more++)
				if (best == forged || worst(values, more) < worst(values, best))
					best = more;
			forged = best;
			figure = printed(form, real + forged, &figures);
			left[edition][real - 1] = 0;
			for (int value = 0; value < 16; value++) {
				if (!fits(&figure, value + forged))
					values &= ~(1U << value);
				left[edition][real - 1] += (values >> value & 1) != 0;
			}
			ck_assert((values >> real & 1) != 0);
		}
		json_decref(figures);
	}
	if (getenv("TESTIMONY_DISCLOSURE") != NULL)
		for (int edition = 0; edition < EDITIONS; edition++)
			for (int real = 0; real < 9; real++)
				fprintf(stderr, "# edition %d, %d real: %d values\n", edition + 1, real + 1,
				    left[edition][real]);
	ck_assert_mem_eq(left, wanted, sizeof left);
	form_free(&form);
}
END_TEST

/* Four families of an area have told. With ten of his own there it gets a table, which says where
 * none of the four stands; without them nothing at all is said. */
START_TEST(a_forger_can_have_an_area_s_table_printed)
{
	struct form *form = form_of(small_form);

	for (int forged = 0; forged <= FORGED; forged += FORGED) {
		struct families *families = families_new();
		struct tally *tally;

		families_add(families, 4, "{'area':'north','path':'questions','missed':'some'}");
		families_add(families, 40, "{'area':'south','path':'questions','missed':'none'}");
		families_add(families, forged, "{'area':'north'}");
		tally = tallied(form, families, NULL);
		ck_assert(tally_area_has_pack(tally, "north") == (forged > 0));
		if (forged > 0) {
			ck_assert_int_eq(tally_category(tally, 2, 0, "north")->state, DISCLOSURE_SHOWN);
			ck_assert_int_eq(tally_category(tally, 2, 0, "north")->published, 0);
			ck_assert_int_eq(tally_category(tally, 2, 1, "north")->state, DISCLOSURE_FEW);
		} else {
			ck_assert_int_eq(tally_category(tally, 2, 0, "north")->state,
			    DISCLOSURE_WITHHELD);
			ck_assert_int_eq(tally_area_figure(tally, "north")->state, DISCLOSURE_FEW);
		}
		tally_free(&tally);
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
	tcase_add_loop_test(cases, no_small_count_can_be_worked_out_whatever_is_tried, 0,
	    (int)(sizeof worlds / sizeof worlds[0]));
	tcase_add_test(cases, an_area_with_few_families_has_no_table);
	tcase_add_test(cases, that_two_may_be_ticked_is_known);
	tcase_add_test(cases, that_an_area_has_a_table_is_known);
	tcase_add_loop_test(cases, a_form_may_change_between_editions, 0,
	    (int)(sizeof changes / sizeof changes[0]));
	tcase_add_test(cases, what_the_form_had_before_is_still_known);
	tcase_add_test(cases, every_specimen_is_judged_by_its_name);
	tcase_add_test(cases, figures_that_contradict_each_other_do_no_harm);
	tcase_add_test(cases, no_count_under_ten_is_printed_of_two_editions);
	tcase_add_test(cases, what_a_forger_learns_is_what_is_said_in_the_threat_model);
	tcase_add_test(cases, a_forger_can_have_an_area_s_table_printed);
	suite_add_tcase(suite, cases);
	return suite;
}
