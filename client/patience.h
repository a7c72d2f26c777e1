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

#include "client/words.h"

struct patience {
	int64_t deadline; /* monotonic seconds */
	int pauses;       /* made so far */
	const volatile sig_atomic_t *stop;
	const char *language; /* BCP 47, of what is said; "en" unless set. Borrowed */
	bool plain;           /* rewrite nothing, for a screen reader; false unless set */
	bool told;            /* what the matter is */
	int64_t last;         /* when something was said that stays */
};

/* `stop` is borrowed; NULL: never. */
void patience_begin(struct patience *patience, long seconds, const volatile sig_atomic_t *stop);

int64_t patience_now(void); /* monotonic seconds */
bool patience_is_over(const struct patience *patience);
bool patience_is_stopped(const struct patience *patience);

/* Shows a sentence with its {seconds} and {minutes} (that are left) on the line that a terminal
 * rewrites. Elsewhere it says every two minutes that it is still trying. */
void patience_say(struct patience *patience, enum words id, long seconds);

/* Waits before the next try: `seconds` (or where that is -1: 1, 2, 4 ... 60 s) and up to a quarter
 * more by chance. Where it takes longer than a moment it says why, and that nothing is lost. False
 * where that would be past the end, or it was stopped: then there is no next try. */
bool patience_wait(struct patience *patience, long seconds, const char *why);

#endif
