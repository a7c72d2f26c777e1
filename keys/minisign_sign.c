/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/minisign_sign.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "common/encode.h"

#define PREHASH_BYTES 64 /* BLAKE2b-512 */
#define SIGNATURE_BYTES (2 + MINISIGN_KEY_ID_BYTES + crypto_sign_BYTES)
#define CHECKSUM_BYTES 32 /* BLAKE2b-256 */

/* A secret key file's line 2, byte for byte. Without encryption minisign 0.11 writes zeros in salt,
 * limits and checksum (-G -W), or leaves what an earlier encryption wrote there (-C -W). */
struct secret_blob {
	uint8_t algorithm[2];     /* "Ed" */
	uint8_t derivation[2];    /* zeros: not encrypted; "Sc": scrypt */
	uint8_t checksum_kind[2]; /* "B2" */
	uint8_t salt[32];
	uint8_t operations_limit[8], memory_limit[8];
	uint8_t key_id[MINISIGN_KEY_ID_BYTES];
	uint8_t seed[crypto_sign_SEEDBYTES];
	uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
	uint8_t checksum[CHECKSUM_BYTES]; /* of algorithm, key_id, seed, public_key; or zeros */
};

_Static_assert(sizeof(struct secret_blob) == 158, "minisign's secret key has no padding");
_Static_assert(crypto_sign_SEEDBYTES + crypto_sign_PUBLICKEYBYTES == crypto_sign_SECRETKEYBYTES,
    "libsodium's secret key is the seed and the public key");

struct minisign_secret_key {
	uint8_t key_id[MINISIGN_KEY_ID_BYTES];
	uint8_t secret[crypto_sign_SECRETKEYBYTES]; /* seed, public key */
};

static struct minisign_secret_key *
minisign_secret_new(void)
{
	struct minisign_secret_key *key = sodium_malloc(sizeof *key);

	if (key == NULL)
		error_bug("no memory for a signing key");
	return key;
}

void
minisign_secret_free(struct minisign_secret_key **key)
{
	if (key == NULL || *key == NULL)
		return;
	sodium_free(*key);
	*key = NULL;
}

void
minisign_secret_generate(struct minisign_secret_key **key)
{
	uint8_t public_key[crypto_sign_PUBLICKEYBYTES];

	*key = minisign_secret_new();
	randombytes_buf((*key)->key_id, sizeof(*key)->key_id);
	if (crypto_sign_keypair(public_key, (*key)->secret) != 0)
		error_bug("a signing key could not be made");
}

void
minisign_secret_from_seed(struct minisign_secret_key **key,
    const uint8_t key_id[MINISIGN_KEY_ID_BYTES], const uint8_t seed[32])
{
	uint8_t public_key[crypto_sign_PUBLICKEYBYTES];

	*key = minisign_secret_new();
	memcpy((*key)->key_id, key_id, sizeof(*key)->key_id);
	if (crypto_sign_seed_keypair(public_key, (*key)->secret, seed) != 0)
		error_bug("a signing key could not be made");
}

/* Whether the checksum is zeros, or right. */
static bool
minisign_secret_checks(const struct secret_blob *blob)
{
	uint8_t checksum[CHECKSUM_BYTES];
	crypto_generichash_state state;

	if (sodium_is_zero(blob->checksum, sizeof blob->checksum))
		return true;
	(void)crypto_generichash_init(&state, NULL, 0, sizeof checksum);
	(void)crypto_generichash_update(&state, blob->algorithm, sizeof blob->algorithm);
	(void)crypto_generichash_update(&state, blob->key_id,
	    sizeof blob->key_id + sizeof blob->seed + sizeof blob->public_key);
	(void)crypto_generichash_final(&state, checksum, sizeof checksum);
	sodium_memzero(&state, sizeof state);
	return sodium_memcmp(checksum, blob->checksum, sizeof checksum) == 0;
}

static int
minisign_secret_take(struct minisign_secret_key *key, const struct secret_blob *blob,
    struct error *error)
{
	uint8_t public_key[crypto_sign_PUBLICKEYBYTES];

	if (memcmp(blob->algorithm, "Ed", 2) != 0 || memcmp(blob->checksum_kind, "B2", 2) != 0)
		return error_refuse(error, "this is not a minisign secret key");
	if (memcmp(blob->derivation, "Sc", 2) == 0)
		return error_refuse(error,
		    "this minisign secret key has a passphrase of minisign's "
		    "own; take it off with: minisign -C -W -s FILE");
	if (!sodium_is_zero(blob->derivation, sizeof blob->derivation))
		return error_refuse(error,
		    "this minisign secret key is encrypted in an unknown way");
	memcpy(key->key_id, blob->key_id, sizeof key->key_id);
	/* A public half that does not belong to the seed would make wrong signatures, and two
	 * signatures under different halves give the key away. */
	(void)crypto_sign_seed_keypair(public_key, key->secret, blob->seed);
	if (!minisign_secret_checks(blob) ||
	    sodium_memcmp(public_key, blob->public_key, sizeof public_key) != 0)
		return error_refuse(error,
		    "the minisign secret key is damaged; use your copy of it");
	return 0;
}

