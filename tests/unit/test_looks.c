/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "client/looks.h"
#include "client/words.h"
#include "tests/unit/interview_specimen.h"

static struct campaign campaign;

static void
begin(void)
{
	specimen_campaign(&campaign, json_loads(SPECIMEN_FORM, 0, NULL));
}

static void
end(void)
{
	form_free(&campaign.form);
}

static json_t *
story(const char *text)
{
	return json_pack("{s:s}", "story", text);
}

START_TEST(one_thing_is_one_entry_however_often_it_stands_there)
{
	json_t *answers = json_pack("{s:s, s:s}", "story", "They sent Łukasz home. ŁUKASZ cried.",
	    "more", "Then łukasz was out of school.");
	struct looks looks = LOOKS_INIT;
	struct buffer text = BUFFER_INIT;

	looks_find(&looks, campaign.form, answers, NULL, NULL);
	ck_assert_uint_eq(looks.count, 1);
	ck_assert_str_eq(looks.list[0].surface, "Łukasz");
	ck_assert_uint_ge(looks.list[0].times, 2);
	look_print(&looks.list[0], "en", &text);
	ck_assert_ptr_nonnull(strstr((const char *)text.data, "\"Łukasz\" looks like a name"));
	buffer_free(&text);
	looks_free(&looks);
	json_decref(answers);
}
END_TEST

START_TEST(what_is_hidden_or_left_is_passed_over)
{
	json_t *answers = story("They sent Łukasz\nŻak home on 12 March 2023."), *hide, *left;
	struct looks looks = LOOKS_INIT;
	size_t all;

	looks_find(&looks, campaign.form, answers, NULL, NULL);
	all = looks.count;
	ck_assert_uint_ge(all, 2);
	/* As it stands on the list of names: on one line, and in any case. */
	hide = json_array();
	for (size_t i = 0; i < looks.count; i++)
		json_array_append_new(hide, json_string(looks.list[i].surface));
	looks_find(&looks, campaign.form, answers, hide, NULL);
	ck_assert_uint_eq(looks.count, 0);
	json_decref(hide);
	left = json_pack("[s]", "12 MARCH 2023");
	hide = json_pack("[s]", "łukasz");
	looks_find(&looks, campaign.form, answers, hide, left);
	for (size_t i = 0; i < looks.count; i++)
		ck_assert_int_ne((int)looks.list[i].spot.kind, (int)SPOT_DATE);
	json_decref(hide);
	json_decref(left);
	looks_free(&looks);
	json_decref(answers);
}
END_TEST

START_TEST(only_texts_are_looked_through)
{
	json_t *answers = json_pack("{s:s, s:[s], s:[s]}", "court", "Ben Smith", "need", "Ben Smith",
	    "story", "Ben Smith");
	struct looks looks = LOOKS_INIT;

	looks_find(&looks, campaign.form, answers, NULL, NULL);
	ck_assert_uint_eq(looks.count, 0);
	looks_free(&looks);
	looks_free(&looks);
	json_decref(answers);
}
END_TEST

/* Whatever is taken for another thing, its vaguer words show nothing themselves: else what was
 * made vaguer would be asked about for ever. */
START_TEST(vaguer_words_are_not_found_again)
{
	static const char *const languages[] = { "en", "pl" };
	static const uint32_t sums[] = { 0, 250, 1000, 5000, 5001, 20000, 20001 };

	for (size_t l = 0; l < 2; l++)
		for (unsigned kind = 0; kind < SPOT_KINDS; kind++)
			for (unsigned i = 0; i < 13 * 7 * 2; i++) {
				struct look look = { .spot = { .kind = (enum spot_kind)kind,
				    .month = (uint8_t)(i % 13), .pounds = sums[i / 13 % 7],
				    .year = i / 91 == 0 ? 0 : 2023 }, .surface = NULL };
				struct buffer vaguer[LOOKS_VAGUER_MOST];
				size_t count = look_vaguer(&look, languages[l], vaguer);

				ck_assert_uint_ge(count, 1);
				ck_assert_uint_le(count, LOOKS_VAGUER_MOST);
				for (size_t j = 0; j < count; j++) {
					struct buffer text = BUFFER_INIT;
					struct spots spots = SPOTS_INIT;

					buffer_format(&text, "it was %s then, and we paid",
					    (const char *)vaguer[j].data);
					spot_text(&spots, (const char *)text.data, text.length);
					ck_assert_msg(spots.count == 0, "%s",
					    (const char *)text.data);
					spots_free(&spots);
					buffer_free(&text);
					buffer_free(&vaguer[j]);
				}
			}
}
END_TEST

