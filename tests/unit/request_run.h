/* SPDX-License-Identifier: ISC */
/*
 * A whole request through what is pure of the daemon, as connection.c takes it through: parser,
 * head, body, a job that nobody does, and finish. For the unit test and the fuzz target. Main
 * thread.
 */
#ifndef TESTIMONY_REQUEST_RUN_H
#define TESTIMONY_REQUEST_RUN_H

#include <sodium.h>

#include "daemon/deskapi.h"
#include "daemon/intake.h"
#include "tests/system/answer.h"
#include "tests/system/flood_parts.h"
#include "tests/unit/request_specimen.h"

#define REQUEST_NOW 1800000000 /* a Friday in January 2027 */
#define REQUEST_READ_BYTES 16384
#define REQUEST_FINISHES 12

enum request_listener { REQUEST_INTAKE, REQUEST_DESK };
#define REQUEST_LISTENERS 2

struct request_world {
	struct campaign campaign;
	struct published published;
	struct conf conf;
	struct traffic traffic;
	struct gate *gate;
	struct author *author;
	uint8_t envelope[ENVELOPE_BYTES];
	char id[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1], token[GATE_TOKEN_SIZE];
	struct intake intake;
	struct deskapi deskapi;
	struct service services[REQUEST_LISTENERS];
	struct request_values values;
	unsigned finish; /* which end the job has, of REQUEST_FINISHES; 0: done, and new */
};

static inline void
request_world_start(struct request_world *world)
{
	uint8_t id[ENVELOPE_ID_BYTES];
	int expires;

	memset(world, 0, sizeof *world);
	author_generate(&world->author);
	memcpy(world->campaign.coordinators[0].key, author_public(world->author), 32);
	world->campaign.coordinator_count = 1;
	memset(world->campaign.signing_key.key, 9, 32);
	world->campaign.expires = REQUEST_NOW / 86400 + 9;
	world->published.campaign = &world->campaign;
	buffer_append_text(&world->published.json, "{}");
	buffer_append_text(&world->published.signature, "signature");
	memcpy(world->conf.desk_names[0], "localhost", sizeof "localhost");
	world->conf.desk_name_count = 1;
	gate_new(&world->gate);
	gate_challenge(world->gate, REQUEST_NOW, world->token, &expires);
	flood_envelope(world->envelope);
	envelope_id(id, world->envelope, ENVELOPE_BYTES);
	hex_encode(world->id, id, sizeof id);
	world->values = (struct request_values){ .envelope = world->envelope, .id = world->id,
		.token = world->token, .author = world->author, .now = REQUEST_NOW,
		.most = REQUEST_BYTES_MOST };
	world->intake.published = &world->published;
	world->intake.gate = world->gate;
	world->deskapi.conf = &world->conf;
	world->deskapi.published = &world->published;
	world->deskapi.gate = world->gate;
	world->deskapi.traffic = &world->traffic;
	world->deskapi.started = -1000000;
	intake_service(&world->services[REQUEST_INTAKE], &world->intake);
	deskapi_service(&world->services[REQUEST_DESK], &world->deskapi);
}

static inline void
request_world_stop(struct request_world *world)
{
	author_free(&world->author);
	gate_free(&world->gate);
	buffer_free(&world->published.json);
	buffer_free(&world->published.signature);
}

/* What became of a request. */
struct request_outcome {
	int status;           /* 0: it is not whole */
	const char *defect;   /* of the answer */
	struct buffer answer; /* head and content, with Retry-After: 1 where there is one */
	struct buffer job;    /* what the keeper was asked; empty: nothing */
};

static inline void
request_outcome_free(struct request_outcome *outcome)
{
	buffer_free(&outcome->answer);
	buffer_free(&outcome->job);
}

static inline void
request_note_job(struct buffer *out, const struct keeper_job *job)
{
	uint8_t withdrawal[WITHDRAWAL_BYTES], hash[32];

	buffer_format(out, "%d %d %u %d %d %d %zu ", (int)job->kind, (int)job->tray, job->week,
	    job->replaces, job->always, job->envelope != NULL, job->count);
	buffer_append(out, job->id, sizeof job->id);
	buffer_append(out, job->mailbox, sizeof job->mailbox);
	buffer_append(out, job->replaced, sizeof job->replaced);
	if (job->kind == KEEPER_WITHDRAW) {
		withdrawal_print(withdrawal, &job->withdrawal);
		buffer_append(out, withdrawal, sizeof withdrawal);
	}
	if (job->envelope != NULL) {
		(void)crypto_hash_sha256(hash, job->envelope, ENVELOPE_BYTES);
		buffer_append(out, hash, sizeof hash);
	}
	if (job->ids != NULL)
		buffer_append(out, job->ids, job->count * ENVELOPE_ID_BYTES);
}

