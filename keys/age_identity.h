/* SPDX-License-Identifier: ISC */
/*
 * Age X25519 identities: the private half, "AGE-SECRET-KEY-1..." (age specification). Held in
 * guarded memory. One thread for each set.
 */
#ifndef TESTIMONY_AGE_IDENTITY_H
#define TESTIMONY_AGE_IDENTITY_H

#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/error.h"
#include "common/recipient.h"
#include "common/secret.h"

#define AGE_IDENTITIES_MOST 64 /* of one campaign: its key and the older ones */

/* What may open a file: any number of identities, or a passphrase, or both. */
struct age_identities;

struct age_identities *age_identities_new(void);
void age_identities_free(struct age_identities **identities);

size_t age_identities_count(const struct age_identities *identities); /* X25519 only */

/* The public half of identity `index` (0 is the first added). */
const struct recipient *age_identities_recipient(const struct age_identities *identities,
    size_t index);

/* Its private half: 32 bytes in guarded memory, borrowed. */
const uint8_t *age_identities_scalar(const struct age_identities *identities, size_t index);

/* Makes a fresh one from the system's random source. */
void age_identities_generate(struct age_identities *identities);

/* One from 32 bytes (a receipt's reply identity). */
int age_identities_add(struct age_identities *identities, const uint8_t scalar[32],
    struct error *error);

/* Sets the passphrase that scrypt stanzas are tried with; copied. */
void age_identities_passphrase(struct age_identities *identities,
    const struct secret *passphrase);

/* The passphrase, borrowed; NULL where none was set. */
const struct secret *age_identities_held_passphrase(const struct age_identities *identities);

/* Reads an identity file: one identity a line, blank lines and lines that start with "#" are
 * passed over, LF or CRLF. Uppercase only. Refuses a file with none, or one it cannot read; then
 * nothing of it was added. */
int age_identities_parse(struct age_identities *identities, const char *text, size_t length,
    struct error *error);

/* Adds an identity file that `age -i` takes, newest (first added) first, each with its public key
 * in a comment. `out` then holds secrets. */
void age_identities_print(const struct age_identities *identities, struct buffer *out);

#endif
