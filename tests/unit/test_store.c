/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/store_specimen.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include "common/encode.h"
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
	ck_assert_mem_eq(file.data + 16, "\x10\x00", 2); /* 4 KiB a page */
	ck_assert_uint_eq(bytes_u32(file.data + 60), 2);
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
	good.data[63] = 3;
	refuses(&at, good.data, good.length, "version 3");
	good.data[63] = 0;
	refuses(&at, good.data, good.length, "version 0");
	good.data[63] = 2;
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

/* What version 1 of the store was, as its daemon made it. */
static const char version_1[] =
    "PRAGMA page_size=16384; BEGIN; PRAGMA application_id=1416852601; PRAGMA user_version=1;"
    "CREATE TABLE envelope("
    " slot INTEGER PRIMARY KEY,"
    " id BLOB NOT NULL CHECK(length(id) = 32),"
    " tray INTEGER NOT NULL CHECK(tray BETWEEN 1 AND 3),"
    " mailbox BLOB NOT NULL CHECK(length(mailbox) = 32),"
    " week INTEGER NOT NULL,"
    " done INTEGER,"
    " body BLOB) STRICT;"
    "CREATE INDEX envelope_mailbox ON envelope(mailbox, tray);"
    "CREATE TABLE withdrawal("
    " mailbox BLOB PRIMARY KEY CHECK(length(mailbox) = 32),"
    " author BLOB NOT NULL CHECK(length(author) = 32),"
    " signature BLOB NOT NULL CHECK(length(signature) = 64),"
    " week INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE campaign("
    " one INTEGER PRIMARY KEY CHECK(one = 1),"
    " signing_key BLOB NOT NULL CHECK(length(signing_key) = 32),"
    " serial INTEGER NOT NULL) STRICT;"
    "INSERT INTO campaign VALUES(1, zeroblob(32), 5);"
    "INSERT INTO withdrawal VALUES(zeroblob(32), zeroblob(32), zeroblob(64), 2850);"
    /* slot 2^54, 2 * 2^54, ...: ids that begin with 0x00 0x80, 0x01 0x00, ... */
    "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 60)"
    "INSERT INTO envelope SELECT n << 54, unhex(printf('%04x%060x', n << 7, 0)), 1 + n % 3,"
    " unhex(printf('%064x', 10 + n / 4)), 2800 + n / 10, CASE WHEN n % 30 = 0 THEN 2890 END,"
    " CASE WHEN n = 33 THEN NULL ELSE randomblob(32968) END FROM n; COMMIT; PRAGMA journal_mode=WAL";

/* Hex, which SQLite before 3.41 cannot read. */
static void
unhex(sqlite3_context *context, int count, sqlite3_value **values)
{
	uint8_t bytes[32];

	ck_assert_int_eq(count, 1);
	ck_assert_int_eq(hex_decode(bytes, sizeof bytes,
	    (const char *)sqlite3_value_text(values[0]), 64), 0);
	sqlite3_result_blob(context, bytes, sizeof bytes, SQLITE_TRANSIENT);
}

