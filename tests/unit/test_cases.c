/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "common/encode.h"
#include "common/json.h"
#include "desk/cases.h"

static const uint8_t mailboxes[][ENVELOPE_MAILBOX_BYTES] = { { 9 }, { 3 }, { 9 }, { 5 } };
#define ONE mailboxes[1]
#define TWO mailboxes[0]

static void
begin(struct cases *cases)
{
	cases_begin(cases, mailboxes, 4);
}

static void
say(struct cases *cases, const uint8_t *mailbox, uint8_t id, uint32_t week,
    enum testimony_kind kind, uint8_t reply_to)
{
	uint8_t bytes[ENVELOPE_ID_BYTES] = { id };
	struct testimony testimony;

	memset(&testimony, 0, sizeof testimony);
	testimony.kind = kind;
	testimony.uses = kind == TESTIMONY_ANSWER ? NULL : json_pack("[s]", "counts");
	testimony.verdict = TESTIMONY_YES;
	testimony.reply_to.point[0] = reply_to;
	cases_add_message(cases, mailbox, bytes, week, &testimony, &id, 1);
	json_decref((json_t *)(uintptr_t)testimony.uses);
}

static void
wrote(struct cases *cases, const uint8_t *mailbox, enum reply_kind kind, int64_t n,
    const char *seen_text, int part, int parts)
{
	struct reply_line line = { .kind = kind, .campaign = 1, .n = n, .part = part,
		.parts = parts, .text = part == 1 ? "first" : "second", .answer_by = 20000 };
	json_t *seen = json_loads(seen_text, 0, NULL), *none = json_array(), *line1 = NULL;
	struct buffer text = BUFFER_INIT;
	struct error error = ERROR_INIT;

	line.seen = seen;
	line.in_force = line.uses = line.lays_aside = none;
	unit_ok(reply_line_print(&text, &line, &error), &error);
	unit_ok(json_parse(&line1, text.data, text.length, "a reply", &error), &error);
	unit_ok(cases_add_reply(cases, mailbox, 2950, line1, text.data, text.length, &error),
	    &error);
	json_decref(line1);
	json_decref(seen);
	json_decref(none);
	buffer_free(&text);
}

#define SEEN(kind) "{\"kind\":\"" kind "\",\"week\":2940}"

static unsigned
flags(struct cases *cases, const uint8_t *mailbox)
{
	const struct case_file *file;

	cases_finish(cases);
	file = cases_find(cases, mailbox);
	ck_assert_ptr_nonnull(file);
	return file->flags;
}

START_TEST(each_mailbox_is_one_case)
{
	const uint8_t other[ENVELOPE_MAILBOX_BYTES] = { 4 };
	struct cases cases;

	begin(&cases);
	ck_assert_uint_eq(cases.count, 3);
	ck_assert_ptr_nonnull(cases_find(&cases, ONE));
	ck_assert_ptr_null(cases_find(&cases, other));
	cases_finish(&cases);
	cases_free(&cases);
}
END_TEST

START_TEST(what_nobody_wrote_to_is_new)
{
	struct cases cases;

	begin(&cases);
	say(&cases, ONE, 1, 2940, TESTIMONY_TESTIMONY, 7);
	say(&cases, TWO, 2, 2940, TESTIMONY_TESTIMONY, 7);
	say(&cases, TWO, 3, 2941, TESTIMONY_CONSENT, 7);
	ck_assert_uint_eq(flags(&cases, ONE), CASE_NEW);
	ck_assert_uint_eq(cases_find(&cases, TWO)->flags, CASE_NEW | CASE_CONSENT);
	cases_free(&cases);
}
END_TEST

START_TEST(what_came_since_the_newest_reply_is_told)
{
	static const struct {
		enum testimony_kind kind;
		unsigned flags;
	} rows[] = {
		{ TESTIMONY_ADDITION, CASE_ADDED },
		{ TESTIMONY_TESTIMONY, CASE_ADDED },
		{ TESTIMONY_CONSENT, CASE_CONSENT },
		{ TESTIMONY_ANSWER, CASE_ANSWERED },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct cases cases;

		begin(&cases);
		say(&cases, ONE, 1, 2940, TESTIMONY_TESTIMONY, 7);
		/* The newer reply first: the order of arrival does not matter. */
		wrote(&cases, ONE, REPLY_MESSAGE, 2, "[" SEEN("testimony") "]", 1, 1);
		wrote(&cases, ONE, REPLY_MESSAGE, 1, "[]", 1, 1);
		ck_assert_uint_eq(flags(&cases, ONE), CASE_REPLIED);
		cases_free(&cases);

		begin(&cases);
		say(&cases, ONE, 1, 2940, TESTIMONY_TESTIMONY, 7);
		say(&cases, ONE, 2, 2940, rows[i].kind, 7);
		wrote(&cases, ONE, REPLY_MESSAGE, 2, "[" SEEN("testimony") "]", 1, 1);
		wrote(&cases, ONE, REPLY_MESSAGE, 1, "[]", 1, 1);
		ck_assert_uint_eq(flags(&cases, ONE), rows[i].flags);
		ck_assert_int_eq(case_highest(cases_find(&cases, ONE)), 2);
		cases_free(&cases);
	}
}
END_TEST

