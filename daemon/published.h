/* SPDX-License-Identifier: ISC */
/*
 * The campaign's two files as the daemon hands them out: their very bytes, checked as a reader
 * would check them but for the day. It never changes once read. Any thread.
 */
#ifndef TESTIMONY_PUBLISHED_H
#define TESTIMONY_PUBLISHED_H

#include "common/buffer.h"
#include "common/campaign.h"
#include "common/error.h"

struct published {
	struct buffer json;
	struct buffer signature;
	struct campaign *campaign;
};

/* Reads PATH and PATH.minisig, and verifies them with the pin. */
int published_load(struct published **published, const char *path, const struct campaign_pin *pin,
    struct error *error);
void published_free(struct published **published);

#endif
