/* SPDX-License-Identifier: ISC */
/* The keeper and time: what goes, when, and what stays; by ticks, so no test waits. */
#include "config.h"

#include "tests/unit/store_specimen.h"

#include <poll.h>

#include "common/file.h"
#include "daemon/keeper.h"
#include "daemon/store_inside.h"
#include "tests/unit/disk_specimen.h"

#define LIMIT 52
#define FIRST 2950 /* the wall clock's week at the start */

static struct store_folder at;
static struct store *store;
static struct keeper *keeper;
static int64_t steady;  /* milliseconds */
static uint32_t wall;   /* week */
static unsigned limit;

static void
go(void)
{
	struct error error = ERROR_INIT;

	unit_ok(store_open(&store, at.path, &error), &error);
	unit_ok(keeper_start(&keeper, store, 0, limit, &error), &error);
}

static void
halt(void)
{
	struct error error = ERROR_INIT;

	unit_ok(keeper_stop(&keeper, &error), &error);
	unit_ok(store_close(&store, &error), &error);
}

static struct keeper_job *
done(struct keeper_job *job)
{
	struct pollfd ready = { .fd = keeper_descriptor(keeper), .events = POLLIN };
	struct keeper_job *jobs;

	while (keeper_submit(keeper, job) != 0) {
		ck_assert(!keeper_failed(keeper, NULL));
		ck_assert_int_eq(job->outcome, KEEPER_BUSY);
		(void)usleep(1000);
	}
	do {
		ck_assert_int_eq(poll(&ready, 1, 60000), 1);
		jobs = keeper_take(keeper);
	} while (jobs == NULL);
	ck_assert_ptr_eq(jobs, job);
	return job;
}

static struct keeper_job *
status(void)
{
	struct keeper_job *job;

	for (;;) {
		job = done(keeper_job_new(KEEPER_STATUS));
		if (job->outcome != KEEPER_BUSY)
			break;
		keeper_job_free(&job);
	}
	ck_assert_int_eq(job->outcome, KEEPER_DONE);
	return job;
}

static void
tick_once(bool last)
{
	struct keeper_job *job = keeper_job_new(KEEPER_TICK);

	job->steady = steady;
	job->week = wall;
	job->last = last;
	while (keeper_submit(keeper, job) != 0)
		(void)usleep(1000);
}

/* Tells the time, and lets the keeper do what it asks for: a piece of it between every two jobs. */
static void
tick(void)
{
	tick_once(false);
	for (int i = 0; i < 40; i++) {
		struct keeper_job *job = status();

		keeper_job_free(&job);
	}
}

/* So many weeks pass, on both clocks, day by day. */
static void
pass(int weeks)
{
	for (int day = 1; day <= 7 * weeks; day++) {
		steady += INT64_C(86400000);
		wall += day % 7 == 0;
		if (day % 7 == 0 || day == 7 * weeks - 1)
			tick();
		else
			tick_once(false);
	}
}

static void
start(void)
{
	disk_specimen_start();
	store_folder_make(&at);
	limit = LIMIT;
	wall = FIRST;
	steady = 1000;
	go();
	tick();
}

static void
stop(void)
{
	halt();
	store_folder_remove(&at);
}

static enum store_put
put_in(uint8_t number, uint8_t mailbox, enum tray tray, uint32_t week)
{
	struct keeper_job *job = keeper_job_new(KEEPER_PUT);
	enum store_put result;

	job->id[0] = number;
	job->mailbox[0] = mailbox;
	job->tray = tray;
	job->week = week;
	job->memory = malloc(ENVELOPE_BYTES);
	memset(job->memory, number, ENVELOPE_BYTES);
	job->envelope = job->memory;
	job = done(job);
	ck_assert_int_eq(job->outcome, KEEPER_DONE);
	result = job->put;
	keeper_job_free(&job);
	return result;
}

static enum store_put
put(uint8_t number, uint8_t mailbox, enum tray tray)
{
	return put_in(number, mailbox, tray, wall);
}

/* Whether there was something to change. */
static bool
change(enum keeper_kind kind, uint8_t number)
{
	struct keeper_job *job = keeper_job_new(kind);
	bool held;

	job->id[0] = job->mailbox[0] = job->withdrawal.mailbox[0] = number;
	job->withdrawal.week = job->week = wall;
	job->tray = TRAY_LOG;
	job = done(job);
	ck_assert_int_eq(job->outcome, KEEPER_DONE);
	held = job->held;
	keeper_job_free(&job);
	return held;
}

