/* SPDX-License-Identifier: ISC */
/* A made-up edition: what compose.h takes for its packs. */
#ifndef TESTIMONY_COMPOSE_SPECIMEN_H
#define TESTIMONY_COMPOSE_SPECIMEN_H

#include <string.h>

#include "desk/pack/compose.h"

#define SPECIMEN_DAY 20779 /* 2026-11-22 */
#define SPECIMEN_FROM 20697 /* 2026-09-01 */
#define SPECIMEN_FORMER_DAY 20611 /* 2026-06-07 */
#define SPECIMEN_MPS (COMPOSE_OWN_MP | COMPOSE_ALL_MPS)

#define EXCERPT(t, h, a, r, f) { .text = t, .theme = h, .area = a, .repeat = r, .family = f }

static const struct compose_excerpt specimen_excerpts[] = {
	EXCERPT("We asked for an assessment in [the autumn term]. It was refused, we appealed, and "
	    "the council gave in two days before the hearing. [Child A] was out of school for all "
	    "of that time.\n\nNobody said sorry. I don't want money & I don't want a fight: I want "
	    "[him] to learn to read.", "Waiting for a plan", "Redditch", SPECIMEN_MPS, 1),
	EXCERPT("The plan came after [more than a year]. It names a school that had already told "
	    "us, in writing, that it has no place.", "Waiting for a plan", "Redditch",
	    COMPOSE_EVERYWHERE, 2),
	{ .text = "Syn czekał na plan ponad rok. W tym czasie chodził do szkoły na dwie godziny "
	    "dziennie.", .theme = "Waiting for a plan", .area = "Redditch", .language = "pl",
	    .repeat = SPECIMEN_MPS | COMPOSE_REPORT, .family = 3 },
	EXCERPT("Three case workers in [one school year]. Each began again from the first page.",
	    "Waiting for a plan", "Worcester", SPECIMEN_MPS | COMPOSE_COMMITTEE, 4),
	EXCERPT("It says \"access to\" speech therapy. There is no therapist. I asked what access "
	    "means, and was told that it means she may go if there is one.", "Help in the plan "
	    "that never came", "Redditch", SPECIMEN_MPS | COMPOSE_REPORT | COMPOSE_PRESS, 5),
	EXCERPT("We pay for [the therapy] ourselves. I gave up work on two days a week to drive "
	    "there.", "Help in the plan that never came", NULL, SPECIMEN_MPS | COMPOSE_REPORT, 6),
	{ .text = "A parent told us that the help written into the plan was given for the first "
	    "weeks, and then to nobody in the class, because the assistant had left.",
	    .theme = "Help in the plan that never came", .area = "Worcester", .paraphrase = true,
	    .repeat = COMPOSE_EVERYWHERE, .family = 7 },
	EXCERPT("[He] is [at primary school] and has been sent home before lunch since [the spring "
	    "term]. It is not written down anywhere: the register says that he is there.",
	    "Out of school", "Redditch", COMPOSE_OWN_MP, 8),
	EXCERPT("I was told that if I could not keep her at home, the school would have to exclude "
	    "her, and that this would look worse.", "Out of school", "Wyre Forest",
	    SPECIMEN_MPS | COMPOSE_REPORT | COMPOSE_COMMITTEE | COMPOSE_PRESS, 9),
	{ .text = "میرا بیٹا دو سال سے گھر پر ہے۔ کسی نے فون نہیں کیا۔", .theme = "Out of school",
	    .area = "Redditch", .language = "ur", .repeat = COMPOSE_EVERYWHERE, .family = 10 },
	EXCERPT("The taxi was taken away in [the summer]. The letter said that the walk is safe. It "
	    "is along a road without a pavement.", "Getting to school", "Bromsgrove",
	    COMPOSE_EVERYWHERE, 11),
	EXCERPT("The special needs coordinator of [School 1] rang every Friday. It cost nothing.",
	    "What has worked", "Redditch", COMPOSE_EVERYWHERE, 1),
	EXCERPT("One person who answers, and who still works there in a month.", "What has worked",
	    NULL, SPECIMEN_MPS | COMPOSE_REPORT, 12),
};
#define SPECIMEN_EXCERPTS (sizeof specimen_excerpts / sizeof specimen_excerpts[0])

static const struct compose_promise specimen_promises[] = {
	{ "The integrated care board publishes each quarter how long children wait for an autism "
	    "assessment.", "Minutes of the board, 3 July 2026, item 9", 20637, false },
	{ "The county council names one person whom each family can call.",
	    "Minutes of the children's scrutiny panel, 12 June 2026, item 6", 20616, true },
	{ "Plans are finished within 20 weeks in nine cases of ten by Easter.",
	    "The council's improvement plan, page 14", 20550, false },
};
#define SPECIMEN_PROMISES (sizeof specimen_promises / sizeof specimen_promises[0])

