/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/store_specimen.h"

#include <fcntl.h>
#include <poll.h>

#include "common/encode.h"
#include "common/file.h"
#include "daemon/keeper.h"
#include "daemon/store_inside.h"

/* A store with pages that cannot be read: what is on the others is handed out, and all goes on. */

#define ROWS 60
#define WITHDRAWALS 400

static struct store_folder at;
static struct store *store;
static struct keeper *keeper;
static struct error error;
static bool hit[ROWS]; /* rows on the page that was damaged */
static size_t hits;

static void
id_of(uint8_t id[32], int row)
{
	memset(id, 0x5a, 32);
	id[0] = (uint8_t)(4 * row);
	id[1] = 0x11;
}

static void
go(void)
{
	unit_ok(store_open(&store, at.path, &error), &error);
	unit_ok(keeper_start(&keeper, store, 0, 0, &error), &error);
}

static void
halt(void)
{
	unit_ok(keeper_stop(&keeper, &error), &error);
	unit_ok(store_close(&store, &error), &error);
}

static struct keeper_job *
taken(void)
{
	struct pollfd ready = { .fd = keeper_descriptor(keeper), .events = POLLIN };
	struct keeper_job *jobs;

	do {
		ck_assert_int_eq(poll(&ready, 1, 60000), 1);
		jobs = keeper_take(keeper);
	} while (jobs == NULL && !keeper_failed(keeper, &error));
	ck_assert_msg(jobs != NULL, "%s", error.text);
	return jobs;
}

static struct keeper_job *
done(struct keeper_job *job)
{
	ck_assert_int_eq(keeper_submit(keeper, job), 0);
	ck_assert_ptr_eq(taken(), job);
	return job;
}

/* `mailbox` decides where the row is in the index of mailboxes. */
static struct keeper_job *
put_job(const uint8_t id[32], uint8_t mailbox)
{
	struct keeper_job *job = keeper_job_new(KEEPER_PUT);

	memcpy(job->id, id, 32);
	memset(job->mailbox, mailbox, 32);
	job->tray = TRAY_INBOX;
	job->week = 2900;
	job->memory = calloc(1, ENVELOPE_BYTES);
	memcpy(job->memory, id, 32);
	job->envelope = job->memory;
	return job;
}

static void
up(void)
{
	uint8_t id[32];

	store_folder_make(&at);
	go();
	for (int row = 0; row < ROWS; row++) {
		struct keeper_job *job;

		id_of(id, row);
		job = done(put_job(id, (uint8_t)(row * 37)));
		ck_assert_int_eq(job->put, STORE_NEW);
		keeper_job_free(&job);
	}
	halt();
	unit_ok(store_open(&store, at.path, &error), &error);
	ck_assert_int_eq(sqlite3_exec(store->database, "WITH RECURSIVE n(i) AS (VALUES(0) UNION ALL "
	    "SELECT i + 1 FROM n WHERE i < 399) INSERT INTO withdrawal SELECT CAST(format("
	    "'withdrawal %021d', i) AS BLOB), zeroblob(32), zeroblob(64), 2900 FROM n", NULL, NULL, NULL),
	    SQLITE_OK);
	unit_ok(store_close(&store, &error), &error);
}

static void
down(void)
{
	halt();
	store_folder_remove(&at);
}

/* How often this is on a page. */
static size_t
count_on(const uint8_t *page, const void *bytes, size_t length)
{
	const uint8_t *from = page, *end = page + STORE_PAGE;
	size_t count = 0;

	while ((from = memmem(from, (size_t)(end - from), bytes, length)) != NULL) {
		from += length;
		count++;
	}
	return count;
}

enum which { TABLE, MAILBOXES, WITHDRAWN };

/* Whether it is a leaf of one of the three, and not the first or last. SQLite file format, 1.6. */
static bool
is_leaf_of(const uint8_t *page, enum which which)
{
	uint8_t id[32], mailbox[32];
	size_t rows = 0;

	if (which == WITHDRAWN)
		return page[0] == 0x0a && count_on(page, "withdrawal 0", 12) > 20 &&
		    count_on(page, "withdrawal 000000000000000000000", 32) == 0 &&
		    count_on(page, "withdrawal 000000000000000000399", 32) == 0;
	memset(mailbox, 37, sizeof mailbox);
	if (which == MAILBOXES)
		return page[0] == 0x0a && count_on(page, mailbox, sizeof mailbox) > 0;
	if (page[0] != 0x0d)
		return false;
	for (int row = 10; row < ROWS - 10; row++) {
		id_of(id, row);
		rows += count_on(page, id, sizeof id);
	}
	return rows > 1;
}

static void
damage(enum which which)
{
	static const uint8_t broken[64] = { 0xff, 0xff, 0xff };
	struct buffer file = BUFFER_INIT;
	size_t place = 0;
	uint8_t id[32];
	int descriptor;

	unit_ok(file_read(at.path, 1 << 25, &file, &error), &error);
	for (size_t page = STORE_PAGE; page < file.length; page += STORE_PAGE)
		if (is_leaf_of(file.data + page, which))
			place = page;
	ck_assert_uint_gt(place, 0);
	for (int row = 0; row < ROWS && which == TABLE; row++) {
		id_of(id, row);
		hit[row] = count_on(file.data + place, id, sizeof id) > 0;
		hits += hit[row];
	}
	descriptor = open(at.path, O_WRONLY);
	ck_assert_int_eq(pwrite(descriptor, broken, sizeof broken, (off_t)place), sizeof broken);
	(void)close(descriptor);
	buffer_free(&file);
}

