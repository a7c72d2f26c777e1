/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/spot/words.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "common/utf8.h"
#include "front/spot/words_tables.h"

/* Letters whose stroke is no mark to Unicode. */
static int32_t
words_plain_letter(int32_t c)
{
	switch (c) {
	case 0x141: case 0x142:
		return 'l';
	case 0xd8: case 0xf8:
		return 'o';
	case 0x110: case 0x111:
		return 'd';
	case 0x131:
		return 'i';
	default:
		return c;
	}
}

/* Adds what is left of one character without its marks. */
static size_t
words_key_add(char *key, size_t used, int32_t c)
{
	utf8proc_int32_t parts[8];
	utf8proc_ssize_t count;
	int boundary = 0;

	c = words_plain_letter(c);
	if (c < 0x80) {
		if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		if (c != '\'' && used < WORDS_KEY_BYTES)
			key[used++] = (char)c;
		return used;
	}
	count = utf8proc_decompose_char(c, parts, 8, UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK |
	    UTF8PROC_CASEFOLD, &boundary);
	for (utf8proc_ssize_t i = 0; i < count && i < 8; i++) {
		utf8proc_uint8_t bytes[4];
		size_t length = (size_t)utf8proc_encode_char(parts[i], bytes);

		if (used + length > WORDS_KEY_BYTES)
			return WORDS_KEY_BYTES;
		memcpy(key + used, bytes, length);
		used += length;
	}
	return used;
}

size_t
words_key(char key[WORDS_KEY_BYTES], const char *word, size_t length)
{
	size_t at = 0, used = 0;

	while (at < length && used < WORDS_KEY_BYTES) {
		int32_t c = utf8_next((const uint8_t *)word, length, &at);

		if (c >= 0)
			used = words_key_add(key, used, c);
	}
	if (used >= WORDS_KEY_BYTES)
		used = 0;
	key[used] = '\0';
	return used;
}

static int
words_compare(const void *key, const void *entry)
{
	return strcmp(key, *(const char *const *)entry);
}

bool
words_in(const char *const *list, size_t count, const char *key)
{
	return bsearch(key, list, count, sizeof *list, words_compare) != NULL;
}

static bool
words_plain_has(const char *key)
{
	return words_in(words_plain, words_plain_count, key);
}

/* Endings of English, and what stands for them in the list. */
static const struct {
	const char *ending, *instead;
} words_endings[] = {
	{ "s", "" }, { "es", "" }, { "d", "" }, { "ed", "" }, { "ing", "" }, { "ing", "e" },
	{ "er", "" }, { "er", "e" }, { "est", "" }, { "ly", "" }, { "ies", "y" }, { "ied", "y" },
	{ "ers", "" }, { "ers", "e" }, { "ings", "" }, { "ness", "" }, { "ment", "" },
	{ "ful", "" }, { "less", "" }, { "y", "" }, { "ier", "y" }, { "iest", "y" }, { "ily", "y" },
};

/* Is it an ordinary word with an ending: "plans", "stopped", "making"? */
static bool
words_plain_form(const char *key, size_t length)
{
	char stem[WORDS_KEY_BYTES + 2];

	for (size_t i = 0; i < sizeof words_endings / sizeof words_endings[0]; i++) {
		const char *ending = words_endings[i].ending, *instead = words_endings[i].instead;
		size_t cut = strlen(ending);

		if (length < cut + 3 || strcmp(key + length - cut, ending) != 0)
			continue;
		memcpy(stem, key, length - cut);
		memcpy(stem + length - cut, instead, strlen(instead) + 1);
		if (words_plain_has(stem))
			return true;
		if (*instead == '\0' && stem[length - cut - 1] == stem[length - cut - 2]) {
			stem[length - cut - 1] = '\0';
			if (words_plain_has(stem))
				return true;
		}
	}
	return false;
}

unsigned
words_class(const char *key)
{
	size_t length = strlen(key);
	unsigned class = 0;

	if (length == 0)
		return 0;
	if (words_in(words_given, words_given_count, key))
		class |= WORDS_GIVEN;
	if (words_in(words_maybe, words_maybe_count, key))
		class |= WORDS_MAYBE;
	if (words_plain_has(key))
		class |= WORDS_PLAIN;
	if (words_in(words_capital, words_capital_count, key))
		class |= WORDS_CAPITAL;
	if (words_in(words_place, words_place_count, key))
		class |= WORDS_PLACE;
	if (class == 0 && words_plain_form(key, length))
		class |= WORDS_PLAIN;
	if (class == 0 && length > 3 && key[length - 1] == 's') {
		char stem[WORDS_KEY_BYTES];

		memcpy(stem, key, length);
		stem[length - 1] = '\0';
		if (words_in(words_given, words_given_count, stem))
			class |= WORDS_GIVEN;
	}
	return class;
}
