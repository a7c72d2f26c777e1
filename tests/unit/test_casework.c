/* SPDX-License-Identifier: ISC */
/* What a case is by what coordinators decided: who must agree, and whose word counts. */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "desk/casework.h"
#include "tests/unit/casework_world.h"

static const struct casework_case *
world_case(struct world *world, int file)
{
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];

	casework_free(&world->work);
	casework_make(&world->work, &world->campaign, world->decisions, world->count);
	memset(mailbox, file, sizeof mailbox);
	return casework_find(&world->work, mailbox);
}

/* Whether there is an agreed redaction of this message. */
static bool
agreed(struct world *world, int file, int message)
{
	const struct casework_case *found = world_case(world, file);
	uint8_t id[ENVELOPE_ID_BYTES];

	memset(id, message, sizeof id);
	return casework_redaction(found, id) != NULL;
}

/* How many excerpts may be quoted. */
static size_t
quoted(struct world *world, int file)
{
	const struct casework_case *found = world_case(world, file);
	size_t count = 0;

	for (size_t i = 0; found != NULL && i < found->excerpt_count; i++)
		count += casework_quotes(found, &found->excerpts[i]);
	return count;
}

START_TEST(two_must_agree)
{
	struct world world;
	size_t one;

	world_begin(&world);
	ck_assert(!agreed(&world, CASE_A, 1));
	one = world_redact(&world, HERON, CASE_A, 1, "W", NULL, 0);
	ck_assert(!agreed(&world, CASE_A, 1));
	(void)world_approve(&world, HERON, CASE_A, one, "W");
	ck_assert_msg(!agreed(&world, CASE_A, 1), "its author approved it");
	(void)world_approve(&world, ROBIN, CASE_A, one, "V");
	ck_assert_msg(!agreed(&world, CASE_A, 1), "somebody approved other words");
	(void)world_approve(&world, ROBIN, CASE_B, one, "W");
	ck_assert_msg(!agreed(&world, CASE_A, 1), "somebody approved it in another case");
	(void)world_approve(&world, STRANGER, CASE_A, one, "W");
	ck_assert_msg(!agreed(&world, CASE_A, 1), "nobody known approved it");
	(void)world_approve(&world, CROW, CASE_A, one, "W");
	ck_assert_msg(!agreed(&world, CASE_A, 1), "a former coordinator approved it");
	(void)world_approve(&world, ROBIN, CASE_A, one, "W");
	ck_assert(agreed(&world, CASE_A, 1));
	ck_assert(!agreed(&world, CASE_A, 2));
	ck_assert(!agreed(&world, CASE_B, 1));
	(void)world_refuse(&world, WREN, CASE_A, one);
	ck_assert_msg(!agreed(&world, CASE_A, 1), "one refusal outweighs");
	(void)world_approve(&world, WREN, CASE_A, one, "W");
	ck_assert(!agreed(&world, CASE_A, 1));
	world_end(&world);
}
END_TEST

