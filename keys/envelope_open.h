/* SPDX-License-Identifier: ISC */
/*
 * Opening an envelope: the age file, its layout, its inner signature, and that its format is the
 * tray's. What the author may say is the caller's to judge: a reply or an event must be by a
 * coordinator of the manifest. Any thread.
 */
#ifndef TESTIMONY_ENVELOPE_OPEN_H
#define TESTIMONY_ENVELOPE_OPEN_H

#include <jansson.h>
#include <stdbool.h>

#include "common/envelope.h"
#include "keys/age_identity.h"

/* Why an envelope is set aside that lay in another mailbox than its author's. */
#define ENVELOPE_ELSEWHERE "the envelope is not by the family whose mailbox it lay in"

struct opened {
	struct buffer plaintext; /* line 1 points into it */
	struct envelope_parts parts;
	bool elsewhere; /* refused: it lay in another mailbox than its author's */
	bool other_key; /* refused: it is sealed to a key that was not given */
	json_t *line1; /* parsed, strict; its "format" is that of the tray */
};

/* Returns 0, or -1 with the reason as a sentence and nothing to free. In the inbox `by` must
 * hash to the mailbox (NULL: its author's own, where it is not known in which it lay); elsewhere
 * who signed is left to the caller. For the log the mailbox is zeros. */
int envelope_open(struct opened *opened, const struct age_identities *identities,
    const uint8_t *envelope, size_t length, enum tray tray, const uint8_t campaign_key[32],
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], struct error *error);
void opened_free(struct opened *opened);

#endif
