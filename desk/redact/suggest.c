/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/redact/suggest.h"

#include <stdlib.h>

#include "common/error.h"
#include "desk/redact/findings.h"
#include "desk/redact/hidden.h"
#include "desk/redact/persons.h"
#include "desk/redact/places.h"
#include "desk/redact/shapes.h"

/* The words of what has a shape are no names: "March" of "12 March", "jack" of an address. */
static void
suggest_take(struct findings *findings)
{
	const struct finding *all = (const struct finding *)(const void *)findings->list.data;
	struct folded *folded = &findings->folded;

	for (size_t i = 0; i < findings->list.length / sizeof *all; i++) {
		if (!all[i].whole || all[i].sure < SUGGEST_LIKELY)
			continue;
		for (size_t j = findings_word(findings, all[i].start);
		    j < folded->count && folded->words[j].start < all[i].end; j++)
			folded->words[j].taken = true;
	}
}

void
suggest_text(struct suggestions *suggestions, const char *text, size_t length,
    const struct suggest_options *options)
{
	struct findings findings;

	*suggestions = (struct suggestions)SUGGESTIONS_INIT;
	if (length == 0)
		return;
	findings_make(&findings, text, length, options);
	(void)shapes_find(&findings);
	suggest_take(&findings);
	hidden_find(&findings);
	listed_find_all(&findings);
	places_find(&findings);
	persons_find(&findings);
	findings_settle(&findings, suggestions);
	findings_free(&findings);
}

void
suggestions_free(struct suggestions *suggestions)
{
	free(suggestions->list);
	*suggestions = (struct suggestions)SUGGESTIONS_INIT;
}

unsigned
suggest_jigsaw(const struct suggestion *list, size_t count)
{
	enum { AGES = 1, PLACES = 2, DAYS = 4, SUMS = 8, FACTS = 16 };
	unsigned seen = 0, kinds = 0;

	for (size_t i = 0; i < count; i++) {
		switch ((int)list[i].kind) {
		case SUGGEST_AGE: case SUGGEST_DOB: case SUGGEST_YEAR_GROUP:
			seen |= AGES;
			break;
		case SUGGEST_PLACE: case SUGGEST_SCHOOL: case SUGGEST_POSTCODE:
		case SUGGEST_ADDRESS: case SUGGEST_ORGANISATION:
			seen |= PLACES;
			break;
		case SUGGEST_DATE:
			seen |= DAYS;
			break;
		case SUGGEST_MONEY:
			seen |= SUMS;
			break;
		case SUGGEST_RARE:
			seen |= FACTS;
			break;
		default:
			break;
		}
	}
	for (; seen != 0; seen &= seen - 1)
		kinds++;
	return kinds;
}

const char *
suggest_kind_name(enum suggest_kind kind)
{
	static const char *const names[SUGGEST_KINDS] = {
		[SUGGEST_PERSON] = "person", [SUGGEST_SCHOOL] = "school",
		[SUGGEST_PLACE] = "place", [SUGGEST_ORGANISATION] = "organisation",
		[SUGGEST_DATE] = "date", [SUGGEST_DOB] = "dob", [SUGGEST_AGE] = "age",
		[SUGGEST_YEAR_GROUP] = "year_group", [SUGGEST_POSTCODE] = "postcode",
		[SUGGEST_ADDRESS] = "address", [SUGGEST_PHONE] = "phone",
		[SUGGEST_EMAIL] = "email", [SUGGEST_URL] = "url", [SUGGEST_HANDLE] = "handle",
		[SUGGEST_NHS_NUMBER] = "nhs_number", [SUGGEST_UPN] = "upn",
		[SUGGEST_ULN] = "uln", [SUGGEST_NINO] = "nino",
		[SUGGEST_TRIBUNAL_REF] = "tribunal_ref", [SUGGEST_EHCP_REF] = "ehcp_ref",
		[SUGGEST_LGSCO_REF] = "lgsco_ref", [SUGGEST_URN] = "urn",
		[SUGGEST_LAESTAB] = "laestab", [SUGGEST_VEHICLE] = "vehicle",
		[SUGGEST_PASSPORT] = "passport", [SUGGEST_DRIVING_LICENCE] = "driving_licence",
		[SUGGEST_IBAN] = "iban", [SUGGEST_CARD] = "card", [SUGGEST_IP] = "ip",
		[SUGGEST_MONEY] = "money", [SUGGEST_RARE] = "rare",
	};

	if (kind >= SUGGEST_KINDS)
		error_bug("a suggestion of no kind");
	return names[kind];
}

enum suggest_confidence
suggest_confidence(uint8_t sure)
{
	if (sure >= SUGGEST_SURE)
		return SUGGEST_HIGH;
	return sure >= SUGGEST_LIKELY ? SUGGEST_MEDIUM : SUGGEST_LOW;
}

const char *
suggest_confidence_name(enum suggest_confidence confidence)
{
	static const char *const names[] = { [SUGGEST_LOW] = "low", [SUGGEST_MEDIUM] = "medium",
		[SUGGEST_HIGH] = "high" };

	return names[confidence];
}
