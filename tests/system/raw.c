/* SPDX-License-Identifier: ISC */
/*
 * Sends the bytes of a file as they are, and prints what comes back.
 *
 *   raw ADDRESS FILE [SPLIT [DELAY [SECONDS [STAY]]]]
 *     ADDRESS   unix:PATH or 127.0.0.1:PORT
 *     SPLIT     bytes a send; 0: all at once; r: random
 *     DELAY     milliseconds between sends (0)
 *     SECONDS   how long to wait for the end of the answer (30)
 *     STAY      seconds not to hang up after it (0)
 *
 * Exit status 0 when the other side closed, 3 when it did not in time, 1 for trouble here. Bytes
 * that the other side does not take any more are not sent.
 */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "common/buffer.h"
#include "common/file.h"
#include "common/secret.h"
#include "tests/system/reach.h"

#define RAW_FILE_MOST (128 * 1024 * 1024)

static int64_t
raw_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static size_t
raw_step(const char *split)
{
	if (split[0] == 'r')
		return 1 + (size_t)rand() % 40;
	return (size_t)atol(split) == 0 ? SIZE_MAX : (size_t)atol(split);
}

/* Sends and receives until the other side closes. */
static int
raw_talk(int descriptor, const struct buffer *bytes, const char *split, int64_t delay,
    int64_t limit)
{
	int64_t next = raw_now();
	bool sending = bytes->length > 0;
	size_t at = 0;

	while (raw_now() < limit) {
		bool due = sending && raw_now() >= next;
		struct pollfd ready = { .fd = descriptor,
			.events = (short)(POLLIN | (due ? POLLOUT : 0)) };
		char answer[65536];

		if (poll(&ready, 1, sending && !due ? 1 : 100) < 0 && errno != EINTR)
			return 1;
		if ((ready.revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
			ssize_t got = recv(descriptor, answer, sizeof answer, MSG_DONTWAIT);

			if (got > 0)
				(void)fwrite(answer, 1, (size_t)got, stdout);
			else if (got == 0 || errno != EAGAIN)
				return 0;
		}
		if (due && (ready.revents & POLLOUT) != 0) {
			size_t step = raw_step(split), room = bytes->length - at;
			ssize_t sent = send(descriptor, bytes->data + at, step < room ? step : room,
			    MSG_NOSIGNAL | MSG_DONTWAIT);

			if (sent > 0)
				at += (size_t)sent;
			sending = at < bytes->length && (sent > 0 || errno == EAGAIN);
			next = raw_now() + delay;
		}
	}
	return 3;
}

int
main(int argc, char **argv)
{
	struct buffer bytes = BUFFER_INIT;
	struct error error = ERROR_INIT;
	int descriptor, result;

	if (argc < 3) {
		(void)fprintf(stderr, "usage: raw ADDRESS FILE [SPLIT [DELAY [SECONDS [STAY]]]]\n");
		return 2;
	}
	secret_start();
	srand((unsigned)raw_now());
	if (file_read(argv[2], RAW_FILE_MOST, &bytes, &error) != 0) {
		(void)fprintf(stderr, "raw: %s\n", error.text);
		return 1;
	}
	descriptor = reach(argv[1]);
	if (descriptor < 0) {
		(void)fprintf(stderr, "raw: %s cannot be reached\n", argv[1]);
		return 1;
	}
	result = raw_talk(descriptor, &bytes, argc > 3 ? argv[3] : "0",
	    argc > 4 ? atol(argv[4]) : 0,
	    raw_now() + (argc > 5 ? atol(argv[5]) : 30) * 1000);
	if (argc > 6)
		(void)sleep((unsigned)atol(argv[6]));
	(void)close(descriptor);
	buffer_free(&bytes);
	return result;
}
