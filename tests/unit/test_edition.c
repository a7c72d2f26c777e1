/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdio.h>

#include "common/json.h"
#include "desk/edition.h"
#include "tests/unit/decided_specimen.h"

#define DAY 20000

static void
mailbox_of(uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], size_t number)
{
	memset(mailbox, 0, ENVELOPE_MAILBOX_BYTES);
	/* The low byte first: not in the order in which they are sorted. */
	for (size_t i = 0; i < 4; i++)
		mailbox[i] = (uint8_t)(number >> (8 * i));
}

static void
fill(struct edition *edition, const char *name, size_t count)
{
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];

	for (size_t i = 0; i < count; i++) {
		mailbox_of(mailbox, i);
		edition_add(edition, name, mailbox);
	}
}

static void
figure(struct edition *edition, const char *key, int count)
{
	ck_assert_int_eq(json_array_append_new(edition->figures,
	    json_pack("[si]", key, count)), 0);
}

/* Adds its events; `without`: all but this part. */
static void
keep(struct decided *decided, uint8_t by, struct edition *edition, size_t without)
{
	json_t *events = edition_events(edition), *event;
	size_t i;

	json_array_foreach(events, i, event)
		if (i + 1 != without)
			(void)decided_add(decided, by, DECISION_EDITION, NULL,
			    json_incref(event));
	json_decref(events);
}

START_TEST(an_edition_comes_back_as_it_was)
{
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	struct edition edition;
	struct editions editions;
	struct decided decided;
	const struct edition *last;
	const json_t *cases;

	decided_begin(&decided);
	edition_begin(&edition, 3, DAY);
	fill(&edition, "county", 3);
	fill(&edition, EDITION_COUNTED, 12);
	fill(&edition, "county", 4);
	figure(&edition, "all", 12);
	figure(&edition, "@redditch", 0);
	keep(&decided, 1, &edition, 0);
	ck_assert_uint_eq(decided.count, 1);
	/* Each once, and in no order that tells anything. */
	cases = json_object_get(json_array_get(decided.list[0].list, 1), "cases");
	ck_assert_uint_eq(json_array_size(cases), 4);
	for (size_t i = 1; i < 4; i++)
		ck_assert_str_lt(json_string_value(json_array_get(cases, i - 1)),
		    json_string_value(json_array_get(cases, i)));
	decided_make(&decided);
	editions_read(&editions, &decided.work);
	last = editions_last(&editions);
	ck_assert_ptr_nonnull(last);
	ck_assert_int_eq(last->n, 3);
	ck_assert_int_eq(last->day, DAY);
	ck_assert_mem_eq(last->id, edition.id, sizeof edition.id);
	ck_assert_uint_eq(last->pack_count, 2);
	ck_assert_uint_eq(edition_pack(last, "county")->count, 4);
	ck_assert_uint_eq(edition_pack(last, EDITION_COUNTED)->count, 12);
	ck_assert_ptr_null(edition_pack(last, "publishable"));
	ck_assert(json_equal(last->figures, edition.figures));
	mailbox_of(mailbox, 3);
	ck_assert(edition_pack_has(edition_pack(last, "county"), mailbox));
	mailbox_of(mailbox, 4);
	ck_assert(!edition_pack_has(edition_pack(last, "county"), mailbox));
	ck_assert(!edition_pack_has(edition_pack(last, "publishable"), mailbox));
	editions_free(&editions);
	edition_free(&edition);
	decided_end(&decided);
}
END_TEST

START_TEST(ten_thousand_families_fit_into_events_that_fit_into_envelopes)
{
	json_t *events, *event;
	struct edition edition;
	struct error error = ERROR_INIT;
	struct decided decided;
	struct editions editions;
	size_t i;

	decided_begin(&decided);
	edition_begin(&edition, JSON_INTEGER_MOST, DAY_MOST);
	fill(&edition, EDITION_COUNTED, 10000);
	fill(&edition, "area-with-a-name-that-is-as-long-as-any-name-of-an-area-can-be-x", 1000);
	for (i = 0; i < 300; i++) {
		char key[140];

		(void)snprintf(key, sizeof key, "%0130zu", i);
		figure(&edition, key, 100000000);
	}
	events = edition_events(&edition);
	ck_assert_uint_gt(json_array_size(events), 20);
	ck_assert_uint_lt(json_array_size(events), 40);
	json_array_foreach(events, i, event) {
		struct buffer line1 = BUFFER_INIT;

		unit_ok(decision_print(&line1, DECISION_EDITION, JSON_INTEGER_MOST, NULL, DAY_MOST,
		    event, &error), &error);
		ck_assert_uint_le(line1.length, ENVELOPE_LINE1_MOST);
		buffer_free(&line1);
	}
	keep(&decided, 1, &edition, 0);
	decided_make(&decided);
	editions_read(&editions, &decided.work);
	ck_assert_uint_eq(editions.count, 1);
	ck_assert_uint_eq(edition_pack(editions_last(&editions), EDITION_COUNTED)->count, 10000);
	ck_assert_uint_eq(json_array_size(editions_last(&editions)->figures), 300);
	ck_assert(json_equal(editions_last(&editions)->figures, edition.figures));
	editions_free(&editions);
	json_decref(events);
	edition_free(&edition);
	decided_end(&decided);
}
END_TEST

