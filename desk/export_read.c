/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/encode.h"
#include "common/secret.h"
#include "desk/export.h"
#include "desk/redaction.h"
#include "front/terminal.h"

/* Reading: what each case told, and what of it may go out. */

#define READ_STEP 64 /* cases between two lines of progress */

/* What a case told, while its messages are open. */
struct reading {
	struct allowed_told *told;
	json_t **lines;
	size_t count;
};

static void
read_append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) != 0)
		error_bug("no memory for what is to be counted");
}

/* What was ticked; the texts stay sealed. */
static json_t *
read_ticked(const struct form *form, const json_t *answers)
{
	json_t *ticked = json_object();

	for (size_t i = 0; i < form_page_count(form); i++) {
		const struct form_page *page = form_page(form, i);
		json_t *value = json_object_get(answers, page->id);

		if (value != NULL && (page->kind == FORM_ONE || page->kind == FORM_MANY) &&
		    json_object_set(ticked, page->id, value) != 0)
			error_bug("no memory for what is to be counted");
	}
	return ticked;
}

static void
read_hidden(json_t *surfaces, const json_t *hide)
{
	const json_t *name;
	size_t i;

	json_array_foreach(hide, i, name)
		read_append(surfaces, json_string(json_string_value(name)));
}

/* What was redacted, as it stood there. A redaction that does not fit its message makes no excerpt
 * either. */
static void
read_redacted(json_t *surfaces, const struct casework_case *decided,
    const struct allowed_told *told)
{
	for (size_t i = 0; decided != NULL && i < decided->redaction_count; i++) {
		const struct decision *redact = decided->redactions[i].decision;
		struct redaction redaction = REDACTION_INIT;

		if (decided->redactions[i].refusal != NULL ||
		    memcmp(redact->subject, told->id, sizeof told->id) != 0 ||
		    redaction_of(&redaction, redact, told->answers, NULL) != 0)
			continue;
		for (size_t j = 0; j < redaction.mark_count; j++) {
			const struct redaction_mark *mark = &redaction.marks[j];

			read_append(surfaces, json_stringn(
			    redaction.pages[mark->page].original + mark->from,
			    mark->to - mark->from));
		}
		redaction_free(&redaction);
	}
}

/* Takes the message's line 1 over. */
static void
read_told(struct export_case *own, const struct casework_case *decided, const struct form *form,
    struct reading *reading, const struct message *message, uint32_t week)
{
	struct allowed_told *told = &reading->told[reading->count];

	memcpy(told->id, message->id, sizeof told->id);
	told->week = week;
	told->language = message->testimony.language;
	told->answers = message->testimony.answers;
	reading->lines[reading->count++] = json_incref(message->opened.line1);
	read_append(own->answers, read_ticked(form, told->answers));
	read_hidden(own->surfaces, message->testimony.hide);
	read_redacted(own->surfaces, decided, told);
}

static int
read_messages(const struct export *export, struct export_case *own,
    const struct casework_case *decided, struct reading *reading, struct error *error)
{
	for (size_t i = 0; i < own->file->message_count; i++) {
		const struct case_message *listed = &own->file->messages[i];
		struct message message;

		if (listed->consent.kind != TESTIMONY_TESTIMONY &&
		    listed->consent.kind != TESTIMONY_ADDITION)
			continue;
		if (work_message(export->work, listed->id, &message, error) != 0)
			return -1;
		read_told(own, decided, export->work->vault->campaign->form, reading, &message,
		    listed->week);
		message_free(&message);
	}
	return 0;
}

/* The texts of all previews of the newest one's n; 0: a part of one is not here. */
static size_t
read_previews(const struct export *export, const struct case_file *file, struct buffer *texts)
{
	size_t count = 0;

	for (size_t i = 0; i < file->reply_count && file->preview != NULL; i++) {
		const struct case_reply *reply = &file->replies[i];

		if (reply->line.kind != REPLY_PREVIEW || reply->line.n != file->preview->line.n)
			continue;
		texts[count] = (struct buffer)BUFFER_INIT;
		buffer_append_text(&texts[count], "");
		if (work_reply_text(export->work, file, reply, &texts[count++], NULL) != 0) {
			while (count > 0)
				buffer_free(&texts[--count]);
			return 0;
		}
	}
	return count;
}

static void
read_allow(const struct export *export, struct export_case *own,
    const struct casework_case *decided, const struct reading *reading, bool sealed)
{
	struct buffer *texts = secret_allocate((own->file->reply_count + 1) * sizeof *texts);
	const char **previews = secret_allocate((own->file->reply_count + 1) * sizeof *previews);
	size_t count = read_previews(export, own->file, texts);
	const struct allowed_from from = { .form = export->work->vault->campaign->form,
		.file = own->file, .decided = decided, .told = reading->told,
		.told_count = reading->count, .previews = count == 0 ? NULL : previews,
		.preview_count = count, .sealed = sealed };

	for (size_t i = 0; i < count; i++)
		previews[i] = (const char *)texts[i].data;
	allowed_make(&own->allowed, &from);
	while (count > 0)
		buffer_free(&texts[--count]);
	secret_release(texts);
	secret_release(previews);
}

