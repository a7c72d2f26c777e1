/* SPDX-License-Identifier: ISC */
/*
 * Writes a pack with made-up contents, as an export would.
 *
 *   packer sample DIR [VAULT]     all that the writers of a document can write
 *   packer hostile DIR            every text of it is hostile
 *   packer edition OUT FORM       three packs of an edition, of areas and MPs of a form
 *   packer hostile-edition OUT    every text of them is hostile
 *
 * Signed by the desk of VAULT (its keys are plain); without one by a made-up campaign. Prints the
 * public half of the key that signed, as minisign takes it, and what the desk says of it.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/campaign.h"
#include "common/error.h"
#include "common/file.h"
#include "common/json.h"
#include "common/secret.h"
#include "desk/pack/compose.h"
#include "desk/pack/document.h"
#include "desk/pack/files.h"
#include "desk/pack/pack_author.h"
#include "desk/pack/tables.h"
#include "tests/system/packer_tally.h"
#include "tests/unit/compose_specimen.h"
#include "tests/unit/pack_specimen.h"

#define PACKER_LONG_WORD 8000

static struct disclosure_figure
shown(int64_t count)
{
	return (struct disclosure_figure){ .count = count, .state = DISCLOSURE_SHOWN,
		.published = disclosure_round(count) };
}

static const struct disclosure_figure few = { .count = 7, .state = DISCLOSURE_FEW },
    hidden = { .count = 12, .state = DISCLOSURE_HIDDEN };

static void
bar(struct document *document, const char *label, int64_t count)
{
	struct disclosure_figure figure = shown(count);

	document_bar(document, label, count < 0 ? &hidden : count == 7 ? &few : &figure);
}

static void
row(struct document *document, const char *label, int64_t a, int64_t b, int64_t c, int64_t d)
{
	const int64_t counts[] = { a, b, c, d };

	document_cell_text(document, label);
	for (size_t i = 0; i < 4; i++) {
		struct disclosure_figure figure = shown(counts[i]);

		document_cell_figure(document, counts[i] < 0 ? &hidden : counts[i] == 7 ? &few :
		    &figure);
	}
}

static void
sample_start(struct document *document)
{
	document_plain(document, "From Worcestershire SEND voices, two parent groups in the "
	    "county, "
	    "to its six Members of Parliament. Questions, and to check that this pack is ours: "
	    "hello@voices.example.");
	document_heading(document, 1, "Summary");
	document_bullet(document, "312 families told us what happened to them. They chose to tell, "
	    "and nobody has checked what they say.");
	document_bullet(document, "Most often they told of plans that came late, and of help in "
	    "the "
	    "plan that never came.");
	document_bullet(document, "Two in five say that a child of theirs has missed a term of "
	    "school "
	    "or more.");
	document_bullet(document, "We ask for one thing: that the county publishes each term how "
	    "many "
	    "plans were late, and why.");
	document_heading(document, 1, "What this is");
	(void)document_numbered(document, "Between 1 September and 15 November 2026, families of "
	    "children with special educational needs and disabilities (SEND) told us, in private "
	    "and "
	    "without their names, what happened to them. They answered questions of ours, ticked "
	    "what fits, and wrote as much or as little as they wanted.");
	(void)document_numbered(document, "They are self-selected and unverified: families who are "
	    "content had less reason to tell. The figures say what those who told have met. They "
	    "do "
	    "not say how often it happens in the county.");
	(void)document_numbered(document, "Figures are rounded to 5, and none below 10 is given, "
	    "so "
	    "that nobody can be recognised by them. “Not shown” stands where a figure would "
	    "give such a one away.");
}

static void
sample_figures(struct document *document)
{
	static const struct document_column columns[] = { { "Area", DOCUMENT_START },
		{ "Plan late or none", DOCUMENT_END }, { "Help not given", DOCUMENT_END },
		{ "Out of school", DOCUMENT_END }, { "Transport", DOCUMENT_END } };

	document_heading(document, 1, "What families told");
	document_heading(document, 2, "What went wrong");
	(void)document_numbered(document, "Families could tick as many as fit. Table 1 has those "
	    "that "
	    "were ticked most.");
	(void)document_chart(document, "What went wrong, by the number of families", "What went "
	    "wrong",
	    "Families");
	bar(document, "The decision or the plan came late", 188);
	bar(document, "What the plan says was not delivered", 154);
	bar(document, "No suitable school or place", 97);
	bar(document, "Felt blamed or threatened", 81);
	bar(document, "The change to secondary school or college came late", 34);
	bar(document, "Transport to school", -1);
	bar(document, "Pushed to educate at home", 7);
	bar(document, "Something else", 0);
	document_heading(document, 2, "In each area");
	(void)document_numbered(document, "An area with fewer than ten families has no row of its "
	    "own.");
	(void)document_table(document, "What went wrong, by the area of the Member of Parliament",
	    columns, sizeof columns / sizeof columns[0]);
	row(document, "Bromsgrove", 25, 20, 10, 7);
	row(document, "Droitwich and Evesham", 40, 35, 25, -1);
	row(document, "Redditch", 35, 30, 15, 10);
	row(document, "West Worcestershire", 20, 15, -1, 7);
	row(document, "Worcester", 50, 45, 40, 15);
	row(document, "Wyre Forest", 20, 10, 7, 0);
	row(document, "The county", 1188, 154, 97, 45);
}

static void
sample_words(struct document *document)
{
	static const struct document_column columns[] = { { "Day", DOCUMENT_START },
		{ "Who promised what", DOCUMENT_START }, { "What came of it", DOCUMENT_START } };

	document_heading(document, 1, "In their own words");
	(void)document_numbered(document, "These families agreed to every word here. What could "
	    "tell "
	    "who they are was taken out or made vaguer, in square brackets.");
	document_heading(document, 2, "Waiting for a plan");
	document_quotation(document, "We asked for an assessment in [the autumn term]. It was "
	    "refused, "
	    "we appealed, and the council gave in two days before the hearing. [Child A] was out "
	    "of "
	    "school for all of that time.\n\nNobody said sorry. I don't want money & I don't want "
	    "a "
	    "fight: I want [him] to learn to read.", NULL, "A parent in Redditch. To Members of "
	    "Parliament "
	    "alone: please do not publish or pass on.");
	document_quotation(document, "Syn czekał na plan ponad rok. W tym czasie chodził do szkoły "
	    "na dwie godziny dziennie.", "pl", "A parent in Worcester; in Polish. May be repeated "
	    "in a published report. “My son waited for a plan for more than a year. "
	    "Meanwhile he was in school for two hours a day.”");
	document_heading(document, 2, "What has worked");
	document_quotation(document, "The special needs coordinator of [School 1] rang every "
	    "Friday. "
	    "It cost nothing.", NULL, "A carer in Wyre Forest. May be repeated anywhere.");
	document_heading(document, 3, "What they have in common");
	(void)document_numbered(document, "Where something worked, it was one person who kept in "
	    "touch.");
	document_heading(document, 1, "Promises");
	(void)document_numbered(document, "Since the last edition:\nWe keep this list ourselves, "
	    "with "
	    "the source of each.");
	(void)document_table(document, "Promises kept and broken", columns, 3);
	document_cell_text(document, "12 June 2026");
	document_cell_text(document, "The county council: a named contact for each family "
	    "(minutes of "
	    "the children's scrutiny panel, item 6)");
	document_cell_text(document, "Kept in part: in three of six areas");
	document_cell_text(document, "3 July 2026");
	document_cell_text(document, "The integrated care board: waits for an autism assessment "
	    "published each quarter");
	document_cell_text(document, "Not kept so far");
	document_heading(document, 1, "What we ask");
	(void)document_numbered(document, "That the county publishes, each term, how many plans "
	    "were "
	    "late, by how long, and why.");
}

static void
hostile_all(struct document *document)
{
	char *word = secret_allocate(PACKER_LONG_WORD + 1);

	for (size_t i = 0; i < PACK_HOSTILE_TEXTS; i++)
		pack_hostile(document, pack_hostile_texts[i]);
	memset(word, 'w', PACKER_LONG_WORD);
	word[PACKER_LONG_WORD] = '\0';
	pack_hostile(document, word);
	secret_release(word);
}

static _Noreturn void
packer_stop(const struct error *error)
{
	(void)fprintf(stderr, "packer: %s\n", error->text);
	exit(1);
}

/* The key that signs and the campaign that it is said of: of a vault, or made up. */
static void
packer_key(const char *vault_folder, struct vault **vault, struct author **author,
    struct campaign *campaign)
{
	static const uint8_t seed[32] = { 't', 'e', 's', 't' };
	struct error error = ERROR_INIT;

