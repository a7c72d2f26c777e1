/* SPDX-License-Identifier: ISC */
/*
 * Makes text from outside safe to show on a terminal: C0 and C1 controls, DEL, escapes, bidi
 * overrides and isolates, zero-width and other invisible format characters, line and
 * paragraph separators, private use, tags, and bytes that are not UTF-8 become visible, as
 * <U+202E> or <0x9B>. Nothing is lost, and what was shown once comes through again unchanged.
 *
 * Shown as they are, since people write them: letters of every script with up to 8 combining
 * marks (variation selectors U+FE00 to U+FE0F among them) on each, and a zero-width joiner
 * between two pictures. A mark with no letter before it is made visible. `out` holds a string
 * afterwards, even where the text is empty.
 * Any thread.
 */
#ifndef TESTIMONY_CLEAN_H
#define TESTIMONY_CLEAN_H

#include <stddef.h>

#include "common/buffer.h"

/* Adds the text on one line: LF and TAB become visible, too. */
void clean_line(struct buffer *out, const void *text, size_t length);

/* Adds the text with its LF and TAB as they are. */
void clean_text(struct buffer *out, const void *text, size_t length);

#endif
