/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/campaign.h"
#include "desk/pack/odt.h"
#include "desk/pack/odt_inside.h"
#include "tests/unit/pack_specimen.h"
#include "tests/unit/xml_check.h"

#define LOCAL_HEADER 30 /* bytes of a ZIP's local file header before the name (APPNOTE.TXT 4.3.7) */
#define LONG_WORD 8000

static struct document *
made(const char *language)
{
	struct error error = ERROR_INIT;
	struct document *document;
	int32_t day;

	unit_ok(day_parse(&day, "2026-11-22", &error), &error);
	document_new(&document, "Title & <more>", language, day);
	return document;
}

/* content.xml or styles.xml, which must be well-formed. */
static const char *
content_of(const struct document *document, struct buffer *out)
{
	const char *wrong;

	buffer_clear(out);
	odt_content(document, out);
	wrong = xml_wrong((const char *)out->data, out->length);
	ck_assert_msg(wrong == NULL, "content.xml: %s", wrong);
	return (const char *)out->data;
}

static const char *
styles_of(const struct document *document, struct buffer *out)
{
	const char *wrong;

	buffer_clear(out);
	odt_styles(document, out);
	wrong = xml_wrong((const char *)out->data, out->length);
	ck_assert_msg(wrong == NULL, "styles.xml: %s", wrong);
	return (const char *)out->data;
}

static void
has(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "it lacks %s", part);
}

static void
whole(const struct document *document, struct buffer *out)
{
	struct error error = ERROR_INIT;

	buffer_clear(out);
	unit_ok(odt_print(document, out, &error), &error);
}

static unsigned
little(const uint8_t *bytes, size_t count)
{
	unsigned value = 0;

	while (count-- > 0)
		value = value << 8 | bytes[count];
	return value;
}

START_TEST(the_type_comes_first_and_nothing_tells_who_made_it)
{
	static const char *const names[] = { "mimetype", "META-INF/manifest.xml", "content.xml",
		"styles.xml", "meta.xml" };
	struct document *document = made("en-GB");
	struct buffer out = BUFFER_INIT;
	const uint8_t *at, *end;

	document_plain(document, "a");
	whole(document, &out);
	ck_assert_int_eq(memcmp(out.data + LOCAL_HEADER, "mimetype" ODT_MEDIA_TYPE,
	    strlen("mimetype" ODT_MEDIA_TYPE)), 0);
	at = out.data;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		ck_assert_int_eq(memcmp(at, "PK\3\4", 4), 0);
		ck_assert_uint_eq(little(at + 6, 2), 0);  /* flags: no sizes that come later */
		ck_assert_uint_eq(little(at + 8, 2), 0);  /* stored */
		ck_assert_uint_eq(little(at + 10, 2), 12 << 11);
		ck_assert_uint_eq(little(at + 12, 2), (2026 - 1980) << 9 | 11 << 5 | 22);
		ck_assert_uint_eq(little(at + 18, 4), little(at + 22, 4));
		ck_assert_uint_eq(little(at + 26, 2), strlen(names[i]));
		ck_assert_uint_eq(little(at + 28, 2), 0); /* no extra field: no owner, no time */
		ck_assert_int_eq(memcmp(at + LOCAL_HEADER, names[i], strlen(names[i])), 0);
		at += LOCAL_HEADER + strlen(names[i]) + little(at + 18, 4);
	}
	/* The list at the end: made by "DOS", nothing extra, no comment, no rights. */
	end = out.data + out.length;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		ck_assert_int_eq(memcmp(at, "PK\1\2", 4), 0);
		ck_assert_uint_eq(at[5], 0);
		ck_assert_uint_eq(little(at + 30, 2), 0);
		ck_assert_uint_eq(little(at + 32, 2), 0);
		ck_assert_uint_eq(little(at + 38, 4), 0);
		at += 46 + strlen(names[i]);
	}
	ck_assert_int_eq(memcmp(at, "PK\5\6", 4), 0);
	ck_assert_ptr_eq(at + 22, end);
	/* Nor do its texts. */
	ck_assert_ptr_null(memmem(out.data, out.length, "creator", 7));
	ck_assert_ptr_null(memmem(out.data, out.length, "generator", 9));
	ck_assert_ptr_null(memmem(out.data, out.length, "Testimony", 9));
	ck_assert_ptr_null(memmem(out.data, out.length, "libzip", 6));
	buffer_free(&out);
	document_free(&document);
}
END_TEST

