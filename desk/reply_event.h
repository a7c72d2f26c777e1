/* SPDX-License-Identifier: ISC */
/*
 * The event "reply": what a coordinator wrote to a family, for all other desks, since the reply
 * itself opens for the family alone. One for each envelope, so for each part:
 *
 *   "data": {"id": hex of the reply's envelope, "hash": hex SHA-256 of its line 1,
 *            "line": its line 1 as an object}
 *
 * `line` printed as it stands (json_print) is line 1 to the byte, members of later versions too; it
 * counts only where its hash is the one named. So a family's answer, which names that hash, speaks
 * of these very words, and of no others. The event's author is the reply's. Any thread.
 */
#ifndef TESTIMONY_REPLY_EVENT_H
#define TESTIMONY_REPLY_EVENT_H

#include "common/envelope.h"
#include "common/event.h"
#include "common/reply_line.h"

#define REPLY_EVENT_KIND "reply"

struct reply_event {
	int64_t campaign;
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	int32_t made;
	uint8_t id[ENVELOPE_ID_BYTES]; /* of the reply's envelope */
	uint8_t hash[REPLY_LINE_HASH_BYTES];
	json_t *line1;                 /* borrowed */
	struct reply_line line;        /* points into it; of reading alone */
};

/* Of an event of this kind. Refuses one without a case, and a line that is not what its hash says
 * or no reply. */
int reply_event_read(struct reply_event *reply, const struct event *event, struct error *error);

/* Adds line 1 of the event; the hash is made of `line1`. Refuses what does not fit. */
int reply_event_print(struct buffer *out, const struct reply_event *reply, struct error *error);

#endif
