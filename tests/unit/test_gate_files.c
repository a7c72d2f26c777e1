/* SPDX-License-Identifier: ISC */
/* What the leak gate finds in the bytes of a pack's files: markup, parts, what was put in later. */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "desk/pack/files.h"
#include "desk/pack/gate_file.h"
#include "desk/pack/gate_read.h"
#include "tests/unit/compose_specimen.h"
#include "tests/unit/gate_specimen.h"

#define PLANTS 100 /* places of each file and part */
#define KEY_LINE " -P RWQJAAAAAAAAAAkAAAAAAAAAAAA/WR53AB+AAAAAAAAAAAAAAAAAAAAA "
#define PLANT " Fairweather "

static const struct gate_excerpt excerpts[] = {
	{ 0, "We waited for over a year.\nNobody wrote & nobody <rang>;  he cried.\t\xc2\xa3"
	    "40 was gone.", NULL },
	{ 1, "Ma\xc5\x82y czeka\xc5\x82 rok.", "pl" },
};
static const char *const hidden[] = { "Imogen Fairweather", "Fairweather" };
static const char *const contacts[] = { GATE_SPECIMEN_CONTACT };

static struct gate *
made_gate(void)
{
	const struct gate_case cases[] = { { "case-a", { NULL, 0 } }, { "case-b", { NULL, 0 } },
		{ "case-c", { hidden, 2 } } };
	const struct gate_words words = { .cases = cases, .case_count = 3,
		.contacts = { contacts, 1 } };
	struct gate *gate;

	gate_new(&gate, &words);
	return gate;
}

static void
made_pack(struct gate_made *made)
{
	const struct gate_told told = GATE_TOLD;

	gate_specimen(made, &told, excerpts, 2);
}

static int
check_files(struct gate_findings *findings, const struct gate_file *files, size_t count)
{
	const struct gate_pack pack = { "county", files, count, excerpts, 2 };
	struct gate *gate = made_gate();
	struct error error = ERROR_INIT;
	int result;

	*findings = (struct gate_findings)GATE_FINDINGS_INIT;
	result = gate_check(gate, &pack, findings, &error);
	gate_free(&gate);
	return result;
}

/* Puts `with` in the place of `instead`, which must be there. */
static void
put(struct buffer *bytes, const char *instead, const char *with, size_t length)
{
	struct buffer changed = BUFFER_INIT;
	const uint8_t *at = memmem(bytes->data, bytes->length, instead, strlen(instead));

	ck_assert_msg(at != NULL, "there is no %s", instead);
	buffer_append(&changed, bytes->data, (size_t)(at - bytes->data));
	buffer_append(&changed, with, length);
	buffer_append(&changed, at + strlen(instead),
	    bytes->length - (size_t)(at - bytes->data) - strlen(instead));
	buffer_free(bytes);
	*bytes = changed;
}

/* An ODT whose parts are given; what `extra` asks for besides. */
enum extra { EXTRA_NONE, EXTRA_PART, EXTRA_COMMENT, EXTRA_FIELD, EXTRA_UNIX, EXTRA_PACKED };
static const char *const part_names[] = { "mimetype", "META-INF/manifest.xml", "content.xml",
	"styles.xml", "meta.xml" };
#define PARTS 5

static void
parts_take(const struct buffer *odt, struct buffer parts[PARTS])
{
	zip_source_t *source = zip_source_buffer_create(odt->data, odt->length, 0, NULL);
	zip_t *archive = zip_open_from_source(source, ZIP_RDONLY, NULL);

	for (size_t i = 0; i < PARTS; i++) {
		zip_stat_t stat;
		zip_file_t *file = zip_fopen(archive, part_names[i], 0);

		ck_assert_int_eq(zip_stat(archive, part_names[i], 0, &stat), 0);
		parts[i] = (struct buffer)BUFFER_INIT;
		buffer_reserve(&parts[i], stat.size + 1);
		ck_assert_int_eq(zip_fread(file, parts[i].data, stat.size), (zip_int64_t)stat.size);
		parts[i].length = stat.size;
		(void)zip_fclose(file);
	}
	zip_discard(archive);
}

