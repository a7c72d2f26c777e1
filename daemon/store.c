/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/file.h"
#include "common/secret.h"
#include "daemon/store_inside.h"

/* Of a new store, and of the copy that takes an older one's place when it is put in order. By
 * measurement: what a put costs is what it writes, and most pages that it changes hold little of
 * it. */
#define STORE_PAGE_SIZE "PRAGMA page_size=4096;"
#define STORE_LOCK_TRIES 100         /* a tenth of a second each */
#define STORE_HEADER_BYTES 100       /* https://www.sqlite.org/fileformat.html section 1.3 */

const char *
store_sqlite_version(void)
{
	return sqlite3_libversion();
}

enum store_result
store_trouble(struct store *store, const char *what, struct error *error)
{
	int code = sqlite3_extended_errcode(store->database);
	int system = sqlite3_system_errno(store->database);

	(void)error_refuse(error, "the store cannot %s: %s%s%s", what,
	    sqlite3_errmsg(store->database), system == 0 ? "" : ": ",
	    system == 0 ? "" : strerror(system));
	if (error != NULL)
		error->kind = ERROR_SYSTEM;
	if ((code & 0xff) == SQLITE_FULL)
		return STORE_NO_SPACE;
	if ((code & 0xff) == SQLITE_CORRUPT)
		return STORE_DAMAGED;
	return STORE_FAILED;
}

int
store_execute(struct store *store, const char *sql, struct error *error)
{
	if (sqlite3_exec(store->database, sql, NULL, NULL, NULL) == SQLITE_OK)
		return 0;
	(void)store_trouble(store, "be set up", error);
	return -1;
}

int
store_pragma(struct store *store, const char *sql, const char *wanted, struct error *error)
{
	sqlite3_stmt *statement = NULL;
	int result = -1;

	if (sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL) != SQLITE_OK ||
	    sqlite3_step(statement) != SQLITE_ROW) {
		if ((sqlite3_errcode(store->database) & 0xff) == SQLITE_BUSY)
			(void)error_refuse(error, "the store is in use by another process");
		else
			(void)store_trouble(store, "be set up", error);
	} else if (strcmp((const char *)sqlite3_column_text(statement, 0), wanted) != 0) {
		(void)error_refuse(error, "the store cannot be set up: %s did not give %s", sql,
		    wanted);
	} else if (sqlite3_step(statement) != SQLITE_DONE) {
		/* The change to WAL is written after its answer. */
		(void)store_trouble(store, "be set up", error);
	} else {
		result = 0;
	}
	(void)sqlite3_finalize(statement);
	return result;
}

/* SQLite file format, section 1.3.2. */
static uint32_t
store_page_bytes(const uint8_t header[STORE_HEADER_BYTES])
{
	uint32_t bytes = (uint32_t)header[16] << 8 | header[17];

	return bytes == 1 ? 65536 : bytes;
}

/* Whether pages are missing at the end (SQLite file format, section 1.3.7). Where there is a log, a
 * crash may have left them in it. */
static bool
store_is_cut(const char *path, const uint8_t header[STORE_HEADER_BYTES], const struct stat *status)
{
	struct buffer beside = BUFFER_INIT;
	struct stat log;
	bool logged;

	buffer_format(&beside, "%s-wal", path);
	logged = lstat((const char *)beside.data, &log) == 0 && log.st_size > 0;
	buffer_free(&beside);
	return !logged &&
	    (uint64_t)status->st_size < (uint64_t)bytes_u32(header + 28) * store_page_bytes(header);
}

/* Judges a file by its first bytes, before SQLite may touch it. *fresh: there is no store yet. */
static int
store_judge_file(const char *path, int *fresh, struct error *error)
{
	uint8_t header[STORE_HEADER_BYTES];
	struct stat status;
	ssize_t got;
	int file;

	*fresh = 0;
	file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (file < 0 && errno == ENOENT) {
		*fresh = 1;
		return 0;
	}
	if (file < 0)
		return error_system(error, "the store %s cannot be opened", path);
	got = fstat(file, &status);
	if (got == 0 && S_ISREG(status.st_mode))
		got = pread(file, header, sizeof header, 0);
	if (got < 0) {
		(void)error_system(error, "the store %s cannot be read", path);
		(void)close(file);
		return -1;
	}
	(void)close(file);
	if (!S_ISREG(status.st_mode))
		return error_refuse(error, "%s is not a file, so it is no store", path);
	/* SQLite finds the log by the store's name: under another name, that would be missed. */
	if (status.st_nlink != 1)
		return error_refuse(error,
		    "the store %s has a second name (a hard link); remove one", path);
	if (got != sizeof header || memcmp(header, "SQLite format 3", 16) != 0 ||
	    bytes_u32(header + 68) != STORE_APPLICATION)
		return error_refuse(error, "%s is not a store of testimonyd; it was left as it is",
		    path);
	if (bytes_u32(header + 60) < STORE_VERSION_FIRST || bytes_u32(header + 60) > STORE_VERSION)
		return error_refuse(error,
		    "%s is a store of version %u, which this testimonyd does not know; it was left "
		    "as it is", path, bytes_u32(header + 60));
	if (store_is_cut(path, header, &status))
		return error_refuse(error, "the store %s was cut short; it was left as it is",
		    path);
	return file_check_private(path, error);
}

