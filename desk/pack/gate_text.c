/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pack/gate_text.h"

#include <string.h>
#include <utf8proc.h>

#include "common/secret.h"
#include "common/utf8.h"

#define CHARACTER_MOST 0x10FFFF
#define PARTS_MOST 32 /* of one character: Unicode has none of more than 18 */
#define LABEL_MOST 64 /* bytes between the brackets of what stands for something redacted */
#define SHOWN_MOST 6  /* hexadecimal digits of a character that clean.h shows */

struct range {
	int32_t first, last;
};

/* Marks that people leave out: accents of Latin, Greek and Cyrillic, vowel signs of Hebrew and
 * Arabic. Those of other scripts are letters to their readers. */
static const struct range marks[] = { { 0x300, 0x36f }, { 0x591, 0x5bd }, { 0x5bf, 0x5bf },
	{ 0x5c1, 0x5c2 }, { 0x5c4, 0x5c5 }, { 0x5c7, 0x5c7 }, { 0x610, 0x61a }, { 0x64b, 0x65f },
	{ 0x670, 0x670 }, { 0x6d6, 0x6dc }, { 0x6df, 0x6e4 }, { 0x6e7, 0x6e8 }, { 0x6ea, 0x6ed },
	{ 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff }, { 0xfe20, 0xfe2f } };

/* What shows nothing and is of no category that says so (property Default_Ignorable_Code_Point),
 * and the stroke that makes an Arabic word longer. */
static const struct range unseen[] = { { 0x34f, 0x34f }, { 0x640, 0x640 }, { 0x115f, 0x1160 },
	{ 0x17b4, 0x17b5 }, { 0x180b, 0x180f }, { 0x3164, 0x3164 }, { 0xfe00, 0xfe0f },
	{ 0xffa0, 0xffa0 }, { 0xe0000, 0xe0fff } };

/* Scripts whose words have no spaces between: Thai, Lao, Burmese, Khmer, Japanese, Chinese. */
static const struct range unspaced[] = { { 0xe00, 0xeff }, { 0x1000, 0x109f }, { 0x1780, 0x17ff },
	{ 0x2e80, 0x2fdf }, { 0x3040, 0x30ff }, { 0x31f0, 0x31ff }, { 0x3400, 0x4dbf },
	{ 0x4e00, 0x9fff }, { 0xf900, 0xfaff }, { 0x20000, 0x3ffff } };

/* The zeros of scripts that families here write; their other digits follow. */
static const int32_t zeros[] = { 0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xbe6, 0xc66, 0xe50 };

#define RANGES_HAVE(ranges, c) ranges_have((ranges), sizeof(ranges) / sizeof(ranges)[0], (c))

static bool
ranges_have(const struct range *ranges, size_t count, int32_t c)
{
	for (size_t i = 0; i < count && ranges[i].first <= c; i++)
		if (c <= ranges[i].last)
			return true;
	return false;
}

/* A character that clean.h made visible, at `at` behind its "<": 0x200b of "U+200B>". Moves *at
 * behind its ">". -1 for a byte that was none; 0 where there is neither. */
static int32_t
plain_shown(const uint8_t *text, size_t length, size_t *at)
{
	size_t i = *at, first;
	int32_t c = 0;
	bool byte;

	if (length - i < 5 || (memcmp(text + i, "U+", 2) != 0 && memcmp(text + i, "0x", 2) != 0))
		return 0;
	byte = text[i] == '0';
	for (first = i += 2; i < length && i - first < SHOWN_MOST; i++) {
		if (text[i] >= '0' && text[i] <= '9')
			c = c * 16 + text[i] - '0';
		else if (text[i] >= 'A' && text[i] <= 'F')
			c = c * 16 + text[i] - 'A' + 10;
		else
			break;
	}
	if (i == length || text[i] != '>' || i - first < 2 || (byte && i - first != 2) ||
	    c > CHARACTER_MOST || (c >= 0xd800 && c <= 0xdfff) || (!byte && c == 0))
		return 0;
	*at = i + 1;
	return byte ? -1 : c;
}

