/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/reply_event.h"

#include <string.h>

#include "common/encode.h"
#include "common/json.h"

static void
reply_event_hash(uint8_t hash[REPLY_LINE_HASH_BYTES], const json_t *line1)
{
	struct buffer text = BUFFER_INIT;

	json_print(line1, &text);
	line1_hash(hash, text.data, text.length);
	buffer_free(&text);
}

int
reply_event_read(struct reply_event *reply, const struct event *event, struct error *error)
{
	uint8_t found[REPLY_LINE_HASH_BYTES];
	const json_t *line1;

	memset(reply, 0, sizeof *reply);
	if (strcmp(event->kind, REPLY_EVENT_KIND) != 0)
		return error_refuse(error, "it is an event of another kind");
	if (!event->has_case)
		return error_refuse(error, "it tells of a reply, but not to whom");
	if (json_member_hex(event->data, "id", reply->id, sizeof reply->id, error) != 0 ||
	    json_member_hex(event->data, "hash", reply->hash, sizeof reply->hash, error) != 0 ||
	    json_member_object(event->data, "line", &line1, error) != 0)
		return -1;
	reply_event_hash(found, line1);
	if (memcmp(found, reply->hash, sizeof found) != 0)
		return error_refuse(error, "the reply in it is not the one that its hash names");
	if (reply_line_parse(&reply->line, line1, error) != 0)
		return error_within(error, "the reply in it");
	/* Readers hold on to it by counting; nobody changes it. */
	reply->line1 = (json_t *)(uintptr_t)line1;
	reply->campaign = event->campaign;
	reply->made = event->made;
	memcpy(reply->mailbox, event->mailbox, sizeof reply->mailbox);
	return 0;
}

static void
reply_event_set(json_t *data, const char *key, json_t *value)
{
	if (json_object_set_new(data, key, value) != 0)
		error_bug("no memory for an event");
}

int
reply_event_print(struct buffer *out, const struct reply_event *reply, struct error *error)
{
	char id[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1], hash[HEX_LENGTH(REPLY_LINE_HASH_BYTES) + 1];
	struct event event = { .campaign = reply->campaign, .kind = REPLY_EVENT_KIND,
		.has_case = true, .made = reply->made };
	uint8_t found[REPLY_LINE_HASH_BYTES];
	json_t *data = json_object();
	int result;

	reply_event_hash(found, reply->line1);
	hex_encode(id, reply->id, sizeof reply->id);
	hex_encode(hash, found, sizeof found);
	reply_event_set(data, "id", json_string(id));
	reply_event_set(data, "hash", json_string(hash));
	reply_event_set(data, "line", json_incref(reply->line1));
	memcpy(event.mailbox, reply->mailbox, sizeof event.mailbox);
	event.data = data;
	result = event_print(out, &event, error);
	json_decref(data);
	return result;
}
