/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/leaflet_sheet.h"

#include <stdint.h>
#include <string.h>

#include "common/clean.h"
#include "common/utf8.h"

#define POINT 0.352778 /* millimetres */
#define FIXED_WIDTH 602 /* thousandths of an em: Courier, Liberation Mono, DejaVu Sans Mono */

static const struct {
	const char *class;
	double scale, leading, after; /* of the sheet's size; of the type's; millimetres */
	bool bold, fixed;
} styles[SHEET_STYLE_COUNT] = {
	[SHEET_NAME] = { "name", 2.0, 1.15, 0.5, true, false },
	[SHEET_NAME_LONG] = { "name-long", 1.3, 1.2, 0.5, true, false },
	[SHEET_LARGE] = { "large", 1.25, 1.25, 1.0, false, false },
	[SHEET_HEAD] = { "head", 1.2, 1.2, 1.0, true, false },
	[SHEET_TEXT] = { "text", 1.0, 1.3, 1.2, false, false },
	[SHEET_TYPED] = { "typed", 1.0, 1.3, 1.5, true, true },
	[SHEET_FINE] = { "fine", 0.94, 1.28, 1.2, false, false },
};

/* From space to tilde, thousandths of an em (Adobe's Helvetica.afm). */
static const uint16_t widths[] = {
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
};

static double
sheet_letter(int32_t letter, bool bold, bool fixed)
{
	double width = 750;

	if (letter >= ' ' && letter <= '~')
		width = widths[letter - ' '];
	else if (letter >= 0 && letter < 0x250) /* Latin with its accents */
		width = letter < 0x100 && letter >= 0xc0 && letter < 0xe0 ? 722 : 556;
	else if (letter >= 0x1100 && letter != 0x2018 && letter != 0x2019)
		width = letter >= 0x2010 && letter < 0x2030 ? 333 : 1000;
	if (letter == 0x2014 || letter == 0x2026)
		width = 1000;
	if (fixed)
		width = letter < 0x1100 ? FIXED_WIDTH : 2 * FIXED_WIDTH;
	return width * (bold && !fixed ? 1.08 : 1.0) / 1000;
}

/* Lines of at most `room` ems, broken at spaces, a longer word anywhere. */
static size_t
sheet_lines(const uint8_t *text, size_t length, double room, bool bold, bool fixed)
{
	const double space = sheet_letter(' ', bold, fixed);
	size_t lines = 1, at = 0;
	double line = 0, word = 0;

	while (at < length) {
		int32_t letter = utf8_next(text, length, &at);
		double width = sheet_letter(letter, bold, fixed);

		if (letter == '\n') {
			lines++;
			line = word = 0;
		} else if (letter == ' ' && !fixed) {
			line += word + space;
			word = 0;
		} else if (line + word + width <= room) {
			word += width;
		} else if (line > 0 && word + width <= room && !fixed) {
			lines++;
			line = 0;
			word += width;
		} else {
			lines++;
			line = 0;
			word = width;
		}
	}
	return lines;
}

double
sheet_measure(const struct sheet *sheet, enum sheet_style style, const char *text, size_t length)
{
	const double type = sheet->points * styles[style].scale * POINT;

	return (double)sheet_lines((const uint8_t *)text, length, sheet->width / type,
	    styles[style].bold, styles[style].fixed) * type * styles[style].leading;
}

void
sheet_css(struct buffer *out)
{
	for (size_t i = 0; i < SHEET_STYLE_COUNT; i++)
		buffer_format(out, ".%s{font-size:%.2frem;line-height:%.2f;margin:0 0 %.1fmm;"
		    "font-weight:%s%s}\n", styles[i].class, styles[i].scale, styles[i].leading,
		    styles[i].after, styles[i].bold ? "bold" : "normal", styles[i].fixed ?
		    ";font-family:'Liberation Mono','Courier New',Courier,monospace;"
		    "word-break:break-all" : "");
}

void
sheet_raw(struct sheet *sheet, const char *markup)
{
	buffer_append_text(&sheet->html, markup);
}

/* Of text that is clean. */
static void
sheet_escape_clean(struct sheet *sheet, const uint8_t *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		switch (text[i]) {
		case '&':
			sheet_raw(sheet, "&amp;");
			break;
		case '<':
			sheet_raw(sheet, "&lt;");
			break;
		case '>':
			sheet_raw(sheet, "&gt;");
			break;
		case '"':
			sheet_raw(sheet, "&quot;");
			break;
		case '\'':
			sheet_raw(sheet, "&#39;");
			break;
		case '\n':
			sheet_raw(sheet, "<br>\n");
			break;
		case '\t':
			sheet_raw(sheet, " ");
			break;
		default:
			buffer_append_byte(&sheet->html, text[i]);
		}
	}
}

void
sheet_escape(struct sheet *sheet, const char *text, size_t length)
{
	struct buffer clean = BUFFER_INIT;

	clean_line(&clean, text, length);
	sheet_escape_clean(sheet, clean.data, clean.length);
	buffer_free(&clean);
}

void
sheet_block(struct sheet *sheet, enum sheet_style style, const char *tag, const char *attributes,
    const char *lead, const char *text, size_t length)
{
	struct buffer clean = BUFFER_INIT;
	size_t bold = 0;

	if (lead != NULL) {
		clean_text(&clean, lead, strlen(lead));
		buffer_append_byte(&clean, ' ');
		bold = clean.length;
	}
	clean_text(&clean, text, length);
	buffer_format(&sheet->html, "<%s class=\"%s\"%s%s>", tag, styles[style].class,
	    attributes == NULL ? "" : " ", attributes == NULL ? "" : attributes);
	if (bold > 0) {
		sheet_raw(sheet, "<strong>");
		sheet_escape_clean(sheet, clean.data, bold - 1);
		sheet_raw(sheet, "</strong> ");
	}
	sheet_escape_clean(sheet, clean.data + bold, clean.length - bold);
	buffer_format(&sheet->html, "</%s>\n", tag);
	/* What is bold is wider: one letter in twelve more. */
	if (bold > 0)
		for (size_t i = 0; i < bold / 12; i++)
			buffer_append_byte(&clean, 'n');
	sheet->height += styles[style].after +
	    sheet_measure(sheet, style, (const char *)clean.data, clean.length);
	buffer_free(&clean);
}

void
sheet_line(struct sheet *sheet, enum sheet_style style, const char *tag, const char *attributes,
    const char *text)
{
	struct buffer line = BUFFER_INIT;

	/* On one line, whatever there is in it. */
	clean_line(&line, text, strlen(text));
	sheet_block(sheet, style, tag, attributes, NULL, (const char *)line.data, line.length);
	buffer_free(&line);
}
