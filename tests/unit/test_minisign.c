/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "common/encode.h"
#include "common/minisign_verify.h"
#include "keys/minisign_sign.h"

#define MESSAGE_MOST 4096

struct vectors {
	json_t *file;
	struct minisign_secret_key *secret;
	struct minisign_public_key key;
};

static const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	ck_assert_msg(text != NULL, "no member %s", name);
	return text;
}

static void
vectors_read(struct vectors *vectors)
{
	struct error error = ERROR_INIT;
	const char *text;

	vectors->file = unit_json("tests/vectors/minisign.json");
	text = text_of(vectors->file, "secret_file");
	unit_ok(minisign_secret_parse(&vectors->secret, text, strlen(text), &error), &error);
	text = text_of(vectors->file, "public_file");
	unit_ok(minisign_public_read(&vectors->key, text, strlen(text), &error), &error);
}

static void
vectors_free(struct vectors *vectors)
{
	minisign_secret_free(&vectors->secret);
	json_decref(vectors->file);
}

static size_t
message_of(uint8_t message[MESSAGE_MOST], const json_t *one)
{
	const char *hex = text_of(one, "message");
	size_t length = strlen(hex) / 2;

	ck_assert_uint_le(length, MESSAGE_MOST);
	ck_assert_int_eq(hex_decode(message, length, hex, strlen(hex)), 0);
	return length;
}

START_TEST(signatures_are_those_of_minisign_byte_for_byte)
{
	struct vectors vectors;
	const json_t *one;
	size_t index;

	vectors_read(&vectors);
	ck_assert_uint_ge(json_array_size(json_object_get(vectors.file, "cases")), 3);
	json_array_foreach(json_object_get(vectors.file, "cases"), index, one) {
		struct buffer made = BUFFER_INIT;
		struct error error = ERROR_INIT;
		char comment[MINISIGN_COMMENT_MOST];
		uint8_t message[MESSAGE_MOST];
		size_t length = message_of(message, one);
		const char *signature = text_of(one, "signature");

		minisign_sign(vectors.secret, message, length, text_of(one, "trusted_comment"),
		    &made);
		ck_assert_str_eq((const char *)made.data, signature);
		unit_ok(minisign_verify(&vectors.key, message, length, signature,
			strlen(signature), comment, &error), &error);
		ck_assert_str_eq(comment, text_of(one, "trusted_comment"));
		buffer_free(&made);
	}
	vectors_free(&vectors);
}
END_TEST

