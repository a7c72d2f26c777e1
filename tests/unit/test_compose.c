/* SPDX-License-Identifier: ISC */
/* What a pack says. */
#include "config.h"

#include "tests/unit/unit.h"

#include <signal.h>
#include <string.h>

#include "desk/pack/html.h"
#include "desk/pack/odt_inside.h"
#include "tests/unit/compose_campaign.h"
#include "tests/unit/pack_specimen.h"
#include "tests/unit/xml_check.h"

static struct compose_excerpt excerpts[SPECIMEN_EXCERPTS];

static struct compose
made(enum compose_kind kind)
{
	return specimen_compose(kind, campaign_made(), excerpts);
}

/* The headings of level 1, in their order. */
static void
headings(const struct document *document, struct buffer *out)
{
	for (size_t i = 0; i < document->block_count; i++)
		if (document->blocks[i].level == 1)
			buffer_format(out, "%s|", document->blocks[i].text);
}

START_TEST(every_pack_has_its_parts_in_their_order)
{
	struct compose compose = made((enum compose_kind)_i);
	struct document *document = composed(&compose, NULL);
	struct buffer text = BUFFER_INIT;

	headings(document, &text);
	ck_assert_str_eq((const char *)text.data, "Summary|What this is|"
	    "In their own words|What we ask|Since the last edition|Promises kept and broken|"
	    "How to check this pack|Figures|");
	/* Before the first heading: whose it is, and whom to ask. */
	ck_assert_int_eq(document->blocks[0].kind, DOCUMENT_PLAIN);
	has(document, "Questions, and to check that this pack is ours: hello@voices.example\n");
	ck_assert(strstr(said(document), "hello@voices.example") <
	    strstr(said(document), "# Summary"));
	has(document, "They are self-selected and unverified. ");
	has(document, "So this cannot show how often something happens in the county, who was at "
	    "fault, or which area does better.");
	has(document, "It is evidence about policy, not casework.");
	has(document, "From September 2026 up to 22 November 2026, families");
	has(document, "In all, 310 families told us what happened to them. They are self-selected, "
	    "and what they say is unverified.\n");
	has(document, "This edition counts those who allow it: 310.");
	has(document, "Most often in table 3 (What went wrong?): “The decision or the plan came "
	    "late”, 190; “What the plan says was not delivered”, 155; “No suitable school or "
	    "place”, 95.\n");
	has(document, "Our one ask: That the county publishes");
	has(document, "# What we ask\nThat the county publishes");
	has(document, "The file verify.txt beside this one says");
	ck_assert_str_eq(document->language, "en-GB");
	ck_assert_int_eq(document->day, SPECIMEN_DAY);
	/* All that is no quotation, table or summary has a number. */
	for (size_t i = 4; i < document->block_count; i++)
		ck_assert_int_ne(document->blocks[i].kind, DOCUMENT_PLAIN);
	ck_assert_uint_le(document_words(document), COMPOSE_WORDS);
	document_free(&document);
	buffer_free(&text);
}
END_TEST

START_TEST(a_pack_says_whose_it_is_and_whether_it_may_be_published)
{
	struct compose compose = made(COMPOSE_AREA);
	struct document *document = composed(&compose, NULL);

	ck_assert_str_eq(document->title, "What families of children with special educational "
	    "needs told us: Redditch");
	has(document, "For Chris Bloore, Member of Parliament for Redditch. From Worcestershire "
	    "SEND voices. Edition 2.\nPlease do not publish this pack");
	has(document, "The words in this pack are from Redditch alone.");
	document_free(&document);
	compose.mp = NULL;
	document = composed(&compose, NULL);
	has(document, "\nFor the Member of Parliament for Redditch. From");
	document_free(&document);

	compose = made(COMPOSE_COUNTY);
	document = composed(&compose, NULL);
	has(document, "For the county’s Members of Parliament (MPs): Bradley Thomas (Bromsgrove), "
	    "Nigel Huddleston (Droitwich and Evesham), ");
	has(document, " and Mark Garnier (Wyre Forest). From");
	has(document, "Please do not publish this pack");
	document_free(&document);

	compose = made(COMPOSE_PUBLIC);
	document = composed(&compose, NULL);
	ck_assert_str_eq(document->title, "What families of children with special educational "
	    "needs told us");
	has(document, "This version may be published: every family that is quoted in it allowed");
	has_not(document, "do not publish");
	document_free(&document);
}
END_TEST

