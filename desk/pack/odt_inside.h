/* SPDX-License-Identifier: ISC */
/* The parts of an ODT file as XML; for odt.c and what belongs to it alone. */
#ifndef TESTIMONY_ODT_INSIDE_H
#define TESTIMONY_ODT_INSIDE_H

#include "common/buffer.h"
#include "desk/pack/document.h"

#define ODT_XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define ODT_VERSION "1.2"
#define ODT_NAMESPACE "urn:oasis:names:tc:opendocument:xmlns:"
/* Those of content.xml and styles.xml, and the version, as attributes of the root. */
#define ODT_ROOT \
	"xmlns:office=\"" ODT_NAMESPACE "office:1.0\" " \
	"xmlns:style=\"" ODT_NAMESPACE "style:1.0\" " \
	"xmlns:text=\"" ODT_NAMESPACE "text:1.0\" " \
	"xmlns:table=\"" ODT_NAMESPACE "table:1.0\" " \
	"xmlns:fo=\"" ODT_NAMESPACE "xsl-fo-compatible:1.0\" " \
	"xmlns:svg=\"" ODT_NAMESPACE "svg-compatible:1.0\" " \
	"office:version=\"" ODT_VERSION "\""

#define ODT_WIDTH 1700 /* of a line on the page, in tenths of a millimetre */
#define ODT_PADDING 15 /* left and right in a cell */

void odt_content(const struct document *document, struct buffer *out);
void odt_styles(const struct document *document, struct buffer *out);

/* Adds ` fo:language="en" fo:country="GB"` for a BCP 47 tag. */
void odt_language(struct buffer *out, const char *tag);

/* Adds a line as the inside of a paragraph: ODF folds spaces, so more than one are said. */
void odt_line(struct buffer *out, const char *text, size_t length);

#endif
