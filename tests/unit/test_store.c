/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/store_specimen.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include "common/file.h"
#include "daemon/store_inside.h"

static const uint8_t mailbox_one[32] = { 1 }, mailbox_two[32] = { 2 };
static uint8_t body[ENVELOPE_BYTES];

static struct store *
opened(const struct store_folder *at)
{
	struct error error = ERROR_INIT;
	struct store *store = NULL;

	unit_ok(store_open(&store, at->path, &error), &error);
	return store;
}

static void
closed(struct store *store)
{
	struct error error = ERROR_INIT;

	unit_ok(store_close(&store, &error), &error);
	ck_assert_ptr_null(store);
}

static enum store_put
put(struct store *store, const uint8_t id[32], enum tray tray, const uint8_t mailbox[32])
{
	const struct store_row row = { id, tray, mailbox, 2900, body, NULL };
	struct error error = ERROR_INIT;
	enum store_put result;

	ck_assert_int_eq(store_begin(store, &error), STORE_OK);
	ck_assert_msg(store_put(store, &row, &result, &error) == STORE_OK, "%s", error.text);
	ck_assert_int_eq(store_commit(store, &error), STORE_OK);
	return result;
}

/* The first column of the first row that a statement gives. */
static int64_t
asked(struct store *store, const char *sql)
{
	sqlite3_stmt *statement;
	int64_t value;

	ck_assert_int_eq(sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
	value = sqlite3_column_int64(statement, 0);
	ck_assert_int_eq(sqlite3_finalize(statement), SQLITE_OK);
	return value;
}

START_TEST(a_new_store_is_private_and_says_what_it_is)
{
	struct buffer file = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct store_folder at;
	struct stat status;

	store_folder_make(&at);
	closed(opened(&at));
	unit_ok(file_read(at.path, 1 << 20, &file, &error), &error);
	ck_assert_mem_eq(file.data, "SQLite format 3", 16);
	ck_assert_mem_eq(file.data + 16, "\x40\x00", 2); /* 16 KiB a page */
	ck_assert_uint_eq(bytes_u32(file.data + 60), 1);
	ck_assert_mem_eq(file.data + 68, "Tsty", 4);
	ck_assert_int_eq(stat(at.path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0600);
	buffer_free(&file);
	store_folder_remove(&at);
}
END_TEST

START_TEST(the_connection_is_set_as_the_design_says)
{
	struct store_folder at;
	struct store *store;
	char wal[96];

	store_folder_make(&at);
	store = opened(&at);
	ck_assert_int_eq(asked(store, "PRAGMA synchronous"), 2);
	ck_assert_int_eq(asked(store, "PRAGMA secure_delete"), 1);
	ck_assert_int_eq(asked(store, "PRAGMA trusted_schema"), 0);
	ck_assert_int_eq(asked(store, "PRAGMA cell_size_check"), 1);
	ck_assert_int_eq(asked(store,
		"SELECT locking_mode = 'exclusive' FROM pragma_locking_mode"), 1);
	ck_assert_int_eq(asked(store, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
	ck_assert_int_eq(sqlite3_exec(store->database, "PRAGMA writable_schema=ON;"
		"DELETE FROM sqlite_schema", NULL, NULL, NULL), SQLITE_ERROR); /* defensive */
	/* No table may number rows as they come. */
	ck_assert_int_eq(asked(store, "SELECT count(*) FROM pragma_table_list WHERE schema = 'main'"
		" AND name NOT LIKE 'sqlite_%' AND NOT strict"), 0);
	ck_assert_int_eq(asked(store,
		"SELECT wr FROM pragma_table_list WHERE name = 'withdrawal'"), 1);
	(void)snprintf(wal, sizeof wal, "%s-shm", at.path);
	ck_assert_int_ne(access(wal, F_OK), 0); /* exclusive before WAL: no shared memory */
	closed(store);
	store_folder_remove(&at);
}
END_TEST

START_TEST(an_id_is_held_once_for_one_mailbox)
{
	const uint8_t id[32] = { 9, 9, 9, 9, 9, 9, 9, 8, 1 };
	const uint8_t same_slot[32] = { 9, 9, 9, 9, 9, 9, 9, 8, 2 };
	const uint8_t same_shifted[32] = { 9, 9, 9, 9, 9, 9, 9, 9, 1 };
	struct store_folder at;
	struct store *store;

	store_folder_make(&at);
	store = opened(&at);
	ck_assert_int_eq(put(store, id, TRAY_INBOX, mailbox_one), STORE_NEW);
	ck_assert_int_eq(put(store, id, TRAY_INBOX, mailbox_one), STORE_HELD);
	ck_assert_int_eq(put(store, id, TRAY_INBOX, mailbox_two), STORE_ELSEWHERE);
	ck_assert_int_eq(put(store, id, TRAY_REPLY, mailbox_one), STORE_ELSEWHERE);
	ck_assert_int_eq(put(store, same_slot, TRAY_INBOX, mailbox_one), STORE_SLOT_TAKEN);
	ck_assert_int_eq(put(store, same_shifted, TRAY_INBOX, mailbox_one), STORE_SLOT_TAKEN);
	ck_assert_int_eq(asked(store, "SELECT count(*) FROM envelope"), 1);
	closed(store);
	store_folder_remove(&at);
}
END_TEST

START_TEST(a_withdrawn_mailbox_takes_nothing_and_is_listed)
{
	const uint8_t id[32] = { 5 };
	struct buffer index = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct store_folder at;
	struct store *store;

	store_folder_make(&at);
	store = opened(&at);
	ck_assert_int_eq(sqlite3_exec(store->database, "INSERT INTO withdrawal VALUES("
		"x'0100000000000000000000000000000000000000000000000000000000000000',"
		"zeroblob(32), zeroblob(64), 2901)", NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_eq(put(store, id, TRAY_INBOX, mailbox_one), STORE_WITHDRAWN);
	ck_assert_int_eq(put(store, id, TRAY_INBOX, mailbox_two), STORE_NEW);
	ck_assert_int_eq(store_index(store, &index, &error), STORE_OK);
	ck_assert_uint_eq(index.length, 32 + 32 + WITHDRAWAL_BYTES);
	ck_assert_uint_eq(bytes_u64(index.data + 24), 1);
	ck_assert_mem_eq(index.data + 64, mailbox_one, 32);
	ck_assert_uint_eq(bytes_u32(index.data + 64 + 128), 2901);
	buffer_free(&index);
	closed(store);
	store_folder_remove(&at);
}
END_TEST

START_TEST(the_index_is_sorted_and_a_record_is_what_was_put)
{
	struct buffer index = BUFFER_INIT, record = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct store_counts counts;
	struct store_folder at;
	uint8_t ids[40][32];
	struct store *store;

	store_folder_make(&at);
	store = opened(&at);
	randombytes_buf(body, sizeof body);
	for (int i = 0; i < 40; i++) {
		randombytes_buf(ids[i], 32);
		/* A mailbox takes four replies: each has its own here. */
		ck_assert_int_eq(put(store, ids[i], (enum tray)(1 + i % 3),
		    i % 3 == 1 && i != 4 ? ids[i] : mailbox_two), STORE_NEW);
	}
	ck_assert_int_eq(store_index(store, &index, &error), STORE_OK);
	ck_assert_uint_eq(index.length, 32 + 40 * 32);
	ck_assert_uint_eq(bytes_u64(index.data), 14);
	ck_assert_uint_eq(bytes_u64(index.data + 8), 13);
	ck_assert_uint_eq(bytes_u64(index.data + 16), 13);
	for (size_t i = 1; i < 14; i++)
		ck_assert_int_lt(memcmp(index.data + 32 * i, index.data + 32 * (i + 1), 32), 0);
	ck_assert_int_eq(store_record(store, ids[4], &record, &error), STORE_OK);
	ck_assert_uint_eq(record.length, STORE_RECORD_BYTES);
	ck_assert_mem_eq(record.data, ids[4], 32);
	ck_assert_uint_eq(record.data[32], TRAY_REPLY);
	ck_assert_mem_eq(record.data + 33, mailbox_two, 32);
	ck_assert_uint_eq(bytes_u32(record.data + 65), 2900);
	ck_assert_mem_eq(record.data + 69, body, ENVELOPE_BYTES);
	ids[4][31] ^= 1;
	ck_assert_int_eq(store_record(store, ids[4], &record, &error), STORE_OK);
	ck_assert_uint_eq(record.length, STORE_RECORD_BYTES);
	ck_assert_int_eq(store_count(store, &counts, &error), STORE_OK);
	ck_assert_uint_eq(counts.inbox, 14);
	ck_assert_uint_eq(counts.log, 13);
	buffer_free(&index);
	buffer_free(&record);
	closed(store);
	store_folder_remove(&at);
}
END_TEST

START_TEST(what_was_committed_is_there_after_a_crash)
{
	const uint8_t id[32] = { 7 };
	struct error error = ERROR_INIT;
	struct store_folder at;
	struct store *store;
	struct buffer record = BUFFER_INIT;
	struct stat log;
	char wal[96];
	int status;
	pid_t child;

	store_folder_make(&at);
	child = fork();
	if (child == 0) {
		(void)put(opened(&at), id, TRAY_INBOX, mailbox_one);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	store = opened(&at);
	/* What was rolled forward is in the store itself, and its log starts anew. */
	(void)snprintf(wal, sizeof wal, "%s-wal", at.path);
	ck_assert_int_eq(stat(wal, &log), 0);
	ck_assert_int_eq(log.st_size, 0);
	ck_assert_int_eq(store_record(store, id, &record, &error), STORE_OK);
	ck_assert_uint_eq(record.length, STORE_RECORD_BYTES);
	buffer_free(&record);
	closed(store);
	store_folder_remove(&at);
}
END_TEST

START_TEST(two_processes_cannot_share_a_store)
{
	struct error error = ERROR_INIT;
	struct store *store, *other = NULL;
	struct store_folder at;
	int status;
	pid_t child;

	store_folder_make(&at);
	store = opened(&at);
	child = fork();
	if (child == 0)
		_exit(store_open(&other, at.path, &error) == 0 ||
		    strstr(error.text, "in use by another process") == NULL);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	closed(store);
	store_folder_remove(&at);
}
END_TEST

/* Whether a file with this content is refused for that reason and left as it is. */
static void
refuses(const struct store_folder *at, const void *content, size_t length, const char *words)
{
	struct buffer after = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct store *store = NULL;

	unit_ok(file_write(at->path, content, length, 0600, true, &error), &error);
	unit_refused(store_open(&store, at->path, &error), &error, words);
	unit_ok(file_read(at->path, 1 << 20, &after, &error), &error);
	ck_assert_uint_eq(after.length, length);
	if (length > 0)
		ck_assert_mem_eq(after.data, content, length);
	buffer_free(&after);
}

START_TEST(foreign_files_and_unknown_versions_are_refused_untouched)
{
	struct buffer good = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct store *store = NULL;
	struct store_folder at;
	uint8_t noise[5000];

	store_folder_make(&at);
	closed(opened(&at));
	unit_ok(file_read(at.path, 1 << 20, &good, &error), &error);
	good.data[63] = 2;
	refuses(&at, good.data, good.length, "version 2");
	good.data[63] = 1;
	good.data[70] ^= 1;
	refuses(&at, good.data, good.length, "not a store of testimonyd");
	good.data[70] ^= 1;
	randombytes_buf(noise, sizeof noise);
	refuses(&at, noise, sizeof noise, "not a store of testimonyd");
	refuses(&at, "", 0, "not a store of testimonyd");
	unit_ok(file_write(at.path, good.data, good.length, 0640, true, &error), &error);
	unit_refused(store_open(&store, at.path, &error), &error, "chmod 600");
	refuses(&at, good.data, good.length - 1000, "cut short");
	buffer_free(&good);
	store_folder_remove(&at);
}
END_TEST

START_TEST(what_is_no_file_of_its_own_is_no_store)
{
	struct error error = ERROR_INIT;
	struct store *store = NULL;
	struct store_folder at;
	char second[96];

	store_folder_make(&at);
	/* Opening a FIFO must not wait for a writer. */
	ck_assert_int_eq(mkfifo(at.path, 0600), 0);
	unit_refused(store_open(&store, at.path, &error), &error, "not a file");
	ck_assert_int_eq(unlink(at.path), 0);
	closed(opened(&at));
	(void)snprintf(second, sizeof second, "%s-second", at.path);
	ck_assert_int_eq(link(at.path, second), 0);
	unit_refused(store_open(&store, at.path, &error), &error, "second name");
	ck_assert_int_eq(unlink(second), 0);
	closed(opened(&at));
	store_folder_remove(&at);
}
END_TEST

START_TEST(a_store_with_a_strange_trigger_is_refused)
{
	struct error error = ERROR_INIT;
	struct store *store = NULL;
	struct store_folder at;

	store_folder_make(&at);
	store = opened(&at);
	ck_assert_int_eq(sqlite3_exec(store->database, "CREATE TRIGGER undo AFTER INSERT ON envelope "
	    "BEGIN DELETE FROM envelope WHERE slot = new.slot; END", NULL, NULL, NULL), SQLITE_OK);
	closed(store);
	store = NULL;
	unit_refused(store_open(&store, at.path, &error), &error, "sqlite_schema");
	store_folder_remove(&at);
}
END_TEST

START_TEST(a_log_without_its_store_is_not_mixed_into_a_new_one)
{
	struct error error = ERROR_INIT;
	struct store *store = NULL;
	struct store_folder at;
	char wal[96];

	store_folder_make(&at);
	(void)snprintf(wal, sizeof wal, "%s-wal", at.path);
	unit_ok(file_write(wal, "log", 3, 0600, false, &error), &error);
	unit_refused(store_open(&store, at.path, &error), &error, "is missing");
	ck_assert_int_ne(access(at.path, F_OK), 0);
	store_folder_remove(&at);
}
END_TEST

START_TEST(an_older_or_other_campaign_is_refused)
{
	const uint8_t key[32] = { 1 }, other[32] = { 2 };
	struct error error = ERROR_INIT;
	struct store_folder at;
	struct store *store;

	store_folder_make(&at);
	store = opened(&at);
	unit_ok(store_campaign(store, key, 3, &error), &error);
	unit_ok(store_campaign(store, key, 3, &error), &error);
	unit_ok(store_campaign(store, key, 7, &error), &error);
	closed(store);
	store = opened(&at);
	unit_refused(store_campaign(store, key, 6, &error), &error, "older");
	unit_refused(store_campaign(store, other, 9, &error), &error, "another campaign");
	unit_ok(store_campaign(store, key, 7, &error), &error);
	closed(store);
	store_folder_remove(&at);
}
END_TEST

START_TEST(a_store_that_was_closed_is_one_file)
{
	struct store_folder at;
	struct store *store;
	char wal[96];

	store_folder_make(&at);
	store = opened(&at);
	for (uint8_t i = 0; i < 100; i++) {
		const uint8_t id[32] = { i };

		ck_assert_int_eq(put(store, id, TRAY_INBOX, mailbox_one), STORE_NEW);
	}
	closed(store);
	(void)snprintf(wal, sizeof wal, "%s-wal", at.path);
	ck_assert_int_ne(access(wal, F_OK), 0);
	store_folder_remove(&at);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("store");
	TCase *tests = tcase_create("store");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, a_new_store_is_private_and_says_what_it_is);
	tcase_add_test(tests, the_connection_is_set_as_the_design_says);
	tcase_add_test(tests, an_id_is_held_once_for_one_mailbox);
	tcase_add_test(tests, a_withdrawn_mailbox_takes_nothing_and_is_listed);
	tcase_add_test(tests, the_index_is_sorted_and_a_record_is_what_was_put);
	tcase_add_test(tests, what_was_committed_is_there_after_a_crash);
	tcase_add_test(tests, two_processes_cannot_share_a_store);
	tcase_add_test(tests, foreign_files_and_unknown_versions_are_refused_untouched);
	tcase_add_test(tests, what_is_no_file_of_its_own_is_no_store);
	tcase_add_test(tests, a_store_with_a_strange_trigger_is_refused);
	tcase_add_test(tests, a_log_without_its_store_is_not_mixed_into_a_new_one);
	tcase_add_test(tests, an_older_or_other_campaign_is_refused);
	tcase_add_test(tests, a_store_that_was_closed_is_one_file);
	suite_add_tcase(suite, tests);
	return suite;
}
