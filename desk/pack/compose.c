/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pack/compose.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/secret.h"
#include "desk/pack/compose_inside.h"
#include "desk/pack/sums.h"

static void
compose_words(struct composing *composing)
{
	const struct compose_items *items = composing->items;
	const struct compose_item *former = NULL;
	struct buffer *text = &composing->text;

	document_heading(composing->document, 1, COMPOSE_WORDS_TITLE);
	if (items->printed == 0)
		buffer_append_text(text, "This edition has no words of families in this pack.");
	else
		buffer_append_text(text, "These are parts of what families told. What could tell "
		    "who they are was taken out or made vaguer, in square brackets, by one of us "
		    "and checked by another. Below each stands where the family allows it to be "
		    "repeated: please keep to that.");
	if (items->printed > 0 && composing->given->kind != COMPOSE_AREA)
		buffer_format(text, " Words from an area where fewer than %d told stand under the "
		    "county’s name.", DISCLOSURE_FEWEST);
	compose_numbered(composing);
	if (items->left_out > 0) {
		if (items->left_out < DISCLOSURE_FEWEST)
			buffer_format(text, "Fewer than %d more", DISCLOSURE_FEWEST);
		else
			buffer_format(text, "About %" PRId64 " more",
			    disclosure_round((int64_t)items->left_out));
		buffer_format(text, " are not printed, because Parliament recommends at most "
		    "%d,%03d words. Nobody chose which: each theme had its turn, families that "
		    "were quoted less before those quoted more, as long as there was room.",
		    COMPOSE_WORDS / 1000, COMPOSE_WORDS % 1000);
		compose_numbered(composing);
	}
	for (size_t i = 0; i < items->count; i++) {
		const struct compose_item *item = &items->list[i];
		const struct compose_excerpt *excerpt = item->excerpt;

		if (item->choice != COMPOSE_PRINTED)
			continue;
		if (former == NULL || strcmp(former->theme, item->theme) != 0)
			document_heading(composing->document, 2, item->theme);
		former = item;
		compose_source(text, excerpt, composing->given->former_day != COMPOSE_NO_DAY &&
		    items->fresh == COMPOSE_FRESH_MARKED && excerpt->fresh);
		document_quotation(composing->document, excerpt->text,
		    compose_is_english(excerpt->language) ? NULL : excerpt->language,
		    compose_said(composing));
		buffer_clear(text);
	}
}

static void
compose_since(struct composing *composing)
{
	const struct compose *given = composing->given;
	struct buffer *text = &composing->text;
	char date[DOCUMENT_DATE_SIZE];
	size_t promises = 0;

	if (given->former_day == COMPOSE_NO_DAY)
		return;
	document_heading(composing->document, 1, "Since the last edition");
	document_date_print(date, given->former_day);
	buffer_format(text, "The last edition was of %s.", date);
	if (compose_may_say(given->told) && compose_may_say(given->former)) {
		buffer_append_text(text, " Families counted then: ");
		compose_figure(text, given->former);
		buffer_append_text(text, ". Now: ");
		compose_figure(text, given->told);
		buffer_append_text(text, ".");
	}
	compose_numbered(composing);
	if (composing->items->printed > 0) {
		switch (composing->items->fresh) {
		case COMPOSE_FRESH_UNSAID:
			buffer_append_text(text, "Which words are new is not said here: where "
			    "few are, that could tell whose they are.");
			break;
		case COMPOSE_FRESH_NONE:
			buffer_append_text(text, "All words here are of families that the last "
			    "edition could quote, too.");
			break;
		case COMPOSE_FRESH_ALL:
			buffer_append_text(text, "All words here are new in this edition.");
			break;
		case COMPOSE_FRESH_MARKED:
			buffer_append_text(text, "Words that are new are marked so.");
			break;
		}
		compose_numbered(composing);
	}
	for (size_t i = 0; i < given->promise_count; i++)
		promises += given->promises[i].day > given->former_day ? 1 : 0;
	if (given->promise_count > 0) {
		buffer_format(text, "Entries in the list of promises since then: %zu.", promises);
		compose_numbered(composing);
	}
}

/* By day; those of one day by what they say. */
static int
compose_compare_promises(const void *one, const void *other)
{
	const struct compose_promise *const *a = one, *const *b = other;
	int order = ((*a)->day > (*b)->day) - ((*a)->day < (*b)->day);

	if (order == 0)
		order = strcmp((*a)->text, (*b)->text);
	if (order == 0)
		order = strcmp((*a)->source, (*b)->source);
	return order == 0 ? (int)(*a)->kept - (int)(*b)->kept : order;
}