static void
parts_pack(struct buffer *odt, struct buffer parts[PARTS], enum extra extra)
{
	zip_source_t *whole = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *archive = zip_open_from_source(whole, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	zip_stat_t stat;

	zip_source_keep(whole);
	for (size_t i = 0; i < PARTS + (extra == EXTRA_PART); i++) {
		const char *name = i == PARTS ? "Thumbnails/thumbnail.png" : part_names[i];
		zip_source_t *source = i == PARTS ? zip_source_buffer(archive, "x", 1, 0) :
		    zip_source_buffer(archive, parts[i].data, parts[i].length, 0);
		zip_uint64_t at = (zip_uint64_t)zip_file_add(archive, name, source, 0);

		(void)zip_set_file_compression(archive, at, extra == EXTRA_PACKED && i == 2 ?
		    ZIP_CM_DEFLATE : ZIP_CM_STORE, 0);
		(void)zip_file_set_external_attributes(archive, at, 0,
		    extra == EXTRA_UNIX && i == 2 ? ZIP_OPSYS_UNIX : ZIP_OPSYS_DOS, 0);
		if (extra == EXTRA_FIELD && i == 2)
			ck_assert_int_eq(zip_file_extra_field_set(archive, at, 0x7875, 0,
			    (const zip_uint8_t *)"\1\4\0\0\0\0", 6, ZIP_FL_LOCAL | ZIP_FL_CENTRAL), 0);
	}
	if (extra == EXTRA_COMMENT)
		(void)zip_set_archive_comment(archive, "Fairweather", 11);
	ck_assert_int_eq(zip_close(archive), 0);
	ck_assert_int_eq(zip_source_stat(whole, &stat), 0);
	ck_assert_int_eq(zip_source_open(whole), 0);
	buffer_clear(odt);
	buffer_reserve(odt, stat.size + 1);
	ck_assert_int_eq(zip_source_read(whole, odt->data, stat.size), (zip_int64_t)stat.size);
	odt->length = stat.size;
	(void)zip_source_close(whole);
	zip_source_free(whole);
	for (size_t i = 0; i < PARTS; i++)
		buffer_free(&parts[i]);
}

static bool
says(const struct gate_findings *findings, bool hit, const char *words)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->list[i].hit == hit && strstr(findings->list[i].sentence, words) != NULL)
			return true;
	return false;
}

START_TEST(a_good_pack_passes)
{
	struct gate_findings findings;
	struct gate_made made;
	struct buffer parts[PARTS];

	made_pack(&made);
	if (check_files(&findings, made.files, GATE_SPECIMEN_FILES) != 0 || findings.count != 0)
		ck_abort_msg("%s", findings.list[0].sentence);
	/* So does its ODT when it was taken apart and put together as it was. */
	parts_take(&made.contents[0], parts);
	parts_pack(&made.contents[0], parts, EXTRA_NONE);
	gate_specimen_sum(&made);
	if (check_files(&findings, made.files, GATE_SPECIMEN_FILES) != 0 || findings.count != 0)
		ck_abort_msg("%s", findings.list[0].sentence);
	/* A key's letters are chance, and nobody's postcode. */
	put(&made.contents[4], " -P ", KEY_LINE, strlen(KEY_LINE));
	gate_specimen_sum(&made);
	ck_assert_int_eq(check_files(&findings, made.files, GATE_SPECIMEN_FILES), 0);
	/* The two documents alone are a pack that can be looked at. */
	ck_assert_int_eq(check_files(&findings, made.files, 2), 0);
	gate_specimen_free(&made);
}
END_TEST

/* The packs that an edition is composed of, with families that hide what they can: all pass, and
 * nobody is asked to settle anything. */
