/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pack/gate_names.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/secret.h"

#define SPLIT_LEAST 6 /* letters of a name that is looked for in two words: fewer are two words of
                       * English ("has an", "in a") */
#define SMALL_MOST 3 /* letters of a word that names write small: "of", "and" */

void
gate_names_start(struct gate_names *names)
{
	*names = (struct gate_names){ .letters = BUFFER_INIT, .edges = BUFFER_INIT };
}

void
gate_names_free(struct gate_names *names)
{
	buffer_free(&names->letters);
	buffer_free(&names->edges);
	secret_release(names->names);
	*names = (struct gate_names){ .letters = BUFFER_INIT, .edges = BUFFER_INIT };
}

struct gate_name *
gate_names_put(struct gate_names *names, const struct gate_text *text, size_t first, size_t last,
    size_t of)
{
	uint32_t start = text->words[first].start, end = text->words[last - 1].end;
	struct gate_name name = { .at = names->letters.length, .length = end - start, .of = of };
	size_t next = first;

	buffer_append(&names->letters, text->letters.data + start, end - start);
	for (uint32_t i = start; i < end; i++) {
		bool edge = next < last && text->words[next].start == i;

		buffer_append_byte(&names->edges, edge);
		next += edge;
	}
	names->names = secret_grow(names->names, names->count, sizeof name);
	names->names[names->count] = name;
	return &names->names[names->count++];
}

static int
names_compare(const struct gate_names *names, const struct gate_name *left,
    const struct gate_name *right)
{
	size_t least = left->length < right->length ? left->length : right->length;
	int order = memcmp(names->letters.data + left->at, names->letters.data + right->at, least);

	if (order == 0)
		order = (left->length > right->length) - (left->length < right->length);
	if (order == 0)
		order = memcmp(names->edges.data + left->at, names->edges.data + right->at, least);
	/* What is looked for everywhere goes before what is looked for in capitals alone. */
	if (order == 0)
		order = (left->capital > right->capital) - (left->capital < right->capital);
	return order;
}

static int
names_order(const void *a, const void *b, void *context)
{
	const struct gate_name *left = a, *right = b;
	int order = names_compare(context, left, right);

	return order != 0 ? order : (left->of > right->of) - (left->of < right->of);
}

void
gate_names_sort(struct gate_names *names, bool merge)
{
	size_t kept = 0, at = 0;

	if (names->count > 0)
		qsort_r(names->names, names->count, sizeof *names->names, names_order, names);
	for (size_t i = 0; i < names->count; i++) {
		struct gate_name *last = kept == 0 ? NULL : &names->names[kept - 1];
		size_t holder = names->names[i].of;

		if (!merge || last == NULL || names_compare(names, last, &names->names[i]) != 0) {
			names->names[kept++] = names->names[i];
			continue;
		}
		last->plural |= names->names[i].plural;
		last->others += holder != last->of && holder != names->names[i - 1].of;
	}
	names->count = kept;
	for (size_t byte = 0; byte <= 256; byte++) {
		while (at < names->count && names->letters.data[names->names[at].at] < byte)
			at++;
		names->first[byte] = at;
	}
}

/* A letter that is called so by the word before it is no initial: "Section F", "vitamin D". */
static bool
letter_is_label(const struct gate_text *text, size_t i)
{
	static const char *const before[] = { "appendix", "annex", "band", "category", "child",
		"grade", "group", "hepatitis", "level", "option", "part", "person", "plan", "point",
		"schedule", "school", "section", "sections", "set", "stage", "step", "type",
		"vitamin", "year" };
	const struct gate_word *word = &text->words[i - 1];
	size_t length = word->end - word->start;

	for (size_t j = 0; j < sizeof before / sizeof before[0]; j++)
		if (strlen(before[j]) == length &&
		    memcmp(before[j], text->letters.data + word->start, length) == 0)
			return true;
	return false;
}

/* An initial stands alone as a large letter; one that is a word of English or Polish, or begins one
 * ("T-shirt"), has a full stop. */
static bool
letter_is_initial(const struct gate_text *text, size_t first, size_t i)
{
	const struct gate_word *word = &text->words[i];
	char letter = (char)text->letters.data[word->start];

	if (!word->capital || !word->single || word->after == ']' || word->after == '-' ||
	    (word->after >= '0' && word->after <= '9') ||
	    (word->gap == GATE_GLUE && i > first) || (i > first && letter_is_label(text, i)))
		return false;
	return strchr("aiouwz", letter) == NULL || word->after == '.';
}

static bool
words_are_a_name(const struct gate_text *text, size_t first, size_t from, size_t to)
{
	const struct gate_word *word = &text->words[from];

	if (!word->capital && !word->digits)
		return false;
	if (to == from + 1)
		return from > first && !word->sentence;
	for (size_t i = from + 1; i < to; i++) {
		word = &text->words[i];
		if (!word->capital && !word->digits && word->end - word->start > SMALL_MOST)
			return false;
	}
	return true;
}

