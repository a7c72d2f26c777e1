/* SPDX-License-Identifier: ISC */
/*
 * A desk at work: its vault, its cases, and what was decided about them, read together. All that
 * decides anything starts here, so that what forbids a decision is asked in one place. Main thread.
 */
#ifndef TESTIMONY_WORK_H
#define TESTIMONY_WORK_H

#include "desk/decisions.h"
#include "desk/gather.h"
#include "desk/message.h"
#include "desk/vault.h"

struct work {
	struct vault *vault;
	struct gathered gathered;   /* all cases */
	struct decisions decisions; /* all decisions */
	uint8_t (*touched)[ENVELOPE_MAILBOX_BYTES]; /* by work_touch */
	size_t touched_count;
};
#define WORK_INIT { .vault = NULL, .gathered = GATHERED_INIT, .decisions = DECISIONS_INIT }

/* Opens the vault and reads all of it. `writes`: locks it for this program, too. Pairs with
 * work_close, also where it failed. */
int work_open(struct work *work, const char *folder, const char *passphrase_file, bool writes,
    struct error *error);
void work_close(struct work *work);
/* The second half of work_open, for a vault that the caller opened. */
int work_read(struct work *work, struct error *error);
/* Reads again what was decided, after decisions_add. */
int work_again(struct work *work, struct error *error);

/* A family's message by its id's first digits, opened; refuses none, several, and one that is set
 * aside. Pairs with message_free. */
int work_find(const struct work *work, const char *prefix, struct message *message,
    struct error *error);
/* How many there are whose id begins so. */
int work_count(const struct work *work, const char *prefix, size_t *count, struct error *error);
/* A family's message by its whole id. */
int work_message(const struct work *work, const uint8_t id[ENVELOPE_ID_BYTES],
    struct message *message, struct error *error);

/* A decision of this log by its event's first digits; refuses none and several. Borrowed. */
const struct decision *work_decision(const struct work *work, const char *prefix,
    struct error *error);

/* The case of a mailbox, as the family's messages have it; NULL: there is none. */
const struct case_file *work_case(const struct work *work,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES]);
/* The same, as coordinators decided; NULL: nobody decided anything. */
const struct casework_case *work_decided(const struct work *work,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES]);

/* Whether it is the first time that this is asked of this mailbox: what is done once for a case,
 * whichever of its messages are named. */
bool work_touch(struct work *work, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES]);

/* This coordinator's key; and the handle of any. Borrowed. */
const uint8_t *work_me(const struct work *work);
const char *work_handle(const struct work *work, const uint8_t key[32]);

/* Refuses, with what to do, where this coordinator may decide nothing: they are one no more, or (of
 * a case; `mailbox` NULL: of none) recused themselves, or the family took everything back. */
int work_may_decide(const struct work *work, const uint8_t *mailbox, struct error *error);

/* The text of a reply to this family, all its parts joined; `reply` is one of its case's. Refuses
 * where parts are missing. Appends to `text`. */
int work_reply_text(const struct work *work, const struct case_file *file,
    const struct case_reply *reply, struct buffer *text, struct error *error);

/* A JSON array of ids of pieces that stand, for "instead": those about the same message (redact;
 * `subject` its id), or of this part of a pack. New reference. */
json_t *work_instead_redactions(const struct work *work,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], const uint8_t message[ENVELOPE_ID_BYTES]);
json_t *work_instead_texts(const struct work *work, enum decision_part part);

#endif
