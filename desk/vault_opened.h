/* SPDX-License-Identifier: ISC */
/*
 * What the vault's sealed files hold, once more and in one file, opened.cache: so that a command
 * opens that one and not tens of thousands. Nothing is lost with it: where it is missing, broken,
 * of other keys, of another coordinator or of another version of this program, the files are opened,
 * and it is made anew.
 *
 * What stands in it was opened by this program, and a signature held where there was one; whoever
 * can write into the folder, but does not have the coordinator's secret, cannot put anything in
 * (vault_opened_file.h). It says what a file holds and nothing of what that means now: who is a
 * coordinator, which mailbox a daemon names, is judged each time (message.h).
 *
 * The one thing in it that no family signed is a guess by its words, whether they are alarming
 * (alarm.h), which is made anew with each version of this program.
 *
 * It counts only for files that are there and did not change since (their time of last change):
 * what was removed or damaged is told as without it. What no file of the vault stands for any more
 * is not kept: vault_opened_forget, which erase.h calls before it erases, and each writing anew.
 *
 * Written when a vault is closed and much was opened that was not in it, and only where no other
 * program has the vault, and the disk has room. Main thread.
 */
#ifndef TESTIMONY_VAULT_OPENED_H
#define TESTIMONY_VAULT_OPENED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/error.h"
#include "desk/vault.h"
#include "desk/vault_opened_file.h"

#define VAULT_OPENED_FILE "opened.cache"
#define VAULT_OPENED_AUTHOR_BYTES 32
#define VAULT_OPENED_HEAD_BYTES (VAULT_OPENED_AUTHOR_BYTES + 1) /* of messages, before line 1 */

/* What kind of file, and what of it is kept. */
enum opened_kind {
	OPENED_INBOX = TRAY_INBOX, /* its author's key 32, its alarms 1, line 1 (message.c) */
	OPENED_SEALED = TRAY_REPLY, /* nothing: no key here opens it */
	OPENED_LOG = TRAY_LOG,     /* as of the inbox */
	OPENED_SENT = 4,           /* mailbox 32, week 4, line 1 */
	OPENED_RECORDS = 5,        /* the records */
};

/* A file of the vault as it is now. */
struct opened_file {
	enum opened_kind kind;
	uint8_t name[OPENED_NAME_BYTES]; /* its name's digits as bytes, then zeros */
	uint64_t changed;                /* 0: it is not there */
};

/* Pair. Reads the file where there is one. */
void vault_opened_open(struct vault *vault);
void vault_opened_close(struct vault *vault);

/* Looks at a file, and whether it is known what it holds: adds that to `out`. Where it is not, hand
 * the same `file` to vault_opened_add once it was read. `name` has `length` bytes. */
bool vault_opened_find(const struct vault *vault, struct opened_file *file, enum opened_kind kind,
    const uint8_t *name, size_t length, struct buffer *out);
void vault_opened_add(const struct vault *vault, const struct opened_file *file,
    const void *bytes, size_t length);

/* Takes opened.cache away where any file that it knows is not there or is another, or `all`; and
 * what writes that were cut off left of it. Synced. The vault must be locked. */
int vault_opened_forget(struct vault *vault, bool all, struct error *error);

#endif
