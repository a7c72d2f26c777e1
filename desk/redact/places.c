/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/redact/places.h"

#include "desk/redact/context.h"
#include "desk/redact/english.h"
#include "front/spot/schools.h"
#include "front/spot/spot.h"

#define SCHOOL_NAME_MOST 3 /* words before the kind of school, in small letters */
#define SCHOOL_KINDS_MOST 8 /* words of the kind: "c of e vc first school" */
#define BODY_NAME_MOST   5 /* words before the kind of organisation */

/* All lists are sorted: words_in(). */

/* "hanbury lane primary", "the bridge unit" */
static const char *const kinds_church[] = { "aided", "c", "catholic", "ce", "church",
	"controlled", "e", "england", "of", "rc", "roman", "va", "vc" };
static const char *const kinds[] = { "academy", "college", "form", "grammar", "high", "infants",
	"juniors", "kindergarten", "middle", "nursery", "playgroup", "preschool", "primary",
	"school", "secondary" };
static const char *const kinds_all[] = { "academy", "and", "catholic", "ce", "college",
	"community", "first", "form", "grammar", "high", "infant", "infants", "junior",
	"juniors", "kindergarten", "middle", "nursery", "playgroup", "prep", "preschool",
	"primary", "rc", "school", "secondary", "sixth", "special", "upper" };
/* What says of what kind a school is, not which. */
static const char *const general[] = { "a", "academic", "after", "all", "alternative", "an",
	"and", "another", "any", "art", "at", "autism", "bad", "base", "based", "be", "before",
	"behavioural", "best", "better", "big", "boarding", "both", "boys", "breakfast", "busy",
	"by", "called", "catchment", "certain", "children", "childrens", "church", "city",
	"closed", "council", "county", "current", "day", "different", "door", "during", "each",
	"end", "evening", "every", "faith", "few", "finished", "finishes", "first", "for",
	"forest", "former", "free", "from", "full", "girls", "go", "going", "good", "grammar",
	"had", "half", "has", "having", "he", "her", "high", "him", "his", "home", "hospital",
	"in", "inclusive", "independent", "is", "it", "its", "junior", "kids", "language",
	"large", "last", "leave", "leaving", "left", "local", "lower", "main", "mainstream",
	"many", "me", "middle", "miss", "missed", "mixed", "more", "most", "much", "my",
	"nearby", "nearest", "new", "next", "no", "normal", "not", "of", "off", "old", "on",
	"one", "only", "ordinary", "other", "our", "out", "outstanding", "over", "own", "part",
	"present", "previous", "primary", "private", "proper", "public", "regular",
	"residential", "resource", "right", "rural", "same", "second", "secondary", "semh",
	"sen", "send", "several", "she", "sixth", "small", "so", "some", "special",
	"specialist", "start", "started", "starting", "starts", "state", "suitable", "summer",
	"sunday", "that", "the", "their", "them", "these", "they", "this", "those", "three",
	"time", "to", "two", "upper", "usual", "very", "village", "virtual", "was", "we",
	"well", "what", "when", "which", "while", "whole", "whose", "with", "without", "wrong",
	"year", "your" };
static const char *const before[] = { "at", "attend", "attended", "attending", "attends", "by",
	"called", "from", "in", "into", "joined", "leaving", "left", "named", "near", "of",
	"outside", "started", "to", "visited", "with" };
/* Organisations; in small letters only after a word that no list knows. */
static const char *const bodies[] = { "advocacy", "agency", "association", "bakery", "cafe",
	"care", "centre", "charity", "church", "clinic", "club", "consultancy", "consulting",
	"council", "farm", "foundation", "group", "gym", "hospice", "hospital", "hub",
	"infirmary", "library", "limited", "lodge", "ltd", "medical", "mosque", "network",
	"partnership", "pharmacy", "practice", "project", "psychology", "service", "services",
	"society", "solicitors", "stables", "surgery", "temple", "therapies", "therapy",
	"trust", "tuition", "unit", "university", "ward" };
