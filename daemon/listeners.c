/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/listeners.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/log.h"

#define LISTENER_BACKLOG 4096 /* where it is full, SYNs are dropped: a second is lost */

static const char *const listener_kind_names[LISTENER_KINDS] = {
	[LISTENER_INTAKE] = "intake",
	[LISTENER_DESK] = "desk",
	[LISTENER_STATUS] = "status",
};

const char *
listener_kind_name(enum listener_kind kind)
{
	return listener_kind_names[kind];
}

/* The socket's own address as text, and whether it is one of this machine alone. */
static bool
listener_describe(struct listener *listener)
{
	union {
		struct sockaddr any;
		struct sockaddr_un path;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
		struct sockaddr_storage room;
	} address;
	socklen_t length = sizeof address;
	char host[INET6_ADDRSTRLEN] = "";

	memset(&address, 0, sizeof address);
	if (getsockname(listener->descriptor, &address.any, &length) != 0)
		return false;
	switch (address.any.sa_family) {
	case AF_UNIX:
		(void)snprintf(listener->text, sizeof listener->text, "unix:%.*s",
		    (int)sizeof address.path.sun_path, address.path.sun_path);
		return true;
	case AF_INET:
		(void)inet_ntop(AF_INET, &address.v4.sin_addr, host, sizeof host);
		(void)snprintf(listener->text, sizeof listener->text, "%s:%u", host,
		    ntohs(address.v4.sin_port));
		return ntohl(address.v4.sin_addr.s_addr) >> 24 == 127;
	case AF_INET6:
		(void)inet_ntop(AF_INET6, &address.v6.sin6_addr, host, sizeof host);
		(void)snprintf(listener->text, sizeof listener->text, "[%s]:%u", host,
		    ntohs(address.v6.sin6_port));
		return IN6_IS_ADDR_LOOPBACK(&address.v6.sin6_addr) != 0;
	default:
		return false;
	}
}

int
listeners_adopt(struct listeners *listeners, const struct systemd_sockets *sockets,
    struct error *error)
{
	for (size_t i = 0; i < sockets->count; i++) {
		struct listener *listener = &listeners->listener[listeners->count];
		int listens = 0, type = 0, flags;
		socklen_t size = sizeof listens;
		enum listener_kind kind;

		memset(listener, 0, sizeof *listener);
		listener->descriptor = SYSTEMD_FIRST_DESCRIPTOR + (int)i;
		for (kind = LISTENER_INTAKE; kind < LISTENER_STATUS; kind++)
			if (strcmp(sockets->names[i], listener_kind_names[kind]) == 0)
				break;
		if (kind == LISTENER_STATUS)
			return error_refuse(error,
			    "a socket was handed over whose FileDescriptorName is neither "
			    "intake nor desk");
		if (getsockopt(listener->descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) !=
			0 ||
		    getsockopt(listener->descriptor, SOL_SOCKET, SO_TYPE, &type, &size) != 0 ||
		    !listens || type != SOCK_STREAM)
			return error_refuse(error,
			    "what was handed over as %s is not a listening stream socket",
			    sockets->names[i]);
		flags = fcntl(listener->descriptor, F_GETFL);
		if (flags < 0 || fcntl(listener->descriptor, F_SETFL, flags | O_NONBLOCK) != 0)
			return error_system(error, "a socket that was handed over cannot be used");
		listener->kind = kind;
		listener->handed_over = true;
		if (!listener_describe(listener))
			log_line("warning: the socket %s for the %s is open to the network, and "
			    "what is spoken there is not encrypted", listener->text,
			    sockets->names[i]);
		listeners->count++;
	}
	return 0;
}

/* Removes the socket file of a daemon that was killed. One that still listens is left alone. */
static int
listener_clear_path(const struct conf_address *address, const char *path, struct error *error)
{
	struct stat status;
	int probe, answer;

	if (lstat(path, &status) != 0)
		return errno == ENOENT ? 0 : error_system(error, "%s cannot be looked at", path);
	if (!S_ISSOCK(status.st_mode))
		return error_refuse(error, "%s is there and is not a socket; it was left as it is",
		    path);
	probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (probe < 0)
		return error_system(error, "no socket can be made");
	answer = connect(probe, (const struct sockaddr *)&address->address, address->length);
	if (answer != 0)
		answer = errno;
	(void)close(probe);
	if (answer != ECONNREFUSED)
		return error_refuse(error, "another process listens on %s already", path);
	if (unlink(path) != 0)
		return error_system(error, "the old socket %s cannot be removed", path);
	return 0;
}

