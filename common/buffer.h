/* SPDX-License-Identifier: ISC */
/*
 * A growing run of bytes. Its memory is plaintext memory (secret.h): wiped when
 * it grows, is cleared or is freed. Start with BUFFER_INIT. The bytes are
 * always followed by a NUL that `length` does not count, once there are any.
 * No memory stops the program. One thread at a time for each buffer.
 */
#ifndef TESTIMONY_BUFFER_H
#define TESTIMONY_BUFFER_H

#include <stddef.h>
#include <stdint.h>

struct buffer {
	uint8_t *data;      /* NULL while nothing was ever added */
	size_t length;      /* bytes in use */
	size_t capacity;
};

#define BUFFER_INIT { NULL, 0, 0 }

void buffer_reserve(struct buffer *buffer, size_t more);   /* room for `more` bytes past length */
void buffer_append(struct buffer *buffer, const void *data, size_t length);
void buffer_append_text(struct buffer *buffer, const char *text);
void buffer_append_byte(struct buffer *buffer, uint8_t byte);
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void buffer_clear(struct buffer *buffer);   /* wipes; keeps the memory */
void buffer_free(struct buffer *buffer);    /* wipes, frees, back to BUFFER_INIT */

/* Adds, as 4 or 8 bytes, big-endian. */
void buffer_append_u32(struct buffer *buffer, uint32_t value);
void buffer_append_u64(struct buffer *buffer, uint64_t value);

/* Reads 4 or 8 bytes, big-endian. */
uint32_t bytes_u32(const uint8_t bytes[4]);
uint64_t bytes_u64(const uint8_t bytes[8]);
void bytes_put_u64(uint8_t bytes[8], uint64_t value);

#endif
