/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/textarea.h"

#include <sodium.h>
#include <string.h>

#include "common/secret.h"
#include "common/utf8.h"
#include "front/columns.h"
#include "front/textarea_inside.h"

/* The cursor out of the whole character that it may have come to stand in. */
static void
textarea_settle(struct textarea *textarea)
{
	const char *text = (const char *)textarea->text.data;
	size_t length = textarea->text.length, start;

	if (textarea->cursor == 0 || textarea->cursor >= length)
		return;
	start = columns_before(text, length, textarea->cursor);
	textarea->cursor = start + columns_character(text + start, length - start, NULL);
}

/* Replaces `removed` bytes; the cursor goes behind what is inserted. */
static void
textarea_replace(struct textarea *textarea, size_t at, size_t removed, const void *bytes,
    size_t inserted)
{
	struct buffer *text = &textarea->text;
	size_t rest = text->length - at - removed, length = at + inserted + rest;

	if (inserted > removed)
		buffer_reserve(text, inserted - removed);
	memmove(text->data + at + inserted, text->data + at + removed, rest);
	if (inserted > 0)
		memcpy(text->data + at, bytes, inserted);
	if (length < text->length)
		sodium_memzero(text->data + length, text->length - length);
	text->length = length;
	text->data[length] = 0;
	textarea->cursor = at + inserted;
	textarea_changed(textarea, at, removed, inserted);
	textarea_settle(textarea);
}

/* Adds the text as it may be kept: UTF-8, no controls but LF and TAB. */
static void
textarea_filter(const struct textarea *textarea, struct buffer *out, const char *text,
    size_t length)
{
	size_t at = 0;

	buffer_reserve(out, length);
	while (at < length) {
		int32_t character = utf8_next((const uint8_t *)text, length, &at);

		if (character < 0)
			utf8_append(out, UTF8_REPLACEMENT);
		else if (character == '\n' || character == '\t')
			buffer_append_byte(out, textarea->single ? ' ' : (uint8_t)character);
		else if (character >= 0x20 && (character < 0x7f || character >= 0xa0))
			utf8_append(out, (uint32_t)character);
	}
}

/* Puts a text at the cursor. */
static bool
textarea_insert(struct textarea *textarea, const char *text, size_t length)
{
	struct buffer filtered = BUFFER_INIT;
	bool taken;

	textarea_filter(textarea, &filtered, text, length);
	taken = filtered.length > 0 && textarea->text.length <= TEXTAREA_BYTES_MOST &&
	    filtered.length <= TEXTAREA_BYTES_MOST - textarea->text.length;
	if (taken)
		textarea_replace(textarea, textarea->cursor, 0, filtered.data, filtered.length);
	buffer_free(&filtered);
	return taken;
}

struct textarea *
textarea_new(const char *text, bool single)
{
	struct textarea *textarea = secret_allocate(sizeof *textarea);
	struct buffer filtered = BUFFER_INIT;

	memset(textarea, 0, sizeof *textarea);
	textarea->single = single;
	textarea->width = TEXTAREA_WIDTH;
	textarea->page = 1;
	buffer_append(&textarea->text, "", 0);
	textarea_filter(textarea, &filtered, text, strlen(text));
	textarea_replace(textarea, 0, 0, filtered.data, filtered.length);
	buffer_free(&filtered);
	return textarea;
}

void
textarea_free(struct textarea **textarea)
{
	if (textarea == NULL || *textarea == NULL)
		return;
	textarea_forget(*textarea);
	buffer_free(&(*textarea)->text);
	secret_release(*textarea);
	*textarea = NULL;
}

const char *
textarea_text(const struct textarea *textarea)
{
	return (const char *)textarea->text.data;
}

size_t
textarea_length(const struct textarea *textarea)
{
	return textarea->text.length;
}

size_t
textarea_cursor(const struct textarea *textarea)
{
	return textarea->cursor;
}

/* The start of the whole character before `at`; 0 where there is none. */
static size_t
textarea_before(const struct textarea *textarea, size_t at)
{
	return at == 0 ? 0 : columns_before((const char *)textarea->text.data,
	    textarea->text.length, at);
}

static size_t
textarea_after(const struct textarea *textarea, size_t at)
{
	size_t length = textarea->text.length;

	return at == length ? at : at + columns_character(
	    (const char *)textarea->text.data + at, length - at, NULL);
}

/* The start of the whole character that the byte at `at` is of. */
static size_t
textarea_whole(const struct textarea *textarea, size_t at)
{
	return at >= textarea->text.length ? textarea->text.length :
	    textarea_before(textarea, at + 1);
}

