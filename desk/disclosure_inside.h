/* SPDX-License-Identifier: ISC */
/*
 * Inside disclosure: the search for other counts for which the same would have been printed.
 */
#ifndef TESTIMONY_DISCLOSURE_INSIDE_H
#define TESTIMONY_DISCLOSURE_INSIDE_H

#include "desk/disclosure.h"

enum edition { BEFORE, NOW, EDITIONS };

/* A cell stands in a sum: as a part of it (1), or as the whole (-1). */
struct place {
	size_t sum, cell;
	int sign;
};

/* What a count may be, given all that is printed. Unknowns are numbered: those of the edition
 * before, then those of this one. */
struct bounds {
	int64_t low, high;
};

/* Bounds as they were, to be put back. */
struct trail {
	size_t unknown;
	struct bounds bounds;
};

struct search {
	const struct disclosure_table *table;
	size_t cells, sums, unknowns;
	struct place *of_cells, *of_sums; /* all places, by cell and by sum */
	size_t *cell_first, *sum_first;   /* where those of one begin; one more at the end */
	struct bounds *bounds;            /* by unknown */
	struct trail *trail;
	size_t trail_count, trail_room;
	size_t *queue;                    /* sums (of both editions) to be looked at; a ring */
	size_t queue_first, queue_count;
	bool *queued;
	size_t *order;                    /* unknowns, those near the one in question first */
	bool *ordered;
	int64_t (*seen)[DISCLOSURE_VALUES_LEAST]; /* by unknown: values that it may have */
	int *seen_count;
	long steps;
	uint64_t shuffle; /* says in which order this try goes; the same in every run */
};

/* The table must stay; what its cells say may be hidden meanwhile, if search_begin follows. */
void search_new(struct search *search, const struct disclosure_table *table);
void search_free(struct search *search);

/* What can be known before anything is tried. What was seen stays seen: to hide more only makes more
 * possible. */
void search_begin(struct search *search);

/* Of an unknown: its figure, and whether it is there (of the edition before, it may not be). */
const struct disclosure_figure *search_figure(const struct search *search, size_t unknown);
bool search_exists(const struct search *search, size_t unknown);

/* Whether DISCLOSURE_VALUES_LEAST values of it were found. */
bool search_protected(struct search *search, size_t unknown);

/* Zeroed; the caller frees it. */
void *disclosure_memory(size_t count, size_t size);

#endif
