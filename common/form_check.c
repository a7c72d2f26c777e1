/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/form.h"

#include <string.h>

#include "common/json.h"
#include "common/utf8.h"

/* Whether a list of {"id",...} has this id. */
static bool
list_has(const json_t *list, const char *id)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (strcmp(json_string_value(json_object_get(json_array_get(list, i), "id")), id)
		    == 0)
			return true;
	return false;
}

/* Whether one of the first `count` strings of a list is this one. */
static bool
stands_before(const json_t *list, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(json_string_value(json_array_get(list, i)), text) == 0)
			return true;
	return false;
}

static int
check_ticks(const struct form_page *page, const json_t *value, struct error *error)
{
	size_t count = json_array_size(value);

	if (!json_is_array(value))
		return error_refuse(error, "the answer to \"%s\" must be a list of options",
		    page->id);
	if (count == 0 && page->required)
		return error_refuse(error, "please tick at least one option for \"%s\"", page->id);
	if (page->ticks != 0 && count > page->ticks)
		return error_refuse(error, "\"%s\" takes at most %zu ticks; there are %zu",
		    page->id, page->ticks, count);
	for (size_t i = 0; i < count; i++) {
		const json_t *option = json_array_get(value, i);

		if (!json_is_string(option) ||
		    !list_has(page->options, json_string_value(option)))
			return error_refuse(error, "tick %zu of \"%s\" is not one of its options",
			    i + 1, page->id);
		if (stands_before(value, i, json_string_value(option)))
			return error_refuse(error, "\"%s\" has the same option ticked twice",
			    page->id);
	}
	return 0;
}

/* White space as ECMAScript has it (WhiteSpace and LineTerminator), so that the page, which uses
 * trim(), agrees. */
