/* SPDX-License-Identifier: ISC */
/* How a case stands, under a message of it. Any thread. */
#ifndef TESTIMONY_SHOW_CASE_H
#define TESTIMONY_SHOW_CASE_H

#include "desk/cases.h"
#include "desk/casework.h"
#include "desk/work.h"

/* Adds what coordinators decided about the case and what the family says to its newest preview,
 * cleaned; the ids of what can be approved and refused are among it, and the words of excerpts.
 * Nothing where there is nothing. `decided` and `file` may be NULL. */
void show_case(struct buffer *out, const struct work *work,
    const struct casework_case *decided, const struct case_file *file);

#endif
