/* SPDX-License-Identifier: ISC */
/*
 * Fetching from one daemon what the vault does not have, at most 256 envelopes at a time. Each batch
 * is on disk before the next is asked for, so that whatever breaks, the next pull goes on where this
 * one was. What belongs to a withdrawn mailbox is not taken any more. What one daemon says of an
 * envelope and the desk finds to be wrong is forgotten, so that the next one is asked. Main thread.
 */
#ifndef TESTIMONY_FETCH_H
#define TESTIMONY_FETCH_H

#include "desk/daemons.h"
#include "desk/vault.h"

struct fetched {
	size_t fetched;     /* new ones, of all trays */
	size_t families;    /* new ones from families */
	size_t aside;       /* of those from families, set aside: `list` says why */
	size_t aside_log;   /* new events that are set aside */
	size_t other_key;   /* of all that are set aside: sealed to a key not held here */
	size_t damaged;     /* sent by the daemon with bytes that are not their id's; not kept */
	size_t absent;      /* in the daemon's index, but not given */
	size_t refused;     /* of withdrawn mailboxes; not kept */
};

/* Of some trays, in this order. Counts are added to. Notes on stderr what is wrong with single
 * envelopes, and shows progress. The vault must be locked. Returns -1 where this daemon cannot go
 * on; what was fetched until then is kept. */
int fetch(struct vault *vault, struct desk_daemon *daemon, const enum tray *trays, size_t count,
    struct fetched *fetched, struct error *error);

/* Notes a sentence on one envelope. */
void fetch_note(const uint8_t id[ENVELOPE_ID_BYTES], const char *sentence);

#endif
