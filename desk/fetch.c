/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/fetch.h"

#include <sodium.h>
#include <string.h>
#include <time.h>

#include "common/encode.h"
#include "common/secret.h"
#include "desk/erase.h"
#include "desk/message.h"
#include "desk/withdrawn.h"
#include "front/terminal.h"

struct fetch {
	struct vault *vault;
	struct desk_daemon *daemon;
	struct vault_ids held[API_TRAYS];
	struct fetched *result;
	size_t wanted, done; /* for the progress shown */
};

/* What one fetch asked for, and what came of it. */
struct fetch_batch {
	enum tray tray;
	uint8_t ids[VAULT_BATCH_MOST][ENVELOPE_ID_BYTES];
	size_t count;
	struct vault_record records[VAULT_BATCH_MOST];
	const uint8_t *envelopes[VAULT_BATCH_MOST];
	size_t kept;
};

/* Held means both: the file, and a record that says where it belongs. */
static bool
fetch_has(const struct fetch *fetch, enum tray tray, const uint8_t id[ENVELOPE_ID_BYTES])
{
	return vault_record(fetch->vault, tray, id) != NULL &&
	    vault_ids_have(&fetch->held[tray - 1], id);
}

void
fetch_note(const uint8_t id[ENVELOPE_ID_BYTES], const char *sentence)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	hex_encode(digits, id, ENVELOPE_ID_BYTES);
	terminal_progress_end();
	terminal_note("%.*s: %s", MESSAGE_SHORT_DIGITS, digits, sentence);
}

/* Whether its mailbox is one that its tray may have: the log's is zeros (FORMATS 4.1). */
static bool
fetch_is_placed(const struct vault_record *record)
{
	return record->tray != TRAY_LOG ||
	    sodium_is_zero(record->mailbox, sizeof record->mailbox) != 0;
}

/* The week is the daemon's word. One that is to come (with a week for clocks, as PROTOCOL 4.3) would
 * be refused by other daemons; this one becomes the current. One that there will never be is left to
 * message_read. */
static void
fetch_mend_week(struct vault_record *record)
{
	uint32_t now = week_of((int64_t)time(NULL));

	if (record->week <= now + 1 || record->week > MESSAGE_WEEKS_MOST)
		return;
	record->week = now;
	fetch_note(record->id, "the daemon names a week that is to come; this week is noted");
}

/* Takes one fetch record of the answer. Records come in the order asked for; *asked moves on.
 * -1 where the daemon breaks the protocol; an envelope that is not what its id says is left
 * out, so that the next pull asks for it again. */
static int
fetch_take(struct fetch *fetch, struct fetch_batch *batch, const uint8_t *bytes, size_t *asked,
    struct error *error)
{
	struct vault_record *record = &batch->records[batch->kept];
	const uint8_t *envelope = bytes + VAULT_RECORD_BYTES;
	uint8_t id[ENVELOPE_ID_BYTES];

	if (vault_record_read(record, bytes, error) != 0)
		return -1;
	while (*asked < batch->count &&
	    memcmp(batch->ids[*asked], record->id, sizeof record->id) != 0) {
		(*asked)++;
		fetch->result->absent++;
	}
	if (*asked == batch->count)
		return error_refuse(error, "the daemon sent an envelope that was not asked for");
	(*asked)++;
	envelope_id(id, envelope, ENVELOPE_BYTES);
	if (memcmp(id, record->id, sizeof id) != 0) {
		fetch->result->damaged++;
		fetch_note(record->id, "not kept: the daemon sent other bytes than this name stands "
		    "for");
		return 0;
	}
	if (record->tray != batch->tray) {
		fetch->result->damaged++;
		fetch_note(record->id, "not kept: the daemon names two trays for it");
		return 0;
	}
	if (!fetch_is_placed(record)) {
		fetch->result->damaged++;
		fetch_note(record->id, "not kept: the daemon places an event in a family's mailbox");
		return 0;
	}
	fetch_mend_week(record);
	batch->envelopes[batch->kept++] = envelope;
	return 0;
}

/* Moves the records in which no lie was found to the front; returns how many they are. */
static size_t
fetch_judge(struct fetch *fetch, struct fetch_batch *batch)
{
	struct message message;
	size_t sure = 0;

	for (size_t i = 0; i < batch->kept; i++) {
		bool fresh = !vault_ids_have(&fetch->held[batch->tray - 1], batch->records[i].id);

		message_read(&message, fetch->vault, batch->tray, batch->records[i].id);
		fetch->result->fetched += fresh;
		fetch->result->families += fresh && batch->tray == TRAY_INBOX;
		if (message.doubted)
			vault_forget(fetch->vault, batch->tray, batch->records[i].id);
		else
			batch->records[sure++] = batch->records[i];
		if (message.aside) {
			fetch->result->aside += fresh && batch->tray == TRAY_INBOX;
			fetch->result->aside_log += fresh && batch->tray == TRAY_LOG;
			fetch->result->other_key += fresh && message.other_key;
			fetch_note(message.id, message.reason);
		}
		message_free(&message);
	}
	return sure;
}

