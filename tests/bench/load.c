/* SPDX-License-Identifier: ISC */
/*
 * Load for a daemon, and how it bears it. Everything that is sent is made before the time is taken.
 *
 *   load ADDRESS put CONNECTIONS COUNT SEED FIRST
 *       COUNT envelopes (made.h: of SEED, from number FIRST on), one a connection, over so many
 *       connections at a time; prints as JSON how many were answered 201, the seconds from the
 *       first connect to the last answer, and how long single ones took, from the connect to the
 *       201
 *   load ADDRESS hold CONNECTIONS SEED FIRST
 *       so many connections, of which each sends all but the last byte of its envelope; prints
 *       "held", waits for a line, sends the last bytes, and prints as JSON how many were answered
 *       201
 *
 * ADDRESS is 127.0.0.1:PORT or unix:PATH. Exit status 0 when each was answered 201, 1 when not.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <time.h>

#include "common/encode.h"
#include "common/proof.h"
#include "common/secret.h"
#include "tests/bench/made.h"
#include "tests/system/reach.h"

#define LOAD_CONNECTIONS_MOST 10000
#define LOAD_COUNT_MOST 10000000
#define LOAD_HEAD_SIZE 512
#define LOAD_ANSWER_SIZE 4096
#define LOAD_EVENTS 256
#define LOAD_PATIENCE 60000 /* milliseconds without anything happening */
#define LOAD_OTHER_DESCRIPTORS 16

struct load_request {
	char head[LOAD_HEAD_SIZE];
	size_t head_length;
	uint8_t tail[MADE_TAIL_BYTES];
};

struct load_connection {
	int descriptor;
	const struct load_request *request;
	size_t sent, got;
	int64_t started, answered;
	char answer[LOAD_ANSWER_SIZE];
};

struct load {
	const char *address;
	struct made made;
	char token[PROOF_TOKEN_MOST + 1];
	int bits;
	struct load_request *requests;
	size_t count, next, answered;
	int64_t *took; /* nanoseconds, of each that was answered */
	size_t kept_back; /* bytes at the end that are not sent yet */
	int poll;
};

static _Noreturn void
load_die(const char *what, const char *more)
{
	(void)fprintf(stderr, "load: %s%s%s\n", what, more[0] == '\0' ? "" : ": ", more);
	exit(1);
}

static int64_t
load_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void *
load_memory(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (memory == NULL)
		error_bug("no memory for the load");
	return memory;
}

/* What a proof must have just now. */
static void
load_challenge(struct load *load)
{
	static const char request[] = "GET /v1/challenge HTTP/1.1\r\nHost: localhost\r\n\r\n";
	char answer[LOAD_ANSWER_SIZE];
	int descriptor = reach(load->address);
	size_t length = 0;
	const char *json;
	ssize_t got;

	if (descriptor < 0 ||
	    send(descriptor, request, sizeof request - 1, MSG_NOSIGNAL) != sizeof request - 1)
		load_die("the daemon cannot be reached", load->address);
	while (length < sizeof answer - 1 &&
	    (got = recv(descriptor, answer + length, sizeof answer - 1 - length, 0)) > 0)
		length += (size_t)got;
	(void)close(descriptor);
	answer[length] = '\0';
	json = strstr(answer, "\r\n\r\n");
	if (json == NULL || sscanf(json + 4,
	    "{\"token\":\"%128[A-Za-z0-9_-]\",\"bits\":%d,", load->token, &load->bits) != 2)
		load_die("the daemon gave no challenge", "");
}

static void
load_make(struct load *load, struct load_request *request, uint64_t number)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1], proof[PROOF_HEADER_SIZE];
	char holder[HEX_LENGTH(ENVELOPE_MAILBOX_BYTES) + 1];
	uint8_t id[ENVELOPE_ID_BYTES], mailbox[ENVELOPE_MAILBOX_BYTES];
	uint64_t nonce = 0;

	made_one(&load->made, number, id, mailbox);
	memcpy(request->tail, load->made.body + ENVELOPE_BYTES - MADE_TAIL_BYTES,
	    MADE_TAIL_BYTES);
	while (proof_work(load->token, strlen(load->token), id, load->bits, &nonce,
	    UINT32_MAX) == 0)
		continue;
	proof_print(proof, load->token, strlen(load->token), nonce);
	hex_encode(digits, id, sizeof id);
	hex_encode(holder, mailbox, sizeof mailbox);
	request->head_length = (size_t)snprintf(request->head, sizeof request->head,
	    "PUT /v1/envelopes/%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n"
	    "Testimony-Mailbox: %s\r\nTestimony-Proof: %s\r\n\r\n", digits, ENVELOPE_BYTES,
	    holder, proof);
}

