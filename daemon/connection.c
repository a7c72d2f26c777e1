/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/connection.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/error.h"
#include "daemon/connection_inside.h"

#define CONNECTION_READ_BYTES 16384

static void connection_ready(evutil_socket_t descriptor, short what, void *context);
static void connection_late(evutil_socket_t descriptor, short what, void *context);

void
connection_wait(struct connection *connection, short what)
{
	(void)event_del(&connection->io);
	if (what == 0)
		return;
	if (event_assign(&connection->io, connection->setup->base, connection->descriptor,
		(short)(what | EV_PERSIST), connection_ready, connection) != 0 ||
	    event_add(&connection->io, NULL) != 0)
		error_bug("an event cannot be set");
}

void
connection_limit(struct connection *connection, int64_t milliseconds)
{
	struct timeval after;

	(void)event_del(&connection->deadline);
	if (milliseconds < 0)
		return;
	after.tv_sec = (time_t)(milliseconds / 1000);
	after.tv_usec = (suseconds_t)(milliseconds % 1000 * 1000);
	if (event_add(&connection->deadline, &after) != 0)
		error_bug("a deadline cannot be set");
}

void
connection_open(struct connection *connection, int descriptor, const struct service *service)
{
	connection->generation++;
	connection->state = CONNECTION_HEAD;
	connection->descriptor = descriptor;
	connection->service = service;
	connection->accepted = connection->since = clock_steady(connection->setup->clock);
	connection->moved = 0;
	connection->whole = false;
	if (event_assign(&connection->io, connection->setup->base, descriptor,
		EV_READ | EV_PERSIST, connection_ready, connection) != 0 ||
	    evtimer_assign(&connection->deadline, connection->setup->base, connection_late,
		connection) != 0)
		error_bug("an event cannot be set");
	connection_limit(connection, (int64_t)CONNECTION_HEAD_SECONDS * 1000);
	connection_wait(connection, EV_READ);
}

/* It may be anything that somebody sent by mistake, also a testimony that nobody sealed. */
void
connection_forget_request(struct connection *connection)
{
	if (connection->head != NULL)
		sodium_memzero(connection->head, HTTP_HEAD_MOST);
	free(connection->head);
	connection->head = NULL;
	if (connection->body != NULL)
		sodium_memzero(connection->body, connection->body_got);
	free(connection->body);
	connection->body = NULL;
	connection->body_length = connection->body_got = 0;
}

void
connection_forget_answer(struct connection *connection)
{
	reply_free(&connection->reply);
	buffer_free(&connection->answer);
	keeper_job_free(&connection->job);
	connection->content = NULL;
	connection->content_length = connection->sent = 0;
}

void
connection_close(struct connection *connection)
{
	(void)event_del(&connection->io);
	(void)event_del(&connection->deadline);
	(void)close(connection->descriptor);
	connection->descriptor = -1;
	connection->state = CONNECTION_CLOSED;
	connection_forget_request(connection);
	connection_forget_answer(connection);
	connection->left(connection->left_context, connection);
}

/* The daemon's own user, who asks for the status, changes nothing in it. */
void
connection_count(const struct connection *connection, enum refusal refusal)
{
	if (connection->group != TRAFFIC_STATUS)
		connection->setup->traffic->refusals[refusal]++;
}

/* Goes where the service says. */
static void
connection_step(struct connection *connection, enum service_step step, struct keeper_job *job)
{
	switch (step) {
	case SERVICE_REPLY:
		connection_answer(connection);
		return;
	case SERVICE_JOB:
		connection_limit(connection, -1);
		connection_forget_request(connection);
		connection_submit(connection, job);
		return;
	case SERVICE_BODY:
		error_bug("a body was asked for twice");
	}
}

static void
connection_body_whole(struct connection *connection)
{
	const struct service_moment now = { clock_wall(connection->setup->clock),
		clock_steady(connection->setup->clock) };
	struct keeper_job *job = NULL;
	enum service_step step;

	connection->whole = true;
	step = connection->service->body(connection->service->context, &connection->parser.request,
	    &connection->body, connection->body_length, &now, &connection->reply, &job);
	connection_step(connection, step, job);
}

/* Begins the body; `data` is what came of it with the head. */
static void
connection_body(struct connection *connection, const uint8_t *data, size_t length)
{
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	const struct http_request *request = &connection->parser.request;
	int64_t passed = clock_steady(connection->setup->clock) - connection->accepted;
	int64_t rest = (int64_t)CONNECTION_REQUEST_SECONDS * 1000 - passed;

	connection->state = CONNECTION_BODY;
	connection->body_length = (size_t)request->content_length;
	connection->body = malloc(connection->body_length + 1);
	if (connection->body == NULL)
		error_bug("no memory for a body");
	connection->body_got = length < connection->body_length ? length : connection->body_length;
	memcpy(connection->body, data, connection->body_got);
	if (connection->body_got == connection->body_length) {
		connection_body_whole(connection);
		return;
	}
	connection_limit(connection, rest < 0 ? 0 : rest);
	/* RFC 9110 section 10.1.1: not to 1.0, and not where the body has begun. Nothing was sent
	 * before, so it fits, unless the connection is dead. */
	if (request->expects_continue && !request->version_1_0 && connection->body_got == 0 &&
	    send(connection->descriptor, go_on, sizeof go_on - 1, MSG_NOSIGNAL | MSG_DONTWAIT) !=
		(ssize_t)(sizeof go_on - 1))
		connection_close(connection);
}

