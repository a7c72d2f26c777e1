/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/testimony.h"

#include <string.h>

#include "common/json.h"
#include "common/utf8.h"

#define ESCAPE_BYTES 6 /* of one \uXXXX */

/* The number of a \uXXXX that starts at `at`, or -1 where there is none. */
static int32_t
escape_at(const uint8_t *text, size_t length, size_t at)
{
	int32_t value = 0;

	if (length - at < ESCAPE_BYTES || text[at] != '\\' || text[at + 1] != 'u')
		return -1;
	for (size_t i = at + 2; i < at + ESCAPE_BYTES; i++) {
		uint8_t digit = text[i];

		if (digit >= '0' && digit <= '9')
			digit = (uint8_t)(digit - '0');
		else if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f')
			digit = (uint8_t)((digit | 0x20) - 'a' + 10);
		else
			return -1;
		value = value << 4 | digit;
	}
	return value;
}

/* An escape inside a string, at its backslash. Returns how many bytes it had. */
static size_t
mend_escape(struct buffer *out, const uint8_t *text, size_t length, size_t at)
{
	int32_t value = escape_at(text, length, at), next;

	if (value < 0) {
		/* \" and \\ must not end the string. Anything else that is no escape stays an
		 * error: what was meant cannot be known. */
		size_t bytes = at + 1 < length ? 2 : 1;

		buffer_append(out, text + at, bytes);
		return bytes;
	}
	if (value == 0)
		return ESCAPE_BYTES;
	if (value < 0xd800 || value > 0xdfff) {
		buffer_append(out, text + at, ESCAPE_BYTES);
		return ESCAPE_BYTES;
	}
	next = value < 0xdc00 ? escape_at(text, length, at + ESCAPE_BYTES) : -1;
	if (next >= 0xdc00 && next <= 0xdfff) {
		buffer_append(out, text + at, 2 * ESCAPE_BYTES);
		return 2 * ESCAPE_BYTES;
	}
	utf8_append(out, UTF8_REPLACEMENT);
	return ESCAPE_BYTES;
}

/* A character that is no quote, backslash or broken one. */
static void
mend_character(struct buffer *out, uint32_t character, bool in_string)
{
	if (in_string && (character == '\n' || character == '\t')) {
		buffer_append_text(out, character == '\n' ? "\\n" : "\\t");
		return;
	}
	/* Outside of strings, LF, TAB and CR are white space. Other controls (Cc) go. */
	if ((character < 0x20 && (in_string || strchr("\n\t\r", (int)character) == NULL ||
	    character == 0)) || (character >= 0x7f && character <= 0x9f))
		return;
	utf8_append(out, character);
}

/*
 * Mends what JSON's strict readers refuse in a whole file, though only a character of somebody's
 * text is broken: as a browser's fields would have done it before a page ever saw the text.
 */
static void
mend(struct buffer *out, const uint8_t *text, size_t length)
{
	bool in_string = false;
	size_t at = 0;

	if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		at = 3;
	while (at < length) {
		int32_t character;

		if (in_string && text[at] == '\\') {
			at += mend_escape(out, text, length, at);
			continue;
		}
		character = utf8_next(text, length, &at);
		if (character == '"')
			in_string = !in_string;
		if (character < 0)
			utf8_append(out, UTF8_REPLACEMENT);
		else
			mend_character(out, (uint32_t)character, in_string);
	}
}

static int
parse_mended(json_t **value, const void *text, size_t length, struct error *error)
{
	struct buffer mended = BUFFER_INIT;
	int result;

	if (length > TESTIMONY_ANSWERS_FILE_MOST)
		return error_refuse(error, "the answers are larger than %d KiB",
		    TESTIMONY_ANSWERS_FILE_MOST / 1024);
	if (length >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
		return error_refuse(error, "the answers are saved as UTF-16. Save them as UTF-8");
	mend(&mended, text, length);
	result = json_parse(value, mended.data, mended.length, "the answers", error);
	buffer_free(&mended);
	return result;
}

/* A member that nobody knows is most likely a slip, and "Hide" would hide nothing. */
static int
check_members(const json_t *file, struct error *error)
{
	static const char *const known[] = { "answers", "hide", "uses", "language", "note" };
	const char *key;
	json_t *value;

	if (!json_is_object(file))
		return error_refuse(error, "the answers must be an object in { }");
	json_object_foreach((json_t *)file, key, value) {
		size_t i = 0;

		while (i < sizeof known / sizeof known[0] && strcmp(key, known[i]) != 0)
			i++;
		if (i == sizeof known / sizeof known[0])
			return error_refuse(error, "the answers have a member \"%.*s\"; there may "
			    "be answers, hide, uses, language and note", FORM_ID_MOST, key);
	}
	return 0;
}

static int
check_file(const struct form *form, const json_t *file, struct error *error)
{
	const json_t *answers, *language = json_object_get(file, "language");

	if (json_member_object(file, "answers", &answers, error) != 0)
		return -1;
	if (language != NULL && (!json_is_string(language) ||
	    !form_language_is_good(json_string_value(language))))
		return error_refuse(error, "the \"language\" must be a tag as \"en\" or \"pl\"");
	return form_check(form, answers, json_object_get(file, "hide"),
	    json_object_get(file, "uses"), error);
}

int
testimony_answers_parse(json_t **answers, const struct form *form, const void *text,
    size_t length, struct error *error)
{
	json_t *file = NULL, *copy = NULL;
	int result = -1;

	*answers = NULL;
	if (parse_mended(&file, text, length, error) != 0 || check_members(file, error) != 0)
		goto out;
	copy = json_cleaned(file);
	(void)json_object_del(copy, "note");
	if (json_object_get(copy, "hide") == NULL)
		(void)json_object_set_new(copy, "hide", json_array());
	/* What is sent is what is checked. */
	if (check_file(form, copy, error) != 0)
		goto out;
	*answers = json_incref(copy);
	result = 0;
out:
	json_decref(file);
	json_decref(copy);
	return result;
}
