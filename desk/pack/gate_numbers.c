/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pack/gate_numbers.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

#include "common/secret.h"
#include "desk/pack/gate_text.h"
#include "desk/redact/shapes.h"

#define ALLOWED_MOST 320 /* bytes of one: an e-mail address has at most 254 (RFC 5321, 4.5.3.1) */
#define CLEAN_ROOM 1024  /* slots to begin with */
#define DIGITS_LEAST 2   /* of a line that can have a number of somebody: a postcode */

struct gate_numbers {
	struct shaping *shaping;
	struct buffer allowed; /* each as it is compared, with a LF behind */
	/* Lines in which nothing was found, by their keyed hashes; 0 is an empty slot. An excerpt
	 * stands in two documents of many packs, and looking through it takes long. */
	uint8_t key[crypto_shorthash_KEYBYTES];
	uint64_t *clean;
	size_t clean_count, clean_room; /* a power of two */
};

/* How sure suggest.h must be. A number that is only called one, though its check fails, is for
 * people to judge. */
static const struct {
	const char *what;
	enum suggest_kind kind;
	uint8_t least;
	bool in_words; /* in a family's words alone: elsewhere they are somebody's source */
} judged[] = {
	{ "an NHS number", SUGGEST_NHS_NUMBER, 100, false },
	{ "a pupil number", SUGGEST_UPN, 100, false },
	{ "a learner number", SUGGEST_ULN, 70, false },
	{ "a National Insurance number", SUGGEST_NINO, 95, false },
	{ "a driving licence number", SUGGEST_DRIVING_LICENCE, 95, false },
	{ "an account number", SUGGEST_IBAN, 100, false },
	{ "a card number", SUGGEST_CARD, 98, false },
	{ "a postcode", SUGGEST_POSTCODE, 92, false },
	{ "an e-mail address", SUGGEST_EMAIL, 85, false },
	{ "a phone number", SUGGEST_PHONE, 75, false },
	{ "a web address", SUGGEST_URL, 90, true },
	{ "a name on a platform", SUGGEST_HANDLE, 65, true },
};

void
gate_numbers_new(struct gate_numbers **numbers)
{
	static const struct shape_table *const tables[] = { &identifier_shapes, &contact_shapes };

	*numbers = secret_allocate(sizeof **numbers);
	**numbers = (struct gate_numbers){ .allowed = BUFFER_INIT };
	shapes_new(&(*numbers)->shaping, tables, sizeof tables / sizeof tables[0]);
	crypto_shorthash_keygen((*numbers)->key);
}

/* The slot of a hash, or the empty one where it belongs. */
static uint64_t *
clean_slot(uint64_t *slots, size_t room, uint64_t hash)
{
	size_t at = hash & (room - 1);

	while (slots[at] != 0 && slots[at] != hash)
		at = (at + 1) & (room - 1);
	return &slots[at];
}

static void
clean_put(struct gate_numbers *numbers, uint64_t hash)
{
	if (numbers->clean_count * 2 >= numbers->clean_room) {
		size_t room = numbers->clean_room == 0 ? CLEAN_ROOM : numbers->clean_room * 2;
		uint64_t *slots = secret_allocate(room * sizeof *slots);

		memset(slots, 0, room * sizeof *slots);
		for (size_t i = 0; i < numbers->clean_room; i++)
			if (numbers->clean[i] != 0)
				*clean_slot(slots, room, numbers->clean[i]) = numbers->clean[i];
		secret_release(numbers->clean);
		numbers->clean = slots;
		numbers->clean_room = room;
	}
	*clean_slot(numbers->clean, numbers->clean_room, hash) = hash;
	numbers->clean_count++;
}

/* What is looked for depends on `words`. */
static uint64_t
clean_hash(const struct gate_numbers *numbers, const char *line, size_t length, bool words)
{
	uint8_t bytes[crypto_shorthash_BYTES];
	uint64_t hash;

	(void)crypto_shorthash(bytes, (const uint8_t *)line, length, numbers->key);
	hash = bytes_u64(bytes) ^ (words ? 1 : 0);
	return hash == 0 ? 2 : hash;
}

/* As two spellings of one are compared: letters and digits, of an address its signs, too. +44 (0)
 * is 0. */
