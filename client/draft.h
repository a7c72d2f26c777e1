/* SPDX-License-Identifier: ISC */
/*
 * A draft of an interview on disk, only ever on request: one file of the person's choice, sealed
 * with a passphrase (an age scrypt file, as key files are, mode 0600). Main thread.
 */
#ifndef TESTIMONY_DRAFT_H
#define TESTIMONY_DRAFT_H

#include <jansson.h>
#include <stdbool.h>

#include "common/error.h"
#include "common/secret.h"

#define DRAFT_BYTES_MOST (63 * 1024) /* as JSON; sealed it must fit in a key file */

/* Seals and writes. `replace`: the file is our own from before; else one that exists is refused. */
int draft_write(const char *path, const json_t *draft, const struct secret *passphrase,
    bool replace, struct error *error);

/* Reads and opens; *draft is a new reference. */
int draft_read(json_t **draft, const char *path, const struct secret *passphrase,
    struct error *error);

/* Deletes the file. What a disk keeps of deleted files is sealed. */
int draft_delete(const char *path, struct error *error);

#endif
