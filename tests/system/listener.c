/* SPDX-License-Identifier: ISC */
/*
 * A bad network, for tests: listens, counts connections, and does with each what the next step
 * says; the last step is for all that follow.
 *
 *   listener LISTEN COUNT STEP...      LISTEN, TO: 127.0.0.1:PORT (0: any) or unix:PATH
 *     close                 ends the connection at once
 *     swallow               takes the request, and ends it without an answer
 *     answer:STATUS[:SECS]  takes the request, and answers with this status (and Retry-After)
 *     give:FILE             takes the request, and answers 200 with what is in the file
 *     pass:TO               hands request and answer on, to and from TO
 *     lose:TO               hands the request on, takes the answer, and keeps it for itself
 *     cut:BYTES:TO          hands on only so many bytes of the answer
 *     spoil:BYTE:TO         hands on the answer with one byte of its body changed
 *     socks:TO              is a SOCKS5 port (RFC 1928, 1929): prints "socks USER NAME PORT", and
 *                           passes what follows to TO, whatever the name
 *
 * Prints the port (or path) when it listens; the file COUNT holds the number of connections.
 * One connection at a time. Ends by SIGTERM.
 */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define LISTENER_UNIX "unix:"
#define LISTENER_LOOPBACK "127.0.0.1:"
#define LISTENER_HEAD_MOST 16384
#define LISTENER_STEP 65536

static _Noreturn void
listener_die(const char *what)
{
	(void)fprintf(stderr, "listener: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* A socket for an address, bound or connected. */
static int
listener_socket(const char *address, int listening)
{
	struct sockaddr_un local = { .sun_family = AF_UNIX };
	struct sockaddr_in loopback = { .sin_family = AF_INET };
	const struct sockaddr *to = (const struct sockaddr *)&loopback;
	socklen_t length = sizeof loopback;
	int descriptor, one = 1;

	if (strncmp(address, LISTENER_UNIX, strlen(LISTENER_UNIX)) == 0) {
		(void)snprintf(local.sun_path, sizeof local.sun_path, "%s",
		    address + strlen(LISTENER_UNIX));
		to = (const struct sockaddr *)&local;
		length = sizeof local;
		if (listening)
			(void)unlink(local.sun_path);
	} else if (strncmp(address, LISTENER_LOOPBACK, strlen(LISTENER_LOOPBACK)) == 0) {
		loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		loopback.sin_port = htons((uint16_t)atoi(address + strlen(LISTENER_LOOPBACK)));
	} else {
		errno = EINVAL;
		listener_die(address);
	}
	descriptor = socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (descriptor < 0)
		listener_die("socket");
	if (!listening) {
		if (connect(descriptor, to, length) != 0)
			listener_die(address);
		return descriptor;
	}
	(void)setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(descriptor, to, length) != 0 || listen(descriptor, 64) != 0)
		listener_die(address);
	if (to->sa_family == AF_INET &&
	    getsockname(descriptor, (struct sockaddr *)&loopback, &length) != 0)
		listener_die("getsockname");
	(void)printf("%u\n", (unsigned)ntohs(loopback.sin_port));
	(void)fflush(stdout);
	return descriptor;
}

static void
listener_count(const char *path, unsigned count)
{
	FILE *file = fopen(path, "w");

	if (file == NULL || fprintf(file, "%u\n", count) < 0 || fclose(file) != 0)
		listener_die(path);
}

static int
listener_write(int descriptor, const char *data, size_t length)
{
	while (length > 0) {
		ssize_t done = send(descriptor, data, length, MSG_NOSIGNAL);

		if (done <= 0)
			return -1;
		data += done;
		length -= (size_t)done;
	}
	return 0;
}

/* Reads one request, head and as much body as it says, and writes it to `to` where that is not
 * -1. */
static void
listener_request(int from, int to)
{
	static char head[LISTENER_HEAD_MOST + 1], body[LISTENER_STEP];
	size_t length = 0, left = 0;
	char *end = NULL, *field;

	while (end == NULL && length < LISTENER_HEAD_MOST) {
		ssize_t got = recv(from, head + length, LISTENER_HEAD_MOST - length, 0);

		if (got <= 0)
			return;
		length += (size_t)got;
		head[length] = '\0';
		end = strstr(head, "\r\n\r\n");
	}
	if (end == NULL)
		return;
	field = strcasestr(head, "\r\nContent-Length:");
	if (field != NULL && field < end)
		left = strtoul(field + strlen("\r\nContent-Length:"), NULL, 10);
	left -= (size_t)(head + length - (end + 4));
	if (to >= 0)
		(void)listener_write(to, head, length);
	while (left > 0) {
		ssize_t got = recv(from, body, left < sizeof body ? left : sizeof body, 0);

		if (got <= 0)
			return;
		left -= (size_t)got;
		if (to >= 0)
			(void)listener_write(to, body, (size_t)got);
	}
}

/* Hands on the answer: at most `most` bytes; `spoil` is a byte of the body to change, or -1. */
static void
listener_answer(int from, int to, size_t most, long spoil)
{
	static char data[LISTENER_STEP];
	static const char end[] = "\r\n\r\n";
	size_t matched = 0;
	long at = 0;

	for (;;) {
		ssize_t got = recv(from, data, sizeof data, 0);
		size_t give;

		if (got <= 0)
			return;
		for (ssize_t i = 0; i < got; i++) {
			if (matched == strlen(end)) {
				if (at++ == spoil)
					data[i] ^= 1;
			} else {
				matched = data[i] == end[matched] ? matched + 1 : data[i] == '\r';
			}
		}
		give = (size_t)got < most ? (size_t)got : most;
		if (to >= 0 && listener_write(to, data, give) != 0)
			return;
		most -= give;
		if (to >= 0 && most == 0)
			return;
	}
}

static void
listener_say(int to, const char *step)
{
	char answer[512];
	static const char body[] = "{\"title\":\"Made up\",\"detail\":\"A made-up sentence.\"}";
	long status = strtol(step, NULL, 10);
	const char *after = strchr(step, ':');

	(void)snprintf(answer, sizeof answer, "HTTP/1.1 %ld Made up\r\n%s%s%sContent-Type: "
	    "application/problem+json\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
	    status,
	    after == NULL ? "" : "Retry-After: ", after == NULL ? "" : after + 1,
	    after == NULL ? "" : "\r\n", strlen(body), body);
	(void)listener_write(to, answer, strlen(answer));
}

static void
listener_give(int to, const char *path)
{
	static char data[LISTENER_STEP];
	FILE *file = fopen(path, "rb");
	char head[256];
	size_t got;

	if (file == NULL || fseek(file, 0, SEEK_END) != 0)
		listener_die(path);
	(void)snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %ld\r\n"
	    "Connection: close\r\n\r\n", ftell(file));
	rewind(file);
	(void)listener_write(to, head, strlen(head));
	while ((got = fread(data, 1, sizeof data, file)) > 0)
		(void)listener_write(to, data, got);
	(void)fclose(file);
}

