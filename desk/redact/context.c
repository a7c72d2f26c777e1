/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/redact/context.h"

#include "desk/redact/english.h"

/* All lists are sorted: words_in(). */

static const char *const kin[] = { "aunt", "auntie", "aunty", "baby", "big", "boy", "boyfriend",
	"boys", "bro", "brother", "brothers", "child", "cousin", "cousins", "dad", "daddy",
	"daughter", "daughters", "dog", "eldest", "ex", "father", "fella", "friend", "girl",
	"girlfriend", "girls", "goddaughter", "godmother", "godson", "gran", "grandad",
	"granddad", "granddaughter", "grandfather", "grandma", "grandmother", "grandson",
	"granny", "hubby", "husband", "inlaw", "kid", "kids", "lad", "lads", "little", "m8",
	"mam", "mate", "middle", "missus", "mother", "mum", "mummy", "nan", "nana", "nanna",
	"nanny", "neighbour", "nephew", "niece", "oldest", "partner", "sibling", "siblings",
	"sis", "sister", "sisters", "son", "sons", "stepdad", "stepdaughter", "stepfather",
	"stepmother", "stepmum", "stepson", "teenager", "toddler", "twin", "twins", "uncle",
	"wife", "youngest" };
static const char *const roles[] = { "advocate", "assessor", "assistant", "audiologist",
	"babysitter", "bloke", "boss", "called", "cardiologist", "carer", "caseworker", "chair",
	"chap", "childminder", "classmate", "cleaner", "clerk", "coach", "consultant", "cook",
	"coordinator", "cos", "councillor", "counsellor", "dentist", "deputy", "dietician",
	"dietitian", "doctor", "driver", "ep", "escort", "friend", "friends", "governor", "gp",
	"guy", "head", "headmaster", "headmistress", "headteacher", "imam", "inspector",
	"interpreter", "judge", "keyworker", "lady", "lawyer", "leader", "lecturer", "man",
	"manager", "mediator", "midwife", "minister", "named", "neighbour", "neurologist",
	"nurse", "officer", "one", "optician", "ot", "paediatrician", "paramedic", "person",
	"physio", "physiotherapist", "priest", "principal", "psychiatrist", "psychologist",
	"pupil", "rabbi", "receptionist", "reviewer", "salt", "secretary", "senco", "sencos",
	"sendco", "slt", "solicitor", "specialist", "student", "surgeon", "ta", "tas",
	"teacher", "therapist", "tutor", "vicar", "visitor", "woman", "worker" };
static const char *const called[] = { "alias", "called", "christened", "firstname", "forename",
	"named", "nickname", "nicknamed", "signed", "surname", "surnamed" };
static const char *const called_is[] = { "name", "names", "nickname", "surname" };
static const char *const verbs[] = { "agreed", "always", "and", "answered", "asked", "asks",
	"ate", "bit", "broke", "brought", "called", "came", "cannot", "cant", "comes",
	"complained", "could", "couldnt", "cried", "cries", "cry", "deserves", "did", "didnt",
	"died", "does", "doesnt", "done", "drives", "drove", "emailed", "explained", "failed",
	"feels", "fell", "felt", "fought", "found", "gave", "gets", "gives", "goes", "got",
	"had", "hadnt", "has", "hasnt", "hates", "held", "helped", "helps", "hit", "ignored",
	"is", "isnt", "just", "keeps", "kept", "kicked", "knew", "knows", "laughed", "leaves",
	"left", "lied", "likes", "listened", "lives", "looked", "looks", "lost", "loved",
	"loves", "made", "makes", "moved", "needed", "needs", "never", "nodded", "only",
	"panicked", "phoned", "picked", "picks", "promised", "put", "ran", "rang", "read",
	"refused", "refuses", "replied", "retired", "said", "sat", "saw", "says", "screamed",
	"seems", "sees", "sent", "shouted", "shouts", "signed", "simply", "sits", "sleeps",
	"smiled", "smiles", "speaks", "spent", "spoke", "started", "starts", "stayed", "stays",
	"still", "stood", "stopped", "suffers", "talks", "thinks", "thought", "threatened",
	"told", "took", "tried", "tries", "turned", "understands", "understood", "used",
	"visited", "visits", "walked", "wanted", "wants", "was", "wasnt", "wears", "went",
	"wept", "who", "whos", "whose", "wont", "worked", "works", "would", "wouldnt", "writes",
	"wrote" };
