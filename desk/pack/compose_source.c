/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "desk/pack/compose_inside.h"

#define PHRASES_MOST 4

/* Languages of families, by ISO 639-1: those that the censuses of England name most, and Welsh. */
static const struct {
	const char *code, *name;
} languages[] = {
	{ "ar", "Arabic" }, { "bg", "Bulgarian" }, { "bn", "Bengali" }, { "cs", "Czech" },
	{ "cy", "Welsh" }, { "de", "German" }, { "el", "Greek" }, { "es", "Spanish" },
	{ "fa", "Persian" }, { "fr", "French" }, { "gu", "Gujarati" }, { "hi", "Hindi" },
	{ "hu", "Hungarian" }, { "it", "Italian" }, { "ku", "Kurdish" }, { "lt", "Lithuanian" },
	{ "lv", "Latvian" }, { "ml", "Malayalam" }, { "ne", "Nepali" }, { "nl", "Dutch" },
	{ "pa", "Punjabi" }, { "pl", "Polish" }, { "ps", "Pashto" }, { "pt", "Portuguese" },
	{ "ro", "Romanian" }, { "ru", "Russian" }, { "sk", "Slovak" }, { "so", "Somali" },
	{ "sq", "Albanian" }, { "ta", "Tamil" }, { "te", "Telugu" }, { "tl", "Tagalog" },
	{ "tr", "Turkish" }, { "uk", "Ukrainian" }, { "ur", "Urdu" }, { "vi", "Vietnamese" },
	{ "zh", "Chinese" },
};

/* Whether the first part of a tag is this code (RFC 5646: case does not matter). */
static bool
compose_is_language(const char *tag, const char *code)
{
	size_t length = strcspn(tag, "-");

	return length == strlen(code) && strncasecmp(tag, code, length) == 0;
}

bool
compose_is_english(const char *language)
{
	return language == NULL || compose_is_language(language, "en");
}

static const char *
compose_language(const char *tag)
{
	for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++)
		if (compose_is_language(tag, languages[i].code))
			return languages[i].name;
	return "a language other than English";
}

/* "a, b and c" */
static void
compose_list(struct buffer *out, const char *const *phrases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buffer_append_text(out, i + 1 == count ? " and " : ", ");
		buffer_append_text(out, phrases[i]);
	}
}

/* What a family ticked, as the sample form has it: whoever may show words to an MP lets that one
 * show them to the council. */
static void
compose_repeat(struct buffer *out, unsigned repeat)
{
	const char *whom[PHRASES_MOST], *ways[PHRASES_MOST];
	size_t whom_count = 0, way_count = 0;
	struct buffer shown = BUFFER_INIT;

	if ((repeat | COMPOSE_OWN_MP) == COMPOSE_EVERYWHERE) { /* all MPs: its own, too */
		buffer_append_text(out, "May be repeated anywhere.");
		return;
	}
	if ((repeat & (COMPOSE_OWN_MP | COMPOSE_ALL_MPS)) != 0) {
		whom[whom_count++] = (repeat & COMPOSE_ALL_MPS) != 0 ? "the county’s MPs" :
		    "the family’s own MP";
		whom[whom_count++] = "the council";
	}
	if ((repeat & COMPOSE_COMMITTEE) != 0) {
		whom[whom_count++] = "committees of Parliament";
		whom[whom_count++] = "ministers";
	}
	if (whom_count > 0) {
		buffer_append_text(&shown, "shown to ");
		compose_list(&shown, whom, whom_count);
		ways[way_count++] = (const char *)shown.data;
	}
	if ((repeat & COMPOSE_REPORT) != 0)
		ways[way_count++] = "printed in a published report";
	if ((repeat & COMPOSE_PRESS) != 0)
		ways[way_count++] = "given to the press";
	buffer_append_text(out, "May be ");
	for (size_t i = 0; i < way_count; i++)
		buffer_format(out, "%s%s", i > 0 ? "; " : "", ways[i]);
	buffer_append_text(out, ". Not for any other use.");
	buffer_free(&shown);
}

void
compose_source(struct buffer *out, const struct compose_excerpt *excerpt, bool fresh)
{
	buffer_format(out, "A family in %s", excerpt->area == NULL ? "the county" : excerpt->area);
	if (excerpt->paraphrase)
		buffer_append_text(out, ", told in our words");
	if (!compose_is_english(excerpt->language))
		buffer_format(out, ", in %s", compose_language(excerpt->language));
	buffer_append_text(out, ". ");
	compose_repeat(out, excerpt->repeat);
	if (fresh)
		buffer_append_text(out, " New in this edition.");
}
