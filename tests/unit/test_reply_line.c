/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "common/campaign.h"
#include "common/encode.h"
#include "common/envelope.h"
#include "common/json.h"
#include "common/reply_line.h"

static int
take(const uint8_t *data, size_t length, struct error *error)
{
	struct reply_line line;
	json_t *line1;
	int result;

	if (json_parse(&line1, data, length, "line 1", error) != 0)
		return -1;
	result = reply_line_parse(&line, line1, error);
	json_decref(line1);
	return result;
}

START_TEST(every_specimen_is_judged_by_its_name)
{
	unit_specimens("reply_line", 60, take);
}
END_TEST

/* Builds the reply of a vector from its members, as a writer would. */
static void
from_members(struct reply_line *line, const json_t *reply, struct buffer *text)
{
	static const char *const kinds[] = { "message", "question", "preview" };
	const char *kind = json_string_value(json_object_get(reply, "kind"));
	const json_t *day = json_object_get(reply, "answer_by");
	struct error error = ERROR_INIT;

	memset(line, 0, sizeof *line);
	while (strcmp(kind, kinds[line->kind]) != 0)
		line->kind++;
	ck_assert_str_eq(reply_kind_name(line->kind), kind);
	line->campaign = json_integer_value(json_object_get(reply, "campaign"));
	line->n = json_integer_value(json_object_get(reply, "n"));
	line->part = json_integer_value(json_object_get(reply, "part"));
	line->parts = json_integer_value(json_object_get(reply, "parts"));
	line->seen = json_object_get(reply, "seen");
	line->in_force = json_object_get(reply, "in_force");
	buffer_append_text(text, json_string_value(json_object_get(reply, "text")));
	line->text = (const char *)text->data;
	line->uses = json_object_get(reply, "uses");
	line->lays_aside = json_object_get(reply, "lays_aside");
	if (day != NULL)
		unit_ok(day_parse(&line->answer_by, json_string_value(day), &error), &error);
}

START_TEST(the_vectors_come_out_to_the_byte)
{
	json_t *vectors = unit_json("tests/vectors/reply_line.json"), *entry;
	size_t i;

	json_array_foreach(json_object_get(vectors, "good"), i, entry) {
		const char *wanted = json_string_value(json_object_get(entry, "line"));
		struct buffer text = BUFFER_INIT, out = BUFFER_INIT, twice = BUFFER_INIT;
		uint8_t hash[REPLY_LINE_HASH_BYTES], digest[REPLY_LINE_HASH_BYTES];
		struct error error = ERROR_INIT;
		struct reply_line line;
		json_t *line1;
		json_int_t fill = json_integer_value(json_object_get(entry, "fill"));

		for (json_int_t j = 0; j < fill; j++)
			buffer_append_byte(&text, 'x');
		from_members(&line, json_object_get(entry, "reply"), &text);
		unit_ok(reply_line_print(&out, &line, &error), &error);
		if (wanted != NULL)
			ck_assert_str_eq((const char *)out.data, wanted);
		line1_hash(hash, out.data, out.length);
		unit_hex(digest, sizeof digest, entry, "sha256");
		ck_assert_mem_eq(hash, digest, sizeof hash);
		unit_ok(json_parse(&line1, out.data, out.length, "line 1", &error), &error);
		unit_ok(reply_line_parse(&line, line1, &error), &error);
		unit_ok(reply_line_print(&twice, &line, &error), &error);
		ck_assert_str_eq((const char *)twice.data, (const char *)out.data);
		json_decref(line1);
		buffer_free(&text);
		buffer_free(&out);
		buffer_free(&twice);
	}
	ck_assert_uint_eq(i, 6);
	json_array_foreach(json_object_get(vectors, "refused"), i, entry) {
		const char *text = json_string_value(json_object_get(entry, "line"));
		struct error error = ERROR_INIT;

		ck_assert_msg(take((const uint8_t *)text, strlen(text), &error) != 0, "%s was taken",
		    json_string_value(json_object_get(entry, "why")));
	}
	json_decref(vectors);
}
END_TEST

