/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/form.h"

#include <string.h>

#include "common/form_inside.h"
#include "common/json.h"
#include "common/secret.h"

#define FORM_FORMAT "testimony-form-1"

struct form {
	json_t *value;  /* a reference; all that follows points into it */
	struct form_page pages[FORM_PAGES_MOST];
	size_t page_count;
	const json_t *areas, *uses, *help;
	struct form_conditions use_conditions[FORM_USES_MOST];
	json_t *empty;  /* for lists that the form leaves out */
};

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool
form_language_is_good(const char *tag)
{
	size_t part = 0, length = strlen(tag);

	if (length == 0 || length > FORM_LANGUAGE_MOST)
		return false;
	for (size_t i = 0; i < length; i++) {
		bool first = strcspn(tag, "-") >= i;

		if (tag[i] == '-') {
			if (part == 0)
				return false;
			part = 0;
		} else if (!is_letter(tag[i]) && (first || tag[i] < '0' || tag[i] > '9')) {
			return false;
		} else if (++part > 8) {
			return false;
		}
	}
	return part > 0;
}

bool
form_id_is_good(const char *id)
{
	return id[0] >= 'a' && id[0] <= 'z' && strlen(id) <= FORM_ID_MOST &&
	    strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(id);
}

/* *id is borrowed. */
static int
read_id(const json_t *object, const char **id, struct error *error)
{
	if (json_member_text(object, "id", FORM_ID_MOST, id, error) != 0)
		return -1;
	if (!form_id_is_good(*id))
		return error_refuse(error, "an \"id\" is made of a-z, 0-9 and hyphens, a letter "
		    "first");
	return 0;
}

int
form_check_a_text(const json_t *text, const char *key, struct error *error)
{
	const char *language;
	json_t *words;

	if (json_is_string(text) && json_string_length(text) > 0)
		return 0;
	if (!json_is_object(text) || json_object_size(text) == 0)
		return error_refuse(error, "\"%s\" must be a text, or an object with one for each "
		    "language", key);
	json_object_foreach((json_t *)text, language, words) {
		if (!form_language_is_good(language))
			return error_refuse(error, "\"%s\" has a language that is no tag as "
			    "\"en\" or \"pl\"", key);
		if (!json_is_string(words) || json_string_length(words) == 0)
			return error_refuse(error, "\"%s\" has no text for the language %s", key,
			    language);
	}
	return 0;
}

/* Checks a member that is a text; *text (may be NULL) is borrowed. */
static int
read_text(const json_t *object, const char *key, bool must, const json_t **text,
    struct error *error)
{
	const json_t *found = json_object_get(object, key);

	if (text != NULL)
		*text = found;
	if (found == NULL && must)
		return error_refuse(error, "\"%s\" is missing", key);
	return found == NULL ? 0 : form_check_a_text(found, key, error);
}

/* Whether one of the first `count` entries has this id. */
static bool
list_has(const json_t *list, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(json_string_value(json_object_get(json_array_get(list, i), "id")), id)
		    == 0)
			return true;
	return false;
}

/* A list of {"id","label"}, at least `least`: options, areas, uses. */
static int
read_list(const json_t *object, const char *key, size_t least, size_t most,
    const json_t **list, struct error *error)
{
	if (json_member_array(object, key, most, list, error) != 0)
		return -1;
	if (json_array_size(*list) < least)
		return error_refuse(error, "the list \"%s\" is empty", key);
	for (size_t i = 0; i < json_array_size(*list); i++) {
		const json_t *entry = json_array_get(*list, i);
		const char *id;

		if (read_id(entry, &id, error) != 0 ||
		    read_text(entry, "label", true, NULL, error) != 0)
			return error_within(error, "entry %zu of \"%s\"", i + 1, key);
		if (list_has(*list, i, id))
			return error_refuse(error, "the id \"%s\" stands twice in \"%s\"", id,
			    key);
	}
	return 0;
}

static int
read_condition(const struct form *form, struct form_conditions *conditions, const json_t *when,
    struct error *error)
{
	struct form_condition *condition = &conditions->list[conditions->count];
	const struct form_page *other;

	if (json_member_text(when, "page", FORM_ID_MOST, &condition->page, error) != 0 ||
	    json_member_array(when, "in", FORM_OPTIONS_MOST, &condition->in, error) != 0)
		return error_within(error, "\"when\"");
	/* Only the pages before this one are there yet, so that no page can wait for itself. */
	other = form_page_find(form, condition->page);
	if (other == NULL)
		return error_refuse(error, "\"when\" names the page \"%s\", which does not come "
		    "before it", condition->page);
	if (other->options == NULL)
		return error_refuse(error, "\"when\" names the page \"%s\", which has no options",
		    condition->page);
	if (json_array_size(condition->in) == 0)
		return error_refuse(error, "\"when\" names no option: it would never hold");
	for (size_t i = 0; i < json_array_size(condition->in); i++) {
		const json_t *option = json_array_get(condition->in, i);

		if (!json_is_string(option) || !list_has(other->options,
		    json_array_size(other->options), json_string_value(option)))
			return error_refuse(error, "\"when\" names an option that the page \"%s\" "
			    "does not have", condition->page);
	}
	conditions->count++;
	return 0;
}

