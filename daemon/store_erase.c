/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/store_inside.h"

/* What is taken back, and the answer to a check, which must not tell what a mailbox holds. */

#define STORE_TIDY_PAGES 500 /* of the write-ahead log: puts wait while they are moved */

enum store_result
store_change(struct store *store, sqlite3_stmt *statement, int *changed, struct error *error)
{
	int code = sqlite3_step(statement);

	*changed = code == SQLITE_DONE ? sqlite3_changes(store->database) : 0;
	return store_end(store, statement, code, "be written", error);
}

/* Changes the row of this slot, unless it is known to be damaged. After damage in a transaction
 * SQLite writes nothing more until all of it is rolled back; so the row is remembered, and passed
 * over when the transaction is tried again. */
static enum store_result
store_change_row(struct store *store, int64_t slot, sqlite3_stmt *statement, int *changed,
    struct error *error)
{
	enum store_result result;

	*changed = 0;
	if (store_slots_hold(&store->damaged, slot)) {
		(void)sqlite3_clear_bindings(statement);
		return store_damaged_row(error);
	}
	result = store_change(store, statement, changed, error);
	if (result == STORE_DAMAGED) {
		store_slots_add(&store->damaged, slot);
		store_slots_add(&store->unreadable, slot);
		store->passable = true;
	}
	return result;
}

bool
store_is_spoilt(const struct store *store, bool *passable)
{
	*passable = store->passable;
	return store->spoilt;
}

enum store_result
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
	/* A full disk: the log keeps what was committed, and grows no further since new envelopes
	 * are refused. */
	return result == STORE_OK || result == STORE_NO_SPACE ? STORE_OK : STORE_FAILED;
}

enum store_result
store_settle(struct store *store, struct error *error)
{
	return store->log_pages > 0 ? store_write_back(store, SQLITE_CHECKPOINT_PASSIVE, error) :
	    STORE_OK;
}

/* SQLite cuts the log and does not sync that: where the power went then, all that it held would lie
 * there again. */
enum store_result
store_sync_cut(struct store *store, struct error *error)
{
	sqlite3_file *log = NULL;

	if (sqlite3_file_control(store->database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) !=
		SQLITE_OK || log == NULL || log->pMethods == NULL)
		error_bug("the store has no log");
	if (log->pMethods->xSync(log, SQLITE_SYNC_NORMAL) == SQLITE_OK)
		return STORE_OK;
	(void)error_system(error, "the store cannot be written back");
	return STORE_FAILED;
}

enum store_result
store_scrub(struct store *store, struct error *error)
{
	enum store_result result;

	if (!store->erased)
		return STORE_OK;
	result = store_write_back(store, SQLITE_CHECKPOINT_TRUNCATE, error);
	return result == STORE_OK ? store_sync_cut(store, error) : result;
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

static enum store_result
store_delete(struct store *store, int64_t slot, bool *held, struct error *error)
{
	sqlite3_stmt *statement = store->statements[STORE_DELETE];
	enum store_result result;
	int changed;

	(void)sqlite3_bind_int64(statement, 1, slot);
	result = store_change_row(store, slot, statement, &changed, error);
	*held = changed > 0;
	store->erasing |= changed > 0;
	return result;
}

/* Row by row, so that one that is damaged keeps no other. */
static enum store_result
store_erase_mailbox(struct store *store, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES],
    struct error *error)
{
	sqlite3_stmt *find = store->statements[STORE_MAILBOX_SLOTS];
	sqlite3_stmt *forget = store->statements[STORE_FORGET_MAILBOX];
	struct store_slots list = { NULL, 0, 0 };
	bool damaged = false, held;
	enum store_result result;
	int code, changed;

	(void)sqlite3_bind_blob(find, 1, mailbox, ENVELOPE_MAILBOX_BYTES, SQLITE_STATIC);
	while ((code = sqlite3_step(find)) == SQLITE_ROW)
		store_slots_add(&list, sqlite3_column_int64(find, 0));
	result = store_end(store, find, code, "be read", error);
	for (size_t i = 0; i < list.count && result == STORE_OK; i++) {
		result = store_delete(store, list.slots[i], &held, error);
		if (result == STORE_DAMAGED && !store->spoilt) {
			damaged = true;
			result = STORE_OK;
		}
	}
	free(list.slots);
	if (result == STORE_OK) {
		(void)sqlite3_bind_blob(forget, 1, mailbox, ENVELOPE_MAILBOX_BYTES, SQLITE_STATIC);
		result = store_change(store, forget, &changed, error);
	}
	return result == STORE_OK && damaged ? store_damaged_row(error) : result;
}

