/* SPDX-License-Identifier: ISC */
/*
 * Redacting and approving one message, whatever shows it: what is suggested, what stands for it, the
 * decision that comes of it, and what is left. No terminal. Places are bytes of a text: of the whole
 * (all the message's pages as the family wrote them, joined as redaction.h joins them), or of what a
 * redaction makes of it. One thread.
 */
#ifndef TESTIMONY_REDACT_CASE_H
#define TESTIMONY_REDACT_CASE_H

#include "desk/campaign_names.h"
#include "desk/labels.h"
#include "desk/redact/suggest.h"
#include "desk/redaction.h"
#include "desk/work.h"

/* A language that is told by nobody: its texts are judged by their words. */
#define REDACT_CASE_UNKNOWN "und"

struct redact_case {
	const struct work *work;             /* borrowed */
	struct message message;
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES]; /* the message's record moves when one is added */
	const struct case_file *file;
	const struct casework_case *decided; /* NULL: nobody decided anything */
	struct redaction whole;              /* nothing replaced */
	struct suggestions found;            /* in the whole */
	const char *unread;                  /* its language, where the desk has no lists for it; else
	                                      * NULL */
	/* What the suggestions are made by: */
	json_t *texts, *hide;                /* of the whole; of all the family's messages */
	json_t *known;                       /* names that were taken out of its other messages */
	struct name_list hidden, places, publics;
	struct suggest_options options;
};

/* What is to go: in order, none over another, none over the end of a page. */
struct redact_pieces {
	struct labels_piece *list;
	size_t count;
};
#define REDACT_PIECES_INIT { NULL, 0 }

/* A message's own texts and what is suggested in them; `message` is taken over (also where this
 * fails). Refuses what has no texts, and what is used for nothing but counts: a case in which a
 * family court was not answered with "no" (form.md 2). Pairs with redact_case_free. */
int redact_case_open(struct redact_case *redacting, const struct work *work,
    struct message *message, struct error *error);
void redact_case_free(struct redact_case *redacting);

/* Refuses where this coordinator may not decide about it: work_may_decide, and a language that the
 * desk has no lists for. `reads`: they say that they read it, which is kept as their decision, once
 * for each language; of REDACT_CASE_UNKNOWN it must be said each time. The vault must be locked;
 * what is borrowed from the work's decisions is gone afterwards. */
int redact_case_allow(struct redact_case *redacting, struct work *work, bool reads,
    struct error *error);

/* The redaction of the message that stands and that nobody refused; NULL: there is none, or (and
 * then *conflict) several. */
const struct casework_piece *redact_case_standing(const struct redact_case *redacting,
    bool *conflict);

/* Adds what is suggested with this confidence or more, and every other place of the names among
 * it; and what the family listed. */
void redact_pieces_accept(struct redact_pieces *pieces, const struct redact_case *redacting,
    enum suggest_confidence least);
/* Adds one suggestion; `with` NULL: its label. */
void redact_pieces_take(struct redact_pieces *pieces, const struct redact_case *redacting,
    const struct suggestion *found, const char *with);
/* Adds one place, and what else there is of the letters (with their marks) or joined pictures at its
 * ends; `with` NULL: its label. Refuses what is not within one page, or not whole
 * characters. What it overlaps becomes one piece with it. */
int redact_pieces_add(struct redact_pieces *pieces, const struct redact_case *redacting,
    size_t start, size_t end, enum suggest_kind kind, const char *with, struct error *error);
void redact_pieces_free(struct redact_pieces *pieces);

/* Gives the pieces that have no words their labels: those that the family's earlier redactions have
 * for the same names, or new ones. */
void redact_case_label(const struct redact_case *redacting, struct redact_pieces *pieces);

/* The decision's data, and (pairs with redaction_free) what it makes. Pieces that have no words get
 * their labels. *data is a new reference. */
int redact_case_make(const struct redact_case *redacting, struct redact_pieces *pieces,
    json_t **data, struct redaction *made, struct error *error);

/* What is still suggested in what a redaction makes, but for the labels' own words; by start. Pairs
 * with suggestions_free. */
void redact_case_left(const struct redact_case *redacting, const struct redaction *made,
    struct suggestions *left);
/* Whether a suggestion is a name that the family listed, in just those words. */
bool redact_case_is_hidden(const struct suggestion *found);

#endif
