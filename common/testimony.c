/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/testimony.h"

#include <sodium.h>
#include <string.h>

#include "common/encode.h"
#include "common/envelope.h"
#include "common/json.h"
#include "common/utf8.h"

#define TESTIMONY_FORMAT "testimony-1"
#define TESTIMONY_WORD_MOST 64 /* bytes of "kind", "answer" and the like */

/* Line 1 with its members empty: the longest serial, kind, language and recipient. */
#define TESTIMONY_FRAME \
	"{\"format\":\"testimony-1\",\"campaign\":9007199254740991,\"kind\":\"testimony\"," \
	"\"language\":\"\",\"reply_to\":\"\",\"answers\":,\"hide\":,\"uses\":}"

/* What form_check() takes always fits in an envelope. */
_Static_assert(sizeof TESTIMONY_FRAME + TESTIMONY_LANGUAGE_MOST + RECIPIENT_SIZE +
    FORM_ANSWER_BYTES <= ENVELOPE_LINE1_MOST, "a checked testimony must fit in an envelope");

static const char *const kind_names[] = {
	[TESTIMONY_TESTIMONY] = "testimony",
	[TESTIMONY_ADDITION] = "addition",
	[TESTIMONY_CONSENT] = "consent",
	[TESTIMONY_ANSWER] = "answer",
};

const char *
testimony_kind_name(enum testimony_kind kind)
{
	return kind_names[kind];
}

static const char *const verdict_names[] = {
	[TESTIMONY_YES] = "yes",
	[TESTIMONY_NO] = "no",
	[TESTIMONY_CHANGE] = "change",
};

/* A member that is one of `count` words; *index says which. */
static int
read_word(const json_t *object, const char *key, const char *const *words, size_t count,
    size_t *index, struct error *error)
{
	const char *word;

	if (json_member_text(object, key, TESTIMONY_WORD_MOST, &word, error) != 0)
		return -1;
	for (*index = 0; *index < count; (*index)++)
		if (strcmp(word, words[*index]) == 0)
			return 0;
	return error_refuse(error, "the \"%s\" of this message is not one that this program knows",
	    key);
}

/* An array of ids, none twice. */
static int
read_ids(const json_t *ids, size_t most, const char *what, struct error *error)
{
	if (json_array_size(ids) > most)
		return error_refuse(error, "there are more than %zu entries in %s", most, what);
	for (size_t i = 0; i < json_array_size(ids); i++) {
		const json_t *id = json_array_get(ids, i);

		if (!json_is_string(id) || !form_id_is_good(json_string_value(id)))
			return error_refuse(error, "entry %zu of %s is not an id", i + 1, what);
		for (size_t j = 0; j < i; j++)
			if (json_equal(json_array_get(ids, j), id))
				return error_refuse(error, "an id stands twice in %s", what);
	}
	return 0;
}

static int
read_answers(const json_t *answers, struct error *error)
{
	const char *id;
	json_t *value;

	if (json_object_size(answers) > FORM_PAGES_MOST)
		return error_refuse(error, "there are more than %d answers", FORM_PAGES_MOST);
	json_object_foreach((json_t *)answers, id, value) {
		if (!form_id_is_good(id))
			return error_refuse(error, "an answer is to a page without a good id");
		if (json_is_array(value)) {
			if (read_ids(value, FORM_OPTIONS_MOST, "an answer", error) != 0)
				return error_within(error, "\"%s\"", id);
		} else if (!json_is_string(value)) {
			return error_refuse(error, "the answer to \"%s\" is neither a text nor a "
			    "list", id);
		} else if (json_string_length(value) > FORM_TEXT_BYTES) {
			return error_refuse(error, "the answer to \"%s\" is too long: it may have "
			    "%d bytes", id, FORM_TEXT_BYTES);
		}
	}
	return 0;
}

static int
read_hide(const json_t *hide, struct error *error)
{
	for (size_t i = 0; i < json_array_size(hide); i++) {
		const json_t *name = json_array_get(hide, i);

		if (!json_is_string(name) || json_string_length(name) == 0 ||
		    utf8_count(json_string_value(name), json_string_length(name)) >
		    FORM_HIDE_LENGTH)
			return error_refuse(error, "name %zu to hide is not a text of 1 to %d "
			    "characters", i + 1, FORM_HIDE_LENGTH);
	}
	return 0;
}

static int
read_uses(struct testimony *testimony, const json_t *line1, struct error *error)
{
	if (json_member_array(line1, "uses", FORM_USES_MOST, &testimony->uses, error) != 0)
		return -1;
	return read_ids(testimony->uses, FORM_USES_MOST, "\"uses\"", error);
}

static int
read_telling(struct testimony *testimony, const json_t *line1, struct error *error)
{
	if (testimony->language == NULL)
		return error_refuse(error, "the member \"language\" is missing");
	if (json_member_object(line1, "answers", &testimony->answers, error) != 0 ||
	    read_answers(testimony->answers, error) != 0 ||
	    json_member_array(line1, "hide", FORM_HIDE_MOST, &testimony->hide, error) != 0 ||
	    read_hide(testimony->hide, error) != 0)
		return -1;
	return read_uses(testimony, line1, error);
}

static int
read_verdict(struct testimony *testimony, const json_t *line1, struct error *error)
{
	size_t index;

	if (read_word(line1, "answer", verdict_names,
	    sizeof verdict_names / sizeof verdict_names[0], &index, error) != 0 ||
	    json_member_hex(line1, "reply", testimony->reply, sizeof testimony->reply, error) != 0)
		return -1;
	testimony->verdict = (enum testimony_verdict)index;
	if (json_object_get(line1, "text") == NULL)
		return 0;
	return json_member_text(line1, "text", FORM_TEXT_BYTES, &testimony->text, error);
}

