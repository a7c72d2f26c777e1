/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/looks.h"

#include <stdio.h>
#include <string.h>

#include "client/words.h"
#include "common/error.h"
#include "common/secret.h"

#define LOOKS_VALUE_SIZE 16

static const enum words look_words[SPOT_KINDS] = {
	[SPOT_NAME] = WORDS_LOOK_NAME,
	[SPOT_SCHOOL] = WORDS_LOOK_SCHOOL,
	[SPOT_DATE] = WORDS_LOOK_DATE,
	[SPOT_POSTCODE] = WORDS_LOOK_POSTCODE,
	[SPOT_PHONE] = WORDS_LOOK_PHONE,
	[SPOT_EMAIL] = WORDS_LOOK_EMAIL,
	[SPOT_NHS_NUMBER] = WORDS_LOOK_NHS_NUMBER,
	[SPOT_UPN] = WORDS_LOOK_UPN,
	[SPOT_REFERENCE] = WORDS_LOOK_REFERENCE,
	[SPOT_MONEY] = WORDS_LOOK_MONEY,
};

static bool
looks_same(const char *left, const char *right)
{
	return words_same(left, strlen(left), right, strlen(right));
}

static bool
looks_listed(const json_t *list, const char *surface)
{
	const json_t *item;
	size_t index;

	json_array_foreach(list, index, item)
		if (looks_same(json_string_value(item), surface))
			return true;
	return false;
}

static char *
looks_surface(const char *text, const struct spot *spot)
{
	size_t length = spot->end - spot->start;
	char *surface = secret_allocate(length + 1);

	memcpy(surface, text + spot->start, length);
	surface[length] = '\0';
	return surface;
}

static void
looks_add(struct looks *looks, size_t page, const struct spot *spot, char *surface)
{
	for (size_t i = 0; i < looks->count; i++)
		if (looks->list[i].spot.kind == spot->kind &&
		    looks_same(looks->list[i].surface, surface)) {
			looks->list[i].times++;
			secret_release(surface);
			return;
		}
	looks->list = secret_reallocate(looks->list, (looks->count + 1) * sizeof *looks->list);
	looks->list[looks->count++] = (struct look){ *spot, page, 1, surface };
}

void
looks_find(struct looks *looks, const struct form *form, const json_t *answers,
    const json_t *hide, const json_t *left)
{
	looks_free(looks);
	for (size_t i = 0; i < form_page_count(form); i++) {
		const struct form_page *page = form_page(form, i);
		const json_t *answer = json_object_get(answers, page->id);
		struct spots spots = SPOTS_INIT;

		if (page->kind != FORM_TEXT || !json_is_string(answer))
			continue;
		spot_text(&spots, json_string_value(answer), json_string_length(answer));
		for (size_t j = 0; j < spots.count; j++) {
			char *surface = looks_surface(json_string_value(answer), &spots.list[j]);

			if (looks_listed(hide, surface) || looks_listed(left, surface))
				secret_release(surface);
			else
				looks_add(looks, i, &spots.list[j], surface);
		}
		spots_free(&spots);
	}
}

void
looks_free(struct looks *looks)
{
	for (size_t i = 0; i < looks->count; i++)
		secret_release(looks->list[i].surface);
	secret_release(looks->list);
	looks->list = NULL;
	looks->count = 0;
}

void
look_print(const struct look *look, const char *language, struct buffer *out)
{
	words_fill(out, language, look_words[look->spot.kind], "surface", look->surface, NULL);
}

static bool
look_starts(char byte)
{
	return ((unsigned char)byte & 0xc0) != 0x80;
}

void
look_around(const struct look *look, const char *text, struct buffer *out)
{
	size_t start = look->spot.start, end = look->spot.end, length = strlen(text), count;

	for (count = 0; start > 0 && count < LOOKS_AROUND; start--)
		count += look_starts(text[start - 1]);
	/* Not in the middle of a word, where there is a space not far off. */
	for (size_t i = start; start > 0 && i < look->spot.start; i++)
		if (text[i] == ' ') {
			start = i + 1;
			break;
		}
	for (count = 0; end < length && count < LOOKS_AROUND; count++)
		do
			end++;
		while (end < length && !look_starts(text[end]));
	for (size_t i = end; end < length && i > look->spot.end; i--)
		if (text[i] == ' ') {
			end = i;
			break;
		}
	if (start > 0)
		buffer_append_text(out, "... ");
	for (size_t i = start; i < end; i++)
		buffer_append_byte(out, text[i] == '\n' || text[i] == '\t' ? ' ' : (uint8_t)text[i]);
	if (end < length)
		buffer_append_text(out, " ...");
}

