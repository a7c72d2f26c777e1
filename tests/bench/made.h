/* SPDX-License-Identifier: ISC */
/*
 * Envelopes for measuring: well formed, sealed to nobody, as many as are wanted. All that are made
 * from one seed are the same bytes but for the last ones, so that making one costs next to
 * nothing, and every program that has the seed has the same rows. Any thread.
 */
#ifndef TESTIMONY_BENCH_MADE_H
#define TESTIMONY_BENCH_MADE_H

#include <sodium.h>
#include <stdint.h>
#include <string.h>

#include "common/buffer.h"
#include "common/envelope.h"
#include "common/error.h"

#define MADE_TAIL_BYTES 8 /* the number, big-endian */

struct made {
	uint8_t body[ENVELOPE_BYTES]; /* of the one that made_one was last asked for */
	crypto_hash_sha256_state begun; /* over all but the tail */
};

static inline void
made_start(struct made *made, uint64_t seed)
{
	static const char head[] = "age-encryption.org/v1\n"
	    "-> X25519 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\n"
	    "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA\n"
	    "--- CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCA\n";
	uint8_t bytes[randombytes_SEEDBYTES] = { 0 };
	struct error error = ERROR_INIT;

	bytes_put_u64(bytes, seed);
	randombytes_buf_deterministic(made->body, sizeof made->body, bytes);
	memcpy(made->body, head, sizeof head - 1);
	if (envelope_check(made->body, sizeof made->body, &error) != 0)
		error_bug("a made-up envelope is none");
	(void)crypto_hash_sha256_init(&made->begun);
	(void)crypto_hash_sha256_update(&made->begun, made->body,
	    sizeof made->body - MADE_TAIL_BYTES);
}

/* Makes number `number`: its body, its id, and a mailbox of its own. */
static inline void
made_one(struct made *made, uint64_t number, uint8_t id[ENVELOPE_ID_BYTES],
    uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	uint8_t *tail = made->body + sizeof made->body - MADE_TAIL_BYTES;
	crypto_hash_sha256_state state = made->begun;

	bytes_put_u64(tail, number);
	(void)crypto_hash_sha256_update(&state, tail, MADE_TAIL_BYTES);
	(void)crypto_hash_sha256_final(&state, id);
	(void)crypto_hash_sha256(mailbox, id, ENVELOPE_ID_BYTES);
}

#endif
