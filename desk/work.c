/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/work.h"

#include <stdlib.h>
#include <string.h>

#include "common/encode.h"
#include "common/secret.h"

#define WORK_DIGITS 12 /* of what was asked for, in a refusal */

int
work_open(struct work *work, const char *folder, const char *passphrase_file, bool writes,
    struct error *error)
{
	if (vault_open(&work->vault, folder, passphrase_file, error) != 0)
		return -1;
	if (writes && vault_lock(work->vault, error) != 0)
		return -1;
	return work_read(work, error);
}

int
work_read(struct work *work, struct error *error)
{
	if (gather(&work->gathered, work->vault, NULL, error) != 0)
		return -1;
	return decisions_read(&work->decisions, work->vault, error);
}

void
work_close(struct work *work)
{
	decisions_free(&work->decisions);
	gathered_free(&work->gathered);
	secret_release(work->touched);
	work->touched = NULL;
	work->touched_count = 0;
	vault_free(&work->vault);
}

bool
work_touch(struct work *work, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	for (size_t i = 0; i < work->touched_count; i++)
		if (memcmp(work->touched[i], mailbox, ENVELOPE_MAILBOX_BYTES) == 0)
			return false;
	work->touched = secret_grow(work->touched, work->touched_count, sizeof *work->touched);
	memcpy(work->touched[work->touched_count++], mailbox, ENVELOPE_MAILBOX_BYTES);
	return true;
}

int
work_again(struct work *work, struct error *error)
{
	decisions_free(&work->decisions);
	return decisions_read(&work->decisions, work->vault, error);
}

int
work_message(const struct work *work, const uint8_t id[ENVELOPE_ID_BYTES],
    struct message *message, struct error *error)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	message_read(message, work->vault, TRAY_INBOX, id);
	if (!message->aside)
		return 0;
	hex_encode(digits, id, ENVELOPE_ID_BYTES);
	(void)error_refuse(error, "%.*s is set aside: %s", WORK_DIGITS, digits, message->reason);
	message_free(message);
	return -1;
}

/* *found: how many; `id`: one of them. */
static int
work_look(const struct work *work, const char *prefix, uint8_t id[ENVELOPE_ID_BYTES],
    size_t *found, struct error *error)
{
	struct vault_ids ids;

	*found = 0;
	if (vault_list(work->vault, TRAY_INBOX, &ids, error) != 0)
		return -1;
	for (size_t i = 0; i < ids.count; i++) {
		if (!message_id_starts(ids.ids[i], prefix))
			continue;
		memcpy(id, ids.ids[i], ENVELOPE_ID_BYTES);
		(*found)++;
	}
	vault_ids_free(&ids);
	return 0;
}

int
work_count(const struct work *work, const char *prefix, size_t *count, struct error *error)
{
	uint8_t id[ENVELOPE_ID_BYTES];

	return work_look(work, prefix, id, count, error);
}

int
work_find(const struct work *work, const char *prefix, struct message *message,
    struct error *error)
{
	uint8_t id[ENVELOPE_ID_BYTES];
	size_t found;

	if (work_look(work, prefix, id, &found, error) != 0)
		return -1;
	if (found == 0)
		return message_refuse_unknown(work->vault, prefix, error);
	if (found > 1)
		return error_refuse(error, "%s is the start of more than one; give more digits",
		    prefix);
	return work_message(work, id, message, error);
}

const struct decision *
work_decision(const struct work *work, const char *prefix, struct error *error)
{
	const struct decision *found = NULL;

	for (size_t i = 0; i < work->decisions.count; i++) {
		if (!message_id_starts(work->decisions.list[i].id, prefix))
			continue;
		if (found != NULL) {
			(void)error_refuse(error, "%s is the start of more than one; give more "
			    "digits", prefix);
			return NULL;
		}
		found = &work->decisions.list[i];
	}
	if (found == NULL)
		(void)error_refuse(error, "there is no decision %s; `show` of its message names "
		    "them", prefix);
	return found;
}

