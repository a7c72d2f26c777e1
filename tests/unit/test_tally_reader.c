/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdio.h>

#include "tests/unit/tally_specimen.h"

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

static const struct world worlds[] = {
	{ SMALL_FORM("{'id':'p','kind':'many','counted':'county','title':'P','options':["
	    SMALL_OPTION("a") "," SMALL_OPTION("b") "]}"), 4, 4,
	    { { "{}", 1 }, { "{'p':['a']}", 7 }, { "{'p':['b']}", 11 }, { "{'p':['a','b']}", 15 } },
	    24, 9, 80, { 0 }, { 0 } },
	{ SMALL_FORM("{'id':'p','kind':'one','counted':'county','title':'P','options':["
	    SMALL_OPTION("a") "," SMALL_OPTION("b") "]},{'id':'q','kind':'one','counted':'county',"
	    "'title':'Q','when':{'page':'p','in':['a']},'options':[" SMALL_OPTION("x") ","
	    SMALL_OPTION("y") "]}"), 5, 7,
	    { { "{}", 1 }, { "{'p':'b'}", 11 }, { "{'p':'a'}", 7 }, { "{'p':'a','q':'x'}", 55 },
	    { "{'p':'a','q':'y'}", 87 } },
	    24, 9, 40, { 0 }, { 0 } },
	{ SMALL_FORM("{'id':'p','kind':'many','ticks':2,'counted':'county','title':'P','options':["
	    SMALL_OPTION("a") "," SMALL_OPTION("b") "," SMALL_OPTION("c") "]}"), 7, 5,
	    { { "{}", 1 }, { "{'p':['a']}", 7 }, { "{'p':['b']}", 11 }, { "{'p':['c']}", 19 },
	    { "{'p':['a','b']}", 15 }, { "{'p':['b','c']}", 27 }, { "{'p':['a','c']}", 23 } },
	    15, 9, 12, { 0 }, { 0 } },
	/* 35, of them 10 and 10: the third would be 9, since all who answered ticked something. */
	{ SMALL_FORM("{'id':'p','kind':'many','counted':'county','title':'P','options':["
	    SMALL_OPTION("a") "," SMALL_OPTION("b") "," SMALL_OPTION("c") "]}"), 6, 5,
	    { { "{}", 1 }, { "{'p':['a']}", 7 }, { "{'p':['b']}", 11 }, { "{'p':['c']}", 19 },
	    { "{'p':['a','b']}", 15 }, { "{'p':['a','b','c']}", 31 } },
	    33, 5, 1, { 0, 12, 12, 9, 0, 0 }, { 0 } },
	/* 25, of them 15 c; a is not shown, so that b is not 1. But 15 answered what is asked after a. */
	{ SMALL_FORM("{'id':'p','kind':'one','counted':'county','title':'P','options':["
	    SMALL_OPTION("a") "," SMALL_OPTION("b") "," SMALL_OPTION("c") "]},{'id':'q',"
	    "'kind':'one','counted':'county','title':'Q','when':{'page':'p','in':['a']},'options':["
	    SMALL_OPTION("x") "," SMALL_OPTION("y") "]}"), 6, 8,
	    { { "{}", 1 }, { "{'p':'a'}", 7 }, { "{'p':'b'}", 11 }, { "{'p':'c'}", 19 },
	    { "{'p':'a','q':'x'}", 103 }, { "{'p':'a','q':'y'}", 167 } },
	    27, 5, 1, { 0, 0, 1, 13, 13, 0 }, { 0 } },
	/* 10 to 12 answered what is asked after a or b, and 10 to 12 in all: c is 1 or 2. */
	{ SMALL_FORM("{'id':'p','kind':'one','counted':'county','title':'P','options':["
	    SMALL_OPTION("a") "," SMALL_OPTION("b") "," SMALL_OPTION("c") "]},{'id':'q',"
	    "'kind':'one','counted':'county','title':'Q','when':{'page':'p','in':['a','b']},"
	    "'options':[" SMALL_OPTION("x") "," SMALL_OPTION("y") "]}"), 7, 8,
	    { { "{}", 1 }, { "{'p':'a'}", 7 }, { "{'p':'b'}", 11 }, { "{'p':'c'}", 19 },
	    { "{'p':'a','q':'x'}", 103 }, { "{'p':'b','q':'x'}", 107 }, { "{'p':'a','q':'y'}", 167 } },
	    11, 5, 1, { 0, 0, 0, 1, 1, 3, 6 }, { 0 } },
	/* One more ticked both: at most 2 came, so a were 8 or 9 before. */
	{ SMALL_FORM("{'id':'p','kind':'many','counted':'county','title':'P','options':["
	    SMALL_OPTION("a") "," SMALL_OPTION("b") "]}"), 4, 4,
	    { { "{}", 1 }, { "{'p':['a']}", 7 }, { "{'p':['b']}", 11 }, { "{'p':['a','b']}", 15 } },
	    24, 9, 1, { 0, 0, 1, 9 }, { 0, 0, 0, 1 } },
};

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

