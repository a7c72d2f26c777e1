/* SPDX-License-Identifier: ISC */
/* What the files of casework have in common. */
#ifndef TESTIMONY_CASEWORK_INSIDE_H
#define TESTIMONY_CASEWORK_INSIDE_H

#include "desk/casework.h"

/* What becomes of a decision, in the order of `sorted` (by id). */
struct casework_fate {
	size_t as;     /* the place of what it is the same as; of the first its own */
	bool counts;   /* never but of the first */
	bool voided;   /* its author recused themselves */
	bool replaced; /* by one that counts */
};

/* Of two pointers to decisions: by id. */
int casework_compare_ids(const void *left, const void *right);

/* Whether one may take the other's place. */
bool casework_is_about_the_same(const struct decision *newer, const struct decision *older);

/* The end of the run of one case that begins at `at`. */
size_t casework_run(const struct casework *casework, const size_t *places, size_t count, size_t at);

/* The fates of all that is sorted; `decisions` are the same, and their subjects become the ids that
 * those go by. `places` (`found` of them) are those of cases, one case's beside each other. Released
 * by secret_release. */
struct casework_fate *casework_fates(const struct casework *casework, struct decision *decisions,
    size_t count, const size_t *places, size_t found);

/* Places in `sorted` of all decisions of cases, those of one case beside each other, by id. Released
 * by secret_release. */
size_t *casework_group(const struct casework *casework, size_t count, size_t *found);

#endif
