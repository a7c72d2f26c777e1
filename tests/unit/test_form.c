/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "common/form.h"
#include "common/json.h"

static int
take(const uint8_t *data, size_t length, struct error *error)
{
	struct form *form;
	json_t *value;
	int result;

	if (json_parse(&value, data, length, "the form", error) != 0)
		return -1;
	result = form_new(&form, value, error);
	ck_assert((result == 0) == (form != NULL));
	if (result != 0 && strncmp(error->text, "the form: ", 10) != 0)
		ck_abort_msg("\"%s\" does not say that it is the form", error->text);
	form_free(&form);
	json_decref(value);
	return result;
}

START_TEST(every_specimen_is_judged_by_its_name)
{
	unit_specimens("form", 80, take);
}
END_TEST

/* A form of the vectors, by name. */
static struct form *
form_named(const json_t *vectors, const json_t *vector)
{
	struct error error = ERROR_INIT;
	struct form *form;

	unit_ok(form_new(&form, json_object_get(json_object_get(vectors, "forms"),
	    json_string_value(json_object_get(vector, "form"))), &error), &error);
	return form;
}

static const char *
note(const json_t *vector)
{
	const char *words = json_string_value(json_object_get(vector, "note"));

	return words == NULL ? "" : words;
}

/* Walks forth and back and expects these pages, and only these to be shown. */
static void
check_walk(const struct form *form, const json_t *vector)
{
	const json_t *pages = json_object_get(vector, "pages");
	const json_t *answers = json_object_get(vector, "answers");
	const struct form_page *page = NULL;
	size_t shown = 0;

	for (size_t i = 0; i < json_array_size(pages); i++) {
		page = form_next(form, page, answers);
		ck_assert_msg(page != NULL, "%s", note(vector));
		ck_assert_msg(strcmp(page->id, json_string_value(json_array_get(pages, i))) == 0,
		    "%s: %s", note(vector), page->id);
		ck_assert(form_shows(form, page, answers));
	}
	ck_assert_msg(form_next(form, page, answers) == NULL, "%s", note(vector));
	page = NULL;
	for (size_t i = json_array_size(pages); i-- > 0;) {
		page = form_previous(form, page, answers);
		ck_assert_msg(page != NULL, "%s", note(vector));
		ck_assert_str_eq(page->id, json_string_value(json_array_get(pages, i)));
	}
	ck_assert_ptr_null(form_previous(form, page, answers));
	for (size_t i = 0; i < form_page_count(form); i++)
		shown += form_shows(form, form_page(form, i), answers);
	ck_assert_uint_eq(shown, json_array_size(pages));
}

/* Of all uses of the form, those that the vector names are offered, and kept. */
static void
check_uses(const struct form *form, const json_t *vector)
{
	const json_t *answers = json_object_get(vector, "answers");
	const json_t *wanted = json_object_get(vector, "uses"), *use;
	json_t *all, *offered;
	size_t index;

	if (wanted == NULL)
		return;
	all = json_array();
	offered = json_array();
	json_array_foreach(form_uses(form), index, use) {
		json_t *id = json_object_get(use, "id");

		ck_assert_int_eq(json_array_append(all, id), 0);
		if (form_use_offered(form, json_string_value(id), answers))
			ck_assert_int_eq(json_array_append(offered, id), 0);
	}
	ck_assert_msg(json_equal(offered, wanted), "%s", note(vector));
	form_forget_uses(form, answers, all);
	ck_assert_msg(json_equal(all, wanted), "%s", note(vector));
	ck_assert(!form_use_offered(form, "nothing-such", answers));
	json_decref(all);
	json_decref(offered);
}

START_TEST(every_walk_shows_its_pages_forth_and_back)
{
	json_t *vectors = unit_json("tests/vectors/form.json"), *vector;
	size_t index;

	ck_assert_uint_ge(json_array_size(json_object_get(vectors, "walks")), 15);
	json_array_foreach(json_object_get(vectors, "walks"), index, vector) {
		struct form *form = form_named(vectors, vector);
		json_t *answers = json_deep_copy(json_object_get(vector, "answers"));

		check_walk(form, vector);
		check_uses(form, vector);
		form_forget_hidden(form, answers);
		ck_assert_msg(json_equal(answers, json_object_get(vector, "kept")), "%s",
		    note(vector));
		check_walk(form, vector);
		json_decref(answers);
		form_free(&form);
	}
	json_decref(vectors);
}
END_TEST

