/* SPDX-License-Identifier: ISC */
/* The keeper: checks of mailboxes, what takes back, and the disk that fails meanwhile. */
#include "config.h"

#include "tests/unit/store_specimen.h"

#include <fcntl.h>
#include <poll.h>
#include <time.h>

#include "common/file.h"
#include "daemon/keeper.h"
#include "daemon/store_inside.h"
#include "tests/unit/disk_specimen.h"

static struct store_folder at;
static struct store *store;
static struct keeper *keeper;

static void
go(void)
{
	struct error error = ERROR_INIT;

	unit_ok(store_open(&store, at.path, &error), &error);
	unit_ok(keeper_start(&keeper, store, 0, 0, &error), &error);
}

static void
halt(void)
{
	struct error error = ERROR_INIT;

	unit_ok(keeper_stop(&keeper, &error), &error);
	unit_ok(store_close(&store, &error), &error);
}

static void
start(void)
{
	disk_specimen_start();
	store_folder_make(&at);
	go();
}

static void
stop(void)
{
	halt();
	store_folder_remove(&at);
}

/* Its id begins with `number`, and its body holds nothing else. */
static struct keeper_job *
put_job(uint8_t number, uint8_t mailbox, enum tray tray)
{
	struct keeper_job *job = keeper_job_new(KEEPER_PUT);

	job->id[0] = number;
	job->mailbox[0] = mailbox;
	job->tray = tray;
	job->week = 2900;
	job->memory = malloc(ENVELOPE_BYTES);
	memset(job->memory, number, ENVELOPE_BYTES);
	job->envelope = job->memory;
	return job;
}

static struct keeper_job *
job_of(enum keeper_kind kind, uint8_t number)
{
	struct keeper_job *job = keeper_job_new(kind);

	job->id[0] = job->mailbox[0] = job->withdrawal.mailbox[0] = number;
	job->withdrawal.week = job->week = 2950;
	job->tray = TRAY_LOG;
	return job;
}

static void
submit(struct keeper_job *job)
{
	ck_assert_int_eq(keeper_submit(keeper, job), 0);
}

/* Jobs that are done; NULL once the store failed. */
static struct keeper_job *
taken(void)
{
	struct pollfd ready = { .fd = keeper_descriptor(keeper), .events = POLLIN };
	struct keeper_job *jobs;

	do {
		ck_assert_int_eq(poll(&ready, 1, 60000), 1);
		jobs = keeper_take(keeper);
	} while (jobs == NULL && !keeper_failed(keeper, NULL));
	return jobs;
}

static struct keeper_job *
done(struct keeper_job *job)
{
	submit(job);
	ck_assert_ptr_eq(taken(), job);
	return job;
}

static void
put(uint8_t number, uint8_t mailbox, enum tray tray, enum store_put wanted)
{
	struct keeper_job *job = done(put_job(number, mailbox, tray));

	ck_assert_int_eq(job->outcome, KEEPER_DONE);
	ck_assert_int_eq(job->put, wanted);
	keeper_job_free(&job);
}

static void
change(enum keeper_kind kind, uint8_t number, enum keeper_outcome wanted)
{
	struct keeper_job *job = done(job_of(kind, number));

	ck_assert_int_eq(job->outcome, wanted);
	keeper_job_free(&job);
}

/* What a check of the mailbox gives. */
static void
check(uint8_t mailbox, struct buffer *answer)
{
	struct keeper_job *job = done(job_of(KEEPER_MAILBOX, mailbox));

	buffer_clear(answer);
	ck_assert(job->counted);
	ck_assert_int_eq(job->outcome, KEEPER_DONE);
	ck_assert_uint_eq(job->count, STORE_REPLIES_MOST);
	while (job->at < job->count) {
		(void)done(job);
		ck_assert_int_eq(job->outcome, KEEPER_DONE);
		ck_assert_uint_eq(job->content.length, ENVELOPE_BYTES);
		buffer_append(answer, job->content.data, job->content.length);
	}
	keeper_job_free(&job);
}

