/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "common/error.h"
#include "daemon/connection_inside.h"

#define CONNECTION_SHORT_BYTES 4096 /* of an answer that any socket takes at once */

/* A close with bytes unread would reset the connection, and so would bytes that come after it: the
 * client (or nginx) might lose the answer, or what of it is still to be sent (RFC 9112 section
 * 9.6). So: shut the sending side, drop what comes, and close when that ends. What is short has
 * gone. */
static void
connection_answered(struct connection *connection)
{
	uint64_t length = connection->answer.length + reply_length(&connection->reply);
	uint8_t byte;

	if (connection->whole && length <= CONNECTION_SHORT_BYTES &&
	    recv(connection->descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT) <= 0) {
		connection_close(connection);
		return;
	}
	/* Who is slow to hang up holds no more than a descriptor. */
	connection_forget_answer(connection);
	if (shutdown(connection->descriptor, SHUT_WR) != 0) {
		connection_close(connection);
		return;
	}
	connection->state = CONNECTION_DRAINS;
	connection->since = clock_steady(connection->setup->clock);
	connection->moved = 0;
	connection_limit(connection, (int64_t)CONNECTION_DRAIN_SECONDS * 1000);
	connection_wait(connection, EV_READ);
}

void
connection_write(struct connection *connection)
{
	size_t head = connection->answer.length, whole = head + connection->content_length;

	while (connection->sent < whole) {
		struct iovec parts[2];
		struct msghdr message = { .msg_iov = parts };
		size_t sent = connection->sent;
		ssize_t done;

		if (sent < head) {
			parts[message.msg_iovlen].iov_base = connection->answer.data + sent;
			parts[message.msg_iovlen++].iov_len = head - sent;
			sent = head;
		}
		if (connection->content_length > 0) {
			/* iovec is not const, but sending does not write. */
			parts[message.msg_iovlen].iov_base =
			    (uint8_t *)(uintptr_t)connection->content + (sent - head);
			parts[message.msg_iovlen++].iov_len = whole - sent;
		}
		done = sendmsg(connection->descriptor, &message, MSG_NOSIGNAL);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0 && errno == EAGAIN) {
			connection_wait(connection, EV_WRITE);
			return;
		}
		if (done < 0) {
			connection_close(connection);
			return;
		}
		connection->sent += (size_t)done;
		connection->moved += (uint64_t)done;
	}
	if (connection->job != NULL && connection->job->at < connection->job->count) {
		struct keeper_job *job = connection->job;

		connection->job = NULL;
		connection->content = NULL;
		connection->content_length = 0;
		connection_submit(connection, job);
		return;
	}
	connection_answered(connection);
}

void
connection_answer(struct connection *connection)
{
	struct reply *reply = &connection->reply;

	connection_count(connection, reply->refusal);
	connection->setup->traffic->answers[connection->group]++;
	connection_forget_request(connection);
	reply_print_head(reply, &connection->answer);
	if (reply->streamed == 0) {
		connection->content = reply->shared != NULL ? reply->shared : reply->content.data;
		connection->content_length = (size_t)reply_length(reply);
	}
	connection->state = CONNECTION_WRITES;
	connection->since = clock_steady(connection->setup->clock);
	connection->moved = 0;
	connection_limit(connection, ((int64_t)CONNECTION_ANSWER_SECONDS +
		(int64_t)(reply_length(reply) / CONNECTION_ANSWER_RATE)) * 1000);
	connection_write(connection);
}

/* The store is being put in order; connections that come in the meantime are not kept waiting. */
static void
connection_refuse_busy(struct connection *connection, enum keeper_outcome outcome)
{
	reply_refuse_busy(&connection->reply, outcome == KEEPER_BUSY ?
	    "The store is being put in order, as once a week. Nothing was done; please try again "
	    "in some seconds." : "Too much is waiting here; please try again.");
	connection_answer(connection);
}

void
connection_submit(struct connection *connection, struct keeper_job *job)
{
	enum keeper_outcome outcome;

	job->place = connection->place;
	job->generation = connection->generation;
	connection->state = CONNECTION_WAITS;
	connection_wait(connection, 0);
	if (keeper_submit(connection->setup->keeper, job) == 0)
		return;
	outcome = job->outcome;
	keeper_job_free(&job);
	if (connection->answer.length > 0) {
		/* In the midst of an answer there is no way to say it. */
		connection_close(connection);
		return;
	}
	connection_refuse_busy(connection, outcome);
}

void
connection_resume(struct connection *connection, struct keeper_job *job)
{
	const struct service_moment now = { clock_wall(connection->setup->clock),
		clock_steady(connection->setup->clock) };

	if (connection->answer.length > 0) {
		/* A piece of a fetch. */
		connection->job = job;
		if (job->outcome != KEEPER_DONE) {
			connection_close(connection);
			return;
		}
		connection->content = job->content.data;
		connection->content_length = job->content.length;
		connection->sent = connection->answer.length;
		connection->state = CONNECTION_WRITES;
		connection_write(connection);
		return;
	}
	if (job->outcome == KEEPER_BUSY) {
		keeper_job_free(&job);
		connection_refuse_busy(connection, KEEPER_BUSY);
		return;
	}
	connection->service->finish(connection->service->context, job, &now, &connection->reply);
	if (connection->reply.streamed > 0)
		connection->job = job;
	else
		keeper_job_free(&job);
	connection_answer(connection);
}
