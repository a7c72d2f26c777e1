/* SPDX-License-Identifier: ISC */
/*
 * Bytes as text: lowercase hex, strict base64 (RFC 4648), bech32 (BIP 173,
 * without its length limit, as the age specification asks).
 *
 * All decoders take (text, length), need no NUL, refuse anything that is not
 * the one canonical spelling of the bytes, and return 0, or -1 with nothing
 * promised about the output. Hex and base64 are done by libsodium in constant
 * time. Any thread.
 */
#ifndef TESTIMONY_ENCODE_H
#define TESTIMONY_ENCODE_H

#include <stddef.h>
#include <stdint.h>

#define HEX_LENGTH(bytes) (2 * (bytes))

enum base64_variant {
	BASE64_PADDED,       /* RFC 4648 section 4: minisign, HTTP */
	BASE64_UNPADDED,     /* the same without "=": age */
	BASE64_URL_UNPADDED, /* RFC 4648 section 5 without "=": links */
};

/* Writes 2 * length digits and a NUL. */
void hex_encode(char *text, const uint8_t *bytes, size_t length);

/* Exactly `length` bytes from exactly 2 * length lowercase digits. */
int hex_decode(uint8_t *bytes, size_t length, const char *text, size_t text_length);

/* Characters that base64_encode writes for `length` bytes, and a NUL. */
size_t base64_size(size_t length, enum base64_variant variant);
void base64_encode(char *text, size_t size, const uint8_t *bytes, size_t length,
    enum base64_variant variant);

/* At most `size` bytes; *length says how many. Unused bits must be zero. */
int base64_decode(uint8_t *bytes, size_t size, size_t *length, const char *text,
    size_t text_length, enum base64_variant variant);

#define BECH32_KEY_BYTES 32
#define BECH32_SIZE 128 /* room for a prefix of up to 32, 32 bytes, NUL */

/* `prefix` 1`data``checksum` for a key of 32 bytes, lowercase, with a NUL.
 * `prefix` is lowercase and at most 32 characters. */
void bech32_encode(char text[BECH32_SIZE], const char *prefix,
    const uint8_t key[BECH32_KEY_BYTES]);

/* Text all in lowercase with this prefix and exactly 32 bytes. For text in
 * uppercase (age identities) the caller says so with `uppercase`. */
int bech32_decode(uint8_t key[BECH32_KEY_BYTES], const char *prefix, const char *text,
    size_t text_length, int uppercase);

#endif
