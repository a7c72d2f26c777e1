/* SPDX-License-Identifier: ISC */
/*
 * How wide text is on a terminal, and where to break it. All text here is clean (clean.h) UTF-8
 * on one line: no LF, no TAB. Widths are utf8proc's: 2 for wide characters and pictures, 0 for
 * marks. Pure. Any thread.
 */
#ifndef TESTIMONY_COLUMNS_H
#define TESTIMONY_COLUMNS_H

#include <stddef.h>

/* Columns that `length` bytes take. */
size_t columns_of(const char *text, size_t length);

/* How many bytes make the next row of at most `columns` columns (1 at least): up to a space
 * where there is one, else as many whole characters (with their marks; one at least) as fit.
 * *next: where the row after it starts, past the one space at which it was broken. At the end of
 * the text both are `length`. */
size_t columns_row(const char *text, size_t length, size_t columns, size_t *next);

/* TABs as spaces up to the next multiple of 8, counted from `column`. The caller frees with
 * buffer_free. */
struct buffer;
void columns_expand(struct buffer *out, const char *text, size_t length, size_t column);

#endif
