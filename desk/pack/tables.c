/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pack/tables.h"

#include <stdio.h>
#include <string.h>

#include "common/buffer.h"
#include "common/error.h"

#define FAMILIES "Families"
#define COUNTY "The whole county"
#define ANSWERED "Families who answered"
#define NO_SHARE "\xe2\x80\x93" /* a dash */

static const char *
words(const json_t *text)
{
	return form_text(text, TABLES_LANGUAGE);
}

void
tables_figure(struct buffer *out, const struct disclosure_figure *figure)
{
	const struct document_cell cell = { .state = figure->state,
		.published = figure->published };
	char text[DOCUMENT_FIGURE_SIZE];

	if (figure->state == DISCLOSURE_WITHHELD)
		error_bug("a figure that is withheld was to be printed");
	document_figure_print(text, &cell);
	buffer_append_text(out, text);
}

static void
explain(struct document *document, const struct tally *tally)
{
	struct buffer text = BUFFER_INIT;

	buffer_append_text(&text, "These tables count the families who told what happened and allowed "
	    "their answers to be counted: ");
	tables_figure(&text, tally_total(tally));
	buffer_append_text(&text, ". They chose to tell; they are no sample of all families, and "
	    "nobody has checked what they said. Each family counts once.");
	(void)document_numbered(document, (const char *)text.data);
	buffer_clear(&text);
	buffer_format(&text, "So that no family can be recognised, 1 to %d families are printed as "
	    "\xe2\x80\x9c" "fewer than %d\xe2\x80\x9d, and all other figures are rounded to the nearest "
	    "%d, totals too: they need not add up. Some are not shown, since a smaller one could be "
	    "worked out from them. Shares are of the families who answered, and made of the rounded "
	    "figures. Every pack of this edition has these same tables.", DISCLOSURE_FEWEST - 1,
	    DISCLOSURE_FEWEST, DISCLOSURE_STEP);
	(void)document_numbered(document, (const char *)text.data);
	buffer_free(&text);
}

static void
write_areas(struct document *document, const struct tally *tally)
{
	const json_t *areas = form_areas(tally_form(tally));

	if (json_array_size(areas) == 0)
		return;
	(void)document_chart(document, "Families by area", "Area", FAMILIES);
	document_bar(document, COUNTY, tally_total(tally));
	for (size_t i = 0; i < json_array_size(areas); i++) {
		const json_t *area = json_array_get(areas, i);

		document_bar(document, words(json_object_get(area, "label")),
		    tally_area_figure(tally, json_string_value(json_object_get(area, "id"))));
	}
	document_bar(document, "Not said, or not known", tally_no_area_figure(tally));
}

/* One answer was to be given: with shares. */
static void
write_shares(struct document *document, const struct tally *tally, size_t measure)
{
	static const struct document_column columns[] = { { "Answer", DOCUMENT_START },
		{ FAMILIES, DOCUMENT_END }, { "Share", DOCUMENT_END } };
	const struct form_page *page = tally_measure(tally, measure);
	const struct disclosure_figure *answered = tally_answered(tally, measure, NULL);

	(void)document_table(document, words(page->title), columns, 3);
	document_cell_text(document, ANSWERED);
	document_cell_figure(document, answered);
	document_cell_text(document, NO_SHARE);
	for (size_t i = 0; i < json_array_size(page->options); i++) {
		const struct disclosure_figure *figure;
		char share[16] = NO_SHARE;
		int percent;

		if (form_category(page, i) != i)
			continue;
		figure = tally_category(tally, measure, i, NULL);
		percent = disclosure_percent(figure, answered);
		if (percent >= 0)
			snprintf(share, sizeof share, "%d%%", percent);
		document_cell_text(document, words(form_category_label(page, i)));
		document_cell_figure(document, figure);
		document_cell_text(document, share);
	}
}

