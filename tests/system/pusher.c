/* SPDX-License-Identifier: ISC */
/*
 * Clients that send more than they may, and at the wrong time.
 *
 *   pusher push ADDRESS PID MEBIBYTES
 *       begins requests in each of pusher_ways, PUSHER_CONNECTIONS at a time, and sends on until
 *       the process PID takes no more; again and again until it has taken so much; prints "pushed
 *       BYTES" and "grew KIB", the most by which its resident memory grew meanwhile
 *   pusher late ADDRESS
 *       checks a mailbox, and sends more while the answer still waits in the daemon's socket;
 *       prints the number of bytes of the answer that came before the end
 *   pusher stay ADDRESS PID COUNT
 *       checks a mailbox COUNT times, each on a connection that stays although the answer came whole;
 *       prints "grew KIB", by how much the process PID grew
 *
 * ADDRESS is unix:PATH or 127.0.0.1:PORT. Exit status 0 when all was done, 1 when not.
 */
#include "config.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/time.h>
#include <time.h>

#include "common/secret.h"
#include "tests/system/flood_parts.h"

#define PUSHER_CONNECTIONS 8
#define PUSHER_TRY (256 * 1024)     /* bytes over one connection, if it takes them */
#define PUSHER_WAIT_SECONDS 60      /* for what may not come */
#define PUSHER_WHOLE_SECONDS 300
#define PUSHER_LATE_MILLISECONDS 300

/* What a connection begins with; then it is filled up. The last is a right PUT, whose content is no
 * envelope. */
static char pusher_put[512];
static const char *const pusher_ways[] = {
	"k",
	"GET /v1/challenge HTTP/1.1\r\nX-Long: ",
	"PUT /v1/nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n",
	"PUT /v1/nowhere HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
	"GET /v1/challenge HTTP/1.1\r\nHost: a\r\n\r\n",
	"GET /v1/campaign HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n",
	pusher_put,
};
#define PUSHER_WAYS (sizeof pusher_ways / sizeof pusher_ways[0])

/* Of what is sent over a connection the daemon reads a buffer, and drops at most an envelope's
 * length (doc/PROTOCOL.md, 1.3). */
#define PUSHER_READ (16384 + ENVELOPE_BYTES)

static int64_t
pusher_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int
pusher_connect(const char *address)
{
	const struct timeval wait = { PUSHER_WAIT_SECONDS, 0 };
	int descriptor = reach(address);

	if (descriptor < 0)
		return -1;
	(void)setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	(void)setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
	return descriptor;
}

/* KiB; -1: it cannot be read. */
static long
pusher_resident(const char *pid)
{
	char path[64], line[128];
	long kib = -1;
	FILE *file;

	(void)snprintf(path, sizeof path, "/proc/%s/status", pid);
	file = fopen(path, "r");
	if (file == NULL)
		return -1;
	while (fgets(line, sizeof line, file) != NULL)
		if (sscanf(line, "VmRSS: %ld", &kib) == 1)
			break;
	(void)fclose(file);
	return kib;
}

/* Fills connections by turns until none takes more; returns the bytes that the daemon read. */
static size_t
pusher_together(const char *address, const char *begin, const char *pid, long *most)
{
	static char filling[65536];
	size_t read = 0, each[PUSHER_CONNECTIONS];
	int descriptor[PUSHER_CONNECTIONS], open = 0;

	memset(filling, 'k', sizeof filling);
	for (int i = 0; i < PUSHER_CONNECTIONS; i++) {
		each[i] = strlen(begin);
		descriptor[i] = pusher_connect(address);
		if (descriptor[i] < 0)
			continue;
		(void)send(descriptor[i], begin, strlen(begin), MSG_NOSIGNAL);
		open++;
	}
	while (open > 0)
		for (int i = 0; i < PUSHER_CONNECTIONS; i++) {
			ssize_t sent = -1;
			long now = pusher_resident(pid);

			if (now > *most)
				*most = now;
			if (descriptor[i] < 0)
				continue;
			if (each[i] < PUSHER_TRY)
				sent = send(descriptor[i], filling, sizeof filling, MSG_NOSIGNAL);
			if (sent > 0) {
				each[i] += (size_t)sent;
				continue;
			}
			read += each[i] < PUSHER_READ ? each[i] : PUSHER_READ;
			(void)close(descriptor[i]);
			descriptor[i] = -1;
			open--;
		}
	return read;
}

