/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/gate.h"

#include <sodium.h>
#include <string.h>

#include "common/buffer.h"
#include "common/encode.h"
#include "common/file.h"
#include "common/proof.h"
#include "common/secret.h"
#include "daemon/load.h"
#include "daemon/seen.h"

#define GATE_MINUTE_BYTES 4
#define GATE_MAC_BYTES 16
#define GATE_TOKEN_BYTES (GATE_MINUTE_BYTES + GATE_MAC_BYTES)
#define GATE_SLACK 1 /* bits less than the challenge said are taken, since it may have changed */

struct gate {
	struct secret *key;
	struct secret *draw; /* of key: what the lottery draws with */
	struct load load;
	struct seen *seen;
};

static void
gate_hash(const struct gate *gate, uint8_t *out, size_t out_length, const void *input,
    size_t length)
{
	if (crypto_generichash(out, out_length, input, length, gate->key->bytes,
		gate->key->length) != 0)
		error_bug("the keyed hash cannot be computed");
}

static void
gate_derive(struct gate *gate)
{
	static const char purpose[] = "testimony-draw-1\n";

	gate_hash(gate, gate->draw->bytes, gate->draw->length, purpose, sizeof purpose - 1);
}

/* The minute, and its MAC: BLAKE2b, keyed (RFC 7693). */
static void
gate_token_bytes(const struct gate *gate, uint32_t minute, uint8_t token[GATE_TOKEN_BYTES])
{
	static const char purpose[] = "testimony-challenge-1\n";
	uint8_t input[sizeof purpose - 1 + GATE_MINUTE_BYTES];

	for (int i = 0; i < GATE_MINUTE_BYTES; i++)
		token[i] = (uint8_t)(minute >> (24 - 8 * i));
	memcpy(input, purpose, sizeof purpose - 1);
	memcpy(input + sizeof purpose - 1, token, GATE_MINUTE_BYTES);
	gate_hash(gate, token + GATE_MINUTE_BYTES, GATE_MAC_BYTES, input, sizeof input);
}

static uint32_t
gate_minute(int64_t now)
{
	return now < 0 ? 0 : (uint32_t)(now / 60);
}

void
gate_new(struct gate **out)
{
	struct gate *gate = secret_allocate(sizeof *gate);

	load_start(&gate->load, 0, 0, 0);
	gate->key = secret_new(GATE_KEY_BYTES);
	randombytes_buf(gate->key->bytes, gate->key->length);
	gate->draw = secret_new(crypto_shorthash_KEYBYTES);
	gate_derive(gate);
	seen_new(&gate->seen, 0);
	*out = gate;
}

int
gate_new_from_file(struct gate **out, const char *path, struct error *error)
{
	struct buffer text = BUFFER_INIT;
	struct gate *gate = NULL;
	int result = -1;

	if (file_check_private(path, error) != 0 ||
	    file_read(path, HEX_LENGTH(GATE_KEY_BYTES) + 1, &text, error) != 0)
		goto out;
	if (text.length > 0 && text.data[text.length - 1] == '\n')
		text.length--;
	gate_new(&gate);
	if (hex_decode(gate->key->bytes, GATE_KEY_BYTES, (const char *)text.data, text.length) !=
	    0) {
		(void)error_refuse(error, "%s is not a token key: it must be %zu lowercase hex "
		    "digits, as `openssl rand -hex %d` prints them", path,
		    (size_t)HEX_LENGTH(GATE_KEY_BYTES), GATE_KEY_BYTES);
		goto out;
	}
	gate_derive(gate);
	*out = gate;
	gate = NULL;
	result = 0;
out:
	gate_free(&gate);
	buffer_free(&text);
	return result;
}

void
gate_free(struct gate **gate)
{
	if (gate == NULL || *gate == NULL)
		return;
	secret_free(&(*gate)->key);
	secret_free(&(*gate)->draw);
	seen_free(&(*gate)->seen);
	secret_release(*gate);
	*gate = NULL;
}

int
gate_bits(const struct gate *gate)
{
	return load_bits(&gate->load);
}

void
gate_limit(struct gate *gate, unsigned budget_per_minute, int bits_most, int64_t steady)
{
	load_start(&gate->load, budget_per_minute, bits_most, steady);
}

void
gate_space(struct gate *gate, uint64_t free, uint64_t total)
{
	load_space(&gate->load, free, total);
}

void
gate_tick(struct gate *gate, int64_t steady)
{
	load_tick(&gate->load, steady);
}

bool
gate_admit(struct gate *gate, const char *proof, const uint8_t id[ENVELOPE_ID_BYTES],
    int64_t steady)
{
	uint8_t input[PROOF_HEADER_SIZE + ENVELOPE_ID_BYTES], hash[crypto_shorthash_BYTES];
	size_t length = strlen(proof);

	/* SipHash-2-4. The form of a proof is strict: there is one way to write each. */
	memcpy(input, id, ENVELOPE_ID_BYTES);
	memcpy(input + ENVELOPE_ID_BYTES, proof, length);
	if (crypto_shorthash(hash, input, ENVELOPE_ID_BYTES + length, gate->draw->bytes) != 0)
		error_bug("the keyed hash cannot be computed");
	if (seen_note(gate->seen, bytes_u32(hash), steady))
		load_count(&gate->load);
	return load_draw(&gate->load, bytes_u32(hash + 4) % LOAD_CHANCE_ALL);
}

void
gate_challenge(const struct gate *gate, int64_t now, char token[GATE_TOKEN_SIZE],
    int *expires_in)
{
	uint8_t bytes[GATE_TOKEN_BYTES];
	uint32_t minute = gate_minute(now);

	gate_token_bytes(gate, minute, bytes);
	base64_encode(token, GATE_TOKEN_SIZE, bytes, sizeof bytes, BASE64_URL_UNPADDED);
	*expires_in = GATE_TOKEN_MINUTES * 60; /* or up to a minute more: see gate_check */
}

int
gate_check(const struct gate *gate, const char *proof, const uint8_t id[ENVELOPE_ID_BYTES],
    int64_t now, struct error *error)
{
	uint8_t bytes[GATE_TOKEN_BYTES], wanted[GATE_TOKEN_BYTES];
	int bits = gate_bits(gate) - GATE_SLACK;
	size_t length, token_length;
	uint32_t minute, current = gate_minute(now);
	const char *token;
	uint64_t nonce;

	if (proof == NULL)
		return error_refuse(error,
		    "The proof of work is missing; ask for a challenge and send Testimony-Proof.");
	if (proof_parse(proof, strlen(proof), &token, &token_length, &nonce) != 0 ||
	    base64_decode(bytes, sizeof bytes, &length, token, token_length,
		BASE64_URL_UNPADDED) != 0 || length != sizeof bytes)
		return error_refuse(error, "The proof of work is not a token and a nonce.");
	minute = bytes_u32(bytes);
	gate_token_bytes(gate, minute, wanted);
	if (sodium_memcmp(bytes, wanted, sizeof bytes) != 0)
		return error_refuse(error,
		    "The proof of work is for a token that is not from here; ask for a new "
		    "challenge.");
	/* One minute ahead is the clock of another daemon with the same key. */
	if (minute > current + 1 || (int64_t)minute + GATE_TOKEN_MINUTES < (int64_t)current)
		return error_refuse(error,
		    "The proof of work is for a token that has expired; ask for a new challenge.");
	if (bits > 0 && proof_bits(token, token_length, id, nonce) < bits)
		return error_refuse(error, "The proof of work has too few bits.");
	return 0;
}
