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
#include <stdbool.h>
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

struct delivery_way {
	long patience; /* seconds to go on for */
	const volatile sig_atomic_t *stop; /* or until this is set */
	const char *language; /* of what is said on the way, BCP 47; NULL: English */
	bool plain; /* rewrite nothing */
};

/* Says on standard error what it waits for, and shows its progress on a terminal. */
enum delivery_outcome deliver(struct net *net, const uint8_t envelope[ENVELOPE_BYTES],
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], const struct delivery_way *way,
    struct error *error);

#endif
