/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/buffer.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/error.h"
#include "common/secret.h"

#define BUFFER_FIRST_CAPACITY 256

void
buffer_reserve(struct buffer *buffer, size_t more)
{
	size_t need, capacity;

	if (more > SIZE_MAX / 4 || buffer->length > SIZE_MAX / 4)
		error_bug("no memory for a buffer");
	need = buffer->length + more + 1;
	if (need <= buffer->capacity)
		return;
	capacity = buffer->capacity == 0 ? BUFFER_FIRST_CAPACITY : buffer->capacity;
	while (capacity < need)
		capacity *= 2;
	buffer->data = secret_reallocate(buffer->data, capacity);
	buffer->capacity = capacity;
}

void
buffer_append(struct buffer *buffer, const void *data, size_t length)
{
	buffer_reserve(buffer, length);
	if (length > 0)
		memcpy(buffer->data + buffer->length, data, length);
	buffer->length += length;
	buffer->data[buffer->length] = 0;
}

void
buffer_append_text(struct buffer *buffer, const char *text)
{
	buffer_append(buffer, text, strlen(text));
}

void
buffer_append_byte(struct buffer *buffer, uint8_t byte)
{
	buffer_append(buffer, &byte, 1);
}

void
buffer_format(struct buffer *buffer, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		error_bug("a format string is wrong");
	buffer_reserve(buffer, (size_t)length);
	va_start(arguments, format);
	(void)vsnprintf((char *)buffer->data + buffer->length, (size_t)length + 1, format,
	    arguments);
	va_end(arguments);
	buffer->length += (size_t)length;
}

void
buffer_clear(struct buffer *buffer)
{
	if (buffer->data != NULL)
		sodium_memzero(buffer->data, buffer->capacity);
	buffer->length = 0;
}

void
buffer_free(struct buffer *buffer)
{
	secret_release(buffer->data);
	buffer->data = NULL;
	buffer->length = 0;
	buffer->capacity = 0;
}

void
buffer_append_u32(struct buffer *buffer, uint32_t value)
{
	uint8_t bytes[4] = { (uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
		(uint8_t)value };

	buffer_append(buffer, bytes, sizeof bytes);
}

void
buffer_append_u64(struct buffer *buffer, uint64_t value)
{
	uint8_t bytes[8];

	bytes_put_u64(bytes, value);
	buffer_append(buffer, bytes, sizeof bytes);
}

uint32_t
bytes_u32(const uint8_t bytes[4])
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	    (uint32_t)bytes[3];
}

uint64_t
bytes_u64(const uint8_t bytes[8])
{
	return (uint64_t)bytes_u32(bytes) << 32 | bytes_u32(bytes + 4);
}

void
bytes_put_u64(uint8_t bytes[8], uint64_t value)
{
	for (int i = 7; i >= 0; i--) {
		bytes[i] = (uint8_t)value;
		value >>= 8;
	}
}
