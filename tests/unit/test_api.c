/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "desk/api.h"

static int
take_index(const uint8_t *data, size_t length, struct error *error)
{
	struct api_index index = API_INDEX_INIT;
	int result;

	buffer_append(&index.bytes, data, length);
	result = api_index_parse(&index, error);
	api_index_free(&index);
	return result;
}

START_TEST(an_index_is_taken_only_as_the_protocol_has_it)
{
	unit_specimens("index", 19, take_index);
}
END_TEST

START_TEST(ids_and_withdrawals_are_where_the_counts_say)
{
	struct api_index index = API_INDEX_INIT;
	struct error error = ERROR_INIT;

	unit_read(&index.bytes, "tests/specimens/index/good-three-trays");
	unit_ok(api_index_parse(&index, &error), &error);
	ck_assert_uint_eq(index.count[TRAY_INBOX - 1], 2);
	ck_assert_uint_eq(index.count[TRAY_REPLY - 1], 1);
	ck_assert_uint_eq(index.count[TRAY_LOG - 1], 1);
	ck_assert_uint_eq(index.withdrawal_count, 0);
	ck_assert_uint_eq(index.ids[TRAY_INBOX - 1][0], 1);
	ck_assert_uint_eq(index.ids[TRAY_INBOX - 1][ENVELOPE_ID_BYTES], 2);
	ck_assert_uint_eq(index.ids[TRAY_REPLY - 1][0], 3);
	ck_assert_uint_eq(index.ids[TRAY_LOG - 1][0], 1);
	api_index_free(&index);

	unit_read(&index.bytes, "tests/specimens/index/good-withdrawal");
	unit_ok(api_index_parse(&index, &error), &error);
	ck_assert_uint_eq(index.withdrawal_count, 1);
	ck_assert_uint_eq(index.withdrawals[0], 5);
	ck_assert_uint_eq(index.withdrawals[32], 6);
	api_index_free(&index);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("api");
	TCase *tests = tcase_create("api");

	tcase_add_test(tests, an_index_is_taken_only_as_the_protocol_has_it);
	tcase_add_test(tests, ids_and_withdrawals_are_where_the_counts_say);
	suite_add_tcase(suite, tests);
	return suite;
}
