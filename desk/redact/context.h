/* SPDX-License-Identifier: ISC */
/* What the words around a word say of it. For persons.c. Pure. */
#ifndef TESTIMONY_CONTEXT_H
#define TESTIMONY_CONTEXT_H

#include "desk/redact/findings.h"

/* "my son jack", "his teacher jack", "called jack", "my name is jack": word `i` is somebody's name,
 * if it can be one. */
bool context_kin(const struct findings *findings, size_t i);

/* "jack said", "jack's", "Jack, our son": what follows word `i` says that it is somebody. */
bool context_acts(const struct findings *findings, size_t i);

/* "Jack, our son": as context_acts, and surer. */
bool context_apposed(const struct findings *findings, size_t i);

/* "his sister", "the sister" */
bool context_owned(const struct findings *findings, size_t i);

/* "no hope", "of faith", "last summer": word `i` is no name. */
bool context_noun(const struct findings *findings, size_t i);

/* "and will said": where a sentence may have a name in small letters, before one who acts. */
bool context_begins(const struct findings *findings, size_t i);

/* "when aurora cried": what only people do. */
bool context_speaks(const struct findings *findings, size_t i);

/* "hope, a counsellor", "may at the council" */
bool context_introduced(const struct findings *findings, size_t i);

/* "with will", "from hope" */
bool context_after_with(const struct findings *findings, size_t i);

/* "in clent", "moved to clent": a place, rather than a person. */
bool context_place(const struct findings *findings, size_t i);

/* How many words from `i` on are titles: "mr", "dr.", "Mr and Mrs"; 0 for none. *name_only: what
 * follows must look like a name ("sister", "judge"), else nearly any word may ("mrs"). */
size_t context_title(const struct findings *findings, size_t i, bool *name_only);

/* A word that is never a name: "the", "said". */
bool context_is_function(const struct findings *findings, size_t i);

/* "Teacher", "Auntie": what somebody is, not who. */
bool context_is_role(const struct findings *findings, size_t i);

/* A word between two parts of a name: "van", "al". */
bool context_particle(const struct findings *findings, size_t i);

/* "Section F", "vitamin D": the letter at `i` is no initial. */
bool context_labels(const struct findings *findings, size_t i);

#endif