static void
check_verdict(int result, const struct error *error, const json_t *vector)
{
	bool accept = json_is_true(json_object_get(vector, "accept"));

	if (accept)
		ck_assert_msg(result == 0, "%s: %s", note(vector), error->text);
	else
		ck_assert_msg(result == -1 && error->kind == ERROR_REFUSED &&
		    error->text[0] != '\0', "%s", note(vector));
}

START_TEST(every_single_answer_is_judged_as_written)
{
	json_t *vectors = unit_json("tests/vectors/form.json"), *vector;
	size_t index;

	ck_assert_uint_ge(json_array_size(json_object_get(vectors, "values")), 30);
	json_array_foreach(json_object_get(vectors, "values"), index, vector) {
		struct form *form = form_named(vectors, vector);
		struct error error = ERROR_INIT;

		check_verdict(form_check_answer(form_page_find(form,
		    json_string_value(json_object_get(vector, "page"))),
		    json_object_get(vector, "value"), &error), &error, vector);
		form_free(&form);
	}
	json_decref(vectors);
}
END_TEST

/* A text so many times; new reference. */
static json_t *
filled(const json_t *fill)
{
	struct buffer out = BUFFER_INIT;
	json_t *text;

	for (json_int_t i = 0; i < json_integer_value(json_object_get(fill, "times")); i++)
		buffer_append_text(&out, json_string_value(json_object_get(fill, "text")));
	text = json_stringn((const char *)out.data, out.length);
	buffer_free(&out);
	return text;
}

static json_t *
vector_answers(const json_t *vector)
{
	json_t *answers = json_deep_copy(json_object_get(vector, "answers"));
	const json_t *fill = json_object_get(vector, "fill");

	if (fill != NULL)
		json_object_set_new(answers, json_string_value(json_object_get(fill, "page")),
		    filled(fill));
	return answers;
}

static json_t *
vector_hide(const json_t *vector)
{
	const json_t *fill = json_object_get(vector, "fill_hide");
	json_t *hide;

	if (fill == NULL)
		return json_deep_copy(json_object_get(vector, "hide"));
	hide = json_array();
	for (json_int_t i = 0; i < json_integer_value(json_object_get(fill, "names")); i++)
		json_array_append_new(hide, filled(fill));
	return hide;
}

START_TEST(every_testimony_is_judged_as_written)
{
	json_t *vectors = unit_json("tests/vectors/form.json"), *vector;
	size_t index;

	ck_assert_uint_ge(json_array_size(json_object_get(vectors, "checks")), 35);
	json_array_foreach(json_object_get(vectors, "checks"), index, vector) {
		struct form *form = form_named(vectors, vector);
		json_t *answers = vector_answers(vector), *hide = vector_hide(vector);
		struct error error = ERROR_INIT;

		check_verdict(form_check(form, answers, hide, json_object_get(vector, "uses"),
		    &error), &error, vector);
		json_decref(answers);
		json_decref(hide);
		form_free(&form);
	}
	json_decref(vectors);
}
END_TEST

START_TEST(a_testimony_that_is_too_long_is_told_how_much_to_cut)
{
	json_t *vectors = unit_json("tests/vectors/form.json"), *uses = json_pack("[s]", "u");
	json_t *wide = json_object_get(json_object_get(vectors, "forms"), "wide"), *vector;
	struct error error = ERROR_INIT;
	struct form *form;
	json_t *answers;

	unit_ok(form_new(&form, wide, &error), &error);
	vector = json_loads("{\"answers\":{},\"fill\":{\"page\":\"t\",\"text\":"
	    "\"\xc5\xbc\",\"times\":12061}}", 0, NULL);
	answers = vector_answers(vector);
	unit_refused(form_check(form, answers, NULL, uses, &error), &error,
	    "please cut about 122 characters");
	json_decref(answers);
	json_decref(vector);
	json_decref(uses);
	form_free(&form);
	json_decref(vectors);
}
END_TEST

