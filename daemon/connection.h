/* SPDX-License-Identifier: ISC */
/*
 * One connection, from its accept to its close; connections.h has all of them, and the rules. Only
 * connections.c includes this. Main thread.
 */
#ifndef TESTIMONY_CONNECTION_H
#define TESTIMONY_CONNECTION_H

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdbool.h>
#include <stdint.h>

#include "daemon/connections.h"

enum connection_state {
	CONNECTION_CLOSED,
	CONNECTION_HEAD,
	CONNECTION_BODY,
	CONNECTION_WAITS, /* for the keeper */
	CONNECTION_WRITES,
	CONNECTION_DRAINS, /* the answer is out; what the client still sends is dropped */
};

struct connection {
	const struct connections_setup *setup;
	size_t place;
	uint64_t generation; /* one more with each that used this place */
	enum traffic_group group;
	void (*left)(void *context, struct connection *connection);
	void *left_context;

	enum connection_state state;
	int descriptor;
	const struct service *service;
	struct event io, deadline;
	int64_t accepted; /* steady */
	int64_t since;    /* when the request, the answer or the drain began */
	uint64_t moved;   /* bytes that went either way since then */

	char *head; /* malloc, from the first byte to the request's end */
	struct http_parser parser;
	uint8_t *body; /* malloc, while it is read */
	size_t body_length, body_got;
	bool whole; /* nothing of the request is left to read */

	struct reply reply;
	struct buffer answer; /* the head of the answer */
	const uint8_t *content;
	size_t content_length;
	size_t sent;            /* of answer and content */
	struct keeper_job *job; /* a fetch, between its pieces */
};

/* `connection` is closed; its place, setup, group and left are set. */
void connection_open(struct connection *connection, int descriptor,
    const struct service *service);

/* Gives it the job that it waits for; takes the job over. */
void connection_resume(struct connection *connection, struct keeper_job *job);

/* Closes it, because somebody else needs its place; where an answer can still be given and costs no
 * waiting, it says so. */
void connection_give_way(struct connection *connection);

void connection_close(struct connection *connection);

#endif