static int
read_case(struct export *export, struct export_case *own, const struct case_file *file,
    bool sealed, struct error *error)
{
	const struct casework_case *decided = work_decided(export->work, file->mailbox);
	struct reading reading = { .count = 0 };
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];
	int result;

	*own = (struct export_case){ .file = file, .answers = json_array(),
		.surfaces = json_array(), .lines = json_array() };
	hex_encode(digits, file->messages[file->message_count - 1].id, ENVELOPE_ID_BYTES);
	memcpy(own->name, digits, MESSAGE_SHORT_DIGITS);
	reading.told = secret_allocate((file->message_count + 1) * sizeof *reading.told);
	reading.lines = secret_allocate((file->message_count + 1) * sizeof *reading.lines);
	result = read_messages(export, own, decided, &reading, error);
	if (result == 0)
		read_allow(export, own, decided, &reading, sealed);
	/* Excerpts borrow from them. */
	for (size_t i = 0; i < reading.count; i++) {
		if (own->allowed.excerpt_count > 0)
			read_append(own->lines, reading.lines[i]);
		else
			json_decref(reading.lines[i]);
	}
	secret_release(reading.told);
	secret_release(reading.lines);
	return result;
}

/* Whose message this is that was set aside, if it may be a family's own: as message_astray. Anybody
 * can put what is by one into the mailbox of another, or by nobody: that stops no edition. */
static int
read_whose(const struct export *export, const uint8_t id[ENVELOPE_ID_BYTES],
    uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	const struct vault *vault = export->work->vault;
	struct message message;
	int result;

	message_read(&message, vault, TRAY_INBOX, id);
	if (message.record == NULL || message.doubted) {
		result = message_astray(&message, vault, mailbox);
	} else {
		memcpy(mailbox, message.record->mailbox, ENVELOPE_MAILBOX_BYTES);
		result = message.unread;
	}
	message_free(&message);
	return result;
}

/* The mailboxes of families of whom a message is here that may be their own and cannot be read, or
 * lay elsewhere: it may allow less than what is known. */
static int
read_sealed(const struct export *export, struct vault_ids *mailboxes, struct error *error)
{
	const struct gathered *gathered = &export->work->gathered;

	*mailboxes = (struct vault_ids){ NULL, 0 };
	for (size_t i = 0; i < gathered->aside_count; i++) {
		uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
		int whose = read_whose(export, gathered->aside[i].id, mailbox);

		if (whose < 0)
			return error_refuse(error, "of a message here it is not known in which "
			    "mailbox it lay; `pull` asks the daemon again");
		if (whose > 0) {
			mailboxes->ids = secret_grow(mailboxes->ids, mailboxes->count,
			    sizeof *mailboxes->ids);
			memcpy(mailboxes->ids[mailboxes->count++], mailbox, sizeof mailbox);
		}
	}
	return 0;
}

static bool
read_has(const struct vault_ids *mailboxes, const uint8_t *mailbox)
{
	for (size_t i = 0; i < mailboxes->count; i++)
		if (memcmp(mailboxes->ids[i], mailbox, ENVELOPE_MAILBOX_BYTES) == 0)
			return true;
	return false;
}

static int
read_compare(const void *left, const void *right)
{
	const struct export_case *a = left, *b = right;
	int order = strcmp(a->name, b->name);

	return order != 0 ? order :
	    memcmp(a->file->mailbox, b->file->mailbox, sizeof a->file->mailbox);
}

int
export_read(struct export *export, struct error *error)
{
	const struct cases *cases = &export->work->gathered.cases;
	struct vault_ids sealed;
	int result = read_sealed(export, &sealed, error);

	export->cases = secret_allocate((cases->count + 1) * sizeof *export->cases);
	for (size_t i = 0; i < cases->count && result == 0; i++) {
		const struct case_file *file = &cases->cases[i];

		if (i % READ_STEP == 0)
			terminal_progress("looking what may go out: %zu of %zu ...", i,
			    cases->count);
		if (file->message_count == 0)
			continue;
		result = read_case(export, &export->cases[export->case_count++], file,
		    read_has(&sealed, file->mailbox), error);
	}
	terminal_progress_end();
	vault_ids_free(&sealed);
	if (result == 0 && export->case_count > 0)
		qsort(export->cases, export->case_count, sizeof *export->cases, read_compare);
	return result;
}
