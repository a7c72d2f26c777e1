/* SPDX-License-Identifier: ISC */
/* Names of persons and places: large letters inside a sentence, given names in any letters,
 * what follows a title, and what was found so once elsewhere in the text. Any thread. */
#ifndef TESTIMONY_SPOT_NAMES_H
#define TESTIMONY_SPOT_NAMES_H

#include "front/spot/folded.h"
#include "front/spot/spot.h"

/* Adds what it finds among the words that are not taken, by start. */
void names_find(const struct folded *folded, struct buffer *found);

#endif