static void
compose_promises(const struct compose *given, struct document *document)
{
	static const struct document_column columns[] = { { "Date", DOCUMENT_START },
		{ "What was promised", DOCUMENT_START }, { "Source", DOCUMENT_START },
		{ "Outcome", DOCUMENT_START } };
	const struct compose_promise **sorted;
	char date[DOCUMENT_DATE_SIZE];

	if (given->promise_count == 0)
		return;
	document_heading(document, 1, "Promises kept and broken");
	(void)document_numbered(document, "We keep this list ourselves. Each entry has its source.");
	sorted = secret_allocate(given->promise_count * sizeof *sorted);
	for (size_t i = 0; i < given->promise_count; i++)
		sorted[i] = &given->promises[i];
	qsort(sorted, given->promise_count, sizeof *sorted, compose_compare_promises);
	(void)document_table(document, "Promises kept and broken", columns,
	    sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < given->promise_count; i++) {
		document_date_print(date, sorted[i]->day);
		document_cell_text(document, date);
		document_cell_text(document, sorted[i]->text);
		document_cell_text(document, sorted[i]->source);
		document_cell_text(document, sorted[i]->kept ? "Kept" : "Broken");
	}
	secret_release(sorted);
}

static void
compose_how_to_check(struct composing *composing)
{
	document_heading(composing->document, 1, "How to check this pack");
	buffer_append_text(&composing->text, "The file " SUMS_VERIFY_FILE " beside this one says "
	    "in three lines how to check that all files of this pack are ours and unchanged");
	if (composing->figures->tables > 0)
		buffer_append_text(&composing->text, "; statistics.csv and statistics.json have "
		    "its tables for other programs");
	buffer_append_text(&composing->text, ". An office that cannot run such a check asks us, at "
	    "the address on the first page.");
	compose_numbered(composing);
}

/* All of it, with those excerpts that are chosen. */
static struct document *
compose_build(struct composing *composing, const struct compose_items *items)
{
	composing->items = items;
	compose_title(&composing->text, composing->given);
	document_new(&composing->document, compose_said(composing), COMPOSE_LANGUAGE,
	    composing->given->day);
	buffer_clear(&composing->text);
	compose_first_lines(composing);
	compose_summary(composing);
	compose_what_this_is(composing);
	compose_words(composing);
	if (composing->given->ask != NULL) {
		document_heading(composing->document, 1, COMPOSE_ASK_TITLE);
		(void)document_numbered(composing->document, composing->given->ask);
	}
	compose_since(composing);
	compose_promises(composing->given, composing->document);
	compose_how_to_check(composing);
	/* Pages of them: whoever reads on has read all else. */
	if (composing->given->tables != NULL)
		composing->given->tables(composing->document, composing->given->tally);
	return composing->document;
}

/* How many words there are without a single excerpt, at most: said as if some were left out. */
static size_t
compose_words_besides(struct composing *composing, const struct compose_items *items, bool all)
{
	struct compose_items none = { .list = items->list, .count = items->count, .printed = 1,
		.left_out = all ? 0 : DISCLOSURE_FEWEST, .fresh = COMPOSE_FRESH_UNSAID };
	struct document *document = compose_build(composing, &none);
	size_t words = document_words(document);

	document_free(&document);
	return words;
}

/* How many words excerpts may have; all of them, where they fit. */
static size_t
compose_room(struct composing *composing, const struct compose_items *items)
{
	size_t wanted = compose_items_words(items);
	size_t besides = compose_words_besides(composing, items, true);

	if (besides + wanted <= COMPOSE_WORDS)
		return wanted;
	besides = compose_words_besides(composing, items, false);
	if (besides + COMPOSE_WORDS_LEAST > COMPOSE_WORDS)
		return COMPOSE_WORDS_LEAST;
	return COMPOSE_WORDS - besides;
}

/* The last place where words could slip into a pack that their family did not allow. */
static void
compose_check(const struct compose *compose)
{
	static const unsigned allowed[] = { COMPOSE_OWN_MP | COMPOSE_ALL_MPS, COMPOSE_ALL_MPS,
		COMPOSE_REPORT };

	if (compose->kind == COMPOSE_AREA && compose->area == NULL)
		error_bug("an area pack without its area");
	for (size_t i = 0; i < compose->excerpt_count; i++) {
		const struct compose_excerpt *excerpt = &compose->excerpts[i];

		if ((excerpt->repeat & allowed[compose->kind]) == 0)
			error_bug("words were to stand in a pack that their family did not allow");
		if (compose->kind == COMPOSE_AREA && (excerpt->area == NULL ||
		    strcmp(excerpt->area, compose->area) != 0))
			error_bug("words were to stand in the pack of another area");
	}
}

void
compose_pack(struct document **document, const struct compose *compose, bool *printed)
{
	struct composing composing = { .given = compose, .contact = compose->contact == NULL ?
		compose->campaign->contact : compose->contact, .text = BUFFER_INIT };
	struct compose_items items;

	compose_check(compose);
	document_new(&composing.figures, "", COMPOSE_LANGUAGE, compose->day);
	compose_promises(compose, composing.figures);
	if (compose->tables != NULL)
		compose->tables(composing.figures, compose->tally);
	compose_items_begin(&items, compose);
	compose_items_choose(&items, compose_room(&composing, &items));
	*document = compose_build(&composing, &items);
	for (size_t i = 0; printed != NULL && i < items.count; i++)
		printed[items.list[i].excerpt - compose->excerpts] =
		    items.list[i].choice == COMPOSE_PRINTED;
	compose_items_free(&items);
	document_free(&composing.figures);
	buffer_free(&composing.text);
}
