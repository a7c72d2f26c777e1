/* SPDX-License-Identifier: ISC */
/*
 * Writing a campaign's manifest: making one, moving it on to its next serial, signing it. Pure:
 * no files, no clock. What the fields mean and who checks them: common/campaign.h. Any thread.
 */
#ifndef TESTIMONY_MANIFEST_H
#define TESTIMONY_MANIFEST_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/campaign.h"
#include "common/error.h"
#include "keys/minisign_sign.h"

#define MANIFEST_DAY_NONE INT32_MIN

/* The days that families are told. MANIFEST_DAY_NONE: as they are, or the default. */
struct manifest_dates {
	int32_t closes, previews_from, answer_by;
};
#define MANIFEST_DATES_NONE { MANIFEST_DAY_NONE, MANIFEST_DAY_NONE, MANIFEST_DAY_NONE }

struct manifest_draft {
	const char *name, *contact;
	const char *const *origins;
	size_t origin_count;
	json_t *form;                          /* borrowed; its `help` becomes the campaign's */
	struct recipient recipient;
	uint8_t packs_key[32];                 /* what follows from it: pack_key.h */
	const struct coordinator *coordinator; /* the first one */
	int32_t issued, expires;
	struct manifest_dates dates;
};

/* Serial 1. New reference. Nothing is checked: manifest_sign does. */
json_t *manifest_new(const struct manifest_draft *draft);

/* {"handle","key","recipient"}, as in the manifest and in HANDLE.pub. New reference. */
json_t *manifest_coordinator(const struct coordinator *coordinator);

/* Puts "packs", the public half of the key that signs packs, in place of what is there. */
void manifest_put_packs(json_t *manifest, const uint8_t key[32]);

/* Puts a new serial and period. The dates stay, for families have been told them, past ones too;
 * but where one is missing or no day, all three become the defaults, and *moved says so. Days that
 * are given are put in any case. */
void manifest_renew(json_t *manifest, int64_t serial, int32_t issued, int32_t expires,
    const struct manifest_dates *given, bool *moved);

/* A manifest as it is published, and as its readers will read it. */
struct manifest_signed {
	struct buffer text, signature;
	struct campaign *campaign;
};

/* Whether it is a campaign at all (campaign_parse). */
int manifest_check(const json_t *manifest, struct error *error);

/* Prints, signs, and reads the result back as families will (campaign_verify): what they would
 * refuse is refused here, with their sentence. */
int manifest_sign(struct manifest_signed *out, const json_t *manifest,
    const struct minisign_secret_key *key, struct error *error);
void manifest_signed_free(struct manifest_signed *manifest);

/* The serial of a trusted comment; refuses any other comment. */
int manifest_comment_serial(int64_t *serial, const char *comment, struct error *error);

#endif