static void
vaguer_is(struct spot spot, const char *language, const char *expected)
{
	struct look look = { .spot = spot };
	struct buffer vaguer[LOOKS_VAGUER_MOST];

	ck_assert_uint_eq(look_vaguer(&look, language, vaguer), 1);
	ck_assert_str_eq((const char *)vaguer[0].data, expected);
	buffer_free(&vaguer[0]);
}

START_TEST(vaguer_words_are_true)
{
	vaguer_is((struct spot){ .kind = SPOT_MONEY }, "en", "a sum of money");
	vaguer_is((struct spot){ .kind = SPOT_MONEY, .pounds = 999 }, "en", "less than £1,000");
	vaguer_is((struct spot){ .kind = SPOT_MONEY, .pounds = 1000 }, "en",
	    "between £1,000 and £5,000");
	vaguer_is((struct spot){ .kind = SPOT_MONEY, .pounds = 5001 }, "en",
	    "between £5,000 and £20,000");
	vaguer_is((struct spot){ .kind = SPOT_MONEY, .pounds = 20001 }, "pl", "ponad 20 000 funtów");
	vaguer_is((struct spot){ .kind = SPOT_DATE }, "en", "one day");
	vaguer_is((struct spot){ .kind = SPOT_DATE, .month = 12 }, "en", "a day in December");
	vaguer_is((struct spot){ .kind = SPOT_DATE, .year = 2023 }, "en", "a day in 2023");
	vaguer_is((struct spot){ .kind = SPOT_DATE, .month = 1, .year = 2023 }, "pl",
	    "pewnego dnia (styczeń 2023)");
}
END_TEST

static void
replaced(const char *text, const char *replacement, const char *expected)
{
	json_t *answers = story(text);
	struct looks looks = LOOKS_INIT;

	looks_find(&looks, campaign.form, answers, NULL, NULL);
	ck_assert_msg(looks.count > 0, "nothing in \"%s\"", text);
	look_replace(&looks.list[0], campaign.form, answers, replacement);
	ck_assert_str_eq(json_string_value(json_object_get(answers, "story")), expected);
	looks_free(&looks);
	json_decref(answers);
}

START_TEST(words_are_replaced_wherever_they_stand)
{
	replaced("They sent Łukasz home. Poor ŁUKASZ cried.", "my child",
	    "They sent my child home. Poor my child cried.");
	replaced("It was on 12 March 2023, and on 12 march 2023 again.", "one day",
	    "It was on one day, and on one day again.");
	replaced("call 01905 822666", "(phone number)", "call (phone number)");
}
END_TEST

START_TEST(the_words_around_are_whole_characters_on_one_line)
{
	static const char *const texts[] = {
		"Łukasz", ("żżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżż Łukasz łłłłłłłłłłłłłłłłłłłłłłłł"
		"łłłłłłłłłłłłłłłłłłłłłłłłł"), "one\n\ntwo\tŁukasz\n", "🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂 Łukasz",
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		for (size_t start = 0; start < strlen(texts[i]); start++)
			for (size_t to = start + 1; to <= strlen(texts[i]); to++) {
				struct look look = { .spot = { .start = start, .end = to } };
				struct buffer out = BUFFER_INIT;
				json_t *whole;

				if (((unsigned char)texts[i][start] & 0xc0) == 0x80 ||
				    ((unsigned char)texts[i][to] & 0xc0) == 0x80)
					continue;
				look_around(&look, texts[i], &out);
				whole = json_stringn((const char *)out.data, out.length);
				ck_assert_msg(whole != NULL, "%zu %zu of %s", start, to, texts[i]);
				ck_assert_ptr_null(strpbrk((const char *)out.data, "\n\t"));
				json_decref(whole);
				buffer_free(&out);
			}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("looks");
	TCase *tests = tcase_create("looks");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, one_thing_is_one_entry_however_often_it_stands_there);
	tcase_add_test(tests, what_is_hidden_or_left_is_passed_over);
	tcase_add_test(tests, only_texts_are_looked_through);
	tcase_add_test(tests, vaguer_words_are_not_found_again);
	tcase_add_test(tests, vaguer_words_are_true);
	tcase_add_test(tests, words_are_replaced_wherever_they_stand);
	tcase_add_test(tests, the_words_around_are_whole_characters_on_one_line);
	suite_add_tcase(suite, tests);
	return suite;
}
