/* SPDX-License-Identifier: ISC */
/*
 * What a service is to the sockets: bytes in, a reply or a job out. The intake and the desk's
 * interface are services; neither knows a socket. And what the two of them share. One thread.
 */
#ifndef TESTIMONY_SERVICE_H
#define TESTIMONY_SERVICE_H

#include "daemon/http.h"
#include "daemon/keeper.h"
#include "daemon/reply.h"

enum service_step {
	SERVICE_REPLY, /* the reply is made */
	SERVICE_BODY,  /* the body is wanted: all of the Content-Length */
	SERVICE_JOB,   /* the keeper must do *job first */
};

struct service_moment {
	int64_t wall;   /* Unix seconds */
	int64_t steady; /* milliseconds */
};

struct service {
	void *context;

	/* Judges a head. Never SERVICE_JOB where the request has a body. */
	enum service_step (*head)(void *context, const struct http_request *request,
	    const struct service_moment *now, struct reply *reply, struct keeper_job **job);

	/* Judges the whole body (malloc), after head said SERVICE_BODY. A job may take it over, and
	 * then sets *body to NULL. Never SERVICE_BODY. */
	enum service_step (*body)(void *context, const struct http_request *request, uint8_t **body,
	    size_t length, const struct service_moment *now, struct reply *reply,
	    struct keeper_job **job);

	/* Turns the finished job into the reply. Content may move from the job to the reply. Where
	 * reply->streamed is set, the job is to be submitted again for each piece. */
	void (*finish)(void *context, struct keeper_job *job, const struct service_moment *now,
	    struct reply *reply);
};

/* Takes "PREFIX" ‖ 64 hex digits apart; -1 where the path is not of that form. */
int service_path_id(const char *target, const char *prefix, uint8_t id[ENVELOPE_ID_BYTES]);

/* The right length of a body: SERVICE_BODY, or a reply (411, 413, 422). */
enum service_step service_length(const struct http_request *request, size_t wanted,
    struct reply *reply);

/* The same for a request that has no body: SERVICE_REPLY only where it announces one. */
enum service_step service_no_body(const struct http_request *request, struct reply *reply);

void service_not_found(struct reply *reply);
void service_wrong_method(struct reply *reply, const char *allow);

/* Checks an envelope and makes a put of it; `envelope` lies in *body, which the job takes over.
 * SERVICE_JOB or a reply (422). */
enum service_step service_put(const uint8_t id[ENVELOPE_ID_BYTES], enum tray tray,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], uint32_t week, uint8_t **body,
    const uint8_t *envelope, struct reply *reply, struct keeper_job **job);

/* The reply to a finished change: this status, 507 or 500. */
void service_finish_change(const struct keeper_job *job, int status, struct reply *reply);

/* The reply to a finished put. */
void service_finish_put(const struct keeper_job *job, struct reply *reply);

#endif
