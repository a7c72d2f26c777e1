/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/store.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>
#include <sys/statvfs.h>

#include "daemon/store_inside.h"

int64_t
store_slot(const uint8_t id[ENVELOPE_ID_BYTES])
{
	return (int64_t)(bytes_u64(id) >> 1);
}

bool
store_column_is(sqlite3_stmt *statement, int column, const uint8_t *bytes, size_t length)
{
	const void *value = sqlite3_column_blob(statement, column);

	return value != NULL && (size_t)sqlite3_column_bytes(statement, column) == length &&
	    memcmp(value, bytes, length) == 0;
}

/* Adds a column of exactly this length. */
int
store_column_add(struct buffer *out, sqlite3_stmt *statement, int column, size_t length)
{
	const void *value = sqlite3_column_blob(statement, column);

	if (value == NULL || (size_t)sqlite3_column_bytes(statement, column) != length)
		return -1;
	buffer_append(out, value, length);
	return 0;
}

/* Ends a statement; `code` is what its last step said. */
enum store_result
store_end(struct store *store, sqlite3_stmt *statement, int code, const char *what,
    struct error *error)
{
	enum store_result result = STORE_OK;

	if (code != SQLITE_DONE && code != SQLITE_ROW)
		result = store_trouble(store, what, error);
	(void)sqlite3_reset(statement);
	(void)sqlite3_clear_bindings(statement);
	if (result == STORE_DAMAGED && !sqlite3_get_autocommit(store->database))
		store->spoilt = true;
	return result;
}

enum store_result
store_damaged_row(struct error *error)
{
	(void)error_refuse(error, "a row of the store is damaged");
	return STORE_DAMAGED;
}

enum store_result
store_begin(struct store *store, struct error *error)
{
	sqlite3_stmt *statement = store->statements[STORE_BEGIN];

	store->spoilt = store->passable = false;
	return store_end(store, statement, sqlite3_step(statement), "be written", error);
}

enum store_result
store_commit(struct store *store, struct error *error)
{
	sqlite3_stmt *statement = store->statements[STORE_COMMIT];
	enum store_result result;

	result = store_end(store, statement, sqlite3_step(statement), "be written", error);
	if (result != STORE_OK)
		store_rollback(store);
	store->erased |= store->erasing;
	store->erasing = false;
	return result;
}

void
store_rollback(struct store *store)
{
	/* Some errors have rolled back already. */
	if (!sqlite3_get_autocommit(store->database))
		(void)sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
	store->erasing = false;
}

/* Whether the row of a statement (id, tray, mailbox) is this one. */
static enum store_put
store_same(sqlite3_stmt *statement, const struct store_row *row)
{
	if (!store_column_is(statement, 0, row->id, ENVELOPE_ID_BYTES))
		return STORE_SLOT_TAKEN;
	if (sqlite3_column_int(statement, 1) != (int)row->tray ||
	    !store_column_is(statement, 2, row->mailbox, ENVELOPE_MAILBOX_BYTES))
		return STORE_ELSEWHERE;
	return STORE_HELD;
}

/* What a desk has marked done is held there, though its body is gone here; what went by age alone
 * is new again, and *again says that it was here before. */
static enum store_result
store_find(struct store *store, const struct store_row *row, enum store_put *put, bool *again,
    struct error *error)
{
	sqlite3_stmt *find = store->statements[STORE_FIND];
	enum store_result result;
	int code;

	*again = false;
	(void)sqlite3_bind_int64(find, 1, store_slot(row->id));
	code = sqlite3_step(find);
	if (code == SQLITE_ROW)
		*put = store_same(find, row);
	result = store_end(store, find, code, "be read", error);
	if (result != STORE_OK || code == SQLITE_ROW)
		return result;
	find = store->statements[STORE_FIND_ERASED];
	(void)sqlite3_bind_int64(find, 1, store_slot(row->id));
	code = sqlite3_step(find);
	if (code == SQLITE_ROW) {
		*put = store_same(find, row);
		*again = *put == STORE_HELD && sqlite3_column_int(find, 3) == 0;
		if (*again)
			*put = STORE_NEW;
	}
	return store_end(store, find, code, "be read", error);
}

