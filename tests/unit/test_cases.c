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
	cases_add_message(cases, mailbox, bytes, week, &testimony, 0, &id, 1);
	json_decref((json_t *)(uintptr_t)testimony.uses);
}

/* By a coordinator; its hash is made of the line, as everywhere. */
static void
wrote_by(struct cases *cases, uint8_t by, const uint8_t *mailbox, enum reply_kind kind, int64_t n,
    const char *seen_text, int part, int parts)
{
	struct reply_line line = { .kind = kind, .campaign = 1, .n = n, .part = part,
		.parts = parts, .text = part == 1 ? "first" : "second", .answer_by = 20000 };
	json_t *seen = json_loads(seen_text, 0, NULL), *none = json_array();
	struct written_reply reply = { .week = 2950, .logged = true };
	struct buffer text = BUFFER_INIT;
	struct error error = ERROR_INIT;

	line.seen = seen;
	line.in_force = line.uses = line.lays_aside = none;
	unit_ok(reply_line_print(&text, &line, &error), &error);
	unit_ok(json_parse(&reply.line1, text.data, text.length, "a reply", &error), &error);
	unit_ok(reply_line_parse(&reply.line, reply.line1, &error), &error);
	memcpy(reply.mailbox, mailbox, sizeof reply.mailbox);
	memset(reply.by, by, sizeof reply.by);
	line1_hash(reply.hash, text.data, text.length);
	memcpy(reply.id, reply.hash, sizeof reply.id);
	cases_add_reply(cases, &reply);
	json_decref(reply.line1);
	json_decref(seen);
	json_decref(none);
	buffer_free(&text);
}

static void
wrote(struct cases *cases, const uint8_t *mailbox, enum reply_kind kind, int64_t n,
    const char *seen_text, int part, int parts)
{
	wrote_by(cases, 1, mailbox, kind, n, seen_text, part, parts);
}

/* The hash by which an answer names such a preview. */
static void
preview_hash(uint8_t hash[REPLY_LINE_HASH_BYTES], int64_t n, const char *seen)
{
	struct cases cases;

	cases_begin(&cases, mailboxes, 4);
	wrote(&cases, ONE, REPLY_PREVIEW, n, seen, 1, 1);
	memcpy(hash, cases_find(&cases, ONE)->replies[0].consent.hashes[0], REPLY_LINE_HASH_BYTES);
	cases_finish(&cases);
	cases_free(&cases);
}

