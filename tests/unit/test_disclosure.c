/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/disclosure.h"

/*
 * Editions made at random: people who told, each in an area and with one answer to each question;
 * the county's table and each area's. Then somebody who knows the rules, and all that is printed in
 * two editions, tries to work out what is not: a search over whole numbers that shares nothing with
 * the code it judges.
 */

#define AREAS_MOST 7 /* the last: not said */
#define MEASURES_MOST 4
#define CATEGORIES_MOST 4
#define PEOPLE_MOST 400
#define CELLS_MOST 160
#define SUMS_MOST 64
#define EDITIONS 2
#define SEARCH_NODES_MOST 20000

struct person {
	int area, answers[MEASURES_MOST];
};

struct data {
	int areas, measures, categories;
	struct disclosure_cell cells[CELLS_MOST];
	size_t cell_count;
	size_t parts[SUMS_MOST][8];
	struct disclosure_sum sums[SUMS_MOST];
	struct disclosure_table table;
};

static uint32_t
chance(uint64_t *state, uint32_t below)
{
	*state += 0x9e3779b97f4a7c15U; /* splitmix64 */
	uint64_t z = *state;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return (uint32_t)((z ^ (z >> 31)) % below);
}

/* Small numbers more often than large ones. */
static int
skewed(uint64_t *state, int below)
{
	int one = (int)chance(state, (uint32_t)below), two = (int)chance(state, (uint32_t)below);

	return chance(state, 2) == 0 ? one : one < two ? one : two;
}

static void
person_make(struct person *person, const struct data *data, uint64_t *state)
{
	person->area = skewed(state, data->areas);
	for (int i = 0; i < data->measures; i++)
		person->answers[i] = skewed(state, data->categories);
}

static size_t
place_total(void)
{
	return 0;
}

static size_t
place_area(int area)
{
	return 1 + (size_t)area;
}

static size_t
place_county(const struct data *data, int measure, int category)
{
	return 1 + (size_t)(data->areas + measure * data->categories + category);
}

static size_t
place_cell(const struct data *data, int area, int measure, int category)
{
	return 1 + (size_t)(data->areas + data->measures * data->categories +
	    (area * data->measures + measure) * data->categories + category);
}

static void
add_sum(struct data *data, size_t whole)
{
	struct disclosure_sum *sum = &data->sums[data->table.sum_count];

	ck_assert_uint_lt(data->table.sum_count, SUMS_MOST);
	*sum = (struct disclosure_sum){ whole, data->parts[data->table.sum_count++], 0 };
}

static void
add_part(struct data *data, size_t part)
{
	struct disclosure_sum *sum = &data->sums[data->table.sum_count - 1];

	data->parts[data->table.sum_count - 1][sum->count++] = part;
}

static void
lay_out(struct data *data)
{
	data->cell_count = place_cell(data, data->areas - 1, data->measures - 1,
	    data->categories - 1) + 1;
	ck_assert_uint_le(data->cell_count, CELLS_MOST);
	data->table = (struct disclosure_table){ data->cells, data->cell_count, data->sums, 0 };
	add_sum(data, place_total());
	for (int area = 0; area < data->areas; area++)
		add_part(data, place_area(area));
	for (int measure = 0; measure < data->measures; measure++) {
		add_sum(data, place_total());
		for (int category = 0; category < data->categories; category++)
			add_part(data, place_county(data, measure, category));
		for (int category = 0; category < data->categories; category++) {
			add_sum(data, place_county(data, measure, category));
			for (int area = 0; area < data->areas; area++)
				add_part(data, place_cell(data, area, measure, category));
		}
		for (int area = 0; area < data->areas; area++) {
			add_sum(data, place_area(area));
			for (int category = 0; category < data->categories; category++)
				add_part(data, place_cell(data, area, measure, category));
		}
	}
}

