/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/written.h"

#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/secret.h"
#include "desk/message.h"
#include "desk/vault_sent.h"

#define WRITTEN_DAY_SECONDS 86400

static struct written_reply *
written_new(struct written *written)
{
	struct written_reply *reply;

	written->replies = secret_grow(written->replies, written->count,
	    sizeof *written->replies);
	reply = &written->replies[written->count];
	memset(reply, 0, sizeof *reply);
	reply->order = written->count++;
	return reply;
}

static void
written_read_sent(struct written *written, const struct vault *vault, const uint8_t *id)
{
	struct written_reply *reply;
	struct vault_sent sent;
	struct reply_line line;
	json_t *line1 = NULL;

	if (vault_sent_read(vault, id, &sent, NULL) != 0) {
		written->unreadable++;
		return;
	}
	if (json_parse(&line1, sent.line1, sent.line1_length, "a reply", NULL) != 0 ||
	    !json_is_object(line1) || reply_line_parse(&line, line1, NULL) != 0) {
		written->unreadable++;
		json_decref(line1);
	} else {
		reply = written_new(written);
		memcpy(reply->id, id, sizeof reply->id);
		memcpy(reply->mailbox, sent.mailbox, sizeof reply->mailbox);
		memcpy(reply->by, author_public(vault->key.author), sizeof reply->by);
		line1_hash(reply->hash, sent.line1, sent.line1_length);
		reply->week = sent.week;
		reply->sent = true;
		reply->line1 = line1;
		reply->line = line;
	}
	vault_sent_free(&sent);
}

static void
written_set_aside(struct written *written, const struct message *message)
{
	struct written_aside *aside;

	written->aside = secret_grow(written->aside, written->aside_count, sizeof *written->aside);
	aside = &written->aside[written->aside_count++];
	memcpy(aside->id, message->id, sizeof aside->id);
	memcpy(aside->reason, message->reason, sizeof aside->reason);
	aside->other_key = message->other_key;
}

static void
written_read_event(struct written *written, const struct vault *vault, const uint8_t *id)
{
	struct written_reply *reply;
	struct message message;

	message_read(&message, vault, TRAY_LOG, id);
	if (message.aside)
		written_set_aside(written, &message);
	if (!message.aside && message.is_reply) {
		reply = written_new(written);
		memcpy(reply->id, message.reply.id, sizeof reply->id);
		memcpy(reply->mailbox, message.reply.mailbox, sizeof reply->mailbox);
		memcpy(reply->by, message.opened.parts.by, sizeof reply->by);
		memcpy(reply->hash, message.reply.hash, sizeof reply->hash);
		reply->week = week_of((int64_t)message.reply.made * WRITTEN_DAY_SECONDS);
		reply->logged = true;
		reply->former = message.former;
		reply->line1 = json_incref(message.reply.line1);
		reply->line = message.reply.line;
	}
	message_free(&message);
}

static int
written_compare(const void *left, const void *right)
{
	const struct written_reply *a = left, *b = right;
	int order = memcmp(a->id, b->id, sizeof a->id);

	if (order == 0)
		order = memcmp(a->by, b->by, sizeof a->by);
	return order != 0 ? order : a->order < b->order ? -1 : 1;
}

/* What this desk wrote was read before the events that tell of it, and these in the order of their
 * ids: of several by one author for one envelope the first counts. */
static void
written_sort(struct written *written)
{
	size_t left = 0;

	if (written->count > 0)
		qsort(written->replies, written->count, sizeof *written->replies,
		    written_compare);
	for (size_t i = 0; i < written->count; i++) {
		struct written_reply *reply = &written->replies[i];
		struct written_reply *before = left == 0 ? NULL : &written->replies[left - 1];

		if (before == NULL || memcmp(before->id, reply->id, sizeof reply->id) != 0 ||
		    memcmp(before->by, reply->by, sizeof reply->by) != 0) {
			written->replies[left++] = *reply;
			continue;
		}
		/* The day in the event is what all desks know. */
		if (reply->logged && !before->logged)
			before->week = reply->week;
		before->logged |= reply->logged;
		json_decref(reply->line1);
	}
	written->count = left;
}

static bool
written_is_former(const struct written *written, const uint8_t *mailbox)
{
	for (size_t i = 0; i < written->count; i++)
		if (written->replies[i].former &&
		    memcmp(written->replies[i].mailbox, mailbox, ENVELOPE_MAILBOX_BYTES) == 0)
			return true;
	return false;
}

