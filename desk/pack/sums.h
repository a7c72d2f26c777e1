/* SPDX-License-Identifier: ISC */
/*
 * How an office checks a pack: SHA256SUMS as coreutils' sha256sum -c reads it, its minisign
 * signature, and verify.txt, which says how to check both.
 *
 * The signature is made with the key of packs (keys/pack_key.h), which all desks of a campaign have
 * and which signs nothing else: never with a coordinator's, since the council would learn who
 * exported, nor with the campaign's signing key. Its minisign public key has as key id the first 8
 * bytes of the key (minisign_public_of), and stands in the signed manifest. Any thread.
 */
#ifndef TESTIMONY_SUMS_H
#define TESTIMONY_SUMS_H

#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/campaign.h"
#include "keys/author.h"

#define SUMS_FILE "SHA256SUMS"
#define SUMS_SIGNATURE_FILE "SHA256SUMS.minisig"
#define SUMS_VERIFY_FILE "verify.txt"
#define SUMS_NAME_MOST 64

/* Adds the line of one file. `name`: letters, digits, dot, hyphen, underscore, neither dot nor
 * hyphen first, and another than those before it, also where capitals are the same; else the
 * program stops, as for a name that is one of the two that hold and sign the sums. */
void sums_add(struct buffer *sums, const char *name, const void *content, size_t length);

/* Adds the signature file of finished sums, by pack_author's key. Its trusted comment is "testimony-pack-1
 * edition:YYYY-MM-DD", so that an old edition cannot be handed out as a new one. */
void sums_sign(const struct author *author, const struct buffer *sums, int32_t day,
    struct buffer *out);

/* Adds verify.txt: three lines, the last of which says where the key itself can be checked. What it
 * shows of the campaign is cleaned here. */
void sums_verify_text(const struct campaign *campaign, const uint8_t key[32], struct buffer *out);

#endif