static void
count(struct data *data, const struct person *people, int number)
{
	for (size_t i = 0; i < data->cell_count; i++)
		data->cells[i].now = (struct disclosure_figure){ 0, DISCLOSURE_SHOWN, 0 };
	for (int i = 0; i < number; i++) {
		data->cells[place_total()].now.count++;
		data->cells[place_area(people[i].area)].now.count++;
		for (int measure = 0; measure < data->measures; measure++) {
			int answer = people[i].answers[measure];

			data->cells[place_county(data, measure, answer)].now.count++;
			data->cells[place_cell(data, people[i].area, measure, answer)].now.count++;
		}
	}
	/* Areas with few have no table, nor have those who did not say. */
	for (int area = 0; area < data->areas; area++)
		if (area == data->areas - 1 ||
		    data->cells[place_area(area)].now.count < DISCLOSURE_FEWEST)
			for (int measure = 0; measure < data->measures; measure++)
				for (int category = 0; category < data->categories; category++)
					data->cells[place_cell(data, area, measure,
					    category)].now.state = DISCLOSURE_WITHHELD;
}

/* Two editions one after the other, as they are printed. */
static void
play(struct data *data, uint64_t *state, bool large, bool withdrawals)
{
	static struct person people[PEOPLE_MOST];
	int number = 10 + skewed(state, 120), added = skewed(state, 40);

	memset(data, 0, sizeof *data);
	data->areas = 2 + (int)chance(state, large ? AREAS_MOST - 1 : 2);
	data->measures = 1 + (int)chance(state, large ? MEASURES_MOST : 2);
	data->categories = 2 + (int)chance(state, large ? CATEGORIES_MOST - 1 : 2);
	lay_out(data);
	for (int i = 0; i < number; i++)
		person_make(&people[i], data, state);
	count(data, people, number);
	ck_assert_uint_eq(disclosure_apply(&data->table), 0);
	for (size_t i = 0; i < data->cell_count; i++) {
		data->cells[i].before = data->cells[i].now;
		data->cells[i].had = true;
	}
	for (int gone = withdrawals ? (int)chance(state, 3) : 0; gone > 0 && number > 10; gone--)
		people[chance(state, (uint32_t)number)] = people[number - 1], number--;
	for (int i = 0; i < added; i++)
		person_make(&people[number++], data, state);
	count(data, people, number);
	ck_assert_uint_eq(disclosure_apply(&data->table), 0);
}

/* What is printed, and nothing else. */
static void
rules_hold(const struct data *data)
{
	for (size_t i = 0; i < data->cell_count; i++) {
		const struct disclosure_figure *now = &data->cells[i].now;

		switch (now->state) {
		case DISCLOSURE_SHOWN:
			ck_assert(now->count == 0 || now->count >= 10);
			ck_assert_int_eq(now->published % 5, 0);
			ck_assert_int_le(llabs(now->published - now->count), 2);
			ck_assert(now->published == 0 || now->published >= 10);
			break;
		case DISCLOSURE_FEW:
			ck_assert_int_ge(now->count, 1);
			ck_assert_int_le(now->count, 9);
			break;
		case DISCLOSURE_HIDDEN:
		case DISCLOSURE_WITHHELD:
			break;
		}
	}
}

/* The reader. His unknowns are the cells of both editions. */
struct reader {
	const struct data *data;
	int64_t low[EDITIONS][CELLS_MOST], high[EDITIONS][CELLS_MOST];
	bool coupled[CELLS_MOST];
	long nodes;
	bool backwards; /* another way to go, where one leads nowhere */
};

#define MANY 100000

static void
reader_begin(struct reader *reader, const struct data *data)
{
	reader->data = data;
	for (size_t i = 0; i < data->cell_count; i++) {
		const struct disclosure_cell *cell = &data->cells[i];

		reader->coupled[i] = cell->before.count <= cell->now.count;
		for (int edition = 0; edition < EDITIONS; edition++) {
			const struct disclosure_figure *figure = edition == 0 ? &cell->before :
			    &cell->now;
			int64_t low = 0, high = MANY;

			if (figure->state == DISCLOSURE_FEW)
				low = 1, high = 9;
			else if (figure->state == DISCLOSURE_SHOWN && figure->published == 0)
				high = 0;
			else if (figure->state == DISCLOSURE_SHOWN) {
				low = figure->published == 10 ? 10 : figure->published - 2;
				high = figure->published + 2;
			}
			reader->low[edition][i] = low;
			reader->high[edition][i] = high;
		}
	}
}

