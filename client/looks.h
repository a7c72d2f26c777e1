/* SPDX-License-Identifier: ISC */
/*
 * What the texts of an interview hold that could show who somebody is, one entry for each thing
 * however often it stands there, with vaguer words for it. Only finds and offers: nothing is ever
 * blocked. Pure. Main thread.
 */
#ifndef TESTIMONY_LOOKS_H
#define TESTIMONY_LOOKS_H

#include <jansson.h>
#include <stdbool.h>

#include "common/buffer.h"
#include "common/form.h"
#include "front/spot/spot.h"

#define LOOKS_VAGUER_MOST 4
#define LOOKS_AROUND 32 /* characters of context on each side */

struct look {
	struct spot spot;     /* where it stands first, in the answer to `page` */
	size_t page;          /* of the form */
	size_t times;         /* in all texts */
	char *surface;        /* as it stands there first */
};

struct looks {
	struct look *list;    /* in the order of the form */
	size_t count;
};
#define LOOKS_INIT { NULL, 0 }

/* Looks through all answers to pages of kind text. Passes over what is on the list of names to hide,
 * and what is in `left` (an array of surfaces that the person chose to leave). */
void looks_find(struct looks *looks, const struct form *form, const json_t *answers,
    const json_t *hide, const json_t *left);
void looks_free(struct looks *looks); /* wipes */

/* What it is, as a sentence. */
void look_print(const struct look *look, const char *language, struct buffer *out);
/* The words around it, on one line: "... my son Ben was sent ...". */
void look_around(const struct look *look, const char *text, struct buffer *out);
/* Vaguer words, the likeliest first. Returns how many; the caller frees each. */
size_t look_vaguer(const struct look *look, const char *language,
    struct buffer vaguer[LOOKS_VAGUER_MOST]);

/* Puts the words in its place, wherever it stands. */
void look_replace(const struct look *look, const struct form *form, json_t *answers,
    const char *replacement);

#endif
