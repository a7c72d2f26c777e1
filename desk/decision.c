/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/decision.h"

#include <sodium.h>
#include <string.h>

#include "common/campaign.h"
#include "common/encode.h"
#include "common/json.h"

#define DECISION_PACKS_MOST 4096
#define DECISION_TEXTS_MOST 256

/* What a kind belongs to. */
enum decision_of { DECISION_OF_CASE, DECISION_OF_NO_CASE, DECISION_OF_EITHER };

static const struct decision_kind_row {
	const char *name;
	enum decision_of of;
} decision_kinds[DECISION_KINDS] = {
	[DECISION_ASSIGN] = { "assign", DECISION_OF_CASE },
	[DECISION_NOTE] = { "note", DECISION_OF_CASE },
	[DECISION_SAFEGUARDING] = { "safeguarding", DECISION_OF_CASE },
	[DECISION_RECUSE] = { "recuse", DECISION_OF_CASE },
	[DECISION_REDACT] = { "redact", DECISION_OF_CASE },
	[DECISION_EXCERPT] = { "excerpt", DECISION_OF_CASE },
	[DECISION_APPROVE] = { "approve", DECISION_OF_EITHER },
	[DECISION_REFUSE] = { "refuse", DECISION_OF_EITHER },
	[DECISION_CLOSED] = { "closed", DECISION_OF_CASE },
	[DECISION_READS] = { "reads", DECISION_OF_NO_CASE },
	[DECISION_PACK_TEXT] = { "pack-text", DECISION_OF_NO_CASE },
	[DECISION_SETTLE] = { "settle", DECISION_OF_NO_CASE },
	[DECISION_EDITION] = { "edition", DECISION_OF_NO_CASE },
	[DECISION_REMOVED] = { "removed", DECISION_OF_NO_CASE },
};

static const char *const decision_parts[DECISION_PARTS] = {
	[DECISION_ASK] = "ask",
	[DECISION_CONTACT] = "contact",
	[DECISION_PROMISE] = "promise",
};

const char *
decision_kind_name(enum decision_kind kind)
{
	return decision_kinds[kind].name;
}

const char *
decision_part_name(enum decision_part part)
{
	return decision_parts[part];
}

static int
decision_kind_find(const char *name)
{
	for (int i = 0; i < DECISION_KINDS; i++)
		if (strcmp(decision_kinds[i].name, name) == 0)
			return i;
	return -1;
}

bool
decision_is(const char *kind)
{
	return decision_kind_find(kind) >= 0;
}

void
decision_hash(uint8_t hash[DECISION_HASH_BYTES], const void *text, size_t length)
{
	(void)crypto_hash_sha256(hash, text, length);
}

/*
 * Members.
 */

static int
decision_text(const json_t *data, const char *key, size_t most, const char **text,
    struct error *error)
{
	if (json_member_text(data, key, most, text, error) != 0)
		return -1;
	if (**text == '\0')
		return error_refuse(error, "\"%s\" is empty", key);
	return 0;
}

static int
decision_flag(const json_t *data, const char *key, bool *is, struct error *error)
{
	const json_t *value = json_object_get(data, key);

	if (!json_is_boolean(value))
		return error_refuse(error, "\"%s\" must be true or false", key);
	*is = json_is_true(value);
	return 0;
}

/* An array of hex of 32 bytes, each. */
static int
decision_ids(const json_t *data, const char *key, size_t most, const json_t **ids,
    struct error *error)
{
	const json_t *entry;
	uint8_t id[32];
	size_t i;

	if (json_member_array(data, key, most, ids, error) != 0)
		return -1;
	json_array_foreach(*ids, i, entry)
		if (!json_is_string(entry) || hex_decode(id, sizeof id, json_string_value(entry),
		    json_string_length(entry)) != 0)
			return error_refuse(error, "\"%s\" must hold 64 hex digits each", key);
	return 0;
}

static int
decision_instead(struct decision *decision, struct error *error)
{
	if (json_object_get(decision->data, "instead") == NULL)
		return 0;
	return decision_ids(decision->data, "instead", DECISION_INSTEAD_MOST, &decision->instead,
	    error);
}

