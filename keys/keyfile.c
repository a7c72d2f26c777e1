/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/keyfile.h"

#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "common/age_seal.h"
#include "common/encode.h"
#include "common/file.h"
#include "common/json.h"
#include "keys/age_open.h"

#define KEYFILE_SEALED_START "age-encryption.org/"
#define KEYFILE_ARMORED_START "-----BEGIN AGE"
#define COORDINATOR_SEED_BYTES 32
#define COORDINATOR_SEED_LINE (HEX_LENGTH(COORDINATOR_SEED_BYTES) + 1) /* with its LF */
#define COORDINATOR_IDENTITY_LINE 75 /* AGE-SECRET-KEY-1, 52 characters, 6 of checksum, LF */

static int
keyfile_starts(const struct buffer *file, const char *start)
{
	size_t length = strlen(start);

	return file->length >= length && memcmp(file->data, start, length) == 0;
}

/* Adds the sealed form of `content`. */
static int
keyfile_seal(struct buffer *out, const struct buffer *content, const struct secret *passphrase,
    struct error *error)
{
	struct age_seal *seal = NULL;
	int result = -1;

	if (age_seal_new_passphrase(&seal, passphrase, AGE_WORK_FACTOR, age_sink_buffer, out,
	    error) == 0 && age_seal_add(seal, content->data, content->length, error) == 0)
		result = age_seal_finish(seal, error);
	age_seal_free(&seal);
	return result;
}

int
keyfile_write(const char *path, const struct buffer *content, const struct secret *passphrase,
    bool replace, struct error *error)
{
	struct buffer sealed = BUFFER_INIT;
	const struct buffer *file = content;
	int result = 0;

	if (passphrase != NULL) {
		result = keyfile_seal(&sealed, content, passphrase, error);
		file = &sealed;
	}
	/* What could not be read back is not written. */
	if (result == 0 && file->length > KEYFILE_BYTES_MOST)
		result = error_refuse(error, "%s would be larger than the %d bytes of a key file",
		    path, KEYFILE_BYTES_MOST);
	if (result == 0)
		result = file_write(path, file->data, file->length, 0600, replace, error);
	buffer_free(&sealed);
	return result;
}

int
keyfile_is_sealed(const char *path, struct error *error)
{
	struct buffer file = BUFFER_INIT;
	int result = -1;

	if (file_read(path, KEYFILE_BYTES_MOST, &file, error) == 0) {
		if (keyfile_starts(&file, KEYFILE_ARMORED_START))
			(void)error_refuse(error,
			    "%s is armored, that is, written as text: take it out with \"age -d\"",
			    path);
		else
			result = keyfile_starts(&file, KEYFILE_SEALED_START);
	}
	buffer_free(&file);
	return result;
}

static int
keyfile_open(const char *path, const struct buffer *file, const struct secret *passphrase,
    struct buffer *content, struct error *error)
{
	struct age_identities *identities;
	int result;

	if (passphrase == NULL)
		return error_refuse(error, "%s is sealed: its passphrase is needed", path);
	identities = age_identities_new();
	age_identities_passphrase(identities, passphrase);
	result = age_open_bytes(content, identities, file->data, file->length, error);
	age_identities_free(&identities);
	return result == 0 ? 0 : error_within(error, "%s", path);
}

int
keyfile_read(const char *path, const struct secret *passphrase, struct buffer *content,
    struct error *error)
{
	struct buffer file = BUFFER_INIT;
	int result = -1;

	if (file_read(path, KEYFILE_BYTES_MOST, &file, error) != 0) {
		/* the sentence names the path */
	} else if (keyfile_starts(&file, KEYFILE_SEALED_START) ||
	    keyfile_starts(&file, KEYFILE_ARMORED_START)) {
		result = keyfile_open(path, &file, passphrase, content, error);
	} else {
		buffer_append(content, file.data, file.length);
		result = 0;
	}
	buffer_free(&file);
	return result;
}

void
coordinator_key_generate(struct coordinator_key *key)
{
	author_generate(&key->author);
	key->identities = age_identities_new();
	age_identities_generate(key->identities);
}

int
coordinator_key_parse(struct coordinator_key *key, const char *text, size_t length,
    struct error *error)
{
	uint8_t seed[COORDINATOR_SEED_BYTES];
	int result = -1;

	key->author = NULL;
	key->identities = NULL;
	/* Exactly two lines of these lengths: nothing hides behind or between them. */
	if (length != COORDINATOR_SEED_LINE + COORDINATOR_IDENTITY_LINE ||
	    text[COORDINATOR_SEED_LINE - 1] != '\n' || text[length - 1] != '\n' ||
	    hex_decode(seed, sizeof seed, text, COORDINATOR_SEED_LINE - 1) != 0) {
		(void)error_refuse(error,
		    "this is not a coordinator's key: that has two lines, a seed of 64 digits and "
		    "an age identity");
		goto out;
	}
	key->identities = age_identities_new();
	if (age_identities_parse(key->identities, text + COORDINATOR_SEED_LINE,
	    COORDINATOR_IDENTITY_LINE, error) != 0) {
		(void)error_within(error, "this is not a coordinator's key");
		age_identities_free(&key->identities);
		goto out;
	}
	author_from_seed(&key->author, seed);
	result = 0;
out:
	sodium_memzero(seed, sizeof seed);
	return result;
}

void
coordinator_key_print(const struct coordinator_key *key, struct buffer *out)
{
	char digits[COORDINATOR_SEED_LINE];
	struct buffer identity = BUFFER_INIT;
	const char *line;

	hex_encode(digits, author_seed(key->author), COORDINATOR_SEED_BYTES);
	buffer_append_text(out, digits);
	buffer_append_byte(out, '\n');
	sodium_memzero(digits, sizeof digits);
	/* An identity file has a comment before the identity; here there is no place for it. */
	age_identities_print(key->identities, &identity);
	line = memchr(identity.data, '\n', identity.length);
	if (line == NULL)
		error_bug("a coordinator's key has no age identity");
	buffer_append_text(out, line + 1);
	buffer_free(&identity);
}

void
coordinator_key_free(struct coordinator_key *key)
{
	author_free(&key->author);
	age_identities_free(&key->identities);
}

void
coordinator_public_print(const char *handle, const struct coordinator_key *key,
    struct buffer *out)
{
	char digits[HEX_LENGTH(32) + 1], recipient[RECIPIENT_SIZE];
	json_t *value;

	hex_encode(digits, author_public(key->author), 32);
	recipient_print(recipient, age_identities_recipient(key->identities, 0));
	value = json_pack("{s:s,s:s,s:s}", "handle", handle, "key", digits, "recipient", recipient);
	if (value == NULL)
		error_bug("a coordinator's public key could not be made");
	json_print(value, out);
	buffer_append_byte(out, '\n');
	json_decref(value);
}

int
coordinator_public_parse(struct coordinator *coordinator, const void *text, size_t length,
    struct error *error)
{
	json_t *value = NULL;
	int result;

	memset(coordinator, 0, sizeof *coordinator);
	if (length == 0 || ((const char *)text)[0] != '{')
		return error_refuse(error, "this is not a coordinator's public key: HANDLE.pub is wanted. If "
		    "it is HANDLE.key, it should never have left its owner, who must make a new one");
	if (json_parse(&value, text, length, "the coordinator's public key", error) != 0)
		return -1;
	result = coordinator_parse(coordinator, value, error);
	json_decref(value);
	return result == 0 ? 0 : error_within(error, "this is not a coordinator's public key");
}
