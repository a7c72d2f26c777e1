/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/labels_inside.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "front/spot/spot.h"

/* Wider words for what can be read (form.md 4.3); what cannot be read is only named by its kind. */

#define WIDEN_DIGITS 7 /* of a number; a longer one is not read */

/* The keys of words.h: without marks. */
static const struct { const char *key; unsigned month; } widen_months[] = {
	{ "april", 4 }, { "apr", 4 }, { "aug", 8 }, { "august", 8 }, { "czerwca", 6 },
	{ "czerwcu", 6 }, { "czerwiec", 6 }, { "dec", 12 }, { "december", 12 }, { "feb", 2 },
	{ "february", 2 }, { "grudnia", 12 }, { "grudniu", 12 }, { "grudzien", 12 }, { "jan", 1 },
	{ "january", 1 }, { "jul", 7 }, { "july", 7 }, { "jun", 6 }, { "june", 6 },
	{ "kwiecien", 4 }, { "kwietnia", 4 }, { "kwietniu", 4 }, { "lipca", 7 }, { "lipcu", 7 },
	{ "lipiec", 7 }, { "listopad", 11 }, { "listopada", 11 }, { "listopadzie", 11 },
	{ "lutego", 2 }, { "luty", 2 }, { "lutym", 2 }, { "maj", 5 }, { "maja", 5 }, { "maju", 5 },
	{ "mar", 3 }, { "march", 3 }, { "marca", 3 }, { "marcu", 3 }, { "marzec", 3 }, { "may", 5 },
	{ "nov", 11 }, { "november", 11 }, { "oct", 10 }, { "october", 10 },
	{ "pazdziernik", 10 }, { "pazdziernika", 10 }, { "pazdzierniku", 10 }, { "sep", 9 },
	{ "sept", 9 }, { "september", 9 }, { "sierpien", 8 }, { "sierpnia", 8 }, { "sierpniu", 8 },
	{ "stycznia", 1 }, { "styczniu", 1 }, { "styczen", 1 }, { "wrzesien", 9 },
	{ "wrzesnia", 9 }, { "wrzesniu", 9 },
};
static const char *const widen_month_names[] = { "", "January", "February", "March", "April", "May",
	"June", "July", "August", "September", "October", "November", "December" };

static const char *const widen_numbers[] = { "zero", "one", "two", "three", "four", "five", "six",
	"seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
	"sixteen", "seventeen", "eighteen", "nineteen", "twenty" };

/* The bands of the form: ages, and what it cost (form.md 2, pages 4 and 13). */
static const struct { unsigned most; const char *words; } widen_ages[] = {
	{ 4, "0 to 4" }, { 10, "5 to 10" }, { 15, "11 to 15" }, { 18, "16 to 18" },
	{ 25, "19 to 25" },
};
static const struct { uint64_t below; const char *words; } widen_sums[] = {
	{ 1000, "[under £1,000]" }, { 5000, "[£1,000 to £5,000]" },
	{ 20001, "[£5,000 to £20,000]" }, { UINT64_MAX, "[over £20,000]" },
};

/* The number that the digits of a word are; false where it has none, or too many. */
static bool
widen_number(const struct folded *folded, size_t i, unsigned *number, size_t *digits)
{
	const char *text = (const char *)folded->text.data;

	*number = 0;
	*digits = 0;
	for (size_t at = folded->words[i].start; at < folded->words[i].end; at++) {
		if (!isdigit((unsigned char)text[at]))
			continue;
		*number = *number * 10 + (unsigned)(text[at] - '0');
		if (++*digits > WIDEN_DIGITS)
			return false;
	}
	return *digits > 0;
}

static unsigned
widen_month(const struct folded *folded, size_t i)
{
	char key[WORDS_KEY_BYTES];

	if (folded_key(folded, i, key) == 0)
		return 0;
	for (size_t j = 0; j < sizeof widen_months / sizeof *widen_months; j++)
		if (strcmp(widen_months[j].key, key) == 0)
			return widen_months[j].month;
	return 0;
}

