/* SPDX-License-Identifier: ISC */
/* The files of packs: all of them, or none. */
#include "config.h"

#include "tests/unit/unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "desk/pack/files.h"
#include "desk/pack/gate.h"
#include "desk/pack/sums.h"

#include "tests/unit/compose_campaign.h"

#define DAY 20779 /* 2026-11-22 */
#define NOON ((time_t)DAY * 86400 + 12 * 3600)

static char folder[] = "/tmp/testimony-files.XXXXXX";
static struct buffer out = BUFFER_INIT;
static struct author *author;
static struct campaign campaign = { .contact = "a@b.example",
	.origins = { "https://voices.example" }, .origin_count = 1, .has_packs_key = true };
static struct files files[2];
static struct files_pack packs[2];

static void
start(void)
{
	static const uint8_t seed[32] = { 1 };
	struct error error = ERROR_INIT;

	(void)umask(077);
	(void)strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	author_from_seed(&author, seed);
	for (size_t i = 0; i < 2; i++) {
		struct document *document;

		document_new(&document, "A title", "en", DAY);
		document_plain(document, i == 0 ? "first" : "second");
		unit_ok(files_make(&files[i], document, author, &campaign, &error), &error);
		document_free(&document);
	}
	packs[0] = (struct files_pack){ "area-a", &files[0] };
	packs[1] = (struct files_pack){ "county", &files[1] };
	(void)file_join(&out, folder, "packs");
}

static void
stop(void)
{
	struct buffer command = BUFFER_INIT;

	buffer_format(&command, "rm -rf %s", folder);
	ck_assert_int_eq(system((const char *)command.data), 0);
	buffer_free(&command);
	files_free(&files[0]);
	files_free(&files[1]);
	author_free(&author);
	buffer_free(&out);
}

/* How many names a folder has. */
static size_t
names_in(const char *path)
{
	DIR *directory = opendir(path);
	size_t count = 0;

	ck_assert_ptr_nonnull(directory);
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			count++;
	(void)closedir(directory);
	return count;
}

static void
settled(const char *path, mode_t mode)
{
	struct stat status;

	ck_assert_int_eq(lstat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, mode);
	ck_assert_int_eq(status.st_mtim.tv_sec, NOON);
	ck_assert_int_eq(status.st_mtim.tv_nsec, 0);
}

START_TEST(a_pack_has_all_its_files_and_their_sums)
{
	static const char *const names[FILES_COUNT] = { "pack.odt", "pack.html", "statistics.csv",
		"statistics.json", "verify.txt", "SHA256SUMS.minisig", "SHA256SUMS" };
	const char *sums = (const char *)files[0].list[6].content.data;

	ck_assert_uint_eq(files[0].count, FILES_COUNT);
	for (size_t i = 0; i < FILES_COUNT; i++) {
		ck_assert_str_eq(files[0].list[i].name, names[i]);
		ck_assert_uint_gt(files[0].list[i].content.length, 0);
		if (i < 5)
			ck_assert_ptr_nonnull(strstr(sums, names[i]));
	}
	ck_assert_ptr_null(strstr(sums, "SHA256SUMS"));
}
END_TEST

/* A pack as it is composed has nothing that the gate stops, and all that it must find again; with a
 * word of the pack that the first family hid, it is stopped. */
START_TEST(the_gate_lets_a_composed_pack_through)
{
	static const char hidden[] = "Nobody said sorry";
	const char *surfaces[] = { "Xenophon", hidden };
	struct compose_excerpt list[SPECIMEN_EXCERPTS];
	struct compose compose = specimen_compose((enum compose_kind)(_i % 3), campaign_made(),
	    list);
	const struct gate_case file = { "a1b2", { surfaces, _i < 3 ? 1 : 2 } };
	const char *known[] = { compose.campaign->name, "Redditch" };
	const char *contacts[] = { compose.campaign->contact, campaign.contact };
	const struct gate_words words = { .cases = &file, .case_count = 1,
		.known = { known, 2 }, .contacts = { contacts, 2 } };
	struct gate_excerpt excerpts[SPECIMEN_EXCERPTS];
	struct gate_file content[FILES_COUNT];
	struct gate_pack pack = { .name = "area-redditch", .files = content,
		.excerpts = excerpts };
	struct gate_findings findings = GATE_FINDINGS_INIT;
	struct document *document = composed(&compose, NULL);
	struct error error = ERROR_INIT;
	struct files made;
	struct gate *gate;
	int result;

	has(document, "self-selected");
	unit_ok(files_make(&made, document, author, &campaign, &error), &error);
	for (size_t i = 0; i < made.count; i++)
		content[pack.file_count++] = (struct gate_file){ made.list[i].name,
			&made.list[i].content };
	for (size_t i = 0; i < compose.excerpt_count; i++)
		excerpts[pack.excerpt_count++] = (struct gate_excerpt){ .of = 0,
			.text = list[i].text, .language = list[i].language };
	gate_new(&gate, &words);
	result = gate_check(gate, &pack, &findings, &error);
	if (result != (_i < 3 ? 0 : -1))
		ck_abort_msg("%s: %s", error.text, findings.count > 0 ?
		    findings.list[0].sentence : "nothing found");
	gate_findings_free(&findings);
	gate_free(&gate);
	files_free(&made);
	document_free(&document);
}
END_TEST

START_TEST(a_day_that_cannot_be_written_makes_nothing)
{
	struct files none = { .count = 3 };
	struct document *document;
	struct error error = ERROR_INIT;

	document_new(&document, "A title", "en", 0);
	unit_refused(files_make(&none, document, author, &campaign, &error), &error,
	    "cannot be written as ODT");
	ck_assert_uint_eq(none.count, 0);
	document_free(&document);
}
END_TEST

