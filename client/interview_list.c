/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/interview.h"

#include <string.h>

#include "client/interview_inside.h"
#include "common/error.h"
#include "common/utf8.h"

/* What can be chosen by its number, on each page. */

void
interview_clear_choices(struct interview *interview)
{
	for (size_t i = 0; i < interview->choices.count; i++)
		buffer_free(&interview->choices.list[i].label);
	interview->choices.count = 0;
}

static struct choice *
interview_add(struct interview *interview, enum action action, size_t index)
{
	struct choice *choice = &interview->choices.list[interview->choices.count];

	if (interview->choices.count == INTERVIEW_CHOICES_MOST)
		error_bug("too many choices on a page");
	interview->choices.count++;
	memset(choice, 0, sizeof *choice);
	choice->action = action;
	choice->index = index;
	return choice;
}

static void
interview_add_words(struct interview *interview, enum action action, enum words id,
    const char *name, const char *value)
{
	struct choice *choice = interview_add(interview, action, 0);

	words_fill(&choice->label, interview->language, id, name, value, NULL);
}

static bool
interview_chosen(const json_t *value, const char *id)
{
	const json_t *item;
	size_t index;

	if (json_is_string(value))
		return strcmp(json_string_value(value), id) == 0;
	json_array_foreach(value, index, item)
		if (strcmp(json_string_value(item), id) == 0)
			return true;
	return false;
}

static void
interview_list_options(struct interview *interview, const json_t *options, const json_t *value,
    const json_t *beside)
{
	const json_t *option;
	size_t index;

	json_array_foreach(options, index, option) {
		const char *id = json_string_value(json_object_get(option, "id"));
		struct choice *choice;

		if (beside != NULL && !form_use_offered(interview->form, id, beside))
			continue;
		choice = interview_add(interview, ACTION_OPTION, index);
		choice->id = id;
		choice->chosen = interview_chosen(value, id);
		buffer_append_text(&choice->label, form_text(json_object_get(option, "label"),
		    interview->language));
	}
}

static void
interview_list_look(struct interview *interview)
{
	struct buffer vaguer[LOOKS_VAGUER_MOST];
	const struct look *look = &interview->looks.list[0];
	size_t count = look_vaguer(look, interview->language, vaguer);

	for (size_t i = 0; i < count; i++) {
		struct choice *choice = interview_add(interview, ACTION_REPLACE, i);

		words_fill(&choice->label, interview->language, WORDS_LOOK_REPLACE, "words",
		    (const char *)vaguer[i].data, NULL);
		buffer_free(&vaguer[i]);
	}
	interview_add_words(interview, ACTION_LEAVE, WORDS_LOOK_LEAVE, NULL, NULL);
	if (json_array_size(interview->hide) < FORM_HIDE_MOST &&
	    utf8_count(look->surface, strlen(look->surface)) <= FORM_HIDE_LENGTH)
		interview_add_words(interview, ACTION_TO_HIDE, WORDS_LOOK_HIDE, NULL, NULL);
	interview_add_words(interview, ACTION_CHANGE, WORDS_LOOK_CHANGE, NULL, NULL);
	if (interview->looks.count > 1)
		interview_add_words(interview, ACTION_LEAVE_ALL, WORDS_LOOK_LEAVE_ALL, NULL, NULL);
}

static void
interview_add_item(struct interview *interview, enum place place, size_t page, const char *title)
{
	struct choice *choice = interview_add(interview, ACTION_ITEM, page);

	choice->place = place;
	buffer_append_text(&choice->label, title);
}

static void
interview_list_check(struct interview *interview)
{
	json_t *answers = interview_trimmed(interview);

	for (const struct form_page *page = form_next(interview->form, NULL, answers); page != NULL;
	    page = form_next(interview->form, page, answers))
		if (page->kind != FORM_INFO)
			interview_add_item(interview, PLACE_PAGE,
			    (size_t)(page - form_page(interview->form, 0)),
			    form_text(page->title, interview->language));
	json_decref(answers);
	if (interview_asks_names(interview))
		interview_add_item(interview, PLACE_HIDE, 0,
		    words(interview->language, WORDS_HIDE_TITLE));
	interview_add_item(interview, PLACE_USES, 0, words(interview->language, WORDS_USES_TITLE));
}

static void
interview_list_menu(struct interview *interview)
{
	const struct form_page *page = interview_page(interview);
	bool question = interview->before == PLACE_PAGE && page->kind != FORM_INFO;

	interview_add_words(interview, ACTION_GO_ON, WORDS_MENU_GO_ON, NULL, NULL);
	if (interview->before != PLACE_LANGUAGE)
		interview_add_words(interview, ACTION_BACK, WORDS_MENU_BACK, NULL, NULL);
	if ((question && !page->required) || interview->before == PLACE_HIDE)
		interview_add_words(interview, ACTION_SKIP, WORDS_MENU_SKIP, NULL, NULL);
	if (question && page->kind == FORM_TEXT)
		interview_add_words(interview, ACTION_EDITOR, WORDS_MENU_EDITOR, NULL, NULL);
	if (interview->language_count > 1 && interview->before != PLACE_LANGUAGE)
		interview_add_words(interview, ACTION_TO_LANGUAGE, WORDS_MENU_LANGUAGE, NULL, NULL);
	if (json_array_size(form_help(interview->form)) > 0)
		interview_add_words(interview, ACTION_HELP, WORDS_MENU_HELP, NULL, NULL);
	interview_add_words(interview, ACTION_SAVE, WORDS_MENU_SAVE, NULL, NULL);
	if (interview->draft)
		interview_add_words(interview, ACTION_DELETE, WORDS_MENU_DELETE, "path",
		    interview_path(interview));
	interview_add_words(interview, ACTION_STOP, WORDS_MENU_STOP, NULL, NULL);
}

void
interview_list(struct interview *interview)
{
	const struct form_page *page = interview_page(interview);
	json_t *answers;

	interview_clear_choices(interview);
	switch (interview->place) {
	case PLACE_LANGUAGE:
		for (size_t i = 0; i < interview->language_count; i++)
			buffer_append_text(&interview_add(interview, ACTION_LANGUAGE, i)->label,
			    words_language_name(interview->languages[i]));
		break;
	case PLACE_PAGE:
		interview_list_options(interview, page->options,
		    json_object_get(interview->answers, page->id), NULL);
		break;
	case PLACE_USES:
		answers = interview_trimmed(interview);
		interview_list_options(interview, form_uses(interview->form), interview->uses,
		    answers);
		json_decref(answers);
		break;
	case PLACE_LOOK:
		interview_list_look(interview);
		break;
	case PLACE_CHECK:
		interview_list_check(interview);
		break;
	case PLACE_MENU:
		interview_list_menu(interview);
		break;
	case PLACE_EDITOR:
		interview_add_words(interview, ACTION_EDITOR_YES, WORDS_EDITOR_YES, NULL, NULL);
		interview_add_words(interview, ACTION_GO_ON, WORDS_EDITOR_NO, NULL, NULL);
		break;
	case PLACE_UNCERTAIN:
		interview_add_words(interview, ACTION_AGAIN, WORDS_UNCERTAIN_AGAIN, NULL, NULL);
		interview_add_words(interview, ACTION_RECEIPT, WORDS_UNCERTAIN_RECEIPT, NULL, NULL);
		break;
	case PLACE_HIDE:
	case PLACE_HELP:
	case PLACE_DRAFT:
	case PLACE_RECEIPT:
		break;
	}
}
