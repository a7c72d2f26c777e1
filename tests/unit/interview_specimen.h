/* SPDX-License-Identifier: ISC */
/*
 * Interviews for tests and fuzzing: campaigns around a form, keys by typed strings, and what every
 * picture must be. Small functions in a header, since the two are linked apart.
 */
#ifndef TESTIMONY_INTERVIEW_SPECIMEN_H
#define TESTIMONY_INTERVIEW_SPECIMEN_H

#include <stdio.h>
#include <string.h>

#include "client/interview.h"
#include "client/interview_inside.h"
#include "common/clean.h"
#include "common/error.h"
#include "common/json.h"
#include "front/columns.h"

#define SPECIMEN_RECEIPT "alpha bravo charlie delta echo foxtrot golf hotel india"

/* A form of every kind of page, with chains of conditions, in two languages. */
#define SPECIMEN_FORM "{\"format\":\"testimony-form-1\",\"pages\":[" \
	"{\"id\":\"hello\",\"kind\":\"info\",\"title\":{\"en\":\"Hello\",\"pl\":\"Cześć\"}," \
	"\"hint\":\"Read this first\"}," \
	"{\"id\":\"court\",\"kind\":\"one\",\"title\":\"Court?\",\"required\":true,\"options\":[" \
	"{\"id\":\"no\",\"label\":\"No\"},{\"id\":\"yes\",\"label\":\"Yes\"}]}," \
	"{\"id\":\"told\",\"kind\":\"info\",\"title\":\"Only counted\",\"when\":{\"page\":\"court\"," \
	"\"in\":[\"yes\"]}}," \
	"{\"id\":\"need\",\"kind\":\"many\",\"title\":\"Needs\",\"required\":true,\"ticks\":2," \
	"\"options\":[{\"id\":\"a\",\"label\":\"First\"},{\"id\":\"b\",\"label\":\"Second\"}," \
	"{\"id\":\"c\",\"label\":\"Third\"}]}," \
	"{\"id\":\"deep\",\"kind\":\"one\",\"title\":\"Deeper\",\"required\":true,\"options\":[" \
	"{\"id\":\"x\",\"label\":\"Ex\"},{\"id\":\"y\",\"label\":\"Why\"}]," \
	"\"when\":[{\"page\":\"court\",\"in\":[\"no\"]},{\"page\":\"need\",\"in\":[\"a\"]}]}," \
	"{\"id\":\"story\",\"kind\":\"text\",\"title\":\"Story\",\"length\":60,\"when\":" \
	"{\"page\":\"court\",\"in\":[\"no\"]}}," \
	"{\"id\":\"more\",\"kind\":\"text\",\"title\":\"More\",\"required\":true,\"when\":" \
	"{\"page\":\"deep\",\"in\":[\"y\"]}}]," \
	"\"uses\":[{\"id\":\"counts\",\"label\":\"Counts\"},{\"id\":\"mine\",\"label\":\"Words\"," \
	"\"when\":{\"page\":\"court\",\"in\":[\"no\"]}},{\"id\":\"preview\",\"label\":\"Preview\"," \
	"\"when\":{\"page\":\"court\",\"in\":[\"no\"]}}]," \
	"\"help\":[{\"label\":\"Somebody\",\"phone\":\"116 123\"}]}"

struct specimen {
	struct campaign campaign;
	struct interview *interview;
	size_t columns, rows;
	enum interview_wish wish; /* the last that was none of INTERVIEW_NOTHING */
};

/* A campaign around a form (a reference that it takes). The form must be good. */
static inline void
specimen_campaign(struct campaign *campaign, json_t *form)
{
	memset(campaign, 0, sizeof *campaign);
	campaign->name = "A made-up campaign";
	campaign->previews_from = 20000;
	campaign->answer_by = 20014;
	memset(campaign->signing_key.key, 7, sizeof campaign->signing_key.key);
	if (form_new(&campaign->form, form, NULL) != 0)
		error_bug("the specimen's form is none");
	json_decref(form);
}

static inline void
specimen_begin(struct specimen *specimen, const char *language, bool plain)
{
	struct interview_options options = { .campaign = &specimen->campaign,
		.origin = "http://127.0.0.1", .language = language, .plain = plain };

	interview_free(&specimen->interview);
	specimen->interview = interview_new(&options);
	specimen->columns = specimen->columns == 0 ? 80 : specimen->columns;
	specimen->rows = specimen->rows == 0 ? 24 : specimen->rows;
	interview_resize(specimen->interview, specimen->columns, specimen->rows);
	specimen->wish = INTERVIEW_NOTHING;
}

