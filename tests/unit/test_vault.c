/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "desk/vault_files.h"
#include "desk/vault_records.h"

static struct vault_record
make_record(uint8_t id, enum tray tray, uint32_t week)
{
	struct vault_record record;

	memset(&record, 0, sizeof record);
	memset(record.id, id, sizeof record.id);
	memset(record.mailbox, id + 1, sizeof record.mailbox);
	record.tray = tray;
	record.week = week;
	return record;
}

START_TEST(records_come_back_as_they_were_written_and_all_files_have_one_size)
{
	const struct vault_record written[] = { make_record(9, TRAY_INBOX, 2967),
		make_record(1, TRAY_REPLY, 0), make_record(5, TRAY_LOG, UINT32_MAX) };
	struct vault_record read[VAULT_BATCH_MOST];
	struct buffer bytes = BUFFER_INIT;
	struct error error = ERROR_INIT;
	size_t count;

	vault_records_print(&bytes, written, 3);
	ck_assert_uint_eq(bytes.length, VAULT_RECORDS_BYTES);
	unit_ok(vault_records_parse(read, &count, bytes.data, bytes.length, &error), &error);
	ck_assert_uint_eq(count, 3);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_mem_eq(read[i].id, written[i].id, sizeof read[i].id);
		ck_assert_mem_eq(read[i].mailbox, written[i].mailbox, sizeof read[i].mailbox);
		ck_assert_int_eq((int)read[i].tray, (int)written[i].tray);
		ck_assert_uint_eq(read[i].week, written[i].week);
	}
	buffer_free(&bytes);
}
END_TEST

START_TEST(damaged_record_files_are_refused)
{
	const struct vault_record record = make_record(9, TRAY_INBOX, 2967);
	struct vault_record read[VAULT_BATCH_MOST];
	struct buffer bytes = BUFFER_INIT;
	struct error error = ERROR_INIT;
	size_t count;

	vault_records_print(&bytes, &record, 1);
	unit_refused(vault_records_parse(read, &count, bytes.data, bytes.length - 1, &error),
	    &error, "bytes inside");
	bytes.data[ENVELOPE_ID_BYTES] = 4;
	unit_refused(vault_records_parse(read, &count, bytes.data, bytes.length, &error), &error,
	    "tray 4");
	bytes.data[ENVELOPE_ID_BYTES] = TRAY_INBOX;
	bytes.data[bytes.length - 1] = 1;
	unit_refused(vault_records_parse(read, &count, bytes.data, bytes.length, &error), &error,
	    "zeros");
	buffer_free(&bytes);
}
END_TEST

START_TEST(of_two_records_of_one_envelope_the_last_counts)
{
	struct vault_record records[] = { make_record(7, TRAY_INBOX, 1),
		make_record(3, TRAY_INBOX, 2), make_record(7, TRAY_INBOX, 3),
		make_record(7, TRAY_INBOX, 4), make_record(1, TRAY_LOG, 5) };

	ck_assert_uint_eq(vault_records_sort(records, 5), 3);
	ck_assert_uint_eq(records[0].id[0], 1);
	ck_assert_uint_eq(records[1].id[0], 3);
	ck_assert_uint_eq(records[2].id[0], 7);
	ck_assert_uint_eq(records[2].week, 4);
	ck_assert_uint_eq(vault_records_sort(records, 0), 0);
}
END_TEST

START_TEST(files_are_written_together_whole_for_their_owner_alone)
{
	char folder[] = "/tmp/testimony-vault.XXXXXX";
	const char *const names[] = { "a.age", "b.age" };
	const uint8_t first[4] = "one", second[4] = "two", *contents[] = { first, second };
	struct buffer path = BUFFER_INIT, content = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct stat status;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	unit_ok(vault_files_write(folder, names, contents, 3, 2, &error), &error);
	/* The same names again: replaced. */
	contents[0] = second;
	unit_ok(vault_files_write(folder, names, contents, 3, 2, &error), &error);
	for (size_t i = 0; i < 2; i++) {
		buffer_clear(&content);
		unit_ok(file_read(file_join(&path, folder, names[i]), 100, &content, &error),
		    &error);
		ck_assert_uint_eq(content.length, 3);
		ck_assert_mem_eq(content.data, "two", 3);
		ck_assert_int_eq(stat((const char *)path.data, &status), 0);
		ck_assert_uint_eq(status.st_mode & 07777, 0600);
		ck_assert_int_eq(unlink((const char *)path.data), 0);
	}
	ck_assert_int_eq(rmdir(folder), 0); /* nothing else was left in it */
	unit_refused(vault_files_write(folder, names, contents, 3, 2, &error), &error, folder);
	buffer_free(&path);
	buffer_free(&content);
}
END_TEST

