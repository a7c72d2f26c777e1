/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "tests/unit/interview_specimen.h"

/* Interviews by typed keys: \x03 Ctrl-C, \x04 Ctrl-D, \r Enter. */

static struct specimen it;

static void
begin(void)
{
	memset(&it, 0, sizeof it);
	specimen_campaign(&it.campaign, json_loads(SPECIMEN_FORM, 0, NULL));
	specimen_begin(&it, "en", false);
}

static void
end(void)
{
	specimen_end(&it);
}

static void
begin_form(json_t *form, const char *language, bool plain)
{
	specimen_end(&it);
	specimen_campaign(&it.campaign, form);
	specimen_begin(&it, language, plain);
}

/* Types, with a picture after each key. */
static void
type(const char *keys)
{
	it.wish = INTERVIEW_NOTHING;
	specimen_type_bytes(&it, keys, strlen(keys), true);
}

static void
press(enum key_kind kind)
{
	struct key key = { .kind = kind };
	struct canvas canvas;

	specimen_key(&it, &key);
	specimen_draw(&it, &canvas);
	canvas_free(&canvas);
}

static void
on(enum place place)
{
	ck_assert_msg(it.interview->place == place, "on %d, not %d", (int)it.interview->place,
	    (int)place);
}

static void
on_page(const char *id)
{
	on(PLACE_PAGE);
	ck_assert_str_eq(interview_page(it.interview)->id, id);
}

/* Enter, through what does not fit, to that page. */
static void
enter_to(const char *id)
{
	for (int i = 0; i < 100 && strcmp(interview_page(it.interview)->id, id) != 0; i++)
		type("\r");
	on_page(id);
}

static void
wished(enum interview_wish wish)
{
	ck_assert_int_eq((int)it.wish, (int)wish);
}

static void
sees(const char *words)
{
	struct buffer text = BUFFER_INIT;

	specimen_read(&it, &text);
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] == '\n')
			text.data[i] = ' ';
	ck_assert_msg(strstr((const char *)text.data, words) != NULL, "no \"%s\" in \"%s\"", words,
	    (const char *)text.data);
	buffer_free(&text);
}

static void
would_send(const char *expected)
{
	json_t *all = interview_answers(it.interview), *wanted = json_loads(expected, 0, NULL);

	ck_assert_msg(wanted != NULL, "%s", expected);
	if (!json_equal(all, wanted))
		ck_abort_msg("%s is not %s", json_dumps(all, JSON_COMPACT), expected);
	json_decref(all);
	json_decref(wanted);
}

/* Chooses the line of the page that begins with these words. */
static void
pick(const char *label)
{
	const struct choices *choices = &it.interview->choices;
	char line[8];

	for (size_t i = 0; i < choices->count; i++)
		if (strncmp((const char *)choices->list[i].label.data, label, strlen(label)) == 0) {
			(void)snprintf(line, sizeof line, "%zu\r", i + 1);
			type(line);
			return;
		}
	ck_abort_msg("nothing here says \"%s\"", label);
}

/* From the first page to the check: court no, needs b, a story, names, all uses. */
static void
to_check(void)
{
	type("\r1\r2\r\r");
	on_page("story");
	type("a short story\x04");
	on(PLACE_HIDE);
	type("the blue school\x04");
	on(PLACE_USES);
	type("1 2 3\r\r");
	on(PLACE_CHECK);
}
#define TO_CHECK_ANSWERS "{\"answers\":{\"court\":\"no\",\"need\":[\"b\"],\"story\":" \
	"\"a short story\"},\"hide\":[\"the blue school\"],\"uses\":[\"counts\",\"mine\"," \
	"\"preview\"],\"language\":\"en\"}"

START_TEST(what_is_typed_is_what_would_be_sent)
{
	to_check();
	type("send\r");
	wished(INTERVIEW_SEND);
	would_send(TO_CHECK_ANSWERS);
	interview_arrived(it.interview, SPECIMEN_RECEIPT);
	sees(" 1  alpha");
	sees(" 9  india");
}
END_TEST

START_TEST(typing_ahead_of_pictures_is_the_same)
{
	static const char keys[] = "\r1\r2\r\ra short story\x04the blue school\x04""1 2 3\r\rsend\r";
	static const char pasted[] = "\x1b[200~a short\nstory\x1b[201~\x04";

	specimen_type_bytes(&it, keys, strlen(keys), false);
	wished(INTERVIEW_SEND);
	would_send(TO_CHECK_ANSWERS);
	/* Nor is anything lost where the question comes first on a small screen. */
	it.columns = 20;
	it.rows = 8;
	specimen_begin(&it, "en", false);
	type("\r");
	enter_to("court");
	type("1\r2\r");
	enter_to("story");
	ck_assert(it.interview->reading);
	specimen_type_bytes(&it, pasted, strlen(pasted), false);
	on(PLACE_HIDE);
	ck_assert_str_eq(json_string_value(json_object_get(it.interview->answers, "story")),
	    "a short\nstory");
}
END_TEST