START_TEST(an_edition_of_which_a_part_is_missing_is_said_and_not_taken)
{
	struct edition first, second;
	struct editions editions;
	struct decided decided;

	decided_begin(&decided);
	edition_begin(&first, 1, DAY);
	fill(&first, EDITION_COUNTED, 20);
	edition_begin(&second, 2, DAY);
	fill(&second, EDITION_COUNTED, 1000);
	keep(&decided, 1, &first, 0);
	keep(&decided, 2, &second, 2);
	decided_make(&decided);
	editions_read(&editions, &decided.work);
	ck_assert_uint_eq(editions.count, 1);
	ck_assert_uint_eq(editions.broken, 1);
	ck_assert_int_eq(editions.highest, 2);
	ck_assert_int_eq(editions_last(&editions)->n, 1);
	editions_free(&editions);
	edition_free(&first);
	edition_free(&second);
	decided_end(&decided);
}
END_TEST

START_TEST(nobody_can_add_to_what_another_one_exported)
{
	struct edition edition;
	struct editions editions;
	struct decided decided;
	json_t *events;

	decided_begin(&decided);
	edition_begin(&edition, 1, DAY);
	fill(&edition, EDITION_COUNTED, 1000);
	events = edition_events(&edition);
	/* The first part by one, all others by another coordinator. */
	for (size_t i = 0; i < json_array_size(events); i++)
		(void)decided_add(&decided, i == 0 ? 1 : 2, DECISION_EDITION, NULL,
		    json_incref(json_array_get(events, i)));
	decided_make(&decided);
	editions_read(&editions, &decided.work);
	ck_assert_uint_eq(editions.count, 0);
	ck_assert_uint_eq(editions.broken, 2);
	editions_free(&editions);
	json_decref(events);
	edition_free(&edition);
	decided_end(&decided);
}
END_TEST

START_TEST(damaged_parts_are_no_edition)
{
	static const char *const defects[] = {
		"{\"packs\":[{\"name\":\"county\",\"cases\":[\"zz\"]}]}",
		"{\"packs\":[{\"name\":\"\",\"cases\":[]}]}",
		"{\"packs\":[{\"cases\":[]}]}",
		"{\"packs\":[7]}",
		"{\"packs\":[{\"name\":\"county\",\"cases\":[7]}]}",
		"{\"figures\":[7]}",
		"{\"figures\":[[\"all\"]]}",
		"{\"figures\":[[7,\"all\"]]}",
		"{\"figures\":[[\"all\",1,2]]}",
		"{\"parts\":2}",
	};

	for (size_t i = 0; i < sizeof defects / sizeof *defects; i++) {
		json_t *defect = json_loads(defects[i], 0, NULL), *events;
		struct edition edition;
		struct editions editions;
		struct decided decided;

		ck_assert_ptr_nonnull(defect);
		decided_begin(&decided);
		edition_begin(&edition, 1, DAY);
		events = edition_events(&edition);
		ck_assert_int_eq(json_object_update(json_array_get(events, 0), defect), 0);
		(void)decided_add(&decided, 1, DECISION_EDITION, NULL,
		    json_incref(json_array_get(events, 0)));
		decided_make(&decided);
		editions_read(&editions, &decided.work);
		ck_assert_msg(editions.count == 0 && editions.broken == 1, "%s", defects[i]);
		editions_free(&editions);
		json_decref(events);
		json_decref(defect);
		edition_free(&edition);
		decided_end(&decided);
	}
}
END_TEST

