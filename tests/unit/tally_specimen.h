/* SPDX-License-Identifier: ISC */
/* Forms, and families who answered them, for what is counted. */
#ifndef TESTIMONY_TALLY_SPECIMEN_H
#define TESTIMONY_TALLY_SPECIMEN_H

#include <stdlib.h>
#include <string.h>

#include "desk/tally.h"
#include "tests/unit/unit.h"

#define SMALL_OPTION(id) "{'id':'" id "','label':'" id "'}"
#define SMALL_FORM(pages) "{'format':'testimony-form-1','pages':[" pages "]," \
	"'uses':[{'id':'counts','label':'Count'}]}"

/*
 * Two areas; a court; a page that is not counted, one of two ticks with a group, one asked only
 * after one of its ticks, and one that is counted by area.
 */
__attribute__((unused)) static const char small_form[] =
    "{'format':'testimony-form-1','pages':["
    "{'id':'family-court','kind':'one','title':'C','options':[{'id':'no','label':'No'},"
    "{'id':'yes','label':'Yes'}]},"
    "{'id':'area','kind':'one','title':'A','options':[{'id':'north','label':'N'},"
    "{'id':'south','label':'S'},{'id':'not-sure','label':'?'}]},"
    "{'id':'path','kind':'one','title':'P','options':[{'id':'questions','label':'Q'},"
    "{'id':'story','label':'S'}]},"
    "{'id':'need','kind':'many','ticks':2,'counted':'county','title':'Need',"
    "'when':{'page':'path','in':['questions']},'options':["
    "{'id':'speech','label':'Speech','group':'Talking'},{'id':'autism','label':'Autism',"
    "'group':'Talking'},{'id':'hearing','label':'Hearing'},{'id':'other','label':'Other'}]},"
    "{'id':'help','kind':'one','counted':'county','title':'Help',"
    "'when':{'page':'need','in':['hearing']},'options':[{'id':'aid','label':'Aid'},"
    "{'id':'none','label':'None'}]},"
    "{'id':'missed','kind':'one','counted':'areas','title':'Missed',"
    "'when':{'page':'path','in':['questions']},'options':[{'id':'none','label':'None'},"
    "{'id':'some','label':'Some'}]},"
    "{'id':'story','kind':'text','title':'Story'}],"
    "'areas':[{'id':'north','label':'North','mp':'A'},{'id':'south','label':'South','mp':'B'}],"
    "'uses':[{'id':'counts','label':'Count'}]}";

/* JSON with ' for ". New reference. */
static inline json_t *
json_of(const char *text)
{
	struct buffer out = BUFFER_INIT;
	json_error_t error;
	json_t *value;

	for (; *text != '\0'; text++)
		buffer_append_byte(&out, *text == '\'' ? '"' : (uint8_t)*text);
	value = json_loadb((const char *)out.data, out.length, JSON_DECODE_ANY, &error);
	ck_assert_msg(value != NULL, "%s", error.text);
	buffer_free(&out);
	return value;
}

static inline struct form *
form_of(const char *text)
{
	struct error error = ERROR_INIT;
	json_t *value = json_of(text);
	struct form *form;

	unit_ok(form_new(&form, value, &error), &error);
	json_decref(value);
	return form;
}

#define FAMILIES_MOST 2000
#define MESSAGES_MOST 3

/* Families, and what they sent; answers are references of ours. */
struct families {
	const json_t *answers[FAMILIES_MOST][MESSAGES_MOST];
	struct tally_case cases[FAMILIES_MOST];
	size_t count;
};

static inline struct families *
families_new(void)
{
	struct families *families = calloc(1, sizeof *families);

	ck_assert_ptr_nonnull(families);
	return families;
}

/* Takes the reference. */
static inline void
families_send(struct families *families, size_t family, json_t *answers)
{
	struct tally_case *one = &families->cases[family];

	ck_assert_uint_lt(one->count, MESSAGES_MOST);
	one->answers = families->answers[family];
	families->answers[family][one->count++] = answers;
}

/* So many families with these answers. */
static inline void
families_add(struct families *families, int number, const char *answers)
{
	for (int i = 0; i < number; i++) {
		ck_assert_uint_lt(families->count, FAMILIES_MOST);
		families_send(families, families->count++, json_of(answers));
	}
}

static inline void
families_free(struct families *families)
{
	for (size_t i = 0; i < families->count; i++)
		for (size_t j = 0; j < families->cases[i].count; j++)
			json_decref((json_t *)families->answers[i][j]);
	free(families);
}

static inline struct tally *
tallied(const struct form *form, const struct families *families, const json_t *before)
{
	struct error error = ERROR_INIT;
	struct tally *tally;

	unit_ok(tally_new(&tally, form, families->cases, families->count, before, &error), &error);
	return tally;
}

/* The true count of a key in the figures, whatever mark stands before it; 0: it is not there. */
static inline int64_t
figure_of(const json_t *figures, const char *key)
{
	for (size_t i = 0; i < json_array_size(figures); i++) {
		const char *name = json_string_value(json_array_get(json_array_get(figures, i), 0));

		if (strcmp(name + (*name == '!' || *name == '?'), key) == 0)
			return json_integer_value(json_array_get(json_array_get(figures, i), 1));
	}
	return 0;
}

static inline uint32_t
chance(uint64_t *state, uint32_t below)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15U; /* splitmix64 */

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return (uint32_t)((z ^ (z >> 31)) % below);
}

#endif
