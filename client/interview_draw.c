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
#define DRAW_TEXT_ROWS_LEAST 5 /* of a text that is written, with its question above */
#define DRAW_TEXT_ROWS_FEWEST 2 /* on the smallest screen */
#define DRAW_CONTENT_ROWS_LEAST 2 /* of a page: one, and that there is more */

struct parts {
	struct canvas content, notice, foot;
};

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

static void
draw_notice(struct canvas *canvas, const struct interview *interview)
{
	if (interview->notice.length > 0)
		canvas_text(canvas, (const char *)interview->notice.data, 0, 0);
}

/* Room, what may be typed. */
static void
draw_foot(struct canvas *canvas, const struct interview *interview)
{
	if (interview_is_text(interview) && !interview->reading) {
		long room = interview_room(interview);

		interview_draw_number(canvas, interview, room < 0 ? WORDS_OVER : WORDS_ROOM,
		    room < 0 ? "over" : "left", (size_t)(room < 0 ? -room : room));
	}
	draw_prompt(canvas, interview);
}

static void
draw_parts(struct parts *parts, const struct interview *interview, size_t columns)
{
	canvas_init(&parts->content, columns);
	canvas_init(&parts->notice, columns);
	canvas_init(&parts->foot, columns);
	interview_content(&parts->content, interview);
	draw_notice(&parts->notice, interview);
	draw_foot(&parts->foot, interview);
}

static void
draw_parts_free(struct parts *parts)
{
	canvas_free(&parts->content);
	canvas_free(&parts->notice);
	canvas_free(&parts->foot);
}

/* Puts a part that does not fit below the content above it, or at its end: scrolled with it. */
static void
draw_move(struct parts *parts, struct canvas *part, bool above)
{
	struct canvas whole, *first = above ? part : &parts->content,
	    *second = above ? &parts->content : part;

	canvas_init(&whole, part->columns);
	canvas_copy(&whole, first, 0, first->count);
	if (first->count > 0)
		canvas_row(&whole, "", 0);
	canvas_copy(&whole, second, 0, second->count);
	canvas_free(&parts->content);
	parts->content = whole;
	canvas_clear(part);
}

bool
interview_fits(const struct interview *interview)
{
	struct parts parts;
	bool fits;

	draw_parts(&parts, interview, interview->columns);
	fits = parts.content.count + 1 + DRAW_TEXT_ROWS_LEAST + parts.notice.count +
	    parts.foot.count <= interview->rows;
	draw_parts_free(&parts);
	return fits;
}

static size_t
draw_least(size_t left, size_t right)
{
	return left < right ? left : right;
}

/* As much of the content as fits in `rows`, which are at least two, the last of them for saying
 * that there is more. */
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
	interview->body = rows - 1;
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

/* The question of a text alone, where it does not fit beside the text. `small`: nor does anything
 * else, and it is read here, too. */
static void
draw_reading(struct interview *interview, struct canvas *canvas, struct parts *parts, bool small)
{
	struct canvas to_text;

	canvas_init(&to_text, canvas->columns);
	canvas_text(&to_text, words(interview->language, WORDS_PROMPT_TO_TEXT), 0, 0);
	if (small || parts->notice.count + to_text.count + 1 + DRAW_CONTENT_ROWS_LEAST >
	    interview->rows) {
		draw_move(parts, &parts->notice, true);
		draw_move(parts, &parts->foot, false);
	}
	draw_part(interview, canvas, &parts->content,
	    interview->rows - parts->notice.count - to_text.count - 1);
	canvas_row(canvas, "", 0);
	canvas_copy(canvas, &parts->notice, 0, parts->notice.count);
	canvas_copy(canvas, &to_text, 0, to_text.count);
	canvas->cursor_row = canvas->count - 1;
	canvas->cursor_column = 0;
	canvas_free(&to_text);
}

/* A text with its question above it; where both do not fit, the question's first row. Where not
 * even notice and foot leave room to write, the notice is read with the question. */
