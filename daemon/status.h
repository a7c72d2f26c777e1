/* SPDX-License-Identifier: ISC */
/*
 * The status, as JSON: what the desks may know of the daemon and its store. Pure. Any thread.
 */
#ifndef TESTIMONY_STATUS_H
#define TESTIMONY_STATUS_H

#include "common/buffer.h"
#include "common/campaign.h"
#include "daemon/conf.h"
#include "daemon/keeper.h"
#include "daemon/traffic.h"

/* What it tells besides the store; borrowed. */
struct status {
	const struct conf *conf; /* reserve, retention */
	const struct campaign *campaign;
	const struct traffic *traffic;
	int bits;        /* of the proof of work */
	int32_t day;     /* today */
	int64_t running; /* milliseconds since the start */
};

/* Adds one line; `job` is a finished KEEPER_STATUS. */
void status_print(const struct status *status, const struct keeper_job *job, struct buffer *out);

#endif
