/* SPDX-License-Identifier: ISC */
/* The EFF short word list no. 2 (see NOTICE): 1,296 words, sorted, each known by its first
 * three letters. Words in `wordlist` have no spaces; "yo-yo" has a hyphen. Any thread. */
#ifndef TESTIMONY_WORDLIST_H
#define TESTIMONY_WORDLIST_H

#include <stddef.h>

#define WORDLIST_WORDS 1296
#define WORDLIST_WORD_MOST 16 /* bytes, with its NUL: a longer word fails a test */

extern const char *const wordlist[WORDLIST_WORDS];

/* The index of a whole word (exact, lowercase), or -1. */
int wordlist_find(const char *word, size_t length);

#endif