	if (vault_folder == NULL) {
		author_from_seed(author, seed);
		campaign->name = "Worcestershire SEND voices";
		campaign->contact = "hello@voices.example";
		campaign->origins[campaign->origin_count++] = "https://voices.example";
		campaign->has_packs_key = true;
		return;
	}
	if (vault_open(vault, vault_folder, NULL, &error) != 0 ||
	    pack_author(author, *vault, &error) != 0)
		packer_stop(&error);
	if (pack_author_note(*vault) != NULL)
		(void)fprintf(stderr, "%s\n", pack_author_note(*vault));
	*campaign = *(*vault)->campaign;
}

/* Makes the packs of an edition, and writes them as an export does. */
static void
packer_edition(struct compose *compose, const char *out, const struct author *author)
{
	static const char *const names[] = { "area-redditch", "county", "publishable" };
	struct files files[3];
	struct files_pack packs[3];
	struct error error = ERROR_INIT;

	for (size_t i = 0; i < 3; i++) {
		struct document *document;

		compose_pack(&document, &compose[i], NULL);
		if (files_make(&files[i], document, author, compose[i].campaign, &error) != 0)
			packer_stop(&error);
		document_free(&document);
		packs[i] = (struct files_pack){ names[i], &files[i] };
	}
	if (files_write(out, packs, 3, compose->day, &error) != 0)
		packer_stop(&error);
	for (size_t i = 0; i < 3; i++)
		files_free(&files[i]);
}

