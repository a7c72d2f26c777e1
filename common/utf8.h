/* SPDX-License-Identifier: ISC */
/*
 * UTF-8, one character at a time (RFC 3629): no surrogates, nothing over U+10FFFF, no spelling
 * that is longer than it must be. Any thread.
 */
#ifndef TESTIMONY_UTF8_H
#define TESTIMONY_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"

#define UTF8_REPLACEMENT 0xFFFD /* stands for what could not be read */

/* Reads the character at bytes[*at] and moves *at past it. Where there is none, returns -1 and
 * moves past the longest run that could have begun one, at least a byte (Unicode 15 section 3.9,
 * "maximal subpart"; browsers do the same). *at must be below `length`. */
int32_t utf8_next(const uint8_t *bytes, size_t length, size_t *at);

/* Adds one character. Stops the program where `character` is none. */
void utf8_append(struct buffer *out, uint32_t character);

/* How many characters (code points) there are; a broken run counts as one. */
size_t utf8_count(const void *text, size_t length);

#endif
