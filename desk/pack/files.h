/* SPDX-License-Identifier: ISC */
/*
 * The files of a pack: all made in memory, so that they can be looked through before anything is
 * written; then all packs of an edition are written in one go, or none. Main thread (odt.h).
 */
#ifndef TESTIMONY_FILES_H
#define TESTIMONY_FILES_H

#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/campaign.h"
#include "common/error.h"
#include "desk/pack/document.h"
#include "keys/author.h"

#define FILES_ODT "pack.odt"
#define FILES_HTML "pack.html"
#define FILES_CSV "statistics.csv"
#define FILES_JSON "statistics.json"
#define FILES_NAME_MOST 64
#define FILES_COUNT 7 /* these, and verify.txt, SHA256SUMS and its signature (sums.h) */

struct files_file {
	const char *name; /* a constant */
	struct buffer content;
};

struct files {
	struct files_file list[FILES_COUNT];
	size_t count; /* 0 where nothing was made */
};

#define FILES_INIT { .count = 0 }

/* A pack of an edition. */
struct files_pack {
	const char *name; /* of its folder: see files_write */
	const struct files *files;
};

/* Makes all files of a pack, signed by `author`; verify.txt says how to check that with
 * `campaign`. A day that ODT cannot hold (odt.h) is refused, with nothing made. */
int files_make(struct files *files, const struct document *document, const struct author *author,
    const struct campaign *campaign, struct error *error);
void files_free(struct files *files); /* wipes; back to FILES_INIT */

/* Writes OUT/NAME/FILE for each file of each pack. OUT must not exist, and its parent must: all is
 * written into a folder beside it (".NAME.RANDOM"), synced, and renamed at the end, so OUT is there
 * with all in it or not at all.
 *
 * OUT is 0700: who else may read packs is the coordinator's to say. What is in it is to be handed
 * out, and has 0755 and 0644, whatever the umask. Times of files and folders are 12:00 UTC of
 * `day`. A pack's name has 1 to FILES_NAME_MOST of a-z, 0-9 and hyphens, no hyphen first, none
 * twice; else the program stops. */
int files_write(const char *out, const struct files_pack *packs, size_t count, int32_t day,
    struct error *error);

#endif
