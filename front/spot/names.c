/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/spot/names.h"

#include <stdlib.h>
#include <string.h>

#include "common/secret.h"

/* Names that a text taught, beyond which it teaches no more (so that a flood costs no more). */
#define LEARNT_MOST 1024

/* The keys of names found in the text that no list has. */
struct learnt {
	struct buffer keys; /* WORDS_KEY_BYTES each, sorted once the text was read */
	size_t count;
};

/* All lists are sorted: words_in(). */
static const char *const titles[] = { "dr", "miss", "mr", "mrs", "ms", "mx", "prof", "professor",
	"rev", "sir" };
/* After these a small letter may begin a name: "mrs hughes". */
static const char *const titles_sure[] = { "dr", "mr", "mrs", "ms", "mx", "prof" };
static const char *const titles_polish[] = { "pan", "pana", "panem", "pani", "pania", "panowie",
	"panu", "panstwa", "panstwo" };
static const char *const kin[] = { "auntie", "aunty", "boy", "brother", "called", "child",
	"cousin", "dad", "daughter", "friend", "girl", "husband", "lad", "mum", "named", "nan",
	"nanny", "nephew", "niece", "partner", "sister", "son", "stepdad", "stepmum", "twin",
	"uncle", "wife" };
static const char *const called[] = { "called", "named" };
/* What follows the name of somebody: at the start of a sentence, or after "my son will". */
static const char *const verbs[] = { "and", "asked", "came", "cannot", "cant", "couldnt", "cried",
	"did", "didnt", "does", "doesnt", "gets", "goes", "got", "had", "hadnt", "has", "hasnt",
	"is", "isnt", "kept", "knew", "left", "likes", "lost", "loves", "needed", "needs", "never",
	"refused", "rang", "said", "says", "started", "starts", "told", "took", "used", "wants",
	"was", "wasnt", "went", "who", "wont", "wouldnt" };
/* Names that often are a verb after "my son". */
static const char *const verbs_too[] = { "chase", "drew", "grant", "hope", "love", "mark", "may",
	"will" };
static const char *const particles[] = { "ab", "al", "ap", "bin", "bint", "da", "de", "del", "der",
	"di", "ferch", "la", "le", "ni", "ui", "under", "upon", "van", "von" };
/* "Sallow-on-the-Wold": the words between hyphens. */
static const char *const between[] = { "by", "in", "le", "next", "on", "under", "upon" };
/* Before and after the name of a place. */
static const char *const place_before[] = { "castle", "east", "great", "little", "lower", "mount",
	"new", "north", "old", "south", "upper", "west" };
static const char *const place_after[] = { "avenue", "base", "bridge", "cathedral", "centre",
	"church", "clinic", "close", "common", "court", "crescent", "drive", "farm", "gardens",
	"green", "grove", "hall", "heath", "hill", "hospice", "hospital", "house", "infirmary",
	"lane", "library", "lodge", "manor", "park", "place", "road", "square", "street",
	"surgery", "terrace", "trust", "unit", "university", "village", "ward", "way" };

#define UNFIT (WORDS_PLAIN | WORDS_CAPITAL | WORDS_PLACE)

static int
learnt_compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static bool
learnt_has(const struct learnt *learnt, const struct folded *folded, size_t i)
{
	char key[WORDS_KEY_BYTES];

	return learnt->count > 0 && folded_key(folded, i, key) > 0 &&
	    bsearch(key, learnt->keys.data, learnt->count, WORDS_KEY_BYTES, learnt_compare) != NULL;
}

static void
learnt_add(struct learnt *learnt, const struct folded *folded, size_t i)
{
	const struct folded_word *word = &folded->words[i];
	char key[WORDS_KEY_BYTES] = "";

	if (word->class != 0 || word->end - word->start < 3 || learnt->count == LEARNT_MOST ||
	    folded_key(folded, i, key) == 0)
		return;
	buffer_append(&learnt->keys, key, sizeof key);
	learnt->count++;
}

