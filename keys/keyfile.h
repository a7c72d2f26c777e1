/* SPDX-License-Identifier: ISC */
/*
 * Key files on disk: signing.key, campaign.key, HANDLE.key. Each is an age scrypt file, mode 0600,
 * replaced atomically; or, for trying out, plain. What is inside is said in minisign_sign.h,
 * age_identity.h and below. Plaintext stays in memory.
 */
#ifndef TESTIMONY_KEYFILE_H
#define TESTIMONY_KEYFILE_H

#include <stdbool.h>

#include "common/buffer.h"
#include "common/campaign.h"
#include "common/error.h"
#include "common/secret.h"
#include "keys/age_identity.h"
#include "keys/author.h"

#define KEYFILE_BYTES_MOST 65536

/* Writes `content`; sealed with the passphrase, or plain where it is NULL. */
int keyfile_write(const char *path, const struct buffer *content, const struct secret *passphrase,
    bool replace, struct error *error);

/* Whether the file is sealed: 1, 0, or -1 with an error. */
int keyfile_is_sealed(const char *path, struct error *error);

/* Adds the content to `content`. `passphrase` may be NULL for a plain file. */
int keyfile_read(const char *path, const struct secret *passphrase, struct buffer *content,
    struct error *error);

/* A coordinator's key: two lines, the Ed25519 seed in hex and an age identity. */
struct coordinator_key {
	struct author *author;
	struct age_identities *identities;
};
void coordinator_key_generate(struct coordinator_key *key);
int coordinator_key_parse(struct coordinator_key *key, const char *text, size_t length,
    struct error *error);
void coordinator_key_print(const struct coordinator_key *key, struct buffer *out);
void coordinator_key_free(struct coordinator_key *key);

/* HANDLE.pub: one JSON line {"handle","key","recipient"}, LF. */
void coordinator_public_print(const char *handle, const struct coordinator_key *key,
    struct buffer *out);
int coordinator_public_parse(struct coordinator *coordinator, const void *text, size_t length,
    struct error *error);

#endif
