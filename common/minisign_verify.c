/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/minisign_verify.h"

#include <sodium.h>
#include <string.h>

#include "common/encode.h"

#define PUBLIC_BYTES (2 + MINISIGN_KEY_ID_BYTES + crypto_sign_PUBLICKEYBYTES)
#define SIGNATURE_BYTES (2 + MINISIGN_KEY_ID_BYTES + crypto_sign_BYTES)
#define PREHASH_BYTES 64 /* BLAKE2b-512 */

_Static_assert(PUBLIC_BYTES * 4 / 3 == MINISIGN_PUBLIC_LINE, "a key's line has no padding");

/* The four lines of a signature file, taken apart. */
struct signature_file {
	uint8_t key_id[MINISIGN_KEY_ID_BYTES];
	uint8_t signature[crypto_sign_BYTES];
	const char *comment; /* points into the file */
	size_t comment_length;
	uint8_t global[crypto_sign_BYTES]; /* over signature and comment */
};

int
minisign_line(const char **text, size_t *length, const char *prefix, const char **line,
    size_t *line_length)
{
	size_t prefix_length = strlen(prefix), whole, taken;
	const char *end;

	if (*length == 0 || *length < prefix_length || memcmp(*text, prefix, prefix_length) != 0)
		return -1;
	end = memchr(*text, '\n', *length);
	whole = end == NULL ? *length : (size_t)(end - *text);
	taken = end == NULL ? whole : whole + 1;
	if (whole < prefix_length)
		return -1;
	if (whole > prefix_length && (*text)[whole - 1] == '\r')
		whole--;
	*line = *text + prefix_length;
	*line_length = whole - prefix_length;
	*text += taken;
	*length -= taken;
	return 0;
}

/* Comments may be shown to a person: no control characters but TAB, which minisign's own have. */
static int
minisign_comment_is_good(const char *comment, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)comment[i];

		if ((byte < 0x20 && byte != '\t') || byte == 0x7f)
			return 0;
	}
	return length < MINISIGN_COMMENT_MOST;
}

int
minisign_public_parse(struct minisign_public_key *key, const char *text, size_t length,
    struct error *error)
{
	uint8_t bytes[PUBLIC_BYTES];
	size_t decoded;

	if (length != MINISIGN_PUBLIC_LINE)
		return error_refuse(error,
		    "a minisign public key has %d characters, this one has %zu",
		    MINISIGN_PUBLIC_LINE, length);
	if (base64_decode(bytes, sizeof bytes, &decoded, text, length, BASE64_PADDED) != 0 &&
	    base64_decode(bytes, sizeof bytes, &decoded, text, length, BASE64_URL_UNPADDED) != 0)
		return error_refuse(error,
		    "the minisign public key has a character that is not base64");
	if (decoded != sizeof bytes || memcmp(bytes, "Ed", 2) != 0)
		return error_refuse(error,
		    "this is not a minisign public key: those start with RW");
	if (crypto_core_ed25519_is_valid_point(bytes + 2 + MINISIGN_KEY_ID_BYTES) != 1)
		return error_refuse(error,
		    "the minisign public key is damaged: nobody can have made it");
	memcpy(key->key_id, bytes + 2, sizeof key->key_id);
	memcpy(key->key, bytes + 2 + MINISIGN_KEY_ID_BYTES, sizeof key->key);
	return 0;
}

static void
minisign_public_encode(char line[MINISIGN_PUBLIC_LINE + 1], const struct minisign_public_key *key,
    enum base64_variant variant)
{
	uint8_t bytes[PUBLIC_BYTES] = { 'E', 'd' };

	memcpy(bytes + 2, key->key_id, sizeof key->key_id);
	memcpy(bytes + 2 + MINISIGN_KEY_ID_BYTES, key->key, sizeof key->key);
	base64_encode(line, MINISIGN_PUBLIC_LINE + 1, bytes, sizeof bytes, variant);
}

void
minisign_public_print(char line[MINISIGN_PUBLIC_LINE + 1], const struct minisign_public_key *key)
{
	minisign_public_encode(line, key, BASE64_PADDED);
}

void
minisign_public_print_url(char line[MINISIGN_PUBLIC_LINE + 1],
    const struct minisign_public_key *key)
{
	minisign_public_encode(line, key, BASE64_URL_UNPADDED);
}

void
minisign_public_of(struct minisign_public_key *key, const uint8_t bytes[32])
{
	memcpy(key->key_id, bytes, sizeof key->key_id);
	memcpy(key->key, bytes, sizeof key->key);
}

int
minisign_public_read(struct minisign_public_key *key, const char *text, size_t length,
    struct error *error)
{
	const char *line;
	size_t line_length;

	if (minisign_line(&text, &length, MINISIGN_UNTRUSTED, &line, &line_length) != 0)
		return error_refuse(error,
		    "this is not a minisign public key file: line 1 must start with \"%s\"",
		    MINISIGN_UNTRUSTED);
	if (minisign_line(&text, &length, "", &line, &line_length) != 0)
		return error_refuse(error, "the minisign public key file has no key on its line 2");
	if (length != 0)
		return error_refuse(error,
		    "the minisign public key file goes on after its line 2");
	return minisign_public_parse(key, line, line_length, error);
}