/* 0600, or 0660 for the group. Nobody connects before: listen(2) comes after. */
static int
listener_set_mode(struct listener *listener, const char *group, struct error *error)
{
	const struct group *entry;
	struct stat status;

	/* First of all, so that it is removed where the rest fails. */
	if (lstat(listener->path, &status) != 0)
		return error_system(error, "%s cannot be looked at", listener->path);
	listener->device = status.st_dev;
	listener->inode = status.st_ino;
	if (group[0] != '\0') {
		errno = 0;
		entry = getgrnam(group);
		if (entry == NULL)
			return error_refuse(error, "there is no group %s", group);
		if (lchown(listener->path, (uid_t)-1, entry->gr_gid) != 0)
			return error_system(error,
			    "%s cannot be given to the group %s (is the daemon's user in it?)",
			    listener->path, group);
	}
	if (chmod(listener->path, group[0] == '\0' ? 0600 : 0660) != 0)
		return error_system(error, "the mode of %s cannot be set", listener->path);
	return 0;
}

static int
listener_open(struct listener *listener, const struct conf_address *address, const char *group,
    struct error *error)
{
	const struct sockaddr *name = (const struct sockaddr *)&address->address;
	const int one = 1;

	listener->descriptor = socket(name->sa_family,
	    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (listener->descriptor < 0)
		return error_system(error, "no socket can be made for %s", address->text);
	if (name->sa_family == AF_UNIX) {
		const char *path = address->text + strlen("unix:");

		if (listener_clear_path(address, path, error) != 0)
			return -1;
		if (bind(listener->descriptor, name, address->length) != 0)
			return error_system(error, "the socket %s cannot be made", path);
		memcpy(listener->path, path, strlen(path) + 1);
		if (listener_set_mode(listener, group, error) != 0)
			return -1;
	} else if (setsockopt(listener->descriptor, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) !=
		0 ||
	    bind(listener->descriptor, name, address->length) != 0) {
		return error_system(error, "%s cannot be listened on", address->text);
	}
	if (listen(listener->descriptor, LISTENER_BACKLOG) != 0)
		return error_system(error, "%s cannot be listened on", address->text);
	(void)listener_describe(listener);
	return 0;
}

static int
listeners_open_one(struct listeners *listeners, enum listener_kind kind,
    const struct conf_address *address, const char *group, struct error *error)
{
	struct listener *listener = &listeners->listener[listeners->count];

	memset(listener, 0, sizeof *listener);
	listener->kind = kind;
	listeners->count++;
	return listener_open(listener, address, group, error);
}

static int
listeners_open_kind(struct listeners *listeners, enum listener_kind kind,
    const struct conf_addresses *addresses, const char *group, struct error *error)
{
	for (size_t i = 0; i < addresses->count; i++) {
		bool handed_over = false;

		for (size_t j = 0; j < listeners->count; j++)
			if (strcmp(listeners->listener[j].text, addresses->address[i].text) == 0)
				handed_over = true;
		if (!handed_over && listeners_open_one(listeners, kind, &addresses->address[i],
			group, error) != 0)
			return -1;
	}
	return 0;
}

/* It is a file more beside the store. Where its file system has no room for one, or takes no
 * sockets (vfat, some network and shared folders), families come first. */
static int
listeners_open_status(struct listeners *listeners, const struct conf_address *address,
    struct error *error)
{
	struct listener *listener = &listeners->listener[listeners->count];
	struct error without = ERROR_INIT;

	if (listeners_open_one(listeners, LISTENER_STATUS, address, "", &without) == 0)
		return 0;
	if (without.kind != ERROR_SYSTEM) { /* somebody else's file or socket has its name */
		*error = without;
		return -1;
	}
	(void)close(listener->descriptor);
	if (listener->path[0] != '\0') /* made, and not as it must be */
		(void)unlink(listener->path);
	listeners->count--;
	log_line("warning: %s; there is no --status until the next start", without.text);
	return 0;
}

int
listeners_open(struct listeners *listeners, const struct conf *conf, struct error *error)
{
	if (listeners_open_kind(listeners, LISTENER_INTAKE, &conf->listen, conf->listen_group,
		error) != 0 ||
	    listeners_open_kind(listeners, LISTENER_DESK, &conf->desk, conf->desk_group, error) !=
		0 ||
	    listeners_open_status(listeners, &conf->status, error) != 0)
		return -1;
	for (size_t i = 0; i < listeners->count; i++)
		if (listeners->listener[i].kind == LISTENER_INTAKE)
			return 0;
	return error_refuse(error, "there is nothing to listen on: the configuration has no "
	    "`listen`, and no socket was handed over");
}

void
listeners_close(struct listeners *listeners)
{
	struct stat status;

	for (size_t i = 0; i < listeners->count; i++) {
		struct listener *listener = &listeners->listener[i];

		if (listener->descriptor >= 0)
			(void)close(listener->descriptor);
		if (listener->inode != 0 && lstat(listener->path, &status) == 0 &&
		    status.st_dev == listener->device && status.st_ino == listener->inode)
			(void)unlink(listener->path);
	}
	listeners->count = 0;
}
