/* SPDX-License-Identifier: ISC */
/* What of a surface is looked for, and how: the whole of it, and its words that are names. */
#include "config.h"

#include "desk/pack/gate_names.h"

#include <string.h>

#include "desk/redact/english.h"
#include "front/spot/numbers.h"

#define PARTS_MOST 6      /* words: what is longer is a sentence, and its words are no names */
#define PART_LEAST 3      /* letters of a word of a name that is looked for alone */
#define NUMBER_LEAST 3    /* digits of a number that is looked for */
#define REFERENCE_LEAST 6 /* digits of one that is looked for in what others wrote */
#define CODE_MOST 4       /* letters and digits of what is a class or a part of a postcode: "Y6" */

enum worth {
	WORTH_SMALL,    /* "6", "six" */
	WORTH_NUMBER,   /* others, and months */
	WORTH_ORDINARY,
	WORTH_EITHER,   /* "Rose", "Hill" */
	WORTH_NAME,
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
		return WORTH_NAME;
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

	if (end - start < PART_LEAST || (run->worth != WORTH_NAME &&
	    (run->worth != WORTH_EITHER || look != GATE_LOOK_ALL)))
		return;
	name = gate_names_put(names, text, run->first, run->last, of);
	name->capital = run->worth == WORTH_EITHER;
	name->plural = run->worth == WORTH_NAME;
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

/* Whether, and how, the whole of a surface is looked for. */
static bool
whole_is_worth(const struct gate_text *text, const struct run *runs, size_t count,
    enum gate_look look, bool *capital, bool *plural)
{
	bool name = false, either = false, word = false;
	size_t digits = 0, small = 0;

	for (size_t i = 0; i < count; i++) {
		name |= runs[i].worth == WORTH_NAME;
		either |= runs[i].worth == WORTH_EITHER;
		word |= runs[i].worth == WORTH_ORDINARY;
		small += runs[i].worth == WORTH_SMALL;
	}
	for (size_t i = 0; i < text->count; i++)
		if (text->words[i].digits)
			digits += text->words[i].end - text->words[i].start;
	*plural = count > 0 && runs[count - 1].worth == WORTH_NAME;
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

static size_t
runs_make(const struct gate_text *text, size_t last, struct run *runs, size_t room)
{
	size_t count = 0;

	for (size_t i = 0; i < last;) {
		struct run run = { .first = i, .last = i + 1 };

		while (run.last < last && text->words[run.last].gap <= GATE_NUMBER)
			run.last++;
		if (count == room)
			return room + 1;
		run.worth = worth_of(text, run.first, run.last);
		runs[count++] = run;
		i = run.last;
	}
	return count;
}

static void
names_add_text(struct gate_names *names, const struct gate_text *text, size_t of,
    enum gate_look look)
{
	struct run runs[PARTS_MOST] = { { 0, 0, WORTH_SMALL } };
	size_t last = names_cut(text), count = runs_make(text, last, runs, PARTS_MOST);
	bool capital = false, plural = false;
	struct gate_name *name;

	if (text->count == 1 && text->words[0].single && !text->words[0].digits &&
	    text->words[0].end <= 2) { /* a letter of Latin, Greek, Cyrillic */
		if (look == GATE_LOOK_ALL)
			gate_names_put(names, text, 0, 1, of)->initial = true;
		return;
	}
	if (count > PARTS_MOST) { /* a sentence */
		(void)gate_names_put(names, text, 0, last, of);
		return;
	}
	if (whole_is_worth(text, runs, count, look, &capital, &plural)) {
		name = gate_names_put(names, text, 0, last, of);
		name->capital = capital;
		name->plural = plural;
	}
	for (size_t i = 0; count > 1 && i < count; i++)
		names_add_part(names, text, &runs[i], of, look);
	for (size_t i = 0; i < count; i++)
		names_add_stem(names, text, &runs[i], of);
}

void
gate_names_add(struct gate_names *names, const char *surface, size_t of, enum gate_look look)
{
	struct gate_text text;

	gate_text_make(&text, surface, strlen(surface));
	if (text.count == 0)
		;
	else if (look == GATE_LOOK_ALL || look == GATE_LOOK_NAMES)
		names_add_text(names, &text, of, look);
	else
		gate_names_put(names, &text, 0, text.count, of)->same = look == GATE_LOOK_SAME;
	gate_text_free(&text);
}
