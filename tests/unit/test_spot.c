/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/file.h"
#include "front/spot/numbers.h"
#include "front/spot/spot.h"
#include "front/spot/words.h"
#include "front/spot/words_tables.h"

#define HOSTILE_BYTES (1024 * 1024)
#define FLOOD_BYTES (256 * 1024)

/* What was measured over tests/data/spot; the tests fail below it. Index 0: the lines with even
 * numbers, which are held out; 1: those with odd ones. */
static const struct {
	size_t marked, found, extra, calm;
} measured[2] = {
	{ 54, 54, 1, 0 },
	{ 55, 55, 0, 0 },
};

static const char *const kinds[SPOT_KINDS] = {
	[SPOT_NAME] = "name", [SPOT_SCHOOL] = "school", [SPOT_DATE] = "date",
	[SPOT_POSTCODE] = "postcode", [SPOT_PHONE] = "phone", [SPOT_EMAIL] = "email",
	[SPOT_NHS_NUMBER] = "nhs", [SPOT_UPN] = "upn", [SPOT_REFERENCE] = "reference",
	[SPOT_MONEY] = "money",
};

/* The spots as a line: "name:Ben date:12 March". */
static void
describe(struct buffer *out, const char *text, size_t length)
{
	struct spots spots = SPOTS_INIT;

	spot_text(&spots, text, length);
	buffer_append(out, "", 0);
	for (size_t i = 0; i < spots.count; i++) {
		ck_assert_uint_lt(spots.list[i].kind, SPOT_KINDS);
		buffer_format(out, "%s%s:", i == 0 ? "" : "|", kinds[spots.list[i].kind]);
		buffer_append(out, text + spots.list[i].start,
		    spots.list[i].end - spots.list[i].start);
	}
	spots_free(&spots);
	ck_assert_ptr_null(spots.list);
}

#define expect(text, spots) expect_bytes((text), sizeof(text) - 1, (spots))

static void
expect_bytes(const char *text, size_t length, const char *spots)
{
	struct buffer out = BUFFER_INIT;

	describe(&out, text, length);
	buffer_append_byte(&out, '\0');
	if (strcmp((const char *)out.data, spots) != 0)
		ck_abort_msg("\"%s\": found \"%s\", not \"%s\"", text, out.data, spots);
	buffer_free(&out);
}

struct tally {
	size_t marked, found, extra;
};

/* Of the spots that were found, crosses out each that is marked. */
static void
count_line(const json_t *line, struct tally *tally)
{
	const char *text = json_string_value(json_object_get(line, "text"));
	const json_t *marks = json_object_get(line, "spots"), *mark;
	struct spots spots = SPOTS_INIT;
	size_t index;

	ck_assert_ptr_nonnull(text);
	spot_text(&spots, text, strlen(text));
	json_array_foreach(marks, index, mark) {
		const char *kind = json_string_value(json_array_get(mark, 0));
		const char *surface = json_string_value(json_array_get(mark, 1));

		tally->marked++;
		for (size_t i = 0; i < spots.count; i++) {
			struct spot *spot = &spots.list[i];

			if (spot->end - spot->start != strlen(surface) ||
			    strcmp(kinds[spot->kind], kind) != 0 ||
			    memcmp(text + spot->start, surface, strlen(surface)) != 0)
				continue;
			tally->found++;
			spot->end = spot->start = 0;
			break;
		}
	}
	for (size_t i = 0; i < spots.count; i++)
		tally->extra += spots.list[i].end > 0;
	spots_free(&spots);
}

static void
count_file(const char *relative, size_t lines, struct tally tally[2])
{
	struct buffer file = BUFFER_INIT;
	char *line, *rest;
	size_t number = 0;

	unit_read(&file, relative);
	for (line = strtok_r((char *)file.data, "\n", &rest); line != NULL;
	    line = strtok_r(NULL, "\n", &rest)) {
		json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, NULL);

		ck_assert_msg(object != NULL, "%s: line %zu", relative, number + 1);
		count_line(object, &tally[++number % 2]);
		json_decref(object);
	}
	ck_assert_uint_eq(number, lines);
	buffer_free(&file);
}

START_TEST(what_is_marked_in_the_texts_is_found_and_little_else)
{
	struct tally warn[2] = { 0 }, calm[2] = { 0 };

	count_file("tests/data/spot/warn.jsonl", 60, warn);
	count_file("tests/data/spot/calm.jsonl", 60, calm);
	for (size_t half = 0; half < 2; half++) {
		printf("# %s: %zu of %zu found, %zu more; %zu in 30 calm texts\n",
		    half == 0 ? "held out" : "tuned on", warn[half].found, warn[half].marked,
		    warn[half].extra, calm[half].extra);
		ck_assert_uint_eq(calm[half].marked, 0);
		ck_assert_uint_eq(warn[half].marked, measured[half].marked);
		ck_assert_uint_ge(warn[half].found, measured[half].found);
		ck_assert_uint_le(warn[half].extra, measured[half].extra);
		ck_assert_uint_le(calm[half].extra, measured[half].calm);
	}
}
END_TEST

