/* SPDX-License-Identifier: ISC */
/*
 * One HTTP request a connection, by libcurl: https, http to loopback, .onion by SOCKS5h only, unix
 * sockets. No environment (proxies, NO_PROXY, netrc), no redirects, no cookies, no user agent, no
 * Expect; time and size limits. Main thread.
 */
#ifndef TESTIMONY_NET_H
#define TESTIMONY_NET_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/error.h"

struct net;

/* Where to: "https://HOST[:PORT]", "http://X.onion", "http://127.0.0.1[:PORT]" or "unix:PATH".
 * `socks5`: HOST:PORT on loopback, or NULL; required for .onion, refused for loopback and unix
 * sockets. Each struct net has its own random SOCKS user and password, so that Tor keeps its
 * streams apart from all others (tor(1), IsolateSOCKSAuth). */
int net_new(struct net **net, const char *origin, const char *socks5, struct error *error);
void net_free(struct net **net);

/* A flag that a signal handler may set: requests then end soon with ERROR_REFUSED. Borrowed. */
void net_stop_on(struct net *net, const volatile sig_atomic_t *stop);

/* The Host that requests carry: HOST[:PORT], "localhost" for a unix socket. Borrowed. */
const char *net_authority(const struct net *net);
/* As it was given. Borrowed. */
const char *net_origin(const struct net *net);

struct net_answer {
	long status;          /* HTTP status; 0 where none came */
	long retry_after;     /* seconds, or -1 */
	bool sent;            /* the request, or a part of it, may have reached the other side */
	struct buffer body;   /* at most what the call allowed */
};
#define NET_ANSWER_INIT { 0, -1, false, BUFFER_INIT }
void net_answer_free(struct net_answer *answer);

/* `headers`: "Name: value" strings, NULL at the end, or NULL. `body` NULL: none (GET, DELETE).
 * *answer starts as NET_ANSWER_INIT or as an earlier call left it; its body is cleared first.
 * Returns 0 when a whole answer came (look at its status), -1 on trouble: ERROR_SYSTEM where
 * trying again may help, ERROR_REFUSED where not. On trouble `sent` is right, and `status` is
 * that of an answer of which the rest did not come, or 0. */
int net_request(struct net *net, const char *method, const char *path,
    const char *const *headers, const void *body, size_t body_length, size_t answer_most,
    struct net_answer *answer, struct error *error);

/* The sentence of a problem+json answer (its "detail", else "title"), or NULL where it has none.
 * The caller's, free with free(). It is text from outside: show it through clean.h. */
char *net_problem(const struct net_answer *answer);

#endif
