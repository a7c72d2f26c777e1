/* SPDX-License-Identifier: ISC */
/* How sure it is that one word is a name: by itself, by the words around it (context.h), and by what
 * the rest of the text taught (spread.h). For persons.c. One thread. */
#ifndef TESTIMONY_VERDICT_H
#define TESTIMONY_VERDICT_H

#include "desk/redact/findings.h"
#include "desk/redact/spread.h"

struct persons {
	struct findings *findings;
	const struct spread *spread; /* NULL in the first pass */
};

struct verdict {
	uint8_t sure;    /* 0: it is none */
	const char *why; /* static */
};

struct verdict verdict_of(const struct persons *persons, size_t i);

/* Is there a word `i`, that no other detector took, without digits? */
bool verdict_is_free(const struct folded *folded, size_t i);
/* How many bytes its key has: letters, for most. */
size_t verdict_letters(const struct folded *folded, size_t i);

#endif
