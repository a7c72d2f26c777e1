/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/tally.h"

#include <string.h>

#include "desk/tally_inside.h"

/* Which counts add up to which: all that a reader can add up, or know to be at most another. */

static size_t
add_cell(struct tally *tally)
{
	tally->cells = tally_grow(tally->cells, &tally->cell_count, &tally->cell_room,
	    sizeof *tally->cells);
	tally->cells[tally->cell_count - 1].now.state = DISCLOSURE_WITHHELD;
	tally->cells[tally->cell_count - 1].before.state = DISCLOSURE_WITHHELD;
	tally->cells[tally->cell_count - 1].rest = true;
	return tally->cell_count - 1;
}

static void
begin_sum(struct tally *tally, size_t whole)
{
	tally->sums = tally_grow(tally->sums, &tally->sum_count, &tally->sum_room,
	    sizeof *tally->sums);
	tally->sums[tally->sum_count - 1].whole = whole;
	tally->sums[tally->sum_count - 1].first = tally->place_count;
}

/* To the sum that was begun last. */
static void
add_part(struct tally *tally, size_t cell)
{
	tally->places = tally_grow(tally->places, &tally->place_count, &tally->place_room,
	    sizeof *tally->places);
	tally->places[tally->place_count - 1] = cell;
	tally->sums[tally->sum_count - 1].count++;
}

/* What the whole of the last sum is more than its parts, in one of the editions. */
static int64_t
left_over(const struct tally *tally, bool before)
{
	const struct tally_sum *sum = &tally->sums[tally->sum_count - 1];
	const struct disclosure_cell *whole = &tally->cells[sum->whole];
	int64_t left = before ? whole->before.count : whole->now.count;

	for (size_t i = 0; i < sum->count; i++) {
		const struct disclosure_cell *part = &tally->cells[tally->places[sum->first + i]];

		left -= before ? part->before.count : part->now.count;
	}
	return left;
}

static bool
any_had(const struct tally *tally)
{
	const struct tally_sum *sum = &tally->sums[tally->sum_count - 1];
	bool had = tally->cells[sum->whole].had;

	for (size_t i = 0; i < sum->count; i++)
		had |= tally->cells[tally->places[sum->first + i]].had;
	return had;
}

/* A count that was in the edition before alone. */
static size_t
add_gone(struct tally *tally, int64_t before)
{
	size_t cell = add_cell(tally);

	tally->cells[cell].known_now = (struct disclosure_known){ true, 0, 0 };
	tally->cells[cell].before.count = before;
	tally->cells[cell].had = true;
	return cell;
}

/*
 * The last sum holds now. Where it did not before, since the form counted otherwise, what was
 * missing or too much is put into it: the reader is taken to know nothing of that.
 */
static void
end_sum(struct tally *tally)
{
	size_t last = tally->sum_count - 1, old = tally->sums[last].whole, whole;
	int64_t left = left_over(tally, true);

	if (left_over(tally, false) != 0)
		error_bug("figures that must add up do not");
	if (left > 0)
		add_part(tally, add_gone(tally, left));
	if (left >= 0)
		return;
	whole = add_cell(tally);
	tally->cells[whole].now.count = tally->cells[old].now.count;
	tally->cells[whole].before.count = tally->cells[old].before.count - left;
	tally->cells[whole].had = true;
	tally->sums[last].whole = whole;
	begin_sum(tally, whole);
	add_part(tally, old);
	add_part(tally, add_gone(tally, -left));
}

/* Ends a sum by a rest, so that its parts are at most the whole. */
static size_t
end_sum_with_rest(struct tally *tally)
{
	size_t rest = add_cell(tally);
	int64_t before = left_over(tally, true);

	tally->cells[rest].now.count = left_over(tally, false);
	tally->cells[rest].before.count = before < 0 ? 0 : before;
	tally->cells[rest].had = any_had(tally);
	add_part(tally, rest);
	end_sum(tally);
	return rest;
}

static void
add_at_most(struct tally *tally, size_t cell, size_t most)
{
	begin_sum(tally, most);
	add_part(tally, cell);
	(void)end_sum_with_rest(tally);
}

/* Of kind many: each category at most those who answered; all ticks at least these, and where two
 * may be ticked at most twice these. */
