/* SPDX-License-Identifier: ISC */
/*
 * The sockets on which the daemon listens: unix sockets and loopback TCP of the configuration,
 * those that systemd hands over, and one beside the store for the status. Main thread.
 */
#ifndef TESTIMONY_LISTENERS_H
#define TESTIMONY_LISTENERS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "common/error.h"
#include "daemon/conf.h"
#include "daemon/systemd.h"

enum listener_kind { LISTENER_INTAKE, LISTENER_DESK, LISTENER_STATUS };
#define LISTENER_KINDS 3
#define LISTENERS_MOST (2 * CONF_LIST_MOST + SYSTEMD_SOCKETS_MOST + 1)
#define LISTENER_TEXT_SIZE (CONF_TEXT_SIZE + 8)

const char *listener_kind_name(enum listener_kind kind);

struct listener {
	int descriptor;
	enum listener_kind kind;
	bool handed_over;
	char text[LISTENER_TEXT_SIZE]; /* the address as it is: port 0 became a real one */
	char path[CONF_TEXT_SIZE];     /* of a unix socket of ours, removed at the end */
	dev_t device;
	ino_t inode;
};

struct listeners {
	struct listener listener[LISTENERS_MOST];
	size_t count;
};

/* Takes what was handed over; told apart by names "intake" and "desk". The third is never. */
int listeners_adopt(struct listeners *listeners, const struct systemd_sockets *sockets,
    struct error *error);

/* Opens those of the configuration, but for addresses that were handed over, and, where one can be
 * made beside the store, the one for the status; the store must be this process's. There must be
 * one for the intake at the end. */
int listeners_open(struct listeners *listeners, const struct conf *conf, struct error *error);

/* Closes all, and removes the socket files that listeners_open made. */
void listeners_close(struct listeners *listeners);

#endif
