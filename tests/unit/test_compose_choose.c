/* SPDX-License-Identifier: ISC */
/* Which excerpts a pack prints, and in what order. */
#include "config.h"

#include "tests/unit/unit.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/pack/html.h"
#include "tests/unit/compose_campaign.h"

#define MANY 300
#define THEMES 7
#define SHUFFLES 300

/* Excerpts with these many words, of so many families. */
static struct compose_excerpt list[MANY];
static char texts[MANY][2048], themes[THEMES][32];

static void
make_list(size_t count, size_t words, size_t families)
{
	for (size_t i = 0; i < THEMES; i++)
		(void)snprintf(themes[i], sizeof themes[i], "Theme %c", (int)('a' + i));
	for (size_t i = 0; i < count; i++) {
		size_t used = (size_t)snprintf(texts[i], sizeof texts[i], "t%zu", i);

		for (size_t word = 1; word < words; word++)
			used += (size_t)snprintf(texts[i] + used, sizeof texts[i] - used, " w%zu",
			    i * 31 % 97 + word);
		list[i] = (struct compose_excerpt){ .text = texts[i], .theme = themes[i % THEMES],
			.area = i % 3 == 0 ? NULL : "Redditch", .repeat = COMPOSE_EVERYWHERE,
			.family = 1000000 - i % families };
	}
}

static struct compose
made(size_t count)
{
	struct compose_excerpt unused[SPECIMEN_EXCERPTS];
	struct compose compose = specimen_compose(COMPOSE_COUNTY, campaign_made(), unused);

	compose.excerpts = list;
	compose.excerpt_count = count;
	return compose;
}

static size_t
count_of(const bool *printed, size_t count)
{
	size_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += printed[i] ? 1 : 0;
	return sum;
}

static size_t
quotations(const struct document *document)
{
	size_t count = 0;

	for (size_t i = 0; i < document->block_count; i++)
		count += document->blocks[i].kind == DOCUMENT_QUOTATION ? 1 : 0;
	return count;
}

static void
hash(uint8_t out[32], const char *text)
{
	(void)crypto_hash_sha256(out, (const uint8_t *)text, strlen(text));
}

START_TEST(excerpts_stand_by_theme_and_hash_and_those_of_no_theme_last)
{
	struct compose compose = made(0);
	struct document *document;
	const char *theme = "", *last = NULL;
	size_t found = 0;

	make_list(60, 5, 60);
	list[7].theme = NULL;
	list[8].theme = "";
	list[9].theme = "Zebra crossings";
	compose.excerpt_count = 60;
	document = composed(&compose, NULL);
	for (size_t i = 0; i < document->block_count; i++) {
		const struct document_block *block = &document->blocks[i];

		if (block->kind == DOCUMENT_HEADING && block->level == 2) {
			if (strcmp(block->text, "Other") != 0)
				ck_assert_int_lt(strcmp(theme, block->text), 0);
			theme = block->text;
			last = NULL;
		}
		if (block->kind != DOCUMENT_QUOTATION)
			continue;
		found++;
		if (last != NULL) {
			uint8_t before[32], now[32];

			hash(before, last);
			hash(now, block->text);
			ck_assert_int_lt(memcmp(before, now, 32), 0);
		}
		last = block->text;
	}
	ck_assert_str_eq(theme, "Other");
	ck_assert_uint_eq(found, 60);
	document_free(&document);
}
END_TEST

START_TEST(the_order_in_which_they_came_never_shows)
{
	struct compose compose = made(0);
	struct compose_excerpt original[MANY];
	struct buffer first = BUFFER_INIT, out = BUFFER_INIT;
	bool printed[MANY], kept[MANY];

	/* Too many for the room, some the same words of two families. */
	make_list(MANY, 30, 40);
	for (size_t i = 0; i < 20; i++) {
		list[i + 20] = list[i];
		list[i + 20].family++;
	}
	memcpy(original, list, sizeof list);
	compose.excerpt_count = 120;
	for (size_t round = 0; round < SHUFFLES; round++) {
		struct document *document = composed(&compose, printed);

		html_print(document, &out);
		document_free(&document);
		if (round == 0) {
			buffer_append(&first, out.data, out.length);
			memcpy(kept, printed, sizeof kept);
			ck_assert_uint_lt(count_of(printed, 120), 120);
		}
		ck_assert_uint_eq(out.length, first.length);
		ck_assert_mem_eq(out.data, first.data, first.length);
		for (size_t i = 0; i < 120 && round > 0; i++)
			for (size_t j = 0; j < 120; j++)
				if (memcmp(&list[i], &original[j], sizeof list[i]) == 0) {
					ck_assert_int_eq(printed[i], kept[j]);
					break;
				}
		buffer_clear(&out);
		for (size_t i = 119; i > 0; i--) {
			size_t other = randombytes_uniform((uint32_t)(i + 1));
			struct compose_excerpt excerpt = list[i];

			list[i] = list[other];
			list[other] = excerpt;
		}
	}
	buffer_free(&first);
	buffer_free(&out);
}
END_TEST

