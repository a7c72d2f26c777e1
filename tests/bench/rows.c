/* SPDX-License-Identifier: ISC */
/*
 * What a daemon's store costs at least: the same rows (made.h), written with SQLite at the same
 * settings, in as many transactions, each synced, and nothing else.
 *
 *   rows FILE SEED FIRST ROWS COMMITS
 *
 * FILE must not exist. Prints the seconds from before the first transaction to after the last as
 * JSON. Exit status 0 when all was written, 1 when not.
 */
#include "config.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "common/secret.h"
#include "tests/bench/made.h"

#define ROWS_BATCH_MOST 4096
#define ROWS_TIDY_PAGES 500 /* of the write-ahead log: daemon/store_erase.c */
#define ROWS_TRAY 1
#define ROWS_WEEK 3000

/* The daemon's: daemon/store.c, daemon/store_schema.c. */
static const char rows_settings[] =
    "PRAGMA page_size=4096; PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF;"
    "PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0;"
    "PRAGMA cache_size=-8192; PRAGMA wal_autocheckpoint=0;"
    "CREATE TABLE envelope("
    " slot INTEGER PRIMARY KEY,"
    " id BLOB NOT NULL CHECK(length(id) = 32),"
    " tray INTEGER NOT NULL CHECK(tray BETWEEN 1 AND 3),"
    " mailbox BLOB NOT NULL CHECK(length(mailbox) = 32),"
    " week INTEGER NOT NULL,"
    " done INTEGER,"
    " body BLOB) STRICT;"
    "CREATE INDEX envelope_mailbox ON envelope(mailbox, tray);";

struct rows_row {
	uint8_t id[ENVELOPE_ID_BYTES], mailbox[ENVELOPE_MAILBOX_BYTES];
	uint64_t number;
};

struct rows {
	sqlite3 *database;
	sqlite3_stmt *begin, *insert, *commit;
	int log_pages;
	struct made made;
	struct rows_row batch[ROWS_BATCH_MOST];
};

static _Noreturn void
rows_die(const struct rows *rows)
{
	(void)fprintf(stderr, "rows: %s\n", sqlite3_errmsg(rows->database));
	exit(1);
}

static double
rows_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int
rows_log_grew(void *context, sqlite3 *database, const char *name, int pages)
{
	(void)database;
	(void)name;
	((struct rows *)context)->log_pages = pages;
	return SQLITE_OK;
}

static void
rows_open(struct rows *rows, const char *path)
{
	int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (file < 0) {
		(void)fprintf(stderr, "rows: %s cannot be made\n", path);
		exit(1);
	}
	(void)close(file);
	if (sqlite3_open_v2(path, &rows->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
		NULL) != SQLITE_OK ||
	    sqlite3_exec(rows->database, rows_settings, NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(rows->database, "BEGIN IMMEDIATE", -1, &rows->begin, NULL) !=
		SQLITE_OK ||
	    sqlite3_prepare_v2(rows->database, "COMMIT", -1, &rows->commit, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(rows->database, "INSERT INTO envelope(slot, id, tray, mailbox, week,"
		" body) VALUES(?1, ?2, ?3, ?4, ?5, ?6)", -1, &rows->insert, NULL) != SQLITE_OK)
		rows_die(rows);
	(void)sqlite3_wal_hook(rows->database, rows_log_grew, rows);
}

static void
rows_step(struct rows *rows, sqlite3_stmt *statement)
{
	if (sqlite3_step(statement) != SQLITE_DONE || sqlite3_reset(statement) != SQLITE_OK)
		rows_die(rows);
}

static int
rows_compare(const void *left, const void *right)
{
	return memcmp(((const struct rows_row *)left)->id, ((const struct rows_row *)right)->id,
	    ENVELOPE_ID_BYTES);
}

/* One transaction, in the order of the ids. */
static void
rows_write(struct rows *rows, size_t count)
{
	uint8_t *tail = rows->made.body + ENVELOPE_BYTES - MADE_TAIL_BYTES;
	sqlite3_stmt *insert = rows->insert;

	qsort(rows->batch, count, sizeof rows->batch[0], rows_compare);
	rows_step(rows, rows->begin);
	for (size_t i = 0; i < count; i++) {
		const struct rows_row *row = &rows->batch[i];

		bytes_put_u64(tail, row->number);
		(void)sqlite3_bind_int64(insert, 1, (int64_t)(bytes_u64(row->id) >> 1));
		(void)sqlite3_bind_blob(insert, 2, row->id, sizeof row->id, SQLITE_STATIC);
		(void)sqlite3_bind_int(insert, 3, ROWS_TRAY);
		(void)sqlite3_bind_blob(insert, 4, row->mailbox, sizeof row->mailbox,
		    SQLITE_STATIC);
		(void)sqlite3_bind_int(insert, 5, ROWS_WEEK);
		(void)sqlite3_bind_blob(insert, 6, rows->made.body, ENVELOPE_BYTES, SQLITE_STATIC);
		rows_step(rows, insert);
	}
	rows_step(rows, rows->commit);
	if (rows->log_pages < ROWS_TIDY_PAGES)
		return;
	if (sqlite3_wal_checkpoint_v2(rows->database, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL,
	    NULL) != SQLITE_OK)
		rows_die(rows);
	rows->log_pages = 0;
}

int
main(int argc, char **argv)
{
	static struct rows rows;
	uint64_t first, count, commits, done = 0;
	double took = 0;

	secret_start();
	count = argc == 6 ? strtoull(argv[4], NULL, 10) : 0;
	commits = argc == 6 ? strtoull(argv[5], NULL, 10) : 0;
	if (commits == 0 || count < commits || count / commits >= ROWS_BATCH_MOST) {
		(void)fputs("Usage: rows FILE SEED FIRST ROWS COMMITS\n", stderr);
		return 2;
	}
	first = strtoull(argv[3], NULL, 10);
	made_start(&rows.made, strtoull(argv[2], NULL, 10));
	rows_open(&rows, argv[1]);
	for (uint64_t i = 1; i <= commits; i++) {
		size_t batch = (size_t)(count * i / commits - done);
		double started;

		for (size_t j = 0; j < batch; j++) {
			struct rows_row *row = &rows.batch[j];

			row->number = first + done + j;
			made_one(&rows.made, row->number, row->id, row->mailbox);
		}
		started = rows_now();
		rows_write(&rows, batch);
		took += rows_now() - started;
		done += batch;
	}
	(void)printf("{\"rows\":%llu,\"commits\":%llu,\"seconds\":%.4f}\n",
	    (unsigned long long)count, (unsigned long long)commits, took);
	(void)sqlite3_finalize(rows.begin);
	(void)sqlite3_finalize(rows.insert);
	(void)sqlite3_finalize(rows.commit);
	(void)sqlite3_close(rows.database);
	return 0;
}