START_TEST(composed_packs_pass)
{
	static const char *const hides[] = { "Worcester", "Redditch", "May", "the", "a", "council",
		"plan", "Chris Bloore", "Chris", "he", "pack", "school", "autumn term", "2026", "9",
		"Friday", "Tribunal", "Worcestershire", "families", "EHCP", "1", "I", "England" };
	static const char *const known[] = { "Chris Bloore", "Worcestershire SEND voices", "Bromsgrove",
		"Droitwich and Evesham", "Redditch", "West Worcestershire", "Worcester", "Wyre Forest" };
	static const char *const called[] = { "hello@voices.example" };
	struct gate_case cases[SPECIMEN_EXCERPTS + 1];
	const struct gate_words words = { .cases = cases, .case_count = SPECIMEN_EXCERPTS + 1,
		.known = { known, sizeof known / sizeof known[0] }, .contacts = { called, 1 } };
	struct campaign campaign = { .name = "Worcestershire SEND voices",
		.contact = "hello@voices.example", .origins = { "https://voices.example" },
		.origin_count = 1, .has_packs_key = true };
	const uint8_t seed[32] = { 7 };
	struct error error = ERROR_INIT;
	struct author *author;
	struct gate *gate;
	json_t *form = unit_json("conf/form-worcestershire.json");

	unit_ok(form_new(&campaign.form, form, &error), &error);
	json_decref(form);
	for (size_t i = 0; i < SPECIMEN_EXCERPTS; i++)
		cases[i] = (struct gate_case){ "case-a", { hidden, 2 } };
	cases[SPECIMEN_EXCERPTS] = (struct gate_case){ "case-b",
		{ hides, sizeof hides / sizeof hides[0] } };
	gate_new(&gate, &words);
	author_from_seed(&author, seed);
	for (int kind = COMPOSE_AREA; kind <= COMPOSE_PUBLIC; kind++) {
		struct compose_excerpt list[SPECIMEN_EXCERPTS];
		struct gate_excerpt quoted[SPECIMEN_EXCERPTS];
		bool printed[SPECIMEN_EXCERPTS] = { false };
		struct compose compose = specimen_compose((enum compose_kind)kind, &campaign, list);
		struct gate_findings findings = GATE_FINDINGS_INIT;
		struct gate_file given[FILES_COUNT];
		struct gate_pack pack = { .name = "county", .files = given, .file_count = FILES_COUNT,
			.excerpts = quoted };
		struct files files = FILES_INIT;
		struct document *document;

		compose_pack(&document, &compose, printed);
		unit_ok(files_make(&files, document, author, &campaign, &error), &error);
		for (size_t i = 0; i < FILES_COUNT; i++)
			given[i] = (struct gate_file){ files.list[i].name, &files.list[i].content };
		for (size_t i = 0; i < compose.excerpt_count; i++)
			if (printed[i])
				quoted[pack.excerpt_count++] = (struct gate_excerpt){ i, list[i].text,
					list[i].language };
		ck_assert_uint_gt(pack.excerpt_count, 2);
		(void)gate_check(gate, &pack, &findings, &error);
		if (findings.count > 0)
			ck_abort_msg("%s", findings.list[0].sentence);
		document_free(&document);
		files_free(&files);
	}
	gate_free(&gate);
	author_free(&author);
	form_free(&campaign.form);
}
END_TEST

/* What is put into a file, and what is said of it; `part`: of the ODT, -1: of file `file` itself.
 * A warning is said where `hit` is false. */
