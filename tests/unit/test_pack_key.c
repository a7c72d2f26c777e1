/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "keys/pack_key.h"

static const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	ck_assert_msg(text != NULL, "no member %s", name);
	return text;
}

START_TEST(keys_come_out_as_in_the_vectors)
{
	json_t *file = unit_json("tests/vectors/pack_key.json");
	const json_t *one;
	size_t index;

	ck_assert_uint_ge(json_array_size(json_object_get(file, "cases")), 3);
	json_array_foreach(json_object_get(file, "cases"), index, one) {
		const char *text = text_of(one, "identity");
		struct age_identities *identities = age_identities_new();
		struct author *author, *again;
		struct error error = ERROR_INIT;
		uint8_t scalar[32], seed[32], key[32];

		unit_hex(scalar, sizeof scalar, one, "scalar");
		unit_hex(seed, sizeof seed, one, "seed");
		unit_hex(key, sizeof key, one, "key");
		pack_key_derive(&author, scalar);
		ck_assert_mem_eq(author_seed(author), seed, sizeof seed);
		ck_assert_mem_eq(author_public(author), key, sizeof key);
		unit_ok(age_identities_parse(identities, text, strlen(text), &error), &error);
		unit_ok(pack_key_of(&again, identities, age_identities_recipient(identities, 0),
		    &error), &error);
		ck_assert_mem_eq(author_public(again), key, sizeof key);
		author_free(&author);
		author_free(&again);
		age_identities_free(&identities);
	}
	json_decref(file);
}
END_TEST

START_TEST(of_several_identities_the_recipients_counts_wherever_it_stands)
{
	struct age_identities *identities = age_identities_new();
	struct error error = ERROR_INIT;
	struct recipient stranger;
	struct author *author, *wanted;

	for (size_t i = 0; i < 3; i++)
		age_identities_generate(identities);
	for (size_t i = 0; i < 3; i++) {
		unit_ok(pack_key_of(&author, identities, age_identities_recipient(identities, i),
		    &error), &error);
		pack_key_derive(&wanted, age_identities_scalar(identities, i));
		ck_assert_mem_eq(author_public(author), author_public(wanted), 32);
		author_free(&author);
		author_free(&wanted);
	}
	stranger = *age_identities_recipient(identities, 2);
	stranger.point[0] ^= 1;
	unit_refused(pack_key_of(&author, identities, &stranger, &error), &error, "newest key");
	ck_assert_ptr_null(author);
	age_identities_free(&identities);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("pack_key");
	TCase *cases = tcase_create("pack_key");

	tcase_add_test(cases, keys_come_out_as_in_the_vectors);
	tcase_add_test(cases, of_several_identities_the_recipients_counts_wherever_it_stands);
	suite_add_tcase(suite, cases);
	return suite;
}
