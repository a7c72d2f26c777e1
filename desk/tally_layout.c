/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/tally.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/tally_inside.h"

void *
tally_grow(void *list, size_t *count, size_t *room, size_t size)
{
	if (*count == *room) {
		*room = 2 * *room + 16;
		list = realloc(list, *room * size);
		if (list == NULL)
			error_bug("no memory for the figures");
	}
	memset((char *)list + *count * size, 0, size);
	(*count)++;
	return list;
}

/*
 * An option's id; of a group, that of its first option and a mark of all that are in it: a group
 * that is made up anew is another figure, never the old one grown.
 */
static void
category_key(char key[FORM_ID_MOST + 6], const struct form_page *page, size_t category)
{
	crypto_hash_sha256_state state;
	uint8_t hash[crypto_hash_sha256_BYTES];
	size_t count = 0;

	crypto_hash_sha256_init(&state);
	for (size_t i = category; i < json_array_size(page->options); i++) {
		const char *id = json_string_value(json_object_get(json_array_get(page->options, i),
		    "id"));

		if (form_category(page, i) != category)
			continue;
		crypto_hash_sha256_update(&state, (const uint8_t *)id, strlen(id) + 1);
		count++;
	}
	crypto_hash_sha256_final(&state, hash);
	snprintf(key, FORM_ID_MOST + 6, "%s", json_string_value(json_object_get(
	    json_array_get(page->options, category), "id")));
	if (count > 1)
		snprintf(key + strlen(key), 6, "~%02x%02x", hash[0], hash[1]);
}

static void
add_category(struct tally_measure *measure, const char *key, size_t option)
{
	size_t room = measure->category_count;
	struct tally_category *category;

	measure->categories = tally_grow(measure->categories, &measure->category_count, &room,
	    sizeof *measure->categories);
	category = &measure->categories[measure->category_count - 1];
	category->option = option;
	snprintf(category->key, sizeof category->key, "%s", key);
}

static struct tally_measure *
add_measure(struct tally *tally, const char *key, bool many, const struct form_page *page)
{
	size_t room = tally->measure_count;
	struct tally_measure *measure;

	tally->measures = tally_grow(tally->measures, &tally->measure_count, &room,
	    sizeof *tally->measures);
	measure = &tally->measures[tally->measure_count - 1];
	snprintf(measure->key, sizeof measure->key, "%s", key);
	measure->many = many;
	measure->page = page;
	return measure;
}

static void
add_area(struct tally *tally, const char *key, bool gone)
{
	size_t room = tally->area_count;

	tally->areas = tally_grow(tally->areas, &tally->area_count, &room, sizeof *tally->areas);
	snprintf(tally->areas[tally->area_count - 1].key, sizeof tally->areas->key, "%s", key);
	tally->areas[tally->area_count - 1].gone = gone;
}

size_t
tally_scopes(const struct tally *tally)
{
	return tally->area_count + 2;
}

size_t
tally_scope(const struct tally *tally, const char *area)
{
	for (size_t i = 0; area != NULL && i < tally->area_count; i++)
		if (!tally->areas[i].gone && strcmp(tally->areas[i].key, area) == 0)
			return i + 1;
	return tally->area_count + 1;
}

size_t
tally_cell(const struct tally *tally, size_t measure, size_t scope, size_t column)
{
	const struct tally_measure *m = &tally->measures[measure];

	return m->first + scope * (m->category_count + 1) + column;
}

/* What the form counts. */
static void
lay_out_form(struct tally *tally)
{
	const json_t *areas = form_areas(tally->form);

	for (size_t i = 0; i < json_array_size(areas); i++)
		add_area(tally, json_string_value(json_object_get(json_array_get(areas, i), "id")),
		    false);
	for (size_t i = 0; i < form_page_count(tally->form); i++) {
		const struct form_page *page = form_page(tally->form, i);
		struct tally_measure *measure;

		if (page->counted == FORM_NOT_COUNTED)
			continue;
		measure = add_measure(tally, page->id, page->kind == FORM_MANY, page);
		measure->by_area = page->counted == FORM_COUNTED_AREAS;
		for (size_t j = 0; j < json_array_size(page->options); j++) {
			char key[FORM_ID_MOST + 6];

			if (form_category(page, j) != j)
				continue;
			category_key(key, page, j);
			add_category(measure, key, j);
		}
	}
	tally->measures_shown = tally->measure_count;
}

