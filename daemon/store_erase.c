/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <sodium.h>
#include <string.h>

#include "daemon/store_inside.h"

/* What is taken back, and the answer to a check, which must not tell what a mailbox holds. */

#define STORE_TIDY_PAGES 1000 /* of the write-ahead log */

/* Runs a statement that changes rows; *changed says how many. */
static enum store_result
store_change(struct store *store, sqlite3_stmt *statement, int *changed, struct error *error)
{
	int code = sqlite3_step(statement);

	*changed = code == SQLITE_DONE ? sqlite3_changes(store->database) : 0;
	return store_end(store, statement, code, "be written", error);
}

static enum store_result
store_write_back(struct store *store, int mode, struct error *error)
{
	if (sqlite3_wal_checkpoint_v2(store->database, NULL, mode, NULL, NULL) != SQLITE_OK)
		return store_trouble(store, "be written back", error);
	store->log_pages = 0;
	store->erased = store->erased && mode != SQLITE_CHECKPOINT_TRUNCATE;
	return STORE_OK;
}

enum store_result
store_tidy(struct store *store, struct error *error)
{
	enum store_result result = STORE_OK;

	if (store->log_pages >= STORE_TIDY_PAGES)
		result = store_write_back(store, SQLITE_CHECKPOINT_PASSIVE, error);
	/* A full disk: the log keeps what was committed, and grows no further since new envelopes are
	 * refused. */
	return result == STORE_OK || result == STORE_NO_SPACE ? STORE_OK : STORE_FAILED;
}

enum store_result
store_settle(struct store *store, struct error *error)
{
	return store->log_pages > 0 ? store_write_back(store, SQLITE_CHECKPOINT_PASSIVE, error) :
	    STORE_OK;
}

enum store_result
store_scrub(struct store *store, struct error *error)
{
	return store->erased ? store_write_back(store, SQLITE_CHECKPOINT_TRUNCATE, error) : STORE_OK;
}

static enum store_result
store_ever_held(struct store *store, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], bool *held,
    struct error *error)
{
	sqlite3_stmt *statement = store->statements[STORE_EVER_HELD];
	int code;

	(void)sqlite3_bind_blob(statement, 1, mailbox, ENVELOPE_MAILBOX_BYTES, SQLITE_STATIC);
	code = sqlite3_step(statement);
	*held = code == SQLITE_ROW;
	return store_end(store, statement, code, "be read", error);
}

enum store_result
store_withdraw(struct store *store, const struct withdrawal *withdrawal, bool always, bool *kept,
    struct error *error)
{
	sqlite3_stmt *erase = store->statements[STORE_ERASE_MAILBOX];
	sqlite3_stmt *insert = store->statements[STORE_WITHDRAW];
	enum store_result result;
	bool held = false;
	int changed = 0;

	*kept = false;
	result = store_ever_held(store, withdrawal->mailbox, &held, error);
	if (result != STORE_OK || !(held || always))
		return result;
	(void)sqlite3_bind_blob(erase, 1, withdrawal->mailbox, ENVELOPE_MAILBOX_BYTES,
	    SQLITE_STATIC);
	result = store_change(store, erase, &changed, error);
	store->erasing |= changed > 0;
	if (result != STORE_OK)
		return result;
	(void)sqlite3_bind_blob(insert, 1, withdrawal->mailbox, ENVELOPE_MAILBOX_BYTES,
	    SQLITE_STATIC);
	(void)sqlite3_bind_blob(insert, 2, withdrawal->author, sizeof withdrawal->author,
	    SQLITE_STATIC);
	(void)sqlite3_bind_blob(insert, 3, withdrawal->signature, sizeof withdrawal->signature,
	    SQLITE_STATIC);
	(void)sqlite3_bind_int64(insert, 4, withdrawal->week);
	result = store_change(store, insert, &changed, error);
	*kept = changed > 0;
	return result;
}

