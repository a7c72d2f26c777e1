/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "common/age_header.h"
#include "common/age_seal.h"
#include "keys/age_identity.h"
#include "keys/age_open.h"
#include "tests/unit/unit.h"

#define PASSPHRASE "made up for tests" /* of the specimens */
#define FULL AGE_CHUNK_BYTES
#define SEALED_CHUNK (AGE_CHUNK_BYTES + AGE_TAG_BYTES)

static struct age_identities *identities; /* the one of the vectors, and the passphrase */
static struct error error = ERROR_INIT;
static struct buffer file = BUFFER_INIT, out = BUFFER_INIT;

static void
setup(void)
{
	struct secret *passphrase = secret_copy(PASSPHRASE, strlen(PASSPHRASE));
	json_t *vectors = unit_json("tests/vectors/age.json");
	const char *text = json_string_value(json_object_get(vectors, "identity"));

	identities = age_identities_new();
	unit_ok(age_identities_parse(identities, text, strlen(text), &error), &error);
	age_identities_passphrase(identities, passphrase);
	secret_free(&passphrase);
	json_decref(vectors);
}

static void
teardown(void)
{
	age_identities_free(&identities);
	buffer_free(&file);
	buffer_free(&out);
}

/* Opens `file`, cut into pieces of `cut` bytes, into `out`. */
static enum age_open_result
open_cut(size_t cut)
{
	struct age_open *open;
	enum age_open_result result;
	int failed = 0;

	buffer_clear(&out);
	error = (struct error)ERROR_INIT;
	age_open_new(&open, identities, age_sink_buffer, &out);
	for (size_t at = 0; failed == 0 && at < file.length; at += cut)
		failed = age_open_add(open, file.data + at,
		    file.length - at < cut ? file.length - at : cut, &error);
	if (failed == 0)
		failed = age_open_finish(open, &error);
	result = age_open_result(open);
	ck_assert_int_eq(failed == 0, result == AGE_OPEN_GOOD);
	ck_assert_int_eq(failed == 0, error.kind == ERROR_NONE);
	age_open_free(&open);
	return result;
}

/* Seals `length` bytes in odd pieces into `file`; `out` becomes them. */
static void
seal(size_t length)
{
	struct age_seal *sealer;

	buffer_clear(&out);
	for (size_t i = 0; i < length; i++)
		buffer_append_byte(&out, (uint8_t)(i * 31 + (i >> 9)));
	buffer_clear(&file);
	unit_ok(age_seal_new(&sealer, age_identities_recipient(identities, 0), 1, age_sink_buffer,
	    &file, &error), &error);
	for (size_t at = 0, part = 1; at < length; at += part, part = part * 3 + 1) {
		if (part > length - at)
			part = length - at;
		unit_ok(age_seal_add(sealer, out.data + at, part, &error), &error);
	}
	unit_ok(age_seal_finish(sealer, &error), &error);
	age_seal_free(&sealer);
}

START_TEST(what_was_sealed_is_opened_whichever_way_it_is_cut)
{
	static const size_t lengths[] = { 0, 1, 32768, 65535, 65536, 65537, 131072, 150000 };
	static const size_t cuts[] = { 1, 13, 65535, 65536, 65551, 65552, 65553, SIZE_MAX };
	struct buffer plain = BUFFER_INIT;

	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		size_t chunks = lengths[i] == 0 ? 1 :
		    (lengths[i] + AGE_CHUNK_BYTES - 1) / AGE_CHUNK_BYTES;

		seal(lengths[i]);
		ck_assert_uint_eq(file.length, 184 + lengths[i] + chunks * AGE_TAG_BYTES);
		buffer_clear(&plain);
		buffer_append(&plain, out.data, out.length);
		for (size_t j = 0; j < sizeof cuts / sizeof cuts[0]; j++) {
			ck_assert_int_eq(open_cut(cuts[j]), AGE_OPEN_GOOD);
			ck_assert_uint_eq(out.length, lengths[i]);
			if (lengths[i] > 0)
				ck_assert_mem_eq(out.data, plain.data, lengths[i]);
		}
	}
	buffer_free(&plain);
}
END_TEST

START_TEST(every_cut_and_every_changed_byte_is_refused)
{
	size_t length;

	seal(50);
	length = file.length;
	for (file.length = 0; file.length < length; file.length++) {
		ck_assert_int_ne(open_cut(SIZE_MAX), AGE_OPEN_GOOD);
		ck_assert_uint_eq(out.length, 0);
	}
	file.length = length;
	for (size_t i = 0; i < length; i++) {
		for (int bit = 0; bit < 8; bit++) {
			file.data[i] ^= (uint8_t)(1 << bit);
			ck_assert_msg(open_cut(SIZE_MAX) != AGE_OPEN_GOOD, "byte %zu", i);
			ck_assert_uint_eq(out.length, 0);
			file.data[i] ^= (uint8_t)(1 << bit);
		}
	}
	ck_assert_int_eq(open_cut(SIZE_MAX), AGE_OPEN_GOOD);
}
END_TEST

