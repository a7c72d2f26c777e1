/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/age_open.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "common/age_header.h"

enum age_open_state {
	AGE_OPEN_IN_HEADER,
	AGE_OPEN_IN_NONCE,
	AGE_OPEN_IN_PAYLOAD,
	AGE_OPEN_ENDED, /* finished, or failed */
};

struct age_open {
	const struct age_identities *identities;
	age_sink *sink;
	void *context;
	enum age_open_state state;
	enum age_open_result result;
	struct buffer header;
	size_t line;            /* of the header: see age_header_end */
	struct secret *file_key;
	struct secret *key;     /* the payload's */
	uint64_t counter;       /* of chunks */
	size_t filled;          /* bytes in `sealed`: of the nonce, then of a chunk */
	uint8_t sealed[AGE_CHUNK_BYTES + AGE_TAG_BYTES];
	uint8_t plain[AGE_CHUNK_BYTES];
};

/* What is known of a stanza type. An unknown type is passed over (age specification, "Recipient
 * stanza"); one of these must be well-formed, whether or not there is a key for it. */
struct age_stanza_kind {
	const char *type;
	bool alone;             /* a file with such a stanza may have no other */
	int (*check)(const struct age_stanza *stanza, struct error *error);
	/* Returns 1 with the file key, 0 where no key fits, or -1 with an error. */
	int (*unwrap)(struct age_open *open, const struct age_stanza *stanza, struct error *error);
};

static int age_check_x25519(const struct age_stanza *stanza, struct error *error);
static int age_check_scrypt(const struct age_stanza *stanza, struct error *error);
static int age_unwrap_x25519(struct age_open *open, const struct age_stanza *stanza,
    struct error *error);
static int age_unwrap_scrypt(struct age_open *open, const struct age_stanza *stanza,
    struct error *error);

static const struct age_stanza_kind age_stanza_kinds[] = {
	{ AGE_X25519_TYPE, false, age_check_x25519, age_unwrap_x25519 },
	{ AGE_SCRYPT_TYPE, true, age_check_scrypt, age_unwrap_scrypt },
};

static const struct age_stanza_kind *
age_stanza_kind(const struct age_stanza *stanza)
{
	for (size_t i = 0; i < sizeof age_stanza_kinds / sizeof age_stanza_kinds[0]; i++)
		if (age_stanza_is(stanza, age_stanza_kinds[i].type))
			return &age_stanza_kinds[i];
	return NULL;
}

/* Ends the work with a result; `error` is set. */
static int
age_open_fail(struct age_open *open, enum age_open_result result)
{
	open->state = AGE_OPEN_ENDED;
	open->result = result;
	return -1;
}

/* Refuses the payload. */
static int
age_open_damaged(struct age_open *open, struct error *error, const char *sentence)
{
	(void)error_refuse(error, "%s", sentence);
	return age_open_fail(open, AGE_OPEN_PAYLOAD);
}

void
age_open_new(struct age_open **out, const struct age_identities *identities, age_sink *sink,
    void *context)
{
	struct age_open *open = secret_allocate(sizeof *open);

	memset(open, 0, sizeof *open);
	open->result = AGE_OPEN_HEADER; /* until it is known to be whole */
	open->identities = identities;
	open->sink = sink;
	open->context = context;
	open->file_key = secret_new(AGE_FILE_KEY_BYTES);
	open->key = secret_new(AGE_KEY_BYTES);
	*out = open;
}

void
age_open_free(struct age_open **open)
{
	if (open == NULL || *open == NULL)
		return;
	buffer_free(&(*open)->header);
	secret_free(&(*open)->file_key);
	secret_free(&(*open)->key);
	secret_release(*open);
	*open = NULL;
}

enum age_open_result
age_open_result(const struct age_open *open)
{
	return open->result;
}

static int
age_check_x25519(const struct age_stanza *stanza, struct error *error)
{
	uint8_t share[AGE_SHARE_BYTES], body[AGE_WRAPPED_BYTES];

	return age_stanza_x25519(stanza, share, body, error);
}

