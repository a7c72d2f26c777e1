/* SPDX-License-Identifier: ISC */
/*
 * Which proofs of work have come before, in memory alone: two maps of bits, by a keyed hash of the
 * proof, so that nothing of an envelope, of when it came, or of an order can be read in them. A
 * proof is remembered for SEEN_SPAN, which is longer than its token is good, or until twice
 * SEEN_MOST others came. Where two share a bit the later one passes for one that came before: of
 * 10,000 proofs some 50 do. Pure: the time is handed in. One thread.
 */
#ifndef TESTIMONY_SEEN_H
#define TESTIMONY_SEEN_H

#include <stdbool.h>
#include <stdint.h>

#define SEEN_SPAN (12 * 60000) /* milliseconds */
#define SEEN_PLACES (1U << 20)
/* From so many on a map is old: one that is full would take all that is new for known. */
#define SEEN_MOST (SEEN_PLACES / 8)

struct seen;

void seen_new(struct seen **seen, int64_t steady);
void seen_free(struct seen **seen);

/* Notes the proof of this hash. True: it had not come before. */
bool seen_note(struct seen *seen, uint32_t hash, int64_t steady);

#endif
