/* SPDX-License-Identifier: ISC */
/*
 * A mailbox takes four replies: which are its newest, and which one goes next. All desks order by n.
 * A reply that no event tells of has no n here; it stands behind the last of those written no later
 * than its week, so that what may be a colleague's newest is not the first to go. Pure.
 */
#ifndef TESTIMONY_ROOM_H
#define TESTIMONY_ROOM_H

#include <stdbool.h>

#include "common/envelope.h"
#include "common/reply_line.h"

#define ROOM_PLACES REPLY_LINE_PARTS_MOST

struct room_reply {
	uint8_t id[ENVELOPE_ID_BYTES];
	uint32_t week;
	int64_t n;      /* 0: not known */
	bool held;      /* by the daemon that this is about */
	int64_t place;  /* by room_sort */
};

/* The oldest first. One that is there twice stays once, as held where one was. Returns how many are
 * left. */
size_t room_sort(struct room_reply *replies, size_t count);

#endif