/* Makes an empty store under another name and puts it in place whole, so that a crash on the way
 * leaves nothing that looks like half a store. */
static int
store_create(const char *path, struct error *error)
{
	struct store fresh = { .folder = -1, .old = -1 };
	struct buffer beside = BUFFER_INIT;
	const char *name;
	char *sql = NULL;
	struct stat status;
	int result = -1;

	buffer_format(&beside, "%s-wal", path);
	if (lstat((const char *)beside.data, &status) == 0 && status.st_size > 0) {
		(void)error_refuse(error,
		    "%s is missing, but its %s is there: put both back, or move that away", path,
		    beside.data);
		goto out;
	}
	(void)unlink((const char *)beside.data);
	buffer_clear(&beside);
	buffer_format(&beside, "%s-new", path);
	name = (const char *)beside.data;
	if (unlink(name) != 0 && errno != ENOENT) {
		(void)error_system(error, "%s cannot be removed", name);
		goto out;
	}
	if (sqlite3_open_v2(name, &fresh.database,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE, NULL) !=
	    SQLITE_OK) {
		(void)store_trouble(&fresh, "be made", error);
		goto out;
	}
	sql = sqlite3_mprintf(STORE_PAGE_SIZE "PRAGMA journal_mode=MEMORY;"
	    "PRAGMA synchronous=FULL; BEGIN; PRAGMA application_id=%d; PRAGMA user_version=%d;"
	    "%s COMMIT;", STORE_APPLICATION, STORE_VERSION, store_schema);
	if (sql == NULL)
		error_bug("no memory for SQL");
	result = store_execute(&fresh, sql, error);
	sqlite3_free(sql);
	if (sqlite3_close(fresh.database) != SQLITE_OK)
		result = -1;
	fresh.database = NULL;
	/* Never over a store that another start has made meanwhile. */
	if (result == 0 && (chmod(name, 0600) != 0 ||
		renameat2(AT_FDCWD, name, AT_FDCWD, path, RENAME_NOREPLACE) != 0 ||
		file_sync_folder_of(path) != 0))
		result = error_system(error, "the store %s cannot be made", path);
	if (result != 0)
		(void)unlink(name);
out:
	(void)sqlite3_close(fresh.database);
	buffer_free(&beside);
	return result;
}

static int
store_log_grew(void *context, sqlite3 *database, const char *name, int pages)
{
	(void)database;
	(void)name;
	((struct store *)context)->log_pages = pages;
	return SQLITE_OK;
}

/* locking_mode before journal_mode: so the write-ahead log needs no shared memory, and no second
 * connection can share it (before 3.51.3 two of them can lose what was committed). SQLite's own
 * checkpoints are off, because they hide a failed sync; see store_tidy. */
static int
store_set_up(struct store *store, struct error *error)
{
	sqlite3 *database = store->database;

	(void)sqlite3_extended_result_codes(database, 1);
	if (sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) != SQLITE_OK ||
	    sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) != SQLITE_OK ||
	    sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) != SQLITE_OK ||
	    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, NULL) != SQLITE_OK ||
	    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, NULL) != SQLITE_OK)
		return error_refuse(error, "this SQLite is too old for the store");
	if (store_pragma(store, "PRAGMA locking_mode=EXCLUSIVE", "exclusive", error) != 0 ||
	    store_pragma(store, "PRAGMA journal_mode=WAL", "wal", error) != 0 ||
	    store_execute(store, STORE_PAGE_SIZE "PRAGMA synchronous=FULL;"
		" PRAGMA trusted_schema=OFF;"
		"PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0;"
		"PRAGMA cache_size=-8192;", error) != 0 ||
	    store_pragma(store, "PRAGMA secure_delete=ON", "1", error) != 0 ||
	    store_pragma(store, "PRAGMA wal_autocheckpoint=0", "0", error) != 0)
		return -1;
	(void)sqlite3_wal_hook(database, store_log_grew, store);
	if (store_migrate(store, error) != 0 || store_prepare(store, error) != 0)
		return -1;
	/* Takes the lock for good, and rolls forward what a crash left in the log. */
	if (store_begin(store, error) != STORE_OK || store_commit(store, error) != STORE_OK)
		return -1;
	/* What was rolled forward may have come out of memory and not from the disk: where a sync
	 * failed, or never came, it can still be read. It is written back and synced before anybody
	 * is told of it; and the new log starts at its beginning, not behind a hole. */
	if (sqlite3_wal_checkpoint_v2(database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) !=
	    SQLITE_OK) {
		(void)store_trouble(store, "be written back", error);
		return -1;
	}
	/* Who takes words back that were erased already, just before the end of the last run, hears
	 * at once that it is done: so the log that held them must be empty on the disk by then. */
	return store_sync_cut(store, error) == STORE_OK ? 0 : -1;
}