START_TEST(texts_written_later_fare_nearly_as_well)
{
	struct tally warn[2] = { 0 }, calm[2] = { 0 };
	size_t found, extra;

	count_file("tests/data/spot/later-warn.jsonl", 17, warn);
	count_file("tests/data/spot/later-calm.jsonl", 19, calm);
	found = warn[0].found + warn[1].found;
	extra = warn[0].extra + warn[1].extra;
	printf("# written later: %zu of 43 found, %zu more; %zu in 19 calm texts\n", found, extra,
	    calm[0].extra + calm[1].extra);
	ck_assert_uint_eq(warn[0].marked + warn[1].marked, 43);
	ck_assert_uint_ge(found, 41);
	ck_assert_uint_le(extra, 1);
	ck_assert_uint_eq(calm[0].extra + calm[1].extra, 0);
}
END_TEST

START_TEST(a_spot_has_the_bounds_of_its_words)
{
	expect("", "");
	expect("Ben", "name:Ben");
	expect("I told Ben\xe2\x80\x99s friend (Kasia), \xe2\x80\x9c" "Ben\xe2\x80\x9d.",
	    "name:Ben|name:Kasia|name:Ben");
	expect("with Ben\nPatel and me", "name:Ben|name:Patel");
	expect("a Mr\xc2\xa0Thorn\xe2\x80\x91" "Baxter rang",
	    "name:Mr\xc2\xa0Thorn\xe2\x80\x91" "Baxter");
	expect("WR\xef\xbc\x91 \xef\xbc\x92" "AB", "postcode:WR\xef\xbc\x91 \xef\xbc\x92" "AB");
	expect("tell \xff" "Ben\xff\xc3 and", "name:Ben");
	expect("Ke\xc2\xadith rang", "name:Ke\xc2\xadith");
	expect("x07700 900123", "");
	expect("the 3.5.2023.1 release", "");
}
END_TEST

START_TEST(names_are_found_in_any_letters_and_ordinary_words_are_not)
{
	expect("MY SON BEN HAS NO SCHOOL AND NOBODY CARES", "name:BEN");
	expect("bens bag. Ben's bag. James' bag.", "name:bens|name:Ben|name:James");
	expect("will they mark it in may? i hope so", "");
	expect("i told Will and Mark", "name:Will|name:Mark");
	expect("a boy called will. my son will be ten", "name:will");
	expect("with mrs hughes and miss harkaway, they miss school", "name:mrs hughes|"
	    "name:miss harkaway");
	expect("Then J. Penhaligon and A. B. Oduya came", "name:J. Penhaligon|name:A. B. Oduya");
	expect("we told Tobin. Tobin cried. i said tobin", "name:Tobin|name:Tobin|name:tobin");
	expect("dla Kuby, Kubie, o Zosi i z pani\xc4\x85 Brzozowsk\xc4\x85",
	    "name:Kuby|name:Kubie|name:Zosi|name:pani\xc4\x85 Brzozowsk\xc4\x85");
	expect("Sian and Si\xc3\xa2n and Sia\xcc\x82n", "name:Sian|name:Si\xc3\xa2n|"
	    "name:Sia\xcc\x82n");
	expect("at St. Mary\xe2\x80\x99s, 14 Elm Road, on elm road, in the road",
	    "school:St. Mary\xe2\x80\x99s|name:14 Elm Road|name:elm road");
	expect("in Stour-on-Sallow and in Upton upon Sallow", "name:Stour-on-Sallow|"
	    "name:Upton upon Sallow");
	expect("a special school, primary school, his school, High School", "");
}
END_TEST

static void
expect_spot(const char *text, enum spot_kind kind, unsigned month, unsigned year, unsigned pounds)
{
	struct spots spots = SPOTS_INIT;

	spot_text(&spots, text, strlen(text));
	ck_assert_msg(spots.count == 1, "\"%s\": %zu spots", text, spots.count);
	ck_assert_msg(spots.list[0].kind == kind && spots.list[0].month == month &&
	    spots.list[0].year == year && spots.list[0].pounds == pounds,
	    "\"%s\": kind %u, month %u, year %u, pounds %u", text, (unsigned)spots.list[0].kind,
	    (unsigned)spots.list[0].month, (unsigned)spots.list[0].year,
	    (unsigned)spots.list[0].pounds);
	spots_free(&spots);
}