static int
decision_makes(struct decision *decision, struct error *error)
{
	return json_member_hex(decision->data, "makes", decision->makes, sizeof decision->makes,
	    error);
}

/* That a text is the one whose hash is told. */
static int
decision_makes_text(struct decision *decision, struct error *error)
{
	uint8_t hash[DECISION_HASH_BYTES];

	if (decision_makes(decision, error) != 0)
		return -1;
	decision_hash(hash, decision->text, strlen(decision->text));
	if (memcmp(hash, decision->makes, sizeof hash) != 0)
		return error_refuse(error, "its text is not the one that \"makes\" names");
	return 0;
}

/*
 * Kinds.
 */

static int
decision_read_assign(struct decision *decision, struct error *error)
{
	const char *to;

	if (json_member_text(decision->data, "to", HEX_LENGTH(32), &to, error) != 0 ||
	    decision_instead(decision, error) != 0)
		return -1;
	return *to == '\0' ? 0 : json_member_hex(decision->data, "to", decision->subject,
	    sizeof decision->subject, error);
}

/* [start, end, "kind", "with"], behind the one before. */
static int
decision_check_span(const json_t *span, int64_t *at, struct error *error)
{
	const json_t *start = json_array_get(span, 0), *end = json_array_get(span, 1);

	if (json_array_size(span) != 4 || !json_is_integer(start) || !json_is_integer(end) ||
	    !json_is_string(json_array_get(span, 2)) || !json_is_string(json_array_get(span, 3)))
		return error_refuse(error, "a span is not [start, end, kind, text]");
	if (json_integer_value(start) < *at || json_integer_value(end) > ENVELOPE_BYTES ||
	    json_integer_value(end) <= json_integer_value(start))
		return error_refuse(error, "spans must follow each other, and none be empty");
	*at = json_integer_value(end);
	return 0;
}

static int
decision_check_text(const json_t *text, struct error *error)
{
	uint8_t hash[DECISION_HASH_BYTES];
	const json_t *spans, *span;
	const char *page;
	int64_t at = 0;
	size_t i;

	if (json_member_text(text, "page", DECISION_NAME_MOST, &page, error) != 0 ||
	    json_member_hex(text, "of", hash, sizeof hash, error) != 0 ||
	    json_member_array(text, "spans", ENVELOPE_LINE1_MOST, &spans, error) != 0)
		return -1;
	json_array_foreach(spans, i, span)
		if (decision_check_span(span, &at, error) != 0)
			return -1;
	return 0;
}

static int
decision_read_redact(struct decision *decision, struct error *error)
{
	const json_t *text;
	size_t i;

	if (json_member_hex(decision->data, "message", decision->subject,
	    sizeof decision->subject, error) != 0 || decision_makes(decision, error) != 0 ||
	    decision_instead(decision, error) != 0 || json_member_array(decision->data, "texts",
	    DECISION_TEXTS_MOST, &decision->list, error) != 0)
		return -1;
	json_array_foreach(decision->list, i, text)
		if (!json_is_object(text) || decision_check_text(text, error) != 0)
			return error->kind == ERROR_NONE ? error_refuse(error,
			    "\"texts\" must hold objects") : -1;
	return 0;
}

static int
decision_read_excerpt(struct decision *decision, struct error *error)
{
	const json_t *data = decision->data;

	if (json_member_hex(data, "of", decision->subject, sizeof decision->subject, error) != 0 ||
	    decision_text(data, "theme", DECISION_NAME_MOST, &decision->name, error) != 0 ||
	    decision_instead(decision, error) != 0)
		return -1;
	if (json_object_get(data, "text") != NULL)
		return decision_text(data, "text", DECISION_TEXT_MOST, &decision->text,
		    error) != 0 ? -1 : decision_makes_text(decision, error);
	if (json_member_integer(data, "start", 0, ENVELOPE_BYTES, &decision->start, error) != 0 ||
	    json_member_integer(data, "end", decision->start + 1, ENVELOPE_BYTES, &decision->end,
	    error) != 0)
		return -1;
	return decision_makes(decision, error);
}

