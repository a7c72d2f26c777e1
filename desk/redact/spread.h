/* SPDX-License-Identifier: ISC */
/* Names that a text taught: wherever they stand again, in any letters, short, or mistyped. One
 * thread. */
#ifndef TESTIMONY_SPREAD_H
#define TESTIMONY_SPREAD_H

#include "common/buffer.h"
#include "desk/redact/suggest.h"
#include "front/spot/folded.h"

/* Beyond so many names a text teaches no more; slips are looked for against so many of them: so
 * that a flood costs no more. */
#define SPREAD_MOST  1024
#define SPREAD_SLIPS 128

enum spread_sort {
	SPREAD_NONE,
	SPREAD_COMMON, /* a name here, and a common word: only where more speaks for it */
	SPREAD_SHORT,  /* the beginning of a name: "ellie" of "elliemae" */
	SPREAD_SLIP,   /* a slip away from one */
	SPREAD_WORD,   /* a name, and a rare word */
	SPREAD_NAME,
};

struct spread {
	struct buffer names; /* struct spread_name, sorted once all were added */
	size_t count;
};

struct spread_name {
	char key[WORDS_KEY_BYTES];
	enum spread_sort sort;
};

void spread_start(struct spread *spread);
void spread_end(struct spread *spread);

/* Learns word `i`, whose class (english.h) is `class`. */
void spread_add(struct spread *spread, const struct folded *folded, size_t i, unsigned class,
    uint8_t sure);
void spread_add_hidden(struct spread *spread, const struct suggest_list *hide);
void spread_sort(struct spread *spread);

enum spread_sort spread_has(const struct spread *spread, const struct folded *folded, size_t i,
    unsigned class);

#endif
