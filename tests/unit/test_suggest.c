/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/file.h"
#include "desk/redact/checks.h"
#include "desk/redact/english.h"
#include "desk/redact/english_lists.h"
#include "desk/redact/findings.h"
#include "desk/redact/shapes.h"
#include "desk/redact/suggest.h"
#include "desk/redact/surnames.h"

/* Floods that the issue names have 100 KB, the others less, to spare time. Processor time is bounded
 * for what sanitizers need: it is a second or two for the large ones without them. */
#define HOSTILE_BYTES       (100 * 1024)
#define HOSTILE_LARGE       6
#define HOSTILE_BYTES_SMALL (8 * 1024)
#define HOSTILE_SECONDS     90
#define TABLE_MOST (1024 * 1024)

static const struct suggest_options nothing;

/* The suggestions as a line: "person:Jack|age:aged 7". */
static void
describe(struct buffer *out, const char *text, size_t length, const struct suggest_options *options)
{
	struct suggestions found;

	suggest_text(&found, text, length, options);
	buffer_append(out, "", 0);
	for (size_t i = 0; i < found.count; i++) {
		buffer_format(out, "%s%s:", i == 0 ? "" : "|",
		    suggest_kind_name(found.list[i].kind));
		buffer_append(out, text + found.list[i].start,
		    found.list[i].end - found.list[i].start);
		ck_assert_uint_gt(strlen(found.list[i].why), 0);
		ck_assert_uint_le(found.list[i].sure, SUGGEST_CERTAIN);
	}
	suggestions_free(&found);
	ck_assert_ptr_null(found.list);
}

static void
expect_with(const char *text, const char *wanted, const struct suggest_options *options)
{
	struct buffer out = BUFFER_INIT;

	describe(&out, text, strlen(text), options);
	buffer_append_byte(&out, '\0');
	if (strcmp((const char *)out.data, wanted) != 0)
		ck_abort_msg("\"%s\": found \"%s\", not \"%s\"", text, out.data, wanted);
	buffer_free(&out);
}

static void
expect(const char *text, const char *wanted)
{
	expect_with(text, wanted, &nothing);
}

static void
expect_hidden(const char *text, const char *name, const char *wanted)
{
	struct suggest_options options = { .hide = { &name, 1 } };

	expect_with(text, wanted, &options);
}

/* The one thing that is found ends the text, and is said to be of the family's list. */
static void
said_hidden(const char *text, const char *name)
{
	struct suggest_options options = { .hide = { &name, 1 } };
	struct suggestions found;

	suggest_text(&found, text, strlen(text), &options);
	ck_assert_uint_eq(found.count, 1);
	ck_assert_uint_eq(found.list[0].end, strlen(text));
	ck_assert_ptr_nonnull(strstr(found.list[0].why, "the family listed"));
	suggestions_free(&found);
}

/* How many suggestions of a kind there are, and whether they are where `spans` says. */
static bool
is_marked(enum suggest_kind kind, const char *text, size_t length, const char *spans)
{
	struct suggestions found;
	size_t start, end, wanted = 0, got = 0;
	bool all = true;

	suggest_text(&found, text, length, &nothing);
	for (const char *at = spans; sscanf(at, "%zu:%zu", &start, &end) == 2;) {
		bool hit = false;

		for (size_t i = 0; i < found.count; i++)
			hit |= found.list[i].kind == kind && found.list[i].start == start &&
			    found.list[i].end == end;
		all &= hit;
		wanted++;
		at += strcspn(at, ";");
		if (*at++ == '\0')
			break;
	}
	for (size_t i = 0; i < found.count; i++)
		got += found.list[i].kind == kind;
	suggestions_free(&found);
	return all && got == wanted;
}

static enum suggest_kind
kind_of(const char *name)
{
	for (enum suggest_kind kind = 0; kind < SUGGEST_KINDS; kind++)
		if (strcmp(suggest_kind_name(kind), name) == 0)
			return kind;
	return SUGGEST_KINDS;
}

