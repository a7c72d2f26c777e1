/* SPDX-License-Identifier: ISC */
/* For the parts of tally alone. */
#ifndef TESTIMONY_TALLY_INSIDE_H
#define TESTIMONY_TALLY_INSIDE_H

#include "common/buffer.h"
#include "desk/tally.h"

#define TALLY_COUNTY 0            /* scopes: the county, its areas, and last those of no area */
#define TALLY_GONE ((size_t)-1)   /* was in the edition before, and is not in the form */

/* A figure's key: "all"; "@AREA", "@" (no area); "PAGE=" (who answered; "PAGE+" of kind many),
 * "PAGE=CATEGORY", and both with "@AREA" or "@" behind them. */
struct tally_key {
	bool all, many, has_page, has_area;
	char page[FORM_ID_MOST + 1], category[FORM_ID_MOST + 6], area[FORM_ID_MOST + 1];
};

struct tally_category {
	char key[FORM_ID_MOST + 6]; /* its option's id; of a group with a mark of what is in it */
	size_t option;              /* the category, or TALLY_GONE */
};

struct tally_measure {
	char key[FORM_ID_MOST + 1];
	bool many;
	const struct form_page *page; /* NULL: gone */
	bool by_area;                 /* it has cells for areas, now or before */
	struct tally_category *categories;
	size_t category_count;
	size_t first; /* its cells: scope by scope, who answered and then the categories */
};

struct tally_area {
	char key[FORM_ID_MOST + 1];
	bool gone;
};

/* Where a figure stands. */
struct tally_place {
	const struct tally_measure *measure; /* NULL: how many families, of a scope */
	size_t scope, column;                /* column 0: who answered; then the categories */
};

/* A sum, whose parts begin at `first` in the tally's places. */
struct tally_sum {
	size_t whole, first, count;
};

struct tally {
	const struct form *form;
	struct tally_measure *measures; /* those of the form first */
	size_t measure_count, measures_shown;
	struct tally_area *areas;
	size_t area_count;
	/* The figures: all of them, each area, no area, the measures; `figures` of them. Behind them
	 * what holds the sums together. */
	struct disclosure_cell *cells;
	size_t cell_count, cell_room, figures;
	struct tally_sum *sums;
	size_t sum_count, sum_room;
	size_t *places;
	size_t place_count, place_room;
	json_t *before; /* key without mark -> [count, mark] */
};

/* tally_keys.c */
int tally_key_parse(struct tally_key *key, const char *text, struct error *error);
/* Of a cell among the figures. */
void tally_key_print(const struct tally *tally, size_t cell, char text[TALLY_KEY_MOST]);
/* Reads what the edition before counted into tally->before. */
int tally_before_read(struct tally *tally, const json_t *before, struct error *error);
/* What it said of a cell; false where it had none. */
bool tally_before_figure(const struct tally *tally, size_t cell, struct disclosure_figure *figure);

/* tally_layout.c: what there is to count, its cells, and what of it is not printed. */
int tally_lay_out(struct tally *tally, struct error *error);
struct tally_place tally_place(const struct tally *tally, size_t cell);
/* Whether this edition has this figure: else the one before had, and it is there for its sake. */
bool tally_has(const struct tally *tally, size_t cell);
size_t tally_cell(const struct tally *tally, size_t measure, size_t scope, size_t column);
size_t tally_scopes(const struct tally *tally); /* those of no area are the last */
/* An area's scope; that of no area where the form has none such. */
size_t tally_scope(const struct tally *tally, const char *area);
void tally_withhold(struct tally *tally);

/* tally_count.c */
void tally_count(struct tally *tally, const struct tally_case *cases, size_t count);

/* tally_sums.c: of what was counted. */
void tally_sum_up(struct tally *tally);

/* Grows a list by one; the new one is zeroed. */
void *tally_grow(void *list, size_t *count, size_t *room, size_t size);

#endif