static const struct {
	int file, part;
	const char *instead, *with, *said;
	bool warns;
} changes[] = {
	{ 1, -1, "<main>", "<main><script>alert(1)</script>", "<script>", false },
	{ 1, -1, "<main>", "<main><!-- Fairweather -->", "a comment", false },
	{ 1, -1, "<main>", "<main onclick=\"x\">", "onclick=", false },
	{ 1, -1, "<main>", "<main style=\"x\">", "style=", false },
	{ 1, -1, "<main>", "<main><img src=\"x\"/>", "<img>", false },
	{ 1, -1, "<main>", "<main><iframe/>", "<iframe>", false },
	{ 1, -1, "<main>", "<main><![CDATA[Fairweather]]>", "a comment", false },
	{ 1, -1, "<main>", "<main><?php ?>", "a comment", false },
	{ 1, -1, "<title>", "<link href=\"#x\"/><title>", "<link>", false },
	{ 1, -1, "<title>", "<base href=\"#x\"/><title>", "<base>", false },
	{ 1, -1, "<title>", "<meta name=\"author\" content=\"Ann\"/><title>", "about itself", false },
	{ 1, -1, "<title>", "<meta name=\"generator\" content=\"x\"/><title>", "about itself", false },
	{ 1, -1, "<title>", "<meta http-equiv=\"refresh\" content=\"0\"/><title>", "orders", false },
	{ 1, -1, "href=\"#section-", "href=\"http://evil.example/", "leads out", false },
	{ 1, -1, "href=\"#section-", "href=\"other.html", "link that leads out", false },
	{ 1, -1, "href=\"#section-", "href=\"java&#115;cript:x", "leads out", false },
	{ 1, -1, "<style>", "<style>@import 'x';", "not the one that it allows", false },
	{ 1, -1, "<style>", "<style>/* Fairweather */", "not the one that it allows", false },
	{ 1, -1, "lang=\"en-GB\"", "lang=\"en-x-jack\"", "language", false },
	{ 1, -1, "lang=\"pl\"", "lang=\"pl-a-jack\"", "language", false },
	{ 1, -1, "&amp;", "&nosuch;", "stands for no character", false },
	{ 1, -1, "&amp;", "&#xD800;", "stands for no character", false },
	{ 1, -1, "&amp;", "\xff", "not UTF-8", false },
	{ 1, -1, "</main>", "", "did not begin", false },
	{ 1, -1, "</html>", "", "before its end", false },
	{ 1, -1, "<!DOCTYPE html>", "<!DOCTYPE html []>", "does not begin", false },
	{ 1, -1, "over a year", "over two years", "does not stand there", false },
	{ 1, -1, "over a year", "over a ye ar", "does not stand there", false },
	{ 1, -1, "he cried", "he Imogen cried", "does not stand there", false },
	{ 1, -1, "\xc5\x82y czeka\xc5\x82", "ly czeka", "does not stand there", false },
	{ 1, -1, "keep the law", "keep Fa<span>irwea</span>ther", "fairweather", true },
	{ 1, -1, "keep the law", "keep F&#97;irweather", "fairweather", true },
	{ 1, -1, "keep the law", "keep F&#x61;irweather", "fairweather", true },
	{ 1, -1, "keep the law", "keep Fair&#8203;weather", "fairweather", true },
	{ 1, -1, "keep the law", "keep Fair&#173;weather", "fairweather", true },
	{ 1, -1, "keep the law", "keep Fair</p>\n<p>weather", "fairweather", true },
	{ 1, -1, "keep the law", "keep Fairweather</p><p>went", "fairweather", true },
	{ 1, -1, "<td", "<td>Imogen</td><td>Fairweather</td><td", "imogen fairweather", true },
	{ 1, -1, "class=\"points\"", "class=\"Fairweather\"", "fairweather", true },
	{ 1, -1, "id=\"p1\"", "id=\"Fairweather\"", "fairweather", true },
	{ 0, 2, "<text:h ", "<office:annotation><text:p>x</text:p></office:annotation><text:h ",
	    "<office:annotation>", false },
	{ 0, 2, "<text:h ", "<text:tracked-changes/><text:h ", "<text:tracked-changes>", false },
	{ 0, 2, "<text:h ", "<text:a xlink:href=\"http://x/\"/><text:h ", "<text:a>", false },
	{ 0, 2, "<text:h ", "<text:p xlink:href=\"x\"/><text:h ", "xlink:href=", false },
	{ 0, 2, "<text:h ", "<draw:frame/><text:h ", "<draw:frame>", false },
	{ 0, 2, "<text:h ", "<text:author-name>Ann</text:author-name><text:h ", "author-name", false },
	{ 0, 2, "style:name=\"Grid\"", "style:name=\"/home/ann/x\"", "leads out", false },
	{ 0, 2, "style:name=\"Grid\"", "style:name=\"C:\\Users\\ann\"", "leads out", false },
	{ 0, 2, "style:name=\"Grid\"", "style:name=\"file:x\"", "leads out", false },
	{ 0, 2, "xmlns:fo=\"urn:", "xmlns:fo=\"http://x/", "no part of an OpenDocument", false },
	{ 0, 2, "text:c=\"1\"", "text:c=\"99999999999\"", "cannot be counted", false },
	{ 0, 2, "over a year", "over two years", "does not stand there", false },
	{ 0, 2, "keep the law", "keep Fair<text:span>weather</text:span>", "fairweather", true },
	{ 0, 2, "keep the law", "keep Imogen<text:s text:c=\"3\"/>Fairweather",
	    "imogen fairweather", true },
	{ 0, 2, "keep the law", "keep Imogen<text:tab/>Fairweather", "imogen fairweather", true },
	{ 0, 2, "keep the law", "keep Fairweather</text:p><text:p>went", "fairweather", true },
	{ 0, 2, "table:name=\"Table1\"", "table:name=\"Fairweather\"", "fairweather", true },
	{ 0, 3, "<office:styles>", "<office:styles><office:scripts/>", "<office:scripts>", false },
	{ 0, 3, "Page ", "Fairweather ", "fairweather", true },
	{ 0, 4, "<dc:title>", "<dc:creator>Ann</dc:creator><dc:title>", "<dc:creator>", false },
	{ 0, 4, "<dc:title>", "<meta:initial-creator>A</meta:initial-creator><dc:title>",
	    "initial-creator", false },
	{ 0, 4, "<dc:title>", "<meta:editing-cycles>2</meta:editing-cycles><dc:title>",
	    "editing-cycles", false },
	{ 0, 4, "<dc:title>", "<meta:generator>x</meta:generator><dc:title>", "<meta:generator>", false },
	{ 0, 4, "<dc:title>", "<dc:title>Fairweather ", "fairweather", true },
	{ 0, 1, "full-path=\"meta.xml\"", "full-path=\"Pictures/meta.xml\"", "has a folder", false },
	{ 0, 0, "text", "image", "no OpenDocument text", false },
	{ 0, -1, "PK\3\4", "PK\3\5", "pack.odt", false },
	{ 0, -1, "PK\1\2", "PK\1\3", "pack.odt", false },
	{ 0, -1, "keep the law", "keep the lax", "unpacked", false }, /* its sum no longer holds */
	{ 2, -1, "A plan was late", "Imogen Fairweather", "fairweather", true },
	{ 2, -1, "A plan was late", "Imogen \"\"Fairweather\"\"", "fairweather", true },
	{ 2, -1, "A plan was late\"", "A plan was late", "within a cell", false },
	{ 3, -1, "A plan was late", "\\u0046airweather", "fairweather", true },
	{ 3, -1, "\"title\"", "\"Fairweather\"", "fairweather", true },
	{ 3, -1, "{", "[", "statistics.json", false },
	{ 3, -1, "A plan was late", "WR5 3AB", "a postcode", false },
	{ 4, -1, "Ask us", "Ask Fairweather", "fairweather", true },
	{ 4, -1, "01905 822666", "01905 822667", "a phone number", false },
	{ 5, -1, "pack.odt", "pack.exe", "no pack has", false },
	{ 5, -1, "  pack", " *pack", "no sum", false },
	{ 6, -1, "trusted comment: testimony", "trusted comment: Fairweather", "fairweather", true },
	{ 6, -1, "\nRU", "\n%%", "no signature", false },
};