/* With a token of the intake's; at the desk it is one more that is refused. */
static void
pusher_prepare(const char *address)
{
	static const char request[] = "GET /v1/challenge HTTP/1.1\r\nHost: a\r\n\r\n";
	char answer[FLOOD_ANSWER_SIZE], token[64] = "k";
	const char *json;

	(void)flood_exchange(address, request, sizeof request - 1, answer);
	json = strstr(answer, "{\"token\":\"");
	if (json != NULL)
		(void)sscanf(json, "{\"token\":\"%63[A-Za-z0-9_-]\"", token);
	(void)snprintf(pusher_put, sizeof pusher_put,
	    "PUT /v1/envelopes/%064d HTTP/1.1\r\nHost: a\r\n"
	    "Content-Length: %d\r\nTestimony-Mailbox: %064d\r\n"
	    "Testimony-Proof: %s 0000000000000000\r\n\r\n", 0, ENVELOPE_BYTES, 7, token);
}

static int
pusher_push(const char *address, const char *pid, unsigned long mebibytes)
{
	int64_t limit = pusher_now() + (int64_t)PUSHER_WHOLE_SECONDS * 1000;
	size_t pushed = 0, wanted = mebibytes * 1024 * 1024;
	long before, most = 0;

	pusher_prepare(address);
	/* The first of each way is not counted: code and heap that were not used before come in. */
	for (size_t way = 0; way < PUSHER_WAYS; way++)
		(void)pusher_together(address, pusher_ways[way], pid, &most);
	before = most = pusher_resident(pid);
	for (size_t way = 0; pushed < wanted && pusher_now() < limit; way++)
		pushed += pusher_together(address, pusher_ways[way % PUSHER_WAYS], pid, &most);
	(void)printf("pushed %zu\ngrew %ld\n", pushed, most - before);
	return before > 0 && pushed >= wanted ? 0 : 1;
}

static const char pusher_check[] = "GET /v1/mailbox HTTP/1.1\r\nHost: a\r\nTestimony-Mailbox: "
    "7777777777777777777777777777777777777777777777777777777777777777\r\n\r\n";

/* Reads to the end; returns the bytes that came, or -1. */
static ssize_t
pusher_read(int descriptor)
{
	char bytes[16384];
	ssize_t got, length = 0;

	while ((got = recv(descriptor, bytes, sizeof bytes, 0)) > 0)
		length += got;
	return got == 0 ? length : -1;
}

/* The descriptors are closed by the end of the program. */
static int
pusher_stay(const char *address, const char *pid, long count)
{
	long before = -1;

	for (long i = 0; i < count; i++) {
		int descriptor = pusher_connect(address);

		if (descriptor < 0 ||
		    send(descriptor, pusher_check, sizeof pusher_check - 1, MSG_NOSIGNAL) < 0 ||
		    pusher_read(descriptor) <= 4 * ENVELOPE_BYTES)
			return 1;
		if (i == PUSHER_CONNECTIONS)
			before = pusher_resident(pid);
	}
	(void)printf("grew %ld\n", pusher_resident(pid) - before);
	return before > 0 ? 0 : 1;
}

static int
pusher_late(const char *address)
{
	const struct timespec pause = { 0, PUSHER_LATE_MILLISECONDS * 1000000L };
	const int small = 4096;
	int descriptor = pusher_connect(address);
	ssize_t length = -1;
	char byte;

	if (descriptor < 0)
		return 1;
	/* So that most of the answer stays where it is. */
	(void)setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	if (send(descriptor, pusher_check, sizeof pusher_check - 1, MSG_NOSIGNAL) > 0 &&
	    recv(descriptor, &byte, 1, MSG_PEEK) == 1) {
		(void)nanosleep(&pause, NULL);
		if (send(descriptor, "\r\n", 2, MSG_NOSIGNAL) > 0)
			length = pusher_read(descriptor);
	}
	(void)close(descriptor);
	(void)printf("%zd\n", length);
	return length > 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	(void)signal(SIGPIPE, SIG_IGN);
	secret_start();
	if (argc == 5 && strcmp(argv[1], "push") == 0)
		return pusher_push(argv[2], argv[3], strtoul(argv[4], NULL, 10));
	if (argc == 5 && strcmp(argv[1], "stay") == 0)
		return pusher_stay(argv[2], argv[3], atol(argv[4]));
	if (argc == 3 && strcmp(argv[1], "late") == 0)
		return pusher_late(argv[2]);
	(void)fprintf(stderr, "usage: pusher push|stay ADDRESS PID MUCH | late ADDRESS\n");
	return 2;
}