static int
age_check_scrypt(const struct age_stanza *stanza, struct error *error)
{
	uint8_t salt[AGE_SALT_BYTES], body[AGE_WRAPPED_BYTES];
	int work_factor;

	if (age_stanza_scrypt(stanza, salt, &work_factor, body, error) != 0)
		return -1;
	if (work_factor > AGE_WORK_FACTOR_MOST)
		return error_refuse(error,
		    "this age file asks for more work on its passphrase than is allowed here (a "
		    "work factor of %d at most)", AGE_WORK_FACTOR_MOST);
	return 0;
}

/* The file key out of a stanza's body: 1, or 0 where the key is not the one. */
static int
age_unwrap(struct age_open *open, const uint8_t body[AGE_WRAPPED_BYTES],
    const uint8_t key[AGE_KEY_BYTES])
{
	static const uint8_t nonce[AGE_CHUNK_NONCE_BYTES];

	return crypto_aead_chacha20poly1305_ietf_decrypt(open->file_key->bytes, NULL, NULL, body,
	    AGE_WRAPPED_BYTES, NULL, 0, nonce, key) == 0;
}

static int
age_unwrap_x25519(struct age_open *open, const struct age_stanza *stanza, struct error *error)
{
	uint8_t share[AGE_SHARE_BYTES], body[AGE_WRAPPED_BYTES], key[AGE_KEY_BYTES];
	int found = 0;

	if (age_stanza_x25519(stanza, share, body, error) != 0)
		return -1;
	for (size_t i = 0; found == 0 && i < age_identities_count(open->identities); i++) {
		found = age_x25519_wrap_key(key, age_identities_scalar(open->identities, i), share,
		    share, age_identities_recipient(open->identities, i)->point, error);
		if (found == 0)
			found = age_unwrap(open, body, key);
	}
	sodium_memzero(key, sizeof key);
	return found;
}

static int
age_unwrap_scrypt(struct age_open *open, const struct age_stanza *stanza, struct error *error)
{
	const struct secret *passphrase = age_identities_held_passphrase(open->identities);
	uint8_t salt[AGE_SALT_BYTES], body[AGE_WRAPPED_BYTES], key[AGE_KEY_BYTES];
	int work_factor, found;

	if (age_stanza_scrypt(stanza, salt, &work_factor, body, error) != 0)
		return -1;
	if (passphrase == NULL)
		return 0;
	if (age_scrypt_wrap_key(key, passphrase, salt, work_factor, error) != 0)
		return -1;
	found = age_unwrap(open, body, key);
	sodium_memzero(key, sizeof key);
	return found;
}

/* Says why no key fits. */
static int
age_open_no_match(struct age_open *open, const struct age_header *header, struct error *error)
{
	const char *sentence = "this age file is sealed to kinds of key that are not known here";

	for (size_t i = 0; i < header->stanza_count; i++)
		if (age_stanza_is(&header->stanzas[i], AGE_X25519_TYPE))
			sentence = age_identities_count(open->identities) == 0 ?
			    "this age file is sealed to a key, not with a passphrase" :
			    "this age file is sealed to another key";
	if (age_stanza_is(&header->stanzas[0], AGE_SCRYPT_TYPE))
		sentence = age_identities_held_passphrase(open->identities) == NULL ?
		    "this age file is sealed with a passphrase, not to a key" :
		    "this is not the passphrase that this age file was sealed with";
	(void)error_refuse(error, "%s", sentence);
	return age_open_fail(open, AGE_OPEN_NO_MATCH);
}

/* All that can be refused without any cryptography. */
static int
age_open_check(const struct age_header *header, struct error *error)
{
	for (size_t i = 0; i < header->stanza_count; i++) {
		const struct age_stanza_kind *kind = age_stanza_kind(&header->stanzas[i]);

		if (kind == NULL)
			continue;
		if (kind->alone && header->stanza_count > 1)
			return error_refuse(error,
			    "this age file mixes a passphrase with other recipients, which the age "
			    "format forbids");
		if (kind->check(&header->stanzas[i], error) != 0)
			return -1;
	}
	return 0;
}

