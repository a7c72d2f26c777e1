/* SPDX-License-Identifier: ISC */
/*
 * The key that signs packs: an Ed25519 key that follows from the campaign's identity, so that every
 * desk has the same one, and a pack does not tell which coordinator exported it. Its public half is
 * "packs" in the signed manifest (common/campaign.h).
 *
 *   seed = HKDF-SHA256(the identity's 32 bytes as they stand in its text, empty salt,
 *                      "testimony-pack-1 sign")
 *
 * It signs packs and nothing else. Whoever holds a campaign's identity can derive it: also a
 * coordinator who was removed since, for the identity that they had. Hence `remove`, which makes a
 * new identity, puts a new key of packs into the manifest. Any thread.
 */
#ifndef TESTIMONY_PACK_KEY_H
#define TESTIMONY_PACK_KEY_H

#include <stdint.h>

#include "common/error.h"
#include "common/recipient.h"
#include "keys/age_identity.h"
#include "keys/author.h"

#define PACK_KEY_INFO "testimony-pack-1 sign"

/* From the 32 bytes of an identity. */
void pack_key_derive(struct author **author, const uint8_t scalar[32]);

/* From the identity that is `recipient`'s, whatever older ones there are; refuses where none is. For
 * a campaign that is the recipient in its manifest, not the first of campaign.key: a `remove` that
 * was cut off left a newer one there. */
int pack_key_of(struct author **author, const struct age_identities *identities,
    const struct recipient *recipient, struct error *error);

#endif
