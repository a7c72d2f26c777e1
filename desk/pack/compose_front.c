/* SPDX-License-Identifier: ISC */
/* The first page of a pack, and what every sentence needs. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "desk/pack/compose_inside.h"

#define TITLE "What families of children with special educational needs told us"
#define SUMMARY_BARS 3
#define SUMMARY_ASK_WORDS 40 /* a longer one only stands in its own place */

/* The sentence so far, and room for the next. */
const char *
compose_said(struct composing *composing)
{
	return composing->text.length == 0 ? "" : (const char *)composing->text.data;
}

void
compose_plain(struct composing *composing)
{
	document_plain(composing->document, compose_said(composing));
	buffer_clear(&composing->text);
}

void
compose_numbered(struct composing *composing)
{
	(void)document_numbered(composing->document, compose_said(composing));
	buffer_clear(&composing->text);
}

void
compose_bullet(struct composing *composing)
{
	document_bullet(composing->document, compose_said(composing));
	buffer_clear(&composing->text);
}

/* Whether something may be said of a figure in a sentence. */
bool
compose_may_say(const struct disclosure_figure *figure)
{
	return figure != NULL &&
	    (figure->state == DISCLOSURE_SHOWN || figure->state == DISCLOSURE_FEW);
}

/* Adds a figure as a table would have it, past the same last check. */
void
compose_figure(struct buffer *out, const struct disclosure_figure *figure)
{
	static const struct document_column column = { "", DOCUMENT_END };
	char text[DOCUMENT_FIGURE_SIZE];
	struct document *document;

	document_new(&document, "", COMPOSE_LANGUAGE, 0);
	(void)document_table(document, "", &column, 1);
	document_cell_figure(document, figure);
	document_figure_print(text, &document->blocks[0].table->cells[0]);
	buffer_append_text(out, text);
	document_free(&document);
}

void
compose_title(struct buffer *out, const struct compose *given)
{
	buffer_append_text(out, TITLE);
	if (given->kind == COMPOSE_AREA)
		buffer_format(out, ": %s", given->area);
	else if (given->kind == COMPOSE_COUNTY)
		buffer_append_text(out, ": the whole county");
}

/* "Bradley Thomas (Bromsgrove), ..." of the campaign's form. */
static void
compose_members(struct buffer *out, const struct campaign *campaign)
{
	const json_t *areas = form_areas(campaign->form);
	size_t count = json_array_size(areas);

	for (size_t i = 0; i < count; i++) {
		const json_t *area = json_array_get(areas, i);

		buffer_format(out, "%s%s (%s)", i == 0 ? ": " : i + 1 == count ? " and " : ", ",
		    form_text(json_object_get(area, "mp"), COMPOSE_LANGUAGE),
		    form_text(json_object_get(area, "label"), COMPOSE_LANGUAGE));
	}
}

void
compose_first_lines(struct composing *composing)
{
	const struct compose *given = composing->given;
	struct buffer *text = &composing->text;

	switch (given->kind) {
	case COMPOSE_AREA:
		if (given->mp != NULL && *given->mp != '\0')
			buffer_format(text, "For %s, Member of Parliament for %s.", given->mp,
			    given->area);
		else
			buffer_format(text, "For the Member of Parliament for %s.", given->area);
		break;
	case COMPOSE_COUNTY:
		buffer_append_text(text, "For the county’s Members of Parliament (MPs)");
		compose_members(text, given->campaign);
		buffer_append_text(text, ".");
		break;
	case COMPOSE_PUBLIC:
		buffer_append_text(text, "This version may be published: every family that is "
		    "quoted in it allowed its words to be printed in a published report.");
		break;
	}
	buffer_format(text, " From %s. Edition %" PRId64 ".", given->campaign->name, given->n);
	compose_plain(composing);
	if (given->kind != COMPOSE_PUBLIC) {
		buffer_append_text(text, "Please do not publish this pack: there is another "
		    "version that may be published. It is written so that the council may read "
		    "it.");
		compose_plain(composing);
	}
	/* Nothing behind it: a full stop would be copied with an address. */
	buffer_format(text, "Questions, and to check that this pack is ours: %s",
	    composing->contact);
	compose_plain(composing);
}

/* The chart with the most answers; NULL: there is none. */
static const struct document_table *
compose_main_chart(const struct document *figures)
{
	const struct document_table *most = NULL;

	for (size_t i = 0; i < figures->block_count; i++) {
		const struct document_table *table = figures->blocks[i].table;

		if (table != NULL && table->bars &&
		    (most == NULL || table->cell_count > most->cell_count))
			most = table;
	}
	return most;
}

