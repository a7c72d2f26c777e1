/* SPDX-License-Identifier: ISC */
/*
 * CSV (RFC 4180) that a spreadsheet opens and does not run: cells with commas between, rows ended
 * by CR LF.
 *
 * It starts with a byte order mark: without one Excel takes UTF-8 for the code page of the machine,
 * and "£" is broken; LibreOffice and Python (utf-8-sig) skip it. Texts are always in double quotes
 * and numbers never, so a reader can tell them apart, and no text becomes two cells where the
 * separator is another one. A text that a spreadsheet would take for a formula (= + - @, their
 * full-width and small forms, the minus sign, first or behind blanks) gets an apostrophe before it,
 * as OWASP ("CSV Injection") says: quotes alone do not keep it from running. Any thread.
 */
#ifndef TESTIMONY_CSV_H
#define TESTIMONY_CSV_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"

/* Rows are made cell by cell, and ended; each has at least one cell. */
struct csv {
	struct buffer *out; /* borrowed */
	bool row_begun;
};

void csv_begin(struct csv *csv, struct buffer *out);
/* Cleaned (clean.h) and on one line: LF and TAB become a space. */
void csv_text(struct csv *csv, const char *text);
void csv_number(struct csv *csv, int64_t number);
void csv_empty(struct csv *csv);
void csv_end_row(struct csv *csv);

#endif
