/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <sodium.h>
#include <string.h>

#include "common/campaign.h"
#include "common/encode.h"
#include "desk/pack/html.h"
#include "tests/unit/pack_specimen.h"
#include "tests/unit/xml_check.h"

static struct document *
made(void)
{
	struct error error = ERROR_INIT;
	struct document *document;
	int32_t day;

	unit_ok(day_parse(&day, "2026-11-22", &error), &error);
	document_new(&document, "Title & <more>", "en-GB", day);
	return document;
}

static const char *
page_of(const struct document *document, struct buffer *out)
{
	const char *wrong;

	buffer_clear(out);
	html_print(document, out);
	wrong = xml_wrong((const char *)out->data, out->length);
	ck_assert_msg(wrong == NULL, "%s", wrong);
	return (const char *)out->data;
}

static void
has(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "it lacks %s", part);
}

static size_t
times(const char *text, const char *part)
{
	size_t count = 0;

	for (; (text = strstr(text, part)) != NULL; text += strlen(part))
		count++;
	return count;
}

START_TEST(the_page_is_whole_and_asks_for_nothing)
{
	static const char *const outside[] = { "://", "src=", "url(", "@import", "<link", "<script",
		"<img", "<iframe", "<form", "style=\"", "onload" };
	struct document *document = made();
	struct buffer out = BUFFER_INIT;
	const char *text;

	document_plain(document, "a");
	pack_hostile(document, "some text");
	text = page_of(document, &out);
	has(text, "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\"/>\n");
	has(text, "<title>Title &amp; &lt;more&gt;</title>");
	has(text, "<header>\n<h1>Title &amp; &lt;more&gt;</h1>\n<p class=\"date\">"
	    "<time datetime=\"2026-11-22\">22 November 2026</time></p>\n</header>\n<main>\n");
	has(text, "</main>\n</body>\n</html>\n");
	for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++)
		ck_assert_msg(strstr(text, outside[i]) == NULL, "it has %s", outside[i]);
	buffer_free(&out);
	document_free(&document);
}
END_TEST

START_TEST(its_policy_allows_its_own_style_and_nothing_else)
{
	struct document *document = made();
	uint8_t hash[crypto_hash_sha256_BYTES];
	struct buffer out = BUFFER_INIT, policy = BUFFER_INIT;
	const char *text, *style, *end;
	char hash_text[64];

	text = page_of(document, &out);
	style = strstr(text, "<style>") + strlen("<style>");
	end = strstr(style, "</style>");
	(void)crypto_hash_sha256(hash, (const uint8_t *)style, (size_t)(end - style));
	base64_encode(hash_text, sizeof hash_text, hash, sizeof hash, BASE64_PADDED);
	buffer_format(&policy, "content=\"default-src 'none'; style-src 'sha256-%s'; "
	    "base-uri 'none'; form-action 'none'\"", hash_text);
	has(text, (const char *)policy.data);
	ck_assert_uint_eq(times(text, "<style"), 1);
	buffer_free(&policy);
	buffer_free(&out);
	document_free(&document);
}
END_TEST

START_TEST(headings_numbers_and_contents_are_text)
{
	struct document *document = made();
	struct buffer out = BUFFER_INIT;
	const char *text;

	document_heading(document, 1, "One");
	(void)document_numbered(document, "First\nmore");
	document_heading(document, 2, "Below");
	document_heading(document, 3, "Lowest");
	document_bullet(document, "a");
	document_bullet(document, "b");
	(void)document_numbered(document, "Second");
	document_heading(document, 1, "Two");
	ck_assert_ptr_null(strstr(page_of(document, &out), "<nav"));
	document_heading(document, 1, "Three");
	text = page_of(document, &out);
	has(text, "<nav aria-label=\"Contents\">\n<ul>\n<li><a href=\"#section-1\">One</a></li>\n"
	    "<li><a href=\"#section-8\">Two</a></li>\n<li><a href=\"#section-9\">Three</a></li>\n");
	has(text, "<h2 id=\"section-1\">One</h2>\n<p class=\"n\" id=\"p1\">"
	    "<span class=\"number\">1. </span>First</p>\n<p class=\"n\">more</p>\n"
	    "<h3 id=\"section-3\">Below</h3>\n<h4 id=\"section-4\">Lowest</h4>\n"
	    "<ul class=\"points\">\n<li>a</li>\n<li>b</li>\n</ul>\n<p class=\"n\" id=\"p2\">");
	buffer_free(&out);
	document_free(&document);
}
END_TEST

