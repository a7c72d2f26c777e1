/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/judged.h"

#include <string.h>

#include "common/encode.h"

#define JUDGED_DIGITS 12 /* of an id in a sentence */

/* Says which redactions of the message stand beside each other. */
static int
judged_refuse_conflict(const struct redact_case *redacting, struct error *error)
{
	const struct casework_case *decided = redacting->decided;
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];
	struct buffer which = BUFFER_INIT;

	for (size_t i = 0; decided != NULL && i < decided->redaction_count; i++) {
		const struct casework_piece *piece = &decided->redactions[i];

		if (!piece->conflict || memcmp(piece->decision->subject, redacting->message.id,
		    ENVELOPE_ID_BYTES) != 0)
			continue;
		hex_encode(digits, piece->decision->id, ENVELOPE_ID_BYTES);
		buffer_format(&which, "%s%.*s by %s", which.length > 0 ? " and " : "",
		    JUDGED_DIGITS, digits, work_handle(redacting->work, piece->decision->by));
	}
	(void)error_refuse(error, "redactions of this message stand beside each other (%s); redact it "
	    "once more instead of them, or refuse all but one", (const char *)which.data);
	buffer_free(&which);
	return -1;
}

/* The redaction of a message, opened. */
static int
judged_open(struct judged *judged, const struct work *work, struct message *message,
    const struct decision *redact, struct error *error)
{
	bool conflict;

	if (redact_case_open(&judged->redacting, work, message, error) != 0)
		return -1;
	if (redact == NULL) {
		judged->piece = redact_case_standing(&judged->redacting, &conflict);
		if (conflict)
			return judged_refuse_conflict(&judged->redacting, error);
		if (judged->piece == NULL)
			return error_refuse(error, "nobody redacted it, or what was redacted was "
			    "refused: `redact` comes first, or `pull` where another did");
		judged->decision = redact = judged->piece->decision;
	}
	if (redaction_of(&judged->source, redact, judged->redacting.message.testimony.answers,
	    error) != 0)
		return error_within(error, "the redaction does not fit its message; redact it "
		    "again");
	return 0;
}

/* A text that a coordinator wrote. */
static void
judged_set_words(struct judged *judged, const char *text, size_t length,
    const struct suggest_options *options)
{
	buffer_append(&judged->words.text, text, length);
	suggest_text(&judged->left, text, length, options);
}

static void
judged_open_pack_text(struct judged *judged, const struct work *work)
{
	struct suggest_options options = { .language = NULL };

	campaign_names(&judged->places, &judged->publics, work->vault->campaign->form);
	options.places = name_list_of(&judged->places);
	options.publics = name_list_of(&judged->publics);
	judged_set_words(judged, judged->decision->text, strlen(judged->decision->text), &options);
}

/* What a decision is about: its message and, of an excerpt, its redaction. */
static int
judged_open_decision(struct judged *judged, const struct work *work, struct error *error)
{
	const struct decision *decision = judged->decision, *redact = decision;
	struct message message;
	const char *text;
	size_t length;

	judged->piece = casework_piece(decision->has_case ? work_decided(work,
	    decision->mailbox) : NULL, &work->decisions.work, decision->id);
	if (judged->piece == NULL)
		return error_refuse(error, "it stands no more: another took its place, or it counts "
		    "for nothing");
	if (decision->kind == DECISION_PACK_TEXT) {
		judged_open_pack_text(judged, work);
		return 0;
	}
	for (size_t i = 0; decision->kind == DECISION_EXCERPT && i < work->decisions.count; i++)
		if (memcmp(work->decisions.list[i].id, decision->subject,
		    sizeof decision->subject) == 0)
			redact = &work->decisions.list[i];
	if (redact->kind != DECISION_REDACT)
		return error_refuse(error, "the redaction that it is from is not here; pull again");
	if (work_message(work, redact->subject, &message, error) != 0)
		return -1;
	/* Somebody else's desk may write anything. */
	if (memcmp(message.record->mailbox, decision->mailbox, ENVELOPE_MAILBOX_BYTES) != 0) {
		message_free(&message);
		return error_refuse(error, "it names a message of another family: it makes nothing");
	}
	if (judged_open(judged, work, &message, redact, error) != 0)
		return -1;
	if (decision->kind == DECISION_REDACT)
		return 0;
	if (redaction_excerpt(&judged->source, decision, &text, &length, error) != 0)
		return -1;
	judged_set_words(judged, text, length, &judged->redacting.options);
	return 0;
}

static int
judged_open_any(struct judged *judged, const struct work *work, struct message *message,
    struct error *error)
{
	if (judged->decision == NULL)
		return judged_open(judged, work, message, NULL, error);
	if (judged->decision->kind != DECISION_REDACT &&
	    judged->decision->kind != DECISION_EXCERPT &&
	    judged->decision->kind != DECISION_PACK_TEXT)
		return error_refuse(error, "it is a decision \"%s\": there is nothing in it to judge",
		    decision_kind_name(judged->decision->kind));
	return judged_open_decision(judged, work, error);
}

int
judged_find(struct judged *judged, const struct work *work, const char *wanted,
    struct error *error)
{
	struct message message;
	size_t count = 0, messages;

	memset(judged, 0, sizeof *judged);
	for (size_t i = 0; i < work->decisions.count; i++)
		if (message_id_starts(work->decisions.list[i].id, wanted)) {
			judged->decision = &work->decisions.list[i];
			count++;
		}
	if (work_count(work, wanted, &messages, error) != 0)
		return -1;
	if (count + messages > 1)
		return error_refuse(error, "%s is the start of more than one; give more digits",
		    wanted);
	if (count == 0 && work_find(work, wanted, &message, error) != 0)
		return -1;
	if (judged_open_any(judged, work, &message, error) != 0)
		return -1;
	if (judged->decision->kind == DECISION_REDACT)
		redact_case_left(&judged->redacting, &judged->source, &judged->left);
	return 0;
}

void
judged_free(struct judged *judged)
{
	suggestions_free(&judged->left);
	redaction_free(&judged->source);
	redaction_free(&judged->words);
	redact_case_free(&judged->redacting);
	name_list_free(&judged->places);
	name_list_free(&judged->publics);
	memset(judged, 0, sizeof *judged);
}

const uint8_t *
judged_mailbox(const struct judged *judged)
{
	return judged->decision->has_case ? judged->decision->mailbox : NULL;
}

const char *
judged_name(const struct judged *judged)
{
	if (judged->decision->kind == DECISION_REDACT)
		return "redaction";
	if (judged->decision->kind == DECISION_PACK_TEXT)
		return "text of the packs";
	return judged->decision->text != NULL ? "paraphrase" : "excerpt";
}

const struct redaction *
judged_text(const struct judged *judged)
{
	return judged->decision->kind == DECISION_REDACT ? &judged->source : &judged->words;
}
