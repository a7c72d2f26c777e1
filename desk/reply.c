/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/reply.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/json.h"
#include "common/secret.h"
#include "desk/erase.h"
#include "desk/hand_up.h"
#include "desk/vault_sent.h"
#include "front/terminal.h"

/*
 * Parts.
 */

/* What a byte of a text takes in JSON. */
static size_t
reply_byte_cost(char byte)
{
	return byte == '"' || byte == '\\' || byte == '\n' || byte == '\t' ? 2 : 1;
}

/* How many bytes of the text make the next part. */
static size_t
reply_part_length(const char *text, size_t room)
{
	size_t length = 0, cost = 0, after_line = 0, after_word = 0, after_character = 0;

	while (text[length] != '\0') {
		cost += reply_byte_cost(text[length]);
		if (cost > room)
			break;
		length++;
		if (text[length - 1] == '\n')
			after_line = length;
		if (text[length - 1] == ' ')
			after_word = length;
		if (((unsigned char)text[length] & 0xc0) != 0x80)
			after_character = length;
	}
	if (text[length] == '\0')
		return length;
	/* Not for the sake of a line or word that ended long ago. */
	if (after_line > length / 2)
		return after_line;
	return after_word > length / 2 ? after_word : after_character;
}

/* What is left for a text in an event that tells of a line that says all else: the event is longer
 * than the line in it. */
static int
reply_room(const struct reply *reply, size_t *room, struct error *error)
{
	struct reply_event event = { .campaign = reply->line.campaign };
	struct buffer empty = BUFFER_INIT, told = BUFFER_INIT;
	struct reply_line line = reply->line;
	int result;

	line.text = "";
	line.part = line.parts = 1;
	result = reply_line_print(&empty, &line, error);
	if (result == 0)
		result = json_parse(&event.line1, empty.data, empty.length, "a reply", error);
	if (result == 0)
		result = reply_event_print(&told, &event, error);
	*room = result == 0 ? ENVELOPE_LINE1_MOST - told.length : 0;
	json_decref(event.line1);
	buffer_free(&empty);
	buffer_free(&told);
	return result;
}

static int
reply_make_part(struct reply *reply, const struct vault *vault, size_t part, const char *text,
    size_t length, struct error *error)
{
	struct buffer piece = BUFFER_INIT;
	struct reply_line line = reply->line;
	int result;

	buffer_append(&piece, text, length);
	buffer_append_byte(&piece, '\0');
	line.text = (const char *)piece.data;
	line.part = (int64_t)part + 1;
	line.parts = (int64_t)reply->parts;
	result = reply_line_print(&reply->lines[part], &line, error);
	if (result == 0)
		result = author_seal(vault->key.author, &reply->envelopes[part], &reply->reply_to,
		    vault->campaign->signing_key.key, reply->mailbox, reply->lines[part].data,
		    reply->lines[part].length, error);
	if (result == 0)
		envelope_id(reply->ids[part], reply->envelopes[part].data, ENVELOPE_BYTES);
	buffer_free(&piece);
	return result;
}

int
reply_make(struct reply *reply, const struct vault *vault, const char *text,
    struct error *error)
{
	size_t lengths[REPLY_LINE_PARTS_MOST], room, at = 0;
	int result;

	if (reply_room(reply, &room, error) != 0)
		return -1;
	reply->parts = 0;
	do {
		if (reply->parts == REPLY_LINE_PARTS_MOST)
			return error_refuse(error, "this is too long: what fits in four replies ends "
			    "about %zu bytes before its end", strlen(text + at));
		lengths[reply->parts] = reply_part_length(text + at, room);
		at += lengths[reply->parts++];
	} while (text[at] != '\0');
	at = 0;
	result = 0;
	for (size_t i = 0; i < reply->parts && result == 0; i++) {
		result = reply_make_part(reply, vault, i, text + at, lengths[i], error);
		at += lengths[i];
	}
	return result;
}

/*
 * Room in the mailbox.
 */

static bool
reply_is_withdrawn(const struct reply *reply, const struct vault *vault,
    const struct api_index *index)
{
	struct withdrawal withdrawal;

	for (size_t i = 0; i < index->withdrawal_count; i++)
		if (withdrawal_parse(&withdrawal, index->withdrawals + i * WITHDRAWAL_BYTES,
		    NULL) == 0 &&
		    memcmp(withdrawal.mailbox, reply->mailbox, sizeof reply->mailbox) == 0 &&
		    withdrawal_verify(&withdrawal, vault->campaign->signing_key.key, NULL) == 0)
			return true;
	return false;
}

int
reply_check_withdrawn(const struct reply *reply, const struct vault *vault,
    const struct daemons *daemons, struct error *error)
{
	bool withdrawn = vault_withdrawal(vault, reply->mailbox) != NULL;

	for (size_t i = 0; i < daemons->count && !withdrawn; i++)
		withdrawn = reply_is_withdrawn(reply, vault, &daemons->list[i].index);
	if (withdrawn)
		return error_refuse(error, "this family took everything back; nothing was sent. "
		    "`pull` erases its messages here");
	return 0;
}

