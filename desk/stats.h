/* SPDX-License-Identifier: ISC */
/*
 * The figures of an edition on the terminal: the same tables that packs print, and no count that
 * they do not; what is on a screen is soon in a message to somebody. Main thread.
 */
#ifndef TESTIMONY_STATS_H
#define TESTIMONY_STATS_H

#include <stdint.h>

#include "common/buffer.h"
#include "desk/tally.h"

/* Adds them as text of at most STATS_COLUMNS columns: what cannot be shown so wide is broken. */
#define STATS_COLUMNS 80
void stats_text(const struct tally *tally, struct buffer *out);

/* Shows that text on standard output. */
void stats_print(const struct tally *tally);

/* Adds them as statistics.json has them (pack/statistics.h); `title` is the campaign's name, `day`
 * that of which they are. */
void stats_json(const struct tally *tally, const char *title, int32_t day, struct buffer *out);

#endif
