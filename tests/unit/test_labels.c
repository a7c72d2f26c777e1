/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "common/secret.h"
#include "desk/labels.h"

#define PIECES_MOST 16

static const char *const towns[] = { "Redditch", "Rock" };

/* Replaces all {kind:words} of a text by labels. */
static void
label(struct buffer *out, struct labels *labels, const char *marked)
{
	struct labels_piece pieces[PIECES_MOST];
	struct buffer text = BUFFER_INIT;
	size_t count = 0, at = 0;

	for (const char *rest = marked; *rest != '\0';) {
		const char *colon = strchr(rest, ':'), *close = strchr(rest, '}');
		struct buffer kind = BUFFER_INIT;

		if (*rest != '{') {
			buffer_append_byte(&text, (uint8_t)*rest++);
			continue;
		}
		ck_assert_ptr_nonnull(colon);
		ck_assert_ptr_nonnull(close);
		ck_assert_uint_lt(count, PIECES_MOST);
		buffer_append(&kind, rest + 1, (size_t)(colon - rest - 1));
		pieces[count].with = NULL;
		pieces[count].start = text.length;
		ck_assert_msg(labels_kind((const char *)kind.data, &pieces[count].kind), "%s",
		    kind.data);
		buffer_append(&text, colon + 1, (size_t)(close - colon - 1));
		pieces[count++].end = text.length;
		rest = close + 1;
		buffer_free(&kind);
	}
	labels->places = (struct suggest_list){ towns, sizeof towns / sizeof *towns };
	labels_name(labels, (const char *)text.data, text.length, pieces, count);
	for (size_t i = 0; i < count; i++) {
		buffer_append(out, text.data + at, pieces[i].start - at);
		buffer_append_text(out, pieces[i].with);
		ck_assert_msg(pieces[i].with[0] != '[' || labels_is_label(pieces[i].with,
		    strlen(pieces[i].with)), "%s is no label", pieces[i].with);
		at = pieces[i].end;
		secret_release(pieces[i].with);
	}
	buffer_append(out, text.data + at, text.length - at);
	buffer_free(&text);
}

static void
expect(struct labels *labels, const char *marked, const char *wanted)
{
	struct buffer out = BUFFER_INIT;

	label(&out, labels, marked);
	if (strcmp((const char *)out.data, wanted) != 0)
		ck_abort_msg("\"%s\": \"%s\", not \"%s\"", marked, out.data, wanted);
	buffer_free(&out);
}