/* Terms of schools in England. */
static void
widen_term(struct buffer *out, unsigned month, unsigned year)
{
	buffer_append_text(out, month <= 3 ? "[spring term" : month <= 7 ? "[summer term" :
	    month == 8 ? "[summer holidays" : "[autumn term");
	if (year > 0)
		buffer_format(out, " %u", year);
	buffer_append_byte(out, ']');
}

/* A month of a year: "March 2024", "3/2024", "2024-03"; or a month alone. */
static bool
widen_month_of_year(struct buffer *out, const struct folded *folded)
{
	unsigned month = 0, year = 0, number;
	size_t digits;

	for (size_t i = 0; i < folded->count; i++) {
		if (month == 0 && widen_month(folded, i) != 0) {
			month = widen_month(folded, i);
		} else if (widen_number(folded, i, &number, &digits)) {
			if (digits == 4 && year == 0)
				year = number;
			else if (digits <= 2 && month == 0 && number >= 1 && number <= 12)
				month = number;
			else
				return false;
		}
	}
	if (month != 0)
		widen_term(out, month, year);
	return month != 0;
}

static bool
widen_date(struct buffer *out, const struct folded *folded, const char *words, size_t length)
{
	struct spots spots;
	unsigned month = 0, year = 0;
	size_t days = 0;

	spot_text(&spots, words, length);
	for (size_t i = 0; i < spots.count; i++)
		if (spots.list[i].kind == SPOT_DATE) {
			days++;
			month = spots.list[i].month;
			year = spots.list[i].year;
		}
	spots_free(&spots);
	if (days == 0)
		return widen_month_of_year(out, folded);
	if (days > 1 || month == 0)
		return false;
	buffer_format(out, "[%s", widen_month_names[month]);
	if (year > 0)
		buffer_format(out, " %u", year);
	buffer_append_byte(out, ']');
	return true;
}

static bool
widen_is(const struct folded *folded, size_t i, const char *const *list, size_t count)
{
	char key[WORDS_KEY_BYTES];

	(void)folded_key(folded, i, key);
	for (size_t j = 0; j < count; j++)
		if (strcmp(list[j], key) == 0)
			return true;
	return false;
}
#define WIDEN_IS(folded, i, list) widen_is((folded), (i), (list), sizeof(list) / sizeof(list)[0])

static bool
widen_count(const struct folded *folded, size_t i, unsigned *number)
{
	char key[WORDS_KEY_BYTES];
	size_t digits;

	if (widen_number(folded, i, number, &digits))
		return true;
	(void)folded_key(folded, i, key);
	for (unsigned j = 0; j < sizeof widen_numbers / sizeof *widen_numbers; j++)
		if (strcmp(widen_numbers[j], key) == 0) {
			*number = j;
			return true;
		}
	return false;
}

static bool
widen_age(struct buffer *out, const struct folded *folded)
{
	static const char *const small[] = { "day", "days", "miesiac", "miesiace", "miesiecy", "mo",
		"month", "months", "mths", "week", "weeks" };
	static const char *const noun[] = { "age", "wiek", "wieku" };
	static const char *const of[] = { "of" };
	unsigned age = 0, number;
	bool found = false, is_small = false;
	size_t band = 0;

	for (size_t i = 0; i < folded->count && !found; i++)
		if (widen_count(folded, i, &number)) {
			found = true;
			age = number;
			is_small = i + 1 < folded->count && WIDEN_IS(folded, i + 1, small);
		}
	if (!found)
		return false;
	if (is_small) /* nobody counts days or weeks for longer */
		age /= 12;
	while (band < sizeof widen_ages / sizeof *widen_ages && widen_ages[band].most < age)
		band++;
	buffer_append_text(out, folded->count > 1 && WIDEN_IS(folded, 0, noun) &&
	    WIDEN_IS(folded, 1, of) ? "[age " : "[aged ");
	buffer_format(out, "%s]", band == sizeof widen_ages / sizeof *widen_ages ? "over 25" :
	    widen_ages[band].words);
	return true;
}

