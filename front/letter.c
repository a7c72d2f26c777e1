/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/letter.h"

#include <string.h>

#include "common/clean.h"

/* Code points: every byte of UTF-8 but those that continue one. Cleaned text is UTF-8. */
static size_t
letter_width(const char *text, size_t length)
{
	size_t width = 0;

	for (size_t i = 0; i < length; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			width++;
	return width;
}

static void
letter_indent(struct buffer *out, size_t indent)
{
	for (size_t i = 0; i < indent; i++)
		buffer_append_byte(out, ' ');
}

/* One paragraph (no LF in it), broken at single spaces; lines after the first get `hang` spaces
 * more. What a line starts with is kept, so that lists and poems stay what they are. */
static void
letter_paragraph(struct buffer *out, const char *text, size_t length, size_t indent,
    size_t hang)
{
	size_t column = 0, at = 0;

	/* `hang` is what an item's "- " takes: so a break right after it is no gain. */
	if (length > 0)
		letter_indent(out, indent);
	while (at < length) {
		size_t word = at, width;

		while (word < length && text[word] == ' ')
			word++;
		while (word < length && text[word] != ' ')
			word++;
		width = letter_width(text + at, word - at);
		if (column > hang && text[at] == ' ' && column + width > LETTER_COLUMNS - indent) {
			buffer_append_byte(out, '\n');
			letter_indent(out, indent + hang);
			column = hang;
			at++;
			continue;
		}
		buffer_append(out, text + at, word - at);
		column += width;
		at = word;
	}
	buffer_append_byte(out, '\n');
}

static void
letter_lines(struct buffer *out, const char *text, size_t indent, size_t hang)
{
	struct buffer clean = BUFFER_INIT;
	const char *at, *end;

	clean_text(&clean, text, strlen(text));
	buffer_append(&clean, "", 0);
	at = (const char *)clean.data;
	while ((end = strchr(at, '\n')) != NULL) {
		letter_paragraph(out, at, (size_t)(end - at), indent, hang);
		at = end + 1;
	}
	if (*at != '\0')
		letter_paragraph(out, at, strlen(at), indent, hang);
	buffer_free(&clean);
}

void
letter_text(struct buffer *out, const char *text, size_t indent)
{
	letter_lines(out, text, indent, 0);
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
letter_choice(struct buffer *out, const json_t *options, const char *id, const char *language)
{
	struct buffer line = BUFFER_INIT;

	buffer_format(&line, "- %s", letter_label(options, id, language));
	letter_lines(out, (const char *)line.data, 2, 2);
	buffer_free(&line);
}

static void
letter_value(struct buffer *out, const json_t *options, const json_t *value,
    const char *language)
{
	const json_t *item;
	size_t index;

	if (json_is_string(value) && options != NULL)
		letter_choice(out, options, json_string_value(value), language);
	else if (json_is_string(value))
		letter_text(out, json_string_value(value), 2);
	json_array_foreach(value, index, item)
		if (json_is_string(item))
			letter_choice(out, options, json_string_value(item), language);
}

static void
letter_heading(struct buffer *out, const char *text)
{
	if (out->length > 0)
		buffer_append_byte(out, '\n');
	letter_text(out, text, 0);
}

/* `page`: the form's own page for it, whose title is the better heading. */
static void
letter_list(struct buffer *out, const struct form *form, const char *page, const char *heading,
    const json_t *options, const json_t *values, const char *language)
{
	const struct form_page *found = form_page_find(form, page);

	if (json_array_size(values) == 0)
		return;
	letter_heading(out, found == NULL ? heading : form_text(found->title, language));
	letter_value(out, options, values, language);
}

void
letter_print(struct buffer *out, const struct form *form, const char *language,
    const json_t *answers, const json_t *hide, const json_t *uses)
{
	struct buffer heading = BUFFER_INIT;
	const char *id;
	json_t *value;

	for (size_t i = 0; i < form_page_count(form); i++) {
		const struct form_page *page = form_page(form, i);
		const json_t *answer = json_object_get(answers, page->id);

		if (answer == NULL)
			continue;
		letter_heading(out, form_text(page->title, language));
		/* Another program than ours may have sent it, against the form: words told beside a
		 * family court, which nobody may pass on, say. */
		if (!form_shows(form, page, answers))
			letter_text(out, "(The form does not ask this beside the other answers: do not "
			    "pass it on.)", 2);
		letter_value(out, page->options, answer, language);
	}
	/* json_object_foreach wants a value that is not const; nothing is changed. */
	json_object_foreach((json_t *)(uintptr_t)answers, id, value) {
		if (form_page_find(form, id) != NULL)
			continue;
		buffer_clear(&heading);
		buffer_format(&heading, "%s (a question that the form no longer asks)", id);
		letter_heading(out, (const char *)heading.data);
		letter_value(out, NULL, value, language);
	}
	letter_list(out, form, "hide", "Names that must never appear", NULL, hide, language);
	letter_list(out, form, "uses", "May be used for", form_uses(form), uses, language);
	buffer_free(&heading);
}
