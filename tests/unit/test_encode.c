/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <ctype.h>
#include <string.h>

#include "common/encode.h"
#include "tests/unit/unit.h"

#define LONGEST 97

/* Bytes that are all different, and not the same at each length. */
static void
fill(uint8_t *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		bytes[i] = (uint8_t)(i * 37 + length * 11);
}

START_TEST(hex_comes_back_as_it_was)
{
	uint8_t bytes[LONGEST], back[LONGEST];
	char text[HEX_LENGTH(LONGEST) + 1];

	for (size_t length = 0; length <= LONGEST; length++) {
		fill(bytes, length);
		hex_encode(text, bytes, length);
		ck_assert_uint_eq(strlen(text), HEX_LENGTH(length));
		ck_assert_int_eq(hex_decode(back, length, text, strlen(text)), 0);
		ck_assert_mem_eq(back, bytes, length);
	}
}
END_TEST

START_TEST(only_lowercase_hex_of_the_right_length_is_taken)
{
	static const char *const bad[] = { "", "0", "0a0", "0A", "aF", "g0", "0g", " 0a", "0a ",
		"0x0a", "0a0b", "0:", "+a", "-1" };
	uint8_t byte;

	ck_assert_int_eq(hex_decode(&byte, 1, "0a", 2), 0);
	ck_assert_uint_eq(byte, 10);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ck_assert_msg(hex_decode(&byte, 1, bad[i], strlen(bad[i])) != 0, "\"%s\"", bad[i]);
	ck_assert_int_ne(hex_decode(&byte, 1, "0\0", 2), 0);
}
END_TEST

/* RFC 4648 section 10. */
START_TEST(base64_has_the_values_of_rfc_4648)
{
	static const char *const padded[] = { "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=",
		"Zm9vYmFy" };
	static const char *const unpadded[] = { "", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE",
		"Zm9vYmFy" };
	char text[16];

	for (size_t length = 0; length <= 6; length++) {
		ck_assert_uint_eq(base64_size(length, BASE64_PADDED), strlen(padded[length]) + 1);
		base64_encode(text, sizeof text, (const uint8_t *)"foobar", length, BASE64_PADDED);
		ck_assert_str_eq(text, padded[length]);
		base64_encode(text, sizeof text, (const uint8_t *)"foobar", length,
		    BASE64_UNPADDED);
		ck_assert_str_eq(text, unpadded[length]);
	}
	base64_encode(text, sizeof text, (const uint8_t *)"\xfb\xff\xfe", 3, BASE64_UNPADDED);
	ck_assert_str_eq(text, "+//+");
	base64_encode(text, sizeof text, (const uint8_t *)"\xfb\xff\xfe", 3, BASE64_URL_UNPADDED);
	ck_assert_str_eq(text, "-__-");
}
END_TEST

START_TEST(base64_comes_back_as_it_was)
{
	static const enum base64_variant variants[] = { BASE64_PADDED, BASE64_UNPADDED,
		BASE64_URL_UNPADDED };
	uint8_t bytes[LONGEST], back[LONGEST];
	char text[2 * LONGEST];
	size_t found;

	for (size_t v = 0; v < 3; v++) {
		for (size_t length = 0; length <= LONGEST; length++) {
			fill(bytes, length);
			base64_encode(text, sizeof text, bytes, length, variants[v]);
			ck_assert_int_eq(base64_decode(back, sizeof back, &found, text,
			    strlen(text), variants[v]), 0);
			ck_assert_uint_eq(found, length);
			ck_assert_mem_eq(back, bytes, length);
			/* One byte too little room is refused, not cut. */
			if (length > 0)
				ck_assert_int_ne(base64_decode(back, length - 1, &found, text,
				    strlen(text), variants[v]), 0);
		}
	}
}
END_TEST

