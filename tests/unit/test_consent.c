/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "common/encode.h"
#include "desk/consent.h"

#define SCENE_MOST 8

/* Messages and replies that are put in every order. Uses are letters: "abc"; P is "preview". */
struct scene {
	struct consent_message messages[SCENE_MOST];
	size_t count;
	struct consent_reply replies[SCENE_MOST];
	size_t reply_count;
	json_t *keep; /* all arrays made */
};

static json_t *
letters(struct scene *scene, const char *text)
{
	json_t *array = json_array();

	for (; *text != '\0'; text++)
		(void)json_array_append_new(array, *text == 'P' ? json_string(CONSENT_PREVIEW) :
		    json_stringn(text, 1));
	if (scene->keep == NULL)
		scene->keep = json_array();
	(void)json_array_append_new(scene->keep, array);
	return array;
}

static void
tell_in(struct scene *scene, uint32_t week, enum testimony_kind kind, uint8_t hash,
    const char *uses)
{
	struct consent_message *message = &scene->messages[scene->count++];

	memset(message, 0, sizeof *message);
	message->kind = kind;
	message->week = week;
	memset(message->hash, hash, sizeof message->hash);
	message->uses = letters(scene, uses);
}

#define WEEK 2950

static void
tell(struct scene *scene, enum testimony_kind kind, uint8_t hash, const char *uses)
{
	tell_in(scene, WEEK, kind, hash, uses);
}

/* What was told up to now, as a desk writes it. */
static json_t *
seen_now(struct scene *scene)
{
	json_t *seen = letters(scene, "");

	for (size_t i = 0; i < scene->count; i++)
		(void)json_array_append_new(seen, json_pack("{s:s,s:I}", "kind",
		    testimony_kind_name(scene->messages[i].kind), "week",
		    (json_int_t)scene->messages[i].week));
	return seen;
}

static void
answer(struct scene *scene, uint8_t reply, enum testimony_verdict verdict)
{
	struct consent_message *message = &scene->messages[scene->count++];

	memset(message, 0, sizeof *message);
	message->kind = TESTIMONY_ANSWER;
	memset(message->hash, 0x80 + (int)scene->count, sizeof message->hash);
	message->verdict = verdict;
	memset(message->reply, reply, sizeof message->reply);
}

/* A question with this hash, of a desk that holds what was told up to now; it lays aside the
 * consents of these hashes (0: none). */
static struct consent_reply *
ask(struct scene *scene, uint8_t hash, int64_t n, const char *uses, uint8_t aside)
{
	struct consent_reply *reply = &scene->replies[scene->reply_count++];
	json_t *lays_aside = letters(scene, "");
	char digits[HEX_LENGTH(REPLY_LINE_HASH_BYTES) + 1];
	uint8_t bytes[REPLY_LINE_HASH_BYTES];

	memset(reply, 0, sizeof *reply);
	reply->kind = REPLY_QUESTION;
	reply->n = n;
	reply->parts = 1;
	memset(reply->hashes[0], hash, sizeof reply->hashes[0]);
	reply->uses = letters(scene, uses);
	memset(bytes, aside, sizeof bytes);
	hex_encode(digits, bytes, sizeof bytes);
	if (aside != 0)
		(void)json_array_append_new(lays_aside, json_string(digits));
	reply->lays_aside = lays_aside;
	reply->seen = seen_now(scene);
	return reply;
}

static void
expect_letters(json_t *uses, const char *wanted)
{
	char got[SCENE_MOST * 4] = "";
	const json_t *use;
	size_t i;

	json_array_foreach(uses, i, use)
		got[i] = strcmp(json_string_value(use), CONSENT_PREVIEW) == 0 ? 'P' :
		    json_string_value(use)[0];
	ck_assert_str_eq(got, wanted);
	json_decref(uses);
}

static void
expect_now(const struct scene *scene, const char *wanted, const char *wanted_less,
    bool wanted_unsure)
{
	json_t *told_less;
	bool unsure;

	expect_letters(consent_in_force(scene->messages, scene->count, scene->replies,
	    scene->reply_count, &told_less, &unsure), wanted);
	expect_letters(told_less, wanted_less);
	ck_assert_int_eq(unsure, wanted_unsure);
}

