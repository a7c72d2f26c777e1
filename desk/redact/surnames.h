/* SPDX-License-Identifier: ISC */
/* Surnames of the United Kingdom, of all its families; most of those that are ordinary words, too.
 * Keys (front/spot/words.h), sorted by bytes. Written for Testimony. */
#ifndef TESTIMONY_SURNAMES_H
#define TESTIMONY_SURNAMES_H

#include <stddef.h>

extern const char *const surnames[];
extern const size_t surnames_count;

#endif