/* Its longest bars, as they are printed. */
static void
compose_summary_bars(struct composing *composing)
{
	const struct document_table *table = compose_main_chart(composing->figures);
	const struct document_cell *last = NULL, *best;
	char figure[DOCUMENT_FIGURE_SIZE];

	for (size_t said = 0; table != NULL && said < SUMMARY_BARS; said++, last = best) {
		best = NULL;
		for (size_t i = 2; i < table->cell_count; i += 2) { /* the first: all who answered */
			const struct document_cell *cell = &table->cells[i + 1];

			/* Behind the last one: shorter, or as long and further down. */
			if (cell->published > 0 && (best == NULL ||
			    cell->published > best->published) && (last == NULL ||
			    cell->published < last->published ||
			    (cell->published == last->published && cell > last)))
				best = cell;
		}
		if (best == NULL)
			break;
		document_figure_print(figure, best);
		if (said == 0)
			buffer_format(&composing->text, "Most often in table %u (%s): ",
			    table->number, table->caption);
		buffer_format(&composing->text, "%s“%s”, %s", said > 0 ? "; " : "", best[-1].text,
		    figure);
	}
	if (composing->text.length > 0) {
		buffer_append_text(&composing->text, ".");
		compose_bullet(composing);
	}
}

static bool
compose_is_short(const char *text)
{
	struct document *document;
	size_t words;

	document_new(&document, text, COMPOSE_LANGUAGE, 0);
	words = document_words(document);
	document_free(&document);
	return words <= SUMMARY_ASK_WORDS && strchr(text, '\n') == NULL;
}

void
compose_summary(struct composing *composing)
{
	const struct compose *given = composing->given;
	struct buffer *text = &composing->text;
	size_t kept = 0;

	document_heading(composing->document, 1, "Summary");
	buffer_append_text(text, "In all, ");
	if (compose_may_say(given->told)) {
		compose_figure(text, given->told);
		buffer_append_text(text, " ");
	}
	buffer_append_text(text, "families told us what happened to them. They are self-selected, "
	    "and what they say is unverified.");
	compose_bullet(composing);
	compose_summary_bars(composing);
	if (composing->items->printed > 0) {
		buffer_append_text(text, "Words of families stand under “" COMPOSE_WORDS_TITLE
		    "”, each with where it may be repeated.");
		compose_bullet(composing);
	}
	if (given->ask != NULL) {
		if (compose_is_short(given->ask))
			buffer_format(text, "Our one ask: %s", given->ask);
		else
			buffer_append_text(text, "Our one ask stands under “" COMPOSE_ASK_TITLE
			    "”.");
		compose_bullet(composing);
	}
	if (given->promise_count > 0) {
		for (size_t i = 0; i < given->promise_count; i++)
			kept += given->promises[i].kept ? 1 : 0;
		buffer_format(text, "Promises kept: %zu. Promises broken: %zu.", kept,
		    given->promise_count - kept);
		compose_bullet(composing);
	}
}

void
compose_what_this_is(struct composing *composing)
{
	const struct compose *given = composing->given;
	struct buffer *text = &composing->text;
	char date[DOCUMENT_DATE_SIZE];

	document_heading(composing->document, 1, "What this is");
	if (given->from != COMPOSE_NO_DAY) {
		document_date_print(date, given->from);
		buffer_format(text, "From %s up", strchr(date, ' ') + 1); /* the month alone */
	} else {
		buffer_append_text(text, "Up");
	}
	document_date_print(date, given->day);
	buffer_format(text, " to %s, families of children with special educational needs and "
	    "disabilities (SEND), and young people who have them, told us in private and without "
	    "their names what happened to them. They ticked answers to our questions and wrote as "
	    "much as they wanted.", date);
	if (compose_may_say(given->told)) {
		buffer_append_text(text, " This edition counts those who allow it: ");
		compose_figure(text, given->told);
		buffer_append_text(text, ".");
	}
	compose_numbered(composing);
	buffer_append_text(text, "They are self-selected and unverified. Whoever was content had "
	    "less reason to tell, nobody has checked what they say, and we cannot rule out that "
	    "somebody told twice. So this cannot show how often something happens in the county, "
	    "who was at fault, or which area does better. It shows what those who told us have "
	    "met.");
	compose_numbered(composing);
	buffer_append_text(text, "It is evidence about policy, not casework. We do not know who "
	    "these families are and cannot put anybody in touch with them. Please do not try to "
	    "find out.");
	compose_numbered(composing);
	if (given->kind == COMPOSE_AREA) {
		buffer_format(text, "The words in this pack are from %s alone. The figures are those "
		    "of the whole county: all packs of an edition have the same.", given->area);
		compose_numbered(composing);
	}
}
