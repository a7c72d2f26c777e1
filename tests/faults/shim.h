/* SPDX-License-Identifier: ISC */
/*
 * What a disk that fails (shim.c) may lose: bytes and names that were not synced, as in a power
 * cut. Each is remembered here before it is changed. Any thread.
 */
#ifndef TESTIMONY_SHIM_H
#define TESTIMONY_SHIM_H

#include <sys/stat.h>
#include <sys/types.h>

/* SOME: each second piece of bytes, and no name, since file systems have a journal of those. */
enum lost { LOST_NONE, LOST_ALL, LOST_SOME };

/* Says it, and ends the program. */
void faults_stop(const char *why);

int lost_status(int descriptor, struct stat *status);

/* A file was opened to be written. */
void lost_know(const char *path, int descriptor);

/* Before bytes are written, or are cut off behind `at` (length of -1). */
void lost_before_write(int descriptor, off_t at, ssize_t length);

/* Before a file is made (from is NULL), or gets another's name. */
void lost_before_name(const char *from, const char *to);

/* Loses what was not synced, newest first: of this file, or of all (0). */
void lost_now(enum lost lost, ino_t file);

/* The bytes of this file, or where it is a folder all names, were synced. */
void lost_no_more(int descriptor);

#endif
