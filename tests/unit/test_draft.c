/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/draft.h"
#include "common/file.h"
#include "keys/keyfile.h"
#include "tests/unit/interview_specimen.h"

static struct specimen it;

static void
begin(void)
{
	memset(&it, 0, sizeof it);
	specimen_campaign(&it.campaign, json_loads(SPECIMEN_FORM, 0, NULL));
	specimen_begin(&it, "en", false);
}

static void
end(void)
{
	specimen_end(&it);
}

static void
type(const char *keys)
{
	specimen_type_bytes(&it, keys, strlen(keys), true);
}

/* Goes on with a draft, in place of the interview so far. */
static int
resume(const json_t *draft, struct error *error)
{
	specimen_begin(&it, NULL, false);
	return interview_resume(it.interview, draft, "mine", error);
}

static void
resumed(json_t *draft)
{
	struct error error = ERROR_INIT;

	unit_ok(resume(draft, &error), &error);
	json_decref(draft);
	ck_assert(interview_has_draft(it.interview));
	ck_assert_str_eq(interview_path(it.interview), "mine");
}

static void
refused(json_t *draft, const char *words)
{
	struct error error = ERROR_INIT;

	unit_refused(resume(draft, &error), &error, words);
	json_decref(draft);
}

/* A draft with this member instead. */
static json_t *
changed(const char *key, json_t *value)
{
	json_t *draft = interview_draft(it.interview);

	if (value == NULL)
		json_object_del(draft, key);
	else
		json_object_set_new(draft, key, value);
	return draft;
}

START_TEST(a_draft_holds_all_and_goes_on_where_it_was)
{
	static const char *const ways[] = { "\r", "\r1\r", "\r1\r1\r\r", "\r1\r1\r\r2\r",
		"\r1\r1\r\r2\rwords\x04", "\r1\r1\r\r2\rwords\x04more\x04",
		"\r1\r1\r\r2\rwords\x04more\x04one\rtwo\x04",
		("\r1\r1\r\r2\rwords\x04more\x04one\x04""1 2\r\r"), "\r2\r\r1\r\r1\r\r" };

	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		for (int saved_before = 0; saved_before < 2; saved_before++) {
			json_t *draft, *answers, *again;
			enum place place;
			size_t page;

			specimen_begin(&it, "pl", false);
			type(ways[i]);
			place = it.interview->place;
			page = it.interview->page;
			/* Both ways to save: at once, from the menu; and by a name that is typed. */
			type("\x03");
			if (saved_before == 0)
				interview_enter(it.interview, PLACE_DRAFT);
			draft = interview_draft(it.interview);
			answers = interview_answers(it.interview);
			resumed(draft);
			ck_assert_int_eq((int)it.interview->place, (int)place);
			if (place == PLACE_PAGE)
				ck_assert_uint_eq(it.interview->page, page);
			again = interview_answers(it.interview);
			ck_assert(json_equal(answers, again));
			json_decref(answers);
			json_decref(again);
		}
}
END_TEST

START_TEST(what_is_hidden_is_in_a_draft_too)
{
	type("\r1\r2\r\rwords\x04one\x04""1 2 3\r\r1\r2\r");
	resumed(interview_draft(it.interview));
	ck_assert_uint_eq(json_array_size(it.interview->uses), 3);
	ck_assert_uint_eq(json_array_size(it.interview->hide), 1);
	ck_assert_str_eq(json_string_value(json_object_get(it.interview->answers, "story")),
	    "words");
}
END_TEST

START_TEST(what_is_no_draft_of_this_campaign_is_refused)
{
	refused(json_object(), "format");
	refused(json_array(), "the draft");
	refused(changed("format", json_string("testimony-draft-2")), "is not a draft");
	refused(changed("format", json_integer(1)), "format");
	refused(changed("signing_key", json_string("07")), "signing_key");
	refused(changed("signing_key", json_string("0000000000000000000000000000000000000000000000000"
	    "000000000000000")), "another campaign");
	refused(changed("language", json_string("%s")), "language");
	refused(changed("language", NULL), "language");
	refused(changed("place", json_array()), "place");
	refused(changed("answers", json_array()), "answers");
	refused(changed("hide", json_object()), "hide");
	refused(changed("uses", json_string("counts")), "uses");
}
END_TEST