static bool
narrow(int64_t *low, int64_t *high, int64_t at_least, int64_t at_most, bool *moved)
{
	if (at_least > *low)
		*low = at_least, *moved = true;
	if (at_most < *high)
		*high = at_most, *moved = true;
	return *low <= *high;
}

static bool
propagate_sum(struct reader *reader, int edition, const struct disclosure_sum *sum, bool *moved)
{
	int64_t *low = reader->low[edition], *high = reader->high[edition];
	int64_t least = 0, most = 0;

	for (size_t i = 0; i < sum->count; i++)
		least += low[sum->parts[i]], most += high[sum->parts[i]];
	if (!narrow(&low[sum->whole], &high[sum->whole], least, most, moved))
		return false;
	for (size_t i = 0; i < sum->count; i++) {
		size_t part = sum->parts[i];
		int64_t others_least = least - low[part], others_most = most - high[part];
		int64_t part_low = low[part], part_high = high[part];

		if (!narrow(&low[part], &high[part], low[sum->whole] - others_most,
		    high[sum->whole] - others_least, moved))
			return false;
		least += low[part] - part_low;
		most += high[part] - part_high;
	}
	return true;
}

static bool
propagate(struct reader *reader)
{
	bool moved = true;

	while (moved) {
		moved = false;
		for (int edition = 0; edition < EDITIONS; edition++)
			for (size_t i = 0; i < reader->data->table.sum_count; i++)
				if (!propagate_sum(reader, edition, &reader->data->sums[i], &moved))
					return false;
		for (size_t i = 0; i < reader->data->cell_count; i++)
			if (reader->coupled[i] &&
			    (!narrow(&reader->low[1][i], &reader->high[1][i], reader->low[0][i], MANY,
			    &moved) ||
			    !narrow(&reader->low[0][i], &reader->high[0][i], 0, reader->high[1][i],
			    &moved)))
				return false;
	}
	return true;
}

/* Finds numbers for all cells. 1: found, 0: there are none, -1: gave up. */
static int
solve(struct reader *reader, int64_t solution[EDITIONS][CELLS_MOST])
{
	struct reader next;
	size_t best = CELLS_MOST;
	int best_edition = 0;
	int64_t truth;

	if (!propagate(reader))
		return 0;
	for (int edition = 0; edition < EDITIONS; edition++)
		for (size_t i = 0; i < reader->data->cell_count; i++) {
			int64_t width = reader->high[edition][i] - reader->low[edition][i];

			int64_t least = best == CELLS_MOST ? MANY + 1 :
			    reader->high[best_edition][best] - reader->low[best_edition][best];

			if (width > 0 && (width < least || (reader->backwards && width == least))) {
				best = i;
				best_edition = edition;
			}
		}
	if (best == CELLS_MOST) {
		memcpy(solution, reader->low, sizeof reader->low);
		return 1;
	}
	/* What is true fits: near it there is most to be found. */
	truth = best_edition == 0 ? reader->data->cells[best].before.count :
	    reader->data->cells[best].now.count;
	for (int64_t away = 0; away <= MANY; away++)
		for (int side = -1; side <= (away == 0 ? -1 : 1); side += 2) {
			int64_t value = truth + side * away;
			int result;

			if (value < reader->low[best_edition][best] ||
			    value > reader->high[best_edition][best])
				continue;
			if (--reader->nodes < 0)
				return -1;
			next = *reader;
			next.low[best_edition][best] = next.high[best_edition][best] = value;
			result = solve(&next, solution);
			reader->nodes = next.nodes;
			if (result != 0)
				return result;
		}
	return 0;
}

/* Whether the cell, which is not printed, can have another value than it has; what else turns out
 * to have other values is marked. */