START_TEST(numbers_of_education_are_told_from_what_is_none)
{
	struct buffer file = BUFFER_INIT;
	char *line, *rest = NULL;
	size_t rows = 0;

	unit_read(&file, "tests/data/redact/education.tsv");
	for (line = strtok_r((char *)file.data, "\n", &rest); line != NULL;
	    line = strtok_r(NULL, "\n", &rest)) {
		char *text = strchr(line, '\t'), *first, *last, spans[48] = "";

		if (*line == '#')
			continue;
		ck_assert_ptr_nonnull(text);
		*text++ = '\0';
		first = strchr(text, '[');
		last = strrchr(text, ']');
		if (first != NULL && last != NULL) {
			memmove(last, last + 1, strlen(last));
			memmove(first, first + 1, strlen(first));
			(void)snprintf(spans, sizeof spans, "%zu:%zu", (size_t)(first - text),
			    (size_t)(last - text) - 1);
		}
		ck_assert_msg(kind_of(line) < SUGGEST_KINDS, "%s", line);
		ck_assert_msg(is_marked(kind_of(line), text, strlen(text), spans), "%s: \"%s\" %s",
		    line, text, spans);
		rows++;
	}
	ck_assert_uint_eq(rows, 114);
	buffer_free(&file);
}
END_TEST

/* Public test data of others, where it lies beside the source: entity, text, spans, note. */
static bool
presidio_read(struct buffer *file)
{
	const char *folder = getenv("TESTIMONY_TESTDATA");
	struct buffer path = BUFFER_INIT, top = BUFFER_INIT;
	struct error error = ERROR_INIT;
	int result;

	if (folder == NULL)
		folder = unit_path(&top, "../shared/testdata");
	result = file_read(file_join(&path, folder, "redaction/presidio_uk.tsv"), TABLE_MOST, file,
	    &error);
	buffer_free(&path);
	buffer_free(&top);
	return result == 0;
}

static const struct {
	const char *entity;
	enum suggest_kind kind;
} presidio_kinds[] = {
	{ "UK_NHS", SUGGEST_NHS_NUMBER }, { "UK_NINO", SUGGEST_NINO },
	{ "UK_POSTCODE", SUGGEST_POSTCODE }, { "UK_VEHICLE_REGISTRATION", SUGGEST_VEHICLE },
	{ "UK_DRIVING_LICENCE", SUGGEST_DRIVING_LICENCE }, { "UK_PASSPORT", SUGGEST_PASSPORT },
	{ "EMAIL_ADDRESS", SUGGEST_EMAIL }, { "PHONE_NUMBER", SUGGEST_PHONE },
	{ "CREDIT_CARD", SUGGEST_CARD }, { "IBAN_CODE", SUGGEST_IBAN },
	{ "IP_ADDRESS", SUGGEST_IP }, { "URL", SUGGEST_URL },
};

/* What is meant to differ. MAC addresses and days are no rows of the table above. */
static const struct {
	const char *entity, *text, *reason;
} presidio_except[] = {
	{ "PHONE_NUMBER", "", "phones of other countries" },
	{ "UK_NINO", "Here is my National Insurance Number YZ",
	    "its span begins at the space before the number" },
};

/* Takes \\ \t \n \r away, in place. */
static size_t
unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		if (*from == '\\' && from[1] != '\0') {
			from++;
			*to++ = *from == 't' ? '\t' : *from == 'n' ? '\n' : *from == 'r' ? '\r' :
			    *from;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
	return (size_t)(to - text);
}

