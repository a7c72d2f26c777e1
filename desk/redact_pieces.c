/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/encode.h"
#include "common/secret.h"
#include "desk/redact_case.h"

/* What goes, what comes of it, and what is left. */

static const char *
pieces_text(const struct redact_case *redacting)
{
	return (const char *)redacting->whole.text.data;
}

static void
pieces_insert(struct redact_pieces *pieces, size_t at, const struct labels_piece *piece)
{
	pieces->list = secret_grow(pieces->list, pieces->count, sizeof *pieces->list);
	memmove(&pieces->list[at + 1], &pieces->list[at],
	    (pieces->count - at) * sizeof *pieces->list);
	pieces->list[at] = *piece;
	pieces->count++;
}

static void
pieces_remove(struct redact_pieces *pieces, size_t at)
{
	secret_release(pieces->list[at].with);
	memmove(&pieces->list[at], &pieces->list[at + 1],
	    (pieces->count - at - 1) * sizeof *pieces->list);
	pieces->count--;
}

/* Whether nothing but a space is between two pieces of the same name: "Jack Smith" found as two. */
static bool
pieces_join(const struct redact_case *redacting, const struct labels_piece *left,
    const struct labels_piece *right)
{
	if (left->with != NULL || right->with != NULL || left->kind != right->kind ||
	    (left->kind != SUGGEST_PERSON && left->kind != SUGGEST_ADDRESS &&
	    left->kind != SUGGEST_SCHOOL))
		return false;
	return right->start == left->end ||
	    (right->start == left->end + 1 && pieces_text(redacting)[left->end] == ' ');
}

/* Keeps the order; what overlaps becomes one, of the newer kind and words. */
static void
pieces_put(struct redact_pieces *pieces, const struct redact_case *redacting,
    struct labels_piece piece)
{
	size_t at = pieces->count;

	while (at > 0 && pieces->list[at - 1].end > piece.start)
		at--;
	while (at < pieces->count && pieces->list[at].start < piece.end) {
		if (pieces->list[at].start < piece.start)
			piece.start = pieces->list[at].start;
		if (pieces->list[at].end > piece.end)
			piece.end = pieces->list[at].end;
		pieces_remove(pieces, at);
	}
	if (at > 0 && pieces_join(redacting, &pieces->list[at - 1], &piece)) {
		pieces->list[at - 1].end = piece.end;
		return;
	}
	if (at < pieces->count && pieces_join(redacting, &piece, &pieces->list[at])) {
		pieces->list[at].start = piece.start;
		return;
	}
	pieces_insert(pieces, at, &piece);
}

static bool
pieces_is_between(const char *text, size_t at)
{
	return ((unsigned char)text[at] & 0xc0) != 0x80;
}

/* The page that a place is in; NULL: none alone. */
static const struct redaction_page *
pieces_page(const struct redact_case *redacting, size_t start, size_t end)
{
	for (size_t i = 0; i < redacting->whole.page_count; i++)
		if (start >= redacting->whole.pages[i].start && end <= redacting->whole.pages[i].end)
			return &redacting->whole.pages[i];
	return NULL;
}

int
redact_pieces_add(struct redact_pieces *pieces, const struct redact_case *redacting, size_t start,
    size_t end, enum suggest_kind kind, const char *with, struct error *error)
{
	struct labels_piece piece = { .start = start, .end = end, .kind = kind };

	if (start >= end || pieces_page(redacting, start, end) == NULL ||
	    !pieces_is_between(pieces_text(redacting), start) ||
	    !pieces_is_between(pieces_text(redacting), end))
		return error_refuse(error, "the bytes %zu to %zu are no place in one of its texts",
		    start, end);
	if (with != NULL) {
		piece.with = secret_allocate(strlen(with) + 1);
		memcpy(piece.with, with, strlen(with) + 1);
	}
	pieces_put(pieces, redacting, piece);
	return 0;
}

void
redact_pieces_free(struct redact_pieces *pieces)
{
	for (size_t i = 0; i < pieces->count; i++)
		secret_release(pieces->list[i].with);
	secret_release(pieces->list);
	*pieces = (struct redact_pieces)REDACT_PIECES_INIT;
}

/* Small words that a suggestion may begin with: "of Oakmere School". They stay. */
static const char *const pieces_small[] = { "a ", "and ", "at ", "from ", "in ", "near ", "of ",
	"the ", "to " };
#define PIECES_SMALL (sizeof pieces_small / sizeof *pieces_small)

static bool
pieces_is_name(enum suggest_kind kind)
{
	return kind == SUGGEST_PERSON || kind == SUGGEST_SCHOOL || kind == SUGGEST_PLACE ||
	    kind == SUGGEST_ORGANISATION;
}

static void
pieces_trim(struct labels_piece *piece, const char *text)
{
	for (size_t i = 0; pieces_is_name(piece->kind) && i < PIECES_SMALL; i++) {
		size_t length = strlen(pieces_small[i]);

		if (piece->end - piece->start > length &&
		    memcmp(text + piece->start, pieces_small[i], length) == 0) {
			piece->start += length;
			return;
		}
	}
}

