/* SPDX-License-Identifier: ISC */
/* Names that somebody listed: the family ("hide"), and the campaign. One thread. */
#ifndef TESTIMONY_HIDDEN_H
#define TESTIMONY_HIDDEN_H

#include "desk/redact/findings.h"

/* What the family listed, whole, in part, possessive, or one slip away. */
void hidden_find(struct findings *findings);

/* The campaign's schools and places; the words of its public names are taken, so that nothing is
 * found in them (what the family listed is found all the same). */
void listed_find_all(struct findings *findings);

#endif
