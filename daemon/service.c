/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/service.h"

#include <string.h>

#include "common/encode.h"
#include "common/envelope.h"

int
service_path_id(const char *target, const char *prefix, uint8_t id[ENVELOPE_ID_BYTES])
{
	size_t length = strlen(prefix);

	if (strncmp(target, prefix, length) != 0)
		return -1;
	return hex_decode(id, ENVELOPE_ID_BYTES, target + length, strlen(target + length));
}

enum service_step
service_length(const struct http_request *request, size_t wanted, struct reply *reply)
{
	if (!request->has_length)
		reply_refuse(reply, 411, REFUSAL_MALFORMED, "The Content-Length is missing.");
	else if (request->content_length > wanted)
		reply_refuse(reply, 413, REFUSAL_TOO_LARGE,
		    "This is larger than what belongs here.");
	else if (request->content_length < wanted)
		reply_refuse(reply, 422, REFUSAL_NOT_ENVELOPE,
		    "This is smaller than what belongs here.");
	else
		return SERVICE_BODY;
	return SERVICE_REPLY;
}

enum service_step
service_no_body(const struct http_request *request, struct reply *reply)
{
	if (request->content_length == 0)
		return SERVICE_BODY;
	reply_refuse(reply, 400, REFUSAL_MALFORMED, "This request takes no content.");
	return SERVICE_REPLY;
}

void
service_not_found(struct reply *reply)
{
	reply_refuse(reply, 404, REFUSAL_PATH, "There is nothing at this path.");
}

void
service_wrong_method(struct reply *reply, const char *allow)
{
	reply_refuse(reply, 405, REFUSAL_MALFORMED, "This path does not take this method.");
	reply->allow = allow;
}

enum service_step
service_put(const uint8_t id[ENVELOPE_ID_BYTES], enum tray tray,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], uint32_t week, uint8_t **body,
    const uint8_t *envelope, struct reply *reply, struct keeper_job **job)
{
	uint8_t found[ENVELOPE_ID_BYTES];

	if (envelope_check(envelope, ENVELOPE_BYTES, NULL) != 0) {
		reply_refuse(reply, 422, REFUSAL_NOT_ENVELOPE,
		    "This is not a sealed envelope, so it was not taken.");
		return SERVICE_REPLY;
	}
	envelope_id(found, envelope, ENVELOPE_BYTES);
	if (memcmp(found, id, sizeof found) != 0) {
		reply_refuse(reply, 422, REFUSAL_NOT_ENVELOPE,
		    "The envelope does not have this id; it may have been damaged on the way.");
		return SERVICE_REPLY;
	}
	*job = keeper_job_new(KEEPER_PUT);
	memcpy((*job)->id, id, ENVELOPE_ID_BYTES);
	memcpy((*job)->mailbox, mailbox, ENVELOPE_MAILBOX_BYTES);
	(*job)->tray = tray;
	(*job)->week = week;
	(*job)->memory = *body;
	(*job)->envelope = envelope;
	*body = NULL;
	return SERVICE_JOB;
}

void
service_finish_change(const struct keeper_job *job, int status, struct reply *reply)
{
	if (job->outcome == KEEPER_NO_SPACE)
		reply_refuse(reply, 507, REFUSAL_SPACE,
		    "There is no space left here, not even for this; please try again later.");
	else if (job->outcome == KEEPER_DAMAGED)
		reply_refuse(reply, 500, REFUSAL_TROUBLE,
		    "A part of what is kept here is damaged, so that not all of it could be "
		    "erased. Whoever runs this server must be told.");
	else
		reply_plain(reply, status);
}

void
service_finish_put(const struct keeper_job *job, struct reply *reply)
{
	if (job->outcome == KEEPER_NO_SPACE) {
		reply_refuse(reply, 507, REFUSAL_SPACE,
		    "There is no space left for new envelopes here. Nothing was kept; please try "
		    "again later.");
		return;
	}
	if (job->outcome == KEEPER_DAMAGED) {
		reply_refuse(reply, 500, REFUSAL_TROUBLE,
		    "A part of what is kept here is damaged, and this could not be kept. Whoever "
		    "runs this server must be told.");
		return;
	}
	switch (job->put) {
	case STORE_NEW:
		reply_plain(reply, 201);
		return;
	case STORE_HELD:
		reply_plain(reply, 200);
		return;
	case STORE_ELSEWHERE:
		reply_refuse(reply, 409, REFUSAL_CONFLICT,
		    "This envelope is held already, but for another mailbox.");
		return;
	case STORE_SLOT_TAKEN:
		reply_refuse(reply, 409, REFUSAL_CONFLICT,
		    "Another envelope has this one's place; please seal it anew.");
		return;
	case STORE_FULL:
		reply_refuse(reply, 409, REFUSAL_CONFLICT,
		    "This mailbox holds four replies; name the one that this replaces.");
		return;
	case STORE_WITHDRAWN:
		reply_refuse(reply, 410, REFUSAL_WITHDRAWN,
		    "This mailbox was withdrawn; it takes nothing any more.");
		return;
	}
}
