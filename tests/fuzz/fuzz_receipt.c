/* SPDX-License-Identifier: ISC */
/* A receipt as typed: what is read prints back as nine words that read the same, uncorrected. */
#include "config.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/encode.h"
#include "common/error.h"
#include "common/secret.h"
#include "keys/receipt.h"

/* The specimens' campaign. */
#define CAMPAIGN "da5cc3aa0b3b0caf33e60db5d0e64ad459849a61b8df2d7f3745aeed1c396d0a"

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
	struct receipt *receipt, *again;
	struct error error = ERROR_INIT;
	uint8_t campaign[32];
	const struct secret *text;
	int corrected = 0;

	if (hex_decode(campaign, sizeof campaign, CAMPAIGN, sizeof CAMPAIGN - 1) != 0)
		error_bug("the fuzz target's campaign key is wrong");
	if (receipt_parse(&receipt, (const char *)data, size, campaign, &corrected, &error) != 0) {
		if (receipt != NULL || error.kind != ERROR_REFUSED || error.text[0] == '\0')
			error_bug("a receipt was refused without a sentence");
		return 0;
	}
	text = receipt_text(receipt);
	if (receipt_parse(&again, (const char *)text->bytes, text->length, campaign, &corrected,
	    &error) != 0 || corrected != 0)
		error_bug("a receipt does not read back");
	if (receipt_text(again)->length != text->length ||
	    memcmp(receipt_text(again)->bytes, text->bytes, text->length) != 0)
		error_bug("a receipt reads back as another");
	receipt_free(&receipt);
	receipt_free(&again);
	return 0;
}
