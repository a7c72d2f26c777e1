/* SPDX-License-Identifier: ISC */
/*
 * What happens before the daemon serves: checking a configuration against the system, and giving
 * up root. Main thread.
 */
#ifndef TESTIMONY_START_H
#define TESTIMONY_START_H

#include <stdbool.h>

#include "common/buffer.h"
#include "common/error.h"
#include "daemon/conf.h"
#include "daemon/published.h"

#define START_WARN_DAYS 30

/* What `testimonyd -t` checks beyond the file's own lines: users, groups, the campaign with its
 * signature, the token key, the folders of sockets and store, who may read the store. Never opens
 * the store. Keys of which there is nothing are passed over. As root it becomes the configured user
 * for good, to see what that can reach. Adds a line for each mistake to `mistakes` ("NAME:LINE:
 * sentence"); -1 if there is one. */
int start_check(const struct conf *conf, const char *name, struct buffer *mistakes);

/* Becomes the configured user for good, where started as root; else does nothing. */
int start_drop_root(const struct conf *conf, struct error *error);

/* The same for what root may do as well: where no user is named, or root is, it goes on as it
 * is. */
int start_drop_root_if_named(const struct conf *conf, struct error *error);

/* Whether the campaign lasts for less than START_WARN_DAYS, or has expired. */
bool start_expires_soon(const struct campaign *campaign, int64_t now);
/* Says so in the log. */
void start_warn_of_expiry(const struct campaign *campaign, int64_t now);

#endif
