/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/server.h"

#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/secret.h"
#include "daemon/connections.h"
#include "daemon/log.h"

#define SERVER_ACCEPTS_MOST 64 /* in a row, before others have their turn */
#define SERVER_PAUSE_MICROSECONDS 250000

/* Connections are counted by the kind of their listener. */
_Static_assert(TRAFFIC_GROUPS == LISTENER_KINDS && (int)TRAFFIC_DESK == LISTENER_DESK &&
    (int)TRAFFIC_STATUS == LISTENER_STATUS, "each kind of listener has a group");

struct server_listener {
	struct server *server;
	struct event *event;
	struct listener *listener;
	bool paused;
};

struct server {
	const struct server_setup *setup;
	struct event_base *base;
	struct connections *connections;
	struct server_listener listener[LISTENERS_MOST];
	struct event *keeper, *terminate, *interrupt, *hang_up, *again, *tick, *give_up;
	bool full;     /* nothing can be accepted: the listeners pause for a moment */
	bool crowded[LISTENER_KINDS]; /* no place, and nobody gives way: they pause, too */
	bool stopping;
	struct log_seldom out_of_descriptors, not_accepted, crowd, stranger;
};

static void
server_mask_reload(int how)
{
	sigset_t set;

	if (sigemptyset(&set) != 0 || sigaddset(&set, SIGHUP) != 0 ||
	    sigprocmask(how, &set, NULL) != 0)
		error_bug("a signal cannot be held back");
}

void
server_hold_reload(void)
{
	server_mask_reload(SIG_BLOCK);
}

int
server_raise_limits(unsigned *max_connections, struct error *error)
{
	const rlim_t others = SERVER_DESK_CONNECTIONS_MOST + SERVER_STATUS_CONNECTIONS_MOST +
	    SERVER_OTHER_DESCRIPTORS + LISTENERS_MOST;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return error_system(error, "the limit of descriptors cannot be read");
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
		return error_system(error, "the limit of descriptors cannot be raised");
	if (limit.rlim_cur <= others)
		return error_refuse(error, "this process may open only %lu descriptors; it needs "
		    "more than %lu (LimitNOFILE= of the unit, or ulimit -n)",
		    (unsigned long)limit.rlim_cur, (unsigned long)others);
	if (*max_connections > limit.rlim_cur - others) {
		*max_connections = (unsigned)(limit.rlim_cur - others);
		log_line("max_connections is lowered to %u: the system allows no more descriptors",
		    *max_connections);
	}
	return 0;
}

/* An accept loop that spins is an outage. */
static void
server_set_listeners(struct server *server)
{
	for (size_t i = 0; i < server->setup->listeners->count; i++) {
		struct server_listener *listener = &server->listener[i];
		enum listener_kind kind = listener->listener->kind;
		bool pause = server->full || server->stopping || server->crowded[kind];

		if (pause == listener->paused)
			continue;
		if ((pause ? event_del(listener->event) : event_add(listener->event, NULL)) != 0)
			error_bug("an event cannot be set");
		listener->paused = pause;
	}
}

static void
server_tell_kept_back(struct server *server, bool end)
{
	const int64_t steady = clock_steady(server->setup->clock);

	log_kept_back(&server->out_of_descriptors, steady, end,
	    "of no descriptors or memory for more connections");
	log_kept_back(&server->not_accepted, steady, end,
	    "of connections that could not be accepted");
	log_kept_back(&server->stranger, steady, end, "of others who asked for the status");
	log_kept_back(&server->crowd, steady, end, "of more connections than there are places");
}

/* Ends the loop once nothing is under way any more. */
static void
server_leave_when_done(struct server *server)
{
	for (unsigned group = 0; group < TRAFFIC_GROUPS; group++)
		if (server->setup->traffic->open[group] > 0)
			return;
	(void)event_base_loopexit(server->base, NULL);
}

static void
server_closed(void *context, enum traffic_group group)
{
	struct server *server = context;

	if (server->stopping) {
		server_leave_when_done(server);
		return;
	}
	if (server->crowded[group]) {
		server->crowded[group] = false;
		server_set_listeners(server);
	}
}

/* Listens again in a moment. */
static void
server_pause(struct server *server)
{
	const struct timeval moment = { 0, SERVER_PAUSE_MICROSECONDS };

	server_set_listeners(server);
	if (event_add(server->again, &moment) != 0)
		error_bug("an event cannot be set");
}

