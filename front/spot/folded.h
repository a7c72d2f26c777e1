/* SPDX-License-Identifier: ISC */
/*
 * A text made even for searching, and its words. All spaces are ' ', all ends of lines and cells
 * LF, all hyphens and dashes '-', all quotes ' or ", fullwidth characters ASCII; what is invisible
 * is left out; what is no UTF-8 is U+FFFD. Each place in it leads back to the text. Any thread.
 */
#ifndef TESTIMONY_SPOT_FOLDED_H
#define TESTIMONY_SPOT_FOLDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "front/spot/words.h"

enum folded_gap {
	GAP_SPACE,   /* spaces alone */
	GAP_HYPHEN,  /* one '-' */
	GAP_DOT,     /* '.', then spaces or none */
	GAP_OTHER,
	GAP_LINE,    /* an end of a line or cell is in it */
};

/* Letters and digits, with apostrophes between letters. Bytes of the folded text. */
struct folded_word {
	size_t start, end;    /* `end` without an "'s" */
	enum folded_gap gap;  /* before it */
	uint8_t class;        /* WORDS_ bits of what is before "'s" */
	bool sentence;        /* may begin a sentence */
	bool owns;            /* "'s" follows */
	bool digits;          /* has a digit */
	bool letter;          /* one letter alone */
	bool capital;         /* first letter large */
	bool large;           /* two letters or more, all large */
	bool shouted;         /* so are the words around it: nothing is meant by it */
	bool taken;           /* by a spot; for those who search */
};

struct folded {
	struct buffer text;
	size_t *from;              /* text.length + 1 places in the text that was given */
	struct folded_word *words;
	size_t count;
};
#define FOLDED_INIT { BUFFER_INIT, NULL, NULL, 0 }

void folded_make(struct folded *folded, const char *text, size_t length);
void folded_free(struct folded *folded);

/* The key (words.h) of word `i`, without "'s". */
size_t folded_key(const struct folded *folded, size_t i, char key[WORDS_KEY_BYTES]);

/* Is word `i` in a sorted list of keys? */
bool folded_in(const struct folded *folded, size_t i, const char *const *list, size_t count);
#define FOLDED_IN(folded, i, list) \
	folded_in((folded), (i), (list), sizeof(list) / sizeof(list)[0])

/* Can word `i` go on with what word i - 1 began: a space or a hyphen between, neither taken? */
bool folded_joins(const struct folded *folded, size_t i);

/* Large first letter that means something. */
bool folded_capital(const struct folded_word *word);

#endif
