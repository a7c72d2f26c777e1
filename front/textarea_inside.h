/* SPDX-License-Identifier: ISC */
/*
 * What the parts of the text area share: textarea.c changes the text and moves the cursor;
 * textarea_draw.c knows in which rows it stands; textarea_layout.c makes the rows of a paragraph.
 *
 * The text is one run of bytes. Beside it are kept its paragraphs (what is between two LFs) with
 * their counts of rows, and the layouts of the few that were last looked at. A layout is made of
 * what is shown of a paragraph: its text as clean.h shows it, with TABs as spaces.
 */
#ifndef TESTIMONY_TEXTAREA_INSIDE_H
#define TESTIMONY_TEXTAREA_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "front/textarea.h"

/* Those of the cursor and of the window's two ends may be long; one to spare. */
#define TEXTAREA_LAYOUTS 4
#define TEXTAREA_WIDTH 79 /* before it is shown for the first time */

struct textarea_paragraph {
	uint32_t length; /* bytes, without its LF */
	uint32_t rows;   /* at the text area's width; 0: not counted yet */
};

/* A place where what is shown is not what was written. */
struct textarea_change {
	uint32_t at, length;             /* in the paragraph */
	uint32_t shown_at, shown_length; /* in what is shown */
};

struct textarea_row {
	uint32_t start, end; /* in what is shown */
};

struct textarea_layout {
	size_t at, length;   /* the paragraph, in the text */
	uint64_t used;       /* when; 0: holds nothing */
	struct buffer shown;
	struct textarea_change *changes;
	size_t change_count, change_capacity;
	struct textarea_row *rows;
	size_t row_count, row_capacity;
};

/* The paragraph of `length` bytes at `at` in the text, in rows of at most `width` columns (unless
 * one character is wider). */
void textarea_layout_make(struct textarea_layout *layout, const char *text, size_t at,
    size_t length, size_t width);
void textarea_layout_free(struct textarea_layout *layout);

/* From an offset of the paragraph (where a whole character starts) to one of what is shown. */
size_t textarea_layout_to_shown(const struct textarea_layout *layout, size_t offset);
/* And back; from inside of a change to its start, or `down` to its end. */
size_t textarea_layout_to_text(const struct textarea_layout *layout, size_t shown, bool down);

struct textarea {
	struct buffer text;
	bool single;
	size_t cursor;       /* always where a whole character starts, or at the end */
	size_t column;       /* where Up and Down want to stay */
	bool column_kept;

	struct textarea_paragraph *paragraphs;
	size_t paragraph_count, paragraph_capacity;
	size_t width;        /* columns of text in a row */
	size_t top;          /* the first row that is shown */
	size_t page;         /* rows that were shown */
	struct textarea_layout layouts[TEXTAREA_LAYOUTS];
	struct textarea_layout counting;
	uint64_t clock;      /* for `used` */
};

/* Where something is, in rows. */
struct textarea_place {
	size_t paragraph;
	size_t row;          /* of the whole text */
	const struct textarea_layout *layout; /* of the paragraph, until the text changes */
	size_t layout_row;   /* of the layout */
	size_t shown;        /* where it is in what is shown */
};

/* The text has changed: `removed` bytes at `at` were replaced by `inserted` ones, which stand there
 * now. */
void textarea_changed(struct textarea *textarea, size_t at, size_t removed, size_t inserted);
void textarea_forget(struct textarea *textarea); /* frees paragraphs and layouts */

/* Where a byte offset is shown. */
void textarea_place(struct textarea *textarea, size_t offset, struct textarea_place *place);

/* The same of the beginning of a row (the last one where there are fewer). */
void textarea_place_row(struct textarea *textarea, size_t row, struct textarea_place *place);

/* The byte offset at a column of a place's row, or the nearest before it; `down`: after it, where
 * a character has begun on an earlier row. SIZE_MAX: the row's end. */
size_t textarea_at_column(const struct textarea_place *place, size_t column, bool down);

/* The column of a place. */
size_t textarea_column(const struct textarea_place *place);

#endif
