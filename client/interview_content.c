/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "client/interview_inside.h"

/* What each page says: title, hint, choices, answers. */

#define DRAW_ANSWER_INDENT 4

void
interview_draw_words(struct canvas *canvas, const struct interview *interview, enum words id,
    const char *name, const char *value)
{
	struct buffer text = BUFFER_INIT;

	words_fill(&text, interview->language, id, name, value, NULL);
	canvas_text(canvas, (const char *)text.data, 0, 0);
	buffer_free(&text);
}

void
interview_draw_number(struct canvas *canvas, const struct interview *interview, enum words id,
    const char *name, size_t number)
{
	char digits[24];

	(void)snprintf(digits, sizeof digits, "%zu", number);
	interview_draw_words(canvas, interview, id, name, digits);
}

static void
draw_gap(struct canvas *canvas)
{
	if (canvas->count > 0)
		canvas_row(canvas, "", 0);
}

static void
draw_title(struct canvas *canvas, const char *title, const char *after)
{
	struct buffer text = BUFFER_INIT;

	buffer_append_text(&text, title);
	buffer_append_text(&text, after);
	canvas_text(canvas, (const char *)text.data, 0, 0);
	buffer_free(&text);
}

/* " 3  Label", rows after the first under the label. */
static void
draw_choices(struct canvas *canvas, const struct interview *interview)
{
	bool ticks = interview->place == PLACE_USES || (interview->place == PLACE_PAGE &&
	    interview_page(interview)->kind == FORM_MANY);
	bool plain = interview->options.plain;
	struct buffer row = BUFFER_INIT;

	for (size_t i = 0; i < interview->choices.count; i++) {
		const struct choice *choice = &interview->choices.list[i];
		const char *mark = !ticks || plain ? "" : choice->chosen ? "[x] " : "[ ] ";
		enum words after = ticks ? WORDS_TICKED : WORDS_CHOSEN;

		buffer_clear(&row);
		buffer_format(&row, "%2zu  %s%s%s", i + 1, mark, (const char *)choice->label.data,
		    choice->chosen && (!ticks || plain) ? words(interview->language, after) : "");
		canvas_text(canvas, (const char *)row.data, 0, DRAW_ANSWER_INDENT + strlen(mark));
	}
	buffer_free(&row);
}

static void
draw_help(struct canvas *canvas, const struct interview *interview)
{
	struct buffer row = BUFFER_INIT;
	const json_t *entry;
	size_t index;

	json_array_foreach(form_help(interview->form), index, entry) {
		const char *phone = json_string_value(json_object_get(entry, "phone"));
		const char *url = json_string_value(json_object_get(entry, "url"));

		buffer_clear(&row);
		buffer_append_text(&row, form_text(json_object_get(entry, "label"),
		    interview->language));
		if (phone != NULL)
			buffer_format(&row, ": %s", phone);
		if (url != NULL)
			buffer_format(&row, "%s %s", phone == NULL ? ":" : ",", url);
		canvas_text(canvas, (const char *)row.data, 0, 2);
		canvas_text(canvas, form_text(json_object_get(entry, "note"), interview->language),
		    2, 0);
	}
	buffer_free(&row);
}

static void
draw_dates(struct canvas *canvas, const struct interview *interview, enum words id)
{
	const struct campaign *campaign = interview->options.campaign;
	struct buffer text = BUFFER_INIT;
	char from[DAY_SIZE], until[DAY_SIZE];

	day_print(from, campaign->previews_from);
	day_print(until, campaign->answer_by);
	words_fill(&text, interview->language, id, "from", from, "until", until, NULL);
	canvas_text(canvas, (const char *)text.data, 0, 0);
	buffer_free(&text);
}

/* Before anything is told: whose campaign the link leads to, in words that can be read out loud. */
static void
draw_link(struct canvas *canvas, const struct interview *interview)
{
	const char *six[CAMPAIGN_WORDS];
	struct buffer all = BUFFER_INIT;

	campaign_words(six, interview->options.campaign->signing_key.key);
	for (size_t i = 0; i < CAMPAIGN_WORDS; i++)
		buffer_format(&all, "%s%s", i > 0 ? " " : "", six[i]);
	draw_gap(canvas);
	interview_draw_words(canvas, interview, WORDS_LINK, "words", (const char *)all.data);
	buffer_free(&all);
}

static void
draw_page(struct canvas *canvas, const struct interview *interview)
{
	const struct form_page *page = interview_page(interview);
	const char *hint = form_text(page->hint, interview->language);

	draw_title(canvas, form_text(page->title, interview->language),
	    page->required ? words(interview->language, WORDS_REQUIRED) : "");
	if (*hint != '\0') {
		draw_gap(canvas);
		canvas_text(canvas, hint, 0, 0);
	}
	if (page == form_page(interview->form, 0))
		draw_link(canvas, interview);
	if (page->ticks != 0)
		interview_draw_number(canvas, interview, WORDS_MOST_TICKS, "most", page->ticks);
	if (interview->choices.count > 0) {
		draw_gap(canvas);
		draw_choices(canvas, interview);
	}
}

