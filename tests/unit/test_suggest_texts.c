/* SPDX-License-Identifier: ISC */
/* How many of the names that a hand marked are suggested, and how much besides: see
 * tests/data/redact/README.md. */
#include "config.h"

#include "tests/unit/unit.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/redact/suggest.h"

#define MARKS_MOST 64
#define NAMES_MOST 8

enum mark_kind { MARK_PERSON, MARK_SCHOOL, MARK_PLACE, MARK_ORGANISATION, MARK_KINDS };
static const char *const mark_names[MARK_KINDS] = { "person", "school", "place", "organisation" };

struct mark {
	size_t start, end;
	enum mark_kind kind;
};

/* One text: its marks taken out. */
struct specimen {
	struct buffer raw, text;
	const char *hide[NAMES_MOST];
	size_t hide_count;
	struct mark marks[MARKS_MOST];
	size_t mark_count;
};

struct tally {
	size_t marked[MARK_KINDS], found[MARK_KINDS], touched[MARK_KINDS];
	size_t words, flagged, vain;
};

/* "hide: jack, oakmere", and a text with {{kind:name}} in it. */
static void
specimen_read(struct specimen *specimen, const char *path)
{
	char *at, *rest = NULL, *body;

	*specimen = (struct specimen){ .raw = BUFFER_INIT, .text = BUFFER_INIT };
	unit_read(&specimen->raw, path);
	at = (char *)specimen->raw.data;
	ck_assert_msg(strncmp(at, "hide: ", 6) == 0, "%s", path);
	body = strchr(at, '\n');
	ck_assert_ptr_nonnull(body);
	*body++ = '\0';
	for (char *name = strtok_r(at + 6, ",", &rest); name != NULL;
	    name = strtok_r(NULL, ",", &rest)) {
		name += strspn(name, " ");
		ck_assert_uint_lt(specimen->hide_count, NAMES_MOST);
		if (strcmp(name, "none") != 0)
			specimen->hide[specimen->hide_count++] = name;
	}
	for (char *open; (open = strstr(body, "{{")) != NULL;) {
		char *colon = strchr(open, ':'), *close = strstr(open, "}}");
		struct mark *mark = &specimen->marks[specimen->mark_count++];

		ck_assert_msg(colon != NULL && close != NULL && colon < close &&
		    specimen->mark_count < MARKS_MOST, "%s", path);
		buffer_append(&specimen->text, body, (size_t)(open - body));
		mark->kind = MARK_KINDS;
		for (enum mark_kind kind = 0; kind < MARK_KINDS; kind++)
			if (strlen(mark_names[kind]) == (size_t)(colon - open) - 2 &&
			    strncmp(mark_names[kind], open + 2, (size_t)(colon - open) - 2) == 0)
				mark->kind = kind;
		ck_assert_msg(mark->kind < MARK_KINDS, "%s: %.20s", path, open);
		mark->start = specimen->text.length;
		buffer_append(&specimen->text, colon + 1, (size_t)(close - colon) - 1);
		mark->end = specimen->text.length;
		body = close + 2;
	}
	buffer_append_text(&specimen->text, body);
}

static bool
is_letter(uint8_t byte)
{
	return byte >= 0x80 || (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' &&
	    (byte | 0x20) <= 'z');
}

static void
specimen_count(const struct specimen *specimen, bool hide, struct tally *tally)
{
	struct suggest_options options = { .hide = { specimen->hide,
		hide ? specimen->hide_count : 0 } };
	const uint8_t *text = specimen->text.data;
	size_t length = specimen->text.length;
	char *cover = calloc(1, length + 1), *gold = calloc(1, length + 1);
	struct suggestions found;

	ck_assert(cover != NULL && gold != NULL);
	suggest_text(&found, (const char *)text, length, &options);
	for (size_t i = 0; i < found.count; i++)
		memset(cover + found.list[i].start, 1, found.list[i].end - found.list[i].start);
	suggestions_free(&found);
	for (size_t i = 0; i < specimen->mark_count; i++) {
		const struct mark *mark = &specimen->marks[i];
		bool whole = true, some = false;

		for (size_t at = mark->start; at < mark->end; at++) {
			gold[at] = 1;
			if (!is_letter(text[at]))
				continue;
			whole &= cover[at];
			some |= cover[at];
		}
		tally->marked[mark->kind]++;
		tally->found[mark->kind] += whole;
		tally->touched[mark->kind] += some;
	}
	for (size_t at = 0; at < length;) {
		bool flagged = false, named = false;
		size_t start;

		while (at < length && (text[at] == ' ' || text[at] == '\n'))
			at++;
		for (start = at; at < length && text[at] != ' ' && text[at] != '\n'; at++) {
			flagged |= cover[at];
			named |= gold[at];
		}
		tally->words += at > start;
		tally->flagged += flagged;
		tally->vain += flagged && !named;
	}
	free(cover);
	free(gold);
}

