/* SPDX-License-Identifier: ISC */
/*
 * What one screen shows: rows of clean text, and where the cursor stands. Made anew for each
 * picture; screen.h sends what has changed. Pure. Main thread.
 */
#ifndef TESTIMONY_CANVAS_H
#define TESTIMONY_CANVAS_H

#include <stddef.h>

#include "common/buffer.h"

struct canvas {
	size_t columns;         /* of a row; at least 1 */
	size_t count;           /* rows so far */
	size_t cursor_row, cursor_column;
	struct buffer *rows;    /* each clean, at most `columns` wide, no LF, no TAB */
	size_t capacity;
};

void canvas_init(struct canvas *canvas, size_t columns);
/* Wipes and forgets the rows; the cursor goes to the start. */
void canvas_clear(struct canvas *canvas);
void canvas_free(struct canvas *canvas);

/* Adds one row of clean text; what is over the canvas's columns is cut. */
void canvas_row(struct canvas *canvas, const char *text, size_t length);

/* Adds any text (from outside, too): cleaned, TABs as spaces, its lines broken at spaces; each row
 * after `indent` spaces, rows after a line's first after `hang` more. Empty lines stay; a LF at
 * the end starts no further line, and "" is no line at all. */
void canvas_text(struct canvas *canvas, const char *text, size_t indent, size_t hang);

/* Adds all rows of another canvas from `first`, at most `most`. Columns must be equal. The cursor
 * stays where it is. */
void canvas_copy(struct canvas *canvas, const struct canvas *from, size_t first, size_t most);

#endif