START_TEST(what_is_put_in_is_found)
{
	struct gate_findings findings;
	struct gate_made made;
	struct buffer parts[PARTS];
	struct buffer *content;
	int result;

	made_pack(&made);
	content = &made.contents[changes[_i].file];
	if (changes[_i].part >= 0) {
		parts_take(content, parts);
		put(&parts[changes[_i].part], changes[_i].instead, changes[_i].with,
		    strlen(changes[_i].with));
		parts_pack(content, parts, EXTRA_NONE);
	} else {
		put(content, changes[_i].instead, changes[_i].with, strlen(changes[_i].with));
	}
	if (changes[_i].file < 5)
		gate_specimen_sum(&made);
	result = check_files(&findings, made.files, GATE_SPECIMEN_FILES);
	ck_assert_msg(says(&findings, !changes[_i].warns, changes[_i].said), "%s is not found as %s",
	    changes[_i].with, changes[_i].said);
	ck_assert_int_eq(result, changes[_i].warns ? 0 : -1);
	gate_findings_free(&findings);
	gate_specimen_free(&made);
}
END_TEST

START_TEST(an_odt_has_nothing_but_its_parts)
{
	static const char *const said[] = { [EXTRA_PART] = "other parts", [EXTRA_COMMENT] = "of which",
		[EXTRA_FIELD] = "of which", [EXTRA_UNIX] = "the machine", [EXTRA_PACKED] = "compressed" };

	for (enum extra extra = EXTRA_PART; extra <= EXTRA_PACKED; extra++) {
		struct gate_findings findings;
		struct gate_made made;
		struct buffer parts[PARTS];

		made_pack(&made);
		parts_take(&made.contents[0], parts);
		parts_pack(&made.contents[0], parts, extra);
		ck_assert_int_eq(check_files(&findings, made.files, 2), -1);
		ck_assert_msg(says(&findings, true, said[extra]), "%s: %s", said[extra],
		    findings.list[0].sentence);
		gate_findings_free(&findings);
		gate_specimen_free(&made);
	}
}
END_TEST