START_TEST(of_two_with_one_number_all_desks_take_the_same_as_the_last)
{
	struct edition one, other;

	edition_begin(&one, 4, DAY);
	edition_begin(&other, 4, DAY + 1);
	for (int order = 0; order < 2; order++) {
		const struct edition *newest = memcmp(one.id, other.id, sizeof one.id) < 0 ?
		    &other : &one;
		struct editions editions;
		struct decided decided;

		decided_begin(&decided);
		keep(&decided, 1, order == 0 ? &one : &other, 0);
		keep(&decided, 2, order == 0 ? &other : &one, 0);
		decided_make(&decided);
		editions_read(&editions, &decided.work);
		ck_assert_uint_eq(editions.count, 2);
		ck_assert_mem_eq(editions_last(&editions)->id, newest->id, sizeof newest->id);
		editions_free(&editions);
		decided_end(&decided);
	}
	edition_free(&one);
	edition_free(&other);
}
END_TEST

START_TEST(a_former_coordinators_edition_counts_once_somebody_lists_it)
{
	uint8_t key[32] = { DECIDED_FORMER };
	char digits[HEX_LENGTH(sizeof key) + 1];

	hex_encode(digits, key, sizeof key);
	for (int listed = 0; listed < 2; listed++) {
		struct edition edition;
		struct editions editions;
		struct decided decided;

		decided_begin(&decided);
		edition_begin(&edition, 1, DAY);
		keep(&decided, DECIDED_FORMER, &edition, 0);
		if (listed == 1)
			(void)decided_add(&decided, 1, DECISION_REMOVED, NULL,
			    json_pack("{s:s,s:[s]}", "key", digits, "events",
			    "01000000000000000000000000000000"
			    "00000000000000000000000000000000"));
		decided_make(&decided);
		editions_read(&editions, &decided.work);
		ck_assert_uint_eq(editions.count, (size_t)listed);
		ck_assert_uint_eq(editions.unlisted, (size_t)(1 - listed));
		editions_free(&editions);
		edition_free(&edition);
		decided_end(&decided);
	}
}
END_TEST

START_TEST(where_a_familys_words_and_answers_went_is_said)
{
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	struct edition first, second, third;
	struct buffer said = BUFFER_INIT;
	struct editions editions;
	struct decided decided;

	decided_begin(&decided);
	edition_begin(&first, 1, DAY);
	fill(&first, EDITION_COUNTED, 3);
	edition_begin(&second, 2, DAY + 30);
	fill(&second, EDITION_COUNTED, 3);
	fill(&second, "area-redditch", 2);
	fill(&second, "publishable", 2);
	edition_begin(&third, 3, DAY + 60);
	fill(&third, EDITION_COUNTED, 1);
	fill(&third, "county", 2);
	keep(&decided, 1, &first, 0);
	keep(&decided, 1, &second, 0);
	keep(&decided, 2, &third, 0);
	decided_make(&decided);
	editions_read(&editions, &decided.work);
	mailbox_of(mailbox, 1);
	editions_say(&editions, mailbox, &said);
	ck_assert_str_eq((const char *)said.data,
	    "edition 1 of 2024-10-04: counted in its figures\n"
	    "edition 2 of 2024-11-03: its words in area-redditch, publishable, and counted in its "
	    "figures\n"
	    "edition 3 of 2024-12-03: its words in county\n");
	buffer_clear(&said);
	mailbox_of(mailbox, 3);
	editions_say(&editions, mailbox, &said);
	ck_assert_uint_eq(said.length, 0);
	buffer_free(&said);
	editions_free(&editions);
	edition_free(&first);
	edition_free(&second);
	edition_free(&third);
	decided_end(&decided);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("edition");
	TCase *tests = tcase_create("edition");

	tcase_add_test(tests, an_edition_comes_back_as_it_was);
	tcase_add_test(tests, ten_thousand_families_fit_into_events_that_fit_into_envelopes);
	tcase_add_test(tests, an_edition_of_which_a_part_is_missing_is_said_and_not_taken);
	tcase_add_test(tests, nobody_can_add_to_what_another_one_exported);
	tcase_add_test(tests, damaged_parts_are_no_edition);
	tcase_add_test(tests, of_two_with_one_number_all_desks_take_the_same_as_the_last);
	tcase_add_test(tests, a_former_coordinators_edition_counts_once_somebody_lists_it);
	tcase_add_test(tests, where_a_familys_words_and_answers_went_is_said);
	suite_add_tcase(suite, tests);
	return suite;
}
