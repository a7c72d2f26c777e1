/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/deeds.h"

#include <string.h>

#include "common/encode.h"

#define DEEDS_EVENT_IDS 300 /* of a former coordinator's in one event: 300 × 67 bytes fit */

/*
 * Data.
 */

static void
deed_set(json_t *data, const char *key, json_t *value)
{
	if (json_object_set_new(data, key, value) != 0)
		error_bug("a decision of what is no text");
}

static void
deed_set_hex(json_t *data, const char *key, const uint8_t bytes[32])
{
	char digits[HEX_LENGTH(32) + 1];

	hex_encode(digits, bytes, 32);
	deed_set(data, key, json_string(digits));
}

static void
deed_set_makes(json_t *data, const char *text, size_t length)
{
	uint8_t hash[DECISION_HASH_BYTES];

	decision_hash(hash, text, length);
	deed_set_hex(data, "makes", hash);
}

static void
deed_add_id(json_t *ids, const uint8_t id[ENVELOPE_ID_BYTES])
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	hex_encode(digits, id, ENVELOPE_ID_BYTES);
	if (json_array_append_new(ids, json_string(digits)) != 0)
		error_bug("no memory for a list of decisions");
}

/* Takes the reference of `data`. */
static int
deed_keep(const struct work *work, enum decision_kind kind, const uint8_t *mailbox, json_t *data,
    uint8_t *id, struct error *error)
{
	int result = work_may_decide(work, mailbox, error);

	if (result == 0)
		result = decisions_add(work->vault, kind, mailbox, data, id, error);
	json_decref(data);
	return result;
}

/*
 * Cases.
 */

/* The decisions of this kind that stand, so that the new one takes their place. Those that were
 * replaced already may be named again: it changes nothing. */
static json_t *
deed_instead(const struct work *work, const uint8_t *mailbox, enum decision_kind kind)
{
	const struct casework_case *file = work_decided(work, mailbox);
	json_t *ids = json_array();

	for (size_t i = file == NULL ? 0 : file->decision_count; i > 0 &&
	    json_array_size(ids) < DECISION_INSTEAD_MOST; i--)
		if (file->decisions[i - 1]->kind == kind)
			deed_add_id(ids, file->decisions[i - 1]->id);
	return ids;
}

int
deed_assign(const struct work *work, const uint8_t *mailbox, const uint8_t *to,
    struct error *error)
{
	json_t *data = json_object();
	bool former;

	if (to != NULL && (campaign_coordinator(work->vault->campaign, to, &former) == NULL ||
	    former)) {
		json_decref(data);
		return error_refuse(error, "that is no coordinator of this campaign");
	}
	if (to == NULL)
		deed_set(data, "to", json_string(""));
	else
		deed_set_hex(data, "to", to);
	deed_set(data, "instead", deed_instead(work, mailbox, DECISION_ASSIGN));
	return deed_keep(work, DECISION_ASSIGN, mailbox, data, NULL, error);
}

int
deed_note(const struct work *work, const uint8_t *mailbox, const char *text,
    struct error *error)
{
	json_t *data = json_object();

	deed_set(data, "text", json_string(text));
	return deed_keep(work, DECISION_NOTE, mailbox, data, NULL, error);
}

int
deed_safeguarding(const struct work *work, const uint8_t *mailbox, const char *told,
    const char *text, struct error *error)
{
	json_t *data = json_object();

	deed_set(data, "told", json_string(told));
	deed_set(data, "text", json_string(text));
	return deed_keep(work, DECISION_SAFEGUARDING, mailbox, data, NULL, error);
}

int
deed_recuse(const struct work *work, const uint8_t *mailbox, struct error *error)
{
	return deed_keep(work, DECISION_RECUSE, mailbox, json_object(), NULL, error);
}

int
deed_close(const struct work *work, const uint8_t *mailbox, bool closed, const char *why,
    struct error *error)
{
	json_t *data = json_object();

	if (casework_is_closed(work_decided(work, mailbox)) == closed) {
		json_decref(data);
		return error_refuse(error, closed ? "it is closed already" : "it is not closed");
	}
	deed_set(data, "closed", json_boolean(closed));
	deed_set(data, "why", json_string(why));
	deed_set(data, "instead", deed_instead(work, mailbox, DECISION_CLOSED));
	return deed_keep(work, DECISION_CLOSED, mailbox, data, NULL, error);
}

/*
 * Excerpts.
 */

int
deed_source_find(struct deed_source *source, const struct work *work, const char *prefix,
    struct error *error)
{
	struct message *message = &source->message;

