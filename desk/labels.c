/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/labels_inside.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/error.h"
#include "common/secret.h"

/* Names and their labels; other kinds have no memory. */

#define LABELS_LETTERS 26
#define LABELS_LONG 4 /* words of a long name */

/* A person, a school or an organisation of this family's messages. */
struct label {
	enum suggest_kind kind;
	char *key;          /* its words, folded, with a space between */
	enum label_role role;
	char *with;         /* NULL: not named yet */
};

static const char *const labels_plains[SUGGEST_KINDS] = {
	[SUGGEST_PERSON] = "[a person]",
	[SUGGEST_SCHOOL] = "[a school]",
	[SUGGEST_PLACE] = "[a place]",
	[SUGGEST_ORGANISATION] = "[an organisation]",
	[SUGGEST_DATE] = "[a date]",
	[SUGGEST_DOB] = "[date of birth]",
	[SUGGEST_AGE] = "[an age]",
	[SUGGEST_YEAR_GROUP] = "[a school year]",
	[SUGGEST_POSTCODE] = "[a postcode]",
	[SUGGEST_ADDRESS] = "[an address]",
	[SUGGEST_PHONE] = "[phone number]",
	[SUGGEST_EMAIL] = "[e-mail address]",
	[SUGGEST_URL] = "[web address]",
	[SUGGEST_HANDLE] = "[account name]",
	[SUGGEST_NHS_NUMBER] = "[NHS number]",
	[SUGGEST_UPN] = "[pupil number]",
	[SUGGEST_ULN] = "[learner number]",
	[SUGGEST_NINO] = "[National Insurance number]",
	[SUGGEST_TRIBUNAL_REF] = "[Tribunal reference]",
	[SUGGEST_EHCP_REF] = "[plan reference]",
	[SUGGEST_LGSCO_REF] = "[Ombudsman reference]",
	[SUGGEST_URN] = "[school number]",
	[SUGGEST_LAESTAB] = "[school number]",
	[SUGGEST_VEHICLE] = "[number plate]",
	[SUGGEST_PASSPORT] = "[passport number]",
	[SUGGEST_DRIVING_LICENCE] = "[driving licence number]",
	[SUGGEST_IBAN] = "[bank account]",
	[SUGGEST_CARD] = "[card number]",
	[SUGGEST_IP] = "[internet address]",
	[SUGGEST_MONEY] = "[a sum of money]",
	[SUGGEST_RARE] = "[a detail]",
};

const char *
labels_plain(enum suggest_kind kind)
{
	return labels_plains[kind];
}

bool
labels_kind(const char *name, enum suggest_kind *kind)
{
	for (int i = 0; i < SUGGEST_KINDS; i++)
		if (strcmp(suggest_kind_name((enum suggest_kind)i), name) == 0) {
			*kind = (enum suggest_kind)i;
			return true;
		}
	return false;
}

bool
labels_is_name(enum suggest_kind kind)
{
	return kind == SUGGEST_PERSON || kind == SUGGEST_SCHOOL || kind == SUGGEST_PLACE ||
	    kind == SUGGEST_ORGANISATION;
}

size_t
labels_small(const char *words, size_t length)
{
	static const char *const small[] = { "a ", "and ", "at ", "from ", "in ", "near ", "of ",
		"the ", "to " };

	for (size_t i = 0; i < sizeof small / sizeof *small; i++)
		if (strlen(small[i]) <= length && memcmp(words, small[i], strlen(small[i])) == 0)
			return strlen(small[i]);
	return 0;
}