/* Adds one character of a decomposition. */
static void
plain_part(struct buffer *out, int32_t c)
{
	if (c < 0x80) {
		if (c == '\n' || c == '\r' || c == 0xb || c == 0xc)
			buffer_append_byte(out, '\n');
		else if (c == '\t')
			buffer_append_byte(out, ' ');
		else if (c >= ' ' && c != 0x7f)
			buffer_append_byte(out, c == '`' ? '\'' : (uint8_t)c);
		return;
	}
	if (RANGES_HAVE(marks, c) || RANGES_HAVE(unseen, c))
		return;
	for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++)
		if (c >= zeros[i] && c <= zeros[i] + 9) {
			buffer_append_byte(out, (uint8_t)('0' + c - zeros[i]));
			return;
		}
	if (c == 0x85 || c == 0x2028 || c == 0x2029) {
		buffer_append_byte(out, '\n');
		return;
	}
	if ((c >= 0x2018 && c <= 0x201b) || c == 0x2bc || c == 0x2b9 || c == 0x2032 || c == 0xb4) {
		buffer_append_byte(out, '\'');
		return;
	}
	switch ((int)utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_CC: case UTF8PROC_CATEGORY_CF:
		break;
	case UTF8PROC_CATEGORY_ZS:
		buffer_append_byte(out, ' ');
		break;
	case UTF8PROC_CATEGORY_PD:
		buffer_append_byte(out, '-');
		break;
	default:
		if (c == 0x2212)
			buffer_append_byte(out, '-');
		else if (c == 0x2800) /* a blank of Braille */
			buffer_append_byte(out, ' ');
		else
			utf8_append(out, (uint32_t)c);
	}
}

/* Letters that are two, or whose stroke is no mark to Unicode; NULL for all others. */
static const char *
plain_letter(int32_t c)
{
	switch (c) {
	case 0x141: return "L";
	case 0x142: return "l";
	case 0xd8: return "O";
	case 0xf8: return "o";
	case 0x110: case 0xd0: return "D";
	case 0x111: case 0xf0: return "d";
	case 0x131: return "i";
	case 0xc6: return "Ae";
	case 0xe6: return "ae";
	case 0x152: return "Oe";
	case 0x153: return "oe";
	case 0xde: return "Th";
	case 0xfe: return "th";
	default: return NULL;
	}
}

static void
plain_character(struct buffer *out, int32_t c)
{
	utf8proc_int32_t parts[PARTS_MOST];
	utf8proc_ssize_t count;
	const char *letter;
	int boundary = 0;

	if (c < 0x80 || c == 0xb4) { /* an acute accent alone is meant as an apostrophe */
		plain_part(out, c);
		return;
	}
	letter = plain_letter(c);
	if (letter != NULL) {
		buffer_append_text(out, letter);
		return;
	}
	count = utf8proc_decompose_char(c, parts, PARTS_MOST,
	    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &boundary);
	for (utf8proc_ssize_t i = 0; i < count && i < PARTS_MOST; i++)
		plain_part(out, parts[i]);
}

void
gate_text_plain(struct buffer *out, const char *text, size_t length)
{
	const uint8_t *bytes = (const uint8_t *)text;
	size_t at = 0;

	while (at < length) {
		int32_t c = utf8_next(bytes, length, &at), shown;

		if (c == '<' && (shown = plain_shown(bytes, length, &at)) != 0)
			c = shown;
		if (c >= 0)
			plain_character(out, c);
	}
}

enum sort { SORT_SIGN, SORT_SMALL, SORT_LARGE, SORT_DIGIT, SORT_ALONE };

static enum sort
sort_of(int32_t c)
{
	if (c < 0x80) {
		if (c >= 'a' && c <= 'z')
			return SORT_SMALL;
		if (c >= 'A' && c <= 'Z')
			return SORT_LARGE;
		return c >= '0' && c <= '9' ? SORT_DIGIT : SORT_SIGN;
	}
	switch ((int)utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LT:
		return SORT_LARGE;
	case UTF8PROC_CATEGORY_LL:
		return SORT_SMALL;
	case UTF8PROC_CATEGORY_LM: case UTF8PROC_CATEGORY_LO: case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC: case UTF8PROC_CATEGORY_ME:
		return RANGES_HAVE(unspaced, c) ? SORT_ALONE : SORT_SMALL;
	case UTF8PROC_CATEGORY_ND:
		return SORT_DIGIT;
	default:
		return SORT_SIGN;
	}
}

static void
word_add(struct gate_text *made, int32_t c)
{
	utf8proc_int32_t parts[PARTS_MOST];
	utf8proc_ssize_t count;
	int boundary = 0;

	if (c < 0x80) {
		buffer_append_byte(&made->letters, (uint8_t)(c >= 'A' && c <= 'Z' ? c | 0x20 : c));
		return;
	}
	count = utf8proc_decompose_char(c, parts, PARTS_MOST,
	    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD, &boundary);
	for (utf8proc_ssize_t i = 0; i < count && i < PARTS_MOST; i++)
		utf8_append(&made->letters, (uint32_t)parts[i]);
}

