/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/redact/findings.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "desk/redact/english.h"

/* A text with so many words has a language; less than this part of them known: not ours. */
#define LANGUAGE_WORDS 12
#define LANGUAGE_KNOWN_TENTHS 4
/* Of a few words already it shows that they are not English. */
#define LANGUAGE_FEW 4
#define LANGUAGE_ENGLISH_TENTHS 5

#define OWNER_NONE 0

/* Sets `unread` and `foreign`. */
static void
language_judge(struct findings *findings)
{
	const struct folded *folded = &findings->folded;
	const char *language = findings->options->language;
	size_t words = 0, known = 0, english = 0;
	bool told = false;

	if (language != NULL && strncasecmp(language, "en", 2) != 0 &&
	    strncasecmp(language, "pl", 2) != 0)
		told = true;
	else if (language != NULL && language[2] != '\0' && language[2] != '-')
		told = true;
	for (size_t i = 0; i < folded->count; i++) {
		if (folded->words[i].digits || folded->words[i].letter)
			continue;
		words++;
		known += (findings->classes[i] & (ENGLISH_KNOWN | ENGLISH_SLIP)) != 0;
		english += (findings->classes[i] & (ENGLISH_WORD | ENGLISH_SLIP | ENGLISH_SLANG)) != 0;
	}
	findings->unread = told ||
	    (words >= LANGUAGE_WORDS && known * 10 < words * LANGUAGE_KNOWN_TENTHS);
	findings->foreign = findings->unread ||
	    (words >= LANGUAGE_FEW && english * 10 < words * LANGUAGE_ENGLISH_TENTHS);
}

void
findings_make(struct findings *findings, const char *text, size_t length,
    const struct suggest_options *options)
{
	*findings = (struct findings){ .folded = FOLDED_INIT, .list = BUFFER_INIT,
		.options = options };
	folded_make(&findings->folded, text, length);
	findings->classes = calloc(findings->folded.count + 1, sizeof *findings->classes);
	if (findings->classes == NULL)
		error_bug("no memory");
	for (size_t i = 0; i < findings->folded.count; i++) {
		const struct folded_word *word = &findings->folded.words[i];
		char key[WORDS_KEY_BYTES];

		if (word->digits || folded_key(&findings->folded, i, key) == 0)
			continue;
		findings->classes[i] = (uint16_t)english_class(key);
		explicit_bzero(key, sizeof key);
		/* "it's": folded.h looked for it whole. */
		if (word->owns && word->class == WORDS_PLAIN && findings->classes[i] == 0)
			findings->classes[i] = WORDS_PLAIN;
	}
	language_judge(findings);
}

void
findings_free(struct findings *findings)
{
	folded_free(&findings->folded);
	free(findings->classes);
	buffer_free(&findings->list);
	findings->classes = NULL;
}

