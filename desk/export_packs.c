/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "common/secret.h"
#include "desk/export.h"
#include "desk/pack/pack_author.h"
#include "desk/pack/tables.h"
#include "front/terminal.h"

/* Which packs there are, what stands in each, and their files. */

#define PACKS_KEY_ALL "all" /* of the figures; one that was not printed has a mark before it */

_Static_assert((int)ALLOWED_TO_OWN_MP == COMPOSE_OWN_MP &&
    (int)ALLOWED_TO_ALL_MPS == COMPOSE_ALL_MPS && (int)ALLOWED_IN_REPORT == COMPOSE_REPORT &&
    (int)ALLOWED_TO_COMMITTEE == COMPOSE_COMMITTEE && (int)ALLOWED_TO_PRESS == COMPOSE_PRESS,
    "where words may be repeated is the same in packs");

/* What a family would not have printed stays out, and stops no other family's words. */
static void
packs_clean(struct export *export)
{
	for (size_t i = 0; i < export->case_count; i++) {
		struct allowed *allowed = &export->cases[i].allowed;

		for (size_t j = 0; j < allowed->excerpt_count; j++) {
			struct allowed_excerpt *excerpt = &allowed->excerpts[j];
			const struct gate_excerpt given = { .of = i,
				.text = (const char *)excerpt->text.data,
				.language = excerpt->language };
			struct buffer why = BUFFER_INIT;

			if (excerpt->why.length > 0)
				continue;
			buffer_append_text(&why, "the excerpt ");
			if (!gate_excerpt_is_clean(export->gate, &given, &why))
				allowed_leave_out(excerpt, (const char *)why.data);
			buffer_free(&why);
		}
	}
}

/* Whether a case's words may stand in this pack. */
static bool
packs_take(const struct export_pack *pack, const struct allowed *allowed)
{
	return allowed_count(allowed, pack->kind) > 0 && (pack->kind != ALLOWED_AREA ||
	    strcmp(json_string_value(json_object_get(pack->area, "id")), allowed->area) == 0);
}

static void
packs_add(struct export *export, enum allowed_pack kind, const char *name, const json_t *area)
{
	struct export_pack *pack;

	export->packs = secret_grow(export->packs, export->pack_count, sizeof *export->packs);
	pack = &export->packs[export->pack_count++];
	*pack = (struct export_pack){ .kind = kind, .area = area, .files = FILES_INIT };
	memcpy(pack->name, name, strlen(name) + 1);
	for (size_t i = 0; i < export->case_count; i++) {
		const struct allowed *allowed = &export->cases[i].allowed;

		for (size_t j = 0; packs_take(pack, allowed) && j < allowed->excerpt_count; j++) {
			if (allowed->excerpts[j].why.length > 0)
				continue;
			pack->excerpts = secret_grow(pack->excerpts, pack->count,
			    sizeof *pack->excerpts);
			pack->excerpts[pack->count++] = (struct export_excerpt){ .of = i,
				.excerpt = &allowed->excerpts[j] };
		}
	}
}

/* An area of few families has no pack: whoever knows some of them would know the others. */
static void
packs_drop_small_areas(struct export *export)
{
	for (size_t i = 0; i < export->case_count; i++) {
		struct allowed *allowed = &export->cases[i].allowed;

		if (allowed->area != NULL && allowed->why[ALLOWED_AREA].length == 0 &&
		    !tally_area_has_pack(export->tally, allowed->area))
			buffer_format(&allowed->why[ALLOWED_AREA], "fewer than %d families of its "
			    "area are counted, so that it has no pack", TALLY_AREA_LEAST);
	}
}

void
export_choose(struct export *export)
{
	const struct form *form = export->work->vault->campaign->form;
	char name[FILES_NAME_MOST + 1];
	const json_t *area;
	size_t i;

	export_gate(export);
	packs_clean(export);
	packs_drop_small_areas(export);
	json_array_foreach(form_areas(form), i, area) {
		const char *id = json_string_value(json_object_get(area, "id"));

		if (!tally_area_has_pack(export->tally, id))
			continue;
		export_area_name(name, id);
		packs_add(export, ALLOWED_AREA, name, area);
	}
	packs_add(export, ALLOWED_COUNTY, EXPORT_COUNTY, NULL);
	packs_add(export, ALLOWED_PUBLIC, EXPORT_PUBLIC, NULL);
}

/*
 * What a pack says.
 */

static const char *
packs_english(const json_t *area, const char *key)
{
	return form_text(json_object_get(area, key), TABLES_LANGUAGE);
}

/* What compose.h is given; its lists are the caller's. */
struct packs_said {
	struct compose compose;
	struct compose_excerpt *excerpts;
	struct compose_promise *promises;
	struct disclosure_figure former;
	bool *printed;
};

const char *
export_theme(const struct export *export, const struct allowed_excerpt *excerpt)
{
	const char *theme = excerpt->piece->decision->name;

	return casework_theme_is_agreed(&export->work->decisions.work, theme) ? theme : NULL;
}