static void
answer(struct cases *cases, uint8_t id, const uint8_t *reply, enum testimony_verdict verdict)
{
	uint8_t bytes[ENVELOPE_ID_BYTES] = { id };
	struct testimony testimony;

	memset(&testimony, 0, sizeof testimony);
	testimony.kind = TESTIMONY_ANSWER;
	testimony.verdict = verdict;
	memcpy(testimony.reply, reply, sizeof testimony.reply);
	cases_add_message(cases, ONE, bytes, 2951, &testimony, 0, &id, 1);
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

START_TEST(a_reply_that_no_event_tells_of_hides_no_case)
{
	struct cases cases;

	begin(&cases);
	say(&cases, ONE, 1, 2940, TESTIMONY_TESTIMONY, 7);
	cases_add_other(&cases, ONE);
	ck_assert_uint_eq(flags(&cases, ONE), CASE_NEW);
	ck_assert_uint_eq(cases_find(&cases, ONE)->others, 1);
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

START_TEST(two_desks_that_used_one_n_while_apart_both_count)
{
	/* Each order of the four that come to another desk. */
	for (int order = 0; order < 4; order++) {
		const struct case_file *file;
		struct cases cases;

		begin(&cases);
		say(&cases, ONE, 1, 2940, TESTIMONY_TESTIMONY, 7);
		say(&cases, ONE, 2, 2940, TESTIMONY_ADDITION, 7);
		for (int i = 0; i < 2; i++) {
			if (i == order % 2)
				wrote_by(&cases, 1, ONE, REPLY_MESSAGE, 4, "[" SEEN("testimony")
				    "," SEEN("addition") "]", 1, 1);
			else
				wrote_by(&cases, 2, ONE, REPLY_MESSAGE, 4,
				    "[" SEEN("testimony") "]", 1, 1);
		}
		wrote_by(&cases, order / 2 == 0 ? 1 : 2, ONE, REPLY_MESSAGE, 3, "[]", 1, 1);
		cases_finish(&cases);
		file = cases_find(&cases, ONE);
		ck_assert_uint_eq(file->reply_count, 3);
		ck_assert_int_eq(case_highest(file), 4);
		/* One of the two had not seen the addition. */
		ck_assert_uint_eq(file->flags, CASE_ADDED);
		cases_free(&cases);
	}
}
END_TEST

START_TEST(parts_of_two_authors_are_two_replies_and_one_told_twice_is_one)
{
	const struct case_file *file;
	struct cases cases;

	begin(&cases);
	wrote_by(&cases, 2, ONE, REPLY_MESSAGE, 1, "[]", 2, 2);
	wrote_by(&cases, 1, ONE, REPLY_MESSAGE, 1, "[]", 1, 2);
	wrote_by(&cases, 1, ONE, REPLY_MESSAGE, 1, "[]", 2, 2);
	wrote_by(&cases, 1, ONE, REPLY_MESSAGE, 1, "[]", 1, 2);
	cases_finish(&cases);
	file = cases_find(&cases, ONE);
	ck_assert_uint_eq(file->reply_count, 2);
	ck_assert_uint_eq(file->replies[0].consent.parts + file->replies[1].consent.parts, 3);
	for (size_t i = 0; i < 2; i++)
		if (file->replies[i].by[0] == 1) {
			ck_assert_uint_eq(file->replies[i].consent.parts, 2);
			ck_assert_int_eq(file->replies[i].line.part, 1);
		}
	cases_free(&cases);
}
END_TEST

START_TEST(parts_of_a_question_have_seen_the_same)
{
	static const char *const seen[] = { "[" SEEN("testimony") "]", "[]" };

	for (size_t i = 0; i < 2; i++) {
		struct cases cases;

		begin(&cases);
		wrote(&cases, ONE, REPLY_QUESTION, 1, seen[0], 1, 2);
		wrote(&cases, ONE, REPLY_QUESTION, 1, seen[i], 2, 2);
		cases_finish(&cases);
		ck_assert_uint_eq(cases_find(&cases, ONE)->reply_count, i + 1);
		cases_free(&cases);
	}
}
END_TEST

START_TEST(previews_of_one_n_are_yes_where_each_is)
{
	static const struct {
		enum testimony_verdict first, second;
		bool both;
		enum consent_verdict wanted;
	} rows[] = {
		{ TESTIMONY_YES, TESTIMONY_YES, true, CONSENT_YES },
		{ TESTIMONY_YES, TESTIMONY_YES, false, CONSENT_NONE },
		{ TESTIMONY_YES, TESTIMONY_CHANGE, true, CONSENT_CHANGE },
		{ TESTIMONY_NO, TESTIMONY_YES, true, CONSENT_NO },
		{ TESTIMONY_CHANGE, TESTIMONY_YES, false, CONSENT_CHANGE },
	};
	uint8_t first[REPLY_LINE_HASH_BYTES], second[REPLY_LINE_HASH_BYTES];

	preview_hash(first, 6, "[]");
	preview_hash(second, 6, "[" SEEN("testimony") "]");
	for (size_t i = 0; i < 2 * sizeof rows / sizeof *rows; i++) {
		struct cases cases;

		begin(&cases);
		if (i % 2 == 0)
			wrote_by(&cases, 1, ONE, REPLY_PREVIEW, 6, "[]", 1, 1);
		wrote_by(&cases, 2, ONE, REPLY_PREVIEW, 6, "[" SEEN("testimony") "]", 1, 1);
		if (i % 2 == 1)
			wrote_by(&cases, 1, ONE, REPLY_PREVIEW, 6, "[]", 1, 1);
		answer(&cases, 1, first, rows[i / 2].first);
		if (rows[i / 2].both)
			answer(&cases, 2, second, rows[i / 2].second);
		cases_finish(&cases);
		ck_assert_int_eq((int)cases_find(&cases, ONE)->answer, (int)rows[i / 2].wanted);
		cases_free(&cases);
	}
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
	tcase_add_test(tests, a_reply_that_no_event_tells_of_hides_no_case);
	tcase_add_test(tests, a_withdrawn_case_is_nothing_else);
	tcase_add_test(tests, parts_are_one_reply_and_only_the_newest_preview_counts);
	tcase_add_test(tests, two_desks_that_used_one_n_while_apart_both_count);
	tcase_add_test(tests, parts_of_two_authors_are_two_replies_and_one_told_twice_is_one);
	tcase_add_test(tests, parts_of_a_question_have_seen_the_same);
	tcase_add_test(tests, previews_of_one_n_are_yes_where_each_is);
	tcase_add_test(tests, replies_go_to_the_key_of_the_newest_week);
	tcase_add_test(tests, what_was_seen_is_kind_and_week_of_the_newest);
	suite_add_tcase(suite, tests);
	return suite;
}
