/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/disclosure_inside.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"

#define UNBOUNDED (4 * (int64_t)DISCLOSURE_COUNT_MOST) /* for what nothing is said of */

/*
 * A search for other counts begins anew some times, in another order, before it gives up. A cell
 * then counts as not protected, so that more is hidden than need be, never less.
 */
#define SEARCH_STEPS 300 /* choices of one try, besides one for each count */
#define SEARCH_TRIES 24
#define SEARCH_VALUES 8  /* that are tried of a count, those near the true one */

static int
place_compare(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	if (a->cell != b->cell)
		return a->cell < b->cell ? -1 : 1;
	return a->sum < b->sum ? -1 : a->sum > b->sum;
}

void *
disclosure_memory(size_t count, size_t size)
{
	void *memory = calloc(count == 0 ? 1 : count, size);

	if (memory == NULL)
		error_bug("no memory");
	return memory;
}

void
search_new(struct search *search, const struct disclosure_table *table)
{
	size_t count = 0, at = 0;

	memset(search, 0, sizeof *search);
	search->table = table;
	search->cells = table->cell_count;
	search->sums = table->sum_count;
	search->unknowns = EDITIONS * table->cell_count;
	for (size_t i = 0; i < table->sum_count; i++)
		count += table->sums[i].count + 1;
	search->of_sums = disclosure_memory(count, sizeof *search->of_sums);
	search->of_cells = disclosure_memory(count, sizeof *search->of_cells);
	search->sum_first = disclosure_memory(table->sum_count + 1, sizeof *search->sum_first);
	search->cell_first = disclosure_memory(table->cell_count + 1, sizeof *search->cell_first);
	search->bounds = disclosure_memory(search->unknowns, sizeof *search->bounds);
	search->queue = disclosure_memory(2 * table->sum_count, sizeof *search->queue);
	search->queued = disclosure_memory(2 * table->sum_count, sizeof *search->queued);
	search->order = disclosure_memory(search->unknowns, sizeof *search->order);
	search->ordered = disclosure_memory(search->unknowns, sizeof *search->ordered);
	search->seen = disclosure_memory(search->unknowns, sizeof *search->seen);
	search->seen_count = disclosure_memory(search->unknowns, sizeof *search->seen_count);
	for (size_t i = 0; i < table->sum_count; i++) {
		search->sum_first[i] = at;
		search->of_sums[at++] = (struct place){ i, table->sums[i].whole, -1 };
		for (size_t j = 0; j < table->sums[i].count; j++)
			search->of_sums[at++] = (struct place){ i, table->sums[i].parts[j], 1 };
	}
	search->sum_first[table->sum_count] = at;
	memcpy(search->of_cells, search->of_sums, count * sizeof *search->of_cells);
	qsort(search->of_cells, count, sizeof *search->of_cells, place_compare);
	at = 0;
	for (size_t i = 0; i <= table->cell_count; i++) {
		while (at < count && search->of_cells[at].cell < i)
			at++;
		search->cell_first[i] = at;
	}
}

void
search_free(struct search *search)
{
	free(search->of_sums);
	free(search->of_cells);
	free(search->sum_first);
	free(search->cell_first);
	free(search->bounds);
	free(search->trail);
	free(search->queue);
	free(search->queued);
	free(search->order);
	free(search->ordered);
	free(search->seen);
	free(search->seen_count);
}

const struct disclosure_figure *
search_figure(const struct search *search, size_t unknown)
{
	const struct disclosure_cell *cell = &search->table->cells[unknown % search->cells];

	return unknown >= search->cells ? &cell->now : &cell->before;
}

bool
search_exists(const struct search *search, size_t unknown)
{
	return unknown >= search->cells || search->table->cells[unknown].had;
}

/* Whether the reader rightly takes it that there are no less now than before; where he is wrong,
 * what he works out of it is, too. */
static bool
coupled(const struct search *search, size_t cell)
{
	const struct disclosure_cell *c = &search->table->cells[cell];

	return c->had && c->before.count <= c->now.count;
}

