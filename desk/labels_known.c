/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/labels_inside.h"

#include <ctype.h>
#include <string.h>

/* Which words can be a label. Whoever redacts may put any words in brackets; these are none. */

#define KNOWN_LETTERS_MOST 4 /* of a person's label, or digits of a school's */

static const char *const known_numbered[] = { "[Person ", "[Child ", "[Adult ", "[Professional ",
	"[School ", "[Organisation " };
static const char *const known_times[] = { "[January", "[February", "[March", "[April", "[May",
	"[June", "[July", "[August", "[September", "[October", "[November", "[December",
	"[spring term", "[summer term", "[summer holidays", "[autumn term" };
static const char *const known_ages[] = { "0 to 4]", "5 to 10]", "11 to 15]", "16 to 18]",
	"19 to 25]", "over 25]" };
static const char *const known_whole[] = { "[an early year]", "[a primary school year]",
	"[a secondary school year]", "[a sixth form year]", "[under £1,000]", "[£1,000 to £5,000]",
	"[£5,000 to £20,000]", "[over £20,000]" };
#define KNOWN(list) (list), sizeof(list) / sizeof(list)[0]

/* What follows the one that the words begin with; NULL: none. */
static const char *
known_after(const char *words, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strncmp(words, list[i], strlen(list[i])) == 0)
			return words + strlen(list[i]);
	return NULL;
}

static bool
known_ends(const char *rest)
{
	return strcmp(rest, "]") == 0;
}

/* "A]", "12]" */
static bool
known_is_numbered(const char *rest)
{
	size_t letters = 0, digits = 0;

	while (isupper((unsigned char)rest[letters]))
		letters++;
	while (isdigit((unsigned char)rest[digits]))
		digits++;
	return letters + digits > 0 && letters + digits <= KNOWN_LETTERS_MOST &&
	    known_ends(rest + letters + digits);
}

/* "]", " 2024]" */
static bool
known_is_time(const char *rest)
{
	if (known_ends(rest))
		return true;
	return rest[0] == ' ' && strspn(rest + 1, "0123456789") == 4 && known_ends(rest + 5);
}

static bool
known_is_age(const char *words)
{
	static const char *const heads[] = { "[aged ", "[age " };
	const char *rest = known_after(words, KNOWN(heads)), *end;

	end = rest == NULL ? NULL : known_after(rest, KNOWN(known_ages));
	return end != NULL && *end == '\0';
}

static bool
known_is_postcode(const char *words)
{
	size_t letters = 0;

	while (words[0] == '[' && isupper((unsigned char)words[1 + letters]))
		letters++;
	return (letters == 1 || letters == 2) &&
	    strcmp(words + 1 + letters, " postcode area]") == 0;
}

static bool
known_is(const char *words)
{
	const char *rest;

	for (int i = 0; i < SUGGEST_KINDS; i++)
		if (strcmp(words, labels_plain((enum suggest_kind)i)) == 0)
			return true;
	if (strcmp(words, LABELS_TOWN) == 0 || strcmp(words, LABELS_LAST) == 0)
		return true;
	rest = known_after(words, KNOWN(known_whole));
	if (rest != NULL)
		return *rest == '\0';
	rest = known_after(words, KNOWN(known_numbered));
	if (rest != NULL)
		return known_is_numbered(rest);
	rest = known_after(words, KNOWN(known_times));
	return rest != NULL ? known_is_time(rest) : known_is_age(words) || known_is_postcode(words);
}

bool
labels_is_label(const char *words, size_t length)
{
	char copy[LABELS_LONGEST];

	if (length >= sizeof copy || memchr(words, '\0', length) != NULL)
		return false;
	memcpy(copy, words, length);
	copy[length] = '\0';
	return known_is(copy);
}