START_TEST(days_and_sums_say_month_year_and_pounds)
{
	expect_spot("12/3/23", SPOT_DATE, 3, 2023, 0);
	expect_spot("2023-03-12", SPOT_DATE, 3, 2023, 0);
	expect_spot("3/25/2023", SPOT_DATE, 3, 2023, 0);
	expect_spot("March 12th", SPOT_DATE, 3, 0, 0);
	expect_spot("the 3rd of May 2022", SPOT_DATE, 5, 2022, 0);
	expect_spot("12 marca 2023 r.", SPOT_DATE, 3, 2023, 0);
	expect_spot("1 wrze\xc5\x9bnia", SPOT_DATE, 9, 0, 0);
	expect_spot("14 Sept \xe2\x80\x99" "98", SPOT_DATE, 9, 1998, 0);
	expect_spot("on the twenty-first of june", SPOT_DATE, 6, 0, 0);
	expect_spot("\xc2\xa3" "1,250.50", SPOT_MONEY, 0, 0, 1250);
	expect_spot("over \xc2\xa3" "3,412", SPOT_MONEY, 0, 0, 3412);
	expect_spot("8\xc2\xa0" "530 z\xc5\x82", SPOT_MONEY, 0, 0, 0);
	expect_spot("\xc2\xa3" "99999999999", SPOT_MONEY, 0, 0, 0);
	expect("March 2023, in March, 31/31/2023, 2022/23, 24/7, may 2", "");
	expect("\xc2\xa3" "3k, \xc2\xa3" "5,000, about \xc2\xa3" "1,500, \xc2\xa3" "45", "");
}
END_TEST

START_TEST(check_digits_are_checked)
{
	ck_assert(numbers_nhs("9990123454"));
	ck_assert(!numbers_nhs("9990123455"));
	ck_assert(!numbers_nhs("0000000000"));
	ck_assert(!numbers_nhs("9991234560")); /* its check would be 10 */
	ck_assert(numbers_upn("F000123456789"));
	ck_assert(!numbers_upn("G000123456789"));
	ck_assert(!numbers_upn("F00012345678S"));
	ck_assert(!numbers_upn("F00012A456789"));
	for (char digit = '0'; digit <= '9'; digit++) {
		char number[] = "9990123450";

		number[9] = digit;
		ck_assert_int_eq(numbers_nhs(number), digit == '4');
	}
	expect("999 012 3454", "nhs:999 012 3454");
	expect("999 012 3455", "");
	expect("nhs number: 999 012 3455", "nhs:999 012 3455");
	expect("G000123456789", "reference:G000123456789");
	expect("UPN: G000123456789", "upn:G000123456789");
}
END_TEST

static void
sorted(const char *const *list, size_t count, size_t least)
{
	ck_assert_uint_ge(count, least);
	for (size_t i = 0; i < count; i++) {
		char key[WORDS_KEY_BYTES];

		ck_assert_uint_eq(words_key(key, list[i], strlen(list[i])), strlen(list[i]));
		ck_assert_str_eq(key, list[i]);
		if (i > 0)
			ck_assert_msg(strcmp(list[i - 1], list[i]) < 0, "%s, %s", list[i - 1],
			    list[i]);
	}
}

START_TEST(the_lists_are_sorted_keys)
{
	sorted(words_given, words_given_count, 4000);
	sorted(words_maybe, words_maybe_count, 200);
	sorted(words_plain, words_plain_count, 1500);
	sorted(words_capital, words_capital_count, 200);
	sorted(words_place, words_place_count, 20);
	for (size_t i = 0; i < words_given_count; i++)
		ck_assert_msg(words_class(words_given[i]) == WORDS_GIVEN, "%s", words_given[i]);
}
END_TEST