/* Leaves out what belongs to a withdrawn mailbox: its bytes must not come to disk again. */
static int
fetch_refuse(struct fetch *fetch, struct fetch_batch *batch, struct error *error)
{
	size_t kept = 0;

	for (size_t i = 0; i < batch->kept; i++) {
		if (!erase_is_withdrawn(fetch->vault, &batch->records[i], batch->envelopes[i])) {
			batch->records[kept] = batch->records[i];
			batch->envelopes[kept++] = batch->envelopes[i];
			continue;
		}
		fetch->result->refused++;
		if (batch->tray == TRAY_LOG &&
		    withdrawn_erase_event(fetch->daemon->api, batch->records[i].id, error) != 0)
			return -1;
	}
	batch->kept = kept;
	return 0;
}

/* A reply's record comes to disk before it: nothing else here says whose it is. */
static int
fetch_keep(struct fetch *fetch, struct fetch_batch *batch, struct error *error)
{
	if (batch->tray == TRAY_REPLY &&
	    vault_keep_records(fetch->vault, batch->records, batch->kept, error) != 0)
		return -1;
	if (vault_keep(fetch->vault, batch->records, batch->envelopes, batch->kept, error) != 0)
		return -1;
	if (batch->tray == TRAY_REPLY) {
		fetch->result->fetched += batch->kept;
		return 0;
	}
	return vault_keep_records(fetch->vault, batch->records, fetch_judge(fetch, batch), error);
}

static int
fetch_one(struct fetch *fetch, struct fetch_batch *batch, struct error *error)
{
	struct buffer answer = BUFFER_INIT;
	size_t asked = 0;
	int result;

	terminal_progress("fetching %zu of %zu ...", fetch->done, fetch->wanted);
	result = api_fetch(fetch->daemon->api, (const uint8_t (*)[ENVELOPE_ID_BYTES])batch->ids,
	    batch->count, &answer, error);
	batch->kept = 0;
	for (size_t at = 0; result == 0 && at < answer.length; at += API_FETCH_RECORD_BYTES)
		result = fetch_take(fetch, batch, answer.data + at, &asked, error);
	if (result == 0) {
		fetch->result->absent += batch->count - asked;
		result = fetch_refuse(fetch, batch, error);
	}
	if (result == 0)
		result = fetch_keep(fetch, batch, error);
	fetch->done += batch->count;
	batch->count = 0;
	buffer_free(&answer);
	return result;
}

static int
fetch_tray(struct fetch *fetch, struct fetch_batch *batch, enum tray tray, struct error *error)
{
	const uint8_t *ids = fetch->daemon->index.ids[tray - 1];

	batch->tray = tray;
	batch->count = 0;
	for (size_t i = 0; i < fetch->daemon->index.count[tray - 1]; i++) {
		const uint8_t *id = ids + i * ENVELOPE_ID_BYTES;

		if (fetch_has(fetch, tray, id))
			continue;
		memcpy(batch->ids[batch->count++], id, ENVELOPE_ID_BYTES);
		if (batch->count == VAULT_BATCH_MOST && fetch_one(fetch, batch, error) != 0)
			return -1;
	}
	return batch->count > 0 ? fetch_one(fetch, batch, error) : 0;
}

static void
fetch_count(struct fetch *fetch, enum tray tray)
{
	const struct api_index *index = &fetch->daemon->index;

	for (size_t i = 0; i < index->count[tray - 1]; i++)
		if (!fetch_has(fetch, tray, index->ids[tray - 1] + i * ENVELOPE_ID_BYTES))
			fetch->wanted++;
}

int
fetch(struct vault *vault, struct desk_daemon *daemon, const enum tray *trays, size_t count,
    struct fetched *fetched, struct error *error)
{
	struct fetch state = { .vault = vault, .daemon = daemon, .result = fetched };
	struct fetch_batch *batch = secret_allocate(sizeof *batch);
	int result = 0;

	for (size_t i = 0; i < count && result == 0; i++)
		result = vault_list(vault, trays[i], &state.held[trays[i] - 1], error);
	for (size_t i = 0; i < count && result == 0; i++)
		fetch_count(&state, trays[i]);
	for (size_t i = 0; i < count && result == 0; i++)
		result = fetch_tray(&state, batch, trays[i], error);
	terminal_progress_end();
	for (size_t i = 0; i < API_TRAYS; i++)
		vault_ids_free(&state.held[i]);
	secret_release(batch);
	return result;
}
