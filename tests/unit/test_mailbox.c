/* SPDX-License-Identifier: ISC */
/* What the store takes back, and what a check of a mailbox reads: store_erase.c. */
#include "config.h"

#include "tests/unit/store_specimen.h"

#include <sys/wait.h>

#include "common/file.h"
#include "daemon/store_inside.h"

#define MARK "testimony%07zu" /* 16 bytes, of which each body is made */
#define MARK_BYTES 16
#define ROWS_MOST 4000
#define FAMILIES 60

static struct store_folder at;
static struct store *store;
static uint8_t bodies[ENVELOPE_BYTES];

static void
start(void)
{
	struct error error = ERROR_INIT;

	store_folder_make(&at);
	unit_ok(store_open(&store, at.path, &error), &error);
}

static void
stop(void)
{
	struct error error = ERROR_INIT;

	unit_ok(store_close(&store, &error), &error);
	store_folder_remove(&at);
}

static void
reopen(void)
{
	struct error error = ERROR_INIT;

	unit_ok(store_close(&store, &error), &error);
	unit_ok(store_open(&store, at.path, &error), &error);
}

static void
id_of(uint8_t id[32], size_t number)
{
	char text[32];

	(void)snprintf(text, sizeof text, "id %zu", number);
	(void)crypto_hash_sha256(id, (const uint8_t *)text, strlen(text));
}

static void
mailbox_of(uint8_t mailbox[32], size_t family)
{
	char text[32];

	(void)snprintf(text, sizeof text, "mailbox %zu", family);
	(void)crypto_hash_sha256(mailbox, (const uint8_t *)text, strlen(text));
}

/* Row `number`, whose body holds nothing but its number. */
static enum store_put
put(size_t number, enum tray tray, size_t family, const size_t *replaces)
{
	uint8_t id[32], mailbox[32], replaced[32];
	const struct store_row row = { id, tray, mailbox, 2900, bodies,
		replaces == NULL ? NULL : replaced };
	struct error error = ERROR_INIT;
	char mark[MARK_BYTES + 8];
	enum store_put result;

	id_of(id, number);
	mailbox_of(mailbox, family);
	if (replaces != NULL)
		id_of(replaced, *replaces);
	(void)snprintf(mark, sizeof mark, MARK, number);
	for (size_t i = 0; i < sizeof bodies; i++)
		bodies[i] = (uint8_t)mark[i % MARK_BYTES];
	ck_assert_int_eq(store_begin(store, &error), STORE_OK);
	ck_assert_msg(store_put(store, &row, &result, &error) == STORE_OK, "%s", error.text);
	ck_assert_int_eq(store_commit(store, &error), STORE_OK);
	return result;
}

/* Commits, and does not scrub. */
static bool
withdraw(size_t family, bool always)
{
	struct withdrawal withdrawal = { .week = 2950 };
	struct error error = ERROR_INIT;
	bool kept;

	mailbox_of(withdrawal.mailbox, family);
	memset(withdrawal.author, 0xaa, sizeof withdrawal.author);
	memset(withdrawal.signature, 0x55, sizeof withdrawal.signature);
	ck_assert_int_eq(store_begin(store, &error), STORE_OK);
	ck_assert_msg(store_withdraw(store, &withdrawal, always, &kept, &error) == STORE_OK, "%s",
	    error.text);
	ck_assert_int_eq(store_commit(store, &error), STORE_OK);
	return kept;
}

static bool
erase(size_t number, enum tray tray)
{
	struct error error = ERROR_INIT;
	uint8_t id[32];
	bool held;

	id_of(id, number);
	ck_assert_int_eq(store_begin(store, &error), STORE_OK);
	ck_assert_int_eq(store_erase(store, id, tray, &held, &error), STORE_OK);
	ck_assert_int_eq(store_commit(store, &error), STORE_OK);
	return held;
}