START_TEST(the_same_document_gives_the_same_bytes_everywhere_and_always)
{
	static const char *const zones[] = { "UTC", "Pacific/Kiritimati", "America/Los_Angeles",
		"Europe/London", "Asia/Kolkata" };
	struct buffer first = BUFFER_INIT, again = BUFFER_INIT;

	for (size_t i = 0; i < 2 * sizeof zones / sizeof zones[0]; i++) {
		struct document *document = made("en-GB");

		ck_assert_int_eq(setenv("TZ", zones[i / 2], 1), 0);
		tzset();
		pack_hostile(document, "some text");
		whole(document, i == 0 ? &first : &again);
		if (i > 0) {
			ck_assert_uint_eq(first.length, again.length);
			ck_assert_int_eq(memcmp(first.data, again.data, first.length), 0);
		}
		document_free(&document);
	}
	buffer_free(&first);
	buffer_free(&again);
}
END_TEST

START_TEST(a_day_that_zip_does_not_have_is_refused)
{
	struct buffer out = BUFFER_INIT;

	for (int32_t i = 0; i < 2; i++) {
		struct error error = ERROR_INIT;
		struct document *document;

		document_new(&document, "a", "en", i == 0 ? 3651 : DAY_MOST); /* 1979-12-31 */
		unit_refused(odt_print(document, &out, &error), &error, "year before 1980");
		ck_assert_uint_eq(out.length, 0);
		document_free(&document);
	}
	buffer_free(&out);
}
END_TEST

START_TEST(headings_paragraphs_and_bullets_are_real_ones)
{
	struct document *document = made("en-GB");
	struct buffer out = BUFFER_INIT;
	const char *text;

	document_heading(document, 2, "A heading");
	(void)document_numbered(document, "First\nand more");
	(void)document_numbered(document, "Second");
	document_bullet(document, "Point");
	(void)document_numbered(document, "Third");
	text = content_of(document, &out);
	has(text, "<text:p text:style-name=\"Title\">Title &amp; &lt;more&gt;</text:p>\n"
	    "<text:p text:style-name=\"Subtitle\">22 November 2026</text:p>\n"
	    "<text:h text:style-name=\"Heading_20_2\" text:outline-level=\"2\">A heading</text:h>\n"
	    "<text:list xml:id=\"numbers\" text:style-name=\"Numbers\">\n"
	    "<text:list-item text:start-value=\"1\">\n"
	    "<text:p text:style-name=\"Numbered\">First</text:p>\n"
	    "<text:p text:style-name=\"Numbered\">and more</text:p>\n</text:list-item>\n"
	    "<text:list-item>\n<text:p text:style-name=\"Numbered\">Second</text:p>\n"
	    "</text:list-item>\n</text:list>\n<text:list text:style-name=\"Points\">\n"
	    "<text:list-item>\n<text:p text:style-name=\"Point\">Point</text:p>\n"
	    "</text:list-item>\n</text:list>\n"
	    "<text:list text:continue-list=\"numbers\" text:style-name=\"Numbers\">\n"
	    "<text:list-item text:start-value=\"3\">\n"
	    "<text:p text:style-name=\"Numbered\">Third</text:p>\n");
	text = styles_of(document, &out);
	has(text, "fo:language=\"en\" fo:country=\"GB\"");
	has(text, "<text:p text:style-name=\"Footer\">Title &amp; &lt;more&gt;<text:tab/>");
	buffer_free(&out);
	document_free(&document);
}
END_TEST

