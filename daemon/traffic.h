/* SPDX-License-Identifier: ISC */
/*
 * What the daemon counts while it runs, for the status; nothing of any client. Connections are
 * counted by the group of their listener. Main thread.
 */
#ifndef TESTIMONY_TRAFFIC_H
#define TESTIMONY_TRAFFIC_H

#include <stddef.h>
#include <stdint.h>

#include "daemon/reply.h"

enum traffic_group { TRAFFIC_INTAKE, TRAFFIC_DESK, TRAFFIC_STATUS };
#define TRAFFIC_GROUPS 3

struct traffic {
	uint64_t answers[TRAFFIC_GROUPS];   /* begun, of every status */
	uint64_t refusals[REFUSAL_KINDS];   /* by reason, of intake and desk */
	size_t open[TRAFFIC_GROUPS];        /* connections at this moment */
	size_t most[TRAFFIC_GROUPS];        /* that there may be */
};

#endif