/* What lies between two words of plain text. */
static enum gate_gap
gap_of(const uint8_t *text, size_t start, size_t end, bool *sentence)
{
	size_t signs = 0, spaces = 0, lines = 0;
	uint8_t sign = 0;

	*sentence = false;
	for (size_t i = start; i < end; i++) {
		if (text[i] == ' ') {
			spaces++;
		} else if (text[i] == '\n') {
			lines++;
			*sentence = true;
		} else {
			sign = text[i];
			signs++;
			*sentence |= strchr(".!?:;", sign) != NULL;
		}
	}
	if (signs == 0)
		return lines > 0 ? GATE_LINE : spaces > 0 ? GATE_SPACE : GATE_GLUE;
	if (signs == 1 && spaces + lines == 0)
		return sign == '\'' ? GATE_GLUE : sign == ',' ? GATE_NUMBER :
		    sign < 0x80 ? GATE_JOIN : GATE_SIGN;
	if (signs == 1 && lines > 0 && text[start] == '-')
		return GATE_JOIN;
	return lines > 0 ? GATE_LINE : GATE_SIGN;
}

/* Where the label ends that the last bracket before a word opens; `until` where there is none. */
static size_t
label_end(const struct buffer *plain, size_t start, size_t end, size_t until)
{
	for (size_t i = start; i < end; i++) {
		size_t next = i + 1;

		if (plain->data[i] != '[')
			continue;
		while (next < plain->length && next - i <= LABEL_MOST &&
		    strchr("[]\n", plain->data[next]) == NULL)
			next++;
		until = next < plain->length && plain->data[next] == ']' ? next : i;
	}
	return until;
}

/* Of a word that was read: does it stand? */
static bool
word_stays(const struct gate_text *made, const struct gate_word *word, uint8_t before)
{
	const uint8_t *letters = made->letters.data + word->start;
	const struct gate_word *last = made->count == 0 ? NULL : &made->words[made->count - 1];
	size_t length = word->end - word->start;

	if (last == NULL || word->gap != GATE_GLUE || word->digits)
		return true;
	if (before == '\'' && !last->digits && length == 1 && letters[0] == 's')
		return false;
	return !(before != '\'' && last->digits && length == 2 && (memcmp(letters, "th", 2) == 0 ||
	    memcmp(letters, "st", 2) == 0 || memcmp(letters, "nd", 2) == 0 ||
	    memcmp(letters, "rd", 2) == 0));
}

/* Reads the word that begins at `at`; returns where it ends. */
static size_t
word_read(struct gate_text *made, const struct buffer *plain, size_t at, struct gate_word *word)
{
	enum sort before = SORT_SIGN;
	size_t characters = 0, next = at;

	word->start = word->end = (uint32_t)made->letters.length;
	while (next < plain->length) {
		size_t begun = next;
		int32_t c = utf8_next(plain->data, plain->length, &next);
		enum sort sort = c < 0 ? SORT_SIGN : sort_of(c);

		if (sort == SORT_SIGN || (characters > 0 && ((sort == SORT_DIGIT) != word->digits ||
		    sort == SORT_ALONE || before == SORT_ALONE ||
		    (sort == SORT_LARGE && before == SORT_SMALL)))) {
			next = begun;
			break;
		}
		if (characters++ == 0) {
			word->digits = sort == SORT_DIGIT;
			word->capital = sort == SORT_LARGE;
		}
		word_add(made, c);
		before = sort;
	}
	word->end = (uint32_t)made->letters.length;
	word->single = characters == 1;
	word->after = next < plain->length && plain->data[next] < 0x80 ?
	    (char)plain->data[next] : '\0';
	return next;
}

void
gate_text_of_plain(struct gate_text *made, const struct buffer *plain)
{
	size_t at = 0, last = 0, label = 0;

	*made = (struct gate_text)GATE_TEXT_INIT;
	buffer_reserve(&made->letters, plain->length + 1);
	while (at < plain->length) {
		struct gate_word word = { .gap = GATE_LINE, .sentence = true };
		size_t next = at;
		int32_t c = utf8_next(plain->data, plain->length, &next);

		if (c < 0 || sort_of(c) == SORT_SIGN) {
			at = next;
			continue;
		}
		if (made->count > 0)
			word.gap = gap_of(plain->data, last, at, &word.sentence);
		label = label_end(plain, last, at, label);
		word.label = at < label;
		next = word_read(made, plain, at, &word);
		if (word.gap == GATE_NUMBER && (!word.digits || word.end - word.start != 3 ||
		    !made->words[made->count - 1].digits))
			word.gap = GATE_SIGN;
		if (word_stays(made, &word, at > 0 ? plain->data[at - 1] : 0)) {
			made->words = secret_grow(made->words, made->count, sizeof word);
			made->words[made->count++] = word;
		} else {
			made->letters.length = word.start;
		}
		at = last = next;
	}
}

void
gate_text_make(struct gate_text *made, const char *text, size_t length)
{
	struct buffer plain = BUFFER_INIT;

	gate_text_plain(&plain, text, length);
	gate_text_of_plain(made, &plain);
	buffer_free(&plain);
}

void
gate_text_free(struct gate_text *made)
{
	buffer_free(&made->letters);
	secret_release(made->words);
	*made = (struct gate_text)GATE_TEXT_INIT;
}
