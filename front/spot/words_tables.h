/* SPDX-License-Identifier: ISC */
/* The lists behind words.h: keys, sorted by bytes. For words.c and its test alone. */
#ifndef TESTIMONY_SPOT_WORDS_TABLES_H
#define TESTIMONY_SPOT_WORDS_TABLES_H

#include <stddef.h>

extern const char *const words_given[];
extern const size_t words_given_count;
extern const char *const words_maybe[];
extern const size_t words_maybe_count;
extern const char *const words_plain[];
extern const size_t words_plain_count;
extern const char *const words_capital[];
extern const size_t words_capital_count;
extern const char *const words_place[];
extern const size_t words_place_count;

#endif
