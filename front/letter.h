/* SPDX-License-Identifier: ISC */
/*
 * A testimony as a person reads it: the questions of the form in words, the answers under them,
 * the names to hide and the uses allowed. What comes from outside goes through clean.h here. Any
 * thread.
 */
#ifndef TESTIMONY_LETTER_H
#define TESTIMONY_LETTER_H

#include <jansson.h>

#include "common/buffer.h"
#include "common/form.h"

#define LETTER_COLUMNS 78 /* of a line on paper, or wherever its reader has it */

/* Adds the text, cleaned, TABs as spaces, each line after `indent` spaces and broken at spaces so
 * that it fits `columns` (columns.h). `columns` 0: LETTER_COLUMNS, and a longer word stays whole,
 * so that a link can be followed; else it is broken, too. */
void letter_text(struct buffer *out, const char *text, size_t indent, size_t columns);

/* Adds the answers in the order of the form, in `language` where the form has it; then answers
 * to questions that this form does not have, by their ids; then hide and uses. Each of the three
 * values may be NULL. They are checked ones (testimony.h): objects and arrays of strings.
 * `columns` as above. */
void letter_print(struct buffer *out, const struct form *form, const char *language,
    const json_t *answers, const json_t *hide, const json_t *uses, size_t columns);

/* The label of an option in an array of {"id","label"}; the id itself where there is none. */
const char *letter_label(const json_t *options, const char *id, const char *language);

#endif
