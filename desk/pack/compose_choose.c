/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "common/secret.h"
#include "desk/pack/compose_inside.h"

#define THEME_OTHER "Other"

_Static_assert(COMPOSE_HASH_BYTES == crypto_hash_sha256_BYTES, "SHA-256");

/* NULL before all texts. */
static int
compose_compare_texts(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

/* By theme, then by hash: see compose.h. What is still the same is told apart by all that is
 * printed of it, so that the order in which they came in never shows. */
static int
compose_compare(const void *one, const void *other)
{
	const struct compose_item *a = one, *b = other;
	int order = (strcmp(a->theme, THEME_OTHER) == 0) - (strcmp(b->theme, THEME_OTHER) == 0);

	if (order == 0)
		order = strcmp(a->theme, b->theme);
	if (order == 0)
		order = memcmp(a->hash, b->hash, sizeof a->hash);
	if (order == 0)
		order = compose_compare_texts(a->excerpt->area, b->excerpt->area);
	if (order == 0)
		order = compose_compare_texts(a->excerpt->language, b->excerpt->language);
	if (order == 0)
		order = (int)a->excerpt->paraphrase - (int)b->excerpt->paraphrase;
	if (order == 0)
		order = (a->excerpt->repeat > b->excerpt->repeat) -
		    (a->excerpt->repeat < b->excerpt->repeat);
	if (order == 0)
		order = (int)a->excerpt->fresh - (int)b->excerpt->fresh;
	if (order == 0)
		order = (a->excerpt->family > b->excerpt->family) -
		    (a->excerpt->family < b->excerpt->family);
	return order;
}

static int
compose_compare_numbers(const void *one, const void *other)
{
	size_t a = *(const size_t *)one, b = *(const size_t *)other;

	return (a > b) - (a < b);
}

/* The numbers of families, as they were given, become 0, 1, 2... */
static void
compose_number_families(struct compose_items *items)
{
	size_t *numbers = secret_allocate((items->count + 1) * sizeof *numbers);

	for (size_t i = 0; i < items->count; i++)
		numbers[i] = items->list[i].excerpt->family;
	qsort(numbers, items->count, sizeof *numbers, compose_compare_numbers);
	for (size_t i = 0; i < items->count; i++)
		if (i == 0 || numbers[i] != numbers[i - 1])
			numbers[items->families++] = numbers[i];
	for (size_t i = 0; i < items->count; i++) {
		const size_t *found = bsearch(&items->list[i].excerpt->family, numbers,
		    items->families, sizeof *numbers, compose_compare_numbers);

		items->list[i].family = (size_t)(found - numbers);
	}
	secret_release(numbers);
}

static size_t
compose_excerpt_words(const struct compose_excerpt *excerpt)
{
	struct buffer source = BUFFER_INIT;
	struct document *document;
	size_t words;

	compose_source(&source, excerpt, excerpt->fresh);
	document_new(&document, "", COMPOSE_LANGUAGE, 0);
	document_quotation(document, excerpt->text, NULL, (const char *)source.data);
	words = document_words(document);
	document_free(&document);
	buffer_free(&source);
	return words;
}

static size_t
compose_heading_words(const char *theme)
{
	struct document *document;
	size_t words;

	document_new(&document, theme, COMPOSE_LANGUAGE, 0);
	words = document_words(document);
	document_free(&document);
	return words;
}

void
compose_items_begin(struct compose_items *items, const struct compose *compose)
{
	*items = (struct compose_items){ .count = compose->excerpt_count };
	items->list = secret_allocate((items->count + 1) * sizeof *items->list);
	for (size_t i = 0; i < items->count; i++) {
		const struct compose_excerpt *excerpt = &compose->excerpts[i];
		struct compose_item *item = &items->list[i];

		*item = (struct compose_item){ .excerpt = excerpt, .choice = COMPOSE_WAITING };
		item->theme = excerpt->theme == NULL || *excerpt->theme == '\0' ? THEME_OTHER :
		    excerpt->theme;
		item->words = compose_excerpt_words(excerpt);
		(void)crypto_hash_sha256(item->hash, (const uint8_t *)excerpt->text,
		    strlen(excerpt->text));
	}
	compose_number_families(items);
	qsort(items->list, items->count, sizeof *items->list, compose_compare);
}

void
compose_items_free(struct compose_items *items)
{
	secret_release(items->list);
	*items = (struct compose_items){ .list = NULL };
}

/* One past the last of the theme that begins at `first`. */
static size_t
compose_theme_end(const struct compose_items *items, size_t first)
{
	size_t end = first + 1;

	while (end < items->count && strcmp(items->list[end].theme, items->list[first].theme) == 0)
		end++;
	return end;
}

size_t
compose_items_words(const struct compose_items *items)
{
	size_t words = 0;

	for (size_t i = 0; i < items->count; i = compose_theme_end(items, i))
		words += compose_heading_words(items->list[i].theme);
	for (size_t i = 0; i < items->count; i++)
		words += items->list[i].words;
	return words;
}

/* A theme's turn: takes one of its excerpts, if one fits. */
static bool
compose_turn(struct compose_items *items, size_t first, size_t end, size_t *chosen, size_t *left)
{
	size_t heading = compose_heading_words(items->list[first].theme);

	for (size_t i = first; i < end; i++)
		if (items->list[i].choice == COMPOSE_PRINTED)
			heading = 0;
	for (;;) {
		struct compose_item *best = NULL;

		for (size_t i = first; i < end; i++) {
			struct compose_item *item = &items->list[i];

			if (item->choice == COMPOSE_WAITING &&
			    (best == NULL || chosen[item->family] < chosen[best->family]))
				best = item;
		}
		if (best == NULL)
			return false;
		if (best->words + heading <= *left) {
			best->choice = COMPOSE_PRINTED;
			*left -= best->words + heading;
			chosen[best->family]++;
			items->printed++;
			return true;
		}
		best->choice = COMPOSE_LEFT_OUT; /* there will never be more room */
		items->left_out++;
	}
}

/* A reader who knew that these words are new, and those are not, must be left with as many families
 * for either as any figure needs. */
static enum compose_fresh
compose_fresh(const struct compose_items *items)
{
	bool *seen[2];
	size_t families[2] = { 0, 0 };

	for (size_t i = 0; i < 2; i++) {
		seen[i] = secret_allocate((items->families + 1) * sizeof *seen[i]);
		memset(seen[i], 0, (items->families + 1) * sizeof *seen[i]);
	}
	for (size_t i = 0; i < items->count; i++) {
		const struct compose_item *item = &items->list[i];
		size_t fresh = item->excerpt->fresh ? 1 : 0;

		if (item->choice == COMPOSE_PRINTED && !seen[fresh][item->family]) {
			seen[fresh][item->family] = true;
			families[fresh]++;
		}
	}
	secret_release(seen[0]);
	secret_release(seen[1]);
	if (families[0] >= DISCLOSURE_FEWEST && families[1] >= DISCLOSURE_FEWEST)
		return COMPOSE_FRESH_MARKED;
	if (families[0] >= DISCLOSURE_FEWEST && families[1] == 0)
		return COMPOSE_FRESH_NONE;
	if (families[1] >= DISCLOSURE_FEWEST && families[0] == 0)
		return COMPOSE_FRESH_ALL;
	return COMPOSE_FRESH_UNSAID;
}

void
compose_items_choose(struct compose_items *items, size_t words)
{
	size_t *chosen = secret_allocate((items->families + 1) * sizeof *chosen);
	bool more = true;

	memset(chosen, 0, (items->families + 1) * sizeof *chosen);
	while (more) {
		more = false;
		for (size_t i = 0, end; i < items->count; i = end) {
			end = compose_theme_end(items, i);
			more = compose_turn(items, i, end, chosen, &words) || more;
		}
	}
	secret_release(chosen);
	items->fresh = compose_fresh(items);
}
