/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "common/campaign.h"
#include "common/envelope.h"
#include "common/event.h"
#include "common/json.h"

static int
take(const uint8_t *data, size_t length, struct error *error)
{
	struct event event;
	json_t *line1;
	int result;

	if (json_parse(&line1, data, length, "line 1", error) != 0)
		return -1;
	result = event_parse(&event, line1, error);
	json_decref(line1);
	return result;
}

START_TEST(every_specimen_is_judged_by_its_name)
{
	unit_specimens("event", 30, take);
}
END_TEST

START_TEST(what_is_read_is_printed_to_the_byte)
{
	static const char *const lines[] = {
		"{\"format\":\"testimony-event-1\",\"campaign\":3,\"kind\":\"assign\",\"case\":"
		"\"0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20\","
		"\"made\":\"2026-05-04\",\"data\":{\"to\":\"heron\",\"why\":\"\xc5\xbb\\n\"}}",
		"{\"format\":\"testimony-event-1\",\"campaign\":9007199254740991,\"kind\":"
		"\"edition-made\",\"case\":\"\",\"made\":\"1970-01-01\",\"data\":{}}",
	};

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		struct error error = ERROR_INIT;
		struct buffer out = BUFFER_INIT;
		struct event event;
		json_t *line1;

		unit_ok(json_parse(&line1, lines[i], strlen(lines[i]), "line 1", &error), &error);
		unit_ok(event_parse(&event, line1, &error), &error);
		ck_assert_int_eq(event.has_case, i == 0);
		if (i == 0)
			ck_assert_uint_eq(event.mailbox[31], 0x20);
		unit_ok(event_print(&out, &event, &error), &error);
		ck_assert_str_eq((const char *)out.data, lines[i]);
		buffer_free(&out);
		json_decref(line1);
	}
}
END_TEST

START_TEST(what_other_desks_could_not_read_is_not_printed)
{
	json_t *data = json_object(), *deep = json_object();
	struct event good = { .campaign = 1, .kind = "note", .made = 20000, .data = data }, event;
	struct error error = ERROR_INIT;
	struct buffer out = BUFFER_INIT;

	unit_ok(event_print(&out, &good, &error), &error);
	buffer_clear(&out);
	event = good;
	event.kind = "Note";
	unit_refused(event_print(&out, &event, &error), &error, "kind");
	event = good;
	event.kind = NULL;
	unit_refused(event_print(&out, &event, &error), &error, "kind");
	event = good;
	event.campaign = 0;
	unit_refused(event_print(&out, &event, &error), &error, "campaign");
	event = good;
	event.data = NULL;
	unit_refused(event_print(&out, &event, &error), &error, "data");
	json_object_set_new(data, "share", json_real(0.5));
	unit_refused(event_print(&out, &good, &error), &error, "whole numbers");
	json_object_clear(data);
	json_object_set_new(data, "below", json_integer(-1));
	unit_refused(event_print(&out, &good, &error), &error, "negative");
	json_object_clear(data);
	for (int i = 0; i < 6; i++)
		deep = json_pack("{so}", "d", deep);
	json_object_set_new(data, "deep", deep);
	unit_refused(event_print(&out, &good, &error), &error, "8 brackets");
	ck_assert_uint_eq(out.length, 0);
	json_decref(data);
	buffer_free(&out);
}
END_TEST

START_TEST(an_event_that_no_envelope_holds_is_refused)
{
	json_t *data = json_object();
	struct event event = { .campaign = 1, .kind = "note", .made = 20000, .data = data };
	struct error error = ERROR_INIT;
	struct buffer out = BUFFER_INIT, words = BUFFER_INIT;
	size_t room;

	json_object_set_new(data, "words", json_string(""));
	unit_ok(event_print(&out, &event, &error), &error);
	room = ENVELOPE_LINE1_MOST - out.length;
	while (words.length < room)
		buffer_append_byte(&words, 'x');
	json_object_set_new(data, "words", json_string((const char *)words.data));
	buffer_clear(&out);
	unit_ok(event_print(&out, &event, &error), &error);
	ck_assert_uint_eq(out.length, ENVELOPE_LINE1_MOST);
	buffer_append_text(&words, "x");
	json_object_set_new(data, "words", json_string((const char *)words.data));
	buffer_clear(&out);
	unit_refused(event_print(&out, &event, &error), &error, "cut about 1 characters");
	ck_assert_uint_eq(out.length, 0);
	json_decref(data);
	buffer_free(&words);
	buffer_free(&out);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("event");
	TCase *tests = tcase_create("event");

	tcase_add_test(tests, every_specimen_is_judged_by_its_name);
	tcase_add_test(tests, what_is_read_is_printed_to_the_byte);
	tcase_add_test(tests, what_other_desks_could_not_read_is_not_printed);
	tcase_add_test(tests, an_event_that_no_envelope_holds_is_refused);
	suite_add_tcase(suite, tests);
	return suite;
}
