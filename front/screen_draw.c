/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/screen_inside.h"

#include <string.h>
#include <sys/ioctl.h>

#include "common/clean.h"
#include "common/file.h"
#include "front/columns.h"

/* Control sequences: ECMA-48, and xterm's for what begins with "?". */
#define HIDE_CURSOR "\033[?25l"
#define SHOW_CURSOR "\033[?25h"
#define ERASE_ALL "\033[H\033[2J"
#define ERASE_ROW "\033[K" /* from the cursor */

void
screen_send(struct screen *screen, const void *bytes, size_t length)
{
	if (length > 0 && !screen->gone &&
	    file_write_all(screen->descriptor, bytes, length) != 0)
		screen->gone = true;
}

static void
screen_real_size(const struct screen *screen, size_t *columns, size_t *rows)
{
	struct winsize size;

	memset(&size, 0, sizeof size);
	(void)ioctl(screen->descriptor, TIOCGWINSZ, &size);
	*columns = size.ws_col == 0 ? SCREEN_COLUMNS : size.ws_col;
	*rows = size.ws_row == 0 ? SCREEN_ROWS : size.ws_row;
}

void
screen_size(const struct screen *screen, size_t *columns, size_t *rows)
{
	screen_real_size(screen, columns, rows);
	if (*columns < SCREEN_COLUMNS_LEAST)
		*columns = SCREEN_COLUMNS_LEAST;
	if (*rows < SCREEN_ROWS_LEAST)
		*rows = SCREEN_ROWS_LEAST;
}

/* The row, cleaned and cut. Rows of a canvas are clean; should one not be, no harm comes of it. */
static void
screen_row(struct canvas *canvas, const struct buffer *row)
{
	struct buffer clean = BUFFER_INIT;

	clean_line(&clean, row->data, row->length);
	canvas_row(canvas, (const char *)clean.data, clean.length);
	buffer_free(&clean);
}

static bool
screen_row_is(const struct canvas *canvas, size_t row, const struct buffer *other)
{
	const struct buffer *own = row < canvas->count ? &canvas->rows[row] : NULL;
	size_t length = own == NULL ? 0 : own->length;

	return length == other->length &&
	    (length == 0 || memcmp(own->data, other->data, length) == 0);
}

/* Puts the cursor: where all before it is ASCII, by its column. Else by writing what stands before
 * it once more, since terminals differ about how wide that is. */
static void
screen_cursor(struct buffer *out, const struct canvas *now, size_t row, size_t column)
{
	const struct buffer *text = row < now->count ? &now->rows[row] : NULL;
	size_t cut = text == NULL ? 0 :
	    columns_cut((const char *)text->data, text->length, column);

	for (size_t i = 0; i < cut; i++) {
		if (text->data[i] < 0x80 || columns_of((const char *)text->data, cut) != column)
			continue;
		buffer_format(out, "\033[%zu;1H", row + 1);
		buffer_append(out, text->data, cut);
		return;
	}
	buffer_format(out, "\033[%zu;%zuH", row + 1, column + 1);
}

void
screen_show(struct screen *screen, const struct canvas *canvas)
{
	struct buffer *out = &screen->out;
	struct canvas now;
	size_t columns, rows, head;
	bool moved, same = true;

	if (screen->plain || !screen->taken)
		return;
	screen_real_size(screen, &columns, &rows);
	canvas_init(&now, columns);
	for (size_t i = 0; i < canvas->count; i++)
		screen_row(&now, &canvas->rows[i]);
	now.cursor_row = canvas->cursor_row < rows ? canvas->cursor_row : rows - 1;
	now.cursor_column = canvas->cursor_column < columns ? canvas->cursor_column : columns - 1;

	buffer_clear(out);
	buffer_append_text(out, HIDE_CURSOR);
	if (!screen->valid) {
		canvas_clear(&screen->shown);
		buffer_append_text(out, ERASE_ALL);
	}
	head = out->length;
	for (size_t i = 0; i < now.count || i < screen->shown.count; i++) {
		static const struct buffer empty = BUFFER_INIT;
		const struct buffer *row = i < now.count ? &now.rows[i] : &empty;

		if (i >= rows || screen_row_is(&screen->shown, i, row))
			continue;
		/* Erased first: at the row's end, a terminal would erase its last column. */
		buffer_format(out, "\033[%zu;1H" ERASE_ROW, i + 1);
		buffer_append(out, row->data, row->length);
	}
	same = out->length == head;
	moved = now.cursor_row != screen->shown.cursor_row ||
	    now.cursor_column != screen->shown.cursor_column;
	if (!same || moved || !screen->valid) {
		screen_cursor(out, &now, now.cursor_row, now.cursor_column);
		buffer_append_text(out, SHOW_CURSOR);
		screen_send(screen, out->data, out->length);
	}
	buffer_clear(out);
	canvas_free(&screen->shown);
	screen->shown = now;
	screen->valid = true;
}

void
screen_print(struct screen *screen, const struct canvas *canvas, bool open)
{
	struct buffer *out = &screen->out;

	if (!screen->plain || !screen->taken || canvas->count == 0)
		return;
	buffer_clear(out);
	buffer_clear(&screen->echoed);
	for (size_t i = 0; i < canvas->count; i++) {
		clean_line(out, canvas->rows[i].data, canvas->rows[i].length);
		if (!open || i + 1 < canvas->count)
			buffer_append_text(out, "\r\n");
	}
	screen->open_row = open;
	screen_send(screen, out->data, out->length);
	buffer_clear(out);
}

/* Adds text without LF, as it looks behind what was echoed before. */
static void
screen_echo_part(struct screen *screen, const char *text, size_t length)
{
	struct buffer *out = &screen->out, *echoed = &screen->echoed;
	struct buffer whole = BUFFER_INIT, clean = BUFFER_INIT;
	size_t last;

	buffer_append(&whole, echoed->data, echoed->length);
	buffer_append(&whole, text, length);
	clean_line(&clean, whole.data, whole.length);
	if (clean.length >= echoed->length &&
	    (echoed->length == 0 || memcmp(clean.data, echoed->data, echoed->length) == 0)) {
		buffer_append(out, clean.data + echoed->length, clean.length - echoed->length);
	} else {
		buffer_clear(&clean);
		clean_line(&clean, text, length);
		buffer_append(out, clean.data, clean.length);
	}
	if (clean.length > 0) {
		last = columns_before((const char *)clean.data, clean.length, clean.length);
		buffer_clear(echoed);
		buffer_append(echoed, clean.data + last, clean.length - last);
	}
	buffer_free(&whole);
	buffer_free(&clean);
}

void
screen_echo(struct screen *screen, const char *text, size_t length)
{
	struct buffer *out = &screen->out;
	size_t at = 0;

	if (!screen->plain || !screen->taken)
		return;
	buffer_clear(out);
	while (at < length) {
		size_t start = at;

		while (at < length && text[at] != '\n' && text[at] != '\t')
			at++;
		screen_echo_part(screen, text + start, at - start);
		if (at == length)
			break;
		buffer_append_text(out, text[at] == '\n' ? "\r\n" : " ");
		buffer_clear(&screen->echoed);
		at++;
	}
	if (length > 0)
		screen->open_row = text[length - 1] != '\n';
	screen_send(screen, out->data, out->length);
	buffer_clear(out);
}

void
screen_unecho(struct screen *screen, size_t columns)
{
	if (!screen->plain || !screen->taken)
		return;
	buffer_clear(&screen->echoed);
	while (columns-- > 0)
		screen_send(screen, "\b \b", 3);
}
