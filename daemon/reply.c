/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/reply.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "common/error.h"

#define REPLY_RETRY_LEAST 2
#define REPLY_RETRY_MOST 12

static const char *const refusal_names[REFUSAL_KINDS] = {
	[REFUSAL_NONE] = "none",
	[REFUSAL_MALFORMED] = "malformed",
	[REFUSAL_PATH] = "unknown_path",
	[REFUSAL_LATE] = "too_slow",
	[REFUSAL_TOO_LARGE] = "too_large",
	[REFUSAL_NOT_ENVELOPE] = "not_an_envelope",
	[REFUSAL_CONFLICT] = "conflict",
	[REFUSAL_WITHDRAWN] = "withdrawn",
	[REFUSAL_PROOF] = "proof",
	[REFUSAL_SIGNATURE] = "signature",
	[REFUSAL_BUSY] = "busy",
	[REFUSAL_SPACE] = "no_space",
	[REFUSAL_TROUBLE] = "trouble",
};

/* RFC 9110 section 15, RFC 6585 (429), RFC 4918 (422, 507). */
static const struct {
	int status;
	const char *phrase;
} reply_phrases[] = {
	{ 200, "OK" },
	{ 201, "Created" },
	{ 204, "No Content" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 408, "Request Timeout" },
	{ 409, "Conflict" },
	{ 410, "Gone" },
	{ 411, "Length Required" },
	{ 413, "Content Too Large" },
	{ 417, "Expectation Failed" },
	{ 421, "Misdirected Request" },
	{ 422, "Unprocessable Content" },
	{ 429, "Too Many Requests" },
	{ 500, "Internal Server Error" },
	{ 503, "Service Unavailable" },
	{ 507, "Insufficient Storage" },
};

const char *
refusal_name(enum refusal refusal)
{
	return refusal_names[refusal];
}

static const char *
reply_phrase(int status)
{
	for (size_t i = 0; i < sizeof reply_phrases / sizeof reply_phrases[0]; i++)
		if (reply_phrases[i].status == status)
			return reply_phrases[i].phrase;
	error_bug("a status without a phrase");
}

void
reply_free(struct reply *reply)
{
	buffer_free(&reply->content);
	*reply = (struct reply)REPLY_INIT;
}

void
reply_plain(struct reply *reply, int status)
{
	reply_free(reply);
	reply->status = status;
}

static void
reply_problem(struct reply *reply, int status, enum refusal refusal, const char *detail)
{
	reply_plain(reply, status);
	reply->refusal = refusal;
	reply->type = "application/problem+json";
	buffer_format(&reply->content, "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"",
	    reply_phrase(status), status, detail);
}

void
reply_refuse(struct reply *reply, int status, enum refusal refusal, const char *detail)
{
	reply_problem(reply, status, refusal, detail);
	buffer_append_text(&reply->content, "}\n");
}

void
reply_refuse_proof(struct reply *reply, int bits, const char *detail)
{
	reply_problem(reply, 429, REFUSAL_PROOF, detail);
	buffer_format(&reply->content, ",\"bits\":%d}\n", bits);
}

void
reply_refuse_busy(struct reply *reply, const char *detail)
{
	reply_refuse(reply, 503, REFUSAL_BUSY, detail);
	reply->retry_after = REPLY_RETRY_LEAST +
	    randombytes_uniform(REPLY_RETRY_MOST - REPLY_RETRY_LEAST + 1);
}

uint64_t
reply_length(const struct reply *reply)
{
	if (reply->streamed > 0)
		return reply->streamed;
	return reply->shared != NULL ? reply->shared_length : reply->content.length;
}

/* No Date: on an onion service the drift of the clock would tell one machine from another. */
void
reply_print_head(const struct reply *reply, struct buffer *out)
{
	buffer_format(out, "HTTP/1.1 %d %s\r\nConnection: close\r\n", reply->status,
	    reply_phrase(reply->status));
	if (reply->status != 204)
		buffer_format(out, "Content-Length: %" PRIu64 "\r\n", reply_length(reply));
	if (reply->type != NULL)
		buffer_format(out, "Content-Type: %s\r\nX-Content-Type-Options: nosniff\r\n",
		    reply->type);
	buffer_format(out, "Cache-Control: %s\r\n", reply->may_be_kept ? "no-cache" : "no-store");
	if (reply->status == 401) /* RFC 9110 section 11.6.1 asks for it */
		buffer_append_text(out, "WWW-Authenticate: Signature\r\n");
	if (reply->allow != NULL)
		buffer_format(out, "Allow: %s\r\n", reply->allow);
	if (reply->retry_after != 0)
		buffer_format(out, "Retry-After: %u\r\n", reply->retry_after);
	buffer_append_text(out, "\r\n");
}