/* Several answers could be given: bars, the longest for all who answered. */
static void
write_bars(struct document *document, const struct tally *tally, size_t measure)
{
	const struct form_page *page = tally_measure(tally, measure);

	(void)document_chart(document, words(page->title), "Answer (there may be several)", FAMILIES);
	document_bar(document, ANSWERED, tally_answered(tally, measure, NULL));
	for (size_t i = 0; i < json_array_size(page->options); i++)
		if (form_category(page, i) == i)
			document_bar(document, words(form_category_label(page, i)),
			    tally_category(tally, measure, i, NULL));
}

/* A row of an area's table; `area` NULL: the county. */
static void
write_area_row(struct document *document, const struct tally *tally, size_t measure,
    const char *label, const char *area)
{
	const struct form_page *page = tally_measure(tally, measure);

	document_cell_text(document, label);
	document_cell_figure(document, tally_answered(tally, measure, area));
	for (size_t i = 0; i < json_array_size(page->options); i++)
		if (form_category(page, i) == i)
			document_cell_figure(document, tally_category(tally, measure, i, area));
}

static void
write_area_table(struct document *document, const struct tally *tally, size_t measure)
{
	const struct form_page *page = tally_measure(tally, measure);
	struct document_column columns[FORM_AREA_CATEGORIES_MOST + 2] = {
		{ "Area", DOCUMENT_START }, { ANSWERED, DOCUMENT_END } };
	const json_t *areas = form_areas(tally_form(tally));
	size_t count = 2;

	for (size_t i = 0; i < json_array_size(page->options); i++)
		if (form_category(page, i) == i)
			columns[count++] = (struct document_column){
				words(form_category_label(page, i)), DOCUMENT_END };
	(void)document_table(document, words(page->title), columns, count);
	write_area_row(document, tally, measure, COUNTY, NULL);
	for (size_t i = 0; i < json_array_size(areas); i++) {
		const json_t *area = json_array_get(areas, i);
		const char *id = json_string_value(json_object_get(area, "id"));

		if (tally_area_has_pack(tally, id))
			write_area_row(document, tally, measure,
			    words(json_object_get(area, "label")), id);
	}
}

/* Names the areas with a table, or without one. Returns how many. */
static size_t
name_areas(const struct tally *tally, bool with, struct buffer *names)
{
	const json_t *areas = form_areas(tally_form(tally));
	size_t count = 0;

	for (size_t i = 0; i < json_array_size(areas); i++) {
		const json_t *area = json_array_get(areas, i);

		if (tally_area_has_pack(tally, json_string_value(json_object_get(area, "id"))) !=
		    with)
			continue;
		buffer_append_text(names, count++ == 0 ? "" : ", ");
		buffer_append_text(names, words(json_object_get(area, "label")));
	}
	return count;
}

static void
write_by_area(struct document *document, const struct tally *tally)
{
	struct buffer names = BUFFER_INIT;
	bool begun = false;

	for (size_t i = 0; i < tally_measure_count(tally); i++) {
		if (tally_measure(tally, i)->counted != FORM_COUNTED_AREAS)
			continue;
		if (!begun && name_areas(tally, true, &names) == 0)
			break;
		if (!begun) {
			document_heading(document, 2, "Area by area");
			buffer_clear(&names);
			if (name_areas(tally, false, &names) > 0) {
				buffer_format(&names, ": an area with fewer than %d families is not "
				    "shown by itself.", TALLY_AREA_LEAST);
				document_plain(document, (const char *)names.data);
			}
		}
		begun = true;
		write_area_table(document, tally, i);
	}
	buffer_free(&names);
}

void
tables_write(struct document *document, const struct tally *tally)
{
	document_heading(document, 1, "Figures");
	explain(document, tally);
	write_areas(document, tally);
	if (tally_measure_count(tally) > 0)
		document_heading(document, 2, COUNTY);
	for (size_t i = 0; i < tally_measure_count(tally); i++)
		if (tally_measure(tally, i)->kind == FORM_MANY)
			write_bars(document, tally, i);
		else
			write_shares(document, tally, i);
	write_by_area(document, tally);
}