static bool
mark_done(size_t number, uint32_t week)
{
	struct error error = ERROR_INIT;
	uint8_t id[32];
	bool held;

	id_of(id, number);
	ck_assert_int_eq(store_begin(store, &error), STORE_OK);
	ck_assert_int_eq(store_mark_done(store, id, week, &held, &error), STORE_OK);
	ck_assert_int_eq(store_commit(store, &error), STORE_OK);
	return held;
}

static void
scrub(void)
{
	struct error error = ERROR_INIT;

	ck_assert_msg(store_scrub(store, &error) == STORE_OK, "%s", error.text);
}

static int64_t
asked(const char *sql)
{
	sqlite3_stmt *statement;
	int64_t value;

	ck_assert_int_eq(sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
	value = sqlite3_column_int64(statement, 0);
	ck_assert_int_eq(sqlite3_finalize(statement), SQLITE_OK);
	return value;
}

static bool
held(size_t number)
{
	struct error error = ERROR_INIT;
	struct buffer record = BUFFER_INIT;
	uint8_t id[32];
	bool found;

	id_of(id, number);
	ck_assert_int_eq(store_record(store, id, &record, &error), STORE_OK);
	found = record.length > 0;
	buffer_free(&record);
	return found;
}

/* Sets found[number] for every row of which the files hold any 16 bytes. */
static void
search(bool found[ROWS_MOST])
{
	static const char *const ends[] = { "", "-wal", "-journal", "-new", "-shm" };

	memset(found, 0, ROWS_MOST);
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		struct buffer file = BUFFER_INIT;
		struct error error = ERROR_INIT;
		const uint8_t *next, *end;
		char path[96];

		(void)snprintf(path, sizeof path, "%s%s", at.path, ends[i]);
		if (access(path, F_OK) != 0)
			continue;
		unit_ok(file_read(path, 512 << 20, &file, &error), &error);
		end = file.data + file.length;
		/* By memchr: memmem is slow under a sanitizer that looks at all that it may read. */
		for (next = file.data; end - next >= MARK_BYTES &&
		    (next = memchr(next, 't', (size_t)(end - next))) != NULL; next++) {
			char digits[8] = "";

			if (end - next < MARK_BYTES || memcmp(next, "testimony", 9) != 0)
				continue;
			memcpy(digits, next + 9, 7);
			/* Where a page ends, a mark may be cut. */
			if (strspn(digits, "0123456789") == 7)
				found[atoi(digits) % ROWS_MOST] = true;
			next += 8;
		}
		buffer_free(&file);
	}
}

START_TEST(a_withdrawal_erases_all_of_its_mailbox_for_ever)
{
	struct buffer index = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct store_counts counts;
	uint8_t mailbox[32];

	for (size_t i = 0; i < 7; i++)
		ck_assert_int_eq(put(i, i < 3 ? TRAY_INBOX : TRAY_REPLY, 1, NULL), STORE_NEW);
	ck_assert_int_eq(put(7, TRAY_INBOX, 2, NULL), STORE_NEW);
	ck_assert_int_eq(put(8, TRAY_REPLY, 2, NULL), STORE_NEW);
	ck_assert_int_eq(put(9, TRAY_LOG, 0, NULL), STORE_NEW);
	ck_assert(mark_done(1, 2901));
	ck_assert(withdraw(1, false));
	scrub();
	for (int again = 0; again < 2; again++, reopen()) {
		for (size_t i = 0; i < 10; i++)
			ck_assert_int_eq(held(i), i >= 7);
		ck_assert_int_eq(store_count(store, &counts, &error), STORE_OK);
		ck_assert_uint_eq(counts.inbox, 1);
		ck_assert_uint_eq(counts.reply, 1);
		ck_assert_uint_eq(counts.log, 1);
		ck_assert_uint_eq(counts.withdrawals, 1);
		for (int tray = TRAY_INBOX; tray <= TRAY_LOG; tray++) {
			ck_assert_int_eq(put(0, (enum tray)tray, 1, NULL), STORE_WITHDRAWN);
			ck_assert_int_eq(put(20, (enum tray)tray, 1, NULL), STORE_WITHDRAWN);
		}
		ck_assert(!withdraw(1, false));
		ck_assert(!withdraw(1, true));
		ck_assert_int_eq(put(7, TRAY_INBOX, 2, NULL), STORE_HELD);
	}
	ck_assert_int_eq(store_index(store, &index, &error), STORE_OK);
	ck_assert_uint_eq(index.length, 32 + 3 * 32 + WITHDRAWAL_BYTES);
	mailbox_of(mailbox, 1);
	ck_assert_mem_eq(index.data + 128, mailbox, 32);
	ck_assert_uint_eq(index.data[128 + 32], 0xaa);
	ck_assert_uint_eq(index.data[128 + 64], 0x55);
	ck_assert_uint_eq(bytes_u32(index.data + 128 + 128), 2950);
	buffer_free(&index);
}
END_TEST

