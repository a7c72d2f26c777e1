/* SPDX-License-Identifier: ISC */
/*
 * Pulling: set reconciliation with each of the desk's daemons. Withdrawals of all come first
 * (withdrawn.h); then what each has and the vault lacks is fetched (fetch.h); then each is given
 * the replies and events that it lacks (hand_up.h), so that after one pull all have the same of
 * these. Each is asked for its campaign, too: the desk may know an older one only (vault_newer.h).
 * Families' envelopes are not copied from one daemon to another: push.h does that. A daemon
 * that fails is named, and the others go on. That something is missing at a daemon never erases
 * anything here. Main thread.
 */
#ifndef TESTIMONY_PULL_H
#define TESTIMONY_PULL_H

#include "desk/daemons.h"
#include "desk/fetch.h"
#include "desk/hand_up.h"
#include "desk/vault.h"
#include "desk/withdrawn.h"

/* Of one daemon. */
struct pull_daemon {
	const char *address; /* borrowed from the vault */
	bool failed;
	struct fetched fetched;
	struct handed_up handed;
};

struct pull_result {
	struct pull_daemon daemons[VAULT_DAEMONS_MOST];
	size_t count;
	size_t held;         /* families' messages in the vault afterwards */
	struct withdrawn withdrawn;
};

/* The vault must be locked. Notes on stderr what is wrong with single envelopes, and shows progress.
 * Returns -1 where a daemon or the vault failed; what was done until then is kept, and counted. */
int pull(struct vault *vault, struct pull_result *result, struct error *error);

/* The campaign, the log and the replies alone, from all daemons that answer. */
int pull_shared(struct vault *vault, struct daemons *daemons, struct error *error);

#endif