/* Its words with a space around each. */
static void
packs_fold(struct buffer *out, const char *text)
{
	buffer_clear(out);
	buffer_append_byte(out, ' ');
	gate_fold(out, text);
	buffer_append_byte(out, ' ');
}

/* Whether the family would not have this read anywhere, word for word. */
static bool
packs_is_hidden(const struct export_case *of, const char *text)
{
	struct buffer folded = BUFFER_INIT, hidden = BUFFER_INIT;
	const json_t *line, *name;
	bool is = false;
	size_t i, j;

	packs_fold(&folded, text);
	json_array_foreach(of->lines, i, line) {
		json_array_foreach(json_object_get(line, "hide"), j, name) {
			packs_fold(&hidden, json_string_value(name));
			is |= strstr((const char *)folded.data, (const char *)hidden.data) != NULL;
		}
	}
	buffer_free(&folded);
	buffer_free(&hidden);
	return is;
}

/* The area that is named below a family's words: NULL where few families are counted in it, or where
 * the family would not have it named and it is not what the pack is about. */
static const char *
packs_area_of(const struct export *export, const struct export_pack *pack,
    const struct export_case *of)
{
	const char *area = of->allowed.area, *label;

	if (area == NULL || !tally_area_has_pack(export->tally, area))
		return NULL;
	label = packs_english(export_area(export->work->vault->campaign->form, area), "label");
	return pack->area == NULL && packs_is_hidden(of, label) ? NULL : label;
}

static void
packs_say_excerpts(const struct export *export, const struct export_pack *pack,
    struct packs_said *said)
{
	const struct edition_pack *before = edition_pack(editions_last(&export->editions),
	    pack->name);

	said->excerpts = secret_allocate((pack->count + 1) * sizeof *said->excerpts);
	said->printed = secret_allocate(pack->count + 1);
	memset(said->printed, 0, pack->count + 1);
	for (size_t i = 0; i < pack->count; i++) {
		const struct export_case *of = &export->cases[pack->excerpts[i].of];
		const struct allowed_excerpt *excerpt = pack->excerpts[i].excerpt;

		said->excerpts[i] = (struct compose_excerpt){
			.text = (const char *)excerpt->text.data,
			.theme = export_theme(export, excerpt),
			.area = packs_area_of(export, pack, of),
			.language = excerpt->language,
			.paraphrase = excerpt->piece->decision->text != NULL,
			.repeat = of->allowed.repeat,
			.family = pack->excerpts[i].of,
			.fresh = !edition_pack_has(before, of->file->mailbox),
		};
	}
	said->compose.excerpts = said->excerpts;
	said->compose.excerpt_count = pack->count;
}

/* Those that another coordinator approved, and nobody refused. */
static void
packs_say_promises(const struct casework *casework, struct packs_said *said)
{
	size_t count = 0;

	said->promises = secret_allocate((casework->pack_text_count + 1) *
	    sizeof *said->promises);
	for (size_t i = 0; i < casework->pack_text_count; i++) {
		const struct decision *decision = casework->pack_texts[i].decision;

		if (decision->part == DECISION_PROMISE &&
		    casework_is_agreed(&casework->pack_texts[i]))
			said->promises[count++] = (struct compose_promise){
				.text = decision->text, .source = decision->name,
				.day = decision->day, .kept = decision->is };
	}
	said->compose.promises = said->promises;
	said->compose.promise_count = count;
}

/* The first day of the week in which the first of those who are counted told. */
static int32_t
packs_from(const struct export *export)
{
	int32_t from = COMPOSE_NO_DAY;

	for (size_t i = 0; i < export->case_count; i++) {
		int32_t day = message_week_day(export->cases[i].file->messages[0].week);

		if (export->cases[i].allowed.not_counted.length == 0 &&
		    (from == COMPOSE_NO_DAY || day < from))
			from = day;
	}
	return from;
}

/* How many were counted in the edition before, as it was printed there; NULL: it was not. */
static const struct disclosure_figure *
packs_former(const struct edition *before, struct disclosure_figure *figure)
{
	const json_t *entry;
	size_t i;

	json_array_foreach(before == NULL ? NULL : before->figures, i, entry) {
		if (strcmp(json_string_value(json_array_get(entry, 0)), PACKS_KEY_ALL) != 0)
			continue;
		figure->count = json_integer_value(json_array_get(entry, 1));
		figure->state = figure->count < DISCLOSURE_FEWEST ? DISCLOSURE_FEW :
		    DISCLOSURE_SHOWN;
		figure->published = figure->state == DISCLOSURE_SHOWN ?
		    disclosure_round(figure->count) : 0;
		return figure;
	}
	return NULL;
}

