/* SPDX-License-Identifier: ISC */
/*
 * What the two halves of the store share: store.c has the file, store_rows.c the rows. Nobody else
 * includes this. One thread at a time.
 */
#ifndef TESTIMONY_STORE_INSIDE_H
#define TESTIMONY_STORE_INSIDE_H

#include <sqlite3.h>

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
	STORE_STATEMENTS,
};

struct store {
	sqlite3 *database;
	sqlite3_stmt *statements[STORE_STATEMENTS];
	int folder; /* for measuring space */
	int log_pages; /* of the write-ahead log, after the last commit */
};

/* Sorts what SQLite says into what callers do about it. */
enum store_result store_trouble(struct store *store, const char *what, struct error *error);

/* Readies all statements. */
int store_prepare(struct store *store, struct error *error);

#endif
