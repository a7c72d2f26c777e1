/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "common/json.h"
#include "common/utf8.h"

static json_t *
parsed(const char *text)
{
	struct error error = ERROR_INIT;
	json_t *value;

	unit_ok(json_parse(&value, text, strlen(text), "the test", &error), &error);
	return value;
}

static int
take(const uint8_t *data, size_t length, struct error *error)
{
	json_t *value;
	int result = json_parse(&value, data, length, "the specimen", error);

	ck_assert((result == 0) == (value != NULL));
	json_decref(value);
	return result;
}

START_TEST(every_specimen_is_judged_by_its_name)
{
	unit_specimens("json", 50, take);
}
END_TEST

START_TEST(every_start_of_a_text_is_refused_without_reading_past_it)
{
	static const char text[] = "{\"a\":[1,\"\\ud83d\\ude00\\\\\",{\"\xc3\xa9\":true}]}";

	for (size_t length = 0; length < sizeof text - 1; length++) {
		char *copy = malloc(length + 1);
		struct error error = ERROR_INIT;

		memcpy(copy, text, length);
		copy = realloc(copy, length == 0 ? 1 : length);
		ck_assert_int_eq(take((const uint8_t *)copy, length, &error), -1);
		ck_assert_int_eq(error.kind, ERROR_REFUSED);
		free(copy);
	}
}
END_TEST

START_TEST(a_refusal_never_quotes_the_text)
{
	static const char *const texts[] = { "{\"Anna\":1,\"Anna\":2}", "[\"Anna\" \"Anna\"]",
		"[\"Anna\\x\"]", "Anna", "[\"Anna\\ud800\"]", "{\"a\":Anna}" };
	struct error error = ERROR_INIT;
	json_t *value;

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		unit_refused(json_parse(&value, texts[i], strlen(texts[i]), "the answers", &error),
		    &error, "the answers");
		ck_assert_ptr_null(strstr(error.text, "Anna"));
	}
}
END_TEST

START_TEST(a_refusal_names_the_line_or_the_cause)
{
	struct error error = ERROR_INIT;
	json_t *value;

	unit_refused(json_parse(&value, "{\n\"a\":\n-1}", 10, "the form", &error), &error,
	    "line 3 of the form: ");
	unit_refused(json_parse(&value, "\xef\xbb\xbf{}", 5, "the form", &error), &error,
	    "byte order mark");
	unit_refused(json_parse(&value, "{\n\"a\" 1}", 8, "the form", &error), &error,
	    "line 2 of the form, ");
}
END_TEST

START_TEST(what_is_read_is_printed_compact_and_in_its_order)
{
	static const char line[] = "{\"z\":[1,true,null],\"a\":\"\xc5\x9b/\xf0\x9f\x98\x80\x7f\","
	    "\"m\":{\"b\":\"\\\"\\\\\\n\\u0001\",\"a\":9007199254740991}}";
	struct buffer out = BUFFER_INIT;
	json_t *value = parsed(line);

	buffer_append_text(&out, "before ");
	json_print(value, &out);
	ck_assert_str_eq((const char *)out.data + 7, line);
	ck_assert_uint_eq(out.length, 7 + strlen(line));
	buffer_free(&out);
	json_decref(value);
}
END_TEST

START_TEST(a_member_of_the_wrong_type_is_refused_by_name)
{
	json_t *object = parsed("{\"text\":\"abc\",\"number\":5,\"list\":[1,2],\"object\":{},"
	    "\"hex\":\"00ff\",\"capitals\":\"00FF\"}");
	struct error error = ERROR_INIT;
	const json_t *member;
	const char *text;
	uint8_t bytes[2];
	int64_t number;

	unit_ok(json_member_text(object, "text", 3, &text, &error), &error);
	ck_assert_str_eq(text, "abc");
	unit_refused(json_member_text(object, "text", 2, &text, &error), &error, "at most 2 bytes");
	unit_refused(json_member_text(object, "number", 9, &text, &error), &error, "\"number\"");
	unit_refused(json_member_text(object, "none", 9, &text, &error), &error,
	    "\"none\" is missing");
	unit_ok(json_member_integer(object, "number", 5, 5, &number, &error), &error);
	ck_assert_int_eq(number, 5);
	unit_refused(json_member_integer(object, "number", 6, 9, &number, &error), &error,
	    "from 6 to 9");
	unit_refused(json_member_integer(object, "number", 0, 4, &number, &error), &error,
	    "from 0 to 4");
	unit_refused(json_member_integer(object, "text", 0, 4, &number, &error), &error,
	    "\"text\"");
	unit_ok(json_member_array(object, "list", 2, &member, &error), &error);
	unit_refused(json_member_array(object, "list", 1, &member, &error), &error, "at most 1");
	unit_refused(json_member_array(object, "object", 1, &member, &error), &error, "list");
	unit_ok(json_member_object(object, "object", &member, &error), &error);
	unit_refused(json_member_object(object, "list", &member, &error), &error, "object");
	unit_ok(json_member_hex(object, "hex", bytes, 2, &error), &error);
	ck_assert_mem_eq(bytes, "\x00\xff", 2);
	unit_refused(json_member_hex(object, "capitals", bytes, 2, &error), &error, "lowercase");
	unit_refused(json_member_hex(object, "hex", bytes, 1, &error), &error, "2 lowercase");
	unit_refused(json_member_hex(object, "number", bytes, 2, &error), &error, "\"number\"");
	unit_refused(json_member_object(json_object_get(object, "list"), "a", &member, &error),
	    &error, "object");
	unit_refused(json_member_object(NULL, "a", &member, &error), &error, "object");
	json_decref(object);
}
END_TEST

