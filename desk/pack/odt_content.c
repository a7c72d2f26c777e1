/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "desk/pack/markup.h"
#include "desk/pack/odt_inside.h"
#include "front/columns.h"

#define COLUMN_CHARACTER 19 /* tenths of a millimetre, in a table */
#define COLUMN_LEAST 6 /* characters that a column is given room for */
#define COLUMN_MOST 36
#define COLUMN_WHOLE 13 /* "fewer than 10" is not broken */
#define COLUMN_PADDING 2
#define COLUMN_BOLD 1 /* what a word of a head is wider */
#define ROWS_WHOLE 15 /* a table of up to so many is not broken between two pages */
#define GRID(name, more) \
	"<style:style style:name=\"" name "\" style:family=\"table\"><style:table-properties " \
	"style:width=\"17cm\" table:align=\"margins\" fo:margin-bottom=\"0.4cm\"" more "/>" \
	"</style:style>\n"
#define CHART_LABELS 780 /* tenths of a millimetre */
#define CHART_FIGURES 300
#define BAR_WIDTH (ODT_WIDTH - CHART_LABELS - CHART_FIGURES - 2 * ODT_PADDING)

/* Tenths of a millimetre as centimetres: "1.25cm". */
static void
odt_length(struct buffer *out, unsigned tenths)
{
	buffer_format(out, "%u.%02ucm", tenths / 100, tenths % 100);
}

void
odt_language(struct buffer *out, const char *tag)
{
	size_t first = strcspn(tag, "-"), length;
	const char *at = tag + first, *country = "none";

	/* The region is the first part of two characters after the language (RFC 5646, 2.1: a
	 * script has four, and behind a part of one the order is another). */
	for (; *at == '-'; at += length) {
		length = strcspn(++at, "-");
		if (length == 1)
			break;
		if (length == 2) {
			country = at;
			break;
		}
	}
	buffer_format(out, " fo:language=\"%.*s\" fo:country=\"%.*s\"", (int)first, tag,
	    (int)strcspn(country, "-"), country);
}

void
odt_line(struct buffer *out, const char *text, size_t length)
{
	size_t at = 0, run;

	while (at < length) {
		for (run = at; run < length && text[run] != ' ' && text[run] != '\t'; run++)
			;
		markup_text(out, text + at, run - at);
		at = run;
		if (at == length)
			break;
		if (text[at] == '\t') {
			buffer_append_text(out, "<text:tab/>");
			at++;
			continue;
		}
		while (run < length && text[run] == ' ')
			run++;
		/* One between words is itself. */
		if (at > 0 && text[at - 1] != '\t' && run < length) {
			buffer_append_byte(out, ' ');
			at++;
		}
		if (run > at)
			buffer_format(out, "<text:s text:c=\"%zu\"/>", run - at);
		at = run;
	}
}

static void
odt_paragraph(struct buffer *out, const char *style, const char *text, size_t length)
{
	buffer_format(out, "<text:p text:style-name=\"%s\">", style);
	odt_line(out, text, length);
	buffer_append_text(out, "</text:p>\n");
}

static void
odt_paragraphs(struct buffer *out, const char *style, const char *text)
{
	const char *line;
	size_t length;

	if (!document_line(&text, &line, &length)) {
		odt_paragraph(out, style, "", 0); /* nothing was said: its number stays */
		return;
	}
	do
		odt_paragraph(out, style, line, length);
	while (document_line(&text, &line, &length));
}

/* Its last paragraph stays on the page of the line that says where it may be repeated. */
static void
odt_quotation(struct buffer *out, const struct document_block *block, size_t i)
{
	const char *at = block->text, *line, *next;
	size_t length, next_length;
	bool more = document_line(&at, &line, &length);

	while (more) {
		more = document_line(&at, &next, &next_length);
		buffer_format(out, "<text:p text:style-name=\"%s\">",
		    more ? "Quotations" : "Quotation_20_end");
		if (block->language != NULL)
			buffer_format(out, "<text:span text:style-name=\"Language%zu\">", i);
		odt_line(out, line, length);
		buffer_append_text(out, block->language == NULL ? "</text:p>\n" :
		    "</text:span></text:p>\n");
		line = next;
		length = next_length;
	}
	odt_paragraph(out, "Quotation_20_source", block->source, strlen(block->source));
}