enum store_result
store_mark_done(struct store *store, const uint8_t id[ENVELOPE_ID_BYTES], uint32_t week,
    bool *held, struct error *error)
{
	sqlite3_stmt *statement = store->statements[STORE_MARK_DONE];
	enum store_result result;
	int changed;

	(void)sqlite3_bind_int64(statement, 1, store_slot(id));
	(void)sqlite3_bind_blob(statement, 2, id, ENVELOPE_ID_BYTES, SQLITE_STATIC);
	(void)sqlite3_bind_int64(statement, 3, week);
	result = store_change(store, statement, &changed, error);
	*held = changed > 0;
	return result;
}

enum store_result
store_erase(struct store *store, const uint8_t id[ENVELOPE_ID_BYTES], enum tray tray, bool *held,
    struct error *error)
{
	sqlite3_stmt *statement = store->statements[STORE_ERASE_ONE];
	enum store_result result;
	int changed;

	(void)sqlite3_bind_int64(statement, 1, store_slot(id));
	(void)sqlite3_bind_blob(statement, 2, id, ENVELOPE_ID_BYTES, SQLITE_STATIC);
	(void)sqlite3_bind_int(statement, 3, (int)tray);
	result = store_change(store, statement, &changed, error);
	*held = changed > 0;
	store->erasing |= changed > 0;
	return result;
}

enum store_result
store_erase_reply(struct store *store, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES],
    const uint8_t id[ENVELOPE_ID_BYTES], bool *held, struct error *error)
{
	const struct store_row row = { .id = id, .tray = TRAY_REPLY, .mailbox = mailbox };
	enum store_put put;
	enum store_result result = store_look(store, &row, &put, error);

	*held = false;
	if (result != STORE_OK || put != STORE_HELD)
		return result;
	return store_erase(store, id, TRAY_REPLY, held, error);
}

enum store_result
store_replies(struct store *store, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES],
    int64_t slots[STORE_REPLIES_MOST], size_t *count, struct error *error)
{
	sqlite3_stmt *statement = store->statements[STORE_REPLY_SLOTS];
	int code;

	*count = 0;
	(void)sqlite3_bind_blob(statement, 1, mailbox, ENVELOPE_MAILBOX_BYTES, SQLITE_STATIC);
	while ((code = sqlite3_step(statement)) == SQLITE_ROW && *count < STORE_REPLIES_MOST)
		slots[(*count)++] = sqlite3_column_int64(statement, 0);
	return store_end(store, statement, code, "be read", error);
}

enum store_result
store_reply(struct store *store, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], int64_t slot,
    struct buffer *out, struct error *error)
{
	sqlite3_stmt *statement = store->statements[STORE_REPLY_BODY];
	bool wanted = slot >= 0, damaged = false;
	size_t before = out->length;
	enum store_result result;
	uint64_t anywhere;
	int code;

	/* Where there is none, some row is read in its place. */
	randombytes_buf(&anywhere, sizeof anywhere);
	(void)sqlite3_bind_int64(statement, 1, wanted ? slot : (int64_t)(anywhere >> 1));
	code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		wanted = wanted && sqlite3_column_int64(statement, 0) == slot &&
		    sqlite3_column_int(statement, 1) == TRAY_REPLY &&
		    store_column_is(statement, 2, mailbox, ENVELOPE_MAILBOX_BYTES);
		damaged = store_column_add(out, statement, 3, ENVELOPE_BYTES) != 0;
		if (damaged && (sqlite3_errcode(store->database) & 0xff) == SQLITE_IOERR)
			code = SQLITE_IOERR;
	}
	result = store_end(store, statement, code, "be read", error);
	if (!wanted || damaged)
		out->length = before;
	/* The damage of what was read for the sake of reading is nobody's here. */
	if (!wanted && result == STORE_DAMAGED)
		return STORE_OK;
	return result == STORE_OK && damaged && wanted ? store_damaged_row(error) : result;
}