START_TEST(cut_and_strange_files_are_hits)
{
	struct gate_findings findings;
	struct gate_made made;
	struct buffer empty = BUFFER_INIT, more = BUFFER_INIT;
	struct gate_file files[GATE_SPECIMEN_FILES + 1];

	made_pack(&made);
	memcpy(files, made.files, sizeof made.files);
	/* Cut anywhere. */
	for (size_t i = 0; i < GATE_SPECIMEN_FILES; i++) {
		struct buffer kept = made.contents[i];
		const size_t lengths[] = { 0, 1, kept.length / 3, kept.length - 2 };

		for (size_t j = 0; j < 4; j++) {
			struct buffer cut = BUFFER_INIT;

			buffer_append(&cut, kept.data, lengths[j]);
			made.contents[i] = cut;
			ck_assert_msg(check_files(&findings, made.files, GATE_SPECIMEN_FILES) == -1,
			    "%s cut to %zu passes", gate_specimen_names[i], lengths[j]);
			gate_findings_free(&findings);
			buffer_free(&cut);
		}
		made.contents[i] = kept;
	}
	/* More behind its end, before its beginning. */
	buffer_append_text(&more, "Fairweather");
	buffer_append(&more, made.contents[0].data, made.contents[0].length);
	files[0].content = &more;
	ck_assert_int_eq(check_files(&findings, files, 2), -1);
	gate_findings_free(&findings);
	buffer_clear(&more);
	buffer_append(&more, made.contents[0].data, made.contents[0].length);
	buffer_append_text(&more, "Fairweather");
	ck_assert_int_eq(check_files(&findings, files, 2), -1);
	gate_findings_free(&findings);
	files[0].content = &made.contents[0];
	/* None, another name, the same twice. */
	ck_assert_int_eq(check_files(&findings, files + 1, 1), -1);
	ck_assert(says(&findings, true, "there is no pack.odt"));
	gate_findings_free(&findings);
	files[GATE_SPECIMEN_FILES] = (struct gate_file){ "Imogen.txt", &more };
	ck_assert_int_eq(check_files(&findings, files, GATE_SPECIMEN_FILES + 1), -1);
	ck_assert(says(&findings, true, "no pack has a file of this name"));
	gate_findings_free(&findings);
	files[GATE_SPECIMEN_FILES] = (struct gate_file){ "pack.html", &made.contents[1] };
	ck_assert_int_eq(check_files(&findings, files, GATE_SPECIMEN_FILES + 1), -1);
	gate_findings_free(&findings);
	files[2].content = &empty;
	ck_assert_int_eq(check_files(&findings, files, GATE_SPECIMEN_FILES), -1);
	gate_findings_free(&findings);
	/* A file that is not the one of the sums. */
	files[2].content = &made.contents[2];
	buffer_append_text(&made.contents[2], "1\r\n");
	ck_assert_int_eq(check_files(&findings, files, GATE_SPECIMEN_FILES), -1);
	ck_assert(says(&findings, true, "the sum of statistics.csv"));
	gate_findings_free(&findings);
	buffer_free(&more);
	gate_specimen_free(&made);
}
END_TEST

static int
take_file(const uint8_t *data, size_t length, struct error *error)
{
	static const struct {
		const char *begins;
		enum gate_kind kind;
	} kinds[] = { { "<!DOCTYPE", GATE_PACK_HTML }, { "{", GATE_STATISTICS_JSON },
		{ "0", GATE_SUMS }, { "untrusted", GATE_SIGNATURE }, { "\xef\xbb\xbf<", GATE_PACK_HTML } };
	struct gate_seen seen = GATE_SEEN_INIT;
	struct buffer content = BUFFER_INIT;
	int result = 0;

	buffer_append(&content, data, length);
	if (length > 5 && memcmp(data, "<?xml", 5) == 0) {
		result = -1;
		for (int i = GATE_ODT_CONTENT; result != 0 && i < GATE_MARKUPS; i++)
			result = gate_read(&seen, data, length, (enum gate_markup)i, error);
	}
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strncmp((const char *)content.data, kinds[i].begins, strlen(kinds[i].begins)) == 0)
			result = gate_file_read(&seen, kinds[i].kind, &content, error);
	gate_seen_free(&seen);
	buffer_free(&content);
	return result;
}

