/* SPDX-License-Identifier: ISC */
/*
 * A disk that is full or fails, for tests of the store and the keeper: SQLite's own files, whose
 * writes, syncs and cuts go through here. disk_specimen_start before the store is opened.
 */
#ifndef TESTIMONY_DISK_SPECIMEN_H
#define TESTIMONY_DISK_SPECIMEN_H

#include <check.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static struct {
	sqlite3_vfs *real, shim;
	sqlite3_io_methods methods[2]; /* of the store itself, which is locked, and of other files */
	const sqlite3_io_methods *real_methods[2];
	atomic_bool full;     /* no file grows any more */
	atomic_bool cow_full; /* nor is anything written over, but in the log: as where blocks are copied */
	atomic_int until;     /* so many writes, syncs and cuts until one fails, and all after it; 0: never */
	atomic_bool failing;
	atomic_bool hold;     /* writes to a copy of the store wait */
	atomic_bool hold_all; /* all writes wait */
	atomic_bool held;     /* a write has had to wait */
	atomic_int count;     /* of writes, syncs and cuts */
	sqlite3_file *main_file, *copy; /* the last that was opened as a store, and as its copy */
} disk;

static inline const sqlite3_io_methods *
disk_real(const sqlite3_file *file)
{
	return disk.real_methods[file == disk.main_file ? 0 : 1];
}

static inline bool
disk_fails(void)
{
	(void)atomic_fetch_add(&disk.count, 1);
	if (atomic_load(&disk.until) > 0 && atomic_fetch_sub(&disk.until, 1) == 1)
		atomic_store(&disk.failing, true);
	return atomic_load(&disk.failing);
}

static inline int
disk_write(sqlite3_file *file, const void *data, int length, sqlite3_int64 at)
{
	sqlite3_int64 size = 0;

	while (atomic_load(&disk.hold_all) || (atomic_load(&disk.hold) && file == disk.copy)) {
		atomic_store(&disk.held, true);
		(void)usleep(1000);
	}
	if (disk_fails())
		return SQLITE_IOERR_WRITE;
	if (disk_real(file)->xFileSize(file, &size) != SQLITE_OK)
		return SQLITE_IOERR_FSTAT;
	if ((atomic_load(&disk.full) && at + length > size) ||
	    (atomic_load(&disk.cow_full) && file == disk.main_file))
		return SQLITE_FULL;
	return disk_real(file)->xWrite(file, data, length, at);
}

static inline int
disk_sync(sqlite3_file *file, int flags)
{
	return disk_fails() ? SQLITE_IOERR_FSYNC : disk_real(file)->xSync(file, flags);
}

static inline int
disk_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	return disk_fails() ? SQLITE_IOERR_TRUNCATE : disk_real(file)->xTruncate(file, size);
}

static inline int
disk_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out)
{
	int code = disk.real->xOpen(disk.real, name, file, flags, out);
	int which = flags & SQLITE_OPEN_MAIN_DB ? 0 : 1;

	(void)vfs;
	if (code != SQLITE_OK || file->pMethods == NULL)
		return code;
	disk.real_methods[which] = file->pMethods;
	disk.methods[which] = *file->pMethods;
	disk.methods[which].xWrite = disk_write;
	disk.methods[which].xSync = disk_sync;
	disk.methods[which].xTruncate = disk_truncate;
	/* Writing through memory would go around these. */
	disk.methods[which].iVersion = 2;
	file->pMethods = &disk.methods[which];
	if (which == 0)
		disk.main_file = file;
	if (which == 0)
		disk.copy = strstr(name, "-order") != NULL ? file : NULL;
	return code;
}

static inline void
disk_specimen_start(void)
{
	memset(&disk, 0, sizeof disk);
	disk.real = sqlite3_vfs_find(NULL);
	ck_assert_ptr_nonnull(disk.real);
	disk.shim = *disk.real;
	disk.shim.zName = "disk-specimen";
	disk.shim.xOpen = disk_open;
	ck_assert_int_eq(sqlite3_vfs_register(&disk.shim, 1), SQLITE_OK);
}

static inline void
disk_specimen_mend(void)
{
	atomic_store(&disk.full, false);
	atomic_store(&disk.cow_full, false);
	atomic_store(&disk.until, 0);
	atomic_store(&disk.failing, false);
	atomic_store(&disk.count, 0);
}

#endif