static void
server_out_of_descriptors(struct server *server)
{
	log_seldom(&server->out_of_descriptors, clock_steady(server->setup->clock),
	    "warning: no descriptors or memory for more connections; new ones wait");
	server->full = true;
	server_pause(server);
}

/* Nobody has to give way to nobody: where descriptors are out, accept fails also when none
 * waits. */
static bool
server_somebody_waits(int descriptor)
{
	struct pollfd listener = { .fd = descriptor, .events = POLLIN };

	return poll(&listener, 1, 0) > 0;
}

/* Whether the next one can be accepted. */
static bool
server_has_place(struct server *server, const struct server_listener *listener, int descriptor)
{
	enum listener_kind kind = listener->listener->kind;

	if (server->setup->traffic->open[kind] < server->setup->traffic->most[kind])
		return true;
	if (!server_somebody_waits(descriptor))
		return false;
	log_seldom(&server->crowd, clock_steady(server->setup->clock), "warning: all %zu places "
	    "for connections to the %s are taken; the slowest give way to new ones",
	    server->setup->traffic->most[kind], listener_kind_name(kind));
	if (connections_make_room(server->connections, (enum traffic_group)kind))
		return true;
	server->crowded[kind] = true;
	server_pause(server);
	return false;
}

static void
server_try_again(evutil_socket_t descriptor, short what, void *context)
{
	struct server *server = context;

	(void)descriptor;
	(void)what;
	server->full = false;
	for (unsigned kind = 0; kind < LISTENER_KINDS; kind++)
		server->crowded[kind] = false;
	server_set_listeners(server);
}

/* The status is for root and the daemon's user, also where the socket's mode was changed. */
static bool
server_may_ask(struct server *server, int descriptor)
{
	struct ucred peer = { .uid = (uid_t)-1 };
	socklen_t size = sizeof peer;

	if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
	    (peer.uid == 0 || peer.uid == geteuid()))
		return true;
	log_seldom(&server->stranger, clock_steady(server->setup->clock),
	    "warning: the user with the number %lu asked for the status, and got nothing",
	    (unsigned long)peer.uid);
	return false;
}

/* After an accept that gave nothing; whether another try is worth it. *again: the last one failed,
 * too. */
static bool
server_tries_on(struct server *server, const struct listener *listener, bool *again)
{
	const bool out = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
	const bool first = !*again;

	if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED ||
	    (out && !server_somebody_waits(listener->descriptor)))
		return false;
	*again = true;
	if (out) {
		if (first && connections_make_room(server->connections, TRAFFIC_INTAKE))
			return true;
		server_out_of_descriptors(server);
		return false;
	}
	log_seldom(&server->not_accepted, clock_steady(server->setup->clock),
	    "warning: %s cannot be accepted from: %s", listener->text, strerror(errno));
	/* The trouble of one connection went with it; what comes again stays for a while. */
	if (first)
		return true;
	server->full = true;
	server_pause(server);
	return false;
}

