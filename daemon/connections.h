/* SPDX-License-Identifier: ISC */
/*
 * Connections: one request each, read, answered, closed. All deadlines are absolute: 10 seconds for
 * the head and 120 for the request from the accept on, and for an answer 120 and one for every
 * 8 KiB. Where all places are taken, who keeps the daemon waiting gives way to who comes: so a
 * crowd that only holds connections keeps nobody out. A body is read straight into its own memory;
 * an answer is sent in pieces. A job names its connection by place and generation, so one that
 * comes back to a dead connection is dropped.
 * Main thread.
 */
#ifndef TESTIMONY_CONNECTIONS_H
#define TESTIMONY_CONNECTIONS_H

#include <event2/event.h>
#include <stdbool.h>
#include <stddef.h>

#include "daemon/clock.h"
#include "daemon/keeper.h"
#include "daemon/service.h"
#include "daemon/traffic.h"

#define CONNECTION_HEAD_SECONDS 10
#define CONNECTION_REQUEST_SECONDS 120
#define CONNECTION_ANSWER_SECONDS 120
#define CONNECTION_ANSWER_RATE 8192 /* bytes a second that a reader must manage in the long run */
#define CONNECTION_DRAIN_SECONDS 30
#define CONNECTION_LAG_MOST 100 /* milliseconds: nobody quicker gives way */
#define CONNECTION_BODY_HALVES 1024 /* bytes of a body that count for as much as 8 KiB of others */
#define CONNECTIONS_COMPARED 64  /* of so many, the slowest gives way */

struct connections;

/* All borrowed. */
struct connections_setup {
	struct event_base *base;
	struct keeper *keeper;
	const struct clock *clock;
	struct traffic *traffic; /* counts what is open, answered and refused */
	void (*closed)(void *context, enum traffic_group group); /* after each close */
	void *context;
};

void connections_new(struct connections **connections, const struct connections_setup *setup);

/* Takes over an accepted, non-blocking socket. */
void connections_add(struct connections *connections, int descriptor,
    const struct service *service, enum traffic_group group);

/* Answers what the keeper has done. */
void connections_deliver(struct connections *connections);

/* Closes the slowest of some connections of this group, where one is slower than
 * CONNECTION_LAG_MOST. False: none is. */
bool connections_make_room(struct connections *connections, enum traffic_group group);

/* Closes each connection whose request is not whole. */
void connections_wind_up(struct connections *connections);

/* Closes all. */
void connections_free(struct connections **connections);

#endif