enum store_result
store_withdraw(struct store *store, const struct withdrawal *withdrawal, bool always, bool *kept,
    struct error *error)
{
	sqlite3_stmt *insert = store->statements[STORE_WITHDRAW];
	enum store_result result;
	bool held = false;
	int changed = 0;

	*kept = false;
	result = store_ever_held(store, withdrawal->mailbox, &held, error);
	if (result != STORE_OK || !(held || always))
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
	if (result != STORE_OK)
		return result;
	return store_erase_mailbox(store, withdrawal->mailbox, error);
}

enum store_result
store_mark_done(struct store *store, const uint8_t id[ENVELOPE_ID_BYTES], uint32_t week,
    bool *held, struct error *error)
{
	static const enum store_statement both[] = { STORE_MARK_DONE, STORE_MARK_ERASED };
	enum store_result result = STORE_OK;
	int changed = 0;

	for (size_t i = 0; i < 2 && result == STORE_OK && changed == 0; i++) {
		sqlite3_stmt *statement = store->statements[both[i]];

		(void)sqlite3_bind_int64(statement, 1, store_slot(id));
		(void)sqlite3_bind_blob(statement, 2, id, ENVELOPE_ID_BYTES, SQLITE_STATIC);
		(void)sqlite3_bind_int64(statement, 3, week);
		result = store_change_row(store, store_slot(id), statement, &changed, error);
	}
	*held = changed > 0;
	return result == STORE_OK && *held ? store_note(store, week, error) : result;
}

/* Whether the row in this id's slot is this id, in this tray. */
static enum store_result
store_is_here(struct store *store, const uint8_t id[ENVELOPE_ID_BYTES], enum tray tray, bool *here,
    struct error *error)
{
	sqlite3_stmt *find = store->statements[STORE_FIND];
	int code;

	(void)sqlite3_bind_int64(find, 1, store_slot(id));
	code = sqlite3_step(find);
	*here = code == SQLITE_ROW && store_column_is(find, 0, id, ENVELOPE_ID_BYTES) &&
	    sqlite3_column_int(find, 1) == (int)tray;
	return store_end(store, find, code, "be read", error);
}

enum store_result
store_erase(struct store *store, const uint8_t id[ENVELOPE_ID_BYTES], enum tray tray, bool *held,
    struct error *error)
{
	sqlite3_stmt *forget = store->statements[STORE_FORGET_ONE];
	enum store_result result = store_is_here(store, id, tray, held, error);
	int changed;

	if (result == STORE_OK && *held)
		return store_delete(store, store_slot(id), held, error);
	if (result != STORE_OK)
		return result;
	(void)sqlite3_bind_int64(forget, 1, store_slot(id));
	(void)sqlite3_bind_blob(forget, 2, id, ENVELOPE_ID_BYTES, SQLITE_STATIC);
	(void)sqlite3_bind_int(forget, 3, (int)tray);
	return store_change(store, forget, &changed, error);
}

enum store_result
store_let_go(struct store *store, int64_t slot, struct error *error)
{
	sqlite3_stmt *trace = store->statements[STORE_KEEP_TRACE];
	enum store_result result;
	int changed;
	bool held;

	if (store_slots_hold(&store->damaged, slot))
		return store_damaged_row(error);
	(void)sqlite3_bind_int64(trace, 1, slot);
	result = store_change(store, trace, &changed, error);
	return result == STORE_OK && changed > 0 ? store_delete(store, slot, &held, error) : result;
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
	if (wanted && (damaged || result == STORE_DAMAGED))
		store_slots_add(&store->unreadable, slot);
	if (!wanted || damaged)
		out->length = before;
	/* The damage of what was read for the sake of reading is nobody's here. */
	if (!wanted && result == STORE_DAMAGED)
		return STORE_OK;
	return result == STORE_OK && damaged && wanted ? store_damaged_row(error) : result;
}
