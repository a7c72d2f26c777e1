/* SPDX-License-Identifier: ISC */
/*
 * A disk that fails, for a program in which it is preloaded (ld.so(8)): every call by which the
 * program reads or changes files of the folder FAULTS_FOLDER is counted, and one of them goes wrong
 * as the file FAULTS_CONTROL says, which is shared with the test (struct faults; disk.py has the
 * same). What was written and not yet synced is remembered, so that it can be lost, as it is in a
 * power cut, or where a kernel drops what it could not write.
 *
 * It makes system calls by itself, and none that a daemon in its sandbox could not make.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "shim.h"

#define FAULTS_TRACE 16384
#define FAULTS_DESCRIPTORS 65536
#define FAULTS_WAIT 60000 /* milliseconds for the test to say go */

/* What a call is; a bit each. */
enum faults_class { OPEN = 1, WRITE = 2, SYNC = 4, CUT = 8, NAME = 16, READ = 32 };

/* What goes wrong with it. STOPS: the test kills the program before this call. */
enum faults_kind { NOTHING, FAILS, FULL, SHORT, TORN, LOST, STOPS };

struct faults {
	_Atomic int64_t armed;                  /* count, and do what is said */
	_Atomic int64_t kind, classes, at;      /* what goes wrong, which calls count, which of them */
	_Atomic int64_t stays;                  /* all that count after it go wrong, too */
	_Atomic int64_t lost, go;               /* go: the first call that counts waits for it */
	_Atomic int64_t count, begun, fired;
	_Atomic int64_t seen;                   /* all calls, armed or not */
	_Atomic uint8_t trace[FAULTS_TRACE][2]; /* of each that counted: class, and a letter */
};

static struct faults *faults;
static const char *faults_folder;
static char faults_letters[FAULTS_DESCRIPTORS]; /* of each descriptor; 0: not of the folder */

void
faults_stop(const char *why)
{
	(void)!syscall(SYS_write, 2, why, strlen(why));
	abort();
}

__attribute__((constructor)) static void
faults_begin(void)
{
	const char *path = getenv("FAULTS_CONTROL");
	long file, place;

	faults_folder = getenv("FAULTS_FOLDER");
	if (path == NULL || faults_folder == NULL)
		faults_stop("the disk that fails has no control\n");
	file = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
	place = syscall(SYS_mmap, NULL, sizeof *faults, PROT_READ | PROT_WRITE, MAP_SHARED, file,
	    0);
	if (file < 0 || place == -1)
		faults_stop("the disk that fails has no control\n");
	(void)syscall(SYS_close, file);
	faults = (struct faults *)place;
}

static void
faults_pause(void)
{
	const struct timespec moment = { 0, 500000 };

	(void)syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &moment, NULL);
}

/* A letter for what a path is to the store; 0: it is not in the folder. */
static char
faults_letter(const char *path)
{
	static const struct {
		const char *end;
		char letter;
	} ends[] = { { ".db", 'd' }, { "-wal", 'w' }, { "-reserve", 'r' }, { "-order", 'o' },
		{ "-order-journal", 'o' }, { "-new", 'n' }, { "-new-journal", 'n' } };
	size_t length = faults_folder == NULL ? 0 : strlen(faults_folder);
	const char *name = path + length;

	if (length == 0 || strncmp(path, faults_folder, length) != 0)
		return 0;
	if (*name == '\0' || strcmp(name, "/") == 0 || strcmp(name, "/.") == 0)
		return 'f';
	if (*name != '/')
		return 0;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		size_t end = strlen(ends[i].end);

		if (strlen(name) > end && strcmp(name + strlen(name) - end, ends[i].end) == 0)
			return ends[i].letter;
	}
	return '?';
}

static char
faults_of(int descriptor)
{
	return descriptor >= 0 && descriptor < FAULTS_DESCRIPTORS ? faults_letters[descriptor] : 0;
}

/*
 * What goes wrong
 */

static enum faults_kind
faults_meet(enum faults_class class, char letter)
{
	int64_t count;

	(void)atomic_fetch_add(&faults->seen, 1);
	if (!faults->armed || !(faults->classes & class))
		return NOTHING;
	count = faults->count++;
	if (count < FAULTS_TRACE) {
		faults->trace[count][0] = class;
		faults->trace[count][1] = (uint8_t)letter;
	}
	if (count == 0) {
		faults->begun = 1;
		for (int i = 0; i < 2 * FAULTS_WAIT && !faults->go; i++)
			faults_pause();
	}
	if (count + 1 != faults->at && !(faults->stays && faults->fired))
		return NOTHING;
	if (faults->kind == STOPS) {
		if (faults->lost != LOST_NONE)
			lost_now((enum lost)faults->lost, 0);
		faults->fired = 1;
		for (int i = 0; i < 2 * FAULTS_WAIT; i++)
			faults_pause();
		faults_stop("nobody killed it\n");
	}
	faults->fired = 1;
	return (enum faults_kind)faults->kind;
}

/* Whether a call that is not a write goes wrong; errno says how. */
static bool
faults_fails(enum faults_class class, char letter)
{
	switch (faults_meet(class, letter)) {
	case FAILS:
	case TORN:
	case LOST:
		errno = EIO;
		return true;
	case FULL:
		errno = ENOSPC;
		return true;
	case NOTHING:
	case SHORT:
	case STOPS:
		break;
	}
	return false;
}