/* The end that the job has. */
static inline void
request_do_job(const struct request_world *world, struct keeper_job *job)
{
	static const enum keeper_outcome outcomes[] = { KEEPER_DONE, KEEPER_NO_SPACE,
		KEEPER_DAMAGED };

	job->outcome = outcomes[world->finish / 2 % 3];
	if (job->kind == KEEPER_PUT && job->outcome == KEEPER_DAMAGED)
		job->outcome = KEEPER_DONE;
	job->held = world->finish % 2 == 1;
	job->put = (enum store_put)(world->finish % (STORE_WITHDRAWN + 1));
	if (world->finish == 0)
		job->put = STORE_NEW;
}

/* Ends the request with the reply, or with the job; both are taken over. */
static inline void
request_end(const struct request_world *world, const struct service *service,
    struct keeper_job *job, struct reply *reply, struct request_outcome *outcome)
{
	const struct service_moment now = { REQUEST_NOW, 0 };

	if (job != NULL) {
		request_note_job(&outcome->job, job);
		request_do_job(world, job);
		service->finish(service->context, job, &now, reply);
		keeper_job_free(&job);
	}
	outcome->status = reply->status;
	reply->retry_after = reply->retry_after != 0;
	reply_print_head(reply, &outcome->answer);
	if (reply->streamed == 0) {
		if (reply->shared != NULL)
			buffer_append(&outcome->answer, reply->shared, reply->shared_length);
		else
			buffer_append(&outcome->answer, reply->content.data, reply->content.length);
		outcome->defect = answer_defect(&outcome->answer, reply->status, false);
	}
	reply_free(reply);
}

/* The piece that comes next: at most `most` bytes, by chance; 0: all that is there. */
static inline size_t
request_piece(uint64_t *chance, size_t most, size_t rest)
{
	size_t piece = rest;

	if (most > 0) {
		*chance ^= *chance << 13; /* xorshift64 (Marsaglia 2003) */
		*chance ^= *chance >> 7;
		*chance ^= *chance << 17;
		piece = 1 + *chance % most;
	}
	if (piece > REQUEST_READ_BYTES)
		piece = REQUEST_READ_BYTES;
	return piece < rest ? piece : rest;
}

/* Takes a request through a listener's service, in pieces. */
static inline void
request_run(struct request_world *world, enum request_listener listener, const uint8_t *data,
    size_t length, uint64_t chance, size_t most, struct request_outcome *outcome)
{
	const struct service *service = &world->services[listener];
	const struct service_moment now = { REQUEST_NOW, 0 };
	struct http_parser parser;
	struct reply reply = REPLY_INIT;
	struct keeper_job *job = NULL;
	enum http_result result = HTTP_MORE;
	enum service_step step;
	uint8_t *body = NULL;
	size_t at = 0, got, used;
	char *head = malloc(HTTP_HEAD_MOST);

	memset(outcome, 0, sizeof *outcome);
	if (head == NULL)
		error_bug("no memory");
	http_parser_start(&parser, head);
	while (at < length && result == HTTP_MORE) {
		result = http_parser_add(&parser, data + at,
		    request_piece(&chance, most, length - at), &used);
		at += used;
	}
	if (result == HTTP_MORE) {
		free(head);
		return;
	}
	nonces_new(&world->deskapi.nonces, 64);
	if (result == HTTP_REFUSED) {
		reply_refuse(&reply, parser.status, REFUSAL_MALFORMED, parser.detail);
		step = SERVICE_REPLY;
	} else {
		step = service->head(service->context, &parser.request, &now, &reply, &job);
	}
	if (step == SERVICE_BODY) {
		size_t wanted = (size_t)parser.request.content_length;

		body = malloc(wanted + 1);
		if (body == NULL)
			error_bug("no memory");
		for (got = 0; got < wanted && at < length; got += used, at += used) {
			used = request_piece(&chance, most, length - at);
			if (used > wanted - got)
				used = wanted - got;
			memcpy(body + got, data + at, used);
		}
		if (got == wanted)
			step = service->body(service->context, &parser.request, &body, wanted, &now,
			    &reply, &job);
	}
	if (step != SERVICE_BODY)
		request_end(world, service, job, &reply, outcome);
	nonces_free(&world->deskapi.nonces);
	free(body);
	free(head);
}

#endif
