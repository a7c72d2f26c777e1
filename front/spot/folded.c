/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/spot/folded.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "common/error.h"
#include "common/utf8.h"

#define FOLDED_NEAR 3 /* words on either side that tell whether one is shouted */
#define FOLDED_HIDDEN (-1)

/* What stands for a character; FOLDED_HIDDEN where nothing does. */
static int32_t
folded_character(int32_t c)
{
	if (c < 0)
		return UTF8_REPLACEMENT;
	if (c == '\n' || c == '\t' || c == '\r' || c == 0xb || c == 0xc || c == 0x85 ||
	    c == 0x2028 || c == 0x2029)
		return '\n';
	if (c < 0x20 || c == 0x7f)
		return ' ';
	if (c < 0x7f)
		return c == '`' ? '\'' : c;
	if (c >= 0xff01 && c <= 0xff5e)
		return c - 0xff01 + '!';
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
		return '-';
	if ((c >= 0x2018 && c <= 0x201b) || c == 0x2bc || c == 0xb4 || c == 0x2032)
		return '\'';
	if ((c >= 0x201c && c <= 0x201f) || c == 0xab || c == 0xbb)
		return '"';
	/* utf8proc_category() is an enum of thirty; these two are enough. */
	switch ((int)utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_ZS:
		return ' ';
	case UTF8PROC_CATEGORY_CF:
		return FOLDED_HIDDEN;
	default:
		return c;
	}
}

enum folded_sort { SORT_OTHER, SORT_LARGE, SORT_SMALL, SORT_LETTER, SORT_MARK, SORT_DIGIT };

static enum folded_sort
folded_sort(int32_t c)
{
	if (c < 0x80) {
		if (c >= 'a' && c <= 'z')
			return SORT_SMALL;
		if (c >= 'A' && c <= 'Z')
			return SORT_LARGE;
		return c >= '0' && c <= '9' ? SORT_DIGIT : SORT_OTHER;
	}
	switch ((int)utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LT:
		return SORT_LARGE;
	case UTF8PROC_CATEGORY_LL:
		return SORT_SMALL;
	case UTF8PROC_CATEGORY_LM: case UTF8PROC_CATEGORY_LO:
		return SORT_LETTER;
	case UTF8PROC_CATEGORY_MN: case UTF8PROC_CATEGORY_MC: case UTF8PROC_CATEGORY_ME:
		return SORT_MARK;
	case UTF8PROC_CATEGORY_ND:
		return SORT_DIGIT;
	default:
		return SORT_OTHER;
	}
}

/* The text and the way back; no words yet. */
static void
folded_copy(struct folded *folded, const char *text, size_t length)
{
	size_t room = length + 64, at = 0;

	folded->from = malloc((room + 1) * sizeof *folded->from);
	if (folded->from == NULL)
		error_bug("no memory");
	while (at < length) {
		size_t begun = at, before = folded->text.length;
		int32_t c = folded_character(utf8_next((const uint8_t *)text, length, &at));

		if (c == FOLDED_HIDDEN)
			continue;
		utf8_append(&folded->text, (uint32_t)c);
		if (folded->text.length + 4 > room) {
			room *= 2;
			folded->from = realloc(folded->from, (room + 1) * sizeof *folded->from);
			if (folded->from == NULL)
				error_bug("no memory");
		}
		for (size_t i = before; i < folded->text.length; i++)
			folded->from[i] = begun;
	}
	folded->from[folded->text.length] = length;
}

/* Reads the word that starts at `at`; returns where it ends, "'s" and all. */
static size_t
folded_read(const struct folded *folded, size_t at, struct folded_word *word)
{
	const uint8_t *text = folded->text.data;
	size_t length = folded->text.length, letters = 0, large = 0;

	*word = (struct folded_word){ .start = at, .end = at };
	while (at < length) {
		size_t next = at, after;
		int32_t c = utf8_next(text, length, &next);
		enum folded_sort sort = folded_sort(c);

		if (c == '\'' && letters > 0 && next < length) {
			after = next;
			sort = folded_sort(utf8_next(text, length, &after));
			if (sort == SORT_OTHER || sort == SORT_DIGIT)
				break;
			at = next;
			continue;
		}
		if (sort == SORT_OTHER)
			break;
		if (sort == SORT_LARGE && letters == 0 && !word->digits)
			word->capital = true;
		word->digits |= sort == SORT_DIGIT;
		if (sort != SORT_DIGIT && sort != SORT_MARK)
			letters++;
		large += sort == SORT_LARGE;
		at = next;
	}
	word->end = at;
	word->letter = letters == 1 && !word->digits;
	word->large = letters >= 2 && large == letters;
	if (letters > 1 && at - word->start > 2 && text[at - 2] == '\'' &&
	    (text[at - 1] | 0x20) == 's') {
		word->end = at - 2;
		word->owns = true;
		word->letter = letters == 2;
	}
	return at;
}

