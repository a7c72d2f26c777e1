/* SPDX-License-Identifier: ISC */
/* The proof header: what is taken prints back the same. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/proof.h"
#include "common/secret.h"

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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t id[PROOF_ID_BYTES] = { 1 };
	const char *token;
	size_t length;
	uint64_t nonce, found;
	char header[PROOF_HEADER_SIZE];

	if (proof_parse((const char *)data, size, &token, &length, &nonce) != 0)
		return 0;
	proof_print(header, token, length, nonce);
	if (strlen(header) != size || memcmp(header, data, size) != 0)
		abort();
	/* A search that ends says a nonce that has the bits. */
	found = nonce;
	if (proof_work(token, length, id, 4, &found, 64) != (found - nonce < 64 ? 1 : 0) ||
	    (found - nonce < 64 && proof_bits(token, length, id, found) < 4))
		abort();
	return 0;
}
