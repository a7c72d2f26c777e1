/* SPDX-License-Identifier: ISC */
/*
 * How an office checks a pack: SHA256SUMS as coreutils' sha256sum -c reads it, its minisign
 * signature, and verify.txt, which says how to check both.
 *
 * The signature is made with an Ed25519 key that a desk holds (author.h), never with the campaign's
 * signing key. Its minisign public key has as key id the first 8 bytes of the key, so whoever knows
 * the key's 32 bytes from the signed manifest knows the whole line:
 *
 *   base64("Ed" ‖ key[0..7] ‖ key)
 *
 * What minisign signs (64 bytes of BLAKE2b, and a signature with a comment) begins with nothing
 * that a person chose, so it cannot be taken for what the same key signs elsewhere, which always
 * begins with a name ("testimony-signed-1", "testimony-withdraw-1", "\"@method\""). Any thread.
 */
#ifndef TESTIMONY_SUMS_H
#define TESTIMONY_SUMS_H

#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/minisign_verify.h"
#include "keys/author.h"

#define SUMS_FILE "SHA256SUMS"
#define SUMS_SIGNATURE_FILE "SHA256SUMS.minisig"
#define SUMS_VERIFY_FILE "verify.txt"
#define SUMS_NAME_MOST 64

/* Adds the line of one file. `name`: letters, digits, dot, hyphen, underscore, neither dot nor
 * hyphen first, and another than those before it, also where capitals are the same; else the
 * program stops, as for a name that is one of the two that hold and sign the sums. */
void sums_add(struct buffer *sums, const char *name, const void *content, size_t length);

/* The minisign public key of an Ed25519 key. */
void sums_public_key(struct minisign_public_key *minisign, const uint8_t key[32]);

/* Adds the signature file of finished sums. Its trusted comment is "testimony-pack-1
 * edition:YYYY-MM-DD", so that an old edition cannot be handed out as a new one. */
void sums_sign(const struct author *author, const struct buffer *sums, int32_t day,
    struct buffer *out);

/* Adds verify.txt: three lines. `contact` is the campaign's, cleaned here. */
void sums_verify_text(const uint8_t key[32], const char *contact, struct buffer *out);

#endif