/* The whole header is there: finds the file key, and checks that nothing was changed. */
static int
age_open_header(struct age_open *open, struct error *error)
{
	struct age_header header;
	uint8_t mac[AGE_MAC_BYTES];
	struct error problem = ERROR_INIT;
	int found = 0;

	if (age_header_parse(&header, open->header.data, open->header.length, error) != 0 ||
	    age_open_check(&header, error) != 0)
		return age_open_fail(open, AGE_OPEN_HEADER);
	for (size_t i = 0; i < header.stanza_count && found == 0; i++) {
		const struct age_stanza_kind *kind = age_stanza_kind(&header.stanzas[i]);

		if (kind != NULL)
			found = kind->unwrap(open, &header.stanzas[i], &problem);
	}
	if (found < 0) {
		if (error != NULL)
			*error = problem;
		return age_open_fail(open,
		    problem.kind == ERROR_SYSTEM ? AGE_OPEN_SINK : AGE_OPEN_HEADER);
	}
	if (found == 0)
		return age_open_no_match(open, &header, error);
	age_header_mac(mac, open->file_key->bytes, open->header.data, header.mac_covers);
	if (sodium_memcmp(mac, header.mac, sizeof mac) != 0) {
		(void)error_refuse(error,
		    "the header of this age file was changed after it was sealed");
		return age_open_fail(open, AGE_OPEN_HMAC);
	}
	buffer_free(&open->header);
	open->state = AGE_OPEN_IN_NONCE;
	open->result = AGE_OPEN_PAYLOAD;
	return 0;
}

/* Takes what is the header's of some input: *length becomes how much that was. */
static int
age_open_take_header(struct age_open *open, const uint8_t *data, size_t *length,
    struct error *error)
{
	size_t before = open->header.length, end;
	size_t part = AGE_HEADER_BYTES_MOST + 1 - before;

	buffer_append(&open->header, data, *length < part ? *length : part);
	end = age_header_end(open->header.data, open->header.length, &open->line);
	if (end != 0) {
		open->header.length = end;
		*length = end - before;
		return age_open_header(open, error);
	}
	/* Parsing says what is wrong with a header that has no end. */
	if (open->header.length > AGE_HEADER_BYTES_MOST)
		return age_open_header(open, error);
	return 0;
}

/* Decrypts the chunk: 0, or -1 where its tag is wrong. Not in its place: what fails as one of the
 * middle is tried as the last one. */
static int
age_open_chunk(struct age_open *open, bool last)
{
	uint8_t nonce[AGE_CHUNK_NONCE_BYTES];

	age_chunk_nonce(nonce, open->counter, last);
	return crypto_aead_chacha20poly1305_ietf_decrypt(open->plain, NULL, NULL, open->sealed,
	    open->filled, NULL, 0, nonce, open->key->bytes);
}

/* Gives the decrypted chunk out. */
static int
age_open_release(struct age_open *open, struct error *error)
{
	size_t length = open->filled - AGE_TAG_BYTES;

	open->counter++;
	open->filled = 0;
	if (open->sink(open->context, open->plain, length, error) != 0)
		return age_open_fail(open, AGE_OPEN_SINK);
	return 0;
}

/* A full chunk, and the file goes on behind it. */
static int
age_open_full_chunk(struct age_open *open, struct error *error)
{
	if (age_open_chunk(open, false) == 0)
		return age_open_release(open, error);
	/* A true last chunk is given out like any other; what is behind it is refused. */
	if (age_open_chunk(open, true) == 0) {
		if (age_open_release(open, error) != 0)
			return -1;
		return age_open_damaged(open, error, "this age file goes on after its end");
	}
	return age_open_damaged(open, error, "this age file is damaged: a part of it was changed");
}