/* In every order of messages (Heap's algorithm), with the replies both ways round. `less`: what was
 * told since a question took that away. */
static void
expect_less(struct scene *scene, const char *wanted, const char *less, bool unsure)
{
	size_t state[SCENE_MOST] = { 0 }, i = 1, orders = 1;

	expect_now(scene, wanted, less, unsure);
	while (i < scene->count) {
		if (state[i] < i) {
			size_t other = i % 2 == 0 ? 0 : state[i];
			struct consent_message swapped = scene->messages[other];

			scene->messages[other] = scene->messages[i];
			scene->messages[i] = swapped;
			if (scene->reply_count > 1) {
				struct consent_reply first = scene->replies[0];

				memmove(scene->replies, scene->replies + 1,
				    (scene->reply_count - 1) * sizeof first);
				scene->replies[scene->reply_count - 1] = first;
			}
			expect_now(scene, wanted, less, unsure);
			orders++;
			state[i]++;
			i = 1;
		} else {
			state[i++] = 0;
		}
	}
	ck_assert_uint_ge(orders, scene->count);
	json_decref(scene->keep);
}

static void
expect(struct scene *scene, const char *wanted, bool unsure)
{
	expect_less(scene, wanted, "", unsure);
}

START_TEST(nothing_told_allows_nothing)
{
	struct scene scene = { .count = 0 };

	tell(&scene, TESTIMONY_CONSENT, 1, "abc");
	expect(&scene, "", false);
}
END_TEST

START_TEST(without_a_question_what_all_testimonies_and_additions_allow)
{
	struct scene scene = { .count = 0 };

	tell(&scene, TESTIMONY_TESTIMONY, 1, "dcba");
	tell(&scene, TESTIMONY_TESTIMONY, 2, "abc");
	tell(&scene, TESTIMONY_ADDITION, 3, "cbd");
	expect(&scene, "bc", false);
}
END_TEST

START_TEST(each_consent_narrows_and_none_widens)
{
	struct scene scene = { .count = 0 };

	tell(&scene, TESTIMONY_TESTIMONY, 1, "abc");
	tell(&scene, TESTIMONY_CONSENT, 2, "bcd");
	tell(&scene, TESTIMONY_CONSENT, 3, "abcdef");
	tell(&scene, TESTIMONY_CONSENT, 4, "c");
	expect(&scene, "c", false);
}
END_TEST

START_TEST(a_consent_of_nothing_allows_nothing)
{
	struct scene scene = { .count = 0 };

	tell(&scene, TESTIMONY_TESTIMONY, 1, "abc");
	tell(&scene, TESTIMONY_CONSENT, 2, "");
	tell(&scene, TESTIMONY_CONSENT, 3, "abc");
	expect(&scene, "", false);
}
END_TEST

START_TEST(an_accepted_question_is_the_base_whatever_it_had_seen_told)
{
	struct scene scene = { .count = 0 };

	tell(&scene, TESTIMONY_TESTIMONY, 1, "a");
	tell(&scene, TESTIMONY_ADDITION, 2, "b");
	(void)ask(&scene, 0x10, 1, "xyz", 0);
	answer(&scene, 0x10, TESTIMONY_YES);
	tell(&scene, TESTIMONY_CONSENT, 3, "xza");
	expect(&scene, "xz", false);
}
END_TEST

