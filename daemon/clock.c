/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/clock.h"

#include <stddef.h>
#include <time.h>

#include "common/error.h"

static int64_t
clock_system_wall(void *context)
{
	(void)context;
	return (int64_t)time(NULL);
}

static int64_t
clock_system_steady(void *context)
{
	struct timespec now;

	(void)context;
	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		error_bug("the steady clock cannot be read");
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void
clock_system(struct clock *clock)
{
	clock->wall = clock_system_wall;
	clock->steady = clock_system_steady;
	clock->context = NULL;
}

int64_t
clock_wall(const struct clock *clock)
{
	return clock->wall(clock->context);
}

int64_t
clock_steady(const struct clock *clock)
{
	return clock->steady(clock->context);
}
