/* SPDX-License-Identifier: ISC */
#include "config.h"

#define PCRE2_CODE_UNIT_WIDTH 8

#include "desk/redact/shapes.h"

#include <pcre2.h>
#include <stdlib.h>

#include "common/error.h"

/* For one shape at one place. The longest real match takes some hundreds. */
#define SHAPE_STEPS 20000
#define SHAPE_DEPTH 2000

static const struct shape_table *const all_tables[] = { &identifier_shapes, &reference_shapes,
	&contact_shapes, &day_shapes, &church_shapes, &rare_shapes };

struct shaper {
	pcre2_code *code;
	const uint8_t *first; /* bits of the bytes that a match may begin with, or NULL */
	const struct shape *shape;
};

struct shaping {
	struct findings *findings;
	struct shaper *shapers;
	size_t count, given_up;
	pcre2_match_data *data;
	pcre2_match_context *context;
};

void
shapes_new(struct shaping **made, const struct shape_table *const *tables, size_t table_count)
{
	struct shaping *shaping = calloc(1, sizeof *shaping);
	size_t count = 0;

	if (shaping == NULL)
		error_bug("no memory");

	for (size_t i = 0; i < table_count; i++)
		count += tables[i]->count;
	shaping->shapers = calloc(count, sizeof *shaping->shapers);
	shaping->data = pcre2_match_data_create(PATTERN_GROUPS, NULL);
	shaping->context = pcre2_match_context_create(NULL);
	if (shaping->shapers == NULL || shaping->data == NULL || shaping->context == NULL)
		error_bug("no memory");
	(void)pcre2_set_match_limit(shaping->context, SHAPE_STEPS);
	(void)pcre2_set_depth_limit(shaping->context, SHAPE_DEPTH);
	for (size_t i = 0; i < table_count; i++)
		for (size_t j = 0; j < tables[i]->count; j++) {
			struct shaper *shaper = &shaping->shapers[shaping->count++];
			PCRE2_SIZE place;
			int problem;

			shaper->shape = &tables[i]->shapes[j];
			shaper->code = pcre2_compile((PCRE2_SPTR)shaper->shape->expression,
			    PCRE2_ZERO_TERMINATED,
			    PCRE2_UTF | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C, &problem, &place,
			    NULL);
			if (shaper->code == NULL)
				error_bug("an expression of desk/redact is wrong");
			(void)pcre2_pattern_info(shaper->code, PCRE2_INFO_FIRSTBITMAP,
			    &shaper->first);
		}
	*made = shaping;
}

void
shapes_free(struct shaping **shaping)
{
	if (shaping == NULL || *shaping == NULL)
		return;
	for (size_t i = 0; i < (*shaping)->count; i++)
		pcre2_code_free((*shaping)->shapers[i].code);
	pcre2_match_data_free((*shaping)->data);
	pcre2_match_context_free((*shaping)->context);
	free((*shaping)->shapers);
	free(*shaping);
	*shaping = NULL;
}

static void
shape_try(struct shaping *shaping, const struct shaper *shaper, size_t at)
{
	const struct buffer *text = &shaping->findings->folded.text;
	const struct shape *shape = shaper->shape;
	struct pattern_match match = { .text = (const char *)text->data, .length = text->length };
	/* An unusual fact may have a name in it, which stays one; so may a longer name. */
	struct finding finding = { .kind = shape->kind, .sure = shape->sure,
		.whole = shape->kind != SUGGEST_RARE && shape->kind > SUGGEST_ORGANISATION,
		.why = shape->why };
	const PCRE2_SIZE *bounds;
	int groups;

	if (shaper->first != NULL &&
	    (shaper->first[text->data[at] / 8] & (1 << text->data[at] % 8)) == 0)
		return;
	groups = pcre2_match(shaper->code, text->data, text->length, at,
	    PCRE2_ANCHORED | PCRE2_NO_UTF_CHECK, shaping->data, shaping->context);
	if (groups < 1) {
		shaping->given_up += groups != PCRE2_ERROR_NOMATCH;
		return;
	}
	bounds = pcre2_get_ovector_pointer(shaping->data);
	for (int i = 0; i < groups && i < PATTERN_GROUPS; i++)
		if (bounds[2 * i] != PCRE2_UNSET) {
			match.group[i].begin = bounds[2 * i];
			match.group[i].end = bounds[2 * i + 1];
		}
	finding.start = match.group[0].begin;
	finding.end = match.group[0].end;
	if (match.group[1].end > match.group[1].begin) {
		finding.start = match.group[1].begin;
		finding.end = match.group[1].end;
	}
	if ((shape->judge == NULL || shape->judge(shaping->findings, &match, &finding)) &&
	    finding.end > finding.start)
		buffer_append(&shaping->findings->list, &finding, sizeof finding);
}

/* Which shapes may begin here; 0 for none. */
static unsigned
shape_place(const struct folded *folded, size_t at, size_t *word)
{
	uint8_t byte = folded->text.data[at];

	while (*word < folded->count && folded->words[*word].start < at)
		(*word)++;
	if (*word < folded->count && folded->words[*word].start == at)
		return byte >= '0' && byte <= '9' ? AT_DIGIT : AT_LETTER;
	switch (byte) {
	case ':': case '@': case '+': case '(': case '[': case '#': case '"': case '\'':
		return AT_SIGN;
	case 0xc2: /* the pound sign: C2 A3 */
		return folded->text.data[at + 1] == 0xa3 ? AT_SIGN : 0;
	default:
		return 0;
	}
}

size_t
shapes_find_with(struct shaping *shaping, struct findings *findings)
{
	size_t word = 0;

	shaping->findings = findings;
	shaping->given_up = 0;
	for (size_t at = 0; at < findings->folded.text.length; at++) {
		unsigned place = shape_place(&findings->folded, at, &word);

		for (size_t i = 0; place != 0 && i < shaping->count; i++)
			if ((shaping->shapers[i].shape->at & place) != 0)
				shape_try(shaping, &shaping->shapers[i], at);
	}
	shaping->findings = NULL;
	return shaping->given_up;
}

size_t
shapes_find(struct findings *findings)
{
	struct shaping *shaping;
	size_t given_up;

	shapes_new(&shaping, all_tables, sizeof all_tables / sizeof all_tables[0]);
	given_up = shapes_find_with(shaping, findings);
	shapes_free(&shaping);
	return given_up;
}