START_TEST(a_long_pack_keeps_to_what_parliament_recommends)
{
	struct compose compose = made(0);
	bool printed[MANY];
	struct document *document;
	size_t count;

	make_list(MANY, 40, MANY);
	compose.excerpt_count = MANY;
	document = composed(&compose, printed);
	count = count_of(printed, MANY);
	ck_assert_uint_eq(quotations(document), count);
	ck_assert_uint_le(document_words(document), COMPOSE_WORDS);
	/* It is used: there is no room for one more. */
	ck_assert_uint_gt(document_words(document), COMPOSE_WORDS - 40);
	for (size_t i = 0; i < THEMES; i++)
		has(document, themes[i]);
	ck_assert_uint_eq(count, 45);
	has(document, "\nAbout 255 more are not printed, because Parliament recommends at most "
	    "3,000 words. Nobody chose which: ");
	document_free(&document);
}
END_TEST

/* So many that all but a few fit. */
START_TEST(that_fewer_than_ten_are_left_out_is_all_that_is_said_of_them)
{
	struct compose compose = made(0);
	bool printed[MANY];
	bool seen_few = false, seen_ten = false;

	make_list(MANY, 40, MANY);
	for (size_t count = 20; count < 70; count++) {
		struct document *document;
		size_t left_out;

		compose.excerpt_count = count;
		document = composed(&compose, printed);
		left_out = count - count_of(printed, count);
		if (left_out == 0) {
			has_not(document, "not printed");
		} else if (left_out < DISCLOSURE_FEWEST) {
			seen_few = true;
			has(document, "\nFewer than 10 more are not printed, because");
		} else {
			char line[64];

			seen_ten = seen_ten || left_out == DISCLOSURE_FEWEST;
			(void)snprintf(line, sizeof line, "\nAbout %lld more are not printed",
			    (long long)disclosure_round((int64_t)left_out));
			has(document, line);
		}
		document_free(&document);
	}
	ck_assert(seen_few);
	ck_assert(seen_ten);
}
END_TEST

START_TEST(whatever_all_fits_is_all_printed)
{
	struct compose compose = made(0);
	size_t least = SIZE_MAX;

	/* One word longer each time: until the last word that fits. */
	for (size_t words = 40; words < 80; words++) {
		bool printed[MANY];
		struct document *document;
		size_t total;

		make_list(30, words, 30);
		compose.excerpt_count = 30;
		document = composed(&compose, printed);
		total = document_words(document);
		ck_assert_uint_le(total, COMPOSE_WORDS);
		if (count_of(printed, 30) == 30 && COMPOSE_WORDS - total < least)
			least = COMPOSE_WORDS - total;
		document_free(&document);
	}
	ck_assert_uint_lt(least, 50); /* 30 words more would not have fitted; 20: what may vary */
}
END_TEST

static void
huge_tables(struct document *document, const struct tally *tally)
{
	(void)tally;
	for (size_t i = 0; i < 40; i++)
		specimen_tables(document, NULL);
}

START_TEST(long_tables_leave_room_for_words)
{
	struct compose compose = made(0);
	bool printed[MANY];
	struct document *document;

	make_list(MANY, 40, MANY);
	compose.excerpt_count = MANY;
	compose.tables = huge_tables;
	document = composed(&compose, printed);
	ck_assert_uint_ge(count_of(printed, MANY), COMPOSE_WORDS_LEAST / 70);
	ck_assert_uint_le(count_of(printed, MANY), COMPOSE_WORDS_LEAST / 40);
	document_free(&document);
}
END_TEST

START_TEST(no_family_takes_the_room_of_others)
{
	struct compose compose = made(0);
	bool printed[MANY];
	struct document *document;

	/* One with 290, and ten with one each, all in one theme. */
	make_list(MANY, 60, MANY);
	for (size_t i = 0; i < MANY; i++) {
		list[i].theme = themes[0];
		if (i >= 10)
			list[i].family = 5;
	}
	compose.excerpt_count = MANY;
	document = composed(&compose, printed);
	ck_assert_uint_eq(count_of(printed, 10), 10);
	ck_assert_uint_gt(count_of(printed, MANY), 11);
	document_free(&document);
}
END_TEST

START_TEST(every_theme_has_its_turn)
{
	struct compose compose = made(0);
	bool printed[MANY];
	struct document *document;

	make_list(MANY, 60, MANY);
	for (size_t i = THEMES; i < MANY; i++)
		list[i].theme = themes[0];
	compose.excerpt_count = MANY;
	document = composed(&compose, printed);
	ck_assert_uint_eq(count_of(printed + 1, THEMES - 1), THEMES - 1);
	document_free(&document);
}
END_TEST

