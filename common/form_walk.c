/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/form.h"

#include <string.h>
#include <strings.h>

/* Whether a value, of a page of kind one or many, has an option that is in the list. */
static bool
value_is_in(const json_t *value, const json_t *in)
{
	if (json_is_array(value)) {
		for (size_t i = 0; i < json_array_size(value); i++)
			if (value_is_in(json_array_get(value, i), in))
				return true;
		return false;
	}
	for (size_t i = 0; json_is_string(value) && i < json_array_size(in); i++)
		if (strcmp(json_string_value(value),
		    json_string_value(json_array_get(in, i))) == 0)
			return true;
	return false;
}

/* Whether all conditions hold, given which pages are shown. */
static bool
holds(const struct form *form, const struct form_conditions *conditions, const json_t *answers,
    const bool shown[FORM_PAGES_MOST])
{
	for (size_t i = 0; i < conditions->count; i++) {
		const struct form_condition *condition = &conditions->list[i];
		const struct form_page *other = form_page_find(form, condition->page);

		/* The answer of a page that is not shown is absent, even if one is left. */
		if (!shown[other - form_page(form, 0)] || !value_is_in(
		    json_object_get(answers, condition->page), condition->in))
			return false;
	}
	return true;
}

/*
 * Says of each page whether it is shown. From the first to the last, since a condition looks at
 * earlier pages only: the time is that of one pass, however the conditions hang together.
 */
static void
walk(const struct form *form, const json_t *answers, bool shown[FORM_PAGES_MOST])
{
	for (size_t i = 0; i < form_page_count(form); i++)
		shown[i] = holds(form, &form_page(form, i)->conditions, answers, shown);
}

bool
form_shows(const struct form *form, const struct form_page *page, const json_t *answers)
{
	bool shown[FORM_PAGES_MOST];

	walk(form, answers, shown);
	return shown[page - form_page(form, 0)];
}

const struct form_page *
form_next(const struct form *form, const struct form_page *current, const json_t *answers)
{
	size_t i = current == NULL ? 0 : (size_t)(current - form_page(form, 0)) + 1;
	bool shown[FORM_PAGES_MOST];

	walk(form, answers, shown);
	for (; i < form_page_count(form); i++)
		if (shown[i])
			return form_page(form, i);
	return NULL;
}

const struct form_page *
form_previous(const struct form *form, const struct form_page *current, const json_t *answers)
{
	size_t i = current == NULL ? form_page_count(form) :
	    (size_t)(current - form_page(form, 0));
	bool shown[FORM_PAGES_MOST];

	walk(form, answers, shown);
	while (i-- > 0)
		if (shown[i])
			return form_page(form, i);
	return NULL;
}

void
form_forget_hidden(const struct form *form, json_t *answers)
{
	bool shown[FORM_PAGES_MOST];

	walk(form, answers, shown);
	for (size_t i = 0; i < form_page_count(form); i++)
		if (!shown[i])
			(void)json_object_del(answers, form_page(form, i)->id);
}

bool
form_use_offered(const struct form *form, const char *id, const json_t *answers)
{
	bool shown[FORM_PAGES_MOST];
	const json_t *use;
	size_t i;

	walk(form, answers, shown);
	json_array_foreach(form_uses(form), i, use)
		if (strcmp(json_string_value(json_object_get(use, "id")), id) == 0)
			return holds(form, form_use_conditions(form, i), answers, shown);
	return false;
}

void
form_forget_uses(const struct form *form, const json_t *answers, json_t *uses)
{
	for (size_t i = json_array_size(uses); i-- > 0;)
		if (!form_use_offered(form, json_string_value(json_array_get(uses, i)), answers))
			(void)json_array_remove(uses, i);
}

/* The text for a tag of `length` bytes, or NULL. */
static const char *
text_for(const json_t *text, const char *tag, size_t length)
{
	const char *language;
	json_t *words;

	json_object_foreach((json_t *)text, language, words)
		if (strlen(language) == length && strncasecmp(language, tag, length) == 0)
			return json_string_value(words);
	return NULL;
}

const char *
form_text(const json_t *text, const char *language)
{
	const char *words;
	void *first;

	if (text == NULL)
		return "";
	if (json_is_string(text))
		return json_string_value(text);
	if (language == NULL)
		language = "en";
	words = text_for(text, language, strlen(language));
	if (words == NULL)
		words = text_for(text, language, strcspn(language, "-"));
	if (words == NULL)
		words = text_for(text, "en", 2);
	if (words != NULL)
		return words;
	first = json_object_iter((json_t *)text);
	return first == NULL ? "" : json_string_value(json_object_iter_value(first));
}
