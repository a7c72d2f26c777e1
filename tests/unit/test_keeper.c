/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/store_specimen.h"

#include <poll.h>
#include <signal.h>
#include <sys/resource.h>

#include "daemon/keeper.h"
#include "daemon/store_inside.h"
#include "tests/unit/disk_specimen.h"

static struct store_folder at;
static struct store *store;
static struct keeper *keeper;

static void
start(uint64_t reserve)
{
	struct error error = ERROR_INIT;

	store_folder_make(&at);
	unit_ok(store_open(&store, at.path, &error), &error);
	unit_ok(keeper_start(&keeper, store, reserve, 0, &error), &error);
}

static void
stop(void)
{
	struct error error = ERROR_INIT;

	unit_ok(keeper_stop(&keeper, &error), &error);
	unit_ok(store_close(&store, &error), &error);
	store_folder_remove(&at);
}

static struct keeper_job *
put_job(const uint8_t id[32], uint8_t mailbox)
{
	struct keeper_job *job = keeper_job_new(KEEPER_PUT);

	memcpy(job->id, id, 32);
	job->mailbox[0] = mailbox;
	job->tray = TRAY_INBOX;
	job->week = 2900;
	job->memory = calloc(1, ENVELOPE_BYTES);
	memcpy(job->memory, id, 32);
	job->envelope = job->memory;
	return job;
}

/* Waits for at least one job. */
static struct keeper_job *
taken(void)
{
	struct pollfd ready = { .fd = keeper_descriptor(keeper), .events = POLLIN };
	struct keeper_job *jobs;

	do {
		ck_assert_int_eq(poll(&ready, 1, 60000), 1);
		jobs = keeper_take(keeper);
	} while (jobs == NULL);
	return jobs;
}

static struct keeper_job *
done(struct keeper_job *job)
{
	ck_assert_int_eq(keeper_submit(keeper, job), 0);
	ck_assert_ptr_eq(taken(), job);
	return job;
}

START_TEST(many_puts_at_once_are_all_done_and_kept)
{
	static uint8_t ids[1000][32];
	size_t count = 0, fresh = 0;
	struct keeper_job *job, *next;

	start(0);
	for (int i = 0; i < 1000; i++) {
		randombytes_buf(ids[i], 32);
		ck_assert_int_eq(keeper_submit(keeper, put_job(ids[i], 1)), 0);
		ck_assert_int_eq(keeper_submit(keeper, put_job(ids[i], 1)), 0);
		while (count + 500 < (size_t)i * 2)
			for (job = taken(); job != NULL; job = next, count++) {
				next = job->next;
				ck_assert_int_eq(job->outcome, KEEPER_DONE);
				fresh += job->put == STORE_NEW;
				keeper_job_free(&job);
			}
	}
	while (count < 2000)
		for (job = taken(); job != NULL; job = next, count++) {
			next = job->next;
			ck_assert_int_eq(job->outcome, KEEPER_DONE);
			ck_assert(job->put == STORE_NEW || job->put == STORE_HELD);
			fresh += job->put == STORE_NEW;
			keeper_job_free(&job);
		}
	ck_assert_uint_eq(fresh, 1000);
	job = done(keeper_job_new(KEEPER_STATUS));
	ck_assert_uint_eq(job->counts.inbox, 1000);
	ck_assert_uint_gt(job->space.total, 0);
	/* What waits goes together, as many as may. */
	ck_assert_uint_ge(job->commits, (1000 + KEEPER_PUTS_MOST - 1) / KEEPER_PUTS_MOST);
	ck_assert_uint_le(job->commits, 1000);
	keeper_job_free(&job);
	stop();
}
END_TEST

START_TEST(transactions_are_counted_that_kept_something_new)
{
	static const uint64_t wanted[] = { 1, 1, 2 };
	static const uint8_t ids[][32] = { { 1 }, { 1 }, { 2 } };

	start(0);
	for (int i = 0; i < 3; i++) {
		struct keeper_job *job = done(put_job(ids[i], 1));

		keeper_job_free(&job);
		job = done(keeper_job_new(KEEPER_STATUS));
		ck_assert_uint_eq(job->commits, wanted[i]);
		keeper_job_free(&job);
	}
	stop();
}
END_TEST

START_TEST(what_is_queued_is_finished_before_it_stops)
{
	struct error error = ERROR_INIT;
	struct store_counts counts;
	uint8_t id[32];

	start(0);
	for (int i = 0; i < 300; i++) {
		randombytes_buf(id, 32);
		ck_assert_int_eq(keeper_submit(keeper, put_job(id, 1)), 0);
	}
	unit_ok(keeper_stop(&keeper, &error), &error);
	ck_assert_int_eq(store_count(store, &counts, &error), STORE_OK);
	ck_assert_uint_eq(counts.inbox, 300);
	stop();
}
END_TEST