	memset(source, 0, sizeof *source);
	if (work_find(work, prefix, message, error) != 0)
		return -1;
	source->redaction = casework_redaction(work_decided(work, message->record->mailbox),
	    message->id);
	if (source->redaction == NULL)
		(void)error_refuse(error, "no redaction of it is agreed: one coordinator redacts, "
		    "another approves, and `pull` brings what others did");
	else if (redaction_of(&source->text, source->redaction->decision,
	    message->testimony.answers, error) == 0)
		return 0;
	message_free(message);
	return -1;
}

void
deed_source_free(struct deed_source *source)
{
	redaction_free(&source->text);
	message_free(&source->message);
}

int
deed_excerpt_find(const struct deed_source *source, const char *words, size_t *start,
    size_t *end, struct error *error)
{
	size_t times;

	if (*words == '\0')
		return error_refuse(error, "an excerpt of no words");
	times = redaction_find(&source->text, words, start, end);
	if (times == 0)
		return error_refuse(error, "these words do not stand in its redacted text, letter "
		    "for letter; braces and arrows, as `redact --show` has them, are no part of it");
	if (times > 1)
		return error_refuse(error, "these words stand there more than once; take more of "
		    "them, or give --span");
	return 0;
}

/* What all excerpts have. */
static json_t *
deed_excerpt_data(const struct deed_source *source, const char *theme)
{
	json_t *data = json_object();

	deed_set_hex(data, "of", source->redaction->decision->id);
	deed_set(data, "theme", json_string(theme));
	return data;
}

/* Whether these words are an excerpt of it already. */
static bool
deed_excerpt_stands(const struct work *work, const struct deed_source *source,
    const struct decision *excerpt)
{
	const struct casework_case *file = work_decided(work, source->message.record->mailbox);

	for (size_t i = 0; file != NULL && i < file->excerpt_count; i++) {
		const struct decision *other = file->excerpts[i].decision;

		if (file->excerpts[i].refusal == NULL && strcmp(other->name, excerpt->name) == 0 &&
		    memcmp(other->subject, source->redaction->decision->id,
		    sizeof other->subject) == 0 &&
		    memcmp(other->makes, excerpt->makes, sizeof other->makes) == 0)
			return true;
	}
	return false;
}

/* Takes the reference of `data`. */
static int
deed_excerpt_keep(const struct work *work, const struct deed_source *source, const char *theme,
    const char *text, size_t length, json_t *data, uint8_t *id, struct error *error)
{
	struct decision excerpt = { .name = theme };

	decision_hash(excerpt.makes, text, length);
	if (deed_excerpt_stands(work, source, &excerpt)) {
		json_decref(data);
		return error_refuse(error, "this is an excerpt of it already");
	}
	deed_set_makes(data, text, length);
	return deed_keep(work, DECISION_EXCERPT, source->message.record->mailbox, data, id, error);
}

int
deed_excerpt(const struct work *work, const struct deed_source *source, const char *theme,
    size_t start, size_t end, uint8_t *id, struct error *error)
{
	const char *text = (const char *)source->text.text.data;
	struct decision excerpt = { .start = (int64_t)start, .end = (int64_t)end };
	json_t *data;

	if (start >= end || end > source->text.text.length)
		return error_refuse(error, "its redacted text has %zu bytes; the excerpt must lie "
		    "within", source->text.text.length);
	decision_hash(excerpt.makes, text + start, end - start);
	if (redaction_excerpt(&source->text, &excerpt, &text, &end, error) != 0)
		return -1;
	data = deed_excerpt_data(source, theme);
	deed_set(data, "start", json_integer((json_int_t)excerpt.start));
	deed_set(data, "end", json_integer((json_int_t)excerpt.end));
	return deed_excerpt_keep(work, source, theme, text, end, data, id, error);
}

int
deed_paraphrase(const struct work *work, const struct deed_source *source, const char *theme,
    const char *text, uint8_t *id, struct error *error)
{
	json_t *data = deed_excerpt_data(source, theme);

	deed_set(data, "text", json_string(text));
	return deed_excerpt_keep(work, source, theme, text, strlen(text), data, id, error);
}

/*
 * Of no case.
 */

int
deed_pack_text(const struct work *work, const struct deed_pack_text *text, uint8_t *id,
    struct error *error)
{
	json_t *data = json_object();
	char day[DAY_SIZE];

	deed_set(data, "part", json_string(decision_part_name(text->part)));
	deed_set(data, "text", json_string(text->text));
	deed_set_makes(data, text->text, strlen(text->text));
	if (text->part == DECISION_PROMISE) {
		day_print(day, text->day);
		deed_set(data, "source", json_string(text->source));
		deed_set(data, "day", json_string(day));
		deed_set(data, "kept", json_boolean(text->kept));
	} else {
		deed_set(data, "instead", work_instead_texts(work, text->part));
	}
	return deed_keep(work, DECISION_PACK_TEXT, NULL, data, id, error);
}

