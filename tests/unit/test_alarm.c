/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/alarm.h"

/* All made up. */

static const char *const life[] = {
	"He said he wanted to die and he is seven.",
	"she keeps saying i dont want to be here any more",
	"my daughter took an overdose in march",
	"He has tried to kill himself twice",
	"shes cutting her arms again",
	"The paediatrician wrote 'suicidal ideation'.",
	"i honestly felt like i couldnt go on",
	"He told his TA that he wished he had never been born.",
	"They would be better off without me.",
	"banging his head against the wall every morning before school",
	"hes been self harming since year 7",
	"She self-harms.",
	"my son says he wants to end it all",
	"I have thought about ending my life because of this.",
	"HE TRIED TO HANG HIMSELF",
	"she doesn\342\200\231t want to live",
	"there is nothing left to live for he said",
	"i found him hitting himself in the face",
	"he was going to jump out of the window",
	"We were seen by the crisis team",
	"He refuses to eat. He has stopped eating since September.",
	"she has swallowed a lot of paracetamol",
	"he talks about wanting to be dead",
	"syn m\303\263wi \305\274e nie chce \305\274y\304\207",
	"c\303\263rka si\304\231 okalecza, pr\303\263bowa\305\202a samob\303\263jstwa",
	"says he would rather be dead than go back",
};

static const char *const harm[] = {
	"A teaching assistant dragged him by the arm across the hall.",
	"He came home with bruises on both wrists.",
	"they locked him in the sensory room for an hour",
	"She was restrained by three adults.",
	"the taxi driver hit him",
	"She told me a man at the club touched her inappropriately.",
	"he runs away from school and nobody notices",
	"His dad beats him.",
	"there was domestic violence in the house",
	"he is not safe there",
	"A boy strangled my son at break.",
	"seclusion was used every day",
	"nauczycielka uderzy\305\202a syna",
	"boys have been grooming her online",
	"he took a knife to school",
};

static const char *const calm[] = {
	"The plan was late by 31 weeks and nobody answered our e-mails.",
	"We waited for the educational psychologist for two years.",
	"He loves drawing trains and is very kind to his sister.",
	"The school said that it had no money for a one to one.",
	"I gave up work in the end.",
	"The panel said no without reading the reports.",
	"She has not been in school since the autumn term.",
	"It took them nine months to name a school.",
	"Transport was cancelled with two days' notice.",
	"We won at the Tribunal and the council did not follow the order.",
	"he is on a part time timetable of five hours a week",
	"the senco left and nobody took over",
	"They hung up the phone on me.",
	"We had to take on a solicitor",
	"The taxi was late again and he missed registration.",
	"Somebody should listen to parents.",
	"I want the council to keep the law.",
	"My life is one long list of forms.",
	"he doesnt want to go to school",
	"She did not want to be in the photograph.",
	"The letter was cut off at the bottom.",
	"Czekamy na plan od roku i nikt nie odpowiada.",
	"Szko\305\202a nie ma miejsca.",
	"We are tired.",
	"The lights hurt his eyes.",
	"They put him in the wrong class.",
	"She held my hand in the meeting.",
	"He burst into tears at the gate.",
	"We hit a wall with the council.",
	"",
};

static void
report(const char *what, size_t found, size_t of)
{
	if (getenv("TESTIMONY_ALARM") != NULL)
		fprintf(stderr, "# %s: %zu of %zu\n", what, found, of);
}

static size_t
found_in(const char *const *texts, size_t count, unsigned alarm, bool wanted)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		bool is = (alarm_of(texts[i], strlen(texts[i])) & alarm) != 0;

		found += is;
		if (is != wanted && getenv("TESTIMONY_ALARM") != NULL)
			fprintf(stderr, "# %s: %s\n", is ? "flagged" : "missed", texts[i]);
	}
	return found;
}
#define FOUND_IN(texts, alarm, wanted) \
	found_in((texts), sizeof(texts) / sizeof(texts)[0], (alarm), (wanted))

START_TEST(what_may_mean_danger_is_flagged)
{
	size_t found = FOUND_IN(life, ALARM_LIFE, true);

	report("suicide and self-harm", found, sizeof life / sizeof life[0]);
	ck_assert_uint_eq(found, sizeof life / sizeof life[0]);
	found = FOUND_IN(harm, ALARM_HARM, true);
	report("harm", found, sizeof harm / sizeof harm[0]);
	ck_assert_uint_eq(found, sizeof harm / sizeof harm[0]);
}
END_TEST

START_TEST(ordinary_complaints_are_not)
{
	size_t found = FOUND_IN(calm, ALARM_LIFE | ALARM_HARM, false);

	report("flagged though calm", found, sizeof calm / sizeof calm[0]);
	ck_assert_uint_eq(found, 0);
}
END_TEST

START_TEST(ways_of_writing_hide_nothing)
{
	static const char *const same[] = { "SELF HARM", "self-harm", "self\302\240harm",
		"self\342\200\221harming", "sel\302\255f harm", "Self  harmed", "SUICIDE",
		"\357\274\263\357\275\225\357\275\211\357\275\203\357\275\211\357\275\204\357\275\205" };

	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
		ck_assert_msg((alarm_of(same[i], strlen(same[i])) & ALARM_LIFE) != 0, "%s", same[i]);
}
END_TEST

START_TEST(long_texts_take_no_long_time)
{
	struct buffer text = BUFFER_INIT;

	while (text.length < 200000)
		buffer_append_text(&text, "want to be rather ran ");
	(void)alarm_of((const char *)text.data, text.length);
	buffer_clear(&text);
	while (text.length < 200000)
		buffer_append_byte(&text, 'a');
	ck_assert_uint_eq(alarm_of((const char *)text.data, text.length), 0);
	buffer_free(&text);
}
END_TEST

START_TEST(every_phrase_can_be_found)
{
	for (size_t i = 0; i < alarm_phrase_count; i++) {
		struct buffer text = BUFFER_INIT;
		const char *words = alarm_phrases[i].words;

		/* The first of each word's choices; "~" is none, "?" any. */
		while (*words != '\0') {
			size_t length = strcspn(words, " "), one = strcspn(words, "| ");

			if (length != 1 || *words != '~') {
				buffer_append(&text, words, words[one - 1] == '*' ? one - 1 : one);
				buffer_append_byte(&text, ' ');
			}
			ck_assert_uint_gt(one, 0);
			words += words[length] == '\0' ? length : length + 1;
		}
		ck_assert_msg((alarm_of((const char *)text.data, text.length) &
		    alarm_phrases[i].alarm) != 0, "%s", alarm_phrases[i].words);
		buffer_free(&text);
	}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("alarm");
	TCase *cases = tcase_create("alarm");

	tcase_set_timeout(cases, 120);
	tcase_add_test(cases, what_may_mean_danger_is_flagged);
	tcase_add_test(cases, ordinary_complaints_are_not);
	tcase_add_test(cases, ways_of_writing_hide_nothing);
	tcase_add_test(cases, every_phrase_can_be_found);
	tcase_add_test(cases, long_texts_take_no_long_time);
	suite_add_tcase(suite, cases);
	return suite;
}
