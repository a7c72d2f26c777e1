/* SPDX-License-Identifier: ISC */
/*
 * How wide text is on a terminal, and where to break it. All text here is clean (clean.h) UTF-8
 * on one line: no LF, no TAB, unless it says otherwise. Pure. Any thread.
 *
 * Terminals differ about joined pictures, the emoji style and spacing marks (Devanagari's, say),
 * so a width here is the most that one of them takes: utf8proc's width of each code point, 1 for
 * spacing marks (Mc), and 2 for what has the emoji style (U+FE0F). A row that fits here fits
 * everywhere.
 */
#ifndef TESTIMONY_COLUMNS_H
#define TESTIMONY_COLUMNS_H

#include <stddef.h>

#include "common/buffer.h"

#define COLUMNS_TAB 8
/* Bytes of a whole character: the longest that people write, a family of four with skin tones,
 * has 41. What goes on for longer (a joke, or an attack) is several. */
#define COLUMNS_CHARACTER_MOST 64

/* Columns that `length` bytes take. */
size_t columns_of(const char *text, size_t length);

/* How many bytes the whole character at the start has (a letter with its marks, a flag, joined
 * pictures: UAX 29, and any mark or joined character besides), and in *width (unless NULL) its
 * columns. `length` is at least 1. Text that is not clean is fine, too, but has no width. */
size_t columns_character(const char *text, size_t length, size_t *width);

/* Where the last whole character that starts before `at` (1 to `length`) starts. Text that is not
 * clean is fine, too. Looks no further back than it must: a few characters. */
size_t columns_before(const char *text, size_t length, size_t at);

/* How many bytes make as many whole characters as fit, from the start. */
size_t columns_cut(const char *text, size_t length, size_t columns);

/* How many bytes make the next row of at most `columns` columns (1 at least): up to a space
 * where there is one, else as many whole characters (with their marks; one at least) as fit.
 * *next: where the row after it starts, past the one space at which it was broken. At the end of
 * the text both are `length`. What a row starts with, be it spaces, is no place to break it. */
size_t columns_row(const char *text, size_t length, size_t columns, size_t *next);

/* The same for the first row of an item, whose mark ("- ", "12. ") takes `hang` columns: not
 * broken within the mark nor right after it, since the rows below start there. */
size_t columns_first_row(const char *text, size_t length, size_t columns, size_t hang,
    size_t *next);

/* Adds the text with TABs as spaces up to the next multiple of 8, counted from `column`. */
void columns_expand(struct buffer *out, const char *text, size_t length, size_t column);

#endif