START_TEST(only_whole_sealed_files_are_seen)
{
	ck_assert(vault_file_is_ours("0a.age"));
	ck_assert(!vault_file_is_ours(".0a.age.1234"));
	ck_assert(!vault_file_is_ours(".0a.age"));
	ck_assert(!vault_file_is_ours("0a.age~"));
	ck_assert(!vault_file_is_ours(".age"));
	ck_assert(!vault_file_is_ours(".."));
}
END_TEST

/* Reads desk.json with this in the place of its daemons. */
static int
take_settings(const char *daemons, struct vault_settings *settings, struct error *error)
{
	char folder[] = "/tmp/testimony-vault.XXXXXX";
	struct buffer text = BUFFER_INIT, path = BUFFER_INIT;
	int result;

	buffer_format(&text, "{\"format\":\"" VAULT_FORMAT "\",\"pin\":"
	    "\"RWTY-ztfVaHIUmEnbVzlfC5njZRMqTlf_0LJiK3vjccELPYAvPsKdqjb.1\",\"as\":\"heron\"%s}",
	    daemons);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	(void)file_join(&path, folder, VAULT_SETTINGS);
	unit_ok(file_write((const char *)path.data, text.data, text.length, 0600, false, error),
	    error);
	result = vault_settings_read(settings, folder, error);
	if (result == 0) {
		/* What is written is read again as the same. */
		struct vault_settings again;

		unit_ok(vault_settings_write(settings, folder, error), error);
		unit_ok(vault_settings_read(&again, folder, error), error);
		ck_assert_uint_eq(again.daemon_count, settings->daemon_count);
		for (size_t i = 0; i < again.daemon_count; i++)
			ck_assert_str_eq((const char *)again.daemons[i].data,
			    (const char *)settings->daemons[i].data);
		vault_settings_free(&again);
	}
	ck_assert_int_eq(unlink((const char *)path.data), 0);
	ck_assert_int_eq(rmdir(folder), 0);
	buffer_free(&text);
	buffer_free(&path);
	return result;
}

START_TEST(a_desk_has_one_daemon_or_several)
{
	static const char *const refused[] = { "", ",\"daemons\":[]", ",\"daemons\":\"unix:/a\"",
		",\"daemons\":[1]", ",\"daemons\":[\"unix:/a\",\"unix:/a\"]", ",\"daemon\":[]",
		",\"daemons\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]" };
	struct vault_settings settings;
	struct error error = ERROR_INIT;

	unit_ok(take_settings(",\"daemon\":\"unix:/a\"", &settings, &error), &error);
	ck_assert_uint_eq(settings.daemon_count, 1);
	ck_assert_str_eq((const char *)settings.daemons[0].data, "unix:/a");
	vault_settings_free(&settings);
	unit_ok(take_settings(",\"daemons\":[\"unix:/b\",\"unix:/a\"]", &settings, &error), &error);
	ck_assert_uint_eq(settings.daemon_count, 2);
	ck_assert_str_eq((const char *)settings.daemons[0].data, "unix:/b");
	vault_settings_free(&settings);
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		error = (struct error)ERROR_INIT;
		ck_assert_msg(take_settings(refused[i], &settings, &error) != 0, "%s", refused[i]);
	}
}
END_TEST

START_TEST(the_proxy_is_for_daemons_that_are_elsewhere)
{
	struct vault_settings settings;

	memset(&settings, 0, sizeof settings);
	ck_assert_ptr_null(vault_settings_socks5(&settings, "https://desk.example"));
	buffer_append_text(&settings.socks5, "127.0.0.1:9050");
	ck_assert_str_eq(vault_settings_socks5(&settings, "https://desk.example"), "127.0.0.1:9050");
	ck_assert_ptr_nonnull(vault_settings_socks5(&settings, "http://"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaad.onion"));
	ck_assert_ptr_null(vault_settings_socks5(&settings, "unix:/run/desk.sock"));
	ck_assert_ptr_null(vault_settings_socks5(&settings, "http://127.0.0.1:8787"));
	vault_settings_free(&settings);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("vault");
	TCase *tests = tcase_create("vault");

	tcase_add_test(tests, records_come_back_as_they_were_written_and_all_files_have_one_size);
	tcase_add_test(tests, damaged_record_files_are_refused);
	tcase_add_test(tests, of_two_records_of_one_envelope_the_last_counts);
	tcase_add_test(tests, files_are_written_together_whole_for_their_owner_alone);
	tcase_add_test(tests, only_whole_sealed_files_are_seen);
	tcase_add_test(tests, a_desk_has_one_daemon_or_several);
	tcase_add_test(tests, the_proxy_is_for_daemons_that_are_elsewhere);
	suite_add_tcase(suite, tests);
	return suite;
}
