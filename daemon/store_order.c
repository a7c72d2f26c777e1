/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "daemon/store_inside.h"

/*
 * Pages of a B-tree are taken as rows come, so their numbers tell the order of arrival to whoever
 * examines the file. VACUUM INTO copies each table in the order of its keys into a file beside the
 * store, which then takes its place. (Plain VACUUM would write to a temporary folder.)
 *
 * At each moment the store's name leads to a whole store: the old one, with an empty log that was
 * synced as such, or the new one, which was synced before.
 */

#define STORE_COPY_END "-order"
#define STORE_STEPS_BETWEEN 1000   /* of SQLite's machine, between two questions whether to stop */
#define STORE_WIPE_BYTES (1 << 20) /* in one write */
#define STORE_WIPE_WRITES 8        /* in one piece */

static void
store_beside(const struct store *store, const char *end, struct buffer *out)
{
	buffer_format(out, "%s%s", (const char *)store->path.data, end);
}

/* Writes over some of an open file; false: all of it has been, or it cannot be. */
static bool
store_write_over(int file, uint64_t *at)
{
	static const uint8_t zeros[STORE_WIPE_BYTES];
	struct stat status;

	if (fstat(file, &status) != 0)
		return false;
	for (int i = 0; i < STORE_WIPE_WRITES && *at < (uint64_t)status.st_size; i++) {
		uint64_t left = (uint64_t)status.st_size - *at;
		ssize_t done = pwrite(file, zeros, left < sizeof zeros ? (size_t)left :
		    sizeof zeros, (off_t)*at);

		if (done <= 0)
			return false;
		*at += (uint64_t)done;
	}
	return fdatasync(file) == 0 && *at < (uint64_t)status.st_size;
}

bool
store_wipe(struct store *store)
{
	if (store->old < 0)
		return false;
	if (store_write_over(store->old, &store->old_at))
		return true;
	(void)close(store->old);
	store->old = -1;
	return false;
}

/* Removes what the last try left, and only what can be of ours. What is withdrawn later must not
 * lie about in a file, nor in the blocks of one that was removed. */
static void
store_discard(const struct store *store, const char *end)
{
	struct buffer name = BUFFER_INIT;
	struct stat status;
	uint64_t at = 0;
	int file;

	store_beside(store, end, &name);
	file = open((const char *)name.data, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode) &&
	    status.st_uid == geteuid() && status.st_nlink == 1) {
		while (store_write_over(file, &at))
			;
		(void)unlink((const char *)name.data);
	}
	if (file >= 0)
		(void)close(file);
	buffer_free(&name);
}

void
store_remove_copy(const struct store *store)
{
	store_discard(store, STORE_COPY_END "-journal");
	store_discard(store, STORE_COPY_END);
}

static bool
store_no_room(int code)
{
	return code == ENOSPC || code == EDQUOT;
}

/* What was tried on the copy failed; errno says why. */
static enum store_result
store_copy_trouble(struct error *error)
{
	enum store_result result = store_no_room(errno) ? STORE_NO_SPACE : STORE_UNDONE;

	(void)error_system(error, "the store cannot be put in order");
	return result;
}

struct store_asking {
	bool (*stop)(void *context);
	void *context;
};

static int
store_ask(void *context)
{
	const struct store_asking *asking = context;

	return asking->stop(asking->context) ? 1 : 0;
}

static enum store_result
store_vacuum(struct store *store, const char *name, struct store_asking *asking,
    struct error *error)
{
	sqlite3_stmt *statement = NULL;
	enum store_result result = STORE_OK;
	int code;

	sqlite3_progress_handler(store->database, STORE_STEPS_BETWEEN, store_ask, asking);
	code = sqlite3_prepare_v2(store->database, "VACUUM INTO ?1", -1, &statement, NULL);
	if (code == SQLITE_OK) {
		(void)sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
		code = sqlite3_step(statement);
	}
	if (code != SQLITE_DONE) {
		result = store_trouble(store, "be put in order", error);
		code = sqlite3_extended_errcode(store->database);
		/* Of the store itself it only reads: whatever else fails is the copy's. */
		if (result == STORE_FAILED && code != SQLITE_IOERR_READ &&
		    code != SQLITE_IOERR_SHORT_READ)
			result = store_no_room(sqlite3_system_errno(store->database)) ?
			    STORE_NO_SPACE : STORE_UNDONE;
		if ((code & 0xff) == SQLITE_INTERRUPT) {
			*error = (struct error)ERROR_INIT;
			result = STORE_UNDONE;
		}
	}
	(void)sqlite3_finalize(statement);
	sqlite3_progress_handler(store->database, 0, NULL, NULL);
	return result;
}

