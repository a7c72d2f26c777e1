/* SPDX-License-Identifier: ISC */
/*
 * A receipt outside of an interview: on standard output, or in a file where that was asked for.
 * Main thread.
 */
#ifndef TESTIMONY_RECEIPT_OUT_H
#define TESTIMONY_RECEIPT_OUT_H

#include "common/error.h"
#include "keys/receipt.h"

/* "receipt: w w w w w w w w w" on standard output and nothing else, flushed. Where that cannot be
 * written: on standard error, and -1. */
int receipt_out_print(const struct receipt *receipt, struct error *error);

/* The same line into a new file, 0600. */
int receipt_out_file(const struct receipt *receipt, const char *path, struct error *error);

#endif