START_TEST(what_families_could_not_read_is_not_printed)
{
	json_t *seen = json_array(), *uses = json_pack("[s]", "counts"), *hashes = json_array();
	json_t *bad = json_pack("[s]", "No id");
	struct reply_line good = { .kind = REPLY_QUESTION, .campaign = 1, .n = 1, .part = 1,
		.parts = 1, .seen = seen, .in_force = uses, .text = "May we?", .uses = uses,
		.lays_aside = hashes }, line;
	struct error error = ERROR_INIT;
	struct buffer out = BUFFER_INIT;

	unit_ok(reply_line_print(&out, &good, &error), &error);
	buffer_clear(&out);
#define REFUSED(member, value, words) \
	line = good; \
	line.member = (value); \
	unit_refused(reply_line_print(&out, &line, &error), &error, words)
	REFUSED(campaign, 0, "campaign");
	REFUSED(n, 0, "\"n\"");
	REFUSED(part, 2, "part");
	REFUSED(parts, 5, "parts");
	REFUSED(text, NULL, "text");
	REFUSED(seen, NULL, "seen");
	REFUSED(in_force, bad, "in_force");
	REFUSED(in_force, NULL, "in_force");
	REFUSED(uses, NULL, "uses");
	REFUSED(uses, bad, "uses");
	REFUSED(lays_aside, NULL, "lays_aside");
	REFUSED(lays_aside, uses, "lays_aside");
#undef REFUSED
	json_array_append_new(seen, json_pack("{sssisf}", "kind", "testimony", "week", 1, "x", 0.5));
	unit_refused(reply_line_print(&out, &good, &error), &error, "whole numbers");
	ck_assert_uint_eq(out.length, 0);
	json_decref(seen);
	json_decref(uses);
	json_decref(hashes);
	json_decref(bad);
	buffer_free(&out);
}
END_TEST

START_TEST(a_text_is_cleaned_and_one_too_long_says_by_how_much)
{
	json_t *list = json_array();
	struct reply_line line = { .campaign = 1, .n = 1, .part = 1, .parts = 1, .seen = list,
		.in_force = list, .text = "a\r\nb\x1b[31m\xff\tc" };
	struct buffer out = BUFFER_INIT, words = BUFFER_INIT;
	struct error error = ERROR_INIT;
	size_t room;

	unit_ok(reply_line_print(&out, &line, &error), &error);
	ck_assert_ptr_nonnull(strstr((const char *)out.data,
	    "\"text\":\"a\\nb[31m\xef\xbf\xbd\\tc\""));
	line.text = "";
	buffer_clear(&out);
	unit_ok(reply_line_print(&out, &line, &error), &error);
	room = ENVELOPE_LINE1_MOST - out.length;
	for (size_t i = 0; i < room; i++)
		buffer_append_byte(&words, 'x');
	line.text = (const char *)words.data;
	buffer_clear(&out);
	unit_ok(reply_line_print(&out, &line, &error), &error);
	ck_assert_uint_eq(out.length, ENVELOPE_LINE1_MOST);
	buffer_append_text(&words, "yyy");
	line.text = (const char *)words.data;
	buffer_clear(&out);
	unit_refused(reply_line_print(&out, &line, &error), &error, "cut about 3 characters");
	ck_assert_uint_eq(out.length, 0);
	json_decref(list);
	buffer_free(&words);
	buffer_free(&out);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("reply_line");
	TCase *tests = tcase_create("reply_line");

	tcase_add_test(tests, every_specimen_is_judged_by_its_name);
	tcase_add_test(tests, the_vectors_come_out_to_the_byte);
	tcase_add_test(tests, what_families_could_not_read_is_not_printed);
	tcase_add_test(tests, a_text_is_cleaned_and_one_too_long_says_by_how_much);
	suite_add_tcase(suite, tests);
	return suite;
}
