/* SPDX-License-Identifier: ISC */
/* How old things are, while the clocks jump about. */
#include "config.h"

#include <sodium.h>
#include <stdlib.h>

#include "daemon/retention.h"
#include "tests/unit/unit.h"

#define WEEK ((int64_t)RETENTION_WEEK)
#define WEEK_MS (WEEK * 60000)

START_TEST(lived_time_counts_what_the_steady_clock_ran)
{
	struct retention_life life;

	retention_begin(&life, 1000, 77);
	ck_assert_int_eq(retention_minutes(&life), 1000);
	retention_count(&life, 77 + 59999);
	ck_assert_int_eq(retention_minutes(&life), 1000);
	retention_count(&life, 77 + 60000);
	ck_assert_int_eq(retention_minutes(&life), 1001);
	retention_count(&life, 5); /* a clock that went back counts nothing */
	ck_assert_int_eq(retention_minutes(&life), 1001);
	retention_count(&life, 5 + WEEK_MS); /* one big step counts as lived */
	ck_assert_int_eq(retention_minutes(&life), 1001 + WEEK);
}
END_TEST

START_TEST(a_note_is_never_before_the_moment_that_it_notes)
{
	for (int64_t lived = 0; lived < 3 * WEEK; lived += 7) {
		ck_assert_int_gt(retention_note(true, lived), lived);
		ck_assert_int_le(retention_note(true, lived), lived + RETENTION_HOUR);
		ck_assert_int_eq(retention_note(true, lived) % RETENTION_HOUR, 0);
		ck_assert_int_gt(retention_note(false, lived), lived);
		ck_assert_int_le(retention_note(false, lived), lived + WEEK);
		/* Of a desk's restoring, a week is all that is kept. */
		ck_assert_int_eq(retention_note(false, lived) % WEEK, 0);
	}
}
END_TEST

START_TEST(the_limit_erases_after_eight_weeks_of_warnings_only)
{
	struct retention_week week = { 2900, 100, RETENTION_NEVER };
	const int64_t near = 100 + 44 * WEEK, over = 100 + 52 * WEEK;

	ck_assert_int_eq(retention_judge(&week, 0, 52), RETENTION_STAYS);
	ck_assert_int_eq(retention_judge(&week, near - 1, 52), RETENTION_STAYS);
	ck_assert_int_eq(retention_judge(&week, near, 52), RETENTION_WARNS);
	/* Long over the limit, but never warned of: as where the limit was lowered. */
	ck_assert_int_eq(retention_judge(&week, over + 90 * WEEK, 52), RETENTION_WARNS);
	week.warned = near;
	ck_assert_int_eq(retention_judge(&week, over - 1, 52), RETENTION_WARNS);
	ck_assert_int_eq(retention_left(&week, over - 1, 52), 1);
	ck_assert_int_eq(retention_judge(&week, over, 52), RETENTION_GOES);
	ck_assert_int_eq(retention_left(&week, over, 52), 0);
	/* Warned of late: eight weeks from then on. */
	week.warned = over + 5;
	ck_assert_int_eq(retention_judge(&week, over + 5 + 8 * WEEK - 1, 52), RETENTION_WARNS);
	ck_assert_int_eq(retention_left(&week, over + 5 + WEEK, 52), 7 * WEEK);
	ck_assert_int_eq(retention_judge(&week, over + 5 + 8 * WEEK, 52), RETENTION_GOES);
	/* No limit. */
	ck_assert_int_eq(retention_judge(&week, over * 100, 0), RETENTION_STAYS);
	/* The shortest that a configuration may name. */
	week.warned = RETENTION_NEVER;
	ck_assert_int_eq(retention_judge(&week, 100 + WEEK - 1, 9), RETENTION_STAYS);
	ck_assert_int_eq(retention_judge(&week, 100 + WEEK, 9), RETENTION_WARNS);
}
END_TEST

START_TEST(what_is_done_goes_after_four_weeks)
{
	const struct retention_week week = { 2900, 100, RETENTION_NEVER };

	ck_assert(!retention_done(&week, 0));
	ck_assert(!retention_done(&week, 100 + 4 * WEEK - 1));
	ck_assert(retention_done(&week, 100 + 4 * WEEK));
}
END_TEST

