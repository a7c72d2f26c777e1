/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/hand_up.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/json.h"
#include "common/secret.h"
#include "desk/decisions.h"
#include "desk/fetch.h"
#include "desk/message.h"
#include "desk/vault_sent.h"
#include "front/terminal.h"

#define HAND_UP_NAMED_MOST 20 /* of those refused */

/*
 * Replies.
 */

/* A reply, and whose it is. */
struct hand_up_entry {
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	struct room_reply reply;
};

struct hand_up {
	const struct vault *vault;
	struct desk_daemon *daemon;
	struct written *written;
	struct handed_up *handed;
	struct vault_ids files; /* of replies */
};

static void
hand_up_add(struct hand_up_entry **entries, size_t *count, const uint8_t *mailbox,
    const uint8_t *id, uint32_t week, int64_t n, bool held)
{
	struct hand_up_entry *entry;

	*entries = secret_grow(*entries, *count, sizeof **entries);
	entry = &(*entries)[(*count)++];
	memset(entry, 0, sizeof *entry);
	memcpy(entry->mailbox, mailbox, sizeof entry->mailbox);
	memcpy(entry->reply.id, id, sizeof entry->reply.id);
	entry->reply.week = week;
	entry->reply.n = n;
	entry->reply.held = held;
}

/* All that is vouched for, and all that the index names. `mailbox` NULL: of all. */
static struct hand_up_entry *
hand_up_collect(const struct vault *vault, const struct api_index *index,
    const struct written *written, const uint8_t *mailbox, size_t *count)
{
	struct hand_up_entry *entries = NULL;

	*count = 0;
	for (size_t i = 0; i < written->count; i++) {
		const struct written_reply *reply = &written->replies[i];

		if (!reply->lost && written_find(written, reply->id) == reply && (mailbox == NULL ||
		    memcmp(reply->mailbox, mailbox, sizeof reply->mailbox) == 0))
			hand_up_add(&entries, count, reply->mailbox, reply->id, reply->week,
			    reply->line.n, api_index_has(index, TRAY_REPLY, reply->id));
	}
	for (size_t i = 0; i < index->count[TRAY_REPLY - 1]; i++) {
		const uint8_t *id = index->ids[TRAY_REPLY - 1] + i * ENVELOPE_ID_BYTES;
		const struct vault_record *record = vault_record(vault, TRAY_REPLY, id);

		if (record != NULL && written_find(written, id) == NULL && (mailbox == NULL ||
		    memcmp(record->mailbox, mailbox, sizeof record->mailbox) == 0))
			hand_up_add(&entries, count, record->mailbox, id, record->week, 0, true);
	}
	return entries;
}

struct room_reply *
hand_up_room(const struct vault *vault, const struct api_index *index,
    const struct written *written, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], size_t *count)
{
	struct hand_up_entry *entries = hand_up_collect(vault, index, written, mailbox, count);
	struct room_reply *room = secret_allocate((*count + 1) * sizeof *room);

	for (size_t i = 0; i < *count; i++)
		room[i] = entries[i].reply;
	*count = room_sort(room, *count);
	secret_release(entries);
	return room;
}

/* Puts one. That the daemon refuses it is noted, and keeps no other from being put. */
static int
hand_up_put(struct hand_up *hand_up, struct written_reply *reply, const uint8_t *replaces,
    struct error *error)
{
	struct buffer envelope = BUFFER_INIT;
	struct error damage = ERROR_INIT;
	bool unknown;
	int result = 0;

	if (vault_read(hand_up->vault, TRAY_REPLY, reply->id, &envelope, &damage) != 0 ||
	    envelope.length != ENVELOPE_BYTES) {
		fetch_note(reply->id, damage.text);
	} else if (api_put_reply(hand_up->daemon->api, reply->id, reply->mailbox, replaces,
	    envelope.data, &unknown, error) == 0) {
		hand_up->handed->replies++;
		reply->settled = true;
	} else if (unknown) {
		result = -1;
	} else {
		if (hand_up->handed->not_taken++ < HAND_UP_NAMED_MOST) {
			(void)error_within(error, "not handed up");
			fetch_note(reply->id, error->text);
		}
		*error = (struct error)ERROR_INIT;
	}
	buffer_free(&envelope);
	return result;
}

/* The oldest that the daemon holds and that is none of the newest; NULL where there is none. */
static struct room_reply *
hand_up_oldest(struct room_reply *room, size_t before)
{
	for (size_t i = 0; i < before; i++)
		if (room[i].held)
			return &room[i];
	return NULL;
}

/* The replies of one mailbox, oldest first. */
static int
hand_up_mailbox(struct hand_up *hand_up, struct room_reply *room, size_t count,
    struct error *error)
{
	size_t newest = count > ROOM_PLACES ? count - ROOM_PLACES : 0, held = 0;

	for (size_t i = 0; i < count; i++) {
		struct written_reply *reply = written_find(hand_up->written,
		    room[i].id);

		held += room[i].held;
		/* What is older than the newest four went, or will not be asked for any more. */
		if (reply != NULL && (room[i].held || i < newest))
			reply->settled = true;
	}
	for (size_t i = newest; i < count; i++) {
		struct room_reply *oldest = held < ROOM_PLACES ? NULL :
		    hand_up_oldest(room, newest);
		struct written_reply *reply = written_find(hand_up->written,
		    room[i].id);

		if (room[i].held || reply == NULL || !vault_ids_have(&hand_up->files, room[i].id) ||
		    (held >= ROOM_PLACES && oldest == NULL))
			continue;
		if (hand_up_put(hand_up, reply, oldest == NULL ? NULL : oldest->id, error) != 0)
			return -1;
		if (oldest != NULL)
			oldest->held = false;
		else
			held++;
	}
	return 0;
}