static size_t
number_key(char key[ALLOWED_MOST], enum suggest_kind kind, const char *text, size_t length)
{
	bool address = kind == SUGGEST_EMAIL || kind == SUGGEST_URL || kind == SUGGEST_HANDLE;
	size_t used = 0;

	for (size_t i = 0; i < length && used < ALLOWED_MOST - 1; i++) {
		char c = text[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c | 0x20);
		if (address || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'))
			key[used++] = c;
	}
	if (kind == SUGGEST_PHONE && used > 4 && memcmp(key, "44", 2) == 0 && text[0] == '+') {
		size_t more = key[2] == '0' ? 2 : 1;

		memmove(key, key + more, used - more);
		used -= more;
		key[0] = '0';
	}
	key[used++] = '\n';
	return used;
}

static bool
number_is_allowed(const struct gate_numbers *numbers, const char *key, size_t length)
{
	const char *at = (const char *)numbers->allowed.data;

	for (size_t i = 0, end; i < numbers->allowed.length; i = end) {
		end = i + strcspn(at + i, "\n") + 1;
		if (end - i == length && memcmp(at + i, key, length) == 0)
			return true;
	}
	return false;
}

/* May a line have a number or an address? Nearly none has: looking closer takes long. */
static bool
line_may_have(const char *line, size_t length, bool words)
{
	static const char *const platforms[] = { "insta", "snap", "tiktok", "twitter", "discord" };
	size_t digits = 0;

	for (size_t i = 0; i < length; i++) {
		char next = i + 1 < length ? line[i + 1] : ' ';

		digits += line[i] >= '0' && line[i] <= '9';
		/* "jack@", "jack at gmail", "www.jack", "https://" */
		if (line[i] == '@' || (line[i] == ' ' && (next | 0x20) == 'a' && i + 3 < length &&
		    (line[i + 2] | 0x20) == 't' && line[i + 3] == ' '))
			return true;
		if (words && ((line[i] == '.' && next != ' ' && next != '\n' && next != '.') ||
		    (line[i] == ':' && next == '/')))
			return true;
	}
	for (size_t i = 0; words && i < sizeof platforms / sizeof platforms[0]; i++)
		for (size_t j = 0; j + strlen(platforms[i]) <= length; j++)
			if (strncasecmp(line + j, platforms[i], strlen(platforms[i])) == 0)
				return true;
	return digits >= DIGITS_LEAST;
}

/* Adds the lines that must be looked through, and their hashes. */
static void
numbers_choose_lines(const struct gate_numbers *numbers, const struct buffer *plain, bool words,
    struct buffer *out, struct buffer *hashes)
{
	uint64_t hash;

	for (size_t at = 0; at < plain->length;) {
		const char *line = (const char *)plain->data + at;
		const char *end = memchr(line, '\n', plain->length - at);
		size_t length = end == NULL ? plain->length - at : (size_t)(end - line);

		at += length + (end != NULL);
		if (!line_may_have(line, length, words))
			continue;
		hash = clean_hash(numbers, line, length, words);
		if (numbers->clean_room > 0 &&
		    *clean_slot(numbers->clean, numbers->clean_room, hash) == hash)
			continue;
		buffer_append(out, line, length);
		buffer_append_byte(out, '\n'); /* nothing that is found goes over a line's end */
		buffer_append(hashes, &hash, sizeof hash);
	}
}

/* Says what is found; returns how much that is. */
static size_t
numbers_search(struct gate_numbers *numbers, const struct buffer *plain, bool words,
    gate_number_found *found, void *context)
{
	struct findings findings = { .folded = FOLDED_INIT, .list = BUFFER_INIT };
	const struct finding *all;
	size_t count = 0;

	folded_make(&findings.folded, (const char *)plain->data, plain->length);
	(void)shapes_find_with(numbers->shaping, &findings);
	all = (const struct finding *)(const void *)findings.list.data;
	for (size_t i = 0; i < findings.list.length / sizeof *all; i++)
		for (size_t j = 0; j < sizeof judged / sizeof judged[0]; j++) {
			size_t length = all[i].end - all[i].start, size;
			const char *number = (const char *)findings.folded.text.data + all[i].start;
			char key[ALLOWED_MOST];

			if (judged[j].kind != all[i].kind || all[i].sure < judged[j].least ||
			    (judged[j].in_words && !words))
				continue;
			size = number_key(key, all[i].kind, number, length);
			if (number_is_allowed(numbers, key, size))
				continue;
			count++;
			found(context, judged[j].what, number, length);
		}
	folded_free(&findings.folded);
	buffer_free(&findings.list);
	return count;
}

void
gate_numbers_find(struct gate_numbers *numbers, const struct buffer *plain, bool words,
    gate_number_found *found, void *context)
{
	struct buffer lines = BUFFER_INIT, hashes = BUFFER_INIT;
	uint64_t hash;

	numbers_choose_lines(numbers, plain, words, &lines, &hashes);
	if (lines.length > 0 && numbers_search(numbers, &lines, words, found, context) == 0)
		for (size_t i = 0; i < hashes.length; i += sizeof hash) {
			memcpy(&hash, hashes.data + i, sizeof hash);
			clean_put(numbers, hash);
		}
	buffer_free(&hashes);
	buffer_free(&lines);
}

static void
numbers_add(void *context, const char *what, const char *number, size_t length)
{
	struct buffer *more = context;

	for (size_t j = 0; j < sizeof judged / sizeof judged[0]; j++)
		if (judged[j].what == what) {
			char key[ALLOWED_MOST];

			buffer_append(more, key,
			    number_key(key, judged[j].kind, number, length));
		}
}

void
gate_numbers_allow(struct gate_numbers *numbers, const char *text)
{
	struct buffer plain = BUFFER_INIT, more = BUFFER_INIT;

	gate_text_plain(&plain, text, strlen(text));
	gate_numbers_find(numbers, &plain, true, numbers_add, &more);
	buffer_append(&numbers->allowed, more.data, more.length);
	buffer_free(&more);
	buffer_free(&plain);
}

void
gate_numbers_free(struct gate_numbers **numbers)
{
	if (numbers == NULL || *numbers == NULL)
		return;
	shapes_free(&(*numbers)->shaping);
	buffer_free(&(*numbers)->allowed);
	secret_release((*numbers)->clean);
	secret_release(*numbers);
	*numbers = NULL;
}
