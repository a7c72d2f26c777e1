/* SPDX-License-Identifier: ISC */
/*
 * Text inside XML and HTML. All of it goes through here: nothing that was told can become markup.
 * Texts are clean (document.h), so there is no character in them that XML 1.0 has not. Any thread.
 */
#ifndef TESTIMONY_MARKUP_H
#define TESTIMONY_MARKUP_H

#include <stddef.h>

#include "common/buffer.h"

/* Adds a text between tags: <, > and & alone become references, so that in the finished bytes
 * a name still stands as it is written (the leak gate looks there). */
void markup_text(struct buffer *out, const char *text, size_t length);

/* Adds the inside of an attribute in double quotes: those, too. */
void markup_attribute(struct buffer *out, const char *text);

#endif
