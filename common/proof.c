/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/proof.h"

#include <sodium.h>
#include <string.h>

#include "common/buffer.h"
#include "common/encode.h"

#define NONCE_BYTES (PROOF_NONCE_DIGITS / 2)

int
proof_token_is_good(const char *token, size_t length)
{
	if (length < 1 || length > PROOF_TOKEN_MOST)
		return 0;
	for (size_t i = 0; i < length; i++) {
		char c = token[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			c == '_' || c == '-'))
			return 0;
	}
	return 1;
}

/* The hash of all but the nonce: the same for every try. */
static void
proof_begin(crypto_hash_sha256_state *state, const char *token, size_t length,
    const uint8_t id[PROOF_ID_BYTES])
{
	(void)crypto_hash_sha256_init(state);
	(void)crypto_hash_sha256_update(state, (const uint8_t *)token, length);
	(void)crypto_hash_sha256_update(state, id, PROOF_ID_BYTES);
}

static int
proof_finish(const crypto_hash_sha256_state *begun, uint64_t nonce)
{
	crypto_hash_sha256_state state = *begun;
	uint8_t bytes[NONCE_BYTES], hash[crypto_hash_sha256_BYTES];
	int bits = 0;

	bytes_put_u64(bytes, nonce);
	(void)crypto_hash_sha256_update(&state, bytes, sizeof bytes);
	(void)crypto_hash_sha256_final(&state, hash);
	for (size_t i = 0; i < sizeof hash; i++)
		for (int bit = 7; bit >= 0; bit--, bits++)
			if ((hash[i] >> bit & 1) != 0)
				return bits;
	return bits;
}

int
proof_bits(const char *token, size_t length, const uint8_t id[PROOF_ID_BYTES], uint64_t nonce)
{
	crypto_hash_sha256_state begun;

	proof_begin(&begun, token, length, id);
	return proof_finish(&begun, nonce);
}

int
proof_work(const char *token, size_t length, const uint8_t id[PROOF_ID_BYTES], int bits,
    uint64_t *nonce, uint64_t tries)
{
	crypto_hash_sha256_state begun;

	proof_begin(&begun, token, length, id);
	for (; tries > 0; tries--) {
		if (proof_finish(&begun, *nonce) >= bits)
			return 1;
		(*nonce)++;
	}
	return 0;
}

void
proof_print(char header[PROOF_HEADER_SIZE], const char *token, size_t length, uint64_t nonce)
{
	uint8_t bytes[NONCE_BYTES];

	if (!proof_token_is_good(token, length))
		error_bug("a proof's token was not checked");
	memcpy(header, token, length);
	header[length] = ' ';
	bytes_put_u64(bytes, nonce);
	hex_encode(header + length + 1, bytes, sizeof bytes);
}

int
proof_parse(const char *header, size_t length, const char **token, size_t *token_length,
    uint64_t *nonce)
{
	uint8_t bytes[NONCE_BYTES];
	size_t before;

	if (length < 1 + 1 + PROOF_NONCE_DIGITS || length >= PROOF_HEADER_SIZE)
		return -1;
	before = length - 1 - PROOF_NONCE_DIGITS;
	if (!proof_token_is_good(header, before) || header[before] != ' ' ||
	    hex_decode(bytes, sizeof bytes, header + before + 1, PROOF_NONCE_DIGITS) != 0)
		return -1;
	*token = header;
	*token_length = before;
	*nonce = bytes_u64(bytes);
	return 0;
}
