/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "common/age_header.h"
#include "common/age_seal.h"
#include "keys/age_identity.h"
#include "keys/age_open.h"
#include "tests/unit/unit.h"

#define PASSPHRASE "made up for tests" /* of the specimens */

static json_t *vectors;
static struct age_identities *identities; /* the one of the vectors, and the passphrase */
static struct error error = ERROR_INIT;
static struct buffer file = BUFFER_INIT, out = BUFFER_INIT;

static void
set_passphrase(struct age_identities *target, const char *text)
{
	struct secret *passphrase = secret_copy(text, strlen(text));

	age_identities_passphrase(target, passphrase);
	secret_free(&passphrase);
}

static void
setup(void)
{
	const char *text;

	vectors = unit_json("tests/vectors/age.json");
	text = json_string_value(json_object_get(vectors, "identity"));
	identities = age_identities_new();
	unit_ok(age_identities_parse(identities, text, strlen(text), &error), &error);
	set_passphrase(identities, PASSPHRASE);
}

static void
teardown(void)
{
	age_identities_free(&identities);
	json_decref(vectors);
	buffer_free(&file);
	buffer_free(&out);
}

static const uint8_t *
member(const json_t *object, const char *key)
{
	static uint8_t bytes[1024];

	unit_hex(bytes, strlen(json_string_value(json_object_get(object, key))) / 2, object, key);
	return bytes;
}

static int
take_header(const uint8_t *data, size_t length, struct error *problem)
{
	struct age_header header;
	struct buffer again = BUFFER_INIT, body = BUFFER_INIT;
	size_t line = 0;

	if (age_header_parse(&header, data, length, problem) != 0)
		return -1;
	ck_assert_uint_eq(age_header_end(data, length, &line), length);
	age_header_print_version(&again);
	for (size_t i = 0; i < header.stanza_count; i++) {
		const struct age_stanza *stanza = &header.stanzas[i];

		buffer_clear(&body);
		age_stanza_body(stanza, &body);
		age_header_print_stanza(&again, stanza->arguments, stanza->arguments_length,
		    body.data, body.length);
	}
	ck_assert_uint_eq(again.length + strlen("---"), header.mac_covers);
	ck_assert_mem_eq(again.data, data, again.length);
	buffer_free(&again);
	buffer_free(&body);
	return 0;
}

START_TEST(good_headers_are_taken_and_printed_back_and_others_refused)
{
	unit_specimens("age_header", 50, take_header);
}
END_TEST

static int
take_file(const uint8_t *data, size_t length, struct error *problem)
{
	struct buffer plain = BUFFER_INIT;
	int result;

	buffer_append_text(&plain, "before");
	result = age_open_bytes(&plain, identities, data, length, problem);
	ck_assert_mem_eq(plain.data, "before", 6);
	if (result != 0)
		ck_assert_uint_eq(plain.length, 6);
	buffer_free(&plain);
	return result;
}

START_TEST(good_files_are_opened_and_others_refused_without_a_byte)
{
	unit_specimens("age_stream", 50, take_file);
}
END_TEST

START_TEST(files_of_stock_age_are_opened)
{
	json_t *files = json_object_get(vectors, "files"), *entry;
	size_t index, length;

	ck_assert_uint_ge(json_array_size(files), 4);
	json_array_foreach(files, index, entry) {
		const char *text = json_string_value(json_object_get(entry, "passphrase"));

		if (text != NULL)
			set_passphrase(identities, text);
		length = strlen(json_string_value(json_object_get(entry, "file"))) / 2;
		buffer_clear(&out);
		unit_ok(age_open_bytes(&out, identities, member(entry, "file"), length, &error),
		    &error);
		length = strlen(json_string_value(json_object_get(entry, "plaintext"))) / 2;
		ck_assert_uint_eq(out.length, length);
		if (length > 0)
			ck_assert_mem_eq(out.data, member(entry, "plaintext"), length);
	}
}
END_TEST

START_TEST(each_key_is_derived_as_by_other_programs)
{
	const json_t *x25519 = json_object_get(vectors, "x25519");
	const json_t *scrypt = json_object_get(vectors, "scrypt");
	const json_t *whole = json_object_get(vectors, "file");
	uint8_t ephemeral[32], point[32], share[32], file_key[16], nonce[16], salt[16], key[32];
	struct secret *passphrase = secret_copy(PASSPHRASE, strlen(PASSPHRASE));

	unit_hex(point, sizeof point, vectors, "point");
	unit_hex(ephemeral, sizeof ephemeral, x25519, "ephemeral");
	unit_hex(share, sizeof share, x25519, "share");
	unit_hex(file_key, sizeof file_key, x25519, "file_key");
	unit_ok(age_x25519_wrap_key(key, ephemeral, point, share, point, &error), &error);
	ck_assert_mem_eq(key, member(x25519, "wrap_key"), sizeof key);
	unit_ok(age_x25519_wrap_key(key, age_identities_scalar(identities, 0), share, share, point,
	    &error), &error);
	ck_assert_mem_eq(key, member(x25519, "wrap_key"), sizeof key);
	unit_hex(salt, sizeof salt, scrypt, "salt");
	unit_ok(age_scrypt_wrap_key(key, passphrase, salt, 10, &error), &error);
	ck_assert_mem_eq(key, member(scrypt, "wrap_key"), sizeof key);
	unit_hex(nonce, sizeof nonce, whole, "nonce");
	age_payload_key(key, file_key, nonce);
	ck_assert_mem_eq(key, member(whole, "payload_key"), sizeof key);
	age_header_print_version(&file);
	age_header_print_x25519(&file, share, member(x25519, "body"));
	age_header_print_end(&file, file_key);
	ck_assert_uint_eq(file.length,
	    strlen(json_string_value(json_object_get(whole, "header"))) / 2);
	ck_assert_mem_eq(file.data, member(whole, "header"), file.length);
	secret_free(&passphrase);
}
END_TEST

