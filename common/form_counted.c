/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/form.h"

#include <string.h>

#include "common/form_inside.h"
#include "common/json.h"

/* Areas are counted in any case; who is before a family court is nobody's figure. */
static const char *const never_counted[] = { FORM_AREA_PAGE, FORM_COURT_PAGE };

static const json_t *
group_of(const struct form_page *page, size_t option)
{
	return json_object_get(json_array_get(page->options, option), "group");
}

size_t
form_category(const struct form_page *page, size_t option)
{
	const json_t *group = group_of(page, option);

	for (size_t i = 0; group != NULL && i < option; i++)
		if (group_of(page, i) != NULL && json_equal(group_of(page, i), group))
			return i;
	return option;
}

const json_t *
form_category_label(const struct form_page *page, size_t category)
{
	const json_t *group = group_of(page, category);

	return group != NULL ? group : json_object_get(json_array_get(page->options, category),
	    "label");
}

size_t
form_category_count(const struct form_page *page)
{
	size_t count = 0;

	for (size_t i = 0; i < json_array_size(page->options); i++)
		count += form_category(page, i) == i;
	return count;
}

/* Two groups that read the same, and are not, come of a slip in one of their languages. */
static int
check_groups(const struct form_page *page, struct error *error)
{
	size_t firsts[FORM_OPTIONS_MOST], count = 0;

	for (size_t i = 0; i < json_array_size(page->options); i++) {
		const json_t *group = group_of(page, i);

		if (group == NULL)
			continue;
		if (page->counted == FORM_NOT_COUNTED)
			return error_refuse(error, "option %zu has a \"group\", but the page is not "
			    "\"counted\"", i + 1);
		if (form_check_a_text(group, "group", error) != 0)
			return -1;
		if (form_category(page, i) != i)
			continue;
		for (size_t j = 0; j < count; j++)
			if (strcmp(form_text(group, NULL), form_text(group_of(page, firsts[j]), NULL))
			    == 0)
				return error_refuse(error, "options %zu and %zu have the same \"group\" "
				    "in one language and not in another", firsts[j] + 1, i + 1);
		firsts[count++] = i;
	}
	return 0;
}

int
form_read_counted(struct form_page *page, const json_t *object, struct error *error)
{
	const char *counted;

	page->counted = FORM_NOT_COUNTED;
	if (page->options == NULL)
		return 0;
	if (json_object_get(object, "counted") != NULL) {
		if (json_member_text(object, "counted", FORM_ID_MOST, &counted, error) != 0)
			return -1;
		if (strcmp(counted, "county") == 0)
			page->counted = FORM_COUNTED_COUNTY;
		else if (strcmp(counted, "areas") == 0)
			page->counted = FORM_COUNTED_AREAS;
		else
			return error_refuse(error, "\"counted\" must be county or areas; leave it out "
			    "where the page is not to be counted");
		for (size_t i = 0; i < sizeof never_counted / sizeof never_counted[0]; i++)
			if (strcmp(page->id, never_counted[i]) == 0)
				return error_refuse(error, "this page may not be \"counted\"");
	}
	if (check_groups(page, error) != 0)
		return -1;
	if (page->counted == FORM_COUNTED_AREAS &&
	    form_category_count(page) > FORM_AREA_CATEGORIES_MOST)
		return error_refuse(error, "it has %zu answers; one that is counted by area has at "
		    "most %d: put some into a \"group\", or count it for the county alone",
		    form_category_count(page), FORM_AREA_CATEGORIES_MOST);
	return 0;
}

int
form_check_counted(const struct form *form, struct error *error)
{
	size_t categories = 0, by_area = 0;

	for (size_t i = 0; i < form_page_count(form); i++) {
		const struct form_page *page = form_page(form, i);

		if (page->counted != FORM_NOT_COUNTED)
			categories += form_category_count(page);
		by_area += page->counted == FORM_COUNTED_AREAS;
	}
	if (by_area > 0 && json_array_size(form_areas(form)) == 0)
		return error_refuse(error, "a page is \"counted\" by areas, but there are no "
		    "\"areas\"");
	if (by_area > FORM_AREA_MEASURES_MOST)
		return error_refuse(error, "%zu pages are \"counted\" by areas; there may be %d: "
		    "more would single families out", by_area, FORM_AREA_MEASURES_MOST);
	if (categories > FORM_CATEGORIES_MOST)
		return error_refuse(error, "the pages that are \"counted\" have %zu answers "
		    "together; there may be %d", categories, FORM_CATEGORIES_MOST);
	return 0;
}