/* A suggestion as pieces: one for each page that it touches; a sum with its sign before it. */
static void
pieces_put_found(struct redact_pieces *pieces, const struct redact_case *redacting,
    const struct suggestion *found)
{
	static const char *const signs[] = { "£", "€", "$", "£ ", "€ ", "$ " };
	const char *text = pieces_text(redacting);

	for (size_t i = 0; i < redacting->whole.page_count; i++) {
		const struct redaction_page *page = &redacting->whole.pages[i];
		struct labels_piece piece = { .kind = found->kind };

		piece.start = found->start > page->start ? found->start : page->start;
		piece.end = found->end < page->end ? found->end : page->end;
		if (piece.start >= piece.end)
			continue;
		pieces_trim(&piece, text);
		for (size_t j = 0; found->kind == SUGGEST_MONEY && j < sizeof signs / sizeof *signs;
		    j++) {
			size_t sign = strlen(signs[j]);

			if (piece.start >= page->start + sign &&
			    memcmp(text + piece.start - sign, signs[j], sign) == 0) {
				piece.start -= sign;
				break;
			}
		}
		pieces_put(pieces, redacting, piece);
	}
}

/* The words of each name, folded, with a space at either end; NULL for what is none. */
static char **
pieces_names(const struct redact_case *redacting)
{
	size_t count = redacting->found.count;
	char **names = secret_allocate((count + 1) * sizeof *names);

	for (size_t i = 0; i < count; i++) {
		const struct suggestion *found = &redacting->found.list[i];
		struct buffer words = BUFFER_INIT;

		names[i] = NULL;
		if (!pieces_is_name(found->kind))
			continue;
		buffer_append_byte(&words, ' ');
		labels_fold(&words, pieces_text(redacting) + found->start,
		    found->end - found->start);
		buffer_append_byte(&words, ' ');
		names[i] = secret_allocate(words.length + 1);
		memcpy(names[i], words.data, words.length + 1);
		buffer_free(&words);
	}
	return names;
}

/* Whether a name is one that is surer elsewhere, or a part of it. */
static bool
pieces_is_elsewhere(const struct redact_case *redacting, char *const *names, size_t name,
    enum suggest_confidence least)
{
	for (size_t i = 0; names[name] != NULL && i < redacting->found.count; i++)
		if (names[i] != NULL && strstr(names[i], names[name]) != NULL &&
		    suggest_confidence(redacting->found.list[i].sure) >= least)
			return true;
	return false;
}

void
redact_pieces_accept(struct redact_pieces *pieces, const struct redact_case *redacting,
    enum suggest_confidence least)
{
	const struct suggestion *found = redacting->found.list;
	char **names = pieces_names(redacting);

	for (size_t i = 0; i < redacting->found.count; i++)
		if (suggest_confidence(found[i].sure) >= least ||
		    redact_case_is_hidden(&found[i]) ||
		    pieces_is_elsewhere(redacting, names, i, least))
			pieces_put_found(pieces, redacting, &found[i]);
	for (size_t i = 0; i < redacting->found.count; i++)
		secret_release(names[i]);
	secret_release(names);
}

/*
 * The decision.
 */

/* What stood for names in the family's redactions, of this message and of others. One that does not
 * fit its message has nothing to tell. */
static void
pieces_learn(struct labels *labels, const struct redact_case *redacting)
{
	const struct casework_case *decided = redacting->decided;

	for (size_t i = 0; decided != NULL && i < decided->redaction_count; i++) {
		const struct decision *decision = decided->redactions[i].decision;
		struct message message;
		struct redaction made;

		if (work_message(redacting->work, decision->subject, &message, NULL) != 0)
			continue;
		if (redaction_of(&made, decision, message.testimony.answers, NULL) == 0) {
			for (size_t j = 0; j < made.mark_count; j++) {
				const struct redaction_mark *mark = &made.marks[j];
				struct buffer with = BUFFER_INIT;
				enum suggest_kind kind;

				buffer_append(&with, made.text.data + mark->start,
				    mark->end - mark->start);
				if (labels_kind(mark->kind, &kind))
					labels_learn(labels, kind,
					    made.pages[mark->page].original + mark->from,
					    mark->to - mark->from, (const char *)with.data);
				buffer_free(&with);
			}
			redaction_free(&made);
		}
		message_free(&message);
	}
}

/* The pieces of one page, as redaction.h takes them. */
static json_t *
pieces_page_text(const struct redaction_page *page, const struct redact_pieces *pieces)
{
	struct redaction_span *spans = secret_allocate((pieces->count + 1) * sizeof *spans);
	size_t count = 0;
	json_t *text;

	for (size_t i = 0; i < pieces->count; i++) {
		const struct labels_piece *piece = &pieces->list[i];

		if (piece->start >= page->start && piece->end <= page->end)
			spans[count++] = (struct redaction_span){ piece->start - page->start,
				piece->end - page->start, suggest_kind_name(piece->kind),
				piece->with };
	}
	text = redaction_text(page->id, page->original, spans, count);
	secret_release(spans);
	return text;
}