static void
counted(uint64_t inbox, uint64_t reply, uint64_t log, uint64_t withdrawals)
{
	struct keeper_job *job = status();

	ck_assert_uint_eq(job->counts.inbox, inbox);
	ck_assert_uint_eq(job->counts.reply, reply);
	ck_assert_uint_eq(job->counts.log, log);
	ck_assert_uint_eq(job->counts.withdrawals, withdrawals);
	keeper_job_free(&job);
}

static void
warned(uint64_t count, int64_t days)
{
	struct keeper_job *job = status();

	ck_assert_uint_eq(job->notice.warned, count);
	if (count > 0)
		ck_assert_int_eq(job->notice.warned_for / RETENTION_DAY, days);
	keeper_job_free(&job);
}

static bool
is_left(uint8_t number)
{
	static const char *const ends[] = { "", "-wal" };
	bool found = false;

	for (size_t i = 0; i < 2; i++) {
		struct buffer file = BUFFER_INIT;
		struct error error = ERROR_INIT;
		uint8_t sixteen[16];
		char path[96];

		(void)snprintf(path, sizeof path, "%s%s", at.path, ends[i]);
		memset(sixteen, number, sizeof sixteen);
		if (access(path, F_OK) == 0) {
			unit_ok(file_read(path, 1 << 28, &file, &error), &error);
			found |= memmem(file.data, file.length, sixteen, sizeof sixteen) != NULL;
		}
		buffer_free(&file);
	}
	return found;
}

/* How many ids the index lists. */
static uint64_t
listed(void)
{
	struct keeper_job *job = done(keeper_job_new(KEEPER_INDEX));
	uint64_t ids = 0;

	for (size_t tray = 0; tray < 3; tray++)
		ids += bytes_u64(job->content.data + 8 * tray);
	keeper_job_free(&job);
	return ids;
}

START_TEST(what_a_desk_marked_done_goes_four_weeks_later)
{
	for (uint8_t i = 1; i <= 3; i++)
		ck_assert_int_eq(put(0x30 + i, 1, TRAY_INBOX), STORE_NEW);
	pass(2);
	ck_assert(change(KEEPER_MARK_DONE, 0x31));
	pass(4);
	counted(3, 0, 0, 0);
	pass(1);
	counted(2, 0, 0, 0);
	ck_assert_uint_eq(listed(), 2); /* no desk asks for what cannot be given */
	ck_assert(!is_left(0x31));
	ck_assert(is_left(0x32));
	/* The desk has it: it is not taken again, and not for another mailbox. */
	ck_assert_int_eq(put(0x31, 1, TRAY_INBOX), STORE_HELD);
	ck_assert_int_eq(put(0x31, 2, TRAY_INBOX), STORE_ELSEWHERE);
	ck_assert_int_eq(put(0x31, 1, TRAY_REPLY), STORE_ELSEWHERE);
	counted(2, 0, 0, 0);
	ck_assert(change(KEEPER_MARK_DONE, 0x31));
}
END_TEST

START_TEST(a_withdrawal_is_taken_when_all_bodies_are_gone)
{
	(void)put(0x31, 7, TRAY_INBOX);
	(void)put(0x32, 7, TRAY_INBOX);
	ck_assert(change(KEEPER_MARK_DONE, 0x31));
	pass(6);
	counted(1, 0, 0, 0);
	(void)put(0x33, 8, TRAY_INBOX);
	ck_assert(change(KEEPER_MARK_DONE, 0x33));
	pass(6);
	counted(1, 0, 0, 0);
	/* One of which nothing is left but its trace, one with a rest, one that never was. */
	ck_assert(change(KEEPER_WITHDRAW, 8));
	ck_assert(change(KEEPER_WITHDRAW, 7));
	ck_assert(!change(KEEPER_WITHDRAW, 9));
	counted(0, 0, 0, 2);
	ck_assert(!is_left(0x32));
	ck_assert_int_eq(put(0x33, 8, TRAY_INBOX), STORE_WITHDRAWN);
	ck_assert_int_eq(put(0x34, 7, TRAY_REPLY), STORE_WITHDRAWN);
	ck_assert(!change(KEEPER_MARK_DONE, 0x33)); /* the trace went, too */
	ck_assert_int_eq(put(0x33, 9, TRAY_INBOX), STORE_NEW);
}
END_TEST