static int
is_open(const struct data *data, int edition, size_t cell, bool other[EDITIONS][CELLS_MOST])
{
	static int64_t solution[EDITIONS][CELLS_MOST];
	struct reader first, reader;
	const struct disclosure_figure *figure = edition == 0 ? &data->cells[cell].before :
	    &data->cells[cell].now;
	bool gave_up = false;

	reader_begin(&first, data);
	first.backwards = false;
	if (!propagate(&first))
		return 0;
	for (int64_t away = 1; away <= 12; away++)
		for (int side = -1; side <= 1; side += 2) {
			int64_t value = figure->count + side * away;
			int result = 0;

			if (value < first.low[edition][cell] || value > first.high[edition][cell])
				continue;
			for (int try = 0; try < 2; try++) {
				reader = first;
				reader.nodes = SEARCH_NODES_MOST;
				reader.backwards = try == 1;
				reader.low[edition][cell] = reader.high[edition][cell] = value;
				result = solve(&reader, solution);
				if (result >= 0)
					break;
			}
			gave_up = gave_up || result < 0;
			if (result <= 0)
				continue;
			for (size_t i = 0; i < data->cell_count; i++) {
				other[0][i] = other[0][i] || solution[0][i] != data->cells[i].before.count;
				other[1][i] = other[1][i] || solution[1][i] != data->cells[i].now.count;
			}
			return 1;
		}
	return gave_up ? -1 : 0;
}

struct verdict {
	long not_printed, worked_out, undecided;
};

static void
read_editions(const struct data *data, struct verdict *verdict)
{
	static bool other[EDITIONS][CELLS_MOST];

	memset(other, 0, sizeof other);
	for (int edition = 0; edition < EDITIONS; edition++)
		for (size_t i = 0; i < data->cell_count; i++) {
			const struct disclosure_figure *figure = edition == 0 ?
			    &data->cells[i].before : &data->cells[i].now;
			int result;

			if (figure->state == DISCLOSURE_SHOWN || figure->count == 0 ||
			    figure->count >= 10)
				continue;
			verdict->not_printed++;
			if (other[edition][i])
				continue;
			result = is_open(data, edition, i, other);
			verdict->worked_out += result == 0;
			verdict->undecided += result < 0;
		}
}

START_TEST(nothing_that_is_not_printed_can_be_worked_out_from_two_editions)
{
	const char *more = getenv("TESTIMONY_DISCLOSURE");
	int sets = more == NULL ? 10000 : atoi(more);
	struct verdict verdict = { 0, 0, 0 };
	long hidden = 0, shown = 0;
	uint64_t state = 20261122;

	for (int i = 0; i < sets; i++) {
		static struct data data;

		play(&data, &state, false, i % 2 == 1);
		rules_hold(&data);
		read_editions(&data, &verdict);
		for (size_t j = 0; j < data.cell_count; j++) {
			hidden += data.cells[j].now.state == DISCLOSURE_HIDDEN;
			shown += data.cells[j].now.state == DISCLOSURE_SHOWN;
		}
	}
	if (more != NULL)
		fprintf(stderr, "# %d pairs: %ld not printed, %ld worked out, %ld undecided; %ld shown, "
		    "%ld hidden besides\n", sets, verdict.not_printed, verdict.worked_out,
		    verdict.undecided, shown, hidden);
	ck_assert_int_eq(verdict.worked_out, 0);
	ck_assert_int_eq(verdict.undecided, 0);
	ck_assert_int_gt(verdict.not_printed, sets);
	ck_assert_int_gt(hidden, 0);
}
END_TEST

/* As many areas and questions as there are. Too many for the whole search: here the reader narrows
 * what each count may be as far as adding and taking away leads him. */