START_TEST(what_others_test_is_found_with_its_bounds_and_nothing_else_is)
{
	struct buffer file = BUFFER_INIT;
	char *rest = NULL;
	size_t rows = 0, excepted = 0;

	if (!presidio_read(&file)) {
		printf("# SKIP presidio_uk.tsv is not there (TESTIMONY_TESTDATA)\n");
		return;
	}
	for (char *line = strtok_r((char *)file.data, "\n", &rest); line != NULL;
	    line = strtok_r(NULL, "\n", &rest)) {
		char *column, *text, *spans;
		enum suggest_kind kind = SUGGEST_KINDS;
		bool but = false;
		size_t length;

		text = strchr(line, '\t');
		if (*line == '#' || text == NULL)
			continue;
		*text++ = '\0';
		spans = strchr(text, '\t');
		if (spans == NULL)
			continue;
		*spans++ = '\0';
		column = strchr(spans, '\t');
		if (column != NULL)
			*column = '\0';
		for (size_t i = 0; i < sizeof presidio_kinds / sizeof presidio_kinds[0]; i++)
			if (strcmp(presidio_kinds[i].entity, line) == 0)
				kind = presidio_kinds[i].kind;
		if (kind == SUGGEST_KINDS)
			continue;
		for (size_t i = 0; i < sizeof presidio_except / sizeof presidio_except[0]; i++)
			but |= strcmp(presidio_except[i].entity, line) == 0 &&
			    strncmp(presidio_except[i].text, text,
			    strlen(presidio_except[i].text)) == 0;
		length = unescape(text);
		rows++;
		excepted += but;
		if (!but)
			ck_assert_msg(is_marked(kind, text, length, spans), "%s \"%s\" %s", line, text,
			    spans);
	}
	for (size_t i = 0; i < sizeof presidio_except / sizeof presidio_except[0]; i++)
		printf("# except %s: %s\n", presidio_except[i].entity, presidio_except[i].reason);
	printf("# %zu rows of others, %zu excepted\n", rows, excepted);
	ck_assert_uint_eq(rows, 610);
	ck_assert_uint_eq(excepted, 25);
	expect("My number is +44 (20) 7123 4567", "phone:+44 (20) 7123 4567");
	expect("Here is my National Insurance Number YZ 61 48 68 B", "nino:YZ 61 48 68 B");
	buffer_free(&file);
}
END_TEST

START_TEST(checks_are_checked)
{
	/* One digit in ten holds, or none where the rest is 0. */
	for (unsigned first = 100000000; first < 100002000; first++) {
		char digits[16];
		unsigned holds = 0;

		for (char last = '0'; last <= '9'; last++) {
			(void)snprintf(digits, sizeof digits, "%u%c", first, last);
			holds += checks_uln(digits);
		}
		ck_assert_uint_le(holds, 1);
	}
	ck_assert(checks_luhn("4012888888881881", 16));
	ck_assert(!checks_luhn("4012888888881882", 16));
	ck_assert(checks_iban("GB29NWBK60161331926819", 22));
	ck_assert(!checks_iban("GB29NWBK60161331926810", 22));
	ck_assert_uint_eq(checks_iban_length("GB"), 22);
	ck_assert_uint_eq(checks_iban_length("ZZ"), 0);
	ck_assert(checks_nino_prefix("AA"));
	ck_assert(!checks_nino_prefix("QQ"));
	ck_assert(!checks_nino_prefix("GB"));
	ck_assert(checks_driving_licence("MORGA657054SM9IJ"));
	ck_assert(!checks_driving_licence("MORGA613054SM9IJ"));
}
END_TEST

START_TEST(nothing_invisible_hides_a_name_or_a_number)
{
	expect("he and Ja\xc2\xad" "ck rang", "person:Ja\xc2\xad" "ck");
	expect("he and Ja\xe2\x80\x8b" "ck\xe2\x80\x99s mum", "person:Ja\xe2\x80\x8b" "ck");
	expect("Mrs\xc2\xa0O\xe2\x80\x99Rourke said", "person:Mrs\xc2\xa0O\xe2\x80\x99Rourke");
	expect("Thorn\xe2\x80\x91" "Baxter left. we saw Thorn\xe2\x80\x91" "Baxter",
	    "person:Thorn\xe2\x80\x91" "Baxter|person:Thorn\xe2\x80\x91" "Baxter");
	expect("WR\xef\xbc\x91 \xef\xbc\x92" "AB", "postcode:WR\xef\xbc\x91 \xef\xbc\x92" "AB");
	expect("nhs 999\xc2\xa0" "012\xe2\x80\x91" "3456",
	    "nhs_number:999\xc2\xa0" "012\xe2\x80\x91" "3456");
	expect("tell \xff" "Ben\xff\xc3 and", "person:Ben");
	expect("Sia\xcc\x82n and sian", "person:Sia\xcc\x82n|person:sian");
	expect("", "");
}
END_TEST

