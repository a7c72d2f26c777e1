/* SPDX-License-Identifier: ISC */
/*
 * The table of requests, tests/vectors/requests.json, whose note says how it is read: a request's
 * text with what is put in, as bytes. For the unit test, the fuzz target and what sends them to a
 * daemon. Stops the program where the table is broken. Any thread.
 */
#ifndef TESTIMONY_REQUEST_SPECIMEN_H
#define TESTIMONY_REQUEST_SPECIMEN_H

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/buffer.h"
#include "common/encode.h"
#include "common/envelope.h"
#include "common/error.h"
#include "keys/httpsig_sign.h"

#define REQUEST_TIMES_MOST 2000000
#define REQUEST_BYTES_MOST (4 * 1024 * 1024) /* what a text of the table may become */

/* What is put in; all borrowed. */
struct request_values {
	const uint8_t *envelope; /* ENVELOPE_BYTES */
	const char *id;          /* its, in hex */
	const char *token;
	const struct author *author; /* a coordinator */
	int64_t now;             /* Unix seconds: when it is signed */
	size_t most;             /* bytes; what would make a text longer stays as it is */
};

static const char request_mailbox[] =
    "7777777777777777777777777777777777777777777777777777777777777777";

/* Adds the characters of a JSON string as bytes. */
static inline void
request_latin1(struct buffer *out, const json_t *text)
{
	const unsigned char *at = (const unsigned char *)json_string_value(text);
	const unsigned char *end = at + json_string_length(text);

	for (; at < end; at++) {
		if (*at < 0x80) {
			buffer_append_byte(out, *at);
			continue;
		}
		if (*at > 0xc3)
			error_bug("a character of the table of requests is no byte");
		buffer_append_byte(out, (uint8_t)((*at & 3) << 6 | (at[1] & 0x3f)));
		at++;
	}
}

/* Takes "{N TEXT}" at the start of a text; returns its length, or 0 where it is not of that form,
 * or too large. */
static inline size_t
request_repeat(struct buffer *out, const uint8_t *text, size_t length, size_t most)
{
	const uint8_t *end = memchr(text, '}', length);
	size_t times = 0, at = 1, one;

	while (at < length && text[at] >= '0' && text[at] <= '9' && times < REQUEST_TIMES_MOST)
		times = times * 10 + (size_t)(text[at++] - '0');
	if (end == NULL || at == 1 || at >= length || text[at] != ' ' || end <= text + at + 1)
		return 0;
	one = (size_t)(end - (text + at + 1));
	if (times * one > most || out->length + times * one > most)
		return 0;
	for (size_t i = 0; i < times; i++)
		buffer_append(out, text + at + 1, one);
	return (size_t)(end - text) + 1;
}

/* Takes a name in braces; returns its length, or 0. */
static inline size_t
request_value(struct buffer *out, const uint8_t *text, size_t length,
    const struct request_values *values)
{
	static const char *const names[] = { "{id}", "{mailbox}", "{token}", "{proof}",
		"{envelope}" };
	size_t name;

	for (name = 0; name < sizeof names / sizeof names[0]; name++)
		if (length >= strlen(names[name]) && memcmp(text, names[name],
			strlen(names[name])) == 0)
			break;
	switch (name) {
	case 0:
		buffer_append_text(out, values->id);
		break;
	case 1:
		buffer_append_text(out, request_mailbox);
		break;
	case 2:
		buffer_append_text(out, values->token);
		break;
	case 3:
		buffer_format(out, "%s 0000000000000000", values->token);
		break;
	case 4:
		if (out->length + ENVELOPE_BYTES > values->most)
			return 0;
		buffer_append(out, values->envelope, ENVELOPE_BYTES);
		break;
	default:
		return 0;
	}
	return strlen(names[name]);
}

/* Adds the text with all put in but {signed}. */
static inline void
request_put_in(struct buffer *out, const uint8_t *text, size_t length,
    const struct request_values *values)
{
	for (size_t at = 0; at < length;) {
		size_t taken = 0;

		if (text[at] == '{') {
			taken = request_value(out, text + at, length - at, values);
			if (taken == 0)
				taken = request_repeat(out, text + at, length - at, values->most);
		}
		if (taken == 0) {
			buffer_append_byte(out, text[at]);
			taken = 1;
		}
		at += taken;
	}
}

static inline uint8_t *
request_find(const struct buffer *text, const char *part, size_t length)
{
	return text->length == 0 ? NULL : memmem(text->data, text->length, part, length);
}

