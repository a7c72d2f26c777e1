/* SPDX-License-Identifier: ISC */
/*
 * Signed requests, as tests/unit/httpsig_specimen.h lays them out. The parameters that are read
 * print back the same; and since a fuzzer cannot sign, each request that can be signed is signed
 * here, must then be taken, and must be refused with one bit changed.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/secret.h"
#include "keys/httpsig_sign.h"
#include "tests/unit/httpsig_specimen.h"

#define NOW 1700000000

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	secret_start();
	return 0;
}

static void
try_headers(const struct httpsig_specimen *specimen)
{
	struct httpsig_parameters parameters;
	struct buffer printed = BUFFER_INIT;
	struct error error = ERROR_INIT;

	if (httpsig_verify(&parameters, &specimen->request, specimen->input, specimen->signature,
		&error) != 0) {
		if (error.kind != ERROR_REFUSED || error.text[0] == '\0')
			abort();
		return;
	}
	buffer_append_text(&printed, HTTPSIG_LABEL);
	httpsig_parameters_print(&printed, &specimen->request, &parameters);
	if (strcmp((const char *)printed.data, specimen->input) != 0)
		abort();
	buffer_free(&printed);
}

static void
try_signing(struct httpsig_specimen *specimen, size_t size)
{
	static const uint8_t seed[32] = { 1 };
	char input[HTTPSIG_INPUT_SIZE], signature[HTTPSIG_SIGNATURE_SIZE];
	struct httpsig_parameters parameters;
	struct author *author;

	if (httpsig_request_check(&specimen->request, NULL) != 0)
		return;
	author_from_seed(&author, seed);
	httpsig_sign(author, &specimen->request, NOW, input, signature);
	if (httpsig_verify(&parameters, &specimen->request, input, signature, NULL) != 0 ||
	    parameters.created != NOW || memcmp(parameters.key, author_public(author), 32) != 0)
		abort();
	input[size % strlen(input)] ^= 1;
	if (httpsig_verify(&parameters, &specimen->request, input, signature, NULL) == 0)
		abort();
	author_free(&author);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct httpsig_specimen specimen;

	if (httpsig_specimen_read(&specimen, data, size) != 0)
		return 0;
	try_headers(&specimen);
	try_signing(&specimen, size);
	buffer_free(&specimen.text);
	return 0;
}
