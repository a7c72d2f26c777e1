/* SPDX-License-Identifier: ISC */
/*
 * All that coordinators wrote to families, as far as this desk knows: what it wrote itself
 * (vault_sent.h), and what the events "reply" of the log tell (reply_event.h). Where a daemon's
 * record places a reply in another mailbox than its author, the author counts. What a former
 * coordinator wrote counts where an answer of the family names it: who signs an answer has read
 * those words, and a question that it said yes to must not be forgotten with its author. Main
 * thread.
 */
#ifndef TESTIMONY_WRITTEN_H
#define TESTIMONY_WRITTEN_H

#include "desk/reply_event.h"
#include "desk/vault.h"

/* One envelope. */
struct written_reply {
	uint8_t id[ENVELOPE_ID_BYTES], mailbox[ENVELOPE_MAILBOX_BYTES];
	uint8_t by[32];                       /* the coordinator's key */
	uint8_t hash[REPLY_LINE_HASH_BYTES];
	uint32_t week;                        /* in which it was written */
	bool sent;                            /* by this desk */
	bool logged;                          /* an event tells of it */
	bool former;                          /* by a former coordinator */
	bool lost;                            /* sent, but cut off before it could be put: its
	                                       * envelope is not here, and no event tells of it */
	bool settled;                         /* a daemon has it, as hand_up.h found */
	json_t *line1;
	struct reply_line line;               /* points into line1 */
	size_t order;                         /* in which it was read */
};

/* An event of the log that was set aside: whether it tells of a reply nobody can say. */
struct written_aside {
	uint8_t id[ENVELOPE_ID_BYTES];
	bool other_key;                       /* it is sealed to a key not held here */
	char reason[ERROR_TEXT_BYTES];
};

struct written {
	struct written_reply *replies; /* by id, then by author */
	size_t count;
	size_t unreadable;             /* files of what this desk wrote */
	struct written_aside *aside;   /* by id */
	size_t aside_count;
};
#define WRITTEN_INIT { .replies = NULL }

int written_read(struct written *written, const struct vault *vault, struct error *error);
void written_free(struct written *written);

/* NULL: nobody tells of it, or coordinators contradict each other. Those that are lost are found. */
struct written_reply *written_find(const struct written *written,
    const uint8_t id[ENVELOPE_ID_BYTES]);

/* Puts right the mailboxes of the vault's records of replies; in memory alone. */
void written_apply(const struct written *written, struct vault *vault);

#endif
