/* SPDX-License-Identifier: ISC */
/* Texts that must do no harm in a pack, and a document that has one in each of its places. */
#ifndef TESTIMONY_PACK_SPECIMEN_H
#define TESTIMONY_PACK_SPECIMEN_H

#include "desk/pack/document.h"

static const char *const pack_hostile_texts[] = {
	"<script>alert(1)</script>", "</style><script src=//evil.example></script>",
	"& &amp; &#60; &nosuch;", "]]><b>", "-->", "<!--", "<?php ?>", "\"' onload=\"x",
	"</title></desc></text:p></office:text>", "{{7*7}} ${7*7} %s%n",
	/* Formulas. */
	"=cmd|'/c calc'!A1", " +1+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
	"\xef\xbc\x9d" "1+1", "\xef\xbc\x8b" "1", "\xef\xbc\x8d" "1", "\xef\xbc\xa0" "x",
	"\xc2\xa0=1", "\xe3\x80\x80\xe2\x88\x92" "1",
	/* What cannot be seen, or is no character: U+202E, U+2066, U+FEFF, controls, U+FFFE,
	 * U+FFFF, lone surrogates, broken bytes, U+0085, U+2028, too many marks. */
	"tnega \xe2\x80\xae" "agent", "\xe2\x81\xa6" "x", "\xef\xbb\xbf" "x",
	"\x01\x1b[31mred\x7f", "\xef\xbf\xbe", "\xef\xbf\xbf", "\xed\xa0\x80 lone", "\xed\xbf\xbf",
	"\xff\xfe", "\xc2", "\xc2\x85", "\xe2\x80\xa8line",
	"e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81",
	"a  b   c \t d ", "   ", "", "a\nb\n\n\nc\r\nd",
	/* What people write. */
	"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7",
	"C:\\x\\u0000 \"quoted, with comma\"",
};
#define PACK_HOSTILE_TEXTS (sizeof pack_hostile_texts / sizeof pack_hostile_texts[0])

static void
pack_hostile(struct document *document, const char *text)
{
	const struct document_column columns[] = { { text, DOCUMENT_START },
		{ text, DOCUMENT_END } };
	const struct disclosure_figure figure = { .count = 26, .state = DISCLOSURE_SHOWN,
		.published = 25 };

	document_heading(document, 1, text);
	document_plain(document, text);
	document_heading(document, 2, text);
	(void)document_numbered(document, text);
	document_bullet(document, text);
	document_heading(document, 3, text);
	document_quotation(document, text, text, text);
	(void)document_table(document, text, columns, 2);
	document_cell_text(document, text);
	document_cell_text(document, text);
	(void)document_chart(document, text, text, text);
	document_bar(document, text, &figure);
}

#endif
