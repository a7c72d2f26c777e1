/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "common/json.h"
#include "desk/decision.h"
#include "desk/redaction.h"

static int
take_bytes(const uint8_t *data, size_t length, struct error *error)
{
	static const uint8_t id[ENVELOPE_ID_BYTES] = { 1 }, by[32] = { 2 };
	struct decision decision;
	struct event event;
	json_t *value;
	int result;

	if (json_parse(&value, data, length, "line 1", error) != 0)
		return -1;
	result = event_parse(&event, value, error);
	if (result == 0)
		result = decision_read(&decision, &event, id, by, false, error);
	if (result == 0)
		decision_free(&decision);
	json_decref(value);
	return result;
}

START_TEST(every_specimen_is_judged_by_its_name)
{
	unit_specimens("decision", 75, take_bytes);
}
END_TEST

START_TEST(the_vectors_are_judged_the_same)
{
	json_t *vectors = unit_json("tests/vectors/decision.json"), *entry;
	struct error error = ERROR_INIT;
	const char *line;
	size_t i;

	json_array_foreach(json_object_get(vectors, "good"), i, entry) {
		line = json_string_value(json_object_get(entry, "line"));
		unit_ok(take_bytes((const uint8_t *)line, strlen(line), &error), &error);
	}
	ck_assert_uint_ge(i, 20);
	json_array_foreach(json_object_get(vectors, "refused"), i, entry) {
		line = json_string_value(json_object_get(entry, "line"));
		ck_assert_msg(take_bytes((const uint8_t *)line, strlen(line), &error) != 0,
		    "%s was taken", json_string_value(json_object_get(entry, "why")));
	}
	ck_assert_uint_ge(i, 50);
	json_decref(vectors);
}
END_TEST

/* What is printed is the good line to the byte, as the vectors have it. */
START_TEST(good_ones_are_printed_to_the_byte)
{
	json_t *vectors = unit_json("tests/vectors/decision.json"), *entry, *value;
	struct error error = ERROR_INIT;
	size_t i;

	json_array_foreach(json_object_get(vectors, "good"), i, entry) {
		const char *line = json_string_value(json_object_get(entry, "line"));
		static const uint8_t id[ENVELOPE_ID_BYTES] = { 1 }, by[32] = { 2 };
		struct buffer out = BUFFER_INIT;
		struct decision decision;
		struct event event;

		unit_ok(json_parse(&value, line, strlen(line), "line 1", &error), &error);
		unit_ok(event_parse(&event, value, &error), &error);
		unit_ok(decision_read(&decision, &event, id, by, true, &error), &error);
		ck_assert_mem_eq(decision.id, id, sizeof id);
		ck_assert_mem_eq(decision.by, by, sizeof by);
		ck_assert(decision.former);
		ck_assert_str_eq(decision_kind_name(decision.kind), event.kind);
		ck_assert(decision_is(event.kind));
		unit_ok(decision_print(&out, decision.kind, event.campaign,
		    event.has_case ? event.mailbox : NULL, event.made, event.data, &error), &error);
		ck_assert_str_eq((const char *)out.data, line);
		decision_free(&decision);
		buffer_free(&out);
		json_decref(value);
	}
	ck_assert(!decision_is("reply"));
	ck_assert(!decision_is(""));
	json_decref(vectors);
}
END_TEST

START_TEST(what_readers_would_refuse_is_not_printed)
{
	json_t *data = json_object();
	struct buffer out = BUFFER_INIT, text = BUFFER_INIT;
	struct error error = ERROR_INIT;
	static const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];

	unit_refused(decision_print(&out, DECISION_NOTE, 1, mailbox, 20000, data, &error), &error,
	    "\"text\"");
	unit_refused(decision_print(&out, DECISION_RECUSE, 1, NULL, 20000, data, &error), &error,
	    "belongs to a case");
	unit_refused(decision_print(&out, DECISION_SETTLE, 1, mailbox, 20000, data, &error), &error,
	    "belongs to no case");
	/* Fits its member, not an envelope: as JSON it is twice as long, and more. */
	while (text.length < DECISION_TEXT_MOST)
		buffer_append_text(&text, "\"\\");
	buffer_append_byte(&text, '\0');
	(void)json_object_set_new(data, "text", json_string((const char *)text.data));
	unit_ok(decision_print(&out, DECISION_NOTE, 1, mailbox, 20000, data, &error), &error);
	ck_assert_uint_gt(out.length, 0);
	json_decref(data);
	buffer_free(&text);
	buffer_free(&out);
}
END_TEST

/*
 * Redactions.
 */

START_TEST(redacted_texts_come_out_as_the_vectors_say)
{
	json_t *vectors = unit_json("tests/vectors/decision.json"), *entry;
	struct error error = ERROR_INIT;
	size_t i;

	json_array_foreach(json_object_get(vectors, "redactions"), i, entry) {
		const char *wanted = json_string_value(json_object_get(entry, "text"));
		struct redaction redaction;
		uint8_t makes[DECISION_HASH_BYTES];
		int result = redaction_make(&redaction, json_object_get(entry, "texts"),
		    json_object_get(entry, "answers"), &error);

		if (wanted == NULL) {
			ck_assert_msg(result != 0 && error.text[0] != '\0', "%s was taken",
			    json_string_value(json_object_get(entry, "note")));
			continue;
		}
		unit_ok(result, &error);
		ck_assert_str_eq((const char *)redaction.text.data, wanted);
		unit_hex(makes, sizeof makes, entry, "makes");
		ck_assert_mem_eq(redaction.makes, makes, sizeof makes);
		/* Each mark stands where it says. */
		for (size_t j = 0; j < redaction.mark_count; j++) {
			ck_assert_uint_le(redaction.marks[j].start, redaction.marks[j].end);
			ck_assert_uint_le(redaction.marks[j].end, redaction.text.length);
		}
		redaction_free(&redaction);
	}
	ck_assert_uint_eq(i, 16);
	json_decref(vectors);
}
END_TEST

