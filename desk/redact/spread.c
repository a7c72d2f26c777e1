/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/redact/spread.h"

#include <stdlib.h>
#include <string.h>

#include "common/secret.h"
#include "desk/redact/english.h"

#define NAME_LEAST  3 /* letters */
#define SLIP_LEAST  5
#define SHORT_LEAST 2
#define WORD_SURE   55 /* a rare word is learnt from what is as sure as this */

void
spread_start(struct spread *spread)
{
	*spread = (struct spread){ BUFFER_INIT, 0 };
}

void
spread_end(struct spread *spread)
{
	buffer_free(&spread->names);
	spread->count = 0;
}

void
spread_add(struct spread *spread, const struct folded *folded, size_t i, unsigned class,
    uint8_t sure)
{
	struct spread_name name = { .sort = SPREAD_NAME };
	size_t length;

	if (spread->count == SPREAD_MOST || folded->words[i].digits)
		return;
	length = folded_key(folded, i, name.key);
	if ((class & (WORDS_CAPITAL | WORDS_PLACE)) != 0 || (class & (ENGLISH_COMMON |
	    WORDS_PLAIN)) != 0)
		name.sort = SPREAD_COMMON;
	else if ((class & ENGLISH_KNOWN) != 0)
		name.sort = SPREAD_WORD;
	if ((class & WORDS_GIVEN) != 0)
		name.sort = SPREAD_NAME;
	if (length >= NAME_LEAST && (name.sort == SPREAD_NAME || sure >= WORD_SURE)) {
		buffer_append(&spread->names, &name, sizeof name);
		spread->count++;
	}
	explicit_bzero(&name, sizeof name);
}

void
spread_add_hidden(struct spread *spread, const struct suggest_list *hide)
{
	for (size_t i = 0; i < hide->count; i++) {
		struct folded name;

		folded_make(&name, hide->names[i], strlen(hide->names[i]));
		for (size_t j = 0; j < name.count; j++) {
			char key[WORDS_KEY_BYTES];

			if (folded_key(&name, j, key) > 0)
				spread_add(spread, &name, j, english_listed(key), SUGGEST_CERTAIN);
			explicit_bzero(key, sizeof key);
		}
		folded_free(&name);
	}
}

static int
spread_compare(const void *a, const void *b)
{
	const struct spread_name *left = a, *right = b;

	return strcmp(left->key, right->key);
}

void
spread_sort(struct spread *spread)
{
	if (spread->count > 0)
		secret_sort(spread->names.data, spread->count, sizeof(struct spread_name),
		    spread_compare);
}

static const struct spread_name *
spread_find(const struct spread *spread, const char *key)
{
	return bsearch(key, spread->names.data, spread->count, sizeof(struct spread_name),
	    spread_compare);
}

enum spread_sort
spread_has(const struct spread *spread, const struct folded *folded, size_t i, unsigned class)
{
	const struct spread_name *names = (const void *)spread->names.data, *name;
	struct spread_name key = { .sort = SPREAD_NONE };
	enum spread_sort sort = SPREAD_NONE;
	size_t length = folded_key(folded, i, key.key);

	if (spread->count == 0 || length < SHORT_LEAST)
		return SPREAD_NONE;
	name = spread_find(spread, key.key);
	/* "jacks" */
	if (name == NULL && length > NAME_LEAST && key.key[length - 1] == 's') {
		key.key[length - 1] = '\0';
		name = spread_find(spread, key.key);
		key.key[length - 1] = 's';
	}
	if (name != NULL)
		return name->sort;
	/* "ry" is a word, in a large dictionary. */
	if ((class & ENGLISH_KNOWN & ~(unsigned)ENGLISH_WORD) != 0 || (class & ENGLISH_COMMON) != 0 ||
	    ((class & ENGLISH_WORD) != 0 && length > SHORT_LEAST + 1))
		return SPREAD_NONE;
	for (size_t j = 0; j < spread->count && j < SPREAD_SLIPS && sort == SPREAD_NONE; j++) {
		if (names[j].sort != SPREAD_NAME)
			continue;
		if (length < strlen(names[j].key) && strncmp(names[j].key, key.key, length) == 0)
			sort = SPREAD_SHORT;
		else if (length >= SLIP_LEAST && strlen(names[j].key) >= SLIP_LEAST &&
		    english_one_slip(names[j].key, key.key))
			sort = SPREAD_SLIP;
	}
	explicit_bzero(&key, sizeof key);
	return sort;
}
