/* SPDX-License-Identifier: ISC */
/*
 * The gate: challenges and the proofs of work that answer them. A token is a minute and a keyed
 * MAC of it, so the daemon keeps no state, all who ask within one minute get the same token, and
 * daemons that share the key take each other's tokens. How many bits a proof must have follows the
 * load (load.h). One thread.
 */
#ifndef TESTIMONY_GATE_H
#define TESTIMONY_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/envelope.h"
#include "common/error.h"

#define GATE_KEY_BYTES 32
#define GATE_TOKEN_MINUTES 10
#define GATE_TOKEN_SIZE 32 /* 27 characters of base64url, NUL */

struct gate;

/* A random key, and no limit: never more than 0 bits. */
void gate_new(struct gate **gate);

/* From now on (steady milliseconds) bits follow what arrives against the budget: see load.h. */
void gate_limit(struct gate *gate, unsigned budget_per_minute, int bits_most, int64_t steady);
/* What is free, as the keeper last measured it. */
void gate_space(struct gate *gate, uint64_t free, uint64_t total);
/* Brings the bits up to date. */
void gate_tick(struct gate *gate, int64_t steady);
/* Counts a proof that gate_check found good, once however often it comes: to send one again costs
 * no work, so it may not press upon others. False: too many come, and this one is sent away by lot.
 * One proof has one lot, for as long as the odds are the same; to draw another one is to work
 * again. */
bool gate_admit(struct gate *gate, const char *proof, const uint8_t id[ENVELOPE_ID_BYTES],
    int64_t steady);

/* The key from a file: 64 lowercase hex digits and at most one line end. Nobody but its owner may
 * read the file. */
int gate_new_from_file(struct gate **gate, const char *path, struct error *error);
void gate_free(struct gate **gate);

/* The bits that a challenge asks for. */
int gate_bits(const struct gate *gate);

/* A token, good for *expires_in seconds from `now` (Unix seconds) on. */
void gate_challenge(const struct gate *gate, int64_t now, char token[GATE_TOKEN_SIZE],
    int *expires_in);

/* Whether a Testimony-Proof field (NULL: not sent) lets this envelope in. -1 with a sentence. */
int gate_check(const struct gate *gate, const char *proof, const uint8_t id[ENVELOPE_ID_BYTES],
    int64_t now, struct error *error);

#endif
