/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/interview.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "client/interview_inside.h"
#include "common/error.h"
#include "common/json.h"
#include "common/secret.h"
#include "common/utf8.h"

static void
interview_add_languages(struct interview *interview, const json_t *text)
{
	const char *language;
	json_t *words_there;

	if (!json_is_object(text))
		return;
	json_object_foreach((json_t *)(uintptr_t)text, language, words_there) {
		size_t i = 0;

		while (i < interview->language_count &&
		    strcasecmp(interview->languages[i], language) != 0)
			i++;
		if (i == interview->language_count && i < INTERVIEW_LANGUAGES_MOST)
			interview->languages[interview->language_count++] = language;
	}
}

/* Those of the first page: what else the form has in few places would be a surprise later. */
static void
interview_find_languages(struct interview *interview)
{
	interview_add_languages(interview, form_page(interview->form, 0)->title);
	interview_add_languages(interview, form_page(interview->form, 0)->hint);
}

void
interview_set_language(struct interview *interview, const char *language)
{
	(void)snprintf(interview->language, sizeof interview->language, "%s", language);
}

struct interview *
interview_new(const struct interview_options *options)
{
	struct interview *interview = secret_allocate(sizeof *interview);

	memset(interview, 0, sizeof *interview);
	interview->options = *options;
	interview->form = options->campaign->form;
	interview->answers = json_object();
	interview->hide = json_array();
	interview->uses = json_array();
	interview->left = json_array();
	interview->columns = 80;
	interview->rows = 24;
	interview_find_languages(interview);
	interview->asked_language = options->language != NULL || interview->language_count < 2;
	if (options->language != NULL)
		interview_set_language(interview, options->language);
	else
		interview_set_language(interview, interview->language_count == 0 ? "en" :
		    interview->languages[0]);
	interview_enter(interview, interview->asked_language ? PLACE_PAGE : PLACE_LANGUAGE);
	return interview;
}

void
interview_free(struct interview **interview)
{
	struct interview *held;

	if (interview == NULL || *interview == NULL)
		return;
	held = *interview;
	json_decref(held->answers);
	json_decref(held->hide);
	json_decref(held->uses);
	json_decref(held->left);
	textarea_free(&held->field);
	interview_clear_choices(held);
	looks_free(&held->looks);
	buffer_free(&held->notice);
	buffer_free(&held->path);
	buffer_free(&held->receipt);
	buffer_free(&held->why);
	secret_release(held);
	*interview = NULL;
}

void
interview_resize(struct interview *interview, size_t columns, size_t rows)
{
	interview->columns = columns;
	interview->rows = rows;
}

bool
interview_due(const struct interview *interview)
{
	return interview->due;
}

const char *
interview_typed(const struct interview *interview)
{
	return interview->reading ? "" : textarea_text(interview->field);
}

void
interview_say(struct interview *interview, const char *text)
{
	buffer_clear(&interview->notice);
	buffer_append_text(&interview->notice, text);
	interview->due = interview->said = true;
}

const struct form_page *
interview_page(const struct interview *interview)
{
	return form_page(interview->form, interview->page);
}

bool
interview_is_text(const struct interview *interview)
{
	return interview->place == PLACE_HIDE || (interview->place == PLACE_PAGE &&
	    interview_page(interview)->kind == FORM_TEXT);
}

json_t *
interview_trimmed(const struct interview *interview)
{
	json_t *answers = json_copy(interview->answers);

	form_forget_hidden(interview->form, answers);
	return answers;
}

bool
interview_asks_names(const struct interview *interview)
{
	json_t *answers = interview_trimmed(interview);
	bool any = false;

	for (size_t i = 0; i < form_page_count(interview->form); i++) {
		const struct form_page *page = form_page(interview->form, i);

		any |= page->kind == FORM_TEXT && json_object_get(answers, page->id) != NULL;
	}
	json_decref(answers);
	return any;
}

json_t *
interview_answers(const struct interview *interview)
{
	json_t *all = json_object(), *answers = interview_trimmed(interview);
	json_t *uses = json_copy(interview->uses);
	bool names = interview_asks_names(interview);

	form_forget_uses(interview->form, answers, uses);
	if (json_object_set_new(all, "answers", answers) != 0 ||
	    json_object_set_new(all, "hide", names ? json_incref(interview->hide) :
	    json_array()) != 0 ||
	    json_object_set_new(all, "uses", uses) != 0 ||
	    json_object_set_new(all, "language", json_string(interview->language)) != 0)
		error_bug("no memory for the answers");
	return all;
}

