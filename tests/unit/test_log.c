/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/log.h"

static char text[65536];

/* What `tell` writes to the log. */
static const char *
logged(void (*tell)(void))
{
	FILE *file = tmpfile();
	int before = dup(STDERR_FILENO);
	size_t got;

	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(dup2(fileno(file), STDERR_FILENO), 0);
	tell();
	ck_assert_int_ge(dup2(before, STDERR_FILENO), 0);
	(void)close(before);
	rewind(file);
	got = fread(text, 1, sizeof text - 1, file);
	text[got] = '\0';
	(void)fclose(file);
	return text;
}

static void
a_flood(void)
{
	struct log_seldom full = { 0 }, other = { 0 };

	for (int64_t steady = 5; steady < 5 + 2 * LOG_HOUR; steady += LOG_HOUR / 1000)
		log_seldom(&full, steady, "it is full (%d)", 7);
	log_seldom(&other, 6, "something else");
}

START_TEST(a_flood_of_one_kind_is_two_lines_in_two_hours)
{
	ck_assert_str_eq(logged(a_flood), "testimonyd: it is full (7)\n"
	    "testimonyd: it is full (7) (999 more of this kind were kept back)\n"
	    "testimonyd: something else\n");
}
END_TEST

static void
a_flood_that_ends(void)
{
	struct log_seldom full = { 0 };

	log_kept_back(&full, 0, false, "of a flood");
	log_seldom(&full, 0, "it is full");
	log_kept_back(&full, LOG_HOUR, false, "of a flood");
	for (int i = 0; i < 40; i++)
		log_seldom(&full, LOG_HOUR - 1, "it is full");
	log_kept_back(&full, LOG_HOUR - 1, false, "of a flood");
	log_kept_back(&full, LOG_HOUR, false, "of a flood");
	log_kept_back(&full, LOG_HOUR, false, "of a flood");
	log_seldom(&full, LOG_HOUR + 1, "it is full again");
	log_seldom(&full, LOG_HOUR + 2, "it is full");
	log_kept_back(&full, LOG_HOUR + 3, true, "at the end");
}

START_TEST(what_was_kept_back_is_said_once_also_where_nothing_more_comes)
{
	ck_assert_str_eq(logged(a_flood_that_ends), "testimonyd: it is full\n"
	    "testimonyd: more warnings of a flood, kept back: 40\n"
	    "testimonyd: it is full again\n"
	    "testimonyd: more warnings at the end, kept back: 1\n");
}
END_TEST

static void
something_long(void)
{
	static char name[2000];
	struct log_seldom seldom = { 0 };

	memset(name, 'x', sizeof name - 1);
	name[3] = '\n';
	log_line("%s", name);
	log_seldom(&seldom, 0, "%s", name);
	log_seldom(&seldom, 1, "%s", name);
	log_seldom(&seldom, LOG_HOUR, "%s", name);
}

START_TEST(a_line_is_one_line_and_has_an_end)
{
	size_t lines = 0;

	(void)logged(something_long);
	for (const char *at = text; *at != '\0'; at++)
		lines += *at == '\n';
	ck_assert_uint_eq(lines, 3);
	ck_assert_uint_lt(strlen(text), (size_t)3 * 1100);
}
END_TEST

START_TEST(a_reminder_comes_once_in_its_time)
{
	struct log_seldom reminder = { 0 };

	ck_assert(log_is_due(&reminder, 0, LOG_DAY));
	ck_assert(!log_is_due(&reminder, 10000, LOG_DAY));
	ck_assert(!log_is_due(&reminder, LOG_DAY - 1, LOG_DAY));
	ck_assert(log_is_due(&reminder, LOG_DAY, LOG_DAY));
	ck_assert(!log_is_due(&reminder, LOG_DAY + 1, LOG_DAY));
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("log");
	TCase *tests = tcase_create("log");

	tcase_add_test(tests, a_flood_of_one_kind_is_two_lines_in_two_hours);
	tcase_add_test(tests, what_was_kept_back_is_said_once_also_where_nothing_more_comes);
	tcase_add_test(tests, a_line_is_one_line_and_has_an_end);
	tcase_add_test(tests, a_reminder_comes_once_in_its_time);
	suite_add_tcase(suite, tests);
	return suite;
}
