/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"
#include "tests/unit/httpsig_specimen.h"

#include <string.h>

#include "common/encode.h"
#include "common/httpsig_verify.h"
#include "keys/httpsig_sign.h"

#define NOW 1700000000

static const char *
text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static void
request_of(struct httpsig_request *request, const json_t *one)
{
	request->method = text_of(one, "method");
	request->authority = text_of(one, "authority");
	request->path = text_of(one, "path");
	request->content_digest = text_of(one, "content_digest");
	request->mailbox = text_of(one, "mailbox");
	request->replaces = text_of(one, "replaces");
}

START_TEST(what_openssl_signed_is_taken)
{
	json_t *file = unit_json("tests/vectors/httpsig.json");
	uint8_t key[32], nonce[HTTPSIG_NONCE_BYTES];
	const json_t *one;
	size_t index;

	unit_hex(key, sizeof key, file, "key");
	ck_assert_uint_ge(json_array_size(json_object_get(file, "requests")), 5);
	json_array_foreach(json_object_get(file, "requests"), index, one) {
		struct httpsig_parameters parameters;
		struct httpsig_request request;
		struct buffer base = BUFFER_INIT;
		struct error error = ERROR_INIT;

		request_of(&request, one);
		unit_ok(httpsig_verify(&parameters, &request, text_of(one, "signature_input"),
			text_of(one, "signature"), &error), &error);
		ck_assert_mem_eq(parameters.key, key, sizeof key);
		ck_assert_int_eq(parameters.created,
		    json_integer_value(json_object_get(one, "created")));
		unit_hex(nonce, sizeof nonce, one, "nonce");
		ck_assert_mem_eq(parameters.nonce, nonce, sizeof nonce);
		httpsig_base(&base, &request, &parameters);
		ck_assert_str_eq((const char *)base.data, text_of(one, "base"));
		buffer_free(&base);
	}
	json_decref(file);
}
END_TEST

START_TEST(digests_are_of_the_body)
{
	json_t *file = unit_json("tests/vectors/httpsig.json");
	const json_t *one;
	size_t index;

	json_array_foreach(json_object_get(file, "requests"), index, one) {
		const char *hex = text_of(one, "body");
		char digest[HTTPSIG_DIGEST_SIZE];
		uint8_t body[256];
		size_t length = strlen(hex) / 2;

		ck_assert_uint_le(length, sizeof body);
		ck_assert_int_eq(hex_decode(body, length, hex, strlen(hex)), 0);
		httpsig_digest(digest, body, length);
		ck_assert_str_eq(digest, text_of(one, "content_digest"));
	}
	json_decref(file);
}
END_TEST

START_TEST(what_is_signed_here_is_taken)
{
	const uint8_t seed[32] = { 7 };
	struct author *author;
	char digest[HTTPSIG_DIGEST_SIZE];
	struct httpsig_request request = { "PUT", "desk.example:8443", "/v1/desk/replies/00",
		digest, "aa", "bb" };
	uint8_t first[HTTPSIG_NONCE_BYTES] = { 0 };

	author_from_seed(&author, seed);
	httpsig_digest(digest, "body", 4);
	/* With both headers, then without the last, then with neither. */
	for (int round = 0; round < 3; round++) {
		char input[HTTPSIG_INPUT_SIZE], signature[HTTPSIG_SIGNATURE_SIZE];
		struct httpsig_parameters parameters;
		struct error error = ERROR_INIT;

		httpsig_sign(author, &request, NOW, input, signature);
		unit_ok(httpsig_verify(&parameters, &request, input, signature, &error), &error);
		ck_assert_mem_eq(parameters.key, author_public(author), 32);
		ck_assert_int_eq(parameters.created, NOW);
		ck_assert_mem_ne(parameters.nonce, first, sizeof first);
		memcpy(first, parameters.nonce, sizeof first);
		if (round == 0)
			request.replaces = NULL;
		else
			request.mailbox = NULL;
	}
	author_free(&author);
}
END_TEST

START_TEST(a_changed_byte_is_refused)
{
	json_t *file = unit_json("tests/vectors/httpsig.json");
	const json_t *one = json_array_get(json_object_get(file, "requests"), 2);
	struct httpsig_parameters parameters;
	struct httpsig_request request;
	struct buffer text = BUFFER_INIT;
	const char **parts[] = { &request.method, &request.authority, &request.path,
		&request.content_digest, &request.mailbox };

	request_of(&request, one);
	for (size_t part = 0; part < sizeof parts / sizeof parts[0]; part++) {
		const char *before = *parts[part];

		for (size_t i = 0; i < strlen(before); i++) {
			buffer_clear(&text);
			buffer_append_text(&text, before);
			text.data[i] ^= 1;
			*parts[part] = (const char *)text.data;
			ck_assert_int_eq(httpsig_verify(&parameters, &request,
			    text_of(one, "signature_input"), text_of(one, "signature"), NULL), -1);
		}
		*parts[part] = before;
	}
	for (int header = 0; header < 2; header++) {
		const char *input = text_of(one, "signature_input");
		const char *signature = text_of(one, "signature");
		const char *before = header == 0 ? input : signature;

		for (size_t i = 0; i < strlen(before); i++) {
			buffer_clear(&text);
			buffer_append_text(&text, before);
			text.data[i] ^= 1;
			ck_assert_int_eq(httpsig_verify(&parameters, &request,
			    header == 0 ? (const char *)text.data : input,
			    header == 0 ? signature : (const char *)text.data, NULL), -1);
		}
	}
	buffer_free(&text);
	json_decref(file);
}
END_TEST

START_TEST(no_value_can_pretend_to_be_another_line)
{
	struct httpsig_request request = { "GET", "localhost", "/v1/desk/index\n\"x\": y",
		"sha-256=:x:", NULL, NULL };
	struct error error = ERROR_INIT;

	unit_refused(httpsig_request_check(&request, &error), &error, "plain ASCII");
	request.path = "/v1/desk/index";
	unit_ok(httpsig_request_check(&request, &error), &error);
	request.mailbox = "aa\r\n\"testimony-replaces\": bb";
	unit_refused(httpsig_request_check(&request, &error), &error, "plain ASCII");
	request.mailbox = "";
	unit_refused(httpsig_request_check(&request, &error), &error, "empty");
	request.mailbox = NULL;
	request.content_digest = NULL;
	unit_refused(httpsig_request_check(&request, &error), &error, "Content-Digest");
}
END_TEST

static int
take(const uint8_t *data, size_t length, struct error *error)
{
	struct httpsig_specimen specimen;
	struct httpsig_parameters parameters;
	int result;

	ck_assert_int_eq(httpsig_specimen_read(&specimen, data, length), 0);
	result = httpsig_verify(&parameters, &specimen.request, specimen.input,
	    specimen.signature, error);
	buffer_free(&specimen.text);
	return result;
}

START_TEST(specimens)
{
	unit_specimens("httpsig", 60, take);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("httpsig");
	TCase *all = tcase_create("all");

	tcase_add_test(all, what_openssl_signed_is_taken);
	tcase_add_test(all, digests_are_of_the_body);
	tcase_add_test(all, what_is_signed_here_is_taken);
	tcase_add_test(all, a_changed_byte_is_refused);
	tcase_add_test(all, no_value_can_pretend_to_be_another_line);
	tcase_add_test(all, specimens);
	suite_add_tcase(suite, all);
	return suite;
}