/* A text of `bytes` that says one thing again and again, and then a name: the processor's seconds. */
static double
flood_seconds(const char *piece, size_t bytes)
{
	static const char last[] = " \nring Kasia";
	struct buffer text = BUFFER_INIT;
	struct spots spots = SPOTS_INIT;
	const struct spot *end;
	struct timespec from, to;

	while (text.length < bytes)
		buffer_append_text(&text, piece);
	buffer_append(&text, last, sizeof last - 1);
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	spot_text(&spots, (const char *)text.data, text.length);
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	ck_assert_msg(spots.count > 0, "%s", piece);
	end = &spots.list[spots.count - 1];
	ck_assert_msg(end->end == text.length && end->start == text.length - 5 &&
	    end->kind == SPOT_NAME, "%s", piece);
	spots_free(&spots);
	buffer_free(&text);
	return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

START_TEST(a_flood_is_searched_in_time_and_to_its_end)
{
	static const char *const floods[] = { "1", "A", "AAAA ", "@", "a ", ".a", "1.", "a.b-",
		"a@", "a@b.", "Ab ", "Mr ", "St Mary ", "primary ", "Xx School ", "(0", "+1",
		"https://", "ref a/", "1/", "\xc2\xa3\x31,", "O'", "\xff", "12 March ", "07 ",
		"\n" };

	for (size_t i = 0; i < sizeof floods / sizeof floods[0]; i++) {
		double quarter = flood_seconds(floods[i], FLOOD_BYTES / 4);
		double whole = flood_seconds(floods[i], FLOOD_BYTES);

		/* Four times as much takes some four times as long: not sixteen times. */
		ck_assert_msg(whole <= 10 * quarter + 0.1, "%s: %f s, a quarter of it %f s",
		    floods[i], whole, quarter);
	}
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
	result = file_read(file_join(&path, folder, "redaction/presidio_uk.tsv"),
	    HOSTILE_BYTES, file, &error);
	buffer_free(&path);
	buffer_free(&top);
	return result == 0;
}

/* Is something of this kind found with exactly these bounds (the last of several, without a space
 * before it); or, without bounds, at all? */
static bool
presidio_found(const struct spots *spots, enum spot_kind kind, const char *text, char *bounds)
{
	unsigned long start = 0, end = 0;
	char *after = strchr(bounds, '\t');

	if (after != NULL)
		*after = '\0';
	after = strrchr(bounds, ';');
	if (after != NULL)
		bounds = after + 1;
	if (*bounds != '-') {
		start = strtoul(bounds, &after, 10);
		end = strtoul(after + 1, NULL, 10);
		start += text[start] == ' ';
	}
	for (size_t i = 0; i < spots->count; i++)
		if (spots->list[i].kind == kind &&
		    (end == 0 || (spots->list[i].start == start && spots->list[i].end == end)))
			return true;
	return false;
}

START_TEST(public_test_data_is_found_as_it_says)
{
	static const struct {
		const char *entity;
		enum spot_kind kind;
	} entities[] = { { "UK_NHS", SPOT_NHS_NUMBER }, { "UK_NINO", SPOT_REFERENCE },
		{ "UK_POSTCODE", SPOT_POSTCODE }, { "PHONE_NUMBER", SPOT_PHONE } };
	struct buffer file = BUFFER_INIT;
	char *line, *rest;
	size_t rows = 0;

	if (!presidio_read(&file)) {
		printf("ok - public test data is found as it says # SKIP not there\n");
		return;
	}
	for (line = strtok_r((char *)file.data, "\n", &rest); line != NULL;
	    line = strtok_r(NULL, "\n", &rest)) {
		char *text = strchr(line, '\t'), *bounds;

		if (text == NULL || *line == '#')
			continue;
		*text++ = '\0';
		bounds = strchr(text, '\t');
		*bounds++ = '\0';
		for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
			struct spots spots = SPOTS_INIT;
			bool labelled = strstr(text, "nino:") != NULL ||
			    strstr(text, "insurance number ") != NULL;

			/* A label is enough for us, right or wrong: families mistype. Of phones,
			 * those of the United Kingdom. */
			if (strcmp(line, entities[i].entity) != 0 || (*bounds == '-' && labelled) ||
			    (entities[i].kind == SPOT_PHONE && strstr(text, "+44") == NULL))
				continue;
			spot_text(&spots, text, strlen(text));
			ck_assert_msg(presidio_found(&spots, entities[i].kind, text,
			    bounds) == (*bounds != '-'), "%s: \"%s\"", line, text);
			spots_free(&spots);
			rows++;
		}
	}
	ck_assert_uint_ge(rows, 30);
	buffer_free(&file);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("spot");
	TCase *tests = tcase_create("spot"), *flood = tcase_create("flood");

	tcase_add_test(tests, what_is_marked_in_the_texts_is_found_and_little_else);
	tcase_add_test(tests, texts_written_later_fare_nearly_as_well);
	tcase_add_test(tests, a_spot_has_the_bounds_of_its_words);
	tcase_add_test(tests, names_are_found_in_any_letters_and_ordinary_words_are_not);
	tcase_add_test(tests, days_and_sums_say_month_year_and_pounds);
	tcase_add_test(tests, check_digits_are_checked);
	tcase_add_test(tests, the_lists_are_sorted_keys);
	tcase_add_test(flood, a_flood_is_searched_in_time_and_to_its_end);
	tcase_add_test(tests, public_test_data_is_found_as_it_says);
	tcase_set_timeout(flood, 800);
	suite_add_tcase(suite, tests);
	suite_add_tcase(suite, flood);
	return suite;
}
