/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/spot/pattern_table.h"

#include <string.h>

#include "front/spot/numbers.h"
#include "front/spot/words.h"

#define DIGITS_MOST 24

static const char *
group_text(const struct pattern_match *match, size_t group)
{
	return match->text + match->group[group].begin;
}

static size_t
group_length(const struct pattern_match *match, size_t group)
{
	return match->group[group].end - match->group[group].begin;
}

static unsigned
group_number(const struct pattern_match *match, size_t group)
{
	char digits[DIGITS_MOST];
	size_t count = numbers_digits(digits, DIGITS_MOST, group_text(match, group),
	    group_length(match, group));
	unsigned number = 0;

	for (size_t i = 0; i < count && i < 6; i++)
		number = number * 10 + (unsigned)(digits[i] - '0');
	return number;
}

/* Is the word before the match one of a sorted list? */
static bool
match_after(const struct pattern_match *match, const char *const *list, size_t count)
{
	size_t end = match->group[0].begin, start;
	char key[WORDS_KEY_BYTES];

	while (end > 0 && match->text[end - 1] == ' ')
		end--;
	for (start = end; start > 0 && end - start < WORDS_KEY_BYTES &&
	    match->text[start - 1] != ' ' && match->text[start - 1] != '\n';)
		start--;
	return words_key(key, match->text + start, end - start) > 0 && words_in(list, count, key);
}

static bool
judge_nhs(const struct pattern_match *match, struct spot *spot)
{
	char digits[10];

	return numbers_digits(digits, 10, match->text + spot->start, spot->end - spot->start) ==
	    10 && numbers_nhs(digits);
}

/* What has the form of one but fails its check is a number of something still. */
static bool
judge_upn(const struct pattern_match *match, struct spot *spot)
{
	char upn[13];

	for (size_t i = 0; i < 13; i++) {
		upn[i] = match->text[spot->start + i];
		if (upn[i] >= 'a' && upn[i] <= 'z')
			upn[i] = (char)(upn[i] - 'a' + 'A');
	}
	if (!numbers_upn(upn))
		spot->kind = SPOT_REFERENCE;
	return true;
}

/* Groups 1, 2, 3: year, month, day. */
static bool
judge_year_first(const struct pattern_match *match, struct spot *spot)
{
	spot->start = match->group[0].begin;
	spot->end = match->group[0].end;
	return group_number(match, 2) <= 12 &&
	    numbers_day(spot, group_number(match, 3), group_number(match, 2),
	    group_text(match, 1), group_length(match, 1));
}

/* Groups 2, 4, 5: day, month, year. */
static bool
judge_day_first(const struct pattern_match *match, struct spot *spot)
{
	return numbers_day(spot, group_number(match, 2), group_number(match, 4),
	    group_text(match, 5), group_length(match, 5));
}

/* 12/3 without a year is a part of something, unless "on" stands before it. */
static bool
judge_short_day(const struct pattern_match *match, struct spot *spot)
{
	static const char *const before[] = { "by", "date", "dated", "dnia", "from", "od", "on",
		"since", "until" };

	return match_after(match, before, sizeof before / sizeof before[0]) &&
	    numbers_day(spot, group_number(match, 2), group_number(match, 4), "", 0);
}

/* Groups: 2 a day, 3 its ending ("rd", "of", 0 for none), 4 a month, 5 a year. "may" and "march"
 * are verbs too. */
static bool
judge_month(const struct pattern_match *match, struct spot *spot)
{
	const char *month = group_text(match, 4);
	size_t length = group_length(match, 4);
	char key[WORDS_KEY_BYTES];
	unsigned day = group_number(match, 2);

	(void)words_key(key, month, length);
	if ((month[0] == 'm' || month[0] == 'd' || month[0] == 's') &&
	    group_length(match, 3) == 0 && group_length(match, 5) == 0 &&
	    (strcmp(key, "may") == 0 || strcmp(key, "march") == 0 || strcmp(key, "mar") == 0 ||
	    strcmp(key, "dec") == 0 || strcmp(key, "sep") == 0))
		return false;
	spot->month = numbers_month(month, length);
	return spot->month != 0 && (group_length(match, 2) == 0 || (day >= 1 && day <= 31)) &&
	    numbers_year(spot, group_text(match, 5), group_length(match, 5));
}