START_TEST(what_may_be_told_since_the_question_narrows_it)
{
	static const struct {
		const char *first;      /* an addition that it had seen */
		uint32_t week;          /* of one that it had not */
		enum testimony_kind kind;
		const char *second, *wanted, *less;
	} rows[] = {
		{ "b", WEEK + 2, TESTIMONY_ADDITION, "x", "x", "yz" },
		{ "b", WEEK + 2, TESTIMONY_ADDITION, "bxyz", "xyz", "" },
		{ "b", WEEK + 2, TESTIMONY_ADDITION, "", "", "xyz" },
		/* Of the week of the first: which of them is new nobody knows. */
		{ "xy", WEEK + 1, TESTIMONY_ADDITION, "yz", "y", "xz" },
		{ "b", WEEK + 1, TESTIMONY_ADDITION, "xyz", "", "xyz" },
		/* A testimony has a kind of its own, and its week, too. */
		{ "b", WEEK + 1, TESTIMONY_TESTIMONY, "xy", "xy", "z" },
		{ "b", WEEK, TESTIMONY_TESTIMONY, "xy", "", "xyz" },
		{ "b", WEEK, TESTIMONY_ADDITION, "xy", "xy", "z" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene scene = { .count = 0 };

		tell(&scene, TESTIMONY_TESTIMONY, 1, "a");
		tell_in(&scene, WEEK + 1, TESTIMONY_ADDITION, 2, rows[i].first);
		(void)ask(&scene, 0x10, 1, "xyz", 0);
		answer(&scene, 0x10, TESTIMONY_YES);
		tell_in(&scene, rows[i].week, rows[i].kind, 3, rows[i].second);
		expect_less(&scene, rows[i].wanted, rows[i].less, false);
	}
}
END_TEST

START_TEST(a_new_question_asks_anew_and_one_that_is_not_accepted_ends_nothing)
{
	for (int i = 0; i < 2; i++) {
		struct scene scene = { .count = 0 };

		tell(&scene, TESTIMONY_TESTIMONY, 1, "a");
		(void)ask(&scene, 0x10, 1, "xyz", 0);
		answer(&scene, 0x10, TESTIMONY_YES);
		tell(&scene, TESTIMONY_ADDITION, 2, "x");
		(void)ask(&scene, 0x11, 2, "xyz", 0);
		answer(&scene, 0x11, i == 0 ? TESTIMONY_YES : TESTIMONY_NO);
		expect_less(&scene, i == 0 ? "xyz" : "x", i == 0 ? "" : "yz", false);
	}
}
END_TEST

START_TEST(of_two_questions_with_one_n_each_must_have_seen_it)
{
	struct scene scene = { .count = 0 };

	tell(&scene, TESTIMONY_TESTIMONY, 1, "a");
	(void)ask(&scene, 0x10, 4, "xyz", 0);
	tell(&scene, TESTIMONY_ADDITION, 2, "x");
	(void)ask(&scene, 0x11, 4, "xy", 0);
	answer(&scene, 0x10, TESTIMONY_YES);
	answer(&scene, 0x11, TESTIMONY_YES);
	expect_less(&scene, "x", "y", false);
}
END_TEST

START_TEST(what_a_desk_saw_and_this_one_lacks_excuses_nothing_of_another_week)
{
	struct scene scene = { .count = 0 };

	tell(&scene, TESTIMONY_TESTIMONY, 1, "a");
	tell(&scene, TESTIMONY_ADDITION, 2, "a");
	tell(&scene, TESTIMONY_ADDITION, 3, "a");
	(void)ask(&scene, 0x10, 1, "xyz", 0);
	scene.count = 1;
	answer(&scene, 0x10, TESTIMONY_YES);
	tell_in(&scene, WEEK + 1, TESTIMONY_ADDITION, 4, "z");
	expect_less(&scene, "z", "xy", false);
}
END_TEST

START_TEST(what_was_told_since_keeps_the_wish_to_see_the_words_first)
{
	struct scene scene = { .count = 0 };

	tell(&scene, TESTIMONY_TESTIMONY, 1, "aP");
	(void)ask(&scene, 0x10, 1, "xyP", 0);
	answer(&scene, 0x10, TESTIMONY_YES);
	tell(&scene, TESTIMONY_ADDITION, 2, "x");
	expect_less(&scene, "Px", "y", false);
}
END_TEST

START_TEST(a_question_without_an_answer_changes_nothing)
{
	struct scene scene = { .count = 0 };

	tell(&scene, TESTIMONY_TESTIMONY, 1, "ab");
	tell(&scene, TESTIMONY_CONSENT, 2, "a");
	(void)ask(&scene, 0x10, 1, "xyz", 2);
	expect(&scene, "a", false);
}
END_TEST

START_TEST(a_no_or_a_change_outweighs_any_yes)
{
	for (int i = 0; i < 2; i++) {
		struct scene scene = { .count = 0 };

		tell(&scene, TESTIMONY_TESTIMONY, 1, "ab");
		(void)ask(&scene, 0x10, 1, "xyz", 0);
		answer(&scene, 0x10, TESTIMONY_YES);
		answer(&scene, 0x10, i == 0 ? TESTIMONY_NO : TESTIMONY_CHANGE);
		answer(&scene, 0x10, TESTIMONY_YES);
		expect(&scene, "ab", false);
	}
}
END_TEST

START_TEST(the_accepted_question_of_highest_n_counts_alone)
{
	struct scene scene = { .count = 0 };

	tell(&scene, TESTIMONY_TESTIMONY, 1, "ab");
	tell(&scene, TESTIMONY_CONSENT, 2, "a");
	(void)ask(&scene, 0x10, 2, "abc", 2);
	(void)ask(&scene, 0x11, 5, "abd", 0);
	(void)ask(&scene, 0x12, 9, "abe", 2);
	answer(&scene, 0x10, TESTIMONY_YES);
	answer(&scene, 0x11, TESTIMONY_YES);
	answer(&scene, 0x12, TESTIMONY_NO);
	/* What the question of n 2 laid aside counts again. */
	expect(&scene, "a", false);
}
END_TEST

START_TEST(a_consent_that_the_question_lays_aside_does_not_count)
{
	struct scene scene = { .count = 0 };

	tell(&scene, TESTIMONY_TESTIMONY, 1, "abc");
	tell(&scene, TESTIMONY_CONSENT, 2, "");
	tell(&scene, TESTIMONY_CONSENT, 3, "ab");
	(void)ask(&scene, 0x10, 1, "abc", 2);
	answer(&scene, 0x10, TESTIMONY_YES);
	expect(&scene, "ab", false);
}
END_TEST

START_TEST(of_two_questions_with_one_n_what_both_offer_and_both_lay_aside)
{
	struct scene scene = { .count = 0 };

	tell(&scene, TESTIMONY_CONSENT, 2, "b");
	tell(&scene, TESTIMONY_CONSENT, 3, "");
	(void)ask(&scene, 0x10, 4, "abc", 3);
	(void)ask(&scene, 0x11, 4, "bcd", 3);
	answer(&scene, 0x10, TESTIMONY_YES);
	answer(&scene, 0x11, TESTIMONY_YES);
	expect(&scene, "b", false);

	memset(&scene, 0, sizeof scene);
	tell(&scene, TESTIMONY_CONSENT, 3, "");
	(void)ask(&scene, 0x10, 4, "abc", 3);
	(void)ask(&scene, 0x11, 4, "bcd", 0);
	answer(&scene, 0x10, TESTIMONY_YES);
	answer(&scene, 0x11, TESTIMONY_YES);
	expect(&scene, "", false);
}
END_TEST

START_TEST(an_answer_to_any_part_is_an_answer_to_the_question)
{
	struct scene scene = { .count = 0 };
	struct consent_reply *reply;

	tell(&scene, TESTIMONY_TESTIMONY, 1, "a");
	reply = ask(&scene, 0x10, 1, "xy", 0);
	memset(reply->hashes[reply->parts++], 0x20, REPLY_LINE_HASH_BYTES);
	ck_assert_int_eq((int)consent_verdict(reply, scene.messages, scene.count),
	    (int)CONSENT_NONE);
	answer(&scene, 0x20, TESTIMONY_YES);
	ck_assert_int_eq((int)consent_verdict(reply, scene.messages, scene.count),
	    (int)CONSENT_YES);
	expect(&scene, "xy", false);

	memset(&scene, 0, sizeof scene);
	tell(&scene, TESTIMONY_TESTIMONY, 1, "a");
	reply = ask(&scene, 0x10, 1, "xy", 0);
	memset(reply->hashes[reply->parts++], 0x20, REPLY_LINE_HASH_BYTES);
	answer(&scene, 0x20, TESTIMONY_YES);
	answer(&scene, 0x10, TESTIMONY_NO);
	ck_assert_int_eq((int)consent_verdict(reply, scene.messages, scene.count),
	    (int)CONSENT_NO);
	expect(&scene, "a", false);
}
END_TEST

START_TEST(an_answer_to_what_is_not_known_is_said_to_be)
{
	struct scene scene = { .count = 0 };

	tell(&scene, TESTIMONY_TESTIMONY, 1, "ab");
	answer(&scene, 0x33, TESTIMONY_YES);
	expect(&scene, "ab", true);
}
END_TEST

START_TEST(a_yes_to_a_preview_or_message_is_no_base)
{
	struct scene scene = { .count = 0 };

	tell(&scene, TESTIMONY_TESTIMONY, 1, "ab");
	ask(&scene, 0x10, 1, "xyz", 0)->kind = REPLY_PREVIEW;
	answer(&scene, 0x10, TESTIMONY_YES);
	expect(&scene, "ab", false);
}
END_TEST

START_TEST(to_see_the_words_first_stays_once_it_was_asked_for)
{
	static const struct {
		const char *first, *added, *consent, *wanted;
	} rows[] = {
		{ "abP", "ab", "ab", "abP" }, /* a consent that leaves it out */
		{ "ab", "abP", "a", "aP" },   /* not all testimonies have it */
		{ "ab", "a", "aP", "aP" },    /* a consent that asks for it */
		{ "abP", "ab", "", "" },      /* alone it allows nothing */
		{ "P", "P", "P", "" },
		{ "ab", "ab", "a", "a" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct scene scene = { .count = 0 };

		tell(&scene, TESTIMONY_TESTIMONY, 1, rows[i].first);
		tell(&scene, TESTIMONY_ADDITION, 2, rows[i].added);
		tell(&scene, TESTIMONY_CONSENT, 3, rows[i].consent);
		expect(&scene, rows[i].wanted, false);
	}
}
END_TEST

START_TEST(no_question_drops_it_and_an_accepted_one_may_bring_it)
{
	struct scene scene = { .count = 0 };

	/* Laid aside, too, the consent that asked for it still did. */
	tell(&scene, TESTIMONY_TESTIMONY, 1, "a");
	tell(&scene, TESTIMONY_CONSENT, 2, "aP");
	(void)ask(&scene, 0x10, 3, "xy", 2);
	answer(&scene, 0x10, TESTIMONY_YES);
	expect(&scene, "Pxy", false);

	/* An older question counts for it, too. */
	memset(&scene, 0, sizeof scene);
	tell(&scene, TESTIMONY_TESTIMONY, 1, "a");
	(void)ask(&scene, 0x10, 3, "xyP", 0);
	(void)ask(&scene, 0x11, 4, "xy", 0);
	(void)ask(&scene, 0x12, 5, "xyzP", 0);
	answer(&scene, 0x10, TESTIMONY_YES);
	answer(&scene, 0x11, TESTIMONY_YES);
	answer(&scene, 0x12, TESTIMONY_NO);
	expect(&scene, "Pxy", false);

	/* One that was not accepted does not bring it. */
	memset(&scene, 0, sizeof scene);
	tell(&scene, TESTIMONY_TESTIMONY, 1, "a");
	(void)ask(&scene, 0x10, 3, "xyP", 0);
	expect(&scene, "a", false);
}
END_TEST

static enum testimony_kind
kind_of(const json_t *entry)
{
	int kind = TESTIMONY_TESTIMONY;

	while (strcmp(testimony_kind_name((enum testimony_kind)kind),
	    json_string_value(json_object_get(entry, "kind"))) != 0)
		ck_assert_int_le(++kind, TESTIMONY_ANSWER);
	return (enum testimony_kind)kind;
}

static void
bytes_of(uint8_t bytes[REPLY_LINE_HASH_BYTES], const json_t *digits)
{
	ck_assert_int_eq(hex_decode(bytes, REPLY_LINE_HASH_BYTES, json_string_value(digits),
	    json_string_length(digits)), 0);
}

static void
read_message(struct scene *scene, const json_t *entry)
{
	static const char *const verdicts[] = { [TESTIMONY_YES] = "yes", [TESTIMONY_NO] = "no",
		[TESTIMONY_CHANGE] = "change" };
	struct consent_message *message = &scene->messages[scene->count++];

	memset(message, 0, sizeof *message);
	message->kind = kind_of(entry);
	message->week = (uint32_t)json_integer_value(json_object_get(entry, "week"));
	bytes_of(message->hash, json_object_get(entry, "hash"));
	message->uses = json_object_get(entry, "uses");
	if (message->kind != TESTIMONY_ANSWER)
		return;
	bytes_of(message->reply, json_object_get(entry, "reply"));
	for (int i = 0; i <= TESTIMONY_CHANGE; i++)
		if (strcmp(verdicts[i], json_string_value(json_object_get(entry, "answer"))) == 0)
			message->verdict = (enum testimony_verdict)i;
}

static void
read_question(struct scene *scene, const json_t *entry)
{
	struct consent_reply *reply = &scene->replies[scene->reply_count++];
	const json_t *hash;
	size_t i;

	memset(reply, 0, sizeof *reply);
	ck_assert_str_eq(json_string_value(json_object_get(entry, "kind")), "question");
	reply->kind = REPLY_QUESTION;
	reply->n = json_integer_value(json_object_get(entry, "n"));
	json_array_foreach(json_object_get(entry, "hashes"), i, hash)
		bytes_of(reply->hashes[reply->parts++], hash);
	reply->uses = json_object_get(entry, "uses");
	reply->lays_aside = json_object_get(entry, "lays_aside");
	reply->seen = json_object_get(entry, "seen");
}

START_TEST(the_vectors_come_out)
{
	json_t *vectors = unit_json("tests/vectors/uses_in_force.json"), *cases, *entry, *one;
	size_t i, j;

	cases = json_object_get(vectors, "cases");
	ck_assert_uint_ge(json_array_size(cases), 20);
	json_array_foreach(cases, i, entry) {
		struct scene scene = { .count = 0 };
		json_t *in_force, *told_less;
		bool unsure;

		json_array_foreach(json_object_get(entry, "messages"), j, one)
			read_message(&scene, one);
		json_array_foreach(json_object_get(entry, "replies"), j, one)
			read_question(&scene, one);
		in_force = consent_in_force(scene.messages, scene.count, scene.replies,
		    scene.reply_count, &told_less, &unsure);
		ck_assert_msg(json_equal(in_force, json_object_get(entry, "in_force")) &&
		    json_equal(told_less, json_object_get(entry, "told_less")) &&
		    unsure == json_is_true(json_object_get(entry, "unsure")), "%s",
		    json_string_value(json_object_get(entry, "note")));
		json_decref(in_force);
		json_decref(told_less);
	}
	json_decref(vectors);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("consent");
	TCase *tests = tcase_create("consent");

	tcase_add_test(tests, the_vectors_come_out);
	tcase_add_test(tests, nothing_told_allows_nothing);
	tcase_add_test(tests, without_a_question_what_all_testimonies_and_additions_allow);
	tcase_add_test(tests, each_consent_narrows_and_none_widens);
	tcase_add_test(tests, a_consent_of_nothing_allows_nothing);
	tcase_add_test(tests, an_accepted_question_is_the_base_whatever_it_had_seen_told);
	tcase_add_test(tests, what_may_be_told_since_the_question_narrows_it);
	tcase_add_test(tests, a_new_question_asks_anew_and_one_that_is_not_accepted_ends_nothing);
	tcase_add_test(tests, of_two_questions_with_one_n_each_must_have_seen_it);
	tcase_add_test(tests, what_a_desk_saw_and_this_one_lacks_excuses_nothing_of_another_week);
	tcase_add_test(tests, what_was_told_since_keeps_the_wish_to_see_the_words_first);
	tcase_add_test(tests, a_question_without_an_answer_changes_nothing);
	tcase_add_test(tests, a_no_or_a_change_outweighs_any_yes);
	tcase_add_test(tests, the_accepted_question_of_highest_n_counts_alone);
	tcase_add_test(tests, a_consent_that_the_question_lays_aside_does_not_count);
	tcase_add_test(tests, of_two_questions_with_one_n_what_both_offer_and_both_lay_aside);
	tcase_add_test(tests, an_answer_to_any_part_is_an_answer_to_the_question);
	tcase_add_test(tests, an_answer_to_what_is_not_known_is_said_to_be);
	tcase_add_test(tests, a_yes_to_a_preview_or_message_is_no_base);
	tcase_add_test(tests, to_see_the_words_first_stays_once_it_was_asked_for);
	tcase_add_test(tests, no_question_drops_it_and_an_accepted_one_may_bring_it);
	suite_add_tcase(suite, tests);
	return suite;
}