/* The counts for which the same would have been printed. */
static struct bounds
range(const struct search *search, size_t unknown)
{
	const struct disclosure_cell *cell = &search->table->cells[unknown % search->cells];
	const struct disclosure_known *known = unknown >= search->cells ? &cell->known_now :
	    &cell->known_before;
	const struct disclosure_figure *figure = search_figure(search, unknown);
	struct bounds bounds = { 0, UNBOUNDED };

	if (!search_exists(search, unknown))
		return (struct bounds){ 0, 0 };

	if (figure->state == DISCLOSURE_FEW)
		bounds = (struct bounds){ 1, DISCLOSURE_FEWEST - 1 };
	else if (figure->state == DISCLOSURE_SHOWN && figure->published == 0)
		bounds.high = 0;
	else if (figure->state == DISCLOSURE_SHOWN) {
		bounds.low = figure->published - DISCLOSURE_STEP / 2;
		bounds.high = figure->published + DISCLOSURE_STEP / 2;
		if (bounds.low < DISCLOSURE_FEWEST)
			bounds.low = DISCLOSURE_FEWEST;
	}
	if (known->said && known->least > bounds.low)
		bounds.low = known->least;
	if (known->said && known->most < bounds.high)
		bounds.high = known->most;
	return bounds;
}

static void
enqueue(struct search *search, size_t sum)
{
	if (search->queued[sum])
		return;
	search->queued[sum] = true;
	search->queue[(search->queue_first + search->queue_count++) % (2 * search->sums)] = sum;
}

/* Narrows what an unknown may be; false where nothing is left. The other edition's follows. */
static bool
narrow(struct search *search, size_t unknown, int64_t low, int64_t high)
{
	struct bounds *bounds = &search->bounds[unknown];
	size_t cell = unknown % search->cells, base = unknown >= search->cells ? search->sums : 0;

	if (low <= bounds->low && high >= bounds->high)
		return true;
	if (search->trail_count == search->trail_room) {
		search->trail_room = 2 * search->trail_room + 64;
		search->trail = realloc(search->trail, search->trail_room * sizeof *search->trail);
		if (search->trail == NULL)
			error_bug("no memory");
	}
	search->trail[search->trail_count++] = (struct trail){ unknown, *bounds };
	if (low > bounds->low)
		bounds->low = low;
	if (high < bounds->high)
		bounds->high = high;
	if (bounds->low > bounds->high)
		return false;
	for (size_t i = search->cell_first[cell]; i < search->cell_first[cell + 1]; i++)
		enqueue(search, base + search->of_cells[i].sum);
	if (!coupled(search, cell))
		return true;
	return base == 0 ? narrow(search, search->cells + cell, bounds->low, UNBOUNDED) :
	    narrow(search, cell, 0, bounds->high);
}

/* What a sum says of those that stand in it: parts less whole is 0. */
static bool
narrow_sum(struct search *search, size_t sum)
{
	size_t base = sum >= search->sums ? search->cells : 0;
	const struct place *first = &search->of_sums[search->sum_first[sum % search->sums]];
	const struct place *end = &search->of_sums[search->sum_first[sum % search->sums + 1]];
	int64_t least = 0, most = 0;

	for (const struct place *place = first; place < end; place++) {
		const struct bounds *bounds = &search->bounds[base + place->cell];

		least += place->sign > 0 ? bounds->low : -bounds->high;
		most += place->sign > 0 ? bounds->high : -bounds->low;
	}
	if (least > 0 || most < 0)
		return false;
	for (const struct place *place = first; place < end; place++) {
		struct bounds bounds = search->bounds[base + place->cell];
		bool fine = place->sign > 0 ?
		    narrow(search, base + place->cell, bounds.high - most, bounds.low - least) :
		    narrow(search, base + place->cell, bounds.high + least, bounds.low + most);

		if (!fine)
			return false;
	}
	return true;
}

static bool
narrow_all(struct search *search)
{
	bool fine = true;

	while (search->queue_count > 0) {
		size_t sum = search->queue[search->queue_first];

		search->queue_first = (search->queue_first + 1) % (2 * search->sums);
		search->queue_count--;
		search->queued[sum] = false;
		fine = fine && narrow_sum(search, sum);
	}
	return fine;
}

static void
put_back(struct search *search, size_t mark)
{
	while (search->trail_count > mark) {
		const struct trail *trail = &search->trail[--search->trail_count];

		search->bounds[trail->unknown] = trail->bounds;
	}
}

/* splitmix64 */
static uint64_t
shuffled(struct search *search)
{
	uint64_t z = search->shuffle += 0x9e3779b97f4a7c15U;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return z ^ (z >> 31);
}

/* The values that an unknown may have, from its true one outwards: 0, side, -side, 2 side, ... */
static int64_t
outwards(int64_t from, int64_t step, int side)
{
	return step % 2 == 0 ? from - side * step / 2 : from + side * (step + 1) / 2;
}

