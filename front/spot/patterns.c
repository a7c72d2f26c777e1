/* SPDX-License-Identifier: ISC */
#include "config.h"

#define PCRE2_CODE_UNIT_WIDTH 8

#include "front/spot/patterns.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/utf8.h"
#include "front/spot/pattern_table.h"

/* At one place. The longest real match takes some hundreds. */
#define PATTERN_STEPS 20000
#define PATTERN_DEPTH 2000

struct patterns {
	pcre2_code **codes;
	const uint8_t **first; /* bits of the bytes that a match may begin with, or NULL */
	pcre2_match_data *data;
	pcre2_match_context *context;
};

struct patterns *
patterns_new(void)
{
	struct patterns *patterns = calloc(1, sizeof *patterns);

	if (patterns == NULL)
		error_bug("no memory");
	patterns->codes = calloc(pattern_count, sizeof(pcre2_code *));
	patterns->first = calloc(pattern_count, sizeof *patterns->first);
	patterns->data = pcre2_match_data_create(PATTERN_GROUPS, NULL);
	patterns->context = pcre2_match_context_create(NULL);
	if (patterns->codes == NULL || patterns->first == NULL || patterns->data == NULL ||
	    patterns->context == NULL)
		error_bug("no memory");
	(void)pcre2_set_match_limit(patterns->context, PATTERN_STEPS);
	(void)pcre2_set_depth_limit(patterns->context, PATTERN_DEPTH);
	for (size_t i = 0; i < pattern_count; i++) {
		PCRE2_SIZE place;
		int problem;

		patterns->codes[i] = pcre2_compile((PCRE2_SPTR)pattern_table[i].expression,
		    PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C,
		    &problem, &place, NULL);
		if (patterns->codes[i] == NULL)
			error_bug("an expression of pattern_table.c is wrong");
		(void)pcre2_pattern_info(patterns->codes[i], PCRE2_INFO_FIRSTBITMAP,
		    &patterns->first[i]);
	}
	return patterns;
}

void
patterns_free(struct patterns **patterns)
{
	if (*patterns == NULL)
		return;
	for (size_t i = 0; i < pattern_count; i++)
		pcre2_code_free((*patterns)->codes[i]);
	pcre2_match_data_free((*patterns)->data);
	pcre2_match_context_free((*patterns)->context);
	free((*patterns)->codes);
	free((*patterns)->first);
	free(*patterns);
	*patterns = NULL;
}

/* Does a pattern find something that begins exactly here? */
static bool
pattern_try(struct patterns *patterns, size_t which, const struct buffer *text, size_t at,
    struct spot *spot)
{
	const struct pattern *pattern = &pattern_table[which];
	struct pattern_match match = { .text = (const char *)text->data, .length = text->length };
	const uint8_t *first = patterns->first[which];
	const PCRE2_SIZE *bounds;
	int groups;

	if (first != NULL && (first[text->data[at] / 8] & (1 << text->data[at] % 8)) == 0)
		return false;
	groups = pcre2_match(patterns->codes[which], text->data, text->length, at,
	    PCRE2_ANCHORED | PCRE2_NO_UTF_CHECK, patterns->data, patterns->context);
	/* No match, or too many steps: not here. */
	if (groups < 1)
		return false;
	bounds = pcre2_get_ovector_pointer(patterns->data);
	for (int i = 0; i < groups && i < PATTERN_GROUPS; i++)
		if (bounds[2 * i] != PCRE2_UNSET) {
			match.group[i].begin = bounds[2 * i];
			match.group[i].end = bounds[2 * i + 1];
		}
	*spot = (struct spot){ .kind = pattern->kind, .start = match.group[0].begin,
		.end = match.group[0].end };
	if (match.group[1].end > match.group[1].begin) {
		spot->start = match.group[1].begin;
		spot->end = match.group[1].end;
	}
	return (pattern->judge == NULL || pattern->judge(&match, spot)) &&
	    spot->end > spot->start && spot->end > at;
}

/* Which patterns may begin here; 0 for none. */
static unsigned
pattern_place(const struct folded *folded, size_t at, size_t *word)
{
	uint8_t byte = folded->text.data[at];

	while (*word < folded->count && folded->words[*word].start < at)
		(*word)++;
	if (*word < folded->count && folded->words[*word].start == at)
		return byte >= '0' && byte <= '9' ? AT_DIGIT : AT_LETTER;
	if (byte == '@' || byte == '+' || byte == '(' ||
	    (byte == 0xc2 && folded->text.data[at + 1] == 0xa3))
		return AT_SIGN;
	return 0;
}

static void
patterns_take(struct folded *folded, size_t word, const struct spot *spot)
{
	for (; word < folded->count && folded->words[word].start < spot->end; word++)
		if (folded->words[word].end > spot->start)
			folded->words[word].taken = true;
}

void
patterns_find(struct patterns *patterns, struct folded *folded, struct buffer *found)
{
	const struct buffer *text = &folded->text;
	bool has[256] = { [0] = true };
	size_t word = 0;

	for (size_t i = 0; i < text->length; i++)
		has[text->data[i]] = true;
	for (size_t at = 0; at < text->length;) {
		unsigned place = pattern_place(folded, at, &word);
		struct spot spot;
		bool hit = false;

		for (size_t i = 0; place != 0 && i < pattern_count && !hit; i++)
			if ((pattern_table[i].at & place) != 0 &&
			    has[(unsigned char)pattern_table[i].needs])
				hit = pattern_try(patterns, i, text, at, &spot);
		if (hit) {
			buffer_append(found, &spot, sizeof spot);
			patterns_take(folded, word, &spot);
			at = spot.end;
		} else {
			at++;
		}
	}
}