/* Only people do these. */
static const char *const people_only[] = { "admitted", "agreed", "answered", "apologised",
	"asked", "asks", "attended", "attends", "believes", "bit", "came", "comes", "cried",
	"cries", "deserves", "died", "emailed", "explained", "feels", "felt", "goes", "hates",
	"hit", "kicked", "knew", "knows", "laughed", "laughs", "lied", "likes", "lives",
	"loves", "panicked", "phoned", "promised", "rang", "refused", "refuses", "replied",
	"said", "says", "screamed", "shouted", "smiled", "smiles", "speaks", "struggled",
	"struggles", "talks", "thinks", "thought", "threatened", "told", "understands",
	"understood", "visited", "wanted", "wants", "went", "wept", "wrote" };
static const char *const begins[] = { "after", "although", "and", "as", "ask", "asked",
	"asking", "because", "before", "believe", "but", "called", "cos", "coz", "if", "know",
	"like", "n", "plus", "said", "say", "says", "since", "so", "sometimes", "still", "tell",
	"telling", "than", "that", "then", "think", "though", "thought", "til", "today", "told",
	"until", "when", "whenever", "where", "while", "with", "yesterday", "yet" };
static const char *const withs[] = { "about", "and", "by", "emailed", "for", "from", "helped",
	"lost", "met", "miss", "of", "or", "plus", "rang", "saw", "see", "seen", "thank",
	"thanks", "to", "told", "visited", "w", "with" };
static const char *const place_before[] = { "across", "around", "at", "in", "inside", "near",
	"off", "outside", "through", "towards", "via", "within" };
static const char *const moves[] = { "back", "bus", "came", "come", "coming", "commute",
	"drive", "driving", "drove", "go", "goes", "going", "gone", "move", "moved", "moving",
	"over", "relocated", "sent", "train", "trains", "travel", "travelled", "travelling",
	"travels", "trip", "walk", "went" };
static const char *const titles[] = { "capt", "captain", "cllr", "cllrs", "col", "councillor",
	"dame", "doctor", "dr", "fr", "lt", "messrs", "miss", "missus", "mister", "mr", "mrs",
	"ms", "msgr", "mx", "pc", "prof", "professor", "rev", "revd", "reverend", "sgt", "sir",
	"wpc" };
static const char *const titles_name_only[] = { "aunt", "auntie", "aunty", "babcia", "brother",
	"canon", "ciocia", "constable", "councillor", "dame", "doctor", "dziadek", "father",
	"gran", "grandad", "granddad", "grandma", "grandpa", "granny", "imam", "inspector",
	"judge", "lord", "major", "master", "matron", "miss", "missus", "mother", "nain", "nan",
	"nana", "nanna", "nanny", "nurse", "pan", "pana", "panem", "pani", "pania", "pastor",
	"prof", "professor", "sergeant", "sir", "sister", "taid", "uncle", "wujek" };
static const char *const function[] = { "a", "about", "after", "again", "all", "also",
	"although", "always", "am", "an", "and", "any", "are", "arent", "as", "at", "away",
	"back", "be", "because", "been", "before", "being", "both", "but", "by", "called",
	"came", "can", "cannot", "cant", "come", "could", "couldnt", "did", "didnt", "do",
	"does", "doesnt", "done", "dont", "down", "during", "each", "either", "else", "even",
	"ever", "every", "few", "first", "for", "from", "get", "gets", "getting", "give",
	"given", "go", "goes", "going", "gone", "got", "had", "hadnt", "has", "hasnt", "have",
	"havent", "having", "he", "hed", "her", "here", "hers", "herself", "hes", "him",
	"himself", "his", "how", "i", "id", "if", "ill", "im", "in", "into", "is", "isnt", "it",
	"its", "itself", "ive", "just", "keep", "kept", "know", "last", "least", "left", "less",
	"let", "like", "look", "made", "make", "many", "maybe", "me", "might", "more", "most",
	"much", "must", "my", "myself", "n", "need", "needs", "never", "next", "no", "nobody",
	"none", "nor", "not", "nothing", "now", "of", "off", "often", "on", "once", "one",
	"only", "onto", "or", "other", "our", "ours", "out", "over", "own", "perhaps", "please",
	"put", "quite", "r", "rather", "really", "said", "same", "say", "says", "see", "seen",
	"she", "shes", "should", "shouldnt", "so", "some", "somebody", "someone", "something",
	"soon", "still", "such", "than", "that", "thats", "the", "their", "theirs", "them",
	"then", "there", "these", "they", "theyre", "this", "those", "though", "through",
	"till", "to", "today", "told", "tomorrow", "too", "took", "u", "under", "until", "up",
	"upon", "us", "used", "very", "was", "wasnt", "we", "well", "went", "were", "werent",
	"weve", "what", "when", "where", "whether", "which", "while", "who", "whom", "whose",
	"why", "will", "with", "within", "without", "wont", "would", "wouldnt", "yes",
	"yesterday", "yet", "you", "your", "yours" };
