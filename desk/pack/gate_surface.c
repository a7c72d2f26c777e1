/* SPDX-License-Identifier: ISC */
/* What of a surface is looked for, and how: the whole of it, and its words that are names. */
#include "config.h"

#include "desk/pack/gate_names.h"

#include <string.h>

#include "common/secret.h"
#include "desk/redact/english.h"
#include "front/spot/numbers.h"

#define PARTS_MOST 6      /* words: of what is longer, only what is sure to be a name is looked for
                           * alone: it is a sentence, or a family's whole list in one entry */
#define PART_LEAST 3      /* letters of a word of a name that is looked for alone */
#define NUMBER_LEAST 3    /* digits of a number that is looked for */
#define REFERENCE_LEAST 6 /* digits of one that is looked for in what others wrote */
#define CODE_MOST 4       /* letters and digits of what is a class or a part of a postcode: "Y6" */

enum worth {
	WORTH_SMALL,    /* "6", "six" */
	WORTH_NUMBER,   /* others, and months */
	WORTH_ORDINARY,
	WORTH_EITHER,   /* "Rose", "Hill" */
	WORTH_NAME,     /* in no dictionary */
	WORTH_GIVEN,    /* a name of people and no other word */
};

/* A word of a surface: one or more of gate_text.h, with nothing but glue between. */
struct run {
	size_t first, last;
	enum worth worth;
};

/* "six" is "6". */
static bool
is_small_number(const char *key)
{
	static const char *const numbers[] = { "eight", "eighteen", "eleven", "fifteen", "five",
		"four", "fourteen", "nine", "nineteen", "one", "seven", "seventeen", "six",
		"sixteen", "ten", "thirteen", "three", "twelve", "twenty", "two" };

	return WORDS_IN(numbers, key);
}

static enum worth
worth_of(const struct gate_text *text, size_t first, size_t last)
{
	const char *letters = (const char *)text->letters.data + text->words[first].start;
	size_t length = text->words[last - 1].end - text->words[first].start;
	char key[WORDS_KEY_BYTES];
	bool digits = true, mixed = false, small, month;
	unsigned class;

	for (size_t i = first; i < last; i++) {
		digits &= text->words[i].digits;
		mixed |= text->words[i].digits;
	}
	if (digits)
		return length < NUMBER_LEAST ? WORTH_SMALL : WORTH_NUMBER;
	if (mixed && length <= CODE_MOST)
		return WORTH_ORDINARY;
	if (words_key(key, letters, length) == 0)
		return WORTH_NAME;
	class = english_listed(key);
	small = is_small_number(key);
	month = (class & WORDS_CAPITAL) != 0 && numbers_month(key, strlen(key)) != 0;
	/* January, and a name in Poland. */
	if (strcmp(key, "jan") == 0) {
		class = WORDS_MAYBE | ENGLISH_COMMON;
		month = false;
	}
	explicit_bzero(key, sizeof key);
	if (small || month)
		return small ? WORTH_SMALL : WORTH_NUMBER;
	if ((class & (WORDS_CAPITAL | WORDS_PLACE)) != 0 || length == 1)
		return WORTH_ORDINARY;
	if ((class & WORDS_GIVEN) != 0)
		return WORTH_GIVEN;
	if ((class & (WORDS_MAYBE | ENGLISH_SURNAME | ENGLISH_PROPER)) != 0)
		return (class & ENGLISH_COMMON) != 0 ? WORTH_EITHER : WORTH_NAME;
	return (class & ENGLISH_KNOWN) != 0 ? WORTH_ORDINARY : WORTH_NAME;
}

/* Where the words end that are no longer together than GATE_NAME_MOST. */
static size_t
names_cut(const struct gate_text *text)
{
	size_t last = text->count;

	while (last > 1 && text->words[last - 1].end > GATE_NAME_MOST)
		last--;
	return last;
}

static void
names_add_part(struct gate_names *names, const struct gate_text *text, const struct run *run,
    size_t of, enum gate_look look)
{
	uint32_t start = text->words[run->first].start, end = text->words[run->last - 1].end;
	struct gate_name *name;

	if (end - start < PART_LEAST || run->worth < WORTH_EITHER ||
	    (run->worth == WORTH_EITHER && look != GATE_LOOK_ALL))
		return;
	name = gate_names_put(names, text, run->first, run->last, of);
	name->capital = run->worth == WORTH_EITHER;
	name->plural = run->worth >= WORTH_NAME;
}

/* "Jacks", if it was redacted so, is "Jack". */
static void
names_add_stem(struct gate_names *names, const struct gate_text *text, const struct run *run,
    size_t of)
{
	uint32_t start = text->words[run->first].start, end = text->words[run->last - 1].end;
	char key[WORDS_KEY_BYTES];

	if (end - start <= GATE_PLURAL_LEAST || text->letters.data[end - 1] != 's' ||
	    words_key(key, (const char *)text->letters.data + start, end - start - 1) == 0)
		return;
	if ((english_listed(key) & WORDS_GIVEN) != 0) {
		struct gate_name *name = gate_names_put(names, text, run->first, run->last, of);

		name->length--;
		name->plural = true;
	}
	explicit_bzero(key, sizeof key);
}

/* "March 2023", "aged 11", "5,000 pounds": of such a one the label of another may have the words,
 * "[aged 11 to 15]". */
static bool
whole_is_wide(const struct gate_text *text, const struct run *runs, size_t count)
{
	static const char *const words[] = { "age", "aged", "old", "pounds", "year", "years" };

	for (size_t i = 0; i < count; i++) {
		const struct gate_word *word = &text->words[runs[i].first];
		char key[WORDS_KEY_BYTES];

		if (runs[i].worth <= WORTH_NUMBER)
			continue;
		(void)words_key(key, (const char *)text->letters.data + word->start,
		    text->words[runs[i].last - 1].end - word->start);
		if (!WORDS_IN(words, key))
			return false;
	}
	return true;
}

