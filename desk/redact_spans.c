/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/redact_spans.h"

#include <string.h>

#include "common/encode.h"
#include "common/file.h"
#include "common/json.h"
#include "common/secret.h"

static int
spans_read_line(struct redact_spans *spans, const char *line, size_t length, struct error *error)
{
	struct redact_span *span;
	int64_t start, end;
	const char *kind;

	spans->list = secret_grow(spans->list, spans->count, sizeof *spans->list);
	span = &spans->list[spans->count];
	*span = (struct redact_span){ .value = NULL };
	if (json_parse(&span->value, line, length, "it", error) != 0)
		return -1;
	spans->count++;
	if (json_member_text(span->value, "id", HEX_LENGTH(ENVELOPE_ID_BYTES), &span->id,
	    error) != 0 ||
	    json_member_text(span->value, "page", DECISION_NAME_MOST, &span->page, error) != 0 ||
	    json_member_integer(span->value, "start", 0, ENVELOPE_BYTES, &start, error) != 0 ||
	    json_member_integer(span->value, "end", start + 1, ENVELOPE_BYTES, &end, error) != 0 ||
	    json_member_text(span->value, "kind", DECISION_NAME_MOST, &kind, error) != 0)
		return -1;
	span->start = (size_t)start;
	span->end = (size_t)end;
	if (*span->id == '\0')
		return error_refuse(error, "\"id\" is empty");
	if (!labels_kind(kind, &span->kind))
		return error_refuse(error, "there is no kind \"%s\"", kind);
	if (json_object_get(span->value, "with") != NULL)
		return json_member_text(span->value, "with", REDACT_WITH_MOST, &span->with, error);
	return 0;
}

int
redact_spans_read(struct redact_spans *spans, const char *path, struct error *error)
{
	struct buffer text = BUFFER_INIT;
	int result = file_read(path, REDACT_SPANS_MOST, &text, error);
	size_t number = 1;

	for (size_t at = 0; result == 0 && at < text.length; number++) {
		const char *line = (const char *)text.data + at;
		const char *end = memchr(line, '\n', text.length - at);
		size_t length = end == NULL ? text.length - at : (size_t)(end - line);

		if (length > 0 && spans_read_line(spans, line, length, error) != 0)
			result = error_within(error, "line %zu of the places", number);
		at += length + 1;
	}
	buffer_free(&text);
	return result;
}

void
redact_spans_free(struct redact_spans *spans)
{
	for (size_t i = 0; i < spans->count; i++)
		json_decref(spans->list[i].value);
	secret_release(spans->list);
	*spans = (struct redact_spans)REDACT_SPANS_INIT;
}

bool
redact_span_is_of(const struct redact_span *span, const char *digits)
{
	size_t length = strlen(span->id), other = strlen(digits);

	return strncmp(span->id, digits, length < other ? length : other) == 0;
}

int
redact_spans_add(const struct redact_spans *spans, struct redact_pieces *pieces,
    const struct redact_case *redacting, struct error *error)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	hex_encode(digits, redacting->message.id, ENVELOPE_ID_BYTES);
	for (size_t i = 0; i < spans->count; i++) {
		const struct redact_span *span = &spans->list[i];
		const struct redaction_page *page = NULL;
		size_t before = pieces->count, length;

		if (!redact_span_is_of(span, digits))
			continue;
		for (size_t j = 0; j < redacting->whole.page_count; j++)
			if (strcmp(redacting->whole.pages[j].id, span->page) == 0)
				page = &redacting->whole.pages[j];
		if (page == NULL)
			return error_refuse(error, "it has no text on the page \"%s\"", span->page);
		length = page->end - page->start;
		if (span->end > length)
			return error_refuse(error, "the page \"%s\" has %zu bytes, and none at %zu",
			    span->page, length, span->end - 1);
		for (size_t j = 0; j < before; j++)
			if (pieces->list[j].start < page->start + span->end &&
			    page->start + span->start < pieces->list[j].end)
				return error_refuse(error, "two places on the page \"%s\" are over "
				    "each other, at byte %zu", span->page, span->start);
		if (redact_pieces_add(pieces, redacting, page->start + span->start,
		    page->start + span->end, span->kind, span->with, error) != 0)
			return error_within(error, "the page \"%s\" cannot be cut at the bytes %zu "
			    "and %zu", span->page, span->start, span->end);
	}
	return 0;
}
