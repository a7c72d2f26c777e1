/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "common/encode.h"
#include "common/envelope.h"
#include "common/json.h"
#include "common/testimony.h"

#define FILE_MOST 4096

static int
take_line1(const uint8_t *data, size_t length, struct error *error)
{
	struct testimony testimony;
	json_t *line1;
	int result;

	if (json_parse(&line1, data, length, "line 1", error) != 0)
		return -1;
	result = testimony_parse(&testimony, line1, error);
	json_decref(line1);
	return result;
}

START_TEST(every_specimen_is_judged_by_its_name)
{
	unit_specimens("testimony", 50, take_line1);
}
END_TEST

static struct form *
form_of(const json_t *vectors)
{
	struct error error = ERROR_INIT;
	struct form *form;

	unit_ok(form_new(&form, json_object_get(vectors, "form"), &error), &error);
	return form;
}

static int
take_answers(const uint8_t *data, size_t length, struct error *error)
{
	json_t *vectors = unit_json("tests/vectors/testimony.json"), *answers;
	struct form *form = form_of(vectors);
	int result = testimony_answers_parse(&answers, form, data, length, error);

	ck_assert((result == 0) == (answers != NULL));
	json_decref(answers);
	form_free(&form);
	json_decref(vectors);
	return result;
}

START_TEST(every_answers_file_is_judged_by_its_name)
{
	unit_specimens("answers", 45, take_answers);
}
END_TEST

START_TEST(a_text_is_mended_rather_than_refused)
{
	json_t *vectors = unit_json("tests/vectors/testimony.json"), *vector;
	struct form *form = form_of(vectors);
	size_t index;

	ck_assert_uint_ge(json_array_size(json_object_get(vectors, "answers")), 20);
	json_array_foreach(json_object_get(vectors, "answers"), index, vector) {
		size_t length = json_string_length(json_object_get(vector, "file")) / 2;
		const char *note = json_string_value(json_object_get(vector, "note"));
		const json_t *taken = json_object_get(vector, "taken");
		struct error error = ERROR_INIT;
		uint8_t file[FILE_MOST];
		json_t *answers;
		int result;

		ck_assert_uint_le(length, sizeof file);
		unit_hex(file, length, vector, "file");
		result = testimony_answers_parse(&answers, form, file, length, &error);
		ck_assert_msg((result == 0) == (taken != NULL), "%s: %s", note, error.text);
		ck_assert_msg(taken == NULL ? error.text[0] != '\0' : json_equal(answers, taken) ==
		    1, "%s", note);
		json_decref(answers);
	}
	form_free(&form);
	json_decref(vectors);
}
END_TEST

START_TEST(an_answers_file_that_is_too_large_is_refused)
{
	json_t *vectors = unit_json("tests/vectors/testimony.json"), *answers;
	struct form *form = form_of(vectors);
	struct error error = ERROR_INIT;
	struct buffer file = BUFFER_INIT;

	buffer_append_text(&file, "{\"answers\":{\"court\":\"no\"},\"uses\":[\"counts\"]}");
	while (file.length < TESTIMONY_ANSWERS_FILE_MOST)
		buffer_append_byte(&file, ' ');
	unit_ok(testimony_answers_parse(&answers, form, file.data, file.length, &error), &error);
	json_decref(answers);
	buffer_append_byte(&file, ' ');
	unit_refused(testimony_answers_parse(&answers, form, file.data, file.length, &error),
	    &error, "256 KiB");
	buffer_free(&file);
	form_free(&form);
	json_decref(vectors);
}
END_TEST

static struct recipient
recipient_of(const json_t *vectors)
{
	const char *text = json_string_value(json_object_get(vectors, "recipient"));
	struct error error = ERROR_INIT;
	struct recipient recipient;

	unit_ok(recipient_parse(&recipient, text, strlen(text), &error), &error);
	return recipient;
}

START_TEST(line_1_is_printed_to_the_byte_and_read_back)
{
	json_t *vectors = unit_json("tests/vectors/testimony.json"), *vector, *line1;
	struct recipient recipient = recipient_of(vectors);
	struct campaign campaign = { .serial = 7 };
	struct error error = ERROR_INIT;
	struct buffer out = BUFFER_INIT;
	struct testimony read;
	size_t index;

	ck_assert_uint_ge(json_array_size(json_object_get(vectors, "lines")), 4);
	json_array_foreach(json_object_get(vectors, "lines"), index, vector) {
		const char *kind = json_string_value(json_object_get(vector, "kind"));

		buffer_clear(&out);
		unit_ok(testimony_print(&out, &campaign, kind,
		    json_string_value(json_object_get(vector, "language")), &recipient,
		    json_object_get(vector, "answers"), &error), &error);
		ck_assert_str_eq((const char *)out.data,
		    json_string_value(json_object_get(vector, "line")));
		unit_ok(json_parse(&line1, out.data, out.length, "line 1", &error), &error);
		unit_ok(testimony_parse(&read, line1, &error), &error);
		ck_assert_int_eq(read.campaign, 7);
		ck_assert_int_eq((int)read.kind, strcmp(kind, "addition") == 0 ?
		    (int)TESTIMONY_ADDITION : (int)TESTIMONY_TESTIMONY);
		ck_assert_mem_eq(&read.reply_to, &recipient, sizeof recipient);
		ck_assert(json_equal(read.uses, json_object_get(json_object_get(vector, "answers"),
		    "uses")));
		ck_assert(json_is_array(read.hide) && json_is_object(read.answers));
		json_decref(line1);
	}
	buffer_free(&out);
	json_decref(vectors);
}
END_TEST

