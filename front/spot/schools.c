/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/spot/schools.h"

#include <string.h>

#define SCHOOL_NAME_MOST 4   /* words before the kind of school */
#define STREET_NAME_MOST 3
#define NUMBER_BYTES     5   /* of a house: "1024b" */

/* All lists are sorted: words_in(). */

/* What a school may be called, wholly or in part. */
static const char *const school_kinds[] = { "academy", "ce", "college", "community",
	"comprehensive", "first", "form", "grammar", "high", "infant", "infants", "junior",
	"juniors", "kindergarten", "lower", "middle", "nursery", "playgroup", "prep",
	"preparatory", "preschool", "primary", "rc", "school", "secondary", "sixth", "special",
	"upper" };
/* One of these must be among them, */
static const char *const school_sure[] = { "academy", "college", "first", "grammar", "high",
	"infants", "juniors", "kindergarten", "middle", "nursery", "playgroup", "preschool",
	"primary", "school" };
/* and where it has a small letter, one of these. */
static const char *const school_small[] = { "academy", "college", "grammar", "high", "infants",
	"juniors", "kindergarten", "nursery", "playgroup", "preschool", "primary", "school" };
/* Large or small, these say what kind of school it is, not which. */
static const char *const school_general[] = { "a", "all", "alternative", "and", "any", "art",
	"arts", "at", "base", "based", "big", "boarding", "both", "boys", "catholic", "certain",
	"children",
	"church", "city", "county", "day", "different", "each", "education", "every", "faith",
	"for", "free", "from", "girls", "good", "her", "his", "home", "in", "independent", "is",
	"it", "its", "local", "main", "mainstream", "maintained", "many", "most", "mums", "my",
	"named", "nearest", "new", "next", "no", "of", "old", "on", "online", "or", "other", "our",
	"private", "public", "residential", "rural", "saint", "same", "send", "small",
	"specialist", "state", "that", "the", "their", "this", "to", "two", "urban", "village",
	"virtual", "was", "what", "which", "whole", "with", "your" };
/* Ordinary words that are a part of one after a word that is none: "woodcote park primary". */
static const char *const school_places[] = { "bank", "bridge", "brook", "church", "farm", "field",
	"fields", "green", "grove", "hall", "heath", "hill", "house", "lane", "lodge", "park",
	"road", "street", "tree", "view", "village", "way", "wood", "woods" };
static const char *const saints[] = { "saint", "saints", "st" };
static const char *const saint_places[] = { "church", "clinic", "hospice", "hospital", "house",
	"lane", "road", "street", "surgery" };
static const char *const streets[] = { "ave", "avenue", "close", "court", "crescent", "drive",
	"gardens", "green", "grove", "hill", "lane", "mews", "park", "place", "rd", "rise", "road",
	"row", "square", "st", "street", "terrace", "view", "walk", "way" };
/* Streets that need no number: "we live on larkrise crescent". */
static const char *const streets_sure[] = { "avenue", "close", "crescent", "grove", "lane", "mews",
	"rd", "road", "street", "terrace" };
static const char *const street_before[] = { "along", "at", "down", "in", "near", "off", "on",
	"up" };

static void
schools_take(struct folded *folded, size_t first, size_t last, enum spot_kind kind,
    struct buffer *found)
{
	struct spot spot = { .start = folded->words[first].start, .end = folded->words[last].end,
		.kind = kind };

	/* Of "St Mary's" the 's is a part. */
	if (kind == SPOT_SCHOOL && folded->words[last].owns &&
	    (first == last || FOLDED_IN(folded, first, saints)))
		spot.end += 2;
	for (size_t i = first; i <= last; i++)
		folded->words[i].taken = true;
	buffer_append(found, &spot, sizeof spot);
}

/* "St Mary's", "St. John", "st marys": word i is the saint, or the two of them. */
static bool
saint_at(const struct folded *folded, size_t i)
{
	const struct folded_word *word = &folded->words[i];

	if (i + 1 >= folded->count || word->taken || !FOLDED_IN(folded, i, saints))
		return false;
	word++;
	if (word->taken || word->digits || word->letter ||
	    (word->gap != GAP_SPACE && word->gap != GAP_DOT))
		return false;
	if ((word->class & (WORDS_GIVEN | WORDS_MAYBE)) != 0)
		return true;
	return (word->class & (WORDS_PLAIN | WORDS_CAPITAL)) == 0 &&
	    (folded_capital(word) || word->shouted || word[-1].gap != GAP_OTHER);
}

