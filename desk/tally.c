/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/tally.h"

#include <stdlib.h>
#include <string.h>

#include "desk/tally_inside.h"

/* Returns how many small counts could not be protected. */
static size_t
disclose(struct tally *tally)
{
	struct disclosure_table table = { tally->cells, tally->cell_count, NULL, tally->sum_count };
	struct disclosure_sum *sums = calloc(tally->sum_count, sizeof *sums);
	size_t open;

	if (sums == NULL)
		error_bug("no memory for the figures");
	for (size_t i = 0; i < tally->sum_count; i++)
		sums[i] = (struct disclosure_sum){ tally->sums[i].whole,
			&tally->places[tally->sums[i].first], tally->sums[i].count };
	table.sums = sums;
	open = disclosure_apply(&table);
	free(sums);
	return open;
}

/* Whether all fits: what another desk said of the edition before may be anything. */
static bool
is_in_range(const struct tally *tally)
{
	for (size_t i = 0; i < tally->cell_count; i++)
		if (tally->cells[i].before.count > DISCLOSURE_COUNT_MOST)
			return false;
	return tally->cell_count <= DISCLOSURE_CELLS_MOST;
}

/* What must not be shown beside one of the editions is not shown at all: to hide more only makes
 * more possible. */
static void
hide_as_in(struct tally *tally, const struct tally *other)
{
	json_t *hidden = json_object();
	char key[TALLY_KEY_MOST];

	for (size_t i = 0; i < other->figures; i++) {
		if (other->cells[i].now.state != DISCLOSURE_HIDDEN)
			continue;
		tally_key_print(other, i, key);
		if (json_object_set_new(hidden, key, json_true()) != 0)
			error_bug("no memory for the figures");
	}
	for (size_t i = 0; i < tally->figures; i++) {
		tally_key_print(tally, i, key);
		if (json_object_get(hidden, key) != NULL)
			tally->cells[i].now.state = DISCLOSURE_HIDDEN;
	}
	json_decref(hidden);
}

/* Beside one edition before; `other`: the same beside another one, or NULL. */
static int
tally_beside(struct tally *tally, const struct tally_case *cases, size_t count,
    const json_t *before, const struct tally *other, struct error *error)
{
	if (count > TALLY_FAMILIES_MOST)
		return error_refuse(error, "there are more families than an edition can count");
	if (tally_before_read(tally, before, error) != 0 || tally_lay_out(tally, error) != 0)
		return -1;
	tally_count(tally, cases, count);
	tally_withhold(tally);
	tally_sum_up(tally);
	if (!is_in_range(tally))
		return error_refuse(error, "the form and the edition before have more to count than "
		    "an edition has room for: count less by area");
	if (other != NULL)
		hide_as_in(tally, other);
	if (disclose(tally) > 0)
		return error_refuse(error, "some small counts could be worked out from these figures "
		    "and those of the edition before, whatever is left out: wait until more "
		    "families have told, or count fewer pages");
	return 0;
}

int
tally_new_after(struct tally **result, const struct form *form, const struct tally_case *cases,
    size_t count, const json_t *const *before, size_t before_count, struct error *error)
{
	static const json_t *const none[] = { NULL };
	struct tally *last = NULL;
	int status = 0;

	if (before_count == 0) {
		before = none;
		before_count = 1;
	}
	for (size_t i = 0; i < before_count && status == 0; i++) {
		struct tally *tally = calloc(1, sizeof *tally);

		if (tally == NULL)
			error_bug("no memory for the figures");
		tally->form = form;
		status = tally_beside(tally, cases, count, before[i], last, error);
		tally_free(&last);
		last = tally;
	}
	if (status != 0)
		tally_free(&last);
	*result = last;
	return status;
}

int
tally_new(struct tally **result, const struct form *form, const struct tally_case *cases,
    size_t count, const json_t *before, struct error *error)
{
	return tally_new_after(result, form, cases, count, &before, 1, error);
}

void
tally_free(struct tally **tally)
{
	if (tally == NULL || *tally == NULL)
		return;
	for (size_t i = 0; i < (*tally)->measure_count; i++)
		free((*tally)->measures[i].categories);
	free((*tally)->measures);
	free((*tally)->areas);
	free((*tally)->cells);
	free((*tally)->sums);
	free((*tally)->places);
	json_decref((*tally)->before);
	free(*tally);
	*tally = NULL;
}

const struct form *
tally_form(const struct tally *tally)
{
	return tally->form;
}

const struct disclosure_figure *
tally_total(const struct tally *tally)
{
	return &tally->cells[TALLY_COUNTY].now;
}

/* The scope of an area, or of the county for NULL. */
static size_t
scope_of(const struct tally *tally, const char *area)
{
	size_t scope = area == NULL ? TALLY_COUNTY : tally_scope(tally, area);

	if (scope > tally->area_count)
		error_bug("a figure of an area that the form does not have was asked for");
	return scope;
}

const struct disclosure_figure *
tally_area_figure(const struct tally *tally, const char *area)
{
	return &tally->cells[scope_of(tally, area)].now;
}

const struct disclosure_figure *
tally_no_area_figure(const struct tally *tally)
{
	return &tally->cells[tally_scopes(tally) - 1].now;
}

bool
tally_area_has_pack(const struct tally *tally, const char *area)
{
	return tally_area_figure(tally, area)->count >= TALLY_AREA_LEAST;
}

size_t
tally_measure_count(const struct tally *tally)
{
	return tally->measures_shown;
}

/* What is behind those of the form was counted before, and is nobody's to ask for. */
static const struct tally_measure *
measure_of(const struct tally *tally, size_t measure, const char *area)
{
	if (measure >= tally->measures_shown ||
	    (area != NULL && tally->measures[measure].page->counted != FORM_COUNTED_AREAS))
		error_bug("a figure that is not counted was asked for");
	return &tally->measures[measure];
}

const struct form_page *
tally_measure(const struct tally *tally, size_t measure)
{
	return measure_of(tally, measure, NULL)->page;
}

const struct disclosure_figure *
tally_answered(const struct tally *tally, size_t measure, const char *area)
{
	(void)measure_of(tally, measure, area);
	return &tally->cells[tally_cell(tally, measure, scope_of(tally, area), 0)].now;
}

const struct disclosure_figure *
tally_category(const struct tally *tally, size_t measure, size_t category, const char *area)
{
	const struct tally_measure *m = measure_of(tally, measure, area);
	size_t column = 0;

	while (column < m->category_count && m->categories[column].option != category)
		column++;
	if (column == m->category_count)
		error_bug("a category that is none was asked for");
	return &tally->cells[tally_cell(tally, measure, scope_of(tally, area), column + 1)].now;
}
