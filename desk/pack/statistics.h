/* SPDX-License-Identifier: ISC */
/*
 * The figures of a pack for machines: every table and chart of a document, and nothing that it does
 * not print. So all files of a pack, and all packs of an edition, have the same figures, and there
 * is nothing to subtract. Any thread.
 */
#ifndef TESTIMONY_STATISTICS_H
#define TESTIMONY_STATISTICS_H

#include "desk/pack/document.h"

#define STATISTICS_FORMAT "testimony-statistics-1"

/* Adds statistics.csv: a row for each cell of the tables (csv.h). A figure that is not shown has an
 * empty cell under Figure; As printed says why. */
void statistics_csv(const struct document *document, struct buffer *out);

/* Adds statistics.json: {"format","title","language","date","tables":[{"number","title",
 * "columns":[…],"rows":[[CELL…]…]}]}, LF. CELL is {"text"}, {"figure"}, {"fewer_than":10} or
 * {"not_shown":true}. */
void statistics_json(const struct document *document, struct buffer *out);

#endif