/* What the edition before counted besides: a reader has that, too. */
static void
lay_out_before(struct tally *tally, const struct tally_key *key)
{
	struct tally_measure *measure = NULL;
	size_t i;

	for (i = 0; i < tally->area_count && strcmp(tally->areas[i].key, key->area) != 0; i++)
		;
	if (i == tally->area_count && key->area[0] != '\0')
		add_area(tally, key->area, true);
	if (!key->has_page)
		return;
	for (i = 0; measure == NULL && i < tally->measure_count; i++)
		if (tally->measures[i].many == key->many &&
		    strcmp(tally->measures[i].key, key->page) == 0)
			measure = &tally->measures[i];
	if (measure == NULL)
		measure = add_measure(tally, key->page, key->many, NULL);
	measure->by_area |= key->has_area;
	for (i = 0; i < measure->category_count; i++)
		if (strcmp(measure->categories[i].key, key->category) == 0)
			return;
	if (key->category[0] != '\0')
		add_category(measure, key->category, TALLY_GONE);
}

struct tally_place
tally_place(const struct tally *tally, size_t cell)
{
	struct tally_place place = { NULL, cell, 0 };
	size_t width;

	for (size_t i = 0; i < tally->measure_count && tally->measures[i].first <= cell; i++)
		place.measure = &tally->measures[i];
	if (place.measure == NULL)
		return place;
	width = place.measure->category_count + 1;
	place.scope = (cell - place.measure->first) / width;
	place.column = (cell - place.measure->first) % width;
	return place;
}

/* A count that this edition cannot have, as its reader knows. */
static bool
is_gone(const struct tally *tally, const struct tally_place *place)
{
	return (place->scope > 0 && place->scope <= tally->area_count &&
	    tally->areas[place->scope - 1].gone) || (place->measure != NULL &&
	    (place->measure->page == NULL || (place->column > 0 &&
	    place->measure->categories[place->column - 1].option == TALLY_GONE)));
}

bool
tally_has(const struct tally *tally, size_t cell)
{
	struct tally_place place = tally_place(tally, cell);

	return !is_gone(tally, &place) && (place.measure == NULL || place.scope == TALLY_COUNTY ||
	    place.measure->page->counted == FORM_COUNTED_AREAS);
}

static void
know(struct disclosure_known *known, int64_t least, int64_t most)
{
	*known = (struct disclosure_known){ true, least, most };
}

int
tally_lay_out(struct tally *tally, struct error *error)
{
	size_t cells;
	const char *text;
	json_t *value;

	lay_out_form(tally);
	json_object_foreach(tally->before, text, value) {
		struct tally_key key;

		if (tally_key_parse(&key, text, error) != 0)
			return -1;
		lay_out_before(tally, &key);
	}
	cells = tally_scopes(tally);
	for (size_t i = 0; i < tally->measure_count; i++) {
		struct tally_measure *measure = &tally->measures[i];

		measure->first = cells;
		cells += (measure->by_area ? tally_scopes(tally) : 1) *
		    (measure->category_count + 1);
	}
	if (cells > DISCLOSURE_CELLS_MOST)
		return error_refuse(error, "the form has more to count than an edition has room "
		    "for: count less by area");
	tally->figures = tally->cell_count = tally->cell_room = cells;
	tally->cells = calloc(cells, sizeof *tally->cells);
	if (tally->cells == NULL)
		error_bug("no memory for the figures");
	for (size_t i = 0; i < cells; i++)
		tally->cells[i].had = tally_before_figure(tally, i, &tally->cells[i].before);
	return 0;
}

/* Whether an area has a table and a pack can be seen. */
static void
know_table(struct disclosure_known *known, const struct disclosure_figure *area)
{
	bool has = area->count >= TALLY_AREA_LEAST;

	know(known, has ? TALLY_AREA_LEAST : 0, has ? DISCLOSURE_COUNT_MOST : TALLY_AREA_LEAST - 1);
}

void
tally_withhold(struct tally *tally)
{
	for (size_t i = 0; i < tally->figures; i++) {
		struct disclosure_cell *cell = &tally->cells[i];
		struct tally_place place = tally_place(tally, i);
		bool area = place.scope > TALLY_COUNTY && place.scope <= tally->area_count;

		if (place.measure == NULL && area) {
			know_table(&cell->known_now, &cell->now);
			if (cell->had)
				know_table(&cell->known_before, &cell->before);
		}
		if (is_gone(tally, &place))
			know(&cell->known_now, 0, 0);
		if (!tally_has(tally, i) || (place.measure != NULL && place.scope > TALLY_COUNTY &&
		    (!area || tally->cells[place.scope].now.count < TALLY_AREA_LEAST)))
			cell->now.state = DISCLOSURE_WITHHELD;
	}
}