/* What a column has room for, in characters: first so much that neither a word nor what is short (a
 * figure, a day) is broken, then that its cells take one line, then that its head does. */
#define COLUMN_NEEDS 3
struct odt_column {
	size_t needs[COLUMN_NEEDS];
};

static void
odt_need(struct odt_column *column, const char *text, bool head)
{
	size_t bold = head ? COLUMN_BOLD : 0, whole = columns_of(text, strlen(text)) + bold;
	size_t *line = &column->needs[head ? 2 : 1], length, columns;

	*line = whole > *line ? whole : *line;
	if (whole <= COLUMN_WHOLE && !head) {
		column->needs[0] = whole > column->needs[0] ? whole : column->needs[0];
		return;
	}
	for (; *text != '\0'; text += length) {
		text += strspn(text, " ");
		length = strcspn(text, " ");
		columns = columns_of(text, length) + bold;
		column->needs[0] = columns > column->needs[0] ? columns : column->needs[0];
	}
}

static void
odt_needs(const struct document_table *table, size_t i, struct odt_column *column)
{
	char room[DOCUMENT_FIGURE_SIZE];
	size_t least = COLUMN_LEAST;

	*column = (struct odt_column){ .needs = { COLUMN_LEAST } };
	odt_need(column, table->titles[i], true);
	for (size_t cell = i; cell < table->cell_count; cell += table->columns)
		odt_need(column, document_cell_shown(&table->cells[cell], room), false);
	for (size_t need = 0; need < COLUMN_NEEDS; need++) {
		size_t *at = &column->needs[need];

		*at = *at > COLUMN_MOST ? COLUMN_MOST : *at;
		*at = *at < least ? least : *at;
		least = *at;
		*at += COLUMN_PADDING;
	}
}

/* How wide the columns of a table are, together `ODT_WIDTH`: where not all needs can be met, all
 * columns get the same part of what they need more. */
static void
odt_widths(const struct document_table *table, unsigned widths[DOCUMENT_COLUMNS_MOST + 1])
{
	struct odt_column columns[DOCUMENT_COLUMNS_MOST];
	size_t had[DOCUMENT_COLUMNS_MOST] = { 0 }, room = ODT_WIDTH, used = 0;

	if (table->bars) {
		widths[0] = CHART_LABELS;
		widths[1] = CHART_FIGURES;
		widths[2] = ODT_WIDTH - CHART_LABELS - CHART_FIGURES;
		return;
	}
	for (size_t i = 0; i < table->columns; i++)
		odt_needs(table, i, &columns[i]);
	for (size_t need = 0; need < COLUMN_NEEDS; need++) {
		size_t more[DOCUMENT_COLUMNS_MOST], sum = 0;

		for (size_t i = 0; i < table->columns; i++) {
			more[i] = COLUMN_CHARACTER * (columns[i].needs[need] -
			    (need == 0 ? 0 : columns[i].needs[need - 1]));
			sum += more[i];
		}
		for (size_t i = 0; i < table->columns && sum > 0; i++)
			had[i] += sum <= room ? more[i] : more[i] * room / sum;
		room -= sum <= room ? sum : room;
	}
	for (size_t i = 0; i < table->columns; i++) {
		widths[i] = (unsigned)(i + 1 == table->columns ? ODT_WIDTH - used :
		    had[i] + room / table->columns);
		used += widths[i];
	}
}