START_TEST(a_required_question_cannot_be_got_around)
{
	type("\r");
	on_page("court");
	type("\r");
	on_page("court");
	sees("We need an answer");
	type("s\r");
	on_page("court");
	type("skip\r");
	on_page("court");
	type("\x03");
	on(PLACE_MENU);
	for (size_t i = 0; i < it.interview->choices.count; i++)
		ck_assert_int_ne((int)it.interview->choices.list[i].action, (int)ACTION_SKIP);
	type("1\r");
	type("1\r\r");
	on_page("need");
	type("1\r1\r\r");
	on_page("need");
	type("1\r\r");
	on_page("deep");
	type("2\rtext\x04");
	on_page("more");
	type("\x04");
	on_page("more");
	sees("We need an answer");
	/* What is no text to the form is none here. */
	type("\xc2\xa0 \xe2\x80\xa8\x04");
	on_page("more");
	sees("We need an answer");
	type("x\x04");
	on(PLACE_HIDE);
}
END_TEST

START_TEST(a_required_answer_that_comes_up_later_is_asked_for)
{
	to_check();
	/* Ticking the first shows "deep", and that "more": both required. */
	type("2\r1\r\r");
	on_page("deep");
	/* Back leads to what made it come up, not round in a circle. */
	type("b\r");
	on_page("need");
	type("1\r\r");
	on(PLACE_CHECK);
	type("2\r1\r\r");
	on_page("deep");
	type("\r");
	on_page("deep");
	type("2\r");
	on_page("more");
	type("send\x04");
	on(PLACE_CHECK);
	type("send\r");
	wished(INTERVIEW_SEND);
}
END_TEST

START_TEST(a_changed_answer_and_back_again_loses_nothing)
{
	to_check();
	type("1\r2\r");
	on_page("told");
	type("\r");
	on(PLACE_CHECK);
	would_send("{\"answers\":{\"court\":\"yes\",\"need\":[\"b\"]},\"hide\":[],\"uses\":"
	    "[\"counts\"],\"language\":\"en\"}");
	/* Ticks of what is offered leave those of what is not alone. */
	pick("How may we use");
	ck_assert_uint_eq(it.interview->choices.count, 1);
	type("1\r");
	would_send("{\"answers\":{\"court\":\"yes\",\"need\":[\"b\"]},\"hide\":[],\"uses\":[],"
	    "\"language\":\"en\"}");
	type("\r");
	on(PLACE_USES);
	type("1\r\r");
	on(PLACE_CHECK);
	type("1\r1\r");
	on(PLACE_CHECK);
	type("send\r");
	wished(INTERVIEW_SEND);
	ck_assert_uint_eq(json_array_size(it.interview->uses), 3);
	{
		json_t *all = interview_answers(it.interview);

		ck_assert_str_eq(json_string_value(json_object_get(json_object_get(all, "answers"),
		    "story")), "a short story");
		ck_assert_uint_eq(json_array_size(json_object_get(all, "hide")), 1);
		ck_assert_uint_eq(json_array_size(json_object_get(all, "uses")), 3);
		json_decref(all);
	}
}
END_TEST

START_TEST(ctrl_c_opens_the_menu_everywhere_and_again_leaves)
{
	static const char *const ways[] = { "", "\r", "\r1\r", "\r1\r2\r\r", "\r1\r2\r\rx\x04",
		"\r1\r2\r\rx\x04\x04", "\r1\r2\r\rx\x04\x04""1\r\r", "\r1\r2\r\rBen cried\x04\x04""1\r\r" };

	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		enum place place;
		size_t page;

		specimen_begin(&it, "en", false);
		type(ways[i]);
		place = it.interview->place;
		page = it.interview->page;
		type("\x03");
		on(PLACE_MENU);
		wished(INTERVIEW_NOTHING);
		type("\r");
		ck_assert_int_eq((int)it.interview->place, (int)place);
		ck_assert_uint_eq(it.interview->page, page);
		/* From a page of the menu's, the menu again; and from there out. */
		type("\x03");
		pick("See who can help");
		on(PLACE_HELP);
		sees("116 123");
		type("\x03");
		on(PLACE_MENU);
		pick("Go on");
		ck_assert_int_eq((int)it.interview->place, (int)place);
		type("\x03\x03");
		wished(INTERVIEW_STOP);
	}
}
END_TEST