/* The same with 2 a month, 3 a day, 4 its ending. */
static bool
judge_month_first(const struct pattern_match *match, struct spot *spot)
{
	struct pattern_match turned = *match;

	turned.group[4] = match->group[2];
	turned.group[2] = match->group[3];
	turned.group[3] = match->group[4];
	return judge_month(&turned, spot);
}

/* Groups: 2 pounds, 3 pence, 4 what stands for pounds where another money may. */
static bool
judge_money(const struct pattern_match *match, struct spot *spot)
{
	static const char *const vague[] = { "about", "almost", "another", "approx",
			"approximately", "around", "circa", "least", "nearly", "ok", "okolo",
		"over", "ponad", 	"prawie", "roughly", "some", "than", "under" };
	char pence[3] = "";

	if (group_length(match, 3) == 2)
		memcpy(pence, group_text(match, 3), 2);
	if (!numbers_exact(group_text(match, 2), group_length(match, 2), pence,
	    match_after(match, vague, sizeof vague / sizeof vague[0]), &spot->pounds))
		return false;
	if (group_length(match, 4) > 0 && (group_text(match, 4)[0] | 0x20) == 'z')
		spot->pounds = 0;
	if (group_length(match, 4) > 0 && strncmp(group_text(match, 4), "PLN", 3) == 0)
		spot->pounds = 0;
	return true;
}

/* Ten or eleven digits from a 0 on; the help line 116 123 is nobody's. */
static bool
judge_phone(const struct pattern_match *match, struct spot *spot)
{
	char digits[DIGITS_MOST];
	size_t count = numbers_digits(digits, DIGITS_MOST, match->text + spot->start,
	    spot->end - spot->start);

	if (strchr("+0", digits[0]) != NULL && match->text[match->group[0].begin] != '+' &&
	    (digits[0] == '0' && digits[1] != '0'))
		return count == 10 || count == 11;
	return count >= 6 && !(count == 6 && strncmp(digits, "116123", 6) == 0);
}

/* A number of a case: enough digits, and no year. */
static bool
judge_reference(const struct pattern_match *match, struct spot *spot)
{
	char digits[DIGITS_MOST];
	size_t count = numbers_digits(digits, DIGITS_MOST, match->text + spot->start,
	    spot->end - spot->start);

	return count >= 3 && spot->end - spot->start >= 4 &&
	    !(count == 4 && spot->end - spot->start == 4 &&
	    (strncmp(digits, "20", 2) == 0 || strncmp(digits, "19", 2) == 0));
}

/* The government's own pages are everybody's. */
static bool
judge_site(const struct pattern_match *match, struct spot *spot)
{
	size_t length = spot->end - spot->start;

	return !(length == 6 && strncmp(match->text + spot->start, "gov.uk", 6) == 0);
}

#define ENDS "(?![\\p{L}\\p{M}\\p{Nd}])"
#define MONTHS \
	"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|" \
	"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|stycznia|lutego|marca|" \
	"kwietnia|maja|czerwca|lipca|sierpnia|wrze[s\xc5\x9b]nia|pa[z\xc5\xba]dziernika|" \
	"listopada|grudnia)" ENDS
#define WEEKDAY "(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
#define IS "(?: (?:is|was|of))?[ :=#.(]{0,4}"
#define NUMBER "(?: (?:no\\.?|num(?:ber)?|numbers|nr|numer|id|code|ref|reference))"
#define POUNDS "(\\d{1,3}(?:[, ]\\d{3}){1,3}|\\d{1,12})"
#define AREAS \
	"(?:A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|" \
	"I[GMPV]|JE|K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|" \
	"S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE)"

