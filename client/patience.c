/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/patience.h"

#include <time.h>

#include "front/terminal.h"

#define PATIENCE_DOUBLINGS 6
#define PATIENCE_PAUSE_MOST 60

int64_t
patience_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec;
}

void
patience_begin(struct patience *patience, long seconds, const volatile sig_atomic_t *stop)
{
	patience->deadline = patience_now() + seconds;
	patience->pauses = 0;
	patience->stop = stop;
}

bool
patience_is_over(const struct patience *patience)
{
	return patience_now() > patience->deadline;
}

bool
patience_is_stopped(const struct patience *patience)
{
	return patience->stop != NULL && *patience->stop != 0;
}

/* A second at a time, so that Ctrl-C is heard and progress seen. */
bool
patience_wait(struct patience *patience, long seconds, const char *why)
{
	const struct timespec second = { 1, 0 };

	if (seconds < 0)
		seconds = patience->pauses < PATIENCE_DOUBLINGS ? 1L << patience->pauses :
		    PATIENCE_PAUSE_MOST;
	patience->pauses++;
	if (patience_now() + seconds > patience->deadline)
		return false;
	for (; seconds > 0 && !patience_is_stopped(patience); seconds--) {
		terminal_progress("%s; again in %ld s ...", why, seconds);
		(void)nanosleep(&second, NULL);
	}
	return !patience_is_stopped(patience);
}