START_TEST(the_menu_of_the_first_question_of_all_leads_back_to_it)
{
	specimen_begin(&it, NULL, false);
	on(PLACE_LANGUAGE);
	type("\r");
	on(PLACE_LANGUAGE);
	type("\x03");
	on(PLACE_MENU);
	type("\r");
	on(PLACE_LANGUAGE);
	type("menu\r1\r");
	on(PLACE_LANGUAGE);
	type("2\r");
	on_page("hello");
	sees("Cześć");
	ck_assert_str_eq(interview_language(it.interview), "pl");
}
END_TEST

START_TEST(a_language_can_be_changed_on_every_page)
{
	type("\r1\r2\r\rBen cried\x03");
	pick("Change the language");
	type("2\r");
	on_page("story");
	ck_assert_str_eq(interview_typed(it.interview), "Ben cried");
	sees("Gotowe: Ctrl-D");
	type(" again\x04");
	on(PLACE_HIDE);
	type("x\x04""1\r\r");
	on(PLACE_LOOK);
	type("m\r");
	pick("Zmienić język");
	type("1\r");
	on(PLACE_LOOK);
	sees("Leave it as it is");
	pick("Leave it as it is");
	on(PLACE_CHECK);
	type("menu\r");
	pick("Change the language");
	/* Whoever only looked at it keeps the one there was. */
	type("\x03\r");
	on(PLACE_CHECK);
	type("send\r");
	wished(INTERVIEW_SEND);
	would_send("{\"answers\":{\"court\":\"no\",\"need\":[\"b\"],\"story\":\"Ben cried again\"},"
	    "\"hide\":[\"x\"],\"uses\":[\"counts\"],\"language\":\"en\"}");
}
END_TEST

START_TEST(skipping_takes_the_answer_out_and_nothing_else)
{
	type("\r1\r2\r\rsomething\x03");
	pick("Skip this question");
	on(PLACE_USES); /* without a text there are no names to hide */
	would_send("{\"answers\":{\"court\":\"no\",\"need\":[\"b\"]},\"hide\":[],\"uses\":[],"
	    "\"language\":\"en\"}");
}
END_TEST

START_TEST(a_text_over_its_limit_is_kept_until_it_is_cut)
{
	type("\r1\r2\r\r");
	for (int i = 0; i < 7; i++)
		type("żżżżżżżżżż");
	sees("please cut 10 characters");
	type("\x04");
	on_page("story");
	sees("Nothing of it is lost");
	type("\x03");
	pick("Go back");
	on_page("need");
	type("\r");
	on_page("story");
	ck_assert_uint_eq(strlen(interview_typed(it.interview)), 140);
	for (int i = 0; i < 10; i++)
		type("\x7f");
	type("\x04");
	on(PLACE_HIDE);
}
END_TEST

START_TEST(a_mebibyte_is_taken_from_another_program_and_kept)
{
	struct buffer text = BUFFER_INIT;

	for (int i = 0; i < 64 * 1024; i++)
		buffer_append_text(&text, "sixteen bytes, \n");
	type("\r1\r2\r\r\x03");
	pick("Write this text in another program");
	type("1\r");
	wished(INTERVIEW_EDITOR);
	interview_take_text(it.interview, (const char *)text.data, NULL);
	on_page("story");
	ck_assert_str_eq(interview_text(it.interview), (const char *)text.data);
	type("\x04");
	on_page("story");
	type("\x03\r");
	ck_assert_str_eq(interview_typed(it.interview), (const char *)text.data);
	/* More is not taken, and that is said. */
	type("x");
	sees("was not taken");
	ck_assert_str_eq(interview_typed(it.interview), (const char *)text.data);
	interview_take_text(it.interview, "\n \n", NULL);
	ck_assert_ptr_null(json_object_get(it.interview->answers, "story"));
	interview_take_text(it.interview, "kept", NULL);
	interview_take_text(it.interview, "", "it failed");
	ck_assert_str_eq(interview_typed(it.interview), "kept");
	sees("it failed");
	buffer_free(&text);
}
END_TEST

START_TEST(texts_that_are_too_long_together_are_not_sent_but_kept)
{
	struct buffer text = BUFFER_INIT;
	json_t *form = json_loads(SPECIMEN_FORM, 0, NULL);

	json_object_del(json_array_get(json_object_get(form, "pages"), 5), "length");
	begin_form(form, "en", false);
	for (int i = 0; i < 15000; i++)
		buffer_append_byte(&text, 'a' + (uint8_t)(i % 7));
	type("\r1\r1\r\r2\r");
	on_page("story");
	specimen_type_bytes(&it, text.data, text.length, false);
	type("\x04");
	on_page("more");
	specimen_type_bytes(&it, text.data, text.length, false);
	sees("please cut 6000 characters");
	type("\x04");
	on_page("more");
	sees("about 6000 characters, here or elsewhere");
	type("\x03");
	pick("Go back");
	on_page("story");
	/* Nor from the check, where vaguer words, say, have made them longer. */
	interview_set_language(it.interview, "pl");
	json_array_append_new(it.interview->uses, json_string("counts"));
	interview_to_check(it.interview);
	on(PLACE_CHECK);
	type("wyslij\r");
	wished(INTERVIEW_NOTHING);
	sees("około 6000");
	buffer_free(&text);
}
END_TEST

