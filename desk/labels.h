/* SPDX-License-Identifier: ISC */
/*
 * What stands in a redacted text where something was taken out (form.md 4.2, 4.3): fixed forms in
 * brackets, which show neither letters nor length: "[Child A]", "[School 2]", "[NHS number]". Where
 * meaning matters it is made wider rather than lost: a day is its month and year, a month its term
 * at school, an age and a sum their band, a postcode its area.
 *
 * Within one family's messages the same name has one label, in whatever letters it is written; a
 * nickname is a name of its own. "Jack" is "Jack Smith" where nobody else there has that name.
 *
 * A label never has in it the words that it stands for: it is then a plainer one. Pure; memory that
 * held plaintext is wiped. One thread for each struct labels.
 */
#ifndef TESTIMONY_LABELS_H
#define TESTIMONY_LABELS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buffer.h"
#include "desk/redact/suggest.h"

struct label; /* of one name */

struct labels {
	struct label *list;
	size_t count;
	size_t persons, schools, organisations; /* so many are named */
	struct suggest_list places;             /* the campaign's; borrowed */
};
#define LABELS_INIT { .list = NULL }

/* A piece of a text that is to go. */
struct labels_piece {
	size_t start, end;       /* bytes */
	enum suggest_kind kind;
	char *with;              /* what stands for it; NULL: to be named. secret_allocate()d */
};

/* What stood for these words in an earlier redaction of the same family. */
void labels_learn(struct labels *labels, enum suggest_kind kind, const char *words, size_t length,
    const char *with);

/* Sets `with` of all pieces that have none; they are in the order of the text. */
void labels_name(struct labels *labels, const char *text, size_t length,
    struct labels_piece *pieces, size_t count);

void labels_free(struct labels *labels);

/* Adds the words of a name as they are compared: folded, without "'s", a space between two. Returns
 * how many there are. */
size_t labels_fold(struct buffer *out, const char *words, size_t length);

/* Whether labels_name can have made these words; brackets alone make no label. */
bool labels_is_label(const char *words, size_t length);

/* Whether it is somebody's or something's name. */
bool labels_is_name(enum suggest_kind kind);

/* Bytes of a small word and its space, with which a name may begin as it was found: "of Oakmere
 * School". 0: none. */
size_t labels_small(const char *words, size_t length);

/* The kind by its name ("nhs_number"); false: there is none. */
bool labels_kind(const char *name, enum suggest_kind *kind);

#endif
