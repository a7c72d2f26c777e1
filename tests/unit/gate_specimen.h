/* SPDX-License-Identifier: ISC */
/* A pack for the leak gate, made by the real writers. */
#ifndef TESTIMONY_GATE_SPECIMEN_H
#define TESTIMONY_GATE_SPECIMEN_H

#include <string.h>

#include "common/error.h"
#include "desk/pack/document.h"
#include "desk/pack/gate.h"
#include "desk/pack/html.h"
#include "desk/pack/odt.h"
#include "desk/pack/statistics.h"
#include "desk/pack/sums.h"
#include "keys/author.h"

#define GATE_SPECIMEN_FILES 7
#define GATE_SPECIMEN_DAY 20779 /* 2026-11-22 */
#define GATE_SPECIMEN_CONTACT "Ask us: packs@send-example.org.uk, 01905 822666, WR1 2EN"

/* What a coordinator writes into a pack. */
struct gate_told {
	const char *title, *ask, *theme, *row, *column, *source;
};
#define GATE_TOLD { "What families told us: Worcester", "Please ask the council to keep the law.", \
	"Waiting for a plan", "A plan was late", "Families", \
	"A parent in Worcester. May be repeated to the council." }

static const char *const gate_specimen_names[GATE_SPECIMEN_FILES] = { "pack.odt", "pack.html",
	"statistics.csv", "statistics.json", "verify.txt", "SHA256SUMS", "SHA256SUMS.minisig" };

struct gate_made {
	struct buffer contents[GATE_SPECIMEN_FILES];
	struct gate_file files[GATE_SPECIMEN_FILES];
};

static void
gate_document(struct document **document, const struct gate_told *told,
    const struct gate_excerpt *excerpts, size_t count)
{
	const struct document_column columns[] = { { told->row, DOCUMENT_START },
		{ told->column, DOCUMENT_END } };
	struct disclosure_figure figure = { .count = 26, .state = DISCLOSURE_SHOWN,
		.published = 25 };
	struct disclosure_figure few = { .count = 4, .state = DISCLOSURE_FEW };

	document_new(document, told->title, "en-GB", GATE_SPECIMEN_DAY);
	document_heading(*document, 1, "What this is");
	(void)document_numbered(*document, "Families chose to tell us. Nothing was checked.");
	document_bullet(*document, "26 families told us between March and May 2026.");
	document_plain(*document, GATE_SPECIMEN_CONTACT);
	document_heading(*document, 1, "The one thing we ask");
	(void)document_numbered(*document, told->ask);
	document_heading(*document, 1, "Figures");
	(void)document_table(*document, "What went wrong", columns, 2);
	document_cell_text(*document, told->row);
	document_cell_figure(*document, &figure);
	(void)document_chart(*document, "How long it took", "Time", "Families");
	document_bar(*document, "Over a year", &figure);
	document_bar(*document, told->row, &few);
	document_heading(*document, 1, "In their words");
	document_heading(*document, 2, told->theme);
	for (size_t i = 0; i < count; i++)
		document_quotation(*document, excerpts[i].text, excerpts[i].language, told->source);
}

/* Sums and signature of what is there. */
static void
gate_specimen_sum(struct gate_made *made)
{
	const uint8_t seed[32] = { 7 };
	struct author *author;

	buffer_clear(&made->contents[5]);
	buffer_clear(&made->contents[6]);
	for (size_t i = 0; i < 5; i++)
		sums_add(&made->contents[5], gate_specimen_names[i], made->contents[i].data,
		    made->contents[i].length);
	author_from_seed(&author, seed);
	sums_sign(author, &made->contents[5], GATE_SPECIMEN_DAY, &made->contents[6]);
	author_free(&author);
}

static void
gate_specimen(struct gate_made *made, const struct gate_told *told,
    const struct gate_excerpt *excerpts, size_t count)
{
	const uint8_t key[32] = { 9 };
	const struct campaign campaign = { .contact = GATE_SPECIMEN_CONTACT,
		.origins = { "https://made-up.example" }, .origin_count = 1, .has_packs_key = true };
	struct error error = ERROR_INIT;
	struct document *document;

	*made = (struct gate_made){ 0 };
	gate_document(&document, told, excerpts, count);
	if (odt_print(document, &made->contents[0], &error) != 0)
		error_bug(error.text);
	html_print(document, &made->contents[1]);
	statistics_csv(document, &made->contents[2]);
	statistics_json(document, &made->contents[3]);
	sums_verify_text(&campaign, key, &made->contents[4]);
	gate_specimen_sum(made);
	for (size_t i = 0; i < GATE_SPECIMEN_FILES; i++)
		made->files[i] = (struct gate_file){ gate_specimen_names[i], &made->contents[i] };
	document_free(&document);
}

static void
gate_specimen_free(struct gate_made *made)
{
	for (size_t i = 0; i < GATE_SPECIMEN_FILES; i++)
		buffer_free(&made->contents[i]);
}

#endif
