/* SPDX-License-Identifier: ISC */
/* Proof of work: a nonce such that SHA-256(token as sent, envelope id, nonce) starts with enough
 * zero bits. Any thread. */
#ifndef TESTIMONY_PROOF_H
#define TESTIMONY_PROOF_H

#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

#define PROOF_ID_BYTES 32    /* of an envelope id */
#define PROOF_TOKEN_MOST 128 /* characters of [A-Za-z0-9_-] */
#define PROOF_NONCE_DIGITS 16
#define PROOF_BITS_MOST 32
#define PROOF_HEADER_SIZE (PROOF_TOKEN_MOST + 1 + PROOF_NONCE_DIGITS + 1)

int proof_token_is_good(const char *token, size_t length); /* 1 or 0 */

/* Leading zero bits of the hash. */
int proof_bits(const char *token, size_t length, const uint8_t id[PROOF_ID_BYTES],
    uint64_t nonce);

/* Tries up to `tries` nonces from *nonce on; 1 when *nonce has enough bits, 0 when not yet (call
 * again: *nonce moved on). So the caller can show progress and stop. */
int proof_work(const char *token, size_t length, const uint8_t id[PROOF_ID_BYTES], int bits,
    uint64_t *nonce, uint64_t tries);

/* The header's value: "TOKEN NONCE". */
void proof_print(char header[PROOF_HEADER_SIZE], const char *token, size_t length,
    uint64_t nonce);

/* Takes the header's value apart; *token points into it. Strict. 0 or -1. */
int proof_parse(const char *header, size_t length, const char **token, size_t *token_length,
    uint64_t *nonce);

#endif