START_TEST(who_recused_decides_nothing_there)
{
	struct world world;
	size_t one, two;

	/* Whoever of the two goes, it is not agreed any more; elsewhere they decide on. */
	for (int who = HERON; who <= ROBIN; who++) {
		world_begin(&world);
		one = world_redact(&world, HERON, CASE_A, 1, "W", NULL, 0);
		(void)world_approve(&world, ROBIN, CASE_A, one, "W");
		two = world_redact(&world, HERON, CASE_B, 2, "W", NULL, 0);
		(void)world_approve(&world, ROBIN, CASE_B, two, "W");
		(void)world_excerpt(&world, who, CASE_A, one, NULL);
		ck_assert_uint_eq(quoted(&world, CASE_A), 1);
		(void)world_recuse(&world, who, CASE_A);
		ck_assert(!agreed(&world, CASE_A, 1));
		ck_assert(agreed(&world, CASE_B, 2));
		ck_assert_uint_eq(quoted(&world, CASE_A), 0);
		(void)world_case(&world, CASE_A);
		ck_assert(casework_is_recused(world_case(&world, CASE_A),
		    world.campaign.coordinators[who].key));
		/* What they do afterwards, too. */
		(void)world_approve(&world, who, CASE_A, one, "W");
		ck_assert(!agreed(&world, CASE_A, 1));
		world_end(&world);
	}
	/* What they put in the place of another holds nobody up; what they refused stays refused. */
	world_begin(&world);
	one = world_redact(&world, HERON, CASE_A, 1, "W", NULL, 0);
	(void)world_approve(&world, ROBIN, CASE_A, one, "W");
	(void)world_redact(&world, WREN, CASE_A, 1, "V", &one, 1);
	ck_assert(!agreed(&world, CASE_A, 1));
	(void)world_recuse(&world, WREN, CASE_A);
	ck_assert(agreed(&world, CASE_A, 1));
	(void)world_refuse(&world, WREN, CASE_A, one);
	ck_assert(!agreed(&world, CASE_A, 1));
	/* Notes stay. */
	(void)world_add(&world, WREN, DECISION_NOTE, CASE_A, json_pack("{s:s}", "text", "x"));
	ck_assert_uint_eq(world_case(&world, CASE_A)->decision_count, 5);
	ck_assert_uint_eq(world_case(&world, CASE_A)->void_count, 1);
	world_end(&world);
	/* So does what somebody refused who is gone, listed or not; not what a stranger refused. */
	world_begin(&world);
	one = world_redact(&world, HERON, CASE_A, 1, "W", NULL, 0);
	(void)world_approve(&world, ROBIN, CASE_A, one, "W");
	(void)world_refuse(&world, STRANGER, CASE_A, one);
	ck_assert(agreed(&world, CASE_A, 1));
	(void)world_refuse(&world, CROW, CASE_A, one);
	ck_assert(!agreed(&world, CASE_A, 1));
	world_end(&world);
}
END_TEST

START_TEST(a_former_coordinators_decisions_wait_for_a_present_one)
{
	struct world world;
	size_t one, numbers[2];

	world_begin(&world);
	one = world_redact(&world, CROW, CASE_A, 1, "W", NULL, 0);
	numbers[0] = one;
	numbers[1] = world_approve(&world, HERON, CASE_A, one, "W");
	ck_assert(!agreed(&world, CASE_A, 1));
	ck_assert_uint_eq(world.work.unlisted_count, 1);
	(void)world_removed(&world, CROW, CROW, numbers, 1);
	ck_assert_msg(!agreed(&world, CASE_A, 1), "they said so themselves");
	(void)world_removed(&world, ROOK, CROW, numbers, 1);
	ck_assert_msg(!agreed(&world, CASE_A, 1), "another former one said so");
	(void)world_removed(&world, STRANGER, CROW, numbers, 1);
	ck_assert(!agreed(&world, CASE_A, 1));
	(void)world_removed(&world, WREN, ROOK, numbers, 1);
	ck_assert_msg(!agreed(&world, CASE_A, 1), "as the other one's");
	(void)world_removed(&world, WREN, CROW, numbers, 2);
	ck_assert(agreed(&world, CASE_A, 1));
	world_end(&world);
}
END_TEST

/* The manifest says who is left; of two who removed each other nothing counts until somebody who is
 * there says so, and what each listed of the other counts for nothing. */
START_TEST(two_who_remove_each_other)
{
	struct world world;
	size_t one, listed, numbers[2];

	world_begin(&world);
	one = world_redact(&world, CROW, CASE_A, 1, "W", NULL, 0);
	numbers[0] = one;
	numbers[1] = world_approve(&world, ROOK, CASE_A, one, "W");
	(void)world_removed(&world, ROOK, CROW, &numbers[0], 1);
	listed = world_removed(&world, CROW, ROOK, &numbers[1], 1);
	ck_assert(!agreed(&world, CASE_A, 1));
	/* That a list of theirs counts again makes nothing in it count: only who is there lists. */
	(void)world_removed(&world, HERON, CROW, &listed, 1);
	(void)world_removed(&world, HERON, CROW, &numbers[0], 1);
	ck_assert(!agreed(&world, CASE_A, 1));
	(void)world_removed(&world, HERON, ROOK, &numbers[1], 1);
	ck_assert(agreed(&world, CASE_A, 1));
	world_end(&world);
}
END_TEST

