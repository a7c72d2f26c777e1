/* SPDX-License-Identifier: ISC */
/*
 * A campaign's folder, as `init` makes it:
 *   campaign.json, campaign.json.minisig, campaign.pub     public
 *   campaign-SERIAL.json, .minisig      public: from before a coordinator was removed
 *   for-HANDLE.age       the campaign's keys, sealed to a coordinator
 *   secret/signing.key, secret/campaign.key, secret/HANDLE.key
 *
 * While a struct folder is open, the folder is locked: two runs do not mix.
 *
 * campaign.json and its signature cannot be replaced in one step. The new campaign.json comes
 * first, its signature right after. Between the two, readers see a campaign that does not match
 * its signature and refuse it; nothing is lost, for the old signature still tells the last serial
 * and the new campaign.json holds the whole change: `sign` completes it. Main thread.
 */
#ifndef TESTIMONY_FOLDER_H
#define TESTIMONY_FOLDER_H

#include <jansson.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/campaign.h"
#include "common/error.h"
#include "keys/age_identity.h"
#include "keys/manifest.h"
#include "keys/minisign_sign.h"
#include "keys/unlock.h"

#define FOLDER_MANIFEST "campaign.json"
#define FOLDER_SIGNATURE "campaign.json.minisig"
#define FOLDER_PUBLIC "campaign.pub"
#define FOLDER_SECRET "secret"
#define FOLDER_SIGNING_KEY "secret/signing.key"
#define FOLDER_CAMPAIGN_KEY "secret/campaign.key"

#define FOLDER_PUBLIC_BYTES_MOST 1024 /* of campaign.pub and HANDLE.pub */
#define FOLDER_PUBLIC_MODE 0644
#define FOLDER_SEALED_MODE 0600

struct folder {
	const char *path;
	int descriptor;                        /* holds the lock */
	struct minisign_public_key public_key; /* of campaign.pub */
	struct unlock unlock;
};

/* What a new folder gets. */
struct folder_content {
	const char *handle;              /* of the first coordinator */
	const struct secret *passphrase; /* seals the three keys; NULL: they stay plain */
	struct buffer signing_key, campaign_key, coordinator_key; /* secret */
	struct buffer public_key;
	const struct manifest_signed *manifest;
};

/* Refuses a folder that holds a campaign, or parts of one that was cut off. One that does not
 * exist is free. */
int folder_check_free(const char *path, const char *handle, struct error *error);

/* Makes the folder (0755) where there is none, and in it secret/ (0700) and all files:
 * secrets first, campaign.json, which makes it a campaign, last. Where it fails, it takes its files
 * away again. */
int folder_make(const char *path, const struct folder_content *content, struct error *error);

/* Locks an existing folder; refuses where another run holds it. Pairs with folder_close. */
int folder_lock(struct folder *folder, const char *path, struct error *error);
/* folder_lock, and reads campaign.pub. */
int folder_open(struct folder *folder, const char *path, const char *passphrase_file,
    struct error *error);
void folder_close(struct folder *folder);

/* campaign.pub of a folder that need not be locked. */
int folder_public(struct minisign_public_key *key, const char *path, struct error *error);

/* The campaign as it was signed; refuses a campaign.json that was changed since. */
int folder_campaign(struct campaign **campaign, const char *path,
    const struct minisign_public_key *key, struct error *error);

/* campaign.json as it lies there, whatever was edited in it, and the serial last signed (0 where
 * there is no signature). New reference. */
int folder_edited(const struct folder *folder, json_t **manifest, int64_t *signed_serial,
    struct error *error);

/* The key that signs; refuses one that is not campaign.pub's. */
int folder_signing_key(struct folder *folder, struct minisign_secret_key **key,
    struct error *error);

/* Adds the campaign's identities; refuses them where none is `recipient`'s. */
int folder_campaign_keys(struct folder *folder, struct age_identities *identities,
    const struct recipient *recipient, bool *sealed, struct error *error);

/* Writes DIR/for-HANDLE.age. */
int folder_write_for(const struct folder *folder, const struct coordinator *coordinator,
    const struct age_identities *identities, struct error *error);
/* Its path, in `out`. */
const char *folder_for(struct buffer *out, const char *path, const char *handle);

/* Copies the campaign as it was signed, with its signature, to campaign-SERIAL.json beside it: what
 * was signed with its key of packs is checked by it. */
int folder_keep_older(const struct folder *folder, int64_t serial, struct error *error);
/* That name, in `out`. */
const char *folder_older(struct buffer *out, const char *path, int64_t serial);

/* Puts a new manifest and its signature in place of the old. */
int folder_publish(const struct folder *folder, const struct manifest_signed *manifest,
    struct error *error);

/* While files of one change are written, a Ctrl-C waits. Pairs may nest. */
void folder_hold_signals(sigset_t *before);
void folder_release_signals(const sigset_t *before);

#endif
