/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/labels_inside.h"

#include <string.h>

/* Who somebody is, by the words beside the name. What is said of several, or in a longer sentence,
 * is left open: "Person" is never wrong. */

#define ROLE_BACK  3 /* words before a name that are looked at */
#define ROLE_AHEAD 4 /* words after it */

static const char *const child_words[] = { "baby", "boy", "brzdac", "child", "corce", "corcia",
	"corka", "corki", "daughter", "daughters", "dziecko", "eldest", "girl", "granddaughter",
	"grandson", "oldest", "son", "stepdaughter", "stepson", "syn", "syna", "synek", "synowi",
	"toddler", "twin", "wnuczka", "wnuk", "youngest" };
static const char *const adult_words[] = { "aunt", "auntie", "aunty", "babcia", "boyfriend", "dad",
	"dziadek", "father", "girlfriend", "gran", "grandad", "granddad", "grandfather", "grandma",
	"grandmother", "grandpa", "husband", "mam", "maz", "mother", "mum", "mummy", "nan", "nana",
	"neighbour", "partner", "stepdad", "stepfather", "stepmother", "stepmum", "uncle", "wife",
	"zona" };
static const char *const professional_words[] = { "advocate", "assistant", "barrister",
	"caseworker", "chair", "chairman", "consultant", "coordinator", "councillor", "director",
	"doctor", "governor", "gp", "head", "headmaster", "headmistress", "headteacher", "inspector",
	"judge", "lekarz", "manager", "mediator", "midwife", "mp", "nauczyciel", "nauczycielka",
	"nurse", "officer", "paediatrician", "physio", "physiotherapist", "principal",
	"psychiatrist", "psycholog", "psychologist", "receptionist", "senco", "sendco", "solicitor",
	"ta", "teacher", "therapist", "tutor", "visitor", "worker" };
/* Nobody is called so who is not at work, or of age. */
static const char *const professional_titles[] = { "cllr", "councillor", "doctor", "dr", "judge",
	"nurse", "prof", "professor" };
static const char *const adult_titles[] = { "miss", "mr", "mrs", "ms", "mx", "pan", "pani", "sir" };

static const char *const between_words[] = { "called", "is", "named", "ma", "na", "imie", "was" };
static const char *const owning_words[] = { "his", "her", "moj", "moja", "my", "nasz", "nasza",
	"our", "the", "their" };
static const char *const near_words[] = { "my", "our" };

static bool
role_in(const struct folded *folded, size_t i, const char *const *list, size_t count)
{
	char key[WORDS_KEY_BYTES];

	if (folded_key(folded, i, key) == 0)
		return false;
	for (size_t j = 0; j < count; j++)
		if (strcmp(list[j], key) == 0)
			return true;
	return false;
}
#define ROLE_IN(folded, i, list) role_in((folded), (i), (list), sizeof(list) / sizeof(list)[0])

bool
labels_is_title(const struct folded *folded, size_t i)
{
	return ROLE_IN(folded, i, professional_titles) || ROLE_IN(folded, i, adult_titles);
}

/* "his son's" is nobody's son. */
static enum label_role
role_of(const struct folded *folded, size_t i)
{
	if (folded->words[i].owns)
		return ROLE_NONE;
	if (ROLE_IN(folded, i, child_words))
		return ROLE_CHILD;
	if (ROLE_IN(folded, i, adult_words))
		return ROLE_ADULT;
	return ROLE_IN(folded, i, professional_words) ? ROLE_PROFESSIONAL : ROLE_NONE;
}

/* Whether between a word and the one before it stand only spaces and one comma or bracket. */
static bool
role_is_beside(const struct folded *folded, size_t i)
{
	const char *text = (const char *)folded->text.data;
	size_t marks = 0;

	if (folded->words[i].gap == GAP_LINE || folded->words[i].gap == GAP_DOT)
		return false;
	for (size_t at = folded->words[i - 1].end; at < folded->words[i].start; at++) {
		if (text[at] == ' ' || text[at] == '\'' || text[at] == 's')
			continue;
		if (strchr(",(-\"", text[at]) == NULL || ++marks > 1)
			return false;
	}
	return true;
}

/* "my son Jack", "our daughter, Mia", "a boy called Sam". */
static enum label_role
role_before(const struct folded *folded, size_t first)
{
	for (size_t i = first; i > 0 && first - i < ROLE_BACK; i--) {
		enum label_role role;

		if (!role_is_beside(folded, i))
			return ROLE_NONE;
		role = role_of(folded, i - 1);
		if (role != ROLE_NONE)
			return role;
		if (!ROLE_IN(folded, i - 1, between_words))
			return ROLE_NONE;
	}
	return ROLE_NONE;
}

/* Nothing that belongs to it follows the word. */
static bool
role_ends(const struct folded *folded, size_t i)
{
	return i + 1 == folded->count || folded->words[i + 1].gap != GAP_SPACE;
}

/* "Mrs Patel, the school SENCO, ", "Jack, my son.", "Mia is our daughter". */
static enum label_role
role_after(const struct folded *folded, size_t last)
{
	size_t at = last + 1;
	bool is;

	if (at >= folded->count || folded->words[last].owns || !role_is_beside(folded, at))
		return ROLE_NONE;
	is = at + 1 < folded->count && ROLE_IN(folded, at, between_words);
	at += is;
	if (!(folded->words[last + 1].gap == GAP_OTHER || is ? ROLE_IN(folded, at, owning_words) :
	    ROLE_IN(folded, at, near_words)))
		return ROLE_NONE;
	for (size_t i = at + 1; i < folded->count && i <= at + ROLE_AHEAD &&
	    folded->words[i].gap == GAP_SPACE; i++)
		if (role_of(folded, i) != ROLE_NONE && (role_ends(folded, i) || is))
			return role_of(folded, i);
	return ROLE_NONE;
}

enum label_role
labels_role(const struct folded *text, size_t start, size_t end)
{
	size_t first = SIZE_MAX, last = 0;
	enum label_role role, title = ROLE_NONE;

	for (size_t i = 0; i < text->count; i++)
		if (text->from[text->words[i].start] >= start &&
		    text->from[text->words[i].start] < end) {
			first = first == SIZE_MAX ? i : first;
			last = i;
		}
	if (first == SIZE_MAX)
		return ROLE_NONE;
	/* The title may stand before what is to go. */
	for (size_t i = first > 0 && text->words[first].gap == GAP_SPACE ? first - 1 : first;
	    i <= first && title == ROLE_NONE; i++)
		title = ROLE_IN(text, i, professional_titles) ? ROLE_PROFESSIONAL :
		    ROLE_IN(text, i, adult_titles) ? ROLE_ADULT : ROLE_NONE;
	role = title == ROLE_PROFESSIONAL ? title : role_before(text, first);
	if (role == ROLE_NONE)
		role = role_after(text, last);
	return role == ROLE_NONE || (role == ROLE_CHILD && title != ROLE_NONE) ? title : role;
}
