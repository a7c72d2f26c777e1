/* SPDX-License-Identifier: ISC */
/*
 * The daemon's log: standard error, which systemd hands to the journal. It tells of start, stop,
 * configuration and trouble; never of a client, a request or a time of its own. Any thread.
 */
#ifndef TESTIMONY_LOG_H
#define TESTIMONY_LOG_H

/* One line, "testimonyd: ...", written at once. What was read from files is made safe to show. */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
