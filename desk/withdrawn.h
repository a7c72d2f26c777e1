/* SPDX-License-Identifier: ISC */
/*
 * The part of a pull that comes first: withdrawals, of all daemons before anything else. Each one
 * that a daemon names is checked here; a good one is kept, all that belongs to its mailbox is erased
 * (erase.h), the case's events are erased at each daemon, too, and a daemon that does not have the
 * withdrawal is given it. One that is not good is named, and changes nothing. Main thread.
 */
#ifndef TESTIMONY_WITHDRAWN_H
#define TESTIMONY_WITHDRAWN_H

#include "desk/api.h"
#include "desk/daemons.h"
#include "desk/vault.h"

struct withdrawn {
	size_t fresh;     /* families that took everything back, told now for the first time */
	size_t forged;    /* that are not by the mailbox's author; set aside */
	size_t sealed;    /* envelopes that stay until newer keys tell whose they are */
	size_t handed_up;
};

/* Indexes are asked for anew where this changed what a daemon holds; a daemon that breaks is left out
 * (daemons_fail). The vault must be locked. Returns -1 where the vault itself fails. */
int withdrawn_apply(struct vault *vault, struct daemons *daemons, struct withdrawn *withdrawn,
    struct error *error);

/* Erases an event at the daemon. That it refuses is noted, and is no error. */
int withdrawn_erase_event(struct api *api, const uint8_t id[ENVELOPE_ID_BYTES],
    struct error *error);

#endif
