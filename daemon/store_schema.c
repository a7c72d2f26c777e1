/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "daemon/store_inside.h"

/* Tables and indexes of each version, as its sqlite_schema counts them. */
#define STORE_OBJECTS_1 "4"
#define STORE_OBJECTS_2 "8"

/* What version 2 added.
 * erased: of what lost its body by age, all but that and its mark.
 * calendar: see retention.h. A week in which rows came, or were marked done, is always in it.
 * upkeep: one row, lived time in minutes, and the week in which the store was last put in order. */
#define STORE_SCHEMA_2 \
	"CREATE TABLE erased(" \
	" slot INTEGER PRIMARY KEY," \
	" id BLOB NOT NULL CHECK(length(id) = 32)," \
	" tray INTEGER NOT NULL CHECK(tray BETWEEN 1 AND 3)," \
	" mailbox BLOB NOT NULL CHECK(length(mailbox) = 32)," \
	" week INTEGER NOT NULL," \
	" done INTEGER) STRICT;" \
	"CREATE INDEX erased_mailbox ON erased(mailbox, tray);" \
	"CREATE TABLE calendar(" \
	" week INTEGER PRIMARY KEY," \
	" lived INTEGER NOT NULL," \
	" warned INTEGER) STRICT;" \
	"CREATE TABLE upkeep(" \
	" one INTEGER PRIMARY KEY CHECK(one = 1)," \
	" lived INTEGER NOT NULL," \
	" ordered INTEGER NOT NULL) STRICT;" \
	"INSERT INTO upkeep VALUES(1, 0, 0);"

/* slot: the first 8 bytes of the id, shifted right by one, so that rows lie in the order of their
 * ids and need no second index. WITHOUT ROWID: a rowid would number withdrawals as they came.
 * campaign: one row, whose store this is, and the highest serial seen. */
const char store_schema[] =
    "CREATE TABLE envelope("
    " slot INTEGER PRIMARY KEY,"
    " id BLOB NOT NULL CHECK(length(id) = 32),"
    " tray INTEGER NOT NULL CHECK(tray BETWEEN 1 AND 3),"
    " mailbox BLOB NOT NULL CHECK(length(mailbox) = 32),"
    " week INTEGER NOT NULL,"
    " done INTEGER,"
    " body BLOB) STRICT;"
    "CREATE INDEX envelope_mailbox ON envelope(mailbox, tray);"
    "CREATE TABLE withdrawal("
    " mailbox BLOB PRIMARY KEY CHECK(length(mailbox) = 32),"
    " author BLOB NOT NULL CHECK(length(author) = 32),"
    " signature BLOB NOT NULL CHECK(length(signature) = 64),"
    " week INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE campaign("
    " one INTEGER PRIMARY KEY CHECK(one = 1),"
    " signing_key BLOB NOT NULL CHECK(length(signing_key) = 32),"
    " serial INTEGER NOT NULL) STRICT;"
    STORE_SCHEMA_2;

/* Rows without a body were always allowed, though no version wrote any. The age of what is there
 * begins now, with lived time. */
static const char store_from_1[] =
    "BEGIN IMMEDIATE;" STORE_SCHEMA_2
    "INSERT INTO erased SELECT slot, id, tray, mailbox, week, done FROM envelope"
    " WHERE body IS NULL;"
    "DELETE FROM envelope WHERE body IS NULL;"
    "INSERT INTO calendar(week, lived) SELECT week, 0 FROM envelope"
    " UNION SELECT done, 0 FROM envelope WHERE done IS NOT NULL;"
    "PRAGMA user_version=2; COMMIT;";

/* A trigger that somebody put in could undo what is answered 201. */
static int
store_check_objects(struct store *store, const char *wanted, struct error *error)
{
	return store_pragma(store, "SELECT count(*) FROM sqlite_schema", wanted, error);
}