START_TEST(a_redaction_must_make_what_it_says)
{
	struct redaction_span span = { 7, 10, "person", "[Child A]" };
	const char *text = "My son Sam is seven.";
	json_t *answers = json_pack("{s:s}", "story", text), *texts = json_array();
	struct decision redact = { .kind = DECISION_REDACT };
	struct redaction redaction;
	struct error error = ERROR_INIT;

	(void)json_array_append_new(texts, redaction_text("story", text, &span, 1));
	redact.list = texts;
	decision_hash(redact.makes, "My son [Child A] is seven.", 26);
	unit_ok(redaction_of(&redaction, &redact, answers, &error), &error);
	ck_assert_uint_eq(redaction.mark_count, 1);
	ck_assert_uint_eq(redaction.marks[0].from, 7);
	ck_assert_uint_eq(redaction.marks[0].to, 10);
	ck_assert_uint_eq(redaction.marks[0].start, 7);
	ck_assert_uint_eq(redaction.marks[0].end, 16);
	ck_assert_str_eq(redaction.pages[0].id, "story");
	redaction_free(&redaction);
	redact.makes[0] ^= 1;
	unit_refused(redaction_of(&redaction, &redact, answers, &error), &error,
	    "do not make the text");
	json_decref(answers);
	json_decref(texts);
}
END_TEST

START_TEST(an_excerpt_is_the_words_that_it_names)
{
	json_t *answers = json_pack("{s:s}", "story", "Łucja was late."), *texts = json_array();
	struct decision excerpt = { .kind = DECISION_EXCERPT, .start = 7, .end = 15 };
	struct redaction redaction;
	struct error error = ERROR_INIT;
	const char *text;
	size_t length;

	(void)json_array_append_new(texts, redaction_text("story", "Łucja was late.", NULL, 0));
	unit_ok(redaction_make(&redaction, texts, answers, &error), &error);
	decision_hash(excerpt.makes, "was late", 8);
	unit_ok(redaction_excerpt(&redaction, &excerpt, &text, &length, &error), &error);
	ck_assert_uint_eq(length, 8);
	ck_assert_mem_eq(text, "was late", 8);
	excerpt.end = 14;
	unit_refused(redaction_excerpt(&redaction, &excerpt, &text, &length, &error), &error,
	    "not the words");
	excerpt.end = 99;
	unit_refused(redaction_excerpt(&redaction, &excerpt, &text, &length, &error), &error,
	    "does not fit");
	excerpt.start = 1;
	excerpt.end = 3;
	unit_refused(redaction_excerpt(&redaction, &excerpt, &text, &length, &error), &error,
	    "does not fit");
	excerpt.text = "A child was late.";
	unit_ok(redaction_excerpt(&redaction, &excerpt, &text, &length, &error), &error);
	ck_assert_str_eq(text, "A child was late.");
	redaction_free(&redaction);
	json_decref(answers);
	json_decref(texts);
}
END_TEST

/* As they are copied out of a terminal or an editor. */
START_TEST(words_are_found_where_rows_were_broken_elsewhere)
{
	static const char first[] = "We waited  for\na year, and he waited.", second[] = "He waited.";
	static const struct {
		const char *words;
		size_t times, start, end;
	} looked[] = {
		{ "We waited  for\na year", 1, 0, 21 },
		{ "We waited for a year", 1, 0, 21 },
		{ "waited\r\nfor a", 1, 3, 16 },
		{ " for ", 1, 9, 15 },
		{ "he waited.\n\nHe", 1, 27, 41 },
		{ "he waited. He", 0, 0, 0 },
		{ "waited for\n\na year", 0, 0, 0 },
		{ "waitedfor", 0, 0, 0 },
		{ "we waited", 0, 0, 0 },
		{ "waited.", 2, 30, 37 },
		{ "He waited. ", 0, 0, 0 },
		{ "", 0, 0, 0 },
	};
	json_t *texts = json_array(), *answers = json_pack("{s:s,s:s}", "first", first, "second",
	    second);
	struct redaction redaction;
	struct error error = ERROR_INIT;

	(void)json_array_append_new(texts, redaction_text("first", first, NULL, 0));
	(void)json_array_append_new(texts, redaction_text("second", second, NULL, 0));
	unit_ok(redaction_make(&redaction, texts, answers, &error), &error);
	for (size_t i = 0; i < sizeof looked / sizeof looked[0]; i++) {
		size_t start = 0, end = 0;

		ck_assert_uint_eq(redaction_find(&redaction, looked[i].words, &start, &end),
		    looked[i].times);
		ck_assert_uint_eq(start, looked[i].start);
		ck_assert_uint_eq(end, looked[i].end);
	}
	redaction_free(&redaction);
	json_decref(texts);
	json_decref(answers);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("decision");
	TCase *tests = tcase_create("decision");

	tcase_add_test(tests, every_specimen_is_judged_by_its_name);
	tcase_add_test(tests, the_vectors_are_judged_the_same);
	tcase_add_test(tests, good_ones_are_printed_to_the_byte);
	tcase_add_test(tests, what_readers_would_refuse_is_not_printed);
	tcase_add_test(tests, redacted_texts_come_out_as_the_vectors_say);
	tcase_add_test(tests, a_redaction_must_make_what_it_says);
	tcase_add_test(tests, an_excerpt_is_the_words_that_it_names);
	tcase_add_test(tests, words_are_found_where_rows_were_broken_elsewhere);
	suite_add_tcase(suite, tests);
	return suite;
}