static void
draw_uses(struct canvas *canvas, const struct interview *interview)
{
	draw_title(canvas, words(interview->language, WORDS_USES_TITLE),
	    words(interview->language, WORDS_REQUIRED));
	draw_gap(canvas);
	interview_draw_words(canvas, interview, WORDS_USES_HINT, NULL, NULL);
	draw_gap(canvas);
	draw_choices(canvas, interview);
	/* "preview": the use by which a family asks to see its words first. */
	for (size_t i = 0; i < interview->choices.count; i++)
		if (strcmp(interview->choices.list[i].id, "preview") == 0) {
			draw_gap(canvas);
			draw_dates(canvas, interview, WORDS_USES_DATES);
		}
}

static void
draw_look(struct canvas *canvas, const struct interview *interview)
{
	const struct look *look = &interview->looks.list[0];
	const struct form_page *page = form_page(interview->form, look->page);
	struct buffer text = BUFFER_INIT;
	char number[24], count[24];

	(void)snprintf(number, sizeof number, "%zu", interview->looked + 1);
	(void)snprintf(count, sizeof count, "%zu", interview->looked + interview->looks.count);
	words_fill(&text, interview->language, WORDS_LOOK_TITLE, "number", number, "count", count,
	    NULL);
	canvas_text(canvas, (const char *)text.data, 0, 0);
	draw_gap(canvas);
	buffer_clear(&text);
	look_print(look, interview->language, &text);
	canvas_text(canvas, (const char *)text.data, 0, 0);
	draw_gap(canvas);
	interview_draw_words(canvas, interview, WORDS_LOOK_WHERE, "title",
	    form_text(page->title, interview->language));
	buffer_clear(&text);
	look_around(look, json_string_value(json_object_get(interview->answers, page->id)), &text);
	canvas_text(canvas, (const char *)text.data, 2, 0);
	if (look->times > 1)
		interview_draw_number(canvas, interview, WORDS_LOOK_TIMES, "count", look->times);
	draw_gap(canvas);
	draw_choices(canvas, interview);
	buffer_free(&text);
}

static const char *
draw_option_label(const json_t *options, const char *id, const char *language)
{
	const json_t *option;
	size_t index;

	json_array_foreach(options, index, option)
		if (strcmp(json_string_value(json_object_get(option, "id")), id) == 0)
			return form_text(json_object_get(option, "label"), language);
	return id;
}

/* An answer under its question: a text, the label of an option, or several. */
static void
draw_answer(struct canvas *canvas, const struct interview *interview, const json_t *options,
    const json_t *value)
{
	const json_t *item;
	size_t index;

	if (json_is_string(value))
		canvas_text(canvas, options == NULL ? json_string_value(value) :
		    draw_option_label(options, json_string_value(value), interview->language),
		    DRAW_ANSWER_INDENT, 0);
	json_array_foreach(value, index, item) {
		struct buffer row = BUFFER_INIT;

		buffer_format(&row, "- %s", options == NULL ? json_string_value(item) :
		    draw_option_label(options, json_string_value(item), interview->language));
		canvas_text(canvas, (const char *)row.data, DRAW_ANSWER_INDENT, 2);
		buffer_free(&row);
	}
	if (value == NULL || (json_is_array(value) && json_array_size(value) == 0))
		canvas_text(canvas, words(interview->language, WORDS_CHECK_EMPTY),
		    DRAW_ANSWER_INDENT, 0);
}

static void
draw_check(struct canvas *canvas, const struct interview *interview)
{
	json_t *all = interview_answers(interview);
	struct buffer row = BUFFER_INIT;
	struct looks looks = LOOKS_INIT;

	draw_title(canvas, words(interview->language, WORDS_CHECK_TITLE), "");
	draw_gap(canvas);
	interview_draw_words(canvas, interview, WORDS_CHECK_HINT, NULL, NULL);
	if (interview->options.closed != NULL)
		interview_draw_words(canvas, interview, WORDS_CHECK_CLOSED, "day", interview->options.closed);
	looks_find(&looks, interview->form, json_object_get(all, "answers"), interview->hide, NULL);
	if (looks.count > 0)
		interview_draw_number(canvas, interview, WORDS_CHECK_LOOKS, "count", looks.count);
	for (size_t i = 0; i < interview->choices.count; i++) {
		const struct choice *choice = &interview->choices.list[i];
		const struct form_page *page = form_page(interview->form, choice->index);
		const json_t *options = choice->place == PLACE_USES ? form_uses(interview->form) :
		    choice->place == PLACE_PAGE ? page->options : NULL;
		const json_t *value = choice->place == PLACE_USES ? json_object_get(all, "uses") :
		    choice->place == PLACE_HIDE ? json_object_get(all, "hide") :
		    json_object_get(json_object_get(all, "answers"), page->id);

		draw_gap(canvas);
		buffer_clear(&row);
		buffer_format(&row, "%2zu  %s", i + 1, (const char *)choice->label.data);
		canvas_text(canvas, (const char *)row.data, 0, DRAW_ANSWER_INDENT);
		draw_answer(canvas, interview, options, value);
	}
	draw_gap(canvas);
	buffer_clear(&row);
	words_fill(&row, interview->language, WORDS_CHECK_TO, "campaign",
	    interview->options.campaign->name, "origin", interview->options.origin, NULL);
	canvas_text(canvas, (const char *)row.data, 0, 0);
	looks_free(&looks);
	buffer_free(&row);
	json_decref(all);
}