START_TEST(a_fetch_gives_what_is_held_in_the_order_asked_and_in_pieces)
{
	uint8_t ids[30][32];
	struct buffer got = BUFFER_INIT;
	struct keeper_job *job;

	start(0);
	for (int i = 0; i < 30; i++) {
		randombytes_buf(ids[i], 32);
		if (i % 3 == 0)
			continue;
		job = done(put_job(ids[i], 2));
		keeper_job_free(&job);
	}
	job = keeper_job_new(KEEPER_FETCH);
	job->count = 30;
	job->ids = malloc(sizeof ids);
	memcpy(job->ids, ids, sizeof ids);
	(void)done(job);
	ck_assert(job->counted);
	ck_assert_uint_eq(job->count, 20);
	while (job->at < job->count) {
		(void)done(job);
		ck_assert_int_eq(job->outcome, KEEPER_DONE);
		ck_assert_uint_le(job->content.length, KEEPER_PIECE_RECORDS * STORE_RECORD_BYTES);
		buffer_append(&got, job->content.data, job->content.length);
	}
	ck_assert_uint_eq(got.length, 20 * STORE_RECORD_BYTES);
	for (size_t i = 0, record = 0; i < 30; i++) {
		if (i % 3 == 0)
			continue;
		ck_assert_mem_eq(got.data + record * STORE_RECORD_BYTES, ids[i], 32);
		ck_assert_mem_eq(got.data + record++ * STORE_RECORD_BYTES + STORE_RECORD_HEAD,
		    ids[i], 32);
	}
	keeper_job_free(&job);
	buffer_free(&got);
	stop();
}
END_TEST

START_TEST(a_damaged_row_never_stops_the_rest_of_a_fetch)
{
	uint8_t ids[9][32] = { { 0 } };
	struct error error = ERROR_INIT;
	struct buffer got = BUFFER_INIT;
	struct keeper_job *job;

	start(0);
	for (size_t i = 0; i < 9; i++) {
		ids[i][0] = (uint8_t)(10 * i);
		job = done(put_job(ids[i], 1));
		keeper_job_free(&job);
	}
	/* The store is ours only while there is no keeper. */
	unit_ok(keeper_stop(&keeper, &error), &error);
	ck_assert_int_eq(sqlite3_exec(store->database, "UPDATE envelope SET body = x'00' WHERE "
	    "slot = (SELECT slot FROM envelope ORDER BY slot LIMIT 1 OFFSET 4)", NULL, NULL, NULL),
	    SQLITE_OK);
	unit_ok(keeper_start(&keeper, store, 0, 0, &error), &error);
	job = keeper_job_new(KEEPER_FETCH);
	job->count = 9;
	job->ids = malloc(sizeof ids);
	memcpy(job->ids, ids, sizeof ids);
	job = done(job);
	ck_assert_uint_eq(job->count, 8);
	while (job->at < job->count) {
		job = done(job);
		ck_assert_int_eq(job->outcome, KEEPER_DONE);
		buffer_append(&got, job->content.data, job->content.length);
	}
	ck_assert_uint_eq(got.length, 8 * STORE_RECORD_BYTES);
	keeper_job_free(&job);
	/* The status tells of it, however often it was met. */
	for (int again = 0; again < 2; again++) {
		job = keeper_job_new(KEEPER_FETCH);
		job->count = 9;
		job->ids = malloc(sizeof ids);
		memcpy(job->ids, ids, sizeof ids);
		job = done(job);
		keeper_job_free(&job);
		job = done(keeper_job_new(KEEPER_STATUS));
		ck_assert_uint_eq(job->damaged, 1);
		keeper_job_free(&job);
	}
	buffer_free(&got);
	stop();
}
END_TEST

START_TEST(below_the_reserve_what_is_new_is_refused_and_the_rest_goes_on)
{
	const uint8_t id[32] = { 1 }, held[32] = { 2 };
	struct error error = ERROR_INIT;
	struct keeper_job *job;

	start(0);
	job = done(put_job(held, 1));
	ck_assert_int_eq(job->put, STORE_NEW);
	keeper_job_free(&job);
	unit_ok(keeper_stop(&keeper, &error), &error);
	unit_ok(keeper_start(&keeper, store, UINT64_MAX, 0, &error), &error);
	job = done(put_job(id, 1));
	ck_assert_int_eq(job->outcome, KEEPER_NO_SPACE);
	keeper_job_free(&job);
	/* A retry after a lost answer must not hear that nothing was kept. */
	job = done(put_job(held, 1));
	ck_assert_int_eq(job->outcome, KEEPER_DONE);
	ck_assert_int_eq(job->put, STORE_HELD);
	keeper_job_free(&job);
	job = done(put_job(held, 9));
	ck_assert_int_eq(job->outcome, KEEPER_DONE);
	ck_assert_int_eq(job->put, STORE_ELSEWHERE);
	keeper_job_free(&job);
	job = done(keeper_job_new(KEEPER_INDEX));
	ck_assert_int_eq(job->outcome, KEEPER_DONE);
	ck_assert_uint_eq(job->content.length, 64);
	keeper_job_free(&job);
	stop();
}
END_TEST

