/* SPDX-License-Identifier: ISC */
/*
 * Erasing what a family took back. The one module that deletes anything in a vault, and families'
 * words for nothing but a good withdrawal that the vault keeps. It looks at what there is, and not
 * at what it did before, so that what was cut off is finished by the next call.
 *
 * What belongs to a mailbox: envelopes that its author signed, those that a record places in it and
 * that nobody else signed, replies that a record places in it, events whose case it is. A daemon's
 * word alone erases no family's words: an envelope that these keys do not open stays, sealed, until
 * newer keys (setup) tell whose it is. Files go first, their records after them; each folder is
 * synced. Main thread.
 */
#ifndef TESTIMONY_ERASE_H
#define TESTIMONY_ERASE_H

#include "desk/vault.h"

struct erased {
	size_t envelopes, replies; /* files that went */
	struct vault_ids events;   /* those that went; the daemon may still have them */
	size_t sealed;             /* of withdrawn mailboxes, but not to be opened here yet */
};
#define ERASED_INIT { 0, 0, { NULL, 0 }, 0 }

/* Erases all that belongs to withdrawn mailboxes, and what writes that were cut off left behind.
 * The vault must be locked. On -1 some is left; what went is counted. */
int erase_withdrawn(struct vault *vault, struct erased *erased, struct error *error);
void erased_free(struct erased *erased);

/* Erases replies that this desk wrote and no daemon took. Their record on disk stays: it says
 * nothing but that there is no such file. */
int erase_unsent(struct vault *vault, const uint8_t (*ids)[ENVELOPE_ID_BYTES], size_t count,
    struct error *error);

/* Whether an envelope that just came belongs to a withdrawn mailbox, whatever the record says. */
bool erase_is_withdrawn(const struct vault *vault, const struct vault_record *record,
    const uint8_t *envelope);

#endif
