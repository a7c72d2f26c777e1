/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/json.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "common/encode.h"
#include "common/secret.h"
#include "common/utf8.h"

/* Where the scan is, and what it has counted. */
struct scan {
	const uint8_t *text;
	size_t length, at;
	size_t line, depth;
	const char *name;
};

void
json_start(void)
{
	json_set_alloc_funcs(secret_allocate, secret_release);
	/* 0 would make jansson look for a seed itself, in worse places. */
	json_object_seed((size_t)randombytes_random() | 1);
}

static int
refuse_at(const struct scan *scan, struct error *error, const char *what)
{
	return error_refuse(error, "line %zu of %s: %s", scan->line, scan->name, what);
}

/* Moves past a string. Its inside is jansson's to check. */
static void
scan_string(struct scan *scan)
{
	while (scan->at < scan->length && scan->text[scan->at] != '"') {
		if (scan->text[scan->at] == '\\')
			scan->at++;
		scan->at++;
	}
	scan->at++;
}

/*
 * Jansson reads 1.0, 1e3 and -0 as numbers, up to 64 bits; other readers round what lies above
 * 2^53 (RFC 8259 section 6). None of these formats has a use for them.
 */
static int
scan_number(struct scan *scan, struct error *error)
{
	int64_t value = 0;

	while (scan->at < scan->length && scan->text[scan->at] >= '0' &&
	    scan->text[scan->at] <= '9') {
		value = value * 10 + (scan->text[scan->at++] - '0');
		if (value > JSON_INTEGER_MOST)
			return refuse_at(scan, error, "a number is larger than 9007199254740991");
	}
	if (scan->at < scan->length && strchr(".eE", scan->text[scan->at]) != NULL &&
	    scan->text[scan->at] != '\0')
		return refuse_at(scan, error, "only whole numbers may stand here, as 12");
	return 0;
}

/* Checks what jansson does not: depth (before it costs anything) and numbers. */
static int
scan_text(struct scan *scan, struct error *error)
{
	while (scan->at < scan->length) {
		uint8_t byte = scan->text[scan->at];

		if (byte >= '0' && byte <= '9') {
			if (scan_number(scan, error) != 0)
				return -1;
			continue;
		}
		scan->at++;
		if (byte == '"')
			scan_string(scan);
		else if (byte == '\n')
			scan->line++;
		else if (byte == '-')
			return refuse_at(scan, error, "numbers may not be negative");
		else if ((byte == '{' || byte == '[') && scan->depth++ == JSON_DEPTH_MOST)
			return refuse_at(scan, error, "more than 8 brackets are open");
		else if ((byte == '}' || byte == ']') && scan->depth > 0)
			scan->depth--;
	}
	return 0;
}

/* What jansson said, in our words: its own quote the text, which may be somebody's story. */
static const char *
problem_words(const json_error_t *problem)
{
	switch (json_error_code(problem)) {
	case json_error_duplicate_key:
		return "a name stands twice in one object";
	case json_error_invalid_utf8:
		return "there are bytes that are not UTF-8";
	case json_error_null_character:
	case json_error_null_byte_in_key:
		return "\\u0000 may not stand in a text";
	case json_error_premature_end_of_input:
		return "the text ends too early";
	case json_error_end_of_input_expected:
		return "there is something after the end";
	case json_error_unknown:
	case json_error_out_of_memory:
	case json_error_stack_overflow:
	case json_error_cannot_open_file:
	case json_error_invalid_argument:
	case json_error_invalid_syntax:
	case json_error_invalid_format:
	case json_error_wrong_type:
	case json_error_null_value:
	case json_error_numeric_overflow:
	case json_error_item_not_found:
	case json_error_index_out_of_range:
	default:
		return "this is not JSON; look for a missing comma, quote or bracket";
	}
}

int
json_parse(json_t **value, const void *text, size_t length, const char *name,
    struct error *error)
{
	struct scan scan = { .text = text, .length = length, .line = 1, .name = name };
	json_error_t problem;

	*value = NULL;
	if (length == 0)
		return error_refuse(error, "%s: there is nothing in it", name);
	if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		return error_refuse(error, "%s: it starts with a byte order mark. Save it as plain "
		    "UTF-8 without one", name);
	if (scan_text(&scan, error) != 0)
		return -1;
	*value = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &problem);
	if (*value == NULL)
		(void)error_refuse(error, "line %d of %s, column %d: %s", problem.line, name,
		    problem.column, problem_words(&problem));
	/* It quotes the text. */
	sodium_memzero(&problem, sizeof problem);
	return *value == NULL ? -1 : 0;
}

static int
print_piece(const char *piece, size_t length, void *out)
{
	buffer_append(out, piece, length);
	return 0;
}

