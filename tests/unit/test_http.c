/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/http.h"
#include "daemon/reply.h"

struct parsed {
	struct http_parser parser;
	char head[HTTP_HEAD_MOST];
	size_t used;
};

/* In pieces of `step` bytes; 0: all at once. */
static enum http_result
parse(struct parsed *parsed, const void *data, size_t length, size_t step)
{
	const uint8_t *bytes = data;

	http_parser_start(&parsed->parser, parsed->head);
	parsed->used = 0;
	while (parsed->used < length) {
		size_t room = length - parsed->used, used;

		if (step != 0 && step < room)
			room = step;
		if (http_parser_add(&parsed->parser, bytes + parsed->used, room, &used) !=
		    HTTP_MORE) {
			parsed->used += used;
			break;
		}
		parsed->used += used;
	}
	return parsed->parser.result;
}

static enum http_result
parse_text(struct parsed *parsed, const char *text)
{
	return parse(parsed, text, strlen(text), 0);
}

static int
take(const uint8_t *data, size_t length, struct error *error)
{
	static struct parsed parsed;

	switch (parse(&parsed, data, length, 0)) {
	case HTTP_HEAD:
		return 0;
	case HTTP_MORE:
		return error_refuse(error, "not whole");
	case HTTP_REFUSED:
		ck_assert(parsed.parser.status == 400 || parsed.parser.status == 417);
		return error_refuse(error, "%s", parsed.parser.detail);
	}
	return -1;
}

START_TEST(every_specimen_is_taken_or_refused)
{
	unit_specimens("http", 60, take);
}
END_TEST

static void
same_parsed(const struct parsed *split, const struct parsed *whole)
{
	ck_assert_int_eq(split->parser.result, whole->parser.result);
	ck_assert_uint_eq(split->used, whole->used);
	ck_assert_int_eq(split->parser.status, whole->parser.status);
	ck_assert_ptr_eq(split->parser.detail, whole->parser.detail);
	if (whole->parser.result == HTTP_HEAD)
		ck_assert_str_eq(split->parser.request.target, whole->parser.request.target);
}

/* In two pieces, cut at each byte (long ones at each 61st but for their ends), and in many. */
static int
take_split(const uint8_t *data, size_t length, struct error *error)
{
	static const size_t steps[] = { 1, 2, 3, 7, 64, 1000 };
	static struct parsed whole, split;
	int result = take(data, length, error);
	size_t more;

	(void)parse(&whole, data, length, 0);
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		(void)parse(&split, data, length, steps[i]);
		same_parsed(&split, &whole);
	}
	for (size_t at = 0; at <= length; at++) {
		(void)parse(&split, data, at, 0);
		if (split.parser.result == HTTP_MORE) {
			(void)http_parser_add(&split.parser, data + at, length - at, &more);
			split.used += more;
		}
		same_parsed(&split, &whole);
		if (length > 1500 && at >= 200 && at + 300 < length)
			at += 60;
	}
	return result;
}

START_TEST(any_split_gives_the_same_result)
{
	unit_specimens("http", 60, take_split);
}
END_TEST

START_TEST(a_request_is_taken_apart)
{
	static const char text[] =
	    "PUT /v1/envelopes/ab HTTP/1.1\r\nhOST:a.onion\r\nContent-Length: 12\r\n"
	    "Testimony-Mailbox: m\r\nTestimony-Replaces: r\r\nTestimony-Proof: t n\r\n"
	    "Testimony-Withdraw: w\r\nContent-Digest: d\r\nSignature: s\r\n"
	    "Signature-Input:  i \r\nExpect: 100-CONTINUE\r\n\r\nthe body";
	static struct parsed parsed;
	const struct http_request *request = &parsed.parser.request;

	ck_assert_int_eq(parse_text(&parsed, text), HTTP_HEAD);
	ck_assert_str_eq(text + parsed.used, "the body");
	ck_assert_int_eq(request->method, HTTP_PUT);
	ck_assert_str_eq(request->target, "/v1/envelopes/ab");
	ck_assert_str_eq(request->host, "a.onion");
	ck_assert_str_eq(request->mailbox, "m");
	ck_assert_str_eq(request->replaces, "r");
	ck_assert_str_eq(request->proof, "t n");
	ck_assert_str_eq(request->withdraw, "w");
	ck_assert_str_eq(request->content_digest, "d");
	ck_assert_str_eq(request->signature, "s");
	ck_assert_str_eq(request->signature_input, "i");
	ck_assert(request->has_length && request->expects_continue && !request->version_1_0);
	ck_assert_uint_eq(request->content_length, 12);
}
END_TEST

