/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/interview_inside.h"
#include "common/error.h"
#include "front/columns.h"

/* What choosing by numbers does. */

#define INPUT_NUMBERS_MOST 64    /* in one line */
#define INPUT_SEPARATORS " ,;."
#define INPUT_SHOWN_COLUMNS 40   /* of a line that was not understood */

void
interview_say_words(struct interview *interview, enum words id, const char *name, const char *value,
    const char *name2, const char *value2)
{
	struct buffer notice = BUFFER_INIT;

	words_fill(&notice, interview->language, id, name, value, name2, value2, NULL);
	interview_say(interview, (const char *)notice.data);
	buffer_free(&notice);
}

void
interview_say_number(struct interview *interview, enum words id, const char *name, size_t number)
{
	char digits[24];

	(void)snprintf(digits, sizeof digits, "%zu", number);
	interview_say_words(interview, id, name, digits, NULL, NULL);
}

/* The menu has a page of its own for what it opens: closing that leads to where it was opened. */
void
interview_open_menu(struct interview *interview)
{
	switch (interview->place) {
	case PLACE_LANGUAGE:
		if (!interview->asked_language)
			interview->before = PLACE_LANGUAGE;
		break;
	case PLACE_PAGE:
	case PLACE_HIDE:
	case PLACE_USES:
	case PLACE_LOOK:
	case PLACE_CHECK:
		interview_keep(interview);
		interview->before = interview->place;
		break;
	case PLACE_MENU:
	case PLACE_HELP:
	case PLACE_EDITOR:
	case PLACE_DRAFT:
	case PLACE_UNCERTAIN:
	case PLACE_RECEIPT:
		break;
	}
	interview_enter(interview, PLACE_MENU);
}

static void
input_set_option(struct interview *interview, const struct choice *choice)
{
	const struct form_page *page = interview_page(interview);

	if (json_object_set_new(interview->answers, page->id, json_string(choice->id)) != 0)
		error_bug("no memory for an answer");
	interview_go_on(interview);
}

static void
input_look(struct interview *interview, const struct choice *choice)
{
	const struct look *look = &interview->looks.list[0];
	struct buffer vaguer[LOOKS_VAGUER_MOST];
	size_t count;

	interview->looked++;
	if (choice->action == ACTION_LEAVE) {
		(void)json_array_append_new(interview->left, json_string(look->surface));
	} else if (choice->action == ACTION_TO_HIDE) {
		interview_add_names(interview, look->surface);
	} else if (choice->action == ACTION_LEAVE_ALL) {
		for (size_t i = 0; i < interview->looks.count; i++)
			(void)json_array_append_new(interview->left,
			    json_string(interview->looks.list[i].surface));
	} else {
		count = look_vaguer(look, interview->language, vaguer);
		look_replace(look, interview->form, interview->answers,
		    (const char *)vaguer[choice->index].data);
		for (size_t i = 0; i < count; i++)
			buffer_free(&vaguer[i]);
	}
	interview_to_looks(interview);
}

/* To the text, with the cursor behind what was found; from there on to the rest of the looks. */
static void
input_change_look(struct interview *interview)
{
	size_t end = interview->looks.list[0].spot.end;

	interview->page = interview->looks.list[0].page;
	interview->returning = true;
	interview_enter(interview, PLACE_PAGE);
	interview->reading = false;
	/* Plain: what is typed stands behind the last row, and so must the cursor. */
	if (!interview->options.plain)
		textarea_move(interview->field, end);
}

static enum interview_wish
input_choose(struct interview *interview, const struct choice *choice)
{
	switch (choice->action) {
	case ACTION_LANGUAGE:
		interview_set_language(interview, interview->languages[choice->index]);
		if (interview->asked_language) {
			interview_close_menu(interview);
		} else {
			interview->asked_language = true;
			interview_go_on(interview);
		}
		break;
	case ACTION_OPTION:
		input_set_option(interview, choice);
		break;
	case ACTION_REPLACE:
	case ACTION_LEAVE:
	case ACTION_LEAVE_ALL:
	case ACTION_TO_HIDE:
		input_look(interview, choice);
		break;
	case ACTION_CHANGE:
		input_change_look(interview);
		break;
	case ACTION_ITEM:
		interview->page = choice->index;
		interview_enter(interview, choice->place);
		break;
	case ACTION_GO_ON:
		interview_close_menu(interview);
		break;
	case ACTION_BACK:
		interview_close_menu(interview);
		interview_go_back(interview);
		break;
	case ACTION_SKIP:
		interview_close_menu(interview);
		interview_skip(interview);
		break;
	case ACTION_EDITOR:
		interview_enter(interview, PLACE_EDITOR);
		break;
	case ACTION_EDITOR_YES:
		return INTERVIEW_EDITOR;
	case ACTION_TO_LANGUAGE:
		interview_enter(interview, PLACE_LANGUAGE);
		break;
	case ACTION_HELP:
		interview_enter(interview, PLACE_HELP);
		break;
	case ACTION_SAVE:
		if (interview->draft)
			return INTERVIEW_SAVE;
		interview_enter(interview, PLACE_DRAFT);
		break;
	case ACTION_DELETE:
		return INTERVIEW_DELETE;
	case ACTION_STOP:
		return INTERVIEW_STOP;
	case ACTION_AGAIN:
		return INTERVIEW_AGAIN;
	case ACTION_RECEIPT:
		interview_enter(interview, PLACE_RECEIPT);
		break;
	}
	return INTERVIEW_NOTHING;
}

