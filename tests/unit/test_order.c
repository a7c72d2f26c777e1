/* SPDX-License-Identifier: ISC */
/* The store is put in order: what it tells of arrival afterwards, and what happens when the disk is
 * full, fails, or the daemon dies meanwhile. */
#include "config.h"

#include "tests/unit/store_specimen.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "common/file.h"
#include "daemon/keeper.h"
#include "daemon/store_inside.h"
#include "tests/unit/disk_specimen.h"

#define ROWS 120

static struct store_folder at;
static struct store *store;

static void
open_store(void)
{
	struct error error = ERROR_INIT;

	unit_ok(store_open(&store, at.path, &error), &error);
}

static void
close_store(void)
{
	struct error error = ERROR_INIT;

	unit_ok(store_close(&store, &error), &error);
}

static void
start(void)
{
	disk_specimen_start();
	store_folder_make(&at);
	open_store();
}

static void
stop(void)
{
	close_store();
	store_folder_remove(&at);
}

/* A row whose id, mailbox and content follow from its number alone. */
static void
put(uint32_t number)
{
	static uint8_t body[ENVELOPE_BYTES];
	struct error error = ERROR_INIT;
	uint8_t id[32], mailbox[32];
	const struct store_row row = { id, number % 11 == 0 ? TRAY_REPLY : TRAY_INBOX, mailbox,
		2900 + number / 50, body, NULL };
	const uint32_t family = number / 3;
	enum store_put result;

	(void)crypto_generichash(id, 32, (const uint8_t *)&number, sizeof number, NULL, 0);
	(void)crypto_generichash(mailbox, 32, (const uint8_t *)&family, sizeof family, NULL, 0);
	memset(body, (int)number, sizeof body);
	ck_assert_int_eq(store_begin(store, &error), STORE_OK);
	ck_assert_int_eq(store_put(store, &row, &result, &error), STORE_OK);
	ck_assert_int_eq(result, STORE_NEW);
	ck_assert_int_eq(store_commit(store, &error), STORE_OK);
}

static bool
never(void *context)
{
	(void)context;
	return false;
}

static bool
always(void *context)
{
	(void)context;
	return true;
}

static enum store_result
order(uint64_t reserve)
{
	struct error error = ERROR_INIT;
	enum store_result result = store_order(store, reserve, never, NULL, &error);

	/* Whoever refuses says why. */
	ck_assert(result == STORE_OK || result == STORE_NO_SPACE || error.text[0] != '\0');
	return result;
}

static int64_t
asked(const char *sql)
{
	sqlite3_stmt *statement;
	int64_t value;

	ck_assert_msg(sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL) == SQLITE_OK, "%s",
	    sqlite3_errmsg(store->database));
	ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
	value = sqlite3_column_int64(statement, 0);
	ck_assert_int_eq(sqlite3_finalize(statement), SQLITE_OK);
	return value;
}

static void
whole(int64_t rows)
{
	ck_assert_int_eq(asked("SELECT count(*) FROM envelope WHERE length(body) = 32968"), rows);
	ck_assert_int_eq(asked("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <>"
	    " 'ok'"), 0);
}

static bool
beside(const char *end)
{
	char path[96];

	(void)snprintf(path, sizeof path, "%s%s", at.path, end);
	return access(path, F_OK) == 0;
}

/* How often the page of a row lies before that of the row that came before it, where rows came in
 * the order of their numbers: the file itself is read, for not every SQLite has dbstat. */
static int64_t
out_of_order(void)
{
	struct buffer file = BUFFER_INIT;
	struct error error = ERROR_INIT;
	int64_t out = 0;

	unit_ok(file_read(at.path, 1 << 28, &file, &error), &error);
	for (uint32_t number = 0, last = 0; number < ROWS; number++) {
		uint32_t page = 0;

		/* A page that holds nothing but its body. */
		for (const uint8_t *body = file.data + 1000;
		    *body != number || memcmp(body, body + 1, 3000) != 0; body += STORE_PAGE)
			ck_assert_uint_lt(++page * STORE_PAGE, file.length);
		out += page < last;
		last = page;
	}
	buffer_free(&file);
	return out;
}

/* The same rows, put in another order. */
static void
fill(uint32_t stride)
{
	for (uint32_t i = 0; i < ROWS; i++)
		put(i * stride % ROWS);
}

/* All but the header's counters: file change counter, version-valid-for (SQLite file format, 1.3). */
static void
content(struct buffer *file)
{
	struct error error = ERROR_INIT;

	close_store();
	buffer_clear(file);
	unit_ok(file_read(at.path, 1 << 28, file, &error), &error);
	memset(file->data + 24, 0, 4);
	memset(file->data + 92, 0, 4);
}

