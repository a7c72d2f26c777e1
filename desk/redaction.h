/* SPDX-License-Identifier: ISC */
/*
 * A message's redacted text, from the family's own and a decision "redact" (decision.h):
 *
 *   "texts": [{"page", "of": hash of the page's text, "spans": [[start, end, "kind", "with"]…]}…]
 *
 * Each page's text is the family's, with every span's bytes (start to before end) replaced by
 * `with`; the redacted text is the pages in this order, with an empty line between two. Pages that
 * are not there, or that hold nothing, leave nothing. The original stays sealed as it is; nothing
 * of the result is stored but its hash, so it is made anew, and must come out the same. Pure; all
 * is plaintext memory. Any thread.
 */
#ifndef TESTIMONY_REDACTION_H
#define TESTIMONY_REDACTION_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/buffer.h"
#include "common/form.h"
#include "desk/decision.h"

#define REDACTION_BETWEEN "\n\n" /* two pages */

/* A page in the redacted text. */
struct redaction_page {
	const char *id;       /* borrowed from the texts */
	const char *original; /* borrowed from the answers */
	size_t start, end;    /* bytes of the redacted text */
};

/* What was replaced. */
struct redaction_mark {
	size_t page;          /* index */
	size_t from, to;      /* bytes of the page's original */
	size_t start, end;    /* bytes of the redacted text; empty where it was only taken out */
	const char *kind;     /* borrowed from the texts */
};

struct redaction {
	struct buffer text;   /* ended with a NUL that is not counted */
	uint8_t makes[DECISION_HASH_BYTES]; /* its hash */
	struct redaction_page *pages;
	size_t page_count;
	struct redaction_mark *marks; /* in the order of the text */
	size_t mark_count;
};
#define REDACTION_INIT { .text = BUFFER_INIT }

/* What stands in for what, for redaction_text. */
struct redaction_span {
	size_t start, end;    /* bytes of the page's text */
	const char *kind, *with;
};

/* The pages of `answers` that are texts, in the form's order, then those that this form does not
 * know. `pages`: room for FORM_PAGES_MOST; borrowed from the answers or the form. */
size_t redaction_pages(const char *pages[FORM_PAGES_MOST], const struct form *form,
    const json_t *answers);

/* Whether a family court is or may be involved, by these answers (NULL: none): whether it was asked,
 * and answered with anything but "no". Words are then used for nothing (form.md 2). */
bool redaction_court(const json_t *answers);

/* An entry of "texts". New reference. */
json_t *redaction_text(const char *page, const char *original, const struct redaction_span *spans,
    size_t count);

/* Makes the redacted text of `texts` (as decision_read takes them). Refuses where the answers are
 * not those that it was made of, and spans that cut a character. Pairs with redaction_free. */
int redaction_make(struct redaction *redaction, const json_t *texts, const json_t *answers,
    struct error *error);
/* The same of a decision, and that the result is what it says. */
int redaction_of(struct redaction *redaction, const struct decision *redact,
    const json_t *answers, struct error *error);
void redaction_free(struct redaction *redaction);

/* Where these words stand in it, letter for letter; but where a terminal broke a row, a line break
 * stands for white space. Only a blank line is one between paragraphs. Returns how often they
 * stand there, at most 2; the place is that of the first. */
size_t redaction_find(const struct redaction *redaction, const char *words, size_t *start,
    size_t *end);

/* The text of an excerpt of it, or of its paraphrase; borrowed from either, not ended. Refuses one
 * that is not what the decision says. */
int redaction_excerpt(const struct redaction *redaction, const struct decision *excerpt,
    const char **text, size_t *length, struct error *error);

#endif