static void
load_watch(const struct load *load, struct load_connection *connection, int how, uint32_t what)
{
	struct epoll_event event = { .events = what, .data = { .ptr = connection } };

	if (epoll_ctl(load->poll, how, connection->descriptor, &event) != 0)
		error_bug("a connection cannot be watched");
}

/* Sends what goes: head, the body that all share, its tail. */
static void
load_send(const struct load *load, struct load_connection *connection)
{
	const struct load_request *request = connection->request;
	/* iovec is not const, but sending does not write. */
	const struct iovec whole[] = {
		{ (void *)(uintptr_t)request->head, request->head_length },
		{ (void *)(uintptr_t)load->made.body, ENVELOPE_BYTES - MADE_TAIL_BYTES },
		{ (void *)(uintptr_t)request->tail, MADE_TAIL_BYTES - load->kept_back },
	};
	const size_t parts = sizeof whole / sizeof whole[0];

	for (;;) {
		struct iovec rest[sizeof whole / sizeof whole[0]];
		struct msghdr message = { .msg_iov = rest };
		size_t skip = connection->sent;
		ssize_t sent;

		for (size_t i = 0; i < parts; i++) {
			size_t passed = skip < whole[i].iov_len ? skip : whole[i].iov_len;

			skip -= passed;
			if (passed == whole[i].iov_len)
				continue;
			rest[message.msg_iovlen].iov_base = (char *)whole[i].iov_base + passed;
			rest[message.msg_iovlen++].iov_len = whole[i].iov_len - passed;
		}
		if (message.msg_iovlen == 0) {
			load_watch(load, connection, EPOLL_CTL_MOD, EPOLLIN);
			return;
		}
		sent = sendmsg(connection->descriptor, &message, MSG_NOSIGNAL);
		if (sent < 0 && errno == EAGAIN)
			return;
		if (sent < 0) /* it hung up, perhaps with an answer that says why */
			load_watch(load, connection, EPOLL_CTL_MOD, EPOLLIN);
		if (sent < 0)
			return;
		connection->sent += (size_t)sent;
	}
}

static void
load_begin(struct load *load, struct load_connection *connection)
{
	connection->request = &load->requests[load->next++];
	connection->sent = connection->got = 0;
	connection->answered = 0;
	connection->started = load_now();
	connection->descriptor = reach(load->address);
	if (connection->descriptor < 0 ||
	    fcntl(connection->descriptor, F_SETFL, O_NONBLOCK) != 0)
		load_die("the daemon cannot be reached", strerror(errno));
	load_watch(load, connection, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT);
	load_send(load, connection);
}

/* Reads what there is; true: the answer is whole. */
static bool
load_receive(struct load_connection *connection)
{
	ssize_t got = recv(connection->descriptor, connection->answer + connection->got,
	    sizeof connection->answer - 1 - connection->got, 0);

	if (got < 0 && errno == EAGAIN)
		return false;
	if (got > 0) {
		if (connection->got == 0)
			connection->answered = load_now();
		connection->got += (size_t)got;
		return false;
	}
	connection->answer[connection->got] = '\0';
	return true;
}

static void
load_end(struct load *load, struct load_connection *connection)
{
	(void)close(connection->descriptor);
	connection->descriptor = -1;
	if (strncmp(connection->answer, "HTTP/1.1 201 ", 13) != 0) {
		connection->answer[strcspn(connection->answer, "\r\n")] = '\0';
		load_die("an envelope was not taken", connection->answer);
	}
	load->took[load->answered++] = connection->answered - connection->started;
}

/* Until all were answered. */
static void
load_run(struct load *load)
{
	struct epoll_event events[LOAD_EVENTS];

	while (load->answered < load->count) {
		int ready = epoll_wait(load->poll, events, LOAD_EVENTS, LOAD_PATIENCE);

		if (ready == 0)
			load_die("for a minute nothing was answered", "");
		for (int i = 0; i < ready; i++) {
			struct load_connection *connection = events[i].data.ptr;

			if ((events[i].events & EPOLLOUT) != 0)
				load_send(load, connection);
			if ((events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) == 0 ||
			    !load_receive(connection))
				continue;
			load_end(load, connection);
			if (load->next < load->count)
				load_begin(load, connection);
		}
	}
}

