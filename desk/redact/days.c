/* SPDX-License-Identifier: ISC */
/* Days, births, ages, years at school, sums. */
#include "config.h"

#include "desk/redact/shapes.h"
#include "front/spot/numbers.h"
#include "front/spot/words.h"

#include <string.h>

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
	unsigned number = 0;

	for (size_t i = 0; i < group_length(match, group) && i < 6; i++)
		number = number * 10 + (unsigned)(group_text(match, group)[i] - '0');
	return number;
}

/* Does the text before it say that it is a birth? */
static void
tell_birth(const struct pattern_match *match, struct finding *finding)
{
	static const char *const births[] = { "born", "born on", "born on the", "born the", "dob",
		"d.o.b", "d.o.b.", "dob is", "dob was", "date of birth", "date of birth is",
		"birthday", "birthday is", "birthday was", "birthday on", "birthday on the",
		"birthday is on the", "birthday is the", "was born", "due date", "due" };
	size_t end = finding->start;

	while (end > 0 && strchr(" :(,-\n", match->text[end - 1]) != NULL)
		end--;
	for (size_t i = 0; i < sizeof births / sizeof births[0]; i++) {
		size_t length = strlen(births[i]), at = 0;

		if (end < length)
			continue;
		while (at < length && (match->text[end - length + at] | 0x20) ==
		    (births[i][at] | 0x20))
			at++;
		if (at == length) {
			finding->kind = SUGGEST_DOB;
			finding->why = "a day of birth";
			finding->sure = 92;
		}
	}
}

