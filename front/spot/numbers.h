/* SPDX-License-Identifier: ISC */
/* What numbers tell: check digits, days, sums. Text here is folded.h's. Pure. Any thread. */
#ifndef TESTIMONY_SPOT_NUMBERS_H
#define TESTIMONY_SPOT_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "front/spot/spot.h"

/* Copies the digits (ASCII) of a piece of text, at most `room`; returns how many there are. */
size_t numbers_digits(char *digits, size_t room, const char *text, size_t length);

/* Ten digits of an NHS number (NHS Data Dictionary, modulus 11). */
bool numbers_nhs(const char digits[10]);

/* A unique pupil number (Department for Education): a check letter by modulus 23, then twelve
 * digits, or eleven and a letter for a temporary one. In capitals. */
bool numbers_upn(const char upn[13]);

/* The month that a word names, English or Polish, short or whole; 0 for none. */
uint8_t numbers_month(const char *word, size_t length);

/* Fills the year from two or four digits, or from none. False where it can be no year. */
bool numbers_year(struct spot *spot, const char *text, size_t length);

/* Fills month and year of a day of three numbers, day first, as is usual in the United Kingdom;
 * only "3/25/2023" is read the other way. False where it is no day. */
bool numbers_day(struct spot *spot, unsigned day, unsigned month, const char *year, size_t length);

/* Is a sum exact: three figures that are not 0; or two from a hundred pounds on, unless `vague`
 * ("about" stands before it); or pence, from ten pounds on? `pounds`: digits with separators;
 * `pence`: none or two digits. *whole: the pounds, 0 where they do not fit. */
bool numbers_exact(const char *pounds, size_t length, const char *pence, bool vague,
    uint32_t *whole);

#endif