static void
pieces_set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0)
		error_bug("no memory for a redaction");
}

static json_t *
pieces_hex(const uint8_t bytes[32])
{
	char digits[HEX_LENGTH(32) + 1];

	hex_encode(digits, bytes, 32);
	return json_string(digits);
}

int
redact_case_make(const struct redact_case *redacting, struct redact_pieces *pieces, json_t **data,
    struct redaction *made, struct error *error)
{
	struct labels labels = LABELS_INIT;
	json_t *texts = json_array();

	labels.places = redacting->options.places;
	pieces_learn(&labels, redacting);
	labels_name(&labels, pieces_text(redacting), redacting->whole.text.length, pieces->list,
	    pieces->count);
	labels_free(&labels);
	for (size_t i = 0; i < redacting->whole.page_count; i++)
		if (json_array_append_new(texts,
		    pieces_page_text(&redacting->whole.pages[i], pieces)) != 0)
			error_bug("no memory for a redaction");
	*data = json_object();
	pieces_set(*data, "message", pieces_hex(redacting->message.id));
	pieces_set(*data, "texts", texts);
	if (redaction_make(made, texts, redacting->message.testimony.answers, error) != 0) {
		json_decref(*data);
		*data = NULL;
		return -1;
	}
	pieces_set(*data, "makes", pieces_hex(made->makes));
	pieces_set(*data, "instead", work_instead_redactions(redacting->work, redacting->mailbox,
	    redacting->message.id));
	return 0;
}

/*
 * What is left.
 */

/* A stretch of what a redaction makes. */
struct pieces_stretch {
	size_t from, to; /* bytes of the whole; the same words */
	size_t start;
};

static void
pieces_left_add(struct suggestions *left, const char *text, const struct suggestion *like,
    size_t start, size_t end)
{
	bool word = false;

	while (start < end && text[start] == ' ')
		start++;
	while (start < end && text[end - 1] == ' ')
		end--;
	for (size_t i = start; i < end; i++)
		word |= isalnum((unsigned char)text[i]) || (unsigned char)text[i] >= 0x80;
	for (size_t i = 0; i < PIECES_SMALL; i++)
		word &= strlen(pieces_small[i]) - 1 != end - start ||
		    memcmp(text + start, pieces_small[i], end - start) != 0;
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
pieces_left_in(struct suggestions *left, const struct redact_case *redacting,
    const struct redaction *made, const struct pieces_stretch *stretch)
{
	for (size_t i = 0; i < redacting->found.count; i++) {
		const struct suggestion *found = &redacting->found.list[i];
		size_t from = found->start > stretch->from ? found->start : stretch->from;
		size_t to = found->end < stretch->to ? found->end : stretch->to;

		if (from < to)
			pieces_left_add(left, (const char *)made->text.data, found,
			    stretch->start + (from - stretch->from),
			    stretch->start + (to - stretch->from));
	}
}

/* The stretches of a page between what was replaced. */
static void
pieces_left_page(struct suggestions *left, const struct redact_case *redacting,
    const struct redaction *made, size_t index)
{
	const struct redaction_page *page = &made->pages[index];
	struct pieces_stretch stretch = { .start = page->start };
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
		pieces_left_in(left, redacting, made, &stretch);
		if (i < made->mark_count) {
			at = mark->to;
			stretch.start = mark->end;
		}
	}
}

/* Whether a mark is a label; other words that stand for something are words like all. */
static bool
pieces_is_label(const struct redaction *made, const struct redaction_mark *mark)
{
	return mark->end > mark->start && made->text.data[mark->start] == '[';
}

/* What the words suggest as they stand now; but for what is known already. */
static void
pieces_left_new(struct suggestions *left, const struct redaction *made,
    const struct suggestion *found)
{
	size_t at = found->start, known = left->count;

	for (size_t i = 0; i < known; i++)
		if (left->list[i].start < found->end && found->start < left->list[i].end)
			return;
	for (size_t i = 0; i < made->mark_count; i++) {
		const struct redaction_mark *mark = &made->marks[i];

		if (mark->end <= at || mark->start >= found->end || !pieces_is_label(made, mark))
			continue;
		if (mark->start > at)
			pieces_left_add(left, (const char *)made->text.data, found, at, mark->start);
		at = mark->end;
	}
	if (at < found->end)
		pieces_left_add(left, (const char *)made->text.data, found, at, found->end);
}

static int
pieces_compare(const void *left, const void *right)
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
		pieces_left_page(left, redacting, made, i);
	suggest_text(&now, (const char *)made->text.data, made->text.length, &redacting->options);
	for (size_t i = 0; i < now.count; i++)
		pieces_left_new(left, made, &now.list[i]);
	suggestions_free(&now);
	if (left->count > 0)
		qsort(left->list, left->count, sizeof *left->list, pieces_compare);
}