static bool
is_day(unsigned day, unsigned month, unsigned year, size_t digits)
{
	if (digits == 4 && (year < 1900 || year > 2099))
		return false;
	return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

/* Groups 2, 4, 5: day, month, year. */
static bool
judge_day_first(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	unsigned day = group_number(match, 2), month = group_number(match, 4);
	unsigned year = group_number(match, 5);
	size_t digits = group_length(match, 5);

	(void)findings;
	/* Some write the month first. */
	if (!is_day(day, month, year, digits) && !is_day(month, day, year, digits))
		return false;
	tell_birth(match, finding);
	return true;
}

/* Groups 2, 3, 4: year, month, day. */
static bool
judge_year_first(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	(void)findings;
	if (!is_day(group_number(match, 4), group_number(match, 3), group_number(match, 2), 4))
		return false;
	tell_birth(match, finding);
	return true;
}

/* "12/3" is a day after such a word, else a fraction or a score. */
static bool
judge_short(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	static const char *const before[] = { "by", "date", "dated", "dnia", "from", "od", "on",
		"since", "the", "until" };
	size_t end = finding->start, start;
	char key[WORDS_KEY_BYTES];

	(void)findings;
	while (end > 0 && match->text[end - 1] == ' ')
		end--;
	for (start = end; start > 0 && end - start < WORDS_KEY_BYTES &&
	    match->text[start - 1] != ' ' && match->text[start - 1] != '\n';)
		start--;
	if (words_key(key, match->text + start, end - start) == 0 || !WORDS_IN(before, key))
		return false;
	return is_day(group_number(match, 2), group_number(match, 3), 0, 0);
}

/* Groups: 2 a day, 3 its ending, 4 a month, 5 a year. "may" and "march" are verbs, too: without an
 * ending or a year it takes a capital. */
static bool
judge_month(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	const char *month = group_text(match, 4);
	unsigned day = group_number(match, 2);
	char key[WORDS_KEY_BYTES];

	(void)findings;
	(void)words_key(key, month, group_length(match, 4));
	if (group_length(match, 2) > 0 && (day < 1 || day > 31))
		return false;
	if (group_length(match, 3) == 0 && group_length(match, 5) == 0 && month[0] >= 'a' &&
	    (strcmp(key, "may") == 0 || strcmp(key, "march") == 0 || strcmp(key, "mar") == 0 ||
	    strcmp(key, "dec") == 0 || strcmp(key, "sep") == 0))
		return false;
	tell_birth(match, finding);
	return true;
}

/* The same with 2 a month, 3 a day, 4 its ending. */
static bool
judge_month_first(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	struct pattern_match turned = *match;

	turned.group[4] = match->group[2];
	turned.group[2] = match->group[3];
	turned.group[3] = match->group[4];
	return judge_month(findings, &turned, finding);
}

/* Nobody in a family is "aged 300". */
static bool
judge_age(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	(void)findings;
	(void)finding;
	return group_length(match, 2) == 0 || group_number(match, 2) <= 110;
}

/* "he is 7", and not "he is 7 weeks late", "she was 2 years below". */
static bool
judge_is(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	(void)findings;
	(void)finding;
	return group_number(match, 2) <= 99;
}

/* A sum of two figures and more, or pence. */
static bool
judge_money(const struct findings *findings, const struct pattern_match *match,
    struct finding *finding)
{
	const char *pounds = group_text(match, 2);
	size_t figures = 0;
	bool round = true;

	(void)findings;
	for (size_t i = 0; i < group_length(match, 2); i++) {
		if (pounds[i] < '0' || pounds[i] > '9')
			continue;
		round &= pounds[i] == '0' || figures == 0;
		figures += figures > 0 || pounds[i] != '0';
	}
	if (figures < 3) {
		finding->sure = 40;
		finding->why = "a sum, a small one";
	} else if (round) {
		finding->sure = 55;
		finding->why = "a sum, a round one";
	}
	return figures > 0;
}

#define ENDS SHAPE_ENDS
#define MONTHS \
	"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|" \
	"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|stycznia|lutego|marca|" \
	"kwietnia|maja|czerwca|lipca|sierpnia|wrze[s\xc5\x9b]nia|pa[z\xc5\xba]dziernika|" \
	"listopada|grudnia)" ENDS
#define WEEKDAY "(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
#define ORDINALS \
	"(?:(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|" \
	"ninth)|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|" \
	"eighteenth|nineteenth|twentieth|thirtieth)"
#define UNITS \
	"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|" \
	"fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|" \
	"eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
#define HALF "(?:[ -](?:and|an|n)[ -](?:a[ -])?half|\xc2\xbd|\\.5)?"
#define POUNDS "(\\d{1,3}(?:[, ]\\d{3}){1,3}|\\d{1,12})"
#define SCALE "(?: ?(?:k|m|grand|thousand|hundred|million))?"
#define WHO "(?:he|she|they|son|daughter|boy|girl|child|i|kid|twins?|brother|sister)"

static const struct shape shapes[] = {
	{ SUGGEST_DATE, 85, AT_DIGIT, "a day", judge_year_first,
	    SHAPE_BEFORE "(((?:19|20)\\d\\d)[./-](\\d{1,2})[./-](\\d{1,2})"
	    "(?:t\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,6})?)?(?:z|[+-]\\d\\d:\\d\\d)?)?)"
	    "(?![\\d/]|[.-]\\d)" },
	{ SUGGEST_DATE, 85, AT_DIGIT, "a day", judge_day_first,
	    SHAPE_BEFORE "(?<!\\d[./-])((\\d{1,2})( ?[./-] ?)(\\d{1,2})\\3((?:19|20)\\d\\d|\\d\\d))"
	    "(?![\\d/]|[.-]\\d)" },
	{ SUGGEST_DATE, 85, AT_DIGIT, "a day", judge_month,
	    SHAPE_BEFORE "((\\d{1,2})((?:st|nd|rd|th|-?go)?(?: day)?(?: of)?)\\.?[ -]?" MONTHS
	    "(?|\\.?[, /-]{0,2}((?:19|20)\\d\\d)|\\.?[ -]{0,2}'(\\d\\d)|"
	    "[ -](\\d\\d)(?=[.,;)\\n]|$))?)" ENDS },
	{ SUGGEST_DATE, 85, AT_LETTER, "a day", judge_month_first,
	    "(" MONTHS "[. ]{0,2}(?:the )?(\\d{1,2})(st|nd|rd|th)?(?!:)" ENDS
	    "(?:,? ?((?:19|20)\\d\\d))?)" },
	{ SUGGEST_DATE, 85, AT_LETTER, "a day", judge_month,
	    "(()(" ORDINALS "(?: day)? (?:of )?)" MONTHS "(?:,? ?((?:19|20)\\d\\d))?)" },
	{ SUGGEST_DATE, 80, AT_LETTER, "a day", NULL,
	    "(" WEEKDAY ",? (?:the )?(?:3[01]|[12]\\d|[1-9])(?:st|nd|rd|th))" ENDS
	    "(?!(?: of)? " MONTHS ")" },
	{ SUGGEST_DATE, 55, AT_DIGIT, "a day without its year", judge_short,
	    SHAPE_BEFORE "((\\d{1,2})/(\\d{1,2}))(?![\\d/]|[.-]\\d)" },
	{ SUGGEST_DATE, 65, AT_LETTER, "a month of a year", NULL,
	    "(" MONTHS ",? (?:of )?(?:19|20)\\d\\d)" ENDS },
	{ SUGGEST_DATE, 50, AT_DIGIT, "a month of a year", NULL,
	    SHAPE_BEFORE "(?<![\\d/.,-])((?:0?[1-9]|1[0-2])/(?:19|20)\\d\\d)(?![\\d/])" },
	{ SUGGEST_DOB, 70, AT_LETTER, "a year of birth", NULL,
	    "(born (?:in )?(?:" MONTHS " )?(?:19|20)\\d\\d)" ENDS },
	{ SUGGEST_AGE, 75, AT_LETTER, "an age", judge_age,
	    "(age(?:d|s)?:? (?:of )?(?:just |only |about |nearly |almost )?"
	    "(?:(\\d{1,3})" HALF "|" UNITS HALF "))" ENDS },
	{ SUGGEST_AGE, 75, SHAPE_WORD, "an age", judge_age,
	    SHAPE_BEFORE "(?<![\\d.,/-])((?:(\\d{1,3})|" UNITS ")" HALF "[ -]?"
	    "(?:(?:years?|yrs?|yr'?s)(?:[ -](?:and[ -])?(?:a[ -]half|\\d{1,2}[ -]months?))?[ -]?"
	    "old|y/?o|(?:months?|mths?|weeks?)[ -]old|year old's?))" ENDS },
	{ SUGGEST_AGE, 55, AT_LETTER, "an age", judge_is,
	    WHO "(?:'s| is| was| are| were|s| turned| turns)(?: only| just| now| nearly| almost| "
	    "about| still| turning)?"
	    " (\\d{1,2}" HALF "|" UNITS HALF "(?<!one))"
	    "(?=[.,;!?)\\n]|$| (?:and|now|but|when|so|at|then|he|she|with|who|in (?:january|february|march|april|may|june|july|august|september|"
	    "october|november|december)))" },
	{ SUGGEST_AGE, 55, AT_LETTER, "an age", judge_is,
	    "(?:when|since|until|till|before) " WHO "(?:'s| is| was| were|s| turned)(?: only| just)?"
	    " (\\d{1,2}" HALF "|" UNITS HALF "(?<!one))" ENDS
	    "(?! (?:weeks?|months?|days?|hours?|minutes?|miles?|times?|of)\\b)" },
	{ SUGGEST_AGE, 60, AT_LETTER, "an age", NULL,
	    "(?:who(?:'s| is| was)|turned|turning|turns) (\\d{1,2}|" UNITS "(?<!one))" ENDS
	    "(?! (?:weeks?|months?|days?|hours?|minutes?|miles?|times?|of|up|down)\\b)" },
	{ SUGGEST_AGE, 60, AT_LETTER, "an age", NULL,
	    "((?:teens?|early|mid|late) (?:teens|twenties|thirties|forties))" ENDS },
	{ SUGGEST_YEAR_GROUP, 75, AT_LETTER, "a year at school", NULL,
	    "((?:year|yr|yrs|years)[ -]?(?:(?:1[0-4]|[1-9])(?!\\d)"
	    "(?:(?:[ -]?(?:/|to|and|-)[ -]?)(?:1[0-4]|[1-9]))?|r|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen)"
	    "(?:'?s)?)(?![ -](?:old|wait|gap|half|ago|later|battle|fight|period|contract))" ENDS },
	{ SUGGEST_YEAR_GROUP, 60, AT_LETTER, "a year at school", NULL,
	    "(y(?:1[0-3]|[1-9]))" ENDS "(?! ?[a-z]{3}\\d)" },
	{ SUGGEST_YEAR_GROUP, 55, AT_LETTER, "a year at school", NULL,
	    "((?:key stage|ks)[ -]?(?:[1-5]|one|two|three|four|five))" ENDS },
	{ SUGGEST_YEAR_GROUP, 55, AT_LETTER, "a year at school", NULL,
	    "(?:in|into|from|to|through|since|of|starting|started|his|her|their|the) "
	    "((?:foundation stage|reception(?: class| year)?|sixth form|lower sixth|upper sixth|"
	    "pre-?school|nursery class|first year|final year))" ENDS },
	{ SUGGEST_MONEY, 75, AT_SIGN, "an exact sum", judge_money,
	    "(\xc2\xa3 ?" POUNDS "(?:\\.(\\d\\d?)(?!\\d))?" SCALE ")(?!\\d|,\\d)" ENDS },
	{ SUGGEST_MONEY, 75, AT_DIGIT, "an exact sum", judge_money,
	    SHAPE_BEFORE "(?<![\\d.,])((\\d{1,3}(?:[,. ]\\d{3}){1,3}|\\d{1,12})(?:[.,](\\d\\d))?" SCALE
	    " ?(?:\xc2\xa3|pounds?|quid|gbp|euros?|\xe2\x82\xac|funt(?:\xc3\xb3w|ow|y|a)?|"
	    "z[\xc5\x82l](?:ot[ey]|otych)?|pln|grand)(?: \\d{1,2}p)?)" ENDS },
	{ SUGGEST_MONEY, 55, AT_DIGIT, "a sum, a round one", NULL,
	    SHAPE_BEFORE "(\\d{1,3}k)" ENDS },
	{ SUGGEST_MONEY, 60, AT_LETTER, "a sum in words", NULL,
	    "((?:" UNITS "|a|couple of|few|several|half a)(?: (?:hundred|thousand|million|and|"
	    UNITS ")){0,5} (?:pounds?|quid|grand))" ENDS },
};
const struct shape_table day_shapes = { shapes, sizeof shapes / sizeof shapes[0] };