static int
read_when(const struct form *form, struct form_conditions *conditions, const json_t *object,
    struct error *error)
{
	const json_t *when = json_object_get(object, "when");

	if (when == NULL)
		return 0;
	if (json_is_object(when))
		return read_condition(form, conditions, when, error);
	if (!json_is_array(when) || json_array_size(when) == 0 ||
	    json_array_size(when) > FORM_CONDITIONS_MOST)
		return error_refuse(error, "\"when\" must be a condition, or a list of 1 to %d",
		    FORM_CONDITIONS_MOST);
	for (size_t i = 0; i < json_array_size(when); i++)
		if (read_condition(form, conditions, json_array_get(when, i), error) != 0)
			return -1;
	return 0;
}

static int
read_kind(const json_t *object, enum form_kind *kind, struct error *error)
{
	static const char *const names[] = { [FORM_INFO] = "info", [FORM_ONE] = "one",
		[FORM_MANY] = "many", [FORM_TEXT] = "text" };
	const char *name;

	if (json_member_text(object, "kind", FORM_ID_MOST, &name, error) != 0)
		return -1;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(name, names[i]) == 0) {
			*kind = (enum form_kind)i;
			return 0;
		}
	}
	return error_refuse(error, "\"kind\" must be info, one, many or text");
}

/* What would do nothing is a slip of whoever wrote the form. */
static int
refuse_out_of_place(const struct form_page *page, const json_t *object, struct error *error)
{
	const struct {
		const char *key;
		bool fits;
	} members[] = {
		{ "options", page->kind == FORM_ONE || page->kind == FORM_MANY },
		{ "required", page->kind != FORM_INFO },
		{ "ticks", page->kind == FORM_MANY },
		{ "length", page->kind == FORM_TEXT },
		{ "counted", page->kind == FORM_ONE || page->kind == FORM_MANY },
	};

	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
		if (!members[i].fits && json_object_get(object, members[i].key) != NULL)
			return error_refuse(error, "a page of this kind has no \"%s\"",
			    members[i].key);
	return 0;
}

/* An integer member that may be left out. */
static int
read_size(const json_t *object, const char *key, size_t most, size_t *size, struct error *error)
{
	int64_t value;

	if (json_object_get(object, key) == NULL)
		return 0;
	if (json_member_integer(object, key, 1, (int64_t)most, &value, error) != 0)
		return -1;
	*size = (size_t)value;
	return 0;
}

static int
read_page(const struct form *form, struct form_page *page, const json_t *object,
    struct error *error)
{
	const json_t *required = json_object_get(object, "required");

	if (read_kind(object, &page->kind, error) != 0 ||
	    refuse_out_of_place(page, object, error) != 0 ||
	    read_text(object, "title", true, &page->title, error) != 0 ||
	    read_text(object, "hint", false, &page->hint, error) != 0)
		return -1;
	if ((page->kind == FORM_ONE || page->kind == FORM_MANY) &&
	    read_list(object, "options", 1, FORM_OPTIONS_MOST, &page->options, error) != 0)
		return -1;
	if (required != NULL && !json_is_boolean(required))
		return error_refuse(error, "\"required\" must be true or false");
	page->required = json_is_true(required);
	page->length = page->kind == FORM_TEXT ? FORM_TEXT_BYTES : 0;
	if (read_size(object, "ticks", FORM_OPTIONS_MOST, &page->ticks, error) != 0 ||
	    read_size(object, "length", FORM_TEXT_BYTES, &page->length, error) != 0 ||
	    form_read_counted(page, object, error) != 0)
		return -1;
	return read_when(form, &page->conditions, object, error);
}

static int
read_pages(struct form *form, struct error *error)
{
	const json_t *pages;

	if (json_member_array(form->value, "pages", FORM_PAGES_MOST, &pages, error) != 0)
		return -1;
	if (json_array_size(pages) == 0)
		return error_refuse(error, "the list \"pages\" is empty");
	for (size_t i = 0; i < json_array_size(pages); i++) {
		struct form_page page = { .kind = FORM_INFO };

		if (read_id(json_array_get(pages, i), &page.id, error) != 0)
			return error_within(error, "page %zu", i + 1);
		if (form_page_find(form, page.id) != NULL)
			return error_refuse(error, "two pages have the id \"%s\"", page.id);
		/* form.md, pages 18 to 21: never in `answers`. */
		if (strcmp(page.id, "hide") == 0 || strcmp(page.id, "uses") == 0)
			return error_refuse(error, "no page may have the id \"%s\": the program "
			    "asks this itself", page.id);
		if (read_page(form, &page, json_array_get(pages, i), error) != 0)
			return error_within(error, "page \"%s\"", page.id);
		form->pages[form->page_count++] = page;
	}
	return 0;
}