/* Takes what is still missing of `size` bytes; *length becomes how much that was. */
static void
age_open_fill(struct age_open *open, size_t size, const uint8_t *data, size_t *length)
{
	if (*length > size - open->filled)
		*length = size - open->filled;
	memcpy(open->sealed + open->filled, data, *length);
	open->filled += *length;
}

static void
age_open_take_nonce(struct age_open *open, const uint8_t *data, size_t *length)
{
	age_open_fill(open, AGE_NONCE_BYTES, data, length);
	if (open->filled < AGE_NONCE_BYTES)
		return;
	age_payload_key(open->key->bytes, open->file_key->bytes, open->sealed);
	open->state = AGE_OPEN_IN_PAYLOAD;
	open->filled = 0;
}

/* A full chunk waits until more comes: only then it may be one of the middle. */
static int
age_open_take_chunk(struct age_open *open, const uint8_t *data, size_t *length,
    struct error *error)
{
	if (open->filled == sizeof open->sealed && age_open_full_chunk(open, error) != 0)
		return -1;
	age_open_fill(open, sizeof open->sealed, data, length);
	return 0;
}

int
age_open_add(struct age_open *open, const void *data, size_t length, struct error *error)
{
	const uint8_t *bytes = data;

	while (length > 0) {
		size_t part = length;
		int result = 0;

		switch (open->state) {
		case AGE_OPEN_IN_HEADER:
			result = age_open_take_header(open, bytes, &part, error);
			break;
		case AGE_OPEN_IN_NONCE:
			age_open_take_nonce(open, bytes, &part);
			break;
		case AGE_OPEN_IN_PAYLOAD:
			result = age_open_take_chunk(open, bytes, &part, error);
			break;
		case AGE_OPEN_ENDED:
			result = error_refuse(error, "this age file has already ended");
			break;
		}
		if (result != 0)
			return -1;
		bytes += part;
		length -= part;
	}
	return 0;
}

/* The end of the payload. The last chunk is marked; only an empty file has an empty one. */
static int
age_open_last_chunk(struct age_open *open, struct error *error)
{
	if (open->filled < AGE_TAG_BYTES || (open->filled == AGE_TAG_BYTES && open->counter > 0))
		return age_open_damaged(open, error, "this age file was cut short");
	if (age_open_chunk(open, true) == 0) {
		if (age_open_release(open, error) != 0)
			return -1;
		open->state = AGE_OPEN_ENDED;
		open->result = AGE_OPEN_GOOD;
		return 0;
	}
	/* Either it was changed, or it is one of the middle; that one is good, and is given out. */
	if (open->filled == sizeof open->sealed && age_open_chunk(open, false) == 0) {
		if (age_open_release(open, error) != 0)
			return -1;
		return age_open_damaged(open, error, "this age file was cut short");
	}
	return age_open_damaged(open, error,
	    "this age file is damaged: its end was changed or cut off");
}

int
age_open_finish(struct age_open *open, struct error *error)
{
	switch (open->state) {
	case AGE_OPEN_IN_HEADER:
		return age_open_header(open, error); /* says what is wrong with it */
	case AGE_OPEN_IN_NONCE:
		/* The vectors count a missing nonce as the header's failure. */
		(void)error_refuse(error, "this age file was cut short");
		return age_open_fail(open, AGE_OPEN_HEADER);
	case AGE_OPEN_IN_PAYLOAD:
		return age_open_last_chunk(open, error);
	case AGE_OPEN_ENDED:
		break;
	}
	return error_refuse(error, "this age file has already ended");
}

int
age_open_bytes(struct buffer *out, const struct age_identities *identities, const void *data,
    size_t length, struct error *error)
{
	struct age_open *open = NULL;
	size_t before = out->length;
	int result = -1;

	buffer_reserve(out, length);
	age_open_new(&open, identities, age_sink_buffer, out);
	if (age_open_add(open, data, length, error) == 0)
		result = age_open_finish(open, error);
	if (result != 0) {
		sodium_memzero(out->data + before, out->length - before);
		out->length = before;
	}
	age_open_free(&open);
	return result;
}
