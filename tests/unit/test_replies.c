/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "client/replies.h"
#include "common/json.h"
#include "front/columns.h"
#include "front/letter.h"
#include "keys/author.h"

/* A campaign with two coordinators and a former one, and a family. */
struct fixture {
	struct campaign campaign;
	struct author *heron, *wren, *gone, *stranger, *family;
	struct age_identities *identities;
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	uint8_t slots[REPLIES_MOST * ENVELOPE_BYTES];
	size_t used;
	struct replies replies;
};

static void
fixture_coordinator(struct coordinator *coordinator, struct author **author, const char *handle)
{
	author_generate(author);
	(void)snprintf(coordinator->handle, sizeof coordinator->handle, "%s", handle);
	memcpy(coordinator->key, author_public(*author), sizeof coordinator->key);
}

static struct form *
sample_form(void)
{
	struct buffer text = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct form *form = NULL;
	json_t *value = NULL;

	unit_read(&text, "conf/form-worcestershire.json");
	unit_ok(json_parse(&value, text.data, text.length, "the form", &error), &error);
	unit_ok(form_new(&form, value, &error), &error);
	json_decref(value);
	buffer_free(&text);
	return form;
}

static struct fixture *
fixture_new(void)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);

	ck_assert_ptr_nonnull(fixture);
	fixture_coordinator(&fixture->campaign.coordinators[0], &fixture->heron, "heron");
	fixture_coordinator(&fixture->campaign.coordinators[1], &fixture->wren, "wren");
	fixture->campaign.coordinator_count = 2;
	fixture_coordinator(&fixture->campaign.former[0], &fixture->gone, "gone");
	fixture->campaign.former_count = 1;
	fixture->campaign.contact = "write to us";
	fixture->campaign.form = sample_form();
	memset(fixture->campaign.signing_key.key, 7, 32);
	author_generate(&fixture->stranger);
	author_generate(&fixture->family);
	author_mailbox(fixture->family, fixture->mailbox);
	fixture->identities = age_identities_new();
	age_identities_generate(fixture->identities);
	randombytes_buf(fixture->slots, sizeof fixture->slots);
	return fixture;
}

static void
fixture_free(struct fixture *fixture)
{
	replies_free(&fixture->replies);
	form_free(&fixture->campaign.form);
	author_free(&fixture->heron);
	author_free(&fixture->wren);
	author_free(&fixture->gone);
	author_free(&fixture->stranger);
	author_free(&fixture->family);
	age_identities_free(&fixture->identities);
	free(fixture);
}

static void
put_line(struct fixture *fixture, const struct author *author, const uint8_t *mailbox,
    const char *line1)
{
	struct buffer envelope = BUFFER_INIT;
	struct error error = ERROR_INIT;

	unit_ok(author_seal(author, &envelope, age_identities_recipient(fixture->identities, 0),
	    fixture->campaign.signing_key.key, mailbox, line1, strlen(line1), &error), &error);
	memcpy(fixture->slots + fixture->used++ * ENVELOPE_BYTES, envelope.data, ENVELOPE_BYTES);
	buffer_free(&envelope);
}

