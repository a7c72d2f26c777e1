/* SPDX-License-Identifier: ISC */
/*
 * A receipt coming back: typed at the terminal, or from a file. Never from the command line, never
 * stored. Main thread.
 */
#ifndef TESTIMONY_RECEIPT_IN_H
#define TESTIMONY_RECEIPT_IN_H

#include "common/error.h"
#include "keys/receipt.h"

/* Reads it from `file` ("-": standard input), or where that is NULL asks at the terminal, three
 * times at most, saying each time what is doubtful. What was corrected is shown, the words
 * themselves only on a terminal. *receipt is the caller's. */
int receipt_in(struct receipt **receipt, const char *file, const uint8_t campaign_key[32],
    struct error *error);

#endif