/* A former coordinator's own recusal holds, though nobody lists it. */
START_TEST(who_recused_and_left_decides_nothing_there)
{
	struct world world;
	size_t one, approval;

	world_begin(&world);
	one = world_redact(&world, HERON, CASE_A, 1, "W", NULL, 0);
	approval = world_approve(&world, CROW, CASE_A, one, "W");
	(void)world_removed(&world, ROBIN, CROW, &approval, 1);
	ck_assert(agreed(&world, CASE_A, 1));
	(void)world_recuse(&world, ROOK, CASE_A);
	(void)world_recuse(&world, CROW, CASE_B);
	ck_assert(agreed(&world, CASE_A, 1));
	(void)world_recuse(&world, CROW, CASE_A);
	ck_assert_msg(!agreed(&world, CASE_A, 1), "what was listed leaves the recusal out");
	world_end(&world);
}
END_TEST

/* Every coordinator can seal anew what another one signed; it changes nothing. */
START_TEST(what_is_sealed_anew_is_the_same)
{
	struct world world;
	size_t one, two, copy, words;

	for (int i = 0; i < 20; i++) { /* ids are as they come: now this one is the lower, now that */
		world_begin(&world);
		for (int j = 0; j < i; j++)
			(void)world_recuse(&world, WREN, CASE_B);
		one = world_redact(&world, HERON, CASE_A, 1, "W", NULL, 0);
		(void)world_refuse(&world, WREN, CASE_A, one);
		copy = world_again(&world, one);
		(void)world_approve(&world, ROBIN, CASE_A, copy, "W");
		ck_assert_msg(!agreed(&world, CASE_A, 1), "it was refused");
		ck_assert_uint_eq(world_case(&world, CASE_A)->redaction_count, 1);
		two = world_redact(&world, ROBIN, CASE_A, 1, "V", &one, 1);
		(void)world_approve(&world, HERON, CASE_A, two, "V");
		ck_assert_msg(agreed(&world, CASE_A, 1), "what was replaced stands no more");
		(void)world_refuse(&world, ROBIN, CASE_A, two);
		ck_assert_uint_eq(world_case(&world, CASE_A)->redaction_count, 1);
		ck_assert(!agreed(&world, CASE_A, 1));
		world_end(&world);

		/* What is said of either holds for both. */
		world_begin(&world);
		for (int j = 0; j < i; j++)
			(void)world_recuse(&world, WREN, CASE_B);
		one = world_redact(&world, CROW, CASE_A, 1, "W", NULL, 0);
		copy = world_again(&world, one);
		ck_assert_uint_eq(world_case(&world, CASE_A) == NULL, 1);
		ck_assert_uint_eq(world.work.unlisted_count, 1);
		words = world_excerpt(&world, HERON, CASE_A, one, NULL);
		(void)world_approve(&world, ROBIN, CASE_A, one, "W");
		(void)world_removed(&world, ROBIN, CROW, &copy, 1);
		ck_assert(agreed(&world, CASE_A, 1));
		ck_assert_uint_eq(world.work.unlisted_count, 0);
		ck_assert_uint_eq(quoted(&world, CASE_A), 1);
		(void)world_refuse(&world, WREN, CASE_A, world_again(&world, words));
		ck_assert_uint_eq(quoted(&world, CASE_A), 0);
		world_end(&world);
	}
}
END_TEST

