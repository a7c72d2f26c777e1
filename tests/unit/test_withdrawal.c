/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "common/withdrawal.h"
#include "keys/author.h"

/* A specimen of 160 bytes is a record, every other a header. */
static int
take(const uint8_t *data, size_t length, struct error *error)
{
	struct buffer text = BUFFER_INIT;
	struct withdrawal withdrawal;
	int result;

	if (length == WITHDRAWAL_BYTES)
		return withdrawal_parse(&withdrawal, data, error);
	buffer_append(&text, data, length);
	buffer_append_byte(&text, 0);
	result = withdrawal_header_parse(&withdrawal, (const char *)text.data);
	if (result != 0 || strlen((const char *)text.data) != length)
		result = error_refuse(error, "no header");
	buffer_free(&text);
	return result;
}

START_TEST(every_specimen_is_judged_by_its_name)
{
	unit_specimens("withdrawal", 25, take);
}
END_TEST

START_TEST(the_vectors_come_out_to_the_byte)
{
	json_t *vectors = unit_json("tests/vectors/withdrawal.json"), *entry;
	size_t i;

	json_array_foreach(json_object_get(vectors, "cases"), i, entry) {
		uint8_t key[32], seed[32], mailbox[32], covered[85], record[WITHDRAWAL_BYTES];
		uint8_t printed[WITHDRAWAL_BYTES];
		const char *header = json_string_value(json_object_get(entry, "header"));
		char text[WITHDRAWAL_HEADER_SIZE];
		struct buffer message = BUFFER_INIT;
		struct error error = ERROR_INIT;
		struct author *author = NULL;
		struct withdrawal made = { .week = 0 }, read;

		unit_hex(key, sizeof key, entry, "campaign_key");
		unit_hex(seed, sizeof seed, entry, "seed");
		unit_hex(mailbox, sizeof mailbox, entry, "mailbox");
		unit_hex(covered, sizeof covered, entry, "signed");
		unit_hex(record, sizeof record, entry, "record");
		withdrawal_signed_bytes(&message, key, mailbox);
		ck_assert_uint_eq(message.length, sizeof covered);
		ck_assert_mem_eq(message.data, covered, sizeof covered);
		author_from_seed(&author, seed);
		author_withdraw(author, key, &made);
		made.week = (uint32_t)json_integer_value(json_object_get(entry, "week"));
		ck_assert_mem_eq(made.mailbox, mailbox, sizeof mailbox);
		unit_ok(withdrawal_verify(&made, key, &error), &error);
		withdrawal_print(printed, &made);
		ck_assert_mem_eq(printed, record, sizeof record);
		unit_ok(withdrawal_parse(&read, record, &error), &error);
		ck_assert_uint_eq(read.week, made.week);
		unit_ok(withdrawal_verify(&read, key, &error), &error);
		withdrawal_header_print(text, &made);
		ck_assert_str_eq(text, header);
		memset(&read, 0, sizeof read);
		ck_assert_int_eq(withdrawal_header_parse(&read, header), 0);
		ck_assert_mem_eq(read.author, made.author, sizeof read.author);
		ck_assert_mem_eq(read.signature, made.signature, sizeof read.signature);
		author_free(&author);
		buffer_free(&message);
	}
	ck_assert_uint_eq(i, 3);
	json_array_foreach(json_object_get(vectors, "refused"), i, entry) {
		uint8_t key[32], record[WITHDRAWAL_BYTES];
		struct error error = ERROR_INIT;
		struct withdrawal read;

		unit_hex(key, sizeof key, entry, "campaign_key");
		unit_hex(record, sizeof record, entry, "record");
		ck_assert_msg(withdrawal_parse(&read, record, &error) != 0 ||
		    withdrawal_verify(&read, key, &error) != 0, "%s was taken",
		    json_string_value(json_object_get(entry, "why")));
		ck_assert_int_eq(error.kind, ERROR_REFUSED);
	}
	json_array_foreach(json_object_get(vectors, "headers_refused"), i, entry) {
		struct withdrawal read;

		ck_assert_msg(withdrawal_header_parse(&read,
		    json_string_value(json_object_get(entry, "header"))) != 0, "%s was taken",
		    json_string_value(json_object_get(entry, "why")));
	}
	json_decref(vectors);
}
END_TEST

START_TEST(not_a_bit_of_a_signed_withdrawal_may_change)
{
	uint8_t key[32] = { 7 }, record[WITHDRAWAL_BYTES];
	struct withdrawal withdrawal = { .week = 0 };
	struct author *author = NULL;

	author_generate(&author);
	author_withdraw(author, key, &withdrawal);
	withdrawal.week = 2950;
	withdrawal_print(record, &withdrawal);
	for (size_t bit = 0; bit < 8 * sizeof record; bit++) {
		struct error error = ERROR_INIT;
		struct withdrawal read;
		int result;

		record[bit / 8] ^= (uint8_t)(1 << bit % 8);
		result = withdrawal_parse(&read, record, &error) == 0 ?
		    withdrawal_verify(&read, key, &error) : -1;
		/* The week alone is the daemon's word. */
		ck_assert_int_eq(result, bit / 8 >= 128 && bit / 8 < 132 ? 0 : -1);
		record[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	author_free(&author);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("withdrawal");
	TCase *tests = tcase_create("withdrawal");

	tcase_add_test(tests, every_specimen_is_judged_by_its_name);
	tcase_add_test(tests, the_vectors_come_out_to_the_byte);
	tcase_add_test(tests, not_a_bit_of_a_signed_withdrawal_may_change);
	suite_add_tcase(suite, tests);
	return suite;
}
