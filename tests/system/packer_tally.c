/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/system/packer_tally.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "common/error.h"

#define FAMILIES 312
#define TICKS 4 /* most of a page that has no limit of its own */

/* The same numbers on every machine (Numerical Recipes, 7.1). */
static size_t
packer_pick(uint32_t *state, size_t count)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % count;
}

/* What a made-up family answers: no family court, and as often as not the first options. */
static json_t *
packer_answers(const struct form *form, uint32_t *state)
{
	json_t *answers = json_object();

	for (size_t i = 0; i < form_page_count(form); i++) {
		const struct form_page *page = form_page(form, i);
		size_t options = json_array_size(page->options);
		size_t most = page->ticks > 0 ? page->ticks : TICKS;
		json_t *ticked = page->kind == FORM_MANY ? json_array() : NULL;

		if (options == 0 || !form_shows(form, page, answers)) {
			json_decref(ticked);
			continue;
		}
		for (size_t tick = 0; ticked != NULL && tick < most; tick++) {
			size_t option = packer_pick(state, 1 + packer_pick(state, options));
			json_t *id = json_object_get(json_array_get(page->options, option), "id");
			bool there = false;

			for (size_t j = 0; j < json_array_size(ticked); j++)
				there = there || json_array_get(ticked, j) == id;
			if (!there)
				json_array_append(ticked, id);
		}
		if (ticked == NULL) {
			size_t option = strcmp(page->id, "family-court") == 0 ? 0 :
			    packer_pick(state, options);

			json_object_set(answers, page->id, json_object_get(
			    json_array_get(page->options, option), "id"));
		} else {
			json_object_set_new(answers, page->id, ticked);
		}
	}
	return answers;
}

struct tally *
packer_tally(const struct form *form)
{
	json_t *answers[FAMILIES];
	const json_t *counted[FAMILIES];
	struct tally_case cases[FAMILIES];
	struct error error = ERROR_INIT;
	struct tally *tally;
	uint32_t state = 1;

	for (size_t i = 0; i < FAMILIES; i++) {
		counted[i] = answers[i] = packer_answers(form, &state);
		cases[i] = (struct tally_case){ &counted[i], 1 };
	}
	if (tally_new(&tally, form, cases, FAMILIES, NULL, &error) != 0)
		error_bug(error.text);
	for (size_t i = 0; i < FAMILIES; i++)
		json_decref(answers[i]);
	return tally;
}