static void
sum_up_ticks(struct tally *tally, size_t measure, size_t scope)
{
	const struct tally_measure *m = &tally->measures[measure];
	size_t answered = tally_cell(tally, measure, scope, 0), ticks = add_cell(tally), more;

	for (size_t i = 1; i <= m->category_count; i++) {
		const struct disclosure_cell *cell =
		    &tally->cells[tally_cell(tally, measure, scope, i)];

		tally->cells[ticks].now.count += cell->now.count;
		tally->cells[ticks].before.count += cell->before.count;
		tally->cells[ticks].had |= cell->had;
		add_at_most(tally, tally_cell(tally, measure, scope, i), answered);
	}
	begin_sum(tally, ticks);
	for (size_t i = 1; i <= m->category_count; i++)
		add_part(tally, tally_cell(tally, measure, scope, i));
	end_sum(tally);
	begin_sum(tally, ticks);
	add_part(tally, answered);
	more = end_sum_with_rest(tally);
	if (m->page != NULL && m->page->ticks == 2)
		add_at_most(tally, more, answered);
}

/* Those who answered a page (`asked`) that is asked after some answers to this one: at most all who
 * gave those, and of kind many, where one may have given several, who answered. */
static void
add_condition(struct tally *tally, size_t asked, size_t measure,
    const struct form_condition *condition, size_t scope)
{
	const struct tally_measure *m = &tally->measures[measure];
	size_t gave = add_cell(tally);
	bool in[FORM_OPTIONS_MOST] = { false };

	for (size_t i = 0; i < json_array_size(m->page->options); i++) {
		const json_t *id = json_object_get(json_array_get(m->page->options, i), "id");

		for (size_t j = 0; j < json_array_size(condition->in); j++)
			in[form_category(m->page, i)] |=
			    json_equal(json_array_get(condition->in, j), id) != 0;
	}
	begin_sum(tally, gave);
	for (size_t i = 0; i < m->category_count; i++) {
		size_t cell = tally_cell(tally, measure, scope, i + 1);

		if (m->categories[i].option == TALLY_GONE || !in[m->categories[i].option])
			continue;
		tally->cells[gave].now.count += tally->cells[cell].now.count;
		tally->cells[gave].before.count += tally->cells[cell].before.count;
		tally->cells[gave].had |= tally->cells[cell].had;
		add_part(tally, cell);
	}
	end_sum(tally);
	add_at_most(tally, asked, gave);
	if (m->many)
		add_at_most(tally, asked, tally_cell(tally, measure, scope, 0));
}

/* A page that is asked after an answer to another one. */
static void
sum_up_conditions(struct tally *tally, size_t measure, size_t scope)
{
	const struct form_page *page = tally->measures[measure].page;

	for (size_t i = 0; page != NULL && i < page->conditions.count; i++)
		for (size_t j = 0; j < tally->measures_shown; j++) {
			const struct tally_measure *other = &tally->measures[j];

			if (strcmp(other->key, page->conditions.list[i].page) == 0 &&
			    (scope == TALLY_COUNTY || other->by_area))
				add_condition(tally, tally_cell(tally, measure, scope, 0), j,
				    &page->conditions.list[i], scope);
		}
}

static void
sum_up_scope(struct tally *tally, size_t measure, size_t scope)
{
	const struct tally_measure *m = &tally->measures[measure];

	add_at_most(tally, tally_cell(tally, measure, scope, 0), scope);
	if (m->many && m->category_count > 1)
		sum_up_ticks(tally, measure, scope);
	else {
		begin_sum(tally, tally_cell(tally, measure, scope, 0));
		for (size_t i = 1; i <= m->category_count; i++)
			add_part(tally, tally_cell(tally, measure, scope, i));
		end_sum(tally);
	}
	sum_up_conditions(tally, measure, scope);
}

void
tally_sum_up(struct tally *tally)
{
	begin_sum(tally, TALLY_COUNTY);
	for (size_t scope = 1; scope < tally_scopes(tally); scope++)
		add_part(tally, scope);
	end_sum(tally);
	for (size_t i = 0; i < tally->measure_count; i++) {
		const struct tally_measure *measure = &tally->measures[i];

		for (size_t scope = 0; scope < (measure->by_area ? tally_scopes(tally) : 1); scope++)
			sum_up_scope(tally, i, scope);
		for (size_t column = 0; measure->by_area && column <= measure->category_count;
		    column++) {
			begin_sum(tally, tally_cell(tally, i, TALLY_COUNTY, column));
			for (size_t scope = 1; scope < tally_scopes(tally); scope++)
				add_part(tally, tally_cell(tally, i, scope, column));
			end_sum(tally);
		}
	}
}
