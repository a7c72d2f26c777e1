/* SPDX-License-Identifier: ISC */
/* Schools by name, "Oakfield Primary School" and "st marys", and addresses, "14 Elm Road". Any
 * thread. */
#ifndef TESTIMONY_SPOT_SCHOOLS_H
#define TESTIMONY_SPOT_SCHOOLS_H

#include "front/spot/folded.h"
#include "front/spot/spot.h"

/* Adds what it finds among the words that are not taken, and takes them. Not sorted with what
 * `found` has already. */
void schools_find(struct folded *folded, struct buffer *found);

#endif
