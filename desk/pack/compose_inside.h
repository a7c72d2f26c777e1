/* SPDX-License-Identifier: ISC */
/* For compose.c and what belongs to it alone. */
#ifndef TESTIMONY_COMPOSE_INSIDE_H
#define TESTIMONY_COMPOSE_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "desk/pack/compose.h"

#define COMPOSE_LANGUAGE "en-GB"
#define COMPOSE_HASH_BYTES 32
#define COMPOSE_WORDS_TITLE "In their own words"
#define COMPOSE_ASK_TITLE "What we ask"

enum compose_choice { COMPOSE_WAITING, COMPOSE_PRINTED, COMPOSE_LEFT_OUT };

/* What is said of words that the last edition did not have. */
enum compose_fresh {
	COMPOSE_FRESH_UNSAID, /* too few families are new, or too few are not, to tell them apart */
	COMPOSE_FRESH_NONE,
	COMPOSE_FRESH_ALL,
	COMPOSE_FRESH_MARKED,
};

struct compose_item {
	const struct compose_excerpt *excerpt;
	const char *theme; /* as it is headed */
	uint8_t hash[COMPOSE_HASH_BYTES]; /* of its text */
	size_t family; /* from 0, no gaps */
	size_t words;  /* with its source */
	enum compose_choice choice;
};

struct compose_items {
	struct compose_item *list; /* in the order in which they are printed */
	size_t count, families;
	size_t printed, left_out;
	enum compose_fresh fresh;
};

/* A pack in the making. */
struct composing {
	const struct compose *given;
	const char *contact;
	struct document *document;
	struct document *figures; /* all with a table, alone: what the summary says of them */
	const struct compose_items *items;
	struct buffer text;       /* of the sentence that is being made */
};

/* Puts a pack's excerpts in order; none is chosen yet. */
void compose_items_begin(struct compose_items *items, const struct compose *compose);
void compose_items_free(struct compose_items *items);

/* How many words all of them and their headings take. */
size_t compose_items_words(const struct compose_items *items);

/* Chooses those to be printed, in `words`: each theme in turn; in a theme first of the families of
 * which the fewest were chosen, then by hash; what no longer fits gives way to what does. */
void compose_items_choose(struct compose_items *items, size_t words);

/* Adds the line below an excerpt: its area, its language, where it may be repeated. */
void compose_source(struct buffer *out, const struct compose_excerpt *excerpt, bool fresh);

/* Whether a text is English; NULL is. */
bool compose_is_english(const char *language);

/* What is in `text`; and that added to the document, with `text` cleared. */
const char *compose_said(struct composing *composing);
void compose_plain(struct composing *composing);
void compose_numbered(struct composing *composing);
void compose_bullet(struct composing *composing);

/* Whether a sentence may have this figure; NULL: no. */
bool compose_may_say(const struct disclosure_figure *figure);
/* Adds it as a table would have it. */
void compose_figure(struct buffer *out, const struct disclosure_figure *figure);

/* The first page. */
void compose_title(struct buffer *out, const struct compose *given);
void compose_first_lines(struct composing *composing);
void compose_summary(struct composing *composing);
void compose_what_this_is(struct composing *composing);

#endif