START_TEST(options_of_one_group_are_one_category)
{
	json_t *vectors = unit_json("tests/vectors/form.json"), *vector;
	size_t index;

	ck_assert_uint_ge(json_array_size(json_object_get(vectors, "categories")), 3);
	json_array_foreach(json_object_get(vectors, "categories"), index, vector) {
		const json_t *wanted = json_object_get(vector, "categories");
		struct form *form = form_named(vectors, vector);
		const struct form_page *page = form_page_find(form,
		    json_string_value(json_object_get(vector, "page")));
		size_t firsts = 0;

		ck_assert_uint_eq(json_array_size(page->options), json_array_size(wanted));
		for (size_t i = 0; i < json_array_size(wanted); i++) {
			const json_t *option = json_array_get(page->options, form_category(page, i));

			ck_assert(json_equal(json_object_get(option, "id"), json_array_get(wanted, i)));
			firsts += form_category(page, i) == i;
		}
		ck_assert_uint_eq(form_category_count(page), firsts);
		form_free(&form);
	}
	json_decref(vectors);
}
END_TEST

/* What is not said to be counted is not, and a family court never is. */
START_TEST(the_sample_counts_what_editions_may)
{
	json_t *value = unit_json("conf/form-worcestershire.json");
	struct error error = ERROR_INIT;
	const struct form_page *need;
	struct form *form;

	unit_ok(form_new(&form, value, &error), &error);
	ck_assert_int_eq(form_page_find(form, "family-court")->counted, FORM_NOT_COUNTED);
	ck_assert_int_eq(form_page_find(form, "area")->counted, FORM_NOT_COUNTED);
	ck_assert_int_eq(form_page_find(form, "path")->counted, FORM_NOT_COUNTED);
	ck_assert_int_eq(form_page_find(form, "missed")->counted, FORM_COUNTED_AREAS);
	/* The Department for Education's four broad areas of need, and who has none of them yet. */
	need = form_page_find(form, "need");
	ck_assert_int_eq(need->counted, FORM_COUNTED_COUNTY);
	ck_assert_uint_eq(form_category_count(need), 5);
	ck_assert_str_eq(form_text(form_category_label(need, 0), NULL), "Cognition and learning");
	form_free(&form);
	json_decref(value);
}
END_TEST

START_TEST(texts_are_counted_as_json_writes_them)
{
	json_t *vectors = unit_json("tests/vectors/form.json"), *vector;
	size_t index;

	ck_assert_uint_ge(json_array_size(json_object_get(vectors, "bytes")), 5);
	json_array_foreach(json_object_get(vectors, "bytes"), index, vector) {
		struct form *form = form_named(vectors, vector);

		ck_assert_uint_eq(form_text_bytes(form, json_object_get(vector, "answers"),
		    json_object_get(vector, "hide")),
		    (size_t)json_integer_value(json_object_get(vector, "bytes")));
		form_free(&form);
	}
	json_decref(vectors);
}
END_TEST

START_TEST(a_text_is_shown_in_the_nearest_language)
{
	json_t *vectors = unit_json("tests/vectors/form.json"), *vector;
	size_t index;

	ck_assert_uint_ge(json_array_size(json_object_get(vectors, "texts")), 12);
	json_array_foreach(json_object_get(vectors, "texts"), index, vector) {
		const char *language = json_string_value(json_object_get(vector, "language"));

		ck_assert_msg(strcmp(form_text(json_object_get(vector, "text"), language),
		    json_string_value(json_object_get(vector, "shown"))) == 0, "%zu: %s", index,
		    language);
	}
	ck_assert_str_eq(form_text(NULL, "en"), "");
	ck_assert_str_eq(form_text(json_object_get(json_array_get(json_object_get(vectors,
	    "texts"), 1), "text"), NULL), "E");
	json_decref(vectors);
}
END_TEST