static int
hand_up_compare(const void *left, const void *right)
{
	const struct hand_up_entry *a = left, *b = right;

	return memcmp(a->mailbox, b->mailbox, sizeof a->mailbox);
}

int
hand_up_replies(const struct vault *vault, struct desk_daemon *daemon, struct written *written,
    struct handed_up *handed, struct error *error)
{
	struct hand_up hand_up = { .vault = vault, .daemon = daemon, .written = written,
		.handed = handed };
	struct hand_up_entry *entries;
	struct room_reply *room;
	size_t count, begin, end;
	int result;

	entries = hand_up_collect(vault, &daemon->index, written, NULL, &count);
	room = secret_allocate((count + 1) * sizeof *room);
	if (count > 0)
		qsort(entries, count, sizeof *entries, hand_up_compare);
	result = vault_list(vault, TRAY_REPLY, &hand_up.files, error);
	for (begin = 0; begin < count && result == 0; begin = end) {
		for (end = begin; end < count &&
		    hand_up_compare(&entries[begin], &entries[end]) == 0; end++)
			room[end - begin] = entries[end].reply;
		if (vault_withdrawal(vault, entries[begin].mailbox) == NULL)
			result = hand_up_mailbox(&hand_up, room, room_sort(room, end - begin),
			    error);
	}
	terminal_progress_end();
	vault_ids_free(&hand_up.files);
	secret_release(entries);
	secret_release(room);
	return result;
}

/*
 * Events.
 */

/* One that is a coordinator's own; what was set aside goes no further. That the daemon refuses this
 * one is said, and keeps no other from being handed on. */
static int
hand_up_event(const struct vault *vault, struct desk_daemon *daemon,
    const uint8_t id[ENVELOPE_ID_BYTES], struct handed_up *handed, struct error *error)
{
	struct buffer envelope = BUFFER_INIT;
	struct message message;
	bool refused = false;
	int result;

	message_read(&message, vault, TRAY_LOG, id);
	if (message.aside) {
		message_free(&message);
		return 0;
	}
	message_free(&message);
	result = vault_read(vault, TRAY_LOG, id, &envelope, error);
	if (result == 0)
		result = api_put_log(daemon->api, id, envelope.data, &refused, error);
	if (result == 0)
		handed->events++;
	buffer_free(&envelope);
	if (refused) {
		(void)error_within(error, "not handed up");
		fetch_note(id, error->text);
		handed->not_taken++;
		*error = (struct error)ERROR_INIT;
		result = 0;
	}
	return result;
}

int
hand_up_events(const struct vault *vault, struct desk_daemon *daemon, struct handed_up *handed,
    struct error *error)
{
	struct vault_ids log;
	int result = vault_list(vault, TRAY_LOG, &log, error);

	for (size_t i = 0; i < log.count && result == 0; i++) {
		if (api_index_has(&daemon->index, TRAY_LOG, log.ids[i]))
			continue;
		terminal_progress("handing up events ...");
		result = hand_up_event(vault, daemon, log.ids[i], handed, error);
	}
	terminal_progress_end();
	vault_ids_free(&log);
	return result;
}

/*
 * Telling of what this desk wrote.
 */

int
hand_up_tell(struct vault *vault, const uint8_t id[ENVELOPE_ID_BYTES], struct error *error)
{
	struct reply_event event = { .line1 = NULL };
	struct buffer text = BUFFER_INIT;
	struct vault_sent sent;
	struct reply_line line;
	json_t *line1 = NULL;
	int result;

	if (vault_sent_read(vault, id, &sent, error) != 0)
		return -1;
	result = sent.week <= MESSAGE_WEEKS_MOST ? 0 :
	    error_refuse(error, "it is kept here with a week that there will never be");
	if (result == 0)
		result = json_parse(&line1, sent.line1, sent.line1_length, "a reply", error);
	if (result == 0)
		result = reply_line_parse(&line, line1, error);
	if (result == 0) {
		event.line1 = line1;
		/* The reply's own, so that the event fits whenever it is made. */
		event.campaign = line.campaign;
		event.made = message_week_day(sent.week);
		memcpy(event.id, id, sizeof event.id);
		memcpy(event.mailbox, sent.mailbox, sizeof event.mailbox);
		result = reply_event_print(&text, &event, error);
	}
	if (result == 0)
		result = decisions_keep_event(vault, &text, NULL, error);
	json_decref(line1);
	vault_sent_free(&sent);
	buffer_free(&text);
	return result;
}

int
hand_up_tell_all(struct vault *vault, struct written *written, struct error *error)
{
	for (size_t i = 0; i < written->count; i++) {
		struct written_reply *reply = &written->replies[i];

		if (!reply->sent || reply->logged || !reply->settled)
			continue;
		if (hand_up_tell(vault, reply->id, error) == 0) {
			reply->logged = true;
			continue;
		}
		if (error->kind == ERROR_SYSTEM)
			return -1;
		/* One of an older version that left no room for the event. */
		fetch_note(reply->id, error->text);
		*error = (struct error)ERROR_INIT;
	}
	return 0;
}