START_TEST(what_the_form_does_not_have_is_left_out)
{
	json_t *draft = changed("answers", json_loads("{\"court\":\"no\",\"need\":[\"a\",\"q\"],\"deep\":"
	    "[\"y\"],\"hello\":\"x\",\"story\":{\"a\":[[]]},\"more\":\" \\u00a0 \",\"gone\":[1,{}]}", 0,
	    NULL));

	json_object_set_new(draft, "hide", json_loads("[1,null,[],\"\",\" \\t\",\"\\u2003\",\" Ben \","
	    "\"two\\nlines\"]", 0, NULL));
	json_object_set_new(draft, "uses", json_loads("[\"preview\",\"counts\",\"counts\",\"none\",7,{}]",
	    0, NULL));
	resumed(draft);
	draft = json_loads("{\"court\":\"no\"}", 0, NULL);
	ck_assert(json_equal(it.interview->answers, draft));
	json_decref(draft);
	draft = json_loads("[\"Ben\",\"two\",\"lines\"]", 0, NULL);
	ck_assert(json_equal(it.interview->hide, draft));
	json_decref(draft);
	draft = json_loads("[\"counts\",\"preview\"]", 0, NULL);
	ck_assert(json_equal(it.interview->uses, draft));
	json_decref(draft);
}
END_TEST

START_TEST(a_place_that_is_gone_is_the_beginning)
{
	static const char *const places[] = { "gone", "deep", "", "LOOK" };

	type("\r1\r2\r\rwords\x04one\x04""1 2 3\r\r");
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		resumed(changed("place", json_string(places[i])));
		ck_assert_int_eq((int)it.interview->place, (int)PLACE_PAGE);
		ck_assert_uint_eq(it.interview->page, 0);
		/* And nothing is passed over from there. */
		type("\r");
		ck_assert_uint_eq(it.interview->page, 1);
	}
	resumed(changed("place", json_string("check")));
	ck_assert_int_eq((int)it.interview->place, (int)PLACE_CHECK);
	resumed(changed("answers", json_loads("{\"court\":\"yes\",\"need\":[\"b\"]}", 0, NULL)));
	resumed(changed("place", json_string("hide")));
	ck_assert_int_eq((int)it.interview->place, (int)PLACE_USES);
}
END_TEST

START_TEST(what_a_draft_lacks_is_asked_for_before_it_is_sent)
{
	resumed(changed("place", json_string("check")));
	ck_assert_int_eq((int)it.interview->place, (int)PLACE_PAGE);
	ck_assert_str_eq(interview_page(it.interview)->id, "court");
	type("1\r");
	ck_assert_str_eq(interview_page(it.interview)->id, "story");
	type("\x04");
	ck_assert_int_eq((int)it.interview->place, (int)PLACE_PAGE);
	ck_assert_str_eq(interview_page(it.interview)->id, "need");
	type("2\r\r");
	ck_assert_int_eq((int)it.interview->place, (int)PLACE_USES);
	type("1\r\r");
	ck_assert_int_eq((int)it.interview->place, (int)PLACE_CHECK);
	type("send\r");
	ck_assert_int_eq((int)it.wish, (int)INTERVIEW_SEND);
}
END_TEST

START_TEST(a_very_long_list_of_names_is_kept_and_must_be_cut)
{
	json_t *names = json_array();

	for (int i = 0; i < 2000; i++)
		json_array_append_new(names, json_sprintf("name %d", i));
	type("\r1\r2\r\rwords\x04one\x04""1 2 3\r\r");
	resumed(changed("hide", names));
	ck_assert_uint_eq(json_array_size(it.interview->hide), 2000);
	type("send\r");
	ck_assert_int_eq((int)it.wish, (int)INTERVIEW_NOTHING);
	ck_assert_ptr_nonnull(strstr((const char *)it.interview->notice.data, "1900"));
}
END_TEST

/* Files */

static struct buffer folder, path;
static struct secret *passphrase;