size_t
findings_word(const struct findings *findings, size_t at)
{
	size_t low = 0, high = findings->folded.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (findings->folded.words[middle].end <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
findings_add_piece(struct findings *findings, size_t start, size_t end, enum suggest_kind kind,
    uint8_t sure, const char *why)
{
	struct finding finding = { .start = start, .end = end, .kind = kind, .sure = sure,
		.whole = true, .why = why };

	if (start < end)
		buffer_append(&findings->list, &finding, sizeof finding);
}

static void
findings_add(struct findings *findings, size_t first, size_t last, struct finding finding)
{
	finding.start = findings->folded.words[first].start;
	finding.end = findings->folded.words[last].end;
	buffer_append(&findings->list, &finding, sizeof finding);
}

void
findings_add_words(struct findings *findings, size_t first, size_t last, enum suggest_kind kind,
    uint8_t sure, const char *why)
{
	findings_add(findings, first, last, (struct finding){ .kind = kind, .sure = sure,
		.why = why });
}

void
findings_add_listed(struct findings *findings, size_t first, size_t last, enum suggest_kind kind,
    uint8_t sure, const char *why)
{
	findings_add(findings, first, last, (struct finding){ .kind = kind, .sure = sure,
		.listed = true, .why = why });
}

static int
finding_compare(const void *a, const void *b)
{
	const struct finding *left = a, *right = b;
	size_t left_length = left->end - left->start, right_length = right->end - right->start;

	if (left->sure != right->sure)
		return left->sure > right->sure ? -1 : 1;
	if (left_length != right_length)
		return left_length > right_length ? -1 : 1;
	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	return (left->kind > right->kind) - (left->kind < right->kind);
}

static int
suggestion_compare(const void *a, const void *b)
{
	const struct suggestion *left = a, *right = b;

	return (left->start > right->start) - (left->start < right->start);
}

/* A byte that may stand at either end of a suggestion: no space, no punctuation. */
static bool
is_worth(uint8_t byte)
{
	return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
	    (byte >= 'a' && byte <= 'z');
}

static void
settle_add(struct buffer *settled, uint32_t *owners, const struct finding *finding, size_t start,
    size_t end)
{
	struct finding part = *finding;
	uint32_t number = (uint32_t)(settled->length / sizeof part) + 1;

	part.start = start;
	part.end = end;
	buffer_append(settled, &part, sizeof part);
	for (size_t i = start; i < end; i++)
		owners[i] = number;
}

/* Takes a name whole where all that was taken of it are surer names inside it: "Imogen", which is
 * hidden, in "Imogen Fairweather". The surer one grows. */
static bool
settle_grow(struct buffer *settled, uint32_t *owners, const struct finding *finding)
{
	struct finding *all = (struct finding *)(void *)settled->data, *surest = NULL;

	if (finding->whole || finding->kind > SUGGEST_ORGANISATION)
		return false;
	for (size_t i = finding->start; i < finding->end; i++) {
		struct finding *other = owners[i] == OWNER_NONE ? NULL : &all[owners[i] - 1];

		if (other == NULL || other == surest)
			continue;
		if (other->whole || other->kind > SUGGEST_ORGANISATION ||
		    other->start < finding->start || other->end > finding->end)
			return false;
		if (surest == NULL)
			surest = other;
		else if (other->kind == SUGGEST_PERSON && surest->kind == SUGGEST_PERSON &&
		    other->end > other->start)
			return false; /* two people, perhaps */
		else
			return false;
	}
	if (surest == NULL)
		return false;
	/* What it is, the longer one knows better: "Jack's Hall School". */
	if (surest->end - surest->start < finding->end - finding->start)
		surest->kind = finding->kind;
	surest->start = finding->start;
	surest->end = finding->end;
	for (size_t i = finding->start; i < finding->end; i++)
		owners[i] = (uint32_t)(surest - all) + 1;
	return true;
}

/* Takes a number or an address whole where all that was taken of it are surer names inside it: of
 * "pratlecroft@elmtree.example" more than the hidden name tells who it is. The first of them grows;
 * the others go, and are left empty. */
static void
settle_swallow(struct buffer *settled, uint32_t *owners, const struct finding *finding)
{
	struct finding *all = (struct finding *)(void *)settled->data, *first = NULL;

	for (size_t i = finding->start; i < finding->end; i++) {
		const struct finding *other = owners[i] == OWNER_NONE ? NULL : &all[owners[i] - 1];

		if (other != NULL && (other->whole || other->start < finding->start ||
		    other->end > finding->end))
			return;
	}
	for (size_t i = finding->start; i < finding->end; i++) {
		struct finding *other = owners[i] == OWNER_NONE ? NULL : &all[owners[i] - 1];

		if (other != NULL && first == NULL)
			first = other;
		else if (other != NULL && other != first)
			other->end = other->start;
	}
	first->kind = finding->kind;
	first->why = finding->why;
	first->whole = true;
	first->start = finding->start;
	first->end = finding->end;
	for (size_t i = finding->start; i < finding->end; i++)
		owners[i] = (uint32_t)(first - all) + 1;
}

/* Whoever decides about a name must know that the family listed it, whatever else told of it. */
static void
settle_listed(struct buffer *settled, const uint32_t *owners, const struct finding *finding)
{
	struct finding *all = (struct finding *)(void *)settled->data, *owner;

	if (!finding->listed || owners[finding->start] == OWNER_NONE)
		return;
	owner = &all[owners[finding->start] - 1];
	if (owner->listed || owner->kind > SUGGEST_ORGANISATION || owner->end < finding->end)
		return;
	owner->listed = true;
	owner->why = finding->why;
}

static void
settle_one(const struct findings *findings, struct buffer *settled, uint32_t *owners,
    const struct finding *finding)
{
	const uint8_t *text = findings->folded.text.data;
	bool free_all = true;

	for (size_t i = finding->start; i < finding->end; i++)
		free_all &= owners[i] == OWNER_NONE;
	if (free_all) {
		settle_add(settled, owners, finding, finding->start, finding->end);
		return;
	}
	settle_listed(settled, owners, finding);
	if (finding->whole)
		settle_swallow(settled, owners, finding);
	if (finding->whole || settle_grow(settled, owners, finding))
		return;
	for (size_t i = finding->start; i < finding->end;) {
		size_t start = i, end;

		while (i < finding->end && owners[i] == OWNER_NONE)
			i++;
		end = i;
		while (start < end && !is_worth(text[start]))
			start++;
		while (end > start && !is_worth(text[end - 1]))
			end--;
		/* Of "Jack's" no "s" is left. */
		if (end > start + 1)
			settle_add(settled, owners, finding, start, end);
		while (i < finding->end && owners[i] != OWNER_NONE)
			i++;
	}
}

void
findings_settle(struct findings *findings, struct suggestions *suggestions)
{
	struct finding *all = (struct finding *)(void *)findings->list.data;
	size_t count = findings->list.length / sizeof *all;
	struct buffer settled = BUFFER_INIT;
	uint32_t *owners = calloc(findings->folded.text.length + 1, sizeof *owners);
	const struct finding *stand;

	if (owners == NULL || count >= UINT32_MAX)
		error_bug("no memory");
	if (count > 0)
		qsort(all, count, sizeof *all, finding_compare);
	for (size_t i = 0; i < count; i++)
		settle_one(findings, &settled, owners, &all[i]);
	free(owners);
	stand = (const struct finding *)(const void *)settled.data;
	count = settled.length / sizeof *stand;
	suggestions->count = 0;
	suggestions->unread = findings->unread;
	if (count > 0) {
		suggestions->list = calloc(count, sizeof *suggestions->list);
		if (suggestions->list == NULL)
			error_bug("no memory");
	}
	for (size_t i = 0; i < count; i++)
		if (stand[i].start < stand[i].end)
			suggestions->list[suggestions->count++] = (struct suggestion){
				.start = findings->folded.from[stand[i].start],
				.end = findings->folded.from[stand[i].end],
				.kind = stand[i].kind, .sure = stand[i].sure, .why = stand[i].why };
	if (suggestions->count > 0)
		qsort(suggestions->list, suggestions->count, sizeof *suggestions->list,
		    suggestion_compare);
	buffer_free(&settled);
}
