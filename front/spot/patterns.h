/* SPDX-License-Identifier: ISC */
/* What has a form: dates, postcodes, numbers, addresses of the net, sums. One struct for each
 * thread. */
#ifndef TESTIMONY_SPOT_PATTERNS_H
#define TESTIMONY_SPOT_PATTERNS_H

#include "front/spot/folded.h"
#include "front/spot/spot.h"

struct patterns;

struct patterns *patterns_new(void);
void patterns_free(struct patterns **patterns);

/* Adds what it finds to `found`, by start, in bytes of the folded text, and marks the words of it
 * as taken. Where a pattern takes too many steps, it passes over that place. */
void patterns_find(struct patterns *patterns, struct folded *folded, struct buffer *found);

#endif
