/* SPDX-License-Identifier: ISC */
/*
 * The time, behind a seam: tests put their own clock in. `wall` is for what people and signatures
 * mean by time, `steady` for deadlines; it never jumps. Any thread.
 */
#ifndef TESTIMONY_CLOCK_H
#define TESTIMONY_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t (*wall)(void *context);   /* Unix seconds */
	int64_t (*steady)(void *context); /* milliseconds since some moment */
	void *context;
};

/* The system's clocks. */
void clock_system(struct clock *clock);

int64_t clock_wall(const struct clock *clock);
int64_t clock_steady(const struct clock *clock);

#endif
