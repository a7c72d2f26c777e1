/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/reply_line.h"

#include <sodium.h>
#include <string.h>

#include "common/campaign.h"
#include "common/encode.h"
#include "common/envelope.h"
#include "common/form.h"
#include "common/json.h"

#define REPLY_LINE_FORMAT "testimony-reply-1"
#define REPLY_LINE_WORD_MOST 32
#define REPLY_LINE_DAY_MOST 10

static const char *const reply_kinds[] = {
	[REPLY_MESSAGE] = "message",
	[REPLY_QUESTION] = "question",
	[REPLY_PREVIEW] = "preview",
};
#define REPLY_KINDS (sizeof reply_kinds / sizeof *reply_kinds)

const char *
reply_kind_name(enum reply_kind kind)
{
	return reply_kinds[kind];
}

void
line1_hash(uint8_t hash[REPLY_LINE_HASH_BYTES], const void *line1, size_t length)
{
	(void)crypto_hash_sha256(hash, line1, length);
}

static int
read_kind(struct reply_line *line, const json_t *line1, struct error *error)
{
	const char *kind;
	size_t i;

	if (json_member_text(line1, "kind", REPLY_LINE_WORD_MOST, &kind, error) != 0)
		return -1;
	for (i = 0; i < REPLY_KINDS && strcmp(kind, reply_kinds[i]) != 0; i++)
		;
	if (i == REPLY_KINDS)
		return error_refuse(error, "this is a kind of reply that this program does not know");
	line->kind = (enum reply_kind)i;
	return 0;
}

/* An array of ids as forms have them, none twice. */
static int
read_uses(const json_t *line1, const char *key, const json_t **uses, struct error *error)
{
	const json_t *use;
	size_t i;

	if (json_member_array(line1, key, FORM_USES_MOST, uses, error) != 0)
		return -1;
	json_array_foreach(*uses, i, use) {
		if (!json_is_string(use) || !form_id_is_good(json_string_value(use)))
			return error_refuse(error, "\"%s\" has a use that is no id", key);
		for (size_t j = 0; j < i; j++)
			if (json_equal(use, json_array_get(*uses, j)))
				return error_refuse(error, "\"%s\" has a use twice", key);
	}
	return 0;
}

static int
read_seen(struct reply_line *line, const json_t *line1, struct error *error)
{
	const json_t *entry;
	const char *kind;
	int64_t week;
	size_t i;

	if (json_member_array(line1, "seen", REPLY_LINE_SEEN_MOST, &line->seen, error) != 0)
		return -1;
	json_array_foreach(line->seen, i, entry)
		if (json_member_text(entry, "kind", REPLY_LINE_WORD_MOST, &kind, error) != 0 ||
		    json_member_integer(entry, "week", 0, UINT32_MAX, &week, error) != 0)
			return error_within(error, "\"seen\"");
	return 0;
}

static int
read_question(struct reply_line *line, const json_t *line1, struct error *error)
{
	uint8_t hash[REPLY_LINE_HASH_BYTES];
	const json_t *entry;
	size_t i;

	if (read_uses(line1, "uses", &line->uses, error) != 0 ||
	    json_member_array(line1, "lays_aside", REPLY_LINE_LAYS_ASIDE_MOST, &line->lays_aside,
		error) != 0)
		return -1;
	json_array_foreach(line->lays_aside, i, entry)
		if (!json_is_string(entry) || hex_decode(hash, sizeof hash, json_string_value(entry),
		    json_string_length(entry)) != 0)
			return error_refuse(error, "\"lays_aside\" must hold hashes of 64 hex digits");
	return 0;
}

int
reply_line_parse(struct reply_line *line, const json_t *line1, struct error *error)
{
	const char *format, *day;

	memset(line, 0, sizeof *line);
	if (json_member_text(line1, "format", REPLY_LINE_WORD_MOST, &format, error) != 0)
		return -1;
	if (strcmp(format, REPLY_LINE_FORMAT) != 0)
		return error_refuse(error, "this is not a reply that this program knows: its "
		    "\"format\" is not \"" REPLY_LINE_FORMAT "\"");
	if (json_member_integer(line1, "campaign", 1, JSON_INTEGER_MOST, &line->campaign,
		error) != 0 ||
	    read_kind(line, line1, error) != 0 ||
	    json_member_integer(line1, "n", 1, JSON_INTEGER_MOST, &line->n, error) != 0 ||
	    json_member_integer(line1, "parts", 1, REPLY_LINE_PARTS_MOST, &line->parts, error) != 0 ||
	    json_member_integer(line1, "part", 1, line->parts, &line->part, error) != 0 ||
	    read_seen(line, line1, error) != 0 ||
	    read_uses(line1, "in_force", &line->in_force, error) != 0 ||
	    json_member_text(line1, "text", ENVELOPE_LINE1_MOST, &line->text, error) != 0)
		return -1;
	if (line->kind == REPLY_QUESTION)
		return read_question(line, line1, error);
	if (line->kind == REPLY_PREVIEW && (json_member_text(line1, "answer_by",
	    REPLY_LINE_DAY_MOST, &day, error) != 0 || day_parse(&line->answer_by, day, error) != 0))
		return -1;
	return 0;
}

/* What is not there is left out, for check_printed to say so. */
static void
set(json_t *object, const char *key, json_t *value)
{
	if (value != NULL && json_object_set_new(object, key, value) != 0)
		error_bug("no memory for a reply");
}

static json_t *
new_line1(const struct reply_line *line)
{
	json_t *line1 = json_object();
	char day[DAY_SIZE];

	set(line1, "format", json_string(REPLY_LINE_FORMAT));
	set(line1, "campaign", json_integer(line->campaign));
	set(line1, "kind", json_string(reply_kinds[line->kind]));
	set(line1, "n", json_integer(line->n));
	set(line1, "part", json_integer(line->part));
	set(line1, "parts", json_integer(line->parts));
	set(line1, "seen", json_deep_copy(line->seen));
	set(line1, "in_force", json_deep_copy(line->in_force));
	set(line1, "text",
	    line->text == NULL ? NULL : json_text_cleaned(line->text, strlen(line->text)));
	if (line->kind == REPLY_QUESTION) {
		set(line1, "uses", json_deep_copy(line->uses));
		set(line1, "lays_aside", json_deep_copy(line->lays_aside));
	} else if (line->kind == REPLY_PREVIEW) {
		day_print(day, line->answer_by);
		set(line1, "answer_by", json_string(day));
	}
	return line1;
}

/* What families could not read must not be signed. */
static int
check_printed(const struct buffer *text, struct error *error)
{
	struct reply_line again;
	json_t *value;
	int result;

	if (json_parse(&value, text->data, text->length, "the reply", error) != 0)
		return -1;
	result = reply_line_parse(&again, value, error);
	json_decref(value);
	return result;
}

int
reply_line_print(struct buffer *out, const struct reply_line *line, struct error *error)
{
	struct buffer text = BUFFER_INIT;
	json_t *line1 = new_line1(line);
	int result = -1;

	json_print(line1, &text);
	if (text.length > ENVELOPE_LINE1_MOST) {
		(void)error_refuse(error, "this is too long for one reply: please cut about %zu "
		    "characters", text.length - ENVELOPE_LINE1_MOST);
	} else if (check_printed(&text, error) == 0) {
		buffer_append(out, text.data, text.length);
		result = 0;
	}
	json_decref(line1);
	buffer_free(&text);
	return result;
}
