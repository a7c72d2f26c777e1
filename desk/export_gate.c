/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "common/encode.h"
#include "common/secret.h"
#include "desk/export.h"

/* What the leak gate is told (gate.h). */

/* A list of texts that grows; those in it are borrowed. */
struct texts {
	const char **list;
	size_t count;
};

static void
texts_add(struct texts *texts, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	texts->list = secret_grow(texts->list, texts->count, sizeof *texts->list);
	texts->list[texts->count++] = text;
}

/* A text of the form, in each of its languages. */
static void
texts_add_all(struct texts *texts, const json_t *text)
{
	const char *language;
	json_t *value;

	texts_add(texts, json_string_value(text));
	/* json_object_foreach wants a value that is not const; nothing is changed. */
	json_object_foreach((json_t *)(uintptr_t)text, language, value)
		texts_add(texts, json_string_value(value));
}

/* Public names, that an excerpt may have: whoever reads a pack knows them from the form. */
static void
gate_add_known(struct texts *known, const struct campaign *campaign)
{
	const json_t *area, *place;
	size_t i, j;

	texts_add(known, campaign->name);
	json_array_foreach(form_areas(campaign->form), i, area) {
		texts_add_all(known, json_object_get(area, "label"));
		texts_add_all(known, json_object_get(area, "mp"));
		json_array_foreach(json_object_get(area, "places"), j, place)
			texts_add_all(known, place);
	}
}

static void
gate_add_contacts(struct texts *contacts, const struct export *export)
{
	const struct campaign *campaign = export->work->vault->campaign;
	const json_t *line;
	const char *text;
	size_t i;

	texts_add(contacts, campaign->contact);
	if (export_text(&export->work->decisions.work, DECISION_CONTACT, &text, NULL) == 0)
		texts_add(contacts, text);
	json_array_foreach(form_help(campaign->form), i, line) {
		texts_add_all(contacts, json_object_get(line, "label"));
		texts_add(contacts, json_string_value(json_object_get(line, "phone")));
		texts_add(contacts, json_string_value(json_object_get(line, "url")));
		texts_add_all(contacts, json_object_get(line, "note"));
	}
}

/* Words that another coordinator settled. Nobody settles for themselves. */
static size_t
gate_settled(const struct export *export, uint8_t (**settled)[GATE_HASH_BYTES])
{
	const struct casework *casework = &export->work->decisions.work;
	const json_t *word;
	size_t count = 0, i;

	*settled = NULL;
	for (size_t at = 0; at < casework->other_count; at++) {
		const struct decision *decision = casework->others[at];

		if (decision->kind != DECISION_SETTLE ||
		    memcmp(decision->by, work_me(export->work), sizeof decision->by) == 0)
			continue;
		json_array_foreach(decision->list, i, word) {
			*settled = secret_grow(*settled, count, sizeof **settled);
			(void)hex_decode((*settled)[count++], GATE_HASH_BYTES,
			    json_string_value(word), json_string_length(word));
		}
	}
	return count;
}

void
export_gate(struct export *export)
{
	struct gate_case *cases = secret_allocate((export->case_count + 1) * sizeof *cases);
	struct texts *surfaces = secret_allocate((export->case_count + 1) * sizeof *surfaces);
	struct texts known = { NULL, 0 }, contacts = { NULL, 0 };
	struct gate_words words = { .cases = cases, .case_count = export->case_count };
	uint8_t (*settled)[GATE_HASH_BYTES];
	const json_t *surface;
	size_t i;

	for (size_t at = 0; at < export->case_count; at++) {
		surfaces[at] = (struct texts){ NULL, 0 };
		json_array_foreach(export->cases[at].surfaces, i, surface)
			texts_add(&surfaces[at], json_string_value(surface));
		cases[at] = (struct gate_case){ .name = export->cases[at].name,
			.surfaces = { surfaces[at].list, surfaces[at].count } };
	}
	gate_add_known(&known, export->work->vault->campaign);
	gate_add_contacts(&contacts, export);
	words.known = (struct gate_texts){ known.list, known.count };
	words.contacts = (struct gate_texts){ contacts.list, contacts.count };
	words.settled_count = gate_settled(export, &settled);
	words.settled = (const uint8_t (*)[GATE_HASH_BYTES])settled;
	gate_new(&export->gate, &words);
	for (size_t at = 0; at < export->case_count; at++)
		secret_release(surfaces[at].list);
	secret_release(settled);
	secret_release(known.list);
	secret_release(contacts.list);
	secret_release(surfaces);
	secret_release(cases);
}
