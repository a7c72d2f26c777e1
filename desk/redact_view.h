/* SPDX-License-Identifier: ISC */
/*
 * What a coordinator sees of a redaction: all of its text, what was replaced in {braces}, what is
 * still suggested in >>arrows<< with a number, and those numbers in a list. Any thread.
 */
#ifndef TESTIMONY_REDACT_VIEW_H
#define TESTIMONY_REDACT_VIEW_H

#include "desk/redact_case.h"

/* Adds the text, cleaned; under the questions of the form. `left` as redact_case_left gave it.
 * `original`: within the braces also stands what was replaced. */
void redact_view_text(struct buffer *out, const struct redact_case *redacting,
    const struct redaction *made, const struct suggestions *left, bool original);

/* Adds a row for each of those that are left, cleaned; and what they may show together. */
void redact_view_left(struct buffer *out, const struct redaction *made,
    const struct suggestions *left);

/* Adds one row: number, words, kind, confidence and reason. `text` is what it is in. */
void redact_view_row(struct buffer *out, const char *text, const struct suggestion *found,
    size_t number);

/* {"page"?,"start","end","kind","surface","confidence","why"}; start and end less `base`. `page` may
 * be NULL. New reference. */
json_t *redact_view_json(const char *text, const struct suggestion *found, const char *page,
    size_t base);

#endif
