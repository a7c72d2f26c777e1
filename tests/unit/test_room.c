/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "desk/room.h"

#define ROOM_MOST 8
#define ROOM_ORDERS 200

static struct room_reply
one(uint8_t id, int64_t n, uint32_t week)
{
	struct room_reply reply;

	memset(&reply, 0, sizeof reply);
	reply.id[0] = id;
	reply.n = n;
	reply.week = week;
	return reply;
}

/* Sorted from many orders, they come out in this one. */
static void
expect(const struct room_reply *given, size_t count, const char *wanted)
{
	for (int order = 0; order < ROOM_ORDERS; order++) {
		struct room_reply room[ROOM_MOST];
		char got[ROOM_MOST + 1] = "";

		memcpy(room, given, count * sizeof *room);
		for (size_t i = count; i > 1; i--) {
			size_t other = (size_t)rand() % i;
			struct room_reply swapped = room[other];

			room[other] = room[i - 1];
			room[i - 1] = swapped;
		}
		ck_assert_uint_eq(room_sort(room, count), strlen(wanted));
		for (size_t i = 0; i < strlen(wanted); i++)
			got[i] = (char)room[i].id[0];
		ck_assert_str_eq(got, wanted);
	}
}

START_TEST(numbers_count_and_weeks_do_not)
{
	const struct room_reply room[] = { one('a', 3, 10), one('b', 1, 12), one('c', 2, 11),
		one('e', 4, 9), one('d', 4, 13) };

	expect(room, 5, "bcade");
}
END_TEST

START_TEST(one_without_a_number_stands_behind_those_of_its_time)
{
	const struct room_reply old[] = { one('a', 1, 10), one('b', 2, 11), one('c', 3, 12),
		one('x', 0, 11), one('y', 0, 9) };
	const struct room_reply fresh[] = { one('a', 1, 10), one('b', 2, 11), one('x', 0, 20),
		one('y', 0, 20), one('z', 0, 19) };
	const struct room_reply alone[] = { one('x', 0, 3), one('y', 0, 2), one('z', 0, 2) };

	expect(old, 5, "yabxc");
	expect(fresh, 5, "abzxy");
	expect(alone, 3, "yzx");
}
END_TEST

START_TEST(one_that_is_there_twice_counts_once_with_its_number)
{
	struct room_reply room[] = { one('a', 2, 10), one('a', 0, 10), one('b', 1, 10) };

	room[1].held = true;
	ck_assert_uint_eq(room_sort(room, 3), 2);
	ck_assert_int_eq(room[0].id[0], 'b');
	ck_assert_int_eq(room[1].id[0], 'a');
	ck_assert_int_eq(room[1].n, 2);
	ck_assert(room[1].held);
	ck_assert(!room[0].held);
	ck_assert_uint_eq(room_sort(room, 0), 0);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("room");
	TCase *tests = tcase_create("room");

	tcase_add_test(tests, numbers_count_and_weeks_do_not);
	tcase_add_test(tests, one_without_a_number_stands_behind_those_of_its_time);
	tcase_add_test(tests, one_that_is_there_twice_counts_once_with_its_number);
	suite_add_tcase(suite, tests);
	return suite;
}
