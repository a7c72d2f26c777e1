/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/utf8.h"

#include "common/error.h"

/*
 * What may follow a first byte (RFC 3629 section 4, UTF8-octets): how many bytes, and the bounds
 * of the second one, which is where long spellings, surrogates and what lies above U+10FFFF are
 * told from the rest.
 */
struct lead {
	uint8_t first, last;
	uint8_t more;
	uint8_t low, high;
};

static const struct lead leads[] = {
	{ 0xc2, 0xdf, 1, 0x80, 0xbf },
	{ 0xe0, 0xe0, 2, 0xa0, 0xbf },
	{ 0xe1, 0xec, 2, 0x80, 0xbf },
	{ 0xed, 0xed, 2, 0x80, 0x9f },
	{ 0xee, 0xef, 2, 0x80, 0xbf },
	{ 0xf0, 0xf0, 3, 0x90, 0xbf },
	{ 0xf1, 0xf3, 3, 0x80, 0xbf },
	{ 0xf4, 0xf4, 3, 0x80, 0x8f },
};

static const struct lead *
lead_find(uint8_t byte)
{
	for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++)
		if (byte >= leads[i].first && byte <= leads[i].last)
			return &leads[i];
	return NULL;
}

int32_t
utf8_next(const uint8_t *bytes, size_t length, size_t *at)
{
	uint8_t byte = bytes[(*at)++], low, high;
	const struct lead *lead;
	int32_t character;

	if (byte < 0x80)
		return byte;
	lead = lead_find(byte);
	if (lead == NULL)
		return -1;
	character = byte & (0x3f >> lead->more);
	low = lead->low;
	high = lead->high;
	for (uint8_t i = 0; i < lead->more; i++) {
		if (*at == length || bytes[*at] < low || bytes[*at] > high)
			return -1;
		character = character << 6 | (bytes[(*at)++] & 0x3f);
		low = 0x80;
		high = 0xbf;
	}
	return character;
}

void
utf8_append(struct buffer *out, uint32_t character)
{
	uint8_t bytes[4];
	size_t length = 0;

	if (character > 0x10ffff || (character >= 0xd800 && character <= 0xdfff))
		error_bug("a number that is no character was to be written");
	if (character < 0x80) {
		bytes[length++] = (uint8_t)character;
	} else if (character < 0x800) {
		bytes[length++] = (uint8_t)(0xc0 | character >> 6);
	} else if (character < 0x10000) {
		bytes[length++] = (uint8_t)(0xe0 | character >> 12);
		bytes[length++] = (uint8_t)(0x80 | (character >> 6 & 0x3f));
	} else {
		bytes[length++] = (uint8_t)(0xf0 | character >> 18);
		bytes[length++] = (uint8_t)(0x80 | (character >> 12 & 0x3f));
		bytes[length++] = (uint8_t)(0x80 | (character >> 6 & 0x3f));
	}
	if (character >= 0x80)
		bytes[length++] = (uint8_t)(0x80 | (character & 0x3f));
	buffer_append(out, bytes, length);
}

size_t
utf8_count(const void *text, size_t length)
{
	size_t count = 0;

	for (size_t at = 0; at < length; count++)
		(void)utf8_next(text, length, &at);
	return count;
}
