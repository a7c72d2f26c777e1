/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/textarea_inside.h"

#include <string.h>

#include "common/secret.h"
#include "front/columns.h"

/* The layout of a paragraph, kept or made anew in the place of the one not used for longest. */
static const struct textarea_layout *
textarea_layout(struct textarea *textarea, size_t at, size_t length)
{
	struct textarea_layout *oldest = &textarea->layouts[0];

	textarea->clock++;
	for (size_t i = 0; i < TEXTAREA_LAYOUTS; i++) {
		struct textarea_layout *layout = &textarea->layouts[i];

		if (layout->used != 0 && layout->at == at) {
			layout->used = textarea->clock;
			return layout;
		}
		if (layout->used < oldest->used)
			oldest = layout;
	}
	textarea_layout_make(oldest, (const char *)textarea->text.data, at, length,
	    textarea->width);
	oldest->used = textarea->clock;
	return oldest;
}

/* How many rows a paragraph takes. */
static size_t
textarea_count(struct textarea *textarea, size_t at, size_t length, size_t width)
{
	const char *text = (const char *)textarea->text.data + at;
	size_t i = 0;

	while (i < length && i < width && text[i] >= 0x20 && text[i] < 0x7f)
		i++;
	if (i == length)
		return 1;
	for (i = 0; i < TEXTAREA_LAYOUTS; i++)
		if (textarea->layouts[i].used != 0 && textarea->layouts[i].at == at &&
		    width == textarea->width)
			return textarea->layouts[i].row_count;
	textarea_layout_make(&textarea->counting, (const char *)textarea->text.data, at, length,
	    width);
	return textarea->counting.row_count;
}

static size_t
textarea_count_kept(struct textarea *textarea, size_t paragraph, size_t at)
{
	struct textarea_paragraph *kept = &textarea->paragraphs[paragraph];

	if (kept->rows == 0)
		kept->rows = (uint32_t)textarea_count(textarea, at, kept->length,
		    textarea->width);
	return kept->rows;
}

void
textarea_forget(struct textarea *textarea)
{
	for (size_t i = 0; i < TEXTAREA_LAYOUTS; i++)
		textarea_layout_free(&textarea->layouts[i]);
	textarea_layout_free(&textarea->counting);
	secret_release(textarea->paragraphs);
	textarea->paragraphs = NULL;
	textarea->paragraph_count = textarea->paragraph_capacity = 0;
}

/* Makes room for `count` paragraphs where `gone` ones were. */
static void
textarea_splice(struct textarea *textarea, size_t at, size_t gone, size_t count)
{
	size_t need = textarea->paragraph_count - gone + count;
	size_t rest = textarea->paragraph_count - at - gone;
	struct textarea_paragraph *paragraphs = textarea->paragraphs;

	if (need > textarea->paragraph_capacity) {
		textarea->paragraph_capacity = 2 * need;
		paragraphs = secret_reallocate(paragraphs, 2 * need * sizeof *paragraphs);
	}
	memmove(paragraphs + at + count, paragraphs + at + gone, rest * sizeof *paragraphs);
	textarea->paragraphs = paragraphs;
	textarea->paragraph_count = need;
}

void
textarea_changed(struct textarea *textarea, size_t at, size_t removed, size_t inserted)
{
	const char *text = (const char *)textarea->text.data + at, *found;
	size_t first = 0, start = 0, gone = 0, count = 1, end, rest = inserted, length;

	for (size_t i = 0; i < TEXTAREA_LAYOUTS; i++) {
		struct textarea_layout *layout = &textarea->layouts[i];

		if (layout->used != 0 && layout->at > at + removed)
			layout->at = layout->at - removed + inserted;
		else if (layout->at + layout->length >= at)
			layout->used = 0;
	}
	if (textarea->paragraph_count == 0) {
		textarea_splice(textarea, 0, 0, 1);
		textarea->paragraphs[0].length = 0;
	}
	while (start + textarea->paragraphs[first].length < at)
		start += textarea->paragraphs[first++].length + 1;
	end = start;
	do {
		end += textarea->paragraphs[first + gone++].length + 1;
	} while (end <= at + removed);
	end--; /* without its LF: before the change, where the last paragraph it touches ends */
	for (found = text; (found = memchr(found, '\n', (size_t)(text + inserted - found))) != NULL;
	    found++)
		count++;
	textarea_splice(textarea, first, gone, count);
	length = at - start;
	for (size_t i = 0; i < count; i++) {
		found = i + 1 < count ? memchr(text, '\n', rest) : NULL;
		if (found == NULL)
			length += rest + (end - at - removed);
		else
			length += (size_t)(found - text);
		textarea->paragraphs[first + i] =
		    (struct textarea_paragraph){ (uint32_t)length, 0 };
		if (found != NULL) {
			rest -= (size_t)(found - text) + 1;
			text = found + 1;
			length = 0;
		}
	}
}

void
textarea_place(struct textarea *textarea, size_t offset, struct textarea_place *place)
{
	size_t at = 0, low = 0, high;

	memset(place, 0, sizeof *place);
	while (at + textarea->paragraphs[place->paragraph].length < offset) {
		place->row += textarea_count_kept(textarea, place->paragraph, at);
		at += textarea->paragraphs[place->paragraph++].length + 1;
	}
	place->layout = textarea_layout(textarea, at,
	    textarea->paragraphs[place->paragraph].length);
	place->shown = textarea_layout_to_shown(place->layout, offset - at);
	/* The last row that starts no later. */
	high = place->layout->row_count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (place->layout->rows[middle].start <= place->shown)
			low = middle;
		else
			high = middle;
	}
	place->layout_row = low;
	place->row += low;
}

