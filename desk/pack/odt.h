/* SPDX-License-Identifier: ISC */
/*
 * A pack's document as an OpenDocument text (ODF 1.2, ISO/IEC 26300:2015), made in memory.
 *
 * The same document gives the same bytes, on every machine: nothing is compressed (what zlib makes
 * differs between its versions), times are the edition's day, and there is no author, program,
 * machine or user in it. What it says can be found in its bytes as it is.
 *
 * Charts are tables whose last column has bars, drawn as shaded, empty paragraphs with a margin:
 * no picture that one program shows and another does not (Word opens no SVG in ODF), and the
 * figures stand beside each bar for those who do not see it. Numbers of paragraphs are list
 * numbers, each run with its first one said, so that they come out the same everywhere.
 * libzip's own copies are not wiped: they hold what is going to be handed out. Main thread.
 */
#ifndef TESTIMONY_ODT_H
#define TESTIMONY_ODT_H

#include "common/error.h"
#include "desk/pack/document.h"

#define ODT_MEDIA_TYPE "application/vnd.oasis.opendocument.text"

/* Adds the whole file. A day before 1980-01-01 or after 2107-12-31 is refused: ZIP has none. */
int odt_print(const struct document *document, struct buffer *out, struct error *error);

#endif
