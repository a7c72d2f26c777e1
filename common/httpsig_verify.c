/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/httpsig_verify.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "common/encode.h"

/* An integer of a structured field has at most 15 digits (RFC 8941 section 3.3.1). */
#define CREATED_DIGITS_MOST 15
#define NONCE_CHARACTERS 24 /* base64 of 16 bytes */
#define NONCE_SIZE (NONCE_CHARACTERS + 1)
#define SIGNATURE_CHARACTERS 88 /* base64 of 64 bytes */

void
httpsig_digest(char text[HTTPSIG_DIGEST_SIZE], const void *body, size_t length)
{
	static const char before[] = "sha-256=:"; /* RFC 9530 section 2 */
	uint8_t hash[crypto_hash_sha256_BYTES];
	size_t at = sizeof before - 1;

	(void)crypto_hash_sha256(hash, body, length);
	memcpy(text, before, at);
	base64_encode(text + at, HTTPSIG_DIGEST_SIZE - at - 1, hash, sizeof hash, BASE64_PADDED);
	at += strlen(text + at);
	text[at] = ':';
	text[at + 1] = '\0';
}

/* Visible ASCII, with spaces only inside. A line end in a value would let it pretend to be
 * the component on the next line. */
static int
httpsig_value_is_good(const char *value)
{
	size_t length = strlen(value);

	for (size_t i = 0; i < length; i++)
		if (value[i] < 0x20 || value[i] > 0x7e)
			return 0;
	return length > 0 && value[0] != ' ' && value[length - 1] != ' ';
}

int
httpsig_request_check(const struct httpsig_request *request, struct error *error)
{
	if (request->content_digest == NULL)
		return error_refuse(error, "the request has no Content-Digest");
	if (!httpsig_value_is_good(request->method) || !httpsig_value_is_good(request->authority) ||
	    !httpsig_value_is_good(request->path) ||
	    !httpsig_value_is_good(request->content_digest) ||
	    (request->mailbox != NULL && !httpsig_value_is_good(request->mailbox)) ||
	    (request->replaces != NULL && !httpsig_value_is_good(request->replaces)))
		return error_refuse(error,
		    "a signed part of the request is empty or has a character that is not plain "
		    "ASCII");
	/* "@path" is without the query (RFC 9421 section 2.2.6), which then nothing would cover. */
	if (request->path[0] != '/' || strpbrk(request->path, "?#") != NULL)
		return error_refuse(error,
		    "a signed request's path starts with / and has no query");
	return 0;
}

void
httpsig_parameters_print(struct buffer *out, const struct httpsig_request *request,
    const struct httpsig_parameters *parameters)
{
	char nonce[NONCE_SIZE], key[HEX_LENGTH(32) + 1];

	base64_encode(nonce, sizeof nonce, parameters->nonce, sizeof parameters->nonce,
	    BASE64_PADDED);
	hex_encode(key, parameters->key, sizeof parameters->key);
	buffer_append_text(out, "(\"@method\" \"@authority\" \"@path\" \"content-digest\"");
	if (request->mailbox != NULL)
		buffer_append_text(out, " \"testimony-mailbox\"");
	if (request->replaces != NULL)
		buffer_append_text(out, " \"testimony-replaces\"");
	buffer_format(out,
	    ");created=%" PRId64 ";nonce=\"%s\";keyid=\"%s\";alg=\"ed25519\""
	    ";tag=\"testimony-desk-1\"",
	    parameters->created, nonce, key);
}

static void
httpsig_authority(struct buffer *out, const char *authority)
{
	for (; *authority != '\0'; authority++)
		buffer_append_byte(out, (uint8_t)(*authority >= 'A' && *authority <= 'Z' ?
			*authority - 'A' + 'a' : *authority));
}

