/* SPDX-License-Identifier: ISC */
/*
 * The header of an age v1 file (C2SP age specification, "Header"): reading and writing it, and its
 * MAC. Reading is strict: canonical base64, body lines of 64 columns and a shorter last one, single
 * spaces, LF alone; what was taken prints back the same, byte for byte.
 *
 * A struct age_header points into the text that it was read from. Any thread.
 */
#ifndef TESTIMONY_AGE_HEADER_H
#define TESTIMONY_AGE_HEADER_H

#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/error.h"

#define AGE_VERSION_LINE "age-encryption.org/v1\n"
#define AGE_HEADER_BYTES_MOST 16384 /* with the version line and the MAC line */
#define AGE_STANZAS_MOST 20
#define AGE_BODY_COLUMNS 64

#define AGE_FILE_KEY_BYTES 16
#define AGE_WRAPPED_BYTES 32 /* a file key and its tag: the body of X25519 and scrypt stanzas */
#define AGE_SHARE_BYTES 32
#define AGE_SALT_BYTES 16
#define AGE_MAC_BYTES 32
#define AGE_NONCE_BYTES 16   /* starts the payload */

#define AGE_X25519_TYPE "X25519"
#define AGE_SCRYPT_TYPE "scrypt"

struct age_stanza {
	const char *arguments; /* "X25519 TEiF0ypq...": the type first, without "-> " and LF */
	size_t arguments_length;
	const char *body;      /* base64 lines with their LF, checked */
	size_t body_length;
};

struct age_header {
	struct age_stanza stanzas[AGE_STANZAS_MOST];
	size_t stanza_count;   /* at least 1 */
	size_t mac_covers;     /* bytes that the MAC covers: up to and including "---" */
	uint8_t mac[AGE_MAC_BYTES];
};

/* How long the header at the start of `text` is, with the LF of its MAC line; 0 where its end is
 * not there (yet). *line, 0 at first, remembers for the next call how far it looked. */
size_t age_header_end(const void *text, size_t length, size_t *line);

/* Reads a whole header: from the version line to the LF of the MAC line, nothing after it. */
int age_header_parse(struct age_header *header, const void *text, size_t length,
    struct error *error);

/* Argument `index` (0 is the type), not followed by a NUL; NULL where there is none. */
const char *age_stanza_argument(const struct age_stanza *stanza, size_t index, size_t *length);
int age_stanza_is(const struct age_stanza *stanza, const char *type); /* 1 or 0 */

/* Adds the body's bytes. */
void age_stanza_body(const struct age_stanza *stanza, struct buffer *out);

/* Takes the two types apart that this project knows. The number of arguments, their form and the
 * body's length must be right. Whether the work factor is too high is the caller's to say. */
int age_stanza_x25519(const struct age_stanza *stanza, uint8_t share[AGE_SHARE_BYTES],
    uint8_t body[AGE_WRAPPED_BYTES], struct error *error);
int age_stanza_scrypt(const struct age_stanza *stanza, uint8_t salt[AGE_SALT_BYTES],
    int *work_factor, uint8_t body[AGE_WRAPPED_BYTES], struct error *error);

/* Writing, in this order: the version line, stanzas, the MAC line. All add to `out`, which holds
 * nothing else when age_header_print_end makes the MAC of it. */
void age_header_print_version(struct buffer *out);
void age_header_print_stanza(struct buffer *out, const char *arguments, size_t arguments_length,
    const uint8_t *body, size_t body_length);
void age_header_print_x25519(struct buffer *out, const uint8_t share[AGE_SHARE_BYTES],
    const uint8_t body[AGE_WRAPPED_BYTES]);
void age_header_print_scrypt(struct buffer *out, const uint8_t salt[AGE_SALT_BYTES],
    int work_factor, const uint8_t body[AGE_WRAPPED_BYTES]);
void age_header_print_end(struct buffer *out, const uint8_t file_key[AGE_FILE_KEY_BYTES]);

/* HMAC-SHA256 under the key that the file key gives for it, over the first `covers` bytes. */
void age_header_mac(uint8_t mac[AGE_MAC_BYTES], const uint8_t file_key[AGE_FILE_KEY_BYTES],
    const void *text, size_t covers);

#endif
