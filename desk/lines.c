/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/lines.h"

#include <string.h>

#include "common/clean.h"
#include "common/encode.h"
#include "common/error.h"
#include "common/json.h"

int
lines_read_options(struct lines_options *options, const struct program_options *line, int argc,
    char **argv)
{
	int found, status;

	memset(options, 0, sizeof *options);
	while ((found = program_option(line, argc, argv, &status)) != -1) {
		if (found == PROGRAM_STOP)
			return status;
		if (found == 'j')
			options->json = true;
		else if (found == 'a')
			options->all = true;
		else if (found == 'r')
			options->replies = true;
		else
			(void)desk_take_option(&options->desk, found);
	}
	return -1;
}

static int
lines_add_piece(const char *piece, size_t size, void *out)
{
	for (size_t i = 0; i < size; i++)
		if (piece[i] == 0x7f)
			buffer_append_text(out, "\\u007f");
		else
			buffer_append_byte(out, (uint8_t)piece[i]);
	return 0;
}

void
lines_json(struct buffer *out, const json_t *value)
{
	struct buffer line = BUFFER_INIT, clean = BUFFER_INIT;

	json_print(value, &line);
	clean_line(&clean, line.data, line.length);
	if (line.length == clean.length && memcmp(line.data, clean.data, line.length) == 0)
		buffer_append(out, line.data, line.length);
	else if (json_dump_callback(value, lines_add_piece, out, JSON_COMPACT | JSON_ENSURE_ASCII)
	    != 0)
		error_bug("a JSON value could not be written");
	buffer_append_byte(out, '\n');
	buffer_free(&line);
	buffer_free(&clean);
}

void
lines_set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0)
		error_bug("no memory for a JSON value");
}

static void
lines_set_hex(json_t *object, const char *key, const uint8_t *bytes)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	hex_encode(digits, bytes, ENVELOPE_ID_BYTES);
	lines_set(object, key, json_string(digits));
}

json_t *
lines_head(const struct message *message)
{
	json_t *object = json_object();

	lines_set_hex(object, "id", message->id);
	if (message->aside) {
		lines_set(object, "aside", json_string(message->reason));
		return object;
	}
	lines_set_hex(object, "mailbox", message->record->mailbox);
	lines_set(object, "week", json_integer((json_int_t)message->record->week));
	return object;
}

json_t *
lines_written(const struct written_reply *reply, const struct campaign *campaign)
{
	json_t *object = json_object();

	lines_set_hex(object, "id", reply->id);
	lines_set_hex(object, "mailbox", reply->mailbox);
	lines_set(object, "week", json_integer((json_int_t)reply->week));
	lines_set(object, "by", json_string(cases_author(campaign, reply->by)));
	return object;
}
