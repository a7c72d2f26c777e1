/* SPDX-License-Identifier: ISC */
/*
 * Disclosure control: which counts of an edition may be printed, and how.
 *
 *   1 to 9               printed as "fewer than 10" (DISCLOSURE_FEW)
 *   0, and 10 or more    rounded to 5; sums are rounded as they are, so they need not add up
 *   where what is printed would give a count under 10 back: some neighbour is not printed either
 *                        (DISCLOSURE_HIDDEN, "not shown": it may be any count)
 *
 * The reader that it guards against knows these rules, sees every figure of this edition and of
 * the one before, knows which cells add up to which, and may take it that nobody withdrew between
 * the two. For every count under 10 that is not printed, and for the former edition's, too, there
 * must then still be DISCLOSURE_VALUES_LEAST values that it may have. That is proved and not estimated: other
 * counts are made, cell by cell, for which the same would have been printed.
 *
 * Pure; no texts, no names. One thread for each table.
 */
#ifndef TESTIMONY_DISCLOSURE_H
#define TESTIMONY_DISCLOSURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DISCLOSURE_FEWEST 10      /* the smallest count that is printed, but for 0 */
#define DISCLOSURE_STEP 5         /* what counts are rounded to */
#define DISCLOSURE_VALUES_LEAST 3 /* that a count which is not printed may have */
#define DISCLOSURE_COUNT_MOST 100000000
#define DISCLOSURE_CELLS_MOST 4096

enum disclosure_state {
	DISCLOSURE_SHOWN,    /* `published` */
	DISCLOSURE_FEW,      /* 1 to 9, and said to be */
	DISCLOSURE_HIDDEN,   /* not shown, since it would give another one back */
	DISCLOSURE_WITHHELD, /* its whole table is not printed: nothing is said of it */
};

struct disclosure_figure {
	int64_t count; /* the true one */
	enum disclosure_state state;
	int64_t published; /* where shown */
};

/* What a reader knows of a count whatever is printed of it: a table that is there, say, is of at
 * least so many. */
struct disclosure_known {
	bool said; /* else nothing is known */
	int64_t least, most;
};

struct disclosure_cell {
	/* Before: count, and state: DISCLOSURE_WITHHELD where its table is not to be printed,
	 * DISCLOSURE_HIDDEN where it is not to be shown whatever else is, else DISCLOSURE_SHOWN.
	 * Afterwards as it may be printed. */
	struct disclosure_figure now;
	/* As it was in the edition before this one; `had` is false where there was none. */
	struct disclosure_figure before;
	bool had;
	struct disclosure_known known_now, known_before;
	/* Made to say that a count is at most another, which is it and this rest. It is never printed,
	 * and nobody's figure: it needs no protection itself. */
	bool rest;
};

/* One cell is the sum of others: a total and its categories, the county and its areas. */
struct disclosure_sum {
	size_t whole;
	const size_t *parts;
	size_t count;
};

struct disclosure_table {
	struct disclosure_cell *cells;
	size_t cell_count;
	const struct disclosure_sum *sums; /* each holds, now and (of cells that it had) before */
	size_t sum_count;
};

/* Says of every cell how it may be printed. Returns how many cells that are not printed could not
 * be protected, whatever else was hidden: 0, or the caller must not print the table. Counts out of
 * range, or sums that do not hold, are a bug. */
size_t disclosure_apply(struct disclosure_table *table);

/* A count of 0 or at least DISCLOSURE_FEWEST, rounded; halves do not occur. */
int64_t disclosure_round(int64_t count);

/* The share of the whole in percent, rounded, made of what is printed alone; -1 where one of them
 * is not, or the whole is 0. Never over 100. */
int disclosure_percent(const struct disclosure_figure *part,
    const struct disclosure_figure *whole);

#endif
