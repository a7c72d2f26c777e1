/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/httpsig_sign.h"

#include <sodium.h>
#include <string.h>

#include "common/encode.h"

void
httpsig_sign(const struct author *author, const struct httpsig_request *request, int64_t now,
    char input[HTTPSIG_INPUT_SIZE], char signature[HTTPSIG_SIGNATURE_SIZE])
{
	struct httpsig_parameters parameters;
	struct buffer text = BUFFER_INIT;
	struct error error = ERROR_INIT;
	uint8_t bytes[crypto_sign_BYTES];
	char base64[HTTPSIG_SIGNATURE_SIZE];

	if (httpsig_request_check(request, &error) != 0)
		error_bug(error.text);
	if (now < 0)
		error_bug("a request was signed before 1970");
	parameters.created = now;
	randombytes_buf(parameters.nonce, sizeof parameters.nonce);
	memcpy(parameters.key, author_public(author), sizeof parameters.key);

	buffer_append_text(&text, HTTPSIG_LABEL);
	httpsig_parameters_print(&text, request, &parameters);
	if (text.length >= HTTPSIG_INPUT_SIZE)
		error_bug("a request's signature parameters are too long");
	memcpy(input, text.data, text.length + 1);

	buffer_clear(&text);
	httpsig_base(&text, request, &parameters);
	author_sign(author, text.data, text.length, bytes);
	base64_encode(base64, sizeof base64, bytes, sizeof bytes, BASE64_PADDED);
	buffer_clear(&text);
	buffer_format(&text, HTTPSIG_LABEL ":%s:", base64);
	if (text.length >= HTTPSIG_SIGNATURE_SIZE)
		error_bug("a request's signature is too long");
	memcpy(signature, text.data, text.length + 1);
	buffer_free(&text);
}