START_TEST(names_are_lines)
{
	char long_name[2 * (FORM_HIDE_LENGTH + 1) + 1] = "";

	type("\r1\r2\r\rBen cried\x04  Sam Sample \r\r\t\r\xc2\xa0\rSt Mary's, the one by the river\x04");
	on(PLACE_USES);
	type("b\r");
	on(PLACE_HIDE);
	ck_assert_str_eq(interview_typed(it.interview),
	    "Sam Sample\nSt Mary's, the one by the river\n");
	for (int i = 0; i < FORM_HIDE_LENGTH + 1; i++)
		strcat(long_name, "ż");
	type(long_name);
	type("\x04");
	on(PLACE_HIDE);
	sees("200 characters at most");
	type("\x7f\x04");
	on(PLACE_USES);
	type("b\r");
	for (int i = 0; i < FORM_HIDE_MOST; i++)
		type("\rn");
	type("\x04");
	on(PLACE_HIDE);
	sees("100 names at most");
	type("\x7f\x7f\x7f\x7f\x7f\x7f\x04");
	on(PLACE_USES);
}
END_TEST

START_TEST(a_number_chooses_what_stands_under_it)
{
	json_t *form = json_loads(SPECIMEN_FORM, 0, NULL), *options = json_array();
	struct buffer line = BUFFER_INIT;

	for (int i = 0; i < FORM_OPTIONS_MOST; i++) {
		char id[16];
		json_t *label;

		(void)snprintf(id, sizeof id, "o%d", i + 1);
		label = json_sprintf("%s is an option whose label is long, \xe6\xbc\xa2\xe5\xad\x97 "
		    "\xc5\xbc\xc3\xb3\xc5\x82w \xf0\x9f\x99\x82 and goes on and on and on", id);
		json_array_append_new(options, json_pack("{s:s, s:o}", "id", id, "label", label));
	}
	json_object_set_new(json_array_get(json_object_get(form, "pages"), 3), "options", options);
	json_object_del(json_array_get(json_object_get(form, "pages"), 3), "ticks");
	json_array_remove(json_object_get(form, "pages"), 4); /* deep, more: by other options */
	json_array_remove(json_object_get(form, "pages"), 5);
	it.columns = 20;
	it.rows = 8;
	begin_form(form, "en", false);
	type("\r\r\r1\r");
	on_page("need");
	for (int i = 0; i < FORM_OPTIONS_MOST; i++) {
		char row[32];

		(void)snprintf(row, sizeof row, "%2d  [ ] o%d ", i + 1, i + 1);
		sees(row);
	}
	/* All in one line, with more spaces than anybody needs. */
	for (int i = 0; i < FORM_OPTIONS_MOST; i++)
		buffer_format(&line, "%d ,      ", i + 1);
	buffer_append_byte(&line, '\r');
	type((const char *)line.data);
	ck_assert_uint_eq(json_array_size(json_object_get(it.interview->answers, "need")),
	    FORM_OPTIONS_MOST);
	type("64\r1 1 2.3;4\r");
	ck_assert_uint_eq(json_array_size(json_object_get(it.interview->answers, "need")),
	    FORM_OPTIONS_MOST - 5);
	ck_assert_str_eq(json_string_value(json_array_get(json_object_get(it.interview->answers,
	    "need"), 0)), "o5");
	type("65\r");
	sees("no 65 here");
	type("0\r00001\r-1\r1a\r99999999999999999999\r1 66\r");
	ck_assert_uint_eq(json_array_size(json_object_get(it.interview->answers, "need")),
	    FORM_OPTIONS_MOST - 5);
	buffer_free(&line);
}
END_TEST

START_TEST(too_many_ticks_change_nothing)
{
	type("\r1\r1 2\r3\r");
	sees("Only 2 can be ticked");
	ck_assert_uint_eq(json_array_size(json_object_get(it.interview->answers, "need")), 2);
	type("1 2 3\r");
	ck_assert_uint_eq(json_array_size(json_object_get(it.interview->answers, "need")), 1);
}
END_TEST