static const char *const particles[] = { "abdul", "abu", "al", "ap", "bin", "bint", "da", "de",
	"del", "della", "den", "der", "di", "dos", "du", "el", "ferch", "ibn", "la", "le",
	"mac", "mc", "ni", "o", "of", "san", "st", "ter", "the", "ui", "ul", "van", "von", "y" };
static const char *const labels[] = { "and", "annex", "annexe", "appendix", "b", "band",
	"block", "box", "building", "class", "column", "ct", "division", "exhibit", "figure",
	"form", "grade", "group", "hall", "hep", "hepatitis", "house", "item", "key", "level",
	"line", "list", "mark", "model", "note", "option", "or", "page", "paper", "part",
	"phase", "plan", "point", "question", "room", "row", "schedule", "section", "sections",
	"set", "stage", "step", "store", "table", "team", "tier", "to", "type", "unit",
	"version", "vitamin", "ward", "wing", "year", "zone" };
static const char *const apposed[] = { "a", "an", "another", "her", "his", "my", "one", "our",
	"the", "their", "which", "who", "whom", "whose" };
static const char *const apposed_small[] = { "an", "her", "his", "my", "our", "who", "whose" };
static const char *const there[] = { "at", "from", "in" };
static const char *const owners_not_the[] = { "a", "an", "her", "his", "my", "our", "that", "their",
	"this", "your" };
static const char *const nouns_after[] = { "any", "bad", "by", "every", "false", "full", "give",
	"given", "good", "great", "had", "has", "have", "having", "i", "in", "into", "is", "it",
	"keep", "last", "less", "little", "losing", "lost", "more", "much", "next", "no", "of",
	"on", "some", "such", "there", "they", "till", "until", "was", "we", "what", "with",
	"without", "you" };
static const char *const owners[] = { "a", "an", "her", "his", "my", "our", "that", "the",
	"their", "this", "your" };

static bool
kin_is(const struct folded *folded, size_t i)
{
	return FOLDED_IN(folded, i, kin) || FOLDED_IN(folded, i, roles) ||
	    FOLDED_IN(folded, i, called);
}

/* Is word i - back a space or less before word i - back + 1? */
static bool
near(const struct folded *folded, size_t i, size_t back)
{
	return i >= back && folded->words[i - back + 1].gap == GAP_SPACE;
}

bool
context_kin(const struct findings *findings, const size_t i)
{
	const struct folded *folded = &findings->folded;
	enum folded_gap gap = folded->words[i].gap;

	/* "my son, Jack," and "senco (jarvis)" */
	if (i > 0 && gap == GAP_OTHER && !folded->words[i].sentence && kin_is(folded, i - 1))
		return true;
	if (!near(folded, i, 1))
		return false;
	if (kin_is(folded, i - 1))
		return true;
	if (!near(folded, i, 2))
		return false;
	if (FOLDED_IN(folded, i - 1, called_is) && FOLDED_IN(folded, i - 2, owners))
		return true;
	/* "my name is", "his teacher was" */
	return (FOLDED_IN(folded, i - 2, called_is) || FOLDED_IN(folded, i - 2, called)) &&
	    context_is_function(findings, i - 1);
}

bool
context_apposed(const struct findings *findings, size_t i)
{
	const struct folded *folded = &findings->folded;

	return i + 1 < folded->count && folded->words[i + 1].gap == GAP_OTHER &&
	    !folded->words[i + 1].sentence && FOLDED_IN(folded, i + 1, apposed);
}