START_TEST(tables_say_what_heads_what)
{
	static const struct document_column columns[] = { { "Area", DOCUMENT_START },
		{ "Families", DOCUMENT_END }, { "c", DOCUMENT_START }, { "d", DOCUMENT_START } };
	const struct disclosure_figure few = { 3, DISCLOSURE_FEW, 0 };
	struct document *document = made();
	struct buffer out = BUFFER_INIT;
	const char *text;

	(void)document_table(document, "By area", columns, 2);
	document_cell_text(document, "Redditch");
	document_cell_figure(document, &few);
	text = page_of(document, &out);
	has(text, "<table>\n<caption id=\"table-1\">Table 1. By area</caption>\n<thead>\n<tr>\n"
	    "<th scope=\"col\" class=\"start\">Area</th>\n"
	    "<th scope=\"col\" class=\"end\">Families</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n"
	    "<th scope=\"row\" class=\"start\">Redditch</th>\n"
	    "<td class=\"end figure\">fewer than 10</td>\n</tr>\n</tbody>\n</table>\n");
	ck_assert_ptr_null(strstr(text, "role=\"region\""));
	(void)document_table(document, "Wide", columns, 4);
	has(page_of(document, &out), "<div class=\"wide\" role=\"region\" "
	    "aria-labelledby=\"table-2\" tabindex=\"0\">\n<table>");
	buffer_free(&out);
	document_free(&document);
}
END_TEST

START_TEST(a_chart_has_its_table_and_words_made_of_its_figures)
{
	const struct disclosure_figure many = { 1001, DISCLOSURE_SHOWN, 1000 },
	    some = { 326, DISCLOSURE_SHOWN, 325 }, few = { 3, DISCLOSURE_FEW, 0 },
	    hidden = { 300, DISCLOSURE_HIDDEN, 300 };
	struct document *document = made();
	struct buffer out = BUFFER_INIT;
	const char *text;

	(void)document_chart(document, "What & <why>", "What", "Families");
	document_bar(document, "Late", &many);
	document_bar(document, "A label that is too long to stand on one row", &some);
	document_bar(document, "Few & far", &few);
	document_bar(document, "Lost", &hidden);
	text = page_of(document, &out);
	has(text, "<caption id=\"table-1\">Table 1. What &amp; &lt;why&gt;</caption>");
	has(text, "<svg role=\"img\" aria-labelledby=\"chart-1-title chart-1-text\" width=\"100%\" "
	    "height=\"207\">\n<title id=\"chart-1-title\">"
	    "Bar chart: What &amp; &lt;why&gt;</title>\n"
	    "<desc id=\"chart-1-text\">Late: 1,000; A label that is too long to stand on one row: "
	    "325; Few &amp; far: fewer than 10; Lost: not shown.</desc>");
	has(text, "width=\"78.00%\"");
	has(text, "width=\"25.35%\"");
	ck_assert_uint_eq(times(text, "width=\"0.00%\""), 2);
	ck_assert_uint_eq(times(text, "<rect"), 4);
	has(text, ">A label that is too long to stand</text>");
	has(text, ">on one row</text>");
	ck_assert_ptr_null(strstr(text, "300"));
	buffer_free(&out);
	document_free(&document);
}
END_TEST

START_TEST(a_quotation_says_its_language_and_where_it_may_be_repeated)
{
	struct document *document = made();
	struct buffer out = BUFFER_INIT;

	document_quotation(document, "Raz.\n\nDwa & trzy.", "pl", "To our MP alone.");
	has(page_of(document, &out), "<figure class=\"words\">\n<blockquote lang=\"pl\" dir=\"auto\">\n"
	    "<p>Raz.</p>\n<p>Dwa &amp; trzy.</p>\n</blockquote>\n"
	    "<figcaption>To our MP alone.</figcaption>\n</figure>\n");
	buffer_free(&out);
	document_free(&document);
}
END_TEST

START_TEST(hostile_texts_stay_texts)
{
	struct buffer out = BUFFER_INIT, word = BUFFER_INIT;

	for (size_t i = 0; i < 8000; i++)
		buffer_append_byte(&word, 'w');
	for (size_t i = 0; i <= PACK_HOSTILE_TEXTS; i++) {
		const char *hostile = i == PACK_HOSTILE_TEXTS ? (const char *)word.data :
		    pack_hostile_texts[i], *text;
		struct document *document;

		document_new(&document, hostile, hostile, 20000);
		pack_hostile(document, hostile);
		text = page_of(document, &out);
		ck_assert_ptr_null(strstr(text, "<script"));
		ck_assert_ptr_null(strstr(text, "<b>"));
		ck_assert_uint_eq(times(text, "</style>"), 1);
		ck_assert_uint_eq(times(text, "<title>"), 1);
		document_free(&document);
	}
	buffer_free(&word);
	buffer_free(&out);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("pack_html");
	TCase *cases = tcase_create("pack_html");

	tcase_add_test(cases, the_page_is_whole_and_asks_for_nothing);
	tcase_add_test(cases, its_policy_allows_its_own_style_and_nothing_else);
	tcase_add_test(cases, headings_numbers_and_contents_are_text);
	tcase_add_test(cases, tables_say_what_heads_what);
	tcase_add_test(cases, a_chart_has_its_table_and_words_made_of_its_figures);
	tcase_add_test(cases, a_quotation_says_its_language_and_where_it_may_be_repeated);
	tcase_add_test(cases, hostile_texts_stay_texts);
	suite_add_tcase(suite, cases);
	return suite;
}