/* Puts bytes in the place of the `length` bytes at `at` in `text`. */
static inline void
request_replace(struct buffer *text, const uint8_t *at, size_t length, const struct buffer *by)
{
	size_t before = (size_t)(at - text->data);
	struct buffer made = BUFFER_INIT;

	buffer_append(&made, text->data, before);
	buffer_append(&made, by->data, by->length);
	buffer_append(&made, at + length, text->length - before - length);
	buffer_free(text);
	*text = made;
}

/* A field's value in a request (malloc); NULL: it is not there. */
static inline char *
request_field(const struct buffer *request, const char *name)
{
	const uint8_t *at = request_find(request, name, strlen(name)), *end;
	size_t room;

	if (at == NULL)
		return NULL;
	at += strlen(name);
	room = request->length - (size_t)(at - request->data);
	end = memchr(at, '\r', room);
	return end == NULL ? NULL : strndup((const char *)at, (size_t)(end - at));
}

/* Puts the signed fields in the place of {signed}. `content`: what Content-Digest is of; NULL: what
 * follows the request's head. False where there is nothing that could be signed. */
static inline bool
request_sign(struct buffer *request, const char *content, const struct request_values *values)
{
	static const char mark[] = "{signed}";
	const uint8_t *at = request_find(request, mark, sizeof mark - 1);
	const uint8_t *body = request_find(request, "\r\n\r\n", 4);
	char digest[HTTPSIG_DIGEST_SIZE], input[HTTPSIG_INPUT_SIZE];
	char signature[HTTPSIG_SIGNATURE_SIZE];
	char *mailbox = request_field(request, "\r\nTestimony-Mailbox: ");
	char *replaces = request_field(request, "\r\nTestimony-Replaces: ");
	char *host = request_field(request, "\r\nHost: ");
	char *line = strndup((const char *)request->data,
	    strcspn((const char *)request->data, "\r"));
	char *path = line == NULL ? NULL : strchr(line, ' '), *end;
	struct buffer fields = BUFFER_INIT;
	struct httpsig_request parts = { .method = line, .authority = host,
		.content_digest = digest, .mailbox = mailbox, .replaces = replaces };
	bool result = false;

	if (at != NULL && body != NULL && host != NULL && path != NULL) {
		*path++ = '\0';
		end = strchr(path, ' ');
		if (end != NULL)
			*end = '\0';
		parts.path = path;
		if (content != NULL)
			httpsig_digest(digest, content, strlen(content));
		else
			httpsig_digest(digest, body + 4,
			    request->length - (size_t)(body + 4 - request->data));
		result = httpsig_request_check(&parts, NULL) == 0;
	}
	if (result) {
		httpsig_sign(values->author, &parts, values->now, input, signature);
		buffer_format(&fields,
		    "Content-Digest: %s\r\nSignature-Input: %s\r\nSignature: %s", digest, input,
		    signature);
		request_replace(request, at, sizeof mark - 1, &fields);
	}
	buffer_free(&fields);
	free(mailbox);
	free(replaces);
	free(host);
	free(line);
	return result;
}

/* The bytes of one entry of the table. */
static inline void
request_make(struct buffer *out, const json_t *entry, const struct request_values *values)
{
	const json_t *change = json_object_get(entry, "change");
	struct buffer text = BUFFER_INIT, from = BUFFER_INIT, to = BUFFER_INIT, put = BUFFER_INIT;
	const uint8_t *at;

	request_latin1(&text, json_object_get(entry, "request"));
	buffer_reserve(out, 1);
	out->data[out->length] = '\0';
	request_put_in(out, text.data, text.length, values);
	if (request_find(out, "{signed}", 8) != NULL &&
	    !request_sign(out, json_string_value(json_object_get(entry, "digest_of")), values))
		error_bug("an entry of the table of requests cannot be signed");
	if (change != NULL) {
		request_latin1(&from, json_array_get(change, 0));
		request_latin1(&to, json_array_get(change, 1));
		request_put_in(&put, to.data, to.length, values);
		at = request_find(out, (const char *)from.data, from.length);
		if (at == NULL)
			error_bug("an entry of the table of requests changes what is not there");
		request_replace(out, at, from.length, &put);
	}
	buffer_free(&text);
	buffer_free(&from);
	buffer_free(&to);
	buffer_free(&put);
}

/* The table from its text. New reference. */
static inline json_t *
request_table(const struct buffer *text)
{
	json_error_t where;
	json_t *table = json_loadb((const char *)text->data, text->length, JSON_ALLOW_NUL, &where);

	if (table == NULL)
		error_bug(where.text);
	return table;
}

#endif
