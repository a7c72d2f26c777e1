/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/columns.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include "common/utf8.h"

#define ZERO_WIDTH_JOINER 0x200d
#define EMOJI_STYLE 0xfe0f

static int32_t
columns_read(const char *text, size_t length, size_t *at)
{
	int32_t character = utf8_next((const uint8_t *)text, length, at);

	return character < 0 ? UTF8_REPLACEMENT : character;
}

/* One printable byte of ASCII that nothing can join: nearly all of most texts, so the one case
 * that must be fast. */
static bool
columns_is_simple(const char *text, size_t length)
{
	return text[0] >= 0x20 && text[0] < 0x7f &&
	    (length == 1 || (unsigned char)text[1] < 0x80);
}

static bool
columns_is_mark(int32_t character)
{
	utf8proc_category_t category = utf8proc_category(character);

	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
	    category == UTF8PROC_CATEGORY_ME;
}

static bool
columns_is_control(int32_t character)
{
	switch (utf8proc_get_property(character)->boundclass) {
	case UTF8PROC_BOUNDCLASS_CR:
	case UTF8PROC_BOUNDCLASS_LF:
	case UTF8PROC_BOUNDCLASS_CONTROL:
		return true;
	default:
		return false;
	}
}

/* Whether a whole character ends between two. More is held together than UAX 29 does: all that
 * clean.h may show as it is only because of what stands before it. */
static bool
columns_breaks(int32_t before, int32_t after, utf8proc_int32_t *state)
{
	if (!utf8proc_grapheme_break_stateful(before, after, state))
		return false;
	if (columns_is_control(before) || columns_is_control(after))
		return true;
	return before != ZERO_WIDTH_JOINER && !columns_is_mark(after);
}

/* The same, false where it depends on what stands further before: joiners, marks, and the halves of
 * flags, which never break where nothing is known of others. */
static bool
columns_surely_breaks(int32_t before, int32_t after)
{
	utf8proc_int32_t state = 0;

	return before != ZERO_WIDTH_JOINER && !columns_is_mark(before) &&
	    columns_breaks(before, after, &state);
}

static size_t
columns_width(int32_t character)
{
	int width = utf8proc_charwidth(character);

	if (width == 0 && utf8proc_category(character) == UTF8PROC_CATEGORY_MC)
		return 1;
	return width < 0 ? 0 : (size_t)width;
}

size_t
columns_character(const char *text, size_t length, size_t *width)
{
	utf8proc_int32_t state = 0;
	size_t at = 0, sum, last;
	int32_t before;

	if (columns_is_simple(text, length)) {
		if (width != NULL)
			*width = 1;
		return 1;
	}
	before = columns_read(text, length, &at);
	sum = last = columns_width(before);
	while (at < length) {
		size_t next = at, more;
		int32_t after = columns_read(text, length, &next);

		if (next > COLUMNS_CHARACTER_MOST || columns_breaks(before, after, &state))
			break;
		more = after == EMOJI_STYLE && last == 1 ? 1 : columns_width(after);
		sum += more;
		last = after == EMOJI_STYLE ? 2 : more;
		before = after;
		at = next;
	}
	if (width != NULL)
		*width = sum;
	return at;
}

size_t
columns_before(const char *text, size_t length, size_t at)
{
	size_t start = at, end;

	for (;;) {
		size_t from, after_at;
		int32_t after, before;

		do {
			start--;
		} while (start > 0 && ((unsigned char)text[start] & 0xc0) == 0x80);
		if (start == 0)
			break;
		from = start;
		do {
			from--;
		} while (from > 0 && ((unsigned char)text[from] & 0xc0) == 0x80);
		after_at = start;
		before = columns_read(text, length, &from);
		after = columns_read(text, length, &after_at);
		if (columns_surely_breaks(before, after))
			break;
	}
	for (;;) {
		end = start + columns_character(text + start, length - start, NULL);
		if (end >= at)
			return start;
		start = end;
	}
}

size_t
columns_of(const char *text, size_t length)
{
	size_t width, sum = 0;

	for (size_t at = 0; at < length; sum += width)
		at += columns_character(text + at, length - at, &width);
	return sum;
}

size_t
columns_cut(const char *text, size_t length, size_t columns)
{
	size_t at = 0, sum = 0;

	while (at < length) {
		size_t width, bytes = columns_character(text + at, length - at, &width);

		if (sum + width > columns)
			break;
		sum += width;
		at += bytes;
	}
	return at;
}

size_t
columns_row(const char *text, size_t length, size_t columns, size_t *next)
{
	size_t at = 0, column = 0, space = 0;
	bool begun = false; /* there is more than spaces */

	while (at < length) {
		bool is_simple = columns_is_simple(text + at, length - at), is_space;
		size_t width = 1, bytes = is_simple ? 1 :
		    columns_character(text + at, length - at, &width);

		/* A mark may sit on a space: then it is none. */
		is_space = bytes == 1 && text[at] == ' ';

		if (is_space && begun)
			space = at; /* never 0 */
		if (column + width > columns && at > 0) {
			*next = space > 0 ? space + 1 : at;
			return space > 0 ? space : at;
		}
		if (!is_space)
			begun = true;
		column += width;
		at += bytes;
	}
	*next = length;
	return length;
}

size_t
columns_first_row(const char *text, size_t length, size_t columns, size_t hang, size_t *next)
{
	size_t bytes = columns_row(text, length, columns, next), mark;

	if (bytes == length || columns <= hang || columns_of(text, bytes) >= hang)
		return bytes;
	mark = *next;
	bytes = columns_row(text + mark, length - mark, columns - columns_of(text, mark), next);
	*next += mark;
	return bytes + mark;
}

void
columns_expand(struct buffer *out, const char *text, size_t length, size_t column)
{
	while (length > 0) {
		const char *tab = memchr(text, '\t', length);
		size_t before = tab == NULL ? length : (size_t)(tab - text);

		buffer_append(out, text, before);
		if (tab == NULL)
			return;
		column += columns_of(text, before);
		do {
			buffer_append_byte(out, ' ');
			column++;
		} while (column % COLUMNS_TAB != 0);
		text += before + 1;
		length -= before + 1;
	}
}
