/* SPDX-License-Identifier: ISC */
/*
 * The tables of an edition, as every pack of it prints them: how many families told, by area; for
 * the county what they answered to each page that is counted (with the share where one answer was
 * to be given, and bars where several were); and by area the few that are counted so. Figures and
 * shares are those that tally.h lets be printed. Any thread.
 */
#ifndef TESTIMONY_TABLES_H
#define TESTIMONY_TABLES_H

#include "desk/pack/document.h"
#include "desk/tally.h"

#define TABLES_LANGUAGE "en" /* of the form's texts in packs */

/* Adds all of it, beginning with a heading of level 1. */
void tables_write(struct document *document, const struct tally *tally);

/* Adds a figure as it stands in a sentence: "1,040", "fewer than 10", "not shown". */
void tables_figure(struct buffer *out, const struct disclosure_figure *figure);

#endif