/* Bodies of the state and of everybody. */
static const char *const bodies_public[] = { "adult", "ambulance", "annual", "art",
	"assessment", "autism", "behaviour", "benefit", "borough", "carer", "carers", "child",
	"children", "childrens", "citizens", "city", "community", "complaints", "complex",
	"county", "crisis", "customer", "day", "department", "district", "early", "education",
	"educational", "emergency", "ethnic", "family", "fire", "general", "governing",
	"health", "home", "inclusion", "intensive", "language", "learning", "legal", "local",
	"medical", "mental", "minority", "music", "national", "needs", "nhs", "nurture",
	"occupational", "parent", "parents", "parish", "physio", "play", "police", "private",
	"psychology", "public", "referral", "resource", "school", "sen", "send", "sensory",
	"social", "special", "specialist", "speech", "support", "town", "welfare", "working",
	"young", "youth" };
/* Of the places that show nobody in the wide world, these do in a county. */
static const char *const countries[] = { "africa", "america", "asia", "bangladesh", "britain",
	"england", "europe", "forest", "france", "germany", "india", "ireland", "italy",
	"midlands", "pakistan", "poland", "portugal", "romania", "scotland", "spain", "ukraine",
	"wales", "worcestershire", "worcs" };
static const char *const last[] = { "avenue", "bank", "bridge", "broadheath", "brook", "close",
	"common", "corner", "court", "cross", "end", "estate", "fields", "gate", "green",
	"grove", "hall", "heath", "hill", "hills", "house", "lane", "link", "lodge", "lovett",
	"manor", "park", "place", "rise", "road", "spa", "square", "street", "vale", "view",
	"village", "way", "wells", "wood" };
static const char *const joins[] = { "and" };
/* "the willow barn" */
static const char *const houses[] = { "barn", "base", "cottage", "farm", "hive", "house", "hub",
	"lodge", "mill", "nest", "retreat", "stables", "trust", "unit", "yard" };
static const char *const houses_health[] = { "clinic", "hospice", "hospital", "infirmary", "surgery" };
static const char *const articles[] = { "the" };
static const char *const first[] = { "abbots", "castle", "chipping", "east", "great", "high",
	"kings", "little", "long", "lower", "mount", "new", "north", "old", "princes", "south",
	"stoke", "upper", "west" };

bool
places_last(const struct findings *findings, size_t i)
{
	return i < findings->folded.count && FOLDED_IN(&findings->folded, i, last);
}

bool
places_first(const struct findings *findings, size_t i)
{
	return i < findings->folded.count && FOLDED_IN(&findings->folded, i, first);
}

static void
places_take(struct findings *findings, size_t from, size_t to, enum suggest_kind kind,
    uint8_t sure, const char *why)
{
	findings_add_words(findings, from, to, kind, sure, why);
	for (size_t i = from; i <= to; i++)
		findings->folded.words[i].taken = true;
}

/* "Heart of Westfold College", "the Orchard and Brook School": where the name begins, if `i` was
 * taken for its first word. */
static size_t
places_begin(const struct findings *findings, size_t i)
{
	static const char *const between[] = { "and", "of", "on" };
	const struct folded *folded = &findings->folded;

	/* "Abbey Park Middle School", at the beginning of a sentence */
	while (i > 0 && folded_capital(&folded->words[i]) && !folded->words[i - 1].taken &&
	    folded->words[i].gap == GAP_SPACE && folded_capital(&folded->words[i - 1]) &&
	    !folded->words[i - 1].large && !folded->words[i - 1].letter &&
	    !folded->words[i - 1].digits && !FOLDED_IN(folded, i - 1, general) &&
	    !context_is_function(findings, i - 1))
		i--;
	if (i < 2 || !folded_capital(&folded->words[i]) || folded->words[i].gap != GAP_SPACE ||
	    folded->words[i - 1].gap != GAP_SPACE || !FOLDED_IN(folded, i - 1, between) ||
	    folded->words[i - 2].taken || folded->words[i - 2].large ||
	    folded->words[i - 2].sentence || !folded_capital(&folded->words[i - 2]) ||
	    (findings->classes[i - 2] & WORDS_CAPITAL) != 0)
		return i;
	return i - 2;
}

