/* SPDX-License-Identifier: ISC */
/*
 * A text that a coordinator writes: from a file, or typed. Never from the command line, which other
 * users of the machine can read. Main thread.
 */
#ifndef TESTIMONY_TEXT_IN_H
#define TESTIMONY_TEXT_IN_H

#include <jansson.h>

#include "common/error.h"

/* The text in `path` ("-" or NULL: standard input; on a terminal `ask` is said first), cleaned
 * (json_text_cleaned), without the line ends at its end. *text is a new reference, a string.
 * Refuses more than `most` bytes, and no text at all. */
int text_in(json_t **text, const char *path, size_t most, const char *ask, struct error *error);

#endif