START_TEST(each_of_several_recipients_can_open_and_nobody_else)
{
	struct recipient recipients[AGE_STANZAS_MOST + 1];
	struct age_identities *people = age_identities_new(), *one;

	for (size_t i = 0; i <= AGE_STANZAS_MOST; i++) {
		age_identities_generate(people);
		recipients[i] = *age_identities_recipient(people, i);
	}
	unit_ok(age_seal_bytes(&file, recipients, AGE_STANZAS_MOST, "text", 4, &error), &error);
	for (size_t i = 0; i <= AGE_STANZAS_MOST; i++) {
		one = age_identities_new();
		unit_ok(age_identities_add(one, age_identities_scalar(people, i), &error), &error);
		buffer_clear(&out);
		if (i < AGE_STANZAS_MOST) {
			unit_ok(age_open_bytes(&out, one, file.data, file.length, &error),
			    &error);
			ck_assert_str_eq((const char *)out.data, "text");
		} else {
			unit_refused(age_open_bytes(&out, one, file.data, file.length, &error),
			    &error, "another key");
		}
		age_identities_free(&one);
	}
	buffer_clear(&out);
	unit_refused(age_seal_bytes(&out, recipients, AGE_STANZAS_MOST + 1, "", 0, &error), &error,
	    "more than the 20");
	unit_refused(age_seal_bytes(&out, recipients, 0, "", 0, &error), &error, "no recipient");
	memset(&recipients[3], 0, sizeof recipients[3]);
	unit_refused(age_seal_bytes(&out, recipients, 5, "", 0, &error), &error, "anybody");
	ck_assert_uint_eq(out.length, 0);
	age_identities_free(&people);
}
END_TEST

START_TEST(a_passphrase_opens_what_it_sealed_and_no_other_does)
{
	struct secret *passphrase = secret_copy("na\xc3\xafve \0 words", 14);
	struct secret *empty = secret_new(0);
	struct age_seal *sealer;

	unit_refused(age_seal_new_passphrase(&sealer, empty, 1, age_sink_buffer, &file, &error),
	    &error, "empty");
	for (int factor = 1; factor <= 11; factor += 5) {
		buffer_clear(&file);
		unit_ok(age_seal_new_passphrase(&sealer, passphrase, factor, age_sink_buffer, &file,
		    &error), &error);
		unit_ok(age_seal_add(sealer, "text", 4, &error), &error);
		unit_ok(age_seal_finish(sealer, &error), &error);
		age_seal_free(&sealer);
		age_identities_passphrase(identities, passphrase);
		buffer_clear(&out);
		unit_ok(age_open_bytes(&out, identities, file.data, file.length, &error), &error);
		ck_assert_str_eq((const char *)out.data, "text");
		set_passphrase(identities, "na\xc3\xafve ");
		unit_refused(age_open_bytes(&out, identities, file.data, file.length, &error),
		    &error, "not the passphrase");
	}
	secret_free(&passphrase);
	secret_free(&empty);
}
END_TEST

START_TEST(no_two_sealings_are_the_same)
{
	const size_t share = strlen(AGE_VERSION_LINE "-> X25519 "), columns = 43;
	const struct recipient *recipient = age_identities_recipient(identities, 0);

	unit_ok(age_seal_bytes(&file, recipient, 1, "text", 4, &error), &error);
	unit_ok(age_seal_bytes(&out, recipient, 1, "text", 4, &error), &error);
	ck_assert_uint_eq(file.length, out.length);
	ck_assert_mem_ne(file.data + share, out.data + share, columns);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("age");
	TCase *tcase = tcase_create("age");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60); /* a passphrase at the full work factor, with sanitizers */
	tcase_add_test(tcase, good_headers_are_taken_and_printed_back_and_others_refused);
	tcase_add_test(tcase, good_files_are_opened_and_others_refused_without_a_byte);
	tcase_add_test(tcase, files_of_stock_age_are_opened);
	tcase_add_test(tcase, each_key_is_derived_as_by_other_programs);
	tcase_add_test(tcase, each_of_several_recipients_can_open_and_nobody_else);
	tcase_add_test(tcase, a_passphrase_opens_what_it_sealed_and_no_other_does);
	tcase_add_test(tcase, no_two_sealings_are_the_same);
	suite_add_tcase(suite, tcase);
	return suite;
}