/* Are words `from` up to `to`, whose letters are the name's, put together as it is? */
static bool
edges_fit(const struct gate_names *names, const struct gate_name *name,
    const struct gate_text *text, size_t from, size_t to)
{
	const uint8_t *edges = names->edges.data + name->at;
	uint32_t start = text->words[from].start;
	bool split = name->length < SPLIT_LEAST;
	size_t edge_count = 1;

	for (size_t i = from + 1; i < to; i++) {
		const struct gate_word *word = &text->words[i], *last = &text->words[i - 1];

		if (edges[word->start - start] != 0) {
			edge_count++;
			continue;
		}
		if (name->same)
			return false;
		if (word->gap <= GATE_JOIN || (word->single && last->single))
			continue;
		if (split || word->gap == GATE_SIGN)
			return false;
		split = true;
	}
	for (size_t i = 0; name->same && i < name->length; i++)
		edge_count -= edges[i];
	return !name->same || edge_count == 0;
}

struct finding {
	const struct gate_names *names;
	const struct gate_text *text;
	size_t first, last, from, to;
	void (*found)(void *context, const struct gate_name *name, size_t from, size_t to);
	void *context;
};

/* Names `low` up to `high` have the letters of words `from` up to `to`, but the last `behind`. */
static void
names_judge(const struct finding *finding, size_t low, size_t high, size_t behind)
{
	const struct gate_text *text = finding->text;

	if (finding->to < finding->last && text->words[finding->to].gap == GATE_NUMBER)
		return;
	for (size_t i = low; i < high; i++) {
		const struct gate_name *name = &finding->names->names[i];

		if (behind > 0 && (!name->plural || name->length < GATE_PLURAL_LEAST))
			continue;
		if (name->initial && !letter_is_initial(text, finding->first, finding->from))
			continue;
		if (name->wide && text->words[finding->from].label &&
		    text->words[finding->to - 1].label)
			continue;
		if (name->capital &&
		    !words_are_a_name(text, finding->first, finding->from, finding->to))
			continue;
		if (edges_fit(finding->names, name, text, finding->from, finding->to))
			finding->found(finding->context, name, finding->from, finding->to);
	}
}

/* The first of names `low` up to `high` whose byte `at` is not below `byte`. */
static size_t
names_from(const struct gate_names *names, size_t low, size_t high, size_t at, unsigned byte)
{
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (names->letters.data[names->names[middle].at + at] < byte)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* All names that begin with word `from`. */
static void
names_find_at(struct finding *finding)
{
	const struct gate_names *names = finding->names;
	const struct gate_text *text = finding->text;
	const uint8_t *letters = text->letters.data + text->words[finding->from].start;
	size_t most = text->words[finding->last - 1].end - text->words[finding->from].start;
	size_t low = names->first[letters[0]], high = names->first[letters[0] + 1], at = 1;

	finding->to = finding->from + 1;
	for (; low < high; at++) {
		size_t end = text->words[finding->to - 1].end - text->words[finding->from].start;
		size_t whole;

		/* Those that end here are the first. */
		for (whole = low; whole < high && names->names[whole].length == at; whole++)
			;
		if (whole > low && end == at)
			names_judge(finding, low, whole, 0);
		else if (whole > low && end == at + 1 && letters[at] == 's')
			names_judge(finding, low, whole, 1);
		if (at == most)
			break;
		if (end == at)
			finding->to++;
		low = names_from(names, whole, high, at, letters[at]);
		high = names_from(names, low, high, at, letters[at] + 1u);
	}
}

void
gate_names_find(const struct gate_names *names, const struct gate_text *text, size_t first,
    size_t last, void (*found)(void *context, const struct gate_name *name, size_t from, size_t to),
    void *context)
{
	struct finding finding = { .names = names, .text = text, .first = first, .last = last,
		.found = found, .context = context };

	for (size_t i = first; i < last; i++) {
		if (i > first && text->words[i].gap == GATE_NUMBER)
			continue;
		finding.from = i;
		names_find_at(&finding);
	}
}

static void
words_print(struct buffer *out, const uint8_t *letters, const uint8_t *edges, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (i > 0 && edges[i] != 0)
			buffer_append_byte(out, ' ');
		buffer_append_byte(out, letters[i]);
	}
}

void
gate_names_print(const struct gate_names *names, const struct gate_name *name,
    struct buffer *out)
{
	words_print(out, names->letters.data + name->at, names->edges.data + name->at,
	    name->length);
}

void
gate_words_print(const struct gate_text *text, size_t first, size_t last, struct buffer *out)
{
	for (size_t i = first; i < last; i++) {
		if (i > first)
			buffer_append_byte(out, ' ');
		buffer_append(out, text->letters.data + text->words[i].start,
		    text->words[i].end - text->words[i].start);
	}
}
