/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/systemd.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Digits only; -1 for anything else, and for more than fits. */
static long
systemd_number(const char *text)
{
	long sum = 0;

	if (*text == '\0')
		return -1;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9' || sum > INT32_MAX / 10)
			return -1;
		sum = sum * 10 + (*text - '0');
	}
	return sum;
}

static int
systemd_names(struct systemd_sockets *sockets, const char *names, struct error *error)
{
	for (size_t i = 0; i < sockets->count; i++) {
		size_t length = strcspn(names, ":");

		if (length >= SYSTEMD_NAME_SIZE)
			return error_refuse(error, "a FileDescriptorName is too long");
		memcpy(sockets->names[i], names, length);
		sockets->names[i][length] = '\0';
		names += length + (names[length] == ':' ? 1 : 0);
	}
	return 0;
}

int
systemd_sockets(struct systemd_sockets *sockets, struct error *error)
{
	const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
	const char *names = getenv("LISTEN_FDNAMES");
	int result = 0;
	long number;

	memset(sockets, 0, sizeof *sockets);
	/* Meant for another process, which this one descends from. */
	if (pid == NULL || count == NULL || systemd_number(pid) != (long)getpid())
		return 0;
	number = systemd_number(count);
	if (number < 0 || number > SYSTEMD_SOCKETS_MOST)
		return error_refuse(error, "LISTEN_FDS must be a number from 0 to %d",
		    SYSTEMD_SOCKETS_MOST);
	sockets->count = (size_t)number;
	for (int i = 0; i < (int)number; i++)
		if (fcntl(SYSTEMD_FIRST_DESCRIPTOR + i, F_SETFD, FD_CLOEXEC) != 0)
			return error_system(error,
			    "a socket that LISTEN_FDS promises is not there");
	result = systemd_names(sockets, names == NULL ? "" : names, error);
	(void)unsetenv("LISTEN_PID");
	(void)unsetenv("LISTEN_FDS");
	(void)unsetenv("LISTEN_FDNAMES");
	return result;
}

int
systemd_notify_open(void)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un address;
	size_t length = path == NULL ? 0 : strlen(path);
	int descriptor;

	if (length < 2 || length >= sizeof address.sun_path || (*path != '/' && *path != '@'))
		return -1;
	memset(&address, 0, sizeof address);
	address.sun_family = AF_UNIX;
	memcpy(address.sun_path, path, length);
	if (*path == '@') /* an abstract name */
		address.sun_path[0] = '\0';
	descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (descriptor >= 0 &&
	    connect(descriptor, (const struct sockaddr *)&address,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)) != 0) {
		(void)close(descriptor);
		descriptor = -1;
	}
	return descriptor;
}

void
systemd_notify(int notifier, const char *state)
{
	/* Where nobody hears it, nobody can be told so. */
	if (notifier >= 0)
		(void)send(notifier, state, strlen(state), MSG_NOSIGNAL);
}