START_TEST(a_reply_of_another_desk_is_a_reply)
{
	struct cases cases;

	begin(&cases);
	say(&cases, ONE, 1, 2940, TESTIMONY_TESTIMONY, 7);
	cases_add_other(&cases, ONE);
	ck_assert_uint_eq(flags(&cases, ONE), CASE_REPLIED);
	cases_free(&cases);
}
END_TEST

START_TEST(a_withdrawn_case_is_nothing_else)
{
	struct cases cases;

	begin(&cases);
	say(&cases, ONE, 1, 2940, TESTIMONY_TESTIMONY, 7);
	cases_add_withdrawal(&cases, ONE);
	ck_assert_uint_eq(flags(&cases, ONE), CASE_WITHDRAWN);
	cases_free(&cases);
}
END_TEST

START_TEST(parts_are_one_reply_and_only_the_newest_preview_counts)
{
	const struct case_file *file;
	struct cases cases;

	begin(&cases);
	wrote(&cases, ONE, REPLY_PREVIEW, 4, "[]", 2, 2);
	wrote(&cases, ONE, REPLY_PREVIEW, 3, "[]", 1, 1);
	wrote(&cases, ONE, REPLY_PREVIEW, 4, "[]", 1, 2);
	wrote(&cases, ONE, REPLY_MESSAGE, 5, "[]", 1, 1);
	cases_finish(&cases);
	file = cases_find(&cases, ONE);
	ck_assert_uint_eq(file->reply_count, 3);
	ck_assert_ptr_nonnull(file->preview);
	ck_assert_int_eq(file->preview->line.n, 4);
	ck_assert_uint_eq(file->preview->consent.parts, 2);
	ck_assert_int_eq((int)file->answer, (int)CONSENT_NONE);
	ck_assert_int_eq(case_highest(file), 5);
	cases_free(&cases);
}
END_TEST

START_TEST(replies_go_to_the_key_of_the_newest_week)
{
	const uint8_t first[ENVELOPE_ID_BYTES] = { 1 }, third[ENVELOPE_ID_BYTES] = { 3 };
	struct recipient reply_to;
	struct error error = ERROR_INIT;
	struct cases cases;

	begin(&cases);
	say(&cases, ONE, 3, 2942, TESTIMONY_ADDITION, 8);
	say(&cases, ONE, 1, 2940, TESTIMONY_TESTIMONY, 7);
	cases_finish(&cases);
	unit_ok(case_reply_to(cases_find(&cases, ONE), first, &reply_to, &error), &error);
	ck_assert_uint_eq(reply_to.point[0], 8);
	cases_free(&cases);

	/* Two of one week that differ: the coordinator decides, by which of them is answered. */
	begin(&cases);
	say(&cases, ONE, 3, 2942, TESTIMONY_ADDITION, 8);
	say(&cases, ONE, 2, 2942, TESTIMONY_ADDITION, 9);
	say(&cases, ONE, 1, 2940, TESTIMONY_TESTIMONY, 7);
	cases_finish(&cases);
	unit_refused(case_reply_to(cases_find(&cases, ONE), first, &reply_to, &error), &error,
	    "different keys");
	unit_ok(case_reply_to(cases_find(&cases, ONE), third, &reply_to, &error), &error);
	ck_assert_uint_eq(reply_to.point[0], 8);
	unit_refused(case_reply_to(cases_find(&cases, TWO), first, &reply_to, &error), &error,
	    "no message");
	cases_free(&cases);
}
END_TEST

START_TEST(what_was_seen_is_kind_and_week_of_the_newest)
{
	struct cases cases;
	json_t *seen;

	begin(&cases);
	for (uint32_t i = 0; i < REPLY_LINE_SEEN_MOST + 5; i++)
		say(&cases, ONE, (uint8_t)i, 2900 + i,
		    i % 2 == 0 ? TESTIMONY_TESTIMONY : TESTIMONY_CONSENT, 7);
	cases_finish(&cases);
	seen = case_seen(cases_find(&cases, ONE));
	ck_assert_uint_eq(json_array_size(seen), REPLY_LINE_SEEN_MOST);
	ck_assert_int_eq(json_integer_value(json_object_get(json_array_get(seen, 0), "week")),
	    2905);
	ck_assert_str_eq(json_string_value(json_object_get(json_array_get(seen, 0), "kind")),
	    "consent");
	json_decref(seen);
	cases_free(&cases);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("cases");
	TCase *tests = tcase_create("cases");

	tcase_add_test(tests, each_mailbox_is_one_case);
	tcase_add_test(tests, what_nobody_wrote_to_is_new);
	tcase_add_test(tests, what_came_since_the_newest_reply_is_told);
	tcase_add_test(tests, a_reply_of_another_desk_is_a_reply);
	tcase_add_test(tests, a_withdrawn_case_is_nothing_else);
	tcase_add_test(tests, parts_are_one_reply_and_only_the_newest_preview_counts);
	tcase_add_test(tests, replies_go_to_the_key_of_the_newest_week);
	tcase_add_test(tests, what_was_seen_is_kind_and_week_of_the_newest);
	suite_add_tcase(suite, tests);
	return suite;
}
