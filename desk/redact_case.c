/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/redact_case.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/secret.h"

static const char *const redact_languages[] = { "en", "pl" }; /* that suggest.h has lists for */

/* All names that the family listed, in whatever message; and whether it named a family court. */
static int
redact_case_read_family(struct redact_case *redacting, struct error *error)
{
	for (size_t i = 0; i < redacting->file->message_count; i++) {
		struct message message;

		if (work_message(redacting->work, redacting->file->messages[i].id, &message,
		    error) != 0)
			return -1;
		/* Copied; json_array_extend wants a value that is not const. */
		if (message.testimony.hide != NULL && json_array_extend(redacting->hide,
		    (json_t *)(uintptr_t)message.testimony.hide) != 0)
			error_bug("no memory for a list of names");
		if (redaction_court(message.testimony.answers)) {
			message_free(&message);
			return error_refuse(error, "a family court is or may be involved: this family's "
			    "words can be used for nothing, and its ticks only be counted");
		}
		message_free(&message);
	}
	return 0;
}

static int
redact_case_read_texts(struct redact_case *redacting, struct error *error)
{
	const json_t *answers = redacting->message.testimony.answers;
	const char *pages[FORM_PAGES_MOST];
	size_t count = redaction_pages(pages, redacting->work->vault->campaign->form, answers);

	if (count == 0)
		return error_refuse(error, "this message has no text of the family's own to "
		    "redact");
	for (size_t i = 0; i < count; i++)
		if (json_array_append_new(redacting->texts, redaction_text(pages[i],
		    json_string_value(json_object_get(answers, pages[i])), NULL, 0)) != 0)
			error_bug("no memory for a message's texts");
	return redaction_make(&redacting->whole, redacting->texts, answers, error);
}

static void
redact_case_suggest(struct redact_case *redacting)
{
	const char *language = redacting->message.testimony.language;
	struct suggest_options *options = &redacting->options;
	size_t length;

	name_list_add_all(&redacting->hidden, redacting->hide);
	campaign_names(&redacting->places, &redacting->publics,
	    redacting->work->vault->campaign->form);
	options->hide = name_list_of(&redacting->hidden);
	options->places = name_list_of(&redacting->places);
	options->publics = name_list_of(&redacting->publics);
	options->language = language;
	suggest_text(&redacting->found, (const char *)redacting->whole.text.data,
	    redacting->whole.text.length, options);
	for (size_t i = 0; i < redacting->found.count; i++) {
		struct suggestion *found = &redacting->found.list[i];

		if (labels_is_name(found->kind))
			found->start += labels_small((const char *)redacting->whole.text.data +
			    found->start, found->end - found->start);
	}
	if (!redacting->found.unread)
		return;
	redacting->unread = language == NULL ? REDACT_CASE_UNKNOWN : language;
	for (size_t i = 0; language != NULL &&
	    i < sizeof redact_languages / sizeof *redact_languages; i++) {
		length = strlen(redact_languages[i]);
		/* It was told in this language, but its words are of another. */
		if (strncasecmp(language, redact_languages[i], length) == 0 &&
		    (language[length] == '\0' || language[length] == '-'))
			redacting->unread = REDACT_CASE_UNKNOWN;
	}
}

/*
 * What was taken out elsewhere.
 */

static const char redact_why_known[] = "a name that was taken out of another message of this family";

/* The names that redactions of this family's other messages took out. */
static void
redact_case_gather_known(struct redact_case *redacting)
{
	const struct casework_case *decided = redacting->decided;

	for (size_t i = 0; decided != NULL && i < decided->redaction_count; i++) {
		const struct decision *decision = decided->redactions[i].decision;
		struct message message;
		struct redaction made;

		if (memcmp(decision->subject, redacting->message.id, ENVELOPE_ID_BYTES) == 0 ||
		    work_message(redacting->work, decision->subject, &message, NULL) != 0)
			continue;
		if (redaction_of(&made, decision, message.testimony.answers, NULL) == 0) {
			for (size_t j = 0; j < made.mark_count; j++) {
				const struct redaction_mark *mark = &made.marks[j];
				enum suggest_kind kind;

				if (labels_kind(mark->kind, &kind) && labels_is_name(kind) &&
				    json_array_append_new(redacting->known, json_stringn(
				    made.pages[mark->page].original + mark->from,
				    mark->to - mark->from)) != 0)
					error_bug("no memory for a list of names");
			}
			redaction_free(&made);
		}
		message_free(&message);
	}
}

/* Whether it was found already; then it is as sure now as `found` says. */
static bool
redact_case_is_found(struct redact_case *redacting, const struct suggestion *found)
{
	bool is = false;

	for (size_t i = 0; i < redacting->found.count; i++) {
		struct suggestion *other = &redacting->found.list[i];

		if (other->start >= found->end || found->start >= other->end)
			continue;
		is = true;
		if (other->sure < found->sure) {
			other->sure = found->sure;
			other->why = found->why;
		}
	}
	return is;
}

static int
redact_case_compare(const void *left, const void *right)
{
	const struct suggestion *a = left, *b = right;

	return a->start == b->start ? 0 : a->start < b->start ? -1 : 1;
}

