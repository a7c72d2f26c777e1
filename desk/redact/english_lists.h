/* SPDX-License-Identifier: ISC */
/* What english_lists.sh makes: sorted keys (front/spot/words.h), each ended by LF. For english.c
 * alone. */
#ifndef TESTIMONY_ENGLISH_LISTS_H
#define TESTIMONY_ENGLISH_LISTS_H

#include <stddef.h>

extern const char english_common[];
extern const size_t english_common_length;
extern const char english_rest[];
extern const size_t english_rest_length;
extern const char english_proper[];
extern const size_t english_proper_length;

#endif