/* Prints a line for each kind and one for all; returns the part of all that was found whole. */
static double
tally_print(const struct tally *tally, const char *what)
{
	size_t marked = 0, found = 0, touched = 0;

	for (enum mark_kind kind = 0; kind < MARK_KINDS; kind++) {
		printf("# %s: %s: %zu of %zu found whole, %zu touched\n", what, mark_names[kind],
		    tally->found[kind], tally->marked[kind], tally->touched[kind]);
		marked += tally->marked[kind];
		found += tally->found[kind];
		touched += tally->touched[kind];
	}
	printf("# %s: all: %zu of %zu found whole (%.3f), %zu touched (%.3f); %.3f of %zu words "
	    "flagged, %.3f in vain\n", what, found, marked, (double)found / (double)marked, touched,
	    (double)touched / (double)marked, (double)tally->flagged / (double)tally->words,
	    tally->words, (double)tally->vain / (double)tally->words);
	return (double)found / (double)marked;
}

/* Measures the texts of a folder of tests/data/redact, without and with their lists "hide". */
static void
measure(const char *folder, size_t texts, size_t names, double least, double least_hidden,
    double most)
{
	struct tally without = { .words = 0 }, with = { .words = 0 };
	struct buffer path = BUFFER_INIT, relative = BUFFER_INIT, what = BUFFER_INIT;
	size_t marked = 0;
	glob_t files;

	buffer_format(&relative, "tests/data/redact/%s/*.txt", folder);
	ck_assert_int_eq(glob(unit_path(&path, (const char *)relative.data), 0, NULL, &files), 0);
	ck_assert_uint_eq(files.gl_pathc, texts);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		struct specimen specimen;

		buffer_clear(&relative);
		buffer_format(&relative, "tests/data/redact/%s/%s", folder,
		    strrchr(files.gl_pathv[i], '/') + 1);
		specimen_read(&specimen, (const char *)relative.data);
		specimen_count(&specimen, false, &without);
		specimen_count(&specimen, true, &with);
		buffer_free(&specimen.raw);
		buffer_free(&specimen.text);
	}
	globfree(&files);
	for (enum mark_kind kind = 0; kind < MARK_KINDS; kind++)
		marked += without.marked[kind];
	ck_assert_uint_eq(marked, names);
	buffer_format(&what, "%s, nothing hidden", folder);
	ck_assert_double_ge(tally_print(&without, (const char *)what.data), least);
	buffer_clear(&what);
	buffer_format(&what, "%s, with the family's list", folder);
	ck_assert_double_ge(tally_print(&with, (const char *)what.data), least_hidden);
	ck_assert_double_le((double)with.flagged / (double)with.words, most);
	ck_assert_double_le((double)without.flagged / (double)without.words, most);
	buffer_free(&path);
	buffer_free(&relative);
	buffer_free(&what);
}

START_TEST(of_twenty_texts_nearly_all_names_are_suggested)
{
	measure("texts", 20, 382, 0.95, 0.98, 0.20);
}
END_TEST

START_TEST(texts_written_later_fare_as_well)
{
	measure("later", 10, 182, 0.95, 0.95, 0.20);
}
END_TEST

START_TEST(texts_written_last_fare_as_well)
{
	measure("last", 5, 82, 0.95, 0.95, 0.20);
}
END_TEST

START_TEST(texts_written_now_fare_as_well)
{
	measure("now", 3, 51, 0.95, 0.95, 0.20);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("suggest_texts");
	TCase *tests = tcase_create("suggest_texts");

	tcase_set_timeout(tests, 300);
	tcase_add_test(tests, of_twenty_texts_nearly_all_names_are_suggested);
	tcase_add_test(tests, texts_written_later_fare_as_well);
	tcase_add_test(tests, texts_written_last_fare_as_well);
	tcase_add_test(tests, texts_written_now_fare_as_well);
	suite_add_tcase(suite, tests);
	return suite;
}
