/* SPDX-License-Identifier: ISC */
/*
 * `testimonyd --status`: asks the daemon that runs with this configuration how it stands, over the
 * unix socket beside its store, and says it to a person. What comes is checked like anything from
 * outside. Main thread of a process that is not the daemon.
 */
#ifndef TESTIMONY_REPORT_H
#define TESTIMONY_REPORT_H

#include <jansson.h>

#include "common/buffer.h"
#include "common/error.h"
#include "daemon/conf.h"

#define REPORT_SECONDS 15     /* for the whole of asking */
#define REPORT_BYTES_MOST 65536

/* Asks. *status is a new reference, an object as doc/PROTOCOL.md has it (4.5). */
int report_fetch(json_t **status, const struct conf *conf, struct error *error);

/* Adds lines for people. */
int report_print(const json_t *status, struct buffer *out, struct error *error);

/* Reads an answer of the daemon: the head, then a status or a problem. */
int report_parse(json_t **status, const void *answer, size_t length, struct error *error);

#endif
