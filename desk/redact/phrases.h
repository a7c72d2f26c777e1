/* SPDX-License-Identifier: ISC */
/* Names of one word or several, to be found in a text in any letters, with marks or without, with
 * hyphens or spaces between. One thread. */
#ifndef TESTIMONY_PHRASES_H
#define TESTIMONY_PHRASES_H

#include "common/buffer.h"
#include "desk/redact/suggest.h"
#include "front/spot/folded.h"

/* Of a list, what goes beyond is passed over: a testimony has room for fewer. */
#define PHRASES_MOST 4096

struct phrases {
	struct buffer words; /* struct phrase_word, sorted */
	size_t count;
};

/* One word of one name. */
struct phrase_word {
	char key[WORDS_KEY_BYTES];
	uint32_t name;       /* index in the list */
	uint16_t place, of;  /* which of how many words it is */
};

void phrases_make(struct phrases *phrases, const struct suggest_list *list);
void phrases_free(struct phrases *phrases);

/* How many words from word `i` on are a whole name; 0 for none. The longest counts. */
size_t phrases_at(const struct phrases *phrases, const struct folded *folded, size_t i);

/* The word of a name that word `i` is; NULL for none. "jacks" is "jack". */
const struct phrase_word *phrases_word(const struct phrases *phrases, const struct folded *folded,
    size_t i);

#endif