static void
make_version_1(const struct store_folder *at, const char *more)
{
	sqlite3 *database;

	ck_assert_int_eq(sqlite3_open(at->path, &database), SQLITE_OK);
	ck_assert_int_eq(sqlite3_create_function(database, "unhex", 1, SQLITE_UTF8, NULL, unhex, NULL,
	    NULL), SQLITE_OK);
	ck_assert_msg(sqlite3_exec(database, version_1, NULL, NULL, NULL) == SQLITE_OK, "%s",
	    sqlite3_errmsg(database));
	ck_assert_int_eq(sqlite3_exec(database, more, NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_close(database), SQLITE_OK);
	ck_assert_int_eq(chmod(at->path, 0600), 0);
}

START_TEST(a_store_of_the_first_version_is_brought_up_to_date)
{
	struct buffer index = BUFFER_INIT, record = BUFFER_INIT;
	const uint8_t erased[32] = { 0x10, 0x80 };
	const uint8_t key[32] = { 0 };
	struct error error = ERROR_INIT;
	struct store_folder at;
	struct store *store;

	store_folder_make(&at);
	make_version_1(&at, "");
	for (int again = 0; again < 2; again++) {
		store = opened(&at);
		ck_assert_int_eq(asked(store, "PRAGMA user_version"), 2);
		ck_assert_int_eq(asked(store, "SELECT count(*) FROM envelope"), 59);
		ck_assert_int_eq(asked(store, "SELECT count(*) FROM envelope WHERE done = 2890"), 2);
		ck_assert_int_eq(asked(store, "SELECT count(*) FROM withdrawal"), 1);
		ck_assert_int_eq(asked(store, "SELECT serial FROM campaign"), 5);
		/* What had no body goes where such rows are now. */
		ck_assert_int_eq(asked(store, "SELECT count(*) FROM erased"), 1);
		/* Each week in which rows came or were marked is noted, and its age begins now. */
		ck_assert_int_eq(asked(store, "SELECT count(*) FROM calendar WHERE lived = 0"), 8);
		ck_assert_int_eq(asked(store, "SELECT count(*) FROM calendar WHERE week = 2890"), 1);
		ck_assert_int_eq(asked(store, "SELECT lived + ordered FROM upkeep"), 0);
		ck_assert_int_eq(asked(store, "SELECT count(*) FROM pragma_integrity_check WHERE"
		    " integrity_check <> 'ok'"), 0);
		unit_ok(store_campaign(store, key, 5, &error), &error);
		buffer_clear(&index);
		ck_assert_int_eq(store_index(store, &index, &error), STORE_OK);
		ck_assert_uint_eq(index.length, 32 + 59 * 32 + WITHDRAWAL_BYTES);
		buffer_clear(&record);
		ck_assert_int_eq(store_record(store, index.data + 32, &record, &error), STORE_OK);
		ck_assert_uint_eq(record.length, STORE_RECORD_BYTES);
		closed(store);
	}
	/* Where it was erased before, it is new again. */
	store = opened(&at);
	ck_assert_int_eq(asked(store, "SELECT tray FROM erased"), 1);
	{
		const uint8_t mailbox[32] = { [31] = 10 + 33 / 4 };

		ck_assert_int_eq(put(store, erased, TRAY_INBOX, mailbox), STORE_NEW);
	}
	closed(store);
	buffer_free(&index);
	buffer_free(&record);
	store_folder_remove(&at);
}
END_TEST

START_TEST(a_first_version_with_something_strange_in_it_is_refused_as_it_is)
{
	struct buffer before = BUFFER_INIT, after = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct store *store = NULL;
	struct store_folder at;

	store_folder_make(&at);
	make_version_1(&at, "CREATE VIEW strange AS SELECT 1");
	unit_ok(file_read(at.path, 1 << 26, &before, &error), &error);
	unit_refused(store_open(&store, at.path, &error), &error, "sqlite_schema");
	unit_ok(file_read(at.path, 1 << 26, &after, &error), &error);
	ck_assert_uint_eq(before.length, after.length);
	ck_assert_mem_eq(before.data, after.data, before.length);
	buffer_free(&before);
	buffer_free(&after);
	store_folder_remove(&at);
}
END_TEST

/* The store itself may not be behind a link: see below. */
START_TEST(a_folder_that_is_a_link_is_as_good_as_any)
{
	struct store_folder at, link;
	struct error error = ERROR_INIT;
	struct store *store;

	store_folder_make(&at);
	store_folder_make(&link);
	ck_assert_int_eq(rmdir(link.folder), 0);
	ck_assert_int_eq(symlink(at.folder, link.folder), 0);
	for (int i = 0; i < 2; i++) { /* a new one, and one that is there */
		unit_ok(store_open(&store, link.path, &error), &error);
		unit_ok(store_close(&store, &error), &error);
	}
	unit_ok(store_open(&store, at.path, &error), &error);
	unit_ok(store_close(&store, &error), &error);
	ck_assert_int_eq(unlink(link.folder), 0);
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
	tcase_add_test(tests, a_store_of_the_first_version_is_brought_up_to_date);
	tcase_add_test(tests, a_first_version_with_something_strange_in_it_is_refused_as_it_is);
	tcase_add_test(tests, a_folder_that_is_a_link_is_as_good_as_any);
	tcase_add_test(tests, what_is_no_file_of_its_own_is_no_store);
	tcase_add_test(tests, a_store_with_a_strange_trigger_is_refused);
	tcase_add_test(tests, a_log_without_its_store_is_not_mixed_into_a_new_one);
	tcase_add_test(tests, an_older_or_other_campaign_is_refused);
	tcase_add_test(tests, a_store_that_was_closed_is_one_file);
	suite_add_tcase(suite, tests);
	return suite;
}
