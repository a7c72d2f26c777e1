/* SPDX-License-Identifier: ISC */
/* Line 1 of a reply to a family: what is read prints, and the print reads the same. */
#include "config.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/envelope.h"
#include "common/error.h"
#include "common/json.h"
#include "common/reply_line.h"
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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer out = BUFFER_INIT, twice = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct reply_line read, again;
	json_t *line1, *second;

	if (json_parse(&line1, data, size, "line 1", &error) != 0)
		return 0;
	if (reply_line_parse(&read, line1, &error) != 0) {
		if (error.kind != ERROR_REFUSED || error.text[0] == '\0')
			error_bug("a reply was refused without a sentence");
	} else if (reply_line_print(&out, &read, &error) != 0) {
		if (size <= ENVELOPE_LINE1_MOST)
			error_bug("a reply that was read cannot be printed");
	} else {
		if (json_parse(&second, out.data, out.length, "the print", &error) != 0 ||
		    reply_line_parse(&again, second, &error) != 0 ||
		    reply_line_print(&twice, &again, &error) != 0)
			error_bug("a printed reply does not read back");
		if (out.length != twice.length ||
		    memcmp(out.data, twice.data, out.length) != 0)
			error_bug("a reply prints in two ways");
		json_decref(second);
	}
	buffer_free(&out);
	buffer_free(&twice);
	json_decref(line1);
	return 0;
}
