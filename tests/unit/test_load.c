/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "common/encode.h"
#include "common/proof.h"
#include "daemon/gate.h"
#include "daemon/load.h"

#define BUDGET 60 /* a minute: 10 in a window */
#define MOST 16

/* A generator of its own, so that every run is the same. */
static uint64_t seed;

static unsigned
draw(unsigned below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((seed >> 33) % below);
}

/* `rate` arrivals a minute for `minutes`; returns how many were let in. */
static unsigned
arrive(struct load *load, int64_t *now, unsigned rate, unsigned minutes)
{
	unsigned admitted = 0;

	for (unsigned i = 0; i < rate * minutes; i++) {
		*now += 60000 / rate;
		load_tick(load, *now);
		admitted += load_admit(load, draw(LOAD_CHANCE_ALL));
	}
	return admitted;
}

START_TEST(under_the_budget_nobody_works)
{
	struct load load;
	int64_t now = 0;

	load_start(&load, BUDGET, MOST, now);
	ck_assert_uint_eq(arrive(&load, &now, 50, 30), 1500);
	ck_assert_int_eq(load_bits(&load), 0);
}
END_TEST

START_TEST(a_flood_is_made_to_work_and_then_drawn_by_lot)
{
	struct load load;
	int64_t now = 0;
	unsigned admitted;

	load_start(&load, BUDGET, MOST, now);
	(void)arrive(&load, &now, 10 * BUDGET, 3);
	ck_assert_int_eq(load_bits(&load), MOST);
	admitted = arrive(&load, &now, 10 * BUDGET, 20);
	ck_assert_uint_le(admitted, 20 * BUDGET * 5 / 4);
	ck_assert_uint_ge(admitted, 20 * BUDGET * 3 / 4);
}
END_TEST

START_TEST(after_a_flood_all_is_as_before)
{
	struct load load;
	int64_t now = 0;

	load_start(&load, BUDGET, MOST, now);
	(void)arrive(&load, &now, 10 * BUDGET, 10);
	now += (int64_t)LOAD_WINDOW * (MOST + 1);
	load_tick(&load, now);
	ck_assert_int_eq(load_bits(&load), 0);
	ck_assert(load_admit(&load, LOAD_CHANCE_ALL - 1));
	/* A day without a look, and a clock that stood still. */
	(void)arrive(&load, &now, 10 * BUDGET, 10);
	now += 86400000;
	load_tick(&load, now);
	load_tick(&load, now);
	ck_assert_int_eq(load_bits(&load), 0);
}
END_TEST

/* An honest client tries every 2 to 12 s, as 503 tells it, for at most ten minutes, while 600 a
 * minute pay whatever is asked. */
START_TEST(an_honest_family_comes_through_a_flood)
{
	struct load load;
	int64_t now = 0;
	unsigned through = 0;

	seed = 1;
	load_start(&load, BUDGET, MOST, now);
	(void)arrive(&load, &now, 10 * BUDGET, 5);
	for (unsigned family = 0; family < 100; family++) {
		int64_t end = now + 600000, next = now + 1000 * draw(60);
		bool in = false;

		while (!in && now < end) {
			now += 100; /* the flood's next */
			load_tick(&load, now);
			(void)load_admit(&load, draw(LOAD_CHANCE_ALL));
			if (now >= next) {
				in = load_admit(&load, draw(LOAD_CHANCE_ALL));
				next = now + 2000 + 1000 * draw(11);
			}
		}
		through += in;
	}
	ck_assert_msg(through >= 95, "%u of 100 came through", through);
}
END_TEST

START_TEST(little_space_asks_for_work)
{
	struct load load;

	load_start(&load, BUDGET, MOST, 0);
	load_space(&load, 60, 100);
	ck_assert_int_eq(load_bits(&load), 0);
	load_space(&load, 26, 100);
	ck_assert_int_eq(load_bits(&load), 0);
	load_space(&load, 25, 100);
	ck_assert_int_eq(load_bits(&load), 1);
	load_space(&load, 1 << 10, 1 << 20);
	ck_assert_int_eq(load_bits(&load), 9);
	load_space(&load, 0, 1 << 20);
	ck_assert_int_eq(load_bits(&load), MOST);
	load_space(&load, 60, 100);
	ck_assert_int_eq(load_bits(&load), 0);
}
END_TEST

START_TEST(without_a_budget_there_is_no_limit)
{
	struct load load;
	int64_t now = 0;

	load_start(&load, 0, MOST, now);
	load_space(&load, 0, 100);
	ck_assert_uint_eq(arrive(&load, &now, 60000, 1), 60000);
	ck_assert_int_eq(load_bits(&load), 0);
}
END_TEST

/* The proof is judged by the bits at its arrival, less one; when its token was fetched is no matter. */
START_TEST(a_token_of_calm_does_not_help_in_a_flood)
{
	char token[GATE_TOKEN_SIZE], header[PROOF_HEADER_SIZE];
	struct error error = ERROR_INIT;
	struct gate *gate = NULL;
	uint8_t id[32] = { 1 };
	uint64_t nonce = 0;
	int64_t steady = 0;
	int expires;

	gate_new(&gate);
	gate_limit(gate, BUDGET, 12, steady);
	gate_challenge(gate, 1000000, token, &expires);
	while (!proof_work(token, strlen(token), id, 0, &nonce, 1))
		;
	/* The first nonce that has fewer bits than the flood will ask for. */
	while (proof_bits(token, strlen(token), id, nonce) >= 11)
		nonce++;
	proof_print(header, token, strlen(token), nonce);
	unit_ok(gate_check(gate, header, id, 1000000, &error), &error);
	for (int i = 0; i < 2000; i++) {
		steady += 100;
		gate_tick(gate, steady);
		(void)gate_admit(gate);
	}
	ck_assert_int_eq(gate_bits(gate), 12);
	unit_refused(gate_check(gate, header, id, 1000000, &error), &error, "too few bits");
	nonce = 0;
	while (!proof_work(token, strlen(token), id, 11, &nonce, 65536))
		;
	proof_print(header, token, strlen(token), nonce);
	unit_ok(gate_check(gate, header, id, 1000000, &error), &error);
	gate_free(&gate);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("load");
	TCase *all = tcase_create("all");

	tcase_add_test(all, under_the_budget_nobody_works);
	tcase_add_test(all, a_flood_is_made_to_work_and_then_drawn_by_lot);
	tcase_add_test(all, after_a_flood_all_is_as_before);
	tcase_add_test(all, an_honest_family_comes_through_a_flood);
	tcase_add_test(all, little_space_asks_for_work);
	tcase_add_test(all, without_a_budget_there_is_no_limit);
	tcase_add_test(all, a_token_of_calm_does_not_help_in_a_flood);
	suite_add_tcase(suite, all);
	return suite;
}
