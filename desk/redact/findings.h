/* SPDX-License-Identifier: ISC */
/*
 * What the detectors of desk/redact/ work on, and what they find. All places here are bytes of the
 * folded text (front/spot/folded.h). One thread.
 */
#ifndef TESTIMONY_FINDINGS_H
#define TESTIMONY_FINDINGS_H

#include "common/buffer.h"
#include "desk/redact/suggest.h"
#include "front/spot/folded.h"

struct finding {
	size_t start, end;
	enum suggest_kind kind;
	uint8_t sure;
	bool whole;       /* whole or nothing: a part of a number is no number */
	bool listed;      /* the family listed it: `why` is said even where others are surer */
	const char *why;
};

struct findings {
	struct folded folded;
	uint16_t *classes;    /* english.h's, for each word */
	struct buffer list;   /* struct finding, in any order */
	const struct suggest_options *options;
	bool unread;          /* no language that there are lists for */
	bool foreign;         /* not English: in no dictionary means nothing of a small word */
};

void findings_make(struct findings *findings, const char *text, size_t length,
    const struct suggest_options *options);
void findings_free(struct findings *findings);

/* Adds words `first` to `last`. */
void findings_add_words(struct findings *findings, size_t first, size_t last,
    enum suggest_kind kind, uint8_t sure, const char *why);
/* The same of what the family listed. */
void findings_add_listed(struct findings *findings, size_t first, size_t last,
    enum suggest_kind kind, uint8_t sure, const char *why);
/* Adds a piece that is whole or nothing. */
void findings_add_piece(struct findings *findings, size_t start, size_t end,
    enum suggest_kind kind, uint8_t sure, const char *why);

/* The first word that ends after `at`; findings->folded.count for none. */
size_t findings_word(const struct findings *findings, size_t at);

/* Puts those that stand into `suggestions`, in places of the text that was given: see suggest.h. */
void findings_settle(struct findings *findings, struct suggestions *suggestions);

#endif