/* The last word of the kinds of school that begin at word i; i - 1 where none does. */
static size_t
kinds_end(const struct folded *folded, size_t i)
{
	while (i < folded->count && folded_joins(folded, i) && FOLDED_IN(folded, i, school_kinds))
		i++;
	return i - 1;
}

static void
saint_find(struct folded *folded, size_t i, struct buffer *found)
{
	size_t last = i + 1, end;
	enum spot_kind kind = SPOT_SCHOOL;

	/* "St Peter and St Paul" */
	if (last + 3 < folded->count && folded_joins(folded, last + 1) &&
	    FOLDED_IN(folded, last + 1, school_general) && folded_joins(folded, last + 2) &&
	    saint_at(folded, last + 2))
		last += 3;
	if (last + 1 < folded->count && folded_joins(folded, last + 1) &&
	    FOLDED_IN(folded, last + 1, saint_places)) {
		kind = SPOT_NAME;
		last++;
	}
	end = kinds_end(folded, last + 1);
	if (end > last && (FOLDED_IN(folded, end, school_sure))) {
		kind = SPOT_SCHOOL;
		last = end;
	}
	schools_take(folded, i, last, kind, found);
}

/* May this word be a part of a school's name, before kinds that are `large` (have a capital)? */
static bool
school_name(const struct folded *folded, size_t i, bool large)
{
	const struct folded_word *word = &folded->words[i];

	if (word->taken || word->digits || word->letter)
		return false;
	if (FOLDED_IN(folded, i, school_general) || (word->class & WORDS_CAPITAL) != 0)
		return false;
	if (word->class == 0)
		return large || word->end - word->start > 3;
	if (i > 0 && word[-1].class == 0 && !word[-1].digits && folded_joins(folded, i) &&
	    FOLDED_IN(folded, i, school_places))
		return true;
	if (!large || !folded_capital(word) || word->large)
		return false;
	return !word->sentence || (word->class & (WORDS_GIVEN | WORDS_PLACE)) != 0;
}

/* Word i is the first of some kinds: is there a name before them? Returns the last of them. */
static size_t
school_find(struct folded *folded, size_t i, struct buffer *found)
{
	size_t last = kinds_end(folded, i + 1), first = i;
	bool large = folded_capital(&folded->words[i]), sure = false;

	for (size_t j = i; j <= last; j++)
		sure |= large ? FOLDED_IN(folded, j, school_sure) :
		    FOLDED_IN(folded, j, school_small);
	while (sure && first > 0 && i - first < SCHOOL_NAME_MOST && folded_joins(folded, first) &&
	    school_name(folded, first - 1, large))
		first--;
	if (first == i)
		return last;
	schools_take(folded, first, last, SPOT_SCHOOL, found);
	return last;
}

/* May this word be a part of a street's name? */
static bool
street_name(const struct folded_word *word)
{
	if (word->digits || word->taken)
		return false;
	return folded_capital(word) ||
	    (word->class & (WORDS_PLAIN | WORDS_CAPITAL | WORDS_PLACE)) == 0;
}

/* Word i is a street's kind: "14 Elm Road" and "on elm road" are addresses. */
static void
street_find(struct folded *folded, size_t i, struct buffer *found)
{
	size_t first = i;

	while (first > 0 && i - first < STREET_NAME_MOST && folded_joins(folded, first) &&
	    street_name(&folded->words[first - 1]))
		first--;
	if (first == i || first == 0)
		return;
	if (folded->words[first].gap == GAP_SPACE && folded->words[first - 1].digits &&
	    !folded->words[first - 1].taken &&
	    folded->words[first - 1].end - folded->words[first - 1].start <= NUMBER_BYTES)
		schools_take(folded, first - 1, i, SPOT_NAME, found);
	else if (folded->words[first].gap == GAP_SPACE && FOLDED_IN(folded, i, streets_sure) &&
	    FOLDED_IN(folded, first - 1, street_before))
		schools_take(folded, first, i, SPOT_NAME, found);
}

void
schools_find(struct folded *folded, struct buffer *found)
{
	for (size_t i = 0; i < folded->count; i++) {
		if (folded->words[i].taken || folded->words[i].digits)
			continue;
		if (i > 1 && FOLDED_IN(folded, i, streets))
			street_find(folded, i, found);
		if (!folded->words[i].taken && saint_at(folded, i))
			saint_find(folded, i, found);
		else if (i > 0 && !folded->words[i].taken && FOLDED_IN(folded, i, school_kinds))
			i = school_find(folded, i, found);
	}
}
