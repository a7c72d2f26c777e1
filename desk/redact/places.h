/* SPDX-License-Identifier: ISC */
/* Schools, streets, towns, organisations: by what they end with, and where they stand. One thread. */
#ifndef TESTIMONY_PLACES_H
#define TESTIMONY_PLACES_H

#include "desk/redact/findings.h"

/* Takes the words of what it finds. */
void places_find(struct findings *findings);

/* Is word `i` one that names of places end with ("end", "green"), or begin with ("little")? */
bool places_last(const struct findings *findings, size_t i);
bool places_first(const struct findings *findings, size_t i);

#endif
