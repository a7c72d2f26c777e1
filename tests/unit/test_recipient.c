/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "common/recipient.h"
#include "tests/unit/unit.h"

static int
take(const uint8_t *data, size_t length, struct error *error)
{
	struct recipient recipient;
	char text[RECIPIENT_SIZE];

	if (recipient_parse(&recipient, (const char *)data, length, error) != 0)
		return -1;
	recipient_print(text, &recipient);
	ck_assert_uint_eq(strlen(text), length);
	ck_assert_mem_eq(text, data, length);
	return 0;
}

START_TEST(good_specimens_are_taken_and_printed_back_and_others_refused)
{
	unit_specimens("recipient", 35, take);
}
END_TEST

START_TEST(the_point_is_the_one_that_stock_age_means)
{
	json_t *vectors = unit_json("tests/vectors/age.json");
	const char *text = json_string_value(json_object_get(vectors, "recipient"));
	struct recipient recipient;
	struct error error = ERROR_INIT;
	uint8_t point[RECIPIENT_BYTES];

	unit_hex(point, sizeof point, vectors, "point");
	unit_ok(recipient_parse(&recipient, text, strlen(text), &error), &error);
	ck_assert_mem_eq(recipient.point, point, sizeof point);
	json_decref(vectors);
}
END_TEST

START_TEST(a_text_that_ends_early_is_not_read_past_its_end)
{
	json_t *vectors = unit_json("tests/vectors/age.json");
	const char *text = json_string_value(json_object_get(vectors, "recipient"));

	for (size_t length = 0; length < strlen(text); length++) {
		struct recipient recipient;
		struct error error = ERROR_INIT;
		char *part = malloc(length + 1); /* no room behind it, for the sanitizer */

		ck_assert_ptr_nonnull(part);
		memcpy(part + 1, text, length);
		unit_refused(recipient_parse(&recipient, part + 1, length, &error), &error, "age");
		free(part);
	}
	json_decref(vectors);
}
END_TEST

/* The list in recipient.c and the arithmetic of libsodium must agree: for the points 0 to 99, and
 * for those from 2^255 - 156 to 2^255 - 1, of which the last 19 are not canonical. */
START_TEST(a_point_is_good_where_libsodium_finds_a_shared_secret)
{
	static const uint8_t scalar[32] = { 77, 1, 2, 3 };
	uint8_t point[32], shared[32];

	for (int i = 0; i < 256; i++) {
		int large = i >= 100, good;

		memset(point, large ? 0xff : 0, sizeof point);
		point[0] = (uint8_t)i;
		point[31] = large ? 0x7f : 0;
		good = i < 0xed && crypto_scalarmult(shared, scalar, point) == 0;
		ck_assert_msg(recipient_point_is_good(point) == good, "%d", i);
		point[31] |= 0x80;
		ck_assert_msg(recipient_point_is_good(point) == 0, "%d with the top bit", i);
	}
}
END_TEST

START_TEST(what_is_pasted_by_mistake_is_named_but_not_repeated)
{
	static const char *const texts[][2] = {
		{ "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX",
		    "secret key" },
		{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "starts with age1" },
		{ "age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg87pzf5zrqtz",
		    "X25519" },
		{ "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwk",
		    "copy it again" },
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct recipient recipient;
		struct error error = ERROR_INIT;

		unit_refused(recipient_parse(&recipient, texts[i][0], strlen(texts[i][0]), &error),
		    &error, texts[i][1]);
		ck_assert_ptr_null(strstr(error.text, texts[i][0] + 16));
	}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("recipient");
	TCase *tcase = tcase_create("recipient");

	tcase_add_test(tcase, good_specimens_are_taken_and_printed_back_and_others_refused);
	tcase_add_test(tcase, the_point_is_the_one_that_stock_age_means);
	tcase_add_test(tcase, a_text_that_ends_early_is_not_read_past_its_end);
	tcase_add_test(tcase, a_point_is_good_where_libsodium_finds_a_shared_secret);
	tcase_add_test(tcase, what_is_pasted_by_mistake_is_named_but_not_repeated);
	suite_add_tcase(suite, tcase);
	return suite;
}
