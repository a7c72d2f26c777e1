/* SPDX-License-Identifier: ISC */
/*
 * Minisign keys and signatures, prehashed. The secret key's file form is minisign's own,
 * unencrypted (as `minisign -G -W` writes it): it is kept sealed by keyfile.h. Any thread.
 */
#ifndef TESTIMONY_MINISIGN_SIGN_H
#define TESTIMONY_MINISIGN_SIGN_H

#include "common/buffer.h"
#include "common/minisign_verify.h"
#include "common/secret.h"

#define MINISIGN_SECRET_FILE_MOST 1024

struct minisign_secret_key; /* guarded memory */

void minisign_secret_generate(struct minisign_secret_key **key);
/* From an Ed25519 seed. The key id tells keys apart, and guards nothing. */
void minisign_secret_from_seed(struct minisign_secret_key **key,
    const uint8_t key_id[MINISIGN_KEY_ID_BYTES], const uint8_t seed[32]);
int minisign_secret_parse(struct minisign_secret_key **key, const char *text, size_t length,
    struct error *error);
void minisign_secret_print(const struct minisign_secret_key *key, struct buffer *out);
void minisign_secret_free(struct minisign_secret_key **key);
void minisign_secret_public(const struct minisign_secret_key *key,
    struct minisign_public_key *public_key);

/* Adds a whole .pub file. */
void minisign_public_print_file(const struct minisign_public_key *key, struct buffer *out);

/* Adds a whole signature file. `comment`: the trusted comment, one line of printable ASCII. */
void minisign_sign(const struct minisign_secret_key *key, const void *message,
    size_t message_length, const char *comment, struct buffer *out);

#endif