/* Gives every unknown from `at` on in the order a value, its true one where that goes. */
static bool
settle(struct search *search, size_t at)
{
	struct bounds bounds;
	int64_t from;
	size_t unknown;
	int side;

	while (at < search->unknowns && search->bounds[search->order[at]].low ==
	    search->bounds[search->order[at]].high)
		at++;
	if (at == search->unknowns)
		return true;
	unknown = search->order[at];
	bounds = search->bounds[unknown];
	from = search_figure(search, unknown)->count;
	from = from < bounds.low ? bounds.low : from > bounds.high ? bounds.high : from;
	side = shuffled(search) % 2 == 0 ? 1 : -1;
	for (int64_t step = 0; search->steps > 0; step++) {
		int64_t value = outwards(from, step, side);
		size_t mark = search->trail_count;

		if (from - step / 2 < bounds.low && from + step / 2 > bounds.high)
			break;
		if (value < bounds.low || value > bounds.high)
			continue;
		search->steps--;
		if (narrow(search, unknown, value, value) && narrow_all(search) &&
		    settle(search, at + 1))
			return true;
		(void)narrow_all(search); /* empties the queue */
		put_back(search, mark);
	}
	return false;
}

static void
put_next(struct search *search, size_t unknown, size_t *count)
{
	if (search->ordered[unknown])
		return;
	search->ordered[unknown] = true;
	search->order[(*count)++] = unknown;
}

/* Puts the unknowns in order, this one first and those near it next: where they cannot make up for
 * it, that is found soon, and what is far keeps its true value. */
static void
put_in_order(struct search *search, size_t unknown)
{
	size_t count = 0, at = 0, loose = 0;

	memset(search->ordered, 0, search->unknowns * sizeof *search->ordered);
	put_next(search, unknown, &count);
	while (count < search->unknowns) {
		size_t cell, base;

		if (at == count) /* what hangs together with nothing before */
			put_next(search, loose++, &count);
		if (at == count)
			continue;
		cell = search->order[at] % search->cells;
		base = search->order[at++] - cell;
		for (size_t i = search->cell_first[cell]; i < search->cell_first[cell + 1]; i++) {
			size_t sum = search->of_cells[i].sum, first = search->sum_first[sum];
			size_t width = search->sum_first[sum + 1] - first;
			size_t turn = (size_t)(shuffled(search) % width);

			for (size_t j = 0; j < width; j++)
				put_next(search, base + search->of_sums[first + (j + turn) % width].cell,
				    &count);
		}
		put_next(search, cell + search->cells - base, &count);
	}
}

static void
see(struct search *search, size_t unknown, int64_t value)
{
	for (int i = 0; i < search->seen_count[unknown]; i++)
		if (search->seen[unknown][i] == value)
			return;
	if (search->seen_count[unknown] < DISCLOSURE_VALUES_LEAST)
		search->seen[unknown][search->seen_count[unknown]++] = value;
}

void
search_begin(struct search *search)
{
	search->trail_count = 0;
	for (size_t i = 0; i < search->unknowns; i++) {
		search->bounds[i] = range(search, i);
		see(search, i, search_figure(search, i)->count);
	}
	for (size_t i = 0; i < search->cells; i++)
		if (coupled(search, i) &&
		    (!narrow(search, search->cells + i, search->bounds[i].low, UNBOUNDED) ||
		    !narrow(search, i, 0, search->bounds[search->cells + i].high)))
			error_bug("an edition contradicts the one before");
	for (size_t i = 0; i < 2 * search->sums; i++)
		enqueue(search, i);
	if (!narrow_all(search))
		error_bug("an edition contradicts itself");
}

/* Whether an unknown may have this value, all others some value that fits; remembers them all. */
static bool
may_be(struct search *search, size_t unknown, int64_t value)
{
	size_t mark = search->trail_count;
	bool found = false, fine = narrow(search, unknown, value, value) && narrow_all(search);

	search->shuffle = 0;
	for (int try = 0; fine && !found && try < SEARCH_TRIES; try++) {
		put_in_order(search, unknown);
		search->steps = SEARCH_STEPS + (long)search->unknowns;
		found = settle(search, 0);
	}
	if (found)
		for (size_t i = 0; i < search->unknowns; i++)
			see(search, i, search->bounds[i].low);
	(void)narrow_all(search); /* empties the queue */
	put_back(search, mark);
	return found;
}

bool
search_protected(struct search *search, size_t unknown)
{
	struct bounds bounds = search->bounds[unknown];
	int64_t truth = search_figure(search, unknown)->count;

	for (int64_t step = 1; step <= SEARCH_VALUES &&
	    search->seen_count[unknown] < DISCLOSURE_VALUES_LEAST; step++) {
		int64_t value = outwards(truth, step, 1);

		if (value < bounds.low || value > bounds.high)
			continue;
		(void)may_be(search, unknown, value);
	}
	return search->seen_count[unknown] >= DISCLOSURE_VALUES_LEAST;
}