/* The columns of a table, and how far each bar stays from its cell's end. */
static void
odt_table_styles(struct buffer *out, const struct document_table *table)
{
	unsigned widths[DOCUMENT_COLUMNS_MOST + 1];
	size_t columns = table->columns + (table->bars ? 1 : 0);

	odt_widths(table, widths);
	for (size_t i = 0; i < columns; i++) {
		buffer_format(out, "<style:style style:name=\"Table%u.%zu\" style:family="
		    "\"table-column\"><style:table-column-properties style:column-width=\"",
		    table->number, i + 1);
		odt_length(out, widths[i]);
		buffer_format(out, "\" style:rel-column-width=\"%u*\"/></style:style>\n",
		    widths[i]);
	}
	for (size_t row = 0; table->bars && row < table->cell_count / table->columns; row++) {
		unsigned length = document_bar_length(table, row);

		if (length == 0)
			continue;
		buffer_format(out, "<style:style style:name=\"Bar%u.%zu\" style:family="
		    "\"paragraph\" style:parent-style-name=\"Table_20_Contents\">"
		    "<style:paragraph-properties fo:background-color=\"#1b4965\" "
		    "fo:margin-right=\"", table->number, row + 1);
		odt_length(out, BAR_WIDTH - BAR_WIDTH * length / 1000);
		buffer_append_text(out, "\"/></style:style>\n");
	}
}

static void
odt_automatic_styles(struct buffer *out, const struct document *document)
{
	buffer_append_text(out, "<office:automatic-styles>\n"
	    GRID("Grid", "") GRID("GridWhole", " style:may-break-between-rows=\"false\"")
	    "<style:style style:name=\"HeadCell\" style:family=\"table-cell\">"
	    "<style:table-cell-properties fo:padding=\"0.15cm\" fo:background-color=\"#e8eef3\" "
	    "style:vertical-align=\"bottom\" fo:border=\"none\" "
	    "fo:border-bottom=\"1pt solid #1b4965\"/></style:style>\n"
	    "<style:style style:name=\"Cell\" style:family=\"table-cell\">"
	    "<style:table-cell-properties fo:padding=\"0.15cm\" style:vertical-align=\"top\" "
	    "fo:border=\"none\" fo:border-bottom=\"0.5pt solid #8a8a8a\"/></style:style>\n");
	for (size_t i = 0; i < document->block_count; i++) {
		const struct document_block *block = &document->blocks[i];

		if (block->table != NULL)
			odt_table_styles(out, block->table);
		if (block->language == NULL)
			continue;
		buffer_format(out, "<style:style style:name=\"Language%zu\" style:family=\"text\">"
		    "<style:text-properties", i);
		odt_language(out, block->language);
		buffer_append_text(out, "/></style:style>\n");
	}
	buffer_append_text(out, "</office:automatic-styles>\n");
}

static void
odt_cell(struct buffer *out, const char *cell, const char *style, const char *text)
{
	buffer_format(out, "<table:table-cell table:style-name=\"%s\" "
	    "office:value-type=\"string\">", cell);
	odt_paragraph(out, style, text, strlen(text));
	buffer_append_text(out, "</table:table-cell>\n");
}

static void
odt_bar(struct buffer *out, const struct document_table *table, size_t row)
{
	buffer_append_text(out, "<table:table-cell table:style-name=\"Cell\" "
	    "office:value-type=\"string\"><text:p text:style-name=\"");
	if (document_bar_length(table, row) > 0)
		buffer_format(out, "Bar%u.%zu", table->number, row + 1);
	else
		buffer_append_text(out, "Table_20_Contents");
	buffer_append_text(out, "\"/></table:table-cell>\n");
}