START_TEST(the_limit_erases_every_tray_after_eight_weeks_of_warnings)
{
	(void)put(0x31, 1, TRAY_INBOX);
	for (uint8_t i = 2; i <= 5; i++)
		ck_assert_int_eq(put(0x30 + i, 1, TRAY_REPLY), STORE_NEW);
	(void)put(0x36, 0, TRAY_LOG);
	pass(1);
	(void)put(0x37, 1, TRAY_INBOX); /* a week younger */
	pass(44);
	warned(6, 56);
	pass(1);
	warned(7, 49);
	pass(6);
	counted(2, 4, 1, 0);
	warned(7, 7);
	pass(1);
	counted(1, 0, 0, 0);
	warned(1, 7);
	for (uint8_t i = 1; i <= 6; i++)
		ck_assert(!is_left(0x30 + i));
	/* It is new again, in its place: and a mailbox has room for replies again. */
	ck_assert_int_eq(put(0x32, 2, TRAY_REPLY), STORE_ELSEWHERE);
	ck_assert_int_eq(put(0x31, 1, TRAY_INBOX), STORE_NEW);
	ck_assert_int_eq(put(0x36, 0, TRAY_LOG), STORE_NEW);
	ck_assert_int_eq(put(0x31, 1, TRAY_INBOX), STORE_HELD);
	for (uint8_t i = 0; i < 4; i++)
		ck_assert_int_eq(put(0x40 + i, 1, TRAY_REPLY), STORE_NEW);
	ck_assert_int_eq(put(0x32, 1, TRAY_REPLY), STORE_FULL);
	/* A desk that marks what went so: from then on it is held. */
	pass(1);
	counted(1, 4, 1, 0);
	ck_assert(change(KEEPER_MARK_DONE, 0x37));
	ck_assert_int_eq(put(0x37, 1, TRAY_INBOX), STORE_HELD);
	counted(1, 4, 1, 0);
}
END_TEST

/* An old record that a desk gives back is as new: its week is its own, its time begins anew. */
START_TEST(what_is_restored_stays_for_its_full_time)
{
	(void)put(0x31, 1, TRAY_INBOX);
	pass(60);
	counted(0, 0, 0, 0);
	ck_assert_int_eq(put_in(0x31, 1, TRAY_INBOX, FIRST), STORE_NEW);
	ck_assert_int_eq(put_in(0x32, 1, TRAY_INBOX, FIRST - 100), STORE_NEW);
	ck_assert_int_eq(put_in(0x33, 1, TRAY_INBOX, wall + 1), STORE_NEW);
	pass(52);
	counted(3, 0, 0, 0);
	pass(1);
	counted(1, 0, 0, 0);
	pass(1);
	counted(0, 0, 0, 0);
}
END_TEST

START_TEST(clocks_that_jump_erase_nothing)
{
	static const uint32_t weeks[] = { FIRST + 52, FIRST, 0, FIRST + 1, UINT32_MAX / 8, FIRST + 1, 0,
		1, FIRST };

	(void)put(0x31, 1, TRAY_INBOX);
	(void)put(0x32, 1, TRAY_INBOX);
	ck_assert(change(KEEPER_MARK_DONE, 0x32));
	for (uint8_t i = 0; i < sizeof weeks / sizeof weeks[0]; i++) {
		wall = weeks[i];
		steady += 3600000;
		tick();
		(void)put(0x40 + i, 1, TRAY_INBOX);
		counted(3 + i, 0, 0, 0);
		warned(0, 0);
		/* A start counts nothing of the time in between, and the steady clock begins anew. */
		halt();
		steady = 5;
		go();
		tick();
		counted(3 + i, 0, 0, 0);
	}
	/* And all of them go in the end, and in time: those of weeks that the clock only jumped to, too. */
	for (int i = 0; i < 54; i++) {
		wall = FIRST + 2; /* it stands, though time goes on */
		steady += INT64_C(7) * 86400000;
		tick();
	}
	counted(0, 0, 0, 0);
}
END_TEST

START_TEST(being_switched_off_is_no_time)
{
	(void)put(0x31, 1, TRAY_INBOX);
	ck_assert(change(KEEPER_MARK_DONE, 0x31));
	for (int i = 0; i < 10; i++) {
		pass(1);
		tick_once(true);
		halt();
		wall += 50;
		steady = 77;
		go();
		tick();
		counted(i < 4 ? 1 : 0, 0, 0, 0);
	}
}
END_TEST

START_TEST(what_was_lived_is_kept_across_starts)
{
	struct store_upkeep upkeep;
	struct error error = ERROR_INIT;

	for (int i = 0; i < 10; i++) {
		steady += 25 * 60000;
		tick_once(true);
		halt();
		steady = 1000000 * i;
		go();
		tick();
	}
	/* Written down each hour even where it is killed. */
	steady += 3 * 3600000;
	tick();
	halt();
	unit_ok(store_open(&store, at.path, &error), &error);
	ck_assert_int_eq(store_upkeep(store, &upkeep, &error), STORE_OK);
	ck_assert_int_ge(upkeep.lived, 10 * 25 + 180 - 10);
	ck_assert_int_le(upkeep.lived, 10 * 25 + 180);
	unit_ok(keeper_start(&keeper, store, 0, limit, &error), &error);
}
END_TEST