/* A message of a family to which a former coordinator wrote: what it answers is vouched for. */
static void
written_vouch(struct written *written, const struct vault *vault, const uint8_t *id,
    bool *vouched)
{
	struct message message;

	message_read(&message, vault, TRAY_INBOX, id);
	for (size_t i = 0; i < written->count; i++)
		if (!message.aside && message.testimony.kind == TESTIMONY_ANSWER &&
		    memcmp(message.record->mailbox, written->replies[i].mailbox,
		    ENVELOPE_MAILBOX_BYTES) == 0 && memcmp(message.testimony.reply,
		    written->replies[i].hash, REPLY_LINE_HASH_BYTES) == 0)
			vouched[i] = true;
	message_free(&message);
}

/* Leaves out what former coordinators wrote and no family answered. */
static void
written_sift(struct written *written, const struct vault *vault)
{
	bool *vouched, former = false;
	size_t left = 0;

	for (size_t i = 0; i < written->count; i++)
		former |= written->replies[i].former;
	if (!former)
		return;
	vouched = secret_allocate(written->count + 1);
	memset(vouched, 0, written->count + 1);
	for (size_t i = 0; i < vault->record_count; i++)
		if (vault->records[i].tray == TRAY_INBOX &&
		    written_is_former(written, vault->records[i].mailbox))
			written_vouch(written, vault, vault->records[i].id, vouched);
	for (size_t i = 0; i < written->count; i++) {
		if (!written->replies[i].former || vouched[i])
			written->replies[left++] = written->replies[i];
		else
			json_decref(written->replies[i].line1);
	}
	written->count = left;
	secret_release(vouched);
}

int
written_read(struct written *written, const struct vault *vault, struct error *error)
{
	struct vault_ids sent, log = { NULL, 0 }, replies = { NULL, 0 };
	int result;

	memset(written, 0, sizeof *written);
	result = vault_sent_list(vault, &sent, error);
	if (result == 0)
		result = vault_list(vault, TRAY_LOG, &log, error);
	if (result == 0)
		result = vault_list(vault, TRAY_REPLY, &replies, error);
	for (size_t i = 0; i < sent.count && result == 0; i++)
		written_read_sent(written, vault, sent.ids[i]);
	for (size_t i = 0; i < log.count && result == 0; i++)
		written_read_event(written, vault, log.ids[i]);
	written_sift(written, vault);
	written_sort(written);
	for (size_t i = 0; i < written->count; i++)
		written->replies[i].lost = !written->replies[i].logged &&
		    !vault_ids_have(&replies, written->replies[i].id);
	vault_ids_free(&replies);
	vault_ids_free(&sent);
	vault_ids_free(&log);
	return result;
}

void
written_free(struct written *written)
{
	for (size_t i = 0; i < written->count; i++)
		json_decref(written->replies[i].line1);
	secret_release(written->replies);
	secret_release(written->aside);
	memset(written, 0, sizeof *written);
}

static int
written_compare_id(const void *wanted, const void *reply)
{
	return memcmp(wanted, ((const struct written_reply *)reply)->id, ENVELOPE_ID_BYTES);
}

struct written_reply *
written_find(const struct written *written, const uint8_t id[ENVELOPE_ID_BYTES])
{
	struct written_reply *found, *end = written->replies + written->count, *at;

	if (written->count == 0)
		return NULL;
	found = bsearch(id, written->replies, written->count, sizeof *found, written_compare_id);
	if (found == NULL)
		return NULL;
	while (found > written->replies && written_compare_id(id, found - 1) == 0)
		found--;
	for (at = found; at < end && written_compare_id(id, at) == 0; at++)
		if (at->sent)
			return at;
	for (at = found; at < end && written_compare_id(id, at) == 0; at++)
		if (memcmp(at->mailbox, found->mailbox, sizeof at->mailbox) != 0)
			return NULL;
	return found;
}

void
written_apply(const struct written *written, struct vault *vault)
{
	for (size_t i = 0; i < vault->record_count && written->count > 0; i++) {
		struct vault_record *record = &vault->records[i];
		const struct written_reply *reply = record->tray != TRAY_REPLY ? NULL :
		    written_find(written, record->id);

		if (reply != NULL)
			memcpy(record->mailbox, reply->mailbox, sizeof record->mailbox);
	}
}
