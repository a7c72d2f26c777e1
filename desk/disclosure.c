/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/disclosure.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "desk/disclosure_inside.h"

int64_t
disclosure_round(int64_t count)
{
	return (count + DISCLOSURE_STEP / 2) / DISCLOSURE_STEP * DISCLOSURE_STEP;
}

int
disclosure_percent(const struct disclosure_figure *part, const struct disclosure_figure *whole)
{
	int64_t percent;

	if (part->state != DISCLOSURE_SHOWN || whole->state != DISCLOSURE_SHOWN ||
	    whole->published == 0)
		return -1;
	percent = (100 * part->published + whole->published / 2) / whole->published;
	return percent > 100 ? 100 : (int)percent;
}

/* How much is lost with a figure: least with one that says no more than "few", then with a small
 * one; a 0 tells more, and a whole most. */
static int64_t
loss(const struct disclosure_figure *now, int sign)
{
	int64_t loss = now->count == 0 ? DISCLOSURE_COUNT_MOST : now->count;

	return sign < 0 ? loss + 2 * (int64_t)DISCLOSURE_COUNT_MOST : loss;
}

/* The figure in a marked sum that is best lost; cell_count where there is none. */
static size_t
least_loss(const struct search *search, const bool *marked)
{
	const struct disclosure_table *table = search->table;
	size_t best = table->cell_count;
	int64_t best_loss = INT64_MAX;

	for (size_t sum = 0; sum < table->sum_count; sum++)
		for (size_t i = search->sum_first[sum]; marked[sum] && i < search->sum_first[sum + 1];
		    i++) {
			const struct place *place = &search->of_sums[i];
			const struct disclosure_figure *now = &table->cells[place->cell].now;

			if ((now->state != DISCLOSURE_SHOWN && now->state != DISCLOSURE_FEW) ||
			    loss(now, place->sign) >= best_loss)
				continue;
			best = place->cell;
			best_loss = loss(now, place->sign);
		}
	return best;
}

static size_t
mark_sums_of(const struct search *search, size_t cell, bool *marked)
{
	size_t fresh = 0;

	for (size_t i = search->cell_first[cell]; i < search->cell_first[cell + 1]; i++) {
		fresh += !marked[search->of_cells[i].sum];
		marked[search->of_cells[i].sum] = true;
	}
	return fresh;
}

/* Hides one figure more: in a sum with this cell, or as near to it as there is any. */
static bool
hide_near(struct disclosure_table *table, const struct search *search, size_t cell)
{
	bool *marked = disclosure_memory(table->sum_count, sizeof *marked);
	bool *before = disclosure_memory(table->sum_count, sizeof *before);
	size_t fresh = mark_sums_of(search, cell, marked), best = table->cell_count;

	while (fresh > 0 && (best = least_loss(search, marked)) == table->cell_count) {
		memcpy(before, marked, table->sum_count * sizeof *before);
		fresh = 0;
		for (size_t sum = 0; sum < table->sum_count; sum++)
			for (size_t i = search->sum_first[sum];
			    before[sum] && i < search->sum_first[sum + 1]; i++)
				fresh += mark_sums_of(search, search->of_sums[i].cell, marked);
	}
	free(marked);
	free(before);
	if (best == table->cell_count)
		return false;
	table->cells[best].now.state = DISCLOSURE_HIDDEN;
	return true;
}

/* What is printed needs none, nor what might have been. */
static bool
needs_protection(const struct disclosure_cell *cell, const struct disclosure_figure *figure)
{
	return !cell->rest && figure->state != DISCLOSURE_SHOWN && figure->count > 0 &&
	    figure->count < DISCLOSURE_FEWEST;
}

static void
look(const struct disclosure_table *table)
{
	for (size_t i = 0; i < table->cell_count; i++) {
		const struct disclosure_cell *cell = &table->cells[i];

		if (cell->now.count < 0 || cell->now.count > DISCLOSURE_COUNT_MOST ||
		    (cell->had && (cell->before.count < 0 ||
		    cell->before.count > DISCLOSURE_COUNT_MOST)))
			error_bug("a count is out of range");
	}
	for (size_t i = 0; i < table->sum_count; i++) {
		const struct disclosure_sum *sum = &table->sums[i];
		int64_t now = -table->cells[sum->whole].now.count;

		for (size_t j = 0; j < sum->count; j++)
			now += table->cells[sum->parts[j]].now.count;
		if (now != 0)
			error_bug("a sum does not hold");
	}
}

/* Hides one more figure for an unknown that is not protected; false where nothing is left. */
static bool
hide_for(struct disclosure_table *table, const struct search *search, size_t unknown)
{
	struct disclosure_figure *now = &table->cells[unknown % search->cells].now;

	/* What was printed before stays printed: first this edition says nothing more of it. */
	if (unknown < search->cells &&
	    (now->state == DISCLOSURE_SHOWN || now->state == DISCLOSURE_FEW)) {
		now->state = DISCLOSURE_HIDDEN;
		return true;
	}
	return hide_near(table, search, unknown % search->cells);
}

size_t
disclosure_apply(struct disclosure_table *table)
{
	struct search search;
	size_t open = 0;

	if (table->cell_count > DISCLOSURE_CELLS_MOST)
		error_bug("too many cells for one table");
	look(table);
	for (size_t i = 0; i < table->cell_count; i++) {
		struct disclosure_figure *now = &table->cells[i].now;

		if (now->state == DISCLOSURE_WITHHELD || now->state == DISCLOSURE_HIDDEN)
			continue;
		now->state = now->count > 0 && now->count < DISCLOSURE_FEWEST ? DISCLOSURE_FEW :
		    DISCLOSURE_SHOWN;
		now->published = now->state == DISCLOSURE_SHOWN ? disclosure_round(now->count) : 0;
	}
	search_new(&search, table);
	search_begin(&search);
	/* To hide more only makes what is open more so: none needs to be looked at twice. */
	for (size_t i = 0; i < search.unknowns; i++) {
		if (!search_exists(&search, i) || !needs_protection(
		    &table->cells[i % table->cell_count], search_figure(&search, i)))
			continue;
		while (!search_protected(&search, i) && hide_for(table, &search, i))
			search_begin(&search);
		open += search.seen_count[i] < DISCLOSURE_VALUES_LEAST;
	}
	search_free(&search);
	return open;
}
