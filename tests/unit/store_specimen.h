/* SPDX-License-Identifier: ISC */
/*
 * What the tests of store, keeper, intake and desk interface share: a private folder for a store,
 * and envelopes that the daemon's check takes.
 */
#ifndef TESTIMONY_STORE_SPECIMEN_H
#define TESTIMONY_STORE_SPECIMEN_H

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/age_seal.h"
#include "common/envelope.h"
#include "daemon/store.h"
#include "tests/unit/unit.h"

#define STORE_PAGE 4096 /* bytes of a page of a new store */

struct store_folder {
	char folder[64];
	char path[80];
};

static inline void
store_folder_make(struct store_folder *at)
{
	(void)snprintf(at->folder, sizeof at->folder, "/tmp/testimony-unit.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(at->folder));
	(void)snprintf(at->path, sizeof at->path, "%s/s.db", at->folder);
}

static inline void
store_folder_remove(const struct store_folder *at)
{
	static const char *const ends[] = { "", "-wal", "-new", "-journal", "-order" };

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		char path[96];

		(void)snprintf(path, sizeof path, "%s%s", at->path, ends[i]);
		(void)unlink(path);
	}
	(void)rmdir(at->folder);
}

/* A sealed envelope (malloc) whose content is `filler`; its id. */
static inline uint8_t *
envelope_specimen(uint8_t id[ENVELOPE_ID_BYTES], int filler)
{
	struct buffer plaintext = BUFFER_INIT, sealed = BUFFER_INIT;
	uint8_t secret[32], *envelope = malloc(ENVELOPE_BYTES);
	struct error error = ERROR_INIT;
	struct recipient recipient;

	randombytes_buf(secret, sizeof secret);
	(void)crypto_scalarmult_base(recipient.point, secret);
	buffer_reserve(&plaintext, ENVELOPE_PLAINTEXT_BYTES);
	memset(plaintext.data, filler, ENVELOPE_PLAINTEXT_BYTES);
	plaintext.length = ENVELOPE_PLAINTEXT_BYTES;
	unit_ok(age_seal_bytes(&sealed, &recipient, 1, plaintext.data, plaintext.length, &error),
	    &error);
	ck_assert_uint_eq(sealed.length, ENVELOPE_BYTES);
	memcpy(envelope, sealed.data, ENVELOPE_BYTES);
	envelope_id(id, envelope, ENVELOPE_BYTES);
	buffer_free(&plaintext);
	buffer_free(&sealed);
	return envelope;
}

#endif