START_TEST(how_many_is_said_as_it_may_be_printed)
{
	static const struct { struct disclosure_figure figure; const char *says; } cases[] = {
		{ { 312, DISCLOSURE_SHOWN, 310 }, "In all, 310 families told us" },
		{ { 1188, DISCLOSURE_SHOWN, 1190 }, "In all, 1,190 families told us" },
		{ { 7, DISCLOSURE_FEW, 0 }, "In all, fewer than 10 families told us" },
		{ { 12, DISCLOSURE_HIDDEN, 0 }, "In all, families told us" },
		{ { 12, DISCLOSURE_WITHHELD, 0 }, "In all, families told us" },
	};
	struct compose compose = made(COMPOSE_COUNTY);

	for (size_t i = 0; i <= sizeof cases / sizeof cases[0]; i++) {
		bool none = i == sizeof cases / sizeof cases[0];
		struct document *document;

		compose.told = none ? NULL : &cases[i].figure;
		document = composed(&compose, NULL);
		has(document, none ? "In all, families told us" : cases[i].says);
		has_not(document, "312");
		if (none || cases[i].figure.state == DISCLOSURE_HIDDEN) {
			has_not(document, "counts those");
			has_not(document, "counted then");
		}
		document_free(&document);
	}
}
END_TEST

START_TEST(a_true_count_stops_the_program)
{
	static const struct disclosure_figure unsafe[] = { { 7, DISCLOSURE_SHOWN, 7 },
		{ 312, DISCLOSURE_SHOWN, 312 }, { 4, DISCLOSURE_SHOWN, 5 } };
	struct compose compose = made(COMPOSE_COUNTY);

	compose.told = &unsafe[_i];
	(void)composed(&compose, NULL);
}
END_TEST

START_TEST(words_never_stand_where_their_family_did_not_allow_it)
{
	struct compose compose = made(_i == 0 || _i > 2 ? COMPOSE_AREA : (enum compose_kind)_i);

	switch (_i) {
	case 0:
		excerpts[0].repeat = COMPOSE_EVERYWHERE & ~(unsigned)SPECIMEN_MPS;
		break;
	case 1:
		excerpts[0].repeat = COMPOSE_EVERYWHERE & ~(unsigned)COMPOSE_ALL_MPS;
		break;
	case 2:
		excerpts[0].repeat = COMPOSE_EVERYWHERE & ~(unsigned)COMPOSE_REPORT;
		break;
	case 3:
		excerpts[0].area = "Worcester";
		break;
	default:
		excerpts[0].area = NULL;
		break;
	}
	(void)composed(&compose, NULL);
}
END_TEST

/* Each list of uses has one sentence, that says all of them and no other. */
START_TEST(an_excerpt_says_where_it_may_be_repeated)
{
	static const struct { unsigned use; const char *words; } uses[] = {
		{ COMPOSE_ALL_MPS, "the county’s MPs" }, { COMPOSE_COMMITTEE, "committees of "
		"Parliament and ministers" }, { COMPOSE_REPORT, "printed in a published report" },
		{ COMPOSE_PRESS, "given to the press" },
	};
	struct compose_excerpt excerpt = { .text = "x", .theme = "y", .area = "Redditch" };
	struct compose compose = made(COMPOSE_AREA);

	compose.excerpts = &excerpt;
	compose.excerpt_count = 1;
	for (unsigned repeat = 1; repeat <= COMPOSE_EVERYWHERE; repeat++) {
		struct document *document;
		const char *line;

		if (repeat != COMPOSE_REPORT && (repeat & SPECIMEN_MPS) == 0)
			continue;
		compose.kind = repeat == COMPOSE_REPORT ? COMPOSE_PUBLIC : COMPOSE_AREA;
		excerpt.repeat = repeat;
		document = composed(&compose, NULL);
		line = strstr(said(document), "~ A family in Redditch. ");
		ck_assert_ptr_nonnull(line);
		if ((repeat | COMPOSE_OWN_MP) == COMPOSE_EVERYWHERE) {
			ck_assert_ptr_nonnull(strstr(line, "May be repeated anywhere.\n"));
			document_free(&document);
			continue;
		}
		for (size_t i = 0; i < 4; i++)
			ck_assert_int_eq(strstr(line, uses[i].words) != NULL,
			    (repeat & uses[i].use) != 0);
		ck_assert_int_eq(strstr(line, "own MP") != NULL,
		    (repeat & SPECIMEN_MPS) == COMPOSE_OWN_MP);
		ck_assert_int_eq(strstr(line, "the council") != NULL, (repeat & SPECIMEN_MPS) != 0);
		ck_assert_ptr_nonnull(strstr(line, ". Not for any other use.\n"));
		document_free(&document);
	}
}
END_TEST