/* A rare name in small letters is known by another message alone. It is looked for as what the
 * family listed is, and is not sure as that is. */
static void
redact_case_suggest_known(struct redact_case *redacting)
{
	struct suggest_options options = redacting->options;
	struct suggestions *found = &redacting->found, known;
	struct name_list names = NAME_LIST_INIT;

	redact_case_gather_known(redacting);
	if (json_array_size(redacting->known) == 0)
		return;
	name_list_add_all(&names, redacting->known);
	options.hide = name_list_of(&names);
	suggest_text(&known, (const char *)redacting->whole.text.data,
	    redacting->whole.text.length, &options);
	for (size_t i = 0; i < known.count; i++) {
		if (!redact_case_is_hidden(&known.list[i]))
			continue;
		known.list[i].sure = SUGGEST_SURE;
		known.list[i].why = redact_why_known;
		if (redact_case_is_found(redacting, &known.list[i]))
			continue;
		found->list = realloc(found->list, (found->count + 1) * sizeof *found->list);
		if (found->list == NULL)
			error_bug("no memory for suggestions");
		found->list[found->count++] = known.list[i];
	}
	if (found->count > 0)
		qsort(found->list, found->count, sizeof *found->list, redact_case_compare);
	suggestions_free(&known);
	name_list_free(&names);
}

int
redact_case_open(struct redact_case *redacting, const struct work *work, struct message *message,
    struct error *error)
{
	memset(redacting, 0, sizeof *redacting);
	redacting->work = work;
	redacting->message = *message;
	redacting->texts = json_array();
	redacting->hide = json_array();
	redacting->known = json_array();
	memcpy(redacting->mailbox, message->record->mailbox, sizeof redacting->mailbox);
	redacting->file = work_case(work, redacting->mailbox);
	redacting->decided = work_decided(work, redacting->mailbox);
	if (redacting->file == NULL)
		error_bug("a message of no case");
	if (redact_case_read_texts(redacting, error) != 0 ||
	    redact_case_read_family(redacting, error) != 0) {
		redact_case_free(redacting);
		return -1;
	}
	redact_case_suggest(redacting);
	redact_case_suggest_known(redacting);
	return 0;
}

void
redact_case_free(struct redact_case *redacting)
{
	suggestions_free(&redacting->found);
	redaction_free(&redacting->whole);
	name_list_free(&redacting->hidden);
	name_list_free(&redacting->places);
	name_list_free(&redacting->publics);
	json_decref(redacting->texts);
	json_decref(redacting->hide);
	json_decref(redacting->known);
	if (redacting->work != NULL)
		message_free(&redacting->message);
	memset(redacting, 0, sizeof *redacting);
}

/* Kept as a decision; what is decided is then read again. */
static int
redact_case_say_reads(struct redact_case *redacting, struct work *work, struct error *error)
{
	json_t *data = json_pack("{s:s}", "language", redacting->unread);
	int result;

	if (data == NULL)
		error_bug("no memory for a decision");
	result = decisions_add(work->vault, DECISION_READS, NULL, data, NULL, error);
	json_decref(data);
	if (result == 0)
		result = work_again(work, error);
	redacting->decided = work_decided(work, redacting->mailbox);
	return result;
}

int
redact_case_allow(struct redact_case *redacting, struct work *work, bool reads,
    struct error *error)
{
	bool known, said;

	if (work_may_decide(work, redacting->mailbox, error) != 0)
		return -1;
	if (redacting->unread == NULL)
		return 0;
	known = strcmp(redacting->unread, REDACT_CASE_UNKNOWN) != 0;
	said = casework_reads(&work->decisions.work, work_me(work), redacting->unread);
	if (said && (known || reads))
		return 0;
	if (reads)
		return redact_case_say_reads(redacting, work, error);
	if (!known)
		return error_refuse(error, "this text is in a language that the desk has no lists "
		    "for; only somebody who reads it may decide, and says so with --reads");
	return error_refuse(error, "the desk has no lists for the language \"%s\"; only somebody who "
	    "reads it may decide about this text, and says so with --reads", redacting->unread);
}

const struct casework_piece *
redact_case_standing(const struct redact_case *redacting, bool *conflict)
{
	const struct casework_case *decided = redacting->decided;
	const struct casework_piece *found = NULL;

	*conflict = false;
	for (size_t i = 0; decided != NULL && i < decided->redaction_count; i++) {
		const struct casework_piece *piece = &decided->redactions[i];

		if (piece->refusal != NULL || memcmp(piece->decision->subject,
		    redacting->message.id, ENVELOPE_ID_BYTES) != 0)
			continue;
		*conflict |= piece->conflict;
		found = piece;
	}
	return *conflict ? NULL : found;
}

bool
redact_case_is_hidden(const struct suggestion *found)
{
	return found->sure == SUGGEST_CERTAIN && (found->kind == SUGGEST_PERSON ||
	    found->kind == SUGGEST_SCHOOL || found->kind == SUGGEST_PLACE);
}