/* A row for each word, so that they are written down in their order. */
static void
draw_receipt(struct canvas *canvas, const struct interview *interview)
{
	const char *word = (const char *)interview->receipt.data;
	struct buffer row = BUFFER_INIT;

	draw_title(canvas, words(interview->language, WORDS_RECEIPT_TITLE), "");
	draw_gap(canvas);
	for (unsigned i = 1; *word != '\0'; i++) {
		size_t length = strcspn(word, " ");

		buffer_clear(&row);
		buffer_format(&row, " %u  %.*s", i, (int)length, word);
		canvas_text(canvas, (const char *)row.data, 0, 0);
		word += length;
		word += strspn(word, " ");
	}
	draw_gap(canvas);
	interview_draw_words(canvas, interview, WORDS_RECEIPT_WRITE, NULL, NULL);
	draw_gap(canvas);
	if (interview->options.sealed_to != NULL)
		interview_draw_words(canvas, interview, WORDS_RECEIPT_SEALED, "path",
		    interview->options.sealed_to);
	else
		interview_draw_words(canvas, interview, interview->certain ?
		    WORDS_RECEIPT_ARRIVED : WORDS_RECEIPT_UNCERTAIN, NULL, NULL);
	draw_gap(canvas);
	interview_draw_words(canvas, interview, WORDS_RECEIPT_FOR, NULL, NULL);
	draw_gap(canvas);
	draw_dates(canvas, interview, WORDS_RECEIPT_DATES);
	if (interview->options.receipt_to != NULL) {
		draw_gap(canvas);
		interview_draw_words(canvas, interview, WORDS_RECEIPT_FILE, "path",
		    interview->options.receipt_to);
	}
	if (json_array_size(form_help(interview->form)) > 0) {
		draw_gap(canvas);
		interview_draw_words(canvas, interview, WORDS_RECEIPT_HELP, NULL, NULL);
		draw_help(canvas, interview);
	}
	buffer_free(&row);
}

/* In each of the form's languages that this program speaks. */
static void
draw_language(struct canvas *canvas, const struct interview *interview)
{
	const char *before = NULL;

	for (size_t i = 0; i < interview->language_count; i++) {
		const char *title = words(interview->languages[i], WORDS_LANGUAGE_TITLE);

		if (before == NULL || strcmp(title, before) != 0)
			canvas_text(canvas, title, 0, 0);
		before = title;
	}
	draw_gap(canvas);
	draw_choices(canvas, interview);
}

/* Title, hint, choices. */
static void
draw_simple(struct canvas *canvas, const struct interview *interview, enum words title,
    enum words hint, const char *name, const char *value)
{
	draw_title(canvas, words(interview->language, title), "");
	draw_gap(canvas);
	interview_draw_words(canvas, interview, hint, name, value);
	if (interview->choices.count > 0) {
		draw_gap(canvas);
		draw_choices(canvas, interview);
	}
}

void
interview_content(struct canvas *canvas, const struct interview *interview)
{
	switch (interview->place) {
	case PLACE_LANGUAGE:
		draw_language(canvas, interview);
		break;
	case PLACE_PAGE:
		draw_page(canvas, interview);
		break;
	case PLACE_HIDE:
		draw_simple(canvas, interview, WORDS_HIDE_TITLE, WORDS_HIDE_HINT, NULL, NULL);
		break;
	case PLACE_USES:
		draw_uses(canvas, interview);
		break;
	case PLACE_LOOK:
		draw_look(canvas, interview);
		break;
	case PLACE_CHECK:
		draw_check(canvas, interview);
		break;
	case PLACE_MENU:
		draw_simple(canvas, interview, WORDS_MENU_TITLE, WORDS_MENU_HINT, NULL, NULL);
		break;
	case PLACE_HELP:
		draw_title(canvas, words(interview->language, WORDS_HELP_TITLE), "");
		draw_gap(canvas);
		draw_help(canvas, interview);
		break;
	case PLACE_EDITOR:
		draw_simple(canvas, interview, WORDS_EDITOR_TITLE, WORDS_EDITOR_HINT, NULL, NULL);
		break;
	case PLACE_DRAFT:
		draw_simple(canvas, interview, WORDS_DRAFT_TITLE, WORDS_DRAFT_HINT, NULL, NULL);
		break;
	case PLACE_UNCERTAIN:
		draw_simple(canvas, interview, WORDS_UNCERTAIN_TITLE, WORDS_UNCERTAIN_HINT, "why",
		    (const char *)interview->why.data);
		break;
	case PLACE_RECEIPT:
		draw_receipt(canvas, interview);
		break;
	}
}