START_TEST(what_the_family_hides_is_found_everywhere)
{
	expect_hidden("quibble and Quibble and QUIBBLE'S and quibbles", "Quibble",
	    "person:quibble|person:Quibble|person:QUIBBLE|person:quibbles");
	expect_hidden("at rock they said", "Rock", "person:rock");
	expect_hidden("then they said fort royal", "Fort Royal", "person:fort royal");
	expect_hidden("they said fort-royal", "Fort Royal", "person:fort-royal");
	expect_hidden("the Zelkova boy, and zelkva too", "Zelkova Primary School",
	    "person:Zelkova|person:zelkva");
	expect_hidden("Imogen Fairweather rang", "imogen", "person:Imogen Fairweather");
	/* Of an address more than the name tells who it is. */
	expect_hidden("to zelkova@elmtree.sch.uk then", "Zelkova", "email:zelkova@elmtree.sch.uk");
	expect_hidden("to zelkova.zelkova@elmtree.sch.uk then", "Zelkova",
	    "email:zelkova.zelkova@elmtree.sch.uk");
	said_hidden("ask zelkva", "Zelkova Primary School");
	expect_hidden("ask o neill or oneill or O\xe2\x80\x99Neill", "o'neill",
	    "person:neill|person:oneill|person:O\xe2\x80\x99Neill");
}
END_TEST

/* Else somebody who is asked about "rose", which may be a word, leaves what must not appear. */
START_TEST(that_the_family_hides_it_is_said_whatever_else_tells_of_it)
{
	said_hidden("my mum rose", "rose");
	said_hidden("his sister will", "Will");
	said_hidden("spoke to rose marlow", "Rose");
	said_hidden("ask Mrs Marlowe", "Marlow");
}
END_TEST

START_TEST(the_campaigns_names_are_known)
{
	const char *const places[] = { "Rock", "Upton-upon-Severn" };
	const char *const schools[] = { "The Bridge" };
	const char *const publics[] = { "Quentin Marlpit" };
	const char *const hide[] = { "Quentin" };
	struct suggest_options options = { .places = { places, 2 }, .schools = { schools, 1 },
		.publics = { publics, 1 } };

	expect_with("we live in rock. it rocks. rock bottom", "place:rock", &options);
	expect_with("from upton upon severn to the bridge",
	    "place:upton upon severn|school:the bridge", &options);
	expect_with("our MP Quentin Marlpit wrote", "", &options);
	expect_with("Mrs Marlpit wrote", "person:Mrs Marlpit", &options);
	options.hide = (struct suggest_list){ hide, 1 };
	expect_with("our MP Quentin Marlpit wrote", "person:Quentin", &options);
}
END_TEST

START_TEST(names_are_found_in_any_register)
{
	expect("my son jack and his teacher miss okafor with mrs patel",
	    "person:jack|person:miss okafor|person:mrs patel");
	expect("MY SON JACK IS AT HOME AND MRS PATEL DOES NOT CARE", "person:JACK|person:MRS PATEL");
	expect("we asked Al-Hassan and Szymanska and ap Rhys",
	    "person:Al-Hassan|person:Szymanska|person:Rhys");
	expect("Then J. Prentice and r heslop rang, signed S. K.",
	    "person:J. Prentice|person:r heslop|person:S. K");
	expect("his name is i-e-u-a-n", "person:i-e-u-a-n");
	expect("we had the p i p form and the s e n d team", "");
	expect("i spoke to Devereux and then deverux left",
	    "person:Devereux|person:deverux");
	expect("ellie-mae is 13. ellie used to sing", "person:ellie-mae|age:13|person:ellie");
	expect("then lil-mae and big pat came", "person:lil-mae|person:big pat");
	expect("our sam and his grandad len. so i said no", "person:sam|person:len");
	expect("we saw claire hemming. we had a letter from k marsh saying no. i said claire insisted",
	    "person:claire hemming|person:k marsh|person:claire");
	expect("my daughter grace is nine. we took grace home. they had no grace, the grace of god",
	    "person:grace|age:nine|person:grace");
	expect("will they mark it in may? i hope so, it may rain", "");
	expect("my husband will has gone. a boy called hope. mrs day rang",
	    "person:will|person:hope|person:mrs day");
	expect("we live in little comberton near callow end",
	    "place:little comberton|place:callow end");
	expect("they miss school. the doctor said no. his sister was sick", "");
	expect("definately the councel did not beleive us", "");
	expect("The Head Teacher and the Class Teacher asked for Occupational Therapy", "");
	expect("The Annual Review by the Local Authority was in Year 4", "year_group:Year 4");
}
END_TEST