/* 17 families with two ticks each: 15, 10 and 10 leave one for the fourth; where there may be more
 * ticks, nothing is known. */
START_TEST(that_two_may_be_ticked_is_known)
{
	static const char pages[] = SMALL_FORM("{'id':'p','kind':'many','ticks':2,'counted':'county',"
	    "'title':'P','options':[" SMALL_OPTION("a") "," SMALL_OPTION("b") "," SMALL_OPTION("c")
	    "," SMALL_OPTION("d") "]}");
	static const char free_pages[] = SMALL_FORM("{'id':'p','kind':'many','counted':'county',"
	    "'title':'P','options':[" SMALL_OPTION("a") "," SMALL_OPTION("b") "," SMALL_OPTION("c")
	    "," SMALL_OPTION("d") "]}");

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
	    "'title':'A','options':[" SMALL_OPTION("a") "," SMALL_OPTION("b") "," SMALL_OPTION("c")
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

/* Area a with 9, 10 and 13 of 13, 14 and 17: in the third edition at most four are not in a, and had
 * been no more in the first, so that a were 9 there. The second one says nothing of that. */
START_TEST(that_older_editions_are_there_is_known)
{
	static const int more[] = { 9, 1, 3 };
	struct form *form = form_of("{'format':'testimony-form-1','pages':[{'id':'area','kind':'one',"
	    "'title':'A','options':[" SMALL_OPTION("a") "," SMALL_OPTION("b") "]}],'areas':["
	    "{'id':'a','label':'A','mp':'A'},{'id':'b','label':'B','mp':'B'}],"
	    "'uses':[{'id':'counts','label':'Count'}]}");
	struct families *families = families_new();
	json_t *figures[3] = { NULL };
	struct tally *tally;

	families_add(families, 2, "{'area':'b'}");
	families_add(families, 2, "{}");
	for (size_t i = 0; i < 3; i++) {
		struct error error = ERROR_INIT;

		families_add(families, more[i], "{'area':'a'}");
		unit_ok(tally_new_after(&tally, form, families->cases, families->count,
		    (const json_t *const *)figures, i, &error), &error);
		ck_assert_int_eq(tally_total(tally)->state == DISCLOSURE_HIDDEN ||
		    tally_area_figure(tally, "a")->state == DISCLOSURE_HIDDEN, i == 2);
		figures[i] = tally_figures(tally);
		tally_free(&tally);
	}
	/* Beside the one before alone both would be shown. */
	tally = tallied(form, families, figures[1]);
	ck_assert_int_eq(tally_area_figure(tally, "a")->state, DISCLOSURE_SHOWN);
	ck_assert_int_eq(tally_total(tally)->state, DISCLOSURE_SHOWN);
	tally_free(&tally);
	for (size_t i = 0; i < 3; i++)
		json_decref(figures[i]);
	families_free(families);
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
	Suite *suite = suite_create("tally_reader");
	TCase *cases = tcase_create("tally_reader");

	tcase_set_timeout(cases, 600);
	tcase_add_loop_test(cases, no_small_count_can_be_worked_out_whatever_is_tried, 0,
	    (int)(sizeof worlds / sizeof worlds[0]));
	tcase_add_test(cases, that_two_may_be_ticked_is_known);
	tcase_add_test(cases, that_older_editions_are_there_is_known);
	tcase_add_test(cases, that_an_area_has_a_table_is_known);
	tcase_add_test(cases, what_a_forger_learns_is_what_is_said_in_the_threat_model);
	tcase_add_test(cases, a_forger_can_have_an_area_s_table_printed);
	suite_add_tcase(suite, cases);
	return suite;
}