START_TEST(a_text_made_elsewhere_with_a_nul_in_it_is_refused)
{
	json_t *object = json_object();
	struct error error = ERROR_INIT;
	const char *text;

	json_object_set_new(object, "a", json_stringn("b\0c", 3));
	unit_refused(json_member_text(object, "a", 9, &text, &error), &error, "NUL");
	json_decref(object);
}
END_TEST

static void
cleans(const char *text, size_t length, const char *expected)
{
	json_t *cleaned = json_text_cleaned(text, length);

	ck_assert_uint_eq(json_string_length(cleaned), strlen(expected));
	ck_assert_str_eq(json_string_value(cleaned), expected);
	json_decref(cleaned);
}

START_TEST(a_cleaned_text_has_no_controls_and_no_broken_bytes)
{
	cleans("", 0, "");
	cleans("a\r\nb\tc\0d\x7f\xc2\x85 \x1b[0m", 17, "a\nb\tcd [0m");
	cleans("\xff|\xed\xa0\x80|\xe2\x82|\xf0\x9f\x98", 12,
	    "\xef\xbf\xbd|\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd|\xef\xbf\xbd|\xef\xbf\xbd");
	cleans("\xc2\xa0\xe2\x80\xa8\xf0\x9f\x98\x80", 9, "\xc2\xa0\xe2\x80\xa8\xf0\x9f\x98\x80");
}
END_TEST

START_TEST(a_cleaned_copy_keeps_all_but_the_texts_and_leaves_the_original)
{
	json_t *value = parsed("{\"a\":[\"x\\u0007\",1,null,{\"b\":\"\\r\\n\"}]}");
	json_t *expected = parsed("{\"a\":[\"x\",1,null,{\"b\":\"\\n\"}]}");
	json_t *copy = json_cleaned(value);

	ck_assert(json_equal(copy, expected));
	ck_assert(!json_equal(value, expected));
	json_decref(copy);
	json_decref(expected);
	json_decref(value);
}
END_TEST

START_TEST(every_character_survives_utf8_and_nothing_else_does)
{
	struct buffer out = BUFFER_INIT;

	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		size_t at = 0;

		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		buffer_clear(&out);
		utf8_append(&out, c);
		if (utf8_next(out.data, out.length, &at) != (int32_t)c || at != out.length)
			ck_abort_msg("U+%04X", (unsigned)c);
	}
	/* Of all runs of three bytes, as many as there are characters of three. */
	for (uint32_t i = 0, taken = 0; i < 0x1000000; i++) {
		uint8_t bytes[3] = { (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i };
		size_t at = 0;

		if (utf8_next(bytes, 3, &at) >= 0 && at == 3)
			taken++;
		if (i == 0xffffff)
			ck_assert_uint_eq(taken, 0x10000 - 0x800 - 0x800);
	}
	ck_assert_uint_eq(utf8_count("a\xc3\xa9\xf0\x9f\x98\x80\xff\xe2\x82", 10), 5);
	buffer_free(&out);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("json");
	TCase *tests = tcase_create("json");

	tcase_add_test(tests, every_specimen_is_judged_by_its_name);
	tcase_add_test(tests, every_start_of_a_text_is_refused_without_reading_past_it);
	tcase_add_test(tests, a_refusal_never_quotes_the_text);
	tcase_add_test(tests, a_refusal_names_the_line_or_the_cause);
	tcase_add_test(tests, what_is_read_is_printed_compact_and_in_its_order);
	tcase_add_test(tests, a_member_of_the_wrong_type_is_refused_by_name);
	tcase_add_test(tests, a_text_made_elsewhere_with_a_nul_in_it_is_refused);
	tcase_add_test(tests, a_cleaned_text_has_no_controls_and_no_broken_bytes);
	tcase_add_test(tests, a_cleaned_copy_keeps_all_but_the_texts_and_leaves_the_original);
	tcase_add_test(tests, every_character_survives_utf8_and_nothing_else_does);
	suite_add_tcase(suite, tests);
	return suite;
}
