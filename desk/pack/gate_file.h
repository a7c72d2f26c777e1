/* SPDX-License-Identifier: ISC */
/* The files that a pack has, each opened as far as it goes and read: for the leak gate. Main
 * thread. */
#ifndef TESTIMONY_GATE_FILE_H
#define TESTIMONY_GATE_FILE_H

#include <stdbool.h>

#include "common/buffer.h"
#include "common/error.h"
#include "desk/pack/gate_read.h"

/* The names that a file of a pack may have. */
enum gate_kind {
	GATE_PACK_ODT,
	GATE_PACK_HTML,
	GATE_STATISTICS_CSV,
	GATE_STATISTICS_JSON,
	GATE_VERIFY,
	GATE_SUMS,
	GATE_SIGNATURE,
	GATE_KINDS,
};

/* GATE_KINDS for a name that none has. */
enum gate_kind gate_file_kind(const char *name);
const char *gate_file_name(enum gate_kind kind);

/* Adds what is to be seen in a file. -1: `error` says what of it cannot be read or has no place
 * there. */
int gate_file_read(struct gate_seen *seen, enum gate_kind kind, const struct buffer *content,
    struct error *error);

/* Does SHA256SUMS, which was read, have the hash of a file under its name? */
bool gate_file_is_summed(const struct buffer *sums, const char *name,
    const struct buffer *content);

#endif