static inline void
specimen_end(struct specimen *specimen)
{
	interview_free(&specimen->interview);
	form_free(&specimen->campaign.form);
}

/* Whether a canvas has these rows, one after the other, from any of its rows on. */
static inline bool
specimen_has_row(const struct canvas *canvas, const struct buffer *row)
{
	for (size_t i = 0; i < canvas->count; i++)
		if (canvas->rows[i].length == row->length && (row->length == 0 ||
		    memcmp(canvas->rows[i].data, row->data, row->length) == 0))
			return true;
	return false;
}

/* What is wrong with a picture; NULL where nothing is. `said`: a notice that is new must be seen. */
static inline const char *
specimen_judge(const struct specimen *specimen, const struct canvas *canvas, bool said)
{
	const struct interview *interview = specimen->interview;
	struct buffer clean = BUFFER_INIT;
	struct canvas notice;
	const char *problem = NULL;
	bool plain = interview->options.plain, seen;

	if (!plain && canvas->count > specimen->rows)
		problem = "the picture has more rows than the screen";
	if (canvas->cursor_row >= canvas->count || canvas->cursor_column >= canvas->columns)
		problem = "the cursor is not in the picture";
	for (size_t i = 0; i < canvas->count; i++) {
		const struct buffer *row = &canvas->rows[i];

		buffer_clear(&clean);
		clean_line(&clean, row->data, row->length);
		if (clean.length != row->length || (row->length > 0 &&
		    memcmp(clean.data, row->data, row->length) != 0))
			problem = "a row is not clean";
		if (columns_of((const char *)row->data, row->length) > canvas->columns)
			problem = "a row is too wide";
	}
	canvas_init(&notice, canvas->columns);
	if (interview->notice.length > 0)
		canvas_text(&notice, (const char *)interview->notice.data, 0, 0);
	seen = notice.count == 0 || specimen_has_row(canvas, &notice.rows[0]);
	if (said && !seen)
		problem = "a new notice is not on the picture";
	canvas_free(&notice);
	buffer_free(&clean);
	return problem;
}

/* Draws into `canvas` (which is initialised here), and stops the program where it is wrong. */
static inline void
specimen_draw(struct specimen *specimen, struct canvas *canvas)
{
	bool said = specimen->interview->said;
	const char *problem;

	canvas_init(canvas, specimen->columns);
	interview_draw(specimen->interview, canvas);
	problem = specimen_judge(specimen, canvas, said);
	if (problem == NULL)
		return;
	for (size_t i = 0; i < canvas->count; i++)
		(void)fprintf(stderr, "|%.*s\n", (int)canvas->rows[i].length,
		    canvas->rows[i].length == 0 ? "" : (const char *)canvas->rows[i].data);
	(void)fprintf(stderr, "%zux%zu, place %d: %s\n", specimen->columns, specimen->rows,
	    (int)specimen->interview->place, problem);
	error_bug("a picture is wrong");
}

static inline void
specimen_key(struct specimen *specimen, const struct key *key)
{
	enum interview_wish wish = interview_key(specimen->interview, key);

	if (wish != INTERVIEW_NOTHING)
		specimen->wish = wish;
}

/* Types the bytes of a terminal. `draws`: with a picture after each key. */
static inline void
specimen_type_bytes(struct specimen *specimen, const void *bytes, size_t length, bool draws)
{
	struct keyboard *keyboard = keyboard_new();
	struct canvas canvas;
	struct key key;

	keyboard_feed(keyboard, bytes, length);
	while (keyboard_next(keyboard, &key)) {
		specimen_key(specimen, &key);
		if (!draws)
			continue;
		specimen_draw(specimen, &canvas);
		canvas_free(&canvas);
	}
	keyboard_free(&keyboard);
}

/* All of what the page says, by PageDown from its top, put together without its line ends. */
static inline void
specimen_read(struct specimen *specimen, struct buffer *out)
{
	struct key down = { .kind = KEY_PAGE_DOWN }, up = { .kind = KEY_PAGE_UP };
	struct canvas canvas;

	for (size_t before = SIZE_MAX; before != specimen->interview->offset;) {
		before = specimen->interview->offset;
		(void)interview_key(specimen->interview, &up);
	}
	for (size_t before = SIZE_MAX; before != specimen->interview->offset;) {
		before = specimen->interview->offset;
		specimen_draw(specimen, &canvas);
		for (size_t i = 0; i < canvas.count; i++) {
			buffer_append(out, canvas.rows[i].data, canvas.rows[i].length);
			buffer_append_byte(out, '\n');
		}
		canvas_free(&canvas);
		(void)interview_key(specimen->interview, &down);
	}
}

#endif
