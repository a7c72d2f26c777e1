/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/intake.h"

#include <string.h>

#include "common/encode.h"
#include "common/error.h"

#define INTAKE_ENVELOPES "/v1/envelopes/"
#define INTAKE_MAILBOX "/v1/mailbox"

static enum service_step
intake_challenge(const struct intake *intake, const struct service_moment *now,
    struct reply *reply)
{
	char token[GATE_TOKEN_SIZE];
	int expires_in;

	gate_tick(intake->gate, now->steady);
	gate_challenge(intake->gate, now->wall, token, &expires_in);
	reply_plain(reply, 200);
	reply->type = "application/json";
	buffer_format(&reply->content, "{\"token\":\"%s\",\"bits\":%d,\"expires_in\":%d}\n", token,
	    gate_bits(intake->gate), expires_in);
	return SERVICE_REPLY;
}

static int
intake_mailbox(const struct http_request *request, uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	if (request->mailbox == NULL)
		return -1;
	return hex_decode(mailbox, ENVELOPE_MAILBOX_BYTES, request->mailbox,
	    strlen(request->mailbox));
}

static void
intake_no_mailbox(struct reply *reply)
{
	reply_refuse(reply, 400, REFUSAL_MALFORMED,
	    "Testimony-Mailbox must be sent, as 64 lowercase hex digits.");
}

/* All that can be judged before the body is read is judged here. */
static enum service_step
intake_put_head(const struct intake *intake, const struct http_request *request,
    const uint8_t id[ENVELOPE_ID_BYTES], const struct service_moment *now, struct reply *reply)
{
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	struct error error = ERROR_INIT;
	enum service_step step;

	step = service_length(request, ENVELOPE_BYTES, reply);
	if (step != SERVICE_BODY)
		return step;
	if (intake_mailbox(request, mailbox) != 0) {
		intake_no_mailbox(reply);
		return SERVICE_REPLY;
	}
	gate_tick(intake->gate, now->steady);
	if (gate_check(intake->gate, request->proof, id, now->wall, &error) != 0) {
		reply_refuse_proof(reply, gate_bits(intake->gate), error.text);
		return SERVICE_REPLY;
	}
	if (!gate_admit(intake->gate, request->proof, id, now->steady)) {
		reply_refuse_busy(reply, "Very many envelopes arrive just now, and only some can "
		    "be taken. Please try again in some seconds; nothing was kept of this one.");
		return SERVICE_REPLY;
	}
	return SERVICE_BODY;
}

/* The answer has one length and takes the same work whatever the mailbox holds. */
static enum service_step
intake_check(const struct http_request *request, struct reply *reply, struct keeper_job **job)
{
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];

	if (intake_mailbox(request, mailbox) != 0) {
		intake_no_mailbox(reply);
		return SERVICE_REPLY;
	}
	*job = keeper_job_new(KEEPER_MAILBOX);
	memcpy((*job)->mailbox, mailbox, sizeof mailbox);
	return SERVICE_JOB;
}

static enum service_step
intake_withdraw(const struct intake *intake, const struct http_request *request,
    const struct service_moment *now, struct reply *reply, struct keeper_job **job)
{
	const uint8_t *key = intake->published->campaign->signing_key.key;
	struct withdrawal withdrawal;

	if (intake_mailbox(request, withdrawal.mailbox) != 0) {
		intake_no_mailbox(reply);
		return SERVICE_REPLY;
	}
	if (request->withdraw == NULL ||
	    withdrawal_header_parse(&withdrawal, request->withdraw) != 0) {
		reply_refuse(reply, 400, REFUSAL_MALFORMED,
		    "Testimony-Withdraw must be sent: a key and a signature in lowercase hex.");
		return SERVICE_REPLY;
	}
	if (withdrawal_verify(&withdrawal, key, NULL) != 0) {
		reply_refuse(reply, 400, REFUSAL_SIGNATURE,
		    "The signature of the withdrawal does not hold for this mailbox; nothing was "
		    "changed.");
		return SERVICE_REPLY;
	}
	withdrawal.week = week_of(now->wall);
	*job = keeper_job_new(KEEPER_WITHDRAW);
	(*job)->withdrawal = withdrawal;
	return SERVICE_JOB;
}

static enum service_step
intake_get(const struct intake *intake, const struct http_request *request,
    const struct service_moment *now, struct reply *reply, struct keeper_job **job)
{
	static const char *const paths[] = { "/v1/campaign", "/v1/campaign.minisig",
		"/v1/challenge" };
	bool mailbox = strcmp(request->target, INTAKE_MAILBOX) == 0;
	size_t path;

	for (path = 0; path < sizeof paths / sizeof paths[0]; path++)
		if (strcmp(request->target, paths[path]) == 0)
			break;
	if (path == sizeof paths / sizeof paths[0] && !mailbox) {
		service_not_found(reply);
		return SERVICE_REPLY;
	}
	if (request->method != HTTP_GET && !(mailbox && request->method == HTTP_DELETE)) {
		service_wrong_method(reply, mailbox ? "GET, DELETE" : "GET");
		return SERVICE_REPLY;
	}
	if (service_no_body(request, reply) != SERVICE_BODY)
		return SERVICE_REPLY;
	if (mailbox)
		return request->method == HTTP_DELETE ?
		    intake_withdraw(intake, request, now, reply, job) :
		    intake_check(request, reply, job);
	switch (path) {
	case 0:
	case 1:
		published_reply(intake->published, path == 1, reply);
		return SERVICE_REPLY;
	default:
		return intake_challenge(intake, now, reply);
	}
}

static enum service_step
intake_head(void *context, const struct http_request *request, const struct service_moment *now,
    struct reply *reply, struct keeper_job **job)
{
	const struct intake *intake = context;
	uint8_t id[ENVELOPE_ID_BYTES];

	if (service_path_id(request->target, INTAKE_ENVELOPES, id) != 0)
		return intake_get(intake, request, now, reply, job);
	if (request->method == HTTP_PUT)
		return intake_put_head(intake, request, id, now, reply);
	service_wrong_method(reply, "PUT");
	return SERVICE_REPLY;
}

static enum service_step
intake_body(void *context, const struct http_request *request, uint8_t **body, size_t length,
    const struct service_moment *now, struct reply *reply, struct keeper_job **job)
{
	uint8_t id[ENVELOPE_ID_BYTES], mailbox[ENVELOPE_MAILBOX_BYTES];

	(void)context;
	if (length != ENVELOPE_BYTES ||
	    service_path_id(request->target, INTAKE_ENVELOPES, id) != 0 ||
	    intake_mailbox(request, mailbox) != 0)
		error_bug("a body that the head did not ask for");
	return service_put(id, TRAY_INBOX, mailbox, week_of(now->wall), body, *body, reply, job);
}

static void
intake_finish(void *context, struct keeper_job *job, const struct service_moment *now,
    struct reply *reply)
{
	const struct intake *intake = context;

	(void)now;
	if (job->kind == KEEPER_PUT) {
		gate_space(intake->gate, job->space.free, job->space.total);
		service_finish_put(job, reply);
	} else if (job->kind == KEEPER_WITHDRAW) {
		service_finish_change(job, 204, reply);
	} else {
		reply_plain(reply, 200);
		reply->type = "application/octet-stream";
		reply->streamed = (uint64_t)STORE_REPLIES_MOST * ENVELOPE_BYTES;
	}
}

void
intake_service(struct service *service, struct intake *intake)
{
	service->context = intake;
	service->head = intake_head;
	service->body = intake_body;
	service->finish = intake_finish;
}
