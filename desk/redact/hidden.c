/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/redact/hidden.h"

#include <string.h>

#include "desk/redact/english.h"
#include "desk/redact/phrases.h"

/* Slips are looked for in names of so many letters, and against so many of them. */
#define SLIP_LETTERS 5
#define SLIP_NAMES   128

/* All lists are sorted: words_in(). */
static const char *const school_words[] = { "academy", "college", "first", "high", "infants",
	"junior", "juniors", "kindergarten", "nursery", "playgroup", "preschool", "primary",
	"school", "secondary" };
static const char *const place_before[] = { "around", "at", "from", "in", "live", "lives",
	"near", "to", "via" };

static const char why_listed[] = "the family listed it: it must not appear";
static const char why_part[] = "a part of a name that the family listed";
static const char why_near[] = "nearly a name that the family listed: mistyped, perhaps";
static const char why_ordinary[] =
    "the family listed it, though here it may be the ordinary word";

/* A name with the word for a school in it is one's. */
static enum suggest_kind
hidden_kind(const struct findings *findings, const char *name)
{
	struct folded words;
	enum suggest_kind kind = SUGGEST_PERSON;

	folded_make(&words, name, strlen(name));
	for (size_t i = 0; i < words.count; i++)
		if (FOLDED_IN(&words, i, school_words))
			kind = SUGGEST_SCHOOL;
	folded_free(&words);
	for (size_t i = 0; kind == SUGGEST_PERSON && i < findings->options->places.count; i++)
		if (strcasecmp(findings->options->places.names[i], name) == 0)
			kind = SUGGEST_PLACE;
	return kind;
}

/* "will" in small letters, where "Will" is hidden. */
static bool
hidden_ordinary(const struct findings *findings, size_t i)
{
	return (findings->classes[i] & (ENGLISH_COMMON | WORDS_PLAIN)) != 0 &&
	    !folded_capital(&findings->folded.words[i]);
}

static void
hidden_slips(struct findings *findings, const struct phrases *phrases, size_t i)
{
	const struct phrase_word *words = (const void *)phrases->words.data;
	char key[WORDS_KEY_BYTES];

	if (findings->folded.words[i].digits || (findings->classes[i] & ENGLISH_KNOWN) != 0 ||
	    folded_key(&findings->folded, i, key) < SLIP_LETTERS)
		return;
	for (size_t j = 0; j < phrases->count && j < SLIP_NAMES; j++)
		if (strlen(words[j].key) >= SLIP_LETTERS && english_one_slip(words[j].key, key)) {
			findings_add_listed(findings, i, i, SUGGEST_PERSON, 85, why_near);
			return;
		}
}

void
hidden_find(struct findings *findings)
{
	const struct suggest_list *list = &findings->options->hide;
	const struct folded *folded = &findings->folded;
	struct phrases phrases;

	phrases_make(&phrases, list);
	for (size_t i = 0; i < folded->count && phrases.count > 0; i++) {
		size_t whole = phrases_at(&phrases, folded, i);
		const struct phrase_word *word = phrases_word(&phrases, folded, i);

		if (word == NULL) {
			hidden_slips(findings, &phrases, i);
			continue;
		}
		if (whole > 1 || (word->of == 1 && !hidden_ordinary(findings, i)))
			findings_add_listed(findings, i, i + (whole > 1 ? whole : 1) - 1,
			    hidden_kind(findings, list->names[word->name]), SUGGEST_CERTAIN,
			    why_listed);
		else if (word->of == 1)
			findings_add_listed(findings, i, i,
			    hidden_kind(findings, list->names[word->name]), 60, why_ordinary);
		else if ((findings->classes[i] & ENGLISH_KNOWN) == 0 ||
		    (findings->classes[i] & (WORDS_GIVEN | ENGLISH_SURNAME)) != 0)
			findings_add_listed(findings, i, i, SUGGEST_PERSON,
			    hidden_ordinary(findings, i) ? 45 : 95, why_part);
		else if (folded_capital(&folded->words[i]) && !folded->words[i].sentence &&
		    (findings->classes[i] & WORDS_CAPITAL) == 0 && !WORDS_IN(school_words,
		    word->key))
			findings_add_listed(findings, i, i, SUGGEST_PERSON, 70, why_part);
		if (whole > 1)
			i += whole - 1;
	}
	phrases_free(&phrases);
}

/* A name that is an ordinary word ("Rock", "Broadway") counts after "in", and with its capital. */
static bool
listed_is_meant(const struct findings *findings, size_t i, size_t words)
{
	const struct folded *folded = &findings->folded;

	if (words > 1 || (findings->classes[i] & ENGLISH_KNOWN & ~(unsigned)WORDS_PLACE) == 0)
		return true;
	if (folded_capital(&folded->words[i]) && !folded->words[i].sentence)
		return true;
	return i > 0 && folded->words[i].gap == GAP_SPACE &&
	    FOLDED_IN(folded, i - 1, place_before);
}

static void
listed_find(struct findings *findings, const struct suggest_list *list, enum suggest_kind kind,
    const char *why)
{
	struct phrases phrases;

	phrases_make(&phrases, list);
	for (size_t i = 0; i < findings->folded.count && phrases.count > 0; i++) {
		size_t words = phrases_at(&phrases, &findings->folded, i);

		if (words == 0 || findings->folded.words[i].taken ||
		    !listed_is_meant(findings, i, words))
			continue;
		findings_add_words(findings, i, i + words - 1, kind, 88, why);
		for (size_t j = 0; j < words; j++)
			findings->folded.words[i + j].taken = true;
		i += words - 1;
	}
	phrases_free(&phrases);
}

void
listed_find_all(struct findings *findings)
{
	struct phrases publics;

	phrases_make(&publics, &findings->options->publics);
	for (size_t i = 0; i < findings->folded.count && publics.count > 0; i++) {
		size_t words = phrases_at(&publics, &findings->folded, i);

		for (size_t j = 0; j < words; j++)
			findings->folded.words[i + j].taken = true;
		i += words > 0 ? words - 1 : 0;
	}
	phrases_free(&publics);
	listed_find(findings, &findings->options->schools, SUGGEST_SCHOOL,
	    "a school of the campaign's list");
	listed_find(findings, &findings->options->places, SUGGEST_PLACE,
	    "a place of the campaign's list");
}