static int
load_compare(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static void
load_report(struct load *load, double seconds)
{
	const int64_t *took = load->took;

	qsort(load->took, load->answered, sizeof *load->took, load_compare);
	(void)printf("{\"answered\":%zu,\"seconds\":%.4f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,"
	    "\"most_ms\":%.3f}\n", load->answered, seconds,
	    (double)took[load->answered / 2] / 1e6, (double)took[load->answered * 99 / 100] / 1e6,
	    (double)took[load->answered - 1] / 1e6);
}

static void
load_put(struct load *load, struct load_connection *connections, size_t count)
{
	int64_t started = load_now();

	for (size_t i = 0; i < count; i++)
		load_begin(load, &connections[i]);
	load_run(load);
	load_report(load, (double)(load_now() - started) / 1e9);
}

/* Until the other side has read all that was sent: on a unix socket, that is what the kernel counts
 * here (on loopback, what has not come to its side of the kernel). */
static void
load_wait_until_read(const struct load_connection *connections, size_t count)
{
	const struct timespec moment = { 0, 1000000 };
	const int64_t end = load_now() + (int64_t)LOAD_PATIENCE * 1000000;

	for (size_t i = 0; i < count;) {
		int left;

		if (ioctl(connections[i].descriptor, SIOCOUTQ, &left) != 0)
			error_bug("what was not read cannot be counted");
		if (left == 0) {
			i++;
			continue;
		}
		if (load_now() > end)
			load_die("the daemon does not read all of it", "");
		(void)nanosleep(&moment, NULL);
	}
}

static void
load_hold(struct load *load, struct load_connection *connections, size_t count)
{
	int64_t started;
	char line[8];

	load->kept_back = 1;
	for (size_t i = 0; i < count; i++) {
		load_begin(load, &connections[i]);
		while (connections[i].sent < connections[i].request->head_length +
		    ENVELOPE_BYTES - load->kept_back) {
			struct epoll_event event;

			if (epoll_wait(load->poll, &event, 1, LOAD_PATIENCE) != 1 ||
			    (event.events & EPOLLOUT) == 0)
				load_die("the daemon does not read all of it", "");
			load_send(load, event.data.ptr);
		}
	}
	load_wait_until_read(connections, count);
	(void)puts("held");
	(void)fflush(stdout);
	if (fgets(line, sizeof line, stdin) == NULL)
		load_die("nobody says to go on", "");
	load->kept_back = 0;
	started = load_now();
	for (size_t i = 0; i < count; i++)
		load_send(load, &connections[i]);
	load_run(load);
	load_report(load, (double)(load_now() - started) / 1e9);
}

/* Room for so many connections. */
static void
load_limits(size_t connections)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		error_bug("the limit of descriptors cannot be read");
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0 ||
	    connections + LOAD_OTHER_DESCRIPTORS > limit.rlim_cur)
		load_die("so many connections cannot be had here", "see ulimit -Hn");
}

int
main(int argc, char **argv)
{
	struct load load = { .address = argc > 1 ? argv[1] : NULL };
	bool hold = argc == 6 && strcmp(argv[2], "hold") == 0;
	struct load_connection *connections;
	size_t width;
	uint64_t first;

	if (!hold && (argc != 7 || strcmp(argv[2], "put") != 0)) {
		(void)fputs("Usage: load ADDRESS put CONNECTIONS COUNT SEED FIRST\n"
			    "       load ADDRESS hold CONNECTIONS SEED FIRST\n", stderr);
		return 2;
	}
	secret_start();
	width = strtoul(argv[3], NULL, 10);
	load.count = hold ? width : strtoul(argv[4], NULL, 10);
	first = strtoull(argv[argc - 1], NULL, 10);
	if (width == 0 || width > LOAD_CONNECTIONS_MOST || load.count < width ||
	    load.count > LOAD_COUNT_MOST)
		load_die("there must be 1 to 10000 connections, and no fewer envelopes", "");
	load_limits(width);
	load.poll = epoll_create1(EPOLL_CLOEXEC);
	load.requests = load_memory(load.count, sizeof *load.requests);
	load.took = load_memory(load.count, sizeof *load.took);
	connections = load_memory(width, sizeof *connections);
	made_start(&load.made, strtoull(argv[argc - 2], NULL, 10));
	load_challenge(&load);
	for (size_t i = 0; i < load.count; i++)
		load_make(&load, &load.requests[i], first + i);
	if (hold)
		load_hold(&load, connections, width);
	else
		load_put(&load, connections, width);
	free(load.requests);
	free(load.took);
	free(connections);
	(void)close(load.poll);
	return 0;
}
