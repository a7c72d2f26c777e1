/* SPDX-License-Identifier: ISC */
/* The same decisions give the same state in any order, and however many there are. */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "common/encode.h"
#include "common/json.h"
#include "common/secret.h"
#include "desk/casework.h"
#include "tests/unit/casework_world.h"

/* All that there is to say. */
static char *
world_state(struct world *world)
{
	json_t *all = json_array();
	struct buffer text = BUFFER_INIT;
	char digits[HEX_LENGTH(32) + 1];

	casework_free(&world->work);
	casework_make(&world->work, &world->campaign, world->decisions, world->count);
	for (size_t i = 0; i < world->work.case_count; i++) {
		const struct casework_case *file = &world->work.cases[i];

		(void)json_array_append_new(all, casework_json(&world->work, file));
		for (size_t j = 0; j < file->decision_count; j++) {
			ck_assert(j == 0 ||
			    file->decisions[j - 1]->made <= file->decisions[j]->made);
			hex_encode(digits, file->decisions[j]->id, 32);
			(void)json_array_append_new(all, json_string(digits));
		}
		(void)json_array_append_new(all, json_integer((json_int_t)file->void_count));
	}
	for (size_t i = 0; i < world->work.pack_text_count; i++) {
		hex_encode(digits, world->work.pack_texts[i].decision->id, 32);
		(void)json_array_append_new(all, json_string(digits));
		(void)json_array_append_new(all,
		    json_boolean(casework_is_agreed(&world->work.pack_texts[i])));
	}
	for (size_t i = 0; i < world->work.other_count + world->work.unlisted_count; i++) {
		hex_encode(digits, i < world->work.other_count ? world->work.others[i]->id :
		    world->work.unlisted[i - world->work.other_count]->id, 32);
		(void)json_array_append_new(all, json_string(digits));
	}
	json_print(all, &text);
	json_decref(all);
	return (char *)text.data;
}

/* A campaign's worth of decisions, as they may happen at desks that do not know of each other. */
static void
world_fill(struct world *world)
{
	for (size_t i = 0; i < 250; i++) {
		int by = rand() % 8 == 0 ? CROW + rand() % 3 : rand() % 3;
		int file = rand() % 2 == 0 ? CASE_A : CASE_B;
		size_t known = (size_t)rand() % (world->count + 1), some[2] = { known,
		    (size_t)rand() % (world->count + 1) };
		const char *text = rand() % 2 == 0 ? "W" : "V";

		switch (rand() % 11) {
		case 10:
			if (known < world->count)
				(void)world_again(world, known);
			break;
		case 0:
		case 1:
			(void)world_redact(world, by, file, rand() % 3, text, some,
			    (size_t)rand() % 3);
			break;
		case 2:
		case 3:
			(void)world_approve(world, by, file, known, text);
			break;
		case 4:
			(void)world_refuse(world, by, file, known);
			break;
		case 5:
			(void)world_excerpt(world, by, file, known, rand() % 2 == 0 ? NULL : text);
			break;
		case 6:
			if (rand() % 12 == 0)
				(void)world_recuse(world, by, file);
			else
				(void)world_add(world, by, DECISION_NOTE, file,
				    json_pack("{s:s}", "text", text));
			break;
		case 7:
			(void)world_removed(world, by, CROW + rand() % 2, some, 2);
			break;
		case 8:
			(void)world_pack_text(world, by, rand() % 2 == 0 ? "ask" : "promise", text,
			    some, (size_t)rand() % 3);
			break;
		default:
			(void)world_add(world, by, DECISION_ASSIGN, file, json_pack("{s:o,s:o}",
			    "to", world_bytes(0x40 + rand() % 3), "instead", world_ids(some, 2)));
			break;
		}
	}
}

static void
world_shuffle(struct world *world)
{
	for (size_t i = world->count; i > 1; i--) {
		size_t other = (size_t)rand() % i;
		struct decision kept = world->decisions[i - 1];

		world->decisions[i - 1] = world->decisions[other];
		world->decisions[other] = kept;
	}
}

START_TEST(any_order_gives_the_same_state)
{
	struct world *world = malloc(sizeof *world);

	for (unsigned seed = 1; seed <= 10; seed++) {
		char *first, *again;

		srand(seed);
		world_begin(world);
		world_fill(world);
		again = world_state(world);
		(void)world_add(world, HERON, DECISION_NOTE, CASE_A, json_pack("{s:s}", "text",
		    "the last"));
		first = world_state(world);
		/* The test can see a difference. */
		ck_assert(strcmp(first, again) != 0);
		secret_release(again);
		for (int i = 0; i < 100; i++) {
			world_shuffle(world);
			again = world_state(world);
			ck_assert(strcmp(first, again) == 0);
			secret_release(again);
		}
		secret_release(first);
		world_end(world);
	}
	free(world);
}
END_TEST

/* One of a great many, of one case; without JSON, which takes longer than all the rest. */
static void
many_add(struct decision *decision, size_t number, enum decision_kind kind, size_t subject)
{
	*decision = (struct decision){ .kind = kind, .has_case = true, .made = 20000,
		.name = "Waiting" };
	world_id(decision->id, number);
	world_id(decision->said, number);
	world_id(decision->subject, subject);
	world_key(decision->by, (int)(kind == DECISION_APPROVE ? ROBIN : HERON));
	memset(decision->mailbox, CASE_A, sizeof decision->mailbox);
}

/* However many there are of one case, or of one message, each is judged. */
START_TEST(a_great_many_of_one_case)
{
	enum { EACH = 10000 };
	struct decision *many = calloc(3 * EACH, sizeof *many);
	struct world world;
	struct casework *work = &world.work;

	world_begin(&world);
	for (int of_one_message = 0; of_one_message < 2; of_one_message++) {
		for (size_t i = 0; i < EACH; i++) {
			many_add(&many[i], i, DECISION_REDACT, of_one_message ? 0 : EACH + i);
			many_add(&many[EACH + i], EACH + i, DECISION_APPROVE, i);
			many_add(&many[2 * EACH + i], 2 * EACH + i, DECISION_EXCERPT, i);
		}
		casework_make(work, &world.campaign, many, 3 * EACH);
		ck_assert_uint_eq(work->case_count, 1);
		ck_assert_uint_eq(work->cases[0].redaction_count, EACH);
		ck_assert_uint_eq(work->cases[0].excerpt_count, EACH);
		for (size_t i = 0; i < EACH; i++) {
			const struct casework_piece *piece = &work->cases[0].redactions[i];

			ck_assert(piece->approval != NULL);
			ck_assert(piece->conflict == (of_one_message == 1));
		}
		casework_free(work);
	}
	free(many);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("casework_order");
	TCase *tests = tcase_create("casework_order");

	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, any_order_gives_the_same_state);
	tcase_add_test(tests, a_great_many_of_one_case);
	suite_add_tcase(suite, tests);
	return suite;
}