void
json_print(const json_t *value, struct buffer *out)
{
	if (json_dump_callback(value, print_piece, out, JSON_COMPACT | JSON_ENCODE_ANY) != 0)
		error_bug("a JSON value could not be written");
}

/* The member, or NULL with a sentence. */
static const json_t *
find_member(const json_t *object, const char *key, struct error *error)
{
	const json_t *found;

	if (!json_is_object(object)) {
		(void)error_refuse(error, "there should be an object with a member \"%s\" here",
		    key);
		return NULL;
	}
	found = json_object_get(object, key);
	if (found == NULL)
		(void)error_refuse(error, "the member \"%s\" is missing", key);
	return found;
}

int
json_member_text(const json_t *object, const char *key, size_t bytes_most, const char **text,
    struct error *error)
{
	const json_t *found = find_member(object, key, error);

	if (found == NULL)
		return -1;
	if (!json_is_string(found))
		return error_refuse(error, "the member \"%s\" must be a text in quotes", key);
	if (json_string_length(found) > bytes_most)
		return error_refuse(error, "the member \"%s\" is too long: at most %zu bytes", key,
		    bytes_most);
	/* No parser of ours lets a NUL in, but a value may have been made otherwise. */
	if (strlen(json_string_value(found)) != json_string_length(found))
		return error_refuse(error, "the member \"%s\" has a NUL in it", key);
	*text = json_string_value(found);
	return 0;
}

int
json_member_integer(const json_t *object, const char *key, int64_t least, int64_t most,
    int64_t *value, struct error *error)
{
	const json_t *found = find_member(object, key, error);

	if (found == NULL)
		return -1;
	if (!json_is_integer(found))
		return error_refuse(error, "the member \"%s\" must be a whole number", key);
	if (json_integer_value(found) < least || json_integer_value(found) > most)
		return error_refuse(error, "the member \"%s\" must be from %" PRId64 " to %" PRId64
		    "", key, least, most);
	*value = json_integer_value(found);
	return 0;
}

int
json_member_array(const json_t *object, const char *key, size_t most, const json_t **array,
    struct error *error)
{
	const json_t *found = find_member(object, key, error);

	if (found == NULL)
		return -1;
	if (!json_is_array(found))
		return error_refuse(error, "the member \"%s\" must be a list in [ ]", key);
	if (json_array_size(found) > most)
		return error_refuse(error, "the list \"%s\" is too long: at most %zu entries", key,
		    most);
	*array = found;
	return 0;
}

int
json_member_object(const json_t *object, const char *key, const json_t **member,
    struct error *error)
{
	const json_t *found = find_member(object, key, error);

	if (found == NULL)
		return -1;
	if (!json_is_object(found))
		return error_refuse(error, "the member \"%s\" must be an object in { }", key);
	*member = found;
	return 0;
}

int
json_member_hex(const json_t *object, const char *key, uint8_t *bytes, size_t length,
    struct error *error)
{
	const json_t *found = find_member(object, key, error);

	if (found == NULL)
		return -1;
	if (!json_is_string(found) || hex_decode(bytes, length, json_string_value(found),
	    json_string_length(found)) != 0)
		return error_refuse(error, "the member \"%s\" must be %zu lowercase hex digits",
		    key, HEX_LENGTH(length));
	return 0;
}

json_t *
json_text_cleaned(const char *text, size_t length)
{
	struct buffer out = BUFFER_INIT;
	json_t *cleaned;

	/* Cleaning never makes it longer, but for U+FFFD: three bytes for one. */
	buffer_reserve(&out, length);
	for (size_t at = 0; at < length;) {
		int32_t character = utf8_next((const uint8_t *)text, length, &at);

		if (character < 0)
			character = UTF8_REPLACEMENT;
		/* General category Cc: C0, DEL and C1. */
		if ((character < 0x20 && character != '\n' && character != '\t') ||
		    (character >= 0x7f && character <= 0x9f))
			continue;
		utf8_append(&out, (uint32_t)character);
	}
	cleaned = json_stringn((const char *)out.data, out.length);
	buffer_free(&out);
	if (cleaned == NULL)
		error_bug("a cleaned text is still no UTF-8");
	return cleaned;
}

json_t *
json_cleaned(const json_t *value)
{
	const char *key;
	json_t *copy, *member;
	size_t index;

	if (json_is_string(value))
		return json_text_cleaned(json_string_value(value), json_string_length(value));
	if (json_is_array(value)) {
		copy = json_array();
		json_array_foreach(value, index, member)
			(void)json_array_append_new(copy, json_cleaned(member));
		return copy;
	}
	if (json_is_object(value)) {
		copy = json_object();
		json_object_foreach((json_t *)value, key, member)
			(void)json_object_set_new(copy, key, json_cleaned(member));
		return copy;
	}
	return json_incref((json_t *)value);
}
