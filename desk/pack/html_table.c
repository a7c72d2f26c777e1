/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "desk/pack/html_inside.h"
#include "desk/pack/markup.h"
#include "front/columns.h"

#define WORD_LONG 20      /* characters: a longer word may be broken, so that a table fits */
#define WIDE_COLUMNS 4    /* from here on a table may have to be moved sideways on a phone */

/* A chart, in pixels; only lengths of bars grow with the page, so letters are never too small. */
#define LABEL_COLUMNS 34
#define LINE_HEIGHT 19
#define BAR_HEIGHT 15
#define BAR_GAP 13
#define BAR_PERCENT 78 /* of the width for the longest; its figure stands behind it */

static bool
html_has_long_word(const char *text)
{
	while (*text != '\0') {
		size_t length = strcspn(text, " ");

		if (columns_of(text, length) > WORD_LONG)
			return true;
		text += length;
		text += strspn(text, " ");
	}
	return false;
}

/* `head`: "col", "row", or NULL for a cell. `figure`: it is one, and in one piece. */
static void
html_cell(struct buffer *out, const char *head, enum document_align align, bool figure,
    const char *text)
{
	bool is_long = html_has_long_word(text);

	buffer_append_text(out, head == NULL ? "<td" : "<th");
	if (head != NULL)
		buffer_format(out, " scope=\"%s\"", head);
	buffer_format(out, " class=\"%s%s%s\"", align == DOCUMENT_END ? "end" : "start",
	    figure ? " figure" : "", is_long ? " long" : "");
	buffer_append_byte(out, '>');
	markup_text(out, text, strlen(text));
	buffer_append_text(out, head == NULL ? "</td>\n" : "</th>\n");
}

void
html_table(const struct document_table *table, struct buffer *out)
{
	char room[DOCUMENT_FIGURE_SIZE];
	bool wide = table->columns >= WIDE_COLUMNS;

	/* Who has no mouse must be able to move it, too. */
	if (wide)
		buffer_format(out, "<div class=\"wide\" role=\"region\" "
		    "aria-labelledby=\"table-%u\" tabindex=\"0\">\n", table->number);
	buffer_format(out, "<table>\n<caption id=\"table-%u\">Table %u. ", table->number,
	    table->number);
	markup_text(out, table->caption, strlen(table->caption));
	buffer_append_text(out, "</caption>\n<thead>\n<tr>\n");
	for (size_t i = 0; i < table->columns; i++)
		html_cell(out, "col", table->aligns[i], false, table->titles[i]);
	buffer_append_text(out, "</tr>\n</thead>\n<tbody>\n");
	for (size_t i = 0; i < table->cell_count; i++) {
		size_t column = i % table->columns;

		if (column == 0)
			buffer_append_text(out, "<tr>\n");
		html_cell(out, column == 0 ? "row" : NULL, table->aligns[column],
		    table->cells[i].text == NULL, document_cell_shown(&table->cells[i], room));
		if (column + 1 == table->columns)
			buffer_append_text(out, "</tr>\n");
	}
	buffer_append_text(out, "</tbody>\n</table>\n");
	if (wide)
		buffer_append_text(out, "</div>\n");
}

/* The label of a bar, in rows; returns where the next thing may stand. */
static unsigned
html_chart_label(struct buffer *out, const char *label, unsigned y)
{
	size_t length = strlen(label), next;

	do {
		size_t bytes = columns_row(label, length, LABEL_COLUMNS, &next);

		buffer_format(out, "<text x=\"0\" y=\"%u\">", y + LINE_HEIGHT - 5);
		markup_text(out, label, bytes);
		buffer_append_text(out, "</text>\n");
		y += LINE_HEIGHT;
		label += next;
		length -= next;
	} while (length > 0);
	return y;
}

static void
html_chart_bar(struct buffer *out, unsigned length, const char *figure, unsigned y)
{
	unsigned percent = length * BAR_PERCENT; /* thousandths of a percent, times 100 */

	buffer_format(out, "<rect x=\"0\" y=\"%u\" width=\"%u.%02u%%\" height=\"%d\"/>\n"
	    "<text x=\"%u.%02u%%\" dx=\"%d\" y=\"%u\">%s</text>\n", y, percent / 1000,
	    percent % 1000 / 10, BAR_HEIGHT, percent / 1000, percent % 1000 / 10,
	    length == 0 ? 0 : 6, y + BAR_HEIGHT - 3, figure);
}

void
html_chart(const struct document_table *table, struct buffer *out)
{
	struct buffer bars = BUFFER_INIT;
	char figure[DOCUMENT_FIGURE_SIZE];
	size_t rows = table->cell_count / table->columns;
	unsigned y = 0;

	buffer_append_text(&bars, "");
	for (size_t row = 0; row < rows; row++) {
		const struct document_cell *cells = &table->cells[row * table->columns];

		y = html_chart_label(&bars, cells[0].text, y);
		html_chart_bar(&bars, document_bar_length(table, row),
		    document_cell_shown(&cells[1], figure), y);
		y += BAR_HEIGHT + BAR_GAP;
	}
	buffer_format(out, "<svg role=\"img\" aria-labelledby=\"chart-%u-title chart-%u-text\" "
	    "width=\"100%%\" height=\"%u\">\n<title id=\"chart-%u-title\">Bar chart: ",
	    table->number, table->number, y, table->number);
	markup_text(out, table->caption, strlen(table->caption));
	buffer_format(out, "</title>\n<desc id=\"chart-%u-text\">", table->number);
	for (size_t row = 0; row < rows; row++) {
		const struct document_cell *cells = &table->cells[row * table->columns];

		markup_text(out, cells[0].text, strlen(cells[0].text));
		buffer_format(out, ": %s%s", document_cell_shown(&cells[1], figure),
		    row + 1 < rows ? "; " : ".");
	}
	buffer_append_text(out, "</desc>\n");
	buffer_append(out, bars.data, bars.length);
	buffer_append_text(out, "</svg>\n");
	buffer_free(&bars);
}