static int
listener_take(int from, unsigned char *bytes, size_t length)
{
	return recv(from, bytes, length, MSG_WAITALL) == (ssize_t)length ? 0 : -1;
}

/* A row of bytes with its length in front, as text. */
static int
listener_take_text(int from, char text[256])
{
	unsigned char length;

	if (listener_take(from, &length, 1) != 0 ||
	    listener_take(from, (unsigned char *)text, length) != 0)
		return -1;
	text[length] = '\0';
	return 0;
}

/* Asks for user and password, then takes a CONNECT by name; refuses one by number, since then
 * the name was looked up on this side. */
static int
listener_socks(int connection)
{
	static const char good[] = { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 };
	char methods[256], user[256], password[256], name[256];
	unsigned char bytes[4];

	if (listener_take(connection, bytes, 1) != 0 || bytes[0] != 5 ||
	    listener_take_text(connection, methods) != 0 ||
	    listener_write(connection, "\005\002", 2) != 0 ||
	    listener_take(connection, bytes, 1) != 0 || bytes[0] != 1 ||
	    listener_take_text(connection, user) != 0 ||
	    listener_take_text(connection, password) != 0 ||
	    listener_write(connection, "\001\000", 2) != 0 ||
	    listener_take(connection, bytes, 4) != 0 || bytes[1] != 1 || bytes[3] != 3 ||
	    listener_take_text(connection, name) != 0 ||
	    listener_take(connection, bytes, 2) != 0)
		return -1;
	(void)printf("socks %s %s %u\n", user, name, (unsigned)(bytes[0] << 8 | bytes[1]));
	(void)fflush(stdout);
	return listener_write(connection, good, sizeof good);
}

static void
listener_serve(int connection, const char *step)
{
	const char *argument = strchr(step, ':'), *to;
	size_t most = SIZE_MAX;
	long spoil = -1;
	int upstream;

	if (strcmp(step, "close") == 0)
		return;
	if (argument == NULL) {
		listener_request(connection, -1);
		return;
	}
	argument++;
	to = argument;
	if (strncmp(step, "answer:", 7) == 0) {
		listener_request(connection, -1);
		listener_say(connection, argument);
		return;
	}
	if (strncmp(step, "give:", 5) == 0) {
		listener_request(connection, -1);
		listener_give(connection, argument);
		return;
	}
	if (strncmp(step, "cut:", 4) == 0 || strncmp(step, "spoil:", 6) == 0) {
		long number = strtol(argument, NULL, 10);

		to = strchr(argument, ':') + 1;
		if (step[0] == 'c')
			most = (size_t)number;
		else
			spoil = number;
	}
	if (strncmp(step, "socks:", 6) == 0 && listener_socks(connection) != 0)
		return;
	upstream = listener_socket(to, 0);
	listener_request(connection, upstream);
	listener_answer(upstream, strncmp(step, "lose:", 5) == 0 ? -1 : connection, most, spoil);
	(void)close(upstream);
}

int
main(int argc, char **argv)
{
	unsigned count = 0;
	int descriptor, step = 3;

	if (argc < 4)
		return 2;
	listener_count(argv[2], 0);
	descriptor = listener_socket(argv[1], 1);
	for (;;) {
		int connection = accept4(descriptor, NULL, NULL, SOCK_CLOEXEC);

		if (connection < 0)
			listener_die("accept");
		listener_count(argv[2], ++count);
		listener_serve(connection, argv[step]);
		(void)shutdown(connection, SHUT_WR);
		(void)close(connection);
		if (step + 1 < argc)
			step++;
	}
}
