/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/deskapi.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

#include "common/encode.h"
#include "common/error.h"
#include "daemon/status.h"

#define DESK_WEEKS_AHEAD 1 /* that another daemon's clock may be */

enum desk_route {
	DESK_INDEX,
	DESK_FETCH,
	DESK_RESTORE,
	DESK_STATUS,
	DESK_CAMPAIGN,
	DESK_MINISIG,
	DESK_REPLY,       /* from here on the path ends in an id */
	DESK_LOG_PUT,
	DESK_LOG_ERASE,
	DESK_WITHDRAWAL,
	DESK_DONE,
	DESK_NOWHERE,
};

static const struct {
	const char *path; /* whole, or what stands before an id */
	enum http_method method;
	const char *allow;
} desk_routes[] = {
	[DESK_INDEX] = { "/v1/desk/index", HTTP_GET, "GET" },
	[DESK_FETCH] = { "/v1/desk/fetch", HTTP_POST, "POST" },
	[DESK_RESTORE] = { "/v1/desk/restore", HTTP_PUT, "PUT" },
	[DESK_STATUS] = { "/v1/desk/status", HTTP_GET, "GET" },
	[DESK_CAMPAIGN] = { "/v1/desk/campaign", HTTP_GET, "GET" },
	[DESK_MINISIG] = { "/v1/desk/campaign.minisig", HTTP_GET, "GET" },
	[DESK_REPLY] = { "/v1/desk/replies/", HTTP_PUT, "PUT" },
	[DESK_LOG_PUT] = { "/v1/desk/log/", HTTP_PUT, "PUT, DELETE" },
	[DESK_LOG_ERASE] = { "/v1/desk/log/", HTTP_DELETE, "PUT, DELETE" },
	[DESK_WITHDRAWAL] = { "/v1/desk/withdrawals/", HTTP_PUT, "PUT" },
	[DESK_DONE] = { "/v1/desk/envelopes/", HTTP_DELETE, "DELETE" },
};

/* The route, and the id or mailbox in its path. Where the path is one but the method is not: some
 * route of that path. */
static enum desk_route
desk_route(const struct http_request *request, uint8_t id[ENVELOPE_ID_BYTES])
{
	enum desk_route found = DESK_NOWHERE;

	for (enum desk_route route = DESK_INDEX; route < DESK_NOWHERE; route++) {
		const char *path = desk_routes[route].path;

		if (route < DESK_REPLY ? strcmp(request->target, path) != 0 :
		    service_path_id(request->target, path, id) != 0)
			continue;
		found = route;
		if (desk_routes[route].method == request->method)
			break;
	}
	return found;
}

static int
desk_unsigned(struct reply *reply, const char *detail)
{
	reply_refuse(reply, 401, REFUSAL_SIGNATURE, detail);
	return -1;
}

/* Who may sign, when, and how often: the rules that go with a signature that holds. */
static int
desk_check_parameters(const struct deskapi *deskapi, const struct httpsig_parameters *parameters,
    const struct service_moment *now, struct reply *reply)
{
	if (campaign_coordinator(deskapi->published->campaign, parameters->key, NULL) == NULL)
		return desk_unsigned(reply,
		    "The key of the signature is not that of a coordinator of this campaign. "
		    "Whoever was removed cannot come in; whoever was just admitted waits until "
		    "this daemon has the new campaign.json and was told to read it.");
	if (parameters->created < now->wall - HTTPSIG_WINDOW ||
	    parameters->created > now->wall + HTTPSIG_WINDOW)
		return desk_unsigned(reply,
		    "The time of the signature is off by more than five minutes; please set the "
		    "clock.");
	/* The start in terms of the clock as it is now: it may have been set since. Both clocks are
	 * cut to seconds; rounded up, no desk is refused that signed just after the start. */
	if (parameters->created < now->wall - (now->steady - deskapi->started + 999) / 1000)
		return desk_unsigned(reply,
		    "The signature is older than this daemon's start; please sign anew.");
	switch (nonces_add(deskapi->nonces, parameters->nonce, parameters->created, now->wall,
	    now->steady)) {
	case NONCE_FRESH:
		return 0;
	case NONCE_SEEN:
		return desk_unsigned(reply, "This signed request was taken before.");
	case NONCE_NO_ROOM:
		break;
	}
	reply_refuse_busy(reply, "There were too many requests in the last minutes.");
	return -1;
}

