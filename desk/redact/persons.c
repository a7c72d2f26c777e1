/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/redact/persons.h"

#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "desk/redact/context.h"
#include "desk/redact/english.h"
#include "desk/redact/places.h"
#include "desk/redact/spread.h"
#include "desk/redact/verdict.h"

/* Letters of the shortest unknown word in small letters that goes with an initial. */
#define UNKNOWN_LEAST 4
/* Words of the longest name: what goes on is several. */
#define RUN_MOST 8
#define SPELLED_LEAST 3
#define SPELLED_MOST  24

/* Names that are verbs after a name: "sarah will"; sorted. */
static const char *const verbs_too[] = { "bill", "chance", "chase", "drew", "frank", "grant", "hope",
	"love", "mark", "may", "rob", "sue", "will" };

static const char why_first[] = "a first name";
static const char why_title[] = "stands after a title";
static const char why_body[] = "capital letters inside a sentence";
static const char why_initial[] = "an initial";
static const char why_spelled[] = "letters one by one: a name spelled out";

/* Can word `i` be a name after "sister" or "judge"? */
static bool
looks_like_name(const struct findings *findings, size_t i)
{
	unsigned class = findings->classes[i];

	if (!verdict_is_free(&findings->folded, i) || context_is_function(findings, i))
		return false;
	if (folded_capital(&findings->folded.words[i]))
		return (class & WORDS_CAPITAL) == 0;
	return (class & (WORDS_GIVEN | WORDS_MAYBE)) != 0 ||
	    (class & (ENGLISH_KNOWN | ENGLISH_SLIP)) == 0 ||
	    ((class & ENGLISH_SURNAME) != 0 && (class & WORDS_CAPITAL) == 0);
}

/* "mrs patel", "dr. o'rourke", "mr b": how many words; 0 for none. */
static size_t
title_words(const struct findings *findings, size_t i)
{
	const struct folded *folded = &findings->folded;
	bool name_only, before;
	size_t title = context_title(findings, i, &name_only), next = i + title;

	if (title == 0 || !verdict_is_free(folded, i) || !verdict_is_free(folded, next) ||
	    (folded->words[next].gap != GAP_SPACE && folded->words[next].gap != GAP_DOT))
		return 0;
	/* "his sister lacey": kin, and a name */
	if (name_only && i > 0 && folded->words[i].gap == GAP_SPACE && context_owned(findings, i) &&
	    context_kin(findings, next))
		return 0;
	/* "i miss school", "the doctor said" */
	before = i > 0 && folded->words[i].gap == GAP_SPACE && context_is_function(findings, i - 1);
	if (folded->words[next].letter)
		return name_only ? 0 : title + 1;
	/* "mrs van der merwe" */
	for (size_t particles = 0; particles < 3 && context_particle(findings, next + particles);
	    particles++)
		if (verdict_is_free(folded, next + particles + 1) &&
		    folded_joins(folded, next + particles + 1) &&
		    !context_is_function(findings, next + particles + 1) &&
		    !context_particle(findings, next + particles + 1) &&
		    (particles > 0 || !context_is_function(findings, next)))
			return title + particles + 2;
	if (!name_only)
		return context_is_function(findings, next) && !folded_capital(&folded->words[next]) ?
		    0 : title + 1;
	if (!looks_like_name(findings, next))
		return 0;
	if (before && (findings->classes[next] & ENGLISH_COMMON) != 0 &&
	    !folded_capital(&folded->words[next]))
		return 0;
	return title + 1;
}

/* "S. K." and no "P.E.": each but the last with a dot after it, and together no known word. */
static bool
letters_are_initials(const struct folded *folded, size_t i, size_t end)
{
	char word[8] = "", key[WORDS_KEY_BYTES];

	for (size_t j = i; j < end; j++) {
		if (folded_key(folded, j, key) != 1 || (j > i && folded->words[j].gap != GAP_DOT))
			return false;
		word[j - i] = key[0];
	}
	return (english_listed(word) & (ENGLISH_KNOWN | ENGLISH_SLANG)) == 0;
}