START_TEST(packs_are_written_as_they_are_handed_out)
{
	struct buffer path = BUFFER_INIT, content = BUFFER_INIT;
	struct error error = ERROR_INIT;

	buffer_append_text(&out, "//");
	unit_ok(files_write((const char *)out.data, packs, 2, DAY, &error), &error);
	out.data[out.length -= 2] = '\0';
	ck_assert_uint_eq(names_in(folder), 1);
	settled((const char *)out.data, 0700);
	ck_assert_uint_eq(names_in((const char *)out.data), 2);
	for (size_t i = 0; i < 2; i++) {
		buffer_clear(&path);
		buffer_format(&path, "%s/%s", (const char *)out.data, packs[i].name);
		settled((const char *)path.data, 0755);
		ck_assert_uint_eq(names_in((const char *)path.data), FILES_COUNT);
		for (size_t j = 0; j < FILES_COUNT; j++) {
			const struct files_file *file = &files[i].list[j];

			buffer_clear(&path);
			buffer_format(&path, "%s/%s/%s", (const char *)out.data, packs[i].name,
			    file->name);
			settled((const char *)path.data, 0644);
			buffer_clear(&content);
			unit_ok(file_read((const char *)path.data, 1 << 20, &content, &error),
			    &error);
			ck_assert_uint_eq(content.length, file->content.length);
			ck_assert_mem_eq(content.data, file->content.data, content.length);
		}
	}
	buffer_free(&path);
	buffer_free(&content);
}
END_TEST

/* A file, a folder, an empty folder, a link to nowhere. */
START_TEST(what_is_there_is_never_touched)
{
	const char *path = (const char *)out.data;
	struct error error = ERROR_INIT;
	struct stat status;

	switch (_i) {
	case 0:
		unit_ok(file_write(path, "x", 1, 0600, false, &error), &error);
		break;
	case 1:
		ck_assert_int_eq(mkdir(path, 0700), 0);
		break;
	default:
		ck_assert_int_eq(symlink("nowhere", path), 0);
		break;
	}
	unit_refused(files_write(path, packs, 2, DAY, &error), &error,
	    "packs exists already; it was left as it is");
	ck_assert_uint_eq(names_in(folder), 1);
	ck_assert_int_eq(lstat(path, &status), 0);
	ck_assert_int_eq(S_ISREG(status.st_mode), _i == 0);
	ck_assert_int_eq(S_ISDIR(status.st_mode), _i == 1);
	if (_i == 1)
		ck_assert_uint_eq(names_in(path), 0);
}
END_TEST

START_TEST(a_place_that_is_none_is_refused)
{
	static const char *const bad[] = { "", "/", "//", ".", "..", "/tmp/.." };
	struct error error = ERROR_INIT;

	buffer_append_text(&out, "/deeper");
	unit_refused(files_write((const char *)out.data, packs, 2, DAY, &error), &error,
	    "cannot be written");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		unit_refused(files_write(bad[i], packs, 2, DAY, &error), &error, i == 0 ?
		    "has no name" : "exists already");
	ck_assert_uint_eq(names_in(folder), 0);
}
END_TEST

/* The disk is full after so many bytes of a file, as far as a limit can play that. */
START_TEST(where_one_file_fails_nothing_is_left)
{
	struct rlimit limit, before;
	struct error error = ERROR_INIT;
	int result;

	(void)signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
	limit = before;
	for (size_t bytes = 0; bytes < files[0].list[0].content.length; bytes += 200) {
		limit.rlim_cur = bytes;
		(void)setrlimit(RLIMIT_FSIZE, &limit);
		result = files_write((const char *)out.data, packs, 2, DAY, &error);
		(void)setrlimit(RLIMIT_FSIZE, &before); /* check's notes go to a file, too */
		unit_refused(result, &error, "packs cannot be written");
		ck_assert_uint_eq(names_in(folder), 0);
	}
	unit_ok(files_write((const char *)out.data, packs, 2, DAY, &error), &error);
}
END_TEST

/* The second pack cannot be made once the first is written. */
START_TEST(where_the_last_pack_fails_the_first_goes_too)
{
	struct error error = ERROR_INIT;

	files[1].list[3].name = "no/such/place";
	unit_refused(files_write((const char *)out.data, packs, 2, DAY, &error), &error,
	    "packs cannot be written");
	ck_assert_uint_eq(names_in(folder), 0);
}
END_TEST

START_TEST(names_that_are_none_stop_the_program)
{
	static const char *const bad[] = { "", "-a", "..", "a/b", "A", "area a", "area-a" };
	struct error error = ERROR_INIT;

	packs[1].name = bad[_i];
	(void)files_write((const char *)out.data, packs, 2, DAY, &error);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("files");
	TCase *cases = tcase_create("files");

	tcase_add_checked_fixture(cases, start, stop);
	tcase_add_test(cases, a_pack_has_all_its_files_and_their_sums);
	/* The publishable version has not what the last two look for. */
	tcase_add_loop_test(cases, the_gate_lets_a_composed_pack_through, 0, 5);
	tcase_add_test(cases, a_day_that_cannot_be_written_makes_nothing);
	tcase_add_test(cases, packs_are_written_as_they_are_handed_out);
	tcase_add_loop_test(cases, what_is_there_is_never_touched, 0, 3);
	tcase_add_test(cases, a_place_that_is_none_is_refused);
	tcase_add_test(cases, where_one_file_fails_nothing_is_left);
	tcase_add_test(cases, where_the_last_pack_fails_the_first_goes_too);
	tcase_add_loop_test_raise_signal(cases, names_that_are_none_stop_the_program, SIGABRT, 0,
	    7);
	suite_add_tcase(suite, cases);
	return suite;
}