/* The number of the reply in a place; 0: random bytes. */
static uint8_t
reply_in(const struct buffer *answer, size_t place)
{
	const uint8_t *bytes = answer->data + place * ENVELOPE_BYTES;

	for (size_t i = 1; i < ENVELOPE_BYTES; i++)
		if (bytes[i] != bytes[0]) {
			ck_assert_uint_ne(bytes[0], 'a');
			return 0;
		}
	return bytes[0];
}

static bool
file_holds(const char *end, uint8_t number)
{
	struct buffer file = BUFFER_INIT;
	struct error error = ERROR_INIT;
	uint8_t sixteen[16];
	char path[96];
	bool found = false;

	(void)snprintf(path, sizeof path, "%s%s", at.path, end);
	memset(sixteen, number, sizeof sixteen);
	if (access(path, F_OK) == 0) {
		unit_ok(file_read(path, 1 << 28, &file, &error), &error);
		found = memmem(file.data, file.length, sixteen, sizeof sixteen) != NULL;
	}
	buffer_free(&file);
	return found;
}

static bool
is_left(uint8_t number)
{
	return file_holds("", number) || file_holds("-wal", number);
}

/* How many envelopes and withdrawals there are, after whatever happened. */
static void
counted(uint64_t envelopes, uint64_t withdrawals)
{
	struct error error = ERROR_INIT;
	struct store_counts counts;

	ck_assert_int_eq(store_count(store, &counts, &error), STORE_OK);
	ck_assert_uint_eq(counts.inbox + counts.reply + counts.log, envelopes);
	ck_assert_uint_eq(counts.withdrawals, withdrawals);
}

/* Makes a page of this body name one that there is not. */
static void
damage(uint8_t number)
{
	static const uint8_t nowhere[4] = { 0xff, 0xff, 0xff, 0x7f };
	struct buffer file = BUFFER_INIT;
	struct error error = ERROR_INIT;
	int patched = 0, descriptor;

	halt();
	unit_ok(file_read(at.path, 1 << 24, &file, &error), &error);
	descriptor = open(at.path, O_WRONLY);
	for (size_t page = 0; page < file.length && patched == 0; page += STORE_PAGE)
		if (file.data[page + 8] == number && memcmp(file.data + page + 4, file.data + page + 8,
		    STORE_PAGE - 100) == 0 && file.data[page + 3] != 0) {
			ck_assert_int_eq(pwrite(descriptor, nowhere, 4, (off_t)page), 4);
			patched++;
		}
	ck_assert_int_eq(patched, 1);
	(void)close(descriptor);
	buffer_free(&file);
	go();
}

/* How many damaged rows the status tells of. */
static void
told_damaged(uint64_t rows)
{
	struct keeper_job *job;

	submit(job_of(KEEPER_STATUS, 0));
	job = taken();
	ck_assert_int_eq(job->kind, KEEPER_STATUS);
	ck_assert_uint_eq(job->damaged, rows);
	keeper_job_free(&job);
}

/* What was submitted with it: a withdrawal of this mailbox, which is new or not. */
static void
change_of_many(uint8_t mailbox, bool is_new)
{
	struct keeper_job *other = job_of(KEEPER_WITHDRAW, mailbox), *job, *next;
	int out = 2;

	submit(other);
	while (out > 0)
		for (job = taken(); job != NULL; job = next, out--) {
			next = job->next;
			ck_assert_int_eq(job->outcome, job == other ? KEEPER_DONE : KEEPER_DAMAGED);
			ck_assert(job != other || job->held == is_new);
			keeper_job_free(&job);
		}
}

/* What a check of the mailbox takes, in nanoseconds. */
static int64_t
time_of_check(uint8_t mailbox, struct buffer *answer)
{
	struct timespec begun, ended;

	ck_assert_int_eq(clock_gettime(CLOCK_MONOTONIC, &begun), 0);
	check(mailbox, answer);
	ck_assert_int_eq(clock_gettime(CLOCK_MONOTONIC, &ended), 0);
	return (int64_t)(ended.tv_sec - begun.tv_sec) * 1000000000 + ended.tv_nsec - begun.tv_nsec;
}

/* Who sees the answer's time must not see whether there are replies. The shortest of many: that is not
 * what else the machine had to do. */
