/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/casework.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/encode.h"

/* What is asked of cases that casework.c has put together. */

static int
casework_compare_mailbox(const void *wanted, const void *file)
{
	return memcmp(wanted, ((const struct casework_case *)file)->mailbox,
	    ENVELOPE_MAILBOX_BYTES);
}

const struct casework_case *
casework_find(const struct casework *casework, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	if (casework->case_count == 0)
		return NULL;
	return bsearch(mailbox, casework->cases, casework->case_count, sizeof *casework->cases,
	    casework_compare_mailbox);
}

bool
casework_is_agreed(const struct casework_piece *piece)
{
	return piece->approval != NULL && piece->refusal == NULL && !piece->conflict;
}

const struct casework_piece *
casework_redaction(const struct casework_case *file, const uint8_t message[ENVELOPE_ID_BYTES])
{
	for (size_t i = 0; file != NULL && i < file->redaction_count; i++)
		if (memcmp(file->redactions[i].decision->subject, message,
		    ENVELOPE_ID_BYTES) == 0 && casework_is_agreed(&file->redactions[i]))
			return &file->redactions[i];
	return NULL;
}

static const struct casework_piece *
casework_piece_of(const struct casework_piece *pieces, size_t count,
    const uint8_t id[ENVELOPE_ID_BYTES])
{
	for (size_t i = 0; i < count; i++)
		if (memcmp(pieces[i].decision->id, id, ENVELOPE_ID_BYTES) == 0)
			return &pieces[i];
	return NULL;
}

const struct casework_piece *
casework_piece(const struct casework_case *file, const struct casework *casework,
    const uint8_t id[ENVELOPE_ID_BYTES])
{
	const struct casework_piece *found = NULL;

	if (file != NULL)
		found = casework_piece_of(file->redactions, file->redaction_count, id);
	if (found == NULL && file != NULL)
		found = casework_piece_of(file->excerpts, file->excerpt_count, id);
	if (found == NULL)
		found = casework_piece_of(casework->pack_texts, casework->pack_text_count, id);
	return found;
}

bool
casework_quotes(const struct casework_case *file, const struct casework_piece *excerpt)
{
	const struct casework_piece *redaction = casework_piece_of(file->redactions,
	    file->redaction_count, excerpt->decision->subject);

	if (excerpt->refusal != NULL || redaction == NULL || !casework_is_agreed(redaction))
		return false;
	return excerpt->decision->text == NULL || excerpt->approval != NULL;
}

/* *who, where set, is one who agrees; true: here is another one. */
static bool
casework_theme_add(const uint8_t **who, const uint8_t key[32])
{
	if (*who == NULL)
		*who = key;
	return memcmp(*who, key, 32) != 0;
}

bool
casework_theme_is_agreed(const struct casework *casework, const char *theme)
{
	const uint8_t *who = NULL;

	for (size_t i = 0; i < casework->case_count; i++)
		for (size_t j = 0; j < casework->cases[i].excerpt_count; j++) {
			const struct casework_piece *piece = &casework->cases[i].excerpts[j];

			if (piece->refusal != NULL || strcmp(piece->decision->name, theme) != 0)
				continue;
			if (casework_theme_add(&who, piece->decision->by) ||
			    (piece->approval != NULL &&
			    casework_theme_add(&who, piece->approval->by)))
				return true;
		}
	return false;
}

bool
casework_is_recused(const struct casework_case *file, const uint8_t key[32])
{
	for (size_t i = 0; file != NULL && i < file->recused_count; i++)
		if (memcmp(file->recused[i]->by, key, 32) == 0)
			return true;
	return false;
}

bool
casework_is_closed(const struct casework_case *file)
{
	return file != NULL && file->closed != NULL && file->closed->is;
}

bool
casework_has_conflict(const struct casework_case *file)
{
	bool conflict = file != NULL && (file->assigned_conflict || file->closed_conflict);

	for (size_t i = 0; file != NULL && i < file->redaction_count; i++)
		conflict |= file->redactions[i].conflict;
	return conflict;
}

bool
casework_reads(const struct casework *casework, const uint8_t key[32], const char *language)
{
	size_t length = strcspn(language, "-");

	for (size_t i = 0; i < casework->other_count; i++) {
		const struct decision *decision = casework->others[i];

		if (decision->kind == DECISION_READS && memcmp(decision->by, key, 32) == 0 &&
		    strcspn(decision->name, "-") == length &&
		    strncasecmp(decision->name, language, length) == 0)
			return true;
	}
	return false;
}

/*
 * For machines.
 */

static void
state_set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0)
		error_bug("no memory for the state of a case");
}

static void
state_add(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) != 0)
		error_bug("no memory for the state of a case");
}

static json_t *
state_hex(const uint8_t bytes[32])
{
	char digits[HEX_LENGTH(32) + 1];

	hex_encode(digits, bytes, 32);
	return json_string(digits);
}

/* A coordinator by the handle; one that no manifest names can have decided nothing. */
static json_t *
state_by(const struct casework *casework, const uint8_t key[32])
{
	bool former;
	const struct coordinator *found = campaign_coordinator(casework->campaign, key, &former);

	return found == NULL ? json_null() : json_string(found->handle);
}

static json_t *
state_piece(const struct casework *casework, const struct casework_piece *piece)
{
	const struct decision *decision = piece->decision;
	json_t *object = json_object();

	state_set(object, "event", state_hex(decision->id));
	state_set(object, decision->kind == DECISION_REDACT ? "message" : "of",
	    state_hex(decision->subject));
	state_set(object, "by", state_by(casework, decision->by));
	if (decision->kind == DECISION_EXCERPT) {
		state_set(object, "theme", json_string(decision->name));
		state_set(object, "paraphrase", json_boolean(decision->text != NULL));
	}
	state_set(object, "approved", piece->approval == NULL ? json_null() :
	    state_by(casework, piece->approval->by));
	state_set(object, "refused", piece->refusal == NULL ? json_null() :
	    state_by(casework, piece->refusal->by));
	state_set(object, "conflict", json_boolean(piece->conflict));
	return object;
}

static size_t
state_count(const struct casework_case *file, enum decision_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < file->decision_count; i++)
		count += file->decisions[i]->kind == kind;
	return count;
}

json_t *
casework_json(const struct casework *casework, const struct casework_case *file)
{
	static const struct casework_case nothing;
	json_t *object = json_object(), *recused = json_array(), *redactions = json_array();
	json_t *excerpts = json_array();

	if (file == NULL)
		file = &nothing;
	for (size_t i = 0; i < file->recused_count; i++)
		state_add(recused, state_by(casework, file->recused[i]->by));
	for (size_t i = 0; i < file->redaction_count; i++)
		state_add(redactions, state_piece(casework, &file->redactions[i]));
	for (size_t i = 0; i < file->excerpt_count; i++)
		state_add(excerpts, state_piece(casework, &file->excerpts[i]));
	state_set(object, "assigned", file->assigned == NULL ? json_null() :
	    state_by(casework, file->assigned->subject));
	state_set(object, "closed", json_boolean(casework_is_closed(file)));
	state_set(object, "recused", recused);
	state_set(object, "redactions", redactions);
	state_set(object, "excerpts", excerpts);
	state_set(object, "notes", json_integer((json_int_t)state_count(file, DECISION_NOTE)));
	state_set(object, "safeguarding", json_integer((json_int_t)file->safeguarding));
	state_set(object, "conflict", json_boolean(casework_has_conflict(file)));
	return object;
}
