/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/tally.h"

#include <stdio.h>
#include <string.h>

#include "common/json.h"
#include "desk/tally_inside.h"

/* How a figure was printed, before its key: no mark: as its count says. */
#define MARK_HIDDEN '!'
#define MARK_WITHHELD '?'

/* Copies an id up to one of the stops; false where it is none. `tail`: it may have a group's mark,
 * "~" and four hex digits. An empty one may be. */
static bool
read_part(char *out, const char **text, const char *stops, bool tail)
{
	size_t length = strcspn(*text, stops), id = strcspn(*text, "~");

	if (id > length)
		id = length;
	if (id > FORM_ID_MOST || (id < length && (!tail || id == 0 || length - id != 5 ||
	    strspn(*text + id + 1, "0123456789abcdef") < 4)))
		return false;
	memcpy(out, *text, id);
	out[id] = '\0';
	if (id > 0 && !form_id_is_good(out))
		return false;
	memcpy(out, *text, length);
	out[length] = '\0';
	*text += length;
	return true;
}

int
tally_key_parse(struct tally_key *key, const char *text, struct error *error)
{
	bool fine = true;

	memset(key, 0, sizeof *key);
	key->all = strcmp(text, "all") == 0;
	if (key->all)
		return 0;
	if (*text != '@') {
		fine = read_part(key->page, &text, "=+", false) && key->page[0] != '\0';
		key->has_page = true;
		key->many = *text == '+';
		fine = fine && *text++ != '\0' && read_part(key->category, &text, "@", true);
	}
	if (fine && *text == '@') {
		text++;
		key->has_area = true;
		fine = read_part(key->area, &text, "", false);
	}
	if (!fine || *text != '\0')
		return error_refuse(error, "a figure of the edition before has a name that this "
		    "program does not know");
	return 0;
}

void
tally_key_print(const struct tally *tally, size_t cell, char text[TALLY_KEY_MOST])
{
	struct tally_place at = tally_place(tally, cell);
	char area[FORM_ID_MOST + 2] = "";

	if (at.scope != TALLY_COUNTY)
		snprintf(area, sizeof area, "@%s", at.scope <= tally->area_count ?
		    tally->areas[at.scope - 1].key : "");
	if (at.measure == NULL)
		snprintf(text, TALLY_KEY_MOST, "%s", cell == TALLY_COUNTY ? "all" : area);
	else
		snprintf(text, TALLY_KEY_MOST, "%s%s%s%s", at.measure->key,
		    at.measure->many ? "+" : "=",
		    at.column == 0 ? "" : at.measure->categories[at.column - 1].key, area);
}

static int
read_figure(json_t *found, const json_t *figure, struct error *error)
{
	const char *text = json_string_value(json_array_get(figure, 0));
	const json_t *count = json_array_get(figure, 1);
	char mark[2] = "";
	struct tally_key key;

	if (!json_is_array(figure) || json_array_size(figure) != 2 || text == NULL ||
	    strlen(text) >= TALLY_KEY_MOST || !json_is_integer(count) ||
	    json_integer_value(count) < 0 || json_integer_value(count) > TALLY_FAMILIES_MOST)
		return error_refuse(error, "a figure of the edition before is none");
	if (*text == MARK_HIDDEN || *text == MARK_WITHHELD)
		mark[0] = *text++;
	if (tally_key_parse(&key, text, error) != 0)
		return -1;
	if (json_object_get(found, text) != NULL)
		return error_refuse(error, "a figure of the edition before stands twice");
	if (json_object_set_new(found, text, json_pack("[Os]", count, mark)) != 0)
		error_bug("no memory for the figures of the edition before");
	return 0;
}

int
tally_before_read(struct tally *tally, const json_t *before, struct error *error)
{
	tally->before = json_object();
	if (before == NULL)
		return 0;
	if (!json_is_array(before) || json_array_size(before) > DISCLOSURE_CELLS_MOST)
		return error_refuse(error, "the figures of the edition before are no list, or too "
		    "many");
	for (size_t i = 0; i < json_array_size(before); i++)
		if (read_figure(tally->before, json_array_get(before, i), error) != 0)
			return -1;
	return 0;
}

bool
tally_before_figure(const struct tally *tally, size_t cell, struct disclosure_figure *figure)
{
	char key[TALLY_KEY_MOST];
	const json_t *found;
	char mark;

	tally_key_print(tally, cell, key);
	found = json_object_get(tally->before, key);
	if (found == NULL)
		return false;
	mark = json_string_value(json_array_get(found, 1))[0];
	figure->count = (int64_t)json_integer_value(json_array_get(found, 0));
	figure->published = 0;
	if (mark == MARK_HIDDEN)
		figure->state = DISCLOSURE_HIDDEN;
	else if (mark == MARK_WITHHELD)
		figure->state = DISCLOSURE_WITHHELD;
	else if (figure->count > 0 && figure->count < DISCLOSURE_FEWEST)
		figure->state = DISCLOSURE_FEW;
	else {
		figure->state = DISCLOSURE_SHOWN;
		figure->published = disclosure_round(figure->count);
	}
	return true;
}

json_t *
tally_figures(const struct tally *tally)
{
	json_t *figures = json_array();

	for (size_t i = 0; i < tally->figures; i++) {
		const struct disclosure_cell *cell = &tally->cells[i];
		char text[TALLY_KEY_MOST + 1] = "", *key = text;

		if (!tally_has(tally, i))
			continue;
		if (cell->now.state == DISCLOSURE_SHOWN && cell->now.count == 0)
			continue; /* what is missing was none */
		if (cell->now.state == DISCLOSURE_HIDDEN)
			*key++ = MARK_HIDDEN;
		else if (cell->now.state == DISCLOSURE_WITHHELD)
			*key++ = MARK_WITHHELD;
		tally_key_print(tally, i, key);
		if (json_array_append_new(figures, json_pack("[sI]", text,
		    (json_int_t)cell->now.count)) != 0)
			error_bug("no memory for the figures");
	}
	return figures;
}
