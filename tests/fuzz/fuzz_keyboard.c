/* SPDX-License-Identifier: ISC */
/* Bytes of a keyboard, through a text area to a picture: whatever comes, in whatever pieces, the
 * text is UTF-8 without controls, the picture is clean and fits, and the cursor is in it. The first
 * byte is the size of the picture; the pieces are made from the second. */
#include "config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/clean.h"
#include "common/error.h"
#include "common/secret.h"
#include "common/utf8.h"
#include "front/columns.h"
#include "front/textarea.h"

#define KEYS_BETWEEN 16 /* pictures */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	secret_start();
	return 0;
}

static void
check_key(const struct key *key)
{
	size_t at = 0;

	if (key->kind == KEY_CHARACTER && (key->character < 0x20 || key->character > 0x10ffff ||
	    (key->character >= 0x7f && key->character < 0xa0) ||
	    (key->character >= 0xd800 && key->character <= 0xdfff)))
		error_bug("a key is no character");
	while (key->kind == KEY_PASTE && at < key->length) {
		int32_t c = utf8_next((const uint8_t *)key->text, key->length, &at);

		if (c < 0 || (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0))
			error_bug("what was pasted is no text");
	}
}

static void
check_text(const struct textarea *textarea)
{
	const char *text = textarea_text(textarea);
	size_t length = textarea_length(textarea), at = 0, cursor = textarea_cursor(textarea);

	if (strlen(text) != length || cursor > length || length > TEXTAREA_BYTES_MOST)
		error_bug("the text has no end");
	while (at < length) {
		int32_t c = utf8_next((const uint8_t *)text, length, &at);

		if (c < 0 || (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0))
			error_bug("the text is none");
	}
	at = 0;
	while (at < cursor)
		at += columns_character(text + at, length - at, NULL);
	if (at != cursor)
		error_bug("the cursor is inside of a character");
}

static void
check_canvas(const struct canvas *canvas)
{
	struct buffer clean = BUFFER_INIT;

	if (canvas->cursor_row >= canvas->count || canvas->cursor_column >= canvas->columns)
		error_bug("the cursor is not in the picture");
	for (size_t i = 0; i < canvas->count; i++) {
		const struct buffer *row = &canvas->rows[i];

		buffer_clear(&clean);
		clean_line(&clean, row->data, row->length);
		if (clean.length != row->length || memcmp(clean.data, row->data, row->length) != 0)
			error_bug("a row is not clean");
		if (columns_of((const char *)row->data, row->length) > canvas->columns)
			error_bug("a row is too wide");
	}
	buffer_free(&clean);
}

/* The size of the next piece. `split` 0: all. */
static size_t
piece_of(uint32_t *split, size_t rest)
{
	size_t piece;

	if (*split == 0)
		return rest;
	*split = *split * 1103515245U + 12345U;
	piece = 1 + (*split >> 16) % 9;
	return piece < rest ? piece : rest;
}

/* What the keys make of an empty text, with pictures in between. */
static struct textarea *
typed(const uint8_t *data, size_t size, uint32_t split, size_t columns)
{
	struct keyboard *keyboard = keyboard_new();
	struct textarea *textarea = textarea_new("", false);
	struct canvas canvas;
	struct key key;
	size_t at = 0, keys = 0, piece;

	canvas_init(&canvas, columns);
	textarea_draw(textarea, &canvas, "> ", 7);
	while (at < size) {
		piece = piece_of(&split, size - at);
		keyboard_feed(keyboard, data + at, piece);
		at += piece;
		while (keyboard_next(keyboard, &key)) {
			check_key(&key);
			(void)textarea_key(textarea, &key);
			if (keys++ % KEYS_BETWEEN != 0)
				continue;
			check_text(textarea);
			canvas_clear(&canvas);
			textarea_draw(textarea, &canvas, "> ", 7);
			check_canvas(&canvas);
		}
	}
	canvas_free(&canvas);
	keyboard_free(&keyboard);
	return textarea;
}

/* Keys that are one: pieces of a paste, put together. */
struct keys {
	struct buffer bytes;
	bool pasting;
};

static void
keys_of(struct keys *keys, const uint8_t *data, size_t size, uint32_t split)
{
	struct keyboard *keyboard = keyboard_new();
	struct key key;
	size_t at = 0;

	while (at < size) {
		size_t piece = piece_of(&split, size - at);

		keyboard_feed(keyboard, data + at, piece);
		at += piece;
		while (keyboard_next(keyboard, &key)) {
			if (key.kind != KEY_PASTE || !keys->pasting)
				buffer_append_byte(&keys->bytes, (uint8_t)key.kind);
			keys->pasting = key.kind == KEY_PASTE;
			if (key.kind == KEY_PASTE)
				buffer_append(&keys->bytes, key.text, key.length);
			if (key.kind == KEY_CHARACTER)
				utf8_append(&keys->bytes, key.character);
		}
	}
	keyboard_free(&keyboard);
}

static void
check_split(const uint8_t *data, size_t size, uint32_t split)
{
	struct keys whole = { BUFFER_INIT, false }, parts = { BUFFER_INIT, false };

	keys_of(&whole, data, size, 0);
	keys_of(&parts, data, size, split);
	if (whole.bytes.length != parts.bytes.length || (whole.bytes.length > 0 &&
	    memcmp(whole.bytes.data, parts.bytes.data, whole.bytes.length) != 0))
		error_bug("how bytes were split makes a difference");
	buffer_free(&whole.bytes);
	buffer_free(&parts.bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct textarea *textarea, *fresh;
	struct canvas canvas, again;
	uint32_t split;

	if (size < 2)
		return 0;
	split = data[1] + 1U;
	canvas_init(&canvas, 1 + data[0] % 64);
	canvas_init(&again, 1 + data[0] % 64);
	check_split(data + 2, size - 2, split);
	textarea = typed(data + 2, size - 2, split, canvas.columns);
	check_text(textarea);
	/* One that is made anew of the same text looks the same. */
	fresh = textarea_new(textarea_text(textarea), false);
	textarea_move(fresh, textarea_cursor(textarea));
	textarea_draw(textarea, &canvas, "", 0);
	textarea_draw(fresh, &again, "", 0);
	check_canvas(&canvas);
	if (canvas.count != again.count || canvas.cursor_row != again.cursor_row ||
	    canvas.cursor_column != again.cursor_column ||
	    textarea_rows(fresh, canvas.columns) != canvas.count)
		error_bug("a text looks otherwise than when it is made anew");
	for (size_t i = 0; i < canvas.count; i++)
		if (canvas.rows[i].length != again.rows[i].length ||
		    memcmp(canvas.rows[i].data, again.rows[i].data, again.rows[i].length) != 0)
			error_bug("a row looks otherwise than when it is made anew");
	textarea_free(&textarea);
	textarea_free(&fresh);
	canvas_free(&canvas);
	canvas_free(&again);
	return 0;
}