static bool
widen_year_group(struct buffer *out, const struct folded *folded)
{
	static const char *const early[] = { "nursery", "preschool", "reception", "przedszkole" };
	static const char *const stage[] = { "ks", "stage" };
	static const char *const sixth[] = { "sixth" };
	unsigned number, school;
	size_t digits;

	for (size_t i = 0; i < folded->count; i++) {
		const char *text = (const char *)folded->text.data + folded->words[i].start;

		if (WIDEN_IS(folded, i, early) || WIDEN_IS(folded, i, sixth)) {
			buffer_append_text(out, WIDEN_IS(folded, i, sixth) ? "[a sixth form year]" :
			    "[an early year]");
			return true;
		}
		if (!widen_number(folded, i, &number, &digits))
			continue;
		school = (i > 0 && WIDEN_IS(folded, i - 1, stage)) ||
		    strncasecmp(text, "ks", 2) == 0 ? number * 3 : number;
		buffer_append_text(out, school <= 6 ? "[a primary school year]" :
		    school <= 12 && (school <= 11 || school != number) ?
		    "[a secondary school year]" : "[a sixth form year]");
		return true;
	}
	return false;
}

/* The letters that a postcode starts with are its area: a hundred thousand homes and more. */
static bool
widen_postcode(struct buffer *out, const char *words, size_t length)
{
	size_t letters = 0;

	while (letters < length && isalpha((unsigned char)words[letters]))
		letters++;
	if (letters == 0 || letters > 2 || letters == length)
		return false;
	buffer_append_byte(out, '[');
	for (size_t i = 0; i < letters; i++)
		buffer_append_byte(out, (uint8_t)toupper((unsigned char)words[i]));
	buffer_append_text(out, " postcode area]");
	return true;
}

/* "3,412.50", "15k", "1,500 pounds", "2 thousand"; false for several, and for words. */
static bool
widen_sum(const char *words, size_t length, uint64_t *sum)
{
	static const struct { const char *word; unsigned times; } units[] = { { "thousand", 1000 },
		{ "grand", 1000 }, { "million", 1000000 }, { "k", 1000 }, { "m", 1000000 } };
	size_t at = 0, digits = 0;

	while (at < length && !isdigit((unsigned char)words[at]))
		at++;
	for (*sum = 0; at < length && (isdigit((unsigned char)words[at]) || words[at] == ','); at++) {
		if (words[at] == ',')
			continue;
		*sum = *sum * 10 + (uint64_t)(words[at] - '0');
		if (++digits > WIDEN_DIGITS)
			return false;
	}
	if (digits == 0)
		return false;
	if (at < length && words[at] == '.')
		for (at++; at < length && isdigit((unsigned char)words[at]); at++)
			continue;
	while (at < length && words[at] == ' ')
		at++;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		size_t unit = strlen(units[i].word);

		if (at + unit <= length && strncasecmp(words + at, units[i].word, unit) == 0 &&
		    (at + unit == length || !isalpha((unsigned char)words[at + unit]))) {
			*sum *= units[i].times;
			at += unit;
			break;
		}
	}
	for (; at < length; at++)
		if (isdigit((unsigned char)words[at]))
			return false;
	return true;
}

static bool
widen_money(struct buffer *out, const char *words, size_t length)
{
	uint64_t sum;
	size_t band = 0;

	if (!widen_sum(words, length, &sum))
		return false;
	while (widen_sums[band].below <= sum)
		band++;
	buffer_append_text(out, widen_sums[band].words);
	return true;
}

bool
labels_widen(struct buffer *out, enum suggest_kind kind, const char *words, size_t length)
{
	struct folded folded;
	bool done = false;

	folded_make(&folded, words, length);
	if (kind == SUGGEST_DATE)
		done = widen_date(out, &folded, words, length);
	else if (kind == SUGGEST_AGE)
		done = widen_age(out, &folded);
	else if (kind == SUGGEST_YEAR_GROUP)
		done = widen_year_group(out, &folded);
	else if (kind == SUGGEST_POSTCODE)
		done = widen_postcode(out, words, length);
	else if (kind == SUGGEST_MONEY)
		done = widen_money(out, words, length);
	folded_free(&folded);
	return done;
}