START_TEST(nothing_can_be_worked_out_of_large_editions_by_adding_and_taking_away)
{
	const char *more = getenv("TESTIMONY_DISCLOSURE");
	int sets = more == NULL ? 1000 : atoi(more);
	long not_printed = 0, shown = 0, hidden = 0;
	uint64_t state = 42;

	for (int i = 0; i < sets; i++) {
		static struct data data;
		static struct reader reader;

		play(&data, &state, true, i % 2 == 1);
		rules_hold(&data);
		reader_begin(&reader, &data);
		ck_assert(propagate(&reader));
		for (size_t j = 0; j < data.cell_count; j++) {
			const struct disclosure_figure *now = &data.cells[j].now;

			shown += now->state == DISCLOSURE_SHOWN;
			hidden += now->state == DISCLOSURE_HIDDEN;
			if (now->state == DISCLOSURE_SHOWN || now->count == 0 || now->count >= 10)
				continue;
			not_printed++;
			ck_assert_int_gt(reader.high[1][j] - reader.low[1][j], 1);
		}
	}
	if (more != NULL)
		fprintf(stderr, "# %d large pairs: %ld not printed, %ld shown, %ld hidden besides\n", sets,
		    not_printed, shown, hidden);
	ck_assert_int_gt(not_printed, sets);
}
END_TEST

static void
unhide(struct disclosure_figure *figure)
{
	if (figure->state == DISCLOSURE_HIDDEN)
		figure->state = figure->count > 0 && figure->count < DISCLOSURE_FEWEST ?
		    DISCLOSURE_FEW : DISCLOSURE_SHOWN;
}

/* So that the one above is known to see. */
START_TEST(without_hiding_neighbours_some_would_be_worked_out)
{
	struct verdict verdict = { 0, 0, 0 };
	uint64_t state = 20261122;

	for (int i = 0; i < 300; i++) {
		static struct data data;

		play(&data, &state, false, i % 2 == 1);
		for (size_t j = 0; j < data.cell_count; j++) {
			unhide(&data.cells[j].now);
			unhide(&data.cells[j].before);
		}
		read_editions(&data, &verdict);
	}
	if (getenv("TESTIMONY_DISCLOSURE") != NULL)
		fprintf(stderr, "# without: %ld not printed, %ld worked out\n", verdict.not_printed,
		    verdict.worked_out);
	ck_assert_int_gt(verdict.worked_out, 0);
}
END_TEST

static struct disclosure_figure
shown(int64_t count)
{
	return (struct disclosure_figure){ count, DISCLOSURE_SHOWN, 0 };
}

START_TEST(counts_are_rounded_and_small_ones_said_to_be_few)
{
	static const int64_t wanted[][2] = { { 0, 0 }, { 10, 10 }, { 12, 10 }, { 13, 15 },
		{ 17, 15 }, { 18, 20 }, { 1402, 1400 }, { 1403, 1405 } };
	struct disclosure_cell cells[20];
	struct disclosure_table table = { cells, 0, NULL, 0 };

	memset(cells, 0, sizeof cells);
	for (size_t i = 0; i < 8; i++)
		cells[table.cell_count++].now = shown(wanted[i][0]);
	for (int64_t i = 1; i < 10; i++)
		cells[table.cell_count++].now = shown(i);
	ck_assert_uint_eq(disclosure_apply(&table), 0);
	for (size_t i = 0; i < 8; i++) {
		ck_assert_int_eq(cells[i].now.state, DISCLOSURE_SHOWN);
		ck_assert_int_eq(cells[i].now.published, wanted[i][1]);
	}
	for (size_t i = 8; i < 17; i++)
		ck_assert_int_eq(cells[i].now.state, DISCLOSURE_FEW);
}
END_TEST

START_TEST(a_share_is_made_of_what_is_printed)
{
	struct disclosure_figure whole = { 41, DISCLOSURE_SHOWN, 40 };
	struct disclosure_figure part = { 13, DISCLOSURE_SHOWN, 15 };

	ck_assert_int_eq(disclosure_percent(&part, &whole), 38);
	part.state = DISCLOSURE_FEW;
	ck_assert_int_eq(disclosure_percent(&part, &whole), -1);
	part.state = DISCLOSURE_HIDDEN;
	ck_assert_int_eq(disclosure_percent(&part, &whole), -1);
	part = (struct disclosure_figure){ 43, DISCLOSURE_SHOWN, 45 };
	ck_assert_int_eq(disclosure_percent(&part, &whole), 100);
	whole.published = 0;
	ck_assert_int_eq(disclosure_percent(&part, &whole), -1);
}
END_TEST

