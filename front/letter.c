/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/letter.h"

#include <string.h>

#include "common/clean.h"
#include "front/columns.h"

/* One paragraph (no LF in it), broken at spaces; lines after the first get `hang` spaces more.
 * What a line starts with is kept, so that lists and poems stay what they are. */
static void
letter_paragraph(struct buffer *out, const char *text, size_t length, size_t indent,
    size_t hang, size_t columns)
{
	size_t most = columns == 0 ? LETTER_COLUMNS : columns, bytes, next;

	most = most > indent + hang ? most - indent : hang + 1;
	bytes = columns_first_row(text, length, most, hang, &next);
	for (;;) {
		/* Broken within a word: on paper it stays whole. */
		while (columns == 0 && next == bytes && bytes < length && text[bytes] != ' ')
			next = ++bytes;
		if (columns == 0 && next == bytes && bytes < length)
			next++;
		for (size_t i = 0; i < indent && bytes > 0; i++)
			buffer_append_byte(out, ' ');
		buffer_append(out, text, bytes);
		buffer_append_byte(out, '\n');
		text += next;
		length -= next;
		if (length == 0)
			break;
		indent += hang;
		most -= hang;
		hang = 0;
		bytes = columns_row(text, length, most, &next);
	}
}

static void
letter_lines(struct buffer *out, const char *text, size_t indent, size_t hang, size_t columns)
{
	struct buffer clean = BUFFER_INIT, line = BUFFER_INIT;
	const char *at, *end;

	clean_text(&clean, text, strlen(text));
	at = (const char *)clean.data;
	while (*at != '\0') {
		end = strchr(at, '\n');
		if (end == NULL)
			end = at + strlen(at);
		buffer_clear(&line);
		buffer_append(&line, "", 0);
		columns_expand(&line, at, (size_t)(end - at), 0);
		letter_paragraph(out, (const char *)line.data, line.length, indent, hang, columns);
		at = *end == '\n' ? end + 1 : end;
	}
	buffer_free(&clean);
	buffer_free(&line);
}

void
letter_text(struct buffer *out, const char *text, size_t indent, size_t columns)
{
	letter_lines(out, text, indent, 0, columns);
}

const char *
letter_label(const json_t *options, const char *id, const char *language)
{
	const json_t *option;
	size_t index;

	json_array_foreach(options, index, option) {
		const char *candidate = json_string_value(json_object_get(option, "id"));
		const json_t *label = json_object_get(option, "label");

		if (candidate != NULL && strcmp(candidate, id) == 0 && label != NULL)
			return form_text(label, language);
	}
	return id;
}

static void
letter_choice(struct buffer *out, const json_t *options, const char *id, const char *language,
    size_t columns)
{
	struct buffer line = BUFFER_INIT;

	buffer_format(&line, "- %s", letter_label(options, id, language));
	letter_lines(out, (const char *)line.data, 2, 2, columns);
	buffer_free(&line);
}

static void
letter_value(struct buffer *out, const json_t *options, const json_t *value,
    const char *language, size_t columns)
{
	const json_t *item;
	size_t index;

	if (json_is_string(value) && options != NULL)
		letter_choice(out, options, json_string_value(value), language, columns);
	else if (json_is_string(value))
		letter_text(out, json_string_value(value), 2, columns);
	json_array_foreach(value, index, item)
		if (json_is_string(item))
			letter_choice(out, options, json_string_value(item), language, columns);
}

static void
letter_heading(struct buffer *out, const char *text, size_t columns)
{
	if (out->length > 0)
		buffer_append_byte(out, '\n');
	letter_text(out, text, 0, columns);
}

/* `page`: the form's own page for it, whose title is the better heading. */
static void
letter_list(struct buffer *out, const struct form *form, const char *page, const char *heading,
    const json_t *options, const json_t *values, const char *language, size_t columns)
{
	const struct form_page *found = form_page_find(form, page);

	if (json_array_size(values) == 0)
		return;
	letter_heading(out, found == NULL ? heading : form_text(found->title, language), columns);
	letter_value(out, options, values, language, columns);
}

void
letter_print(struct buffer *out, const struct form *form, const char *language,
    const json_t *answers, const json_t *hide, const json_t *uses, size_t columns)
{
	struct buffer heading = BUFFER_INIT;
	const char *id;
	json_t *value;

	for (size_t i = 0; i < form_page_count(form); i++) {
		const struct form_page *page = form_page(form, i);
		const json_t *answer = json_object_get(answers, page->id);

		if (answer == NULL)
			continue;
		letter_heading(out, form_text(page->title, language), columns);
		/* Another program than ours may have sent it, against the form: words told beside a
		 * family court, which nobody may pass on, say. */
		if (!form_shows(form, page, answers))
			letter_text(out, "(The form does not ask this beside the other answers: "
			    "do not pass it on.)", 2, columns);
		letter_value(out, page->options, answer, language, columns);
	}
	/* json_object_foreach wants a value that is not const; nothing is changed. */
	json_object_foreach((json_t *)(uintptr_t)answers, id, value) {
		if (form_page_find(form, id) != NULL)
			continue;
		buffer_clear(&heading);
		buffer_format(&heading, "%s (a question that the form no longer asks)", id);
		letter_heading(out, (const char *)heading.data, columns);
		letter_value(out, NULL, value, language, columns);
	}
	letter_list(out, form, "hide", "Names that must never appear", NULL, hide, language,
	    columns);
	letter_list(out, form, "uses", "May be used for", form_uses(form), uses, language,
	    columns);
	buffer_free(&heading);
}
