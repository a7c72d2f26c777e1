/* SPDX-License-Identifier: ISC */
/*
 * A family's mailbox at the daemon: fetching its slots, and withdrawing all that it holds. Tried
 * again where the network or a busy daemon is to blame, until patience runs out. Main thread.
 */
#ifndef TESTIMONY_MAILBOX_H
#define TESTIMONY_MAILBOX_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/envelope.h"
#include "common/error.h"
#include "common/withdrawal.h"
#include "front/net.h"

#define MAILBOX_SLOTS 4 /* always so many, in random order; what is no reply is random bytes */
#define MAILBOX_BYTES (MAILBOX_SLOTS * ENVELOPE_BYTES)

/* Adds the slots to `slots`: MAILBOX_BYTES, or nothing. What they hold is not looked at. */
int mailbox_fetch(struct net *net, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], long patience,
    const volatile sig_atomic_t *stop, struct buffer *slots, struct error *error);

/* One of the campaign's addresses, and how it answered a withdrawal. */
struct mailbox_place {
	struct net *net;
	bool done;         /* it said 204: what the mailbox held is erased there */
	bool given_up;     /* it said that it will not */
	bool sent;         /* it may have heard of it */
	struct error error; /* where not done: why */
};

/* Sends the withdrawal to all of them, and again to those that have not answered, until all have or
 * patience runs out. Returns how many have done it. */
size_t mailbox_withdraw(struct mailbox_place *places, size_t count,
    const struct withdrawal *withdrawal, long patience, const volatile sig_atomic_t *stop);

#endif
