/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/alarm.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "common/secret.h"
#include "front/spot/folded.h"

#define ALARM_BETWEEN_MOST 2 /* words for "~" */

struct alarm_keys {
	char (*keys)[WORDS_KEY_BYTES];
	size_t count;
};

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

unsigned
alarm_of(const char *text, size_t length)
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
		for (size_t i = 0; i < alarm_phrase_count; i++)
			if ((found & alarm_phrases[i].alarm) == 0 &&
			    alarm_matches(&keys, at, alarm_phrases[i].words))
				found |= alarm_phrases[i].alarm;
	secret_release(keys.keys);
	folded_free(&folded);
	return found;
}

unsigned
alarm_of_testimony(const struct testimony *testimony)
{
	unsigned found = testimony->text == NULL ? 0 :
	    alarm_of(testimony->text, strlen(testimony->text));
	const char *id;
	json_t *value;

	/* json_object_foreach wants a value that is not const; nothing is changed. */
	json_object_foreach((json_t *)(uintptr_t)testimony->answers, id, value)
		if (json_is_string(value))
			found |= alarm_of(json_string_value(value), json_string_length(value));
	return found;
}
