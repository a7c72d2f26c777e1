/* SPDX-License-Identifier: ISC */
/*
 * A pack's document as one HTML file that needs nothing else: no script, no address, nothing is
 * fetched, and its own Content-Security-Policy forbids it. The same document gives the same bytes.
 *
 * It is XML, too, so that a strict parser can read it. Headings, landmarks, row and column heads of
 * tables, languages and the numbers of paragraphs are said in a way that a screen reader says, and
 * the numbers are text: they are copied with it. Charts are inline SVG, whose alternative text is
 * made of the same figures, with a table of them beside. Fits a phone; prints on A4. Any thread.
 */
#ifndef TESTIMONY_HTML_H
#define TESTIMONY_HTML_H

#include "desk/pack/document.h"

/* Adds the whole file. */
void html_print(const struct document *document, struct buffer *out);

#endif