START_TEST(specimens_are_taken_or_refused)
{
	unit_specimens("gate", 40, take_file);
}
END_TEST

/* A hidden name in the folder's own. */
START_TEST(a_pack_is_named_for_nobody)
{
	const struct gate_pack pack = { "area-fairweather", NULL, 0, NULL, 0 };
	struct gate_findings findings = GATE_FINDINGS_INIT;
	struct gate *gate = made_gate();

	ck_assert_int_eq(gate_check(gate, &pack, &findings, NULL), -1);
	ck_assert(says(&findings, false, "fairweather"));
	gate_findings_free(&findings);
	gate_free(&gate);
}
END_TEST

/* Wherever in the finished bytes a name is put, it is found, or the file is no pack's any more. */
START_TEST(a_name_is_found_wherever_it_is_put)
{
	struct gate_made made;
	struct gate *gate = made_gate();
	const struct gate_pack pack = { "county", made.files, GATE_SPECIMEN_FILES, excerpts, 2 };
	unsigned seed = 1;

	made_pack(&made);
	for (size_t i = 0; i < PLANTS * (GATE_SPECIMEN_FILES + PARTS - 1); i++) {
		struct gate_findings findings = GATE_FINDINGS_INIT;
		struct buffer parts[PARTS], kept[3], *content;
		size_t file = i / PLANTS, part = PARTS, place;
		struct buffer changed = BUFFER_INIT;

		if (file >= GATE_SPECIMEN_FILES) {
			part = file - GATE_SPECIMEN_FILES + 1; /* a part of the ODT, packed anew */
			file = 0;
		}
		kept[0] = made.contents[file];
		kept[1] = made.contents[5];
		kept[2] = made.contents[6];
		if (part < PARTS)
			parts_take(&kept[0], parts);
		content = part < PARTS ? &parts[part] : &kept[0];
		seed = seed * 1103515245 + 12345;
		place = (seed >> 8) % (content->length + 1);
		buffer_append(&changed, content->data, place);
		buffer_append_text(&changed, PLANT);
		buffer_append(&changed, content->data + place, content->length - place);
		if (part < PARTS) {
			buffer_free(content);
			*content = changed;
			changed = (struct buffer)BUFFER_INIT;
			parts_pack(&changed, parts, EXTRA_NONE);
		}
		made.contents[file] = changed;
		if (file < 5) {
			made.contents[5] = made.contents[6] = (struct buffer)BUFFER_INIT;
			gate_specimen_sum(&made);
		}
		(void)gate_check(gate, &pack, &findings, NULL);
		ck_assert_msg(findings.count > 0, "%s %zu, byte %zu: not found",
		    gate_specimen_names[file], part, place);
		gate_findings_free(&findings);
		if (file < 5) {
			buffer_free(&made.contents[5]);
			buffer_free(&made.contents[6]);
		}
		buffer_free(&changed);
		made.contents[file] = kept[0];
		if (file < 5) {
			made.contents[5] = kept[1];
			made.contents[6] = kept[2];
		}
	}
	gate_specimen_free(&made);
	gate_free(&gate);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("gate_files");
	TCase *tcase = tcase_create("bytes");

	tcase_add_test(tcase, a_good_pack_passes);
	tcase_add_test(tcase, composed_packs_pass);
	tcase_add_loop_test(tcase, what_is_put_in_is_found, 0,
	    (int)(sizeof changes / sizeof changes[0]));
	tcase_add_test(tcase, an_odt_has_nothing_but_its_parts);
	tcase_add_test(tcase, cut_and_strange_files_are_hits);
	tcase_add_test(tcase, specimens_are_taken_or_refused);
	tcase_add_test(tcase, a_pack_is_named_for_nobody);
	tcase_add_test(tcase, a_name_is_found_wherever_it_is_put);
	tcase_set_timeout(tcase, 300);
	suite_add_tcase(suite, tcase);
	return suite;
}
