/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/receipt_out.h"

#include "common/buffer.h"
#include "common/file.h"
#include "front/terminal.h"

static void
receipt_out_line(struct buffer *line, const struct receipt *receipt)
{
	const struct secret *words = receipt_text(receipt);

	buffer_append_text(line, "receipt: ");
	buffer_append(line, words->bytes, words->length);
	buffer_append_byte(line, '\n');
}

int
receipt_out_print(const struct receipt *receipt, struct error *error)
{
	struct buffer line = BUFFER_INIT;
	int result;

	receipt_out_line(&line, receipt);
	terminal_print_bytes(line.data, line.length);
	buffer_free(&line);
	result = terminal_flush(error);
	if (result == 0)
		return 0;
	/* These words exist nowhere else. */
	terminal_note("receipt: %s", (const char *)receipt_text(receipt)->bytes);
	return error_within(error, "the receipt is on standard error");
}

int
receipt_out_file(const struct receipt *receipt, const char *path, struct error *error)
{
	struct buffer line = BUFFER_INIT;
	int result;

	receipt_out_line(&line, receipt);
	result = file_write(path, line.data, line.length, 0600, false, error);
	buffer_free(&line);
	return result;
}