START_TEST(two_stores_that_got_the_same_in_another_order_are_byte_for_byte_the_same)
{
	struct buffer first = BUFFER_INIT, second = BUFFER_INIT, disordered = BUFFER_INIT;
	const uint8_t gone[32] = { 1 };
	struct error error = ERROR_INIT;

	fill(1);
	ck_assert_int_eq(order(0), STORE_OK);
	whole(ROWS);
	content(&first);
	store_folder_remove(&at);
	store_folder_make(&at);
	open_store();
	fill(7);
	/* One that came and went in the midst leaves no trace either. */
	{
		static const uint8_t body[ENVELOPE_BYTES] = { 1 };
		const struct store_row row = { gone, TRAY_LOG, gone, 2900, body, NULL };
		enum store_put put_as;
		bool held;

		ck_assert_int_eq(store_begin(store, &error), STORE_OK);
		ck_assert_int_eq(store_put(store, &row, &put_as, &error), STORE_OK);
		ck_assert_int_eq(store_erase(store, gone, TRAY_LOG, &held, &error), STORE_OK);
		ck_assert(held);
		ck_assert_int_eq(store_commit(store, &error), STORE_OK);
	}
	content(&disordered);
	ck_assert(disordered.length != first.length ||
	    memcmp(disordered.data, first.data, first.length) != 0);
	open_store();
	ck_assert_int_eq(order(0), STORE_OK);
	whole(ROWS);
	content(&second);
	ck_assert_uint_eq(second.length, first.length);
	for (size_t i = 0; i < first.length; i++)
		if (first.data[i] != second.data[i])
			ck_abort_msg("byte %zu (page %zu) tells of the order", i, i / STORE_PAGE + 1);
	buffer_free(&first);
	buffer_free(&second);
	buffer_free(&disordered);
	open_store();
}
END_TEST

START_TEST(pages_follow_the_keys_and_not_the_arrival)
{
	int64_t before, after;

	/* In the order of arrival, pages ascend; in the order of hashes they are mixed. */
	fill(1);
	close_store();
	before = out_of_order();
	open_store();
	ck_assert_int_eq(order(0), STORE_OK);
	close_store();
	after = out_of_order();
	open_store();
	ck_assert_int_lt(before, ROWS / 10);
	ck_assert_int_gt(after, ROWS / 3);
}
END_TEST