START_TEST(a_length_that_does_not_fit_is_too_large_and_not_small)
{
	static const char *const values[] = { "18446744073709551615", "18446744073709551616",
		"99999999999999999999999999999999999999", "36893488147419103233" };
	static struct parsed parsed;

	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		struct buffer text = BUFFER_INIT;

		buffer_format(&text, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: %s\r\n\r\n",
		    values[i]);
		ck_assert_int_eq(parse_text(&parsed, (const char *)text.data), HTTP_HEAD);
		ck_assert_uint_eq(parsed.parser.request.content_length, UINT64_MAX);
		buffer_free(&text);
	}
}
END_TEST

START_TEST(a_parser_that_has_spoken_takes_no_more)
{
	static struct parsed parsed;
	size_t used;

	ck_assert_int_eq(parse_text(&parsed, "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / H"),
	    HTTP_HEAD);
	ck_assert_int_eq(http_parser_add(&parsed.parser, "X", 1, &used), HTTP_HEAD);
	ck_assert_uint_eq(used, 0);
	ck_assert_int_eq(parse_text(&parsed, "\r"), HTTP_MORE);
	ck_assert_int_eq(parse_text(&parsed, "\n"), HTTP_REFUSED);
	ck_assert_int_eq(http_parser_add(&parsed.parser, "X", 1, &used), HTTP_REFUSED);
	ck_assert_uint_eq(used, 0);
}
END_TEST

static const char *
printed(struct buffer *out, const struct reply *reply)
{
	buffer_clear(out);
	reply_print_head(reply, out);
	return (const char *)out->data;
}

START_TEST(an_answer_announces_its_length_and_its_close)
{
	struct reply reply = REPLY_INIT;
	struct buffer out = BUFFER_INIT;

	reply_plain(&reply, 201);
	ck_assert_str_eq(printed(&out, &reply), "HTTP/1.1 201 Created\r\nConnection: close\r\n"
	    "Content-Length: 0\r\nCache-Control: no-store\r\n\r\n");
	reply.streamed = 33037;
	ck_assert(strstr(printed(&out, &reply), "Content-Length: 33037\r\n") != NULL);
	reply_refuse_busy(&reply, "Busy.");
	ck_assert(strstr(printed(&out, &reply), "\r\nRetry-After: ") != NULL);
	ck_assert_uint_ge(reply.retry_after, 2);
	ck_assert_uint_le(reply.retry_after, 12);
	ck_assert(strstr(printed(&out, &reply), "Date:") == NULL);
	reply_free(&reply);
	buffer_free(&out);
}
END_TEST

START_TEST(a_problem_is_json_with_a_sentence)
{
	struct reply reply = REPLY_INIT;
	json_error_t where;
	json_t *value;

	reply_refuse_proof(&reply, 7, "More work, please.");
	ck_assert_str_eq(reply.type, "application/problem+json");
	value = json_loadb((const char *)reply.content.data, reply.content.length, 0, &where);
	ck_assert_msg(value != NULL, "%s", where.text);
	ck_assert_int_eq(json_integer_value(json_object_get(value, "status")), 429);
	ck_assert_int_eq(json_integer_value(json_object_get(value, "bits")), 7);
	ck_assert_str_eq(json_string_value(json_object_get(value, "detail")), "More work, please.");
	json_decref(value);
	reply_free(&reply);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("http");
	TCase *tests = tcase_create("http");

	tcase_add_test(tests, every_specimen_is_taken_or_refused);
	tcase_add_test(tests, any_split_gives_the_same_result);
	tcase_add_test(tests, a_request_is_taken_apart);
	tcase_add_test(tests, a_length_that_does_not_fit_is_too_large_and_not_small);
	tcase_add_test(tests, a_parser_that_has_spoken_takes_no_more);
	tcase_add_test(tests, an_answer_announces_its_length_and_its_close);
	tcase_add_test(tests, a_problem_is_json_with_a_sentence);
	suite_add_tcase(suite, tests);
	return suite;
}
