/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/age_identity.h"

#include <sodium.h>
#include <string.h>

#include "common/encode.h"

#define AGE_IDENTITY_PREFIX "age-secret-key-" /* written in uppercase, the checksum is over this */
#define AGE_SCALAR_BYTES crypto_scalarmult_SCALARBYTES

struct age_identities {
	struct secret *scalars; /* AGE_IDENTITIES_MOST of them, one behind the other */
	struct recipient recipients[AGE_IDENTITIES_MOST];
	size_t count;
	struct secret *passphrase;
};

struct age_identities *
age_identities_new(void)
{
	struct age_identities *identities = secret_allocate(sizeof *identities);

	memset(identities, 0, sizeof *identities);
	identities->scalars = secret_new(AGE_IDENTITIES_MOST * AGE_SCALAR_BYTES);
	return identities;
}

void
age_identities_free(struct age_identities **identities)
{
	if (identities == NULL || *identities == NULL)
		return;
	secret_free(&(*identities)->scalars);
	secret_free(&(*identities)->passphrase);
	secret_release(*identities);
	*identities = NULL;
}

size_t
age_identities_count(const struct age_identities *identities)
{
	return identities->count;
}

const struct recipient *
age_identities_recipient(const struct age_identities *identities, size_t index)
{
	if (index >= identities->count)
		error_bug("there is no such age identity");
	return &identities->recipients[index];
}

const uint8_t *
age_identities_scalar(const struct age_identities *identities, size_t index)
{
	if (index >= identities->count)
		error_bug("there is no such age identity");
	return identities->scalars->bytes + index * AGE_SCALAR_BYTES;
}

int
age_identities_add(struct age_identities *identities, const uint8_t scalar[32],
    struct error *error)
{
	if (identities->count == AGE_IDENTITIES_MOST)
		return error_refuse(error, "there are more than the %d age identities allowed",
		    AGE_IDENTITIES_MOST);
	memcpy(identities->scalars->bytes + identities->count * AGE_SCALAR_BYTES, scalar,
	    AGE_SCALAR_BYTES);
	(void)crypto_scalarmult_base(identities->recipients[identities->count].point, scalar);
	identities->count++;
	return 0;
}

void
age_identities_generate(struct age_identities *identities)
{
	uint8_t scalar[AGE_SCALAR_BYTES];

	randombytes_buf(scalar, sizeof scalar);
	if (age_identities_add(identities, scalar, NULL) != 0)
		error_bug("no place for a fresh age identity");
	sodium_memzero(scalar, sizeof scalar);
}

void
age_identities_passphrase(struct age_identities *identities, const struct secret *passphrase)
{
	struct secret *copy = secret_copy(passphrase->bytes, passphrase->length);

	secret_free(&identities->passphrase);
	identities->passphrase = copy;
}

const struct secret *
age_identities_held_passphrase(const struct age_identities *identities)
{
	return identities->passphrase;
}

static int
age_identity_starts(const char *line, size_t length, const char *start)
{
	size_t start_length = strlen(start);

	return length >= start_length && memcmp(line, start, start_length) == 0;
}

/* Says why a line is no identity. Nothing of it is repeated: it may be nearly a secret key. */
static int
age_identity_refuse(const char *line, size_t length, size_t number, struct error *error)
{
	if (age_identity_starts(line, length, "age-encryption.org/") ||
	    age_identity_starts(line, length, "-----BEGIN AGE"))
		return error_refuse(error,
		    "this is a sealed age file, not the age identities that may be inside");
	if (age_identity_starts(line, length, "age1"))
		return error_refuse(error,
		    "line %zu is a recipient, the public half: its identity starts with "
		    "AGE-SECRET-KEY-1", number);
	if (age_identity_starts(line, length, "AGE-PLUGIN-"))
		return error_refuse(error,
		    "line %zu is an identity of an age plugin, and those are not taken", number);
	if (age_identity_starts(line, length, "AGE-SECRET-KEY-PQ-"))
		return error_refuse(error,
		    "line %zu is a post-quantum age identity, and those are not taken", number);
	if (age_identity_starts(line, length, "AGE-SECRET-KEY-1"))
		return error_refuse(error,
		    "the age identity on line %zu has a wrong character or length: copy it again",
		    number);
	return error_refuse(error, "line %zu is not an age identity", number);
}

/* One line, without its line end. */
static int
age_identity_line(struct age_identities *identities, const char *line, size_t length,
    size_t number, struct error *error)
{
	uint8_t scalar[AGE_SCALAR_BYTES];
	int result;

	if (length == 0 || line[0] == '#')
		return 0;
	if (bech32_decode(scalar, AGE_IDENTITY_PREFIX, line, length, 1) == 0)
		result = age_identities_add(identities, scalar, error);
	else
		result = age_identity_refuse(line, length, number, error);
	sodium_memzero(scalar, sizeof scalar);
	return result;
}

int
age_identities_parse(struct age_identities *identities, const char *text, size_t length,
    struct error *error)
{
	size_t before = identities->count, number = 1;
	int result = 0;

	while (length > 0 && result == 0) {
		const char *end = memchr(text, '\n', length);
		size_t line = end == NULL ? length : (size_t)(end - text);
		size_t whole = end == NULL ? length : line + 1;

		if (line > 0 && text[line - 1] == '\r')
			line--;
		result = age_identity_line(identities, text, line, number, error);
		text += whole;
		length -= whole;
		number++;
	}
	if (result == 0 && identities->count == before)
		result = error_refuse(error, "there is no age identity in this file");
	if (result != 0) {
		sodium_memzero(identities->scalars->bytes + before * AGE_SCALAR_BYTES,
		    (identities->count - before) * AGE_SCALAR_BYTES);
		identities->count = before;
	}
	return result;
}

void
age_identities_print(const struct age_identities *identities, struct buffer *out)
{
	char text[BECH32_SIZE];

	for (size_t i = 0; i < identities->count; i++) {
		recipient_print(text, &identities->recipients[i]);
		buffer_format(out, "# public key: %s\n", text);
		bech32_encode(text, AGE_IDENTITY_PREFIX, age_identities_scalar(identities, i));
		for (char *at = text; *at != '\0'; at++)
			if (*at >= 'a' && *at <= 'z')
				*at = (char)(*at - 'a' + 'A');
		buffer_append_text(out, text);
		buffer_append_byte(out, '\n');
	}
	sodium_memzero(text, sizeof text);
}