static int
decision_read_closed(struct decision *decision, struct error *error)
{
	if (decision_flag(decision->data, "closed", &decision->is, error) != 0 ||
	    decision_text(decision->data, "why", DECISION_TEXT_MOST, &decision->text,
	    error) != 0)
		return -1;
	return decision_instead(decision, error);
}

static int
decision_read_day(struct decision *decision, struct error *error)
{
	const char *day;

	if (json_member_text(decision->data, "day", DAY_SIZE, &day, error) != 0)
		return -1;
	return day_parse(&decision->day, day, error);
}

static int
decision_read_pack_text(struct decision *decision, struct error *error)
{
	const json_t *data = decision->data;
	const char *part;
	int found = 0;

	if (json_member_text(data, "part", DECISION_NAME_MOST, &part, error) != 0 ||
	    decision_text(data, "text", DECISION_TEXT_MOST, &decision->text, error) != 0 ||
	    decision_makes_text(decision, error) != 0 || decision_instead(decision, error) != 0)
		return -1;
	while (found < DECISION_PARTS && strcmp(decision_parts[found], part) != 0)
		found++;
	if (found == DECISION_PARTS)
		return error_refuse(error, "a pack has no part \"%s\"", part);
	decision->part = (enum decision_part)found;
	if (decision->part != DECISION_PROMISE)
		return 0;
	if (decision_text(data, "source", DECISION_NAME_MOST, &decision->name, error) != 0 ||
	    decision_flag(data, "kept", &decision->is, error) != 0)
		return -1;
	return decision_read_day(decision, error);
}

static int
decision_read_edition(struct decision *decision, struct error *error)
{
	uint8_t edition[DECISION_EDITION_BYTES];
	const json_t *figures;
	int64_t number;

	if (json_member_hex(decision->data, "edition", edition, sizeof edition, error) != 0 ||
	    json_member_integer(decision->data, "n", 1, JSON_INTEGER_MOST, &number, error) != 0 ||
	    json_member_integer(decision->data, "parts", 1, DECISION_PACKS_MOST, &number,
	    error) != 0 ||
	    json_member_integer(decision->data, "part", 1, number, &number, error) != 0 ||
	    json_member_array(decision->data, "packs", DECISION_PACKS_MOST, &decision->list,
	    error) != 0 ||
	    json_member_array(decision->data, "figures", DECISION_PACKS_MOST, &figures,
	    error) != 0)
		return -1;
	return decision_read_day(decision, error);
}

static int
decision_read_data(struct decision *decision, struct error *error)
{
	const json_t *data = decision->data;

	switch (decision->kind) {
	case DECISION_ASSIGN:
		return decision_read_assign(decision, error);
	case DECISION_NOTE:
		return decision_text(data, "text", DECISION_TEXT_MOST, &decision->text, error);
	case DECISION_SAFEGUARDING:
		return decision_text(data, "told", DECISION_NAME_MOST, &decision->name,
		    error) != 0 ? -1 : json_member_text(data, "text", DECISION_TEXT_MOST,
		    &decision->text, error);
	case DECISION_RECUSE:
		return 0;
	case DECISION_REDACT:
		return decision_read_redact(decision, error);
	case DECISION_EXCERPT:
		return decision_read_excerpt(decision, error);
	case DECISION_APPROVE:
		return json_member_hex(data, "event", decision->subject,
		    sizeof decision->subject, error) != 0 ? -1 : decision_makes(decision, error);
	case DECISION_REFUSE:
		return json_member_hex(data, "event", decision->subject,
		    sizeof decision->subject, error) != 0 ? -1 : decision_text(data, "why",
		    DECISION_TEXT_MOST, &decision->text, error);
	case DECISION_CLOSED:
		return decision_read_closed(decision, error);
	case DECISION_READS:
		if (decision_text(data, "language", FORM_LANGUAGE_MOST, &decision->name,
		    error) != 0)
			return -1;
		return form_language_is_good(decision->name) ? 0 :
		    error_refuse(error, "\"language\" is no language's tag");
	case DECISION_PACK_TEXT:
		return decision_read_pack_text(decision, error);
	case DECISION_SETTLE:
		return decision_ids(data, "words", DECISION_WORDS_MOST, &decision->list, error);
	case DECISION_EDITION:
		return decision_read_edition(decision, error);
	case DECISION_REMOVED:
		return json_member_hex(data, "key", decision->subject, sizeof decision->subject,
		    error) != 0 ? -1 : decision_ids(data, "events", DECISION_IDS_MOST,
		    &decision->list, error);
	case DECISION_KINDS:
		break;
	}
	error_bug("a kind of decision that is not read");
}