START_TEST(base64_has_one_spelling_only)
{
	static const struct {
		const char *text;
		enum base64_variant variant;
	} bad[] = {
		{ "Zg=", BASE64_PADDED }, { "Zg", BASE64_PADDED }, { "Zg===", BASE64_PADDED },
		{ "Zm9v=", BASE64_PADDED }, { "Zh==", BASE64_PADDED }, { "Zm9=", BASE64_PADDED },
		{ "Zg==Zg==", BASE64_PADDED }, { "=", BASE64_PADDED }, { "Zg ==", BASE64_PADDED },
		{ "Zg==\n", BASE64_PADDED }, { "-_-_", BASE64_PADDED },
		{ "Zg==", BASE64_UNPADDED }, { "Zh", BASE64_UNPADDED }, { "Zm9", BASE64_UNPADDED },
		{ "Z", BASE64_UNPADDED }, { "Zm9vY", BASE64_UNPADDED },
		{ "Zm 9v", BASE64_UNPADDED },
		{ "Zm9v\n", BASE64_UNPADDED }, { "-_-_", BASE64_UNPADDED },
		{ "Zm\xc3\xa9", BASE64_UNPADDED },
		{ "+/+/", BASE64_URL_UNPADDED }, { "Zg==", BASE64_URL_UNPADDED },
		{ "Zh", BASE64_URL_UNPADDED },
	};
	uint8_t bytes[16];
	size_t found;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ck_assert_msg(base64_decode(bytes, sizeof bytes, &found, bad[i].text,
		    strlen(bad[i].text), bad[i].variant) != 0, "\"%s\"", bad[i].text);
	ck_assert_int_ne(base64_decode(bytes, sizeof bytes, &found, "Zm9v\0", 5, BASE64_UNPADDED),
	    0);
}
END_TEST

