/* SPDX-License-Identifier: ISC */
/*
 * The one table set of an edition: how many families told, in which area, and what they answered
 * to the pages that the form says are counted. Every pack of the edition prints the same figures
 * (pack/tables.h), so that nothing can be subtracted.
 *
 * Each family counts once, whatever it sent: of a page of kind one its newest answer, of kind many
 * all that it ever ticked; where that would be more than the page takes, its newest ticks alone.
 * What the form does not have is not counted; an area that it does not have, "not sure" and
 * "rather not say" are no area. Nothing is counted by two answers together, nor by anything
 * narrower than the area. The table of an area with fewer than TALLY_AREA_LEAST families is
 * withheld.
 *
 * What may be printed is disclosure.h's to say, of this edition beside each one before it. The
 * reader that it guards against knows, besides what disclosure.h names: which areas have a table;
 * that each answer of kind many was given by no more families than answered, that their sum is no
 * less, and with "ticks" of 2 at most twice that; that a page asked only after some answers was
 * answered by no more families than gave one of them. Not guarded: what he knows of families by
 * himself (his own answers, too, and those that he forged); three editions and more together; two
 * of which neither was made knowing of the other; a "ticks" of 3 and more.
 *
 * Pure: no files. One thread for each tally.
 */
#ifndef TESTIMONY_TALLY_H
#define TESTIMONY_TALLY_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "common/form.h"
#include "desk/disclosure.h"

#define TALLY_AREA_LEAST DISCLOSURE_FEWEST /* families of an area that has a table and a pack */
#define TALLY_FAMILIES_MOST 1000000
#define TALLY_KEY_MOST 136 /* bytes of a key in the figures */

struct tally;

/* The answers objects of one counted family's testimonies and additions, oldest first. */
struct tally_case {
	const json_t *const *answers;
	size_t count;
};

/* `before`: what tally_figures gave for the edition before this one; NULL: there was none. The form
 * must stay as long as the tally. -1 where `before` is damaged, the form has more than fits, or
 * the figures cannot be printed so that no small count can be worked out. */
int tally_new(struct tally **tally, const struct form *form, const struct tally_case *cases,
    size_t count, const json_t *before, struct error *error);
/* The same where there were several editions, oldest first; `before` are their figures. */
int tally_new_after(struct tally **tally, const struct form *form, const struct tally_case *cases,
    size_t count, const json_t *const *before, size_t before_count, struct error *error);
void tally_free(struct tally **tally);

const struct form *tally_form(const struct tally *tally);

/* Figures are borrowed. An id that is no area of the form is a bug. */
const struct disclosure_figure *tally_total(const struct tally *tally);
const struct disclosure_figure *tally_area_figure(const struct tally *tally, const char *area);
const struct disclosure_figure *tally_no_area_figure(const struct tally *tally);

/* Whether an area has at least TALLY_AREA_LEAST families, on true counts: then it has tables, may
 * have a pack, and excerpts may bear its name. */
bool tally_area_has_pack(const struct tally *tally, const char *area);

/* The pages that are counted, in the form's order. */
size_t tally_measure_count(const struct tally *tally);
const struct form_page *tally_measure(const struct tally *tally, size_t measure);

/* How many families answered a page, and how many with one of its categories (form_category); in an
 * area, or `area` NULL: in the county. Areas only of pages that are counted by area. */
const struct disclosure_figure *tally_answered(const struct tally *tally, size_t measure,
    const char *area);
const struct disclosure_figure *tally_category(const struct tally *tally, size_t measure,
    size_t category, const char *area);

/* The true counts, [[key,count]...], for the event of the edition (FORMATS 17.4): new reference. */
json_t *tally_figures(const struct tally *tally);

#endif
