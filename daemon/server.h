/* SPDX-License-Identifier: ISC */
/*
 * The server: listeners, their connections, and the loop. Main thread.
 */
#ifndef TESTIMONY_SERVER_H
#define TESTIMONY_SERVER_H

#include "common/error.h"
#include "daemon/clock.h"
#include "daemon/keeper.h"
#include "daemon/listeners.h"
#include "daemon/service.h"
#include "daemon/traffic.h"

#define SERVER_DESK_CONNECTIONS_MOST 64  /* apart from max_connections: a flood keeps no desk out */
#define SERVER_STATUS_CONNECTIONS_MOST 4 /* apart from both */
#define SERVER_OTHER_DESCRIPTORS 32      /* store, listeners, log, epoll */
#define SERVER_TICK_SECONDS 10
#define SERVER_STOP_SECONDS 15           /* for the answers that are under way */

/* All borrowed. */
struct server_setup {
	struct listeners *listeners;
	struct keeper *keeper;
	const struct clock *clock;
	struct traffic *traffic;
	const struct service *services[LISTENER_KINDS];
	unsigned max_connections; /* to the intake */
	void (*ready)(void *context);
	void (*reload)(void *context); /* SIGHUP */
	void (*tick)(void *context); /* every SERVER_TICK_SECONDS */
	void *context;
};

/* SIGHUP waits from here until the server runs, so that one that comes while the daemon starts is
 * not lost, nor its end. */
void server_hold_reload(void);

/* Raises the limit of descriptors to the hard one, and lowers *max_connections to what fits. */
int server_raise_limits(unsigned *max_connections, struct error *error);

/* Serves until SIGTERM or SIGINT: then it takes nothing new, and answers what was taken. Closes
 * the listeners. -1: the store failed, and those whose request was under way got no answer. */
int server_run(const struct server_setup *setup, struct error *error);

#endif