START_TEST(a_limit_that_was_lowered_warns_for_eight_weeks_first)
{
	(void)put(0x31, 1, TRAY_INBOX);
	pass(30);
	warned(0, 0);
	halt();
	limit = 12;
	go();
	steady += 86400000;
	tick();
	warned(1, 56);
	pass(7);
	warned(1, 7);
	counted(1, 0, 0, 0);
	pass(1);
	counted(0, 0, 0, 0);
	warned(0, 0);
}
END_TEST

START_TEST(a_limit_that_was_raised_takes_its_warning_back)
{
	halt();
	limit = 20;
	go();
	(void)put(0x31, 1, TRAY_INBOX);
	tick();
	pass(14);
	warned(1, 49);
	halt();
	limit = 40;
	go();
	tick();
	warned(0, 0);
	pass(20);
	warned(1, 49);
	pass(6);
	warned(1, 7);
	counted(1, 0, 0, 0);
	pass(1);
	counted(0, 0, 0, 0);
}
END_TEST

START_TEST(many_go_at_once_and_nobody_waits_for_them)
{
	struct pollfd ready = { .fd = keeper_descriptor(keeper), .events = POLLIN };
	struct keeper_job *job;
	uint64_t last;

	for (int i = 0; i < 250; i++)
		ck_assert_int_eq(put((uint8_t)i, (uint8_t)i, TRAY_INBOX), STORE_NEW);
	for (int i = 0; i < 250; i += 2)
		ck_assert(change(KEEPER_MARK_DONE, (uint8_t)i));
	steady += INT64_C(5) * 7 * 86400000;
	wall += 5;
	/* It is asked while the keeper is at the tick, however slow the machine is. */
	atomic_store(&disk.hold_all, true);
	tick_once(false);
	while (!atomic_load(&disk.held))
		(void)usleep(1000);
	job = keeper_job_new(KEEPER_STATUS);
	ck_assert_int_eq(keeper_submit(keeper, job), 0);
	atomic_store(&disk.hold_all, false);
	ck_assert_int_eq(poll(&ready, 1, 60000), 1);
	ck_assert_ptr_eq(keeper_take(keeper), job);
	ck_assert_int_eq(job->outcome, KEEPER_DONE);
	last = job->counts.inbox;
	keeper_job_free(&job);
	ck_assert_uint_gt(last, 125); /* answered before all of them went */
	tick();
	counted(125, 0, 0, 0);
}
END_TEST

START_TEST(a_full_disk_puts_erasing_off)
{
	for (uint8_t i = 0; i < 20; i++)
		(void)put(0x40 + i, 1, TRAY_INBOX);
	for (uint8_t i = 0; i < 20; i++)
		ck_assert(change(KEEPER_MARK_DONE, 0x40 + i));
	halt();
	go();
	tick();
	atomic_store(&disk.full, true);
	pass(6);
	counted(20, 0, 0, 0);
	atomic_store(&disk.full, false);
	pass(6); /* what was lived without being written down counts, too */
	counted(0, 0, 0, 0);
	for (uint8_t i = 0; i < 20; i++)
		ck_assert(!is_left(0x40 + i));
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("upkeep");
	TCase *tests = tcase_create("upkeep");

	tcase_set_timeout(tests, 240);
	tcase_add_checked_fixture(tests, start, stop);
	tcase_add_test(tests, what_a_desk_marked_done_goes_four_weeks_later);
	tcase_add_test(tests, a_withdrawal_is_taken_when_all_bodies_are_gone);
	tcase_add_test(tests, the_limit_erases_every_tray_after_eight_weeks_of_warnings);
	tcase_add_test(tests, what_is_restored_stays_for_its_full_time);
	tcase_add_test(tests, clocks_that_jump_erase_nothing);
	tcase_add_test(tests, being_switched_off_is_no_time);
	tcase_add_test(tests, what_was_lived_is_kept_across_starts);
	tcase_add_test(tests, a_limit_that_was_lowered_warns_for_eight_weeks_first);
	tcase_add_test(tests, a_limit_that_was_raised_takes_its_warning_back);
	tcase_add_test(tests, many_go_at_once_and_nobody_waits_for_them);
	tcase_add_test(tests, a_full_disk_puts_erasing_off);
	suite_add_tcase(suite, tests);
	return suite;
}