START_TEST(each_failure_is_told_apart)
{
	static const struct {
		const char *name;
		enum age_open_result result;
	} cases[] = {
		{ "nothing", AGE_OPEN_HEADER }, { "armored", AGE_OPEN_HEADER },
		{ "21-recipients", AGE_OPEN_HEADER }, { "header-of-16-kib-and-1", AGE_OPEN_HEADER },
		{ "passphrase-and-key", AGE_OPEN_HEADER }, { "work-factor-21", AGE_OPEN_HEADER },
		{ "work-factor-of-20-digits", AGE_OPEN_HEADER },
		{ "share-of-order-8", AGE_OPEN_HEADER },
		{ "share-of-31-bytes", AGE_OPEN_HEADER }, { "salt-of-15-bytes", AGE_OPEN_HEADER },
		{ "file-key-of-15-bytes", AGE_OPEN_HEADER },
		{ "file-key-of-17-bytes", AGE_OPEN_HEADER },
		{ "cut-before-the-nonce", AGE_OPEN_HEADER },
		{ "cut-in-the-nonce", AGE_OPEN_HEADER }, { "to-another-key", AGE_OPEN_NO_MATCH },
		{ "to-unknown-kinds-only", AGE_OPEN_NO_MATCH },
		{ "another-passphrase", AGE_OPEN_NO_MATCH }, { "mac-changed", AGE_OPEN_HMAC },
		{ "stanza-added-behind-the-mac", AGE_OPEN_HMAC },
		{ "cut-before-the-chunk", AGE_OPEN_PAYLOAD },
		{ "cut-by-one-byte", AGE_OPEN_PAYLOAD }, { "one-byte-more", AGE_OPEN_PAYLOAD },
		{ "a-changed-byte", AGE_OPEN_PAYLOAD }, { "no-last-chunk", AGE_OPEN_PAYLOAD },
	};
	char name[128];

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		(void)snprintf(name, sizeof name, "tests/specimens/age_stream/%s", cases[i].name);
		buffer_clear(&file);
		unit_read(&file, name);
		ck_assert_msg(open_cut(SIZE_MAX) == cases[i].result, "%s: %s", name, error.text);
		ck_assert_int_eq(open_cut(1), cases[i].result);
	}
}
END_TEST

/* A chunk of a file made by hand: filled with its index, counted and marked as said. */
struct chunk {
	size_t length;
	uint64_t counter;
	int last;
};

static void
craft(const struct chunk *chunks, size_t count)
{
	static const uint8_t file_key[AGE_FILE_KEY_BYTES] = { 1 }, nonce[AGE_NONCE_BYTES] = { 2 };
	static const uint8_t scalar[32] = { 3 }, zeros[AGE_CHUNK_NONCE_BYTES];
	const struct recipient *recipient = age_identities_recipient(identities, 0);
	uint8_t share[32], key[32], body[AGE_WRAPPED_BYTES], chunk_nonce[AGE_CHUNK_NONCE_BYTES];
	uint8_t *plain = malloc(AGE_CHUNK_BYTES), *sealed = malloc(SEALED_CHUNK);

	ck_assert(plain != NULL && sealed != NULL);
	(void)crypto_scalarmult_base(share, scalar);
	unit_ok(age_x25519_wrap_key(key, scalar, recipient->point, share, recipient->point, &error),
	    &error);
	(void)crypto_aead_chacha20poly1305_ietf_encrypt(body, NULL, file_key, sizeof file_key, NULL,
	    0, NULL, zeros, key);
	buffer_clear(&file);
	age_header_print_version(&file);
	age_header_print_x25519(&file, share, body);
	age_header_print_end(&file, file_key);
	buffer_append(&file, nonce, sizeof nonce);
	age_payload_key(key, file_key, nonce);
	for (size_t i = 0; i < count; i++) {
		memset(plain, (int)i, AGE_CHUNK_BYTES);
		age_chunk_nonce(chunk_nonce, chunks[i].counter, chunks[i].last);
		(void)crypto_aead_chacha20poly1305_ietf_encrypt(sealed, NULL, plain,
		    chunks[i].length, NULL, 0, NULL, chunk_nonce, key);
		buffer_append(&file, sealed, chunks[i].length + AGE_TAG_BYTES);
	}
	free(plain);
	free(sealed);
}