START_TEST(beside_an_excerpt_stands_its_area_at_most)
{
	static const struct { struct compose_excerpt excerpt; const char *source; } cases[] = {
		{ { .area = "Wyre Forest" }, "A family in Wyre Forest. May be repeated anywhere." },
		{ { .area = NULL }, "A family in the county. May be repeated anywhere." },
		{ { .area = NULL, .language = "pl" }, "A family in the county, in Polish. May" },
		{ { .area = NULL, .language = "PL-pl" }, "A family in the county, in Polish. May" },
		{ { .area = NULL, .language = "en" }, "A family in the county. May" },
		{ { .area = NULL, .language = "en-easy" }, "A family in the county. May" },
		{ { .area = NULL, .language = "enm" }, ", in a language other than English. May" },
		{ { .area = NULL, .language = "p" }, ", in a language other than English. May" },
		{ { .area = NULL, .paraphrase = true }, "A family in the county, told in our "
		    "words. May" },
		{ { .area = "Worcester", .paraphrase = true, .language = "ur" },
		    "A family in Worcester, told in our words, in Urdu. May" },
	};
	static const char *const tags[] = { NULL, NULL, "pl", "PL-pl", NULL, NULL, "enm", "p",
		NULL, "ur" };
	struct compose compose = made(COMPOSE_PUBLIC);

	compose.excerpt_count = 1;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct compose_excerpt excerpt = cases[i].excerpt;
		struct document *document;
		size_t quotations = 0;

		excerpt.text = "x";
		excerpt.repeat = COMPOSE_EVERYWHERE;
		excerpt.family = 31415926;
		compose.excerpts = &excerpt;
		document = composed(&compose, NULL);
		for (size_t j = 0; j < document->block_count; j++) {
			if (document->blocks[j].kind != DOCUMENT_QUOTATION)
				continue;
			quotations++;
			ck_assert_ptr_nonnull(strstr(document->blocks[j].source, cases[i].source));
			if (tags[i] == NULL)
				ck_assert_ptr_null(document->blocks[j].language);
			else
				ck_assert_str_eq(document->blocks[j].language, tags[i]);
		}
		ck_assert_uint_eq(quotations, 1);
		has_not(document, "31415926");
		document_free(&document);
	}
}
END_TEST

START_TEST(what_there_is_not_is_not_said)
{
	struct compose compose = made(COMPOSE_COUNTY);
	struct document *document;
	struct buffer text = BUFFER_INIT;

	compose.excerpt_count = compose.promise_count = 0;
	compose.ask = NULL;
	compose.tables = NULL;
	compose.from = compose.former_day = COMPOSE_NO_DAY;
	compose.told = compose.former = NULL;
	document = composed(&compose, NULL);
	headings(document, &text);
	ck_assert_str_eq((const char *)text.data,
	    "Summary|What this is|In their own words|How to check this pack|");
	has(document, "\nUp to 22 November 2026, families");
	has(document, "This edition has no words of families in this pack.");
	has_not(document, "table");
	has_not(document, "statistics.csv");
	has_not(document, "ask:");
	has_not(document, "Promises");
	document_free(&document);
	/* A tally without any table. */
	compose = made(COMPOSE_COUNTY);
	compose.contact = "Call us:\n01905 000000";
	document = composed(&compose, NULL);
	has(document, "this pack is ours: Call us:\n01905 000000\n");
	has_not(document, "hello@");
	document_free(&document);
	buffer_free(&text);
}
END_TEST

START_TEST(a_long_ask_stands_in_its_own_place_alone)
{
	struct compose compose = made(COMPOSE_AREA);
	struct buffer ask = BUFFER_INIT;
	struct document *document;

	for (size_t i = 0; i < 41; i++)
		buffer_append_text(&ask, "please ");
	compose.ask = (const char *)ask.data;
	document = composed(&compose, NULL);
	has(document, "\nOur one ask stands under “What we ask”.\n");
	has(document, "# What we ask\nplease please");
	document_free(&document);
	compose.ask = "One.\nTwo.";
	document = composed(&compose, NULL);
	has(document, "\nOur one ask stands under “What we ask”.\n");
	document_free(&document);
	buffer_free(&ask);
}
END_TEST