void
textarea_move(struct textarea *textarea, size_t offset)
{
	textarea->column_kept = false;
	textarea->cursor = textarea_whole(textarea, offset);
}

static bool
textarea_go(struct textarea *textarea, size_t to)
{
	bool moved = to != textarea->cursor;

	textarea->cursor = to;
	return moved;
}

static bool
textarea_erase(struct textarea *textarea, size_t from, size_t to)
{
	if (from >= to)
		return false;
	textarea_replace(textarea, from, to - from, NULL, 0);
	return true;
}

/* Back over spaces, then over what is none; a LF right before the cursor is all there is. */
static size_t
textarea_word(const struct textarea *textarea)
{
	const char *text = (const char *)textarea->text.data;
	size_t at = textarea->cursor;

	if (at > 0 && text[at - 1] == '\n')
		return at - 1;
	while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t'))
		at--;
	while (at > 0 && text[at - 1] != ' ' && text[at - 1] != '\t' && text[at - 1] != '\n')
		at--;
	/* A mark may sit on the space. */
	return textarea_whole(textarea, at);
}

/* Start or end of the cursor's row. */
static size_t
textarea_row_end(struct textarea *textarea, size_t column)
{
	struct textarea_place place;
	size_t to;

	textarea_place(textarea, textarea->cursor, &place);
	to = textarea_whole(textarea, textarea_at_column(&place, column, false));
	return column > 0 && to < textarea->cursor ? textarea->cursor : to;
}

static bool
textarea_vertical(struct textarea *textarea, size_t rows, bool down)
{
	struct textarea_place from, to;

	textarea_place(textarea, textarea->cursor, &from);
	if (!textarea->column_kept)
		textarea->column = textarea_column(&from);
	textarea->column_kept = true;
	if (!down && from.row == 0)
		return false;
	textarea_place_row(textarea, down ? from.row + rows :
	    from.row > rows ? from.row - rows : 0, &to);
	if (to.row == from.row)
		return false;
	return textarea_go(textarea, textarea_whole(textarea,
	    textarea_at_column(&to, textarea->column, down)));
}

static bool
textarea_character(struct textarea *textarea, uint32_t character)
{
	struct buffer bytes = BUFFER_INIT;
	bool taken;

	if (character > 0x10ffff || (character >= 0xd800 && character <= 0xdfff) ||
	    character == '\n' || character == '\t')
		return false;
	utf8_append(&bytes, character);
	taken = textarea_insert(textarea, (const char *)bytes.data, bytes.length);
	buffer_free(&bytes);
	return taken;
}

bool
textarea_key(struct textarea *textarea, const struct key *key)
{
	size_t cursor = textarea->cursor;
	size_t page = textarea->page > 1 ? textarea->page - 1 : 1;

	if (key->kind != KEY_UP && key->kind != KEY_DOWN && key->kind != KEY_PAGE_UP &&
	    key->kind != KEY_PAGE_DOWN)
		textarea->column_kept = false;
	switch (key->kind) {
	case KEY_CHARACTER:
		return textarea_character(textarea, key->character);
	case KEY_PASTE:
		return textarea_insert(textarea, key->text, key->length);
	case KEY_ENTER:
		return !textarea->single && textarea_insert(textarea, "\n", 1);
	case KEY_TAB:
		return !textarea->single && textarea_insert(textarea, "\t", 1);
	case KEY_BACKSPACE:
		return textarea_erase(textarea, textarea_before(textarea, cursor), cursor);
	case KEY_DELETE:
		return textarea_erase(textarea, cursor, textarea_after(textarea, cursor));
	case KEY_LEFT:
		return textarea_go(textarea, textarea_before(textarea, cursor));
	case KEY_RIGHT:
		return textarea_go(textarea, textarea_after(textarea, cursor));
	case KEY_HOME:
		return textarea_go(textarea, textarea_row_end(textarea, 0));
	case KEY_END:
		return textarea_go(textarea, textarea_row_end(textarea, SIZE_MAX));
	case KEY_ERASE_WORD:
		return textarea_erase(textarea, textarea_word(textarea), cursor);
	case KEY_ERASE_LINE:
		return textarea_erase(textarea, textarea_row_end(textarea, 0), cursor);
	case KEY_UP:
	case KEY_DOWN:
		return textarea_vertical(textarea, 1, key->kind == KEY_DOWN);
	case KEY_PAGE_UP:
	case KEY_PAGE_DOWN:
		return textarea_vertical(textarea, page, key->kind == KEY_PAGE_DOWN);
	case KEY_FINISH:
	case KEY_MENU:
	case KEY_REDRAW:
		break;
	}
	return false;
}
