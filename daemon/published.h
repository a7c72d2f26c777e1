/* SPDX-License-Identifier: ISC */
/*
 * The campaign's two files as the daemon hands them out: their very bytes, checked as a reader
 * would check them but for the day. They can be read anew while it runs. Main thread.
 */
#ifndef TESTIMONY_PUBLISHED_H
#define TESTIMONY_PUBLISHED_H

#include <stdbool.h>

#include "common/buffer.h"
#include "common/campaign.h"
#include "common/error.h"
#include "daemon/reply.h"

struct published {
	struct buffer json;
	struct buffer signature;
	struct campaign *campaign;
	struct published *before; /* the one that this took the place of, or NULL */
};

/* Reads PATH and PATH.minisig, and verifies them with the pin. */
int published_load(struct published **published, const char *path, const struct campaign_pin *pin,
    struct error *error);

/* Reads them anew. *renewed: they were signed anew, and are in the place of the old ones, whose
 * bytes stay as long as `published`, since answers may still be made of them. There are as many of
 * those as were signed while the daemon ran. -1: what is there cannot be read, or is worse than
 * what there was (another key, an older serial, the same serial with other words, expired); nothing
 * changed. */
int published_renew(struct published *published, const char *path, const struct campaign_pin *pin,
    int32_t today, bool *renewed, struct error *error);

/* The reply with the manifest, or with its signature. The bytes are borrowed. */
void published_reply(const struct published *published, bool signature, struct reply *reply);

void published_free(struct published **published);

#endif
