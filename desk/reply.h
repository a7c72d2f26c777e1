/* SPDX-License-Identifier: ISC */
/*
 * Writing to a family. A reply is one envelope, or up to four where its text is long; each is signed
 * by the coordinator and sealed to the family alone, so the vault keeps what was written beside it
 * (vault_sent.h), and an event tells the other desks (reply_event.h). In this order: kept here; put
 * to each daemon; and of each part that a daemon took the event, here and to each daemon. So no event
 * tells of what never went, and where the desk was cut off between, the next pull makes it
 * (hand_up.h). Main thread; the vault must be locked.
 */
#ifndef TESTIMONY_REPLY_H
#define TESTIMONY_REPLY_H

#include "common/reply_line.h"
#include "desk/cases.h"
#include "desk/daemons.h"
#include "desk/room.h"
#include "desk/written.h"
#include "desk/vault.h"

#define REPLY_TEXT_MOST (256 * 1024) /* bytes that are read */

struct reply {
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	struct recipient reply_to;
	struct reply_line line;  /* its text, part and parts are made by reply_make */
	struct buffer lines[REPLY_LINE_PARTS_MOST], envelopes[REPLY_LINE_PARTS_MOST];
	uint8_t ids[REPLY_LINE_PARTS_MOST][ENVELOPE_ID_BYTES];
	size_t parts;
	/* By reply_find_room, of each daemon: those that go from the mailbox for it, oldest first. */
	uint8_t replaces[VAULT_DAEMONS_MOST][REPLY_LINE_PARTS_MOST][ENVELOPE_ID_BYTES];
	size_t replace_counts[VAULT_DAEMONS_MOST];
};

/* What came of sending. */
struct reply_sent {
	size_t parts;    /* that a daemon has for certain */
	bool unknown;    /* whether one has the others is not known */
	size_t daemons;  /* that have all */
};

/* Splits the text where it must, after a line or a word where it can, and seals every part; joined,
 * the parts' texts are the text. Refuses one that needs more than four, saying how much to cut. */
int reply_make(struct reply *reply, const struct vault *vault, const char *text,
    struct error *error);

/* Refuses where the family has taken everything back, here or at any daemon. */
int reply_check_withdrawn(const struct reply *reply, const struct vault *vault,
    const struct daemons *daemons, struct error *error);

/* Says which replies must go at each daemon, by what was written until now (after pull_shared). */
void reply_find_room(struct reply *reply, struct vault *vault, const struct daemons *daemons,
    const struct written *written);

/* Keeps and puts, and keeps the events that tell of it. Returns 0 where a daemon has all parts, -1
 * with the reason where none has. Parts that all daemons refused are not kept here. */
int reply_send(struct reply *reply, struct vault *vault, struct daemons *daemons,
    struct reply_sent *sent, struct error *error);

/* Gives the daemons the events of all that was sent. That one fails is told by daemons_fail: the
 * next pull does it. */
void reply_tell(struct vault *vault, struct daemons *daemons);

void reply_free(struct reply *reply);

#endif
