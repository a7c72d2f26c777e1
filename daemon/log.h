/* SPDX-License-Identifier: ISC */
/*
 * The daemon's log: standard error, which systemd hands to the journal. It tells of start, stop,
 * configuration and trouble; never of a client, a request or a time of its own. What may come again
 * and again, above all what somebody outside can bring about, is told seldom. Any thread.
 */
#ifndef TESTIMONY_LOG_H
#define TESTIMONY_LOG_H

#include <stdbool.h>
#include <stdint.h>

#define LOG_HOUR 3600000 /* milliseconds */
#define LOG_DAY (24 * LOG_HOUR)

/* One line, "testimonyd: ...", written at once. What was read from files is made safe to show. */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* One kind of trouble, or one reminder; starts as zeros. One thread at a time. */
struct log_seldom {
	bool told;
	int64_t at;    /* when it was told, steady milliseconds */
	uint64_t kept; /* how often it came since and was not */
};

/* Whether `period` has passed since this was told last; if so, it counts as told now. */
bool log_is_due(struct log_seldom *seldom, int64_t steady, int64_t period);

/* A line of this kind, at most once in an hour; the next one says how many were kept back. */
void log_seldom(struct log_seldom *seldom, int64_t steady, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Says how many lines of this kind were kept back, where there are any and the hour is over (or it
 * is the end), and so that nothing is left to be said. `kind` names it. */
void log_kept_back(struct log_seldom *seldom, int64_t steady, bool end, const char *kind);

#endif