/* "and", "was": so word i, before it, is somebody. */
static bool
verb_follows(const struct folded *folded, size_t i)
{
	return i + 1 < folded->count && folded->words[i + 1].gap == GAP_SPACE &&
	    FOLDED_IN(folded, i + 1, verbs);
}

/* "my son will has", "a boy called will", "my mum rose": word i is somebody, though it may be an
 * ordinary word. */
static bool
kin_before(const struct folded *folded, size_t i)
{
	const struct folded_word *word = &folded->words[i];
	bool alone = i + 1 == folded->count || folded->words[i + 1].gap != GAP_SPACE;

	if (i == 0 || word->gap != GAP_SPACE || !FOLDED_IN(folded, i - 1, kin))
		return false;
	return FOLDED_IN(folded, i - 1, called) || !FOLDED_IN(folded, i, verbs_too) || alone ||
	    word->owns || verb_follows(folded, i);
}

/* A large letter, and a word that is in no list against names. */
static bool
unknown_capital(const struct folded *folded, size_t i)
{
	const struct folded_word *word = &folded->words[i];

	return i < folded->count && !word->taken && !word->digits && !word->letter &&
	    folded_capital(word) && (word->class & UNFIT) == 0;
}

static bool
name_capital(const struct folded *folded, const struct learnt *learnt, size_t i)
{
	const struct folded_word *word = &folded->words[i];
	bool person = word->owns || verb_follows(folded, i) || kin_before(folded, i);

	if ((word->class & WORDS_GIVEN) != 0)
		return true;
	if (word->large)
		return (word->class == 0 && learnt_has(learnt, folded, i)) ||
		    ((word->class & (UNFIT | WORDS_MAYBE)) == 0 && !word->sentence &&
		    word->end - word->start > 5);
	if ((word->class & WORDS_MAYBE) != 0) {
		if ((word->class & (WORDS_CAPITAL | WORDS_PLACE)) != 0)
			return kin_before(folded, i);
		return !word->sentence || person || unknown_capital(folded, i + 1);
	}
	if ((word->class & UNFIT) != 0)
		return false;
	return !word->sentence || person || learnt_has(learnt, folded, i) ||
	    (i + 1 < folded->count && folded_joins(folded, i + 1) &&
	    unknown_capital(folded, i + 1));
}

static bool
name_at(const struct folded *folded, const struct learnt *learnt, size_t i)
{
	const struct folded_word *word = &folded->words[i];

	if (word->taken || word->digits || word->letter)
		return false;
	if (folded_capital(word))
		return name_capital(folded, learnt, i);
	if ((word->class & WORDS_GIVEN) != 0)
		return true;
	if ((word->class & WORDS_MAYBE) != 0)
		return kin_before(folded, i);
	return word->class == 0 && learnt_has(learnt, folded, i);
}

/* Is word i a title, and word i + 1 who bears it? */
static bool
title_at(const struct folded *folded, size_t i)
{
	const struct folded_word *word = &folded->words[i], *next = word + 1;
	bool polish;

	if (word->taken || i + 1 >= folded->count || next->taken || next->digits ||
	    (next->gap != GAP_SPACE && next->gap != GAP_DOT))
		return false;
	polish = FOLDED_IN(folded, i, titles_polish);
	if (!polish && !FOLDED_IN(folded, i, titles))
		return false;
	if (polish)
		return next->gap == GAP_SPACE && ((next->class & WORDS_GIVEN) != 0 ||
		    (folded_capital(next) && !next->letter && (next->class & UNFIT) == 0));
	if (folded_capital(next))
		return folded_capital(word) || FOLDED_IN(folded, i, titles_sure) ||
		    (next->class & UNFIT) == 0;
	if (next->letter)
		return false;
	if (FOLDED_IN(folded, i, titles_sure))
		return (next->class & (WORDS_PLAIN | WORDS_CAPITAL)) == 0 ||
		    (next->class & WORDS_MAYBE) != 0;
	return (next->class & UNFIT) == 0 && next->end - next->start > 3 && !next->owns;
}

