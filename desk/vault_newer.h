/* SPDX-License-Identifier: ISC */
/*
 * A newer campaign than the one that the desk was set up with: newer.json and newer.json.minisig, as
 * a daemon handed them out. The campaign's signing key vouches for them, so no daemon can make one
 * up; one that keeps them back has its desks go on as they were. A desk does not take it up by
 * itself, since new keys may belong to it, which a person brings: it knows of it, also off line, and
 * says so, and makes no edition by what was changed since. Main thread.
 */
#ifndef TESTIMONY_VAULT_NEWER_H
#define TESTIMONY_VAULT_NEWER_H

#include <stdbool.h>

#include "desk/vault.h"

#define VAULT_NEWER_MANIFEST "newer.json"
#define VAULT_NEWER_SIGNATURE "newer.json.minisig"

/* Sets vault->newer by the files that are there. Such as do not hold, or are no newer any more since
 * the desk was set up anew, mean nothing: the next pull asks again. */
void vault_newer_open(struct vault *vault);

/* Whether a signature's file is, byte for byte, that of the newest campaign known, so that its
 * manifest need not be asked for. */
bool vault_newer_knows(const struct vault *vault, const struct buffer *signature);

/* Takes a campaign where it is signed by the key of the desk's pin, and newer than all that is known;
 * passes over every other. -1: it could not be written down. */
int vault_newer_take(struct vault *vault, const struct buffer *manifest,
    const struct buffer *signature, struct error *error);

/* Whether the newer one says anything else than this desk's: more than its serial and its days. */
bool vault_newer_changes(const struct vault *vault);

/* -1, with a sentence that says what to do, where a newer one is known. */
int vault_newer_refuse(const struct vault *vault, struct error *error);

#endif
