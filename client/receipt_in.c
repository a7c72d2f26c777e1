/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/receipt_in.h"

#include <unistd.h>

#include "common/file.h"
#include "common/secret.h"
#include "front/terminal.h"

#define RECEIPT_IN_TRIES 3

static void
receipt_in_corrected(const struct receipt *receipt)
{
	if (isatty(STDERR_FILENO))
		terminal_note("Read as: %s", (const char *)receipt_text(receipt)->bytes);
	else /* what is no terminal may be a log, and the words are a key */
		terminal_note("Note: the receipt was read as another spelling than the one given; "
		    "a terminal would show it.");
}

static int
receipt_in_file(struct receipt **receipt, const char *file, const uint8_t campaign_key[32],
    int *corrected, struct error *error)
{
	struct buffer text = BUFFER_INIT;
	int result;

	result = file_read(file, RECEIPT_TEXT_MOST, &text, error);
	if (result == 0)
		result = receipt_parse(receipt, (const char *)text.data, text.length, campaign_key,
		    corrected, error);
	buffer_free(&text);
	return result;
}

static int
receipt_in_typed(struct receipt **receipt, const uint8_t campaign_key[32], int *corrected,
    struct error *error)
{
	struct secret *line;
	int result = -1;

	for (int tries = 0; tries < RECEIPT_IN_TRIES && result != 0; tries++) {
		if (tries > 0)
			terminal_note("%s.", error->text);
		if (terminal_line(&line, "Your receipt, all nine words: ", RECEIPT_TEXT_MOST,
		    "give the receipt in a file (--receipt-file)", error) != 0)
			return -1;
		result = receipt_parse(receipt, (const char *)line->bytes, line->length,
		    campaign_key, corrected, error);
		secret_free(&line);
	}
	return result;
}

int
receipt_in(struct receipt **receipt, const char *file, const uint8_t campaign_key[32],
    struct error *error)
{
	int corrected = 0, result;

	*receipt = NULL;
	result = file != NULL ? receipt_in_file(receipt, file, campaign_key, &corrected, error) :
	    receipt_in_typed(receipt, campaign_key, &corrected, error);
	if (result == 0 && corrected != 0)
		receipt_in_corrected(*receipt);
	return result;
}
