/* SPDX-License-Identifier: ISC */
/* An event that tells of a reply: the reply in it is what its hash names, and it prints and reads back. */
#include "config.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/envelope.h"
#include "common/error.h"
#include "common/event.h"
#include "common/json.h"
#include "common/secret.h"
#include "desk/reply_event.h"

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
	struct buffer out = BUFFER_INIT, found = BUFFER_INIT;
	uint8_t hash[REPLY_LINE_HASH_BYTES];
	struct error error = ERROR_INIT;
	struct reply_event reply, again;
	json_t *line1, *second = NULL;
	struct event event;

	if (json_parse(&line1, data, size, "line 1", &error) != 0)
		return 0;
	if (event_parse(&event, line1, &error) != 0 ||
	    reply_event_read(&reply, &event, &error) != 0) {
		if (error.kind != ERROR_REFUSED || error.text[0] == '\0')
			error_bug("an event was refused without a sentence");
	} else {
		json_print(reply.line1, &found);
		line1_hash(hash, found.data, found.length);
		if (memcmp(hash, reply.hash, sizeof hash) != 0)
			error_bug("a reply was taken that is not its hash's");
		if (reply_event_print(&out, &reply, &error) != 0) {
			if (size <= ENVELOPE_LINE1_MOST)
				error_bug("an event that was read cannot be printed");
		} else if (json_parse(&second, out.data, out.length, "the print", &error) != 0 ||
		    event_parse(&event, second, &error) != 0 ||
		    reply_event_read(&again, &event, &error) != 0 ||
		    memcmp(&again.hash, &reply.hash, sizeof reply.hash) != 0) {
			error_bug("a printed event does not read back");
		}
	}
	buffer_free(&out);
	buffer_free(&found);
	json_decref(second);
	json_decref(line1);
	return 0;
}