/* The members that all kinds have. */
static int
read_frame(struct testimony *testimony, const json_t *line1, struct error *error)
{
	static const char *const formats[] = { TESTIMONY_FORMAT };
	const char *reply_to;
	size_t index;

	if (read_word(line1, "format", formats, 1, &index, error) != 0 ||
	    json_member_integer(line1, "campaign", 1, JSON_INTEGER_MOST, &testimony->campaign,
	    error) != 0 ||
	    read_word(line1, "kind", kind_names, sizeof kind_names / sizeof kind_names[0], &index,
	    error) != 0 ||
	    json_member_text(line1, "reply_to", RECIPIENT_SIZE, &reply_to, error) != 0 ||
	    recipient_parse(&testimony->reply_to, reply_to, strlen(reply_to), error) != 0)
		return -1;
	testimony->kind = (enum testimony_kind)index;
	if (json_object_get(line1, "language") == NULL)
		return 0;
	if (json_member_text(line1, "language", TESTIMONY_LANGUAGE_MOST, &testimony->language,
	    error) != 0)
		return -1;
	if (!form_language_is_good(testimony->language))
		return error_refuse(error, "the \"language\" must be a tag as \"en\" or \"pl\"");
	return 0;
}

int
testimony_parse(struct testimony *testimony, const json_t *line1, struct error *error)
{
	memset(testimony, 0, sizeof *testimony);
	if (read_frame(testimony, line1, error) != 0)
		return -1;
	switch (testimony->kind) {
	case TESTIMONY_TESTIMONY:
	case TESTIMONY_ADDITION:
		return read_telling(testimony, line1, error);
	case TESTIMONY_CONSENT:
		return read_uses(testimony, line1, error);
	case TESTIMONY_ANSWER:
		return read_verdict(testimony, line1, error);
	}
	error_bug("unknown kind of testimony");
}

static json_t *
new_line1(const struct campaign *campaign, const char *kind, const char *language,
    const struct recipient *reply_to)
{
	char recipient[RECIPIENT_SIZE];
	json_t *line1 = json_object();

	recipient_print(recipient, reply_to);
	(void)json_object_set_new(line1, "format", json_string(TESTIMONY_FORMAT));
	(void)json_object_set_new(line1, "campaign", json_integer(campaign->serial));
	(void)json_object_set_new(line1, "kind", json_string(kind));
	if (language != NULL)
		(void)json_object_set_new(line1, "language", json_string(language));
	(void)json_object_set_new(line1, "reply_to", json_string(recipient));
	return line1;
}

/* Adds line 1 where readers will take it, and releases it. */
static int
print_checked(struct buffer *out, json_t *line1, struct error *error)
{
	struct buffer text = BUFFER_INIT;
	struct testimony again;
	int result = -1;

	if (testimony_parse(&again, line1, error) != 0)
		goto done;
	json_print(line1, &text);
	if (text.length > ENVELOPE_LINE1_MOST) {
		(void)error_refuse(error, "this is too long for an envelope: please cut about %zu "
		    "characters", text.length - ENVELOPE_LINE1_MOST);
		goto done;
	}
	buffer_append(out, text.data, text.length);
	result = 0;
done:
	json_decref(line1);
	buffer_free(&text);
	sodium_memzero(&again, sizeof again);
	return result;
}

int
testimony_print(struct buffer *out, const struct campaign *campaign, const char *kind,
    const char *language, const struct recipient *reply_to, const json_t *answers,
    struct error *error)
{
	static const char *const members[] = { "answers", "hide", "uses" };
	json_t *line1;

	if (strcmp(kind, kind_names[TESTIMONY_TESTIMONY]) != 0 &&
	    strcmp(kind, kind_names[TESTIMONY_ADDITION]) != 0)
		error_bug("a testimony of another kind was to be written");
	if (language == NULL)
		language = json_string_value(json_object_get(answers, "language"));
	line1 = new_line1(campaign, kind, language == NULL ? "en" : language, reply_to);
	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		const json_t *member = json_object_get(answers, members[i]);

		if (member != NULL)
			(void)json_object_set_new(line1, members[i], json_cleaned(member));
		else if (strcmp(members[i], "hide") == 0)
			(void)json_object_set_new(line1, members[i], json_array());
	}
	return print_checked(out, line1, error);
}

int
testimony_print_consent(struct buffer *out, const struct campaign *campaign,
    const struct recipient *reply_to, const json_t *uses, struct error *error)
{
	json_t *line1 = new_line1(campaign, kind_names[TESTIMONY_CONSENT], NULL, reply_to);

	(void)json_object_set_new(line1, "uses", json_cleaned(uses));
	return print_checked(out, line1, error);
}

int
testimony_print_answer(struct buffer *out, const struct campaign *campaign,
    const struct recipient *reply_to, const uint8_t reply[TESTIMONY_REPLY_BYTES],
    enum testimony_verdict verdict, const char *text, struct error *error)
{
	json_t *line1 = new_line1(campaign, kind_names[TESTIMONY_ANSWER], NULL, reply_to);
	char hash[HEX_LENGTH(TESTIMONY_REPLY_BYTES) + 1];

	hex_encode(hash, reply, TESTIMONY_REPLY_BYTES);
	(void)json_object_set_new(line1, "reply", json_string(hash));
	(void)json_object_set_new(line1, "answer", json_string(verdict_names[verdict]));
	if (text != NULL)
		(void)json_object_set_new(line1, "text", json_text_cleaned(text, strlen(text)));
	return print_checked(out, line1, error);
}