int
minisign_secret_parse(struct minisign_secret_key **key, const char *text, size_t length,
    struct error *error)
{
	struct secret_blob blob;
	const char *line;
	size_t line_length, decoded;
	int result = -1;

	*key = NULL;
	if (length > MINISIGN_SECRET_FILE_MOST)
		return error_refuse(error, "a minisign secret key file has at most %d bytes",
		    MINISIGN_SECRET_FILE_MOST);
	if (minisign_line(&text, &length, MINISIGN_UNTRUSTED, &line, &line_length) != 0)
		return error_refuse(error,
		    "this is not a minisign secret key file: line 1 must start with \"%s\"",
		    MINISIGN_UNTRUSTED);
	if (minisign_line(&text, &length, "", &line, &line_length) != 0)
		return error_refuse(error, "the minisign secret key file has no key on its line 2");
	if (length != 0)
		return error_refuse(error, "the minisign secret key file goes on after its line 2");
	if (base64_decode((uint8_t *)&blob, sizeof blob, &decoded, line, line_length,
		BASE64_PADDED) != 0 || decoded != sizeof blob) {
		(void)error_refuse(error,
		    "the minisign secret key is damaged; use your copy of it");
		goto out;
	}
	*key = minisign_secret_new();
	if (minisign_secret_take(*key, &blob, error) != 0)
		minisign_secret_free(key);
	else
		result = 0;
out:
	sodium_memzero(&blob, sizeof blob);
	return result;
}

void
minisign_secret_print(const struct minisign_secret_key *key, struct buffer *out)
{
	struct secret_blob blob;
	size_t size = base64_size(sizeof blob, BASE64_PADDED); /* with its NUL */

	memset(&blob, 0, sizeof blob);
	memcpy(blob.algorithm, "Ed", 2);
	memcpy(blob.checksum_kind, "B2", 2);
	memcpy(blob.key_id, key->key_id, sizeof blob.key_id);
	memcpy(blob.seed, key->secret, sizeof blob.seed);
	memcpy(blob.public_key, key->secret + sizeof blob.seed, sizeof blob.public_key);
	/* minisign says "encrypted" here even where it is not. */
	buffer_append_text(out, MINISIGN_UNTRUSTED "minisign secret key, not encrypted\n");
	buffer_reserve(out, size);
	base64_encode((char *)out->data + out->length, size, (const uint8_t *)&blob, sizeof blob,
	    BASE64_PADDED);
	out->length += size - 1;
	buffer_append_byte(out, '\n');
	sodium_memzero(&blob, sizeof blob);
}

void
minisign_secret_public(const struct minisign_secret_key *key,
    struct minisign_public_key *public_key)
{
	memcpy(public_key->key_id, key->key_id, sizeof public_key->key_id);
	memcpy(public_key->key, key->secret + crypto_sign_SEEDBYTES, sizeof public_key->key);
}

void
minisign_public_print_file(const struct minisign_public_key *key, struct buffer *out)
{
	char line[MINISIGN_PUBLIC_LINE + 1];
	uint64_t id = 0;

	/* minisign shows the id as a little-endian number, without leading zeros. */
	for (size_t i = sizeof key->key_id; i-- > 0;)
		id = id << 8 | key->key_id[i];
	minisign_public_print(line, key);
	buffer_format(out, MINISIGN_UNTRUSTED "minisign public key %" PRIX64 "\n%s\n", id, line);
}

static void
minisign_comment_check(const char *comment)
{
	size_t length = strlen(comment);

	for (size_t i = 0; i < length; i++)
		if (comment[i] < 0x20 || comment[i] > 0x7e)
			error_bug("a trusted comment must be one line of printable ASCII");
	if (length >= MINISIGN_COMMENT_MOST)
		error_bug("a trusted comment is too long");
}

void
minisign_sign(const struct minisign_secret_key *key, const void *message, size_t message_length,
    const char *comment, struct buffer *out)
{
	uint8_t hash[PREHASH_BYTES], bytes[SIGNATURE_BYTES] = { 'E', 'D' };
	uint8_t *signature = bytes + 2 + MINISIGN_KEY_ID_BYTES;
	uint8_t covered[crypto_sign_BYTES + MINISIGN_COMMENT_MOST], global[crypto_sign_BYTES];
	char line[SIGNATURE_BYTES * 2];

	minisign_comment_check(comment);
	(void)crypto_generichash(hash, sizeof hash, message, message_length, NULL, 0);
	memcpy(bytes + 2, key->key_id, sizeof key->key_id);
	(void)crypto_sign_detached(signature, NULL, hash, sizeof hash, key->secret);
	base64_encode(line, sizeof line, bytes, sizeof bytes, BASE64_PADDED);
	buffer_format(out, MINISIGN_UNTRUSTED "signature from minisign secret key\n%s\n", line);

	memcpy(covered, signature, crypto_sign_BYTES);
	memcpy(covered + crypto_sign_BYTES, comment, strlen(comment));
	(void)crypto_sign_detached(global, NULL, covered, crypto_sign_BYTES + strlen(comment),
	    key->secret);
	base64_encode(line, sizeof line, global, sizeof global, BASE64_PADDED);
	buffer_format(out, MINISIGN_TRUSTED "%s\n%s\n", comment, line);
}
