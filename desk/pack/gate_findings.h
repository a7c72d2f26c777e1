/* SPDX-License-Identifier: ISC */
/* What the leak gate found, kept for the coordinator. One thread for each. */
#ifndef TESTIMONY_GATE_FINDINGS_H
#define TESTIMONY_GATE_FINDINGS_H

#include <stddef.h>

#include "desk/pack/gate.h"

/* A name that stands in a pack, by its place among the names of all testimonies. */
struct gate_warning {
	size_t name, places;
	const char *file; /* the first that has it: borrowed */
};

struct gate_warnings {
	struct gate_warning *list; /* in the order in which they were first seen */
	size_t *where;             /* of each name its place in the list, and 1; 0: not there */
	size_t count, room;
};

/* Counts one place more of a name. */
void gate_warn(struct gate_warnings *warnings, size_t name, const char *file);
void gate_warnings_free(struct gate_warnings *warnings);

void gate_hit(struct gate_findings *findings, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void gate_add_warning(struct gate_findings *findings, const char *word, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
