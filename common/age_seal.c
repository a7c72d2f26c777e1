/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/age_seal.h"

#include <errno.h>
#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "common/age_header.h"
#include "common/hkdf.h"

#define AGE_X25519_INFO "age-encryption.org/v1/X25519"
#define AGE_SCRYPT_LABEL "age-encryption.org/v1/scrypt"
#define AGE_SCRYPT_R 8
#define AGE_SCRYPT_P 1

_Static_assert(AGE_CHUNK_NONCE_BYTES == crypto_aead_chacha20poly1305_ietf_NPUBBYTES,
    "chunks are sealed with the AEAD of RFC 8439");
_Static_assert(AGE_WRAPPED_BYTES == AGE_FILE_KEY_BYTES + AGE_TAG_BYTES,
    "a stanza's body is a file key and a tag");

enum age_seal_state {
	AGE_SEAL_READY,
	AGE_SEAL_ENDED, /* finished, or failed */
};

struct age_seal {
	age_sink *sink;
	void *context;
	enum age_seal_state state;
	struct secret *key; /* the payload's */
	uint64_t counter;   /* of chunks */
	size_t filled;
	uint8_t chunk[AGE_CHUNK_BYTES + AGE_TAG_BYTES]; /* plaintext, then sealed in its place */
};

int
age_sink_buffer(void *context, const uint8_t *data, size_t length, struct error *error)
{
	(void)error;
	buffer_append(context, data, length);
	return 0;
}

int
age_x25519_wrap_key(uint8_t key[AGE_KEY_BYTES], const uint8_t scalar[RECIPIENT_BYTES],
    const uint8_t point[RECIPIENT_BYTES], const uint8_t share[RECIPIENT_BYTES],
    const uint8_t recipient[RECIPIENT_BYTES], struct error *error)
{
	uint8_t shared[crypto_scalarmult_BYTES], salt[2 * RECIPIENT_BYTES];
	int result = -1;

	/* libsodium says so when the shared secret is all zeros. */
	if (crypto_scalarmult(shared, scalar, point) != 0) {
		(void)error_refuse(error,
		    "the header of this age file has a key of low order, which protects nothing");
	} else {
		memcpy(salt, share, RECIPIENT_BYTES);
		memcpy(salt + RECIPIENT_BYTES, recipient, RECIPIENT_BYTES);
		hkdf_sha256(key, AGE_KEY_BYTES, shared, sizeof shared, salt, sizeof salt,
		    AGE_X25519_INFO);
		result = 0;
	}
	sodium_memzero(shared, sizeof shared);
	return result;
}

int
age_scrypt_wrap_key(uint8_t key[AGE_KEY_BYTES], const struct secret *passphrase,
    const uint8_t *salt, int work_factor, struct error *error)
{
	uint8_t labelled[sizeof AGE_SCRYPT_LABEL - 1 + AGE_SALT_BYTES];

	if (work_factor < 1 || work_factor > AGE_WORK_FACTOR_MOST)
		error_bug("a work factor was not checked before its use");
	memcpy(labelled, AGE_SCRYPT_LABEL, sizeof AGE_SCRYPT_LABEL - 1);
	memcpy(labelled + sizeof AGE_SCRYPT_LABEL - 1, salt, AGE_SALT_BYTES);
	errno = 0;
	if (crypto_pwhash_scryptsalsa208sha256_ll(passphrase->bytes, passphrase->length, labelled,
	    sizeof labelled, 1ULL << work_factor, AGE_SCRYPT_R, AGE_SCRYPT_P, key,
	    AGE_KEY_BYTES) != 0)
		return error_system(error,
		    "the %d MiB of memory that a passphrase needs could not be had",
		    work_factor > 10 ? 1 << (work_factor - 10) : 1);
	return 0;
}

void
age_payload_key(uint8_t key[AGE_KEY_BYTES], const uint8_t *file_key, const uint8_t *nonce)
{
	hkdf_sha256(key, AGE_KEY_BYTES, file_key, AGE_FILE_KEY_BYTES, nonce, AGE_NONCE_BYTES,
	    "payload");
}