static void
odt_table(struct buffer *out, const struct document_table *table)
{
	char room[DOCUMENT_FIGURE_SIZE];
	size_t columns = table->columns;

	buffer_format(out, "<text:p text:style-name=\"Caption\">Table %u. ", table->number);
	odt_line(out, table->caption, strlen(table->caption));
	buffer_format(out, "</text:p>\n<table:table table:name=\"Table%u\" "
	    "table:style-name=\"%s\">\n", table->number,
	    table->cell_count / columns <= ROWS_WHOLE ? "GridWhole" : "Grid");
	for (size_t i = 0; i < columns + (table->bars ? 1 : 0); i++)
		buffer_format(out, "<table:table-column table:style-name=\"Table%u.%zu\"/>\n",
		    table->number, i + 1);
	buffer_append_text(out, "<table:table-header-rows><table:table-row>\n");
	for (size_t i = 0; i < columns; i++)
		odt_cell(out, "HeadCell", table->aligns[i] == DOCUMENT_END ?
		    "Table_20_Heading_20_Figures" : "Table_20_Heading", table->titles[i]);
	if (table->bars)
		odt_cell(out, "HeadCell", "Table_20_Heading", "As a bar");
	buffer_append_text(out, "</table:table-row></table:table-header-rows>\n");
	for (size_t row = 0; row < table->cell_count / columns; row++) {
		buffer_append_text(out, "<table:table-row>\n");
		for (size_t i = 0; i < columns; i++)
			odt_cell(out, "Cell", table->aligns[i] == DOCUMENT_END ?
			    "Table_20_Figures" : "Table_20_Contents",
			    document_cell_shown(&table->cells[row * columns + i], room));
		if (table->bars)
			odt_bar(out, table, row);
		buffer_append_text(out, "</table:table-row>\n");
	}
	buffer_append_text(out, "</table:table>\n<text:p text:style-name=\"After_20_table\"/>\n");
}

/* Opens or goes on with a list: all numbered paragraphs are one, whatever stands between. */
static void
odt_item(struct buffer *out, const struct document_block *block, bool begins)
{
	bool numbered = block->kind == DOCUMENT_NUMBERED;

	if (begins && !numbered)
		buffer_append_text(out, "<text:list text:style-name=\"Points\">\n");
	else if (begins && block->number == 1)
		buffer_append_text(out, "<text:list xml:id=\"numbers\" "
		    "text:style-name=\"Numbers\">\n");
	else if (begins)
		buffer_append_text(out, "<text:list text:continue-list=\"numbers\" "
		    "text:style-name=\"Numbers\">\n");
	if (begins && numbered)
		buffer_format(out, "<text:list-item text:start-value=\"%u\">\n", block->number);
	else
		buffer_append_text(out, "<text:list-item>\n");
	odt_paragraphs(out, numbered ? "Numbered" : "Point", block->text);
	buffer_append_text(out, "</text:list-item>\n");
}

static void
odt_block(struct buffer *out, const struct document *document, size_t i)
{
	const struct document_block *block = &document->blocks[i];

	switch (block->kind) {
	case DOCUMENT_HEADING:
		buffer_format(out, "<text:h text:style-name=\"Heading_20_%u\" "
		    "text:outline-level=\"%u\">", block->level, block->level);
		odt_line(out, block->text, strlen(block->text));
		buffer_append_text(out, "</text:h>\n");
		break;
	case DOCUMENT_PLAIN:
		odt_paragraphs(out, "Text_20_body", block->text);
		break;
	case DOCUMENT_NUMBERED:
	case DOCUMENT_BULLET:
		odt_item(out, block, i == 0 || document->blocks[i - 1].kind != block->kind);
		if (i + 1 == document->block_count ||
		    document->blocks[i + 1].kind != block->kind)
			buffer_append_text(out, "</text:list>\n");
		break;
	case DOCUMENT_QUOTATION:
		odt_quotation(out, block, i);
		break;
	case DOCUMENT_TABLE:
		odt_table(out, block->table);
		break;
	}
}

void
odt_content(const struct document *document, struct buffer *out)
{
	char date[DOCUMENT_DATE_SIZE];

	buffer_append_text(out, ODT_XML "<office:document-content " ODT_ROOT ">\n");
	odt_automatic_styles(out, document);
	buffer_append_text(out, "<office:body><office:text>\n");
	odt_paragraph(out, "Title", document->title, strlen(document->title));
	document_date_print(date, document->day);
	odt_paragraph(out, "Subtitle", date, strlen(date));
	for (size_t i = 0; i < document->block_count; i++)
		odt_block(out, document, i);
	buffer_append_text(out, "</office:text></office:body>\n</office:document-content>\n");
}
