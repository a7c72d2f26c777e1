/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/canvas.h"

#include <string.h>

#include "common/clean.h"
#include "common/error.h"
#include "common/secret.h"
#include "front/columns.h"

#define CANVAS_FIRST_CAPACITY 32

void
canvas_init(struct canvas *canvas, size_t columns)
{
	memset(canvas, 0, sizeof *canvas);
	canvas->columns = columns == 0 ? 1 : columns;
}

void
canvas_clear(struct canvas *canvas)
{
	for (size_t i = 0; i < canvas->count; i++)
		buffer_clear(&canvas->rows[i]);
	canvas->count = 0;
	canvas->cursor_row = canvas->cursor_column = 0;
}

void
canvas_free(struct canvas *canvas)
{
	for (size_t i = 0; i < canvas->capacity; i++)
		buffer_free(&canvas->rows[i]);
	secret_release(canvas->rows);
	memset(canvas, 0, sizeof *canvas);
}

/* A row more, empty. */
static struct buffer *
canvas_add(struct canvas *canvas)
{
	if (canvas->count == canvas->capacity) {
		size_t capacity = canvas->capacity == 0 ? CANVAS_FIRST_CAPACITY :
		    2 * canvas->capacity;

		canvas->rows = secret_reallocate(canvas->rows, capacity * sizeof *canvas->rows);
		for (size_t i = canvas->capacity; i < capacity; i++)
			canvas->rows[i] = (struct buffer)BUFFER_INIT;
		canvas->capacity = capacity;
	}
	return &canvas->rows[canvas->count++];
}

void
canvas_row(struct canvas *canvas, const char *text, size_t length)
{
	struct buffer *row = canvas_add(canvas);

	buffer_append(row, text, columns_cut(text, length, canvas->columns));
}

/* One line, clean and without TABs. */
static void
canvas_line(struct canvas *canvas, const char *text, size_t length, size_t indent, size_t hang)
{
	struct buffer row = BUFFER_INIT;
	size_t most = canvas->columns > indent ? canvas->columns - indent : 1;
	size_t next = 0, bytes = columns_first_row(text, length, most, hang, &next);

	for (;;) {
		for (size_t i = 0; i < indent && bytes > 0; i++)
			buffer_append_byte(&row, ' ');
		buffer_append(&row, text, bytes);
		canvas_row(canvas, (const char *)row.data, row.length);
		buffer_clear(&row);
		text += next;
		length -= next;
		if (length == 0)
			break;
		if (hang > 0) {
			indent += hang;
			most = most > hang ? most - hang : 1;
			hang = 0;
		}
		bytes = columns_row(text, length, most, &next);
	}
	buffer_free(&row);
}

void
canvas_text(struct canvas *canvas, const char *text, size_t indent, size_t hang)
{
	struct buffer clean = BUFFER_INIT, line = BUFFER_INIT;
	const char *at, *end;

	clean_text(&clean, text, strlen(text));
	at = (const char *)clean.data;
	while (*at != '\0') {
		end = strchr(at, '\n');
		if (end == NULL)
			end = at + strlen(at);
		buffer_clear(&line);
		buffer_append(&line, "", 0);
		columns_expand(&line, at, (size_t)(end - at), 0);
		canvas_line(canvas, (const char *)line.data, line.length, indent, hang);
		at = *end == '\n' ? end + 1 : end;
	}
	buffer_free(&clean);
	buffer_free(&line);
}

void
canvas_copy(struct canvas *canvas, const struct canvas *from, size_t first, size_t most)
{
	if (canvas->columns != from->columns)
		error_bug("rows were to be copied to a canvas of another width");
	for (; first < from->count && most > 0; first++, most--) {
		struct buffer *row = canvas_add(canvas);

		buffer_append(row, from->rows[first].data, from->rows[first].length);
	}
}
