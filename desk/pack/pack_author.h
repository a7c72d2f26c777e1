/* SPDX-License-Identifier: ISC */
/*
 * Whose signature a pack gets: the campaign's, by the key that all its desks have
 * (keys/pack_key.h), so that a pack does not tell which coordinator exported it. Main thread.
 */
#ifndef TESTIMONY_PACK_AUTHOR_H
#define TESTIMONY_PACK_AUTHOR_H

#include "common/error.h"
#include "desk/vault.h"
#include "keys/author.h"

/* The key that signs packs, for sums_sign; its public half is sums_verify_text's. Refuses where this
 * desk has not the key of its manifest's recipient, and where the manifest names another key of packs
 * than follows from that: an office would take such a pack for a false one. Ask before anything
 * is written. */
int pack_author(struct author **author, const struct vault *vault, struct error *error);

/* NULL; or, where the manifest names no key of packs, a sentence for whoever exports: the pack is
 * good, but an office cannot check from the manifest that the key is the campaign's. */
const char *pack_author_note(const struct vault *vault);

#endif
