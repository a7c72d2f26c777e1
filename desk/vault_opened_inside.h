/* SPDX-License-Identifier: ISC */
/* What the parts of vault_opened.h share. Main thread. */
#ifndef TESTIMONY_VAULT_OPENED_INSIDE_H
#define TESTIMONY_VAULT_OPENED_INSIDE_H

#include "desk/vault_opened.h"

#define OPENED_KINDS (OPENED_RECORDS + 1)

/* What was opened by this program, and is not in the file yet. */
struct opened_fresh {
	struct opened_entry entry;
	uint8_t *bytes;
};

struct opened_cache {
	struct vault *vault;
	struct opened_binding binding;
	int folders[OPENED_KINDS];             /* descriptors, or -1 */
	struct opened_reader *reader;          /* NULL: there is no file */
	struct opened_fresh *fresh;
	size_t fresh_count, fresh_bytes;
	uint32_t *places;                      /* of `fresh`, plus 1; 0: free. By hash */
	size_t places_count;                   /* a power of two */
	uint64_t hash;                         /* random, so that ids cannot be made for one place */
	bool full;                             /* no more is taken */
	bool forgotten;                        /* the file was taken away; its reader still reads */
};

/* When a file changed last; 0: there is none. Not its time of last writing, which programs may set
 * as they like. */
uint64_t opened_changed(struct opened_cache *cache, const char *vault, enum opened_kind kind,
    const uint8_t name[OPENED_NAME_BYTES]);

/* Whether there is so much new that the file is to be written anew. */
bool opened_is_much(const struct opened_cache *cache);

/* Writes it anew, with all that still holds. Nobody is told where it fails: then it is as it was,
 * or is not there. The vault must be locked: what another program erases meanwhile must not come to
 * disk again. */
bool opened_write(struct vault *vault);

#endif
