/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "common/encode.h"
#include "common/hkdf.h"
#include "tests/unit/unit.h"

/* The three test cases of RFC 5869 appendix A for SHA-256. None of their infos has a NUL. */
struct vector {
	const char *input, *salt, *info, *output;
};

static const struct vector vectors[] = {
	{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c",
	    "\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9",
	    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
	    "34007208d5b887185865" },
	{ "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
	  "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
	  "404142434445464748494a4b4c4d4e4f",
	    "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"
	    "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
	    "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
	    "\xb0\xb1\xb2\xb3\xb4\xb5\xb6\xb7\xb8\xb9\xba\xbb\xbc\xbd\xbe\xbf"
	    "\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xcb\xcc\xcd\xce\xcf"
	    "\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xd9\xda\xdb\xdc\xdd\xde\xdf"
	    "\xe0\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee\xef"
	    "\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff",
	    "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
	    "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
	    "cc30c58179ec3e87c14c01d5c1f3434f1d87" },
	{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
	    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
	    "9d201395faa4b61a96c8" },
};

static size_t
from_hex(uint8_t *bytes, const char *text)
{
	size_t length = strlen(text) / 2;

	ck_assert_int_eq(hex_decode(bytes, length, text, strlen(text)), 0);
	return length;
}

START_TEST(the_cases_of_rfc_5869_come_out)
{
	const struct vector *vector = &vectors[_i];
	uint8_t input[128], salt[128], expected[128], output[128];
	size_t input_length = from_hex(input, vector->input);
	size_t salt_length = from_hex(salt, vector->salt);
	size_t length = from_hex(expected, vector->output);

	hkdf_sha256(output, length, input, input_length, salt, salt_length, vector->info);
	ck_assert_mem_eq(output, expected, length);
}
END_TEST

START_TEST(a_shorter_output_is_the_start_of_a_longer_one)
{
	static const uint8_t input[16] = { 7 };
	uint8_t longest[HKDF_OUTPUT_MOST], output[HKDF_OUTPUT_MOST];
	static const size_t lengths[] = { 0, 1, 31, 32, 33, 64, 1000, HKDF_OUTPUT_MOST - 1 };

	hkdf_sha256(longest, sizeof longest, input, sizeof input, NULL, 0, "payload");
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		memset(output, 0xaa, sizeof output);
		hkdf_sha256(output, lengths[i], input, sizeof input, NULL, 0, "payload");
		ck_assert_mem_eq(output, longest, lengths[i]);
		ck_assert_uint_eq(output[lengths[i]], 0xaa);
	}
}
END_TEST

START_TEST(another_info_or_salt_gives_another_key)
{
	static const uint8_t input[16] = { 7 }, salt[16] = { 1 };
	uint8_t one[32], other[32];

	hkdf_sha256(one, sizeof one, input, sizeof input, NULL, 0, "header");
	hkdf_sha256(other, sizeof other, input, sizeof input, NULL, 0, "payload");
	ck_assert_mem_ne(one, other, sizeof one);
	hkdf_sha256(other, sizeof other, input, sizeof input, salt, sizeof salt, "header");
	ck_assert_mem_ne(one, other, sizeof one);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("hkdf");
	TCase *tcase = tcase_create("hkdf");

	tcase_add_loop_test(tcase, the_cases_of_rfc_5869_come_out, 0,
	    (int)(sizeof vectors / sizeof vectors[0]));
	tcase_add_test(tcase, a_shorter_output_is_the_start_of_a_longer_one);
	tcase_add_test(tcase, another_info_or_salt_gives_another_key);
	suite_add_tcase(suite, tcase);
	return suite;
}