/* RFC 8032 section 7.1, test 1; the line made with Python. */
START_TEST(a_key_is_known_from_its_bytes_alone)
{
	struct minisign_public_key key;
	char line[MINISIGN_PUBLIC_LINE + 1];
	uint8_t bytes[32];

	ck_assert_int_eq(hex_decode(bytes, sizeof bytes,
	    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", 64), 0);
	minisign_public_of(&key, bytes);
	minisign_public_print(line, &key);
	ck_assert_str_eq(line, "RWTXWpgBgrEKt9damAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea");
}
END_TEST

START_TEST(a_key_made_of_its_seed_is_that_key)
{
	struct minisign_secret_key *made;
	struct buffer ours = BUFFER_INIT, theirs = BUFFER_INIT;
	struct vectors vectors;
	uint8_t seed[32], key_id[MINISIGN_KEY_ID_BYTES];

	vectors_read(&vectors);
	unit_hex(seed, sizeof seed, vectors.file, "seed");
	unit_hex(key_id, sizeof key_id, vectors.file, "key_id");
	minisign_secret_from_seed(&made, key_id, seed);
	minisign_secret_print(made, &ours);
	minisign_secret_print(vectors.secret, &theirs);
	ck_assert_str_eq((const char *)ours.data, (const char *)theirs.data);
	minisign_secret_free(&made);
	buffer_free(&ours);
	buffer_free(&theirs);
	vectors_free(&vectors);
}
END_TEST

START_TEST(a_changed_byte_is_refused)
{
	struct vectors vectors;
	const json_t *one;
	uint8_t message[MESSAGE_MOST];
	char comment[MINISIGN_COMMENT_MOST], changed[MINISIGN_SIGNATURE_FILE_MOST];
	const char *signature;
	size_t length, signature_length;

	vectors_read(&vectors);
	one = json_array_get(json_object_get(vectors.file, "cases"), 0);
	length = message_of(message, one);
	signature = text_of(one, "signature");
	signature_length = strlen(signature);
	for (size_t i = 0; i < length; i++) {
		message[i] ^= 1;
		ck_assert_int_eq(minisign_verify(&vectors.key, message, length, signature,
		    signature_length, comment, NULL), -1);
		message[i] ^= 1;
	}
	/* Line 1 is not covered by anything. */
	for (size_t i = (size_t)(strchr(signature, '\n') - signature); i < signature_length; i++) {
		memcpy(changed, signature, signature_length);
		changed[i] ^= 1;
		ck_assert_msg(minisign_verify(&vectors.key, message, length, changed,
		    signature_length, comment, NULL) == -1, "byte %zu of the signature", i);
	}
	/* Nor is there a shorter signature that holds, but for the newline at its end. */
	for (size_t i = 0; i + 1 < signature_length; i++)
		ck_assert_int_eq(minisign_verify(&vectors.key, message, length, signature, i,
		    comment, NULL), -1);
	vectors_free(&vectors);
}
END_TEST

START_TEST(each_refusal_has_its_own_sentence)
{
	static const char *const says[][2] = { { "legacy", "legacy" },
		{ "another key", "made with another key" },
		{ "another message", "does not fit the file" },
		{ "another comment", "does not fit its trusted comment" } };
	struct vectors vectors;
	const json_t *refused, *one;
	uint8_t message[MESSAGE_MOST];
	char comment[MINISIGN_COMMENT_MOST];
	size_t length;

	vectors_read(&vectors);
	length = message_of(message, json_array_get(json_object_get(vectors.file, "cases"), 0));
	refused = json_object_get(vectors.file, "refused");
	ck_assert_uint_eq(json_array_size(refused), sizeof says / sizeof says[0]);
	for (size_t i = 0; i < sizeof says / sizeof says[0]; i++) {
		struct error error = ERROR_INIT;

		one = json_array_get(refused, i);
		ck_assert_str_eq(text_of(one, "why"), says[i][0]);
		unit_refused(minisign_verify(&vectors.key, message, length,
		    text_of(one, "signature"), strlen(text_of(one, "signature")), comment, &error),
		    &error, says[i][1]);
		ck_assert_int_eq(error.kind, ERROR_REFUSED);
	}
	vectors_free(&vectors);
}
END_TEST

START_TEST(the_comment_alone_can_be_verified)
{
	struct vectors vectors;
	struct error error = ERROR_INIT;
	char comment[MINISIGN_COMMENT_MOST];
	const char *signature;

	vectors_read(&vectors);
	signature = text_of(json_array_get(json_object_get(vectors.file, "cases"), 0), "signature");
	unit_ok(minisign_verify_comment(&vectors.key, signature, strlen(signature), comment,
	    &error), &error);
	ck_assert_str_eq(comment, "testimony-campaign-1 serial:1");
	signature = text_of(json_array_get(json_object_get(vectors.file, "refused"), 3),
	    "signature");
	unit_refused(minisign_verify_comment(&vectors.key, signature, strlen(signature), comment,
	    &error), &error, "trusted comment");
	signature = text_of(json_array_get(json_object_get(vectors.file, "refused"), 1),
	    "signature");
	unit_refused(minisign_verify_comment(&vectors.key, signature, strlen(signature), comment,
	    &error), &error, "another key");
	vectors_free(&vectors);
}
END_TEST

START_TEST(public_keys_come_back_as_they_went)
{
	struct vectors vectors;
	struct minisign_public_key read, own;
	struct error error = ERROR_INIT;
	struct buffer file = BUFFER_INIT;
	char line[MINISIGN_PUBLIC_LINE + 1], link[MINISIGN_PUBLIC_LINE + 1];
	uint8_t bytes[32];

	vectors_read(&vectors);
	minisign_public_print(line, &vectors.key);
	minisign_public_print_url(link, &vectors.key);
	ck_assert_str_eq(line, text_of(vectors.file, "public_line"));
	ck_assert_str_eq(link, text_of(vectors.file, "public_line_url"));
	unit_ok(minisign_public_parse(&read, line, strlen(line), &error), &error);
	ck_assert_mem_eq(&read, &vectors.key, sizeof read);
	unit_ok(minisign_public_parse(&read, link, strlen(link), &error), &error);
	ck_assert_mem_eq(&read, &vectors.key, sizeof read);
	unit_hex(bytes, 32, vectors.file, "key");
	ck_assert_mem_eq(bytes, read.key, 32);
	unit_hex(bytes, MINISIGN_KEY_ID_BYTES, vectors.file, "key_id");
	ck_assert_mem_eq(bytes, read.key_id, MINISIGN_KEY_ID_BYTES);

	minisign_secret_public(vectors.secret, &own);
	ck_assert_mem_eq(&own, &vectors.key, sizeof own);
	minisign_public_print_file(&own, &file);
	ck_assert_str_eq((const char *)file.data, text_of(vectors.file, "public_file"));
	unit_ok(minisign_public_read(&read, (const char *)file.data, file.length - 1, &error),
	    &error);
	buffer_append_text(&file, "x");
	unit_refused(minisign_public_read(&read, (const char *)file.data, file.length, &error),
	    &error, "goes on");
	unit_refused(minisign_public_read(&read, line, strlen(line), &error), &error, "line 1");
	unit_refused(minisign_public_parse(&read, line, strlen(line) - 1, &error), &error,
	    "characters");
	buffer_free(&file);
	vectors_free(&vectors);
}
END_TEST

START_TEST(secret_keys_come_back_as_they_went)
{
	struct vectors vectors;
	struct minisign_secret_key *key = NULL;
	struct minisign_public_key public_key;
	struct error error = ERROR_INIT;
	struct buffer file = BUFFER_INIT;
	const char *text;

	vectors_read(&vectors);
	minisign_secret_print(vectors.secret, &file);
	ck_assert_str_eq((const char *)file.data, text_of(vectors.file, "secret_file"));
	ck_assert_uint_le(file.length, MINISIGN_SECRET_FILE_MOST);
	/* A file whose passphrase was taken off by minisign keeps its salt, and has a checksum. */
	text = text_of(vectors.file, "secret_file_with_checksum");
	unit_ok(minisign_secret_parse(&key, text, strlen(text), &error), &error);
	minisign_secret_public(key, &public_key);
	ck_assert_mem_eq(&public_key, &vectors.key, sizeof public_key);
	minisign_secret_free(&key);
	ck_assert_ptr_null(key);
	minisign_secret_free(&key);
	buffer_free(&file);

	minisign_secret_generate(&key);
	minisign_secret_public(key, &public_key);
	ck_assert_mem_ne(public_key.key, vectors.key.key, sizeof public_key.key);
	minisign_secret_free(&key);
	vectors_free(&vectors);
}
END_TEST

/* Changes byte `at` of a secret file's line 2 and reads it. */
static void
damaged_secret(const char *file, size_t at, uint8_t with, const char *says)
{
	struct minisign_secret_key *key = NULL;
	struct error error = ERROR_INIT;
	struct buffer text = BUFFER_INIT;
	const char *line = strchr(file, '\n') + 1;
	uint8_t bytes[158];
	char encoded[256];
	size_t length;

	ck_assert_int_eq(base64_decode(bytes, sizeof bytes, &length, line, strlen(line) - 1,
	    BASE64_PADDED), 0);
	ck_assert_uint_eq(length, sizeof bytes);
	bytes[at] ^= with;
	base64_encode(encoded, sizeof encoded, bytes, sizeof bytes, BASE64_PADDED);
	buffer_format(&text, "untrusted comment: x\n%s\n", encoded);
	unit_refused(minisign_secret_parse(&key, (const char *)text.data, text.length, &error),
	    &error, says);
	ck_assert_ptr_null(key);
	buffer_free(&text);
}

START_TEST(a_damaged_secret_key_is_refused)
{
	struct vectors vectors;
	struct minisign_secret_key *key;
	struct error error = ERROR_INIT;
	struct buffer text = BUFFER_INIT;
	const char *plain, *checked;

	vectors_read(&vectors);
	plain = text_of(vectors.file, "secret_file");
	checked = text_of(vectors.file, "secret_file_with_checksum");
	damaged_secret(plain, 0, 1, "not a minisign secret key");
	damaged_secret(plain, 4, 1, "not a minisign secret key");
	damaged_secret(plain, 3, 1, "unknown way");
	damaged_secret(plain, 62, 1, "damaged");  /* seed */
	damaged_secret(plain, 125, 1, "damaged"); /* public key */
	damaged_secret(plain, 157, 1, "damaged"); /* checksum */
	damaged_secret(checked, 54, 1, "damaged"); /* key id, by the checksum */
	buffer_append_text(&text, plain);
	buffer_append_text(&text, "\n");
	unit_refused(minisign_secret_parse(&key, (const char *)text.data, text.length, &error),
	    &error, "goes on");
	unit_refused(minisign_secret_parse(&key, plain, strlen(plain) - 2, &error), &error,
	    "damaged");
	unit_refused(minisign_secret_parse(&key, "", 0, &error), &error, "line 1");
	vectors_free(&vectors);
	buffer_free(&text);
}
END_TEST

START_TEST(a_passphrase_of_minisigns_own_is_refused_with_what_to_do)
{
	struct vectors vectors;
	struct minisign_secret_key *key;
	struct error error = ERROR_INIT;
	struct buffer text = BUFFER_INIT;
	char *at;

	vectors_read(&vectors);
	buffer_append_text(&text, text_of(vectors.file, "secret_file"));
	/* base64 of "Ed" 00 00 "B2" is RWQAAEIy; of "EdSc" "B2": RWRTY0Iy */
	at = strstr((char *)text.data, "RWQAAEIy");
	ck_assert_ptr_nonnull(at);
	memcpy(at, "RWRTY0Iy", 8);
	unit_refused(minisign_secret_parse(&key, (const char *)text.data, text.length, &error),
	    &error, "minisign -C -W");
	buffer_free(&text);
	vectors_free(&vectors);
}
END_TEST

static int
take(const uint8_t *data, size_t length, struct error *error)
{
	static const char message[] = "Made up for tests.\n";
	char comment[MINISIGN_COMMENT_MOST];
	struct vectors vectors;
	int result;

	vectors_read(&vectors);
	result = minisign_verify(&vectors.key, message, sizeof message - 1, (const char *)data,
	    length, comment, error);
	vectors_free(&vectors);
	return result;
}

START_TEST(specimens)
{
	unit_specimens("minisign", 45, take);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("minisign");
	TCase *all = tcase_create("all");

	tcase_add_test(all, signatures_are_those_of_minisign_byte_for_byte);
	tcase_add_test(all, a_key_is_known_from_its_bytes_alone);
	tcase_add_test(all, a_key_made_of_its_seed_is_that_key);
	tcase_add_test(all, a_changed_byte_is_refused);
	tcase_add_test(all, each_refusal_has_its_own_sentence);
	tcase_add_test(all, the_comment_alone_can_be_verified);
	tcase_add_test(all, public_keys_come_back_as_they_went);
	tcase_add_test(all, secret_keys_come_back_as_they_went);
	tcase_add_test(all, a_damaged_secret_key_is_refused);
	tcase_add_test(all, a_passphrase_of_minisigns_own_is_refused_with_what_to_do);
	tcase_add_test(all, specimens);
	suite_add_tcase(suite, all);
	return suite;
}