/* One event's worth. */
static int
deed_removed_some(const struct work *work, const uint8_t key[32],
    const struct decision *const *decisions, size_t count, struct error *error)
{
	json_t *data = json_object(), *events = json_array();

	for (size_t i = 0; i < count; i++)
		deed_add_id(events, decisions[i]->id);
	deed_set_hex(data, "key", key);
	deed_set(data, "events", events);
	return deed_keep(work, DECISION_REMOVED, NULL, data, NULL, error);
}

static const struct coordinator *
deed_former(const struct campaign *campaign, const char *handle)
{
	for (size_t i = 0; i < campaign->former_count; i++)
		if (strcmp(campaign->former[i].handle, handle) == 0)
			return &campaign->former[i];
	return NULL;
}

int
deed_removed(const struct work *work, const char *handle,
    const struct decision *const *decisions, size_t count, size_t *listed, struct error *error)
{
	const struct coordinator *former = deed_former(work->vault->campaign, handle);
	const struct casework *casework = &work->decisions.work;
	const struct decision *some[DEEDS_EVENT_IDS];
	size_t all = count > 0 ? count : casework->unlisted_count, found = 0;

	*listed = 0;
	if (former == NULL)
		return error_refuse(error, "%s is no former coordinator of this campaign", handle);
	for (size_t i = 0; i < all; i++) {
		const struct decision *decision = count > 0 ? decisions[i] : casework->unlisted[i];

		if (memcmp(decision->by, former->key, sizeof former->key) != 0) {
			if (count == 0)
				continue;
			return error_refuse(error, "not all of these are by %s", handle);
		}
		some[found++] = decision;
		if (found < DEEDS_EVENT_IDS)
			continue;
		if (deed_removed_some(work, former->key, some, found, error) != 0)
			return -1;
		*listed += found;
		found = 0;
	}
	if (found > 0 && deed_removed_some(work, former->key, some, found, error) != 0)
		return -1;
	*listed += found;
	return *listed > 0 ? 0 : error_refuse(error, "there is nothing by %s that does not count "
	    "already", handle);
}

/*
 * Previews.
 */

static void
deed_preview_add(struct buffer *text, const char *piece, size_t length)
{
	if (length == 0)
		return;
	if (text->length > 0)
		buffer_append_text(text, REDACTION_BETWEEN);
	buffer_append(text, piece, length);
}

/* One message of the family; 1: it has a text, and its redaction is not agreed. */
static int
deed_preview_message(const struct work *work, const struct casework_case *decided,
    const uint8_t id[ENVELOPE_ID_BYTES], struct buffer *text, struct error *error)
{
	const struct casework_piece *piece = casework_redaction(decided, id);
	const char *pages[FORM_PAGES_MOST];
	struct redaction redaction;
	struct message message;
	int result;

	if (work_message(work, id, &message, error) != 0)
		return -1;
	result = piece == NULL &&
	    redaction_pages(pages, work->vault->campaign->form, message.testimony.answers) > 0;
	if (piece != NULL) {
		result = redaction_of(&redaction, piece->decision, message.testimony.answers,
		    error);
		if (result == 0) {
			deed_preview_add(text, (const char *)redaction.text.data,
			    redaction.text.length);
			redaction_free(&redaction);
		}
	}
	message_free(&message);
	return result;
}

int
deed_preview_text(const struct work *work, const uint8_t *mailbox, struct buffer *text,
    size_t *waiting, struct error *error)
{
	const struct casework_case *decided = work_decided(work, mailbox);
	const struct case_file *file = work_case(work, mailbox);

	*waiting = 0;
	for (size_t i = 0; file != NULL && i < file->message_count; i++) {
		int result = deed_preview_message(work, decided, file->messages[i].id, text, error);

		if (result < 0)
			return -1;
		*waiting += (size_t)result;
	}
	for (size_t i = 0; decided != NULL && i < decided->excerpt_count; i++) {
		const struct decision *excerpt = decided->excerpts[i].decision;

		if (excerpt->text != NULL && casework_quotes(decided, &decided->excerpts[i]))
			deed_preview_add(text, excerpt->text, strlen(excerpt->text));
	}
	buffer_append_byte(text, '\0');
	text->length--;
	return text->length > 0 ? 0 : error_refuse(error, "there is nothing to show this family: "
	    "no redaction of its words is agreed yet");
}
