/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/show_case.h"

#include <string.h>

#include "common/encode.h"
#include "desk/message.h"
#include "desk/redaction.h"
#include "front/letter.h"

/* Adds "- 9af012345678  WHAT by heron on 2026-03-05", without an end. */
static void
show_decision(struct buffer *text, const struct campaign *campaign,
    const struct decision *decision, const char *what)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1], day[DAY_SIZE];

	hex_encode(digits, decision->id, ENVELOPE_ID_BYTES);
	day_print(day, decision->made);
	buffer_format(text, "- %.*s  %s by %s on %s", MESSAGE_SHORT_DIGITS, digits, what,
	    cases_author(campaign, decision->by), day);
}

/* What others said of it. `needs`: it needs their yes. */
static void
show_judged(struct buffer *text, const struct campaign *campaign,
    const struct casework_piece *piece, bool needs)
{
	if (piece->refusal != NULL)
		buffer_format(text, ", refused by %s: %s", cases_author(campaign,
		    piece->refusal->by), piece->refusal->text);
	else if (piece->conflict)
		buffer_append_text(text, ", beside another one: redact it once more, or refuse one");
	else if (piece->approval != NULL)
		buffer_format(text, ", approved by %s", cases_author(campaign,
		    piece->approval->by));
	else if (needs)
		buffer_append_text(text, ", to be approved by another");
	buffer_append_byte(text, '\n');
}

static void
show_redaction(struct buffer *text, const struct campaign *campaign,
    const struct casework_piece *piece)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];
	struct buffer what = BUFFER_INIT;

	hex_encode(digits, piece->decision->subject, ENVELOPE_ID_BYTES);
	buffer_format(&what, "%.*s redacted", MESSAGE_SHORT_DIGITS, digits);
	show_decision(text, campaign, piece->decision, (const char *)what.data);
	show_judged(text, campaign, piece, true);
	buffer_free(&what);
}

/* What an excerpt is out of, whether or not it still stands; NULL: it is not here. */
static const struct decision *
show_redact_of(const struct work *work, const struct decision *excerpt)
{
	for (size_t i = 0; i < work->decisions.count; i++)
		if (memcmp(work->decisions.list[i].id, excerpt->subject,
		    sizeof excerpt->subject) == 0)
			return &work->decisions.list[i];
	return NULL;
}

static bool
show_stands(const struct casework_case *decided, const struct decision *redact)
{
	for (size_t i = 0; i < decided->redaction_count; i++)
		if (decided->redactions[i].decision == redact)
			return true;
	return false;
}

/* Its words, by which somebody knows one from another. What does not fit together has none. */
static void
show_words(struct buffer *text, const struct work *work, const struct decision *excerpt,
    const struct decision *redact)
{
	struct error error = ERROR_INIT;
	struct redaction redaction;
	struct message message;
	const char *words;
	size_t length;

	if (redact == NULL || redact->kind != DECISION_REDACT ||
	    work_message(work, redact->subject, &message, &error) != 0)
		return;
	if (memcmp(message.record->mailbox, excerpt->mailbox, ENVELOPE_MAILBOX_BYTES) == 0 &&
	    redaction_of(&redaction, redact, message.testimony.answers, &error) == 0) {
		if (redaction_excerpt(&redaction, excerpt, &words, &length, &error) == 0)
			buffer_format(text, "  %.*s\n", (int)length, words);
		redaction_free(&redaction);
	}
	message_free(&message);
}

static void
show_excerpt(struct buffer *text, const struct work *work, const struct casework_case *decided,
    const struct casework_piece *piece)
{
	const struct decision *redact = show_redact_of(work, piece->decision);
	const struct campaign *campaign = work->vault->campaign;
	struct buffer what = BUFFER_INIT;

	buffer_format(&what, "%s for \"%s\"", piece->decision->text != NULL ? "paraphrase" :
	    "excerpt", piece->decision->name);
	show_decision(text, campaign, piece->decision, (const char *)what.data);
	show_judged(text, campaign, piece, piece->decision->text != NULL);
	show_words(text, work, piece->decision, redact);
	if (piece->refusal == NULL && !show_stands(decided, redact))
		buffer_append_text(text, "  (The redaction that it is out of stands no more: choose it "
		    "again.)\n");
	buffer_free(&what);
}

