/* SPDX-License-Identifier: ISC */
/* What the tools that press upon a daemon share: envelopes that are well formed but sealed to nobody, and
 * one request with its answer. Any thread. */
#ifndef TESTIMONY_FLOOD_PARTS_H
#define TESTIMONY_FLOOD_PARTS_H

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "common/encode.h"
#include "common/envelope.h"
#include "common/file.h"
#include "tests/system/reach.h"

#define FLOOD_ANSWER_SIZE 4096

/* 32 bytes as age writes them; the top bit clear, so that they may be a point. */
static inline uint8_t *
flood_base64(uint8_t *at)
{
	uint8_t random[32];

	randombytes_buf(random, sizeof random);
	random[31] &= 0x3f;
	base64_encode((char *)at, 44, random, sizeof random, BASE64_UNPADDED);
	return at + 43;
}

static inline uint8_t *
flood_text(uint8_t *at, const char *text)
{
	memcpy(at, text, strlen(text));
	return at + strlen(text);
}

static inline void
flood_envelope(uint8_t envelope[ENVELOPE_BYTES])
{
	uint8_t *at = flood_text(envelope, "age-encryption.org/v1\n-> X25519 ");

	at = flood_text(flood_base64(at), "\n");
	at = flood_text(flood_base64(at), "\n--- ");
	at = flood_text(flood_base64(at), "\n");
	randombytes_buf(at, (size_t)(envelope + ENVELOPE_BYTES - at));
}

/* The status of the answer, which is read to its end into `answer`; 0: none came whole. */
static inline int
flood_answer(int descriptor, char answer[FLOOD_ANSWER_SIZE])
{
	size_t length = 0;
	ssize_t got;

	while (length < FLOOD_ANSWER_SIZE - 1 &&
	    (got = recv(descriptor, answer + length, FLOOD_ANSWER_SIZE - 1 - length, 0)) > 0)
		length += (size_t)got;
	answer[length] = '\0';
	if (strncmp(answer, "HTTP/1.1 ", 9) != 0 || strstr(answer, "\r\n\r\n") == NULL)
		return 0;
	return atoi(answer + 9);
}

static inline int
flood_exchange(const char *address, const void *bytes, size_t length,
    char answer[FLOOD_ANSWER_SIZE])
{
	int descriptor = reach(address), status;

	if (descriptor < 0)
		return 0;
	(void)file_write_all(descriptor, bytes, length);
	status = flood_answer(descriptor, answer);
	(void)close(descriptor);
	return status;
}

#endif
