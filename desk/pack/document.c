/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pack/document.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/campaign.h"
#include "common/clean.h"
#include "common/error.h"
#include "common/form.h"
#include "common/secret.h"

#define LANGUAGE_UNKNOWN "und" /* ISO 639-2: undetermined */
#define BAR_LONGEST 1000

/* A cleaned copy. */
static char *
document_copy(const char *text, bool lines)
{
	struct buffer clean = BUFFER_INIT;
	char *copy;

	clean_text(&clean, text, strlen(text));
	copy = secret_allocate(clean.length + 1);
	memcpy(copy, clean.data, clean.length + 1);
	for (char *at = copy; !lines && *at != '\0'; at++)
		if (*at == '\n' || *at == '\t')
			*at = ' ';
	buffer_free(&clean);
	return copy;
}

static char *
document_language(const char *tag)
{
	return document_copy(form_language_is_good(tag) ? tag : LANGUAGE_UNKNOWN, false);
}

void
document_new(struct document **document, const char *title, const char *language, int32_t day)
{
	if (day < 0 || day > DAY_MOST)
		error_bug("an edition's day is out of range");
	*document = secret_allocate(sizeof **document);
	**document = (struct document){ .day = day };
	(*document)->title = document_copy(title, false);
	(*document)->language = document_language(language);
}

static void
document_table_free(struct document_table *table)
{
	if (table == NULL)
		return;
	for (size_t i = 0; i < table->cell_count; i++)
		secret_release(table->cells[i].text);
	for (size_t i = 0; i < table->columns; i++)
		secret_release(table->titles[i]);
	secret_release(table->cells);
	secret_release(table->caption);
	secret_release(table);
}

void
document_free(struct document **document)
{
	if (document == NULL || *document == NULL)
		return;
	for (size_t i = 0; i < (*document)->block_count; i++) {
		struct document_block *block = &(*document)->blocks[i];

		secret_release(block->text);
		secret_release(block->source);
		secret_release(block->language);
		document_table_free(block->table);
	}
	secret_release((*document)->blocks);
	secret_release((*document)->title);
	secret_release((*document)->language);
	secret_release(*document);
	*document = NULL;
}

/* Room doubles, so that a long document is not copied for each block. */
static bool
document_is_full(size_t count)
{
	return (count & (count - 1)) == 0;
}

static struct document_block *
document_add(struct document *document, enum document_kind kind)
{
	struct document_block *block;
	size_t count = document->block_count;

	if (count > 0) {
		const struct document_table *table = document->blocks[count - 1].table;

		if (table != NULL && table->cell_count % table->columns != 0)
			error_bug("a row of a table was cut short");
	}
	if (document_is_full(count))
		document->blocks = secret_reallocate(document->blocks,
		    (count == 0 ? 1 : 2 * count) * sizeof *document->blocks);
	block = &document->blocks[document->block_count++];
	*block = (struct document_block){ .kind = kind };
	return block;
}

void
document_heading(struct document *document, unsigned level, const char *text)
{
	struct document_block *block = document_add(document, DOCUMENT_HEADING);

	if (level < 1 || level > DOCUMENT_LEVELS)
		error_bug("a heading has no such level");
	block->level = level;
	block->text = document_copy(text, false);
}

void
document_plain(struct document *document, const char *text)
{
	document_add(document, DOCUMENT_PLAIN)->text = document_copy(text, true);
}

unsigned
document_numbered(struct document *document, const char *text)
{
	struct document_block *block = document_add(document, DOCUMENT_NUMBERED);

	block->text = document_copy(text, true);
	block->number = ++document->paragraphs;
	return block->number;
}

void
document_bullet(struct document *document, const char *text)
{
	document_add(document, DOCUMENT_BULLET)->text = document_copy(text, false);
}

void
document_quotation(struct document *document, const char *text, const char *language,
    const char *source)
{
	struct document_block *block = document_add(document, DOCUMENT_QUOTATION);

	block->text = document_copy(text, true);
	block->source = document_copy(source, false);
	if (language != NULL)
		block->language = document_language(language);
}

unsigned
document_table(struct document *document, const char *caption,
    const struct document_column *columns, size_t count)
{
	struct document_table *table;

	if (count < 1 || count > DOCUMENT_COLUMNS_MOST)
		error_bug("a table has too many columns, or none");
	table = secret_allocate(sizeof *table);
	*table = (struct document_table){ .number = ++document->tables, .columns = count };
	table->caption = document_copy(caption, false);
	for (size_t i = 0; i < count; i++) {
		table->titles[i] = document_copy(columns[i].title, false);
		table->aligns[i] = columns[i].align;
	}
	document_add(document, DOCUMENT_TABLE)->table = table;
	return table->number;
}

