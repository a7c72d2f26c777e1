/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "common/event.h"
#include "common/json.h"
#include "desk/erase_inside.h"
#include "desk/vault_opened.h"
#include "keys/age_open.h"

bool
erase_wanted(const struct vault *vault, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], bool good)
{
	const struct vault_withdrawal *withdrawal = vault_withdrawal(vault, mailbox);

	return withdrawal != NULL && (withdrawal->good || !good);
}

static enum age_open_result
erase_open(const struct vault *vault, const uint8_t *envelope, struct buffer *plaintext)
{
	enum age_open_result result;
	struct age_open *open;

	age_open_new(&open, vault->campaign_keys, age_sink_buffer, plaintext);
	if (age_open_add(open, envelope, ENVELOPE_BYTES, NULL) == 0)
		(void)age_open_finish(open, NULL);
	result = age_open_result(open);
	age_open_free(&open);
	return result;
}

static bool
erase_case_of(const struct envelope_parts *parts, uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	struct event event;
	json_t *line1 = NULL;
	bool found;

	found = json_parse(&line1, parts->line1, parts->line1_length, "an event", NULL) == 0 &&
	    json_is_object(line1) && event_parse(&event, line1, NULL) == 0 && event.has_case;
	if (found)
		memcpy(mailbox, event.mailbox, ENVELOPE_MAILBOX_BYTES);
	json_decref(line1);
	return found;
}

/* By its author, whatever the tray: a daemon may have put a family's words into any. In the log also
 * by its case. */
static enum erase_whose
erase_whose_parts(const struct vault *vault, enum tray tray, const struct envelope_parts *parts,
    bool good)
{
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];

	envelope_mailbox(mailbox, parts->by);
	return erase_wanted(vault, mailbox, good) || (tray == TRAY_LOG &&
	    erase_case_of(parts, mailbox) && erase_wanted(vault, mailbox, good)) ?
	    WHOSE_WITHDRAWN : WHOSE_ANOTHER;
}

static enum erase_whose
erase_whose(const struct vault *vault, enum tray tray, const uint8_t *envelope, bool good)
{
	struct buffer plaintext = BUFFER_INIT;
	enum age_open_result opened = erase_open(vault, envelope, &plaintext);
	enum erase_whose whose = opened == AGE_OPEN_NO_MATCH ? WHOSE_SEALED : WHOSE_NOBODY;
	struct envelope_parts parts;

	if (opened == AGE_OPEN_GOOD &&
	    envelope_split(&parts, plaintext.data, plaintext.length, NULL) == 0)
		whose = erase_whose_parts(vault, tray, &parts, good);
	buffer_free(&plaintext);
	return whose;
}

bool
erase_is_withdrawn(const struct vault *vault, const struct vault_record *record,
    const uint8_t *envelope)
{
	if (vault->withdrawal_count == 0)
		return false;
	return (record->tray != TRAY_LOG && erase_wanted(vault, record->mailbox, false)) ||
	    erase_whose(vault, record->tray, envelope, false) == WHOSE_WITHDRAWN;
}

/* What is known of a file without opening it: vault_opened.h. */
static bool
erase_whose_known(const struct vault *vault, enum tray tray, const uint8_t *id,
    struct opened_file *file, enum erase_whose *whose)
{
	struct buffer known = BUFFER_INIT;
	struct envelope_parts parts;
	bool found = vault_opened_find(vault, file, (enum opened_kind)tray, id, ENVELOPE_ID_BYTES,
	    &known);

	if (found && tray == TRAY_REPLY) {
		*whose = WHOSE_SEALED;
	} else if (found && known.length > VAULT_OPENED_HEAD_BYTES) {
		memset(&parts, 0, sizeof parts);
		memcpy(parts.by, known.data, sizeof parts.by);
		parts.line1 = (const char *)known.data + VAULT_OPENED_HEAD_BYTES;
		parts.line1_length = known.length - VAULT_OPENED_HEAD_BYTES;
		*whose = erase_whose_parts(vault, tray, &parts, true);
	} else {
		found = false;
	}
	buffer_free(&known);
	return found;
}

enum erase_whose
erase_whose_file(const struct vault *vault, enum tray tray,
    const uint8_t id[ENVELOPE_ID_BYTES])
{
	struct buffer envelope = BUFFER_INIT;
	enum erase_whose whose = WHOSE_NOBODY;
	struct error error = ERROR_INIT;
	struct opened_file file;

	if (erase_whose_known(vault, tray, id, &file, &whose))
		return whose;
	if (vault_read(vault, tray, id, &envelope, &error) != 0)
		whose = error.kind == ERROR_SYSTEM ? WHOSE_SEALED : WHOSE_NOBODY;
	else if (envelope.length == ENVELOPE_BYTES)
		whose = erase_whose(vault, tray, envelope.data, true);
	/* Replies are the families' to open. That one is none of ours is worth to be known. */
	if (tray == TRAY_REPLY && whose == WHOSE_SEALED && error.kind == ERROR_NONE)
		vault_opened_add(vault, &file, "", 0);
	buffer_free(&envelope);
	return whose;
}
