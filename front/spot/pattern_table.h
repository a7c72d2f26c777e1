/* SPDX-License-Identifier: ISC */
/* The table behind patterns.h: an expression, what it finds, and who judges a match. */
#ifndef TESTIMONY_SPOT_PATTERN_TABLE_H
#define TESTIMONY_SPOT_PATTERN_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "front/spot/spot.h"

#define PATTERN_GROUPS 8

/* A match. Groups that took no part have begin == end. */
struct pattern_match {
	const char *text;
	size_t length;
	struct { size_t begin, end; } group[PATTERN_GROUPS];
};

/* Where it begins: at a digit or a letter that no other goes before, or at one of "@+(" and the
 * pound sign. */
enum { AT_DIGIT = 1, AT_LETTER = 2, AT_SIGN = 4 };

/*
 * The spot is group 1 where that took part, else the whole match. `judge` may change kind, month,
 * year, pounds and bounds, or say no. The first pattern that finds at a place wins. Expressions
 * are caseless, matched at a place alone, and every repeat in them has a bound.
 */
struct pattern {
	enum spot_kind kind;
	unsigned at;
	char needs; /* a character without which the text has none; 0 for any */
	bool (*judge)(const struct pattern_match *match, struct spot *spot);
	const char *expression;
};

extern const struct pattern pattern_table[];
extern const size_t pattern_count;

#endif
