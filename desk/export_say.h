/* SPDX-License-Identifier: ISC */
/*
 * What `export` says: of each family, of what the gate found, of what is in doubt, and of the edition.
 * Main thread.
 */
#ifndef TESTIMONY_EXPORT_SAY_H
#define TESTIMONY_EXPORT_SAY_H

#include "desk/export.h"

/* On standard output: of each family whether it is counted, in which packs its words are, and why
 * not; as JSON an object a line. Where the packs were not made, what may stand in them. */
void export_say_cases(const struct export *export, bool json);
/* The edition, once it is there. */
void export_say_packs(const struct export *export, const char *out, bool json);

/* Notes: of the gate; and what is no hindrance, but ought to be known. */
void export_say_findings(const struct export *export);
void export_say_doubts(const struct export *export);

#endif
