/* SPDX-License-Identifier: ISC */
/*
 * Writing to a family. A reply is one envelope, or up to four where its text is long; each is signed
 * by the coordinator and sealed to the family alone, so the vault keeps what was written beside it
 * (vault_sent.h). It is on disk here before the daemon has it. Main thread; the vault must be
 * locked.
 */
#ifndef TESTIMONY_REPLY_H
#define TESTIMONY_REPLY_H

#include "common/reply_line.h"
#include "desk/api.h"
#include "desk/cases.h"
#include "desk/vault.h"

#define REPLY_TEXT_MOST (256 * 1024) /* bytes that are read */

struct reply {
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	struct recipient reply_to;
	struct reply_line line;  /* its text, part and parts are made by reply_make */
	struct buffer lines[REPLY_LINE_PARTS_MOST], envelopes[REPLY_LINE_PARTS_MOST];
	uint8_t ids[REPLY_LINE_PARTS_MOST][ENVELOPE_ID_BYTES];
	size_t parts;
	/* By reply_find_room: those that go from the mailbox for it, oldest first. */
	uint8_t replaces[REPLY_LINE_PARTS_MOST][ENVELOPE_ID_BYTES];
	size_t replace_count;
};

/* Splits the text where it must, after a line or a word where it can, and seals every part; joined,
 * the parts' texts are the text. Refuses one that needs more than four, saying how much to cut. */
int reply_make(struct reply *reply, const struct vault *vault, const char *text,
    struct error *error);

/* Asks the daemon what the mailbox holds, and says which replies must go. Refuses where the family
 * has taken everything back. */
int reply_find_room(struct reply *reply, struct vault *vault, struct api *api,
    struct error *error);

/* Keeps and puts. On -1 *sent says how many parts the daemon has for certain; *unknown: whether it
 * has the next one is not known. Those that it refused are not kept here. */
int reply_send(struct reply *reply, struct vault *vault, struct api *api, size_t *sent,
    bool *unknown, struct error *error);

#define REPLY_OF_ANOTHER INT64_MAX

/* The n of a reply that this desk wrote, or REPLY_OF_ANOTHER. */
int64_t reply_number(const struct vault *vault, const uint8_t id[ENVELOPE_ID_BYTES]);

void reply_free(struct reply *reply);

#endif
