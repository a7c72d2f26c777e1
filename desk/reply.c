/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/reply.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/encode.h"
#include "common/json.h"
#include "common/secret.h"
#include "desk/erase.h"
#include "desk/pull.h"
#include "desk/vault_sent.h"
#include "front/terminal.h"

/* A reply that the daemon holds for the mailbox. */
struct reply_held {
	uint8_t id[ENVELOPE_ID_BYTES];
	uint32_t week;
	int64_t n; /* REPLY_OF_ANOTHER: a desk that is not this one wrote it */
};

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

/* What is left for a text in a line that says all else. */
static int
reply_room(const struct reply *reply, size_t *room, struct error *error)
{
	struct reply_line line = reply->line;
	struct buffer empty = BUFFER_INIT;

	line.text = "";
	line.part = line.parts = 1;
	if (reply_line_print(&empty, &line, error) != 0)
		return -1;
	*room = ENVELOPE_LINE1_MOST - empty.length;
	buffer_free(&empty);
	return 0;
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

/* Oldest first; of one week what this desk wrote goes before what it cannot read. */
static int
reply_compare_held(const void *left, const void *right)
{
	const struct reply_held *a = left, *b = right;

	if (a->week != b->week)
		return a->week < b->week ? -1 : 1;
	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	return memcmp(a->id, b->id, sizeof a->id);
}

int64_t
reply_number(const struct vault *vault, const uint8_t id[ENVELOPE_ID_BYTES])
{
	struct vault_sent sent;
	struct reply_line line;
	json_t *line1 = NULL;
	int64_t n = REPLY_OF_ANOTHER;

	if (vault_sent_read(vault, id, &sent, NULL) != 0)
		return n;
	if (json_parse(&line1, sent.line1, sent.line1_length, "a reply", NULL) == 0 &&
	    json_is_object(line1) && reply_line_parse(&line, line1, NULL) == 0)
		n = line.n;
	json_decref(line1);
	vault_sent_free(&sent);
	return n;
}

static int
reply_check_withdrawn(const struct reply *reply, const struct vault *vault,
    const struct api_index *index, struct error *error)
{
	struct withdrawal withdrawal;
	bool withdrawn = vault_withdrawal(vault, reply->mailbox) != NULL;

	for (size_t i = 0; i < index->withdrawal_count && !withdrawn; i++)
		withdrawn = withdrawal_parse(&withdrawal,
		    index->withdrawals + i * WITHDRAWAL_BYTES, NULL) == 0 &&
		    memcmp(withdrawal.mailbox, reply->mailbox, sizeof reply->mailbox) == 0 &&
		    withdrawal_verify(&withdrawal, vault->campaign->signing_key.key, NULL) == 0;
	if (withdrawn)
		return error_refuse(error, "this family took everything back; nothing was sent. "
		    "`pull` erases its messages here");
	return 0;
}

int
reply_find_room(struct reply *reply, struct vault *vault, struct api *api, struct error *error)
{
	struct api_index index = API_INDEX_INIT;
	struct reply_held *held = NULL;
	size_t count = 0, needed;
	int result;

	reply->replace_count = 0;
	terminal_progress("asking %s what it holds ...",
	    (const char *)vault->settings.daemon.data);
	result = api_index(api, &index, error);
	if (result == 0)
		result = reply_check_withdrawn(reply, vault, &index, error);
	if (result == 0)
		result = pull_replies(vault, api, &index, error);
	terminal_progress_end();
	for (size_t i = 0; result == 0 && i < index.count[TRAY_REPLY - 1]; i++) {
		const uint8_t *id = index.ids[TRAY_REPLY - 1] + i * ENVELOPE_ID_BYTES;
		const struct vault_record *record = vault_record(vault, TRAY_REPLY, id);

		if (record == NULL ||
		    memcmp(record->mailbox, reply->mailbox, sizeof reply->mailbox) != 0)
			continue;
		held = secret_reallocate(held, (count + 1) * sizeof *held);
		memcpy(held[count].id, id, sizeof held[count].id);
		held[count].week = record->week;
		held[count++].n = reply_number(vault, id);
	}
	if (count > 0)
		qsort(held, count, sizeof *held, reply_compare_held);
	needed = count + reply->parts > REPLY_LINE_PARTS_MOST ?
	    count + reply->parts - REPLY_LINE_PARTS_MOST : 0;
	/* A mailbox takes four; where a daemon says that it holds more, that is its own trouble. */
	for (size_t i = 0; i < needed && i < count && i < reply->parts; i++)
		memcpy(reply->replaces[reply->replace_count++], held[i].id, ENVELOPE_ID_BYTES);
	secret_release(held);
	api_index_free(&index);
	return result;
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

int
reply_send(struct reply *reply, struct vault *vault, struct api *api, size_t *sent,
    bool *unknown, struct error *error)
{
	/* Free places first: what is replaced is gone, should a later part fail. */
	size_t spare = reply->parts - reply->replace_count;

	*unknown = false;
	*sent = 0;
	if (reply_keep(reply, vault, error) != 0)
		return -1;
	for (size_t i = 0; i < reply->parts; i++) {
		terminal_progress("sending %zu of %zu ...", i + 1, reply->parts);
		if (api_put_reply(api, reply->ids[i], reply->mailbox,
		    i < spare ? NULL : reply->replaces[i - spare], reply->envelopes[i].data, unknown,
		    error) == 0) {
			(*sent)++;
			continue;
		}
		terminal_progress_end();
		/* A failure here is the lesser one. */
		if (!*unknown)
			(void)erase_unsent(vault, (const uint8_t (*)[ENVELOPE_ID_BYTES])
			    reply->ids + i, reply->parts - i, NULL);
		return -1;
	}
	terminal_progress_end();
	return 0;
}

void
reply_free(struct reply *reply)
{
	for (size_t i = 0; i < REPLY_LINE_PARTS_MOST; i++) {
		buffer_free(&reply->lines[i]);
		buffer_free(&reply->envelopes[i]);
	}
}
