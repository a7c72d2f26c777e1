/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/message.h"

#include <sodium.h>
#include <string.h>

#define MESSAGE_AREA_PAGE "area" /* the page of the form that asks for it */
#define MESSAGE_FIRST_MONDAY 4   /* 1970-01-05, days since 1970-01-01 */
#define MESSAGE_WEEKS_MOST 400000 /* past the year 9600; days stay far from overflow */

static int
message_judge(struct message *message, const struct vault *vault, struct error *error)
{
	struct buffer envelope = BUFFER_INIT;
	int result;

	result = vault_read(vault, TRAY_INBOX, message->id, &envelope, error);
	if (result == 0 && message->record == NULL)
		result = error_refuse(error, "nothing here says which mailbox it belongs to; pull "
		    "again");
	if (result == 0 && message->record->tray != TRAY_INBOX)
		result = error_refuse(error, "the daemon gave it as no family's message");
	if (result == 0 && message->record->week > MESSAGE_WEEKS_MOST)
		result = error_refuse(error, "the daemon named a week that there will never be");
	if (result == 0)
		result = envelope_open(&message->opened, vault->campaign_keys, envelope.data,
		    envelope.length, TRAY_INBOX, vault->campaign->signing_key.key,
		    message->record->mailbox, error);
	buffer_free(&envelope);
	if (result == 0 && testimony_parse(&message->testimony, message->opened.line1,
	    error) != 0) {
		opened_free(&message->opened);
		result = -1;
	}
	return result;
}

void
message_read(struct message *message, const struct vault *vault,
    const uint8_t id[ENVELOPE_ID_BYTES])
{
	struct error error = ERROR_INIT;

	memset(message, 0, sizeof *message);
	memcpy(message->id, id, sizeof message->id);
	message->record = vault_record(vault, id);
	if (message_judge(message, vault, &error) != 0) {
		message->aside = true;
		memcpy(message->reason, error.text, sizeof message->reason);
	}
}

void
message_free(struct message *message)
{
	if (!message->aside)
		opened_free(&message->opened);
	sodium_memzero(message, sizeof *message);
}

const char *
message_kind(const struct message *message)
{
	switch (message->testimony.kind) {
	case TESTIMONY_TESTIMONY:
		return "testimony";
	case TESTIMONY_ADDITION:
		return "addition";
	case TESTIMONY_CONSENT:
		return "consent";
	case TESTIMONY_ANSWER:
		return "answer";
	}
	error_bug("a kind of message without its name");
}

const char *
message_area(const struct message *message)
{
	return json_string_value(json_object_get(message->testimony.answers,
	    MESSAGE_AREA_PAGE));
}

int32_t
message_day(const struct message *message)
{
	return MESSAGE_FIRST_MONDAY + 7 * (int32_t)message->record->week;
}
