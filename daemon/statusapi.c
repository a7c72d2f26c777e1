/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/statusapi.h"

#include <string.h>

#include "common/error.h"

static enum service_step
statusapi_head(void *context, const struct http_request *request,
    const struct service_moment *now, struct reply *reply, struct keeper_job **job)
{
	(void)context;
	(void)now;
	if (strcmp(request->target, STATUSAPI_PATH) != 0)
		service_not_found(reply);
	else if (request->method != HTTP_GET)
		service_wrong_method(reply, "GET");
	else if (service_no_body(request, reply) == SERVICE_BODY) {
		*job = keeper_job_new(KEEPER_STATUS);
		return SERVICE_JOB;
	}
	return SERVICE_REPLY;
}

static enum service_step
statusapi_body(void *context, const struct http_request *request, uint8_t **body, size_t length,
    const struct service_moment *now, struct reply *reply, struct keeper_job **job)
{
	(void)context;
	(void)request;
	(void)body;
	(void)length;
	(void)now;
	(void)reply;
	(void)job;
	error_bug("a body that nobody asked for");
}

static void
statusapi_finish(void *context, struct keeper_job *job, const struct service_moment *now,
    struct reply *reply)
{
	if (job->outcome == KEEPER_DONE)
		deskapi_status(context, job, now, reply);
	else
		reply_refuse(reply, 500, REFUSAL_TROUBLE,
		    "A part of the store is damaged, so that its envelopes cannot be counted. Let "
		    "every desk pull.");
}

void
statusapi_service(struct service *service, struct deskapi *deskapi)
{
	service->context = deskapi;
	service->head = statusapi_head;
	service->body = statusapi_body;
	service->finish = statusapi_finish;
}
