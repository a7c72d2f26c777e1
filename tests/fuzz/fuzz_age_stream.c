/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as an age file, and a good file of which the input says what is done to it. However a
 * file is cut into pieces, the result and the bytes given out are the same; what is given out is
 * always a start of what was sealed; and only the whole, unchanged file is good.
 */
#include "config.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "common/age_seal.h"
#include "common/buffer.h"
#include "common/secret.h"
#include "keys/age_identity.h"
#include "keys/age_open.h"

#define PLAIN_MOST (3 * AGE_CHUNK_BYTES + 2)
#define HEADER_AND_NONCE 184
#define CHANGE_BYTES 8 /* of the input: one change */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The identity of the specimens and of tests/vectors/age.json. */
static const char identity[] =
    "AGE-SECRET-KEY-1GVD745V7MU40Q3FYKYCAFKWVSR8N9JALTT5ZQZDCWZ29CC0HHJSQRZJYD5";

static uint8_t plain[PLAIN_MOST];

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	secret_start();
	for (size_t i = 0; i < sizeof plain; i++)
		plain[i] = (uint8_t)(i + (i >> 8));
	return 0;
}

/* Opens in pieces whose sizes `seed` decides: all at once where it is 0. */
static enum age_open_result
open_in_pieces(const struct age_identities *identities, const uint8_t *file, size_t length,
    uint32_t seed, struct buffer *out)
{
	struct error error = ERROR_INIT;
	struct age_open *open;
	enum age_open_result result;
	int failed = 0;

	age_open_new(&open, identities, age_sink_buffer, out);
	while (failed == 0 && length > 0) {
		size_t part = length;

		if (seed != 0) {
			static const size_t most[4] = { 3, 100, 65560, 140000 };

			seed = seed * 1664525 + 1013904223;
			part = (seed >> 8) % most[seed >> 30] + 1;
			if (part > length)
				part = length;
		}
		failed = age_open_add(open, file, part, &error);
		file += part;
		length -= part;
	}
	if (failed == 0)
		failed = age_open_finish(open, &error);
	result = age_open_result(open);
	if ((failed == 0) != (result == AGE_OPEN_GOOD) ||
	    (failed == 0) != (error.kind == ERROR_NONE))
		abort();
	age_open_free(&open);
	return result;
}

/* Opens it in several ways, which must agree; `out` is what was given out. */
static enum age_open_result
open_all_ways(const struct age_identities *identities, const uint8_t *file, size_t length,
    uint32_t seed, struct buffer *out)
{
	enum age_open_result result = open_in_pieces(identities, file, length, 0, out);
	struct buffer other = BUFFER_INIT;

	buffer_reserve(&other, out->length);
	for (uint32_t way = 1; way <= 2; way++) {
		buffer_clear(&other);
		if (open_in_pieces(identities, file, length, seed + way, &other) != result ||
		    other.length != out->length ||
		    (out->length > 0 && memcmp(other.data, out->data, out->length) != 0))
			abort();
	}
	buffer_free(&other);
	return result;
}

/* A length that is often next to the end of a chunk. */
static size_t
plain_length(uint8_t first, uint8_t second)
{
	size_t length = (size_t)(first & 3) * AGE_CHUNK_BYTES + (first >> 2) % 3;

	return length == 0 ? second : length - (second & 1);
}

/* One change: a byte, a cut, bytes added, or a chunk's length of bytes put in another's place. */
static void
change(struct buffer *file, const uint8_t how[CHANGE_BYTES])
{
	size_t sealed = AGE_CHUNK_BYTES + AGE_TAG_BYTES;
	size_t at = file->length == 0 ? 0 : bytes_u32(how + 1) % file->length;
	uint8_t *payload = file->data + HEADER_AND_NONCE;

	switch (how[0] % 5) {
	case 0:
		if (file->length > 0)
			file->data[at] ^= how[5];
		break;
	case 1:
		file->length = at;
		break;
	case 2:
		buffer_append(file, how + 1, how[5] % CHANGE_BYTES);
		break;
	case 3:
		if (file->length >= HEADER_AND_NONCE + 2 * sealed)
			memmove(payload, payload + sealed, sealed);
		break;
	default:
		if (file->length > HEADER_AND_NONCE + sealed)
			file->length -= sealed;
		break;
	}
}

static void
try_changed(const struct age_identities *identities, const uint8_t *data, size_t size)
{
	struct buffer file = BUFFER_INIT, whole = BUFFER_INIT, out = BUFFER_INIT;
	struct error error = ERROR_INIT;
	enum age_open_result result;
	size_t length = plain_length(data[0], data[1]);
	int same;

	if (age_seal_bytes(&file, age_identities_recipient(identities, 0), 1, plain, length,
	    &error) != 0)
		abort();
	buffer_append(&whole, file.data, file.length);
	for (size_t at = 2; at + CHANGE_BYTES <= size && at < 4 * CHANGE_BYTES; at += CHANGE_BYTES)
		change(&file, data + at);
	result = open_all_ways(identities, file.data, file.length, data[1], &out);
	same = file.length == whole.length &&
	    memcmp(file.data, whole.data, whole.length) == 0;
	if ((result == AGE_OPEN_GOOD) != same || out.length > length ||
	    (same && out.length != length) ||
	    (out.length > 0 && memcmp(out.data, plain, out.length) != 0))
		abort();
	buffer_free(&file);
	buffer_free(&whole);
	buffer_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct age_identities *identities = age_identities_new();
	struct buffer out = BUFFER_INIT;

	if (age_identities_parse(identities, identity, strlen(identity), NULL) != 0)
		abort();
	(void)open_all_ways(identities, data, size, (uint32_t)size, &out);
	if (size >= 2)
		try_changed(identities, data, size);
	buffer_free(&out);
	age_identities_free(&identities);
	return 0;
}