static void
connection_head_whole(struct connection *connection, const uint8_t *rest, size_t length)
{
	const struct service_moment now = { clock_wall(connection->setup->clock),
		clock_steady(connection->setup->clock) };
	struct keeper_job *job = NULL;
	enum service_step step;

	step = connection->service->head(connection->service->context, &connection->parser.request,
	    &now, &connection->reply, &job);
	if (step == SERVICE_BODY) {
		connection_body(connection, rest, length);
		return;
	}
	connection->whole = connection->parser.request.content_length == 0;
	connection_step(connection, step, job);
}

static void
connection_take_head(struct connection *connection, const uint8_t *data, size_t length)
{
	size_t used;

	if (connection->head == NULL) {
		connection->head = malloc(HTTP_HEAD_MOST);
		if (connection->head == NULL)
			error_bug("no memory for a head");
		http_parser_start(&connection->parser, connection->head);
	}
	switch (http_parser_add(&connection->parser, data, length, &used)) {
	case HTTP_MORE:
		return;
	case HTTP_HEAD:
		connection_head_whole(connection, data + used, length - used);
		return;
	case HTTP_REFUSED:
		reply_refuse(&connection->reply, connection->parser.status, REFUSAL_MALFORMED,
		    connection->parser.detail);
		connection_answer(connection);
		return;
	}
}

static void
connection_read(struct connection *connection)
{
	uint8_t bytes[CONNECTION_READ_BYTES], *into = bytes;
	size_t room = sizeof bytes;
	ssize_t got;

	if (connection->state == CONNECTION_BODY) {
		into = connection->body + connection->body_got;
		room = connection->body_length - connection->body_got;
	}
	got = recv(connection->descriptor, into, room, 0);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		connection_close(connection);
		return;
	}
	connection->moved += (uint64_t)got;
	switch (connection->state) {
	case CONNECTION_HEAD:
		connection_take_head(connection, bytes, (size_t)got);
		sodium_memzero(bytes, (size_t)got);
		return;
	case CONNECTION_BODY:
		connection->body_got += (size_t)got;
		if (connection->body_got == connection->body_length)
			connection_body_whole(connection);
		return;
	case CONNECTION_DRAINS:
		sodium_memzero(bytes, (size_t)got);
		if (connection->moved > ENVELOPE_BYTES)
			connection_close(connection);
		return;
	case CONNECTION_CLOSED:
	case CONNECTION_WAITS:
	case CONNECTION_WRITES:
		error_bug("a connection reads out of turn");
	}
}

static void
connection_ready(evutil_socket_t descriptor, short what, void *context)
{
	struct connection *connection = context;

	(void)descriptor;
	(void)what;
	if (connection->state == CONNECTION_WRITES)
		connection_write(connection);
	else
		connection_read(connection);
}

/* Sends the reply where it is one to a request, and that costs no waiting; closes. */
static void
connection_part(struct connection *connection)
{
	if (connection->head != NULL) {
		connection->setup->traffic->answers[connection->group]++;
		reply_print_head(&connection->reply, &connection->answer);
		buffer_append(&connection->answer, connection->reply.content.data,
		    connection->reply.content.length);
		(void)!send(connection->descriptor, connection->answer.data,
		    connection->answer.length, MSG_NOSIGNAL | MSG_DONTWAIT);
	}
	connection_close(connection);
}

static void
connection_late(evutil_socket_t descriptor, short what, void *context)
{
	struct connection *connection = context;

	(void)descriptor;
	(void)what;
	if (connection->state == CONNECTION_HEAD || connection->state == CONNECTION_BODY)
		connection_count(connection, REFUSAL_LATE);
	if (connection->head != NULL)
		reply_refuse(&connection->reply, 408, REFUSAL_LATE,
		    "The request took too long to come in.");
	connection_part(connection);
}

void
connection_give_way(struct connection *connection)
{
	if (connection->state == CONNECTION_HEAD || connection->state == CONNECTION_BODY)
		connection_count(connection, REFUSAL_BUSY);
	if (connection->head != NULL)
		reply_refuse_busy(&connection->reply, "Very many connections are open here just "
		    "now, and slow ones cannot be waited for. Nothing was done; please try again.");
	connection_part(connection);
}