static bool
is_space(int32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 || c == 0x1680 ||
	    (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
	    c == 0x205f || c == 0x3000 || c == 0xfeff;
}

bool
form_text_is_blank(const json_t *text)
{
	const uint8_t *bytes = (const uint8_t *)json_string_value(text);

	for (size_t at = 0; at < json_string_length(text);)
		if (!is_space(utf8_next(bytes, json_string_length(text), &at)))
			return false;
	return true;
}

static int
check_words(const struct form_page *page, const json_t *value, struct error *error)
{
	size_t count;

	if (!json_is_string(value))
		return error_refuse(error, "the answer to \"%s\" must be a text in quotes",
		    page->id);
	if (page->required && form_text_is_blank(value))
		return error_refuse(error, "\"%s\" needs an answer", page->id);
	count = utf8_count(json_string_value(value), json_string_length(value));
	if (count > page->length)
		return error_refuse(error, "the answer to \"%s\" is too long: please cut %zu "
		    "characters. It may have %zu", page->id, count - page->length, page->length);
	return 0;
}

int
form_check_answer(const struct form_page *page, const json_t *value, struct error *error)
{
	if (value == NULL) {
		if (page->required)
			return error_refuse(error, "\"%s\" needs an answer", page->id);
		return 0;
	}
	switch (page->kind) {
	case FORM_INFO:
		return error_refuse(error, "\"%s\" only tells something; it takes no answer",
		    page->id);
	case FORM_ONE:
		if (!json_is_string(value) || !list_has(page->options, json_string_value(value)))
			return error_refuse(error, "the answer to \"%s\" is not one of its "
			    "options", page->id);
		return 0;
	case FORM_MANY:
		return check_ticks(page, value, error);
	case FORM_TEXT:
		return check_words(page, value, error);
	}
	error_bug("unknown kind of page");
}

/* Bytes of a value as JSON writes it. */
static size_t
printed_bytes(const json_t *value)
{
	struct buffer out = BUFFER_INIT;
	size_t length;

	json_print(value, &out);
	length = out.length;
	buffer_free(&out);
	return length;
}

/* A string without its quotes; anything else counts nothing. */
static size_t
text_bytes(const json_t *value)
{
	return json_is_string(value) ? printed_bytes(value) - 2 : 0;
}

size_t
form_text_bytes(const struct form *form, const json_t *answers, const json_t *hide)
{
	size_t sum = 0;

	for (size_t i = 0; i < form_page_count(form); i++)
		if (form_page(form, i)->kind == FORM_TEXT)
			sum += text_bytes(json_object_get(answers, form_page(form, i)->id));
	for (size_t i = 0; i < json_array_size(hide); i++)
		sum += text_bytes(json_array_get(hide, i));
	return sum;
}

static int
check_answers(const struct form *form, const json_t *answers, struct error *error)
{
	const char *id;
	json_t *value;

	if (!json_is_object(answers))
		return error_refuse(error, "the answers must be an object in { }: a page and its "
		    "answer");
	json_object_foreach((json_t *)answers, id, value) {
		const struct form_page *page = form_page_find(form, id);

		if (page == NULL)
			return error_refuse(error, "there is no question \"%.*s\" in this "
			    "campaign's form", FORM_ID_MOST, id);
		if (!form_shows(form, page, answers))
			return error_refuse(error, "the question \"%s\" is not asked after the "
			    "other answers that were given; take its answer out", id);
	}
	for (const struct form_page *page = form_next(form, NULL, answers); page != NULL;
	    page = form_next(form, page, answers))
		if (form_check_answer(page, json_object_get(answers, page->id), error) != 0)
			return -1;
	return 0;
}

static int
check_hide(const json_t *hide, struct error *error)
{
	if (hide == NULL)
		return 0;
	if (!json_is_array(hide))
		return error_refuse(error, "the names to hide must be a list in [ ]");
	if (json_array_size(hide) > FORM_HIDE_MOST)
		return error_refuse(error, "there are too many names to hide: please cut %zu. "
		    "There may be %d", json_array_size(hide) - FORM_HIDE_MOST, FORM_HIDE_MOST);
	for (size_t i = 0; i < json_array_size(hide); i++) {
		const json_t *name = json_array_get(hide, i);

		if (!json_is_string(name))
			return error_refuse(error, "name %zu to hide must be a text in quotes",
			    i + 1);
		/* An empty name would match everywhere. */
		if (form_text_is_blank(name))
			return error_refuse(error, "name %zu to hide is empty", i + 1);
		if (utf8_count(json_string_value(name), json_string_length(name)) >
		    FORM_HIDE_LENGTH)
			return error_refuse(error, "name %zu to hide is too long: it may have %d "
			    "characters", i + 1, FORM_HIDE_LENGTH);
	}
	return 0;
}

static int
check_uses(const struct form *form, const json_t *answers, const json_t *uses,
    struct error *error)
{
	if (!json_is_array(uses) || json_array_size(uses) == 0)
		return error_refuse(error, "please choose at least one way in which this may be "
		    "used (\"uses\")");
	for (size_t i = 0; i < json_array_size(uses); i++) {
		const json_t *use = json_array_get(uses, i);

		if (!json_is_string(use) || !list_has(form_uses(form), json_string_value(use)))
			return error_refuse(error, "use %zu is not one of this campaign's", i + 1);
		if (!form_use_offered(form, json_string_value(use), answers))
			return error_refuse(error, "the use \"%s\" cannot be chosen beside the other "
			    "answers that were given; take it out", json_string_value(use));
		if (stands_before(uses, i, json_string_value(use)))
			return error_refuse(error, "the use \"%s\" stands there twice",
			    json_string_value(use));
	}
	return 0;
}

/*
 * The texts have their limit, which a person can watch while writing. Ticks and the commas
 * around many names come on top, and a form with long ids could fill an envelope with ticks
 * alone: so the whole is measured, too.
 */
static int
check_size(const struct form *form, const json_t *answers, const json_t *hide,
    const json_t *uses, struct error *error)
{
	size_t texts = form_text_bytes(form, answers, hide);
	size_t whole = printed_bytes(answers) + printed_bytes(uses) +
	    (hide == NULL ? 2 : printed_bytes(hide));

	if (texts > FORM_TEXT_BYTES)
		return error_refuse(error, "your texts and names are too long together: please cut "
		    "about %zu characters", texts - FORM_TEXT_BYTES);
	if (whole > FORM_ANSWER_BYTES)
		return error_refuse(error, "your answers are too long together: please cut about "
		    "%zu characters of text, or untick some options", whole - FORM_ANSWER_BYTES);
	return 0;
}

int
form_check(const struct form *form, const json_t *answers, const json_t *hide,
    const json_t *uses, struct error *error)
{
	if (check_answers(form, answers, error) != 0 || check_hide(hide, error) != 0 ||
	    check_uses(form, answers, uses, error) != 0)
		return -1;
	return check_size(form, answers, hide, uses, error);
}