static int
desk_check_signature(const struct deskapi *deskapi, const struct http_request *request,
    const struct service_moment *now, struct reply *reply)
{
	const struct httpsig_request signed_parts = {
		.method = http_method_name(request->method),
		.authority = request->host,
		.path = request->target,
		.content_digest = request->content_digest,
		.mailbox = request->mailbox,
		.replaces = request->replaces,
	};
	struct httpsig_parameters parameters;
	struct error error = ERROR_INIT;
	size_t name;

	/* RFC 3986, 3.2.2: in whichever case. */
	for (name = 0; name < deskapi->conf->desk_name_count; name++)
		if (strcasecmp(request->host, deskapi->conf->desk_names[name]) == 0)
			break;
	if (name == deskapi->conf->desk_name_count) {
		reply_refuse(reply, 421, REFUSAL_SIGNATURE,
		    "The desk does not go by this Host here; desk_name in testimonyd.conf says its "
		    "names.");
		return -1;
	}
	if (request->signature == NULL || request->signature_input == NULL ||
	    request->content_digest == NULL)
		return desk_unsigned(reply,
		    "The desk's requests must be signed: Signature, Signature-Input or "
		    "Content-Digest is missing.");
	if (httpsig_verify(&parameters, &signed_parts, request->signature_input,
		request->signature, &error) != 0)
		return desk_unsigned(reply, "The signature of the request does not hold.");
	return desk_check_parameters(deskapi, &parameters, now, reply);
}

/* Content-Digest is signed; here it is held against the content. */
static int
desk_check_digest(const struct http_request *request, const uint8_t *body, size_t length,
    struct reply *reply)
{
	char wanted[HTTPSIG_DIGEST_SIZE];

	httpsig_digest(wanted, body, length);
	if (strcmp(wanted, request->content_digest) == 0)
		return 0;
	reply_refuse(reply, 400, REFUSAL_SIGNATURE,
	    "The content is not what Content-Digest says.");
	return -1;
}

static enum service_step
desk_fetch_length(const struct http_request *request, struct reply *reply)
{
	if (!request->has_length)
		reply_refuse(reply, 411, REFUSAL_MALFORMED, "The Content-Length is missing.");
	else if (request->content_length > KEEPER_FETCH_MOST * ENVELOPE_ID_BYTES)
		reply_refuse(reply, 413, REFUSAL_TOO_LARGE, "At most 256 ids may be asked for.");
	else if (request->content_length % ENVELOPE_ID_BYTES != 0)
		reply_refuse(reply, 400, REFUSAL_MALFORMED,
		    "The content must be ids of 32 bytes each.");
	else
		return SERVICE_BODY;
	return SERVICE_REPLY;
}

/* The length of the body that a route takes; 0: it has none. */
static size_t
desk_length(enum desk_route route)
{
	switch (route) {
	case DESK_RESTORE:
		return STORE_RECORD_BYTES;
	case DESK_REPLY:
	case DESK_LOG_PUT:
		return ENVELOPE_BYTES;
	case DESK_WITHDRAWAL:
		return WITHDRAWAL_BYTES;
	case DESK_INDEX:
	case DESK_FETCH:
	case DESK_STATUS:
	case DESK_CAMPAIGN:
	case DESK_MINISIG:
	case DESK_LOG_ERASE:
	case DESK_DONE:
	case DESK_NOWHERE:
		break;
	}
	return 0;
}

/* What is asked for without a body. */
static struct keeper_job *
desk_job(enum desk_route route, const uint8_t id[ENVELOPE_ID_BYTES],
    const struct service_moment *now)
{
	struct keeper_job *job;

	if (route == DESK_INDEX || route == DESK_STATUS)
		return keeper_job_new(route == DESK_INDEX ? KEEPER_INDEX : KEEPER_STATUS);
	job = keeper_job_new(route == DESK_DONE ? KEEPER_MARK_DONE : KEEPER_ERASE);
	memcpy(job->id, id, ENVELOPE_ID_BYTES);
	job->tray = TRAY_LOG;
	job->week = week_of(now->wall);
	return job;
}

/* A signed field with a hash; 0, or -1 with the reply made. */
static int
desk_field(const char *field, uint8_t hash[32], const char *detail, struct reply *reply)
{
	if (field != NULL && hex_decode(hash, 32, field, strlen(field)) == 0)
		return 0;
	reply_refuse(reply, 400, REFUSAL_MALFORMED, detail);
	return -1;
}

static int
desk_reply_fields(const struct http_request *request, uint8_t mailbox[ENVELOPE_MAILBOX_BYTES],
    uint8_t replaces[ENVELOPE_ID_BYTES], struct reply *reply)
{
	if (desk_field(request->mailbox, mailbox,
	    "Testimony-Mailbox must be sent, as 64 lowercase hex digits.", reply) != 0)
		return -1;
	if (request->replaces == NULL)
		return 0;
	return desk_field(request->replaces, replaces,
	    "Testimony-Replaces must be an id, as 64 lowercase hex digits.", reply);
}

