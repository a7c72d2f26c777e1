/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pack/statistics.h"

#include "common/campaign.h"
#include "common/error.h"
#include "common/json.h"
#include "desk/pack/csv.h"

static void
statistics_csv_cell(struct csv *csv, const struct document_table *table, size_t i)
{
	const struct document_cell *cell = &table->cells[i];
	const struct document_cell *head = &table->cells[i - i % table->columns];
	char room[DOCUMENT_FIGURE_SIZE];

	csv_number(csv, table->number);
	csv_text(csv, table->caption);
	csv_text(csv, document_cell_shown(head, room));
	csv_text(csv, table->titles[i % table->columns]);
	if (cell->text == NULL && cell->state == DISCLOSURE_SHOWN)
		csv_number(csv, cell->published);
	else
		csv_empty(csv);
	csv_text(csv, document_cell_shown(cell, room));
	csv_end_row(csv);
}

void
statistics_csv(const struct document *document, struct buffer *out)
{
	static const char *const titles[] = { "Table", "Title", "Row", "Column", "Figure",
		"As printed" };
	struct csv csv;

	csv_begin(&csv, out);
	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
		csv_text(&csv, titles[i]);
	csv_end_row(&csv);
	for (size_t block = 0; block < document->block_count; block++) {
		const struct document_table *table = document->blocks[block].table;

		/* The first of a row says which it is. */
		for (size_t i = 0; table != NULL && i < table->cell_count; i++)
			if (i % table->columns != 0 || table->columns == 1)
				statistics_csv_cell(&csv, table, i);
	}
}

static void
statistics_set(json_t *object, const char *key, json_t *value)
{
	if (value == NULL || json_object_set_new(object, key, value) != 0)
		error_bug("figures could not be written as JSON");
}

static void
statistics_push(json_t *array, json_t *value)
{
	if (value == NULL || json_array_append_new(array, value) != 0)
		error_bug("figures could not be written as JSON");
}

static json_t *
statistics_cell(const struct document_cell *cell)
{
	json_t *value = json_object();

	if (cell->text != NULL)
		statistics_set(value, "text", json_string(cell->text));
	else if (cell->state == DISCLOSURE_SHOWN)
		statistics_set(value, "figure", json_integer(cell->published));
	else if (cell->state == DISCLOSURE_FEW)
		statistics_set(value, "fewer_than", json_integer(DISCLOSURE_FEWEST));
	else
		statistics_set(value, "not_shown", json_true());
	return value;
}

static json_t *
statistics_table(const struct document_table *table)
{
	json_t *value = json_object(), *columns = json_array(), *rows = json_array(), *row = NULL;

	for (size_t i = 0; i < table->columns; i++)
		statistics_push(columns, json_string(table->titles[i]));
	for (size_t i = 0; i < table->cell_count; i++) {
		if (i % table->columns == 0) {
			row = json_array();
			statistics_push(rows, row);
		}
		statistics_push(row, statistics_cell(&table->cells[i]));
	}
	statistics_set(value, "number", json_integer(table->number));
	statistics_set(value, "title", json_string(table->caption));
	statistics_set(value, "columns", columns);
	statistics_set(value, "rows", rows);
	return value;
}

void
statistics_json(const struct document *document, struct buffer *out)
{
	json_t *value = json_object(), *tables = json_array();
	char day[DAY_SIZE];

	day_print(day, document->day);
	statistics_set(value, "format", json_string(STATISTICS_FORMAT));
	statistics_set(value, "title", json_string(document->title));
	statistics_set(value, "language", json_string(document->language));
	statistics_set(value, "date", json_string(day));
	for (size_t i = 0; i < document->block_count; i++)
		if (document->blocks[i].table != NULL)
			statistics_push(tables, statistics_table(document->blocks[i].table));
	statistics_set(value, "tables", tables);
	json_print(value, out);
	buffer_append_byte(out, '\n');
	json_decref(value);
}
