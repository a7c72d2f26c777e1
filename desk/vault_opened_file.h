/* SPDX-License-Identifier: ISC */
/*
 * The file opened.cache (vault_opened.h says what it is for): entries in the order of their kind and
 * name, each with its bytes. Whoever does not have the coordinator's secret can neither read nor
 * make one, nor put a part of one into another.
 *
 *   head    64 bytes: "testimony-opened-1", LF, zeros to 32 bytes; salt 32
 *   blocks  of 262,144 bytes each: ChaCha20-Poly1305 of 262,128 bytes
 *
 * Key: HKDF-SHA256 of secret ‖ context, with the salt. Nonce of block b (from 0): b as 8 bytes, 3
 * zeros, and 1 for the last block, else 0. What is authenticated besides is the head. The bytes of
 * entries fill the first blocks, none across two; then the index, 57 bytes for each entry: kind 1,
 * name 32, changed 8, block 4, place in it 4, length 4, zeros 4; then zeros; the last 16 bytes of
 * the last block: in which block the index starts 4, how many entries 4, zeros 8. The number of
 * blocks is rounded up to 4, 5, 6, 7, 8, 10, 12, 14, 16, 20 ..., so that it says little of how long
 * the texts are.
 *
 * Plaintext stays in memory that is wiped. One thread for each.
 */
#ifndef TESTIMONY_VAULT_OPENED_FILE_H
#define TESTIMONY_VAULT_OPENED_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/error.h"

#define OPENED_NAME_BYTES 32
#define OPENED_SECRET_BYTES 32
#define OPENED_CONTEXT_BYTES 32
#define OPENED_KINDS_MOST 8           /* kinds are less */
#define OPENED_ENTRY_MOST 65536       /* bytes of one */
#define OPENED_ENTRIES_MOST 2000000
#define OPENED_BLOCKS_MOST 2048       /* so 512 MiB */

/* Whose it is: a coordinator's secret, and a hash of all that the entries depend on. */
struct opened_binding {
	const uint8_t *secret;            /* OPENED_SECRET_BYTES */
	uint8_t context[OPENED_CONTEXT_BYTES];
};

struct opened_entry {
	uint8_t kind, name[OPENED_NAME_BYTES];
	uint64_t changed;                 /* of the file that it was read from */
	uint32_t block, at, length;
};

/* By kind, then by name. */
int opened_entry_compare(const struct opened_entry *left, const struct opened_entry *right);

/* Reading. */
struct opened_reader;

/* -1 where there is none, or it is broken or another's. */
int opened_reader_new(struct opened_reader **reader, const char *path,
    const struct opened_binding *binding);
void opened_reader_free(struct opened_reader **reader);
/* All, sorted; borrowed. */
const struct opened_entry *opened_reader_entries(const struct opened_reader *reader,
    size_t *count);
/* Adds the bytes of one of its entries to `out`; false where they are broken. Quick where entries
 * of a kind are asked for in their order. */
bool opened_reader_get(struct opened_reader *reader, const struct opened_entry *entry,
    struct buffer *out);

/* Writing, in the order of entries: any other is a bug. Nothing is there before the commit. */
struct opened_writer;
int opened_writer_new(struct opened_writer **writer, const char *path,
    const struct opened_binding *binding, struct error *error);
/* Also 0, and not added, where there is no room for it. Sets the entry's block and place. */
int opened_writer_add(struct opened_writer *writer, struct opened_entry *entry,
    const uint8_t *bytes, struct error *error);
int opened_writer_commit(struct opened_writer *writer, struct error *error);
void opened_writer_free(struct opened_writer **writer);

#endif
