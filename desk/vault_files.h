/* SPDX-License-Identifier: ISC */
/*
 * Many small files at once, each whole or not at all, and all on disk at the end: without names
 * (O_TMPFILE) until one syncfs(2) has brought their bytes to disk, then named, then the folder
 * synced. So 256 envelopes cost two waits for the disk instead of 512. Any thread.
 */
#ifndef TESTIMONY_VAULT_FILES_H
#define TESTIMONY_VAULT_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

#define VAULT_FILES_MOST 256
#define VAULT_NAME_MOST 71 /* bytes of a name; longer ones are none of ours */
#define VAULT_SUFFIX ".age" /* of all sealed files in a vault */

/* Writes `count` files of `length` bytes each into `folder`, mode 0600; a file that exists is
 * replaced. Where the file system has no O_TMPFILE they are written one by one (file_write).
 * Returns 0, or -1: each file is then either there, whole, or as it was. */
int vault_files_write(const char *folder, const char *const *names,
    const uint8_t *const *contents, size_t length, size_t count, struct error *error);

/* Whether a name in one of the vault's folders is a file of ours. What is being written starts
 * with a dot. */
bool vault_file_is_ours(const char *name);

/* The names of all files of ours in a folder; none where there is no such folder. */
struct vault_names {
	char (*names)[VAULT_NAME_MOST + 1];
	size_t count;
};
int vault_names_read(struct vault_names *names, const char *folder, struct error *error);
void vault_names_free(struct vault_names *names);

#endif