/* Whatever is typed instead of a number, however long, leaves a picture that fits. */
START_TEST(what_is_no_number_is_said_in_short)
{
	struct buffer line = BUFFER_INIT;

	type("\r");
	for (int i = 0; i < 5000; i++)
		buffer_append_text(&line, "ż");
	buffer_append_byte(&line, '\r');
	specimen_type_bytes(&it, line.data, line.length, false);
	sees("was not understood");
	sees("ż...\" was");
	ck_assert_ptr_null(strstr((const char *)it.interview->notice.data, "\xef\xbf\xbd"));
	ck_assert_uint_lt(it.interview->notice.length, 300);
	type("1 2\r");
	on_page("court");
	type(";\r");
	on_page("court");
	buffer_clear(&line);
	for (int i = 0; i < 5000; i++)
		buffer_append_text(&line, "9");
	buffer_append_byte(&line, '\r');
	specimen_type_bytes(&it, line.data, line.length, false);
	sees("no 9999999999");
	ck_assert_uint_lt(it.interview->notice.length, 300);
	buffer_free(&line);
}
END_TEST

START_TEST(nobody_loses_the_receipt_by_one_key)
{
	to_check();
	type("send\r");
	interview_arrived(it.interview, SPECIMEN_RECEIPT);
	type("\r\x04  \r");
	on(PLACE_RECEIPT);
	wished(INTERVIEW_NOTHING);
	type("\x03");
	wished(INTERVIEW_NOTHING);
	ck_assert_ptr_nonnull(strstr((const char *)it.interview->notice.data,
	    "Press Ctrl-C once more"));
	/* Anything else, and one Ctrl-C is again only one. */
	press(KEY_PAGE_DOWN);
	type("\x03");
	wished(INTERVIEW_NOTHING);
	type("x\r");
	sees("That is not word");
	type("\x03");
	wished(INTERVIEW_NOTHING);
	type("\x03");
	wished(INTERVIEW_DONE);
}
END_TEST

START_TEST(the_word_asked_for_leaves)
{
	static const char *const words[] = { "alpha", "bravo", "charlie", "delta", "echo",
		"foxtrot", "golf", "hotel", "india" };
	struct buffer line = BUFFER_INIT;

	to_check();
	type("send\r");
	interview_arrived(it.interview, SPECIMEN_RECEIPT);
	for (unsigned i = 0; i < 9; i++)
		if (i + 1 != it.interview->asked_word) {
			buffer_clear(&line);
			buffer_format(&line, "%s\r", words[i]);
			type((const char *)line.data);
			wished(INTERVIEW_NOTHING);
		}
	buffer_clear(&line);
	buffer_format(&line, "%.2s\r", words[it.interview->asked_word - 1]);
	type((const char *)line.data);
	wished(INTERVIEW_NOTHING);
	buffer_clear(&line);
	buffer_format(&line, "   %s  \r", words[it.interview->asked_word - 1]);
	line.data[3] = (uint8_t)(line.data[3] - 'a' + 'A');
	type((const char *)line.data);
	wished(INTERVIEW_DONE);
	type("leave\r");
	wished(INTERVIEW_DONE);
	buffer_free(&line);
}
END_TEST

START_TEST(what_was_not_sent_can_be_sent_again)
{
	to_check();
	type("send\r");
	wished(INTERVIEW_SEND);
	interview_not_sent(it.interview, "nobody answers");
	on(PLACE_CHECK);
	sees("nothing is lost");
	would_send(TO_CHECK_ANSWERS);
	type("send\r");
	wished(INTERVIEW_SEND);
	interview_uncertain(it.interview, SPECIMEN_RECEIPT, "it broke off");
	on(PLACE_UNCERTAIN);
	type("\r");
	on(PLACE_UNCERTAIN);
	type("1\r");
	wished(INTERVIEW_AGAIN);
	interview_uncertain(it.interview, SPECIMEN_RECEIPT, "it broke off again");
	sees("it broke off again");
	type("\x03");
	on(PLACE_RECEIPT);
	sees(" 1  alpha");
	sees("It is not certain");
}
END_TEST

START_TEST(what_shows_who_somebody_is_can_be_made_vaguer_hidden_or_left)
{
	type("\r1\r2\r\rBen saw Łukasz Żak on 12 March 2023\x04\x04""1\r\r");
	on(PLACE_LOOK);
	pick("Write \"my child\"");
	on(PLACE_LOOK);
	pick("Leave it, and put it on the list");
	on(PLACE_LOOK);
	pick("Write \"a day in March 2023\"");
	on(PLACE_CHECK);
	would_send("{\"answers\":{\"court\":\"no\",\"need\":[\"b\"],\"story\":"
	    "\"my child saw Łukasz Żak on a day in March 2023\"},\"hide\":[\"Łukasz Żak\"],"
	    "\"uses\":[\"counts\"],\"language\":\"en\"}");
}
END_TEST

