/* SPDX-License-Identifier: ISC */
/*
 * Names to be looked for in a text (gate_text.h), all at once: the time grows with the text, hardly
 * with how many names there are. One thread for each set while it is filled; then any.
 */
#ifndef TESTIMONY_GATE_NAMES_H
#define TESTIMONY_GATE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "desk/pack/gate_text.h"

#define GATE_NAME_MOST 512 /* bytes of letters; of a longer one its first words are looked for */
#define GATE_PLURAL_LEAST 3 /* letters of a name that may have an "s" more */

enum gate_look {
	GATE_LOOK_ALL,    /* for an excerpt's own: the surface, and its words that are names */
	GATE_LOOK_NAMES,  /* for those of others: only what is a name, and no ordinary word */
	GATE_LOOK_PHRASE, /* the words, whatever they are */
	GATE_LOOK_SAME,   /* the words, and no sign more or less between: an excerpt found again */
};

struct gate_name {
	size_t at, length; /* in `letters` and `edges` of the set */
	size_t of;         /* who has it: for the caller */
	size_t others;     /* how many more have the same, and were left out */
	bool initial;      /* one letter */
	bool capital;      /* an ordinary word as well: only where it is written as a name */
	bool plural;       /* "jacks" is "jack" */
	bool wide;         /* a day, an age, a sum: labels have wider ones of others */
	bool same;         /* GATE_LOOK_SAME */
};

struct gate_names {
	struct buffer letters, edges; /* an edge: a byte that is 1 where a word begins */
	struct gate_name *names;
	size_t count;
	size_t first[257]; /* by their first byte, once sorted */
};

void gate_names_start(struct gate_names *names);
void gate_names_free(struct gate_names *names);

/* Adds a surface, in as many names as it takes; none for what is nothing to look for. */
void gate_names_add(struct gate_names *names, const char *surface, size_t of,
    enum gate_look look);
/* Adds words `first` up to `last` of a text as they are; for gate_surface.c. */
struct gate_name *gate_names_put(struct gate_names *names, const struct gate_text *text,
    size_t first, size_t last, size_t of);
/* Once all were added. `merge`: of names that are the same one stays, with how many others. */
void gate_names_sort(struct gate_names *names, bool merge);

/* Says every name that stands in words `first` up to `last` (not itself), which are looked at as
 * if nothing stood around them: in words `from` up to `to`. */
void gate_names_find(const struct gate_names *names, const struct gate_text *text, size_t first,
    size_t last, void (*found)(void *context, const struct gate_name *name, size_t from, size_t to),
    void *context);

/* Adds a name as gate_fold does. */
void gate_names_print(const struct gate_names *names, const struct gate_name *name,
    struct buffer *out);
/* Adds words `first` up to `last` of a text so. */
void gate_words_print(const struct gate_text *text, size_t first, size_t last,
    struct buffer *out);

#endif
