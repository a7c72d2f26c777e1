/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/push.h"

#include <stdlib.h>
#include <string.h>

#include "common/encode.h"
#include "common/secret.h"
#include "desk/api.h"
#include "desk/pull.h"
#include "desk/reply.h"
#include "desk/withdrawn.h"
#include "front/terminal.h"

#define PUSH_NAMED_MOST 20 /* of those refused */

struct push {
	struct vault *vault;
	struct api *api;
	struct api_index index;
	struct push_result *result;
	const struct vault_record **records; /* of what is to be put */
	size_t count;
};

/* Replies by mailbox, the newest first. */
struct push_reply {
	const struct vault_record *record;
	int64_t n;
};

static void
push_refuse(struct push *push, const uint8_t id[ENVELOPE_ID_BYTES], struct error *error)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	if (push->result->refused++ < PUSH_NAMED_MOST) {
		hex_encode(digits, id, ENVELOPE_ID_BYTES);
		terminal_progress_end();
		terminal_note("%.12s: not put: %s", digits, error->text);
	}
	*error = (struct error)ERROR_INIT;
}

static int
push_one(struct push *push, const struct vault_record *record, struct error *error)
{
	struct buffer envelope = BUFFER_INIT;
	struct error damage = ERROR_INIT;
	int result = 0;

	if (vault_read(push->vault, record->tray, record->id, &envelope, &damage) != 0 ||
	    envelope.length != ENVELOPE_BYTES)
		push_refuse(push, record->id, &damage);
	else if (api_restore(push->api, record, envelope.data, error) == 0)
		push->result->put++;
	else if (error->kind == ERROR_SYSTEM)
		result = -1;
	else
		push_refuse(push, record->id, error);
	buffer_free(&envelope);
	return result;
}

static void
push_want(struct push *push, const struct vault_record *record)
{
	if (api_index_has(&push->index, record->tray, record->id))
		push->result->there++;
	else
		push->records[push->count++] = record;
}

static int
push_compare_replies(const void *left, const void *right)
{
	const struct push_reply *a = left, *b = right;
	int order = memcmp(a->record->mailbox, b->record->mailbox, ENVELOPE_MAILBOX_BYTES);

	if (order != 0)
		return order;
	if (a->record->week != b->record->week)
		return a->record->week > b->record->week ? -1 : 1;
	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return memcmp(b->record->id, a->record->id, ENVELOPE_ID_BYTES);
}

/* Of each mailbox the newest, as reply_find_room lets the oldest go. */
static void
push_choose_replies(struct push *push, struct push_reply *replies, size_t count)
{
	size_t of_mailbox = 0;

	if (count > 0)
		qsort(replies, count, sizeof *replies, push_compare_replies);
	for (size_t i = 0; i < count; i++) {
		of_mailbox = i > 0 && memcmp(replies[i].record->mailbox,
		    replies[i - 1].record->mailbox, ENVELOPE_MAILBOX_BYTES) == 0 ?
		    of_mailbox + 1 : 0;
		if (of_mailbox < REPLY_LINE_PARTS_MOST)
			push_want(push, replies[i].record);
	}
}

/* Everything that has a file and a record, and was not taken back. */
static int
push_choose(struct push *push, struct error *error)
{
	const struct vault *vault = push->vault;
	struct push_reply *replies = secret_allocate((vault->record_count + 1) *
	    sizeof *replies);
	struct vault_ids ids[API_TRAYS] = { { NULL, 0 } };
	size_t count = 0;
	int result = 0;

	for (int tray = TRAY_INBOX; tray <= TRAY_LOG && result == 0; tray++)
		result = vault_list(vault, (enum tray)tray, &ids[tray - 1], error);
	for (size_t i = 0; i < vault->record_count && result == 0; i++) {
		const struct vault_record *record = &vault->records[i];

		if (!vault_ids_have(&ids[record->tray - 1], record->id) ||
		    vault_withdrawal(vault, record->mailbox) != NULL)
			continue;
		if (record->tray == TRAY_REPLY)
			replies[count++] = (struct push_reply){ record,
			    reply_number(vault, record->id) };
		else
			push_want(push, record);
	}
	push_choose_replies(push, replies, count);
	for (int tray = TRAY_INBOX; tray <= TRAY_LOG && result == 0; tray++)
		for (size_t i = 0; i < ids[tray - 1].count; i++)
			push->result->unplaced += vault_record(vault, (enum tray)tray,
			    ids[tray - 1].ids[i]) == NULL;
	for (int i = 0; i < API_TRAYS; i++)
		vault_ids_free(&ids[i]);
	secret_release(replies);
	return result;
}

static int
push_all(struct push *push, struct error *error)
{
	struct withdrawn withdrawn;

	terminal_progress("asking %s what it holds ...",
	    (const char *)push->vault->settings.daemon.data);
	if (api_index(push->api, &push->index, error) != 0 ||
	    withdrawn_apply(push->vault, push->api, &push->index, &withdrawn, error) != 0)
		return -1;
	/* Which replies are the newest is known only with those of other desks. */
	if (pull_replies(push->vault, push->api, &push->index, error) != 0)
		return -1;
	push->result->put += withdrawn.handed_up;
	push->records = secret_allocate((push->vault->record_count + 1) * sizeof *push->records);
	if (push_choose(push, error) != 0)
		return -1;
	for (size_t i = 0; i < push->count; i++) {
		terminal_progress("putting %zu of %zu ...", i + 1, push->count);
		if (push_one(push, push->records[i], error) != 0)
			return -1;
	}
	return 0;
}

int
push(struct vault *vault, struct push_result *result, struct error *error)
{
	const struct vault_settings *settings = &vault->settings;
	struct push state = { .vault = vault, .result = result };
	int status;

	memset(result, 0, sizeof *result);
	status = api_new(&state.api, (const char *)settings->daemon.data,
	    settings->socks5.length > 0 ? (const char *)settings->socks5.data : NULL,
	    vault->key.author, error);
	if (status == 0)
		status = push_all(&state, error);
	terminal_progress_end();
	secret_release(state.records);
	api_index_free(&state.index);
	api_free(&state.api);
	return status;
}
