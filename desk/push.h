/* SPDX-License-Identifier: ISC */
/*
 * Pushing: puts all that a vault holds back into each daemon that lacks it, such as a new one.
 * Envelopes go with their week and mailbox, so that the daemon's index is afterwards what it was; of
 * a mailbox's replies the newest four, since that is what it takes, and those that a coordinator
 * vouches for before all others. Withdrawals go first. What the daemon has is passed over, so that
 * it can be run again. Main thread; the vault must be locked.
 */
#ifndef TESTIMONY_PUSH_H
#define TESTIMONY_PUSH_H

#include "desk/vault.h"

struct push_result {
	size_t put;      /* that a daemon did not have, withdrawals too */
	size_t there;    /* that it had */
	size_t refused;  /* by a daemon, or since they are damaged here; noted */
	size_t unplaced; /* envelopes of which no record says where they belong */
};

/* Returns -1 where a daemon failed; what was put until then stays put. */
int push(struct vault *vault, struct push_result *result, struct error *error);

#endif