START_TEST(the_store_is_put_in_order_when_a_week_has_ended)
{
	ck_assert_int_eq(retention_order(2900, 2900), RETENTION_IN_ORDER);
	ck_assert_int_eq(retention_order(2901, 2900), RETENTION_OVERDUE);
	ck_assert_int_eq(retention_order(2990, 2900), RETENTION_OVERDUE);
	ck_assert_int_eq(retention_order(2900, 0), RETENTION_OVERDUE);
	ck_assert_int_eq(retention_order(2899, 2900), RETENTION_BEHIND);
}
END_TEST

START_TEST(a_calendar_is_searched)
{
	struct retention_calendar calendar = { NULL, 0 };

	ck_assert_ptr_null(retention_find(&calendar, 3));
	for (uint32_t i = 1; i < 50; i += 2) {
		const struct retention_week week = { i, i * 10, RETENTION_NEVER };

		retention_calendar_add(&calendar, &week);
	}
	for (uint32_t i = 0; i < 52; i++) {
		const struct retention_week *found = retention_find(&calendar, i);

		if (i % 2 == 0 || i > 49)
			ck_assert_ptr_null(found);
		else
			ck_assert_int_eq(found->lived, i * 10);
	}
	retention_calendar_free(&calendar);
	retention_calendar_free(&calendar);
}
END_TEST

#define WORLD_WEEKS 400
#define WORLD_ROWS 200

/* A daemon whose wall clock does what it likes: rows come, their weeks are noted, and no row is ever
 * thought older than it is. */
START_TEST(whatever_the_wall_clock_does_nothing_is_thought_older_than_it_is)
{
	static int64_t notes[WORLD_WEEKS];
	struct { uint32_t week; int64_t came; } rows[WORLD_ROWS];

	for (int world = 0; world < 300; world++) {
		struct retention_life life;
		uint32_t wall = randombytes_uniform(WORLD_WEEKS);
		int64_t steady = 0, oldest = 0;
		size_t count = 0;

		for (size_t i = 0; i < WORLD_WEEKS; i++)
			notes[i] = RETENTION_NEVER;
		retention_begin(&life, 0, steady);
		while (count < WORLD_ROWS) {
			bool own = randombytes_uniform(4) > 0;
			int64_t step = randombytes_uniform(40 * 86400) * INT64_C(1000);
			uint32_t week;
			int64_t note;

			/* Time passes, or the wall clock jumps, or the daemon is started anew. */
			switch (randombytes_uniform(6)) {
			case 0:
				wall = randombytes_uniform(WORLD_WEEKS);
				break;
			case 1:
				retention_begin(&life, retention_minutes(&life), steady = 0);
				break;
			default:
				steady += step;
				wall = (wall + (uint32_t)(step / WEEK_MS)) % WORLD_WEEKS;
			}
			retention_count(&life, steady);
			week = own ? wall : randombytes_uniform(WORLD_WEEKS);
			note = retention_note(own, retention_minutes(&life));
			if (note > notes[week])
				notes[week] = note;
			rows[count].week = week;
			rows[count++].came = retention_minutes(&life);
			for (size_t i = 0; i < count; i++) {
				const struct retention_week its = { rows[i].week,
					notes[rows[i].week], RETENTION_NEVER };
				int64_t lived = retention_minutes(&life);
				int64_t age = retention_age(&its, lived);

				if (age > lived - rows[i].came)
					ck_abort_msg("world %d: a row is thought too old", world);
				oldest = age > oldest ? age : oldest;
			}
		}
		ck_assert_int_gt(oldest, 52 * WEEK); /* and it does get old */
	}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("retention");
	TCase *tests = tcase_create("retention");

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, lived_time_counts_what_the_steady_clock_ran);
	tcase_add_test(tests, a_note_is_never_before_the_moment_that_it_notes);
	tcase_add_test(tests, the_limit_erases_after_eight_weeks_of_warnings_only);
	tcase_add_test(tests, what_is_done_goes_after_four_weeks);
	tcase_add_test(tests, the_store_is_put_in_order_when_a_week_has_ended);
	tcase_add_test(tests, a_calendar_is_searched);
	tcase_add_test(tests, whatever_the_wall_clock_does_nothing_is_thought_older_than_it_is);
	suite_add_tcase(suite, tests);
	return suite;
}