START_TEST(tables_have_a_head_and_charts_have_bars)
{
	static const struct document_column columns[] = { { "Area", DOCUMENT_START },
		{ "Families", DOCUMENT_END } };
	const struct disclosure_figure many = { 41, DISCLOSURE_SHOWN, 40 },
	    half = { 20, DISCLOSURE_SHOWN, 20 }, few = { 3, DISCLOSURE_FEW, 0 };
	struct document *document = made("en-GB");
	struct buffer out = BUFFER_INIT;
	const char *text;

	(void)document_table(document, "By area", columns, 2);
	document_cell_text(document, "Redditch");
	document_cell_figure(document, &few);
	(void)document_chart(document, "What went wrong", "What", "Families");
	document_bar(document, "Late", &many);
	document_bar(document, "Vague", &half);
	document_bar(document, "Lost", &few);
	text = content_of(document, &out);
	has(text, "<text:p text:style-name=\"Caption\">Table 1. By area</text:p>");
	has(text, "<table:table-header-rows><table:table-row>\n<table:table-cell "
	    "table:style-name=\"HeadCell\" office:value-type=\"string\">"
	    "<text:p text:style-name=\"Table_20_Heading\">Area</text:p>");
	has(text, "<text:p text:style-name=\"Table_20_Figures\">fewer than 10</text:p>");
	has(text, "Table 2. What went wrong");
	has(text, "style:name=\"Bar2.1\"");
	has(text, "fo:margin-right=\"0.00cm\"");
	has(text, "fo:margin-right=\"2.95cm\""); /* of 5.90 cm */
	has(text, "<text:p text:style-name=\"Bar2.1\"/>");
	has(text, "<text:p text:style-name=\"Bar2.2\"/>");
	/* None that would give the figure back. */
	ck_assert_ptr_null(strstr(text, "Bar2.3"));
	buffer_free(&out);
	document_free(&document);
}
END_TEST

/* The columns of the first table, in tenths of a millimetre; returns how wide they are together. */
static unsigned
widths_of(const struct document *document, unsigned *widths, size_t count)
{
	static const char attribute[] = "style:rel-column-width=\"";
	struct buffer out = BUFFER_INIT;
	const char *at = content_of(document, &out);
	unsigned sum = 0;

	for (size_t i = 0; i < count; i++) {
		at = strstr(at, attribute);
		ck_assert_ptr_nonnull(at);
		at += strlen(attribute);
		widths[i] = (unsigned)strtoul(at, NULL, 10);
		sum += widths[i];
	}
	buffer_free(&out);
	return sum;
}

START_TEST(what_is_short_is_not_broken_beside_what_is_long)
{
	static const struct document_column columns[] = { { "Date", DOCUMENT_START },
		{ "What", DOCUMENT_START }, { "Source", DOCUMENT_START },
		{ "All", DOCUMENT_END }, { "Families told", DOCUMENT_END } };
	static const char words[] = "So long a text that it would take all of the line and more, "
	    "were there nothing beside it that has to be whole";
	static const struct disclosure_figure few = { 7, DISCLOSURE_FEW, 0 };
	struct document *document = made("en");
	unsigned widths[5];

	(void)document_table(document, "x", columns, 5);
	document_cell_text(document, "12 June 2026");
	document_cell_text(document, words);
	document_cell_text(document, words);
	document_cell_figure(document, &few);
	document_cell_text(document, "1");
	ck_assert_uint_eq(widths_of(document, widths, 5), ODT_WIDTH);
	ck_assert_uint_ge(widths[0], 12 * 19 + 30); /* and what is left and right of it */
	ck_assert_uint_ge(widths[3], 13 * 19 + 30); /* "fewer than 10" */
	ck_assert_uint_ge(widths[4], 8 * 19 + 30);  /* "Families" */
	ck_assert_uint_gt(widths[1], widths[3]);
	document_free(&document);
}
END_TEST

START_TEST(columns_of_giant_words_share_the_line)
{
	struct document_column columns[DOCUMENT_COLUMNS_MOST];
	struct document *document = made("en");
	unsigned widths[DOCUMENT_COLUMNS_MOST];
	static char word[LONG_WORD + 1];

	memset(word, 'w', LONG_WORD);
	for (size_t i = 0; i < DOCUMENT_COLUMNS_MOST; i++)
		columns[i] = (struct document_column){ i == 0 ? "" : word, DOCUMENT_START };
	(void)document_table(document, word, columns, DOCUMENT_COLUMNS_MOST);
	ck_assert_uint_eq(widths_of(document, widths, DOCUMENT_COLUMNS_MOST), ODT_WIDTH);
	for (size_t i = 0; i < DOCUMENT_COLUMNS_MOST; i++)
		ck_assert_uint_gt(widths[i], 40);
	document_free(&document);
}
END_TEST