/* Where more than one may be ticked. */
static bool
input_ticks(const struct interview *interview)
{
	return interview->place == PLACE_USES || (interview->place == PLACE_PAGE &&
	    interview_page(interview)->kind == FORM_MANY);
}

static void
input_say_ticked(struct interview *interview)
{
	struct buffer options = BUFFER_INIT;

	for (size_t i = 0; i < interview->choices.count; i++)
		if (interview->choices.list[i].chosen) {
			if (options.length > 0)
				buffer_append_text(&options, "; ");
			buffer_append(&options, interview->choices.list[i].label.data,
			    interview->choices.list[i].label.length);
		}
	if (options.length > 0)
		interview_say_words(interview, WORDS_TICKED_NOW, "options", (const char *)options.data, NULL,
		    NULL);
	else
		interview_say(interview, words(interview->language, WORDS_TICKED_NONE));
	buffer_free(&options);
}

/* The uses that are not offered now keep their ticks, as hidden answers are kept. */
static void
input_keep_uses(struct interview *interview, const json_t *ticks)
{
	for (size_t i = json_array_size(interview->uses); i-- > 0;)
		for (size_t j = 0; j < interview->choices.count; j++)
			if (strcmp(json_string_value(json_array_get(interview->uses, i)),
			    interview->choices.list[j].id) == 0) {
				(void)json_array_remove(interview->uses, i);
				break;
			}
	(void)json_array_extend(interview->uses, (json_t *)(uintptr_t)ticks);
}

static void
input_toggle(struct interview *interview, const size_t *numbers, size_t count)
{
	const struct form_page *page = interview_page(interview);
	size_t most = interview->place == PLACE_PAGE ? page->ticks : 0, ticked = 0;
	json_t *ticks = json_array();

	for (size_t i = 0; i < count; i++)
		interview->choices.list[numbers[i]].chosen ^= true;
	for (size_t i = 0; i < interview->choices.count; i++)
		ticked += interview->choices.list[i].chosen;
	if (most != 0 && ticked > most) {
		interview_list(interview);
		interview_say_number(interview, WORDS_TOO_MANY_TICKS, "most", most);
		json_decref(ticks);
		return;
	}
	for (size_t i = 0; i < interview->choices.count; i++)
		if (interview->choices.list[i].chosen)
			(void)json_array_append_new(ticks,
			    json_string(interview->choices.list[i].id));
	if (interview->place == PLACE_USES) {
		input_keep_uses(interview, ticks);
	} else if (json_array_size(ticks) > 0) {
		(void)json_object_set(interview->answers, page->id, ticks);
	} else {
		(void)json_object_del(interview->answers, page->id);
	}
	json_decref(ticks);
	buffer_clear(&interview->notice);
	if (interview->options.plain)
		input_say_ticked(interview);
}

/* What was typed is none of the numbers here. */
static void
input_say_none(struct interview *interview, enum words id, const char *line, size_t length)
{
	size_t shown = columns_cut(line, length, INPUT_SHOWN_COLUMNS);
	struct buffer typed = BUFFER_INIT;
	char digits[24];

	buffer_append(&typed, line, shown);
	if (shown < length)
		buffer_append_text(&typed, "...");
	(void)snprintf(digits, sizeof digits, "%zu", interview->choices.count);
	interview_say_words(interview, id, "typed", (const char *)typed.data, "most", digits);
	buffer_free(&typed);
}

/* Places (from 0) of the numbers in the line, each once; -1 and a sentence where one is none. */
static int
input_numbers(struct interview *interview, const char *line, size_t *numbers, size_t *count)
{
	*count = 0;
	while (*line != '\0') {
		size_t length, number, i;
		char *end;

		line += strspn(line, INPUT_SEPARATORS);
		length = strcspn(line, INPUT_SEPARATORS);
		if (length == 0)
			break;
		number = length > 4 ? 0 : strtoul(line, &end, 10);
		if (strspn(line, "0123456789") < length) {
			input_say_none(interview, WORDS_NOT_A_NUMBER, line, strlen(line));
			return -1;
		}
		if (number == 0 || number > interview->choices.count) {
			input_say_none(interview, WORDS_NO_SUCH_NUMBER, line, length);
			return -1;
		}
		for (i = 0; i < *count && numbers[i] != number - 1; i++)
			;
		if (i == *count && *count < INPUT_NUMBERS_MOST)
			numbers[(*count)++] = number - 1;
		line += length;
	}
	return 0;
}

enum interview_wish
interview_choose(struct interview *interview, const char *line)
{
	size_t numbers[INPUT_NUMBERS_MOST], count;

	if (interview->choices.count == 0) {
		interview_say(interview, words(interview->language, WORDS_NOTHING_TO_CHOOSE));
		return INTERVIEW_NOTHING;
	}
	if (input_numbers(interview, line, numbers, &count) != 0)
		return INTERVIEW_NOTHING;
	if (count == 0) {
		interview_say(interview, words(interview->language, WORDS_PROMPT_CHOICE));
		return INTERVIEW_NOTHING;
	}
	if (input_ticks(interview)) {
		input_toggle(interview, numbers, count);
		return INTERVIEW_NOTHING;
	}
	if (count > 1) {
		interview_say(interview, words(interview->language, WORDS_ONE_NUMBER));
		return INTERVIEW_NOTHING;
	}
	return input_choose(interview, &interview->choices.list[numbers[0]]);
}