void
reply_find_room(struct reply *reply, struct vault *vault, const struct daemons *daemons,
    const struct written *written)
{
	memset(reply->replace_counts, 0, sizeof reply->replace_counts);
	written_apply(written, vault);
	for (size_t i = 0; i < daemons->count; i++) {
		size_t count, held = 0, needed;
		struct room_reply *room = hand_up_room(vault, &daemons->list[i].index, written,
		    reply->mailbox, &count);

		for (size_t j = 0; j < count; j++)
			held += room[j].held;
		needed = held + reply->parts > ROOM_PLACES ? held + reply->parts - ROOM_PLACES : 0;
		/* A mailbox takes four; where a daemon says that it holds more, that is its own
		 * trouble. */
		for (size_t j = 0; j < count && reply->replace_counts[i] < needed &&
		    reply->replace_counts[i] < reply->parts; j++)
			if (room[j].held)
				memcpy(reply->replaces[i][reply->replace_counts[i]++], room[j].id,
				    ENVELOPE_ID_BYTES);
		secret_release(room);
	}
}

/*
 * Sending.
 */

static int
reply_keep(const struct reply *reply, struct vault *vault, struct error *error)
{
	struct vault_record records[REPLY_LINE_PARTS_MOST];
	const uint8_t *envelopes[REPLY_LINE_PARTS_MOST];
	uint32_t week = week_of((int64_t)time(NULL));

	for (size_t i = 0; i < reply->parts; i++) {
		memcpy(records[i].id, reply->ids[i], sizeof records[i].id);
		memcpy(records[i].mailbox, reply->mailbox, sizeof records[i].mailbox);
		records[i].tray = TRAY_REPLY;
		records[i].week = week;
		envelopes[i] = reply->envelopes[i].data;
		if (vault_sent_keep(vault, reply->ids[i], reply->mailbox, week, &reply->lines[i],
		    error) != 0)
			return -1;
	}
	if (vault_keep_records(vault, records, reply->parts, error) != 0)
		return -1;
	return vault_keep(vault, records, envelopes, reply->parts, error);
}

/* How far each part came, over all daemons. */
enum reply_fate { REPLY_REFUSED, REPLY_UNKNOWN, REPLY_TAKEN };

/* Puts the parts to one daemon, up to the first that it does not take. */
static int
reply_put(const struct reply *reply, struct desk_daemon *daemon, size_t place,
    enum reply_fate fates[REPLY_LINE_PARTS_MOST], struct error *error)
{
	/* Free places first: what is replaced is gone, should a later part fail. */
	size_t spare = reply->parts - reply->replace_counts[place];

	for (size_t i = 0; i < reply->parts; i++) {
		bool unknown = false;

		terminal_progress("sending %zu of %zu to %s ...", i + 1, reply->parts,
		    daemon->address);
		if (api_put_reply(daemon->api, reply->ids[i], reply->mailbox,
		    i < spare ? NULL : reply->replaces[place][i - spare],
		    reply->envelopes[i].data, &unknown, error) == 0) {
			fates[i] = REPLY_TAKEN;
			continue;
		}
		/* Which of the later ones are unknown is known: none was asked for here. */
		if (unknown && fates[i] == REPLY_REFUSED)
			fates[i] = REPLY_UNKNOWN;
		return -1;
	}
	return 0;
}

/* Parts after one that may have come are kept with it: the next pull hands them all on. */
static int
reply_settle(const struct reply *reply, struct vault *vault,
    const enum reply_fate fates[REPLY_LINE_PARTS_MOST], struct reply_sent *sent,
    struct error *error)
{
	int result = 0;

	for (size_t i = 0; i < reply->parts; i++)
		sent->unknown |= fates[i] == REPLY_UNKNOWN;
	for (size_t i = 0; i < reply->parts && result == 0; i++) {
		sent->parts += fates[i] == REPLY_TAKEN;
		if (fates[i] == REPLY_TAKEN)
			result = hand_up_tell(vault, reply->ids[i], error);
		/* A failure here is the lesser one. */
		else if (fates[i] == REPLY_REFUSED && !sent->unknown)
			(void)erase_unsent(vault, &reply->ids[i], 1, NULL);
	}
	return result;
}

int
reply_send(struct reply *reply, struct vault *vault, struct daemons *daemons,
    struct reply_sent *sent, struct error *error)
{
	enum reply_fate fates[REPLY_LINE_PARTS_MOST] = { REPLY_REFUSED };
	struct error first = ERROR_INIT;

	memset(sent, 0, sizeof *sent);
	if (reply_keep(reply, vault, error) != 0)
		return -1;
	for (size_t i = 0; i < daemons->count; i++) {
		struct desk_daemon *daemon = &daemons->list[i];

		if (daemon->failed)
			continue;
		if (reply_put(reply, daemon, i, fates, error) == 0) {
			sent->daemons++;
			continue;
		}
		if (first.kind == ERROR_NONE)
			first = *error;
		daemons_fail(daemons, daemon, error);
	}
	terminal_progress_end();
	if (reply_settle(reply, vault, fates, sent, error) != 0)
		return error_within(error, "the reply was sent, but the other desks are not told "
		    "yet; `pull` does that");
	if (sent->daemons > 0)
		return 0;
	*error = first;
	return -1;
}

void
reply_tell(struct vault *vault, struct daemons *daemons)
{
	struct handed_up handed = { 0 };
	struct error error = ERROR_INIT;

	for (size_t i = 0; i < daemons->count; i++)
		if (!daemons->list[i].failed && hand_up_events(vault, &daemons->list[i], &handed,
		    &error) != 0)
			daemons_fail(daemons, &daemons->list[i], &error);
}

void
reply_free(struct reply *reply)
{
	for (size_t i = 0; i < REPLY_LINE_PARTS_MOST; i++) {
		buffer_free(&reply->lines[i]);
		buffer_free(&reply->envelopes[i]);
	}
}