bool
context_owned(const struct findings *findings, size_t i)
{
	return near(&findings->folded, i, 1) && FOLDED_IN(&findings->folded, i - 1, owners);
}

bool
context_noun(const struct findings *findings, size_t i)
{
	return near(&findings->folded, i, 1) && FOLDED_IN(&findings->folded, i - 1, nouns_after);
}

bool
context_acts(const struct findings *findings, size_t i)
{
	const struct folded *folded = &findings->folded;
	const struct folded_word *next = &folded->words[i + 1];

	if (folded->words[i].owns)
		return true;
	if (i + 1 >= folded->count)
		return false;
	if (next->gap == GAP_SPACE && FOLDED_IN(folded, i + 1, verbs))
		return true;
	return context_apposed(findings, i);
}

bool
context_speaks(const struct findings *findings, size_t i)
{
	const struct folded *folded = &findings->folded;

	return i + 1 < folded->count && folded->words[i + 1].gap == GAP_SPACE &&
	    FOLDED_IN(folded, i + 1, people_only) && context_begins(findings, i);
}

bool
context_introduced(const struct findings *findings, size_t i)
{
	const struct folded *folded = &findings->folded;

	if (i + 2 >= folded->count || folded->words[i + 1].digits)
		return false;
	if (folded->words[i + 1].gap == GAP_OTHER)
		return !folded->words[i + 1].sentence && (FOLDED_IN(folded, i + 1, apposed_small) ||
		    (folded->words[i + 1].letter && folded->words[i + 2].gap == GAP_SPACE &&
		    FOLDED_IN(folded, i + 1, apposed)));
	return folded->words[i + 1].gap == GAP_SPACE && folded->words[i + 2].gap == GAP_SPACE &&
	    FOLDED_IN(folded, i + 1, there) && (context_begins(findings, i) ||
	    context_after_with(findings, i) || folded->words[i - 1].digits) &&
	    !FOLDED_IN(folded, i + 2, owners_not_the);
}

bool
context_begins(const struct findings *findings, size_t i)
{
	const struct folded *folded = &findings->folded;

	return i == 0 || (folded->words[i].gap != GAP_SPACE && folded->words[i].gap != GAP_HYPHEN) ||
	    FOLDED_IN(folded, i - 1, begins);
}

bool
context_after_with(const struct findings *findings, size_t i)
{
	return near(&findings->folded, i, 1) && FOLDED_IN(&findings->folded, i - 1, withs);
}

bool
context_place(const struct findings *findings, size_t i)
{
	const struct folded *folded = &findings->folded;
	char key[WORDS_KEY_BYTES];

	if (!near(folded, i, 1))
		return false;
	if (FOLDED_IN(folded, i - 1, place_before))
		return true;
	return near(folded, i, 2) && folded_key(folded, i - 1, key) == 2 && key[0] == 't' &&
	    key[1] == 'o' && FOLDED_IN(folded, i - 2, moves);
}

size_t
context_title(const struct findings *findings, size_t i, bool *name_only)
{
	const struct folded *folded = &findings->folded;
	bool sure = FOLDED_IN(folded, i, titles);

	*name_only = FOLDED_IN(folded, i, titles_name_only);
	if ((!sure && !*name_only) || folded->words[i].owns)
		return 0;
	/* "Mr and Mrs" */
	if (sure && i + 2 < folded->count && folded_joins(folded, i + 1) &&
	    context_is_function(findings, i + 1) && folded_joins(folded, i + 2) &&
	    FOLDED_IN(folded, i + 2, titles))
		return 3;
	return 1;
}

bool
context_is_function(const struct findings *findings, size_t i)
{
	return i < findings->folded.count && FOLDED_IN(&findings->folded, i, function);
}

bool
context_is_role(const struct findings *findings, size_t i)
{
	return kin_is(&findings->folded, i);
}

bool
context_particle(const struct findings *findings, size_t i)
{
	return i < findings->folded.count && FOLDED_IN(&findings->folded, i, particles);
}

bool
context_labels(const struct findings *findings, size_t i)
{
	return i > 0 && FOLDED_IN(&findings->folded, i - 1, labels);
}
