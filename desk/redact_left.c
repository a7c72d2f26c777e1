/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "desk/redact_case.h"

/* What is still suggested in a redacted text. */

/* A stretch of what a redaction makes. */
struct left_stretch {
	size_t from, to; /* bytes of the whole; the same words */
	size_t start;
};

static void
left_add(struct suggestions *left, const char *text, const struct suggestion *like,
    size_t start, size_t end)
{
	bool word = false;

	while (start < end && text[start] == ' ')
		start++;
	start += labels_small(text + start, end - start);
	while (start < end && text[end - 1] == ' ')
		end--;
	for (size_t i = start; i < end; i++)
		word |= isalnum((unsigned char)text[i]) || (unsigned char)text[i] >= 0x80;
	if (!word)
		return;
	left->list = realloc(left->list, (left->count + 1) * sizeof *left->list);
	if (left->list == NULL)
		error_bug("no memory for suggestions");
	left->list[left->count] = *like;
	left->list[left->count].start = start;
	left->list[left->count++].end = end;
}

/* What was suggested in the family's own words, and stands in this stretch. */
static void
left_in(struct suggestions *left, const struct redact_case *redacting,
    const struct redaction *made, const struct left_stretch *stretch)
{
	for (size_t i = 0; i < redacting->found.count; i++) {
		const struct suggestion *found = &redacting->found.list[i];
		size_t from = found->start > stretch->from ? found->start : stretch->from;
		size_t to = found->end < stretch->to ? found->end : stretch->to;

		if (from < to)
			left_add(left, (const char *)made->text.data, found,
			    stretch->start + (from - stretch->from),
			    stretch->start + (to - stretch->from));
	}
}

/* The stretches of a page between what was replaced. */
static void
left_page(struct suggestions *left, const struct redact_case *redacting,
    const struct redaction *made, size_t index)
{
	const struct redaction_page *page = &made->pages[index];
	struct left_stretch stretch = { .start = page->start };
	size_t base = SIZE_MAX, at = 0;

	for (size_t i = 0; i < redacting->whole.page_count; i++)
		if (strcmp(redacting->whole.pages[i].id, page->id) == 0)
			base = redacting->whole.pages[i].start;
	if (base == SIZE_MAX)
		return;
	for (size_t i = 0; i <= made->mark_count; i++) {
		const struct redaction_mark *mark = &made->marks[i];

		if (i < made->mark_count && mark->page != index)
			continue;
		stretch.from = base + at;
		stretch.to = base + (i < made->mark_count ? mark->from : strlen(page->original));
		left_in(left, redacting, made, &stretch);
		if (i < made->mark_count) {
			at = mark->to;
			stretch.start = mark->end;
		}
	}
}

/* Whether a mark is a label; other words that stand for something are words like all. */
static bool
left_is_label(const struct redaction *made, const struct redaction_mark *mark)
{
	return labels_is_label((const char *)made->text.data + mark->start,
	    mark->end - mark->start);
}

/* What the words suggest as they stand now; but for what is known already. */
static void
left_new(struct suggestions *left, const struct redaction *made,
    const struct suggestion *found)
{
	size_t at = found->start, known = left->count;

	for (size_t i = 0; i < known; i++)
		if (left->list[i].start < found->end && found->start < left->list[i].end)
			return;
	for (size_t i = 0; i < made->mark_count; i++) {
		const struct redaction_mark *mark = &made->marks[i];

		if (mark->end <= at || mark->start >= found->end || !left_is_label(made, mark))
			continue;
		if (mark->start > at)
			left_add(left, (const char *)made->text.data, found, at, mark->start);
		at = mark->end;
	}
	if (at < found->end)
		left_add(left, (const char *)made->text.data, found, at, found->end);
}

static int
left_compare(const void *left, const void *right)
{
	const struct suggestion *a = left, *b = right;

	return a->start == b->start ? 0 : a->start < b->start ? -1 : 1;
}

void
redact_case_left(const struct redact_case *redacting, const struct redaction *made,
    struct suggestions *left)
{
	struct suggestions now;

	*left = (struct suggestions)SUGGESTIONS_INIT;
	left->unread = redacting->found.unread;
	for (size_t i = 0; i < made->page_count; i++)
		left_page(left, redacting, made, i);
	suggest_text(&now, (const char *)made->text.data, made->text.length, &redacting->options);
	for (size_t i = 0; i < now.count; i++)
		left_new(left, made, &now.list[i]);
	suggestions_free(&now);
	if (left->count > 0)
		qsort(left->list, left->count, sizeof *left->list, left_compare);
}
