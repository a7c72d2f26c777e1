/* SPDX-License-Identifier: ISC */
/* Numbers of cases, plans, schools: what a council, a tribunal or an ombudsman gave. */
#include "config.h"

#include "desk/redact/checks.h"
#include "desk/redact/shapes.h"

#include <stdlib.h>
#include <string.h>

static unsigned
first_digits(const struct pattern_match *match, const struct finding *finding, size_t count)
{
	char text[CHECKS_MOST];

	if (checks_copy(text, match->text + finding->start, finding->end - finding->start) < count)
		return 0;
	text[count] = '\0';
	return (unsigned)strtoul(text, NULL, 10);
}

/* Local authorities have numbers from 201 to 941 (Department for Education); the schools of one,
 * from 1000 to 7999. */
static bool
judge_laestab(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	unsigned number = first_digits(match, finding, 7);

	(void)findings;
	return number / 10000 >= 201 && number / 10000 <= 941 && number % 10000 >= 1000 &&
	    number % 10000 <= 7999;
}

static bool
judge_laestab_called(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	if (judge_laestab(findings, match, finding))
		return true;
	finding->sure = 60;
	finding->why = "called the number of a school, though it can be none: mistyped, perhaps";
	return true;
}

/* URNs of schools have six digits, the first of them 1 (Get Information about Schools). */
static bool
judge_urn(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	char digits[CHECKS_MOST];

	(void)findings;
	if (checks_copy(digits, match->text + finding->start, finding->end - finding->start) == 6 &&
	    digits[0] == '1')
		return true;
	finding->sure = 60;
	finding->why = "called the number of a school, though it can be none: mistyped, perhaps";
	return true;
}

/* Two digits of the year, from 2003 on. */
static bool
judge_ombudsman(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	unsigned year = first_digits(match, finding, 2);

	(void)findings;
	return year >= 3 && year <= 39;
}

static bool
judge_ombudsman_called(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	char digits[CHECKS_MOST];

	(void)findings;
	if (checks_copy(digits, match->text + finding->start, finding->end - finding->start) == 8)
		return true;
	finding->sure = 65;
	finding->why = "called an Ombudsman's number, though it has not its form";
	return true;
}

/* A number of a case has three digits at least, and is no year. */
static bool
judge_reference(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	const char *text = match->text + finding->start;
	size_t length = finding->end - finding->start, digits = 0;

	(void)findings;
	for (size_t i = 0; i < length; i++)
		digits += text[i] >= '0' && text[i] <= '9';
	return digits >= 3 && length >= 4 && !(length == 4 && digits == 4 &&
	    (strncmp(text, "20", 2) == 0 || strncmp(text, "19", 2) == 0));
}

#define IS     "(?: (?:is|was|of))?[ :=#.(]{0,4}"
#define NUMBER "(?: (?:no\\.?|num(?:ber)?|numbers|nr|numer|id|code|ref|reference))"
#define ENDS   SHAPE_ENDS
#define ANY_REFERENCE \
	"((?:[\\p{L}\\d]{1,16}[/.-]){0,5}[\\p{L}]{0,6}\\d[\\p{L}\\d]{0,16}(?:[ /-]\\d{2,8}){0,4})"

