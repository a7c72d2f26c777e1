/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdio.h>

#include "client/interview_inside.h"
#include "common/error.h"

/*
 * Pictures. A page is its content (title, hint, choices), which is scrolled where it does not
 * fit, and below it what must always be seen: a notice, what may be typed, and the field.
 */

#define DRAW_FIELD_ROWS 3      /* at most, of one line that is typed */
#define DRAW_TEXT_ROWS_LEAST 5 /* of a text that is written */

static enum words
draw_page_prompt(const struct form_page *page, bool plain)
{
	switch (page->kind) {
	case FORM_INFO:
		return WORDS_PROMPT_INFO;
	case FORM_ONE:
		return page->required ? WORDS_PROMPT_ONE_REQUIRED : WORDS_PROMPT_ONE;
	case FORM_MANY:
		return page->required ? WORDS_PROMPT_MANY_REQUIRED : WORDS_PROMPT_MANY;
	case FORM_TEXT:
		return plain ? WORDS_PROMPT_TEXT_PLAIN : WORDS_PROMPT_TEXT;
	}
	error_bug("unknown kind of page");
}

static void
draw_prompt(struct canvas *canvas, const struct interview *interview)
{
	bool plain = interview->options.plain;
	enum words id = WORDS_PROMPT_CHOICE;
	struct buffer text = BUFFER_INIT;
	char number[24];

	switch (interview->place) {
	case PLACE_PAGE:
		id = draw_page_prompt(interview_page(interview), plain);
		break;
	case PLACE_HIDE:
		id = plain ? WORDS_PROMPT_TEXT_PLAIN : WORDS_PROMPT_TEXT;
		break;
	case PLACE_USES:
		id = WORDS_PROMPT_MANY_REQUIRED;
		break;
	case PLACE_CHECK:
		id = WORDS_PROMPT_CHECK;
		break;
	case PLACE_HELP:
	case PLACE_DRAFT:
		id = WORDS_PROMPT_ENTER;
		break;
	case PLACE_RECEIPT:
		(void)snprintf(number, sizeof number, "%u", interview->asked_word);
		words_fill(&text, interview->language, WORDS_PROMPT_RECEIPT, "number", number,
		    "command", words(interview->language, WORDS_COMMAND_LEAVE), NULL);
		canvas_text(canvas, (const char *)text.data, 0, 0);
		buffer_free(&text);
		return;
	case PLACE_LANGUAGE:
	case PLACE_LOOK:
	case PLACE_MENU:
	case PLACE_EDITOR:
	case PLACE_UNCERTAIN:
		break;
	}
	if (interview->place != PLACE_DRAFT)
		interview_draw_words(canvas, interview, id, NULL, NULL);
}

/* Notice, room, what may be typed. */
static void
draw_foot(struct canvas *canvas, const struct interview *interview)
{
	if (interview->notice.length > 0)
		canvas_text(canvas, (const char *)interview->notice.data, 0, 0);
	if (interview_is_text(interview) && !interview->reading) {
		long room = interview_room(interview);

		interview_draw_number(canvas, interview, room < 0 ? WORDS_OVER : WORDS_ROOM,
		    room < 0 ? "over" : "left", (size_t)(room < 0 ? -room : room));
	}
	draw_prompt(canvas, interview);
}

bool
interview_fits(const struct interview *interview)
{
	struct canvas content, foot;
	bool fits;

	canvas_init(&content, interview->columns);
	canvas_init(&foot, interview->columns);
	interview_content(&content, interview);
	draw_foot(&foot, interview);
	fits = content.count + 1 + DRAW_TEXT_ROWS_LEAST + foot.count <= interview->rows;
	canvas_free(&content);
	canvas_free(&foot);
	return fits;
}

static size_t
draw_least(size_t left, size_t right)
{
	return left < right ? left : right;
}

/* As much of the content as fits in `rows`, the last of them for saying that there is more. */
static void
draw_part(struct interview *interview, struct canvas *canvas, const struct canvas *content,
    size_t rows)
{
	interview->content = content->count;
	interview->body = rows;
	if (content->count <= rows) {
		interview->offset = 0;
		canvas_copy(canvas, content, 0, rows);
		return;
	}
	interview->body = rows > 1 ? rows - 1 : 1;
	interview->offset = draw_least(interview->offset, content->count - interview->body);
	canvas_copy(canvas, content, interview->offset, interview->body);
	if (interview->offset + interview->body < content->count) {
		struct canvas more;

		canvas_init(&more, canvas->columns);
		canvas_text(&more, words(interview->language, WORDS_MORE), 0, 0);
		canvas_copy(canvas, &more, 0, 1);
		canvas_free(&more);
	} else {
		canvas_row(canvas, "", 0);
	}
}