/* "St Ambrose Catholic Primary", "st johns c of e first school": where the name ends. */
static size_t
places_end(const struct findings *findings, size_t i)
{
	const struct folded *folded = &findings->folded;
	size_t end = i;

	/* What is before is taken already: folded_joins() would say no. */
	for (size_t next = i + 1; next < folded->count && next - i <= SCHOOL_KINDS_MOST &&
	    !folded->words[next].taken && folded->words[next].gap == GAP_SPACE &&
	    (FOLDED_IN(folded, next, kinds_all) || FOLDED_IN(folded, next, kinds_church)); next++)
		if (FOLDED_IN(folded, next, kinds))
			end = next;
	return end;
}

/* Schools and streets as the family is warned of them. */
static void
places_spotted(struct findings *findings)
{
	struct buffer found = BUFFER_INIT;
	const struct spot *spots;

	schools_find(&findings->folded, &found);
	spots = (const struct spot *)(const void *)found.data;
	for (size_t i = 0; i < found.length / sizeof *spots; i++) {
		size_t word = findings_word(findings, spots[i].start), end;
		struct finding finding = { .start = spots[i].start, .end = spots[i].end,
			.kind = SUGGEST_SCHOOL, .sure = 82, .why = "the name of a school" };

		finding.start = findings->folded.words[places_begin(findings, word)].start;
		while (word + 1 < findings->folded.count &&
		    findings->folded.words[word + 1].start < finding.end)
			word++;
		end = places_end(findings, word);
		/* "hanbury lane", and no school after it */
		if (spots[i].kind != SPOT_SCHOOL && end == word) {
			finding.start = spots[i].start;
			finding.kind = SUGGEST_ADDRESS;
			finding.sure = 78;
			finding.why = "a street";
		}
		for (; word < end; word++) {
			findings->folded.words[word + 1].taken = true;
			finding.end = findings->folded.words[word + 1].end;
		}
		buffer_append(&findings->list, &finding, sizeof finding);
	}
	buffer_free(&found);
}

/* Can word `i` be a part of a name in small letters? */
static bool
places_part(const struct findings *findings, size_t i)
{
	const struct folded_word *word = &findings->folded.words[i];

	return !word->taken && !word->digits && !word->letter &&
	    !FOLDED_IN(&findings->folded, i, general) &&
	    (findings->classes[i] & ENGLISH_SLANG) == 0;
}

/* "at rock first school", "to shrub hill clinic": `i` is the first word of the kind. */
static void
places_school(struct findings *findings, size_t i)
{
	const struct folded *folded = &findings->folded;
	size_t to = i, from = i;
	bool house = FOLDED_IN(folded, i, houses_health);
	bool sure = house || FOLDED_IN(folded, i, kinds);

	while (!house && to + 1 < folded->count && to - i < SCHOOL_KINDS_MOST &&
	    folded_joins(folded, to + 1) &&
	    FOLDED_IN(folded, to + 1, kinds_all)) {
		to++;
		sure |= FOLDED_IN(folded, to, kinds);
	}
	if (FOLDED_IN(folded, to, joins))
		to--;
	while (from > 0 && i - from < SCHOOL_NAME_MOST && folded_joins(folded, from) &&
	    places_part(findings, from - 1) && !FOLDED_IN(folded, from - 1, before) &&
	    !(house && FOLDED_IN(folded, from - 1, bodies_public)))
		from--;
	if (!sure || from == i || from == 0 || folded->words[from].gap != GAP_SPACE ||
	    !FOLDED_IN(folded, from - 1, before))
		return;
	places_take(findings, from, to, house ? SUGGEST_ORGANISATION : SUGGEST_SCHOOL, 55,
	    "stands where such a name does");
}

/* "to saint bedes", "ashmount first were": what no rule above knows for a school. */
static void
places_small_school(struct findings *findings, size_t i)
{
	static const char *const saints[] = { "saint", "st" };
	static const char *const steps[] = { "first", "high", "lower", "middle", "upper" };
	const struct folded *folded = &findings->folded;

	if (i == 0 || !folded_joins(folded, i) || folded->words[i].letter)
		return;
	if (i > 1 && FOLDED_IN(folded, i - 1, saints) && folded->words[i - 1].gap == GAP_SPACE &&
	    FOLDED_IN(folded, i - 2, before) && !context_is_function(findings, i))
		places_take(findings, i - 1, i, SUGGEST_SCHOOL, 60, "a saint, as schools are named");
	else if (FOLDED_IN(folded, i, steps) && (findings->classes[i - 1] & (ENGLISH_KNOWN |
	    ENGLISH_SLIP | WORDS_GIVEN | WORDS_MAYBE)) == 0 && !folded->words[i - 1].letter &&
	    !folded_capital(&folded->words[i]) && !folded->words[i - 1].owns)
		places_take(findings, i - 1, i, SUGGEST_SCHOOL, 60, "a word that no list has, and a "
		    "kind of school");
}