static void put(struct fixture *fixture, const struct author *author, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A reply whose varying members are given: "kind" and "n" to "text". */
static void
put(struct fixture *fixture, const struct author *author, const char *format, ...)
{
	char members[4096], line1[8192];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(members, sizeof members, format, arguments);
	va_end(arguments);
	(void)snprintf(line1, sizeof line1, "{\"format\":\"testimony-reply-1\",\"campaign\":1,"
	    "\"seen\":[{\"kind\":\"testimony\",\"week\":2900}],%s}", members);
	put_line(fixture, author, fixture->mailbox, line1);
}

#define MESSAGE "\"kind\":\"message\",\"part\":1,\"parts\":1,\"in_force\":[\"counts\"]"

static void
put_message(struct fixture *fixture, const struct author *author, int n, const char *text)
{
	put(fixture, author, MESSAGE ",\"n\":%d,\"text\":\"%s\"", n, text);
}

static void
put_part(struct fixture *fixture, const struct author *author, int n, int part, int parts,
    const char *text)
{
	put(fixture, author, "\"kind\":\"preview\",\"part\":%d,\"parts\":%d,\"in_force\":[],"
	    "\"n\":%d,\"text\":\"%s\",\"answer_by\":\"2026-03-20\"", part, parts, n, text);
}

static struct replies *
judge(struct fixture *fixture)
{
	replies_free(&fixture->replies);
	replies_judge(&fixture->replies, &fixture->campaign, fixture->identities,
	    fixture->mailbox, fixture->slots, REPLIES_MOST);
	return &fixture->replies;
}

static void
again(struct fixture *fixture)
{
	randombytes_buf(fixture->slots, sizeof fixture->slots);
	fixture->used = 0;
}

static const char *
letter(struct fixture *fixture, struct buffer *out, const char *language)
{
	int32_t today;

	ck_assert_int_eq(day_parse(&today, "2026-03-10", NULL), 0);
	buffer_clear(out);
	replies_letter(out, judge(fixture), &fixture->campaign, language, today);
	ck_assert_ptr_nonnull(out->data);
	return (const char *)out->data;
}

START_TEST(random_bytes_are_no_replies_and_nothing_to_count)
{
	struct fixture *fixture = fixture_new();
	const struct replies *replies = judge(fixture);
	struct buffer out = BUFFER_INIT;

	ck_assert_uint_eq(replies->count, 0);
	ck_assert_uint_eq(replies->strange + replies->strangers + replies->former +
	    replies->unreadable + replies->mixed, 0);
	ck_assert_ptr_null(replies_in_force(replies));
	ck_assert_ptr_null(replies_seen(replies));
	ck_assert_ptr_nonnull(strstr(letter(fixture, &out, "en"), "nothing for you here yet"));
	ck_assert_ptr_nonnull(strstr((const char *)out.data, "  write to us"));
	buffer_free(&out);
	fixture_free(fixture);
}
END_TEST

START_TEST(replies_come_in_the_order_of_n)
{
	struct fixture *fixture = fixture_new();
	const struct replies *replies;

	put_message(fixture, fixture->wren, 10, "ten");
	put_message(fixture, fixture->heron, 2, "two");
	put_message(fixture, fixture->heron, 1, "one");
	replies = judge(fixture);
	ck_assert_uint_eq(replies->count, 3);
	ck_assert_str_eq(replies->list[0].texts[0], "one");
	ck_assert_str_eq(replies->list[1].texts[0], "two");
	ck_assert_str_eq(replies->list[2].texts[0], "ten");
	ck_assert_str_eq(replies->list[2].by->handle, "wren");
	ck_assert(replies->list[2].newest && !replies->list[0].newest && replies->list[0].alone);
	fixture_free(fixture);
}
END_TEST

START_TEST(only_a_current_coordinator_writes_replies)
{
	struct fixture *fixture = fixture_new();
	const struct replies *replies;
	struct buffer out = BUFFER_INIT;

	put_message(fixture, fixture->stranger, 1, "Believe me");
	put_message(fixture, fixture->gone, 2, "Believe me");
	put_message(fixture, fixture->family, 3, "Believe me");
	put_message(fixture, fixture->heron, 4, "true");
	replies = judge(fixture);
	ck_assert_uint_eq(replies->count, 1);
	ck_assert_uint_eq(replies->strangers, 2);
	ck_assert_uint_eq(replies->former, 1);
	ck_assert_ptr_null(strstr(letter(fixture, &out, "en"), "Believe"));
	buffer_clear(&out);
	replies_json(&out, replies);
	ck_assert_ptr_null(strstr((const char *)out.data, "Believe"));
	buffer_free(&out);
	fixture_free(fixture);
}
END_TEST

START_TEST(what_was_forged_or_moved_is_strange)
{
	struct fixture *fixture = fixture_new();
	const struct replies *replies;
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], *signed_slot;
	struct age_identities *nobody = age_identities_new();
	struct age_identities *family = fixture->identities;

	/* Signed for another mailbox; of another tray; of another campaign; for other keys. */
	author_mailbox(fixture->stranger, mailbox);
	put_line(fixture, fixture->heron, mailbox, "{\"format\":\"testimony-reply-1\"}");
	put_line(fixture, fixture->heron, fixture->mailbox, "{\"format\":\"testimony-event-1\"}");
	fixture->campaign.signing_key.key[0] ^= 1;
	put_message(fixture, fixture->heron, 1, "another campaign's");
	fixture->campaign.signing_key.key[0] ^= 1;
	age_identities_generate(nobody);
	fixture->identities = nobody;
	put_message(fixture, fixture->heron, 1, "another family's");
	fixture->identities = family;
	replies = judge(fixture);
	ck_assert_uint_eq(replies->count, 0);
	ck_assert_uint_eq(replies->strange, 4);

	/* Every byte is vouched for. */
	again(fixture);
	put_message(fixture, fixture->heron, 1, "good");
	ck_assert_uint_eq(judge(fixture)->count, 1);
	signed_slot = fixture->slots;
	for (size_t at = 0; at < ENVELOPE_BYTES; at += at < 250 ? 7 : 1777) {
		signed_slot[at] ^= 1;
		ck_assert_uint_eq(judge(fixture)->count, 0);
		signed_slot[at] ^= 1;
	}
	age_identities_free(&nobody);
	fixture_free(fixture);
}
END_TEST