START_TEST(a_name_over_two_lines_is_hidden_once_and_for_all)
{
	type("\r1\r2\r\rwe saw Łukasz\rŻak there\x04\x04""1\r\r");
	for (int i = 0; i < 4 && it.interview->place == PLACE_LOOK; i++)
		pick("Leave it, and put it on the list");
	on(PLACE_CHECK);
	for (size_t i = 0; i < json_array_size(it.interview->hide); i++)
		ck_assert_ptr_null(strpbrk(json_string_value(json_array_get(it.interview->hide, i)),
		    "\n\t"));
	pick("Names to hide");
	type("\x04");
	on(PLACE_CHECK);
}
END_TEST

START_TEST(what_is_too_long_for_a_name_is_not_offered_as_one)
{
	struct buffer text = BUFFER_INIT;
	json_t *form = json_loads(SPECIMEN_FORM, 0, NULL);

	json_object_del(json_array_get(json_object_get(form, "pages"), 5), "length");
	begin_form(form, "en", false);
	buffer_append_text(&text, "\r1\r2\r\rsee https://example.org/");
	for (int i = 0; i < FORM_HIDE_LENGTH; i++)
		buffer_append_byte(&text, 'a');
	buffer_append_text(&text, "\x04\x04""1\r\r");
	type((const char *)text.data);
	on(PLACE_LOOK);
	ck_assert_uint_gt(strlen(it.interview->looks.list[0].surface), FORM_HIDE_LENGTH);
	for (size_t i = 0; i < it.interview->choices.count; i++)
		ck_assert_int_ne((int)it.interview->choices.list[i].action, (int)ACTION_TO_HIDE);
	buffer_free(&text);
}
END_TEST

START_TEST(what_is_found_can_be_changed_by_hand_and_the_rest_is_asked_next)
{
	type("\r1\r2\r\rwe saw Ben there, on 12 March 2023\x04\x04""1\r\r");
	on(PLACE_LOOK);
	pick("Change it myself");
	on_page("story");
	type("\x7f\x7f\x7fhim\x04");
	on(PLACE_LOOK);
	sees("12 March 2023");
	pick("Leave it");
	on(PLACE_CHECK);
	ck_assert_str_eq(interview_typed(it.interview), "");
	/* And seen again, by the word that the page says. */
	sees("type: look");
	type("look\r");
	on(PLACE_LOOK);
	pick("Change it myself");
	on_page("story");
	type("\x03");
	pick("Go back");
	on(PLACE_CHECK);
	ck_assert_str_eq(json_string_value(json_object_get(it.interview->answers, "story")),
	    "we saw him there, on 12 March 2023");
}
END_TEST

START_TEST(plain_changes_stand_at_the_end_where_they_are_echoed)
{
	specimen_begin(&it, "en", true);
	type("\r1\r2\r\rwe saw Ben there\x04\x04""1\r\r");
	on(PLACE_LOOK);
	pick("Change it myself");
	type("!");
	ck_assert_str_eq(interview_typed(it.interview), "we saw Ben there!");
}
END_TEST

START_TEST(every_page_fits_every_screen_and_can_be_read_whole)
{
	static const char *const ways[] = { "", "\r", "\r1\r", "\r1\r2\r\r", "\r1\r2\r\rBen cried\x04",
		"\r1\r2\r\rBen cried\x04\x04", "\r1\r2\r\rBen cried\x04\x04""1\r\r",
		"\r1\r2\r\rBen cried\x04\x04""1\r\r2\r", "\x03", "\r1\r2\r\r\x03""4\r" };
	static const size_t sizes[][2] = { { 20, 8 }, { 20, 9 }, { 21, 12 }, { 40, 8 }, { 200, 8 },
		{ 20, 60 }, { 80, 24 }, { 200, 60 } };
	static const char *const languages[] = { "en", "pl", "cy" };

	for (size_t w = 0; w < sizeof ways / sizeof *ways; w++)
		for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
			for (size_t l = 0; l < 3; l++) {
				struct buffer text = BUFFER_INIT;

				it.columns = 200;
				it.rows = 60;
				specimen_begin(&it, languages[l], false);
				type(ways[w]);
				it.columns = sizes[s][0];
				it.rows = sizes[s][1];
				interview_resize(it.interview, it.columns, it.rows);
				specimen_read(&it, &text);
				for (size_t c = 0; c < it.interview->choices.count; c++) {
					char number[32];

					(void)snprintf(number, sizeof number, "\n%2zu  ", c + 1);
					ck_assert_msg(strstr((const char *)text.data, number) != NULL,
					    "no %zu after %s at %zux%zu: %s", c + 1, ways[w],
					    it.columns, it.rows, (const char *)text.data);
				}
				/* A notice of any length is seen, and read whole. */
				buffer_clear(&text);
				for (int i = 0; i < 40; i++)
					buffer_format(&text, "reason%d ", i);
				interview_say(it.interview, (const char *)text.data);
				buffer_clear(&text);
				specimen_read(&it, &text);
				if (!interview_is_text(it.interview) || it.interview->reading)
					ck_assert_msg(strstr((const char *)text.data, "reason39") !=
					    NULL, "%s", (const char *)text.data);
				type("\r1\r\x03\x1b[6~\x1b[6~\x1b[5~x");
				buffer_free(&text);
			}
}
END_TEST