START_TEST(promises_stand_by_their_day_with_their_source)
{
	struct compose_promise promises[SPECIMEN_PROMISES];
	struct compose compose = made(COMPOSE_AREA);
	struct document *document = composed(&compose, NULL), *other;
	struct buffer text = BUFFER_INIT;

	has(document, "| 7 April 2026\n| Plans are finished within 20 weeks in nine cases of ten "
	    "by Easter.\n| The council's improvement plan, page 14\n| Broken\n| 12 June 2026\n");
	has(document, "item 6\n| Kept\n| 3 July 2026\n");
	has(document, "Promises kept: 1. Promises broken: 2.\n");
	has(document, "Entries in the list of promises since then: 2.\n");
	buffer_append_text(&text, said(document));
	for (size_t i = 0; i < SPECIMEN_PROMISES; i++)
		promises[SPECIMEN_PROMISES - 1 - i] = specimen_promises[i];
	compose.promises = promises;
	other = composed(&compose, NULL);
	ck_assert_str_eq(said(other), (const char *)text.data);
	document_free(&document);
	document_free(&other);
	buffer_free(&text);
}
END_TEST

START_TEST(what_changed_is_said_in_figures_that_were_printed)
{
	static const struct disclosure_figure few = { 9, DISCLOSURE_FEW, 0 };
	struct compose compose = made(COMPOSE_AREA);
	struct document *document = composed(&compose, NULL);

	has(document, "The last edition was of 7 June 2026. Families counted then: 120. Now: "
	    "310.\n");
	document_free(&document);
	compose.former = &few;
	document = composed(&compose, NULL);
	has(document, "Families counted then: fewer than 10. Now: 310.\n");
	has_not(document, "121");
	document_free(&document);
	compose.former = NULL;
	document = composed(&compose, NULL);
	has_not(document, "counted then");
	document_free(&document);
}
END_TEST

static const char *hostile;

static void
hostile_tables(struct document *document, const struct tally *tally)
{
	(void)tally;
	pack_hostile(document, hostile);
}

START_TEST(hostile_texts_are_texts_wherever_they_stand)
{
	const char *text = pack_hostile_texts[_i];
	struct compose_excerpt excerpt = { .text = text, .theme = text, .area = text,
		.language = text, .repeat = SPECIMEN_MPS | COMPOSE_REPORT, .fresh = true };
	struct compose_promise promise = { text, text, 0, true };
	struct compose compose = made(COMPOSE_AREA);

	hostile = text;
	compose.tables = hostile_tables;
	compose.area = compose.mp = compose.ask = compose.contact = text;
	compose.excerpts = &excerpt;
	compose.promises = &promise;
	compose.excerpt_count = compose.promise_count = 1;
	for (unsigned kind = COMPOSE_AREA; kind <= COMPOSE_PUBLIC; kind++) {
		struct document *document;
		struct buffer out = BUFFER_INIT;

		compose.kind = (enum compose_kind)kind;
		document = composed(&compose, NULL);
		html_print(document, &out);
		ck_assert_ptr_null(xml_wrong((const char *)out.data, out.length));
		ck_assert_ptr_null(strstr((const char *)out.data, "<script"));
		buffer_clear(&out);
		odt_content(document, &out);
		ck_assert_ptr_null(xml_wrong((const char *)out.data, out.length));
		document_free(&document);
		buffer_free(&out);
	}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("compose");
	TCase *cases = tcase_create("compose");

	tcase_add_loop_test(cases, every_pack_has_its_parts_in_their_order, 0, 3);
	tcase_add_test(cases, a_pack_says_whose_it_is_and_whether_it_may_be_published);
	tcase_add_test(cases, how_many_is_said_as_it_may_be_printed);
	tcase_add_loop_test_raise_signal(cases, a_true_count_stops_the_program, SIGABRT, 0, 3);
	tcase_add_loop_test_raise_signal(cases,
	    words_never_stand_where_their_family_did_not_allow_it, SIGABRT, 0, 5);
	tcase_add_test(cases, an_excerpt_says_where_it_may_be_repeated);
	tcase_add_test(cases, beside_an_excerpt_stands_its_area_at_most);
	tcase_add_test(cases, what_there_is_not_is_not_said);
	tcase_add_test(cases, a_long_ask_stands_in_its_own_place_alone);
	tcase_add_test(cases, promises_stand_by_their_day_with_their_source);
	tcase_add_test(cases, what_changed_is_said_in_figures_that_were_printed);
	tcase_add_loop_test(cases, hostile_texts_are_texts_wherever_they_stand, 0,
	    PACK_HOSTILE_TEXTS);
	suite_add_tcase(suite, cases);
	return suite;
}
