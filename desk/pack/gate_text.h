/* SPDX-License-Identifier: ISC */
/* A text as the leak gate compares it (gate.h): its words' letters in a row, and what stood between
 * the words. Any thread. */
#ifndef TESTIMONY_GATE_TEXT_H
#define TESTIMONY_GATE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"

/* What stands before a word. */
enum gate_gap {
	GATE_GLUE,   /* nothing ("McDonald", "year6", Chinese), or an apostrophe */
	GATE_NUMBER, /* the comma of "1,450" */
	GATE_JOIN,   /* one sign, no space: "Smith-Jones", "J.A.C.K"; a hyphen and a line's end */
	GATE_SPACE,
	GATE_LINE,   /* an end of a line, paragraph, cell; the beginning */
	GATE_SIGN,   /* other signs */
};

/* Letters, or digits, in one case but for the first; a character of a script that has no spaces.
 * Without "'s", and without the "th" of "12th". */
struct gate_word {
	uint32_t start, end; /* bytes of `letters` */
	enum gate_gap gap;
	bool digits;
	bool single;   /* one character */
	bool capital;  /* began with a large letter */
	bool sentence; /* may begin a sentence */
	bool label;    /* in brackets, as what stands for something redacted: "[March 2023]" */
	char after;    /* the ASCII character right behind it, or 0 */
};

struct gate_text {
	struct buffer letters;
	struct gate_word *words;
	size_t count;
};
#define GATE_TEXT_INIT { BUFFER_INIT, NULL, 0 }

/* Adds the text without what cannot be seen: compatibility forms, marks on letters of Europe, vowel
 * signs of Arabic and Hebrew, digits of other scripts and typographic signs become plain ones, and
 * what clean.h made visible ("<U+200B>") is what it was. Letters stay large or small. */
void gate_text_plain(struct buffer *out, const char *text, size_t length);

void gate_text_make(struct gate_text *made, const char *text, size_t length);
/* The same of a text that is plain. */
void gate_text_of_plain(struct gate_text *made, const struct buffer *plain);
void gate_text_free(struct gate_text *made);

#endif