const char *
interview_language(const struct interview *interview)
{
	return interview->language;
}

long
interview_room(const struct interview *interview)
{
	json_t *all = interview_answers(interview);
	json_t *answers = json_object_get(all, "answers");
	size_t length = textarea_length(interview->field);
	const char *text = textarea_text(interview->field);
	long left, room = 0;

	if (interview->place == PLACE_PAGE) {
		const struct form_page *page = interview_page(interview);

		(void)json_object_set_new(answers, page->id, json_text_cleaned(text, length));
		left = FORM_TEXT_BYTES - (long)form_text_bytes(interview->form, answers,
		    json_object_get(all, "hide"));
		room = (long)page->length - (long)utf8_count(text, length);
		if (left < room)
			room = left;
	} else {
		json_t *hide = json_array();

		/* One text with line ends counts a little more than its lines do. */
		(void)json_array_append_new(hide, json_text_cleaned(text, length));
		room = FORM_TEXT_BYTES - (long)form_text_bytes(interview->form, answers, hide);
		json_decref(hide);
	}
	json_decref(all);
	return room;
}

const char *
interview_text(const struct interview *interview)
{
	const char *text = json_string_value(json_object_get(interview->answers,
	    interview_page(interview)->id));

	return text == NULL ? "" : text;
}

void
interview_take_text(struct interview *interview, const char *text, const char *why)
{
	struct buffer notice = BUFFER_INIT;

	interview_enter(interview, PLACE_PAGE);
	if (why == NULL) {
		textarea_free(&interview->field);
		interview->field = textarea_new(text, false);
		interview_keep(interview);
		words_fill(&notice, interview->language, WORDS_EDITOR_TAKEN, NULL);
	} else {
		words_fill(&notice, interview->language, WORDS_EDITOR_FAILED, "why", why, NULL);
	}
	interview_say(interview, (const char *)notice.data);
	buffer_free(&notice);
}

const char *
interview_path(const struct interview *interview)
{
	return (const char *)interview->path.data;
}

bool
interview_has_draft(const struct interview *interview)
{
	return interview->draft;
}

/* Back to where the menu was opened, with a sentence. */
static void
interview_return(struct interview *interview, enum words id, const char *why)
{
	struct buffer notice = BUFFER_INIT;
	const char *path = interview->path.length == 0 ? "" : interview_path(interview);

	words_fill(&notice, interview->language, id, "path", path, "why", why == NULL ? "" : why,
	    NULL);
	interview_close_menu(interview);
	interview_say(interview, (const char *)notice.data);
	buffer_free(&notice);
}

void
interview_saved(struct interview *interview, const char *why)
{
	interview->draft |= why == NULL;
	interview_return(interview, why == NULL ? WORDS_DRAFT_SAVED : WORDS_DRAFT_FAILED, why);
}

void
interview_deleted(struct interview *interview, const char *why)
{
	if (why == NULL)
		interview->draft = false;
	interview_return(interview, why == NULL ? WORDS_DRAFT_DELETED : WORDS_DRAFT_NOT_DELETED, why);
}

void
interview_not_sent(struct interview *interview, const char *why)
{
	struct buffer notice = BUFFER_INIT;

	words_fill(&notice, interview->language, WORDS_NOT_SENT, "why", why, NULL);
	interview_enter(interview, PLACE_CHECK);
	interview_say(interview, (const char *)notice.data);
	buffer_free(&notice);
}

static void
interview_hold_receipt(struct interview *interview, const char *receipt)
{
	if (interview->receipt.length == 0)
		buffer_append_text(&interview->receipt, receipt);
}

void
interview_uncertain(struct interview *interview, const char *receipt, const char *why)
{
	interview_hold_receipt(interview, receipt);
	buffer_clear(&interview->why);
	buffer_append_text(&interview->why, why);
	interview_enter(interview, PLACE_UNCERTAIN);
}

void
interview_arrived(struct interview *interview, const char *receipt)
{
	interview_hold_receipt(interview, receipt);
	interview->certain = true;
	interview_enter(interview, PLACE_RECEIPT);
}
