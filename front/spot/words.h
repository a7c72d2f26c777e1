/* SPDX-License-Identifier: ISC */
/*
 * Which words are names, and which are not. A word is asked for by its key: small letters without
 * marks or apostrophes ("Siân" and "sian" are "sian", "Łukasz" is "lukasz"), because families
 * leave them out on a phone. Pure. Any thread.
 */
#ifndef TESTIMONY_SPOT_WORDS_H
#define TESTIMONY_SPOT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#define WORDS_KEY_BYTES 40 /* with the NUL; longer words are in no list */

#define WORDS_GIVEN   0x01 /* a name of people, and no other word */
#define WORDS_MAYBE   0x02 /* a name that is an ordinary word too: Will, Rose */
#define WORDS_PLAIN   0x04 /* an ordinary word, or a form of one */
#define WORDS_CAPITAL 0x08 /* written with a capital, and no name: Monday, Tribunal, Mum */
#define WORDS_PLACE   0x10 /* so large a place that it shows nobody: Worcester */

/* Makes the key of a word of valid UTF-8. 0 where it is too long for any list: `key` is "". */
size_t words_key(char key[WORDS_KEY_BYTES], const char *word, size_t length);

/* What it is: WORDS_ bits, 0 for an unknown word. "bens" is a given name as "ben" is. */
unsigned words_class(const char *key);

/* Is it in a sorted list of keys? */
bool words_in(const char *const *list, size_t count, const char *key);
#define WORDS_IN(list, key) words_in((list), sizeof(list) / sizeof(list)[0], (key))

#endif
