/* SPDX-License-Identifier: ISC */
/*
 * What families reach: the campaign, challenges, and the taking in of envelopes. Pure: see
 * service.h. One thread.
 */
#ifndef TESTIMONY_INTAKE_H
#define TESTIMONY_INTAKE_H

#include "daemon/gate.h"
#include "daemon/published.h"
#include "daemon/service.h"

/* Borrowed; they outlive every reply. */
struct intake {
	const struct published *published;
	struct gate *gate;
};

/* `intake` is borrowed and must outlive the service. */
void intake_service(struct service *service, struct intake *intake);

#endif
