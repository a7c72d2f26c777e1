/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/stats.h"

#include <string.h>

#include "desk/pack/statistics.h"
#include "desk/pack/tables.h"
#include "front/columns.h"
#include "front/terminal.h"

/*
 * A table's rows: a label, and what stands beside it. Those of several figures have short heads,
 * explained above them, and short figures: "few" (fewer than 10) and "-" (not shown).
 */
#define LABEL 42
#define FIGURE 13 /* "fewer than 10" */
#define BAR 20
#define SHORT_LABEL 28
#define SHORT_FIGURE 9
#define GAP 2
#define BAR_WHOLE 1000 /* document_bar_length */

#define NOTE "few: fewer than 10; -: not shown"

/* Adds a text up to a column, from column `from` on; its rows below the first start at column
 * `below`. Returns the column behind it. */
static size_t
add_rows(struct buffer *out, const char *text, size_t from, size_t below, size_t columns)
{
	size_t left = strlen(text), bytes, next;

	for (;;) {
		bytes = columns_row(text, left, columns - from, &next);
		buffer_append(out, text, bytes);
		if (next >= left)
			return from + columns_of(text, bytes);
		text += next;
		left -= next;
		buffer_format(out, "\n%*s", (int)below, "");
		from = below;
	}
}

/* Adds a label, and blanks up to what stands beside it. */
static void
add_label(struct buffer *out, const char *label, size_t columns)
{
	size_t used;

	buffer_append_text(out, "  ");
	used = add_rows(out, label, 2, 4, columns);
	buffer_format(out, "%*s", (int)(columns > used ? columns - used : 0), "");
}

/* Right-aligned. */
static void
add_cell(struct buffer *out, const char *text, size_t columns)
{
	size_t width = columns_of(text, strlen(text));

	buffer_format(out, "%*s%s", (int)(GAP + (columns > width ? columns - width : 0)), "", text);
}

static void
add_bar(struct buffer *out, unsigned length)
{
	size_t marks = ((size_t)length * BAR + BAR_WHOLE - 1) / BAR_WHOLE;

	buffer_append_text(out, length > 0 ? "  " : "");
	for (size_t i = 0; i < marks; i++)
		buffer_append_byte(out, '#');
}

static const char *
short_figure(const struct document_cell *cell, char room[DOCUMENT_FIGURE_SIZE])
{
	if (cell->text == NULL && cell->state == DISCLOSURE_FEW)
		return "few";
	if (cell->text == NULL && cell->state == DISCLOSURE_HIDDEN)
		return "-";
	return document_cell_shown(cell, room);
}

/* The heads of a table of several figures: letters, and what they stand for. */
static void
add_heads(struct buffer *out, const struct document_table *table)
{
	char letter[2] = "a";

	for (size_t i = 1; i < table->columns; i++, letter[0]++) {
		buffer_format(out, "  %s: ", letter);
		(void)add_rows(out, table->titles[i], 5, 5, STATS_COLUMNS);
		buffer_append_byte(out, '\n');
	}
	buffer_append_text(out, "  " NOTE "\n");
	buffer_format(out, "%*s", SHORT_LABEL, "");
	letter[0] = 'a';
	for (size_t i = 1; i < table->columns; i++, letter[0]++)
		add_cell(out, letter, SHORT_FIGURE - GAP);
	buffer_append_byte(out, '\n');
}

static void
add_table(struct buffer *out, const struct document_table *table)
{
	bool several = table->columns > 3;

	buffer_append_byte(out, '\n');
	(void)add_rows(out, table->caption, 0, 0, STATS_COLUMNS);
	buffer_append_byte(out, '\n');
	if (several)
		add_heads(out, table);
	for (size_t i = 0; i < table->cell_count; i += table->columns) {
		const struct document_cell *row = &table->cells[i];
		char room[DOCUMENT_FIGURE_SIZE];

		add_label(out, document_cell_shown(&row[0], room), several ? SHORT_LABEL : LABEL);
		for (size_t j = 1; j < table->columns; j++)
			add_cell(out, several ? short_figure(&row[j], room) :
			    document_cell_shown(&row[j], room),
			    several ? SHORT_FIGURE - GAP : j == 1 ? FIGURE : 4);
		if (table->bars)
			add_bar(out, document_bar_length(table, i / table->columns));
		buffer_append_byte(out, '\n');
	}
}

static struct document *
document_of(const struct tally *tally, const char *title, int32_t day)
{
	struct document *document;

	document_new(&document, title, "en-GB", day);
	tables_write(document, tally);
	return document;
}

void
stats_text(const struct tally *tally, struct buffer *out)
{
	struct document *document = document_of(tally, "", 0);

	for (size_t i = 0; i < document->block_count; i++) {
		const struct document_block *block = &document->blocks[i];

		if (block->table != NULL) {
			add_table(out, block->table);
			continue;
		}
		buffer_append_text(out, i == 0 ? "" : "\n");
		(void)add_rows(out, block->text, 0, 0, STATS_COLUMNS);
		buffer_append_byte(out, '\n');
	}
	document_free(&document);
}

void
stats_print(const struct tally *tally)
{
	struct buffer text = BUFFER_INIT;

	stats_text(tally, &text);
	terminal_print_bytes(text.data, text.length);
	buffer_free(&text);
}

void
stats_json(const struct tally *tally, const char *title, int32_t day, struct buffer *out)
{
	struct document *document = document_of(tally, title, day);

	statistics_json(document, out);
	document_free(&document);
}