static void
server_accept(evutil_socket_t descriptor, short what, void *context)
{
	struct server_listener *listener = context;
	struct server *server = listener->server;
	enum listener_kind kind = listener->listener->kind;
	const int one = 1;
	bool again = false;

	(void)what;
	for (int i = 0; i < SERVER_ACCEPTS_MOST && server_has_place(server, listener, descriptor);
	    i++) {
		int accepted = accept4(descriptor, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (accepted < 0 && server_tries_on(server, listener->listener, &again))
			continue;
		if (accepted < 0)
			return;
		again = false;
		if (kind == LISTENER_STATUS && !server_may_ask(server, accepted)) {
			(void)close(accepted);
			continue;
		}
		/* Fails for unix sockets, which need it not. */
		(void)setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
		connections_add(server->connections, accepted, server->setup->services[kind],
		    (enum traffic_group)kind);
	}
}

static void
server_stop(evutil_socket_t descriptor, short what, void *context)
{
	const struct timeval grace = { SERVER_STOP_SECONDS, 0 };
	struct server *server = context;

	(void)descriptor;
	(void)what;
	if (server->stopping) {
		(void)event_base_loopbreak(server->base);
		return;
	}
	log_line("stopping");
	server->stopping = true;
	server_set_listeners(server);
	(void)event_add(server->give_up, &grace);
	connections_wind_up(server->connections);
	server_leave_when_done(server);
}

static void
server_give_up(evutil_socket_t descriptor, short what, void *context)
{
	struct server *server = context;

	(void)descriptor;
	(void)what;
	(void)event_base_loopbreak(server->base);
}

static void
server_kept(evutil_socket_t descriptor, short what, void *context)
{
	struct server *server = context;

	(void)descriptor;
	(void)what;
	connections_deliver(server->connections);
	if (keeper_failed(server->setup->keeper, NULL))
		(void)event_base_loopbreak(server->base);
}

static void
server_reload(evutil_socket_t descriptor, short what, void *context)
{
	struct server *server = context;

	(void)descriptor;
	(void)what;
	if (!server->stopping)
		server->setup->reload(server->setup->context);
}

static void
server_tick(evutil_socket_t descriptor, short what, void *context)
{
	struct server *server = context;

	(void)descriptor;
	(void)what;
	server_tell_kept_back(server, false);
	server->setup->tick(server->setup->context);
}

static struct event *
server_event(struct server *server, int descriptor, short what, event_callback_fn call,
    void *context)
{
	struct event *event = event_new(server->base, descriptor, what, call, context);

	if (event == NULL)
		error_bug("no memory for an event");
	return event;
}

static void
server_set_up(struct server *server)
{
	const struct server_setup *setup = server->setup;
	const struct timeval tick = { SERVER_TICK_SECONDS, 0 };
	const struct connections_setup connections = {
		.base = server->base,
		.keeper = setup->keeper,
		.clock = setup->clock,
		.traffic = setup->traffic,
		.closed = server_closed,
		.context = server,
	};

	setup->traffic->most[TRAFFIC_INTAKE] = setup->max_connections;
	setup->traffic->most[TRAFFIC_DESK] = SERVER_DESK_CONNECTIONS_MOST;
	setup->traffic->most[TRAFFIC_STATUS] = SERVER_STATUS_CONNECTIONS_MOST;
	connections_new(&server->connections, &connections);
	server->keeper = server_event(server, keeper_descriptor(setup->keeper),
	    EV_READ | EV_PERSIST, server_kept, server);
	server->terminate = server_event(server, SIGTERM, EV_SIGNAL | EV_PERSIST, server_stop,
	    server);
	server->interrupt = server_event(server, SIGINT, EV_SIGNAL | EV_PERSIST, server_stop,
	    server);
	server->hang_up = server_event(server, SIGHUP, EV_SIGNAL | EV_PERSIST, server_reload,
	    server);
	server->again = server_event(server, -1, 0, server_try_again, server);
	server->give_up = server_event(server, -1, 0, server_give_up, server);
	server->tick = server_event(server, -1, EV_PERSIST, server_tick, server);
	if (event_add(server->keeper, NULL) != 0 || event_add(server->terminate, NULL) != 0 ||
	    event_add(server->interrupt, NULL) != 0 ||
	    event_add(server->hang_up, NULL) != 0 || event_add(server->tick, &tick) != 0)
		error_bug("an event cannot be set");
	for (size_t i = 0; i < setup->listeners->count; i++) {
		struct server_listener *listener = &server->listener[i];

		listener->server = server;
		listener->listener = &setup->listeners->listener[i];
		listener->paused = true;
		listener->event = server_event(server, listener->listener->descriptor,
		    EV_READ | EV_PERSIST, server_accept, listener);
	}
	server_set_listeners(server);
}

static void
server_free(struct server *server)
{
	struct event *events[] = { server->keeper, server->terminate, server->interrupt,
		server->hang_up, server->again, server->tick, server->give_up };

	server->stopping = true;
	server_hold_reload(); /* without its event it would end the process */
	server_tell_kept_back(server, true);
	connections_free(&server->connections);
	for (size_t i = 0; i < server->setup->listeners->count; i++)
		event_free(server->listener[i].event);
	for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
		event_free(events[i]);
	event_base_free(server->base);
	secret_release(server);
}

int
server_run(const struct server_setup *setup, struct error *error)
{
	struct server *server = secret_allocate(sizeof *server);
	int result = 0;

	memset(server, 0, sizeof *server);
	server->setup = setup;
	server->base = event_base_new();
	if (server->base == NULL) {
		secret_release(server);
		return error_system(error, "the event loop cannot be started");
	}
	server_set_up(server);
	setup->ready(setup->context);
	server_mask_reload(SIG_UNBLOCK);
	if (event_base_dispatch(server->base) < 0)
		error_bug("the event loop failed");
	if (keeper_failed(setup->keeper, error))
		result = -1;
	server_free(server);
	listeners_close(setup->listeners);
	return result;
}