/* "J. Prentice", "r heslop", "S. K.": letters, and a name after them, or dots. */
static size_t
initial_words(const struct persons *persons, size_t i)
{
	const struct folded *folded = &persons->findings->folded;
	size_t end = i;
	bool capital = folded->words[i].capital;
	size_t dotted = 0;

	while (end < folded->count && verdict_is_free(folded, end) && folded->words[end].letter &&
	    folded->words[end].capital == capital && end - i < 4 &&
	    (end == i || folded->words[end].gap == GAP_DOT || folded->words[end].gap == GAP_SPACE))
		end++;
	if (end == i)
		return 0;
	if (!context_labels(persons->findings, i) && end - i > 1 && capital && end - i < 4 &&
	    letters_are_initials(folded, i, end))
		dotted = end - i;
	if (end >= folded->count)
		return dotted;
	if ((folded->words[end].gap == GAP_DOT || folded->words[end].gap == GAP_SPACE) &&
	    verdict_is_free(folded, end) && !folded->words[end].letter) {
		const struct folded_word *word = &folded->words[end];
		unsigned class = persons->findings->classes[end];
		bool dot = word->gap == GAP_DOT, lone = end == i + 1 &&
		    (persons->findings->classes[i] & ENGLISH_KNOWN) != 0;

		if (capital && folded_capital(word) && !word->large && (dot || !lone) &&
		    ((class & ENGLISH_KNOWN) == 0 || (class & (ENGLISH_SURNAME | WORDS_MAYBE)) != 0))
			return end - i + 1;
		/* "from k marsh" */
		if (!folded_capital(word) && context_after_with(persons->findings, i) &&
		    (class & ENGLISH_SURNAME) != 0 && end == i + 1 &&
		    !context_is_function(persons->findings, i) &&
		    !context_is_function(persons->findings, end))
			return 2;
		if (!folded_capital(word) && (dot || !lone) &&
		    (class & (ENGLISH_KNOWN | ENGLISH_SLIP | WORDS_GIVEN)) == 0 &&
		    verdict_letters(folded, end) >= UNKNOWN_LEAST)
			return end - i + 1;
	}
	return dotted;
}

/* "insisted", "quietly": what follows a name and is no surname. */
static bool
ends_as_verb(const struct folded *folded, size_t i)
{
	char key[WORDS_KEY_BYTES];
	size_t length = folded_key(folded, i, key);

	return length < 4 || strcmp(key + length - 2, "ed") == 0 ||
	    strcmp(key + length - 2, "ly") == 0 || key[length - 1] == 's';
}

/* Does word `i` go on with the name that word i - 1 is a part of? */
static bool
goes_on(const struct persons *persons, size_t i)
{
	const struct findings *findings = persons->findings;
	const struct folded *folded = &findings->folded;
	const struct folded_word *word = &folded->words[i], *before = word - 1;
	unsigned class = findings->classes[i];
	bool first = (findings->classes[i - 1] & (WORDS_GIVEN | WORDS_MAYBE)) != 0;

	if (before->letter && word->gap == GAP_DOT)
		return verdict_is_free(folded, i) && (word->letter || looks_like_name(findings, i));
	if (!folded_joins(folded, i) || before->owns)
		return false;
	if (word->gap == GAP_HYPHEN)
		return !context_is_function(findings, i) || (i + 1 < folded->count &&
		    folded->words[i + 1].gap == GAP_HYPHEN);
	if (word->letter)
		return word->capital ? strchr("IA", folded->text.data[word->start]) == NULL &&
		    !context_labels(findings, i) :
		    first && strchr("bcdefghjklmpstwz", folded->text.data[word->start]) != NULL &&
		    (i + 1 == folded->count || word[1].gap != GAP_SPACE ||
		    context_acts(findings, i));
	if (verdict_of(persons, i).sure > 0)
		return true;
	if (i > 1 && places_first(findings, i - 1) && context_place(findings, i - 1) &&
	    (class & (ENGLISH_COMMON | WORDS_PLAIN | WORDS_CAPITAL)) == 0)
		return true;
	/* "bartosz lis", "amelia rose" */
	if (first && !folded_capital(before) && ((class & ENGLISH_KNOWN) == 0 ||
	    ((class & WORDS_MAYBE) != 0 && (findings->classes[i - 1] & WORDS_GIVEN) != 0 &&
	    !FOLDED_IN(folded, i, verbs_too))) && (class & ENGLISH_SLIP) == 0)
		return true;
	if (places_last(findings, i) && !first && (findings->classes[i - 1] & (ENGLISH_COMMON |
	    WORDS_PLAIN | WORDS_CAPITAL)) == 0)
		return folded_capital(word) == folded_capital(before);
	if (context_particle(findings, i))
		return folded_capital(before) && i + 1 < folded->count && folded_joins(folded, i + 1) &&
		    folded_capital(&word[1]) && (findings->classes[i + 1] & ENGLISH_KNOWN) == 0;
	if (context_is_function(findings, i) || (class & WORDS_CAPITAL) != 0)
		return false;
	if (folded_capital(word))
		return folded_capital(before) && !word->large && ((class & ENGLISH_SURNAME) != 0 ||
		    (class & ENGLISH_COMMON) == 0);
	if (!first || folded_capital(before))
		return false;
	/* "claire hemming not", and not "claire insisted" */
	if ((class & (ENGLISH_COMMON | WORDS_PLAIN)) == 0 && !ends_as_verb(folded, i))
		return true;
	/* "sarah baker said" */
	return (class & ENGLISH_SURNAME) != 0 && ((class & (ENGLISH_COMMON | WORDS_PLAIN)) == 0 ||
	    i + 1 == folded->count || word[1].gap != GAP_SPACE || context_acts(findings, i));
}

