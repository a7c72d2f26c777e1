/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "tests/unit/unit.h"

/* A folder of its own for each test. */
static char folder[1024];
static struct buffer path = BUFFER_INIT, content = BUFFER_INIT;
static struct error error = ERROR_INIT;

static void
setup(void)
{
	const char *top = getenv("TMPDIR");

	(void)snprintf(folder, sizeof folder, "%s/testimony-file.XXXXXX",
	    top == NULL ? "/tmp" : top);
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void
teardown(void)
{
	DIR *entries = opendir(folder);
	struct dirent *entry;

	ck_assert_ptr_nonnull(entries);
	while ((entry = readdir(entries)) != NULL)
		(void)remove(file_join(&path, folder, entry->d_name));
	(void)closedir(entries);
	(void)rmdir(folder);
	buffer_free(&path);
	buffer_free(&content);
}

/* How many files there are, with hidden ones. */
static int
files(void)
{
	DIR *entries = opendir(folder);
	struct dirent *entry;
	int count = 0;

	ck_assert_ptr_nonnull(entries);
	while ((entry = readdir(entries)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			count++;
	(void)closedir(entries);
	return count;
}

static const char *
in_folder(const char *name)
{
	return file_join(&path, folder, name);
}

static void
holds(const char *name, const char *text)
{
	buffer_clear(&content);
	unit_ok(file_read(in_folder(name), 1000, &content, &error), &error);
	ck_assert_uint_eq(content.length, strlen(text));
	ck_assert_mem_eq(content.data, text, strlen(text));
}

static mode_t
mode_of(const char *name)
{
	struct stat status;

	ck_assert_int_eq(stat(in_folder(name), &status), 0);
	return status.st_mode & 07777;
}

START_TEST(what_was_written_is_read_back_with_its_mode_whatever_the_umask)
{
	static const mode_t modes[] = { 0600, 0644, 0400 };

	(void)umask(077);
	for (size_t i = 0; i < 3; i++) {
		unit_ok(file_write(in_folder("a"), "text\n", 5, modes[i], true, &error), &error);
		ck_assert_uint_eq(mode_of("a"), modes[i]);
		holds("a", "text\n");
	}
	unit_ok(file_write(in_folder("empty"), NULL, 0, 0600, false, &error), &error);
	holds("empty", "");
	ck_assert_int_eq(files(), 2);
}
END_TEST

START_TEST(a_file_that_exists_is_replaced_only_where_asked)
{
	unit_ok(file_write(in_folder("a"), "one", 3, 0600, false, &error), &error);
	unit_refused(file_write(in_folder("a"), "two", 3, 0600, false, &error), &error,
	    "exists already");
	holds("a", "one");
	unit_ok(file_write(in_folder("a"), "three", 5, 0600, true, &error), &error);
	holds("a", "three");
	/* A link that leads nowhere is something that exists, too. */
	ck_assert_int_eq(symlink("nowhere", in_folder("link")), 0);
	unit_refused(file_write(in_folder("link"), "two", 3, 0600, false, &error), &error,
	    "exists already");
	ck_assert_int_eq(files(), 2);
}
END_TEST

START_TEST(one_that_came_in_between_is_not_replaced)
{
	struct file_writer *writer;

	unit_ok(file_writer_new(&writer, in_folder("a"), 0600, false, &error), &error);
	unit_ok(file_writer_add(writer, "mine", 4, &error), &error);
	unit_ok(file_write(in_folder("a"), "theirs", 6, 0600, false, &error), &error);
	unit_refused(file_writer_commit(writer, &error), &error, "exists already");
	file_writer_free(&writer);
	holds("a", "theirs");
	ck_assert_int_eq(files(), 1);
}
END_TEST

START_TEST(nothing_is_seen_before_commit_and_nothing_is_left_without_it)
{
	struct file_writer *writer;

	unit_ok(file_write(in_folder("a"), "old", 3, 0600, false, &error), &error);
	unit_ok(file_writer_new(&writer, in_folder("a"), 0600, true, &error), &error);
	for (int i = 0; i < 1000; i++)
		unit_ok(file_writer_add(writer, "new", 3, &error), &error);
	holds("a", "old");
	file_writer_free(&writer);
	ck_assert_ptr_null(writer);
	file_writer_free(&writer);
	holds("a", "old");
	ck_assert_int_eq(files(), 1);
}
END_TEST

START_TEST(a_long_name_can_be_replaced)
{
	char name[256];

	memset(name, 'n', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	unit_ok(file_write(in_folder(name), "one", 3, 0600, false, &error), &error);
	unit_ok(file_write(in_folder(name), "two", 3, 0600, true, &error), &error);
	holds(name, "two");
	ck_assert_int_eq(files(), 1);
}
END_TEST

START_TEST(a_pipe_or_a_folder_is_not_replaced)
{
	struct stat status;

	unit_refused(file_write(folder, "x", 1, 0600, true, &error), &error, "replaced");
	/* A pipe stands for /dev/null, which root would lose if this test failed. */
	ck_assert_int_eq(mkfifo(in_folder("pipe"), 0600), 0);
	unit_refused(file_write(in_folder("pipe"), "x", 1, 0600, true, &error), &error,
	    "replaced");
	ck_assert_int_eq(stat(in_folder("pipe"), &status), 0);
	ck_assert(S_ISFIFO(status.st_mode));
}
END_TEST

START_TEST(a_missing_folder_is_trouble_with_the_system)
{
	ck_assert_int_ne(file_write(in_folder("missing/a"), "x", 1, 0600, true, &error), 0);
	ck_assert_int_eq(error.kind, ERROR_SYSTEM);
	ck_assert_ptr_nonnull(strstr(error.text, strerror(ENOENT)));
	ck_assert_int_ne(file_read(in_folder("missing"), 10, &content, &error), 0);
	ck_assert_int_eq(error.kind, ERROR_SYSTEM);
}
END_TEST

START_TEST(reading_stops_at_its_limit_and_adds_nothing)
{
	static uint8_t bytes[70000];

	buffer_append_text(&content, "before");
	unit_ok(file_write(in_folder("a"), bytes, sizeof bytes, 0600, false, &error), &error);
	unit_refused(file_read(in_folder("a"), sizeof bytes - 1, &content, &error), &error,
	    "larger");
	unit_refused(file_read(in_folder("a"), 0, &content, &error), &error, "larger");
	unit_refused(file_read(folder, 10, &content, &error), &error, "folder");
	ck_assert_uint_eq(content.length, 6);
	ck_assert_str_eq((const char *)content.data, "before");
	/* A device without end is cut off, too. */
	unit_refused(file_read("/dev/zero", 100000, &content, &error), &error, "larger");
	ck_assert_str_eq((const char *)content.data, "before");
	unit_ok(file_read(in_folder("a"), sizeof bytes, &content, &error), &error);
	ck_assert_uint_eq(content.length, 6 + sizeof bytes);
	buffer_clear(&content);
	unit_ok(file_read(in_folder("a"), SIZE_MAX, &content, &error), &error);
	ck_assert_uint_eq(content.length, sizeof bytes);
}
END_TEST

START_TEST(a_full_disk_is_said)
{
	struct file_writer *writer;
	int full = open("/dev/full", O_WRONLY);

	ck_assert_int_ge(full, 0);
	ck_assert_int_ne(file_write_all(full, "x", 1), 0);
	ck_assert_int_eq(errno, ENOSPC);
	/* The same for standard output. */
	ck_assert_int_ge(dup2(full, STDOUT_FILENO), 0);
	unit_ok(file_writer_new(&writer, "-", 0600, true, &error), &error);
	ck_assert_int_ne(file_writer_add(writer, "x", 1, &error), 0);
	ck_assert_ptr_nonnull(strstr(error.text, "standard output"));
	ck_assert_int_eq(error.kind, ERROR_SYSTEM);
	file_writer_free(&writer);
}
END_TEST

START_TEST(a_private_folder_is_ours_alone)
{
	unit_ok(file_private_folder(in_folder("private"), &error), &error);
	ck_assert_uint_eq(mode_of("private"), 0700);
	unit_ok(file_private_folder(in_folder("private"), &error), &error);
	ck_assert_int_eq(chmod(in_folder("private"), 0750), 0);
	unit_refused(file_private_folder(in_folder("private"), &error), &error, "chmod 700");
	ck_assert_int_eq(symlink(folder, in_folder("link")), 0);
	unit_refused(file_private_folder(in_folder("link"), &error), &error, "not a folder");
}
END_TEST

START_TEST(a_file_that_others_can_read_is_refused)
{
	unit_ok(file_write(in_folder("a"), "x", 1, 0600, false, &error), &error);
	unit_ok(file_check_private(in_folder("a"), &error), &error);
	ck_assert_int_eq(chmod(in_folder("a"), 0640), 0);
	unit_refused(file_check_private(in_folder("a"), &error), &error, "chmod 600");
	ck_assert_int_eq(chmod(in_folder("a"), 0602), 0);
	unit_refused(file_check_private(in_folder("a"), &error), &error, "chmod 600");
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("file");
	TCase *tcase = tcase_create("file");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, what_was_written_is_read_back_with_its_mode_whatever_the_umask);
	tcase_add_test(tcase, a_file_that_exists_is_replaced_only_where_asked);
	tcase_add_test(tcase, one_that_came_in_between_is_not_replaced);
	tcase_add_test(tcase, nothing_is_seen_before_commit_and_nothing_is_left_without_it);
	tcase_add_test(tcase, a_long_name_can_be_replaced);
	tcase_add_test(tcase, a_pipe_or_a_folder_is_not_replaced);
	tcase_add_test(tcase, a_missing_folder_is_trouble_with_the_system);
	tcase_add_test(tcase, reading_stops_at_its_limit_and_adds_nothing);
	tcase_add_test(tcase, a_full_disk_is_said);
	tcase_add_test(tcase, a_private_folder_is_ours_alone);
	tcase_add_test(tcase, a_file_that_others_can_read_is_refused);
	suite_add_tcase(suite, tcase);
	return suite;
}
