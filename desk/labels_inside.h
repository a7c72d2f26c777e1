/* SPDX-License-Identifier: ISC */
/* What the files of labels have in common. */
#ifndef TESTIMONY_LABELS_INSIDE_H
#define TESTIMONY_LABELS_INSIDE_H

#include "desk/labels.h"
#include "front/spot/folded.h"

enum label_role { ROLE_NONE, ROLE_CHILD, ROLE_ADULT, ROLE_PROFESSIONAL };

/* Who the person in these bytes of a text is, by its title and the words beside it, where they say
 * it plainly. */
enum label_role labels_role(const struct folded *text, size_t start, size_t end);
/* Whether a word is a title: "mrs". */
bool labels_is_title(const struct folded *folded, size_t i);

/* Adds the wider words for a date, an age, a school year, a postcode or a sum; false where they
 * cannot be read. */
bool labels_widen(struct buffer *out, enum suggest_kind kind, const char *words, size_t length);

#define LABELS_TOWN "[a town in the area]"
#define LABELS_LAST "[removed]"
#define LABELS_LONGEST 64 /* no label is so long */

/* Whether the words stand in a label. */
bool labels_tells(const char *label, const char *words, size_t length);

/* The plain label of a kind: "[NHS number]". */
const char *labels_plain(enum suggest_kind kind);

#endif