START_TEST(a_consent_is_printed_to_the_byte_and_read_back)
{
	json_t *vectors = unit_json("tests/vectors/testimony.json"), *line1;
	const json_t *vector = json_object_get(vectors, "consent");
	struct recipient recipient = recipient_of(vectors);
	struct campaign campaign = { .serial = 7 };
	struct error error = ERROR_INIT;
	struct buffer out = BUFFER_INIT;
	struct testimony read;

	unit_ok(testimony_print_consent(&out, &campaign, &recipient,
	    json_object_get(vector, "uses"), &error), &error);
	ck_assert_str_eq((const char *)out.data,
	    json_string_value(json_object_get(vector, "line")));
	unit_ok(json_parse(&line1, out.data, out.length, "line 1", &error), &error);
	unit_ok(testimony_parse(&read, line1, &error), &error);
	ck_assert_int_eq((int)read.kind, (int)TESTIMONY_CONSENT);
	ck_assert(json_equal(read.uses, json_object_get(vector, "uses")));
	ck_assert(read.answers == NULL && read.hide == NULL && read.language == NULL);
	json_decref(line1);
	buffer_free(&out);
	json_decref(vectors);
}
END_TEST

START_TEST(an_answer_is_printed_to_the_byte_and_read_back)
{
	json_t *vectors = unit_json("tests/vectors/testimony.json"), *line1;
	const json_t *vector = json_object_get(vectors, "answer");
	const char *text = json_string_value(json_object_get(vector, "text"));
	struct recipient recipient = recipient_of(vectors);
	struct campaign campaign = { .serial = 7 };
	struct error error = ERROR_INIT;
	struct buffer out = BUFFER_INIT;
	uint8_t reply[TESTIMONY_REPLY_BYTES];
	struct testimony read;

	unit_hex(reply, sizeof reply, vector, "reply");
	unit_ok(testimony_print_answer(&out, &campaign, &recipient, reply, TESTIMONY_CHANGE, text,
	    &error), &error);
	ck_assert_str_eq((const char *)out.data,
	    json_string_value(json_object_get(vector, "line")));
	unit_ok(json_parse(&line1, out.data, out.length, "line 1", &error), &error);
	unit_ok(testimony_parse(&read, line1, &error), &error);
	ck_assert_int_eq((int)read.kind, (int)TESTIMONY_ANSWER);
	ck_assert_int_eq((int)read.verdict, (int)TESTIMONY_CHANGE);
	ck_assert_mem_eq(read.reply, reply, sizeof reply);
	ck_assert_str_eq(read.text, text);
	ck_assert_ptr_null(read.uses);
	json_decref(line1);
	buffer_clear(&out);
	unit_ok(testimony_print_answer(&out, &campaign, &recipient, reply, TESTIMONY_YES, NULL,
	    &error), &error);
	unit_ok(take_line1(out.data, out.length, &error), &error);
	ck_assert_ptr_null(strstr((const char *)out.data, "\"text\""));
	buffer_free(&out);
	json_decref(vectors);
}
END_TEST

/* The answers of the vector "limit", with `more` letters than it says. */
static json_t *
answers_at_limit(const json_t *limit, json_int_t more)
{
	const json_t *fill = json_object_get(limit, "fill");
	json_t *answers = json_deep_copy(json_object_get(limit, "answers"));
	struct buffer text = BUFFER_INIT;

	for (json_int_t i = json_integer_value(json_object_get(fill, "times")) + more; i > 0; i--)
		buffer_append_byte(&text, 'x');
	json_object_set_new(answers, json_string_value(json_object_get(fill, "page")),
	    json_stringn((const char *)text.data, text.length));
	buffer_free(&text);
	return json_pack("{sos[]s[s]}", "answers", answers, "hide", "uses", "u");
}