START_TEST(chunks_are_all_there_in_order_and_the_last_is_the_last)
{
	static const struct {
		struct chunk chunks[3];
		size_t count, given; /* bytes that are given out all the same */
		int good;
	} cases[] = {
		{ { { 0, 0, 1 } }, 1, 0, 1 },
		{ { { FULL, 0, 1 } }, 1, FULL, 1 },
		{ { { FULL, 0, 0 }, { 1, 1, 1 } }, 2, FULL + 1, 1 },
		{ { { FULL, 0, 0 }, { FULL, 1, 0 }, { FULL, 2, 1 } }, 3, 3 * FULL, 1 },
		{ { { 0 } }, 0, 0, 0 }, /* none */
		{ { { FULL, 0, 0 }, { 0, 1, 1 } }, 2, FULL, 0 }, /* empty last */
		{ { { FULL, 0, 0 } }, 1, FULL, 0 }, /* no last */
		{ { { FULL, 0, 0 }, { FULL, 1, 0 } }, 2, 2 * FULL, 0 },
		{ { { 5, 0, 0 } }, 1, 0, 0 },
		{ { { 5, 0, 0 }, { 5, 1, 1 } }, 2, 0, 0 }, /* short middle */
		{ { { FULL, 0, 1 }, { 5, 1, 1 } }, 2, FULL, 0 }, /* two last */
		{ { { FULL, 0, 1 }, { FULL, 1, 0 }, { 5, 2, 1 } }, 3, FULL, 0 },
		{ { { FULL, 1, 0 }, { FULL, 0, 0 }, { 5, 2, 1 } }, 3, 0, 0 }, /* exchanged */
		{ { { FULL, 0, 0 }, { FULL, 0, 0 }, { 5, 2, 1 } }, 3, FULL, 0 }, /* twice */
		{ { { FULL, 0, 0 }, { 5, 2, 1 } }, 2, FULL, 0 }, /* one left out */
		{ { { FULL, 0, 0 }, { 5, 1, 0 } }, 2, FULL, 0 },
	};
	static const size_t cuts[] = { 7, 65536, SEALED_CHUNK, SIZE_MAX };

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		craft(cases[i].chunks, cases[i].count);
		for (size_t j = 0; j < sizeof cuts / sizeof cuts[0]; j++) {
			ck_assert_msg(open_cut(cuts[j]) ==
			    (cases[i].good ? AGE_OPEN_GOOD : AGE_OPEN_PAYLOAD), "%zu", i);
			ck_assert_msg(out.length == cases[i].given, "%zu: %zu", i, out.length);
		}
		/* All in one, it is all or nothing. */
		buffer_clear(&out);
		ck_assert_int_eq(age_open_bytes(&out, identities, file.data, file.length,
		    NULL) == 0, cases[i].good);
		ck_assert_uint_eq(out.length, cases[i].good ? cases[i].given : 0);
	}
}
END_TEST

START_TEST(a_full_chunk_waits_for_what_follows)
{
	static const struct chunk chunks[2] = { { FULL, 0, 0 }, { 1, 1, 1 } };
	struct age_open *open;
	size_t first;

	craft(chunks, 2);
	first = file.length - (1 + AGE_TAG_BYTES);
	age_open_new(&open, identities, age_sink_buffer, &out);
	unit_ok(age_open_add(open, file.data, first, &error), &error);
	ck_assert_uint_eq(out.length, 0);
	unit_ok(age_open_add(open, file.data + first, 1, &error), &error);
	ck_assert_uint_eq(out.length, FULL);
	age_open_free(&open);
}
END_TEST

/* Takes the first *context pieces, then fails. */
static int
failing_sink(void *context, const uint8_t *data, size_t length, struct error *problem)
{
	int *left = context;

	(void)data;
	(void)length;
	return (*left)-- > 0 ? 0 : error_refuse(problem, "the sink is full");
}

START_TEST(a_sink_that_fails_ends_the_work)
{
	static uint8_t bytes[2 * FULL];
	struct age_seal *sealer;
	struct age_open *open;
	int left = 0;

	unit_refused(age_seal_new(&sealer, age_identities_recipient(identities, 0), 1, failing_sink,
	    &left, &error), &error, "full");
	ck_assert_ptr_null(sealer);
	left = 1;
	unit_ok(age_seal_new(&sealer, age_identities_recipient(identities, 0), 1, failing_sink,
	    &left, &error), &error);
	unit_refused(age_seal_add(sealer, bytes, sizeof bytes, &error), &error, "full");
	unit_refused(age_seal_add(sealer, bytes, 1, &error), &error, "already ended");
	unit_refused(age_seal_finish(sealer, &error), &error, "already ended");
	age_seal_free(&sealer);
	seal(2 * FULL);
	left = 1;
	age_open_new(&open, identities, failing_sink, &left);
	unit_ok(age_open_add(open, file.data, file.length, &error), &error);
	unit_refused(age_open_finish(open, &error), &error, "full");
	ck_assert_int_eq(age_open_result(open), AGE_OPEN_SINK);
	unit_refused(age_open_add(open, bytes, 1, &error), &error, "already ended");
	unit_refused(age_open_finish(open, &error), &error, "already ended");
	ck_assert_int_eq(age_open_result(open), AGE_OPEN_SINK);
	age_open_free(&open);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("age_stream");
	TCase *tcase = tcase_create("age_stream");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60); /* 250 bytes times 8 bits, with sanitizers */
	tcase_add_test(tcase, what_was_sealed_is_opened_whichever_way_it_is_cut);
	tcase_add_test(tcase, every_cut_and_every_changed_byte_is_refused);
	tcase_add_test(tcase, each_failure_is_told_apart);
	tcase_add_test(tcase, chunks_are_all_there_in_order_and_the_last_is_the_last);
	tcase_add_test(tcase, a_full_chunk_waits_for_what_follows);
	tcase_add_test(tcase, a_sink_that_fails_ends_the_work);
	suite_add_tcase(suite, tcase);
	return suite;
}