START_TEST(an_unknown_form_is_counted)
{
	struct fixture *fixture = fixture_new();

	put(fixture, fixture->heron, MESSAGE ",\"n\":0,\"text\":\"x\"");
	put(fixture, fixture->heron, "\"kind\":\"order\",\"part\":1,\"parts\":1,\"in_force\":[],"
	    "\"n\":1,\"text\":\"x\"");
	put(fixture, fixture->heron, "\"kind\":\"preview\",\"part\":1,\"parts\":1,\"in_force\":[],"
	    "\"n\":1,\"text\":\"x\",\"answer_by\":\"2026-02-30\"");
	put(fixture, fixture->heron, "\"kind\":\"message\",\"part\":2,\"parts\":1,\"in_force\":[],"
	    "\"n\":1,\"text\":\"x\"");
	ck_assert_uint_eq(judge(fixture)->unreadable, 4);
	ck_assert_uint_eq(fixture->replies.count, 0);
	fixture_free(fixture);
}
END_TEST

START_TEST(the_same_in_several_slots_is_one)
{
	struct fixture *fixture = fixture_new();

	put_message(fixture, fixture->heron, 1, "once");
	for (size_t i = 1; i < REPLIES_MOST; i++)
		memcpy(fixture->slots + i * ENVELOPE_BYTES, fixture->slots, ENVELOPE_BYTES);
	ck_assert_uint_eq(judge(fixture)->count, 1);
	/* Sealed anew, but the same line: the same reply. */
	put_message(fixture, fixture->heron, 1, "once");
	ck_assert_uint_eq(judge(fixture)->count, 1);
	ck_assert(fixture->replies.list[0].alone);
	fixture_free(fixture);
}
END_TEST

