/* SPDX-License-Identifier: ISC */
/*
 * Where the campaign comes from, and where to send: reads or fetches the manifest, checks pin,
 * signature, serial and expiry before anything else happens, and chooses the origin. Main thread.
 */
#ifndef TESTIMONY_SOURCE_H
#define TESTIMONY_SOURCE_H

#include <signal.h>
#include <stdbool.h>

#include "common/buffer.h"
#include "common/campaign.h"
#include "common/error.h"
#include "front/net.h"

/* As given on the command line; NULL where not. Borrowed. */
struct source_options {
	const char *campaign; /* a file, an address, or a whole link with #PIN.SERIAL */
	const char *pin;
	const char *origin;
	const char *socks5;
	const volatile sig_atomic_t *stop; /* NULL, or see net_stop_on() */
	bool comes_back; /* what was told before is meant: a campaign past its last day will do */
};

struct source {
	struct campaign *campaign;
	struct buffer origin; /* the address that the campaign was fetched from, or empty */
};
#define SOURCE_INIT { NULL, BUFFER_INIT }

/* Reads the campaign from a file (its signature lies beside it, FILE.minisig) or fetches it, and
 * checks all that a reader must. Returns 0, or -1 with nothing held. */
int source_open(struct source *source, const struct source_options *options,
    struct error *error);
void source_free(struct source *source);

/* Where to send: --origin, else where the campaign came from, else its first origin. Must be one
 * of the manifest's, or this machine. Never another kind than an onion address that the campaign
 * was fetched from. */
int source_net(struct net **net, const struct source *source,
    const struct source_options *options, struct error *error);

/* Another of the campaign's addresses than the one that source_net chose, but of its kind (onion,
 * https, this machine): the one at `index` of origins. *net stays NULL where that is none. */
int source_net_beside(struct net **net, const struct source *source, const struct net *chosen,
    size_t index, const struct source_options *options, struct error *error);

#endif