static int
faults_open(const char *path, int flags, mode_t mode)
{
	bool writes = (flags & O_ACCMODE) != O_RDONLY, made;
	char letter = faults_letter(path);
	struct stat status;
	long result;

	if (letter == 0)
		return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
	if (letter == 'd' && (flags & O_ACCMODE) == O_WRONLY)
		letter = 'b'; /* the file of before a week's end, which is written over */
	if (faults_fails(OPEN, letter))
		return -1;
	made = (flags & O_CREAT) != 0 &&
	    syscall(SYS_newfstatat, AT_FDCWD, path, &status, AT_SYMLINK_NOFOLLOW) != 0;
	if (made)
		lost_before_name(NULL, path);
	result = syscall(SYS_openat, AT_FDCWD, path, flags, mode);
	if (result >= FAULTS_DESCRIPTORS)
		faults_stop("a descriptor is too high\n");
	if (result >= 0)
		faults_letters[result] = letter;
	if (result >= 0 && writes)
		lost_know(path, (int)result);
	return (int)result;
}

static ssize_t
faults_write(int descriptor, const void *data, size_t length, off_t at, char letter)
{
	enum faults_kind kind = faults_meet(WRITE, letter);
	ssize_t result;

	if (kind == FAILS || kind == LOST || kind == FULL || (kind == TORN && length < 2)) {
		errno = kind == FULL ? ENOSPC : EIO;
		return -1;
	}
	if ((kind == SHORT || kind == TORN) && length > 1)
		length /= 2;
	lost_before_write(descriptor, at, (ssize_t)length);
	result = syscall(SYS_pwrite64, descriptor, data, length, at);
	if (kind == TORN) {
		errno = EIO;
		return -1;
	}
	return result;
}

static int
faults_sync(int descriptor, long call)
{
	char letter = faults_of(descriptor);
	struct stat status;
	int result;

	if (letter == 0)
		return (int)syscall(call, descriptor);
	if (faults_fails(SYNC, letter)) {
		if (faults->kind == LOST && lost_status(descriptor, &status) == 0 &&
		    S_ISREG(status.st_mode))
			lost_now(LOST_ALL, status.st_ino);
		errno = faults->kind == FULL ? ENOSPC : EIO;
		return -1;
	}
	result = (int)syscall(call, descriptor);
	if (result == 0)
		lost_no_more(descriptor);
	return result;
}

static int
faults_truncate(int descriptor, off_t size)
{
	char letter = faults_of(descriptor);

	if (letter != 0 && faults_fails(CUT, letter))
		return -1;
	if (letter != 0)
		lost_before_write(descriptor, size, -1);
	return (int)syscall(SYS_ftruncate, descriptor, size);
}

static int
faults_allocate(int descriptor, off_t at, off_t length)
{
	char letter = faults_of(descriptor);

	if (letter != 0 && faults_fails(CUT, letter))
		return errno;
	return syscall(SYS_fallocate, descriptor, 0, at, length) == 0 ? 0 : errno;
}

static int
faults_rename(const char *from, const char *to, unsigned flags)
{
	char letter = faults_letter(from);

	if (letter != 0 && faults_fails(NAME, letter))
		return -1;
	if (letter != 0)
		lost_before_name(from, to);
	return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags);
}

/*
 * The calls themselves
 */

#define FAULTS_OPEN(name) \
	int name(const char *path, int flags, ...); \
	int name(const char *path, int flags, ...) \
	{ \
		mode_t mode = 0; \
		va_list more; \
		if ((flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE) { \
			va_start(more, flags); \
			mode = va_arg(more, mode_t); \
			va_end(more); \
		} \
		return faults_open(path, flags, mode); \
	}
FAULTS_OPEN(open)
FAULTS_OPEN(open64)

int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);
int
__open_2(const char *path, int flags)
{
	return faults_open(path, flags, 0);
}

int
__open64_2(const char *path, int flags)
{
	return faults_open(path, flags, 0);
}

int
close(int descriptor)
{
	if (faults_of(descriptor) != 0)
		faults_letters[descriptor] = 0;
	return (int)syscall(SYS_close, descriptor);
}

ssize_t
pwrite(int descriptor, const void *data, size_t length, off_t at)
{
	char letter = faults_of(descriptor);

	return letter == 0 ? syscall(SYS_pwrite64, descriptor, data, length, at) :
	    faults_write(descriptor, data, length, at, letter);
}

ssize_t
pwrite64(int descriptor, const void *data, size_t length, off64_t at)
{
	return pwrite(descriptor, data, length, at);
}

ssize_t
pread(int descriptor, void *data, size_t length, off_t at)
{
	char letter = faults_of(descriptor);

	if (letter != 0 && faults_fails(READ, letter))
		return -1;
	return syscall(SYS_pread64, descriptor, data, length, at);
}

ssize_t
pread64(int descriptor, void *data, size_t length, off64_t at)
{
	return pread(descriptor, data, length, at);
}

int
fsync(int descriptor)
{
	return faults_sync(descriptor, SYS_fsync);
}

int
fdatasync(int descriptor)
{
	return faults_sync(descriptor, SYS_fdatasync);
}

int
ftruncate(int descriptor, off_t size)
{
	return faults_truncate(descriptor, size);
}

int
ftruncate64(int descriptor, off64_t size)
{
	return faults_truncate(descriptor, size);
}

int
posix_fallocate(int descriptor, off_t at, off_t length)
{
	return faults_allocate(descriptor, at, length);
}

int
posix_fallocate64(int descriptor, off64_t at, off64_t length)
{
	return faults_allocate(descriptor, at, length);
}

int
rename(const char *from, const char *to)
{
	return faults_rename(from, to, 0);
}

int
renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
	(void)from_folder; /* the store's paths are whole ones */
	(void)to_folder;
	return faults_rename(from, to, flags);
}

int
unlink(const char *path)
{
	char letter = faults_letter(path);

	if (letter != 0 && faults_fails(NAME, letter))
		return -1;
	return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}
