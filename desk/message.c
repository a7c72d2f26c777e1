/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/message.h"

#include <sodium.h>
#include <string.h>

#include "common/encode.h"

#include "common/json.h"
#include "desk/alarm.h"

#define MESSAGE_AREA_PAGE "area" /* the page of the form that asks for it */
#define MESSAGE_FIRST_MONDAY 4   /* 1970-01-05, days since 1970-01-01 */

#define MESSAGE_NOT_ASKED UINT8_MAX /* alarms that nobody asked for yet */
#define MESSAGE_NAMED_MOST 5 /* of one family, in a sentence */

/* Only a coordinator of the manifest may add to the log. What a former one wrote to a family is
 * read all the same: where the family answered it, its answer vouches for those words (written.h).
 * So is what a former one decided: somebody of the manifest may list it (casework.h). */
static int
message_judge_event(struct message *message, const struct vault *vault, struct error *error)
{
	bool former;

	if (campaign_coordinator(vault->campaign, message->opened.parts.by, &former) == NULL)
		return error_refuse(error, "it is signed by nobody whom the campaign names");
	if (event_parse(&message->event, message->opened.line1, error) != 0)
		return -1;
	message->is_reply = strcmp(message->event.kind, REPLY_EVENT_KIND) == 0;
	message->former = former;
	message->is_decision = decision_is(message->event.kind);
	if (former && !message->is_reply && !message->is_decision)
		return error_refuse(error, "it is signed by a former coordinator");
	if (message->is_decision) {
		message->is_decision = decision_read(&message->decision, &message->event,
		    message->id, message->opened.parts.by, former, error) == 0;
		return message->is_decision ? 0 : -1;
	}
	return message->is_reply ? reply_event_read(&message->reply, &message->event, error) : 0;
}

/* What does not hang on the envelope: what a daemon said of it. */
static int
message_judge_record(struct message *message, struct error *error)
{
	if (message->record == NULL)
		return error_refuse(error, "nothing here says which mailbox it belongs to; pull "
		    "again");
	if (message->record->week > MESSAGE_WEEKS_MOST) {
		message->doubted = true;
		return error_refuse(error, "the daemon named a week that there will never be");
	}
	return 0;
}

/* What was opened once, and whose signature held (vault_opened.h). In the inbox it is the author who
 * says which mailbox that was. */
static int
message_open_known(struct message *message, const struct buffer *known, struct error *error)
{
	struct opened *opened = &message->opened;
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];

	envelope_mailbox(mailbox, known->data);
	message->doubted = message->tray == TRAY_INBOX &&
	    memcmp(mailbox, message->record->mailbox, sizeof mailbox) != 0;
	if (message->doubted)
		return error_refuse(error, ENVELOPE_ELSEWHERE);
	memset(opened, 0, sizeof *opened);
	memcpy(opened->parts.by, known->data, sizeof opened->parts.by);
	message->alarms = known->data[VAULT_OPENED_AUTHOR_BYTES];
	buffer_append(&opened->plaintext, known->data + VAULT_OPENED_HEAD_BYTES,
	    known->length - VAULT_OPENED_HEAD_BYTES);
	opened->parts.line1 = (const char *)opened->plaintext.data;
	opened->parts.line1_length = opened->plaintext.length;
	if (json_parse(&opened->line1, opened->parts.line1, opened->parts.line1_length,
	    "the content of the envelope", error) != 0) {
		opened_free(opened);
		return -1;
	}
	return 0;
}

static void
message_keep_known(const struct message *message, const struct vault *vault)
{
	const struct envelope_parts *parts = &message->opened.parts;
	struct buffer known = BUFFER_INIT;

	buffer_append(&known, parts->by, sizeof parts->by);
	buffer_append_byte(&known, message->alarms);
	buffer_append(&known, parts->line1, parts->line1_length);
	vault_opened_add(vault, &message->file, known.data, known.length);
	buffer_free(&known);
}

static int
message_open_file(struct message *message, const struct vault *vault, struct error *error)
{
	static const uint8_t no_mailbox[ENVELOPE_MAILBOX_BYTES]; /* the log's */
	struct buffer envelope = BUFFER_INIT;
	int result;

	result = vault_read(vault, message->tray, message->id, &envelope, error);
	message->unread = result != 0;
	if (result == 0)
		result = message_judge_record(message, error);
	if (result == 0) {
		result = envelope_open(&message->opened, vault->campaign_keys, envelope.data,
		    envelope.length, message->tray, vault->campaign->signing_key.key,
		    message->tray == TRAY_INBOX ? message->record->mailbox : no_mailbox, error);
		message->doubted = result != 0 && message->opened.elsewhere;
		message->other_key = result != 0 && message->opened.other_key;
		message->unread = message->other_key;
	}
	if (result == 0) {
		message->alarms = MESSAGE_NOT_ASKED;
		message_keep_known(message, vault);
	}
	buffer_free(&envelope);
	return result;
}

