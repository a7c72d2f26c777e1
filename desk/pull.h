/* SPDX-License-Identifier: ISC */
/*
 * Pulling: set reconciliation with a daemon. Asks which ids it holds, fetches those that the vault
 * does not have, at most 256 at a time, and hands up what its log lacks. Each batch is on disk
 * before the next is asked for, so that whatever breaks, the next pull goes on where this one was.
 * Withdrawals come first (withdrawn.h); what belongs to a withdrawn mailbox is not taken any more.
 * That something is missing at the daemon never erases anything here. Main thread.
 */
#ifndef TESTIMONY_PULL_H
#define TESTIMONY_PULL_H

#include "desk/vault.h"
#include "desk/withdrawn.h"

struct pull_result {
	size_t fetched;     /* new ones, of all trays */
	size_t families;    /* new ones from families */
	size_t aside;       /* of those from families, set aside: `list` says why */
	size_t aside_log;   /* new events that are set aside */
	size_t other_key;   /* of all that are set aside: sealed to a key not held here */
	size_t damaged;     /* sent by the daemon with bytes that are not their id's; not kept */
	size_t absent;      /* in the daemon's index, but not given */
	size_t handed_up;   /* events that the daemon did not have */
	size_t refused;     /* of withdrawn mailboxes; not kept */
	size_t not_taken;   /* events that the daemon would not take */
	size_t held;        /* families' messages in the vault afterwards */
	struct withdrawn withdrawn;
};

/* The vault must be locked. Notes on stderr what is wrong with single envelopes, and shows progress.
 * Returns -1 only where the whole cannot go on; what was fetched until then is kept. */
int pull(struct vault *vault, struct pull_result *result, struct error *error);

/* Fetches the replies of the daemon's index that the vault lacks, whoever wrote them, so that their
 * records say which mailbox they are in. */
int pull_replies(struct vault *vault, struct api *api, const struct api_index *index,
    struct error *error);

#endif