int
store_connect(struct store *store, struct error *error)
{
	if (sqlite3_open_v2((const char *)store->path.data, &store->database,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, NULL) !=
	    SQLITE_OK)
		(void)store_trouble(store, "be opened", error);
	else if (store_set_up(store, error) == 0)
		return 0;
	(void)store_disconnect(store, false, NULL);
	return -1;
}

int
store_disconnect(struct store *store, bool whole, struct error *error)
{
	int result = 0;

	for (int i = 0; i < STORE_STATEMENTS; i++) {
		(void)sqlite3_finalize(store->statements[i]);
		store->statements[i] = NULL;
	}
	/* SQLite would write back once more when it closes, also after a sync that failed: it may
	 * only where this went well, and then it removes the empty log. */
	if (whole &&
	    sqlite3_wal_checkpoint_v2(store->database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL,
		NULL) != SQLITE_OK) {
		(void)store_trouble(store, "be written back", error);
		result = -1;
	} else if (whole) {
		(void)sqlite3_db_config(store->database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	}
	if (sqlite3_close(store->database) != SQLITE_OK)
		error_bug("the store was closed while it was in use");
	store->database = NULL;
	return result;
}

/* The store's own lock is SQLite's, and goes with the connection. While the file is judged, made or
 * exchanged there is none: this one keeps two daemons from doing that at once. A file system that
 * has no such locks is taken as it is. */
int
store_lock_folder(struct store *store, struct error *error)
{
	const struct timespec moment = { 0, 100000000 };

	for (int again = 0; again < STORE_LOCK_TRIES; again++) {
		if (flock(store->folder, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
			return 0;
		(void)nanosleep(&moment, NULL);
	}
	return error_refuse(error, "the store is in use by another process");
}

void
store_unlock_folder(struct store *store)
{
	(void)flock(store->folder, LOCK_UN);
}

/* SQLite would open what it cannot write, and fail later in words that tell nobody why. The log is
 * made here, so that it says why it cannot be, and its name is synced: SQLite does that, too, but
 * goes on where it fails, and a log without a name would be lost with all that was answered. */
static int
store_check_writable(const struct store *store, struct error *error)
{
	struct buffer log = BUFFER_INIT;
	int file, result = 0;

	buffer_format(&log, "%s-wal", (const char *)store->path.data);
	if (faccessat(AT_FDCWD, (const char *)store->path.data, R_OK | W_OK, AT_EACCESS) != 0)
		result = error_system(error, "the store cannot be written");
	else if ((file = open((const char *)log.data, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
		0600)) < 0)
		result = error_system(error, "the store's log cannot be written");
	else if (close(file) != 0 || file_sync_folder_of((const char *)log.data) != 0)
		result = error_system(error, "the folder of the store cannot be written to disk");
	buffer_free(&log);
	return result;
}

/* Under the lock of the folder. */
static int
store_open_locked(struct store *store, const char *path, struct error *error)
{
	int fresh, result = -1;

	if (store_lock_folder(store, error) != 0)
		return error_within(error, "%s", path);
	if (store_judge_file(path, &fresh, error) == 0 &&
	    (!fresh || store_create(path, error) == 0)) {
		store_remove_copy(store);
		result = store_check_writable(store, error);
		if (result == 0)
			result = store_connect(store, error);
		if (result != 0)
			(void)error_within(error, "%s", path);
	}
	store_unlock_folder(store);
	return result;
}

int
store_open(struct store **out, const char *path, struct error *error)
{
	const char *slash = strrchr(path, '/');
	struct buffer folder = BUFFER_INIT;
	struct store *store = secret_allocate(sizeof *store);
	char *real;
	uint8_t chance;

	memset(store, 0, sizeof *store);
	store->old = -1;
	/* SQLite reads its seed once, from a file that it may not reach later. */
	sqlite3_randomness(sizeof chance, &chance);
	buffer_format(&folder, "%.*s.", slash == NULL ? 0 : (int)(slash - path + 1), path);
	/* The store is not opened through a link, and SQLite would then follow none on the way to
	 * it either; but its folder may well be one, to a larger disk. */
	real = realpath((const char *)folder.data, NULL);
	buffer_format(&store->path, "%s/%s", real == NULL ? "" : real,
	    slash == NULL ? path : slash + 1);
	store->folder = real == NULL ? -1 : open(real, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(real);
	buffer_free(&folder);
	if (store->folder < 0) {
		(void)error_system(error, "the folder of %s cannot be opened", path);
	} else if (store_open_locked(store, path, error) == 0) {
		*out = store;
		return 0;
	}
	(void)store_close(&store, NULL);
	return -1;
}

int
store_close(struct store **out, struct error *error)
{
	struct store *store = out == NULL ? NULL : *out;
	int result = 0;

	if (store == NULL)
		return 0;
	*out = NULL;
	if (store->database != NULL)
		result = store_disconnect(store, error != NULL, error);
	while (store_wipe(store))
		;
	(void)store_ballast_drop(store);
	if (store->folder >= 0)
		(void)close(store->folder);
	free(store->damaged.slots);
	free(store->unreadable.slots);
	buffer_free(&store->path);
	secret_release(store);
	return result;
}