static struct form *
packer_form(const void *json, size_t length)
{
	struct error error = ERROR_INIT;
	struct form *form;
	json_t *value;

	if (json_parse(&value, json, length, "the form", &error) != 0 ||
	    form_new(&form, value, &error) != 0)
		packer_stop(&error);
	json_decref(value);
	return form;
}

static void
packer_made_up(const char *path, const char *out, struct campaign *campaign,
    const struct author *author)
{
	struct compose_excerpt lists[3][SPECIMEN_EXCERPTS];
	struct buffer json = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct compose compose[3];
	struct tally *tally;

	if (file_read(path, CAMPAIGN_BYTES_MOST, &json, &error) != 0)
		packer_stop(&error);
	campaign->form = packer_form(json.data, json.length);
	tally = packer_tally(campaign->form);
	for (unsigned i = 0; i < 3; i++) {
		compose[i] = specimen_compose((enum compose_kind)i, campaign, lists[i]);
		compose[i].tables = tables_write;
		compose[i].tally = tally;
		compose[i].told = tally_total(tally);
	}
	packer_edition(compose, out, author);
	tally_free(&tally);
	form_free(&campaign->form);
	buffer_free(&json);
}

/* The table of a hostile edition: every hostile text as a label. */
static void
packer_hostile_tables(struct document *document, const struct tally *tally)
{
	const struct disclosure_figure figure = shown(26);

	(void)tally;
	(void)document_chart(document, pack_hostile_texts[0], pack_hostile_texts[1],
	    pack_hostile_texts[2]);
	for (size_t i = 0; i < PACK_HOSTILE_TEXTS; i++)
		document_bar(document, pack_hostile_texts[i], &figure);
}

