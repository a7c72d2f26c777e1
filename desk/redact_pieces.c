/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "common/encode.h"
#include "common/secret.h"
#include "desk/redact_case.h"
#include "front/columns.h"

/* What goes, and the decision that comes of it. */

static const char *
pieces_text(const struct redact_case *redacting)
{
	return (const char *)redacting->whole.text.data;
}

static char *
pieces_copy(const char *text)
{
	char *copy = secret_allocate(strlen(text) + 1);

	memcpy(copy, text, strlen(text) + 1);
	return copy;
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

/* A letter goes with its marks, a joined picture with all of it: a mark that is left behind tells. */
static void
pieces_widen(struct labels_piece *piece, const char *text, const struct redaction_page *page)
{
	size_t length = page->end - page->start, last;

	text += page->start;
	piece->start = page->start + columns_before(text, length, piece->start - page->start + 1);
	last = columns_before(text, length, piece->end - page->start);
	last += columns_character(text + last, length - last, NULL);
	if (page->start + last > piece->end)
		piece->end = page->start + last;
}

int
redact_pieces_add(struct redact_pieces *pieces, const struct redact_case *redacting, size_t start,
    size_t end, enum suggest_kind kind, const char *with, struct error *error)
{
	const struct redaction_page *page = pieces_page(redacting, start, end);
	struct labels_piece piece = { .start = start, .end = end, .kind = kind };

	if (start >= end || page == NULL ||
	    !pieces_is_between(pieces_text(redacting), start) ||
	    !pieces_is_between(pieces_text(redacting), end))
		return error_refuse(error, "the bytes %zu to %zu are no place in one of its texts",
		    start, end);
	pieces_widen(&piece, pieces_text(redacting), page);
	if (with != NULL)
		piece.with = pieces_copy(with);
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

/* A suggestion as pieces: one for each page that it touches; a sum with its sign before it. */
void
redact_pieces_take(struct redact_pieces *pieces, const struct redact_case *redacting,
    const struct suggestion *found, const char *with)
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
		for (size_t j = 0; found->kind == SUGGEST_MONEY && j < sizeof signs / sizeof *signs;
		    j++) {
			size_t sign = strlen(signs[j]);

			if (piece.start >= page->start + sign &&
			    memcmp(text + piece.start - sign, signs[j], sign) == 0) {
				piece.start -= sign;
				break;
			}
		}
		if (with != NULL)
			piece.with = pieces_copy(with);
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
		if (!labels_is_name(found->kind))
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
			redact_pieces_take(pieces, redacting, &found[i], NULL);
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
		const struct casework_piece *piece = &decided->redactions[i];
		const struct decision *decision = piece->decision;
		/* Words of another coordinator that nobody agreed to would come in here unseen. */
		bool trusted = casework_is_agreed(piece) || memcmp(decision->by,
		    work_me(redacting->work), sizeof decision->by) == 0;
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
				if (labels_kind(mark->kind, &kind) && (trusted ||
				    labels_is_label((const char *)with.data, with.length)))
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

void
redact_case_label(const struct redact_case *redacting, struct redact_pieces *pieces)
{
	struct labels labels = LABELS_INIT;

	labels.places = redacting->options.places;
	pieces_learn(&labels, redacting);
	labels_name(&labels, pieces_text(redacting), redacting->whole.text.length, pieces->list,
	    pieces->count);
	labels_free(&labels);
}

int
redact_case_make(const struct redact_case *redacting, struct redact_pieces *pieces, json_t **data,
    struct redaction *made, struct error *error)
{
	json_t *texts = json_array();

	redact_case_label(redacting, pieces);
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