const struct case_file *
work_case(const struct work *work, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	return cases_find(&work->gathered.cases, mailbox);
}

const struct casework_case *
work_decided(const struct work *work, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	return casework_find(&work->decisions.work, mailbox);
}

const uint8_t *
work_me(const struct work *work)
{
	return author_public(work->vault->key.author);
}

const char *
work_handle(const struct work *work, const uint8_t key[32])
{
	return cases_author(work->vault->campaign, key);
}

int
work_may_decide(const struct work *work, const uint8_t *mailbox, struct error *error)
{
	const struct case_file *file = mailbox == NULL ? NULL : work_case(work, mailbox);
	bool former;

	if (campaign_coordinator(work->vault->campaign, work_me(work), &former) == NULL || former)
		return error_refuse(error, "you are no coordinator of this campaign any more; what "
		    "this desk decides counts for nobody");
	if (mailbox == NULL)
		return 0;
	if (vault_withdrawal(work->vault, mailbox) != NULL || (file != NULL && file->withdrawn))
		return error_refuse(error, "this family took everything back; `pull` erases its "
		    "messages here");
	if (casework_is_recused(work_decided(work, mailbox), work_me(work)))
		return error_refuse(error, "you recused yourself from this case; another "
		    "coordinator must do it");
	return 0;
}

/* Whether this is a part of that reply; as cases.c puts parts together, by their hashes. */
static bool
work_is_part(const struct case_reply *reply, const struct written_reply *written)
{
	for (size_t i = 0; i < reply->consent.parts; i++)
		if (memcmp(reply->by, written->by, sizeof reply->by) == 0 &&
		    memcmp(reply->consent.hashes[i], written->hash, sizeof written->hash) == 0)
			return true;
	return false;
}

int
work_reply_text(const struct work *work, const struct case_file *file,
    const struct case_reply *reply, struct buffer *text, struct error *error)
{
	const struct written *written = &work->gathered.written;

	for (int64_t part = 1; part <= reply->line.parts; part++) {
		const struct written_reply *found = NULL;

		for (size_t i = 0; i < written->count && found == NULL; i++)
			if (!written->replies[i].lost && written->replies[i].line.part == part &&
			    memcmp(written->replies[i].mailbox, file->mailbox,
			    sizeof file->mailbox) == 0 &&
			    work_is_part(reply, &written->replies[i]))
				found = &written->replies[i];
		if (found == NULL)
			return error_refuse(error, "part %lld of %lld of that reply is not here; "
			    "pull again", (long long)part, (long long)reply->line.parts);
		buffer_append_text(text, found->line.text);
	}
	return 0;
}

static void
work_add_id(json_t *ids, const uint8_t id[ENVELOPE_ID_BYTES])
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	if (json_array_size(ids) == DECISION_INSTEAD_MOST)
		return; /* the rest is left for the next one */
	hex_encode(digits, id, ENVELOPE_ID_BYTES);
	if (json_array_append_new(ids, json_string(digits)) != 0)
		error_bug("no memory for a list of decisions");
}

json_t *
work_instead_redactions(const struct work *work,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], const uint8_t message[ENVELOPE_ID_BYTES])
{
	const struct casework_case *file = work_decided(work, mailbox);
	json_t *ids = json_array();

	/* Those that are refused already are in nobody's way: they come last. */
	for (int refused = 0; refused < 2; refused++)
		for (size_t i = 0; file != NULL && i < file->redaction_count; i++)
			if (memcmp(file->redactions[i].decision->subject, message,
			    ENVELOPE_ID_BYTES) == 0 &&
			    (file->redactions[i].refusal != NULL) == refused)
				work_add_id(ids, file->redactions[i].decision->id);
	return ids;
}

json_t *
work_instead_texts(const struct work *work, enum decision_part part)
{
	const struct casework *casework = &work->decisions.work;
	json_t *ids = json_array();

	for (size_t i = 0; i < casework->pack_text_count; i++)
		if (casework->pack_texts[i].decision->part == part)
			work_add_id(ids, casework->pack_texts[i].decision->id);
	return ids;
}