/* "i-e-u-a-n", "J A C K": how many letters; 0 where they are no name. */
static size_t
spelled_words(const struct findings *findings, size_t i)
{
	const struct folded *folded = &findings->folded;
	char word[SPELLED_MOST + 1], key[WORDS_KEY_BYTES];
	size_t count = 0;
	unsigned class;

	while (count < SPELLED_MOST && verdict_is_free(folded, i + count) &&
	    folded->words[i + count].letter && folded_key(folded, i + count, key) == 1 &&
	    (count == 0 || folded->words[i + count].gap == GAP_SPACE ||
	    folded->words[i + count].gap == GAP_HYPHEN || folded->words[i + count].gap == GAP_DOT))
		word[count++] = key[0];
	if (count < SPELLED_LEAST)
		return 0;
	word[count] = '\0';
	class = english_listed(word);
	explicit_bzero(word, sizeof word);
	if ((class & (WORDS_GIVEN | WORDS_MAYBE)) == 0 &&
	    (class & (ENGLISH_KNOWN | ENGLISH_SLANG)) != 0)
		return 0;
	return count;
}

/* One letter that stands for somebody: "D", "D's", "D was". */
static bool
is_letter_name(const struct findings *findings, size_t i)
{
	const struct folded_word *word = &findings->folded.words[i];
	const char letter = (char)findings->folded.text.data[word->start];

	if (!word->letter || !word->capital || word->shouted || letter == 'I' ||
	    context_labels(findings, i) || (i > 0 && word[-1].digits))
		return false;
	if (letter == 'A' && !word->owns)
		return false;
	return word->gap == GAP_SPACE || word->owns || context_acts(findings, i);
}

/* "big pat"; "lil-mae"; "The Vale", inside a sentence. */
static size_t
nickname_words(const struct persons *persons, size_t i)
{
	static const char *const before[] = { "big", "little", "old", "wee", "young" };
	static const char *const articles[] = { "the" };
	const struct folded *folded = &persons->findings->folded;
	const struct folded_word *word = &folded->words[i];

	if (i + 1 >= folded->count || !verdict_is_free(folded, i) || !folded_joins(folded, i + 1))
		return 0;
	if (word[1].gap == GAP_HYPHEN)
		return !context_is_function(persons->findings, i) &&
		    (persons->findings->classes[i + 1] & WORDS_GIVEN) != 0 ? 2 : 0;
	if (FOLDED_IN(folded, i, before) &&
	    (persons->findings->classes[i + 1] & (WORDS_GIVEN | WORDS_MAYBE)) != 0)
		return verdict_of(persons, i + 1).sure > 0 ? 2 : 0;
	return FOLDED_IN(folded, i, articles) && folded_capital(word) && !word->sentence &&
	    folded_capital(&word[1]) && verdict_of(persons, i + 1).sure > 0 ? 2 : 0;
}

