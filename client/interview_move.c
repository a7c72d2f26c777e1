/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "client/interview_inside.h"
#include "common/error.h"
#include "common/json.h"
#include "common/utf8.h"

/* From page to page: forth, back, to the check, and what is kept of a page that is left. */

static struct textarea *
move_field(const struct interview *interview)
{
	struct buffer names = BUFFER_INIT;
	struct textarea *field;
	const json_t *name;
	size_t index;

	if (interview->place == PLACE_PAGE && interview_page(interview)->kind == FORM_TEXT)
		return textarea_new(interview_text(interview), false);
	if (interview->place != PLACE_HIDE)
		return textarea_new("", true);
	json_array_foreach(interview->hide, index, name) {
		buffer_append_text(&names, json_string_value(name));
		buffer_append_byte(&names, '\n');
	}
	field = textarea_new(names.length == 0 ? "" : (const char *)names.data, false);
	buffer_free(&names);
	return field;
}

void
interview_enter(struct interview *interview, enum place place)
{
	interview->place = place;
	interview->offset = interview->body = interview->content = 0;
	interview->leaving = false;
	interview->due = interview->fresh = true;
	buffer_clear(&interview->notice);
	textarea_free(&interview->field);
	interview->field = move_field(interview);
	interview->reading = false;
	if (place == PLACE_RECEIPT && interview->asked_word == 0)
		interview->asked_word = 1 + randombytes_uniform(9);
	interview_list(interview);
	interview->reading = interview_is_text(interview) && !interview->options.plain &&
	    !interview_fits(interview);
}

static void
move_enter_page(struct interview *interview, const struct form_page *page)
{
	interview->page = (size_t)(page - form_page(interview->form, 0));
	interview_enter(interview, PLACE_PAGE);
}

void
interview_add_names(struct interview *interview, const char *text)
{
	while (*text != '\0') {
		size_t length = strcspn(text, "\n"), start = strspn(text, " \t"), end = length;
		json_t *name;

		while (end > start && strchr(" \t", text[end - 1]) != NULL)
			end--;
		name = json_text_cleaned(text + start, end > start ? end - start : 0);
		if (!form_text_is_blank(name))
			(void)json_array_append(interview->hide, name);
		json_decref(name);
		text += length + (text[length] == '\n');
	}
}

void
interview_keep(struct interview *interview)
{
	json_t *text;

	if (!interview_is_text(interview))
		return;
	if (interview->place == PLACE_HIDE) {
		(void)json_array_clear(interview->hide);
		interview_add_names(interview, textarea_text(interview->field));
		return;
	}
	text = json_text_cleaned(textarea_text(interview->field),
	    textarea_length(interview->field));
	if (form_text_is_blank(text))
		(void)json_object_del(interview->answers, interview_page(interview)->id);
	else
		(void)json_object_set(interview->answers, interview_page(interview)->id, text);
	json_decref(text);
}

static void
move_say_number(struct interview *interview, enum words id, const char *name, long number)
{
	struct buffer notice = BUFFER_INIT;
	char digits[24];

	(void)snprintf(digits, sizeof digits, "%ld", number);
	words_fill(&notice, interview->language, id, name, digits, NULL);
	interview_say(interview, (const char *)notice.data);
	buffer_free(&notice);
}

/* Whether the page may be left for the next; says why not. */
static bool
move_may_leave_page(struct interview *interview)
{
	const struct form_page *page = interview_page(interview);
	long room;

	if (page->required && json_object_get(interview->answers, page->id) == NULL) {
		interview_say(interview, words(interview->language, WORDS_ANSWER_NEEDED));
		return false;
	}
	room = page->kind == FORM_TEXT ? interview_room(interview) : 0;
	if (room < 0) {
		bool alone = utf8_count(textarea_text(interview->field),
		    textarea_length(interview->field)) > page->length;

		move_say_number(interview, alone ? WORDS_TOO_LONG : WORDS_TOO_LONG_TOGETHER, "over",
		    -room);
		return false;
	}
	return true;
}

static bool
move_may_leave_names(struct interview *interview)
{
	const json_t *name;
	size_t index;
	long room = interview_room(interview);

	if (json_array_size(interview->hide) > FORM_HIDE_MOST) {
		move_say_number(interview, WORDS_HIDE_TOO_MANY, "most", FORM_HIDE_MOST);
		return false;
	}
	json_array_foreach(interview->hide, index, name)
		if (utf8_count(json_string_value(name), json_string_length(name)) >
		    FORM_HIDE_LENGTH) {
			move_say_number(interview, WORDS_HIDE_TOO_LONG, "most", FORM_HIDE_LENGTH);
			return false;
		}
	if (room < 0) {
		move_say_number(interview, WORDS_TOO_LONG_TOGETHER, "over", -room);
		return false;
	}
	return true;
}

/* Whether at least one use that is offered is ticked. */
static bool
move_has_use(const struct interview *interview)
{
	json_t *all = interview_answers(interview);
	bool any = json_array_size(json_object_get(all, "uses")) > 0;

	json_decref(all);
	return any;
}

