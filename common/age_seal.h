/* SPDX-License-Identifier: ISC */
/*
 * Sealing age v1 files (age-encryption.org/v1, C2SP age specification), binary.
 * Streaming: 64 KiB chunks of ChaCha20-Poly1305 go to a sink as they fill.
 * One thread for each sealer.
 */
#ifndef TESTIMONY_AGE_SEAL_H
#define TESTIMONY_AGE_SEAL_H

#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/error.h"
#include "common/recipient.h"
#include "common/secret.h"

#define AGE_CHUNK_BYTES 65536
#define AGE_TAG_BYTES 16
#define AGE_KEY_BYTES 32        /* of a wrap key and of the payload key */
#define AGE_CHUNK_NONCE_BYTES 12
#define AGE_WORK_FACTOR 18      /* log2 of scrypt's N when writing */
#define AGE_WORK_FACTOR_MOST 20 /* when reading */

/* Takes what was made, in order. Returns 0, or -1 with `error` set, which ends the work. */
typedef int age_sink(void *context, const uint8_t *data, size_t length, struct error *error);

/* A sink whose context is a struct buffer. */
int age_sink_buffer(void *context, const uint8_t *data, size_t length, struct error *error);

struct age_seal;

/* To one or more X25519 recipients, AGE_STANZAS_MOST at most. The header goes to the sink at once.
 * Fails (ERROR_REFUSED) on a recipient of low order. */
int age_seal_new(struct age_seal **seal, const struct recipient *recipients, size_t count,
    age_sink *sink, void *context, struct error *error);

/* To a passphrase (scrypt stanza), which is not empty. `work_factor` 1 to AGE_WORK_FACTOR_MOST.
 * Takes a second and 2^work_factor KiB (256 MiB at 18); ERROR_SYSTEM without that memory. */
int age_seal_new_passphrase(struct age_seal **seal, const struct secret *passphrase,
    int work_factor, age_sink *sink, void *context, struct error *error);

int age_seal_add(struct age_seal *seal, const void *data, size_t length, struct error *error);
int age_seal_finish(struct age_seal *seal, struct error *error);
void age_seal_free(struct age_seal **seal); /* wipes its keys and plaintext */

/* All in one: adds the sealed file to `out`. */
int age_seal_bytes(struct buffer *out, const struct recipient *recipients, size_t count,
    const void *data, size_t length, struct error *error);

/* What opening has in common with sealing (age specification, the sections of the same names). */

/* The key that wraps a file key to an X25519 recipient, from one side's secret scalar and the other
 * side's point. Refuses a shared secret of zeros, the mark of a point of low order. */
int age_x25519_wrap_key(uint8_t key[AGE_KEY_BYTES], const uint8_t scalar[RECIPIENT_BYTES],
    const uint8_t point[RECIPIENT_BYTES], const uint8_t share[RECIPIENT_BYTES],
    const uint8_t recipient[RECIPIENT_BYTES], struct error *error);

/* The key that wraps a file key to a passphrase. ERROR_SYSTEM where there is no memory for it. */
int age_scrypt_wrap_key(uint8_t key[AGE_KEY_BYTES], const struct secret *passphrase,
    const uint8_t *salt, int work_factor, struct error *error);

void age_payload_key(uint8_t key[AGE_KEY_BYTES], const uint8_t *file_key, const uint8_t *nonce);
void age_chunk_nonce(uint8_t nonce[AGE_CHUNK_NONCE_BYTES], uint64_t counter, int last);

#endif
