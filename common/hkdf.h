/* SPDX-License-Identifier: ISC */
/* HKDF-SHA256 (RFC 5869) over libsodium's HMAC-SHA256. Any thread. */
#ifndef TESTIMONY_HKDF_H
#define TESTIMONY_HKDF_H

#include <stddef.h>
#include <stdint.h>

#define HKDF_OUTPUT_MOST (255 * 32)

/* Extract and expand into `length` bytes (at most HKDF_OUTPUT_MOST, else the program stops).
 * An empty salt is RFC 5869's default of zeros. `info` is text without its NUL. */
void hkdf_sha256(uint8_t *output, size_t length, const uint8_t *input, size_t input_length,
    const uint8_t *salt, size_t salt_length, const char *info);

#endif
