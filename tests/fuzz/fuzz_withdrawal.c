/* SPDX-License-Identifier: ISC */
/* A withdrawal, as a record and as a header field: what is taken prints back the same. */
#include "config.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/error.h"
#include "common/secret.h"
#include "common/withdrawal.h"

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
try_record(const uint8_t record[WITHDRAWAL_BYTES])
{
	static const uint8_t campaign_key[32] = { 1 };
	uint8_t again[WITHDRAWAL_BYTES];
	struct error error = ERROR_INIT;
	struct withdrawal withdrawal;

	if (withdrawal_parse(&withdrawal, record, &error) != 0) {
		if (error.kind != ERROR_REFUSED || error.text[0] == '\0')
			error_bug("a withdrawal was refused without a sentence");
		return;
	}
	withdrawal_print(again, &withdrawal);
	if (memcmp(again, record, sizeof again) != 0)
		error_bug("a withdrawal prints as another");
	if (withdrawal_verify(&withdrawal, campaign_key, &error) == 0)
		error_bug("a signature was forged");
	if (error.kind != ERROR_REFUSED || error.text[0] == '\0')
		error_bug("a signature was refused without a sentence");
}

static void
try_header(const char *text)
{
	char again[WITHDRAWAL_HEADER_SIZE];
	struct withdrawal withdrawal;

	if (withdrawal_header_parse(&withdrawal, text) != 0)
		return;
	withdrawal_header_print(again, &withdrawal);
	if (strcmp(again, text) != 0)
		error_bug("a header prints as another");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t whole[WITHDRAWAL_BYTES] = { 0 };
	struct buffer text = BUFFER_INIT;

	/* A fuzzer seldom makes the one right size: what it has is also tried as its start. */
	if (size > 0)
		memcpy(whole, data, size < sizeof whole ? size : sizeof whole);
	try_record(whole);
	buffer_append(&text, data, size);
	buffer_append_byte(&text, 0);
	try_header((const char *)text.data);
	buffer_free(&text);
	return 0;
}
