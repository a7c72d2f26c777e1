/* SPDX-License-Identifier: ISC */
/* How the test programs reach a daemon: "unix:PATH" or "127.0.0.1:PORT". Any thread. */
#ifndef TESTIMONY_REACH_H
#define TESTIMONY_REACH_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A connected socket, or -1. */
static inline int
reach(const char *address)
{
	union {
		struct sockaddr any;
		struct sockaddr_un path;
		struct sockaddr_in v4;
	} to;
	socklen_t length;
	int descriptor;

	memset(&to, 0, sizeof to);
	if (strncmp(address, "unix:", 5) == 0) {
		if (strlen(address + 5) >= sizeof to.path.sun_path)
			return -1;
		to.path.sun_family = AF_UNIX;
		memcpy(to.path.sun_path, address + 5, strlen(address + 5) + 1);
		length = sizeof to.path;
	} else {
		const char *colon = strchr(address, ':');

		to.v4.sin_family = AF_INET;
		to.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		to.v4.sin_port = htons((uint16_t)atoi(colon == NULL ? address : colon + 1));
		length = sizeof to.v4;
	}
	descriptor = socket(to.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (descriptor >= 0 && connect(descriptor, &to.any, length) != 0) {
		(void)close(descriptor);
		return -1;
	}
	return descriptor;
}

#endif
