/* SPDX-License-Identifier: ISC */
/*
 * Delivering one envelope: a challenge, its proof of work, the PUT, and all of it again after a
 * broken connection, until the daemon answers that it is on disk (201, or 200 where an earlier try
 * had arrived), refuses it for good, or patience runs out. To send again is harmless: an
 * envelope's name is its hash. Main thread.
 */
#ifndef TESTIMONY_DELIVERY_H
#define TESTIMONY_DELIVERY_H

#include <signal.h>
#include <stdint.h>

#include "common/envelope.h"
#include "common/error.h"
#include "front/net.h"

#define DELIVERY_PATIENCE 600 /* seconds */

enum delivery_outcome {
	DELIVERY_ARRIVED,   /* it is on the daemon's disk */
	DELIVERY_NOT,       /* it is certain that it is not there; the reason is in the error */
	DELIVERY_UNCERTAIN, /* sent, but no answer came: it may be there or not */
};

/* Goes on for `patience` seconds, or until *stop is set. Shows its progress on a terminal. */
enum delivery_outcome deliver(struct net *net, const uint8_t envelope[ENVELOPE_BYTES],
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], long patience,
    const volatile sig_atomic_t *stop, struct error *error);

#endif