START_TEST(schools_and_organisations_are_found_whole)
{
	expect("at st ambrose catholic primary and St Mary's C of E First School",
	    "school:st ambrose catholic primary|school:St Mary's C of E First School");
	expect("to rock first school and at hanbury lane primary and then",
	    "school:rock first school|school:hanbury lane primary");
	expect("at Heart of Westfold College, at Our Lady of Lourdes",
	    "school:Heart of Westfold College|school:Our Lady of Lourdes");
	expect("the elgar clinic, Stepping Stones Family Project, at the orchard unit",
	    "organisation:elgar clinic|organisation:Stepping Stones Family Project|"
	    "organisation:orchard unit");
	expect("he went to saint bedes. ashmount first were kind. from the vale of evesham",
	    "school:saint bedes|school:ashmount first|place:vale of evesham");
	expect("I have them. Abbey Park Middle School has not. The Abbey School has.",
	    "school:Abbey Park Middle School|school:Abbey School");
	expect("he was seen at shrub hill clinic and at a private clinic",
	    "organisation:shrub hill clinic");
	expect("in a special school, at the high school, at the local nursery, the childrens "
	    "centre, Worcestershire County Council", "");
}
END_TEST

START_TEST(days_ages_and_sums_are_found)
{
	expect("born 12/03/2014, dob: 3rd of may 2015", "dob:12/03/2014|dob:3rd of may 2015");
	expect("on 3 March 2021 and on 12/3 and in September 2022",
	    "date:3 March 2021|date:12/3|date:September 2022");
	expect("last tuesday in may i may 2 days later", "");
	expect("he is 7 and aged seven and a half, an 8 year old, 18 months old",
	    "age:7|age:aged seven and a half|age:8 year old|age:18 months old");
	expect("he was 7 weeks late and she is one of ten", "");
	expect("in reception, then year 4, yr 5, Y6 and KS2",
	    "year_group:reception|year_group:year 4|year_group:yr 5|year_group:Y6|"
	    "year_group:KS2");
	expect("it cost \xc2\xa3" "12,400, then twelve thousand pounds, then 500 quid",
	    "money:\xc2\xa3" "12,400|money:twelve thousand pounds|money:500 quid");
	expect("our twins are adopted", "rare:twins|rare:adopted");
	expect("the only boy in the county who signs", "rare:the only boy in the county");
}
END_TEST

START_TEST(what_overlaps_is_settled_and_nothing_is_lost)
{
	struct suggestions found;
	static const char text[] = "NHS 401-023-2137 and jack@example.org in the only "
	    "boy Jack in the area";

	/* The check wins over a phone and a long number; "jack" in the address is no name. */
	expect(text, "nhs_number:401-023-2137|email:jack@example.org|rare:the only boy|person:Jack|"
	    "rare:in the area");
	suggest_text(&found, text, strlen(text), &nothing);
	ck_assert_uint_eq(found.list[0].sure, SUGGEST_CERTAIN);
	ck_assert_int_eq(suggest_confidence(found.list[0].sure), SUGGEST_HIGH);
	suggestions_free(&found);
	ck_assert_int_eq(suggest_confidence(79), SUGGEST_MEDIUM);
	ck_assert_int_eq(suggest_confidence(49), SUGGEST_LOW);
	ck_assert_str_eq(suggest_confidence_name(SUGGEST_LOW), "low");
}
END_TEST