/* The page after `from` (NULL: the first) that is shown, and new where the check was seen. */
static const struct form_page *
move_next_page(const struct interview *interview, const struct form_page *from)
{
	const struct form_page *page = from;
	json_t *answers = interview_trimmed(interview);

	do
		page = form_next(interview->form, page, answers);
	while (page != NULL && interview->returning &&
	    interview->visited[page - form_page(interview->form, 0)]);
	json_decref(answers);
	return page;
}

void
interview_to_looks(struct interview *interview)
{
	json_t *answers = interview_trimmed(interview);

	looks_find(&interview->looks, interview->form, answers, interview->hide, interview->left);
	json_decref(answers);
	if (interview->looks.count > 0)
		interview_enter(interview, PLACE_LOOK);
	else
		interview_to_check(interview);
}

/* The first page with something that keeps the whole from being sent; NULL if none. */
static const struct form_page *
move_unfinished(const struct interview *interview)
{
	json_t *answers = interview_trimmed(interview);
	const struct form_page *page;

	for (page = form_next(interview->form, NULL, answers); page != NULL;
	    page = form_next(interview->form, page, answers))
		if (form_check_answer(page, json_object_get(answers, page->id), NULL) != 0)
			break;
	json_decref(answers);
	return page;
}

void
interview_to_check(struct interview *interview)
{
	const struct form_page *page = move_unfinished(interview);

	interview->returning = true;
	if (page != NULL) {
		move_enter_page(interview, page);
		(void)move_may_leave_page(interview);
	} else if (!move_has_use(interview)) {
		interview_enter(interview, PLACE_USES);
	} else {
		interview_enter(interview, PLACE_CHECK);
	}
}

/* On from `place`, which is done. */
static void
move_on(struct interview *interview, enum place place)
{
	const struct form_page *page = NULL;

	if (place == PLACE_LANGUAGE || place == PLACE_PAGE)
		page = move_next_page(interview,
		    place == PLACE_LANGUAGE ? NULL : interview_page(interview));
	if (page != NULL)
		move_enter_page(interview, page);
	else if (place < PLACE_HIDE && interview_asks_names(interview) &&
	    !(interview->returning && interview->visited_hide))
		interview_enter(interview, PLACE_HIDE);
	else if (place < PLACE_USES && !(interview->returning && interview->visited_uses))
		interview_enter(interview, PLACE_USES);
	else if (place < PLACE_LOOK)
		interview_to_looks(interview);
	else
		interview_to_check(interview);
}

void
interview_go_on(struct interview *interview)
{
	enum place place = interview->place;

	interview_keep(interview);
	if (place == PLACE_PAGE) {
		if (!move_may_leave_page(interview))
			return;
		interview->visited[interview->page] = true;
	} else if (place == PLACE_HIDE) {
		if (!move_may_leave_names(interview))
			return;
		interview->visited_hide = true;
	} else if (place == PLACE_USES) {
		if (!move_has_use(interview)) {
			interview_say(interview, words(interview->language, WORDS_USES_NEEDED));
			return;
		}
		interview->visited_uses = true;
	}
	if (place < PLACE_LOOK)
		interview->looked = 0;
	move_on(interview, place);
}

void
interview_skip(struct interview *interview)
{
	if (interview->place == PLACE_HIDE) {
		(void)json_array_clear(interview->hide);
		interview->visited_hide = true;
	} else {
		if (interview_page(interview)->required) {
			interview_say(interview, words(interview->language, WORDS_ANSWER_NEEDED));
			return;
		}
		(void)json_object_del(interview->answers, interview_page(interview)->id);
		interview->visited[interview->page] = true;
	}
	move_on(interview, interview->place);
}

/* The last page of the form that is shown before the program's own. */
static void
move_to_last_page(struct interview *interview)
{
	json_t *answers = interview_trimmed(interview);

	move_enter_page(interview, form_previous(interview->form, NULL, answers));
	json_decref(answers);
}

void
interview_go_back(struct interview *interview)
{
	const struct form_page *page;
	enum place place = interview->place;
	json_t *answers;

	interview_keep(interview);
	/* From what keeps the check away, be it a changed answer above, the way back is open. */
	if (interview->returning && place < PLACE_LOOK && (place != PLACE_PAGE ||
	    move_unfinished(interview) != interview_page(interview))) {
		interview_to_check(interview);
		return;
	}
	switch (place) {
	case PLACE_PAGE:
		answers = interview_trimmed(interview);
		page = form_previous(interview->form, interview_page(interview), answers);
		json_decref(answers);
		if (page != NULL)
			move_enter_page(interview, page);
		else
			interview_say(interview, words(interview->language, WORDS_FIRST_PAGE));
		break;
	case PLACE_USES:
		if (interview_asks_names(interview)) {
			interview_enter(interview, PLACE_HIDE);
			break;
		}
		move_to_last_page(interview);
		break;
	case PLACE_HIDE:
		move_to_last_page(interview);
		break;
	case PLACE_LOOK:
	case PLACE_CHECK:
		interview_enter(interview, PLACE_USES);
		break;
	case PLACE_LANGUAGE:
	case PLACE_MENU:
	case PLACE_HELP:
	case PLACE_EDITOR:
	case PLACE_DRAFT:
	case PLACE_UNCERTAIN:
	case PLACE_RECEIPT:
		error_bug("back from a page that has nothing before it");
	}
}

void
interview_close_menu(struct interview *interview)
{
	interview_enter(interview, interview->before);
}