static void
draw_writing(struct interview *interview, struct canvas *canvas, struct parts *parts)
{
	size_t below = parts->notice.count + parts->foot.count, above = 0;
	bool small = below + DRAW_TEXT_ROWS_FEWEST > interview->rows;

	if (small && interview->said && parts->notice.count > 0) {
		interview->reading = true;
		interview->offset = 0;
	}
	if (interview->reading) {
		draw_reading(interview, canvas, parts, small);
		return;
	}
	if (small) {
		canvas_clear(&parts->notice);
		below = draw_least(parts->foot.count, interview->rows - DRAW_TEXT_ROWS_FEWEST);
	}
	if (interview->rows > below + DRAW_TEXT_ROWS_LEAST + 1)
		above = interview->rows - below - DRAW_TEXT_ROWS_LEAST - 1;
	if (parts->content.count <= above)
		above = parts->content.count;
	else if (above > 1)
		above = 1; /* the title */
	canvas_copy(canvas, &parts->content, 0, above);
	if (above > 0)
		canvas_row(canvas, "", 0);
	/* The text in the middle, the foot at the bottom; the cursor is in the text. */
	textarea_draw(interview->field, canvas, "", interview->rows - canvas->count - below);
	canvas_copy(canvas, &parts->notice, 0, parts->notice.count);
	canvas_copy(canvas, &parts->foot, 0, below - parts->notice.count);
}

/* The line that is typed is always there. Notice and foot are below the content while some of
 * that can be seen, else they are scrolled with it, the notice first. */
static void
draw_asking(struct interview *interview, struct canvas *canvas, struct parts *parts)
{
	size_t field = draw_least(DRAW_FIELD_ROWS,
	    textarea_rows(interview->field, canvas->columns - 2));
	size_t most = interview->rows - field - 1 - DRAW_CONTENT_ROWS_LEAST;

	if (parts->notice.count + parts->foot.count > most) {
		if (parts->foot.count > most)
			draw_move(parts, &parts->foot, false);
		if (parts->notice.count > 0 && interview->said)
			interview->offset = 0;
		draw_move(parts, &parts->notice, true);
	}
	draw_part(interview, canvas, &parts->content,
	    interview->rows - field - 1 - parts->notice.count - parts->foot.count);
	canvas_row(canvas, "", 0);
	canvas_copy(canvas, &parts->notice, 0, parts->notice.count);
	canvas_copy(canvas, &parts->foot, 0, parts->foot.count);
	textarea_draw(interview->field, canvas, "> ", field);
}

/* Everything once, one after the other; what is typed stands behind the last row. */
static void
draw_plain(struct interview *interview, struct canvas *canvas, const struct parts *parts)
{
	interview->offset = 0;
	interview->content = interview->body = parts->content.count;
	if (interview->fresh) {
		canvas_row(canvas, "", 0);
		canvas_copy(canvas, &parts->content, 0, parts->content.count);
		canvas_row(canvas, "", 0);
	}
	canvas_copy(canvas, &parts->notice, 0, parts->notice.count);
	canvas_copy(canvas, &parts->foot, 0, parts->foot.count);
	if (!interview_is_text(interview)) {
		canvas_row(canvas, "> ", 2);
		canvas->cursor_row = canvas->count - 1;
		canvas->cursor_column = 2;
	} else {
		if (textarea_length(interview->field) > 0)
			interview_draw_words(canvas, interview, WORDS_WRITTEN_SO_FAR, NULL, NULL);
		textarea_draw(interview->field, canvas, "", 0);
	}
	interview->due = interview->fresh = false;
}

void
interview_draw(struct interview *interview, struct canvas *canvas)
{
	struct parts parts;

	draw_parts(&parts, interview, canvas->columns);
	if (interview->options.plain)
		draw_plain(interview, canvas, &parts);
	else if (interview_is_text(interview))
		draw_writing(interview, canvas, &parts);
	else
		draw_asking(interview, canvas, &parts);
	interview->said = false;
	draw_parts_free(&parts);
}
