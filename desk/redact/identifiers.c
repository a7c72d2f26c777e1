/* SPDX-License-Identifier: ISC */
/* Numbers with a check or a strict form: people, papers, accounts, cars. */
#include "config.h"

#include "desk/redact/checks.h"
#include "desk/redact/english.h"
#include "desk/redact/shapes.h"
#include "front/spot/numbers.h"

#include <string.h>

static size_t
copy(char out[CHECKS_MOST], const struct pattern_match *match, const struct finding *finding)
{
	return checks_copy(out, match->text + finding->start, finding->end - finding->start);
}

/* Ten digits with nothing to say what they are. */
static bool
judge_ten(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	char digits[CHECKS_MOST];

	(void)findings;
	if (copy(digits, match, finding) != 10)
		return false;
	if (numbers_nhs(digits))
		return true;
	/* One in eleven of any ten digits is one of these. */
	finding->kind = SUGGEST_ULN;
	finding->sure = 70;
	finding->why = "ten digits that hold the check of a learner number";
	return checks_uln(digits);
}

static bool
judge_nhs_called(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	char digits[CHECKS_MOST];

	(void)findings;
	if (copy(digits, match, finding) == 10 && numbers_nhs(digits))
		return true;
	finding->sure = 60;
	finding->why = "called an NHS number, though its check fails: mistyped, perhaps";
	return true;
}

static bool
judge_upn(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	char upn[CHECKS_MOST];

	(void)findings;
	if (copy(upn, match, finding) == 13 && numbers_upn(upn))
		return true;
	finding->kind = SUGGEST_RARE;
	finding->sure = 45;
	finding->why = "looks like a pupil number, though its check fails";
	return true;
}

static bool
judge_upn_called(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	char upn[CHECKS_MOST];

	(void)findings;
	if (copy(upn, match, finding) == 13 && numbers_upn(upn))
		return true;
	finding->sure = 60;
	finding->why = "called a pupil number, though its check fails: mistyped, perhaps";
	return true;
}

static bool
judge_uln_called(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	char digits[CHECKS_MOST];

	(void)findings;
	if (copy(digits, match, finding) == 10 && checks_uln(digits))
		return true;
	finding->sure = 60;
	finding->why = "called a learner number, though its check fails: mistyped, perhaps";
	return true;
}

static bool
judge_nino(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	char nino[CHECKS_MOST];

	(void)findings;
	return copy(nino, match, finding) == 9 && checks_nino_prefix(nino);
}

/* What is called one and is none is a number of somebody still, but not of this kind. */
static bool
judge_nino_called(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	if (judge_nino(findings, match, finding))
		return false;
	finding->kind = SUGGEST_RARE;
	return true;
}

static bool
judge_licence(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	char licence[CHECKS_MOST];

	(void)findings;
	return copy(licence, match, finding) == 16 && checks_driving_licence(licence);
}

/* The shape takes in as many groups as there are; the country says where it ends. All capitals,
 * or all small letters: a mixture is no IBAN. */
static bool
judge_iban(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	char iban[CHECKS_MOST];
	size_t length, wanted = 0, count = 0;
	bool large = false, small = false;

	(void)findings;
	length = copy(iban, match, finding);
	if (length >= 5)
		wanted = checks_iban_length(iban);
	if (wanted == 0 || length < wanted)
		return false;
	for (size_t i = finding->start; i < finding->end && count < wanted; i++) {
		char c = match->text[i];

		if (c == ' ' || c == '-')
			continue;
		large |= c >= 'A' && c <= 'Z';
		small |= c >= 'a' && c <= 'z';
		if (++count == wanted) {
			char next = i + 1 < finding->end ? match->text[i + 1] : ' ';

			if (next != ' ' && next != '-')
				return false;
			finding->end = i + 1;
		}
	}
	return !(large && small) && checks_iban(iban, wanted);
}

/* The first digits that cards have (ISO/IEC 7812: 1 and 2 airlines, 3 to 6 banks). */
static bool
judge_card(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	char digits[CHECKS_MOST];
	size_t length = copy(digits, match, finding);

	(void)findings;
	if (length < 13 || length > 19 || strchr("123456", digits[0]) == NULL)
		return false;
	if (length == 13 && digits[0] != '4')
		return false;
	return checks_luhn(digits, length);
}

static bool
judge_card_called(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	return !judge_card(findings, match, finding);
}

/* The three letters of "K1 ABC" are no word, and those of a plate in small letters are none: "y7
 * and" is a year group. */
static bool
judge_plate(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	char letters[4] = "";
	bool small = false;

	(void)findings;
	for (size_t i = finding->start; i < finding->end; i++)
		small |= match->text[i] >= 'a' && match->text[i] <= 'z';
	for (size_t i = 0; i < 3; i++)
		letters[i] = (char)(match->text[match->group[2].begin + i] | 0x20);
	if ((english_class(letters) & (ENGLISH_KNOWN | WORDS_GIVEN)) != 0)
		return false;
	if (small && finding->sure < 60)
		return false;
	return true;
}

#define IS     "(?: (?:is|was|of))?[ :=#.(]{0,4}"
#define NUMBER "(?: (?:no\\.?|num(?:ber)?|numbers|nr|id|code|ref|reference))"
#define ENDS   SHAPE_ENDS

