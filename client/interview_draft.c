/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/interview.h"

#include <string.h>

#include "client/interview_inside.h"
#include "common/encode.h"
#include "common/error.h"
#include "common/json.h"

#define INTERVIEW_DRAFT_FORMAT "testimony-draft-1"

/* A draft: what was answered so far, and where the person was. */

static const char *
interview_place_name(const struct interview *interview)
{
	/* Saving is asked for from the menu, or on a page that the menu opens. */
	enum place place = interview->place == PLACE_DRAFT || interview->place == PLACE_MENU ?
	    interview->before : interview->place;

	switch (place) {
	case PLACE_PAGE:
		return interview_page(interview)->id;
	case PLACE_HIDE:
		return "hide";
	case PLACE_USES:
		return "uses";
	case PLACE_LOOK:
	case PLACE_CHECK:
		return "check";
	case PLACE_LANGUAGE:
	case PLACE_MENU:
	case PLACE_HELP:
	case PLACE_EDITOR:
	case PLACE_DRAFT:
	case PLACE_UNCERTAIN:
	case PLACE_RECEIPT:
		break;
	}
	return form_page(interview->form, 0)->id;
}

json_t *
interview_draft(const struct interview *interview)
{
	char key[HEX_LENGTH(32) + 1];
	json_t *draft;

	hex_encode(key, interview->options.campaign->signing_key.key, 32);
	draft = json_pack("{s:s, s:s, s:s, s:s, s:O, s:O, s:O}", "format", INTERVIEW_DRAFT_FORMAT,
	    "signing_key", key, "language", interview->language, "place",
	    interview_place_name(interview), "answers", interview->answers, "hide",
	    interview->hide, "uses", interview->uses);
	if (draft == NULL)
		error_bug("no memory for a draft");
	return draft;
}

/* What the form still has. A text may be too long: it is told when it is gone over. */
static void
interview_resume_answers(struct interview *interview, const json_t *answers)
{
	for (size_t i = 0; i < form_page_count(interview->form); i++) {
		const struct form_page *page = form_page(interview->form, i);
		json_t *value = json_object_get(answers, page->id);

		if (value == NULL || page->kind == FORM_INFO)
			continue;
		if (page->kind == FORM_TEXT ? !json_is_string(value) || form_text_is_blank(value) :
		    form_check_answer(page, value, NULL) != 0)
			continue;
		(void)json_object_set_new(interview->answers, page->id, json_cleaned(value));
	}
}

static void
interview_resume_names(struct interview *interview, const json_t *names)
{
	json_t *item;
	size_t index;

	json_array_foreach(names, index, item)
		if (json_is_string(item))
			interview_add_names(interview, json_string_value(item));
}

/* In the form's order, each once; those too that are not offered beside these answers. */
static void
interview_resume_uses(struct interview *interview, const json_t *uses)
{
	json_t *use, *item;
	size_t i, j;

	json_array_foreach(form_uses(interview->form), i, use)
		json_array_foreach(uses, j, item)
			if (json_equal(item, json_object_get(use, "id"))) {
				(void)json_array_append(interview->uses, item);
				break;
			}
}

/* To a page that is shown, or one of the program's own; else to the first. */
static void
interview_resume_place(struct interview *interview, const char *name)
{
	json_t *answers = interview_trimmed(interview);
	const struct form_page *page, *wanted = form_page_find(interview->form, name);

	if (wanted == NULL ? strcmp(name, "hide") != 0 && strcmp(name, "uses") != 0 &&
	    strcmp(name, "check") != 0 : !form_shows(interview->form, wanted, answers))
		wanted = form_page(interview->form, 0);
	for (page = form_next(interview->form, NULL, answers); page != NULL && page != wanted;
	    page = form_next(interview->form, page, answers))
		interview->visited[page - form_page(interview->form, 0)] = true;
	interview->visited_hide = page == NULL && strcmp(name, "hide") != 0;
	interview->visited_uses = interview->visited_hide && strcmp(name, "uses") != 0;
	if (page != NULL) {
		interview->page = (size_t)(page - form_page(interview->form, 0));
		interview_enter(interview, PLACE_PAGE);
	} else if (interview->visited_uses) {
		interview_to_check(interview);
	} else {
		interview_enter(interview, interview->visited_hide || !interview_asks_names(interview) ?
		    PLACE_USES : PLACE_HIDE);
	}
	json_decref(answers);
}

int
interview_resume(struct interview *interview, const json_t *draft, const char *path,
    struct error *error)
{
	const char *format, *language, *place;
	const json_t *answers, *hide, *uses;
	uint8_t key[32];

	if (json_member_text(draft, "format", FORM_ID_MOST, &format, error) != 0)
		return error_within(error, "the draft");
	if (strcmp(format, INTERVIEW_DRAFT_FORMAT) != 0)
		return error_refuse(error, "%s is not a draft that an interview saved", path);
	if (json_member_hex(draft, "signing_key", key, sizeof key, error) != 0 ||
	    json_member_text(draft, "language", FORM_LANGUAGE_MOST, &language, error) != 0 ||
	    json_member_text(draft, "place", FORM_ID_MOST, &place, error) != 0 ||
	    json_member_object(draft, "answers", &answers, error) != 0 ||
	    json_member_array(draft, "hide", SIZE_MAX, &hide, error) != 0 ||
	    json_member_array(draft, "uses", FORM_USES_MOST, &uses, error) != 0)
		return error_within(error, "the draft");
	if (memcmp(key, interview->options.campaign->signing_key.key, sizeof key) != 0)
		return error_refuse(error, "%s is a draft for another campaign than this one", path);
	if (!form_language_is_good(language))
		return error_refuse(error, "%s is a draft in a language that is none", path);
	if (interview->options.language == NULL)
		interview_set_language(interview, language);
	interview->asked_language = true;
	interview_resume_answers(interview, answers);
	interview_resume_names(interview, hide);
	interview_resume_uses(interview, uses);
	buffer_clear(&interview->path);
	buffer_append_text(&interview->path, path);
	interview->draft = true;
	interview_resume_place(interview, place);
	interview_say(interview, words(interview->language, WORDS_DRAFT_GOES_ON));
	return 0;
}