START_TEST(parts_are_joined_in_order)
{
	struct fixture *fixture = fixture_new();
	const struct replies *replies;
	struct buffer out = BUFFER_INIT;
	char first[65];

	put_part(fixture, fixture->heron, 5, 3, 3, "tail");
	put_part(fixture, fixture->heron, 5, 1, 3, "head ");
	put_part(fixture, fixture->heron, 5, 2, 3, "and ");
	replies = judge(fixture);
	ck_assert_uint_eq(replies->count, 1);
	ck_assert(replies->list[0].whole);
	ck_assert_int_eq(replies->list[0].line.part, 1);
	ck_assert_ptr_nonnull(strstr(letter(fixture, &out, "en"), "\n  head and tail\n"));
	(void)snprintf(first, sizeof first, "%s", fixture->replies.list[0].hash_text);
	ck_assert_uint_eq(strlen(first), 64);

	/* Without part 2: said, not to be answered. */
	randombytes_buf(fixture->slots + 2 * ENVELOPE_BYTES, ENVELOPE_BYTES);
	ck_assert_ptr_nonnull(strstr(letter(fixture, &out, "en"),
	    "  head \n(Part 2 of 3 has not come.)\n  tail\n"));
	ck_assert_ptr_nonnull(strstr((const char *)out.data, "please do not answer yet"));
	ck_assert_ptr_null(strstr((const char *)out.data, "--reply"));
	ck_assert_str_eq(fixture->replies.list[0].hash_text, first);
	/* Without part 1 it has no name. */
	randombytes_buf(fixture->slots + ENVELOPE_BYTES, ENVELOPE_BYTES);
	ck_assert_str_eq(judge(fixture)->list[0].hash_text, "");
	ck_assert(!fixture->replies.list[0].whole);
	buffer_free(&out);
	fixture_free(fixture);
}
END_TEST

START_TEST(parts_of_different_replies_are_never_joined)
{
	struct fixture *fixture = fixture_new();

	/* Of two coordinators. */
	put_part(fixture, fixture->heron, 5, 1, 2, "a");
	put_part(fixture, fixture->wren, 5, 2, 2, "b");
	ck_assert_uint_eq(judge(fixture)->count, 2);
	ck_assert(!fixture->replies.list[0].whole && !fixture->replies.list[1].whole);
	/* Of two numbers, and of two lengths. */
	again(fixture);
	put_part(fixture, fixture->heron, 5, 1, 2, "a");
	put_part(fixture, fixture->heron, 6, 2, 2, "b");
	put_part(fixture, fixture->heron, 5, 2, 3, "c");
	ck_assert_uint_eq(judge(fixture)->count, 3);
	/* One number, written twice by one coordinator: whoever hands them out would choose. */
	again(fixture);
	put_part(fixture, fixture->heron, 5, 1, 2, "a");
	put_part(fixture, fixture->heron, 5, 2, 2, "b");
	put_part(fixture, fixture->heron, 5, 2, 2, "c");
	put_message(fixture, fixture->heron, 5, "d");
	ck_assert_uint_eq(judge(fixture)->count, 1);
	ck_assert_uint_eq(fixture->replies.mixed, 3);
	ck_assert_str_eq(fixture->replies.list[0].texts[0], "d");
	fixture_free(fixture);
}
END_TEST

START_TEST(two_of_one_number_are_both_there_and_named_by_hash)
{
	struct fixture *fixture = fixture_new();
	const struct replies *replies;
	struct error error = ERROR_INIT;
	char name[65];

	put_message(fixture, fixture->heron, 3, "one");
	put_message(fixture, fixture->wren, 3, "other");
	put_message(fixture, fixture->wren, 2, "before");
	replies = judge(fixture);
	ck_assert_uint_eq(replies->count, 3);
	ck_assert(!replies->list[1].alone && !replies->list[2].alone && replies->list[0].alone);
	ck_assert_ptr_null(replies_find(replies, "3", &error));
	ck_assert_ptr_nonnull(strstr(error.text, "several"));
	ck_assert_ptr_eq(replies_find(replies, "2", &error), &replies->list[0]);
	for (size_t i = 0; i < 3; i++) {
		(void)snprintf(name, sizeof name, "%.8s", replies->list[i].hash_text);
		ck_assert_ptr_eq(replies_find(replies, name, &error), &replies->list[i]);
		ck_assert_ptr_eq(replies_find(replies, replies->list[i].hash_text, &error),
		    &replies->list[i]);
		(void)snprintf(name, sizeof name, "%.7s", replies->list[i].hash_text);
		if (strspn(name, "0123456789") != 7)
			ck_assert_ptr_null(replies_find(replies, name, &error));
	}
	ck_assert_ptr_null(replies_find(replies, "4", &error));
	ck_assert_ptr_null(replies_find(replies, "", &error));
	ck_assert_ptr_null(replies_find(replies, "0", &error));
	ck_assert_ptr_null(replies_find(replies, "zzzzzzzzz", &error));
	fixture_free(fixture);
}
END_TEST

