/* SPDX-License-Identifier: ISC */
/* Judges what a daemon answered to one request of the table (tests/vectors/requests.json), to the
 * byte. Any thread. */
#ifndef TESTIMONY_ANSWER_H
#define TESTIMONY_ANSWER_H

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/buffer.h"
#include "common/json.h"

#define ANSWER_WORD "kestrel" /* what no answer may hold */
#define ANSWER_CONTINUE "HTTP/1.1 100 Continue\r\n\r\n"

/* Whether the word is anywhere in the answer, however it is spelt. */
static inline bool
answer_echoes(const struct buffer *answer)
{
	const size_t length = sizeof ANSWER_WORD - 1;

	for (size_t i = 0; i + length <= answer->length; i++)
		if (strncasecmp((const char *)answer->data + i, ANSWER_WORD, length) == 0)
			return true;
	return false;
}

/* RFC 9457, as doc/PROTOCOL.md has it: title, status, detail, with 429 also bits, and an LF. */
static inline const char *
answer_problem(const uint8_t *content, size_t length, int status)
{
	const json_t *title, *number, *detail, *bits;
	const char *defect = NULL;
	json_t *value;

	if (length == 0 || content[length - 1] != '\n')
		return "a problem that does not end in LF";
	if (json_parse(&value, content, length - 1, "the problem", NULL) != 0)
		return "a problem that is not JSON";
	title = json_object_get(value, "title");
	number = json_object_get(value, "status");
	detail = json_object_get(value, "detail");
	bits = json_object_get(value, "bits");
	if (!json_is_string(title) || json_string_length(title) == 0 || !json_is_string(detail))
		defect = "a problem without title or detail";
	else if (!json_is_integer(number) || json_integer_value(number) != status)
		defect = "a problem with another status";
	else if ((status == 429) != json_is_integer(bits) ||
	    json_object_size(value) != (status == 429 ? 4 : 3))
		defect = "a problem with other members";
	else if (!isupper((unsigned char)json_string_value(detail)[0]) ||
	    json_string_value(detail)[json_string_length(detail) - 1] != '.')
		defect = "a problem whose detail is no sentence";
	json_decref(value);
	return defect;
}

/* One field's value, as far as the line goes, against `wanted`; NULL: it must not be there. */
static inline bool
answer_field_is(const char *head, const char *name, const char *wanted)
{
	const char *at = strstr(head, name);

	if (at == NULL || wanted == NULL)
		return at == NULL && wanted == NULL;
	at += strlen(name);
	return strncmp(at, wanted, strlen(wanted)) == 0 && at[strlen(wanted)] == '\r' &&
	    strstr(at, name) == NULL;
}

/* NULL where the whole of what came before the close is one answer with this status, and nothing
 * more; else what is wrong. `continues`: a 100 may come first. 0: nothing at all may come. */
static inline const char *
answer_defect(const struct buffer *answer, int status, bool continues)
{
	const char *text = (const char *)answer->data, *end, *length, *defect = NULL;
	size_t whole = answer->length, rest;
	char *head;

	if (status == 0)
		return whole == 0 ? NULL : "an answer where none may come";
	if (whole == 0)
		return "no answer";
	if (answer_echoes(answer))
		return "an answer that repeats what was sent";
	if (continues && strncmp(text, ANSWER_CONTINUE, sizeof ANSWER_CONTINUE - 1) == 0) {
		text += sizeof ANSWER_CONTINUE - 1;
		whole -= sizeof ANSWER_CONTINUE - 1;
	}
	if (strncmp(text, "HTTP/1.1 ", 9) != 0 || atoi(text + 9) != status || text[12] != ' ')
		return "another status";
	end = strstr(text, "\r\n\r\n");
	if (end == NULL)
		return "an answer whose head is cut";
	head = strndup(text, (size_t)(end - text) + 2);
	if (head == NULL)
		error_bug("no memory");
	rest = whole - (size_t)(end + 4 - text);
	length = strstr(head, "\r\nContent-Length: ");
	if (!answer_field_is(head, "\r\nConnection: ", "close"))
		defect = "an answer that does not say that it closes";
	else if (status == 204 ? length != NULL || rest != 0 :
	    length == NULL || strtoul(length + 18, NULL, 10) != rest)
		defect = "an answer that is longer or shorter than it says";
	else if (strstr(head, "\r\nDate:") != NULL || strstr(head, "\r\nServer:") != NULL)
		defect = "an answer that says who and when";
	else if (!answer_field_is(head, "\r\nWWW-Authenticate: ",
	    status == 401 ? "Signature" : NULL))
		defect = "an answer whose WWW-Authenticate is wrong";
	else if ((status == 405) != (strstr(head, "\r\nAllow: ") != NULL))
		defect = "an answer whose Allow is wrong";
	else if (status >= 400 &&
	    !answer_field_is(head, "\r\nContent-Type: ", "application/problem+json"))
		defect = "a refusal that is no problem document";
	else if (status >= 400)
		defect = answer_problem((const uint8_t *)end + 4, rest, status);
	free(head);
	return defect;
}

#endif