/* Whether, and how, the whole of a surface is looked for. */
static bool
whole_is_worth(const struct gate_text *text, const struct run *runs, size_t count,
    enum gate_look look, bool *capital, bool *plural)
{
	bool name = false, either = false, word = false;
	size_t digits = 0, small = 0;

	for (size_t i = 0; i < count; i++) {
		name |= runs[i].worth >= WORTH_NAME;
		either |= runs[i].worth == WORTH_EITHER;
		word |= runs[i].worth == WORTH_ORDINARY;
		small += runs[i].worth == WORTH_SMALL;
	}
	for (size_t i = 0; i < text->count; i++)
		if (text->words[i].digits)
			digits += text->words[i].end - text->words[i].start;
	*plural = count > 0 && runs[count - 1].worth >= WORTH_NAME;
	*capital = false;
	if (small == count && digits < NUMBER_LEAST)
		return false;
	if (look == GATE_LOOK_ALL || name)
		return true;
	/* Not "2023", "March 2023" and "the council", but "Little Acorns" and 01/02/2023. */
	*capital = true;
	if (!word && !either) {
		*capital = false;
		return digits >= REFERENCE_LEAST;
	}
	return either || count > 1;
}

static struct run *
runs_make(const struct gate_text *text, size_t *count)
{
	struct run *runs = NULL;

	*count = 0;
	for (size_t i = 0; i < text->count;) {
		struct run run = { .first = i, .last = i + 1 };

		while (run.last < text->count && text->words[run.last].gap <= GATE_NUMBER)
			run.last++;
		run.worth = worth_of(text, run.first, run.last);
		runs = secret_grow(runs, *count, sizeof run);
		runs[(*count)++] = run;
		i = run.last;
	}
	return runs;
}

/* "Mrs Peach", "Olivia Peach": a common word, and a surname here. */
static void
runs_raise_surname(const struct gate_text *text, struct run *runs, size_t count)
{
	static const char *const titles[] = { "doctor", "dr", "miss", "mr", "mrs", "ms", "mx",
		"pan", "pani", "prof", "professor", "sir" };
	const struct gate_word *first;
	char key[WORDS_KEY_BYTES];

	if (count < 2 || count > 3 || runs[count - 1].worth != WORTH_ORDINARY)
		return;
	first = &text->words[runs[0].first];
	(void)words_key(key, (const char *)text->letters.data + first->start,
	    text->words[runs[0].last - 1].end - first->start);
	if (WORDS_IN(titles, key) || (count == 2 && runs[0].worth == WORTH_GIVEN))
		runs[count - 1].worth = WORTH_EITHER;
}

/* All words of a surface that are names: in a long one, those that are sure to be. */
static void
names_add_parts(struct gate_names *names, const struct gate_text *text, const struct run *runs,
    size_t count, size_t of, enum gate_look look)
{
	for (size_t i = 0; i < count; i++) {
		bool sure = runs[i].worth == WORTH_GIVEN || (runs[i].worth == WORTH_NAME &&
		    text->words[runs[i].first].capital);

		if (count > 1 && (count <= PARTS_MOST || sure))
			names_add_part(names, text, &runs[i], of, look);
		names_add_stem(names, text, &runs[i], of);
	}
}

static void
names_add_text(struct gate_names *names, const struct gate_text *text, size_t of,
    enum gate_look look)
{
	size_t count;
	bool capital = false, plural = false;
	struct run *runs;

	if (text->count == 1 && text->words[0].single && !text->words[0].digits &&
	    text->words[0].end <= 2) { /* a letter of Latin, Greek, Cyrillic */
		if (look == GATE_LOOK_ALL)
			gate_names_put(names, text, 0, 1, of)->initial = true;
		return;
	}
	runs = runs_make(text, &count);
	runs_raise_surname(text, runs, count);
	if (count > PARTS_MOST || whole_is_worth(text, runs, count, look, &capital, &plural)) {
		struct gate_name *name = gate_names_put(names, text, 0, names_cut(text), of);

		name->capital = capital;
		name->plural = plural;
		name->wide = whole_is_wide(text, runs, count);
	}
	names_add_parts(names, text, runs, count, of, look);
	secret_release(runs);
}

/* A list in one entry, "Jack, Little Acorns; Mrs Brown": each of its items is looked for, too, as
 * far as it is a name. */
static void
names_add_items(struct gate_names *names, const char *surface, size_t of)
{
	size_t whole = strlen(surface);

	for (size_t at = 0, length; at <= whole; at += length + 1) {
		struct gate_text text;

		length = strcspn(surface + at, ",;&/()\n");
		if (length == whole)
			return;
		gate_text_make(&text, surface + at, length);
		if (text.count > 0)
			names_add_text(names, &text, of, GATE_LOOK_NAMES);
		gate_text_free(&text);
	}
}

void
gate_names_add(struct gate_names *names, const char *surface, size_t of, enum gate_look look)
{
	bool phrase = look == GATE_LOOK_PHRASE || look == GATE_LOOK_SAME;
	struct gate_text text;

	gate_text_make(&text, surface, strlen(surface));
	if (text.count > 0 && phrase)
		gate_names_put(names, &text, 0, text.count, of)->same = look == GATE_LOOK_SAME;
	else if (text.count > 0)
		names_add_text(names, &text, of, look);
	gate_text_free(&text);
	if (!phrase)
		names_add_items(names, surface, of);
}