/* The question of a text alone, where it does not fit beside the text. */
static void
draw_reading(struct interview *interview, struct canvas *canvas, const struct canvas *content)
{
	struct canvas foot;

	canvas_init(&foot, canvas->columns);
	if (interview->notice.length > 0)
		canvas_text(&foot, (const char *)interview->notice.data, 0, 0);
	canvas_text(&foot, words(interview->language, WORDS_PROMPT_TO_TEXT), 0, 0);
	draw_part(interview, canvas, content, interview->rows > foot.count + 1 ?
	    interview->rows - foot.count - 1 : 1);
	canvas_row(canvas, "", 0);
	canvas_copy(canvas, &foot, 0, foot.count);
	canvas->cursor_row = canvas->count - 1;
	canvas->cursor_column = 0;
	canvas_free(&foot);
}

/* A text with its question above it; where both do not fit, the question's first rows. */
static void
draw_writing(struct interview *interview, struct canvas *canvas, const struct canvas *content,
    const struct canvas *foot)
{
	size_t fixed = foot->count + DRAW_TEXT_ROWS_LEAST + 1;
	size_t above = interview->rows > fixed ? interview->rows - fixed : 0;

	if (interview->reading) {
		draw_reading(interview, canvas, content);
		return;
	}
	if (content->count <= above)
		above = content->count;
	else if (above > 1)
		above = 1; /* the title */
	canvas_copy(canvas, content, 0, above);
	if (above > 0)
		canvas_row(canvas, "", 0);
	/* The text in the middle, the foot at the bottom; the cursor is in the text. */
	textarea_draw(interview->field, canvas, "", interview->rows > canvas->count + foot->count ?
	    interview->rows - canvas->count - foot->count : 1);
	canvas_copy(canvas, foot, 0, foot->count);
}

static void
draw_asking(struct interview *interview, struct canvas *canvas, const struct canvas *content,
    const struct canvas *foot)
{
	size_t field = draw_least(DRAW_FIELD_ROWS,
	    textarea_rows(interview->field, canvas->columns - 2));
	size_t fixed = foot->count + field + 1;

	draw_part(interview, canvas, content, interview->rows > fixed + 1 ?
	    interview->rows - fixed : 1);
	canvas_row(canvas, "", 0);
	canvas_copy(canvas, foot, 0, foot->count);
	textarea_draw(interview->field, canvas, "> ", field);
}

/* Everything once, one after the other; what is typed stands behind the last row. */
static void
draw_plain(struct interview *interview, struct canvas *canvas, const struct canvas *content,
    const struct canvas *foot)
{
	interview->offset = 0;
	interview->content = interview->body = content->count;
	if (interview->fresh) {
		canvas_row(canvas, "", 0);
		canvas_copy(canvas, content, 0, content->count);
		canvas_row(canvas, "", 0);
	}
	canvas_copy(canvas, foot, 0, foot->count);
	if (!interview_is_text(interview)) {
		canvas_row(canvas, "> ", 2);
	} else if (textarea_length(interview->field) > 0) {
		interview_draw_words(canvas, interview, WORDS_WRITTEN_SO_FAR, NULL, NULL);
		textarea_draw(interview->field, canvas, "", 0);
	} else {
		canvas_row(canvas, "", 0);
	}
	interview->due = interview->fresh = false;
}

void
interview_draw(struct interview *interview, struct canvas *canvas)
{
	struct canvas content, foot;

	canvas_init(&content, canvas->columns);
	canvas_init(&foot, canvas->columns);
	interview_content(&content, interview);
	draw_foot(&foot, interview);
	if (interview->options.plain)
		draw_plain(interview, canvas, &content, &foot);
	else if (interview_is_text(interview))
		draw_writing(interview, canvas, &content, &foot);
	else
		draw_asking(interview, canvas, &content, &foot);
	canvas_free(&content);
	canvas_free(&foot);
}