/* Age specification, "Payload": an 11-byte counter, then 1 for the last chunk, else 0. */
void
age_chunk_nonce(uint8_t nonce[AGE_CHUNK_NONCE_BYTES], uint64_t counter, int last)
{
	memset(nonce, 0, AGE_CHUNK_NONCE_BYTES);
	bytes_put_u64(nonce + AGE_CHUNK_NONCE_BYTES - 1 - 8, counter);
	nonce[AGE_CHUNK_NONCE_BYTES - 1] = last ? 1 : 0;
}

/* A file key in a stanza's body: a nonce of zeros, since no wrap key is used twice. */
static void
age_wrap(uint8_t body[AGE_WRAPPED_BYTES], const uint8_t file_key[AGE_FILE_KEY_BYTES],
    const uint8_t key[AGE_KEY_BYTES])
{
	static const uint8_t nonce[AGE_CHUNK_NONCE_BYTES];

	(void)crypto_aead_chacha20poly1305_ietf_encrypt(body, NULL, file_key, AGE_FILE_KEY_BYTES,
	    NULL, 0, NULL, nonce, key);
}

static int
age_seal_x25519(struct buffer *header, const uint8_t file_key[AGE_FILE_KEY_BYTES],
    const struct recipient *recipient, struct error *error)
{
	uint8_t scalar[crypto_scalarmult_SCALARBYTES], share[AGE_SHARE_BYTES];
	uint8_t key[AGE_KEY_BYTES], body[AGE_WRAPPED_BYTES];
	int result = -1;

	randombytes_buf(scalar, sizeof scalar);
	(void)crypto_scalarmult_base(share, scalar);
	if (!recipient_point_is_good(recipient->point)) {
		(void)error_refuse(error,
		    "this recipient is no good key: whatever is sealed to it, anybody could open");
	} else if (age_x25519_wrap_key(key, scalar, recipient->point, share, recipient->point,
	    error) == 0) {
		age_wrap(body, file_key, key);
		age_header_print_x25519(header, share, body);
		result = 0;
	}
	sodium_memzero(scalar, sizeof scalar);
	sodium_memzero(key, sizeof key);
	return result;
}

static int
age_seal_scrypt(struct buffer *header, const uint8_t file_key[AGE_FILE_KEY_BYTES],
    const struct secret *passphrase, int work_factor, struct error *error)
{
	uint8_t salt[AGE_SALT_BYTES], key[AGE_KEY_BYTES], body[AGE_WRAPPED_BYTES];

	if (passphrase->length == 0)
		return error_refuse(error, "the passphrase is empty");
	randombytes_buf(salt, sizeof salt);
	if (age_scrypt_wrap_key(key, passphrase, salt, work_factor, error) != 0)
		return -1;
	age_wrap(body, file_key, key);
	sodium_memzero(key, sizeof key);
	age_header_print_scrypt(header, salt, work_factor, body);
	return 0;
}

/* Ends the header, starts the payload and gives both to the sink. */
static int
age_seal_start(struct age_seal **out, struct buffer *header,
    const uint8_t file_key[AGE_FILE_KEY_BYTES], age_sink *sink, void *context,
    struct error *error)
{
	struct age_seal *seal = secret_allocate(sizeof *seal);
	uint8_t nonce[AGE_NONCE_BYTES];

	seal->sink = sink;
	seal->context = context;
	seal->state = AGE_SEAL_READY;
	seal->key = secret_new(AGE_KEY_BYTES);
	seal->counter = 0;
	seal->filled = 0;
	age_header_print_end(header, file_key);
	randombytes_buf(nonce, sizeof nonce);
	age_payload_key(seal->key->bytes, file_key, nonce);
	buffer_append(header, nonce, sizeof nonce);
	if (sink(context, header->data, header->length, error) != 0) {
		age_seal_free(&seal);
		return -1;
	}
	*out = seal;
	return 0;
}

