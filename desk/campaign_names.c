/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/campaign_names.h"

void
name_list_add(struct name_list *list, const char *name)
{
	if (name != NULL && *name != '\0')
		buffer_append(&list->names, &name, sizeof name);
}

void
name_list_add_all(struct name_list *list, const json_t *names)
{
	const json_t *name;
	size_t i;

	json_array_foreach(names, i, name)
		name_list_add(list, json_string_value(name));
}

struct suggest_list
name_list_of(const struct name_list *list)
{
	return (struct suggest_list){ (const char *const *)(const void *)list->names.data,
		list->names.length / sizeof(const char *) };
}

void
name_list_free(struct name_list *list)
{
	buffer_free(&list->names);
}

/* A text of the campaign, in each of its languages. */
static void
name_list_texts(struct name_list *list, const json_t *text)
{
	const char *language;
	json_t *value;

	name_list_add(list, json_string_value(text));
	/* json_object_foreach wants a value that is not const; nothing is changed. */
	json_object_foreach((json_t *)(uintptr_t)text, language, value)
		name_list_add(list, json_string_value(value));
}

void
campaign_names(struct name_list *places, struct name_list *publics, const struct form *form)
{
	const json_t *area, *place;
	size_t i, j;

	json_array_foreach(form_areas(form), i, area) {
		name_list_texts(places, json_object_get(area, "label"));
		name_list_texts(publics, json_object_get(area, "mp"));
		json_array_foreach(json_object_get(area, "places"), j, place)
			name_list_texts(places, place);
	}
	json_array_foreach(form_help(form), i, area)
		name_list_texts(publics, json_object_get(area, "label"));
}
