/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pull.h"

#include <string.h>

#include "common/encode.h"
#include "common/secret.h"
#include "desk/api.h"
#include "desk/erase.h"
#include "desk/message.h"
#include "front/terminal.h"

struct pull {
	struct vault *vault;
	struct api *api;
	struct api_index index;
	struct vault_ids held[API_TRAYS];
	struct pull_result *result;
	size_t wanted, done; /* for the progress shown */
};

/* What one fetch asked for, and what came of it. */
struct pull_batch {
	enum tray tray;
	uint8_t ids[VAULT_BATCH_MOST][ENVELOPE_ID_BYTES];
	size_t count;
	struct vault_record records[VAULT_BATCH_MOST];
	const uint8_t *envelopes[VAULT_BATCH_MOST];
	size_t kept;
};

/* Held means both: the file, and a record that says where it belongs. */
static bool
pull_has(const struct pull *pull, enum tray tray, const uint8_t id[ENVELOPE_ID_BYTES])
{
	return vault_record(pull->vault, tray, id) != NULL &&
	    vault_ids_have(&pull->held[tray - 1], id);
}

static void
pull_note(const uint8_t id[ENVELOPE_ID_BYTES], const char *sentence)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	hex_encode(digits, id, ENVELOPE_ID_BYTES);
	terminal_progress_end();
	terminal_note("%.*s: %s", MESSAGE_SHORT_DIGITS, digits, sentence);
}

/* Takes one fetch record of the answer. Records come in the order asked for; *asked moves on.
 * -1 where the daemon breaks the protocol; an envelope that is not what its id says is left
 * out, so that the next pull asks for it again. */
static int
pull_take(struct pull *pull, struct pull_batch *batch, const uint8_t *bytes, size_t *asked,
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
		pull->result->absent++;
	}
	if (*asked == batch->count)
		return error_refuse(error, "the daemon sent an envelope that was not asked for");
	(*asked)++;
	envelope_id(id, envelope, ENVELOPE_BYTES);
	if (memcmp(id, record->id, sizeof id) != 0) {
		pull->result->damaged++;
		pull_note(record->id, "not kept: the daemon sent other bytes than this name stands "
		    "for");
		return 0;
	}
	if (record->tray != batch->tray) {
		pull->result->damaged++;
		pull_note(record->id, "not kept: the daemon names two trays for it");
		return 0;
	}
	batch->envelopes[batch->kept++] = envelope;
	return 0;
}

/* Moves the records in which no lie was found to the front; returns how many they are. */
static size_t
pull_judge(struct pull *pull, struct pull_batch *batch)
{
	struct message message;
	size_t sure = 0;

	for (size_t i = 0; i < batch->kept; i++) {
		bool fresh = !vault_ids_have(&pull->held[batch->tray - 1], batch->records[i].id);

		message_read(&message, pull->vault, batch->tray, batch->records[i].id);
		pull->result->fetched += fresh;
		pull->result->families += fresh && batch->tray == TRAY_INBOX;
		if (!message.doubted)
			batch->records[sure++] = batch->records[i];
		if (message.aside) {
			pull->result->aside += fresh && batch->tray == TRAY_INBOX;
			pull->result->aside_log += fresh && batch->tray == TRAY_LOG;
			pull->result->other_key += fresh && message.other_key;
			pull_note(message.id, message.reason);
		}
		message_free(&message);
	}
	return sure;
}

/* Leaves out what belongs to a withdrawn mailbox: its bytes must not come to disk again. */
static int
pull_refuse(struct pull *pull, struct pull_batch *batch, struct error *error)
{
	size_t kept = 0;

	for (size_t i = 0; i < batch->kept; i++) {
		if (!erase_is_withdrawn(pull->vault, &batch->records[i], batch->envelopes[i])) {
			batch->records[kept] = batch->records[i];
			batch->envelopes[kept++] = batch->envelopes[i];
			continue;
		}
		pull->result->refused++;
		if (batch->tray == TRAY_LOG &&
		    withdrawn_erase_event(pull->api, batch->records[i].id, error) != 0)
			return -1;
	}
	batch->kept = kept;
	return 0;
}

/* A reply's record comes to disk before it: nothing else here says whose it is. */
static int
pull_keep(struct pull *pull, struct pull_batch *batch, struct error *error)
{
	if (batch->tray == TRAY_REPLY &&
	    vault_keep_records(pull->vault, batch->records, batch->kept, error) != 0)
		return -1;
	if (vault_keep(pull->vault, batch->records, batch->envelopes, batch->kept, error) != 0)
		return -1;
	if (batch->tray == TRAY_REPLY) {
		pull->result->fetched += batch->kept;
		return 0;
	}
	return vault_keep_records(pull->vault, batch->records, pull_judge(pull, batch), error);
}

static int
pull_fetch(struct pull *pull, struct pull_batch *batch, struct error *error)
{
	struct buffer answer = BUFFER_INIT;
	size_t asked = 0;
	int result;

	terminal_progress("fetching %zu of %zu ...", pull->done, pull->wanted);
	result = api_fetch(pull->api, (const uint8_t (*)[ENVELOPE_ID_BYTES])batch->ids,
	    batch->count, &answer, error);
	batch->kept = 0;
	for (size_t at = 0; result == 0 && at < answer.length; at += API_FETCH_RECORD_BYTES)
		result = pull_take(pull, batch, answer.data + at, &asked, error);
	if (result == 0) {
		pull->result->absent += batch->count - asked;
		result = pull_refuse(pull, batch, error);
	}
	if (result == 0)
		result = pull_keep(pull, batch, error);
	pull->done += batch->count;
	batch->count = 0;
	buffer_free(&answer);
	return result;
}