START_TEST(the_longest_testimony_that_a_form_takes_fits_in_an_envelope)
{
	json_t *forms = unit_json("tests/vectors/form.json");
	json_t *vectors = unit_json("tests/vectors/testimony.json");
	const json_t *limit = json_object_get(vectors, "limit");
	json_t *answers = answers_at_limit(limit, 0);
	struct recipient recipient = recipient_of(vectors);
	struct campaign campaign = { .serial =
	    json_integer_value(json_object_get(limit, "campaign")) };
	struct error error = ERROR_INIT;
	struct buffer out = BUFFER_INIT;
	struct form *form;

	unit_ok(form_new(&form, json_object_get(json_object_get(forms, "forms"), "wide"), &error),
	    &error);
	unit_ok(form_check(form, json_object_get(answers, "answers"),
	    json_object_get(answers, "hide"), json_object_get(answers, "uses"), &error), &error);
	unit_ok(testimony_print(&out, &campaign, "testimony",
	    json_string_value(json_object_get(limit, "language")), &recipient, answers, &error),
	    &error);
	ck_assert_uint_eq(out.length,
	    (size_t)json_integer_value(json_object_get(limit, "bytes")));
	ck_assert_uint_le(out.length, ENVELOPE_LINE1_MOST);
	buffer_free(&out);
	form_free(&form);
	json_decref(answers);
	json_decref(vectors);
	json_decref(forms);
}
END_TEST

START_TEST(a_line_1_that_no_envelope_holds_is_refused_and_nothing_added)
{
	json_t *vectors = unit_json("tests/vectors/testimony.json");
	const json_t *limit = json_object_get(vectors, "limit");
	json_int_t room = ENVELOPE_LINE1_MOST - json_integer_value(json_object_get(limit, "bytes"));
	struct recipient recipient = recipient_of(vectors);
	struct campaign campaign = { .serial =
	    json_integer_value(json_object_get(limit, "campaign")) };
	const char *language = json_string_value(json_object_get(limit, "language"));
	struct error error = ERROR_INIT;
	struct buffer out = BUFFER_INIT;
	json_t *answers = answers_at_limit(limit, room);

	unit_ok(testimony_print(&out, &campaign, "testimony", language, &recipient, answers,
	    &error), &error);
	ck_assert_uint_eq(out.length, ENVELOPE_LINE1_MOST);
	json_decref(answers);
	answers = answers_at_limit(limit, room + 1);
	buffer_clear(&out);
	unit_refused(testimony_print(&out, &campaign, "testimony", language, &recipient, answers,
	    &error), &error, "cut about 1 characters");
	ck_assert_uint_eq(out.length, 0);
	json_decref(answers);
	buffer_free(&out);
	json_decref(vectors);
}
END_TEST

START_TEST(what_readers_would_refuse_is_not_printed)
{
	json_t *vectors = unit_json("tests/vectors/testimony.json");
	struct recipient recipient = recipient_of(vectors);
	struct campaign campaign = { .serial = 7 };
	struct error error = ERROR_INIT;
	struct buffer out = BUFFER_INIT;
	json_t *answers = json_pack("{s{si}s[s]}", "answers", "a", 1, "uses", "u");

	unit_refused(testimony_print(&out, &campaign, "testimony", "en", &recipient, answers,
	    &error), &error, "\"a\"");
	json_decref(answers);
	answers = json_pack("{s{}s[s]}", "answers", "uses", "u");
	unit_refused(testimony_print(&out, &campaign, "testimony", "no tag", &recipient, answers,
	    &error), &error, "language");
	json_object_del(answers, "uses");
	unit_refused(testimony_print(&out, &campaign, "testimony", "en", &recipient, answers,
	    &error), &error, "uses");
	ck_assert_uint_eq(out.length, 0);
	json_decref(answers);
	json_decref(vectors);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("testimony");
	TCase *tests = tcase_create("testimony");

	tcase_set_timeout(tests, 30);
	tcase_add_test(tests, every_specimen_is_judged_by_its_name);
	tcase_add_test(tests, every_answers_file_is_judged_by_its_name);
	tcase_add_test(tests, a_text_is_mended_rather_than_refused);
	tcase_add_test(tests, an_answers_file_that_is_too_large_is_refused);
	tcase_add_test(tests, line_1_is_printed_to_the_byte_and_read_back);
	tcase_add_test(tests, a_consent_is_printed_to_the_byte_and_read_back);
	tcase_add_test(tests, an_answer_is_printed_to_the_byte_and_read_back);
	tcase_add_test(tests, the_longest_testimony_that_a_form_takes_fits_in_an_envelope);
	tcase_add_test(tests, a_line_1_that_no_envelope_holds_is_refused_and_nothing_added);
	tcase_add_test(tests, what_readers_would_refuse_is_not_printed);
	suite_add_tcase(suite, tests);
	return suite;
}
