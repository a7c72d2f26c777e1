/* SPDX-License-Identifier: ISC */
/* An author: the Ed25519 key that signs inside the seal (a family's from its receipt, a
 * coordinator's from HANDLE.key), and signs withdrawals. Guarded memory. Any thread. */
#ifndef TESTIMONY_AUTHOR_H
#define TESTIMONY_AUTHOR_H

#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/envelope.h"
#include "common/error.h"
#include "common/withdrawal.h"

struct author;

void author_from_seed(struct author **author, const uint8_t seed[32]);
void author_generate(struct author **author);
void author_free(struct author **author);
const uint8_t *author_public(const struct author *author); /* 32 bytes, borrowed */
const uint8_t *author_seed(const struct author *author);   /* 32 secret bytes, borrowed */

/* SHA-256 of the public key. */
void author_mailbox(const struct author *author, uint8_t mailbox[32]);

/* Ed25519 over any message. */
void author_sign(const struct author *author, const void *message, size_t length,
    uint8_t signature[64]);

/* A withdrawal of its mailbox, signed; its week is the daemon's to set. */
void author_withdraw(const struct author *author, const uint8_t campaign_key[32],
    struct withdrawal *withdrawal);

/* Signs line 1 and seals it: adds one envelope to `out`. */
int author_seal(const struct author *author, struct buffer *out,
    const struct recipient *recipient, const uint8_t campaign_key[32],
    const uint8_t mailbox[32], const void *line1, size_t line1_length, struct error *error);

#endif