/* "J. Smith", "J Smith": a letter, and a name after it. */
static bool
initial_at(const struct folded *folded, size_t i)
{
	const struct folded_word *word = &folded->words[i], *next = word + 1;

	return word->letter && word->capital && !word->taken && i + 1 < folded->count &&
	    (next->gap == GAP_DOT || (next->gap == GAP_SPACE && (word->class & UNFIT) == 0)) &&
	    (unknown_capital(folded, i + 1) || (next->letter && next->capital &&
	    next->gap == GAP_DOT && i + 2 < folded->count && unknown_capital(folded, i + 2)));
}

/* Does word i go on with the name that word i - 1 is a part of? */
static bool
name_goes_on(const struct folded *folded, const struct learnt *learnt, size_t i)
{
	const struct folded_word *word = &folded->words[i], *before = word - 1;

	if (before->letter && word->gap == GAP_DOT)
		return !word->taken && (unknown_capital(folded, i) || word->letter);
	if (!folded_joins(folded, i) || before->owns)
		return false;
	if (word->gap == GAP_HYPHEN)
		return name_at(folded, learnt, i) || folded_capital(word) ||
		    (word->class & (UNFIT | WORDS_GIVEN)) == 0 || (FOLDED_IN(folded, i, between) &&
		    i + 1 < folded->count && folded_joins(folded, i + 1) &&
		    unknown_capital(folded, i + 1));
	if (name_at(folded, learnt, i) || initial_at(folded, i))
		return true;
	if (word->letter)
		return false;
	if (unknown_capital(folded, i))
		return true;
	if (word->shouted)
		return before->shouted && word->class == 0 && word->end - word->start > 3;
	if (folded_capital(word) && !word->large)
		return FOLDED_IN(folded, i, place_after) ||
		    (folded_capital(before) && (before->class & UNFIT) == 0 &&
		    (word->class & WORDS_CAPITAL) == 0 && !FOLDED_IN(folded, i, verbs));
	return FOLDED_IN(folded, i, particles) && i + 1 < folded->count &&
	    folded_joins(folded, i + 1) && unknown_capital(folded, i + 1);
}

/* How many words the name that begins at word i has; 0 where none does. */
static size_t
name_words(const struct folded *folded, const struct learnt *learnt, size_t i)
{
	size_t end = i + 1;

	if (title_at(folded, i))
		end = i + 2;
	else if (folded_capital(&folded->words[i]) && !folded->words[i].sentence &&
	    FOLDED_IN(folded, i, place_before) && i + 1 < folded->count &&
	    folded_joins(folded, i + 1) && unknown_capital(folded, i + 1))
		end = i + 2;
	else if (!initial_at(folded, i) && !name_at(folded, learnt, i))
		return 0;
	while (end < folded->count && name_goes_on(folded, learnt, end))
		end++;
	return end - i;
}

/* Finds them, into `found` or to learn from, not both. */
static void
names_pass(const struct folded *folded, const struct learnt *learnt, struct buffer *found,
    struct learnt *taught)
{
	for (size_t i = 0; i < folded->count;) {
		size_t words = name_words(folded, learnt, i);

		for (size_t j = i; taught != NULL && j < i + words; j++)
			learnt_add(taught, folded, j);
		if (words > 0 && found != NULL) {
			struct spot spot = { .start = folded->words[i].start,
				.end = folded->words[i + words - 1].end, .kind = SPOT_NAME };

			buffer_append(found, &spot, sizeof spot);
		}
		i += words > 0 ? words : 1;
	}
}

void
names_find(const struct folded *folded, struct buffer *found)
{
	struct learnt none = { BUFFER_INIT, 0 }, learnt = { BUFFER_INIT, 0 };

	names_pass(folded, &none, NULL, &learnt);
	if (learnt.count > 0)
		secret_sort(learnt.keys.data, learnt.count, WORDS_KEY_BYTES, learnt_compare);
	names_pass(folded, &learnt, found, NULL);
	buffer_free(&learnt.keys);
}