START_TEST(a_mailbox_that_never_held_anything_leaves_no_row_unless_a_desk_hands_it_on)
{
	ck_assert(!withdraw(5, false));
	ck_assert_int_eq(asked("SELECT count(*) FROM withdrawal"), 0);
	ck_assert_int_eq(put(1, TRAY_INBOX, 5, NULL), STORE_NEW);
	ck_assert(withdraw(6, true));
	ck_assert(!withdraw(6, true));
	ck_assert_int_eq(asked("SELECT count(*) FROM withdrawal"), 1);
	ck_assert_int_eq(put(2, TRAY_INBOX, 6, NULL), STORE_WITHDRAWN);
	ck_assert(held(1));
}
END_TEST

/* Rows come and go until pages have split, merged and been used again: of none that was erased may
 * 16 bytes be left in any file. */
START_TEST(nothing_of_what_was_erased_is_left_in_any_file)
{
	static bool living[ROWS_MOST], found[ROWS_MOST];
	static size_t family_of[ROWS_MOST];
	static bool withdrawn[FAMILIES];
	static enum tray trays[ROWS_MOST];
	size_t rows = 0, erased = 0;

	/* A sync for each row would take minutes; nothing crashes here. */
	ck_assert_int_eq(sqlite3_exec(store->database, "PRAGMA synchronous=OFF", NULL, NULL, NULL),
	    SQLITE_OK);
	/* 24 of them, and on until enough was erased, as chance has it. */
	for (int round = 0; round < 24 || erased <= 300; round++) {
		ck_assert_uint_le(rows + 70, ROWS_MOST);
		for (size_t i = 0; i < 70; i++) {
			enum tray tray = (enum tray)(1 + randombytes_uniform(3));
			size_t family = tray == TRAY_LOG ? FAMILIES : randombytes_uniform(FAMILIES);
			size_t old = rows == 0 ? 0 : randombytes_uniform((uint32_t)rows);
			enum store_put result = put(rows, tray, family, &old);

			if (result != STORE_NEW)
				continue;
			if (tray == TRAY_REPLY && rows > 0 && living[old] &&
			    trays[old] == TRAY_REPLY && family_of[old] == family) {
				living[old] = false;
				erased++;
			}
			trays[rows] = tray;
			family_of[rows] = family;
			living[rows++] = true;
			if (trays[old] == TRAY_INBOX && living[old])
				ck_assert(mark_done(old, 2901));
		}
		for (size_t i = 0; i < 20; i++) {
			size_t old = randombytes_uniform((uint32_t)rows);

			if (trays[old] == TRAY_LOG && living[old]) {
				ck_assert(erase(old, TRAY_LOG));
				living[old] = false;
				erased++;
			}
		}
		for (size_t i = 0; i < 2; i++) {
			size_t family = randombytes_uniform(FAMILIES);

			(void)withdraw(family, false);
			for (size_t row = 0; row < rows; row++)
				if (family_of[row] == family && living[row]) {
					living[row] = false;
					withdrawn[family] = true;
					erased++;
				}
		}
		scrub();
		search(found);
		for (size_t i = 0; i < rows; i++)
			ck_assert_msg(found[i] == living[i], "round %d: row %zu of %zu is %s", round,
			    i, rows, living[i] ? "missing" : "still there");
	}
	for (size_t i = 0; i < FAMILIES; i++)
		if (withdrawn[i])
			ck_assert_int_eq(put(rows, TRAY_INBOX, i, NULL), STORE_WITHDRAWN);
	ck_assert_int_eq(asked("SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
}
END_TEST

START_TEST(a_crash_between_commit_and_scrub_leaves_nothing_either)
{
	static bool found[ROWS_MOST];
	int status;
	pid_t child;

	for (size_t i = 0; i < 40; i++)
		ck_assert_int_eq(put(i, TRAY_INBOX, i % 4, NULL), STORE_NEW);
	reopen();
	{
		struct error error = ERROR_INIT;

		unit_ok(store_close(&store, &error), &error);
	}
	child = fork();
	if (child == 0) {
		struct error error = ERROR_INIT;

		if (store_open(&store, at.path, &error) != 0 || !withdraw(2, false))
			_exit(1);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	search(found);
	ck_assert(found[2]); /* that is what a crash leaves */
	{
		struct error error = ERROR_INIT;

		unit_ok(store_open(&store, at.path, &error), &error);
	}
	search(found);
	for (size_t i = 0; i < 40; i++)
		ck_assert_int_eq(found[i], i % 4 != 2);
	ck_assert_int_eq(put(50, TRAY_INBOX, 2, NULL), STORE_WITHDRAWN);
}
END_TEST

START_TEST(a_mailbox_takes_four_replies_and_a_fifth_for_one_of_them)
{
	const size_t one = 1, five = 5, eight = 8, unknown = 99, inbox = 10;
	static bool found[ROWS_MOST];

	for (size_t i = 0; i < 4; i++)
		ck_assert_int_eq(put(i, TRAY_REPLY, 1, NULL), STORE_NEW);
	ck_assert_int_eq(put(8, TRAY_REPLY, 2, NULL), STORE_NEW);
	ck_assert_int_eq(put(10, TRAY_INBOX, 1, NULL), STORE_NEW);
	ck_assert_int_eq(put(2, TRAY_REPLY, 1, NULL), STORE_HELD);
	ck_assert_int_eq(put(5, TRAY_REPLY, 1, NULL), STORE_FULL);
	ck_assert_int_eq(put(5, TRAY_REPLY, 1, &unknown), STORE_FULL);
	ck_assert_int_eq(put(5, TRAY_REPLY, 1, &eight), STORE_FULL);
	ck_assert_int_eq(put(5, TRAY_REPLY, 1, &inbox), STORE_FULL);
	ck_assert_int_eq(put(5, TRAY_REPLY, 1, &five), STORE_FULL);
	ck_assert(held(8) && held(10) && !held(5));
	ck_assert_int_eq(put(5, TRAY_REPLY, 1, &one), STORE_NEW);
	ck_assert(!held(1) && held(5));
	ck_assert_int_eq(put(5, TRAY_REPLY, 1, &one), STORE_HELD);
	ck_assert_int_eq(put(5, TRAY_REPLY, 1, &five), STORE_HELD);
	ck_assert(held(5));
	scrub();
	search(found);
	ck_assert(!found[1] && found[0] && found[5] && found[8] && found[10]);
	/* Where there is room, one that is gone already is in nobody's way. */
	ck_assert_int_eq(put(11, TRAY_REPLY, 2, &unknown), STORE_NEW);
	ck_assert_int_eq(asked("SELECT count(*) FROM envelope WHERE tray = 2"), 6);
}
END_TEST

START_TEST(only_an_envelope_of_a_family_is_marked_done_and_its_first_week_stays)
{
	ck_assert_int_eq(put(1, TRAY_INBOX, 1, NULL), STORE_NEW);
	ck_assert_int_eq(put(2, TRAY_REPLY, 1, NULL), STORE_NEW);
	ck_assert_int_eq(put(3, TRAY_LOG, 0, NULL), STORE_NEW);
	ck_assert(mark_done(1, 2901));
	ck_assert(mark_done(1, 2902));
	ck_assert(!mark_done(2, 2901));
	ck_assert(!mark_done(3, 2901));
	ck_assert(!mark_done(4, 2901));
	ck_assert_int_eq(asked("SELECT done FROM envelope WHERE tray = 1"), 2901);
	ck_assert_int_eq(asked("SELECT count(done) FROM envelope"), 1);
	ck_assert(held(1));
}
END_TEST

START_TEST(erasing_takes_one_of_its_own_tray_alone)
{
	for (size_t i = 1; i < 4; i++)
		ck_assert_int_eq(put(i, (enum tray)i, 1, NULL), STORE_NEW);
	for (size_t i = 1; i < 3; i++)
		ck_assert(!erase(i, TRAY_LOG));
	ck_assert(!erase(4, TRAY_LOG));
	ck_assert(held(1) && held(2) && held(3));
	ck_assert(erase(3, TRAY_LOG));
	ck_assert(!erase(3, TRAY_LOG));
	ck_assert(held(1) && held(2) && !held(3));
	/* In the same first 8 bytes is another id. */
	ck_assert_int_eq(sqlite3_exec(store->database, "UPDATE envelope SET id = zeroblob(32), tray = 3",
	    NULL, NULL, NULL), SQLITE_OK);
	ck_assert(!erase(1, TRAY_LOG));
}
END_TEST

struct seen {
	struct buffer sql;
	size_t rows, steps;
};

static int
see(unsigned what, void *context, void *statement, void *more)
{
	struct seen *seen = context;

	(void)more;
	if (what == SQLITE_TRACE_STMT) {
		buffer_append_text(&seen->sql, sqlite3_sql(statement));
		buffer_append_text(&seen->sql, "\n");
	} else if (strstr(sqlite3_sql(statement), "body") != NULL) {
		seen->rows++;
	}
	return 0;
}

/* All that a check reads, as the keeper does it. */
static size_t
check(size_t family, struct seen *seen)
{
	sqlite3_stmt *slots_of = store->statements[STORE_REPLY_SLOTS];
	int64_t slots[STORE_REPLIES_MOST];
	struct buffer out = BUFFER_INIT;
	struct error error = ERROR_INIT;
	uint8_t mailbox[32];
	size_t count;

	buffer_clear(&seen->sql);
	seen->rows = 0;
	(void)sqlite3_stmt_status(slots_of, SQLITE_STMTSTATUS_VM_STEP, 1);
	(void)sqlite3_trace_v2(store->database, SQLITE_TRACE_STMT | SQLITE_TRACE_ROW, see, seen);
	mailbox_of(mailbox, family);
	ck_assert_int_eq(store_replies(store, mailbox, slots, &count, &error), STORE_OK);
	for (size_t i = 0; i < STORE_REPLIES_MOST; i++) {
		ck_assert_int_eq(store_reply(store, mailbox, i < count ? slots[i] : -1, &out,
		    &error), STORE_OK);
		ck_assert_uint_eq(out.length, (i < count ? i + 1 : count) * ENVELOPE_BYTES);
	}
	(void)sqlite3_trace_v2(store->database, 0, NULL, NULL);
	seen->steps = (size_t)sqlite3_stmt_status(slots_of, SQLITE_STMTSTATUS_VM_STEP, 1);
	buffer_free(&out);
	return count;
}

/* Families 0 to 4 have as many replies, 5 is withdrawn, 6 unknown, 7 has much in the inbox. */
START_TEST(a_check_does_the_same_whatever_the_mailbox_holds)
{
	struct seen first = { .rows = 0 }, seen = { .rows = 0 };
	size_t number = 0;

	ck_assert_uint_eq(check(0, &first), 0); /* an empty store */
	for (size_t family = 0; family < 5; family++)
		for (size_t i = 0; i < family; i++)
			ck_assert_int_eq(put(number++, TRAY_REPLY, family, NULL), STORE_NEW);
	ck_assert_int_eq(put(number++, TRAY_INBOX, 5, NULL), STORE_NEW);
	ck_assert(withdraw(5, false));
	for (size_t i = 0; i < 50; i++)
		ck_assert_int_eq(put(number++, TRAY_INBOX, 7, NULL), STORE_NEW);
	ck_assert_uint_eq(check(0, &first), 0);
	ck_assert_uint_eq(first.rows, STORE_REPLIES_MOST);
	for (int again = 0; again < 50; again++)
		for (size_t family = 0; family < 8; family++) {
			ck_assert_uint_eq(check(family, &seen), family < 5 ? family : 0);
			ck_assert_str_eq((const char *)seen.sql.data, (const char *)first.sql.data);
			ck_assert_uint_eq(seen.rows, STORE_REPLIES_MOST);
			ck_assert_msg(seen.steps <= first.steps + 40, "family %zu: %zu steps, not %zu",
			    family, seen.steps, first.steps);
		}
	buffer_free(&first.sql);
	buffer_free(&seen.sql);
}
END_TEST

START_TEST(a_reply_is_given_to_its_own_mailbox_alone)
{
	int64_t slots[STORE_REPLIES_MOST];
	struct buffer out = BUFFER_INIT;
	struct error error = ERROR_INIT;
	uint8_t mailbox[32], other[32];
	size_t count;

	ck_assert_int_eq(put(1, TRAY_REPLY, 1, NULL), STORE_NEW);
	ck_assert_int_eq(put(2, TRAY_INBOX, 1, NULL), STORE_NEW);
	mailbox_of(mailbox, 1);
	mailbox_of(other, 2);
	ck_assert_int_eq(store_replies(store, mailbox, slots, &count, &error), STORE_OK);
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(store_reply(store, other, slots[0], &out, &error), STORE_OK);
	ck_assert_uint_eq(out.length, 0);
	ck_assert_int_eq(store_reply(store, mailbox, slots[0] + 1, &out, &error), STORE_OK);
	ck_assert_uint_eq(out.length, 0);
	ck_assert_int_eq(store_reply(store, mailbox, slots[0], &out, &error), STORE_OK);
	ck_assert_uint_eq(out.length, ENVELOPE_BYTES);
	buffer_clear(&out);
	id_of(other, 2); /* what lies in the inbox is nobody's to fetch */
	ck_assert_int_eq(store_reply(store, mailbox, store_slot(other), &out, &error), STORE_OK);
	ck_assert_uint_eq(out.length, 0);
	buffer_free(&out);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("mailbox");
	TCase *tests = tcase_create("mailbox");

	tcase_set_timeout(tests, 240);
	tcase_add_checked_fixture(tests, start, stop);
	tcase_add_test(tests, a_withdrawal_erases_all_of_its_mailbox_for_ever);
	tcase_add_test(tests,
	    a_mailbox_that_never_held_anything_leaves_no_row_unless_a_desk_hands_it_on);
	tcase_add_test(tests, nothing_of_what_was_erased_is_left_in_any_file);
	tcase_add_test(tests, a_crash_between_commit_and_scrub_leaves_nothing_either);
	tcase_add_test(tests, a_mailbox_takes_four_replies_and_a_fifth_for_one_of_them);
	tcase_add_test(tests, only_an_envelope_of_a_family_is_marked_done_and_its_first_week_stays);
	tcase_add_test(tests, erasing_takes_one_of_its_own_tray_alone);
	tcase_add_test(tests, a_check_does_the_same_whatever_the_mailbox_holds);
	tcase_add_test(tests, a_reply_is_given_to_its_own_mailbox_alone);
	suite_add_tcase(suite, tests);
	return suite;
}