START_TEST(a_store_in_order_is_set_as_any_other_and_goes_on)
{
	struct error error = ERROR_INIT;
	struct stat status;

	fill(1);
	ck_assert_int_eq(order(0), STORE_OK);
	ck_assert_int_eq(asked("PRAGMA synchronous"), 2);
	ck_assert_int_eq(asked("PRAGMA secure_delete"), 1);
	ck_assert_int_eq(asked("PRAGMA wal_autocheckpoint"), 0);
	ck_assert_int_eq(asked("SELECT locking_mode = 'exclusive' FROM pragma_locking_mode"), 1);
	ck_assert_int_eq(asked("SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
	ck_assert_int_eq(asked("PRAGMA user_version"), STORE_VERSION);
	ck_assert_int_eq(asked("PRAGMA application_id"), STORE_APPLICATION);
	ck_assert(!beside("-shm") && !beside("-order") && !beside("-order-journal"));
	ck_assert_int_eq(stat(at.path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0600);
	put(ROWS);
	whole(ROWS + 1);
	ck_assert_int_eq(order(0), STORE_OK);
	whole(ROWS + 1);
	close_store();
	open_store();
	whole(ROWS + 1);
	/* Nobody else gets in, also not between two files. */
	{
		struct store *other = NULL;
		pid_t child = fork();
		int result;

		if (child == 0)
			_exit(store_open(&other, at.path, &error) == 0);
		ck_assert_int_eq(waitpid(child, &result, 0), child);
		ck_assert_int_eq(result, 0);
	}
}
END_TEST

/* The closed store, with pages of this size. */
static void
rebuild(int64_t page_bytes)
{
	sqlite3 *database;
	char sql[128];

	(void)snprintf(sql, sizeof sql, "PRAGMA journal_mode=DELETE; PRAGMA page_size=%d; VACUUM;"
	    "PRAGMA journal_mode=WAL", (int)page_bytes);
	ck_assert_int_eq(sqlite3_open(at.path, &database), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_close(database), SQLITE_OK);
}

START_TEST(an_older_store_with_larger_pages_serves_and_gets_smaller_ones)
{
	const int64_t page_bytes = _i == 0 ? 16384 : 65536;

	fill(1);
	close_store();
	rebuild(page_bytes);
	open_store();
	ck_assert_int_eq(asked("PRAGMA page_size"), page_bytes);
	put(ROWS);
	whole(ROWS + 1);
	close_store();
	open_store();
	ck_assert_int_eq(asked("PRAGMA page_size"), page_bytes);
	ck_assert_int_eq(order(0), STORE_OK);
	ck_assert_int_eq(asked("PRAGMA page_size"), STORE_PAGE);
	whole(ROWS + 1);
	close_store();
	/* Its end is missing. */
	rebuild(page_bytes);
	{
		struct error error = ERROR_INIT;
		struct stat status;

		ck_assert_int_eq(stat(at.path, &status), 0);
		ck_assert_int_eq(truncate(at.path, status.st_size - page_bytes), 0);
		unit_refused(store_open(&store, at.path, &error), &error, "cut");
		ck_assert_int_eq(truncate(at.path, status.st_size), 0);
	}
	store_folder_remove(&at);
	store_folder_make(&at);
	open_store();
}
END_TEST

/* What is withdrawn later must not be left in the blocks of the old file. */
START_TEST(the_old_file_is_written_over)
{
	struct buffer old = BUFFER_INIT;
	struct error error = ERROR_INIT;
	int file;

	fill(1);
	close_store();
	open_store();
	file = open(at.path, O_RDONLY);
	ck_assert_int_ge(file, 0);
	/* SQLite's lock goes with this descriptor, so it stays open until the end. */
	ck_assert_int_eq(order(0), STORE_OK);
	while (store_wipe(store))
		;
	unit_ok(file_read_descriptor(file, "old", 1 << 28, &old, &error), &error);
	ck_assert_uint_gt(old.length, ROWS * ENVELOPE_BYTES);
	ck_assert(sodium_is_zero(old.data, old.length));
	(void)close(file);
	whole(ROWS);
	buffer_free(&old);
}
END_TEST

START_TEST(without_space_it_is_left_and_all_goes_on)
{
	fill(1);
	ck_assert_int_eq(order(UINT64_MAX / 2), STORE_NO_SPACE);
	ck_assert_int_eq(order(UINT64_MAX), STORE_NO_SPACE);
	ck_assert_int_eq(store_settle(store, NULL), STORE_OK);
	atomic_store(&disk.full, true);
	ck_assert_int_eq(order(0), STORE_NO_SPACE);
	ck_assert(!beside("-order") && !beside("-order-journal"));
	atomic_store(&disk.full, false);
	put(ROWS);
	whole(ROWS + 1);
	ck_assert_int_eq(order(0), STORE_OK);
	whole(ROWS + 1);
}
END_TEST

START_TEST(a_stop_leaves_it)
{
	struct error error = ERROR_INIT;

	fill(1);
	ck_assert_int_eq(store_order(store, 0, always, NULL, &error), STORE_UNDONE);
	ck_assert_int_eq(error.kind, ERROR_NONE);
	ck_assert(!beside("-order"));
	put(ROWS);
	whole(ROWS + 1);
}
END_TEST

START_TEST(a_copy_of_a_start_before_is_removed_and_nothing_else)
{
	struct error error = ERROR_INIT;
	char copy[96], target[96];

	fill(1);
	close_store();
	(void)snprintf(copy, sizeof copy, "%s-order", at.path);
	(void)snprintf(target, sizeof target, "%s-target", at.path);
	unit_ok(file_write(copy, "half a copy", 11, 0600, false, &error), &error);
	open_store();
	ck_assert(!beside("-order"));
	close_store();
	/* Not what a link leads to; and then the store is not put in order, and says why. */
	unit_ok(file_write(target, "precious", 8, 0600, false, &error), &error);
	ck_assert_int_eq(symlink(target, copy), 0);
	open_store();
	ck_assert_int_eq(order(0), STORE_UNDONE);
	whole(ROWS);
	{
		struct buffer text = BUFFER_INIT;

		unit_ok(file_read(target, 100, &text, &error), &error);
		ck_assert_mem_eq(text.data, "precious", 8);
		buffer_free(&text);
	}
	ck_assert_int_eq(unlink(copy), 0);
	ck_assert_int_eq(unlink(target), 0);
	ck_assert_int_eq(order(0), STORE_OK);
}
END_TEST

/* At the first write, sync or cut, then the second, and so on: whatever it says, the store is whole,
 * and a start afterwards finds all. */
START_TEST(a_disk_that_fails_in_the_midst_leaves_a_whole_store)
{
	bool done = false, undone = false, failed = false;

	for (uint32_t i = 0; i < 20; i++)
		put(i);
	for (int failing = 1; !done; failing++) {
		struct error error = ERROR_INIT;
		enum store_result result;

		ck_assert_int_lt(failing, 400);
		atomic_store(&disk.until, failing);
		result = store_order(store, 0, never, NULL, &error);
		done = result == STORE_OK && !atomic_load(&disk.failing);
		undone |= result == STORE_UNDONE;
		failed |= result == STORE_FAILED;
		ck_assert(done || error.text[0] != '\0' || result == STORE_OK);
		disk_specimen_mend();
		if (result == STORE_UNDONE) {
			whole(20);
			ck_assert(!beside("-order"));
		}
		(void)store_close(&store, NULL);
		open_store();
		whole(20);
		ck_assert(!beside("-order") && !beside("-order-journal"));
	}
	ck_assert(undone && failed);
}
END_TEST

/* Killed at a random moment, every other time of the copying: the name leads to a whole store. */
START_TEST(killed_in_the_midst_it_is_the_old_or_the_new)
{
	int old = 0;

	fill(1);
	close_store();
	for (int again = 0; again < 40; again++) {
		pid_t child = fork();
		int status;

		if (child == 0) {
			open_store();
			for (;;)
				(void)order(0);
		}
		if (again % 2 == 0)
			(void)usleep(5000 + randombytes_uniform(60000));
		for (int wait = 0; again % 2 == 1 && !beside("-order"); wait++) {
			ck_assert_int_lt(wait, 600000);
			(void)usleep(100);
		}
		if (again % 4 == 3)
			(void)usleep(randombytes_uniform(20000));
		ck_assert_int_eq(kill(child, SIGKILL), 0);
		ck_assert_int_eq(waitpid(child, &status, 0), child);
		old += beside("-order");
		open_store();
		whole(ROWS);
		ck_assert(!beside("-order") && !beside("-order-journal"));
		close_store();
	}
	ck_assert_int_gt(old, 0); /* some of them in the midst of the copy */
	open_store();
}
END_TEST

START_TEST(a_store_that_is_damaged_is_left_as_it_is)
{
	static const uint8_t nowhere[4] = { 0xff, 0xff, 0xff, 0x7f };
	struct buffer file = BUFFER_INIT;
	struct error error = ERROR_INIT;
	int descriptor, patched = 0;

	fill(1);
	close_store();
	unit_ok(file_read(at.path, 1 << 28, &file, &error), &error);
	descriptor = open(at.path, O_WRONLY);
	for (size_t page = STORE_PAGE; page < file.length && patched == 0; page += STORE_PAGE)
		if (file.data[page + 8] != 0 && memcmp(file.data + page + 4, file.data + page + 8,
		    STORE_PAGE - 100) == 0 && file.data[page + 3] != 0) {
			ck_assert_int_eq(pwrite(descriptor, nowhere, 4, (off_t)page), 4);
			patched++;
		}
	ck_assert_int_eq(patched, 1);
	(void)close(descriptor);
	open_store();
	ck_assert_int_eq(order(0), STORE_DAMAGED);
	ck_assert(!beside("-order"));
	put(ROWS);
	buffer_free(&file);
}
END_TEST

/* Through the keeper: who comes meanwhile is sent away at once, what has begun goes on. */
static struct keeper *keeper;

/* What is done within so many milliseconds, or NULL. */
static struct keeper_job *
taken(int milliseconds)
{
	struct pollfd ready = { .fd = keeper_descriptor(keeper), .events = POLLIN };
	struct keeper_job *jobs = NULL;

	while (jobs == NULL && poll(&ready, 1, milliseconds) == 1)
		jobs = keeper_take(keeper);
	return jobs;
}

START_TEST(meanwhile_nobody_is_kept_waiting)
{
	struct keeper_job *tick = keeper_job_new(KEEPER_TICK);
	struct keeper_job *job, *begun = keeper_job_new(KEEPER_MAILBOX);
	struct error error = ERROR_INIT;
	int again;

	fill(1);
	unit_ok(keeper_start(&keeper, store, 0, 52, &error), &error);
	ck_assert_int_eq(keeper_submit(keeper, begun), 0);
	ck_assert_ptr_eq(taken(60000), begun);
	ck_assert(begun->counted);
	tick->week = 2960;
	atomic_store(&disk.hold, true);
	ck_assert_int_eq(keeper_submit(keeper, tick), 0);
	/* Each that is queued before it begins is given back; then none is queued. */
	for (again = 0;; again++) {
		bool refused;

		ck_assert_int_lt(again, 5000);
		job = keeper_job_new(again % 2 == 0 ? KEEPER_STATUS : KEEPER_WITHDRAW);
		refused = keeper_submit(keeper, job) != 0;
		if (!refused)
			ck_assert_ptr_eq(taken(60000), job);
		if (job->outcome == KEEPER_BUSY && refused)
			break;
		keeper_job_free(&job);
	}
	keeper_job_free(&job);
	ck_assert_int_eq(keeper_submit(keeper, begun), 0); /* a piece of an answer waits */
	ck_assert_ptr_null(taken(100));
	atomic_store(&disk.hold, false);
	ck_assert_ptr_eq(taken(60000), begun);
	ck_assert_int_eq(begun->outcome, KEEPER_DONE);
	ck_assert_uint_eq(begun->content.length, ENVELOPE_BYTES);
	keeper_job_free(&begun);
	job = keeper_job_new(KEEPER_STATUS);
	while (keeper_submit(keeper, job) != 0)
		(void)usleep(1000);
	ck_assert_ptr_eq(taken(60000), job);
	ck_assert_int_eq(job->outcome, KEEPER_DONE);
	ck_assert_uint_eq(job->notice.ordered, 2960);
	ck_assert_int_eq(job->notice.skipped, KEEPER_NOT_SKIPPED);
	ck_assert_uint_eq(job->counts.inbox + job->counts.reply, ROWS);
	keeper_job_free(&job);
	unit_ok(keeper_stop(&keeper, &error), &error);
	ck_assert_int_eq(asked("SELECT ordered FROM upkeep"), 2960);
}
END_TEST

START_TEST(without_space_the_keeper_says_so_and_tries_again_each_hour)
{
	struct error error = ERROR_INIT;
	int64_t steady = 0;

	fill(1);
	unit_ok(keeper_start(&keeper, store, UINT64_MAX, 52, &error), &error);
	for (int hour = 0; hour < 3; hour++) {
		struct keeper_job *job = keeper_job_new(KEEPER_TICK);

		if (hour == 2) { /* there is room again */
			keeper_job_free(&job);
			unit_ok(keeper_stop(&keeper, &error), &error);
			unit_ok(keeper_start(&keeper, store, 0, 52, &error), &error);
			job = keeper_job_new(KEEPER_TICK);
		}
		job->week = 2960;
		job->steady = steady += 3600000;
		ck_assert_int_eq(keeper_submit(keeper, job), 0);
		for (int i = 0; i < 10; i++) {
			job = keeper_job_new(KEEPER_STATUS);
			while (keeper_submit(keeper, job) != 0)
				(void)usleep(1000);
			ck_assert_ptr_eq(taken(60000), job);
			if (i == 9 && hour < 2)
				ck_assert_int_eq(job->notice.skipped, KEEPER_SKIPPED_SPACE);
			if (i == 9)
				ck_assert_uint_eq(job->notice.ordered, hour < 2 ? 0 : 2960);
			keeper_job_free(&job);
		}
	}
	unit_ok(keeper_stop(&keeper, &error), &error);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("order");
	TCase *tests = tcase_create("order");

	tcase_set_timeout(tests, 240);
	tcase_add_checked_fixture(tests, start, stop);
	tcase_add_test(tests, two_stores_that_got_the_same_in_another_order_are_byte_for_byte_the_same);
	tcase_add_test(tests, pages_follow_the_keys_and_not_the_arrival);
	tcase_add_test(tests, a_store_in_order_is_set_as_any_other_and_goes_on);
	tcase_add_loop_test(tests, an_older_store_with_larger_pages_serves_and_gets_smaller_ones, 0, 2);
	tcase_add_test(tests, the_old_file_is_written_over);
	tcase_add_test(tests, without_space_it_is_left_and_all_goes_on);
	tcase_add_test(tests, a_stop_leaves_it);
	tcase_add_test(tests, a_copy_of_a_start_before_is_removed_and_nothing_else);
	tcase_add_test(tests, a_disk_that_fails_in_the_midst_leaves_a_whole_store);
	tcase_add_test(tests, killed_in_the_midst_it_is_the_old_or_the_new);
	tcase_add_test(tests, a_store_that_is_damaged_is_left_as_it_is);
	tcase_add_test(tests, meanwhile_nobody_is_kept_waiting);
	tcase_add_test(tests, without_space_the_keeper_says_so_and_tries_again_each_hour);
	suite_add_tcase(suite, tests);
	return suite;
}