static const struct { const char *marked, *wanted; } table[] = {
	/* Who somebody is, where it is plain. */
	{ "my son {person:Jack} and", "my son [Child A] and" },
	{ "our daughter, {person:Mia}, is", "our daughter, [Child A], is" },
	{ "a boy called {person:Sam}", "a boy called [Child A]" },
	{ "{person:Jack}, my son, is", "[Child A], my son, is" },
	{ "{person:Mia} is our youngest", "[Child A] is our youngest" },
	{ "my husband {person:Dave}", "my husband [Adult A]" },
	{ "{person:Mrs Patel} said", "[Adult A] said" },
	{ "Mrs {person:Patel} said", "Mrs [Adult A] said" },
	{ "the SENCO, {person:Mrs Patel}", "the SENCO, [Professional A]" },
	{ "{person:Mrs Patel}, the school SENCO, said", "[Professional A], the school SENCO, said" },
	{ "{person:Dr Khan} wrote", "[Professional A] wrote" },
	{ "his social worker {person:Jane}", "his social worker [Professional A]" },
	{ "syn {person:Kuba} i", "syn [Child A] i" },
	{ "{person:Jack} went", "[Person A] went" },
	{ "my daughter and {person:Jack}", "my daughter and [Person A]" },
	{ "my son. {person:Jane} rang", "my son. [Person A] rang" },
	{ "my son's {person:Jane} rang", "my son's [Person A] rang" },
	{ "I told {person:Jack} the teacher was out", "I told [Person A] the teacher was out" },
	/* One name, one label. */
	{ "{person:Jack} and my son {person:jack}'s {person:JACK}",
	    "[Child A] and my son [Child A]'s [Child A]" },
	{ "{person:Jack} met {person:Mia} and {person:Jack}",
	    "[Person A] met [Person B] and [Person A]" },
	{ "{person:Jack}, {person:Jack Smith}, {person:smith}", "[Person A], [Person A], [Person A]" },
	{ "{person:Jack Smith}, {person:Ann Smith}, {person:Smith}",
	    "[Person A], [Person B], [Person C]" },
	{ "{person:Jacky} and {person:Jack}", "[Person A] and [Person B]" },
	{ "{person:Siân} or {person:sian}", "[Person A] or [Person A]" },
	{ "{person:Mr Patel}, {person:Mrs Patel}", "[Adult A], [Adult B]" },
	{ "{school:Elm School} {school:Oak School} {school:elm school}",
	    "[School 1] [School 2] [School 1]" },
	{ "{school:St Mary's} is {school:St Mary's Primary School}", "[School 1] is [School 1]" },
	{ "{organisation:Elm Trust}", "[Organisation 1]" },
	{ "{place:Redditch} and {place:rock}, {place:Leeds}",
	    "[a town in the area] and [a town in the area], [a place]" },
	/* Wider words. */
	{ "{date:12 March 2024}", "[March 2024]" },
	{ "{date:12/03/2024} {date:2024-03-12} {date:12.3.24}", "[March 2024] [March 2024] [March 2024]" },
	{ "{date:the 3rd of May 2022}", "[May 2022]" },
	{ "{date:12 marca 2023}", "[March 2023]" },
	{ "{date:May 12th}", "[May]" },
	{ "{date:March 2024} {date:3/2024}", "[spring term 2024] [spring term 2024]" },
	{ "{date:June 2024} {date:Sept 2023}", "[summer term 2024] [autumn term 2023]" },
	{ "{date:Tuesday week}", "[a date]" },
	{ "{dob:3/4/2015}", "[date of birth]" },
	{ "{age:aged 7} {age:7-year-old} {age:10 yrs}", "[aged 5 to 10] [aged 5 to 10] [aged 5 to 10]" },
	{ "{age:age of ten}", "[age 5 to 10]" },
	{ "{age:18 months old} {age:18-month-old baby boy}", "[aged 0 to 4] [aged 0 to 4]" },
	{ "{age:7 years and 2 months}", "[aged 5 to 10]" },
	{ "{age:15} {age:sixteen} {age:25 years} {age:43}",
	    "[an age] [aged 16 to 18] [aged 19 to 25] [aged over 25]" },
	{ "{age:old}", "[an age]" },
	{ "{year_group:Year 5} {year_group:Y9} {year_group:KS4} {year_group:key stage 1}",
	    "[a primary school year] [a secondary school year] [a secondary school year] "
	    "[a primary school year]" },
	{ "{year_group:year 12} {year_group:Reception} {year_group:sixth form}",
	    "[a sixth form year] [an early year] [a school year]" },
	{ "{postcode:WR1 2AB} {postcode:b97} {postcode:12}",
	    "[WR postcode area] [B postcode area] [a postcode]" },
	{ "{money:£999} {money:£3,412.50} {money:15k} {money:£20,000} {money:2 million}",
	    "[under £1,000] [£1,000 to £5,000] [£5,000 to £20,000] [a sum of money] "
	    "[over £20,000]" },
	{ "{money:two thousand pounds} {money:£5 or £6}", "[a sum of money] [a sum of money]" },
	{ "{nhs_number:943 476 5919} {phone:01905 123456} {rare:adopted}",
	    "[NHS number] [phone number] [a detail]" },
	/* No label has the words that it stands for. */
	{ "{person:Child}", "[Person A]" },
	{ "{person:Person}", "[removed]" },
	{ "{school:School}", "[removed]" },
	{ "{person:a}", "[removed]" },
};

START_TEST(texts_are_labelled_as_the_table_says)
{
	struct labels labels = LABELS_INIT;

	expect(&labels, table[_i].marked, table[_i].wanted);
	labels_free(&labels);
}
END_TEST

START_TEST(every_kind_has_a_plain_label)
{
	for (int i = 0; i < SUGGEST_KINDS; i++) {
		struct labels labels = LABELS_INIT;
		struct buffer marked = BUFFER_INIT, out = BUFFER_INIT;
		enum suggest_kind kind;

		ck_assert(labels_kind(suggest_kind_name((enum suggest_kind)i), &kind));
		ck_assert_int_eq(kind, i);
		buffer_format(&marked, "{%s:\xf0\x9f\x98\x80}", suggest_kind_name(kind));
		label(&out, &labels, (const char *)marked.data);
		ck_assert_int_eq(out.data[0], '[');
		ck_assert_int_eq(out.data[out.length - 1], ']');
		buffer_free(&marked);
		buffer_free(&out);
		labels_free(&labels);
	}
}
END_TEST

