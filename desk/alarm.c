/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/alarm.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "common/error.h"
#include "common/secret.h"
#include "front/spot/folded.h"

#define ALARM_BETWEEN_MOST 2 /* words for "~" */
#define ALARM_STARTS_MOST 1024
#define ALARM_PLACES 1024

struct alarm_keys {
	char (*keys)[WORDS_KEY_BYTES];
	size_t count;
};

/* With which two bytes a phrase's first word may begin, so that a word is compared with few. */
struct alarm_starts {
	struct {
		uint16_t phrase, next; /* plus 1; 0: no more */
	} starts[ALARM_STARTS_MOST];
	size_t count;
	uint16_t first[ALARM_PLACES];
};

/* `second` is 0 where the word has one letter. Several pairs may have one place. */
static size_t
alarm_place(char first, char second)
{
	return ((size_t)(uint8_t)first * 37 + (uint8_t)second) % ALARM_PLACES;
}

static void
alarm_start(struct alarm_starts *starts, size_t phrase, const char *word)
{
	uint16_t *first = &starts->first[alarm_place(word[0],
	    word[1] == ' ' || word[1] == '|' ? '\0' : word[1])];

	if (starts->count == ALARM_STARTS_MOST)
		error_bug("more phrases of alarm than there is room for");
	starts->starts[starts->count].phrase = (uint16_t)phrase;
	starts->starts[starts->count++].next = *first;
	*first = (uint16_t)starts->count;
}

static void
alarm_starts_make(struct alarm_starts *starts)
{
	memset(starts, 0, sizeof *starts);
	for (size_t i = 0; i < alarm_phrase_count; i++) {
		const char *word = alarm_phrases[i].words;

		for (;;) {
			/* A phrase that begins with any word, or a letter and "*", would say little. */
			if (word[0] == '?' || word[0] == '~' || word[1] == '*')
				error_bug("a phrase of alarm begins with too much");
			alarm_start(starts, i, word);
			word += strcspn(word, " |");
			if (*word != '|')
				break;
			word++;
		}
	}
}

/* Is it one of the words that a phrase's word stands for? `word` ends at a space or the end. */
static bool
alarm_is(const char *word, size_t length, const char *key)
{
	const char *end = word + length;

	if (length == 1 && *word == '?')
		return true;
	while (word < end) {
		const char *next = memchr(word, '|', (size_t)(end - word));
		size_t one = (size_t)((next == NULL ? end : next) - word);

		if (word[one - 1] == '*' ? strncmp(key, word, one - 1) == 0 :
		    strlen(key) == one && memcmp(key, word, one) == 0)
			return true;
		word += one + 1;
	}
	return false;
}

/* Does the rest of a phrase begin at word `at`? */
static bool
alarm_matches(const struct alarm_keys *keys, size_t at, const char *words)
{
	size_t length = strcspn(words, " ");
	const char *rest = words[length] == '\0' ? words + length : words + length + 1;

	if (length == 0)
		return true;
	if (length == 1 && *words == '~') {
		for (size_t i = 0; i <= ALARM_BETWEEN_MOST; i++)
			if (alarm_matches(keys, at + i, rest))
				return true;
		return false;
	}
	return at < keys->count && alarm_is(words, length, keys->keys[at]) &&
	    alarm_matches(keys, at + 1, rest);
}

static unsigned
alarm_search(const struct alarm_starts *starts, const char *text, size_t length)
{
	struct folded folded = FOLDED_INIT;
	struct alarm_keys keys;
	unsigned found = 0;

	folded_make(&folded, text, length);
	keys.count = folded.count;
	keys.keys = secret_allocate((keys.count + 1) * sizeof *keys.keys);
	for (size_t i = 0; i < keys.count; i++)
		(void)folded_key(&folded, i, keys.keys[i]);
	for (size_t at = 0; at < keys.count; at++)
		for (uint16_t i = starts->first[alarm_place(keys.keys[at][0], keys.keys[at][1])];
		    i != 0; i = starts->starts[i - 1].next) {
			const struct alarm_phrase *phrase =
			    &alarm_phrases[starts->starts[i - 1].phrase];

			if ((found & phrase->alarm) == 0 && alarm_matches(&keys, at, phrase->words))
				found |= phrase->alarm;
		}
	secret_release(keys.keys);
	folded_free(&folded);
	return found;
}

unsigned
alarm_of(const char *text, size_t length)
{
	struct alarm_starts starts;

	alarm_starts_make(&starts);
	return alarm_search(&starts, text, length);
}

unsigned
alarm_of_testimony(const struct testimony *testimony)
{
	struct alarm_starts starts;
	unsigned found = 0;
	const char *id;
	json_t *value;

	alarm_starts_make(&starts);
	if (testimony->text != NULL)
		found = alarm_search(&starts, testimony->text, strlen(testimony->text));
	/* json_object_foreach wants a value that is not const; nothing is changed. */
	json_object_foreach((json_t *)(uintptr_t)testimony->answers, id, value)
		if (json_is_string(value))
			found |= alarm_search(&starts, json_string_value(value),
			    json_string_length(value));
	return found;
}
