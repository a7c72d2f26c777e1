/* SPDX-License-Identifier: ISC */
/*
 * What `list` and `show` have in common: their options, and messages as lines of JSON. Main thread.
 */
#ifndef TESTIMONY_LINES_H
#define TESTIMONY_LINES_H

#include <jansson.h>
#include <stdbool.h>

#include "desk/cases.h"
#include "desk/commands.h"
#include "desk/message.h"
#include "front/program.h"

#define LINES_LANGUAGE "en" /* of the desk's own words */

struct lines_options {
	struct desk_options desk;
	bool json, all, replies;
};

/* -1: go on; else the exit status. The table's letters: 'j' is --json, 'a' --all, 'r' --replies. */
int lines_read_options(struct lines_options *options, const struct program_options *line,
    int argc, char **argv);

/* Adds one line of JSON. A machine reads it, so `clean` must not change it; a terminal may be
 * what it goes to, so all that `clean` would change is written as \uXXXX, which is the same to
 * every reader of JSON. */
void lines_json(struct buffer *out, const json_t *value);

/* {"id","mailbox","week", ...}, or, where it is set aside, {"id","aside"}. New reference. */
json_t *lines_head(const struct message *message);
/* {"id","mailbox","week","by", ...} of what a coordinator wrote. New reference. */
json_t *lines_written(const struct written_reply *reply, const struct campaign *campaign);
/* Takes the reference of `value`. */
void lines_set(json_t *object, const char *key, json_t *value);

#endif