static struct document_cell *
document_cell(struct document *document)
{
	struct document_table *table = NULL;
	struct document_cell *cell;
	size_t count;

	if (document->block_count > 0)
		table = document->blocks[document->block_count - 1].table;
	if (table == NULL)
		error_bug("a cell without its table");
	count = table->cell_count;
	if (document_is_full(count))
		table->cells = secret_reallocate(table->cells,
		    (count == 0 ? 1 : 2 * count) * sizeof *table->cells);
	cell = &table->cells[table->cell_count++];
	*cell = (struct document_cell){ .text = NULL };
	return cell;
}

void
document_cell_text(struct document *document, const char *text)
{
	document_cell(document)->text = document_copy(text, false);
}

void
document_cell_figure(struct document *document, const struct disclosure_figure *figure)
{
	struct document_cell *cell = document_cell(document);

	if (figure->state == DISCLOSURE_WITHHELD)
		error_bug("a table that is withheld was to be printed");
	cell->state = figure->state;
	if (figure->state != DISCLOSURE_SHOWN)
		return;
	/* The last place where a true count could slip through. */
	if (figure->published < 0 || disclosure_round(figure->published) != figure->published ||
	    (figure->published > 0 && figure->published < DISCLOSURE_FEWEST))
		error_bug("a figure that was not made safe was to be printed");
	cell->published = figure->published;
}

unsigned
document_chart(struct document *document, const char *caption, const char *labels,
    const char *figures)
{
	const struct document_column columns[] = { { labels, DOCUMENT_START },
		{ figures, DOCUMENT_END } };
	unsigned number = document_table(document, caption, columns, 2);

	document->blocks[document->block_count - 1].table->bars = true;
	return number;
}

void
document_bar(struct document *document, const char *label, const struct disclosure_figure *figure)
{
	document_cell_text(document, label);
	document_cell_figure(document, figure);
}

unsigned
document_bar_length(const struct document_table *table, size_t row)
{
	int64_t most = 0;

	for (size_t i = 1; i < table->cell_count; i += table->columns)
		if (table->cells[i].published > most)
			most = table->cells[i].published;
	if (most == 0)
		return 0;
	return (unsigned)(table->cells[row * table->columns + 1].published * BAR_LONGEST / most);
}

void
document_figure_print(char text[DOCUMENT_FIGURE_SIZE], const struct document_cell *cell)
{
	char digits[DOCUMENT_FIGURE_SIZE];
	size_t length, used = 0;

	switch (cell->state) {
	case DISCLOSURE_FEW:
		(void)snprintf(text, DOCUMENT_FIGURE_SIZE, "fewer than %d", DISCLOSURE_FEWEST);
		return;
	case DISCLOSURE_HIDDEN:
		(void)snprintf(text, DOCUMENT_FIGURE_SIZE, "not shown");
		return;
	case DISCLOSURE_WITHHELD:
	case DISCLOSURE_SHOWN:
		break;
	}
	length = (size_t)snprintf(digits, sizeof digits, "%" PRId64, cell->published);
	for (size_t i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			text[used++] = ',';
		text[used++] = digits[i];
	}
	text[used] = '\0';
}

const char *
document_cell_shown(const struct document_cell *cell, char room[DOCUMENT_FIGURE_SIZE])
{
	if (cell->text != NULL)
		return cell->text;
	document_figure_print(room, cell);
	return room;
}

void
document_date_print(char text[DOCUMENT_DATE_SIZE], int32_t day)
{
	static const char *const months[] = { "January", "February", "March", "April", "May",
		"June", "July", "August", "September", "October", "November", "December" };
	char digits[DAY_SIZE]; /* YYYY-MM-DD */
	int month, of_month;

	day_print(digits, day);
	month = (digits[5] - '0') * 10 + digits[6] - '0';
	of_month = (digits[8] - '0') * 10 + digits[9] - '0';
	(void)snprintf(text, DOCUMENT_DATE_SIZE, "%d %s %.4s", of_month, months[month - 1], digits);
}

bool
document_line(const char **at, const char **line, size_t *length)
{
	while (**at != '\0') {
		*line = *at;
		*length = strcspn(*at, "\n");
		*at += *length;
		if (**at == '\n')
			(*at)++;
		if (strspn(*line, " \t") < *length)
			return true;
	}
	return false;
}

static size_t
document_text_words(const char *text)
{
	size_t words = 0;

	while (text != NULL && *(text += strspn(text, " \t\n")) != '\0') {
		text += strcspn(text, " \t\n");
		words++;
	}
	return words;
}

size_t
document_words(const struct document *document)
{
	size_t words = document_text_words(document->title);
	char room[DOCUMENT_FIGURE_SIZE];

	for (size_t i = 0; i < document->block_count; i++) {
		const struct document_block *block = &document->blocks[i];
		const struct document_table *table = block->table;

		words += document_text_words(block->text) + document_text_words(block->source);
		if (table == NULL)
			continue;
		words += document_text_words(table->caption);
		for (size_t column = 0; column < table->columns; column++)
			words += document_text_words(table->titles[column]);
		for (size_t cell = 0; cell < table->cell_count; cell++)
			words += document_text_words(document_cell_shown(&table->cells[cell],
			    room));
	}
	return words;
}
