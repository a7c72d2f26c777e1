/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/push.h"

#include <stdlib.h>
#include <string.h>

#include "common/encode.h"
#include "common/secret.h"
#include "desk/daemons.h"
#include "desk/fetch.h"
#include "desk/room.h"
#include "desk/withdrawn.h"
#include "desk/written.h"
#include "front/terminal.h"

#define PUSH_NAMED_MOST 20 /* of those refused */

struct push {
	struct vault *vault;
	struct desk_daemon *daemon;
	struct push_result *result;
	struct written written;
	const struct vault_record **records; /* of what is to be put */
	size_t count;
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
	else if (api_restore(push->daemon->api, record, envelope.data, error) == 0)
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
	if (api_index_has(&push->daemon->index, record->tray, record->id))
		push->result->there++;
	else
		push->records[push->count++] = record;
}

static int
push_compare_mailboxes(const void *left, const void *right)
{
	const struct vault_record *const *a = left, *const *b = right;

	return memcmp((*a)->mailbox, (*b)->mailbox, sizeof (*a)->mailbox);
}

/* The newest of one mailbox; of those that are vouched for, or of the others. Returns how many. */
static size_t
push_choose_newest(struct push *push, const struct vault_record *const *records, size_t count,
    bool vouched, size_t places)
{
	struct room_reply *room = secret_allocate((count + 1) * sizeof *room);
	size_t left = 0, first;

	for (size_t i = 0; i < count; i++) {
		const struct written_reply *reply = written_find(&push->written, records[i]->id);

		if ((reply != NULL) != vouched)
			continue;
		memset(&room[left], 0, sizeof room[left]);
		memcpy(room[left].id, records[i]->id, sizeof room[left].id);
		room[left].week = records[i]->week;
		room[left++].n = reply == NULL ? 0 : reply->line.n;
	}
	left = room_sort(room, left);
	first = left > places ? left - places : 0;
	for (size_t i = first; i < left; i++)
		push_want(push, vault_record(push->vault, TRAY_REPLY, room[i].id));
	secret_release(room);
	return left - first;
}

static void
push_choose_replies(struct push *push, const struct vault_record **records, size_t count)
{
	size_t begin, end, taken;

	if (count > 0)
		qsort(records, count, sizeof *records, push_compare_mailboxes);
	for (begin = 0; begin < count; begin = end) {
		for (end = begin; end < count &&
		    push_compare_mailboxes(&records[begin], &records[end]) == 0;)
			end++;
		taken = push_choose_newest(push, records + begin, end - begin, true, ROOM_PLACES);
		(void)push_choose_newest(push, records + begin, end - begin, false,
		    ROOM_PLACES - taken);
	}
}

/* Everything that has a file and a record, and was not taken back. */
static int
push_choose(struct push *push, struct error *error)
{
	const struct vault *vault = push->vault;
	const struct vault_record **replies = secret_allocate((vault->record_count + 1) *
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
			replies[count++] = record;
		else
			push_want(push, record);
	}
	push_choose_replies(push, replies, count);
	push->result->unplaced = 0;
	for (int tray = TRAY_INBOX; tray <= TRAY_LOG && result == 0; tray++)
		for (size_t i = 0; i < ids[tray - 1].count; i++)
			push->result->unplaced += vault_record(vault, (enum tray)tray,
			    ids[tray - 1].ids[i]) == NULL;
	for (int i = 0; i < API_TRAYS; i++)
		vault_ids_free(&ids[i]);
	secret_release(replies);
	return result;
}

/* Into one daemon. */
static int
push_into(struct push *push, struct error *error)
{
	static const enum tray trays[] = { TRAY_LOG, TRAY_REPLY };
	struct fetched ignored = { 0 };
	int result;

	/* Which replies are the newest is known only with those of other desks. */
	if (fetch(push->vault, push->daemon, trays, 2, &ignored, error) != 0)
		return -1;
	written_free(&push->written);
	if (written_read(&push->written, push->vault, error) != 0)
		return -1;
	written_apply(&push->written, push->vault);
	push->count = 0;
	push->records = secret_allocate((push->vault->record_count + 1) * sizeof *push->records);
	result = push_choose(push, error);
	for (size_t i = 0; i < push->count && result == 0; i++) {
		terminal_progress("putting %zu of %zu ...", i + 1, push->count);
		result = push_one(push, push->records[i], error);
	}
	terminal_progress_end();
	secret_release(push->records);
	push->records = NULL;
	return result;
}

int
push(struct vault *vault, struct push_result *result, struct error *error)
{
	struct push state = { .vault = vault, .result = result };
	struct withdrawn withdrawn;
	struct daemons daemons;
	int status;

	memset(result, 0, sizeof *result);
	daemons_open(&daemons, vault);
	status = withdrawn_apply(vault, &daemons, &withdrawn, error);
	result->put += withdrawn.handed_up;
	for (size_t i = 0; i < daemons.count && status == 0; i++) {
		state.daemon = &daemons.list[i];
		if (!state.daemon->failed && push_into(&state, error) != 0)
			daemons_fail(&daemons, state.daemon, error);
	}
	if (status == 0)
		status = daemons_result(&daemons, error);
	terminal_progress_end();
	written_free(&state.written);
	daemons_free(&daemons);
	return status;
}