/* What lies between two words, and whether a sentence may begin after it. */
static enum folded_gap
folded_gap(const uint8_t *text, size_t start, size_t end, bool *sentence)
{
	bool spaces = true, line = false, dot = false, after = false;

	for (size_t at = start; at < end;) {
		int32_t c = utf8_next(text, end, &at);

		if (c == ' ')
			continue;
		if (c == '\n')
			line = true;
		if (c == '.' && spaces)
			dot = true;
		else
			dot = false;
		spaces = false;
		/* An opening quote, a dash and a picture begin one as a full stop does. */
		after |= c == '.' || c == '!' || c == '?' || c == ':' || c == '\n' || c == '"' ||
		    c == '*' || c == '|' || c > 0x2000 || (c == '\'' && at == end) ||
		    (c == '-' && end - start > 1);
	}
	*sentence = after;
	if (line)
		return GAP_LINE;
	if (spaces)
		return end > start ? GAP_SPACE : GAP_OTHER;
	if (end - start == 1 && text[start] == '-')
		return GAP_HYPHEN;
	return dot ? GAP_DOT : GAP_OTHER;
}

static void
folded_shouts(struct folded *folded)
{
	for (size_t i = 0; i < folded->count; i++) {
		struct folded_word *word = &folded->words[i];
		size_t first = i > FOLDED_NEAR ? i - FOLDED_NEAR : 0, near = 0, large = 0;

		if (!word->large && !word->letter)
			continue;
		for (size_t j = first; j < folded->count && j <= i + FOLDED_NEAR; j++) {
			if (j == i || folded->words[j].letter || folded->words[j].digits)
				continue;
			near++;
			large += folded->words[j].large;
		}
		word->shouted = large >= 2 && large * 2 > near;
	}
}

static void
folded_split(struct folded *folded)
{
	const uint8_t *text = folded->text.data;
	size_t length = folded->text.length, at = 0, last = 0, room = 0;

	while (at < length) {
		size_t next = at;
		enum folded_sort sort = folded_sort(utf8_next(text, length, &next));
		struct folded_word *word;
		char key[WORDS_KEY_BYTES];

		if (sort == SORT_OTHER || sort == SORT_MARK) {
			at = next;
			continue;
		}
		if (folded->count == room) {
			room = room == 0 ? 64 : room * 2;
			folded->words = realloc(folded->words, room * sizeof *folded->words);
			if (folded->words == NULL)
				error_bug("no memory");
		}
		word = &folded->words[folded->count];
		next = folded_read(folded, at, word);
		word->gap = folded_gap(text, last, at, &word->sentence);
		if (folded->count == 0) {
			word->sentence = true;
			word->gap = GAP_LINE;
		}
		folded->count++;
		(void)folded_key(folded, folded->count - 1, key);
		word->class = word->digits ? 0 : (uint8_t)words_class(key);
		if (word->class == 0 && word->owns) {
			/* "it's", "let's" are in the list as "its", "lets". */
			(void)words_key(key, (const char *)text + at, next - at);
			word->class = (uint8_t)(words_class(key) & WORDS_PLAIN);
		}
		at = last = next;
	}
}

void
folded_make(struct folded *folded, const char *text, size_t length)
{
	*folded = (struct folded)FOLDED_INIT;
	folded_copy(folded, text, length);
	folded_split(folded);
	folded_shouts(folded);
}

void
folded_free(struct folded *folded)
{
	buffer_free(&folded->text);
	free(folded->from);
	free(folded->words);
	*folded = (struct folded)FOLDED_INIT;
}

size_t
folded_key(const struct folded *folded, size_t i, char key[WORDS_KEY_BYTES])
{
	const struct folded_word *word = &folded->words[i];

	return words_key(key, (const char *)folded->text.data + word->start,
	    word->end - word->start);
}

bool
folded_in(const struct folded *folded, size_t i, const char *const *list, size_t count)
{
	char key[WORDS_KEY_BYTES];

	return folded_key(folded, i, key) > 0 && words_in(list, count, key);
}

bool
folded_joins(const struct folded *folded, size_t i)
{
	const struct folded_word *word = &folded->words[i];

	return i > 0 && i < folded->count && !word->taken && !word->digits &&
	    !folded->words[i - 1].taken &&
	    (word->gap == GAP_SPACE || word->gap == GAP_HYPHEN);
}

bool
folded_capital(const struct folded_word *word)
{
	return word->capital && !word->shouted;
}
