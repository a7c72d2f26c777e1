/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/event.h"

#include <string.h>

#include "common/campaign.h"
#include "common/encode.h"
#include "common/envelope.h"
#include "common/json.h"

#define EVENT_FORMAT "testimony-event-1"
#define EVENT_DAY_MOST 10

/* a-z and hyphens, a letter first. */
static int
kind_is_good(const char *kind)
{
	return kind[0] >= 'a' && kind[0] <= 'z' &&
	    strspn(kind, "abcdefghijklmnopqrstuvwxyz-") == strlen(kind);
}

static int
read_case(struct event *event, const json_t *line1, struct error *error)
{
	const char *text;

	if (json_member_text(line1, "case", HEX_LENGTH(sizeof event->mailbox), &text, error) != 0)
		return -1;
	event->has_case = text[0] != '\0';
	if (!event->has_case)
		return 0;
	return json_member_hex(line1, "case", event->mailbox, sizeof event->mailbox, error);
}

int
event_parse(struct event *event, const json_t *line1, struct error *error)
{
	const char *format, *made;

	memset(event, 0, sizeof *event);
	if (json_member_text(line1, "format", EVENT_KIND_MOST, &format, error) != 0)
		return -1;
	if (strcmp(format, EVENT_FORMAT) != 0)
		return error_refuse(error, "this is not an event that this program knows: its "
		    "\"format\" is not \"" EVENT_FORMAT "\"");
	if (json_member_integer(line1, "campaign", 1, JSON_INTEGER_MOST, &event->campaign,
	    error) != 0 ||
	    json_member_text(line1, "kind", EVENT_KIND_MOST, &event->kind, error) != 0)
		return -1;
	if (!kind_is_good(event->kind))
		return error_refuse(error, "the \"kind\" of an event is made of a-z and hyphens");
	if (read_case(event, line1, error) != 0 ||
	    json_member_text(line1, "made", EVENT_DAY_MOST, &made, error) != 0 ||
	    day_parse(&event->made, made, error) != 0)
		return -1;
	return json_member_object(line1, "data", &event->data, error);
}

static json_t *
new_line1(const struct event *event)
{
	char mailbox[HEX_LENGTH(sizeof event->mailbox) + 1] = "", made[11];
	json_t *line1 = json_object();

	if (event->has_case)
		hex_encode(mailbox, event->mailbox, sizeof event->mailbox);
	day_print(made, event->made);
	(void)json_object_set_new(line1, "format", json_string(EVENT_FORMAT));
	(void)json_object_set_new(line1, "campaign", json_integer(event->campaign));
	(void)json_object_set_new(line1, "kind", json_string(event->kind));
	(void)json_object_set_new(line1, "case", json_string(mailbox));
	(void)json_object_set_new(line1, "made", json_string(made));
	(void)json_object_set(line1, "data", (json_t *)event->data);
	return line1;
}

/* Reads it back: what other desks could not read must not be signed and shared. */
static int
check_printed(const struct buffer *text, struct error *error)
{
	struct event again;
	json_t *value;
	int result;

	if (json_parse(&value, text->data, text->length, "the event", error) != 0)
		return -1;
	result = event_parse(&again, value, error);
	json_decref(value);
	return result;
}

int
event_print(struct buffer *out, const struct event *event, struct error *error)
{
	struct buffer text = BUFFER_INIT;
	json_t *line1 = new_line1(event);
	int result = -1;

	json_print(line1, &text);
	if (text.length > ENVELOPE_LINE1_MOST) {
		(void)error_refuse(error, "this is too long for one event: please cut about %zu "
		    "characters", text.length - ENVELOPE_LINE1_MOST);
	} else if (check_printed(&text, error) == 0) {
		buffer_append(out, text.data, text.length);
		result = 0;
	}
	json_decref(line1);
	buffer_free(&text);
	return result;
}
