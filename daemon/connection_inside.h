/* SPDX-License-Identifier: ISC */
/*
 * What the two parts of a connection share: connection.c has its life and its request,
 * connection_answer.c its answer. Each of these may close the connection, but for the first five.
 * Main thread.
 */
#ifndef TESTIMONY_CONNECTION_INSIDE_H
#define TESTIMONY_CONNECTION_INSIDE_H

#include "daemon/connection.h"

/* Waits for the socket: EV_READ, EV_WRITE, or 0 for nothing. */
void connection_wait(struct connection *connection, short what);

/* The time by which the next step must have come: `milliseconds` from now on; less than 0: none. */
void connection_limit(struct connection *connection, int64_t milliseconds);

void connection_count(const struct connection *connection, enum refusal refusal);

/* Wipe and free what was asked, and what was answered. */
void connection_forget_request(struct connection *connection);
void connection_forget_answer(struct connection *connection);

/* Sends the reply. */
void connection_answer(struct connection *connection);

/* Sends what is there: the head of the answer, then the content or a piece of it. */
void connection_write(struct connection *connection);

/* Hands the job over, or refuses the request where too much waits. */
void connection_submit(struct connection *connection, struct keeper_job *job);

#endif
