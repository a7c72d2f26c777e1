/* SPDX-License-Identifier: ISC */
/*
 * Verifying minisign signatures, prehashed only ("ED": BLAKE2b-512 of the file, then Ed25519;
 * format: https://jedisct1.github.io/minisign/). Legacy "Ed" signatures are refused. Any thread.
 */
#ifndef TESTIMONY_MINISIGN_VERIFY_H
#define TESTIMONY_MINISIGN_VERIFY_H

#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

#define MINISIGN_KEY_ID_BYTES 8
#define MINISIGN_PUBLIC_LINE 56         /* characters of base64 for "Ed", key id, key */
#define MINISIGN_COMMENT_MOST 1024      /* bytes of a trusted comment, with its NUL */
#define MINISIGN_SIGNATURE_FILE_MOST 4096
#define MINISIGN_UNTRUSTED "untrusted comment: "
#define MINISIGN_TRUSTED "trusted comment: "

struct minisign_public_key {
	uint8_t key_id[MINISIGN_KEY_ID_BYTES];
	uint8_t key[32]; /* Ed25519 */
};

/* The base64 line of a .pub file: standard or URL alphabet. Refuses a key that is no good Ed25519
 * point: nothing can be signed by it, or anything. */
int minisign_public_parse(struct minisign_public_key *key, const char *text, size_t length,
    struct error *error);
void minisign_public_print(char line[MINISIGN_PUBLIC_LINE + 1],
    const struct minisign_public_key *key);
void minisign_public_print_url(char line[MINISIGN_PUBLIC_LINE + 1],
    const struct minisign_public_key *key);

/* A key known by its 32 bytes alone, as that of packs is: the key id is the first 8 of them. */
void minisign_public_of(struct minisign_public_key *key, const uint8_t bytes[32]);

/* A whole .pub file: an untrusted comment line, the base64 line. In all minisign files lines end in
 * LF or CRLF, and the last one may end without either, as minisign itself reads them. */
int minisign_public_read(struct minisign_public_key *key, const char *text, size_t length,
    struct error *error);

/* Verifies `message` against a whole signature file; on success the trusted comment,
 * itself verified, with a NUL, is in `comment`. Trailing bytes are refused. */
int minisign_verify(const struct minisign_public_key *key, const void *message,
    size_t message_length, const char *signature, size_t signature_length,
    char comment[MINISIGN_COMMENT_MOST], struct error *error);

/* Verifies only that the trusted comment of a signature file is this key's: what was last
 * signed, when the file itself has been edited since. */
int minisign_verify_comment(const struct minisign_public_key *key, const char *signature,
    size_t signature_length, char comment[MINISIGN_COMMENT_MOST], struct error *error);

/* Takes the next line off a minisign file: `prefix` must start it and is left out of *line, as is
 * its end. *text and *length move on. Returns 0, or -1 where there is no such line. */
int minisign_line(const char **text, size_t *length, const char *prefix, const char **line,
    size_t *line_length);

#endif
