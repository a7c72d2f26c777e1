/* SPDX-License-Identifier: ISC */
/*
 * What has a shape: expressions, tried at each place where a word or a sign begins, and judges that
 * look closer at what matches. Like front/spot/patterns.h, which warns families; here every match
 * counts, with its kind and how sure it is. One struct for each thread.
 */
#ifndef TESTIMONY_SHAPES_H
#define TESTIMONY_SHAPES_H

#include "desk/redact/findings.h"
#include "front/spot/pattern_table.h"

/* Where a shape begins, besides pattern_table.h's AT_DIGIT, AT_LETTER: at one of ":@+([#\"'" or
 * the pound sign. */
#define SHAPE_WORD (AT_DIGIT | AT_LETTER)

struct shape {
	enum suggest_kind kind;
	uint8_t sure;
	unsigned at;
	const char *why;
	/* May change the finding, or say no. NULL: always. */
	bool (*judge)(const struct findings *findings, const struct pattern_match *match,
	    struct finding *finding);
	/* The finding is group 1 where that took part, else the whole match. Caseless, matched at a
	 * place alone, every repeat has a bound. */
	const char *expression;
};

struct shape_table {
	const struct shape *shapes;
	size_t count;
};

#define SHAPE_ENDS   "(?![\\p{L}\\p{M}\\p{Nd}])"
#define SHAPE_BEFORE "(?<![\\p{L}\\p{M}\\p{Nd}])"

extern const struct shape_table identifier_shapes; /* identifiers.c */
extern const struct shape_table reference_shapes;  /* references.c */
extern const struct shape_table contact_shapes;    /* contacts.c */
extern const struct shape_table day_shapes;        /* days.c */
extern const struct shape_table church_shapes;     /* churches.c */
extern const struct shape_table rare_shapes;       /* rare.c */

/* Adds all that match. Returns how many places took more steps than SHAPE_STEPS and were passed
 * over: 0 for what people write. */
size_t shapes_find(struct findings *findings);

/* Some tables made ready, to be looked for in many texts: making them takes as long as looking
 * through some hundred bytes. Of `findings` nothing but the folded text is needed. */
struct shaping;
void shapes_new(struct shaping **shaping, const struct shape_table *const *tables, size_t count);
void shapes_free(struct shaping **shaping);
size_t shapes_find_with(struct shaping *shaping, struct findings *findings);

#endif
