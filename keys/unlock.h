/* SPDX-License-Identifier: ISC */
/*
 * Reading the sealed key files of one run: from --passphrase-file, or asking at the terminal, with
 * the passphrase that fitted last tried first, so that a person types it once. Main thread.
 */
#ifndef TESTIMONY_UNLOCK_H
#define TESTIMONY_UNLOCK_H

#include <stdbool.h>

#include "common/buffer.h"
#include "common/error.h"
#include "common/secret.h"

struct unlock {
	const char *file;    /* of --passphrase-file; NULL: the terminal is asked */
	struct secret *last; /* the passphrase that fitted last, or NULL */
};

#define UNLOCK_INIT { NULL, NULL }

/* Adds a key file's content to `content`; *sealed says whether it took a passphrase, which is then
 * unlock->last. Three tries at the terminal. */
int unlock_read(struct unlock *unlock, const char *path, struct buffer *content, bool *sealed,
    struct error *error);

/* The passphrase itself, asked for `what` where it is not known yet. Borrowed. */
int unlock_passphrase(struct unlock *unlock, const char *what, const struct secret **passphrase,
    struct error *error);

void unlock_free(struct unlock *unlock);

#endif