static const struct disclosure_figure specimen_told = { .count = 312,
	.state = DISCLOSURE_SHOWN, .published = 310 };
static const struct disclosure_figure specimen_former = { .count = 121,
	.state = DISCLOSURE_SHOWN, .published = 120 };

static struct disclosure_figure
specimen_figure(int64_t count)
{
	struct disclosure_figure figure = { .count = count, .state = DISCLOSURE_SHOWN };

	if (count < 0)
		figure = (struct disclosure_figure){ .count = 12, .state = DISCLOSURE_HIDDEN };
	else if (count > 0 && count < DISCLOSURE_FEWEST)
		figure.state = DISCLOSURE_FEW;
	else
		figure.published = disclosure_round(count);
	return figure;
}

/* As tables.h writes those of an edition. */
static void
specimen_tables(struct document *document, const struct tally *tally)
{
	static const struct document_column columns[] = { { "Area", DOCUMENT_START },
		{ "All", DOCUMENT_END }, { "Late", DOCUMENT_END }, { "Help not given",
		DOCUMENT_END }, { "Out of school", DOCUMENT_END }, { "Transport", DOCUMENT_END } };
	static const struct { const char *label; int64_t count; } bars[] = {
		{ "The decision or the plan came late", 188 },
		{ "What the plan says was not delivered", 154 },
		{ "No suitable school or place", 97 }, { "Felt blamed or threatened", 81 },
		{ "Change to secondary school or college late", 34 },
		{ "Transport to school", -1 }, { "Pushed to educate at home", 7 },
		{ "Something else", 0 },
	};
	static const struct { const char *area; int64_t counts[5]; } areas[] = {
		{ "Bromsgrove", { 41, 25, 20, 10, 7 } },
		{ "Droitwich and Evesham", { 62, 40, 35, 25, -1 } },
		{ "Redditch", { 55, 35, 30, 15, 10 } },
		{ "Worcester", { 84, 50, 45, 40, 15 } }, { "Wyre Forest", { 38, 20, 10, 7, 0 } },
		{ "The county", { 312, 188, 154, 97, 45 } },
	};
	struct disclosure_figure figure;

	(void)tally;
	document_heading(document, 1, "Figures");
	(void)document_numbered(document, "These tables count the families who allow it.");
	(void)document_chart(document, "Families by area", "Area", "Families");
	document_bar(document, "The whole county", &specimen_told);
	(void)document_chart(document, "What went wrong?", "Answer", "Families");
	document_bar(document, "Families who answered", &specimen_told);
	for (size_t i = 0; i < sizeof bars / sizeof bars[0]; i++) {
		figure = specimen_figure(bars[i].count);
		document_bar(document, bars[i].label, &figure);
	}
	(void)document_table(document, "What went wrong, by area", columns, 6);
	for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++) {
		document_cell_text(document, areas[i].area);
		for (size_t j = 0; j < 5; j++) {
			figure = specimen_figure(areas[i].counts[j]);
			document_cell_figure(document, &figure);
		}
	}
}

/* Those of a pack's excerpts that its kind may have; `list` has room for SPECIMEN_EXCERPTS. */
static size_t
specimen_select(struct compose_excerpt *list, enum compose_kind kind)
{
	static const unsigned allowed[] = { SPECIMEN_MPS, COMPOSE_ALL_MPS, COMPOSE_REPORT };
	size_t count = 0;

	for (size_t i = 0; i < SPECIMEN_EXCERPTS; i++) {
		const struct compose_excerpt *excerpt = &specimen_excerpts[i];

		if ((excerpt->repeat & allowed[kind]) == 0 || (kind == COMPOSE_AREA &&
		    (excerpt->area == NULL || strcmp(excerpt->area, "Redditch") != 0)))
			continue;
		list[count++] = *excerpt;
	}
	return count;
}

/* A pack of this kind, with all that there can be. `campaign` has a name, a contact, a form. */
static struct compose
specimen_compose(enum compose_kind kind, const struct campaign *campaign,
    struct compose_excerpt *list)
{
	struct compose compose = { .kind = kind, .campaign = campaign, .n = 2,
		.day = SPECIMEN_DAY, .from = SPECIMEN_FROM, .area = "Redditch",
		.mp = "Chris Bloore", .ask = "That the county publishes, each term, how many plans "
		"were late, by how long, and why.", .promises = specimen_promises,
		.promise_count = SPECIMEN_PROMISES, .excerpts = list, .told = &specimen_told,
		.tables = specimen_tables, .former_day = SPECIMEN_FORMER_DAY,
		.former = &specimen_former };

	compose.excerpt_count = specimen_select(list, kind);
	return compose;
}

#endif