START_TEST(enter_leads_through_all_of_a_page_before_it_goes_on)
{
	struct buffer text = BUFFER_INIT, hint = BUFFER_INIT;
	json_t *form = json_loads(SPECIMEN_FORM, 0, NULL);

	for (int i = 0; i < 60; i++)
		buffer_format(&hint, "word%d ", i);
	json_object_set_new(json_array_get(json_object_get(form, "pages"), 0), "hint",
	    json_string((const char *)hint.data));
	it.columns = 20;
	it.rows = 8;
	begin_form(form, "pl", false);
	/* A notice on top of it is no reason to pass over what stands below. */
	interview_say(it.interview, "A notice that takes many rows of a screen as small as this.");
	for (int i = 0; i < 100 && it.interview->page == 0; i++) {
		struct canvas canvas;

		specimen_draw(&it, &canvas);
		for (size_t row = 0; row < canvas.count; row++)
			buffer_append(&text, canvas.rows[row].data, canvas.rows[row].length),
			buffer_append_byte(&text, ' ');
		canvas_free(&canvas);
		type("\r");
	}
	on_page("court");
	for (int i = 0; i < 60; i++) {
		char word[16];

		(void)snprintf(word, sizeof word, "word%d ", i);
		ck_assert_msg(strstr((const char *)text.data, word) != NULL, "no %s", word);
	}
	buffer_free(&text);
	buffer_free(&hint);
}
END_TEST

/* A form with as much as a form can have. */
START_TEST(the_largest_form_is_asked_whole)
{
	json_t *pages = json_array(), *options = json_array(), *uses = json_array(), *form;

	for (int i = 0; i < FORM_OPTIONS_MOST; i++)
		json_array_append_new(options, json_pack("{s:o, s:s}", "id", json_sprintf("o%d", i),
		    "label", "An option"));
	for (int i = 0; i < FORM_PAGES_MOST - 1; i++)
		json_array_append_new(pages, json_pack("{s:o, s:s, s:s, s:O}", "id",
		    json_sprintf("p%d", i), "kind", i % 2 == 0 ? "many" : "one", "title", "A page",
		    "options", options));
	json_array_append_new(pages, json_pack("{s:s, s:s, s:s}", "id", "text", "kind", "text",
	    "title", "A text"));
	for (int i = 0; i < FORM_USES_MOST; i++)
		json_array_append_new(uses, json_pack("{s:o, s:s}", "id", json_sprintf("u%d", i),
		    "label", "A use"));
	json_decref(options);
	form = json_pack("{s:s, s:o, s:o}", "format", "testimony-form-1", "pages", pages, "uses",
	    uses);
	it.rows = 60;
	it.columns = 200;
	begin_form(form, NULL, true);
	on_page("p0");
	for (int i = 0; i < FORM_PAGES_MOST - 1; i++)
		type(i % 2 == 0 ? "1 64\r\r" : "64\r");
	on_page("text");
	type("words\x04\x04");
	on(PLACE_USES);
	type("32 1\r\r");
	on(PLACE_CHECK);
	ck_assert_uint_eq(it.interview->choices.count, FORM_PAGES_MOST + 2);
	ck_assert_uint_ge(INTERVIEW_CHOICES_MOST, FORM_PAGES_MOST + 2);
	type("66\r");
	on(PLACE_USES);
	type("\r");
	type("send\r");
	wished(INTERVIEW_SEND);
}
END_TEST

