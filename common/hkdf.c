/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/hkdf.h"

#include <sodium.h>
#include <string.h>

#include "common/error.h"

#define HKDF_HASH_BYTES crypto_auth_hmacsha256_BYTES

/* RFC 5869 section 2.2: PRK = HMAC(salt, input). HMAC pads its key with zeros, so an empty
 * key is the default salt of HashLen zeros. */
static void
hkdf_extract(uint8_t key[HKDF_HASH_BYTES], const uint8_t *salt, size_t salt_length,
    const uint8_t *input, size_t input_length)
{
	static const uint8_t none[1];
	crypto_auth_hmacsha256_state state;

	(void)crypto_auth_hmacsha256_init(&state, salt_length > 0 ? salt : none, salt_length);
	if (input_length > 0)
		(void)crypto_auth_hmacsha256_update(&state, input, input_length);
	(void)crypto_auth_hmacsha256_final(&state, key);
	sodium_memzero(&state, sizeof state);
}

void
hkdf_sha256(uint8_t *output, size_t length, const uint8_t *input, size_t input_length,
    const uint8_t *salt, size_t salt_length, const char *info)
{
	uint8_t key[HKDF_HASH_BYTES], block[HKDF_HASH_BYTES], counter = 0;
	crypto_auth_hmacsha256_state state;

	if (length > HKDF_OUTPUT_MOST)
		error_bug("more bytes asked of HKDF than it gives");
	hkdf_extract(key, salt, salt_length, input, input_length);
	/* RFC 5869 section 2.3: T(n) = HMAC(PRK, T(n-1) ‖ info ‖ n), with T(0) empty. */
	while (length > 0) {
		size_t part = length < sizeof block ? length : sizeof block;

		(void)crypto_auth_hmacsha256_init(&state, key, sizeof key);
		if (counter > 0)
			(void)crypto_auth_hmacsha256_update(&state, block, sizeof block);
		(void)crypto_auth_hmacsha256_update(&state, (const uint8_t *)info, strlen(info));
		counter++;
		(void)crypto_auth_hmacsha256_update(&state, &counter, 1);
		(void)crypto_auth_hmacsha256_final(&state, block);
		memcpy(output, block, part);
		output += part;
		length -= part;
	}
	sodium_memzero(&state, sizeof state);
	sodium_memzero(key, sizeof key);
	sodium_memzero(block, sizeof block);
}
