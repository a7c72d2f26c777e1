/* SPDX-License-Identifier: ISC */
/*
 * Opening age v1 files with X25519 identities or a passphrase. Streaming: fed in pieces of any
 * size; plaintext goes to the sink a chunk at a time, only after that chunk's tag held. What
 * follows may still be damaged: only age_open_finish says that the file is whole.
 *
 * Before any cryptography: a header of at most 16 KiB and 20 stanzas, scrypt alone and of a work
 * factor at most AGE_WORK_FACTOR_MOST. Armored files are refused. One thread for each opener.
 */
#ifndef TESTIMONY_AGE_OPEN_H
#define TESTIMONY_AGE_OPEN_H

#include <stddef.h>
#include <stdint.h>

#include "common/age_seal.h"
#include "keys/age_identity.h"

struct age_open;

/* Why an opener failed, beside the sentence: the outcomes of the CCTV age vectors. */
enum age_open_result {
	AGE_OPEN_GOOD = 0,
	AGE_OPEN_HEADER,   /* the header is not one, or not one we take */
	AGE_OPEN_NO_MATCH, /* none of the keys fits */
	AGE_OPEN_HMAC,     /* the header's MAC is wrong: it was changed */
	AGE_OPEN_PAYLOAD,  /* the payload is damaged, cut short or too long */
	AGE_OPEN_SINK,     /* the sink failed, or the system */
};

/* `identities` is borrowed until age_open_free. */
void age_open_new(struct age_open **open, const struct age_identities *identities,
    age_sink *sink, void *context);
int age_open_add(struct age_open *open, const void *data, size_t length, struct error *error);
int age_open_finish(struct age_open *open, struct error *error);
enum age_open_result age_open_result(const struct age_open *open);
void age_open_free(struct age_open **open); /* wipes its keys and plaintext */

/* All in one: adds the plaintext to `out`, or leaves it as it was. */
int age_open_bytes(struct buffer *out, const struct age_identities *identities,
    const void *data, size_t length, struct error *error);

#endif
