/* SPDX-License-Identifier: ISC */
/*
 * testimonyd.conf: one section [testimonyd], `key = value`. Every mistake is found in one pass and
 * named with its file and line. A line that starts with white space goes on with the list above it.
 * A struct conf never changes once read. Any thread.
 */
#ifndef TESTIMONY_CONF_H
#define TESTIMONY_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "common/buffer.h"
#include "common/campaign.h"
#include "common/error.h"

#define CONF_BYTES_MOST 65536
#define CONF_LINE_MOST 196   /* bytes; inih cuts at 199, its line end included */
#define CONF_LIST_MOST 16    /* listeners of one kind; names of the desk */
#define CONF_KEYS_MOST 16
#define CONF_TEXT_SIZE CONF_LINE_MOST
#define CONF_STATUS_END "-status" /* of the socket's name, after the store's */

/* A unix socket or loopback TCP. */
struct conf_address {
	struct sockaddr_storage address;
	socklen_t length;
	char text[CONF_TEXT_SIZE]; /* as it was written */
};

struct conf_addresses {
	struct conf_address address[CONF_LIST_MOST];
	size_t count;
};

struct conf {
	struct conf_addresses listen, desk;
	char desk_names[CONF_LIST_MOST][CONF_TEXT_SIZE];
	size_t desk_name_count;       /* "localhost" where none is given */
	char store[CONF_TEXT_SIZE];   /* paths are absolute */
	struct conf_address status;   /* the socket beside the store; see report.h */
	char campaign[CONF_TEXT_SIZE];
	char token_key[CONF_TEXT_SIZE]; /* a file; empty: a random key at each start */
	struct campaign_pin pin;
	char user[CONF_TEXT_SIZE];         /* these three: empty where not given */
	char listen_group[CONF_TEXT_SIZE];
	char desk_group[CONF_TEXT_SIZE];
	unsigned lines[CONF_KEYS_MOST]; /* for conf_line */
	unsigned retention_weeks, reserve_mib, budget_per_minute, proof_max_bits, max_connections;
};

/* Reads a configuration. Returns 0, or -1 with one line for each mistake added to `mistakes`
 * ("NAME:LINE: sentence", LF). The caller frees *conf. */
int conf_parse(struct conf **conf, const char *name, const void *text, size_t length,
    struct buffer *mistakes);

/* The same from a file. Where it cannot be read, that is the one mistake. */
int conf_read(struct conf **conf, const char *path, struct buffer *mistakes);

/* The same, but where lines are wrong *conf is there all the same, with what was good, so that this
 * can be checked further. NULL: the file cannot be read. */
int conf_read_all(struct conf **conf, const char *path, struct buffer *mistakes);

/* The line of a key; 0 where it was not given. */
unsigned conf_line(const struct conf *conf, const char *key);

void conf_free(struct conf **conf);

#endif