static const struct shape shapes[] = {
	{ SUGGEST_NHS_NUMBER, 100, AT_DIGIT, "ten digits that hold the check of an NHS number",
	    judge_ten, SHAPE_BEFORE "(?<![\\d][.,/-])(\\d{3}([ -]?)\\d{3}\\2\\d{4})(?![-/.,]?\\d)"
	    ENDS },
	{ SUGGEST_NHS_NUMBER, 100, AT_LETTER, "called an NHS number", judge_nhs_called,
	    "nhs" NUMBER "?" IS "(\\d{3}[ -]{0,2}\\d{3}[ -]{0,2}\\d{3,4})" ENDS },
	{ SUGGEST_NHS_NUMBER, 100, AT_LETTER, "called an NHS number", judge_nhs_called,
	    "nhs" NUMBER IS "(\\d(?:[ -]?\\d){7,11})" ENDS },
	{ SUGGEST_UPN, 100, AT_LETTER, "a pupil number: its check letter is right", judge_upn,
	    "[a-hj-np-rt-z]\\d{11}[\\da-hj-np-rt-z]" ENDS },
	{ SUGGEST_UPN, 100, AT_LETTER, "called a pupil number", judge_upn_called,
	    "(?:upn|unique pupil number|pupil (?:no\\.?|number))" NUMBER "?" IS
	    "((?-i:[A-Z]|[a-z]) ?\\d(?:[ -]?\\d){9,11}[a-z]?)" ENDS },
	{ SUGGEST_ULN, 100, AT_LETTER, "called a learner number", judge_uln_called,
	    "(?:uln|unique learner number|learner (?:no\\.?|number))" NUMBER "?" IS
	    "(\\d(?:[ -]?\\d){7,11})" ENDS },
	{ SUGGEST_NINO, 95, AT_LETTER, "has the form of a National Insurance number", judge_nino,
	    "([a-z]{2} ?\\d\\d ?\\d\\d ?\\d\\d ?[a-d])" ENDS },
	{ SUGGEST_NINO, 45, AT_LETTER, "called a National Insurance number, though it can be none",
	    judge_nino_called, "(?:national insurance|ni|nino)" NUMBER "?" IS
	    "([a-z]{2} ?\\d\\d ?\\d\\d ?\\d\\d ?[a-z\\d])" ENDS },
	{ SUGGEST_PASSPORT, 70, AT_LETTER, "two letters and seven digits, as on a passport", NULL,
	    "([a-z]{2}\\d{7})" ENDS },
	{ SUGGEST_PASSPORT, 85, AT_LETTER, "called a passport number", NULL,
	    "passport" NUMBER "?" IS "(\\d{9})" ENDS },
	{ SUGGEST_DRIVING_LICENCE, 95, AT_LETTER, "has the form of a driving licence number",
	    judge_licence, "([a-z9]{5}\\d{6}[a-z][a-z9][\\da-z][a-z]{2})" ENDS },
	{ SUGGEST_IBAN, 100, AT_LETTER, "an account number: its check is right", judge_iban,
	    "([a-z]{2}\\d\\d(?:[ -]?[a-z\\d]{1,4}){2,8}(?:[ -]?[a-z\\d]{1,4}){0,1})" ENDS },
	{ SUGGEST_CARD, 100, AT_DIGIT, "a card number: its check is right", judge_card,
	    SHAPE_BEFORE "(?<!\\d[-/.])(\\d{4}([ -]?)\\d{4}\\2\\d{4}\\2\\d{4}(?:\\2\\d{1,3})?)(?!-?\\d)"
	    ENDS },
	{ SUGGEST_CARD, 98, AT_DIGIT, "a card number: its check is right", judge_card,
	    SHAPE_BEFORE "(?<!\\d[-/.])(\\d{4}[ -]?\\d{6}[ -]?\\d{3,5}|\\d{13,19})(?!-?\\d)" ENDS },
	{ SUGGEST_RARE, 45, AT_LETTER, "called a card number, though its check fails",
	    judge_card_called, "card" NUMBER "?" IS "(\\d{4}(?:[ -]?\\d{2,6}){2,4})" ENDS },
	{ SUGGEST_RARE, 55, AT_LETTER, "called an account number or a sort code", NULL,
	    "(?:account|acc|sort code)" NUMBER "?" IS "(\\d\\d[ -]?\\d\\d[ -]?\\d\\d|\\d{8})" ENDS },
	{ SUGGEST_VEHICLE, 75, AT_LETTER, "has the form of a number plate", judge_plate,
	    "([a-hj-pr-y]{2}(?:0[2-9]|[12]\\d|5[1-9]|[67]\\d)[ -]?([a-hj-pr-z]{3}))" ENDS },
	{ SUGGEST_VEHICLE, 55, AT_LETTER, "has the form of an older number plate", judge_plate,
	    "([a-hj-npr-tv-y]\\d{1,3}[ -]?([a-hj-pr-y]{3}))" ENDS },
	{ SUGGEST_VEHICLE, 55, AT_LETTER, "has the form of an older number plate", judge_plate,
	    "(([a-z]{3})[ -]?\\d{1,3}[a-hj-npr-tv-y])" ENDS },
	{ SUGGEST_VEHICLE, 60, AT_LETTER, "called a number plate", NULL,
	    "(?:reg(?:istration)?(?: (?:no\\.?|number|plate))?|number plate)" IS
	    "((?=[a-z\\d ]{0,7}\\d)[a-z\\d]{2,4} ?[a-z\\d]{2,4})" ENDS },
};
const struct shape_table identifier_shapes = { shapes, sizeof shapes / sizeof shapes[0] };