static const struct shape shapes[] = {
	{ SUGGEST_TRIBUNAL_REF, 95, AT_LETTER, "has the form of a tribunal's number", NULL,
	    "([es][a-z] ?\\d{3} ?[/.-] ?\\d\\d ?[/.-] ?\\d{5})" ENDS },
	{ SUGGEST_TRIBUNAL_REF, 90, AT_LETTER | AT_SIGN, "the citation of a case", NULL,
	    "(\\[?(?:19|20)\\d\\d\\]? (?:UKUT|UKFTT|EWHC|EWCA(?: Civ)?|UKSC) \\d{1,5}"
	    "(?: ?\\([a-z]{2,8}\\))?)" },
	{ SUGGEST_TRIBUNAL_REF, 75, AT_LETTER, "called a number of the tribunal", judge_reference,
	    "(?:tribunal|send ?(?:ist|tribunal)|sendist|appeal)(?: (?:case|appeal))?"
	    "(?:" NUMBER "{1,2}| ?[:#])" IS ANY_REFERENCE ENDS },
	{ SUGGEST_LGSCO_REF, 75, AT_DIGIT, "has the form of an Ombudsman's number",
	    judge_ombudsman,
	    SHAPE_BEFORE "(?<![\\d][ ,.])(\\d\\d[ -]\\d{3}[ -]\\d{3})(?![ -]?\\d)" ENDS },
	{ SUGGEST_LGSCO_REF, 95, AT_LETTER, "called an Ombudsman's number",
	    judge_ombudsman_called,
	    "(?:lgsco|lgo|ombudsman)(?:'s)?(?: (?:complaint|case))?" NUMBER "{0,2}" IS
	    "(\\d(?:[ -]?\\d){5,10})" ENDS },
	{ SUGGEST_EHCP_REF, 85, AT_LETTER, "called the number of a plan", judge_reference,
	    "(?:ehcp?n?a?(?: plan)?|sen2?|send|plan|education health and care plan|"
	    "assessment)(?: case)?(?:" NUMBER "{1,2}| ?[:#])" IS
	    ANY_REFERENCE ENDS },
	{ SUGGEST_EHCP_REF, 80, AT_LETTER, "has the form of a plan's number", judge_reference,
	    "(?<![/-])((?:ehcp?|ehcna|sen|send)[/-]?(?:[a-z\\d]{1,8}[/-]){0,3}\\d{3,10})" ENDS },
	{ SUGGEST_EHCP_REF, 70, AT_LETTER, "has the form of a council's reference",
	    judge_reference,
	    "(?<![/-])((?-i:[A-Z]{2,8})[/-](?:[a-z\\d]{1,8}[/-]){0,3}\\d{3,10})" ENDS },
	{ SUGGEST_EHCP_REF, 60, AT_LETTER, "called a reference", judge_reference,
	    "(?:ref(?:erence)?|sygn(?:atura)?)\\.?" NUMBER "?" IS ANY_REFERENCE ENDS },
	{ SUGGEST_EHCP_REF, 60, AT_LETTER, "called the number of a case", judge_reference,
	    "(?:case|file|claim|complaint|council|letter|sprawy|akt)(?:" NUMBER "{1,2}| ?[:#])" IS
	    ANY_REFERENCE ENDS },
	{ SUGGEST_RARE, 50, AT_LETTER, "called a number of somebody", judge_reference,
	    "(?:account|invoice|hospital|student|pupil|patient|crime|policy|incident|order|"
	    "candidate|licence|badge|blue badge|claimant|customer|membership|serial|nhs trust)"
	    "(?:" NUMBER "{1,2}| ?[:#])" IS ANY_REFERENCE ENDS },
	{ SUGGEST_RARE, 45, AT_LETTER, "called a number", NULL,
	    "(?:no\\.?|number|nr|numer)" IS "(\\p{L}{0,4}\\d{5,20})" ENDS },
	{ SUGGEST_RARE, 45, AT_DIGIT, "a long number: it belongs to something", NULL,
	    SHAPE_BEFORE "(?<!\\d[.,/-])\\d{7,40}" ENDS },
	{ SUGGEST_RARE, 45, AT_LETTER, "letters and many digits: a number of something", NULL,
	    "[a-z]{1,4}\\d{6,20}[a-z]{0,2}" ENDS },
	{ SUGGEST_URN, 90, AT_LETTER, "called the number of a school", judge_urn,
	    "(?:urn|unique reference number)" NUMBER "?" IS "(\\d{2,4}[ -]?\\d{2,4}|\\d{4,8})" ENDS },
	{ SUGGEST_LAESTAB, 65, AT_DIGIT, "has the form of a school's number", judge_laestab,
	    SHAPE_BEFORE "(?<!\\d[/.,-])(\\d{3}/\\d{4})(?![/-]?\\d)" ENDS },
	{ SUGGEST_LAESTAB, 95, AT_LETTER, "called the number of a school", judge_laestab_called,
	    "(?:la ?estab|dfe|dfes|establishment)" NUMBER "?" IS
	    "(\\d{3} ?[/-]? ?\\d{3,4})" ENDS },
};
const struct shape_table reference_shapes = { shapes, sizeof shapes / sizeof shapes[0] };