/* Every byte value at every place: what is no digit is refused. */
START_TEST(no_byte_stands_for_a_digit_that_it_is_not)
{
	static const char hex[] = "0123456789abcdef";
	static const char standard[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	static const char url[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	uint8_t bytes[3];
	size_t found;

	for (int value = 1; value < 256; value++) {
		for (size_t i = 0; i < 4; i++) {
			char text[] = "AAAA", digits[] = "00";

			text[i] = (char)value;
			digits[i % 2] = (char)value;
			ck_assert_int_eq(hex_decode(bytes, 1, digits, 2) == 0,
			    strchr(hex, (char)value) != NULL);
			ck_assert_int_eq(base64_decode(bytes, 3, &found, text, 4,
			    BASE64_PADDED) == 0, strchr(standard, (char)value) != NULL ||
			    (value == '=' && i == 3));
			ck_assert_int_eq(base64_decode(bytes, 3, &found, text, 4,
			    BASE64_UNPADDED) == 0, strchr(standard, (char)value) != NULL);
			ck_assert_int_eq(base64_decode(bytes, 3, &found, text, 4,
			    BASE64_URL_UNPADDED) == 0, strchr(url, (char)value) != NULL);
		}
	}
}
END_TEST

/* The example of the age specification: an identity of 32 times 0x42, and its recipient. */
static const char example_identity[] =
    "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";

START_TEST(the_key_of_the_age_specification_is_read_and_written)
{
	uint8_t key[BECH32_KEY_BYTES], expected[BECH32_KEY_BYTES];
	char text[BECH32_SIZE];

	memset(expected, 0x42, sizeof expected);
	ck_assert_int_eq(bech32_decode(key, "age-secret-key-", example_identity,
	    strlen(example_identity), 1), 0);
	ck_assert_mem_eq(key, expected, sizeof key);
	bech32_encode(text, "age-secret-key-", key);
	for (char *at = text; *at != '\0'; at++)
		*at = (char)toupper((unsigned char)*at);
	ck_assert_str_eq(text, example_identity);
}
END_TEST

START_TEST(bech32_comes_back_as_it_was)
{
	uint8_t key[BECH32_KEY_BYTES], back[BECH32_KEY_BYTES];
	char text[BECH32_SIZE];

	for (unsigned seed = 0; seed < 256; seed++) {
		for (size_t i = 0; i < sizeof key; i++)
			key[i] = (uint8_t)(seed * (i + 1));
		bech32_encode(text, "age", key);
		ck_assert_uint_eq(strlen(text), 62);
		ck_assert_int_eq(bech32_decode(back, "age", text, strlen(text), 0), 0);
		ck_assert_mem_eq(back, key, sizeof key);
	}
}
END_TEST

START_TEST(any_changed_character_of_bech32_is_refused)
{
	static const char others[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l1bioA -\n";
	uint8_t key[BECH32_KEY_BYTES];
	char text[BECH32_SIZE];
	size_t length;

	fill(key, sizeof key);
	bech32_encode(text, "age", key);
	length = strlen(text);
	for (size_t i = 0; i < length; i++) {
		char right = text[i];

		for (size_t j = 0; others[j] != '\0'; j++) {
			text[i] = others[j];
			if (others[j] != right)
				ck_assert_int_ne(bech32_decode(key, "age", text, length, 0), 0);
		}
		text[i] = right;
	}
	ck_assert_int_eq(bech32_decode(key, "age", text, length, 0), 0);
	for (size_t shorter = 0; shorter < length; shorter++)
		ck_assert_int_ne(bech32_decode(key, "age", text, shorter, 0), 0);
	ck_assert_int_ne(bech32_decode(key, "age", text, length + 1, 0), 0);
	ck_assert_int_ne(bech32_decode(key, "agf", text, length, 0), 0);
	ck_assert_int_ne(bech32_decode(key, "ag", text, length, 0), 0);
}
END_TEST

START_TEST(bech32_is_of_one_case)
{
	uint8_t key[BECH32_KEY_BYTES];
	char text[BECH32_SIZE];

	ck_assert_int_ne(bech32_decode(key, "age-secret-key-", example_identity,
	    strlen(example_identity), 0), 0);
	(void)memcpy(text, example_identity, sizeof example_identity);
	for (size_t i = 0; text[i] != '\0'; i++) {
		char right = text[i];

		text[i] = (char)tolower((unsigned char)text[i]);
		if (text[i] != right)
			ck_assert_int_ne(bech32_decode(key, "age-secret-key-", text,
			    strlen(text), 1), 0);
		text[i] = right;
	}
}
END_TEST

/* 52 characters hold 260 bits: the four that are left over must be zero, or one key had 16 texts.
 * The text is of 32 zero bytes but for those bits, with a right checksum. */
START_TEST(left_over_bits_of_bech32_must_be_zero)
{
	static const char text[] = "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqpfwgqrs";
	uint8_t key[BECH32_KEY_BYTES];

	ck_assert_int_ne(bech32_decode(key, "age", text, strlen(text), 0), 0);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("encode");
	TCase *tcase = tcase_create("encode");

	tcase_add_test(tcase, hex_comes_back_as_it_was);
	tcase_add_test(tcase, only_lowercase_hex_of_the_right_length_is_taken);
	tcase_add_test(tcase, base64_has_the_values_of_rfc_4648);
	tcase_add_test(tcase, base64_comes_back_as_it_was);
	tcase_add_test(tcase, base64_has_one_spelling_only);
	tcase_add_test(tcase, no_byte_stands_for_a_digit_that_it_is_not);
	tcase_add_test(tcase, the_key_of_the_age_specification_is_read_and_written);
	tcase_add_test(tcase, bech32_comes_back_as_it_was);
	tcase_add_test(tcase, any_changed_character_of_bech32_is_refused);
	tcase_add_test(tcase, bech32_is_of_one_case);
	tcase_add_test(tcase, left_over_bits_of_bech32_must_be_zero);
	suite_add_tcase(suite, tcase);
	return suite;
}