static enum store_result
store_look_closely(struct store *store, const struct store_row *row, enum store_put *put,
    bool *again, struct error *error)
{
	sqlite3_stmt *withdrawn = store->statements[STORE_IS_WITHDRAWN];
	enum store_result result;
	int code;

	*put = STORE_NEW;
	*again = false;
	(void)sqlite3_bind_blob(withdrawn, 1, row->mailbox, ENVELOPE_MAILBOX_BYTES, SQLITE_STATIC);
	code = sqlite3_step(withdrawn);
	if (code == SQLITE_ROW)
		*put = STORE_WITHDRAWN;
	result = store_end(store, withdrawn, code, "be read", error);
	if (result != STORE_OK || *put != STORE_NEW)
		return result;
	return store_find(store, row, put, again, error);
}

enum store_result
store_look(struct store *store, const struct store_row *row, enum store_put *put,
    struct error *error)
{
	bool again;

	return store_look_closely(store, row, put, &again, error);
}

/* A reply takes the place of the one that it names, or else must find room. */
static enum store_result
store_make_room(struct store *store, const struct store_row *row, enum store_put *put,
    struct error *error)
{
	sqlite3_stmt *count = store->statements[STORE_REPLY_COUNT];
	enum store_result result = STORE_OK;
	bool replaced = false;
	int code;

	if (row->replaces != NULL)
		result = store_erase_reply(store, row->mailbox, row->replaces, &replaced, error);
	if (result != STORE_OK || replaced)
		return result;
	(void)sqlite3_bind_blob(count, 1, row->mailbox, ENVELOPE_MAILBOX_BYTES, SQLITE_STATIC);
	code = sqlite3_step(count);
	if (code == SQLITE_ROW && sqlite3_column_int64(count, 0) >= STORE_REPLIES_MOST)
		*put = STORE_FULL;
	return store_end(store, count, code, "be read", error);
}

static enum store_result
store_insert(struct store *store, const struct store_row *row, struct error *error)
{
	sqlite3_stmt *insert = store->statements[STORE_INSERT];

	(void)sqlite3_bind_int64(insert, 1, store_slot(row->id));
	(void)sqlite3_bind_blob(insert, 2, row->id, ENVELOPE_ID_BYTES, SQLITE_STATIC);
	(void)sqlite3_bind_int(insert, 3, (int)row->tray);
	(void)sqlite3_bind_blob(insert, 4, row->mailbox, ENVELOPE_MAILBOX_BYTES, SQLITE_STATIC);
	(void)sqlite3_bind_int64(insert, 5, row->week);
	(void)sqlite3_bind_blob(insert, 6, row->envelope, ENVELOPE_BYTES, SQLITE_STATIC);
	return store_end(store, insert, sqlite3_step(insert), "be written", error);
}

enum store_result
store_put(struct store *store, const struct store_row *row, enum store_put *put,
    struct error *error)
{
	sqlite3_stmt *forget = store->statements[STORE_FORGET];
	enum store_result result;
	bool again;

	result = store_look_closely(store, row, put, &again, error);
	if (result == STORE_OK && *put == STORE_NEW && row->tray == TRAY_REPLY)
		result = store_make_room(store, row, put, error);
	if (result == STORE_OK && *put == STORE_NEW && again) {
		(void)sqlite3_bind_int64(forget, 1, store_slot(row->id));
		result = store_end(store, forget, sqlite3_step(forget), "be written", error);
	}
	if (result == STORE_OK && *put == STORE_NEW)
		result = store_note(store, row->week, error);
	if (result == STORE_OK && *put == STORE_NEW)
		result = store_insert(store, row, error);
	return result;
}

