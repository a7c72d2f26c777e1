/* SPDX-License-Identifier: ISC */
/*
 * Going on trying: pauses that grow, or that the server wished for, until a time is over or a flag
 * is set. Main thread.
 */
#ifndef TESTIMONY_PATIENCE_H
#define TESTIMONY_PATIENCE_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

struct patience {
	int64_t deadline; /* monotonic seconds */
	int pauses;       /* made so far */
	const volatile sig_atomic_t *stop;
};

/* `stop` is borrowed; NULL: never. */
void patience_begin(struct patience *patience, long seconds, const volatile sig_atomic_t *stop);

int64_t patience_now(void); /* monotonic seconds */
bool patience_is_over(const struct patience *patience);
bool patience_is_stopped(const struct patience *patience);

/* Waits before the next try: `seconds`, or where that is -1 for 1, 2, 4 ... 60 s, and shows why on a
 * terminal. False where that would be past the end, or it was stopped: then there is no next try. */
bool patience_wait(struct patience *patience, long seconds, const char *why);

#endif
