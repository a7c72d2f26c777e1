/* SPDX-License-Identifier: ISC */
/*
 * A coordinators' event: the JSON of line 1 in the log, "testimony-event-1". This module has the
 * frame that all events share; what a kind means is the desk's. Any thread.
 *   {"format","campaign":serial,"kind":"assign",...,"case":mailbox hex or "",
 *    "made":"YYYY-MM-DD","data":{...}}
 */
#ifndef TESTIMONY_EVENT_H
#define TESTIMONY_EVENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/error.h"

#define EVENT_KIND_MOST 32 /* bytes: a-z and hyphens, a letter first */

struct event {
	int64_t campaign;    /* serial when it was made */
	const char *kind;    /* borrowed */
	bool has_case;       /* false for what concerns no single case */
	uint8_t mailbox[32];
	int32_t made;        /* day */
	const json_t *data;  /* borrowed object */
};

/* Reads a line 1. Refuses unknown formats, wrong types, what is no day; ignores unknown fields. */
int event_parse(struct event *event, const json_t *line1, struct error *error);

/* Adds line 1, no LF, keys in the order above. Refuses what event_parse would refuse, and a line
 * over ENVELOPE_LINE1_MOST, saying how much to cut; then nothing is added. */
int event_print(struct buffer *out, const struct event *event, struct error *error);

#endif