/* 10 printed beside a total of 10: the rest could only be 1 or 2. */
START_TEST(a_neighbour_is_hidden_where_a_total_gives_one_back)
{
	static const size_t parts[] = { 1, 2 };
	const struct disclosure_sum sum = { 0, parts, 2 };
	struct disclosure_cell cells[3];
	struct disclosure_table table = { cells, 3, &sum, 1 };

	memset(cells, 0, sizeof cells);
	cells[0].now = shown(12);
	cells[1].now = shown(11);
	cells[2].now = shown(1);
	ck_assert_uint_eq(disclosure_apply(&table), 0);
	ck_assert(cells[0].now.state == DISCLOSURE_HIDDEN ||
	    cells[1].now.state == DISCLOSURE_HIDDEN || cells[2].now.state == DISCLOSURE_HIDDEN);
}
END_TEST

/* 11 in all, 10 of them in an area that has a table, as anybody can see: the rest is 0 or 1. */
START_TEST(what_a_reader_knows_besides_is_reckoned_with)
{
	static const size_t parts[] = { 1, 2 };
	const struct disclosure_sum sum = { 0, parts, 2 };
	struct disclosure_cell cells[3];
	struct disclosure_table table = { cells, 3, &sum, 1 };

	memset(cells, 0, sizeof cells);
	cells[0].now = shown(11);
	cells[1].now = shown(10);
	cells[2].now = shown(1);
	cells[1].now.state = cells[2].now.state = DISCLOSURE_WITHHELD;
	ck_assert_uint_eq(disclosure_apply(&table), 0);
	cells[0].known_now = (struct disclosure_known){ true, 0, 11 };
	cells[1].known_now = (struct disclosure_known){ true, 10, DISCLOSURE_COUNT_MOST };
	ck_assert_uint_eq(disclosure_apply(&table), 1);
	cells[2].rest = true; /* and nobody's figure */
	ck_assert_uint_eq(disclosure_apply(&table), 0);
}
END_TEST

/* Ten made-up testimonies of one hand, all in one category: what it learns of the real ones. */
START_TEST(forged_testimonies_tell_no_more_than_a_rounded_figure)
{
	for (int real = 1; real < 10; real++) {
		struct disclosure_cell cell;
		struct disclosure_table table = { &cell, 1, NULL, 0 };

		memset(&cell, 0, sizeof cell);
		cell.now = shown(real + 10);
		ck_assert_uint_eq(disclosure_apply(&table), 0);
		ck_assert_int_eq(cell.now.state, DISCLOSURE_SHOWN);
		/* 10: 0 to 2 real ones; 15: 3 to 7; 20: 8 or more. */
		ck_assert_int_eq(cell.now.published, real < 3 ? 10 : real < 8 ? 15 : 20);
	}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("disclosure");
	TCase *cases = tcase_create("disclosure");

	tcase_set_timeout(cases, 600);
	tcase_add_test(cases, counts_are_rounded_and_small_ones_said_to_be_few);
	tcase_add_test(cases, a_share_is_made_of_what_is_printed);
	tcase_add_test(cases, a_neighbour_is_hidden_where_a_total_gives_one_back);
	tcase_add_test(cases, what_a_reader_knows_besides_is_reckoned_with);
	tcase_add_test(cases, forged_testimonies_tell_no_more_than_a_rounded_figure);
	tcase_add_test(cases, without_hiding_neighbours_some_would_be_worked_out);
	tcase_add_test(cases, nothing_can_be_worked_out_of_large_editions_by_adding_and_taking_away);
	tcase_add_test(cases, nothing_that_is_not_printed_can_be_worked_out_from_two_editions);
	suite_add_tcase(suite, cases);
	return suite;
}
