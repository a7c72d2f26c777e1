/* SPDX-License-Identifier: ISC */
/*
 * Whole files: bounded reading, and writing that shows a file only when it is
 * whole and on disk. What is being written has no name (O_TMPFILE) wherever the
 * file system allows that, so a crash leaves nothing behind. Any thread, one
 * thread for each struct file_writer.
 */
#ifndef TESTIMONY_FILE_H
#define TESTIMONY_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/buffer.h"
#include "common/error.h"

/* Adds the content of `path` ("-": standard input) to `out`. More than `limit` bytes, or a
 * directory, is refused. Returns 0, or -1 with nothing added. */
int file_read(const char *path, size_t limit, struct buffer *out, struct error *error);

/* The same from an open descriptor, which stays open; `name` is for messages. */
int file_read_descriptor(int descriptor, const char *name, size_t limit, struct buffer *out,
    struct error *error);

/* Writes `length` bytes to `path` with `mode`: synced, then put in place in one
 * step, then the folder synced. An existing file is replaced where `replace`
 * holds, else refused. Returns 0, or -1 with the old state untouched. */
int file_write(const char *path, const void *data, size_t length, mode_t mode, bool replace,
    struct error *error);

/* The same in pieces. file_writer_free before file_writer_commit leaves
 * nothing behind. `path` "-" writes to standard output as it comes. */
struct file_writer;
int file_writer_new(struct file_writer **writer, const char *path, mode_t mode, bool replace,
    struct error *error);
int file_writer_add(struct file_writer *writer, const void *data, size_t length,
    struct error *error);
int file_writer_commit(struct file_writer *writer, struct error *error);
void file_writer_free(struct file_writer **writer);

/* All bytes to a descriptor. Returns 0, or -1 with errno set. */
int file_write_all(int descriptor, const void *data, size_t length);

/* Makes a folder with mode 0700 (one that exists is accepted if it is a
 * folder of ours that nobody else may read or write). */
int file_private_folder(const char *path, struct error *error);

/* Refuses a file that others than its owner may read. Returns 0 or -1. */
int file_check_private(const char *path, struct error *error);

/* Syncs the folder that holds `path`. Returns 0, or -1 with errno set. */
int file_sync_folder_of(const char *path);

/* folder ‖ "/" ‖ name into `out` (cleared first), with a NUL. Returns out->data. */
const char *file_join(struct buffer *out, const char *folder, const char *name);

#endif