START_TEST(a_reply_with_a_missing_part_is_not_named)
{
	struct fixture *fixture = fixture_new();
	struct error error = ERROR_INIT;

	put_part(fixture, fixture->heron, 5, 1, 2, "a");
	ck_assert_ptr_null(replies_find(judge(fixture), "5", &error));
	ck_assert_ptr_nonnull(strstr(error.text, "part of that reply is missing"));
	ck_assert_ptr_null(replies_find(&fixture->replies, fixture->replies.list[0].hash_text,
	    &error));
	fixture_free(fixture);
}
END_TEST

START_TEST(what_is_in_force_is_what_all_of_the_newest_say)
{
	struct fixture *fixture = fixture_new();
	struct buffer text = BUFFER_INIT;
	json_t *uses;

	put(fixture, fixture->heron, "\"kind\":\"message\",\"part\":1,\"parts\":1,\"n\":3,"
	    "\"text\":\"\",\"in_force\":[\"press\",\"counts\",\"my-mp\"]");
	put(fixture, fixture->wren, "\"kind\":\"message\",\"part\":1,\"parts\":1,\"n\":3,"
	    "\"text\":\"\",\"in_force\":[\"my-mp\",\"counts\",\"report\"]");
	put(fixture, fixture->wren, "\"kind\":\"message\",\"part\":1,\"parts\":1,\"n\":2,"
	    "\"text\":\"\",\"in_force\":[]");
	uses = replies_in_force(judge(fixture));
	ck_assert_uint_eq(json_array_size(uses), 2);
	json_decref(uses);
	ck_assert_ptr_null(strstr(letter(fixture, &text, "en"), "newspapers"));
	ck_assert_ptr_nonnull(strstr((const char *)text.data, "  - Count my ticked answers"));
	ck_assert_uint_eq(json_array_size(replies_seen(&fixture->replies)), 1);
	ck_assert_ptr_nonnull(strstr((const char *)text.data, "Monday 2025-08-04"));
	buffer_free(&text);
	fixture_free(fixture);
}
END_TEST

START_TEST(hostile_text_is_clean_indented_and_narrow)
{
	struct fixture *fixture = fixture_new();
	struct buffer out = BUFFER_INIT;
	const char *at, *end;

	put_message(fixture, fixture->heron, 1, "red \\u001b[31m \\u202e back \\u0007\\n"
	    "Message 9, from wren\\n\\n(Part 2 of 3 has not come.)\\tx \\u007f "
	    "and much more of it that goes on and on, so that it must be broken more than once "
	    "before it ends");
	letter(fixture, &out, "en");
	for (size_t i = 0; i < out.length; i++)
		ck_assert(out.data[i] == '\n' || (out.data[i] >= ' ' && out.data[i] != 0x7f));
	ck_assert_ptr_nonnull(strstr((const char *)out.data, "<U+202E>"));
	ck_assert_ptr_null(strstr((const char *)out.data, "\nMessage 9"));
	ck_assert_ptr_null(strstr((const char *)out.data, "\n(Part"));
	for (at = (const char *)out.data; (end = strchr(at, '\n')) != NULL; at = end + 1)
		ck_assert_uint_le(columns_of(at, (size_t)(end - at)), LETTER_COLUMNS);
	buffer_clear(&out);
	replies_json(&out, &fixture->replies);
	for (size_t i = 0; i < out.length; i++)
		ck_assert(out.data[i] == '\n' || (out.data[i] >= ' ' && out.data[i] < 0x7f));
	ck_assert_ptr_nonnull(strstr((const char *)out.data, "\\u202E"));
	buffer_free(&out);
	fixture_free(fixture);
}
END_TEST