START_TEST(a_check_takes_as_long_with_replies_as_without)
{
	int64_t without = INT64_MAX, with = INT64_MAX;
	struct buffer answer = BUFFER_INIT;

	for (uint8_t i = 1; i <= 4; i++)
		put(i, 9, TRAY_REPLY, STORE_NEW);
	for (int again = 0; again < 400; again++) {
		int64_t time = time_of_check(9, &answer);

		with = time < with ? time : with;
		time = time_of_check(8, &answer);
		without = time < without ? time : without;
	}
	ck_assert_int_lt(without, 2 * with);
	ck_assert_int_lt(with, 2 * without);
	buffer_free(&answer);
}
END_TEST

START_TEST(the_replies_come_in_random_places_among_what_is_no_envelope)
{
	size_t seen[STORE_REPLIES_MOST + 1][STORE_REPLIES_MOST] = { { 0 } };
	struct buffer answer = BUFFER_INIT, before = BUFFER_INIT;

	for (uint8_t i = 1; i <= 4; i++)
		put(i, i == 4 ? 8 : 9, TRAY_REPLY, STORE_NEW);
	for (uint8_t i = 5; i < 60; i++)
		put(i, 9, TRAY_INBOX, STORE_NEW);
	for (int again = 0; again < 300; again++) {
		bool found[STORE_REPLIES_MOST + 1] = { false };

		check(9, &answer);
		ck_assert_uint_eq(answer.length, STORE_REPLIES_MOST * ENVELOPE_BYTES);
		for (size_t place = 0; place < STORE_REPLIES_MOST; place++) {
			uint8_t number = reply_in(&answer, place);

			ck_assert_uint_lt(number, 4);
			ck_assert(number == 0 || !found[number]);
			found[number] = true;
			seen[number][place]++;
			/* What fills an answer is never seen twice. */
			ck_assert(number != 0 || before.length == 0 || memcmp(before.data +
			    place * ENVELOPE_BYTES, answer.data + place * ENVELOPE_BYTES, 64) != 0);
		}
		ck_assert(found[0] && found[1] && found[2] && found[3]);
		buffer_clear(&before);
		buffer_append(&before, answer.data, answer.length);
	}
	/* Each of four in each place about 75 times: less than 35 has a chance of 1 in 10^8. */
	for (size_t number = 0; number < STORE_REPLIES_MOST; number++)
		for (size_t place = 0; place < STORE_REPLIES_MOST; place++)
			ck_assert_uint_gt(seen[number][place], 35);
	buffer_free(&answer);
	buffer_free(&before);
}
END_TEST

START_TEST(unknown_and_withdrawn_mailboxes_are_checked_as_any_other)
{
	struct buffer answer = BUFFER_INIT;

	put(1, 1, TRAY_REPLY, STORE_NEW);
	change(KEEPER_WITHDRAW, 1, KEEPER_DONE);
	for (uint8_t mailbox = 0; mailbox < 3; mailbox++) {
		check(mailbox, &answer);
		ck_assert_uint_eq(answer.length, STORE_REPLIES_MOST * ENVELOPE_BYTES);
		for (size_t place = 0; place < STORE_REPLIES_MOST; place++)
			ck_assert_uint_eq(reply_in(&answer, place), 0);
	}
	buffer_free(&answer);
}
END_TEST

/* A reply that goes while its check is on the way is filled up; the length that was announced holds. */
START_TEST(a_withdrawal_in_the_midst_of_a_check_leaves_it_whole)
{
	struct keeper_job *job;

	for (uint8_t i = 1; i <= 4; i++)
		put(i, 1, TRAY_REPLY, STORE_NEW);
	job = done(job_of(KEEPER_MAILBOX, 1));
	(void)done(job);
	ck_assert_uint_ne(job->content.data[5], job->content.data[0] ^ 1);
	ck_assert_mem_eq(job->content.data, job->content.data + 1, ENVELOPE_BYTES - 1);
	change(KEEPER_WITHDRAW, 1, KEEPER_DONE);
	while (job->at < job->count) {
		(void)done(job);
		ck_assert_uint_eq(job->content.length, ENVELOPE_BYTES);
		ck_assert(memcmp(job->content.data, job->content.data + 1, 64) != 0);
	}
	keeper_job_free(&job);
}
END_TEST

