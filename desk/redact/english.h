/* SPDX-License-Identifier: ISC */
/*
 * What is known of a word: the lists that warn a family (front/spot/words.h), and besides a large
 * list of English, of names that are in no dictionary, and of surnames. Words are asked for by
 * their keys (words.h). Pure. Any thread.
 */
#ifndef TESTIMONY_ENGLISH_H
#define TESTIMONY_ENGLISH_H

#include <stdbool.h>

#include "front/spot/words.h"

/* Besides the WORDS_ bits of words.h. */
#define ENGLISH_COMMON  0x0100 /* a word that everybody writes */
#define ENGLISH_WORD    0x0200 /* any word of English; common ones, too */
#define ENGLISH_PROPER  0x0400 /* a name of somebody or something, and no other word */
#define ENGLISH_SURNAME 0x0800 /* a surname of this country, perhaps another word, too */
#define ENGLISH_SLIP    0x1000 /* unknown, and one slip away from a common word; or two words that
                                * were written as one */
#define ENGLISH_SLANG   0x2000 /* as people write on a phone: "skl", "prob" */

/* Words that are in no list against names. */
#define ENGLISH_KNOWN (WORDS_PLAIN | WORDS_CAPITAL | WORDS_PLACE | ENGLISH_WORD | ENGLISH_SLANG)

unsigned english_class(const char *key);
/* The same but ENGLISH_SLIP, which takes a thousand times as long. */
unsigned english_listed(const char *key);

/* Are these the same but for one letter that is wrong, missing, too many, or two that changed
 * places? */
bool english_one_slip(const char *a, const char *b);

#endif
