/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/connections.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/secret.h"
#include "daemon/connection.h"

#define CONNECTIONS_FIRST 64

struct connections {
	struct connections_setup setup;
	struct connection **places; /* those that are not used keep their memory */
	size_t size, used;          /* places that were ever used */
	size_t *vacant, vacant_count;
	size_t hand; /* the place from which the slowest is looked for next */
};

void
connections_new(struct connections **out, const struct connections_setup *setup)
{
	struct connections *connections = secret_allocate(sizeof *connections);

	memset(connections, 0, sizeof *connections);
	connections->setup = *setup;
	*out = connections;
}

static void
connections_grow(struct connections *connections)
{
	size_t size = connections->size == 0 ? CONNECTIONS_FIRST : connections->size * 2;

	connections->places = reallocarray(connections->places, size, sizeof *connections->places);
	connections->vacant = reallocarray(connections->vacant, size, sizeof *connections->vacant);
	if (connections->places == NULL || connections->vacant == NULL)
		error_bug("no memory for connections");
	connections->size = size;
}

/* Called by a connection when it has closed. */
static void
connections_left(void *context, struct connection *connection)
{
	struct connections *connections = context;

	connections->vacant[connections->vacant_count++] = connection->place;
	connections->setup.traffic->open[connection->group]--;
	connections->setup.closed(connections->setup.context, connection->group);
}

void
connections_add(struct connections *connections, int descriptor, const struct service *service,
    enum traffic_group group)
{
	struct connection *connection;
	size_t place;

	if (connections->vacant_count > 0) {
		place = connections->vacant[--connections->vacant_count];
	} else {
		if (connections->used == connections->size)
			connections_grow(connections);
		place = connections->used++;
		connection = calloc(1, sizeof *connection);
		if (connection == NULL)
			error_bug("no memory for a connection");
		connection->place = place;
		connections->places[place] = connection;
	}
	connection = connections->places[place];
	connection->setup = &connections->setup;
	connection->left = connections_left;
	connection->left_context = connections;
	connection->group = group;
	connections->setup.traffic->open[group]++;
	connection_open(connection, descriptor, service);
}

void
connections_deliver(struct connections *connections)
{
	struct keeper_job *job = keeper_take(connections->setup.keeper), *next;

	for (; job != NULL; job = next) {
		struct connection *connection = connections->places[job->place];

		next = job->next;
		if (connection->state == CONNECTION_WAITS &&
		    connection->generation == job->generation)
			connection_resume(connection, job);
		else
			keeper_job_free(&job);
	}
}

/* For how long its client keeps it waiting, in milliseconds, against what came or was taken in that
 * time: half of it for CONNECTION_ANSWER_RATE bytes. A body, which nobody may send without a proof
 * or a signature, has two minutes: a family whose line is just quick enough for that must not count
 * as slower than a crowd that sends nothing, and give way each time it tries. 0 where it is the
 * keeper that it waits for. */
static int64_t
connections_lag(const struct connection *connection)
{
	const int64_t waited = clock_steady(connection->setup->clock) - connection->since;
	const double halves = connection->state == CONNECTION_BODY ? CONNECTION_BODY_HALVES :
	    CONNECTION_ANSWER_RATE;

	if (connection->state == CONNECTION_CLOSED ||
	    (connection->state == CONNECTION_WAITS && connection->answer.length == 0))
		return 0;
	return (int64_t)((double)waited / (1 + (double)connection->moved / halves));
}

bool
connections_make_room(struct connections *connections, enum traffic_group group)
{
	struct connection *slowest = NULL;
	int64_t most = CONNECTION_LAG_MOST;
	size_t compared = 0;

	for (size_t i = 0; i < connections->used &&
	    (slowest == NULL || compared < CONNECTIONS_COMPARED); i++) {
		struct connection *connection = connections->places[connections->hand];
		int64_t lag;

		connections->hand = (connections->hand + 1) % connections->used;
		if (connection->group != group)
			continue;
		compared++;
		lag = connections_lag(connection);
		if (lag > most) {
			most = lag;
			slowest = connection;
		}
	}
	if (slowest == NULL)
		return false;
	connection_give_way(slowest);
	return true;
}

void
connections_wind_up(struct connections *connections)
{
	for (size_t i = 0; i < connections->used; i++) {
		struct connection *connection = connections->places[i];

		if (connection->state == CONNECTION_HEAD || connection->state == CONNECTION_BODY)
			connection_close(connection);
	}
}

void
connections_free(struct connections **out)
{
	struct connections *connections = out == NULL ? NULL : *out;

	if (connections == NULL)
		return;
	/* *out stays until all have closed: whoever hears of a close may ask how many are left. */
	for (size_t i = 0; i < connections->used; i++) {
		if (connections->places[i]->state != CONNECTION_CLOSED)
			connection_close(connections->places[i]);
		free(connections->places[i]);
	}
	free(connections->places);
	free(connections->vacant);
	secret_release(connections);
	*out = NULL;
}
