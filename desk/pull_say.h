/* SPDX-License-Identifier: ISC */
/*
 * What a pull says of a newer campaign; and of families that took everything back: how many, and in
 * which editions their words or their answers had gone out already, since whoever has those packs
 * must be told. Main thread.
 */
#ifndef TESTIMONY_PULL_SAY_H
#define TESTIMONY_PULL_SAY_H

#include "desk/vault.h"
#include "desk/withdrawn.h"

/* Those that were known before the pull. */
struct pull_said {
	struct vault_ids known; /* mailboxes */
};

/* Before a pull; pairs with pull_say_end. */
void pull_say_begin(struct pull_said *said, const struct vault *vault);
/* After it, also after one that broke: what was erased is erased. */
void pull_say_withdrawn(const struct pull_said *said, const struct vault *vault,
    const struct withdrawn *withdrawn);
void pull_say_end(struct pull_said *said);

/* Where the campaign was signed anew, in one sentence with what to do. */
void pull_say_newer(const struct vault *vault);

#endif