enum store_result
store_record(struct store *store, const uint8_t id[ENVELOPE_ID_BYTES], struct buffer *out,
    struct error *error)
{
	sqlite3_stmt *statement = store->statements[STORE_RECORD];
	size_t before = out->length;
	bool damaged = false;
	enum store_result result;
	int code = SQLITE_DONE;

	(void)sqlite3_bind_int64(statement, 1, store_slot(id));
	(void)sqlite3_bind_blob(statement, 2, id, ENVELOPE_ID_BYTES, SQLITE_STATIC);
	code = sqlite3_step(statement);
	if (code == SQLITE_ROW) {
		buffer_append(out, id, ENVELOPE_ID_BYTES);
		buffer_append_byte(out, (uint8_t)sqlite3_column_int(statement, 0));
		damaged = store_column_add(out, statement, 1, ENVELOPE_MAILBOX_BYTES) != 0;
		buffer_append_u32(out, (uint32_t)sqlite3_column_int64(statement, 2));
		/* A page of the body that cannot be read shows here, and says so itself. */
		if (store_column_add(out, statement, 3, ENVELOPE_BYTES) != 0) {
			damaged = true;
			if ((sqlite3_errcode(store->database) & 0xff) == SQLITE_IOERR)
				code = SQLITE_IOERR;
		}
		if (damaged)
			out->length = before;
	}
	result = store_end(store, statement, code, "be read", error);
	if (result == STORE_DAMAGED || (result == STORE_OK && damaged))
		store_slots_add(&store->unreadable, store_slot(id));
	return result == STORE_OK && damaged ? store_damaged_row(error) : result;
}

enum store_result
store_measure(struct store *store, struct store_space *space, struct error *error)
{
	struct statvfs status;

	if (fstatvfs(store->folder, &status) != 0) {
		(void)error_system(error, "the space that the store has cannot be measured");
		return STORE_FAILED;
	}
	space->free = (uint64_t)status.f_bavail * status.f_frsize;
	space->total = (uint64_t)status.f_blocks * status.f_frsize;
	return STORE_OK;
}

enum store_result
store_campaign(struct store *store, const uint8_t signing_key[32], int64_t serial,
    struct error *error)
{
	static const char put[] = "INSERT INTO campaign(one, signing_key, serial) VALUES(1, ?1, ?2)"
				  " ON CONFLICT(one) DO UPDATE SET serial = ?2";
	sqlite3_stmt *look = NULL, *write = NULL;
	enum store_result result = STORE_OK;
	int64_t seen = 0;
	int code;

	if (sqlite3_prepare_v2(store->database, "SELECT signing_key, serial FROM campaign", -1,
		&look, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(store->database, put, -1, &write, NULL) != SQLITE_OK ||
	    ((code = sqlite3_step(look)) != SQLITE_ROW && code != SQLITE_DONE)) {
		result = store_trouble(store, "be read", error);
		goto out;
	}
	if (code == SQLITE_ROW && !store_column_is(look, 0, signing_key, 32)) {
		(void)error_refuse(error, "the store holds another campaign's envelopes (its "
		    "signing key differs); name another store for this campaign");
		result = STORE_UNDONE;
		goto out;
	}
	if (code == SQLITE_ROW)
		seen = sqlite3_column_int64(look, 1);
	if (serial < seen) {
		(void)error_refuse(error, "the campaign has serial %" PRId64 ", but the store has "
		    "seen %" PRId64 " already: this is an older campaign.json", serial, seen);
		result = STORE_UNDONE;
		goto out;
	}
	(void)sqlite3_reset(look);
	if (serial > seen) {
		(void)sqlite3_bind_blob(write, 1, signing_key, 32, SQLITE_STATIC);
		(void)sqlite3_bind_int64(write, 2, serial);
		if (sqlite3_step(write) != SQLITE_DONE)
			result = store_trouble(store, "be written", error);
	}
out:
	(void)sqlite3_finalize(look);
	(void)sqlite3_finalize(write);
	return result;
}