/* A family must always be able to send: so one use at least is there whatever was answered. */
static int
read_uses(struct form *form, struct error *error)
{
	bool always = false;

	if (read_list(form->value, "uses", 1, FORM_USES_MOST, &form->uses, error) != 0)
		return -1;
	for (size_t i = 0; i < json_array_size(form->uses); i++) {
		if (read_when(form, &form->use_conditions[i], json_array_get(form->uses, i),
		    error) != 0)
			return error_within(error, "entry %zu of \"uses\"", i + 1);
		always |= form->use_conditions[i].count == 0;
	}
	if (!always)
		return error_refuse(error, "one of the \"uses\" at least must be without "
		    "\"when\"");
	return 0;
}

static int
read_areas(struct form *form, struct error *error)
{
	form->areas = form->empty;
	if (json_object_get(form->value, "areas") == NULL)
		return 0;
	if (read_list(form->value, "areas", 0, FORM_AREAS_MOST, &form->areas, error) != 0)
		return -1;
	for (size_t i = 0; i < json_array_size(form->areas); i++) {
		const json_t *area = json_array_get(form->areas, i), *places;
		const char *id = json_string_value(json_object_get(area, "id"));

		if (read_text(area, "mp", true, NULL, error) != 0)
			return error_within(error, "area \"%s\"", id);
		if (json_object_get(area, "places") == NULL)
			continue;
		if (json_member_array(area, "places", FORM_PLACES_MOST, &places, error) != 0)
			return error_within(error, "area \"%s\"", id);
		for (size_t j = 0; j < json_array_size(places); j++)
			if (form_check_a_text(json_array_get(places, j), "places", error) != 0)
				return error_within(error, "area \"%s\"", id);
	}
	return 0;
}

/* The page makes a link of it, so no other scheme may get through. */
static bool
is_web_address(const char *url)
{
	return strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0;
}

static int
read_help(struct form *form, struct error *error)
{
	form->help = form->empty;
	if (json_object_get(form->value, "help") == NULL)
		return 0;
	if (json_member_array(form->value, "help", FORM_HELP_MOST, &form->help, error) != 0)
		return -1;
	for (size_t i = 0; i < json_array_size(form->help); i++) {
		const json_t *entry = json_array_get(form->help, i);
		const json_t *phone = json_object_get(entry, "phone");
		const json_t *url = json_object_get(entry, "url");

		if (read_text(entry, "label", true, NULL, error) != 0 ||
		    read_text(entry, "note", false, NULL, error) != 0)
			return error_within(error, "help line %zu", i + 1);
		if (phone != NULL && !json_is_string(phone))
			return error_refuse(error, "help line %zu: \"phone\" must be a text",
			    i + 1);
		if (url != NULL && (!json_is_string(url) ||
		    !is_web_address(json_string_value(url))))
			return error_refuse(error, "help line %zu: \"url\" must start with "
			    "https:// or http://", i + 1);
	}
	return 0;
}

int
form_new(struct form **result, json_t *value, struct error *error)
{
	struct form *form = secret_allocate(sizeof *form);
	const char *format;
	int status = -1;

	memset(form, 0, sizeof *form);
	form->value = json_incref(value);
	form->empty = json_array();
	if (json_member_text(value, "format", FORM_ID_MOST, &format, error) != 0)
		goto out;
	if (strcmp(format, FORM_FORMAT) != 0) {
		(void)error_refuse(error, "its \"format\" must be \"" FORM_FORMAT "\"");
		goto out;
	}
	if (read_pages(form, error) == 0 && read_areas(form, error) == 0 &&
	    form_check_counted(form, error) == 0 && read_uses(form, error) == 0 &&
	    read_help(form, error) == 0)
		status = 0;
out:
	if (status != 0) {
		(void)error_within(error, "the form");
		form_free(&form);
	}
	*result = form;
	return status;
}

void
form_free(struct form **form)
{
	if (form == NULL || *form == NULL)
		return;
	json_decref((*form)->value);
	json_decref((*form)->empty);
	secret_release(*form);
	*form = NULL;
}

size_t
form_page_count(const struct form *form)
{
	return form->page_count;
}

const struct form_page *
form_page(const struct form *form, size_t index)
{
	if (index >= form->page_count)
		error_bug("a page past the last one was asked for");
	return &form->pages[index];
}

const struct form_page *
form_page_find(const struct form *form, const char *id)
{
	for (size_t i = 0; i < form->page_count; i++)
		if (strcmp(form->pages[i].id, id) == 0)
			return &form->pages[i];
	return NULL;
}

const json_t *
form_areas(const struct form *form)
{
	return form->areas;
}

const json_t *
form_uses(const struct form *form)
{
	return form->uses;
}

const struct form_conditions *
form_use_conditions(const struct form *form, size_t index)
{
	return &form->use_conditions[index];
}

const json_t *
form_help(const struct form *form)
{
	return form->help;
}