static void
packer_hostile_edition(const char *out, const struct author *author)
{
	static const char form[] = "{\"format\":\"testimony-form-1\",\"pages\":[{\"id\":"
	    "\"p\",\"kind\":\"info\",\"title\":\"x\"}],\"areas\":"
	    "[{\"id\":\"a\",\"label\":\"</title><script>\",\"mp\":\"=1+1&\\u202e]]>\"}],"
	    "\"uses\":[{\"id\":\"counts\",\"label\":\"x\"}]}";
	struct compose_excerpt list[PACK_HOSTILE_TEXTS + 1];
	struct compose_promise promises[PACK_HOSTILE_TEXTS];
	struct campaign campaign = { .name = "</p><script>\x1b[31m",
		.contact = "<a href=\"x\">\n]]>\x1b]0;x\x07",
		.origins = { "https://voices.example" }, .origin_count = 1 };
	struct compose compose[3];
	char *word = secret_allocate(PACKER_LONG_WORD + 1);

	memset(word, 'w', PACKER_LONG_WORD);
	word[PACKER_LONG_WORD] = '\0';
	campaign.form = packer_form(form, strlen(form));
	for (size_t i = 0; i < PACK_HOSTILE_TEXTS; i++) {
		const char *text = pack_hostile_texts[i];

		list[i] = (struct compose_excerpt){ .text = text, .theme = text,
			.area = "=cmd|'/c calc'!A1", .language = text, .family = i,
			.repeat = SPECIMEN_MPS | COMPOSE_REPORT, .fresh = i % 2 == 0 };
		promises[i] = (struct compose_promise){ text, text, SPECIMEN_DAY, false };
	}
	list[PACK_HOSTILE_TEXTS] = list[0];
	list[PACK_HOSTILE_TEXTS].text = list[PACK_HOSTILE_TEXTS].theme = word;
	for (unsigned i = 0; i < 3; i++)
		compose[i] = (struct compose){ .kind = (enum compose_kind)i,
			.campaign = &campaign, .n = 1, .day = SPECIMEN_DAY,
			.from = COMPOSE_NO_DAY, .area = list[0].area, .mp = "--><b>\n\t@SUM(1)",
			.ask = "<ask>\n=1+1",
			.promises = promises, .promise_count = PACK_HOSTILE_TEXTS,
			.excerpts = list, .excerpt_count = PACK_HOSTILE_TEXTS + 1,
			.tables = packer_hostile_tables, .former_day = 0 };
	packer_edition(compose, out, author);
	form_free(&campaign.form);
	secret_release(word);
}

/* A document of its own, into a folder that is there. */
static void
packer_document(struct document *document, const char *folder, const struct campaign *campaign,
    const struct author *author)
{
	struct buffer path = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct files files;

	if (files_make(&files, document, author, campaign, &error) != 0)
		packer_stop(&error);
	for (size_t i = 0; i < files.count; i++)
		if (file_write(file_join(&path, folder, files.list[i].name),
		    files.list[i].content.data, files.list[i].content.length, 0600, true,
		    &error) != 0)
			packer_stop(&error);
	files_free(&files);
	buffer_free(&path);
	document_free(&document);
}

int
main(int argc, char **argv)
{
	struct campaign campaign = { .contact = NULL };
	struct minisign_public_key key;
	struct document *document;
	struct vault *vault = NULL;
	struct author *author;
	char line[MINISIGN_PUBLIC_LINE + 1];
	bool edition;

	if (argc != 3 && argc != 4)
		return 2;
	secret_start();
	json_start();
	edition = strcmp(argv[1], "edition") == 0;
	packer_key(edition ? NULL : argv[3], &vault, &author, &campaign);
	if (edition) {
		packer_made_up(argv[3], argv[2], &campaign, author);
	} else if (strcmp(argv[1], "hostile-edition") == 0) {
		packer_hostile_edition(argv[2], author);
	} else if (strcmp(argv[1], "hostile") == 0) {
		document_new(&document, "<script>&\xe2\x80\xae]]>", "en\"><script>", SPECIMEN_DAY);
		hostile_all(document);
		packer_document(document, argv[2], &campaign, author);
	} else {
		document_new(&document, "What families of children with special needs told us: "
		    "Redditch", "en-GB", SPECIMEN_DAY);
		sample_start(document);
		sample_figures(document);
		sample_words(document);
		packer_document(document, argv[2], &campaign, author);
	}
	minisign_public_of(&key, author_public(author));
	minisign_public_print(line, &key);
	(void)printf("%s\n", line);
	author_free(&author);
	vault_free(&vault);
	return 0;
}
