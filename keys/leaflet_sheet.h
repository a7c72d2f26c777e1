/* SPDX-License-Identifier: ISC */
/*
 * One printed A4 page of HTML: what is added is cleaned, escaped, and measured, so that whoever
 * adds can tell whether all of it fits. Measured with the widths of Helvetica, which Arial and
 * Liberation Sans share; letters that it does not know are taken for wide ones. Pure. Any thread.
 */
#ifndef TESTIMONY_LEAFLET_SHEET_H
#define TESTIMONY_LEAFLET_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buffer.h"

#define SHEET_MARGIN 12.0           /* millimetres, as all lengths here but type sizes */
#define SHEET_WIDTH (210.0 - 2 * SHEET_MARGIN)
/* A millimetre is kept for what a browser rounds up. */
#define SHEET_HEIGHT (297.0 - 2 * SHEET_MARGIN - 1.0)

enum sheet_style {
	SHEET_NAME,
	SHEET_NAME_LONG,
	SHEET_LARGE,
	SHEET_HEAD,
	SHEET_TEXT,
	SHEET_TYPED,   /* typed letter by letter: fixed width, may break anywhere */
	SHEET_FINE,
	SHEET_STYLE_COUNT
};

struct sheet {
	struct buffer html;
	double points;      /* the size of SHEET_TEXT */
	double width;       /* of the column that texts are now put into */
	double height;      /* used so far */
};

/* Adds a rule of CSS for each style, in `em` of the sheet's size. */
void sheet_css(struct buffer *out);

/* Adds markup as it is. */
void sheet_raw(struct sheet *sheet, const char *markup);
/* Adds a text from anywhere: on one line, cleaned and escaped; also fit for an attribute. */
void sheet_escape(struct sheet *sheet, const char *text, size_t length);

/* Adds <TAG class=... ATTRIBUTES>LEAD TEXT</TAG> and its height. `attributes` is markup (may be
 * NULL); `lead` is bold, and stands before the text (may be NULL); LF in the text is a new line. */
void sheet_block(struct sheet *sheet, enum sheet_style style, const char *tag,
    const char *attributes, const char *lead, const char *text, size_t length);
void sheet_line(struct sheet *sheet, enum sheet_style style, const char *tag,
    const char *attributes, const char *text);

/* The height of a text in lines of a style, without the space after it. */
double sheet_measure(const struct sheet *sheet, enum sheet_style style, const char *text,
    size_t length);

#endif
