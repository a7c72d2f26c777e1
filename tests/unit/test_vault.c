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
	suite_add_tcase(suite, tests);
	return suite;
}
