/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/decisions.h"

#include <string.h>
#include <time.h>

#include "common/secret.h"
#include "desk/message.h"
#include "front/terminal.h"

#define DECISIONS_STEP 64 /* events between two lines of progress */

static void
decisions_read_event(struct decisions *decisions, const struct vault *vault,
    const uint8_t id[ENVELOPE_ID_BYTES])
{
	struct message message;

	message_read(&message, vault, TRAY_LOG, id);
	if (message.aside) {
		decisions->aside++;
	} else if (message.is_decision) {
		decisions->list = secret_grow(decisions->list, decisions->count,
		    sizeof *decisions->list);
		decisions->list[decisions->count++] = message.decision;
		message.is_decision = false; /* it is ours now */
	}
	message_free(&message);
}

int
decisions_read(struct decisions *decisions, const struct vault *vault, struct error *error)
{
	struct vault_ids log;

	memset(decisions, 0, sizeof *decisions);
	if (vault_list(vault, TRAY_LOG, &log, error) != 0)
		return -1;
	for (size_t i = 0; i < log.count; i++) {
		if (i % DECISIONS_STEP == 0)
			terminal_progress("reading what was decided: %zu of %zu ...", i, log.count);
		decisions_read_event(decisions, vault, log.ids[i]);
	}
	terminal_progress_end();
	vault_ids_free(&log);
	casework_make(&decisions->work, vault->campaign, decisions->list, decisions->count);
	return 0;
}

void
decisions_free(struct decisions *decisions)
{
	casework_free(&decisions->work);
	for (size_t i = 0; i < decisions->count; i++)
		decision_free(&decisions->list[i]);
	secret_release(decisions->list);
	memset(decisions, 0, sizeof *decisions);
}

int
decisions_keep_event(struct vault *vault, const struct buffer *line1, uint8_t *id,
    struct error *error)
{
	struct vault_record record = { .tray = TRAY_LOG,
		.week = week_of((int64_t)time(NULL)) }; /* the log's mailbox is zeros */
	struct buffer envelope = BUFFER_INIT;
	const uint8_t *bytes;
	int result;

	result = author_seal(vault->key.author, &envelope, &vault->campaign->recipient,
	    vault->campaign->signing_key.key, record.mailbox, line1->data, line1->length, error);
	if (result == 0) {
		bytes = envelope.data;
		envelope_id(record.id, envelope.data, envelope.length);
		result = vault_keep(vault, &record, &bytes, 1, error);
	}
	if (result == 0)
		result = vault_keep_records(vault, &record, 1, error);
	if (result == 0 && id != NULL)
		memcpy(id, record.id, sizeof record.id);
	buffer_free(&envelope);
	return result;
}

int
decisions_add(struct vault *vault, enum decision_kind kind, const uint8_t *mailbox,
    const json_t *data, uint8_t *id, struct error *error)
{
	struct buffer line1 = BUFFER_INIT;
	int result;

	result = decision_print(&line1, kind, vault->campaign->serial, mailbox,
	    day_of((int64_t)time(NULL)), data, error);
	if (result == 0)
		result = decisions_keep_event(vault, &line1, id, error);
	buffer_free(&line1);
	return result;
}