START_TEST(a_form_holds_what_its_json_says)
{
	struct error error = ERROR_INIT;
	json_t *vectors = unit_json("tests/vectors/form.json");
	json_t *value = json_incref(json_object_get(json_object_get(vectors, "forms"), "all"));
	const struct form_page *page;
	struct form *form;

	unit_ok(form_new(&form, value, &error), &error);
	/* The form keeps a reference of its own. */
	json_decref(vectors);
	json_decref(value);
	ck_assert_uint_eq(form_page_count(form), 7);
	page = form_page_find(form, "need");
	ck_assert_ptr_eq(page, form_page(form, 3));
	ck_assert_int_eq((int)page->kind, (int)FORM_MANY);
	ck_assert_uint_eq(page->ticks, 2);
	ck_assert(!page->required);
	ck_assert_ptr_null(page->hint);
	ck_assert_uint_eq(page->conditions.count, 1);
	ck_assert_str_eq(page->conditions.list[0].page, "path");
	ck_assert(form_page_find(form, "court")->required);
	ck_assert_uint_eq(form_page_find(form, "which")->conditions.count, 2);
	ck_assert_uint_eq(form_page_find(form, "which")->length, 20);
	ck_assert_uint_eq(form_page_find(form, "more")->length, FORM_TEXT_BYTES);
	ck_assert_ptr_null(form_page_find(form, "more")->options);
	ck_assert_ptr_null(form_page_find(form, "nothing"));
	ck_assert_uint_eq(json_array_size(form_areas(form)), 2);
	ck_assert_uint_eq(json_array_size(form_uses(form)), 2);
	ck_assert_uint_eq(json_array_size(form_help(form)), 2);
	form_free(&form);
	ck_assert_ptr_null(form);
	form_free(&form);
	form_free(NULL);
}
END_TEST

START_TEST(lists_that_are_left_out_are_empty)
{
	json_t *value = json_loads("{\"format\":\"testimony-form-1\",\"pages\":[{\"id\":\"a\","
	    "\"kind\":\"info\",\"title\":\"A\"}],\"uses\":[{\"id\":\"u\",\"label\":\"U\"}]}", 0,
	    NULL);
	struct error error = ERROR_INIT;
	struct form *form;

	unit_ok(form_new(&form, value, &error), &error);
	ck_assert(json_is_array(form_areas(form)) && json_array_size(form_areas(form)) == 0);
	ck_assert(json_is_array(form_help(form)) && json_array_size(form_help(form)) == 0);
	form_free(&form);
	json_decref(value);
}
END_TEST

START_TEST(a_refusal_names_the_page)
{
	json_t *value = json_loads("{\"format\":\"testimony-form-1\",\"pages\":[{\"id\":\"first\","
	    "\"kind\":\"info\",\"title\":\"A\"},{\"id\":\"second\",\"kind\":\"one\",\"title\":"
	    "\"B\",\"options\":[{\"id\":\"x\"}]}],\"uses\":[]}", 0, NULL);
	struct error error = ERROR_INIT;
	struct form *form;

	unit_refused(form_new(&form, value, &error), &error,
	    "page \"second\": entry 1 of \"options\": \"label\" is missing");
	json_decref(value);
}
END_TEST

START_TEST(the_sample_campaign_s_form_is_taken)
{
	struct error error = ERROR_INIT;
	json_t *value = unit_json("conf/form-worcestershire.json");
	struct form *form;

	unit_ok(form_new(&form, value, &error), &error);
	form_free(&form);
	json_decref(value);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("form");
	TCase *tests = tcase_create("form");

	tcase_set_timeout(tests, 30);
	tcase_add_test(tests, every_specimen_is_judged_by_its_name);
	tcase_add_test(tests, every_walk_shows_its_pages_forth_and_back);
	tcase_add_test(tests, every_single_answer_is_judged_as_written);
	tcase_add_test(tests, every_testimony_is_judged_as_written);
	tcase_add_test(tests, a_testimony_that_is_too_long_is_told_how_much_to_cut);
	tcase_add_test(tests, options_of_one_group_are_one_category);
	tcase_add_test(tests, the_sample_counts_what_editions_may);
	tcase_add_test(tests, texts_are_counted_as_json_writes_them);
	tcase_add_test(tests, a_text_is_shown_in_the_nearest_language);
	tcase_add_test(tests, a_form_holds_what_its_json_says);
	tcase_add_test(tests, lists_that_are_left_out_are_empty);
	tcase_add_test(tests, a_refusal_names_the_page);
	tcase_add_test(tests, the_sample_campaign_s_form_is_taken);
	suite_add_tcase(suite, tests);
	return suite;
}