static void
look_month(char *month, size_t size, const char *language, uint8_t number)
{
	const char *text = words(language, WORDS_MONTHS);

	for (uint8_t i = 1; i < number; i++) {
		text += strcspn(text, " ");
		text += strspn(text, " ");
	}
	(void)snprintf(month, size, "%.*s", (int)strcspn(text, " "), text);
}

static void
look_vaguer_date(const struct look *look, const char *language, struct buffer *out)
{
	char month[2 * LOOKS_VALUE_SIZE] = "", year[LOOKS_VALUE_SIZE];

	if (look->spot.month >= 1 && look->spot.month <= 12)
		look_month(month, sizeof month, language, look->spot.month);
	(void)snprintf(year, sizeof year, "%u", look->spot.year);
	if (month[0] != '\0' && look->spot.year != 0)
		words_fill(out, language, WORDS_VAGUE_MONTH_YEAR, "month", month, "year", year, NULL);
	else if (month[0] != '\0')
		words_fill(out, language, WORDS_VAGUE_MONTH, "month", month, NULL);
	else if (look->spot.year != 0)
		words_fill(out, language, WORDS_VAGUE_YEAR, "year", year, NULL);
	else
		words_fill(out, language, WORDS_VAGUE_DAY, NULL);
}

static enum words
look_vaguer_money(uint32_t pounds)
{
	if (pounds == 0)
		return WORDS_VAGUE_MONEY;
	if (pounds < 1000)
		return WORDS_VAGUE_UNDER_1000;
	if (pounds <= 5000)
		return WORDS_VAGUE_1000_TO_5000;
	return pounds <= 20000 ? WORDS_VAGUE_5000_TO_20000 : WORDS_VAGUE_OVER_20000;
}

size_t
look_vaguer(const struct look *look, const char *language,
    struct buffer vaguer[LOOKS_VAGUER_MOST])
{
	static const enum words names[] = { WORDS_VAGUE_CHILD, WORDS_VAGUE_STAFF,
		WORDS_VAGUE_PLACE };
	enum words single = WORDS_VAGUE_NUMBER;

	memset(vaguer, 0, LOOKS_VAGUER_MOST * sizeof *vaguer);
	switch (look->spot.kind) {
	case SPOT_NAME:
		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			words_fill(&vaguer[i], language, names[i], NULL);
		return sizeof names / sizeof *names;
	case SPOT_DATE:
		look_vaguer_date(look, language, &vaguer[0]);
		return 1;
	case SPOT_SCHOOL:
		single = WORDS_VAGUE_SCHOOL;
		break;
	case SPOT_POSTCODE:
		single = WORDS_VAGUE_AREA;
		break;
	case SPOT_PHONE:
		single = WORDS_VAGUE_PHONE;
		break;
	case SPOT_EMAIL:
		single = WORDS_VAGUE_EMAIL;
		break;
	case SPOT_MONEY:
		single = look_vaguer_money(look->spot.pounds);
		break;
	case SPOT_NHS_NUMBER:
	case SPOT_UPN:
	case SPOT_REFERENCE:
		break;
	case SPOT_KINDS:
		error_bug("a kind of spot without its case");
	}
	words_fill(&vaguer[0], language, single, NULL);
	return 1;
}

void
look_replace(const struct look *look, const struct form *form, json_t *answers,
    const char *replacement)
{
	for (size_t i = 0; i < form_page_count(form); i++) {
		const struct form_page *page = form_page(form, i);
		const json_t *answer = json_object_get(answers, page->id);
		struct spots spots = SPOTS_INIT;
		struct buffer text = BUFFER_INIT;
		const char *old;
		size_t at = 0;

		if (page->kind != FORM_TEXT || !json_is_string(answer))
			continue;
		old = json_string_value(answer);
		spot_text(&spots, old, json_string_length(answer));
		for (size_t j = 0; j < spots.count; j++) {
			char *surface = looks_surface(old, &spots.list[j]);

			if (spots.list[j].kind == look->spot.kind &&
			    looks_same(surface, look->surface)) {
				buffer_append(&text, old + at, spots.list[j].start - at);
				buffer_append_text(&text, replacement);
				at = spots.list[j].end;
			}
			secret_release(surface);
		}
		if (at > 0) {
			buffer_append_text(&text, old + at);
			(void)json_object_set_new(answers, page->id,
			    json_stringn((const char *)text.data, text.length));
		}
		spots_free(&spots);
		buffer_free(&text);
	}
}