/* The first that finds wins: what is surest, and what is longest, comes first. */
const struct pattern pattern_table[] = {
	{ SPOT_EMAIL, AT_DIGIT | AT_LETTER, '@', NULL,
	    "[\\p{L}\\d][\\p{L}\\d._%+'-]{0,63}@"
	    "[\\p{L}\\d][\\p{L}\\d.-]{0,120}\\.\\p{L}{2,12}" ENDS },
	{ SPOT_EMAIL, AT_DIGIT | AT_LETTER, 0, NULL,
	    "[\\p{L}\\d][\\p{L}\\d._+-]{1,63} at (?:gmail|hotmail|outlook|yahoo|icloud|live|"
	    "btinternet)(?: dot |\\.)(?:com|co(?: dot |\\.)uk)" ENDS },
	{ SPOT_EMAIL, AT_LETTER, '.', NULL,
	    "(?:https?://|www\\.)[^\\s<>\"]{0,500}[^\\s<>\".,;:!?)\\]']" },
	{ SPOT_EMAIL, AT_DIGIT | AT_LETTER, '.', judge_site,
	    "(?:[\\p{L}\\d-]{1,63}\\.){1,5}(?:co\\.uk|uk|com|org|net|info|pl|eu)" ENDS
	    "(?:/[^\\s<>\"]{0,500}[^\\s<>\".,;:!?)\\]'])?" },
	{ SPOT_EMAIL, AT_SIGN, '@', NULL,
	    "@[\\p{L}\\d_](?:[\\p{L}\\d_.-]{0,60}[\\p{L}\\d_])" },
	{ SPOT_DATE, AT_DIGIT, 0, judge_year_first,
	    "((?:19|20)\\d\\d)[./-](\\d{1,2})[./-](\\d{1,2})(?![\\d/]|[.-]\\d)" },
	{ SPOT_DATE, AT_DIGIT, 0, judge_day_first,
	    "((\\d{1,2})( ?[./-] ?)(\\d{1,2})\\3((?:19|20)\\d\\d|\\d\\d))(?![\\d/]|[.-]\\d)" },
	{ SPOT_NHS_NUMBER, AT_LETTER, 0, NULL,
	    "nhs" NUMBER "?" IS "(\\d{3}[ -]{0,2}\\d{3}[ -]{0,2}\\d{4})" ENDS },
	{ SPOT_UPN, AT_LETTER, 0, NULL,
	    "(?:upn|unique pupil number|pupil (?:no\\.?|number))" NUMBER "?" IS
	    "(\\p{L}\\d{10,12}[\\p{L}\\d]?)" ENDS },
	{ SPOT_REFERENCE, AT_LETTER, 0, NULL,
	    "(?:national insurance|ni|nino)" NUMBER "?" IS
	    "([a-z]{2} ?\\d\\d ?\\d\\d ?\\d\\d ?[a-z])" ENDS },
	{ SPOT_REFERENCE, AT_LETTER, 0, NULL,
	    "((?:(?!bg|gb|nk|kn|tn|nt|zz)[a-ceghj-prtw-z][a-ceghj-nprtw-z]|qq)"
	    " ?\\d\\d ?\\d\\d ?\\d\\d ?[a-d])" ENDS },
	{ SPOT_UPN, AT_LETTER, 0, judge_upn,
	    "[a-hj-np-rt-z]\\d{11}[\\da-hj-np-rt-z]" ENDS },
	{ SPOT_NHS_NUMBER, AT_DIGIT, 0, judge_nhs,
	    "(\\d{3}([ -]?)\\d{3}\\2\\d{4})" ENDS },
	{ SPOT_PHONE, AT_SIGN, '+', judge_phone,
	    "\\+ ?\\d{1,3}(?:[ .-]?\\(\\d{1,4}\\))?(?:[ .-]{0,2}\\d){6,13}" ENDS },
	{ SPOT_PHONE, AT_SIGN, '(', judge_phone,
	    "\\(0\\d{2,5}\\)(?:[ .-]{0,2}\\d){5,8}" ENDS },
	{ SPOT_PHONE, AT_DIGIT, '0', judge_phone,
	    "0\\d{2,5}(?:[ .-]{0,2}\\d){5,8}" ENDS },
	{ SPOT_PHONE, AT_DIGIT, '0', NULL,
	    "00[1-9]\\d{0,2}(?:[ .-]?\\(0\\))?(?:[ .-]?\\d){7,12}" ENDS },
	{ SPOT_PHONE, AT_LETTER, 0, judge_phone,
	    "(?:tel(?:ephone|efon)?|(?:mobile|phone)(?: (?:no\\.?|number|is))?)[ :.]{1,3}"
	    "(\\d(?:[ -]?\\d){5,10})" ENDS },
	{ SPOT_MONEY, AT_SIGN, 0, judge_money,
	    "(\xc2\xa3 ?" POUNDS "(?:\\.(\\d\\d)(?!\\d))?)(?! ?(?:k|m|bn|million|thousand)\\b)"
	    "(?![\\d]|,\\d)" },
	{ SPOT_MONEY, AT_DIGIT, 0, judge_money,
	    "((\\d{1,3}(?:[,. ]\\d{3}){1,3}|\\d{1,12})(?:[.,](\\d\\d))? ?"
	    "(\xc2\xa3|pounds?|quid|gbp|funt(?:\xc3\xb3w|ow|y|a)?|"
	    "z[\xc5\x82l](?:ot[ey]|otych)?|pln)"
	    ")" ENDS },
	{ SPOT_DATE, AT_DIGIT, 0, judge_month,
	    "((\\d{1,2})((?:st|nd|rd|th|-?go)?(?: day)?(?: of)?)\\.?[ -]?" MONTHS
	    "(?|" "\\.?[, /-]{0,2}((?:19|20)\\d\\d)|\\.?[ -]{0,2}'(\\d\\d)|"
	    "[ -](\\d\\d)(?=[.,;)\\n]|$))?)" ENDS },
	{ SPOT_DATE, AT_LETTER, 0, judge_month_first,
	    "(" MONTHS "[. ]{0,2}(?:the )?(\\d{1,2})(st|nd|rd|th)?" ENDS
	    "(?:,? ?((?:19|20)\\d\\d))?)" ENDS },
	{ SPOT_DATE, AT_LETTER, 0, judge_month,
	    "(()((?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|"
	    "ninth)|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|"
	    "seventeenth|eighteenth|nineteenth|twentieth|thirtieth)(?: day)? (?:of )?" MONTHS
	    "(?:,? ?((?:19|20)\\d\\d))?)" ENDS },
	{ SPOT_DATE, AT_LETTER, 0, NULL,
	    WEEKDAY ",? (?:the )?(?:3[01]|[12]\\d|[1-9])(?:st|nd|rd|th)" ENDS
	    "(?!(?: of)? " MONTHS ")" },
	{ SPOT_DATE, AT_DIGIT, '/', judge_short_day,
	    "((\\d{1,2})(/)(\\d{1,2}))(?![\\d/]|[.-]\\d)" },
	{ SPOT_REFERENCE, AT_LETTER, '/', NULL,
	    "[a-z]{1,3}\\d{1,4}/\\d\\d/\\d{2,6}" ENDS },
	{ SPOT_REFERENCE, AT_LETTER, 0, judge_reference,
	    "(?-i:[A-Z]{2,8})[/-](?:[a-z\\d]{1,8}[/-]){0,3}\\d{3,10}" ENDS },
	{ SPOT_REFERENCE, AT_DIGIT, ' ', NULL,
	    "[012]\\d \\d{3} \\d{3}(?! ?\\d)" ENDS },
	{ SPOT_REFERENCE, AT_LETTER, 0, judge_reference,
	    "(?:ref(?:erence)?|sygn(?:atura)?)\\.?" NUMBER "?" IS
	    "((?:[\\p{L}\\d]{1,16}[/.-]){0,5}[\\p{L}]{0,6}\\d[\\p{L}\\d]{0,16}"
	    "(?:[ /-]\\d{2,8}){0,4})" ENDS },
	{ SPOT_REFERENCE, AT_LETTER, 0, judge_reference,
	    "(?:case|file|claim|complaint|appeal|plan|ehcp|account|invoice|hospital|student|pupil|"
	    "patient|passport|licence|crime|policy|incident|order|sprawy|akt|uln|urn)"
	    "(?:" NUMBER "{1,2}| ?[:#])" IS
	    "((?:[\\p{L}\\d]{1,16}[/.-]){0,5}[\\p{L}]{0,6}\\d[\\p{L}\\d]{0,16}"
	    "(?:[ /-]\\d{2,8}){0,4})" ENDS },
	{ SPOT_REFERENCE, AT_LETTER, 0, NULL,
	    "(?:no\\.?|number|nr|numer|sprawy|uln|urn)" IS "(\\p{L}{0,4}\\d{5,20})" ENDS },
	{ SPOT_POSTCODE, AT_LETTER, 0, NULL,
	    "(?:" AREAS "\\d[a-z\\d]? {0,2}\\d|gir ?0)[abd-hjlnp-uw-z]{2}" ENDS },
	{ SPOT_REFERENCE, AT_LETTER, 0, NULL,
	    "(?-i:[A-Z]{2}\\d\\d ?[A-Z]{3})" ENDS },
	{ SPOT_POSTCODE, AT_LETTER, 0, NULL,
	    "(?-i:(?:WR|DY|HR|GL|CV|WV|WS|SY|TF)[1-9]\\d?|B(?!12)[1-9]\\d)" ENDS },
	{ SPOT_REFERENCE, AT_DIGIT, 0, NULL, "\\d{8,40}" ENDS },
};
const size_t pattern_count = sizeof pattern_table / sizeof pattern_table[0];