/* SQLite says that the disk is full also where a page names one that is far behind the end. */
static bool
store_is_damaged(struct store *store)
{
	sqlite3_stmt *statement = NULL;
	bool damaged = false;

	if (sqlite3_prepare_v2(store->database, "PRAGMA quick_check(1)", -1, &statement, NULL) ==
		SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
		damaged = strcmp((const char *)sqlite3_column_text(statement, 0), "ok") != 0;
	(void)sqlite3_finalize(statement);
	return damaged;
}

/* A copy in order, synced. Its file is made here, so that nobody else can read it at any time. */
static enum store_result
store_copy(struct store *store, const char *name, struct store_asking *asking,
    struct error *error)
{
	enum store_result result;
	int file = open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (file < 0)
		return store_copy_trouble(error);
	(void)close(file);
	result = store_vacuum(store, name, asking, error);
	if (result == STORE_NO_SPACE && store_is_damaged(store))
		return store_damaged_row(error);
	if (result != STORE_OK)
		return result;
	file = open(name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (file < 0 || fsync(file) != 0)
		result = store_copy_trouble(error);
	if (file >= 0)
		(void)close(file);
	return result;
}

/* Whether the log is empty, also on the disk: after the exchange it would be another file's. */
static int
store_log_is_empty(const struct store *store)
{
	struct buffer name = BUFFER_INIT;
	struct stat status;
	int file, result = -1;

	store_beside(store, "-wal", &name);
	file = open((const char *)name.data, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (file >= 0 && fstat(file, &status) == 0 && status.st_size == 0 && fsync(file) == 0)
		result = 0;
	if (file >= 0)
		(void)close(file);
	buffer_free(&name);
	return result;
}

/* Puts the copy in the store's place, without a connection meanwhile. */
static enum store_result
store_exchange(struct store *store, const char *name, struct error *error)
{
	const char *path = (const char *)store->path.data;
	enum store_result result = STORE_OK;
	int old;

	(void)store_disconnect(store, false, NULL);
	old = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	if (old < 0 || store_log_is_empty(store) != 0 || rename(name, path) != 0) {
		result = STORE_UNDONE;
		(void)error_system(error, "the store cannot be put in order");
	} else if (file_sync_folder_of(path) != 0) {
		(void)error_system(error, "the store cannot be put in order");
		result = STORE_FAILED;
	}
	/* A descriptor of a file that is in use may not be closed: SQLite's lock would go with
	 * it. */
	if (old >= 0 && result != STORE_OK)
		(void)close(old);
	if (result == STORE_FAILED)
		return result;
	if (store_connect(store, result == STORE_OK ? error : NULL) != 0) {
		if (old >= 0 && result == STORE_OK)
			(void)close(old);
		return STORE_FAILED;
	}
	if (result == STORE_OK) {
		while (store_wipe(store)) /* the one of the week before */
			;
		store->old = old;
		store->old_at = 0;
	}
	return result;
}

static enum store_result
store_has_room(struct store *store, uint64_t reserve, struct error *error)
{
	struct store_space space;
	struct stat status;
	enum store_result result = store_measure(store, &space, error);

	if (result != STORE_OK)
		return result;
	if (stat((const char *)store->path.data, &status) != 0) {
		(void)error_system(error, "the store cannot be measured");
		return STORE_FAILED;
	}
	return space.free < reserve || space.free - reserve < (uint64_t)status.st_size ?
	    STORE_NO_SPACE : STORE_OK;
}

/* Where nothing is held there is no order. */
static enum store_result
store_is_empty(struct store *store, bool *empty, struct error *error)
{
	sqlite3_stmt *statement = NULL;
	enum store_result result = STORE_OK;

	*empty = false;
	if (sqlite3_prepare_v2(store->database, "SELECT 1 FROM envelope UNION ALL"
		" SELECT 1 FROM erased UNION ALL SELECT 1 FROM withdrawal LIMIT 1", -1,
		&statement, NULL) != SQLITE_OK)
		result = store_trouble(store, "be read", error);
	else
		*empty = sqlite3_step(statement) == SQLITE_DONE;
	(void)sqlite3_finalize(statement);
	return result;
}

enum store_result
store_order(struct store *store, uint64_t reserve, bool (*stop)(void *context), void *context,
    struct error *error)
{
	struct store_asking asking = { stop, context };
	struct buffer name = BUFFER_INIT;
	enum store_result result;
	bool empty = false;

	result = store_is_empty(store, &empty, error);
	if (result == STORE_OK && empty)
		return STORE_OK;
	if (result == STORE_OK)
		result = store_write_back(store, SQLITE_CHECKPOINT_TRUNCATE, error);
	if (result == STORE_OK)
		result = store_has_room(store, reserve, error);
	if (result != STORE_OK)
		return result == STORE_DAMAGED ? STORE_FAILED : result;
	if (store_lock_folder(store, error) != 0)
		return STORE_UNDONE;
	store_remove_copy(store);
	store_beside(store, STORE_COPY_END, &name);
	result = store_copy(store, (const char *)name.data, &asking, error);
	if (result == STORE_OK)
		result = store_exchange(store, (const char *)name.data, error);
	if (result != STORE_OK && result != STORE_FAILED)
		store_remove_copy(store);
	store_unlock_folder(store);
	buffer_free(&name);
	return result;
}
