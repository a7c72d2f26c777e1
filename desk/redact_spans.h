/* SPDX-License-Identifier: ISC */
/*
 * Places that somebody marked elsewhere: JSON lines
 *   {"id": first digits of a message's,"page","start","end","kind","with"?}
 * start and end are bytes of the family's own text on that page. Any thread.
 */
#ifndef TESTIMONY_REDACT_SPANS_H
#define TESTIMONY_REDACT_SPANS_H

#include "desk/redact_case.h"

#define REDACT_SPANS_MOST (16 * 1024 * 1024) /* bytes of a file */
#define REDACT_WITH_MOST 200                 /* bytes of the words that stand for something */

struct redact_span {
	json_t *value;      /* the rest points into it */
	const char *id, *page, *with; /* `with` NULL: its label */
	size_t start, end;
	enum suggest_kind kind;
};

struct redact_spans {
	struct redact_span *list; /* as in the file */
	size_t count;
};
#define REDACT_SPANS_INIT { NULL, 0 }

/* Reads a file, or (`path` "-") standard input. Refuses, naming the line, what is not as above. */
int redact_spans_read(struct redact_spans *spans, const char *path, struct error *error);
void redact_spans_free(struct redact_spans *spans);

/* Adds those of a message. Refuses those that its pages do not have, and two over each other. */
int redact_spans_add(const struct redact_spans *spans, struct redact_pieces *pieces,
    const struct redact_case *redacting, struct error *error);

/* Whether a span is of the message with these digits, all or the first. */
bool redact_span_is_of(const struct redact_span *span, const char *digits);

#endif
