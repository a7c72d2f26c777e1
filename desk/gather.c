/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/gather.h"

#include <string.h>

#include "common/secret.h"
#include "desk/message.h"
#include "desk/redaction.h"
#include "front/terminal.h"

#define GATHER_STEP 64 /* messages between two lines of progress */

struct gather {
	struct gathered *gathered;
	const struct vault *vault;
	const uint8_t *mailbox; /* NULL: all */
	gather_visit *visit;    /* or NULL */
	void *context;
	struct vault_ids inbox, replies;
};

static bool
gather_wants(const struct gather *gather, const uint8_t *mailbox)
{
	return gather->mailbox == NULL ||
	    memcmp(gather->mailbox, mailbox, ENVELOPE_MAILBOX_BYTES) == 0;
}

/* All mailboxes that anything names. */
static void
gather_begin(struct gather *gather)
{
	const struct vault *vault = gather->vault;
	const struct written *written = &gather->gathered->written;
	size_t most = vault->record_count + vault->withdrawal_count + written->count + 1;
	size_t count = 0;
	uint8_t (*mailboxes)[ENVELOPE_MAILBOX_BYTES] = secret_allocate(most * sizeof *mailboxes);

	for (size_t i = 0; i < vault->record_count; i++)
		if (vault->records[i].tray != TRAY_LOG)
			memcpy(mailboxes[count++], vault->records[i].mailbox, sizeof *mailboxes);
	for (size_t i = 0; i < vault->withdrawal_count; i++)
		memcpy(mailboxes[count++], vault->withdrawals[i].withdrawal.mailbox,
		    sizeof *mailboxes);
	for (size_t i = 0; i < written->count; i++)
		memcpy(mailboxes[count++], written->replies[i].mailbox, sizeof *mailboxes);
	if (gather->mailbox != NULL)
		memcpy(mailboxes[(count = 1) - 1], gather->mailbox, sizeof *mailboxes);
	cases_begin(&gather->gathered->cases, (const uint8_t (*)[ENVELOPE_MAILBOX_BYTES])mailboxes,
	    count);
	secret_release(mailboxes);
}

/* What of a message needs the form. */
static void
gather_words(struct gather *gather, const struct message *message)
{
	struct case_file *file = cases_find(&gather->gathered->cases, message->record->mailbox);
	const json_t *answers = message->testimony.answers;
	const char *pages[FORM_PAGES_MOST];

	file->messages[file->message_count - 1].words =
	    redaction_pages(pages, gather->vault->campaign->form, answers) > 0;
	file->court |= redaction_court(answers);
}

static void
gather_message(struct gather *gather, const uint8_t *id)
{
	struct gathered *gathered = gather->gathered;
	const struct vault_record *record = vault_record(gather->vault, TRAY_INBOX, id);
	struct message message;

	if (gather->mailbox != NULL && (record == NULL || !gather_wants(gather, record->mailbox)))
		return;
	message_read(&message, gather->vault, TRAY_INBOX, id);
	if (message.aside) {
		gathered->aside = secret_grow(gathered->aside, gathered->aside_count,
		    sizeof *gathered->aside);
		memcpy(gathered->aside[gathered->aside_count].id, id, ENVELOPE_ID_BYTES);
		gathered->aside[gathered->aside_count].other_key = message.other_key;
		memcpy(gathered->aside[gathered->aside_count++].reason, message.reason,
		    sizeof message.reason);
	} else {
		cases_add_message(&gathered->cases, record->mailbox, id, record->week,
		    &message.testimony, message_alarms(&message, gather->vault),
		    message.opened.parts.line1, message.opened.parts.line1_length);
		if (gather->visit != NULL)
			gather->visit(gather->context, &message);
		gather_words(gather, &message);
	}
	message_free(&message);
}

static void
gather_all(struct gather *gather)
{
	const struct vault *vault = gather->vault;
	const struct written *written = &gather->gathered->written;
	struct cases *cases = &gather->gathered->cases;

	gather_begin(gather);
	for (size_t i = 0; i < gather->inbox.count; i++) {
		if (i % GATHER_STEP == 0 && gather->mailbox == NULL)
			terminal_progress("reading %zu of %zu ...", i, gather->inbox.count);
		gather_message(gather, gather->inbox.ids[i]);
	}
	for (size_t i = 0; i < written->count; i++)
		if (!written->replies[i].lost && gather_wants(gather, written->replies[i].mailbox))
			cases_add_reply(cases, &written->replies[i]);
	for (size_t i = 0; i < gather->replies.count; i++) {
		const struct vault_record *record = vault_record(vault, TRAY_REPLY,
		    gather->replies.ids[i]);

		if (record != NULL && gather_wants(gather, record->mailbox) &&
		    written_find(written, record->id) == NULL)
			cases_add_other(cases, record->mailbox);
	}
	for (size_t i = 0; i < vault->withdrawal_count; i++)
		if (gather_wants(gather, vault->withdrawals[i].withdrawal.mailbox))
			cases_add_withdrawal(cases, vault->withdrawals[i].withdrawal.mailbox);
	cases_finish(cases);
	terminal_progress_end();
}

static int
gather_run(struct gather *gather, struct error *error)
{
	const struct vault *vault = gather->vault;
	int result;

	result = vault_list(vault, TRAY_INBOX, &gather->inbox, error);
	if (result == 0)
		result = vault_list(vault, TRAY_REPLY, &gather->replies, error);
	if (result == 0)
		result = written_read(&gather->gathered->written, vault, error);
	if (result == 0)
		gather_all(gather);
	vault_ids_free(&gather->inbox);
	vault_ids_free(&gather->replies);
	return result;
}

int
gather(struct gathered *gathered, const struct vault *vault, const uint8_t *mailbox,
    struct error *error)
{
	struct gather state = { .gathered = gathered, .vault = vault, .mailbox = mailbox };

	return gather_run(&state, error);
}

int
gather_visiting(struct gathered *gathered, const struct vault *vault, gather_visit *visit,
    void *context, struct error *error)
{
	struct gather state = { .gathered = gathered, .vault = vault, .visit = visit,
		.context = context };

	return gather_run(&state, error);
}

void
gathered_free(struct gathered *gathered)
{
	cases_free(&gathered->cases);
	written_free(&gathered->written);
	secret_release(gathered->aside);
	gathered->aside = NULL;
	gathered->aside_count = 0;
}