START_TEST(facts_that_show_together_are_counted)
{
	struct suggestions found;
	static const char text[] =
	    "aged 7, in year 2, at Oakmere Primary School, on 3 March 2021, adopted, \xc2\xa3" "3,412";

	suggest_text(&found, text, strlen(text), &nothing);
	ck_assert_uint_eq(suggest_jigsaw(found.list, found.count), 5);
	ck_assert_uint_eq(suggest_jigsaw(found.list, 2), 1);
	ck_assert_uint_lt(suggest_jigsaw(found.list, 2), JIGSAW_MANY);
	ck_assert_uint_eq(suggest_jigsaw(NULL, 0), 0);
	suggestions_free(&found);
}
END_TEST

static bool
is_unread(const char *text, const char *language)
{
	struct suggest_options options = { .language = language };
	struct suggestions found;
	bool unread;

	suggest_text(&found, text, strlen(text), &options);
	unread = found.unread;
	suggestions_free(&found);
	return unread;
}

START_TEST(a_language_without_lists_is_said)
{
	static const char romanian[] = "Fiul meu nu a mai fost la \xc8\x99" "coal\xc4\x83 de doi ani "
	    "\xc8\x99i nimeni nu ne-a ajutat niciodat\xc4\x83 cu nimic, iar prim\xc4\x83ria tace.";
	static const char english[] = "My son has not been to school for two years and nobody has "
	    "ever helped us with anything at all.";
	static const char polish[] =
	    "M\xc3\xb3j syn nie chodzi do szko\xc5\x82y od dw\xc3\xb3" "ch lat "
	    "i nikt nam nie pom\xc3\xb3g\xc5\x82, a my czekamy na plan i na to wszystko.";

	ck_assert(is_unread(romanian, NULL));
	ck_assert(!is_unread(english, NULL));
	ck_assert(!is_unread(polish, NULL));
	ck_assert(is_unread(english, "ro"));
	ck_assert(is_unread(english, "eng"));
	ck_assert(!is_unread(english, "en-easy"));
	ck_assert(!is_unread(polish, "PL"));
	/* What needs no words is found all the same. */
	expect(romanian, "");
	expect("Fiul meu Andrei, WR99 9ZZ, nu a mai fost la \xc8\x99" "coal\xc4\x83 de doi ani lungi",
	    "person:Andrei|postcode:WR99 9ZZ");
}
END_TEST

/* Each word ended by LF, none twice, in order; keys alone. */
static void
sorted_blob(const char *list, size_t length, size_t least)
{
	const char *before = "";
	size_t words = 0;
	char last[WORDS_KEY_BYTES * 2] = "", word[WORDS_KEY_BYTES * 2];

	for (const char *at = list; at < list + length; words++) {
		size_t size = strcspn(at, "\n");

		ck_assert_uint_lt(size, sizeof word);
		memcpy(word, at, size);
		word[size] = '\0';
		ck_assert_msg(strcmp(before, word) < 0, "%s, %s", before, word);
		memcpy(last, word, sizeof last);
		before = last;
		at += size + 1;
	}
	ck_assert_uint_ge(words, least);
}

START_TEST(the_lists_are_there_and_sorted)
{
	sorted_blob(english_common, english_common_length, 10000);
	sorted_blob(english_rest, english_rest_length, 60000);
	sorted_blob(english_proper, english_proper_length, 15000);
	for (size_t i = 1; i < surnames_count; i++)
		ck_assert_msg(strcmp(surnames[i - 1], surnames[i]) < 0, "%s", surnames[i]);
	ck_assert_uint_ge(surnames_count, 1900);
	ck_assert((english_class("because") & ENGLISH_COMMON) != 0);
	ck_assert((english_class("zucchini") & (ENGLISH_COMMON | ENGLISH_WORD)) == ENGLISH_WORD);
	ck_assert((english_class("definately") & ENGLISH_SLIP) != 0);
	ck_assert((english_class("everytime") & ENGLISH_KNOWN) != 0);
	ck_assert((english_class("okafor") & ENGLISH_KNOWN) == 0);
	ck_assert((english_class("baker") & ENGLISH_SURNAME) != 0);
	ck_assert((english_class("aardvark") & ENGLISH_WORD) != 0);
	ck_assert_uint_eq(english_class(""), 0);
	ck_assert(english_one_slip("devereux", "deverux"));
	ck_assert(english_one_slip("jonh", "john"));
	ck_assert(english_one_slip("same", "same"));
	ck_assert(!english_one_slip("jack", "jill"));
	ck_assert(!english_one_slip("ab", "abcd"));
}
END_TEST

