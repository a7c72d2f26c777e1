/* SPDX-License-Identifier: ISC */
/* Names of people, and of places that no list has: what no dictionary knows, first names and
 * surnames, what stands after a title or "my son"; and all that was found so, wherever it stands
 * again. One thread. */
#ifndef TESTIMONY_PERSONS_H
#define TESTIMONY_PERSONS_H

#include "desk/redact/findings.h"

/* Adds what it finds among the words that are not taken. */
void persons_find(struct findings *findings);

#endif