START_TEST(one_that_is_too_long_gives_way_to_others)
{
	static char huge[40000];
	struct compose compose = made(0);
	bool printed[MANY];
	struct document *document;

	make_list(20, 10, 20);
	for (size_t i = 0; i + 2 < sizeof huge; i += 2)
		memcpy(huge + i, "w ", 2);
	list[3].text = huge;
	compose.excerpt_count = 20;
	document = composed(&compose, printed);
	ck_assert(!printed[3]);
	ck_assert_uint_eq(count_of(printed, 20), 19);
	has(document, "\nFewer than 10 more are not printed");
	document_free(&document);
}
END_TEST

/* Whether new ones are marked, where so many families are new and so many are not. */
START_TEST(new_words_are_marked_where_that_singles_nobody_out)
{
	static const struct {
		size_t fresh, old, families;
		const char *says;
		bool marked;
	} cases[] = {
		{ 10, 10, 20, "Words that are new are marked so.", true },
		{ 9, 11, 20, "Which words are new is not said", false },
		{ 11, 9, 20, "Which words are new is not said", false },
		{ 10, 0, 10, "All words here are new in this edition.", false },
		{ 9, 0, 9, "Which words are new is not said", false },
		{ 0, 10, 10, "All words here are of families that the last", false },
		{ 0, 9, 9, "Which words are new is not said", false },
		{ 20, 20, 10, "Words that are new are marked so.", true },
		{ 20, 20, 9, "Which words are new is not said", false },
	};
	const size_t fresh = cases[_i].fresh, count = fresh + cases[_i].old;
	struct compose compose = made(0);
	struct document *document;

	make_list(count, 5, cases[_i].families);
	for (size_t i = 0; i < count; i++)
		list[i].fresh = i < fresh;
	compose.excerpt_count = count;
	document = composed(&compose, NULL);
	ck_assert_uint_eq(quotations(document), count);
	has(document, cases[_i].says);
	for (size_t i = 0; i < document->block_count; i++) {
		const struct document_block *block = &document->blocks[i];
		bool marked;

		if (block->kind != DOCUMENT_QUOTATION)
			continue;
		marked = strstr(block->source, " New in this edition.") != NULL;
		ck_assert_int_eq(marked, cases[_i].marked &&
		    strtoul(block->text + 1, NULL, 10) < fresh);
	}
	document_free(&document);
	/* The first edition has nothing that is new. */
	compose.former_day = COMPOSE_NO_DAY;
	document = composed(&compose, NULL);
	has_not(document, "New in this edition");
	has_not(document, "last edition");
	document_free(&document);
}
END_TEST

/* No number from 1 to 9 stands among the words but those that families wrote. */
START_TEST(excerpts_are_never_counted)
{
	struct compose compose = made(0);

	compose.promise_count = 0;
	for (size_t count = 0; count < 12; count++) {
		struct document *document;

		make_list(count, 3, 12);
		compose.excerpt_count = count;
		document = composed(&compose, NULL);
		for (size_t i = 0; i < document->block_count; i++) {
			const struct document_block *block = &document->blocks[i];
			const char *at = block->kind == DOCUMENT_QUOTATION ? block->source :
			    block->text;

			while (at != NULL && *(at += strcspn(at, "0123456789")) != '\0') {
				unsigned long number = strtoul(at, NULL, 10);

				ck_assert_msg(number == 0 || number >= 10 ||
				    strstr(block->text, "Edition 2.") != NULL ||
				    strstr(block->text, "in table ") != NULL ||
				    strstr(block->text, "7 June") != NULL, "%s", block->text);
				at += strspn(at, "0123456789");
			}
		}
		document_free(&document);
	}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("compose_choose");
	TCase *cases = tcase_create("compose_choose");

	tcase_set_timeout(cases, 120);
	tcase_add_test(cases, excerpts_stand_by_theme_and_hash_and_those_of_no_theme_last);
	tcase_add_test(cases, the_order_in_which_they_came_never_shows);
	tcase_add_test(cases, a_long_pack_keeps_to_what_parliament_recommends);
	tcase_add_test(cases, that_fewer_than_ten_are_left_out_is_all_that_is_said_of_them);
	tcase_add_test(cases, whatever_all_fits_is_all_printed);
	tcase_add_test(cases, long_tables_leave_room_for_words);
	tcase_add_test(cases, no_family_takes_the_room_of_others);
	tcase_add_test(cases, every_theme_has_its_turn);
	tcase_add_test(cases, one_that_is_too_long_gives_way_to_others);
	tcase_add_loop_test(cases, new_words_are_marked_where_that_singles_nobody_out, 0, 9);
	tcase_add_test(cases, excerpts_are_never_counted);
	suite_add_tcase(suite, cases);
	return suite;
}
