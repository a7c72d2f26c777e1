/* SPDX-License-Identifier: ISC */
/*
 * A text of one coordinator that another judges: a redaction, an excerpt, a text of the packs. One
 * thread.
 */
#ifndef TESTIMONY_JUDGED_H
#define TESTIMONY_JUDGED_H

#include "desk/redact_case.h"

struct judged {
	const struct decision *decision;    /* redact, excerpt or pack-text; borrowed from the work */
	const struct casework_piece *piece; /* it stands; the same */
	struct redact_case redacting;       /* of a redaction, and of an excerpt's; else zeros */
	struct redaction source;            /* the redacted text; the same */
	struct redaction words;             /* of an excerpt or a text of the packs: what is judged */
	struct suggestions left;            /* in what is judged */
	struct name_list places, publics;   /* of a text of the packs */
};

/* By the first digits of an event's id, or of a message's: then its standing redaction. Refuses what
 * does not stand, two that stand for the same, and what does not fit the family's message. Pairs
 * with judged_free, also where it failed. */
int judged_find(struct judged *judged, const struct work *work, const char *wanted,
    struct error *error);
void judged_free(struct judged *judged);

/* What is judged: the source or the words. */
const struct redaction *judged_text(const struct judged *judged);

/* The mailbox of its case; NULL: it has none. */
const uint8_t *judged_mailbox(const struct judged *judged);

/* "redaction", "paraphrase", "excerpt" or "text of the packs". */
const char *judged_name(const struct judged *judged);

#endif
