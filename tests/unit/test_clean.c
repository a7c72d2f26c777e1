/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdbool.h>
#include <string.h>

#include "common/clean.h"
#include "common/encode.h"
#include "common/utf8.h"

/* Cleans each range's characters after `before`, and expects them as they are, or escaped. */
static void
check_ranges(const json_t *ranges, const char *before, bool shown)
{
	struct buffer in = BUFFER_INIT, out = BUFFER_INIT, expected = BUFFER_INIT;
	json_t *range;
	size_t index;

	ck_assert_uint_gt(json_array_size(ranges), 10);
	json_array_foreach(ranges, index, range) {
		uint32_t last = (uint32_t)json_integer_value(json_array_get(range, 1));

		for (uint32_t c = (uint32_t)json_integer_value(json_array_get(range, 0));
		    c <= last; c++) {
			buffer_clear(&in);
			buffer_clear(&out);
			buffer_clear(&expected);
			buffer_append_text(&in, before);
			buffer_append_text(&expected, before);
			utf8_append(&in, c);
			if (shown)
				utf8_append(&expected, c);
			else
				buffer_format(&expected, "<U+%04X>", (unsigned)c);
			clean_line(&out, in.data, in.length);
			if (out.length != expected.length ||
			    memcmp(out.data, expected.data, out.length) != 0)
				ck_abort_msg("U+%04X should%s be shown after \"%s\"", (unsigned)c,
				    shown ? "" : " not", before);
		}
	}
	buffer_free(&in);
	buffer_free(&out);
	buffer_free(&expected);
}

START_TEST(every_character_is_shown_or_hidden_as_unicode_has_it)
{
	json_t *vectors = unit_json("tests/vectors/clean.json");

	check_ranges(json_object_get(vectors, "hidden"), "", false);
	check_ranges(json_object_get(vectors, "hidden"), "a", false);
	check_ranges(json_object_get(vectors, "marks"), "a", true);
	check_ranges(json_object_get(vectors, "marks"), "", false);
	check_ranges(json_object_get(vectors, "shown"), "", true);
	json_decref(vectors);
}
END_TEST

typedef void cleaner(struct buffer *out, const void *text, size_t length);

static void
check_case(const json_t *vector, const char *key, cleaner *clean, const uint8_t *bytes,
    size_t length)
{
	struct buffer out = BUFFER_INIT, again = BUFFER_INIT;
	const char *expected = json_string_value(json_object_get(vector, key));

	clean(&out, bytes, length);
	ck_assert_msg(strcmp((const char *)out.data, expected) == 0, "%s, %s: %s",
	    json_string_value(json_object_get(vector, "note")), key, (const char *)out.data);
	clean(&again, out.data, out.length);
	ck_assert_str_eq((const char *)again.data, (const char *)out.data);
	buffer_free(&out);
	buffer_free(&again);
}

START_TEST(every_case_comes_out_as_written_and_stays_so)
{
	json_t *vectors = unit_json("tests/vectors/clean.json"), *vector;
	const json_t *cases = json_object_get(vectors, "cases");
	size_t index;

	ck_assert_uint_ge(json_array_size(cases), 25);
	json_array_foreach(cases, index, vector) {
		uint8_t bytes[256];
		size_t length = json_string_length(json_object_get(vector, "hex")) / 2;

		unit_hex(bytes, length, vector, "hex");
		check_case(vector, "line", clean_line, bytes, length);
		check_case(vector, "text", clean_text, bytes, length);
	}
	json_decref(vectors);
}
END_TEST

START_TEST(a_text_is_added_to_what_is_there)
{
	struct buffer out = BUFFER_INIT;

	buffer_append_text(&out, "Name: ");
	/* A mark must not sit on what was there before. */
	clean_line(&out, "\xcc\xb8x", 3);
	ck_assert_str_eq((const char *)out.data, "Name: <U+0338>x");
	buffer_free(&out);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("clean");
	TCase *tests = tcase_create("clean");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, every_character_is_shown_or_hidden_as_unicode_has_it);
	tcase_add_test(tests, every_case_comes_out_as_written_and_stays_so);
	tcase_add_test(tests, a_text_is_added_to_what_is_there);
	suite_add_tcase(suite, tests);
	return suite;
}