static uint64_t
told_damaged(uint64_t inbox)
{
	struct keeper_job *job = done(keeper_job_new(KEEPER_STATUS));
	uint64_t damaged = job->damaged;

	ck_assert_int_eq(job->outcome, KEEPER_DONE);
	ck_assert_uint_eq(job->counts.inbox, inbox);
	keeper_job_free(&job);
	return damaged;
}

static struct keeper_job *
asked_index(void)
{
	struct keeper_job *job = done(keeper_job_new(KEEPER_INDEX));

	ck_assert_int_eq(job->outcome, KEEPER_DONE);
	return job;
}

START_TEST(a_damaged_page_hides_no_envelope_of_another)
{
	struct keeper_job *job;
	const uint8_t *next;
	uint8_t id[32];

	damage(TABLE);
	ck_assert_uint_gt(hits, 1);
	ck_assert_uint_lt(hits, 12);
	go();
	ck_assert_uint_eq(told_damaged(ROWS - hits), hits);
	job = asked_index();
	ck_assert_uint_eq(bytes_u64(job->content.data), ROWS - hits);
	ck_assert_uint_eq(bytes_u64(job->content.data + 24), WITHDRAWALS);
	next = job->content.data + 32;
	for (int row = 0; row < ROWS; row++) {
		id_of(id, row);
		if (hit[row])
			continue;
		ck_assert_mem_eq(next, id, 32);
		next += 32;
	}
	keeper_job_free(&job);
	job = keeper_job_new(KEEPER_FETCH);
	job->count = ROWS;
	job->ids = malloc(sizeof id * ROWS);
	for (int row = 0; row < ROWS; row++)
		id_of(job->ids + 32 * row, row);
	job = done(job);
	ck_assert_uint_eq(job->count, ROWS - hits);
	keeper_job_free(&job);
	ck_assert_uint_eq(told_damaged(ROWS - hits), hits);
}
END_TEST

/* A put between rows of the page cannot be kept; the others that came with it are. */
START_TEST(a_put_that_meets_damage_stops_no_other)
{
	struct keeper_job *jobs[3], *job, *next;
	uint8_t id[32];
	int row = 0, back = 0;

	damage(TABLE);
	go();
	while (!hit[row] || !hit[row + 1])
		row++;
	for (int i = 0; i < 3; i++) {
		id_of(id, i == 0 ? 1 : i == 1 ? row : ROWS - 2);
		id[0]++;
		jobs[i] = put_job(id, (uint8_t)(200 + i));
		ck_assert_int_eq(keeper_submit(keeper, jobs[i]), 0);
	}
	while (back < 3)
		for (job = taken(); job != NULL; job = next, back++) {
			next = job->next;
			ck_assert_int_eq(job->outcome, job == jobs[1] ? KEEPER_DAMAGED : KEEPER_DONE);
			if (job != jobs[1])
				ck_assert_int_eq(job->put, STORE_NEW);
			keeper_job_free(&job);
		}
	ck_assert_uint_ge(told_damaged(ROWS - hits + 2), hits);
	halt();
	go();
	ck_assert_uint_ge(told_damaged(ROWS - hits + 2), hits);
}
END_TEST

START_TEST(where_the_index_of_mailboxes_is_damaged_too_the_rest_is_handed_out)
{
	struct keeper_job *job;
	uint8_t id[32];
	uint64_t got;

	damage(TABLE);
	damage(MAILBOXES);
	go();
	job = asked_index();
	got = bytes_u64(job->content.data);
	ck_assert_uint_gt(got, 0);
	ck_assert_uint_le(got, ROWS - hits);
	keeper_job_free(&job);
	ck_assert_uint_ge(told_damaged(got), 1);
	id_of(id, 1);
	id[0]++;
	job = done(put_job(id, 37));
	ck_assert_int_eq(job->outcome, KEEPER_DAMAGED);
	keeper_job_free(&job);
}
END_TEST

START_TEST(damage_among_withdrawals_hides_neither_the_others_nor_envelopes)
{
	struct keeper_job *job;
	const uint8_t *next;
	uint64_t count;

	damage(WITHDRAWN);
	go();
	job = asked_index();
	ck_assert_uint_eq(bytes_u64(job->content.data), ROWS);
	count = bytes_u64(job->content.data + 24);
	ck_assert_uint_gt(count, WITHDRAWALS / 3);
	ck_assert_uint_lt(count, WITHDRAWALS);
	next = job->content.data + 32 + (size_t)ROWS * 32;
	ck_assert_uint_eq(job->content.length, 32 + ROWS * 32 + count * WITHDRAWAL_BYTES);
	ck_assert_mem_eq(next, "withdrawal 000000000000000000000", 32);
	for (uint64_t i = 1; i < count; i++)
		ck_assert_int_lt(memcmp(next + (i - 1) * WITHDRAWAL_BYTES, next + i * WITHDRAWAL_BYTES, 32),
		    0);
	ck_assert_mem_eq(next + (count - 1) * WITHDRAWAL_BYTES, "withdrawal 000000000000000000399", 32);
	keeper_job_free(&job);
	ck_assert_uint_eq(told_damaged(ROWS), 1);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("damage");
	TCase *tests = tcase_create("damage");

	tcase_add_checked_fixture(tests, up, down);
	tcase_add_test(tests, a_damaged_page_hides_no_envelope_of_another);
	tcase_add_test(tests, a_put_that_meets_damage_stops_no_other);
	tcase_add_test(tests, where_the_index_of_mailboxes_is_damaged_too_the_rest_is_handed_out);
	tcase_add_test(tests, damage_among_withdrawals_hides_neither_the_others_nor_envelopes);
	suite_add_tcase(suite, tests);
	return suite;
}