static int
packs_say(const struct export *export, const struct export_pack *pack, struct packs_said *said,
    struct error *error)
{
	static const enum compose_kind kinds[] = { [ALLOWED_AREA] = COMPOSE_AREA,
		[ALLOWED_COUNTY] = COMPOSE_COUNTY, [ALLOWED_PUBLIC] = COMPOSE_PUBLIC };
	const struct casework *casework = &export->work->decisions.work;
	const struct edition *before = editions_last(&export->editions);
	struct compose *compose = &said->compose;

	*compose = (struct compose){ .kind = kinds[pack->kind],
		.campaign = export->work->vault->campaign, .n = export->edition.n,
		.day = export->day, .from = packs_from(export),
		.told = tally_total(export->tally), .tables = tables_write,
		.tally = export->tally,
		.former_day = before == NULL ? COMPOSE_NO_DAY : before->day,
		.former = packs_former(before, &said->former) };
	if (pack->area != NULL) {
		compose->area = packs_english(pack->area, "label");
		compose->mp = packs_english(pack->area, "mp");
	}
	if (export_text(casework, DECISION_ASK, &compose->ask, error) != 0 ||
	    export_text(casework, DECISION_CONTACT, &compose->contact, error) != 0)
		return -1;
	packs_say_excerpts(export, pack, said);
	packs_say_promises(casework, said);
	return 0;
}

/*
 * Their files.
 */

static void
packs_note_printed(struct export *export, struct export_pack *pack, const bool *printed)
{
	for (size_t i = 0; i < pack->count; i++) {
		struct export_case *of = &export->cases[pack->excerpts[i].of];

		if (!printed[i])
			continue;
		pack->excerpts[i].printed = true;
		pack->printed++;
		of->printed[pack->kind]++;
		edition_add(&export->edition, pack->name, of->file->mailbox);
	}
}

static int
packs_make_one(struct export *export, struct export_pack *pack, const struct author *author,
    struct error *error)
{
	struct packs_said said = { .excerpts = NULL };
	struct document *document = NULL;
	int result = packs_say(export, pack, &said, error);

	if (result == 0) {
		compose_pack(&document, &said.compose, said.printed);
		packs_note_printed(export, pack, said.printed);
		pack->words = document_words(document);
		result = files_make(&pack->files, document, author, export->work->vault->campaign, error);
	}
	document_free(&document);
	secret_release(said.excerpts);
	secret_release(said.promises);
	secret_release(said.printed);
	return result;
}

/* Looks through the bytes of one pack. */
static void
packs_look(struct export *export, const struct export_pack *pack)
{
	struct gate_file files[FILES_COUNT];
	struct gate_excerpt *excerpts = secret_allocate((pack->count + 1) * sizeof *excerpts);
	struct gate_pack given = { .name = pack->name, .files = files,
		.file_count = pack->files.count, .excerpts = excerpts };

	for (size_t i = 0; i < pack->files.count; i++)
		files[i] = (struct gate_file){ .name = pack->files.list[i].name,
			.content = &pack->files.list[i].content };
	for (size_t i = 0; i < pack->count; i++)
		if (pack->excerpts[i].printed)
			excerpts[given.excerpt_count++] = (struct gate_excerpt){
				.of = pack->excerpts[i].of,
				.text = (const char *)pack->excerpts[i].excerpt->text.data,
				.language = pack->excerpts[i].excerpt->language };
	/* What it found is kept; each pack is looked through. */
	(void)gate_check(export->gate, &given, &export->findings, NULL);
	secret_release(excerpts);
}

static int
packs_judge(const struct export *export, struct error *error)
{
	const struct gate_findings *findings = &export->findings;

	if (findings->hits > 0)
		return error_refuse(error, "%zu %s in these packs may show who somebody is, or could "
		    "not be looked through: nothing was written", findings->hits,
		    findings->hits == 1 ? "place" : "places");
	if (findings->warnings > 0)
		return error_refuse(error, "%zu %s in these packs %s redacted in some testimony, and "
		    "may be a name: nothing was written; redact again what is one, and let another "
		    "coordinator `settle` what is none", findings->warnings,
		    findings->warnings == 1 ? "word" : "words",
		    findings->warnings == 1 ? "was" : "were");
	return 0;
}

int
export_make(struct export *export, struct error *error)
{
	struct author *author = NULL;
	int result;

	edition_begin(&export->edition, export->editions.highest + 1, export->day);
	for (size_t i = 0; i < export->case_count; i++)
		if (export->cases[i].allowed.not_counted.length == 0)
			edition_add(&export->edition, EDITION_COUNTED,
			    export->cases[i].file->mailbox);
	json_decref(export->edition.figures);
	export->edition.figures = tally_figures(export->tally);
	result = pack_author(&author, export->work->vault, error);
	for (size_t i = 0; i < export->pack_count && result == 0; i++) {
		terminal_progress("making the packs: %zu of %zu ...", i, export->pack_count);
		result = packs_make_one(export, &export->packs[i], author, error);
		if (result == 0)
			packs_look(export, &export->packs[i]);
	}
	terminal_progress_end();
	author_free(&author);
	export->made = result == 0;
	return result == 0 ? packs_judge(export, error) : -1;
}