/* One row that says less than an envelope, one whose pages do not hang together. */
START_TEST(a_damaged_reply_does_not_hide_the_others)
{
	struct buffer answer = BUFFER_INIT;
	bool found[5] = { false };

	for (uint8_t i = 1; i <= 4; i++)
		put(i, 1, TRAY_REPLY, STORE_NEW);
	damage(2);
	ck_assert_int_eq(sqlite3_exec(store->database, "UPDATE envelope SET body = x'00' WHERE "
	    "substr(hex(id), 1, 2) = '04'", NULL, NULL, NULL), SQLITE_OK);
	check(1, &answer);
	for (size_t place = 0; place < STORE_REPLIES_MOST; place++)
		found[reply_in(&answer, place)] = true;
	ck_assert(found[0] && found[1] && !found[2] && found[3] && !found[4]);
	told_damaged(2);
	/* And another's check is not touched, whatever row it reads to take as long. */
	for (int again = 0; again < 20; again++)
		check(7, &answer);
	buffer_free(&answer);
}
END_TEST

/* One row that cannot be erased, since its pages do not hang together, among others. */
START_TEST(a_damaged_row_does_not_stop_a_withdrawal_of_its_mailbox)
{
	for (uint8_t i = 1; i <= 6; i++)
		put(0x30 + i, i < 5 ? 1 : 2, i < 3 ? TRAY_INBOX : TRAY_REPLY, STORE_NEW);
	put(0x37, 0, TRAY_LOG, STORE_NEW);
	damage(0x32);
	for (int again = 0; again < 2; again++) {
		change(KEEPER_WITHDRAW, 1, KEEPER_DAMAGED);
		counted(again == 0 ? 4 : 2, again == 0 ? 1 : 2); /* all others of it are erased, and it takes nothing any more */
		put(0x31, 1, TRAY_INBOX, STORE_WITHDRAWN);
		ck_assert(!is_left(0x31) && !is_left(0x33) && !is_left(0x34));
		/* Those who came with it, and after it, have what they asked for. */
		submit(job_of(KEEPER_WITHDRAW, 1));
		change_of_many(2, again == 0);
		halt();
		go();
	}
	put(0x38, 3, TRAY_INBOX, STORE_NEW);
}
END_TEST

START_TEST(a_damaged_row_stops_nobody_who_marks_or_erases_it)
{
	put(0x31, 1, TRAY_INBOX, STORE_NEW);
	put(0x32, 0, TRAY_LOG, STORE_NEW);
	put(0x33, 0, TRAY_LOG, STORE_NEW);
	damage(0x31);
	damage(0x32);
	change(KEEPER_MARK_DONE, 0x31, KEEPER_DAMAGED);
	change(KEEPER_ERASE, 0x32, KEEPER_DAMAGED);
	change(KEEPER_ERASE, 0x33, KEEPER_DONE);
	counted(2, 0);
	change(KEEPER_WITHDRAW, 1, KEEPER_DAMAGED);
	told_damaged(2);
	put(0x34, 2, TRAY_INBOX, STORE_NEW);
}
END_TEST