/* Notes, whom somebody told, who recused themselves. */
static void
show_other(struct buffer *text, const struct campaign *campaign, const struct decision *decision)
{
	struct buffer what = BUFFER_INIT;

	if (decision->kind == DECISION_NOTE) {
		show_decision(text, campaign, decision, "note");
		buffer_format(text, ": %s\n", decision->text);
	} else if (decision->kind == DECISION_SAFEGUARDING) {
		buffer_format(&what, "%s told", decision->name);
		show_decision(text, campaign, decision, (const char *)what.data);
		buffer_format(text, "%s%s\n", *decision->text != '\0' ? ": " : "", decision->text);
	} else if (decision->kind == DECISION_RECUSE) {
		show_decision(text, campaign, decision, "recused");
		buffer_append_byte(text, '\n');
	}
	buffer_free(&what);
}

static void
show_decided(struct buffer *text, const struct work *work, const struct casework_case *decided)
{
	const struct campaign *campaign = work->vault->campaign;

	if (decided->assigned != NULL &&
	    campaign_coordinator(campaign, decided->assigned->subject, NULL) != NULL)
		buffer_format(text, "- assigned to %s\n", cases_author(campaign,
		    decided->assigned->subject));
	if (casework_is_closed(decided)) {
		show_decision(text, campaign, decided->closed, "closed");
		buffer_format(text, ": %s\n", decided->closed->text);
	}
	for (size_t i = 0; i < decided->redaction_count; i++)
		show_redaction(text, campaign, &decided->redactions[i]);
	for (size_t i = 0; i < decided->excerpt_count; i++)
		show_excerpt(text, work, decided, &decided->excerpts[i]);
	for (size_t i = 0; i < decided->decision_count; i++)
		show_other(text, campaign, decided->decisions[i]);
}

static void
show_preview(struct buffer *text, const struct case_file *file)
{
	static const char *const answers[] = {
		[CONSENT_NONE] = "no answer yet",
		[CONSENT_YES] = "its answer is yes",
		[CONSENT_NO] = "its answer is no",
		[CONSENT_CHANGE] = "it wants something changed",
	};
	char day[DAY_SIZE];

	day_print(day, file->preview->line.answer_by);
	buffer_format(text, "- preview no. %lld, to be answered by %s: %s\n",
	    (long long)file->preview->line.n, day, answers[file->answer]);
}

/* Why less is in force than it said yes to. */
static void
show_told_less(struct buffer *text, const struct case_file *file)
{
	const json_t *use;
	size_t i;

	if (json_array_size(file->told_less) == 0)
		return;
	buffer_append_text(text, "- said yes to a question, but what it told since then, or may have, "
	    "allows less: not allowed any more is ");
	json_array_foreach(file->told_less, i, use)
		buffer_format(text, "%s%s", i > 0 ? ", " : "", json_string_value(use));
	buffer_append_text(text, "; a new question asks anew\n");
}

void
show_case(struct buffer *out, const struct work *work, const struct casework_case *decided,
    const struct case_file *file)
{
	struct buffer text = BUFFER_INIT;

	if (decided != NULL)
		show_decided(&text, work, decided);
	if (file != NULL && file->preview != NULL)
		show_preview(&text, file);
	if (file != NULL)
		show_told_less(&text, file);
	if (text.length > 0) {
		letter_text(out, "\nHow this case stands:\n", 0, 0);
		letter_text(out, (const char *)text.data, 0, 0);
	}
	buffer_free(&text);
}
