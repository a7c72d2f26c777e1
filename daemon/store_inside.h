/* SPDX-License-Identifier: ISC */
/*
 * What the parts of the store share: store.c has the file, store_schema.c what is in it,
 * store_rows.c the rows, store_index.c all of them, store_damage.c those that cannot be read,
 * store_erase.c what takes back, store_calendar.c what time does, and store_order.c puts all in
 * order. Nobody else includes this. One thread at a time.
 */
#ifndef TESTIMONY_STORE_INSIDE_H
#define TESTIMONY_STORE_INSIDE_H

#include <sqlite3.h>
#include <stdbool.h>

#include "daemon/store.h"

enum store_statement {
	STORE_BEGIN,
	STORE_COMMIT,
	STORE_FIND,
	STORE_FIND_ERASED,
	STORE_IS_WITHDRAWN,
	STORE_INSERT,
	STORE_RECORD,
	STORE_IDS,
	STORE_SLOTS,
	STORE_ID,
	STORE_WITHDRAWALS,
	STORE_WITHDRAWALS_BACK,
	STORE_COUNT,
	STORE_COUNT_WITHDRAWALS,
	STORE_EVER_HELD,
	STORE_MAILBOX_SLOTS,
	STORE_DELETE,
	STORE_FORGET,
	STORE_FORGET_MAILBOX,
	STORE_FORGET_ONE,
	STORE_WITHDRAW,
	STORE_MARK_DONE,
	STORE_MARK_ERASED,
	STORE_NOTE,
	STORE_CALENDAR,
	STORE_WARN,
	STORE_UPKEEP,
	STORE_SET_LIVED,
	STORE_SET_ORDERED,
	STORE_SURVEY,
	STORE_KEEP_TRACE,
	STORE_REPLY_SLOTS,
	STORE_REPLY_COUNT,
	STORE_REPLY_BODY,
	STORE_STATEMENTS,
};

/* Ascending, each once. */
struct store_slots {
	int64_t *slots; /* malloc */
	size_t count, size;
};

struct store {
	sqlite3 *database;
	sqlite3_stmt *statements[STORE_STATEMENTS];
	struct buffer path;
	bool ballast; /* there is a file that keeps space for erasing */
	int folder; /* for measuring space, and locked while the store is opened or put in order */
	int log_pages; /* of the write-ahead log, after the last commit */
	bool erasing;  /* something, in this transaction */
	bool erased;   /* something, since the log was last emptied */
	struct store_slots unreadable; /* rows that could not be read or erased, since the start */
	struct store_slots damaged; /* of those, the ones that are not tried to be erased again */
	bool astray;   /* there is damage of which no row is known */
	bool spoilt;   /* this transaction, by damage */
	bool passable; /* and it was a row that is passed over next time */
	int old;       /* the file before it was put in order, which is being written over, or -1 */
	uint64_t old_at;
	uint32_t week; /* of the wall clock, and lived time (minutes): as store_set_time had them */
	int64_t lived;
	uint32_t noted_week; /* what the calendar says of the week that was last noted */
	int64_t noted;
};

/* Sorts what SQLite says into what callers do about it. */
enum store_result store_trouble(struct store *store, const char *what, struct error *error);

/* Of store.c. */
int store_execute(struct store *store, const char *sql, struct error *error);
/* A statement whose answer must be this text: SQLite does not fail where it cannot do as asked. */
int store_pragma(struct store *store, const char *sql, const char *wanted, struct error *error);
/* Opens the file and readies the connection. -1: it is closed again. */
int store_connect(struct store *store, struct error *error);
/* Closes the connection; where `whole`, writes all back first, and the log is removed. */
int store_disconnect(struct store *store, bool whole, struct error *error);
/* Locks the folder against others who would open the store; -1: somebody has it. */
int store_lock_folder(struct store *store, struct error *error);
void store_unlock_folder(struct store *store);

/* Of store_order.c: removes a copy that was left half made. */
void store_remove_copy(const struct store *store);

/* Of store_schema.c. */
#define STORE_APPLICATION 0x54737479 /* "Tsty", at byte 68 of the file */
#define STORE_VERSION 2              /* at byte 60 */
#define STORE_VERSION_FIRST 1        /* the oldest that is migrated */
extern const char store_schema[];
/* Refuses what is not in the schema; brings an older store up to this version. */
int store_migrate(struct store *store, struct error *error);
/* Readies all statements. */
int store_prepare(struct store *store, struct error *error);

/* Of store_rows.c. */
int64_t store_slot(const uint8_t id[ENVELOPE_ID_BYTES]);
/* Whether a column holds these bytes. */
bool store_column_is(sqlite3_stmt *statement, int column, const uint8_t *bytes, size_t length);
int store_column_add(struct buffer *out, sqlite3_stmt *statement, int column, size_t length);
enum store_result store_end(struct store *store, sqlite3_stmt *statement, int code,
    const char *what, struct error *error);
enum store_result store_damaged_row(struct error *error);

/* Of store_damage.c. */
bool store_slots_hold(const struct store_slots *list, int64_t slot);
void store_slots_add(struct store_slots *list, int64_t slot);

/* Of store_erase.c: runs a statement that changes rows; *changed says how many. */
enum store_result store_change(struct store *store, sqlite3_stmt *statement, int *changed,
    struct error *error);
/* Of store_calendar.c: in this transaction, notes for the calendar that rows of this week are
 * here. */
enum store_result store_note(struct store *store, uint32_t week, struct error *error);
/* Of store_erase.c: after the log was cut to nothing: on the disk, too. */
enum store_result store_sync_cut(struct store *store, struct error *error);
/* Of store_erase.c: moves all that was committed into the main file. */
enum store_result store_write_back(struct store *store, int mode, struct error *error);

/* Of store_erase.c: erases a reply of this mailbox. *held: it was there. */
enum store_result store_erase_reply(struct store *store,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], const uint8_t id[ENVELOPE_ID_BYTES], bool *held,
    struct error *error);

#endif