START_TEST(a_quotation_says_its_language_and_where_it_may_be_repeated)
{
	struct document *document = made("en-GB");
	struct buffer out = BUFFER_INIT;
	const char *text;

	document_quotation(document, "Raz.\n\nDwa.", "pl", "To our MP alone.");
	text = content_of(document, &out);
	has(text, "<style:style style:name=\"Language0\" style:family=\"text\">"
	    "<style:text-properties fo:language=\"pl\" fo:country=\"none\"/>");
	has(text, "<text:p text:style-name=\"Quotations\"><text:span text:style-name=\"Language0\">"
	    "Raz.</text:span></text:p>\n<text:p text:style-name=\"Quotation_20_end\">"
	    "<text:span text:style-name=\"Language0\">Dwa.</text:span></text:p>\n"
	    "<text:p text:style-name=\"Quotation_20_source\">To our MP alone.</text:p>\n");
	buffer_free(&out);
	document_free(&document);
}
END_TEST

START_TEST(languages_are_said_as_odf_says_them)
{
	static const char *const tags[][2] = {
		{ "en-GB", " fo:language=\"en\" fo:country=\"GB\"" },
		{ "pl", " fo:language=\"pl\" fo:country=\"none\"" },
		{ "zh-Hant-TW", " fo:language=\"zh\" fo:country=\"TW\"" },
		{ "en-easy", " fo:language=\"en\" fo:country=\"none\"" },
		{ "de-x-ab", " fo:language=\"de\" fo:country=\"none\"" } };
	struct buffer out = BUFFER_INIT;

	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
		buffer_clear(&out);
		odt_language(&out, tags[i][0]);
		ck_assert_str_eq((const char *)out.data, tags[i][1]);
	}
	buffer_free(&out);
}
END_TEST

/* ODF takes several blanks for one, and none at the ends (ODF 1.2 part 1, 6.1.2). */
START_TEST(blanks_stay_as_many_as_they_are)
{
	static const char *const lines[][2] = { { "a b", "a b" },
		{ "a  b", "a <text:s text:c=\"1\"/>b" }, { "  a", "<text:s text:c=\"2\"/>a" },
		{ "a ", "a<text:s text:c=\"1\"/>" }, { "a\tb", "a<text:tab/>b" },
		{ "\t a", "<text:tab/><text:s text:c=\"1\"/>a" },
		{ "a   & b", "a <text:s text:c=\"2\"/>&amp; b" }, { "", "" } };
	struct buffer out = BUFFER_INIT;

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		buffer_clear(&out);
		buffer_append_text(&out, "");
		odt_line(&out, lines[i][0], strlen(lines[i][0]));
		ck_assert_str_eq((const char *)out.data, lines[i][1]);
	}
	buffer_free(&out);
}
END_TEST

START_TEST(hostile_texts_stay_texts)
{
	struct document *document = made("en-GB");
	struct buffer out = BUFFER_INIT, word = BUFFER_INIT;
	const char *text;

	for (size_t i = 0; i < PACK_HOSTILE_TEXTS; i++) {
		struct document *one;

		document_new(&one, pack_hostile_texts[i], pack_hostile_texts[i], 20000);
		pack_hostile(one, pack_hostile_texts[i]);
		pack_hostile(document, pack_hostile_texts[i]);
		text = content_of(one, &out);
		ck_assert_ptr_null(strstr(text, "<script"));
		(void)styles_of(one, &out);
		document_free(&one);
	}
	for (size_t i = 0; i < LONG_WORD; i++)
		buffer_append_byte(&word, 'w');
	pack_hostile(document, (const char *)word.data);
	has(content_of(document, &out), (const char *)word.data);
	whole(document, &out);
	buffer_free(&word);
	buffer_free(&out);
	document_free(&document);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("pack_odt");
	TCase *cases = tcase_create("pack_odt");

	tcase_add_test(cases, the_type_comes_first_and_nothing_tells_who_made_it);
	tcase_add_test(cases, the_same_document_gives_the_same_bytes_everywhere_and_always);
	tcase_add_test(cases, a_day_that_zip_does_not_have_is_refused);
	tcase_add_test(cases, headings_paragraphs_and_bullets_are_real_ones);
	tcase_add_test(cases, tables_have_a_head_and_charts_have_bars);
	tcase_add_test(cases, what_is_short_is_not_broken_beside_what_is_long);
	tcase_add_test(cases, columns_of_giant_words_share_the_line);
	tcase_add_test(cases, a_quotation_says_its_language_and_where_it_may_be_repeated);
	tcase_add_test(cases, languages_are_said_as_odf_says_them);
	tcase_add_test(cases, blanks_stay_as_many_as_they_are);
	tcase_add_test(cases, hostile_texts_stay_texts);
	suite_add_tcase(suite, cases);
	return suite;
}
