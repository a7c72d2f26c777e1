/* SPDX-License-Identifier: ISC */
/*
 * An answer to a request: status, fields, content. Errors are problem details (RFC 9457) with a
 * sentence that a person understands; they never repeat what the client sent. Any thread; one
 * thread for each reply.
 */
#ifndef TESTIMONY_REPLY_H
#define TESTIMONY_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"

/* Why something was refused, as the status page counts it. */
enum refusal {
	REFUSAL_NONE,
	REFUSAL_MALFORMED,    /* not a request that this daemon takes: 400, 405, 411, 417 */
	REFUSAL_PATH,         /* 404 */
	REFUSAL_LATE,         /* a deadline passed */
	REFUSAL_TOO_LARGE,    /* 413 */
	REFUSAL_NOT_ENVELOPE, /* 422 */
	REFUSAL_CONFLICT,     /* 409 */
	REFUSAL_WITHDRAWN,    /* 410 */
	REFUSAL_PROOF,        /* 429 */
	REFUSAL_SIGNATURE,    /* the desk's: 401, 421 */
	REFUSAL_BUSY,         /* 503 */
	REFUSAL_SPACE,        /* 507 */
	REFUSAL_TROUBLE,      /* 500 */
};
#define REFUSAL_KINDS (REFUSAL_TROUBLE + 1)

/* The name of a reason in the status page. */
const char *refusal_name(enum refusal refusal);

struct reply {
	int status;
	enum refusal refusal;
	const char *type;      /* media type; NULL where there is no content */
	struct buffer content; /* owned */
	const uint8_t *shared; /* or borrowed from what outlives all replies */
	size_t shared_length;
	uint64_t streamed;     /* or as many bytes that follow later, in pieces */
	unsigned retry_after;  /* seconds; 0: not said */
	const char *allow;     /* methods, of a 405 */
	bool may_be_kept;      /* else no-store */
};

#define REPLY_INIT { 0, REFUSAL_NONE, NULL, BUFFER_INIT, NULL, 0, 0, 0, NULL, false }

/* Status and nothing more. */
void reply_plain(struct reply *reply, int status);

/* A problem. `detail` is a sentence without quotes and backslashes. */
void reply_refuse(struct reply *reply, int status, enum refusal refusal, const char *detail);

/* A 429 with the bits that are wanted. */
void reply_refuse_proof(struct reply *reply, int bits, const char *detail);

/* A 503 with a random Retry-After of some seconds, so that those who were sent away do not all
 * come back at once. */
void reply_refuse_busy(struct reply *reply, const char *detail);

/* Bytes of content that the reply announces. */
uint64_t reply_length(const struct reply *reply);

/* Adds the head, with the empty line that ends it. */
void reply_print_head(const struct reply *reply, struct buffer *out);

void reply_free(struct reply *reply);

#endif
