/* SPDX-License-Identifier: ISC */
/* How the test programs ask as a desk: one request, signed (RFC 9421). Any thread. */
#ifndef TESTIMONY_DESK_REQUEST_H
#define TESTIMONY_DESK_REQUEST_H

#include <time.h>

#include "common/buffer.h"
#include "common/encode.h"
#include "common/file.h"
#include "keys/author.h"
#include "keys/httpsig_sign.h"

/* From HANDLE.key, not sealed: its first line is the Ed25519 seed. 0 or -1. */
static inline int
desk_request_author(struct author **author, const char *path, struct error *error)
{
	struct buffer text = BUFFER_INIT;
	uint8_t seed[32];
	int result = -1;

	if (file_read(path, 4096, &text, error) == 0) {
		if (text.length > 64 &&
		    hex_decode(seed, sizeof seed, (const char *)text.data, 64) == 0)
			result = 0;
		else
			(void)error_refuse(error, "%s is not an unsealed HANDLE.key", path);
	}
	if (result == 0)
		author_from_seed(author, seed);
	buffer_free(&text);
	return result;
}

static inline void
desk_request_field(struct buffer *out, const char *name, const char *value)
{
	if (value != NULL)
		buffer_format(out, "%s: %s\r\n", name, value);
}

/* Adds the request. `fields`: the mailbox and what is replaced, as signed, then both as sent;
 * NULL: not sent. */
static inline void
desk_request(struct buffer *out, const struct author *author, const char *method, const char *path,
    const struct buffer *body, const char *const fields[4])
{
	char digest[HTTPSIG_DIGEST_SIZE], input[HTTPSIG_INPUT_SIZE];
	char signature[HTTPSIG_SIGNATURE_SIZE];
	struct httpsig_request request = { .method = method, .authority = "localhost",
		.path = path, .content_digest = digest, .mailbox = fields[0],
		.replaces = fields[1] };

	httpsig_digest(digest, body->data, body->length);
	httpsig_sign(author, &request, (int64_t)time(NULL), input, signature);
	buffer_format(out, "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n"
	    "Content-Digest: %s\r\nSignature-Input: %s\r\nSignature: %s\r\n",
	    method, path, body->length, digest, input, signature);
	desk_request_field(out, "Testimony-Mailbox", fields[2]);
	desk_request_field(out, "Testimony-Replaces", fields[3]);
	buffer_append_text(out, "\r\n");
	buffer_append(out, body->data, body->length);
}

#endif