void
httpsig_base(struct buffer *out, const struct httpsig_request *request,
    const struct httpsig_parameters *parameters)
{
	buffer_format(out, "\"@method\": %s\n\"@authority\": ", request->method);
	httpsig_authority(out, request->authority);
	buffer_format(out, "\n\"@path\": %s\n\"content-digest\": %s\n", request->path,
	    request->content_digest);
	if (request->mailbox != NULL)
		buffer_format(out, "\"testimony-mailbox\": %s\n", request->mailbox);
	if (request->replaces != NULL)
		buffer_format(out, "\"testimony-replaces\": %s\n", request->replaces);
	buffer_append_text(out, "\"@signature-params\": ");
	httpsig_parameters_print(out, request, parameters);
}

/* Moves *at past `expected`, or returns -1. */
static int
httpsig_skip(const char **at, const char *expected)
{
	size_t length = strlen(expected);

	if (strncmp(*at, expected, length) != 0)
		return -1;
	*at += length;
	return 0;
}

static int
httpsig_created(const char **at, int64_t *created)
{
	int digits = 0;

	*created = 0;
	for (; **at >= '0' && **at <= '9'; (*at)++, digits++) {
		if (digits == CREATED_DIGITS_MOST)
			return -1;
		*created = *created * 10 + (**at - '0');
	}
	return digits > 0 ? 0 : -1;
}

/* Reads what varies. That everything between is as it must be, a comparison of the whole shows. */
static int
httpsig_parameters_read(struct httpsig_parameters *parameters, const char *input)
{
	const char *at = strchr(input, ')');
	size_t decoded;

	if (at == NULL || httpsig_skip(&at, ");created=") != 0 ||
	    httpsig_created(&at, &parameters->created) != 0 ||
	    httpsig_skip(&at, ";nonce=\"") != 0 || strlen(at) < NONCE_CHARACTERS ||
	    base64_decode(parameters->nonce, sizeof parameters->nonce, &decoded, at,
		NONCE_CHARACTERS, BASE64_PADDED) != 0 ||
	    decoded != sizeof parameters->nonce)
		return -1;
	at += NONCE_CHARACTERS;
	if (httpsig_skip(&at, "\";keyid=\"") != 0 ||
	    strlen(at) < HEX_LENGTH(sizeof parameters->key))
		return -1;
	return hex_decode(parameters->key, sizeof parameters->key, at,
	    HEX_LENGTH(sizeof parameters->key));
}

static int
httpsig_signature_read(uint8_t signature[crypto_sign_BYTES], const char *text)
{
	size_t decoded;

	if (httpsig_skip(&text, HTTPSIG_LABEL ":") != 0 ||
	    strlen(text) != SIGNATURE_CHARACTERS + 1 || text[SIGNATURE_CHARACTERS] != ':' ||
	    base64_decode(signature, crypto_sign_BYTES, &decoded, text, SIGNATURE_CHARACTERS,
		BASE64_PADDED) != 0)
		return -1;
	return decoded == crypto_sign_BYTES ? 0 : -1;
}

int
httpsig_verify(struct httpsig_parameters *parameters, const struct httpsig_request *request,
    const char *signature_input, const char *signature, struct error *error)
{
	uint8_t bytes[crypto_sign_BYTES];
	struct buffer text = BUFFER_INIT;
	int result = -1;

	if (httpsig_request_check(request, error) != 0)
		return -1;
	if (httpsig_signature_read(bytes, signature) != 0)
		return error_refuse(error, "the Signature header is not of the form desk=:BASE64:");
	if (strlen(signature_input) >= HTTPSIG_INPUT_SIZE ||
	    httpsig_parameters_read(parameters, signature_input) != 0)
		return error_refuse(error,
		    "the Signature-Input header is not one of a desk of this version");
	buffer_append_text(&text, HTTPSIG_LABEL);
	httpsig_parameters_print(&text, request, parameters);
	if (strcmp((const char *)text.data, signature_input) != 0) {
		(void)error_refuse(error,
		    "the Signature-Input header does not cover exactly what a "
		    "desk's request must sign");
		goto out;
	}
	buffer_clear(&text);
	httpsig_base(&text, request, parameters);
	if (crypto_sign_verify_detached(bytes, text.data, text.length, parameters->key) != 0) {
		(void)error_refuse(error, "the request's signature is wrong");
		goto out;
	}
	result = 0;
out:
	buffer_free(&text);
	return result;
}
