/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/redact/verdict.h"

#include "desk/redact/context.h"
#include "desk/redact/english.h"
#include "desk/redact/places.h"

/* Letters of the shortest unknown word in small letters that counts: shorter ones are slang. */
#define UNKNOWN_LEAST 4
/* Bytes of the shortest abbreviation that may be a name in capitals among small letters. */
#define LARGE_LEAST 6

/* Rare words, and still more often these than names; sorted. */
static const char *const seldom[] = { "cherish", "destiny", "haven", "page", "porter", "tally", "trip",
	"tuck", "warden" };
static const char why_first[] = "a first name";
static const char why_maybe[] = "a name that is a word, too";
static const char why_capital[] = "a capital letter, and in no dictionary";
static const char why_unknown[] = "in no dictionary";
static const char why_surname[] = "a surname";
static const char why_rare[] = "a capital letter inside a sentence";
static const char why_kin[] = "stands where a name does";
static const char why_where[] = "stands where the name of a place does";
static const char why_again[] = "found as a name elsewhere in this text";
static const char why_short[] = "the beginning of a name in this text";
static const char why_slip[] = "nearly a name in this text: mistyped, perhaps";

bool
verdict_is_free(const struct folded *folded, size_t i)
{
	return i < folded->count && !folded->words[i].taken && !folded->words[i].digits;
}

size_t
verdict_letters(const struct folded *folded, size_t i)
{
	char key[WORDS_KEY_BYTES];

	return folded_key(folded, i, key);
}

/* Names that are verbs: more than the rest of the text must speak for them; sorted. */
static const char *const modals[] = { "bill", "chance", "chase", "drew", "frank", "grant", "mark",
	"may", "rob", "sue", "will" };

/* A word written large, beside which this one is a part of what everybody calls so: "Annual Review",
 * "Early Help". */
static bool
is_general(const struct findings *findings, size_t i)
{
	return folded_capital(&findings->folded.words[i]) && !findings->folded.words[i].letter &&
	    (findings->classes[i] & (WORDS_PLAIN | WORDS_CAPITAL)) != 0;
}

static bool
is_alone(const struct findings *findings, size_t i)
{
	const struct folded *folded = &findings->folded;

	if (i > 0 && folded->words[i].gap == GAP_SPACE && is_general(findings, i - 1))
		return false;
	return i + 1 == folded->count || folded->words[i + 1].gap != GAP_SPACE ||
	    !is_general(findings, i + 1);
}

/* Words that a capital makes names: not what is written large anyway, nor large because it
 * begins a sentence, unless it is somebody who acts. */
static struct verdict
verdict_capital(const struct persons *persons, size_t i, unsigned class)
{
	const struct findings *findings = persons->findings;
	const struct folded_word *word = &findings->folded.words[i];
	bool kin = context_kin(findings, i);
	bool acts = kin || context_acts(findings, i);
	bool next = i + 1 < findings->folded.count && folded_joins(&findings->folded, i + 1) &&
	    folded_capital(&word[1]) && !word[1].large &&
	    (findings->classes[i + 1] & ENGLISH_KNOWN) == 0;

	if ((class & WORDS_GIVEN) != 0)
		return (struct verdict){ 90, why_first };
	if (word->large) {
		if ((class & ENGLISH_KNOWN) == 0 && !word->sentence &&
		    word->end - word->start >= LARGE_LEAST)
			return (struct verdict){ 60, why_capital };
		return (struct verdict){ 0, NULL };
	}
	if ((class & (WORDS_CAPITAL | WORDS_PLACE)) != 0) {
		if ((class & WORDS_MAYBE) != 0 && (kin || (acts && !word->sentence) || next ||
		    context_apposed(findings, i)))
			return (struct verdict){ 60, why_maybe };
		return (struct verdict){ 0, NULL };
	}
	if ((class & WORDS_MAYBE) != 0) {
		if (!word->sentence || acts || next)
			return (struct verdict){ word->sentence ? 65 : 78, why_maybe };
		return (struct verdict){ 0, NULL };
	}
	if ((class & ENGLISH_KNOWN) == 0) {
		if (!word->sentence)
			return (struct verdict){ 85, why_capital };
		if ((class & ENGLISH_SLIP) != 0)
			return (struct verdict){ acts || next ? 65 : 0, why_capital };
		if (findings->foreign && (class & (ENGLISH_PROPER | ENGLISH_SURNAME)) == 0)
			return (struct verdict){ acts || next ? 55 : 0, why_capital };
		return (struct verdict){ acts || (class & (ENGLISH_PROPER | ENGLISH_SURNAME)) != 0 ?
			80 : 65, why_unknown };
	}
	if (kin && !context_is_function(findings, i) && !word->sentence &&
	    !context_is_role(findings, i))
		return (struct verdict){ 60, why_kin };
	if (next && ((class & ENGLISH_SURNAME) != 0 || (!word->sentence &&
	    !context_is_function(findings, i))))
		return (struct verdict){ 55, why_surname };
	if (!word->sentence && (class & (ENGLISH_COMMON | WORDS_PLAIN)) == 0)
		return (struct verdict){ (class & ENGLISH_SURNAME) != 0 ? 60 : 46, why_rare };
	/* "we asked Tad", and not "the Annual Review" */
	if (!word->sentence && (class & WORDS_PLAIN) == 0 && is_alone(findings, i) &&
	    !context_owned(findings, i) && !context_is_function(findings, i))
		return (struct verdict){ 46, why_rare };
	return (struct verdict){ 0, NULL };
}

