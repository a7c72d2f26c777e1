/* SPDX-License-Identifier: ISC */
/*
 * What systemd and a service say to each other: sockets handed over (sd_listen_fds(3)) and "ready"
 * (sd_notify(3)), by hand, since these few lines cost less than the library. Main thread, at start.
 */
#ifndef TESTIMONY_SYSTEMD_H
#define TESTIMONY_SYSTEMD_H

#include <stddef.h>

#include "common/error.h"

#define SYSTEMD_FIRST_DESCRIPTOR 3
#define SYSTEMD_SOCKETS_MOST 32
#define SYSTEMD_NAME_SIZE 32

/* The name of each socket that was handed over: its FileDescriptorName. */
struct systemd_sockets {
	char names[SYSTEMD_SOCKETS_MOST][SYSTEMD_NAME_SIZE];
	size_t count; /* descriptors from SYSTEMD_FIRST_DESCRIPTOR on */
};

/* Reads and clears LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES; closes the descriptors to children.
 * None is no error. */
int systemd_sockets(struct systemd_sockets *sockets, struct error *error);

/* The way to the service manager (NOTIFY_SOCKET), a descriptor that the caller closes; -1 where
 * there is none. Opened early: later the sandbox lets nobody make a socket. */
int systemd_notify_open(void);

/* Tells the service manager, if there is a way to it: "READY=1", "STOPPING=1". */
void systemd_notify(int notifier, const char *state);

#endif
