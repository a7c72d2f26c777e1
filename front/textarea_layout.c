/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/textarea_inside.h"

#include <string.h>

#include "common/clean.h"
#include "common/secret.h"
#include "common/utf8.h"
#include "front/columns.h"

#define LAYOUT_KEPT_MOST (64 * 1024) /* bytes that a layout keeps for the next paragraph */
#define LAYOUT_FIRST_CAPACITY 16

void
textarea_layout_free(struct textarea_layout *layout)
{
	buffer_free(&layout->shown);
	secret_release(layout->changes);
	secret_release(layout->rows);
	memset(layout, 0, sizeof *layout);
}

static void
layout_clear(struct textarea_layout *layout)
{
	if (layout->shown.capacity > LAYOUT_KEPT_MOST)
		buffer_free(&layout->shown);
	else
		buffer_clear(&layout->shown);
	buffer_append(&layout->shown, "", 0);
	layout->change_count = layout->row_count = 0;
	layout->used = 0;
}

/* Room for one more. */
static void *
layout_grow(void *array, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity)
		return array;
	*capacity = *capacity == 0 ? LAYOUT_FIRST_CAPACITY : 2 * *capacity;
	return secret_reallocate(array, *capacity * size);
}

static void
layout_add_row(struct textarea_layout *layout, size_t start, size_t end)
{
	layout->rows = layout_grow(layout->rows, layout->row_count, &layout->row_capacity,
	    sizeof *layout->rows);
	layout->rows[layout->row_count++] = (struct textarea_row){ (uint32_t)start, (uint32_t)end };
}

/* Breaks what is shown into rows: false where a whole character is wider than one. */
static bool
layout_break(struct textarea_layout *layout, size_t width)
{
	const char *shown = (const char *)layout->shown.data;
	size_t length = layout->shown.length, at = 0, bytes, next, first;
	bool fits = true;

	layout->row_count = 0;
	do {
		bytes = columns_row(shown + at, length - at, width, &next);
		layout_add_row(layout, at, at + bytes);
		if (bytes > 0 && bytes <= COLUMNS_CHARACTER_MOST) {
			(void)columns_character(shown + at, bytes, &first);
			fits = fits && first <= width;
		}
		/* A space that has gone at the text's end: what is typed next stands below. */
		if (at + next == length && bytes < next)
			layout_add_row(layout, length, length);
		at += next;
	} while (at < length);
	return fits;
}

/* Adds what is shown of a whole character: as clean.h shows it, or, where that is wider than a row,
 * each of its parts alone. */
static void
layout_show(struct buffer *shown, const char *text, size_t length, size_t width)
{
	size_t before = shown->length, columns, at = 0, start;

	clean_line(shown, text, length);
	(void)columns_character((const char *)shown->data + before, shown->length - before,
	    &columns);
	if (columns <= width)
		return;
	shown->length = before;
	while (at < length) {
		start = at;
		(void)utf8_next((const uint8_t *)text, length, &at);
		clean_line(shown, text + start, at - start);
	}
}

/* The same for a paragraph, with all its changes noted. */
static void
layout_show_all(struct textarea_layout *layout, const char *text, size_t length, size_t width)
{
	size_t at = 0, column = 0;

	layout_clear(layout);
	while (at < length) {
		size_t before = layout->shown.length, bytes, added;

		bytes = columns_character(text + at, length - at, NULL);
		if (text[at] == '\t')
			columns_expand(&layout->shown, text + at, 1, column);
		else
			layout_show(&layout->shown, text + at, bytes, width);
		added = layout->shown.length - before;
		column += columns_of((const char *)layout->shown.data + before, added);
		if (added != bytes || memcmp(layout->shown.data + before, text + at, bytes) != 0) {
			layout->changes = layout_grow(layout->changes, layout->change_count,
			    &layout->change_capacity, sizeof *layout->changes);
			layout->changes[layout->change_count++] = (struct textarea_change){
			    (uint32_t)at, (uint32_t)bytes, (uint32_t)before, (uint32_t)added };
		}
		at += bytes;
	}
}

void
textarea_layout_make(struct textarea_layout *layout, const char *text, size_t at, size_t length,
    size_t width)
{
	layout_clear(layout);
	layout->at = at;
	layout->length = length;
	/* Nearly always what is shown is what was written. */
	if (memchr(text + at, '\t', length) == NULL) {
		clean_line(&layout->shown, text + at, length);
		if (layout->shown.length == length &&
		    memcmp(layout->shown.data, text + at, length) == 0 &&
		    layout_break(layout, width))
			return;
	}
	layout_show_all(layout, text + at, length, width);
	(void)layout_break(layout, width);
}

size_t
textarea_layout_to_shown(const struct textarea_layout *layout, size_t offset)
{
	size_t low = 0, high = layout->change_count;
	const struct textarea_change *change;

	/* The last change that starts before it. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (layout->changes[middle].at < offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return offset;
	change = &layout->changes[low - 1];
	return change->shown_at + change->shown_length + (offset - change->at - change->length);
}

size_t
textarea_layout_to_text(const struct textarea_layout *layout, size_t shown, bool down)
{
	size_t low = 0, high = layout->change_count;
	const struct textarea_change *change;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (layout->changes[middle].shown_at < shown)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return shown;
	change = &layout->changes[low - 1];
	if (shown < change->shown_at + change->shown_length)
		return change->at + (down ? change->length : 0);
	return change->at + change->length + (shown - change->shown_at - change->shown_length);
}