/* In small letters, or among shouted ones. */
static struct verdict
verdict_small(const struct persons *persons, size_t i, unsigned class)
{
	const struct findings *findings = persons->findings;
	bool kin = context_kin(findings, i), acts = context_acts(findings, i);

	if ((class & WORDS_GIVEN) != 0)
		return (struct verdict){ 80, why_first };
	if ((class & WORDS_MAYBE) != 0) {
		bool modal = (class & ENGLISH_COMMON) != 0;

		if (kin && (!modal || acts || findings->folded.words[i].end -
		    findings->folded.words[i].start > 4))
			return (struct verdict){ 65, why_maybe };
		if (kin && (i + 1 == findings->folded.count ||
		    findings->folded.words[i + 1].gap != GAP_SPACE))
			return (struct verdict){ 65, why_maybe };
		if (findings->foreign)
			return (struct verdict){ 0, NULL };
		/* "sam" is a word of Polish alone. */
		if ((class & (ENGLISH_WORD | WORDS_CAPITAL)) == 0 &&
		    verdict_letters(&findings->folded, i) >= 3)
			return (struct verdict){ 70, why_first };
		if (!modal && (class & (WORDS_PLAIN | WORDS_CAPITAL)) == 0 &&
		    !FOLDED_IN(&findings->folded, i, seldom))
			return (struct verdict){ context_owned(findings, i) ? 0 : 52, why_maybe };
		if ((acts && context_begins(findings, i)) || context_introduced(findings, i))
			return (struct verdict){ 46, why_maybe };
		return (struct verdict){ 0, NULL };
	}
	if (findings->foreign)
		return (struct verdict){ 0, NULL };
	if (context_place(findings, i) && (class & ENGLISH_SLIP) != 0)
		return (struct verdict){ 50, why_where };
	if (context_place(findings, i) && (class & (ENGLISH_COMMON | WORDS_PLAIN |
	    WORDS_CAPITAL)) == 0 && i + 1 < findings->folded.count &&
	    folded_joins(&findings->folded, i + 1) && places_last(findings, i + 1))
		return (struct verdict){ 50, why_where };
	if (context_place(findings, i) && places_first(findings, i) &&
	    i + 1 < findings->folded.count && folded_joins(&findings->folded, i + 1) &&
	    (findings->classes[i + 1] & (ENGLISH_COMMON | WORDS_PLAIN | WORDS_CAPITAL)) == 0)
		return (struct verdict){ 50, why_where };
	if ((class & ENGLISH_WORD) != 0 && (class & (ENGLISH_COMMON | WORDS_PLAIN | WORDS_CAPITAL |
	    WORDS_PLACE)) == 0 && context_speaks(findings, i))
		return (struct verdict){ 46, why_kin };
	if ((class & ENGLISH_KNOWN) == 0) {
		if ((class & (ENGLISH_PROPER | ENGLISH_SURNAME)) != 0 &&
		    verdict_letters(&findings->folded, i) >= 3)
			return (struct verdict){ 66, why_surname };
		if ((class & ENGLISH_SLIP) != 0)
			return (struct verdict){ kin ? 48 : 0, why_kin };
		if (verdict_letters(&findings->folded, i) >= UNKNOWN_LEAST)
			return (struct verdict){ kin ? 70 : 58, why_unknown };
		return (struct verdict){ kin && verdict_letters(&findings->folded, i) > 1 ? 50 : 0,
			why_kin };
	}
	if (kin && (class & ENGLISH_SURNAME) != 0 &&
	    (class & (ENGLISH_COMMON | WORDS_PLAIN)) == 0)
		return (struct verdict){ 50, why_surname };
	return (struct verdict){ 0, NULL };
}

/* What the rest of the text says of it. */
static struct verdict
verdict_spread(const struct persons *persons, size_t i, unsigned class)
{
	const struct findings *findings = persons->findings;
	const struct folded_word *word = &findings->folded.words[i];
	bool large = folded_capital(word) && (!word->sentence || context_acts(findings, i));

	switch (spread_has(persons->spread, &findings->folded, i, class)) {
	case SPREAD_NAME:
		return (struct verdict){ 75, why_again };
	case SPREAD_WORD:
		return (struct verdict){ 60, why_again };
	case SPREAD_COMMON:
		if (large)
			return (struct verdict){ 62, why_again };
		if ((context_acts(findings, i) && context_begins(findings, i)) ||
		    context_after_with(findings, i) || word->owns)
			return (struct verdict){ 46, why_again };
		/* "we took grace home", and not "they had no faith" */
		if ((class & WORDS_MAYBE) != 0 && !FOLDED_IN(&findings->folded, i, modals) &&
		    !context_owned(findings, i) && !context_noun(findings, i))
			return (struct verdict){ 46, why_again };
		break;
	case SPREAD_SHORT:
		return (struct verdict){ 50, why_short };
	case SPREAD_SLIP:
		return (struct verdict){ (class & ENGLISH_KNOWN) == 0 ? 56 : 0, why_slip };
	case SPREAD_NONE:
		break;
	}
	return (struct verdict){ 0, NULL };
}

struct verdict
verdict_of(const struct persons *persons, size_t i)
{
	const struct findings *findings = persons->findings;
	unsigned class;
	struct verdict verdict, again = { 0, NULL };

	if (!verdict_is_free(&findings->folded, i) || findings->folded.words[i].letter)
		return (struct verdict){ 0, NULL };
	class = findings->classes[i];
	verdict = folded_capital(&findings->folded.words[i]) ?
	    verdict_capital(persons, i, class) : verdict_small(persons, i, class);
	if (persons->spread != NULL && verdict.sure < 75)
		again = verdict_spread(persons, i, class);
	return again.sure > verdict.sure ? again : verdict;
}