static int
decision_say(const char *bytes, size_t length, void *hash)
{
	return crypto_hash_sha256_update(hash, (const unsigned char *)bytes, length);
}

/* Whoever has the campaign's key can seal what another one signed into an envelope anew: it has
 * another id then, and is the same decision all the same. */
static void
decision_set_said(struct decision *decision, const struct event *event)
{
	crypto_hash_sha256_state hash;
	struct buffer head = BUFFER_INIT;

	buffer_append(&head, decision->by, sizeof decision->by);
	buffer_append(&head, event->mailbox, sizeof event->mailbox);
	buffer_format(&head, "%d %d %lld %ld\n", (int)decision->kind, event->has_case,
	    (long long)event->campaign, (long)event->made);
	(void)crypto_hash_sha256_init(&hash);
	(void)crypto_hash_sha256_update(&hash, head.data, head.length);
	if (json_dump_callback(event->data, decision_say, &hash, JSON_SORT_KEYS) != 0)
		error_bug("no memory for a decision");
	(void)crypto_hash_sha256_final(&hash, decision->said);
	buffer_free(&head);
}

int
decision_read(struct decision *decision, const struct event *event,
    const uint8_t id[ENVELOPE_ID_BYTES], const uint8_t by[32], bool former, struct error *error)
{
	int kind = decision_kind_find(event->kind);
	struct error own = ERROR_INIT;

	memset(decision, 0, sizeof *decision);
	if (kind < 0)
		return error_refuse(error, "it is no decision");
	if (decision_kinds[kind].of != DECISION_OF_EITHER &&
	    event->has_case != (decision_kinds[kind].of == DECISION_OF_CASE))
		return error_refuse(error, "a decision \"%s\" belongs to %s", event->kind,
		    event->has_case ? "no case" : "a case");
	decision->kind = (enum decision_kind)kind;
	memcpy(decision->id, id, sizeof decision->id);
	memcpy(decision->by, by, sizeof decision->by);
	decision->former = former;
	decision->has_case = event->has_case;
	memcpy(decision->mailbox, event->mailbox, sizeof decision->mailbox);
	decision->made = event->made;
	/* Held on to by counting; nobody changes it. */
	decision->data = json_incref((json_t *)(uintptr_t)event->data);
	if (decision_read_data(decision, &own) == 0) {
		decision_set_said(decision, event);
		return 0;
	}
	decision_free(decision);
	return error_refuse(error, "%s", own.text);
}

void
decision_free(struct decision *decision)
{
	json_decref(decision->data);
	memset(decision, 0, sizeof *decision);
}

int
decision_print(struct buffer *out, enum decision_kind kind, int64_t campaign,
    const uint8_t *mailbox, int32_t made, const json_t *data, struct error *error)
{
	static const uint8_t nothing[32];
	struct event event = { .campaign = campaign, .kind = decision_kinds[kind].name,
		.has_case = mailbox != NULL, .made = made, .data = data };
	struct decision again;

	if (mailbox != NULL)
		memcpy(event.mailbox, mailbox, sizeof event.mailbox);
	if (decision_read(&again, &event, nothing, nothing, false, error) != 0)
		return -1;
	decision_free(&again);
	return event_print(out, &event, error);
}