/* Everything at once, again and again: what was answered must be so. */
START_TEST(puts_changes_and_reads_that_arrive_together_are_all_done)
{
	size_t out = 0, puts = 0, withdrawn = 0;
	struct keeper_job *job, *next;
	bool gone[16] = { false };

	for (int round = 0; round < 300 || out > 0; round++) {
		uint8_t family = (uint8_t)randombytes_uniform(16);

		if (round < 300) {
			uint8_t number = (uint8_t)(1 + randombytes_uniform(255));

			job = put_job(number, family, (enum tray)(1 + number % 2));
			job->id[1] = family; /* an id has one mailbox */
			submit(job);
			submit(job_of(KEEPER_MAILBOX, family));
			submit(job_of(KEEPER_MARK_DONE, number));
			submit(job_of(KEEPER_ERASE, number));
			submit(job_of(KEEPER_STATUS, 0));
			out += 5;
			if (round % 20 == 19) {
				submit(job_of(KEEPER_WITHDRAW, family));
				out++;
			}
		}
		if (out < 200 && round < 300)
			continue;
		for (job = taken(); job != NULL; job = next, out--) {
			next = job->next;
			ck_assert_int_eq(job->outcome, KEEPER_DONE);
			if (job->kind == KEEPER_PUT) {
				puts += job->put == STORE_NEW;
				ck_assert(!gone[job->mailbox[0]] || job->put == STORE_WITHDRAWN);
			} else if (job->kind == KEEPER_WITHDRAW) {
				withdrawn += job->held;
				gone[job->withdrawal.mailbox[0]] |= job->held;
			} else if (job->kind == KEEPER_MAILBOX && job->at < job->count) {
				submit(job);
				out++;
				continue;
			}
			keeper_job_free(&job);
		}
	}
	ck_assert_uint_gt(puts, 20);
	ck_assert_uint_gt(withdrawn, 3);
	for (uint8_t family = 0; family < 16; family++)
		if (gone[family])
			put(1, family, TRAY_INBOX, STORE_WITHDRAWN);
}
END_TEST

/* The disk fails at the first write, sync or cut of a withdrawal, then at the second, and so on to
 * the end: either it is answered and done, or nobody is answered, and it is whole or not at all. */
START_TEST(a_disk_that_fails_in_the_midst_of_a_withdrawal_gives_no_answer)
{
	bool answered = false, kept_whole = false, gone_whole = false;

	for (int failing = 1; !answered; failing++) {
		struct error error = ERROR_INIT;
		struct store_counts counts;
		struct keeper_job *job;

		ck_assert_int_lt(failing, 200);
		for (uint8_t i = 1; i <= 6; i++)
			put(0x30 + i, i < 5 ? 1 : 2, i < 3 ? TRAY_INBOX : TRAY_REPLY, STORE_NEW);
		atomic_store(&disk.until, failing);
		submit(job_of(KEEPER_WITHDRAW, 1));
		job = taken();
		answered = job != NULL;
		if (answered) {
			ck_assert_int_eq(job->outcome, KEEPER_DONE);
			ck_assert(!atomic_load(&disk.failing));
			keeper_job_free(&job);
		} else {
			ck_assert(keeper_failed(keeper, &error));
			ck_assert_msg(strstr(error.text, "the store cannot be") != NULL, "%s",
			    error.text);
			job = job_of(KEEPER_STATUS, 0);
			ck_assert_int_eq(keeper_submit(keeper, job), -1);
			keeper_job_free(&job);
			ck_assert_int_eq(keeper_stop(&keeper, &error), -1);
			(void)store_close(&store, NULL);
			disk_specimen_mend();
			go();
		}
		disk_specimen_mend();
		ck_assert_int_eq(store_count(store, &counts, &error), STORE_OK);
		if (counts.withdrawals == 0) {
			counted(6, 0);
			kept_whole = true;
		} else {
			counted(2, 1);
			gone_whole |= !answered;
			for (uint8_t i = 1; i <= 4; i++)
				ck_assert(!is_left(0x30 + i));
			put(0x31, 1, TRAY_INBOX, STORE_WITHDRAWN);
		}
		halt();
		store_folder_remove(&at);
		store_folder_make(&at);
		go();
	}
	ck_assert(kept_whole && gone_whole);
}
END_TEST

/* No file can grow: what must grow is refused and nothing of it done; reads and what needs no room
 * go on, and once there is room everything does. */