START_TEST(two_redactions_of_one_text_are_a_conflict)
{
	struct world world;
	size_t both[2], third;

	world_begin(&world);
	both[0] = world_redact(&world, HERON, CASE_A, 1, "W", NULL, 0);
	both[1] = world_redact(&world, ROBIN, CASE_A, 1, "V", NULL, 0);
	(void)world_approve(&world, WREN, CASE_A, both[0], "W");
	(void)world_approve(&world, WREN, CASE_A, both[1], "V");
	ck_assert(!agreed(&world, CASE_A, 1));
	ck_assert(casework_has_conflict(world_case(&world, CASE_A)));
	/* One that is refused is in nobody's way. */
	(void)world_refuse(&world, WREN, CASE_A, both[1]);
	ck_assert(agreed(&world, CASE_A, 1));
	ck_assert(!casework_has_conflict(world_case(&world, CASE_A)));
	world_end(&world);

	world_begin(&world);
	both[0] = world_redact(&world, HERON, CASE_A, 1, "W", NULL, 0);
	both[1] = world_redact(&world, ROBIN, CASE_A, 1, "V", NULL, 0);
	(void)world_approve(&world, WREN, CASE_A, both[0], "W");
	third = world_redact(&world, HERON, CASE_A, 1, "U", both, 2);
	ck_assert(!casework_has_conflict(world_case(&world, CASE_A)));
	ck_assert_msg(!agreed(&world, CASE_A, 1), "what was approved of an older one counts not");
	(void)world_approve(&world, ROBIN, CASE_A, third, "U");
	ck_assert(agreed(&world, CASE_A, 1));
	/* Of another message, or in another case, it replaces nothing. */
	(void)world_redact(&world, WREN, CASE_A, 2, "T", &third, 1);
	(void)world_redact(&world, WREN, CASE_B, 1, "T", &third, 1);
	ck_assert(agreed(&world, CASE_A, 1));
	world_end(&world);
}
END_TEST

START_TEST(excerpts_go_with_their_redaction)
{
	struct world world;
	size_t one, span, words;

	world_begin(&world);
	one = world_redact(&world, HERON, CASE_A, 1, "W", NULL, 0);
	span = world_excerpt(&world, HERON, CASE_A, one, NULL);
	words = world_excerpt(&world, HERON, CASE_A, one, "In other words.");
	ck_assert_uint_eq(quoted(&world, CASE_A), 0);
	(void)world_approve(&world, ROBIN, CASE_A, one, "W");
	ck_assert_msg(quoted(&world, CASE_A) == 1, "a paraphrase needs a second, too");
	(void)world_approve(&world, HERON, CASE_A, words, "In other words.");
	ck_assert_uint_eq(quoted(&world, CASE_A), 1);
	(void)world_approve(&world, ROBIN, CASE_A, words, "In other words.");
	ck_assert_uint_eq(quoted(&world, CASE_A), 2);
	(void)world_refuse(&world, HERON, CASE_A, span);
	ck_assert_uint_eq(quoted(&world, CASE_A), 1);
	(void)world_redact(&world, WREN, CASE_A, 1, "V", &one, 1);
	ck_assert_uint_eq(quoted(&world, CASE_A), 0);
	world_end(&world);
}
END_TEST

START_TEST(assigned_and_closed)
{
	struct world world;
	size_t first, second;
	const struct casework_case *file;

	world_begin(&world);
	first = world_add(&world, HERON, DECISION_ASSIGN, CASE_A, json_pack("{s:o}", "to",
	    world_bytes(0x40 + ROBIN)));
	ck_assert_mem_eq(world_case(&world, CASE_A)->assigned->subject,
	    world.campaign.coordinators[ROBIN].key, 32);
	second = world_add(&world, ROBIN, DECISION_ASSIGN, CASE_A, json_pack("{s:o}", "to",
	    world_bytes(0x40 + WREN)));
	ck_assert(world_case(&world, CASE_A)->assigned_conflict);
	(void)world_add(&world, WREN, DECISION_ASSIGN, CASE_A, json_pack("{s:s,s:o}", "to", "",
	    "instead", world_ids((size_t[]){ first, second }, 2)));
	file = world_case(&world, CASE_A);
	ck_assert(!file->assigned_conflict && file->assigned->by[0] == 0x40 + WREN);

	ck_assert(!casework_is_closed(file) && !casework_is_closed(NULL));
	first = world_add(&world, HERON, DECISION_CLOSED, CASE_A, json_pack("{s:b,s:s}", "closed", 1,
	    "why", "x"));
	ck_assert(casework_is_closed(world_case(&world, CASE_A)));
	(void)world_add(&world, ROBIN, DECISION_CLOSED, CASE_A, json_pack("{s:b,s:s}", "closed", 0,
	    "why", "x"));
	file = world_case(&world, CASE_A);
	ck_assert_msg(casework_is_closed(file), "one of two who do not know of each other closed it");
	ck_assert(casework_has_conflict(file));
	(void)world_add(&world, WREN, DECISION_CLOSED, CASE_A, json_pack("{s:b,s:s,s:o}", "closed", 0,
	    "why", "x", "instead", world_ids(&first, 1)));
	ck_assert(!casework_is_closed(world_case(&world, CASE_A)));
	world_end(&world);
}
END_TEST

