/* SPDX-License-Identifier: ISC */
#define _GNU_SOURCE
#include "shim.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOST_FILES 256
#define LOST_ZEROS 65536

/* What was done and not synced: bytes of a file, or a name. */
struct lost_piece {
	struct lost_piece *next; /* older */
	ino_t file;              /* 0: a name */
	off_t at, size;          /* size: of the file before */
	size_t span;             /* of what was written there, behind the end too */
	char *from, *to;         /* from: NULL where `to` was made */
	bool was;                /* there was a file of the name `to`, `old` */
	size_t length;
	uint8_t old[];
};

static struct {
	ino_t file;
	int own; /* never closed: with any descriptor of a file SQLite's locks would go */
} lost_files[LOST_FILES];
static size_t lost_files_count;
static struct lost_piece *lost_pieces;
static pthread_mutex_t lost_lock = PTHREAD_MUTEX_INITIALIZER; /* of the pieces */

int
lost_status(int descriptor, struct stat *status)
{
	return (int)syscall(SYS_newfstatat, descriptor, "", status, AT_EMPTY_PATH);
}

static struct lost_piece *
lost_remember(size_t length)
{
	struct lost_piece *piece = calloc(1, sizeof *piece + length);

	if (piece == NULL)
		faults_stop("no memory to remember what was not synced\n");
	piece->length = length;
	(void)pthread_mutex_lock(&lost_lock);
	piece->next = lost_pieces;
	lost_pieces = piece;
	(void)pthread_mutex_unlock(&lost_lock);
	return piece;
}

void
lost_before_write(int descriptor, off_t at, ssize_t length)
{
	size_t span = length < 0 ? 0 : (size_t)length;
	struct lost_piece *piece;
	struct stat status;

	if (lost_status(descriptor, &status) != 0 || !S_ISREG(status.st_mode))
		return;
	if (length < 0 || at + length > status.st_size)
		length = status.st_size > at ? status.st_size - at : 0;
	piece = lost_remember((size_t)length);
	piece->file = status.st_ino;
	piece->at = at;
	piece->size = status.st_size;
	piece->span = span;
	for (size_t i = 0; i < lost_files_count; i++)
		if (lost_files[i].file == status.st_ino && syscall(SYS_pread64, lost_files[i].own,
			piece->old, (size_t)length, at) != length)
			faults_stop("what was not synced cannot be read\n");
}

void
lost_know(const char *path, int descriptor)
{
	struct stat status;
	long own;

	if (lost_status(descriptor, &status) != 0 || !S_ISREG(status.st_mode))
		return;
	for (size_t i = 0; i < lost_files_count; i++)
		if (lost_files[i].file == status.st_ino)
			return;
	own = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (own < 0 || lost_files_count == LOST_FILES)
		faults_stop("a file cannot be opened a second time\n");
	lost_files[lost_files_count].file = status.st_ino;
	lost_files[lost_files_count++].own = (int)own;
}

void
lost_before_name(const char *from, const char *to)
{
	long file = syscall(SYS_openat, AT_FDCWD, to, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct lost_piece *piece;
	struct stat status;
	size_t length = 0;

	if (file >= 0 && lost_status((int)file, &status) == 0 && S_ISREG(status.st_mode))
		length = (size_t)status.st_size;
	piece = lost_remember(length);
	piece->from = from == NULL ? NULL : strdup(from);
	piece->to = strdup(to);
	piece->was = file >= 0;
	if (file < 0)
		return;
	if (syscall(SYS_pread64, file, piece->old, length, 0) != (long)length)
		faults_stop("a file that loses its name cannot be read\n");
	(void)syscall(SYS_close, file);
}

static void
lost_undo_name(const struct lost_piece *piece)
{
	long file;

	if (piece->from == NULL)
		(void)syscall(SYS_unlinkat, AT_FDCWD, piece->to, 0);
	else
		(void)syscall(SYS_renameat2, AT_FDCWD, piece->to, AT_FDCWD, piece->from, 0);
	if (piece->from == NULL || !piece->was)
		return;
	file = syscall(SYS_openat, AT_FDCWD, piece->to, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (file < 0 ||
	    syscall(SYS_pwrite64, file, piece->old, piece->length, 0) != (long)piece->length)
		faults_stop("a file cannot get its name back\n");
	(void)syscall(SYS_close, file);
}

/* Where the file stays longer, what it was made longer by is zeros. */
static void
lost_undo_bytes(const struct lost_piece *piece, bool size)
{
	static const uint8_t zeros[LOST_ZEROS];
	int file = -1;

	for (size_t i = 0; i < lost_files_count; i++)
		if (lost_files[i].file == piece->file)
			file = lost_files[i].own;
	if (syscall(SYS_pwrite64, file, piece->old, piece->length, piece->at) !=
		(long)piece->length ||
	    (size && syscall(SYS_ftruncate, file, piece->size) != 0))
		faults_stop("what was not synced cannot be lost\n");
	for (size_t at = piece->length; !size && at < piece->span; at += LOST_ZEROS) {
		size_t more = piece->span - at < LOST_ZEROS ? piece->span - at : LOST_ZEROS;

		if (syscall(SYS_pwrite64, file, zeros, more, piece->at + (off_t)at) != (long)more)
			faults_stop("what was not synced cannot be lost\n");
	}
}

void
lost_now(enum lost lost, ino_t file)
{
	bool turn = false;

	(void)pthread_mutex_lock(&lost_lock);
	for (const struct lost_piece *piece = lost_pieces; piece != NULL; piece = piece->next) {
		turn = !turn;
		if (file != 0 && piece->file != file)
			continue;
		if (lost == LOST_SOME && (turn || piece->file == 0))
			continue;
		if (piece->file == 0)
			lost_undo_name(piece);
		else
			lost_undo_bytes(piece, lost == LOST_ALL);
	}
	(void)pthread_mutex_unlock(&lost_lock);
}

void
lost_no_more(int descriptor)
{
	struct stat status;
	ino_t file;

	if (lost_status(descriptor, &status) != 0)
		return;
	file = S_ISDIR(status.st_mode) ? 0 : status.st_ino;
	(void)pthread_mutex_lock(&lost_lock);
	for (struct lost_piece **at = &lost_pieces; *at != NULL;) {
		struct lost_piece *piece = *at;

		if (piece->file != file) {
			at = &piece->next;
			continue;
		}
		*at = piece->next;
		free(piece->from);
		free(piece->to);
		free(piece);
	}
	(void)pthread_mutex_unlock(&lost_lock);
}

