/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/redact/phrases.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/secret.h"

static int
phrase_compare(const void *a, const void *b)
{
	const struct phrase_word *left = a, *right = b;
	int order = strcmp(left->key, right->key);

	if (order != 0)
		return order;
	if (left->place != right->place)
		return left->place < right->place ? -1 : 1;
	return (left->name > right->name) - (left->name < right->name);
}

void
phrases_make(struct phrases *phrases, const struct suggest_list *list)
{
	*phrases = (struct phrases){ BUFFER_INIT, 0 };
	for (size_t i = 0; i < list->count && phrases->count < PHRASES_MOST; i++) {
		struct folded name;

		folded_make(&name, list->names[i], strlen(list->names[i]));
		for (size_t j = 0; j < name.count && j < UINT16_MAX; j++) {
			struct phrase_word word = { .name = (uint32_t)i, .place = (uint16_t)j,
				.of = (uint16_t)name.count };

			if (folded_key(&name, j, word.key) == 0)
				continue;
			buffer_append(&phrases->words, &word, sizeof word);
			phrases->count++;
			explicit_bzero(&word, sizeof word);
		}
		folded_free(&name);
	}
	if (phrases->count > 0)
		secret_sort(phrases->words.data, phrases->count, sizeof(struct phrase_word),
		    phrase_compare);
}

void
phrases_free(struct phrases *phrases)
{
	buffer_free(&phrases->words);
	phrases->count = 0;
}

/* The first word with this key, or NULL. */
static const struct phrase_word *
phrases_find(const struct phrases *phrases, const char *key)
{
	const struct phrase_word *words = (const void *)phrases->words.data;
	size_t low = 0, high = phrases->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(words[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < phrases->count && strcmp(words[low].key, key) == 0 ? &words[low] : NULL;
}

/* Is word `place` of name `name` the text's word `i`? */
static bool
phrases_has(const struct phrases *phrases, const struct folded *folded, size_t i, uint32_t name,
    uint16_t place)
{
	const struct phrase_word *end = (const struct phrase_word *)(const void *)
	    phrases->words.data + phrases->count, *word;
	char key[WORDS_KEY_BYTES];

	if (folded_key(folded, i, key) == 0)
		return false;
	for (word = phrases_find(phrases, key); word != NULL && word < end &&
	    strcmp(word->key, key) == 0 && word->place <= place; word++)
		if (word->name == name && word->place == place)
			return true;
	return false;
}

size_t
phrases_at(const struct phrases *phrases, const struct folded *folded, size_t i)
{
	const struct phrase_word *words = (const void *)phrases->words.data, *word;
	char key[WORDS_KEY_BYTES];
	size_t longest = 0;

	if (phrases->count == 0 || folded_key(folded, i, key) == 0)
		return 0;
	for (word = phrases_find(phrases, key); word != NULL && word < words + phrases->count &&
	    word->place == 0 && strcmp(word->key, key) == 0; word++) {
		uint16_t place = 1;

		while (place < word->of && i + place < folded->count &&
		    folded->words[i + place].gap != GAP_LINE &&
		    phrases_has(phrases, folded, i + place, word->name, place))
			place++;
		if (place == word->of && place > longest)
			longest = place;
	}
	return longest;
}

const struct phrase_word *
phrases_word(const struct phrases *phrases, const struct folded *folded, size_t i)
{
	char key[WORDS_KEY_BYTES];
	size_t length = folded_key(folded, i, key);
	const struct phrase_word *word;

	if (phrases->count == 0 || length == 0)
		return NULL;
	word = phrases_find(phrases, key);
	/* "jacks", "jack2015" */
	if (word == NULL && length > 3 && key[length - 1] == 's') {
		key[length - 1] = '\0';
		word = phrases_find(phrases, key);
	}
	if (word == NULL && folded->words[i].digits) {
		while (length > 0 && key[length - 1] >= '0' && key[length - 1] <= '9')
			key[--length] = '\0';
		word = length > 1 ? phrases_find(phrases, key) : NULL;
	}
	return word;
}