START_TEST(texts_of_packs)
{
	struct world world;
	size_t one, two, promise;

	world_begin(&world);
	one = world_pack_text(&world, HERON, "ask", "A", NULL, 0);
	(void)world_approve(&world, ROBIN, 0, one, "A");
	promise = world_pack_text(&world, HERON, "promise", "P", NULL, 0);
	(void)world_pack_text(&world, HERON, "promise", "Q", NULL, 0);
	(void)world_approve(&world, HERON, 0, promise, "P");
	(void)world_approve(&world, ROBIN, CASE_A, promise, "P");
	(void)world_case(&world, CASE_A);
	ck_assert_uint_eq(world.work.pack_text_count, 3);
	ck_assert(casework_is_agreed(&world.work.pack_texts[0]));
	ck_assert_msg(!casework_is_agreed(&world.work.pack_texts[1]) &&
	    !casework_is_agreed(&world.work.pack_texts[2]), "promises need another's yes, of no case");
	ck_assert(!world.work.pack_texts[1].conflict);
	two = world_pack_text(&world, WREN, "ask", "B", NULL, 0);
	(void)world_approve(&world, ROBIN, 0, two, "B");
	(void)world_case(&world, CASE_A);
	ck_assert(world.work.pack_texts[0].conflict && world.work.pack_texts[1].conflict);
	(void)world_pack_text(&world, WREN, "ask", "C", (size_t[]){ one, two }, 2);
	/* Another part takes nobody's place. */
	(void)world_pack_text(&world, WREN, "contact", "D", (size_t[]){ promise }, 1);
	(void)world_case(&world, CASE_A);
	ck_assert_uint_eq(world.work.pack_text_count, 4);
	ck_assert(!world.work.pack_texts[0].conflict && world.work.pack_texts[0].approval == NULL);
	world_end(&world);
}
END_TEST

START_TEST(who_reads_a_language)
{
	struct world world;
	const uint8_t *heron = world.campaign.coordinators[HERON].key;

	world_begin(&world);
	(void)world_add(&world, HERON, DECISION_READS, 0, json_pack("{s:s}", "language", "pl"));
	(void)world_add(&world, CROW, DECISION_READS, 0, json_pack("{s:s}", "language", "ur"));
	(void)world_case(&world, CASE_A);
	ck_assert(casework_reads(&world.work, heron, "pl"));
	ck_assert(casework_reads(&world.work, heron, "PL-PL"));
	ck_assert(!casework_reads(&world.work, heron, "p"));
	ck_assert(!casework_reads(&world.work, heron, "plx"));
	ck_assert(!casework_reads(&world.work, heron, "ur"));
	ck_assert(!casework_reads(&world.work, world.campaign.former[0].key, "ur"));
	world_end(&world);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("casework");
	TCase *tests = tcase_create("casework");

	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, two_must_agree);
	tcase_add_test(tests, who_recused_decides_nothing_there);
	tcase_add_test(tests, a_former_coordinators_decisions_wait_for_a_present_one);
	tcase_add_test(tests, two_who_remove_each_other);
	tcase_add_test(tests, who_recused_and_left_decides_nothing_there);
	tcase_add_test(tests, what_is_sealed_anew_is_the_same);
	tcase_add_test(tests, two_redactions_of_one_text_are_a_conflict);
	tcase_add_test(tests, excerpts_go_with_their_redaction);
	tcase_add_test(tests, assigned_and_closed);
	tcase_add_test(tests, texts_of_packs);
	tcase_add_test(tests, who_reads_a_language);
	suite_add_tcase(suite, tests);
	return suite;
}