START_TEST(what_a_name_was_called_before_it_is_called_again)
{
	struct labels labels = LABELS_INIT;

	labels_learn(&labels, SUGGEST_PERSON, "Jack's", 6, "[Child B]");
	labels_learn(&labels, SUGGEST_PERSON, "Mia", 3, "my little one");
	labels_learn(&labels, SUGGEST_SCHOOL, "Elm School", 10, "[School 3]");
	labels_learn(&labels, SUGGEST_DATE, "12 March", 8, "[March]");
	expect(&labels, "{person:Ann} {person:jack} {person:mia} {person:Joe}",
	    "[Person C] [Child B] my little one [Person D]");
	expect(&labels, "{school:Oak} {school:Elm School}", "[School 4] [School 3]");
	labels_free(&labels);
}
END_TEST

START_TEST(brackets_alone_make_no_label)
{
	static const char *const none[] = { "", "[", "[]", "[Jack]", "[Child Jack]", "[Child A", "Child A",
		"[Child ]", "[Child a]", "[Child A] ", "[Child A]x", "[Child ABCDE]", "[School Oak]",
		"[School 12345]", "[Mayfield]", "[March 2024 at Oak]", "[March 20245]", "[March ]",
		"[aged 7]", "[aged 5 to 10", "[WR11 postcode area]", "[ postcode area]", "[QUIBBLY]",
		"[WRX postcode area]", "[a person] [a person]", "[over £20,000] to Oak", "[autumn term x]" };
	static const char *const good[] = { "[Child A]", "[Person ZZ]", "[School 12]", "[March 2024]",
		"[aged 5 to 10]", "[age over 25]", "[WR postcode area]", "[spring term]", "[removed]",
		"[a town in the area]", "[NHS number]", "[over £20,000]", "[a sixth form year]" };

	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		ck_assert_msg(!labels_is_label(none[i], strlen(none[i])), "%s", none[i]);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		ck_assert_msg(labels_is_label(good[i], strlen(good[i])), "%s", good[i]);
	ck_assert(!labels_is_label("[Child A]\0", 10));
}
END_TEST

START_TEST(letters_go_on_after_z)
{
	struct labels labels = LABELS_INIT;

	labels_learn(&labels, SUGGEST_PERSON, "Zoe", 3, "[Person Z]");
	expect(&labels, "{person:Ann}", "[Person AA]");
	expect(&labels, "{person:Joe}", "[Person AB]");
	labels_free(&labels);
	labels_learn(&labels, SUGGEST_PERSON, "Zoe", 3, "[Person AZ]");
	expect(&labels, "{person:Ann}", "[Person BA]");
	labels_free(&labels);
}
END_TEST

START_TEST(labels_do_not_tell_length)
{
	static const char *const kinds[] = { "person", "school", "phone", "email", "rare" };

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct buffer marked = BUFFER_INIT, left = BUFFER_INIT, right = BUFFER_INIT;
		struct labels labels = LABELS_INIT;

		buffer_format(&marked, "{%s:ox}", kinds[i]);
		label(&left, &labels, (const char *)marked.data);
		labels_free(&labels);
		buffer_clear(&marked);
		buffer_format(&marked, "{%s:wolfeschlegelsteinhausenbergerdorff zx}", kinds[i]);
		label(&right, &labels, (const char *)marked.data);
		labels_free(&labels);
		ck_assert_str_eq((const char *)left.data, (const char *)right.data);
		buffer_free(&marked);
		buffer_free(&left);
		buffer_free(&right);
	}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("labels");
	TCase *tests = tcase_create("labels");

	tcase_add_loop_test(tests, texts_are_labelled_as_the_table_says, 0,
	    (int)(sizeof table / sizeof *table));
	tcase_add_test(tests, every_kind_has_a_plain_label);
	tcase_add_test(tests, what_a_name_was_called_before_it_is_called_again);
	tcase_add_test(tests, brackets_alone_make_no_label);
	tcase_add_test(tests, letters_go_on_after_z);
	tcase_add_test(tests, labels_do_not_tell_length);
	suite_add_tcase(suite, tests);
	return suite;
}