START_TEST(a_store_that_fails_gives_no_answer_and_takes_nothing_more)
{
	struct pollfd ready = { .events = POLLIN };
	struct rlimit limit = { 256 * 1024, RLIM_INFINITY };
	struct error error = ERROR_INIT;
	struct keeper_job *job;
	uint8_t id[32];

	start(0);
	ready.fd = keeper_descriptor(keeper);
	(void)signal(SIGXFSZ, SIG_IGN);
	/* Files may not grow further: a write fails, and not for want of space. */
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	for (int i = 0; i < 20; i++) {
		randombytes_buf(id, 32);
		job = put_job(id, 1);
		if (keeper_submit(keeper, job) != 0) {
			keeper_job_free(&job);
			break;
		}
		ck_assert_int_eq(poll(&ready, 1, 60000), 1);
		job = keeper_take(keeper);
		if (job == NULL)
			break;
		ck_assert_int_eq(job->outcome, KEEPER_DONE);
		keeper_job_free(&job);
	}
	ck_assert(keeper_failed(keeper, &error));
	ck_assert_msg(strstr(error.text, "the store cannot be written") != NULL, "%s", error.text);
	job = put_job(id, 1);
	ck_assert_int_eq(keeper_submit(keeper, job), -1);
	keeper_job_free(&job);
	ck_assert_int_eq(keeper_stop(&keeper, &error), -1);
	(void)store_close(&store, NULL);
	store_folder_remove(&at);
}
END_TEST

/* Fills the checks' queue; returns how many it took. */
static size_t
submit_checks(void)
{
	struct keeper_job *job;

	for (size_t count = 0;; count++) {
		ck_assert_uint_le(count, KEEPER_CHECKS_MOST + KEEPER_CHECKS_TAKEN);
		job = keeper_job_new(KEEPER_MAILBOX);
		if (keeper_submit(keeper, job) == 0)
			continue;
		ck_assert_int_eq(job->outcome, KEEPER_WAITS);
		keeper_job_free(&job);
		return count;
	}
}

START_TEST(however_many_checks_wait_a_put_and_a_desk_wait_for_few)
{
	struct pollfd ready = { .events = POLLIN };
	struct keeper_job *put = NULL, *desk, *begun, *job, *next;
	size_t checks, out = 0, put_at = 0, desk_at = 0;
	uint8_t id[32] = { 0 };

	disk_specimen_start();
	start(0);
	ready.fd = keeper_descriptor(keeper);
	atomic_store(&disk.hold_all, true);
	ck_assert_int_eq(keeper_submit(keeper, put_job(id, 1)), 0);
	checks = submit_checks();
	ck_assert_uint_ge(checks, KEEPER_CHECKS_MOST);
	/* An answer that has begun cannot be refused. */
	begun = keeper_job_new(KEEPER_MAILBOX);
	begun->counted = true;
	begun->count = STORE_REPLIES_MOST;
	for (size_t i = 0; i < STORE_REPLIES_MOST; i++)
		begun->slots[i] = -1;
	ck_assert_int_eq(keeper_submit(keeper, begun), 0);
	/* One more than are taken at a time. */
	for (uint8_t i = 1; i <= KEEPER_PUTS_MOST + 1; i++) {
		id[0] = i;
		put = put_job(id, 1);
		ck_assert_int_eq(keeper_submit(keeper, put), 0);
	}
	desk = keeper_job_new(KEEPER_INDEX);
	ck_assert_int_eq(keeper_submit(keeper, desk), 0);
	atomic_store(&disk.hold_all, false);
	while (out < checks + KEEPER_PUTS_MOST + 4) {
		ck_assert_int_eq(poll(&ready, 1, 60000), 1);
		for (job = keeper_take(keeper); job != NULL; job = next) {
			next = job->next;
			out++;
			ck_assert_int_eq(job->outcome, KEEPER_DONE);
			if (job == put)
				put_at = out;
			if (job == desk)
				desk_at = out;
			keeper_job_free(&job);
		}
	}
	/* The last put waits for the others, and for the checks that were taken with these twice. */
	ck_assert_uint_le(put_at, 1 + KEEPER_PUTS_MOST + 1 + 2 * KEEPER_CHECKS_TAKEN);
	ck_assert_uint_le(desk_at, put_at + 1);
	ck_assert_uint_gt(desk_at, put_at);
	stop();
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("keeper");
	TCase *tests = tcase_create("keeper");

	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, many_puts_at_once_are_all_done_and_kept);
	tcase_add_test(tests, transactions_are_counted_that_kept_something_new);
	tcase_add_test(tests, what_is_queued_is_finished_before_it_stops);
	tcase_add_test(tests, a_fetch_gives_what_is_held_in_the_order_asked_and_in_pieces);
	tcase_add_test(tests, a_damaged_row_never_stops_the_rest_of_a_fetch);
	tcase_add_test(tests, below_the_reserve_what_is_new_is_refused_and_the_rest_goes_on);
	tcase_add_test(tests, a_store_that_fails_gives_no_answer_and_takes_nothing_more);
	tcase_add_test(tests, however_many_checks_wait_a_put_and_a_desk_wait_for_few);
	suite_add_tcase(suite, tests);
	return suite;
}