static enum service_step
deskapi_head(void *context, const struct http_request *request, const struct service_moment *now,
    struct reply *reply, struct keeper_job **job)
{
	const struct deskapi *deskapi = context;
	uint8_t id[ENVELOPE_ID_BYTES], mailbox[ENVELOPE_MAILBOX_BYTES];
	uint8_t replaces[ENVELOPE_ID_BYTES];
	enum desk_route route = desk_route(request, id);

	if (route == DESK_NOWHERE) {
		service_not_found(reply);
		return SERVICE_REPLY;
	}
	if (request->method != desk_routes[route].method) {
		service_wrong_method(reply, desk_routes[route].allow);
		return SERVICE_REPLY;
	}
	if (desk_check_signature(deskapi, request, now, reply) != 0)
		return SERVICE_REPLY;
	if (route == DESK_FETCH)
		return desk_fetch_length(request, reply);
	if (route == DESK_REPLY && desk_reply_fields(request, mailbox, replaces, reply) != 0)
		return SERVICE_REPLY;
	if (desk_length(route) != 0)
		return service_length(request, desk_length(route), reply);
	if (service_no_body(request, reply) != SERVICE_BODY ||
	    desk_check_digest(request, NULL, 0, reply) != 0)
		return SERVICE_REPLY;
	if (route == DESK_CAMPAIGN || route == DESK_MINISIG) {
		published_reply(deskapi->published, route == DESK_MINISIG, reply);
		return SERVICE_REPLY;
	}
	*job = desk_job(route, id, now);
	return SERVICE_JOB;
}

/* A record as doc/PROTOCOL.md has it, taken apart and checked. */
static enum service_step
desk_restore(uint8_t **body, const struct service_moment *now, struct reply *reply,
    struct keeper_job **job)
{
	const uint8_t *id = *body, *mailbox = id + ENVELOPE_ID_BYTES + 1;
	const uint8_t *week_bytes = mailbox + ENVELOPE_MAILBOX_BYTES;
	uint8_t tray = id[ENVELOPE_ID_BYTES];
	uint32_t week = bytes_u32(week_bytes);
	const char *defect = NULL;

	if (tray < TRAY_INBOX || tray > TRAY_LOG)
		defect = "The record names a tray that does not exist.";
	else if (tray == TRAY_LOG && !sodium_is_zero(mailbox, ENVELOPE_MAILBOX_BYTES))
		defect = "The record is of the log, but has a mailbox.";
	else if (week > week_of(now->wall) + DESK_WEEKS_AHEAD)
		defect = "The record is of a week to come.";
	if (defect != NULL) {
		reply_refuse(reply, 422, REFUSAL_NOT_ENVELOPE, defect);
		return SERVICE_REPLY;
	}
	return service_put(id, (enum tray)tray, mailbox, week, body, *body + STORE_RECORD_HEAD,
	    reply, job);
}

static enum service_step
desk_reply(const struct http_request *request, const uint8_t id[ENVELOPE_ID_BYTES],
    uint8_t **body, const struct service_moment *now, struct reply *reply,
    struct keeper_job **job)
{
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], replaces[ENVELOPE_ID_BYTES];
	enum service_step step;

	if (desk_reply_fields(request, mailbox, replaces, reply) != 0)
		error_bug("a reply that the head did not let in");
	step = service_put(id, TRAY_REPLY, mailbox, week_of(now->wall), body, *body, reply, job);
	if (step == SERVICE_JOB && request->replaces != NULL) {
		(*job)->replaces = true;
		memcpy((*job)->replaced, replaces, sizeof replaces);
	}
	return step;
}

/* Another daemon took it; here it is judged again. */
static enum service_step
desk_withdrawal(const struct deskapi *deskapi, const uint8_t id[ENVELOPE_ID_BYTES],
    const uint8_t *body, const struct service_moment *now, struct reply *reply,
    struct keeper_job **job)
{
	const uint8_t *key = deskapi->published->campaign->signing_key.key;
	struct withdrawal withdrawal;
	const char *defect = NULL;