START_TEST(a_flood_takes_no_more_steps_a_place_than_a_text_does)
{
	static const char *const floods[] = { "a ", "Aaaa ", "7", "\xcc\x81",
		"\xe2\x80\x8b", "definatelyy ", "1 ", "1/", "a\xcc\x81", "a\xe2\x80\x8d",
		"J.", "a.", "a-", "a@", "@", ":", "a:", ".", "\"",
		"primary ", "x school ", "mrs ", "mr and ", "van ", "little ", "st mary and ",
		"Zzxqw Qwrtp ", "the only ", "one hundred and ", "\xc2\xa3\x31,",
		"http://a.", "may 1 ", "AB12 ", "D. ", "Z99912345678 ", "\xff", "\n", "case no ",
		"ref a/", "our lady of " };
	struct buffer text = BUFFER_INIT;

	for (size_t i = 0; i < sizeof floods / sizeof floods[0]; i++) {
		struct suggestions found;
		struct findings findings;
		const struct suggestion *last;
		clock_t begun = clock();

		buffer_clear(&text);
		while (text.length < (i < HOSTILE_LARGE ? HOSTILE_BYTES : HOSTILE_BYTES_SMALL))
			buffer_append_text(&text, floods[i]);
		buffer_append_text(&text, " .\nring Kasia");
		/* No place took more than SHAPE_STEPS (shapes.c). */
		findings_make(&findings, (const char *)text.data, text.length, &nothing);
		ck_assert_msg(shapes_find(&findings) == 0, "%s", floods[i]);
		findings_free(&findings);
		suggest_text(&found, (const char *)text.data, text.length, &nothing);
		ck_assert_msg(found.count > 0, "%s", floods[i]);
		last = &found.list[found.count - 1];
		ck_assert_msg(last->end == text.length && last->start == text.length - 5, "%s",
		    floods[i]);
		suggestions_free(&found);
		ck_assert_msg(clock() - begun < HOSTILE_SECONDS * CLOCKS_PER_SEC, "%s", floods[i]);
	}
	buffer_free(&text);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("suggest");
	TCase *tests = tcase_create("suggest");

	tcase_set_timeout(tests, 600);
	tcase_add_test(tests, numbers_of_education_are_told_from_what_is_none);
	tcase_add_test(tests, what_others_test_is_found_with_its_bounds_and_nothing_else_is);
	tcase_add_test(tests, checks_are_checked);
	tcase_add_test(tests, nothing_invisible_hides_a_name_or_a_number);
	tcase_add_test(tests, what_the_family_hides_is_found_everywhere);
	tcase_add_test(tests, that_the_family_hides_it_is_said_whatever_else_tells_of_it);
	tcase_add_test(tests, the_campaigns_names_are_known);
	tcase_add_test(tests, names_are_found_in_any_register);
	tcase_add_test(tests, schools_and_organisations_are_found_whole);
	tcase_add_test(tests, days_ages_and_sums_are_found);
	tcase_add_test(tests, what_overlaps_is_settled_and_nothing_is_lost);
	tcase_add_test(tests, facts_that_show_together_are_counted);
	tcase_add_test(tests, a_language_without_lists_is_said);
	tcase_add_test(tests, the_lists_are_there_and_sorted);
	tcase_add_test(tests, a_flood_takes_no_more_steps_a_place_than_a_text_does);
	suite_add_tcase(suite, tests);
	return suite;
}