int
age_seal_new(struct age_seal **seal, const struct recipient *recipients, size_t count,
    age_sink *sink, void *context, struct error *error)
{
	struct buffer header = BUFFER_INIT;
	uint8_t file_key[AGE_FILE_KEY_BYTES];
	int result = 0;

	*seal = NULL;
	if (count == 0)
		return error_refuse(error, "there is no recipient to seal to");
	if (count > AGE_STANZAS_MOST)
		return error_refuse(error, "there are more than the %d recipients allowed",
		    AGE_STANZAS_MOST);
	randombytes_buf(file_key, sizeof file_key);
	age_header_print_version(&header);
	for (size_t i = 0; i < count && result == 0; i++)
		result = age_seal_x25519(&header, file_key, &recipients[i], error);
	if (result == 0)
		result = age_seal_start(seal, &header, file_key, sink, context, error);
	sodium_memzero(file_key, sizeof file_key);
	buffer_free(&header);
	return result;
}

int
age_seal_new_passphrase(struct age_seal **seal, const struct secret *passphrase,
    int work_factor, age_sink *sink, void *context, struct error *error)
{
	struct buffer header = BUFFER_INIT;
	uint8_t file_key[AGE_FILE_KEY_BYTES];
	int result;

	*seal = NULL;
	randombytes_buf(file_key, sizeof file_key);
	age_header_print_version(&header);
	result = age_seal_scrypt(&header, file_key, passphrase, work_factor, error);
	if (result == 0)
		result = age_seal_start(seal, &header, file_key, sink, context, error);
	sodium_memzero(file_key, sizeof file_key);
	buffer_free(&header);
	return result;
}

/* Seals what the chunk holds, in its place, and gives it to the sink. */
static int
age_seal_chunk(struct age_seal *seal, bool last, struct error *error)
{
	uint8_t nonce[AGE_CHUNK_NONCE_BYTES];
	unsigned long long length;

	age_chunk_nonce(nonce, seal->counter, last);
	(void)crypto_aead_chacha20poly1305_ietf_encrypt(seal->chunk, &length, seal->chunk,
	    seal->filled, NULL, 0, NULL, nonce, seal->key->bytes);
	seal->counter++;
	seal->filled = 0;
	if (seal->sink(seal->context, seal->chunk, (size_t)length, error) == 0)
		return 0;
	seal->state = AGE_SEAL_ENDED;
	return -1;
}

int
age_seal_add(struct age_seal *seal, const void *data, size_t length, struct error *error)
{
	const uint8_t *bytes = data;

	if (seal->state != AGE_SEAL_READY)
		return error_refuse(error, "this age file has already ended");
	while (length > 0) {
		size_t part = AGE_CHUNK_BYTES - seal->filled;

		/* A full chunk waits until it is known not to be the last: that one is marked,
		 * and may not be empty behind others. */
		if (part == 0) {
			if (age_seal_chunk(seal, false, error) != 0)
				return -1;
			continue;
		}
		if (part > length)
			part = length;
		memcpy(seal->chunk + seal->filled, bytes, part);
		seal->filled += part;
		bytes += part;
		length -= part;
	}
	return 0;
}

int
age_seal_finish(struct age_seal *seal, struct error *error)
{
	if (seal->state != AGE_SEAL_READY)
		return error_refuse(error, "this age file has already ended");
	if (age_seal_chunk(seal, true, error) != 0)
		return -1;
	seal->state = AGE_SEAL_ENDED;
	return 0;
}

void
age_seal_free(struct age_seal **seal)
{
	if (seal == NULL || *seal == NULL)
		return;
	secret_free(&(*seal)->key);
	secret_release(*seal);
	*seal = NULL;
}

int
age_seal_bytes(struct buffer *out, const struct recipient *recipients, size_t count,
    const void *data, size_t length, struct error *error)
{
	struct age_seal *seal = NULL;
	size_t before = out->length;
	int result = -1;

	/* The whole at once: growing would copy it again and again. */
	buffer_reserve(out, AGE_HEADER_BYTES_MOST + AGE_NONCE_BYTES + length +
	    (length / AGE_CHUNK_BYTES + 1) * AGE_TAG_BYTES);
	if (age_seal_new(&seal, recipients, count, age_sink_buffer, out, error) == 0 &&
	    age_seal_add(seal, data, length, error) == 0)
		result = age_seal_finish(seal, error);
	if (result != 0) {
		out->length = before;
		out->data[before] = 0;
	}
	age_seal_free(&seal);
	return result;
}
