/* SPDX-License-Identifier: ISC */
/* For html.c and what belongs to it alone. */
#ifndef TESTIMONY_HTML_INSIDE_H
#define TESTIMONY_HTML_INSIDE_H

#include "common/buffer.h"
#include "desk/pack/document.h"

extern const char html_style[]; /* no <, > or & in it: it is the same in HTML and XML */

void html_table(const struct document_table *table, struct buffer *out);
void html_chart(const struct document_table *table, struct buffer *out);

#endif