static char *
labels_copy(const char *text, size_t length)
{
	char *copy = secret_allocate(length + 1);

	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

/* Adds a word as it is compared; one that is too long for a key as it was folded. */
static void
labels_key_word(struct buffer *key, const struct folded *folded, size_t i)
{
	char word[WORDS_KEY_BYTES];

	if (i > 0)
		buffer_append_byte(key, ' ');
	if (folded_key(folded, i, word) > 0)
		buffer_append_text(key, word);
	else
		for (size_t at = folded->words[i].start; at < folded->words[i].end; at++)
			buffer_append_byte(key,
			    (uint8_t)tolower((unsigned char)folded->text.data[at]));
	explicit_bzero(word, sizeof word);
}

size_t
labels_fold(struct buffer *key, const char *words, size_t length)
{
	struct folded folded;
	size_t count;

	folded_make(&folded, words, length);
	buffer_append(key, "", 0);
	for (size_t i = 0; i < folded.count; i++)
		labels_key_word(key, &folded, i);
	count = folded.count;
	folded_free(&folded);
	return count;
}

bool
labels_tells(const char *label, const char *words, size_t length)
{
	struct buffer left = BUFFER_INIT, right = BUFFER_INIT, key = BUFFER_INIT;
	bool tells;

	(void)labels_fold(&key, label, strlen(label));
	buffer_format(&left, " %s ", (const char *)key.data);
	buffer_clear(&key);
	(void)labels_fold(&key, words, length);
	buffer_format(&right, " %s ", (const char *)key.data);
	tells = key.length > 0 &&
	    strstr((const char *)left.data, (const char *)right.data) != NULL;
	buffer_free(&key);
	buffer_free(&left);
	buffer_free(&right);
	return tells;
}

/* Whether a shorter name is the beginning of a longer one; a person's, also its end. */
static bool
labels_is_part(const char *key, const struct label *label)
{
	size_t length = strlen(key), all = strlen(label->key);

	if (all <= length + 1 || length == 0)
		return false;
	return (strncmp(label->key, key, length) == 0 && label->key[length] == ' ') ||
	    (label->kind == SUGGEST_PERSON && strcmp(label->key + all - length, key) == 0 &&
	    label->key[all - length - 1] == ' ');
}

/* The label of a name: of the same words; else, of the only longer name that it is a part of. NULL:
 * none. Titles alone are no name: "Mrs Patel" is not "Mrs Patel-Jones". */
static struct label *
labels_find(struct labels *labels, enum suggest_kind kind, const char *key)
{
	struct label *found = NULL;
	size_t count = 0;

	for (size_t i = 0; i < labels->count; i++)
		if (labels->list[i].kind == kind && strcmp(labels->list[i].key, key) == 0)
			return &labels->list[i];
	if (kind == SUGGEST_ORGANISATION || (kind == SUGGEST_PERSON && strchr(key, ' ') != NULL))
		return NULL;
	for (size_t i = 0; i < labels->count; i++)
		if (labels->list[i].kind == kind && labels_is_part(key, &labels->list[i])) {
			found = &labels->list[i];
			count++;
		}
	return count == 1 ? found : NULL;
}

static struct label *
labels_add(struct labels *labels, enum suggest_kind kind, const struct buffer *key)
{
	struct label *label;

	labels->list = secret_grow(labels->list, labels->count, sizeof *labels->list);
	label = &labels->list[labels->count++];
	*label = (struct label){ .kind = kind,
		.key = labels_copy((const char *)key->data, key->length) };
	return label;
}

static bool
labels_is_numbered(enum suggest_kind kind)
{
	return kind == SUGGEST_PERSON || kind == SUGGEST_SCHOOL || kind == SUGGEST_ORGANISATION;
}

/* 0: "A", 25: "Z", 26: "AA". */
static void
labels_letters(struct buffer *out, size_t number)
{
	if (number >= LABELS_LETTERS)
		labels_letters(out, number / LABELS_LETTERS - 1);
	buffer_append_byte(out, (uint8_t)('A' + number % LABELS_LETTERS));
}

/* How many of a kind there are at least, by the letters or the number at a label's end. */
static void
labels_count(struct labels *labels, enum suggest_kind kind, const char *with)
{
	size_t length = strlen(with), number = 0, at;
	size_t *count = kind == SUGGEST_PERSON ? &labels->persons : kind == SUGGEST_SCHOOL ?
	    &labels->schools : &labels->organisations;

	if (length < 3 || with[length - 1] != ']')
		return;
	for (at = length - 1; at > 0 && with[at - 1] != ' '; at--)
		continue;
	if (length - at > 5)
		return;
	for (; at < length - 1; at++) {
		if (kind == SUGGEST_PERSON && isupper((unsigned char)with[at]))
			number = number * LABELS_LETTERS + (size_t)(with[at] - 'A' + 1);
		else if (kind != SUGGEST_PERSON && isdigit((unsigned char)with[at]))
			number = number * 10 + (size_t)(with[at] - '0');
		else
			return;
	}
	if (number > *count)
		*count = number;
}

void
labels_learn(struct labels *labels, enum suggest_kind kind, const char *words, size_t length,
    const char *with)
{
	struct buffer key = BUFFER_INIT;
	struct label *label;

	if (!labels_is_numbered(kind) || *with == '\0')
		return;
	labels_count(labels, kind, with);
	(void)labels_fold(&key, words, length);
	label = labels_find(labels, kind, (const char *)key.data);
	if (key.length > 0 && (label == NULL || strcmp(label->key, (const char *)key.data) != 0)) {
		label = labels_add(labels, kind, &key);
		label->with = labels_copy(with, strlen(with));
	}
	buffer_free(&key);
}

/* The next label of a kind. */
static void
labels_next(struct labels *labels, struct buffer *out, const struct label *label)
{
	static const char *const roles[] = { [ROLE_NONE] = "Person", [ROLE_CHILD] = "Child",
		[ROLE_ADULT] = "Adult", [ROLE_PROFESSIONAL] = "Professional" };

	buffer_append_byte(out, '[');
	if (label->kind == SUGGEST_PERSON) {
		buffer_format(out, "%s ", roles[label->role]);
		labels_letters(out, labels->persons++);
	} else if (label->kind == SUGGEST_SCHOOL) {
		buffer_format(out, "School %zu", ++labels->schools);
	} else {
		buffer_format(out, "Organisation %zu", ++labels->organisations);
	}
	buffer_append_byte(out, ']');
}

static bool
labels_is_town(const struct labels *labels, const char *words, size_t length)
{
	for (size_t i = 0; i < labels->places.count; i++)
		if (strlen(labels->places.names[i]) == length &&
		    strncasecmp(labels->places.names[i], words, length) == 0)
			return true;
	return false;
}

/* What stands for a piece; a label that would tell it gives way to a plainer one. */
static char *
labels_with(struct labels *labels, const struct labels_piece *piece, const char *words)
{
	size_t length = piece->end - piece->start;
	struct buffer key = BUFFER_INIT, out = BUFFER_INIT;
	struct label *label;
	const char *with;
	char *result;

	if (labels_is_numbered(piece->kind)) {
		(void)labels_fold(&key, words, length);
		label = labels_find(labels, piece->kind, (const char *)key.data);
		if (label == NULL)
			error_bug("a name that was not gathered");
		if (label->with == NULL) {
			labels_next(labels, &out, label);
			label->with = labels_copy((const char *)out.data, out.length);
		}
		with = label->with;
	} else if (piece->kind == SUGGEST_PLACE) {
		with = labels_is_town(labels, words, length) ? LABELS_TOWN :
		    labels_plains[SUGGEST_PLACE];
	} else if (labels_widen(&out, piece->kind, words, length)) {
		with = (const char *)out.data;
	} else {
		with = labels_plains[piece->kind];
	}
	if (labels_tells(with, words, length))
		with = labels_plains[piece->kind];
	if (labels_tells(with, words, length))
		with = LABELS_LAST;
	result = labels_copy(with, strlen(with));
	buffer_free(&key);
	buffer_free(&out);
	return result;
}

/* Those of so many words; of LABELS_LONG or more. */
static void
labels_gather(struct labels *labels, const struct folded *folded, const char *text,
    const struct labels_piece *pieces, size_t count, size_t words)
{
	for (size_t i = 0; i < count; i++) {
		const struct labels_piece *piece = &pieces[i];
		struct buffer key = BUFFER_INIT;
		struct label *label;
		size_t has;

		if (piece->with != NULL || !labels_is_numbered(piece->kind))
			continue;
		has = labels_fold(&key, text + piece->start, piece->end - piece->start);
		if (has == words || (has > words && words == LABELS_LONG)) {
			label = labels_find(labels, piece->kind, (const char *)key.data);
			if (label == NULL)
				label = labels_add(labels, piece->kind, &key);
			if (label->role == ROLE_NONE && piece->kind == SUGGEST_PERSON)
				label->role = labels_role(folded, piece->start, piece->end);
		}
		buffer_free(&key);
	}
}

void
labels_name(struct labels *labels, const char *text, size_t length, struct labels_piece *pieces,
    size_t count)
{
	struct folded folded;

	folded_make(&folded, text, length);
	/* Longer names first, so that "Jack" finds "Jack Smith" wherever it stands. */
	for (size_t words = LABELS_LONG + 1; words > 0; words--)
		labels_gather(labels, &folded, text, pieces, count, words - 1);
	folded_free(&folded);
	for (size_t i = 0; i < count; i++)
		if (pieces[i].with == NULL)
			pieces[i].with = labels_with(labels, &pieces[i], text + pieces[i].start);
}

void
labels_free(struct labels *labels)
{
	for (size_t i = 0; i < labels->count; i++) {
		secret_release(labels->list[i].key);
		secret_release(labels->list[i].with);
	}
	secret_release(labels->list);
	memset(labels, 0, sizeof *labels);
}