static int
message_judge(struct message *message, const struct vault *vault, struct error *error)
{
	struct buffer known = BUFFER_INIT;
	int result;

	if (vault_opened_find(vault, &message->file, (enum opened_kind)message->tray, message->id,
	    sizeof message->id, &known) && known.length > VAULT_OPENED_HEAD_BYTES) {
		result = message_judge_record(message, error);
		if (result == 0)
			result = message_open_known(message, &known, error);
	} else {
		result = message_open_file(message, vault, error);
	}
	buffer_free(&known);
	if (result != 0)
		return -1;
	if (message->tray == TRAY_INBOX)
		result = testimony_parse(&message->testimony, message->opened.line1, error);
	else
		result = message_judge_event(message, vault, error);
	message->unread = result != 0;
	if (result != 0)
		opened_free(&message->opened);
	return result;
}

void
message_read(struct message *message, const struct vault *vault, enum tray tray,
    const uint8_t id[ENVELOPE_ID_BYTES])
{
	struct error error = ERROR_INIT;

	if (tray != TRAY_INBOX && tray != TRAY_LOG)
		error_bug("a reply cannot be judged by a desk");
	memset(message, 0, sizeof *message);
	message->tray = tray;
	memcpy(message->id, id, sizeof message->id);
	message->record = vault_record(vault, tray, id);
	if (message_judge(message, vault, &error) != 0) {
		message->aside = true;
		memcpy(message->reason, error.text, sizeof message->reason);
	}
}

void
message_free(struct message *message)
{
	if (message->is_decision)
		decision_free(&message->decision);
	if (!message->aside)
		opened_free(&message->opened);
	sodium_memzero(message, sizeof *message);
}

int
message_astray(const struct message *message, const struct vault *vault,
    uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	struct buffer envelope = BUFFER_INIT;
	struct opened opened = { .other_key = false };
	int result = -1;

	if (vault_read(vault, TRAY_INBOX, message->id, &envelope, NULL) == 0) {
		if (envelope_open(&opened, vault->campaign_keys, envelope.data, envelope.length,
		    TRAY_INBOX, vault->campaign->signing_key.key, NULL, NULL) == 0) {
			envelope_mailbox(mailbox, opened.parts.by);
			opened_free(&opened);
			result = 1;
		} else if (!opened.other_key) {
			result = 0;
		}
	}
	buffer_free(&envelope);
	return result;
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

unsigned
message_alarms(struct message *message, const struct vault *vault)
{
	if (message->alarms == MESSAGE_NOT_ASKED) {
		message->alarms = (uint8_t)alarm_of_testimony(&message->testimony);
		message_keep_known(message, vault);
	}
	return message->alarms;
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
	return message_week_day(message->record->week);
}

int32_t
message_week_day(uint32_t week)
{
	return MESSAGE_FIRST_MONDAY + 7 * (int32_t)week;
}

bool
message_id_starts(const uint8_t id[ENVELOPE_ID_BYTES], const char *prefix)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	hex_encode(digits, id, ENVELOPE_ID_BYTES);
	return *prefix != '\0' && strncmp(digits, prefix, strlen(prefix)) == 0;
}

/* The messages of the one mailbox that begins so; none where several do. Returns how many. */
static size_t
message_of_case(const struct vault *vault, const char *prefix, struct buffer *ids)
{
	const struct vault_record *first = NULL;
	size_t count = 0;

	for (size_t i = 0; i < vault->record_count; i++) {
		const struct vault_record *record = &vault->records[i];
		char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

		if (record->tray != TRAY_INBOX || !message_id_starts(record->mailbox, prefix))
			continue;
		if (first == NULL)
			first = record;
		if (memcmp(first->mailbox, record->mailbox, sizeof first->mailbox) != 0)
			return 0;
		hex_encode(digits, record->id, sizeof record->id);
		if (count++ < MESSAGE_NAMED_MOST)
			buffer_format(ids, "%s%.*s", count == 1 ? "" : ", ",
			    MESSAGE_SHORT_DIGITS, digits);
	}
	return count;
}

int
message_refuse_unknown(const struct vault *vault, const char *prefix, struct error *error)
{
	struct buffer ids = BUFFER_INIT;
	size_t count = message_of_case(vault, prefix, &ids);

	if (count == 0)
		(void)error_refuse(error, "there is no message %s; `list` shows them all", prefix);
	else
		(void)error_refuse(error, "%s is a family's number in `cases`, which no command takes; "
		    "its message%s: %.*s%s", prefix, count == 1 ? " is" : "s are", (int)ids.length,
		    (const char *)ids.data, count > MESSAGE_NAMED_MOST ? ", ..." : "");
	buffer_free(&ids);
	return -1;
}
