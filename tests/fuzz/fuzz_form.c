/* SPDX-License-Identifier: ISC */
/* A form: what is taken can be walked forth and back with any answers, with a text everywhere. */
#include "config.h"

#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/form.h"
#include "common/json.h"
#include "common/secret.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	secret_start();
	json_start();
	return 0;
}

/* Answers for every page, picked by the bytes of `state`: options that are there, or none. */
static json_t *
make_answers(const struct form *form, uint32_t state)
{
	json_t *answers = json_object();

	for (size_t i = 0; i < form_page_count(form); i++) {
		const struct form_page *page = form_page(form, i);
		const json_t *option;

		state = state * 1664525 + 1013904223; /* Knuth, volume 2, section 3.3.4 */
		option = json_object_get(json_array_get(page->options, (state >> 8) %
		    (json_array_size(page->options) + 1)), "id");
		if (page->kind == FORM_ONE && option != NULL)
			json_object_set(answers, page->id, (json_t *)option);
		else if (page->kind == FORM_MANY && option != NULL)
			json_object_set_new(answers, page->id, json_pack("[O]", option));
		else if (page->kind == FORM_TEXT && (state >> 16) % 2 == 0)
			json_object_set_new(answers, page->id, json_string("a"));
	}
	return answers;
}

static void
walk(const struct form *form, uint32_t seed)
{
	const struct form_page *page = NULL, *before = NULL;
	json_t *answers = make_answers(form, seed), *uses = json_array();
	struct error error = ERROR_INIT;
	size_t shown = 0, walked = 0;

	form_forget_hidden(form, answers);
	for (size_t i = 0; i < form_page_count(form); i++)
		shown += form_shows(form, form_page(form, i), answers);
	while ((page = form_next(form, page, answers)) != NULL) {
		if (form_previous(form, page, answers) != before)
			error_bug("a walk is not the same back and forth");
		if (form_text(page->title, "pl") == NULL || form_text(page->hint, "x") == NULL)
			error_bug("a page has no text");
		before = page;
		walked++;
		/* What is required and was left out. */
		if (form_check_answer(page, json_object_get(answers, page->id), &error) != 0)
			json_object_set_new(answers, page->id, json_null());
	}
	if (walked != shown || form_previous(form, NULL, answers) != before)
		error_bug("a walk misses a page");
	json_array_append(uses, json_object_get(json_array_get(form_uses(form), 0), "id"));
	if (form_check(form, answers, NULL, uses, &error) == 0 &&
	    form_text_bytes(form, answers, NULL) > FORM_TEXT_BYTES)
		error_bug("a testimony that is too long was taken");
	json_decref(uses);
	json_decref(answers);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error error = ERROR_INIT;
	struct form *form;
	json_t *value;

	if (json_parse(&value, data, size, "the form", &error) != 0)
		return 0;
	if (form_new(&form, value, &error) != 0) {
		if (form != NULL || error.kind != ERROR_REFUSED || error.text[0] == '\0')
			error_bug("a form was refused without a sentence");
	} else {
		for (uint32_t seed = 0; seed < 4; seed++)
			walk(form, seed + (uint32_t)size);
	}
	form_free(&form);
	json_decref(value);
	return 0;
}
