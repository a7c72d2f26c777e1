/* SPDX-License-Identifier: ISC */
/*
 * A text in another program ($VISUAL, $EDITOR, else "editor"), where the person has asked for it
 * and was told that this makes a file. The file lies in a folder of its own on a file system in
 * memory ($XDG_RUNTIME_DIR or /dev/shm; never on a disk), which is emptied and removed afterwards,
 * with whatever copies that program made there. Main thread.
 */
#ifndef TESTIMONY_EDITOR_H
#define TESTIMONY_EDITOR_H

#include "common/buffer.h"
#include "common/error.h"

#define EDITOR_BYTES_MOST (1024 * 1024)

/* Adds what the person made of `text` to `out`. The terminal must be given back before. Returns 0,
 * or -1 where there is no such program, it failed, or there is no place in memory; the file is
 * gone in any case. */
int editor_edit(const char *text, struct buffer *out, struct error *error);

#endif