	if (withdrawal_parse(&withdrawal, body, NULL) != 0)
		defect = "The record of the withdrawal does not end in zeros.";
	else if (memcmp(withdrawal.mailbox, id, ENVELOPE_MAILBOX_BYTES) != 0)
		defect = "The withdrawal is of another mailbox than the path's.";
	else if (withdrawal_verify(&withdrawal, key, NULL) != 0)
		defect = "The signature of the withdrawal does not hold.";
	else if (withdrawal.week > week_of(now->wall) + DESK_WEEKS_AHEAD)
		defect = "The withdrawal is of a week to come.";
	if (defect != NULL) {
		reply_refuse(reply, 422, REFUSAL_SIGNATURE, defect);
		return SERVICE_REPLY;
	}
	*job = keeper_job_new(KEEPER_WITHDRAW);
	(*job)->withdrawal = withdrawal;
	(*job)->always = true;
	return SERVICE_JOB;
}

static enum service_step
deskapi_body(void *context, const struct http_request *request, uint8_t **body, size_t length,
    const struct service_moment *now, struct reply *reply, struct keeper_job **job)
{
	static const uint8_t no_mailbox[ENVELOPE_MAILBOX_BYTES];
	uint8_t id[ENVELOPE_ID_BYTES];
	enum desk_route route = desk_route(request, id);

	if (desk_check_digest(request, *body, length, reply) != 0)
		return SERVICE_REPLY;
	switch (route) {
	case DESK_FETCH:
		*job = keeper_job_new(KEEPER_FETCH);
		(*job)->count = length / ENVELOPE_ID_BYTES;
		(*job)->ids = *body;
		*body = NULL;
		return SERVICE_JOB;
	case DESK_RESTORE:
		return desk_restore(body, now, reply, job);
	case DESK_REPLY:
		return desk_reply(request, id, body, now, reply, job);
	case DESK_WITHDRAWAL:
		return desk_withdrawal(context, id, *body, now, reply, job);
	case DESK_LOG_PUT:
		return service_put(id, TRAY_LOG, no_mailbox, week_of(now->wall), body, *body,
		    reply, job);
	case DESK_INDEX:
	case DESK_STATUS:
	case DESK_CAMPAIGN:
	case DESK_MINISIG:
	case DESK_LOG_ERASE:
	case DESK_DONE:
	case DESK_NOWHERE:
		break;
	}
	error_bug("a body that the head did not ask for");
}

void
deskapi_status(const struct deskapi *deskapi, const struct keeper_job *job,
    const struct service_moment *now, struct reply *reply)
{
	struct status status = {
		.conf = deskapi->conf,
		.campaign = deskapi->published->campaign,
		.traffic = deskapi->traffic,
		.day = day_of(now->wall),
		.running = now->steady - deskapi->started,
	};

	gate_tick(deskapi->gate, now->steady);
	status.bits = gate_bits(deskapi->gate);
	reply_plain(reply, 200);
	reply->type = "application/json";
	status_print(&status, job, &reply->content);
}

/* An event that is not there is erased as it should be; an envelope that is not cannot be done. */
static void
desk_finish_change(const struct keeper_job *job, struct reply *reply)
{
	if (job->outcome == KEEPER_DONE && job->kind == KEEPER_MARK_DONE && !job->held)
		reply_refuse(reply, 404, REFUSAL_PATH, "No envelope of a family has this id here.");
	else
		service_finish_change(job, 204, reply);
}

static void
deskapi_finish(void *context, struct keeper_job *job, const struct service_moment *now,
    struct reply *reply)
{
	const struct deskapi *deskapi = context;

	if (job->kind == KEEPER_PUT) {
		service_finish_put(job, reply);
		return;
	}
	if (job->kind == KEEPER_WITHDRAW) {
		service_finish_change(job, job->held ? 201 : 200, reply);
		return;
	}
	if (job->kind == KEEPER_ERASE || job->kind == KEEPER_MARK_DONE) {
		desk_finish_change(job, reply);
		return;
	}
	if (job->outcome != KEEPER_DONE) {
		reply_refuse(reply, 500, REFUSAL_TROUBLE,
		    "A part of the store is damaged and cannot be read.");
		return;
	}
	if (job->kind == KEEPER_STATUS) {
		deskapi_status(deskapi, job, now, reply);
		return;
	}
	reply_plain(reply, 200);
	reply->type = "application/octet-stream";
	if (job->kind == KEEPER_INDEX) {
		reply->content = job->content;
		job->content = (struct buffer)BUFFER_INIT;
	} else {
		reply->streamed = (uint64_t)job->count * STORE_RECORD_BYTES;
	}
}

void
deskapi_service(struct service *service, struct deskapi *deskapi)
{
	service->context = deskapi;
	service->head = deskapi_head;
	service->body = deskapi_body;
	service->finish = deskapi_finish;
}