void
textarea_place_row(struct textarea *textarea, size_t row, struct textarea_place *place)
{
	size_t at = 0, rows;

	memset(place, 0, sizeof *place);
	for (;;) {
		rows = textarea_count_kept(textarea, place->paragraph, at);
		if (place->row + rows > row || place->paragraph + 1 == textarea->paragraph_count)
			break;
		place->row += rows;
		at += textarea->paragraphs[place->paragraph++].length + 1;
	}
	place->layout = textarea_layout(textarea, at,
	    textarea->paragraphs[place->paragraph].length);
	place->layout_row = row - place->row < rows ? row - place->row : rows - 1;
	place->row += place->layout_row;
	place->shown = place->layout->rows[place->layout_row].start;
}

size_t
textarea_at_column(const struct textarea_place *place, size_t column, bool down)
{
	const struct textarea_layout *layout = place->layout;
	const struct textarea_row *row = &layout->rows[place->layout_row];
	const char *shown = (const char *)layout->shown.data + row->start;
	size_t length = row->end - row->start, cut = columns_cut(shown, length, column);

	/* The end of a row that was broken within a word is the start of the next. */
	if (cut == length && cut > 0 && place->layout_row + 1 < layout->row_count &&
	    row[1].start == row->end)
		cut = columns_before(shown, length, length);
	return layout->at + textarea_layout_to_text(layout, row->start + cut, down);
}

size_t
textarea_column(const struct textarea_place *place)
{
	size_t start = place->layout->rows[place->layout_row].start;

	return columns_of((const char *)place->layout->shown.data + start, place->shown - start);
}

static size_t
textarea_width(size_t columns)
{
	return columns > 2 ? columns - 1 : 1;
}

static size_t
textarea_total(struct textarea *textarea)
{
	size_t at = 0, rows = 0;

	for (size_t i = 0; i < textarea->paragraph_count; i++) {
		rows += textarea_count_kept(textarea, i, at);
		at += textarea->paragraphs[i].length + 1;
	}
	return rows;
}

size_t
textarea_rows(struct textarea *textarea, size_t columns)
{
	size_t width = textarea_width(columns), at = 0, rows = 0;

	if (width == textarea->width)
		return textarea_total(textarea);
	for (size_t i = 0; i < textarea->paragraph_count; i++) {
		rows += textarea_count(textarea, at, textarea->paragraphs[i].length, width);
		at += textarea->paragraphs[i].length + 1;
	}
	return rows;
}

static void
textarea_set_width(struct textarea *textarea, size_t width)
{
	if (textarea->width == width)
		return;
	textarea->width = width;
	textarea->column_kept = false;
	for (size_t i = 0; i < textarea->paragraph_count; i++)
		textarea->paragraphs[i].rows = 0;
	for (size_t i = 0; i < TEXTAREA_LAYOUTS; i++)
		textarea->layouts[i].used = 0;
}

/* Rows from `top`, out of as many paragraphs as it takes. */
static void
textarea_draw_rows(struct textarea *textarea, struct canvas *canvas, const char *prefix,
    size_t rows)
{
	struct textarea_place place;
	struct buffer line = BUFFER_INIT;
	size_t at;

	textarea_place_row(textarea, textarea->top, &place);
	while (rows-- > 0) {
		const struct textarea_row *row = NULL;

		buffer_clear(&line);
		buffer_append_text(&line, prefix);
		if (place.layout != NULL) {
			row = &place.layout->rows[place.layout_row];
			buffer_append(&line, place.layout->shown.data + row->start,
			    row->end - row->start);
		}
		canvas_row(canvas, (const char *)line.data, line.length);
		if (place.layout == NULL || ++place.layout_row < place.layout->row_count)
			continue;
		at = place.layout->at + place.layout->length + 1;
		place.layout_row = 0;
		place.layout = NULL;
		if (++place.paragraph < textarea->paragraph_count)
			place.layout = textarea_layout(textarea, at,
			    textarea->paragraphs[place.paragraph].length);
	}
	buffer_free(&line);
}

void
textarea_draw(struct textarea *textarea, struct canvas *canvas, const char *prefix, size_t rows)
{
	size_t before = columns_of(prefix, strlen(prefix)), total, first = canvas->count;
	struct textarea_place place;

	textarea_set_width(textarea, textarea_width(canvas->columns > before ?
	    canvas->columns - before : 1));
	total = textarea_total(textarea);
	if (rows == 0)
		rows = total;
	textarea->page = rows;
	textarea_place(textarea, textarea->cursor, &place);
	if (textarea->top > place.row)
		textarea->top = place.row;
	if (textarea->top + rows <= place.row)
		textarea->top = place.row - rows + 1;
	/* No empty rows at the end while there is text above. */
	if (textarea->top + rows > total)
		textarea->top = total > rows ? total - rows : 0;
	canvas->cursor_row = first + place.row - textarea->top;
	canvas->cursor_column = before + textarea_column(&place);
	if (canvas->cursor_column >= canvas->columns)
		canvas->cursor_column = canvas->columns - 1;
	textarea_draw_rows(textarea, canvas, prefix, rows);
}