START_TEST(on_a_full_disk_a_change_is_done_whole_or_not_at_all)
{
	for (uint8_t i = 1; i <= 6; i++)
		put(0x30 + i, i < 5 ? 1 : 2, i < 3 ? TRAY_INBOX : TRAY_REPLY, STORE_NEW);
	for (int reopened = 0; reopened < 2; reopened++) {
		atomic_store(&disk.full, true);
		change(KEEPER_WITHDRAW, 1, KEEPER_NO_SPACE);
		counted(6, 0);
		change(KEEPER_STATUS, 0, KEEPER_DONE);
		if (reopened > 0) /* nothing is there to be done, and nothing waits in the log */
			change(KEEPER_WITHDRAW, 9, KEEPER_DONE);
		atomic_store(&disk.full, false);
		halt();
		go();
	}
	/* The log has room, since it was used before, but what it holds does not fit the store. */
	for (uint8_t i = 0; i < 10; i++)
		put(0x50 + i, 3, TRAY_INBOX, STORE_NEW);
	ck_assert_int_eq(sqlite3_wal_checkpoint_v2(store->database, NULL, SQLITE_CHECKPOINT_PASSIVE,
	    NULL, NULL), SQLITE_OK);
	for (uint8_t i = 0; i < 3; i++)
		put(0x60 + i, 3, TRAY_INBOX, STORE_NEW);
	atomic_store(&disk.full, true);
	change(KEEPER_WITHDRAW, 1, KEEPER_NO_SPACE);
	counted(19, 0);
	/* And nobody after it brings the daemon down. */
	put(0x62, 3, TRAY_INBOX, STORE_HELD);
	change(KEEPER_STATUS, 0, KEEPER_DONE);
	atomic_store(&disk.full, false);
	change(KEEPER_WITHDRAW, 1, KEEPER_DONE);
	counted(15, 1);
	for (uint8_t i = 1; i <= 4; i++)
		ck_assert(!is_left(0x30 + i));
}
END_TEST

/* The change is committed, but what it erased cannot be written over: nobody is told that it is
 * gone before it is, and nobody else suffers. */
START_TEST(what_cannot_be_written_over_is_not_called_gone)
{
	struct keeper_job *job;

	for (uint8_t i = 1; i <= 6; i++)
		put(0x30 + i, i < 5 ? 1 : 2, TRAY_REPLY, STORE_NEW);
	halt();
	go(); /* all is in the main file, so that the change begins with an empty log */
	atomic_store(&disk.cow_full, true);
	change(KEEPER_WITHDRAW, 1, KEEPER_NO_SPACE);
	change(KEEPER_WITHDRAW, 1, KEEPER_NO_SPACE);
	put(0x36, 2, TRAY_REPLY, STORE_HELD);
	put(0x37, 2, TRAY_REPLY, STORE_NEW);
	job = put_job(0x38, 2, TRAY_REPLY);
	job->replaces = true;
	job->replaced[0] = 0x35;
	ck_assert_int_eq(done(job)->outcome, KEEPER_NO_SPACE);
	keeper_job_free(&job);
	atomic_store(&disk.cow_full, false);
	change(KEEPER_WITHDRAW, 1, KEEPER_DONE);
	put(0x38, 2, TRAY_REPLY, STORE_HELD);
	for (uint8_t i = 1; i <= 5; i++)
		ck_assert(!is_left(0x30 + i));
	ck_assert(is_left(0x36));
	counted(3, 1);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("keeper_mailbox");
	TCase *tests = tcase_create("keeper_mailbox");

	tcase_set_timeout(tests, 240);
	tcase_add_checked_fixture(tests, start, stop);
	tcase_add_test(tests, a_check_takes_as_long_with_replies_as_without);
	tcase_add_test(tests, the_replies_come_in_random_places_among_what_is_no_envelope);
	tcase_add_test(tests, unknown_and_withdrawn_mailboxes_are_checked_as_any_other);
	tcase_add_test(tests, a_withdrawal_in_the_midst_of_a_check_leaves_it_whole);
	tcase_add_test(tests, a_damaged_reply_does_not_hide_the_others);
	tcase_add_test(tests, a_damaged_row_does_not_stop_a_withdrawal_of_its_mailbox);
	tcase_add_test(tests, a_damaged_row_stops_nobody_who_marks_or_erases_it);
	tcase_add_test(tests, puts_changes_and_reads_that_arrive_together_are_all_done);
	tcase_add_test(tests, a_disk_that_fails_in_the_midst_of_a_withdrawal_gives_no_answer);
	tcase_add_test(tests, on_a_full_disk_a_change_is_done_whole_or_not_at_all);
	tcase_add_test(tests, what_cannot_be_written_over_is_not_called_gone);
	suite_add_tcase(suite, tests);
	return suite;
}