/* Line 2: algorithm, key id, signature. */
static int
minisign_signature_decode(struct signature_file *file, const char *line, size_t length,
    struct error *error)
{
	uint8_t bytes[SIGNATURE_BYTES];
	size_t decoded;

	if (base64_decode(bytes, sizeof bytes, &decoded, line, length, BASE64_PADDED) != 0 ||
	    decoded != sizeof bytes)
		return error_refuse(error, "line 2 of the minisign signature is damaged");
	if (memcmp(bytes, "Ed", 2) == 0)
		return error_refuse(error,
		    "the minisign signature is of the old kind (legacy, \"Ed\"), "
		    "which is not taken; sign again with a newer minisign, without -l");
	if (memcmp(bytes, "ED", 2) != 0)
		return error_refuse(error, "the minisign signature is of an unknown kind");
	memcpy(file->key_id, bytes + 2, sizeof file->key_id);
	memcpy(file->signature, bytes + 2 + MINISIGN_KEY_ID_BYTES, sizeof file->signature);
	return 0;
}

static int
minisign_signature_parse(struct signature_file *file, const char *text, size_t length,
    struct error *error)
{
	const char *line;
	size_t line_length, decoded;

	if (length > MINISIGN_SIGNATURE_FILE_MOST)
		return error_refuse(error,
		    "the minisign signature is larger than the %d bytes allowed",
		    MINISIGN_SIGNATURE_FILE_MOST);
	if (minisign_line(&text, &length, MINISIGN_UNTRUSTED, &line, &line_length) != 0)
		return error_refuse(error,
		    "this is not a minisign signature: line 1 must start with \"%s\"",
		    MINISIGN_UNTRUSTED);
	if (!minisign_comment_is_good(line, line_length))
		return error_refuse(error, "the comment on line 1 of the minisign signature is too "
		    "long or has control characters");
	if (minisign_line(&text, &length, "", &line, &line_length) != 0)
		return error_refuse(error, "the minisign signature is cut short after line 1");
	if (minisign_signature_decode(file, line, line_length, error) != 0)
		return -1;
	if (minisign_line(&text, &length, MINISIGN_TRUSTED, &file->comment,
		&file->comment_length) != 0)
		return error_refuse(error,
		    "line 3 of the minisign signature must start with \"%s\"", MINISIGN_TRUSTED);
	if (!minisign_comment_is_good(file->comment, file->comment_length))
		return error_refuse(error, "the trusted comment of the minisign signature is too "
		    "long or has control characters");
	if (minisign_line(&text, &length, "", &line, &line_length) != 0)
		return error_refuse(error, "the minisign signature is cut short after line 3");
	if (base64_decode(file->global, sizeof file->global, &decoded, line, line_length,
		BASE64_PADDED) != 0 || decoded != sizeof file->global)
		return error_refuse(error, "line 4 of the minisign signature is damaged");
	if (length != 0)
		return error_refuse(error, "the minisign signature goes on after its line 4");
	return 0;
}

/* The second signature ties the trusted comment to the first. */
static int
minisign_comment_verify(const struct minisign_public_key *key, const struct signature_file *file,
    char comment[MINISIGN_COMMENT_MOST], struct error *error)
{
	uint8_t bytes[crypto_sign_BYTES + MINISIGN_COMMENT_MOST];

	memcpy(bytes, file->signature, sizeof file->signature);
	memcpy(bytes + sizeof file->signature, file->comment, file->comment_length);
	if (crypto_sign_verify_detached(file->global, bytes,
		sizeof file->signature + file->comment_length, key->key) != 0)
		return error_refuse(error,
		    "the signature does not fit its trusted comment: one of them was changed");
	memcpy(comment, file->comment, file->comment_length);
	comment[file->comment_length] = '\0';
	return 0;
}

static int
minisign_open(const struct minisign_public_key *key, struct signature_file *file,
    const char *signature, size_t signature_length, struct error *error)
{
	if (minisign_signature_parse(file, signature, signature_length, error) != 0)
		return -1;
	if (memcmp(file->key_id, key->key_id, sizeof file->key_id) != 0)
		return error_refuse(error, "the signature was made with another key");
	return 0;
}

int
minisign_verify(const struct minisign_public_key *key, const void *message,
    size_t message_length, const char *signature, size_t signature_length,
    char comment[MINISIGN_COMMENT_MOST], struct error *error)
{
	uint8_t hash[PREHASH_BYTES];
	struct signature_file file;

	if (minisign_open(key, &file, signature, signature_length, error) != 0)
		return -1;
	(void)crypto_generichash(hash, sizeof hash, message, message_length, NULL, 0);
	if (crypto_sign_verify_detached(file.signature, hash, sizeof hash, key->key) != 0)
		return error_refuse(error,
		    "the signature does not fit the file: one of them was changed");
	return minisign_comment_verify(key, &file, comment, error);
}

int
minisign_verify_comment(const struct minisign_public_key *key, const char *signature,
    size_t signature_length, char comment[MINISIGN_COMMENT_MOST], struct error *error)
{
	struct signature_file file;

	if (minisign_open(key, &file, signature, signature_length, error) != 0)
		return -1;
	return minisign_comment_verify(key, &file, comment, error);
}