static int
pull_tray(struct pull *pull, struct pull_batch *batch, enum tray tray, struct error *error)
{
	const uint8_t *ids = pull->index.ids[tray - 1];

	batch->tray = tray;
	batch->count = 0;
	for (size_t i = 0; i < pull->index.count[tray - 1]; i++) {
		const uint8_t *id = ids + i * ENVELOPE_ID_BYTES;

		if (pull_has(pull, tray, id))
			continue;
		memcpy(batch->ids[batch->count++], id, ENVELOPE_ID_BYTES);
		if (batch->count == VAULT_BATCH_MOST && pull_fetch(pull, batch, error) != 0)
			return -1;
	}
	return batch->count > 0 ? pull_fetch(pull, batch, error) : 0;
}

/* Hands on an event that is a coordinator's own; what was set aside goes no further. That the
 * daemon refuses this one is said, and keeps no other from being handed on. */
static int
pull_hand_up_one(struct pull *pull, const uint8_t id[ENVELOPE_ID_BYTES], struct error *error)
{
	struct buffer envelope = BUFFER_INIT;
	struct message message;
	bool refused = false;
	int result;

	message_read(&message, pull->vault, TRAY_LOG, id);
	if (message.aside) {
		message_free(&message);
		return 0;
	}
	message_free(&message);
	result = vault_read(pull->vault, TRAY_LOG, id, &envelope, error);
	if (result == 0)
		result = api_put_log(pull->api, id, envelope.data, &refused, error);
	if (result == 0)
		pull->result->handed_up++;
	buffer_free(&envelope);
	if (refused) {
		(void)error_within(error, "not handed up");
		pull_note(id, error->text);
		pull->result->not_taken++;
		*error = (struct error)ERROR_INIT;
		result = 0;
	}
	return result;
}

/* Another desk's events, or a daemon that was set up anew. */
static int
pull_hand_up(struct pull *pull, struct error *error)
{
	const struct vault_ids *log = &pull->held[TRAY_LOG - 1];
	int result = 0;

	for (size_t i = 0; i < log->count && result == 0; i++) {
		if (api_index_has(&pull->index, TRAY_LOG, log->ids[i]))
			continue;
		terminal_progress("handing up events ...");
		result = pull_hand_up_one(pull, log->ids[i], error);
	}
	return result;
}

static void
pull_count(struct pull *pull)
{
	for (int tray = TRAY_INBOX; tray <= TRAY_LOG; tray++)
		for (size_t i = 0; i < pull->index.count[tray - 1]; i++)
			if (!pull_has(pull, (enum tray)tray,
			    pull->index.ids[tray - 1] + i * ENVELOPE_ID_BYTES))
				pull->wanted++;
}

static int
pull_all(struct pull *pull, struct error *error)
{
	struct pull_batch *batch;
	struct vault_ids families;
	int result = 0;

	terminal_progress("asking %s what it holds ...",
	    (const char *)pull->vault->settings.daemon.data);
	if (api_index(pull->api, &pull->index, error) != 0 ||
	    withdrawn_apply(pull->vault, pull->api, &pull->index, &pull->result->withdrawn,
		error) != 0)
		return -1;
	for (int tray = TRAY_INBOX; tray <= TRAY_LOG; tray++)
		if (vault_list(pull->vault, (enum tray)tray, &pull->held[tray - 1], error) != 0)
			return -1;
	pull_count(pull);
	batch = secret_allocate(sizeof *batch);
	for (int tray = TRAY_INBOX; tray <= TRAY_LOG && result == 0; tray++)
		result = pull_tray(pull, batch, (enum tray)tray, error);
	secret_release(batch);
	if (result == 0)
		result = pull_hand_up(pull, error);
	if (result == 0)
		result = vault_list(pull->vault, TRAY_INBOX, &families, error);
	if (result == 0) {
		pull->result->held = families.count;
		vault_ids_free(&families);
	}
	return result;
}

int
pull(struct vault *vault, struct pull_result *result, struct error *error)
{
	const struct vault_settings *settings = &vault->settings;
	struct pull state;
	int status;

	memset(result, 0, sizeof *result);
	memset(&state, 0, sizeof state);
	state.vault = vault;
	state.result = result;
	status = api_new(&state.api, (const char *)settings->daemon.data,
	    settings->socks5.length > 0 ? (const char *)settings->socks5.data : NULL,
	    vault->key.author, error);
	if (status == 0)
		status = pull_all(&state, error);
	terminal_progress_end();
	for (size_t i = 0; i < API_TRAYS; i++)
		vault_ids_free(&state.held[i]);
	api_index_free(&state.index);
	api_free(&state.api);
	return status;
}

int
pull_replies(struct vault *vault, struct api *api, const struct api_index *index,
    struct error *error)
{
	struct pull_result result;
	struct pull state;
	struct pull_batch *batch;
	int status;

	memset(&result, 0, sizeof result);
	memset(&state, 0, sizeof state);
	state.vault = vault;
	state.api = api;
	state.index = *index; /* borrowed */
	state.result = &result;
	if (vault_list(vault, TRAY_REPLY, &state.held[TRAY_REPLY - 1], error) != 0)
		return -1;
	batch = secret_allocate(sizeof *batch);
	status = pull_tray(&state, batch, TRAY_REPLY, error);
	terminal_progress_end();
	secret_release(batch);
	vault_ids_free(&state.held[TRAY_REPLY - 1]);
	return status;
}