/* "from Parent Bridge": words written large after "from", and not those that everybody writes so. */
static size_t
body_words(const struct findings *findings, size_t i)
{
	const struct folded *folded = &findings->folded;
	size_t count = 0;
	bool own = false;

	if (!context_after_with(findings, i) && !context_place(findings, i))
		return 0;
	while (i + count < folded->count && count < 4 && verdict_is_free(folded, i + count) &&
	    folded_capital(&folded->words[i + count]) && !folded->words[i + count].large &&
	    !folded->words[i + count].sentence && !folded->words[i + count].letter &&
	    (count == 0 || folded_joins(folded, i + count))) {
		own |= (findings->classes[i + count] & (WORDS_PLAIN | WORDS_CAPITAL)) == 0;
		count++;
	}
	return own && count > 1 ? count : 0;
}

struct run {
	size_t words;
	struct verdict verdict;
	size_t names; /* words before the name itself: titles, initials */
};

static struct run
run_at(const struct persons *persons, size_t i)
{
	const struct findings *findings = persons->findings;
	const struct folded *folded = &findings->folded;
	struct run run = { .words = 0 };
	size_t words;

	if (!verdict_is_free(folded, i))
		return run;
	if ((words = title_words(findings, i)) > 0)
		run = (struct run){ words, { 88, why_title }, words - 1 };
	else if ((words = spelled_words(findings, i)) > 0)
		return (struct run){ words, { 70, why_spelled }, words };
	else if ((words = initial_words(persons, i)) > 0)
		run = (struct run){ words, { 72, why_initial }, words - 1 };
	else if (places_first(findings, i) && i + 1 < folded->count && folded_joins(folded, i + 1) &&
	    folded_capital(&folded->words[i]) == folded_capital(&folded->words[i + 1]) &&
	    (findings->classes[i + 1] & (ENGLISH_KNOWN | WORDS_GIVEN)) == 0 &&
	    verdict_of(persons, i + 1).sure > 0)
		run = (struct run){ 2, verdict_of(persons, i + 1), 0 };
	else if ((words = nickname_words(persons, i)) > 0)
		run = (struct run){ words, { 60, why_first }, 1 };
	else if (verdict_of(persons, i).sure == 0 && body_words(findings, i) > 0)
		return (struct run){ body_words(findings, i), { 45, why_body }, 1 };
	else if (is_letter_name(findings, i))
		return (struct run){ 1, { 46, why_initial }, 1 };
	else {
		run.verdict = verdict_of(persons, i);
		run.words = run.verdict.sure > 0 ? 1 : 0;
	}
	while (run.words > 0 && run.words < RUN_MOST && i + run.words < folded->count &&
	    goes_on(persons, i + run.words)) {
		struct verdict more = verdict_of(persons, i + run.words);

		if (more.sure > run.verdict.sure)
			run.verdict = more;
		run.words++;
	}
	return run;
}

static enum suggest_kind
run_kind(const struct findings *findings, size_t i, const struct run *run)
{
	size_t last = i + run->words - 1;

	if (run->verdict.why == why_body)
		return SUGGEST_ORGANISATION;
	if (run->names > 0 || (findings->classes[i] & WORDS_GIVEN) != 0)
		return SUGGEST_PERSON;
	if (places_first(findings, i) || (run->words > 1 && places_last(findings, last)))
		return SUGGEST_PLACE;
	return context_place(findings, i) && !findings->folded.words[last].owns ? SUGGEST_PLACE :
	    SUGGEST_PERSON;
}

static void
persons_pass(const struct persons *persons, struct spread *taught)
{
	struct findings *findings = persons->findings;

	for (size_t i = 0; i < findings->folded.count;) {
		struct run run = run_at(persons, i);

		for (size_t j = i + run.names; taught != NULL && run.verdict.sure >= 46 &&
		    j < i + run.words; j++)
			spread_add(taught, &findings->folded, j, findings->classes[j],
			    run.verdict.sure);
		if (run.words > 0 && taught == NULL)
			findings_add_words(findings, i, i + run.words - 1,
			    run_kind(findings, i, &run), run.verdict.sure, run.verdict.why);
		i += run.words > 0 ? run.words : 1;
	}
}

void
persons_find(struct findings *findings)
{
	struct spread spread;
	struct persons persons = { findings, NULL };

	spread_start(&spread);
	spread_add_hidden(&spread, &findings->options->hide);
	persons_pass(&persons, &spread);
	spread_sort(&spread);
	persons.spread = &spread;
	persons_pass(&persons, NULL);
	spread_end(&spread);
}
