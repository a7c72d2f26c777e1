/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/redact_view.h"

#include "common/clean.h"
#include "desk/lines.h"
#include "front/columns.h"
#include "front/letter.h"

#define VIEW_SURFACE_COLUMNS 28

/* What is put into the text, as it is gone through. */
struct view {
	struct buffer text;
	const struct redact_case *redacting;
	const struct redaction *made;
	const struct suggestions *left;
	size_t page, mark, found; /* the next of each */
	bool original;
};

static void
view_heading(struct view *view, const struct redaction_page *page)
{
	const struct form *form = view->redacting->work->vault->campaign->form;
	const struct form_page *of = form_page_find(form, page->id);

	buffer_format(&view->text, "--- %s ---\n\n", of == NULL ? page->id :
	    form_text(of->title, LINES_LANGUAGE));
}

static void
view_mark(struct view *view, const struct redaction_mark *mark)
{
	buffer_append_byte(&view->text, '{');
	if (view->original) {
		buffer_append(&view->text, view->made->pages[mark->page].original + mark->from,
		    mark->to - mark->from);
		buffer_append_text(&view->text, " = ");
	}
	buffer_append(&view->text, view->made->text.data + mark->start, mark->end - mark->start);
	buffer_append_byte(&view->text, '}');
}

/* All that begins or ends before the byte at `at`. */
static void
view_step(struct view *view, size_t at)
{
	const struct suggestions *left = view->left;

	/* One that ends within words that stand for something is closed behind them. */
	while (view->found < left->count && left->list[view->found].end <= at &&
	    left->list[view->found].start < at) {
		buffer_format(&view->text, "<< (%zu)", view->found + 1);
		view->found++;
	}
	while (view->page < view->made->page_count && view->made->pages[view->page].start == at) {
		if (view->made->pages[view->page].end > at)
			view_heading(view, &view->made->pages[view->page]);
		view->page++;
	}
	while (view->mark < view->made->mark_count && view->made->marks[view->mark].start == at &&
	    view->made->marks[view->mark].end == at)
		view_mark(view, &view->made->marks[view->mark++]);
	if (view->found < left->count && left->list[view->found].start == at)
		buffer_append_text(&view->text, ">>");
}

void
redact_view_text(struct buffer *out, const struct redact_case *redacting,
    const struct redaction *made, const struct suggestions *left, bool original)
{
	struct view view = { .redacting = redacting, .made = made, .left = left,
		.original = original };

	for (size_t at = 0; at < made->text.length;) {
		view_step(&view, at);
		if (view.mark < made->mark_count && made->marks[view.mark].start == at) {
			view_mark(&view, &made->marks[view.mark]);
			at = made->marks[view.mark++].end;
		} else {
			buffer_append_byte(&view.text, made->text.data[at++]);
		}
	}
	view_step(&view, made->text.length);
	if (view.text.length > 0)
		letter_text(out, (const char *)view.text.data, 0, 0);
	buffer_free(&view.text);
}

void
redact_view_row(struct buffer *out, const char *text, const struct suggestion *found,
    size_t number)
{
	struct buffer surface = BUFFER_INIT;
	size_t bytes, width;

	clean_line(&surface, text + found->start, found->end - found->start);
	bytes = columns_cut((const char *)surface.data, surface.length, VIEW_SURFACE_COLUMNS);
	width = columns_of((const char *)surface.data, bytes);
	buffer_format(out, "(%zu)%*s  %.*s%*s  %s, %s: %s\n", number,
	    number < 10 ? 2 : number < 100 ? 1 : 0, "", (int)bytes, (const char *)surface.data,
	    (int)(VIEW_SURFACE_COLUMNS - width), "", suggest_kind_name(found->kind),
	    suggest_confidence_name(suggest_confidence(found->sure)), found->why);
	buffer_free(&surface);
}

void
redact_view_left(struct buffer *out, const struct redaction *made, const struct suggestions *left)
{
	unsigned jigsaw = suggest_jigsaw(left->list, left->count);

	if (left->count == 0)
		buffer_append_text(out, "Nothing more is suggested. What nothing here knows is not "
		    "found: a person looks.\n");
	else
		buffer_append_text(out, "Still suggested:\n");
	for (size_t i = 0; i < left->count; i++)
		redact_view_row(out, (const char *)made->text.data, &left->list[i], i + 1);
	if (jigsaw >= JIGSAW_MANY)
		buffer_format(out, "%u kinds of facts (ages, places, days, sums, unusual facts) are "
		    "left. Together they may show who this is, though none does alone.\n", jigsaw);
}

json_t *
redact_view_json(const char *text, const struct suggestion *found, const char *page, size_t base)
{
	json_t *object = json_object();

	if (page != NULL)
		lines_set(object, "page", json_string(page));
	lines_set(object, "start", json_integer((json_int_t)(found->start - base)));
	lines_set(object, "end", json_integer((json_int_t)(found->end - base)));
	lines_set(object, "kind", json_string(suggest_kind_name(found->kind)));
	lines_set(object, "surface", json_stringn(text + found->start,
	    found->end - found->start));
	lines_set(object, "confidence",
	    json_string(suggest_confidence_name(suggest_confidence(found->sure))));
	lines_set(object, "why", json_string(found->why));
	return object;
}
