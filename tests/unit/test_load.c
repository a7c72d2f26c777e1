/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "common/encode.h"
#include "common/proof.h"
#include "daemon/gate.h"
#include "daemon/load.h"
#include "daemon/seen.h"

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

static bool
admit(struct load *load)
{
	load_count(load);
	return load_draw(load, draw(LOAD_CHANCE_ALL));
}

/* `rate` arrivals a minute for `minutes`; returns how many were let in. */
static unsigned
arrive(struct load *load, int64_t *now, unsigned rate, unsigned minutes)
{
	unsigned admitted = 0;

	for (unsigned i = 0; i < rate * minutes; i++) {
		*now += 60000 / rate;
		load_tick(load, *now);
		admitted += admit(load);
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
	/* 100 in a window, 50, 25, 12, 6: not yet half of the budget. */
	now += (int64_t)LOAD_WINDOW * (MOST + 3);
	load_tick(&load, now);
	ck_assert_int_ge(load_bits(&load), 1);
	now += 2 * LOAD_WINDOW;
	load_tick(&load, now);
	ck_assert_int_eq(load_bits(&load), 0);
	ck_assert(load_draw(&load, LOAD_CHANCE_ALL - 1));
	/* A day without a look, and a clock that stood still. */
	(void)arrive(&load, &now, 10 * BUDGET, 10);
	now += 86400000;
	load_tick(&load, now);
	load_tick(&load, now);
	ck_assert_int_eq(load_bits(&load), 0);
}
END_TEST

/* Ten times the budget for one window, then nothing for `pause`, and again. */
START_TEST(a_flood_in_pulses_is_not_let_in_at_each_pulse)
{
	for (unsigned pause = 1; pause <= 4; pause++) {
		const unsigned windows = 30 * (1 + pause), budget = BUDGET / 6;
		unsigned admitted = 0;
		struct load load;
		int64_t now = 0;

		seed = pause;
		load_start(&load, BUDGET, MOST, now);
		(void)arrive(&load, &now, 10 * BUDGET, 5);
		for (unsigned i = 0; i < windows; i++) {
			now += LOAD_WINDOW;
			load_tick(&load, now);
			for (unsigned j = 0; j < 10 * budget && i % (1 + pause) == 0; j++)
				admitted += admit(&load);
		}
		ck_assert_msg(admitted <= windows * budget * 5 / 2, "%u of %u were let in, with %u "
		    "windows between", admitted, windows * budget, pause);
	}
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
			(void)admit(&load);
			if (now >= next) {
				in = admit(&load);
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

/* A proof of `nonce` for an envelope of `number`, as if checked. */
static bool
send_proof(struct gate *gate, unsigned number, uint64_t nonce, int64_t steady)
{
	char header[PROOF_HEADER_SIZE];
	uint8_t id[32] = { (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number };

	proof_print(header, "token", 5, nonce);
	gate_tick(gate, steady);
	return gate_admit(gate, header, id, steady);
}

/* Ten times the budget, all new, for 200 s. Returns the time after. */
static int64_t
flood(struct gate *gate, int64_t steady)
{
	for (unsigned i = 0; i < 2000; i++, steady += 100)
		(void)send_proof(gate, i, 0, steady);
	return steady;
}

/* Work is paid once for each proof that counts. */
START_TEST(one_proof_sent_again_and_again_presses_upon_nobody)
{
	struct gate *gate = NULL;
	int64_t steady = 0;

	gate_new(&gate);
	gate_limit(gate, BUDGET, MOST, steady);
	for (int i = 0; i < 60000; i++, steady += 10)
		(void)send_proof(gate, (unsigned)i % 5, 7, steady);
	gate_tick(gate, steady);
	ck_assert_int_eq(gate_bits(gate), 0);
	/* And what is forgotten after SEEN_SPAN counts again. */
	(void)flood(gate, steady + 2 * SEEN_SPAN);
	ck_assert_int_eq(gate_bits(gate), MOST);
	gate_free(&gate);
}
END_TEST

/* Else who lost would ask again at no cost, and the lottery would let all of a flood in. */
START_TEST(one_proof_has_one_lot)
{
	unsigned in = 0, changed = 0, other = 0;
	struct gate *gate = NULL;
	int64_t steady;

	gate_new(&gate);
	gate_limit(gate, BUDGET, MOST, 0);
	steady = flood(gate, 0);
	for (unsigned i = 0; i < 1000; i++) {
		bool first = send_proof(gate, 5000 + i, 0, steady);

		in += first;
		for (int j = 0; j < 10; j++)
			changed += send_proof(gate, 5000 + i, 0, steady) != first;
		other += send_proof(gate, 5000 + i, 1, steady) != first;
	}
	ck_assert_uint_eq(changed, 0);
	ck_assert_msg(in > 50 && in < 200, "%u of 1,000 came in", in);
	ck_assert_msg(other > 90 && other < 400, "%u of 1,000 had another lot", other);
	gate_free(&gate);
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
	steady = flood(gate, steady);
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
	tcase_add_test(all, a_flood_in_pulses_is_not_let_in_at_each_pulse);
	tcase_add_test(all, an_honest_family_comes_through_a_flood);
	tcase_add_test(all, little_space_asks_for_work);
	tcase_add_test(all, without_a_budget_there_is_no_limit);
	tcase_add_test(all, one_proof_sent_again_and_again_presses_upon_nobody);
	tcase_add_test(all, one_proof_has_one_lot);
	tcase_add_test(all, a_token_of_calm_does_not_help_in_a_flood);
	suite_add_tcase(suite, all);
	return suite;
}
