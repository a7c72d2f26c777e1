/* SPDX-License-Identifier: ISC */
/*
 * What the two halves of the store share: store.c has the file, store_rows.c the rows. Nobody else
 * includes this. One thread at a time.
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
	STORE_IS_WITHDRAWN,
	STORE_INSERT,
	STORE_RECORD,
	STORE_IDS,
	STORE_WITHDRAWALS,
	STORE_COUNT,
	STORE_COUNT_WITHDRAWALS,
	STORE_EVER_HELD,
	STORE_ERASE_MAILBOX,
	STORE_WITHDRAW,
	STORE_MARK_DONE,
	STORE_ERASE_ONE,
	STORE_REPLY_SLOTS,
	STORE_REPLY_COUNT,
	STORE_REPLY_BODY,
	STORE_STATEMENTS,
};

struct store {
	sqlite3 *database;
	sqlite3_stmt *statements[STORE_STATEMENTS];
	int folder; /* for measuring space */
	int log_pages; /* of the write-ahead log, after the last commit */
	bool erasing;  /* something, in this transaction */
	bool erased;   /* something, since the log was last emptied */
};

/* Sorts what SQLite says into what callers do about it. */
enum store_result store_trouble(struct store *store, const char *what, struct error *error);

/* Of store_rows.c, for its other half store_erase.c. */
int64_t store_slot(const uint8_t id[ENVELOPE_ID_BYTES]);
/* Whether a column holds these bytes. */
bool store_column_is(sqlite3_stmt *statement, int column, const uint8_t *bytes, size_t length);
int store_column_add(struct buffer *out, sqlite3_stmt *statement, int column, size_t length);
enum store_result store_end(struct store *store, sqlite3_stmt *statement, int code,
    const char *what, struct error *error);
enum store_result store_damaged_row(struct error *error);

/* Of store_erase.c: erases a reply of this mailbox. *held: it was there. */
enum store_result store_erase_reply(struct store *store,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], const uint8_t id[ENVELOPE_ID_BYTES], bool *held,
    struct error *error);

/* Readies all statements. */
int store_prepare(struct store *store, struct error *error);

#endif
