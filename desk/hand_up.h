/* SPDX-License-Identifier: ISC */
/*
 * What this desk gives to a daemon that lacks it: replies and events. Of a mailbox's replies those
 * that belong to its newest four (room.h), so that what was replaced is never put back; and only
 * such as a coordinator vouches for, by an event or at this desk: what one daemon made up does not
 * come to another by our hand. Families' envelopes are push.h's. Main thread; the vault must be
 * locked.
 *
 * An event tells of a reply once a daemon has it for certain: it said so, or its index names it. Of
 * what this desk wrote and newer replies have pushed out the mailbox since, nobody can say any more
 * whether it came: it is told of, too. Doubt then narrows, as it should: a preview that nobody saw
 * is at worst one more that has no yes.
 */
#ifndef TESTIMONY_HAND_UP_H
#define TESTIMONY_HAND_UP_H

#include "desk/daemons.h"
#include "desk/room.h"
#include "desk/vault.h"
#include "desk/written.h"

struct handed_up {
	size_t events, replies;
	size_t not_taken;   /* that the daemon refused; noted */
};

/* Both add to their counts; -1 where this daemon cannot go on. The first settles in `written` what
 * this daemon has, and what was pushed out. */
int hand_up_replies(const struct vault *vault, struct desk_daemon *daemon,
    struct written *written, struct handed_up *handed, struct error *error);
int hand_up_events(const struct vault *vault, struct desk_daemon *daemon,
    struct handed_up *handed, struct error *error);

/* The event that tells of what this desk wrote in sent/ID: makes it, and keeps it in the vault. */
int hand_up_tell(struct vault *vault, const uint8_t id[ENVELOPE_ID_BYTES], struct error *error);

/* The same for all that is settled, and not told of yet. */
int hand_up_tell_all(struct vault *vault, struct written *written, struct error *error);

/* All replies of one mailbox that are vouched for, and those that the daemon's index names, oldest
 * first. The caller's: secret_release. */
struct room_reply *hand_up_room(const struct vault *vault, const struct api_index *index,
    const struct written *written, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], size_t *count);

#endif