static void
files_begin(void)
{
	begin();
	buffer_append_text(&folder, "/tmp/testimony-test-draft.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp((char *)folder.data));
	(void)file_join(&path, (const char *)folder.data, "a draft");
	passphrase = secret_copy("a made-up passphrase", 20);
}

static void
files_end(void)
{
	(void)unlink((const char *)path.data);
	(void)rmdir((const char *)folder.data);
	buffer_free(&folder);
	buffer_free(&path);
	secret_free(&passphrase);
	end();
}

START_TEST(a_draft_is_sealed_read_and_deleted)
{
	const char *file = (const char *)path.data;
	struct error error = ERROR_INIT;
	struct buffer bytes = BUFFER_INIT;
	struct secret *other = secret_copy("another passphrase", 18);
	json_t *draft, *again = NULL;
	struct stat status;

	type("\r1\r2\r\ra made-up story");
	type("\x03");
	draft = interview_draft(it.interview);
	unit_ok(draft_write(file, draft, passphrase, false, &error), &error);
	ck_assert_int_eq(stat(file, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0600);
	unit_ok(file_read(file, 1 << 20, &bytes, &error), &error);
	ck_assert_ptr_null(memmem(bytes.data, bytes.length, "made-up", 7));
	unit_refused(draft_write(file, draft, passphrase, false, &error), &error, "exists");
	unit_refused(draft_read(&again, file, other, &error), &error, "passphrase");
	ck_assert_ptr_null(again);
	unit_ok(draft_write(file, draft, passphrase, true, &error), &error);
	unit_ok(draft_read(&again, file, passphrase, &error), &error);
	ck_assert(json_equal(draft, again));
	json_decref(again);
	unit_ok(draft_delete(file, &error), &error);
	unit_refused(draft_delete(file, &error), &error, "cannot be deleted");
	unit_refused(draft_read(&again, file, passphrase, &error), &error, "");
	json_decref(draft);
	buffer_free(&bytes);
	secret_free(&other);
}
END_TEST

START_TEST(whatever_can_be_written_can_be_read_and_more_is_refused)
{
	const char *file = (const char *)path.data;
	struct error error = ERROR_INIT;
	struct buffer text = BUFFER_INIT, printed = BUFFER_INIT;
	json_t *draft, *again = NULL;

	for (int i = 0; i < DRAFT_BYTES_MOST - 8; i++) /* {"a":"..."} */
		buffer_append_byte(&text, 'a');
	draft = json_pack("{s:s}", "a", text.data);
	json_print(draft, &printed);
	ck_assert_uint_eq(printed.length, DRAFT_BYTES_MOST);
	unit_ok(draft_write(file, draft, passphrase, false, &error), &error);
	unit_ok(draft_read(&again, file, passphrase, &error), &error);
	ck_assert(json_equal(draft, again));
	json_decref(again);
	json_decref(draft);
	buffer_append_byte(&text, 'a');
	draft = json_pack("{s:s}", "a", text.data);
	unit_refused(draft_write(file, draft, passphrase, true, &error), &error, "far too long");
	json_decref(draft);
	/* The one that was there is still good. */
	unit_ok(draft_read(&again, file, passphrase, &error), &error);
	json_decref(again);
	buffer_free(&text);
	buffer_free(&printed);
}
END_TEST

START_TEST(a_sealed_file_that_is_no_draft_is_refused)
{
	static const char *const contents[] = { "", "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]" };
	const char *file = (const char *)path.data;
	struct error error = ERROR_INIT;
	struct buffer content = BUFFER_INIT;
	json_t *draft;

	for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
		buffer_clear(&content);
		buffer_append(&content, contents[i], strlen(contents[i]));
		unit_ok(keyfile_write(file, &content, passphrase, true, &error), &error);
		unit_refused(draft_read(&draft, file, passphrase, &error), &error, "");
		ck_assert_ptr_null(draft);
	}
	unit_ok(keyfile_write(file, &content, NULL, true, &error), &error);
	unit_refused(draft_read(&draft, file, passphrase, &error), &error, "not a locked draft");
	buffer_free(&content);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("draft");
	TCase *tests = tcase_create("draft"), *files = tcase_create("files");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, a_draft_holds_all_and_goes_on_where_it_was);
	tcase_add_test(tests, what_is_hidden_is_in_a_draft_too);
	tcase_add_test(tests, what_is_no_draft_of_this_campaign_is_refused);
	tcase_add_test(tests, what_the_form_does_not_have_is_left_out);
	tcase_add_test(tests, a_place_that_is_gone_is_the_beginning);
	tcase_add_test(tests, what_a_draft_lacks_is_asked_for_before_it_is_sent);
	tcase_add_test(tests, a_very_long_list_of_names_is_kept_and_must_be_cut);
	suite_add_tcase(suite, tests);
	tcase_set_timeout(files, 120);
	tcase_add_checked_fixture(files, files_begin, files_end);
	tcase_add_test(files, a_draft_is_sealed_read_and_deleted);
	tcase_add_test(files, whatever_can_be_written_can_be_read_and_more_is_refused);
	tcase_add_test(files, a_sealed_file_that_is_no_draft_is_refused);
	suite_add_tcase(suite, files);
	return suite;
}
