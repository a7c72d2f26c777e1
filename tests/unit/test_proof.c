/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "common/proof.h"

#define TRIES 4096 /* of one step of the search */

START_TEST(proofs_are_those_that_python_finds)
{
	json_t *file = unit_json("tests/vectors/proof.json");
	const json_t *one;
	size_t index;

	ck_assert_uint_ge(json_array_size(json_object_get(file, "proofs")), 5);
	json_array_foreach(json_object_get(file, "proofs"), index, one) {
		const char *token = json_string_value(json_object_get(one, "token")), *read;
		int wanted = (int)json_integer_value(json_object_get(one, "bits_wanted"));
		uint64_t expected = (uint64_t)json_integer_value(json_object_get(one, "nonce"));
		uint64_t nonce = 0;
		uint8_t id[PROOF_ID_BYTES];
		char header[PROOF_HEADER_SIZE];
		size_t length = strlen(token), read_length;

		unit_hex(id, sizeof id, one, "id");
		while (!proof_work(token, length, id, wanted, &nonce, TRIES))
			ck_assert_uint_le(nonce, expected);
		ck_assert_uint_eq(nonce, expected);
		ck_assert_int_eq(proof_bits(token, length, id, nonce),
		    (int)json_integer_value(json_object_get(one, "bits")));
		proof_print(header, token, length, nonce);
		ck_assert_str_eq(header, json_string_value(json_object_get(one, "header")));
		ck_assert_int_eq(proof_parse(header, strlen(header), &read, &read_length, &nonce),
		    0);
		ck_assert_ptr_eq(read, header);
		ck_assert_uint_eq(read_length, length);
		ck_assert_uint_eq(nonce, expected);
	}
	json_decref(file);
}
END_TEST

START_TEST(a_proof_is_of_its_own_token_and_envelope_only)
{
	const uint8_t id[PROOF_ID_BYTES] = { 1 }, other[PROOF_ID_BYTES] = { 2 };
	uint64_t nonce = 0;

	ck_assert_int_eq(proof_work("token", 5, id, 16, &nonce, UINT64_MAX), 1);
	ck_assert_int_ge(proof_bits("token", 5, id, nonce), 16);
	ck_assert_int_lt(proof_bits("tokem", 5, id, nonce), 16);
	ck_assert_int_lt(proof_bits("toke", 4, id, nonce), 16);
	ck_assert_int_lt(proof_bits("token", 5, other, nonce), 16);
	ck_assert_int_lt(proof_bits("token", 5, id, nonce + 1), 16);
}
END_TEST

START_TEST(work_can_stop_and_go_on)
{
	const uint8_t id[PROOF_ID_BYTES] = { 3 };
	uint64_t whole = 0, steps = 0;

	ck_assert_int_eq(proof_work("t", 1, id, 12, &whole, UINT64_MAX), 1);
	ck_assert_uint_gt(whole, 1);
	ck_assert_int_eq(proof_work("t", 1, id, 12, &steps, 0), 0);
	ck_assert_uint_eq(steps, 0);
	ck_assert_int_eq(proof_work("t", 1, id, 12, &steps, 1), 0);
	ck_assert_uint_eq(steps, 1);
	while (!proof_work("t", 1, id, 12, &steps, 7))
		;
	ck_assert_uint_eq(steps, whole);
	/* No bits are wanted: the first will do. */
	ck_assert_int_eq(proof_work("t", 1, id, 0, &steps, 1), 1);
	ck_assert_uint_eq(steps, whole);
}
END_TEST

static int
take(const uint8_t *data, size_t length, struct error *error)
{
	const char *token;
	size_t token_length;
	uint64_t nonce;

	if (proof_parse((const char *)data, length, &token, &token_length, &nonce) != 0)
		return error_refuse(error, "refused");
	return 0;
}

START_TEST(specimens)
{
	unit_specimens("proof", 20, take);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("proof");
	TCase *all = tcase_create("all");

	tcase_add_test(all, proofs_are_those_that_python_finds);
	tcase_add_test(all, a_proof_is_of_its_own_token_and_envelope_only);
	tcase_add_test(all, work_can_stop_and_go_on);
	tcase_add_test(all, specimens);
	suite_add_tcase(suite, all);
	return suite;
}
