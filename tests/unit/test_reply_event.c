/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "common/campaign.h"
#include "common/json.h"
#include "desk/reply_event.h"

static int
take_bytes(const uint8_t *data, size_t length, struct error *error)
{
	struct reply_event reply;
	struct event event;
	json_t *value;
	int result;

	if (json_parse(&value, data, length, "line 1", error) != 0)
		return -1;
	result = event_parse(&event, value, error);
	if (result == 0)
		result = reply_event_read(&reply, &event, error);
	json_decref(value);
	return result;
}

START_TEST(every_specimen_is_judged_by_its_name)
{
	unit_specimens("reply_event", 25, take_bytes);
}
END_TEST

/* Where it is taken `line1` is the reply's, to the byte. */
static int
take(const char *text, struct reply_event *reply, struct buffer *line1, struct error *error)
{
	struct event event;
	json_t *value;
	int result;

	if (json_parse(&value, text, strlen(text), "line 1", error) != 0)
		return -1;
	result = event_parse(&event, value, error);
	if (result == 0)
		result = reply_event_read(reply, &event, error);
	if (result == 0)
		json_print(reply->line1, line1);
	json_decref(value);
	return result;
}

START_TEST(the_vectors_come_out_to_the_byte)
{
	json_t *vectors = unit_json("tests/vectors/reply_event.json"), *entry;
	size_t i;

	json_array_foreach(json_object_get(vectors, "good"), i, entry) {
		const char *wanted = json_string_value(json_object_get(entry, "line"));
		const char *line1 = json_string_value(json_object_get(entry, "line1"));
		struct buffer out = BUFFER_INIT, found = BUFFER_INIT;
		struct reply_event given, read;
		struct error error = ERROR_INIT;
		uint8_t hash[REPLY_LINE_HASH_BYTES];

		memset(&given, 0, sizeof given);
		unit_hex(given.mailbox, sizeof given.mailbox, entry, "mailbox");
		unit_hex(given.id, sizeof given.id, entry, "id");
		unit_ok(day_parse(&given.made, json_string_value(json_object_get(entry, "made")),
		    &error), &error);
		unit_ok(json_parse(&given.line1, line1, strlen(line1), "a reply", &error), &error);
		given.campaign = json_integer_value(json_object_get(given.line1, "campaign"));
		unit_ok(reply_event_print(&out, &given, &error), &error);
		ck_assert_str_eq((const char *)out.data, wanted);

		unit_ok(take(wanted, &read, &found, &error), &error);
		ck_assert_str_eq((const char *)found.data, line1);
		ck_assert_mem_eq(read.mailbox, given.mailbox, sizeof read.mailbox);
		ck_assert_mem_eq(read.id, given.id, sizeof read.id);
		ck_assert_int_eq(read.made, given.made);
		line1_hash(hash, line1, strlen(line1));
		ck_assert_mem_eq(read.hash, hash, sizeof hash);
		json_decref(given.line1);
		buffer_free(&out);
		buffer_free(&found);
	}
	ck_assert_uint_eq(i, 4);
	json_array_foreach(json_object_get(vectors, "refused"), i, entry) {
		struct buffer found = BUFFER_INIT;
		struct error error = ERROR_INIT;
		struct reply_event read;

		ck_assert_msg(take(json_string_value(json_object_get(entry, "line")), &read, &found,
		    &error) != 0, "%s was taken", json_string_value(json_object_get(entry, "why")));
	}
	ck_assert_uint_eq(i, 12);
	json_decref(vectors);
}
END_TEST

START_TEST(what_does_not_fit_into_an_envelope_is_refused)
{
	json_t *none = json_array();
	struct reply_line line = { .kind = REPLY_MESSAGE, .campaign = 1, .n = 1, .part = 1,
		.parts = 1, .seen = none, .in_force = none };
	struct buffer text = BUFFER_INIT, line1 = BUFFER_INIT, out = BUFFER_INIT;
	struct reply_event event = { .campaign = 1 };
	struct error error = ERROR_INIT;

	/* The longest line that is a reply. */
	line.text = "";
	unit_ok(reply_line_print(&line1, &line, &error), &error);
	while (text.length < ENVELOPE_LINE1_MOST - line1.length)
		buffer_append_byte(&text, 'x');
	buffer_append_byte(&text, '\0');
	line.text = (const char *)text.data;
	buffer_clear(&line1);
	unit_ok(reply_line_print(&line1, &line, &error), &error);
	ck_assert_uint_eq(line1.length, ENVELOPE_LINE1_MOST);
	unit_ok(json_parse(&event.line1, line1.data, line1.length, "a reply", &error), &error);
	unit_refused(reply_event_print(&out, &event, &error), &error, "too long");
	ck_assert_uint_eq(out.length, 0);
	json_decref(event.line1);
	json_decref(none);
	buffer_free(&text);
	buffer_free(&line1);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("reply_event");
	TCase *tests = tcase_create("reply_event");

	tcase_add_test(tests, every_specimen_is_judged_by_its_name);
	tcase_add_test(tests, the_vectors_come_out_to_the_byte);
	tcase_add_test(tests, what_does_not_fit_into_an_envelope_is_refused);
	suite_add_tcase(suite, tests);
	return suite;
}
