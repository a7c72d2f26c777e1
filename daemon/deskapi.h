/* SPDX-License-Identifier: ISC */
/*
 * What the desks reach: the index, fetching, restoring, the shared log, the status, the campaign.
 * Every request is signed by a current coordinator's key (common/httpsig_verify.h), and taken once.
 * Pure but for the nonces that it remembers: see service.h. One thread.
 */
#ifndef TESTIMONY_DESKAPI_H
#define TESTIMONY_DESKAPI_H

#include "daemon/conf.h"
#include "daemon/gate.h"
#include "daemon/published.h"
#include "daemon/nonces.h"
#include "daemon/service.h"
#include "daemon/traffic.h"

/* Borrowed, all of it; they outlive every reply. */
struct deskapi {
	const struct conf *conf; /* names, reserve */
	const struct published *published;
	struct gate *gate;
	const struct traffic *traffic;
	struct nonces *nonces;
	int64_t started; /* steady milliseconds: no signature from before is taken */
};

/* `deskapi` is borrowed and must outlive the service. */
void deskapi_service(struct service *service, struct deskapi *deskapi);

/* The reply with the status, of a finished KEEPER_STATUS. */
void deskapi_status(const struct deskapi *deskapi, const struct keeper_job *job,
    const struct service_moment *now, struct reply *reply);

#endif