/* "Stepping Stones Family Project", "elgar clinic": `i` is the kind. */
static void
places_body(struct findings *findings, size_t i)
{
	const struct folded *folded = &findings->folded;
	bool large = folded_capital(&folded->words[i]), own = false;
	size_t from = i;

	while (from > 0 && i - from < BODY_NAME_MOST && folded_joins(folded, from)) {
		const struct folded_word *word = &folded->words[from - 1];
		unsigned class = findings->classes[from - 1];
		bool unknown = (class & ENGLISH_KNOWN) == 0 ||
		    (class & WORDS_PLACE) != 0 || (class & WORDS_GIVEN) != 0;

		if (word->taken || word->digits || word->letter)
			break;
		if (large ? !folded_capital(word) : !unknown)
			break;
		if (FOLDED_IN(folded, from - 1, bodies_public) || (class & WORDS_CAPITAL) != 0) {
			from--;
			continue;
		}
		own |= unknown || (!word->sentence && large);
		from--;
	}
	/* "The Elgar Clinic" */
	while (from < i && (FOLDED_IN(folded, from, general)))
		from++;
	if (from == i || !own)
		return;
	/* The county's own council is everybody's. */
	if (FOLDED_IN(folded, from, countries))
		return;
	places_take(findings, from, i, SUGGEST_ORGANISATION, large ? 70 : 60,
	    "the name of an organisation");
}

/* "at the orchard unit": small letters, ordinary words, and yet a name, perhaps. */
static void
places_house(struct findings *findings, size_t i)
{
	const struct folded *folded = &findings->folded;

	if (i < 3 || !folded_joins(folded, i) || !folded_joins(folded, i - 1) ||
	    !folded_joins(folded, i - 2) || !places_part(findings, i - 1) ||
	    FOLDED_IN(folded, i - 1, bodies_public) || !FOLDED_IN(folded, i - 2, articles) ||
	    !FOLDED_IN(folded, i - 3, before))
		return;
	places_take(findings, i - 1, i, SUGGEST_ORGANISATION, 42, "perhaps the name of a house");
}

/* "vale of evesham": where it begins. */
static size_t
places_vale(const struct findings *findings, size_t i)
{
	static const char *const vales[] = { "city", "forest", "heart", "hills", "isle", "vale" };
	static const char *const of[] = { "of" };
	const struct folded *folded = &findings->folded;

	return i > 1 && folded_joins(folded, i) && folded_joins(folded, i - 1) &&
	    FOLDED_IN(folded, i - 1, of) && FOLDED_IN(folded, i - 2, vales) ? i - 2 : i;
}

void
places_find(struct findings *findings)
{
	const struct folded *folded = &findings->folded;

	places_spotted(findings);
	for (size_t i = 0; i < folded->count; i++) {
		const struct folded_word *word = &folded->words[i];

		if (word->taken || word->digits)
			continue;
		if (i > 0 && FOLDED_IN(folded, i, bodies))
			places_body(findings, i);
		if (!word->taken && i > 1 && !findings->foreign &&
		    (FOLDED_IN(folded, i, kinds_all) || FOLDED_IN(folded, i, houses_health)))
			places_school(findings, i);
		if (!word->taken && !findings->foreign)
			places_small_school(findings, i);
		if (!word->taken && !findings->foreign && FOLDED_IN(folded, i, houses))
			places_house(findings, i);
	}
	for (size_t i = 0; i < folded->count; i++) {
		const struct folded_word *word = &folded->words[i];

		if (!word->taken && (findings->classes[i] & WORDS_PLACE) != 0 &&
		    !FOLDED_IN(folded, i, countries))
			findings_add_words(findings, places_vale(findings, i), i, SUGGEST_PLACE, 50,
			    "a town");
	}
}