int
store_migrate(struct store *store, struct error *error)
{
	sqlite3_stmt *statement = NULL;
	int version = 0;

	if (sqlite3_prepare_v2(store->database, "PRAGMA user_version", -1, &statement, NULL) ==
		SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
		version = sqlite3_column_int(statement, 0);
	(void)sqlite3_finalize(statement);
	if (version == STORE_VERSION)
		return store_check_objects(store, STORE_OBJECTS_2, error);
	if (version != 1) {
		(void)store_trouble(store, "be read", error);
		return -1;
	}
	if (store_check_objects(store, STORE_OBJECTS_1, error) != 0)
		return -1;
	if (store_execute(store, store_from_1, error) != 0) {
		store_rollback(store);
		return -1;
	}
	return 0;
}

/* All that is asked of it while it runs. */
static const char *const store_sql[STORE_STATEMENTS] = {
	[STORE_BEGIN] = "BEGIN IMMEDIATE",
	[STORE_COMMIT] = "COMMIT",
	[STORE_FIND] = "SELECT id, tray, mailbox FROM envelope WHERE slot = ?1",
	[STORE_FIND_ERASED] = "SELECT id, tray, mailbox, done IS NOT NULL FROM erased"
			      " WHERE slot = ?1",
	[STORE_IS_WITHDRAWN] = "SELECT 1 FROM withdrawal WHERE mailbox = ?1",
	[STORE_INSERT] = "INSERT INTO envelope(slot, id, tray, mailbox, week, body)"
			 " VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
	[STORE_RECORD] = "SELECT tray, mailbox, week, body FROM envelope"
			 " WHERE slot = ?1 AND id = ?2 AND body IS NOT NULL",
	[STORE_IDS] = "SELECT tray, id, slot FROM envelope NOT INDEXED WHERE body IS NOT NULL"
		      " ORDER BY slot",
	[STORE_SLOTS] = "SELECT slot FROM envelope INDEXED BY envelope_mailbox WHERE slot > ?1",
	[STORE_ID] = "SELECT tray, id, slot FROM envelope WHERE slot = ?1",
	[STORE_WITHDRAWALS] = "SELECT mailbox, author, signature, week FROM withdrawal"
			      " ORDER BY mailbox",
	[STORE_WITHDRAWALS_BACK] = "SELECT mailbox, author, signature, week FROM withdrawal"
				   " ORDER BY mailbox DESC",
	[STORE_COUNT] = "SELECT tray, count(*) FROM envelope WHERE body IS NOT NULL GROUP BY tray",
	[STORE_COUNT_WITHDRAWALS] = "SELECT count(*) FROM withdrawal",
	[STORE_EVER_HELD] = "SELECT 1 FROM envelope WHERE mailbox = ?1"
			    " UNION ALL SELECT 1 FROM erased WHERE mailbox = ?1 LIMIT 1",
	[STORE_MAILBOX_SLOTS] = "SELECT slot FROM envelope WHERE mailbox = ?1",
	[STORE_DELETE] = "DELETE FROM envelope WHERE slot = ?1",
	[STORE_FORGET] = "DELETE FROM erased WHERE slot = ?1",
	[STORE_FORGET_MAILBOX] = "DELETE FROM erased WHERE mailbox = ?1",
	[STORE_FORGET_ONE] = "DELETE FROM erased WHERE slot = ?1 AND id = ?2 AND tray = ?3",
	[STORE_WITHDRAW] = "INSERT OR IGNORE INTO withdrawal(mailbox, author, signature, week)"
			   " VALUES(?1, ?2, ?3, ?4)",
	[STORE_MARK_DONE] = "UPDATE envelope SET done = ifnull(done, ?3)"
			    " WHERE slot = ?1 AND id = ?2 AND tray = 1",
	[STORE_MARK_ERASED] = "UPDATE erased SET done = ifnull(done, ?3)"
			      " WHERE slot = ?1 AND id = ?2 AND tray = 1",
	[STORE_NOTE] = "INSERT INTO calendar(week, lived) VALUES(?1, ?2)"
		       " ON CONFLICT(week) DO UPDATE SET lived = max(lived, ?2)",
	[STORE_CALENDAR] = "SELECT week, lived, warned FROM calendar ORDER BY week",
	[STORE_WARN] = "UPDATE calendar SET warned = ?2 WHERE week = ?1",
	[STORE_UPKEEP] = "SELECT lived, ordered FROM upkeep",
	[STORE_SET_LIVED] = "UPDATE upkeep SET lived = max(lived, ?1)",
	[STORE_SET_ORDERED] = "UPDATE upkeep SET ordered = ?1",
	[STORE_SURVEY] = "SELECT slot, week, done FROM envelope NOT INDEXED WHERE slot > ?1"
			 " ORDER BY slot LIMIT ?2",
	[STORE_KEEP_TRACE] = "INSERT OR REPLACE INTO erased"
			     " SELECT slot, id, tray, mailbox, week, done FROM envelope"
			     " WHERE slot = ?1",
	[STORE_REPLY_SLOTS] = "SELECT slot FROM envelope WHERE mailbox = ?1 AND tray = 2"
			      " ORDER BY slot LIMIT 4",
	[STORE_REPLY_COUNT] = "SELECT count(*) FROM envelope WHERE mailbox = ?1 AND tray = 2",
	/* The row of a slot or, where it is not held, the next one; after the last, the first. */
	[STORE_REPLY_BODY] = "SELECT slot, tray, mailbox, body FROM envelope WHERE slot ="
			     " coalesce((SELECT min(slot) FROM envelope WHERE slot >= ?1),"
			     " (SELECT min(slot) FROM envelope))",
};

int
store_prepare(struct store *store, struct error *error)
{
	for (int i = 0; i < STORE_STATEMENTS; i++)
		if (sqlite3_prepare_v3(store->database, store_sql[i], -1, SQLITE_PREPARE_PERSISTENT,
			&store->statements[i], NULL) != SQLITE_OK) {
			(void)store_trouble(store, "be read", error);
			return -1;
		}
	return 0;
}