START_TEST(a_form_without_texts_asks_for_no_names)
{
	begin_form(json_loads("{\"format\":\"testimony-form-1\",\"pages\":[{\"id\":\"a\",\"kind\":"
	    "\"one\",\"title\":{\"cy\":\"Tudalen\"},\"options\":[{\"id\":\"x\",\"label\":\"Ex\"}]}],"
	    "\"uses\":[{\"id\":\"u\",\"label\":\"U\"}]}", 0, NULL), NULL, false);
	on_page("a");
	ck_assert_str_eq(interview_language(it.interview), "cy");
	sees("Tudalen");
	sees("Type a number");
	type("\x03");
	for (size_t i = 0; i < it.interview->choices.count; i++) {
		enum action action = it.interview->choices.list[i].action;

		ck_assert(action != ACTION_TO_LANGUAGE && action != ACTION_HELP);
	}
	type("\rs\r");
	on(PLACE_USES);
	type("\r");
	sees("Please tick at least one");
	type("1\r\r");
	on(PLACE_CHECK);
	type("send\r");
	would_send("{\"answers\":{},\"hide\":[],\"uses\":[\"u\"],\"language\":\"cy\"}");
}
END_TEST

START_TEST(the_sample_form_is_asked_at_every_size)
{
	for (size_t columns = 20; columns <= 200; columns += 45)
		for (size_t rows = 8; rows <= 60; rows += 26)
			for (int polish = 0; polish < 2; polish++) {
				it.columns = columns;
				it.rows = rows;
				begin_form(unit_json("conf/form-worcestershire.json"),
				    polish ? "pl" : "en", false);
				for (int i = 0; i < 4000 && it.interview->place != PLACE_CHECK; i++) {
					const struct interview *now = it.interview;

					if (now->reading)
						type("\r");
					else if (interview_is_text(now))
						type("Ben was sent home from St Mary's Primary School "
						    "on 12 March 2023\x04");
					else if (now->choices.count > 0 && now->place == PLACE_PAGE &&
					    now->offset + now->body >= now->content &&
					    json_object_get(now->answers, interview_page(now)->id) == NULL)
						type("1\r");
					else if (now->place == PLACE_USES && json_array_size(now->uses) == 0)
						type("1\r");
					else if (now->place == PLACE_LOOK)
						type("1\r");
					else
						type("\r");
				}
				on(PLACE_CHECK);
				type(polish ? "WYŚLIJ\r" : "Send\r");
				wished(INTERVIEW_SEND);
				interview_arrived(it.interview, SPECIMEN_RECEIPT);
				sees(" 1  alpha");
				sees(" 9  india");
			}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("interview");
	TCase *tests = tcase_create("interview");

	tcase_set_timeout(tests, 240);
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, what_is_typed_is_what_would_be_sent);
	tcase_add_test(tests, typing_ahead_of_pictures_is_the_same);
	tcase_add_test(tests, a_required_question_cannot_be_got_around);
	tcase_add_test(tests, a_required_answer_that_comes_up_later_is_asked_for);
	tcase_add_test(tests, a_changed_answer_and_back_again_loses_nothing);
	tcase_add_test(tests, ctrl_c_opens_the_menu_everywhere_and_again_leaves);
	tcase_add_test(tests, the_menu_of_the_first_question_of_all_leads_back_to_it);
	tcase_add_test(tests, a_language_can_be_changed_on_every_page);
	tcase_add_test(tests, skipping_takes_the_answer_out_and_nothing_else);
	tcase_add_test(tests, a_text_over_its_limit_is_kept_until_it_is_cut);
	tcase_add_test(tests, a_mebibyte_is_taken_from_another_program_and_kept);
	tcase_add_test(tests, texts_that_are_too_long_together_are_not_sent_but_kept);
	tcase_add_test(tests, names_are_lines);
	tcase_add_test(tests, a_number_chooses_what_stands_under_it);
	tcase_add_test(tests, too_many_ticks_change_nothing);
	tcase_add_test(tests, what_is_no_number_is_said_in_short);
	tcase_add_test(tests, nobody_loses_the_receipt_by_one_key);
	tcase_add_test(tests, the_word_asked_for_leaves);
	tcase_add_test(tests, what_was_not_sent_can_be_sent_again);
	tcase_add_test(tests, what_shows_who_somebody_is_can_be_made_vaguer_hidden_or_left);
	tcase_add_test(tests, a_name_over_two_lines_is_hidden_once_and_for_all);
	tcase_add_test(tests, what_is_too_long_for_a_name_is_not_offered_as_one);
	tcase_add_test(tests, what_is_found_can_be_changed_by_hand_and_the_rest_is_asked_next);
	tcase_add_test(tests, plain_changes_stand_at_the_end_where_they_are_echoed);
	tcase_add_test(tests, every_page_fits_every_screen_and_can_be_read_whole);
	tcase_add_test(tests, enter_leads_through_all_of_a_page_before_it_goes_on);
	tcase_add_test(tests, the_largest_form_is_asked_whole);
	tcase_add_test(tests, a_form_without_texts_asks_for_no_names);
	tcase_add_test(tests, the_sample_form_is_asked_at_every_size);
	suite_add_tcase(suite, tests);
	return suite;
}
