/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/tally.h"

#include <string.h>

#include "common/json.h"
#include "desk/tally_inside.h"

static bool
list_has(const json_t *list, const char *text)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (strcmp(json_string_value(json_array_get(list, i)), text) == 0)
			return true;
	return false;
}

/* The place of an option on its page; -1 where it has none such. */
static int
option_of(const struct form_page *page, const json_t *value)
{
	for (size_t i = 0; json_is_string(value) && i < json_array_size(page->options); i++)
		if (strcmp(json_string_value(json_object_get(json_array_get(page->options, i), "id")),
		    json_string_value(value)) == 0)
			return (int)i;
	return -1;
}

/* What of a value the form has, as a list; NULL where it is nothing. New reference. */
static json_t *
known_ticks(const struct form_page *page, const json_t *value)
{
	json_t *known = json_array();

	for (size_t i = 0; i < json_array_size(value); i++) {
		json_t *tick = json_array_get(value, i);

		if (option_of(page, tick) >= 0 && !list_has(known, json_string_value(tick)))
			json_array_append(known, tick);
	}
	if (json_array_size(known) > 0)
		return known;
	json_decref(known);
	return NULL;
}

/* One message's answers, as far as the form has them and asks for them beside each other. */
static json_t *
known_answers(const struct form *form, const json_t *answers)
{
	json_t *known = json_object();

	for (size_t i = 0; i < form_page_count(form); i++) {
		const struct form_page *page = form_page(form, i);
		json_t *value = json_object_get(answers, page->id);

		if (page->kind == FORM_ONE && option_of(page, value) >= 0)
			json_object_set(known, page->id, value);
		else if (page->kind == FORM_MANY && (value = known_ticks(page, value)) != NULL)
			json_object_set_new(known, page->id, value);
	}
	form_forget_hidden(form, known);
	return known;
}

static void
merge_ticks(json_t *merged, const struct form_page *page, json_t *value)
{
	const json_t *older = json_object_get(merged, page->id);
	json_t *all = json_array();

	json_array_extend(all, (json_t *)older);
	for (size_t i = 0; i < json_array_size(value); i++)
		if (!list_has(all, json_string_value(json_array_get(value, i))))
			json_array_append(all, json_array_get(value, i));
	if (page->ticks != 0 && json_array_size(all) > page->ticks)
		json_object_set(merged, page->id, value);
	else
		json_object_set(merged, page->id, all);
	json_decref(all);
}

/* Whether what a page is asked after still holds, as far as that is counted, too: an older answer to
 * a page that a newer one makes pointless is no figure. How a family chose to tell (the page "path")
 * is not looked at: who adds "just a story" takes no tick back. */
static bool
still_holds(const struct form *form, const struct form_page *page, const json_t *merged)
{
	for (size_t i = 0; i < page->conditions.count; i++) {
		const struct form_condition *condition = &page->conditions.list[i];
		const struct form_page *other = form_page_find(form, condition->page);
		const json_t *value = json_object_get(merged, condition->page);
		bool holds = json_is_string(value) &&
		    list_has(condition->in, json_string_value(value));

		for (size_t j = 0; j < json_array_size(value); j++)
			holds |= list_has(condition->in, json_string_value(json_array_get(value, j)));
		if (other->counted != FORM_NOT_COUNTED && !holds)
			return false;
	}
	return true;
}

/* All that one family answered. New reference. */
static json_t *
merge(const struct form *form, const struct tally_case *one)
{
	json_t *merged = json_object();

	for (size_t i = 0; i < one->count; i++) {
		json_t *known = known_answers(form, one->answers[i]);

		for (size_t j = 0; j < form_page_count(form); j++) {
			const struct form_page *page = form_page(form, j);
			json_t *value = json_object_get(known, page->id);

			if (value != NULL && page->kind == FORM_MANY)
				merge_ticks(merged, page, value);
			else if (value != NULL)
				json_object_set(merged, page->id, value);
		}
		json_decref(known);
	}
	for (size_t i = 0; i < form_page_count(form); i++)
		if (!still_holds(form, form_page(form, i), merged))
			json_object_del(merged, form_page(form, i)->id);
	return merged;
}

/* Marks the categories that were ticked; false where none was. */
static bool
mark_ticks(const struct form_page *page, const json_t *value, bool ticked[FORM_OPTIONS_MOST])
{
	memset(ticked, 0, FORM_OPTIONS_MOST * sizeof *ticked);
	if (json_is_string(value))
		ticked[form_category(page, (size_t)option_of(page, value))] = true;
	for (size_t i = 0; i < json_array_size(value); i++)
		ticked[form_category(page, (size_t)option_of(page, json_array_get(value, i)))] =
		    true;
	return value != NULL;
}

static void
count_answers(struct tally *tally, size_t measure, size_t scope,
    const bool ticked[FORM_OPTIONS_MOST])
{
	const struct tally_measure *m = &tally->measures[measure];

	tally->cells[tally_cell(tally, measure, scope, 0)].now.count++;
	for (size_t i = 0; i < m->category_count; i++)
		if (m->categories[i].option != TALLY_GONE && ticked[m->categories[i].option])
			tally->cells[tally_cell(tally, measure, scope, i + 1)].now.count++;
}

void
tally_count(struct tally *tally, const struct tally_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		json_t *merged = merge(tally->form, &cases[i]);
		size_t scope = tally_scope(tally,
		    json_string_value(json_object_get(merged, FORM_AREA_PAGE)));

		tally->cells[0].now.count++;
		tally->cells[scope].now.count++;
		for (size_t j = 0; j < tally->measures_shown; j++) {
			const struct tally_measure *measure = &tally->measures[j];
			bool ticked[FORM_OPTIONS_MOST];

			if (!mark_ticks(measure->page, json_object_get(merged, measure->key), ticked))
				continue;
			count_answers(tally, j, TALLY_COUNTY, ticked);
			if (measure->by_area)
				count_answers(tally, j, scope, ticked);
		}
		json_decref(merged);
	}
}
