/* SPDX-License-Identifier: ISC */
/*
 * What a pack says, before it is written as ODT (odt.h), HTML (html.h) or figures (statistics.h):
 * a title, a day, and blocks in their order. All writers print just this, so they all say the same.
 *
 * Texts come in as UTF-8 strings and go through clean.h here: controls, bidi controls and whatever
 * cannot be seen become visible, as <U+202E>, and nothing is dropped, so a reader sees that a text
 * was not what it looked like. In what is one line (titles, headings, bullets, cells) LF and TAB
 * become a space. True counts do not come in: of a figure only what disclosure.h lets be printed is
 * kept. The writers' own words are English: packs go to Westminster.
 *
 * All of it is plaintext memory (secret.h). Wrong use (a table's row cut short, a level of 0) stops
 * the program. One thread for each document.
 */
#ifndef TESTIMONY_DOCUMENT_H
#define TESTIMONY_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "desk/disclosure.h"

#define DOCUMENT_LEVELS 3
#define DOCUMENT_COLUMNS_MOST 8
#define DOCUMENT_DATE_SIZE 24   /* "22 November 2026" and its NUL */
#define DOCUMENT_FIGURE_SIZE 32 /* "1,040", "fewer than 10" */

enum document_kind {
	DOCUMENT_HEADING,
	DOCUMENT_PLAIN,     /* a paragraph without a number: who to ask, for one */
	DOCUMENT_NUMBERED,  /* a paragraph with one, as Parliament asks */
	DOCUMENT_BULLET,
	DOCUMENT_QUOTATION,
	DOCUMENT_TABLE,     /* and charts */
};

enum document_align { DOCUMENT_START, DOCUMENT_END };

struct document_column {
	const char *title;
	enum document_align align;
};

struct document_cell {
	char *text; /* NULL: a figure */
	enum disclosure_state state;
	int64_t published;
};

struct document_table {
	unsigned number; /* 1 is the first of the document */
	char *caption;
	bool bars; /* a chart: rows of a text and a figure */
	size_t columns;
	char *titles[DOCUMENT_COLUMNS_MOST];
	enum document_align aligns[DOCUMENT_COLUMNS_MOST];
	struct document_cell *cells; /* row by row */
	size_t cell_count;
};

struct document_block {
	enum document_kind kind;
	unsigned level;  /* of a heading: 1 to DOCUMENT_LEVELS */
	unsigned number; /* of a numbered paragraph: 1 is the first of the document */
	char *text;      /* of a paragraph and a quotation: may have LF and TAB */
	char *source;    /* of a quotation */
	char *language;  /* of a quotation; NULL: the document's */
	struct document_table *table;
};

struct document {
	char *title, *language;
	int32_t day;
	struct document_block *blocks;
	size_t block_count;
	unsigned paragraphs, tables;
};

/* `language`: a BCP 47 tag; what is none becomes "und". `day`: the edition's. */
void document_new(struct document **document, const char *title, const char *language,
    int32_t day);
void document_free(struct document **document);

void document_heading(struct document *document, unsigned level, const char *text);
void document_plain(struct document *document, const char *text);
unsigned document_numbered(struct document *document, const char *text); /* its number */
void document_bullet(struct document *document, const char *text);

/* A family's words. `source`: where they may be repeated. `language` as above; NULL: the
 * document's. */
void document_quotation(struct document *document, const char *text, const char *language,
    const char *source);

/* A table, to be filled row by row, cell by cell, before anything else is added; without a row it
 * may stay. Returns its number. */
unsigned document_table(struct document *document, const char *caption,
    const struct document_column *columns, size_t count);
void document_cell_text(struct document *document, const char *text);
/* Of a figure that disclosure_apply has been through: one that is withheld, or shown and not
 * rounded, stops the program. */
void document_cell_figure(struct document *document, const struct disclosure_figure *figure);

/* A table of two columns that is drawn, too; filled with bars. */
unsigned document_chart(struct document *document, const char *caption, const char *labels,
    const char *figures);
void document_bar(struct document *document, const char *label,
    const struct disclosure_figure *figure);

/* How long a cell's bar is, in thousandths of the longest of its table; 0 where its figure is not
 * shown: a bar would give it back. */
unsigned document_bar_length(const struct document_table *table, size_t row);

/* A figure as it is printed: "1,040", "fewer than 10", "not shown". */
void document_figure_print(char text[DOCUMENT_FIGURE_SIZE], const struct document_cell *cell);
/* A cell's text, or its figure printed into `room`. */
const char *document_cell_shown(const struct document_cell *cell,
    char room[DOCUMENT_FIGURE_SIZE]);

/* "22 November 2026" */
void document_date_print(char text[DOCUMENT_DATE_SIZE], int32_t day);

/* The next line of a paragraph that has more than blanks: false at the end. Start with *at at the
 * text; *line and *length are one line without its LF. */
bool document_line(const char **at, const char **line, size_t *length);

/* How many words a reader reads: Parliament asks for at most 3,000. */
size_t document_words(const struct document *document);

#endif
