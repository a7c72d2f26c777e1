/* SPDX-License-Identifier: ISC */
/*
 * An envelope's file and the plaintext of one. What envelope_check takes has the one size and
 * names the same stanza; what envelope_split takes is, byte for byte, what its parts lay out to.
 *
 * A fuzzer seldom makes inputs of exactly the right size, so shorter ones are also tried as the
 * start of an envelope, and as the start of a plaintext with good padding.
 */
#include "config.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/encode.h"
#include "common/envelope.h"
#include "common/error.h"
#include "common/json.h"
#include "common/secret.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	secret_start();
	json_start();
	return 0;
}

static void
try_check(const uint8_t *data, size_t size)
{
	static const char start[] = "age-encryption.org/v1\n-> X25519 ";
	struct error error = ERROR_INIT;

	if (envelope_check(data, size, &error) != 0) {
		if (error.kind != ERROR_REFUSED || error.text[0] == '\0')
			error_bug("an envelope was refused without a sentence");
		return;
	}
	if (size != ENVELOPE_BYTES || memcmp(data, start, sizeof start - 1) != 0)
		error_bug("what is not an envelope was taken");
}

static void
try_split(const uint8_t *data, size_t size)
{
	char by[HEX_LENGTH(32) + 1], signature[HEX_LENGTH(ENVELOPE_SIGNATURE_BYTES) + 1];
	uint8_t campaign_key[32] = { 0 }, mailbox[ENVELOPE_MAILBOX_BYTES] = { 0 };
	struct buffer again = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct envelope_parts parts;

	if (envelope_split(&parts, data, size, &error) != 0) {
		if (error.kind != ERROR_REFUSED || error.text[0] == '\0')
			error_bug("a plaintext was refused without a sentence");
		return;
	}
	hex_encode(by, parts.by, sizeof parts.by);
	hex_encode(signature, parts.signature, sizeof parts.signature);
	buffer_append(&again, parts.line1, parts.line1_length);
	buffer_format(&again, "\n{\"by\":\"%s\",\"signature\":\"%s\"}\n", by, signature);
	while (again.length < ENVELOPE_PLAINTEXT_BYTES - 1)
		buffer_append_byte(&again, ' ');
	buffer_append_byte(&again, '\n');
	if (again.length != size || memcmp(again.data, data, size) != 0)
		error_bug("a plaintext does not lay out to itself");
	buffer_free(&again);
	(void)envelope_verify(&parts, campaign_key, mailbox, &error);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t whole[ENVELOPE_BYTES];
	size_t start = size < ENVELOPE_PLAINTEXT_BYTES - 1 ? size : ENVELOPE_PLAINTEXT_BYTES - 1;

	try_check(data, size);
	try_split(data, size);
	memset(whole, ' ', sizeof whole);
	if (start > 0)
		memcpy(whole, data, start);
	try_check(whole, sizeof whole);
	whole[ENVELOPE_PLAINTEXT_BYTES - 1] = '\n';
	try_split(whole, ENVELOPE_PLAINTEXT_BYTES);
	return 0;
}