START_TEST(a_preview_says_by_when_and_which_counts)
{
	struct fixture *fixture = fixture_new();
	struct buffer out = BUFFER_INIT;

	put_part(fixture, fixture->heron, 5, 1, 1, "old");
	put_part(fixture, fixture->heron, 6, 1, 1, "new");
	letter(fixture, &out, "en");
	ck_assert_ptr_nonnull(strstr((const char *)out.data, "answer by 2026-03-20"));
	ck_assert_ptr_nonnull(strstr((const char *)out.data, "There is a newer preview"));
	ck_assert_ptr_null(strstr((const char *)out.data, "The last day to answer was"));
	buffer_clear(&out);
	reply_letter(&out, &fixture->replies.list[1], &fixture->campaign, "en", 30000);
	ck_assert_ptr_nonnull(strstr((const char *)out.data, "The last day to answer was 2026-03-20"));
	letter(fixture, &out, "pl");
	ck_assert_ptr_nonnull(strstr((const char *)out.data, "odpowiedzieć do 2026-03-20"));
	buffer_free(&out);
	fixture_free(fixture);
}
END_TEST

START_TEST(an_absurd_week_and_a_strange_kind_are_shown_all_the_same)
{
	struct fixture *fixture = fixture_new();
	struct buffer out = BUFFER_INIT;

	put_line(fixture, fixture->heron, fixture->mailbox, "{\"format\":\"testimony-reply-1\","
	    "\"campaign\":1,\"kind\":\"question\",\"n\":9007199254740991,\"part\":1,\"parts\":1,"
	    "\"seen\":[{\"kind\":\"zzz\",\"week\":4294967295}],\"in_force\":[\"no-such-use\"],"
	    "\"text\":\"\",\"uses\":[],\"lays_aside\":[]}");
	letter(fixture, &out, "en");
	ck_assert_ptr_nonnull(strstr((const char *)out.data, "- something else, in the week of "
	    "Monday ?"));
	ck_assert_ptr_nonnull(strstr((const char *)out.data, "- no-such-use"));
	ck_assert_ptr_nonnull(strstr((const char *)out.data, "should not be used in any way"));
	/* So long a number is named by the hash. */
	ck_assert_ptr_null(strstr((const char *)out.data, "--reply 9007199254740991"));
	buffer_free(&out);
	fixture_free(fixture);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("replies");
	TCase *cases = tcase_create("replies");

	tcase_set_timeout(cases, 60);
	tcase_add_test(cases, random_bytes_are_no_replies_and_nothing_to_count);
	tcase_add_test(cases, replies_come_in_the_order_of_n);
	tcase_add_test(cases, only_a_current_coordinator_writes_replies);
	tcase_add_test(cases, what_was_forged_or_moved_is_strange);
	tcase_add_test(cases, an_unknown_form_is_counted);
	tcase_add_test(cases, the_same_in_several_slots_is_one);
	tcase_add_test(cases, parts_are_joined_in_order);
	tcase_add_test(cases, parts_of_different_replies_are_never_joined);
	tcase_add_test(cases, two_of_one_number_are_both_there_and_named_by_hash);
	tcase_add_test(cases, a_reply_with_a_missing_part_is_not_named);
	tcase_add_test(cases, what_is_in_force_is_what_all_of_the_newest_say);
	tcase_add_test(cases, hostile_text_is_clean_indented_and_narrow);
	tcase_add_test(cases, a_preview_says_by_when_and_which_counts);
	tcase_add_test(cases, an_absurd_week_and_a_strange_kind_are_shown_all_the_same);
	suite_add_tcase(suite, cases);
	return suite;
}
