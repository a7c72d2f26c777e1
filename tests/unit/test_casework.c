/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "common/encode.h"
#include "common/json.h"
#include "common/secret.h"
#include "desk/casework.h"

/* Three coordinators of the manifest, two former ones, and somebody whom it does not name. */
enum { HERON, ROBIN, WREN, CROW, ROOK, STRANGER };
#define CASE_A 0xa1
#define CASE_B 0xb2
#define MOST 400

struct world {
	struct campaign campaign;
	struct decision decisions[MOST];
	size_t count;
	struct casework work;
};

static void
world_key(uint8_t key[32], int who)
{
	memset(key, 0x40 + who, 32);
}

static void
world_begin(struct world *world)
{
	static const char *const handles[] = { "heron", "robin", "wren", "crow", "rook" };

	memset(world, 0, sizeof *world);
	for (int i = HERON; i <= ROOK; i++) {
		struct coordinator *coordinator = i <= WREN ?
		    &world->campaign.coordinators[world->campaign.coordinator_count++] :
		    &world->campaign.former[world->campaign.former_count++];

		memcpy(coordinator->handle, handles[i], strlen(handles[i]) + 1);
		world_key(coordinator->key, i);
	}
}

static void
world_end(struct world *world)
{
	casework_free(&world->work);
	for (size_t i = 0; i < world->count; i++)
		decision_free(&world->decisions[i]);
	world->count = 0;
}

/* Ids do not tell the order in which things were done. */
static void
world_id(uint8_t id[ENVELOPE_ID_BYTES], size_t number)
{
	decision_hash(id, &number, sizeof number);
}

static const char *
world_hex(char *digits, size_t number)
{
	uint8_t id[ENVELOPE_ID_BYTES];

	world_id(id, number);
	hex_encode(digits, id, sizeof id);
	return digits;
}

/* A new reference to a hex string of one byte 32 times. */
static json_t *
world_bytes(int byte)
{
	uint8_t bytes[32];
	char digits[HEX_LENGTH(32) + 1];

	memset(bytes, byte, sizeof bytes);
	hex_encode(digits, bytes, sizeof bytes);
	return json_string(digits);
}

static json_t *
world_ids(const size_t *numbers, size_t count)
{
	char digits[HEX_LENGTH(32) + 1];
	json_t *ids = json_array();

	for (size_t i = 0; i < count; i++)
		(void)json_array_append_new(ids, json_string(world_hex(digits, numbers[i])));
	return ids;
}

/* Adds one; returns its number. `file` 0: of no case. Takes the reference of `data`. */
static size_t
world_add(struct world *world, int by, enum decision_kind kind, int file, json_t *data)
{
	uint8_t id[ENVELOPE_ID_BYTES], key[32], mailbox[ENVELOPE_MAILBOX_BYTES];
	size_t number = world->count;
	struct buffer line = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct event event;
	json_t *value;

	ck_assert_uint_lt(number, MOST);
	memset(mailbox, file, sizeof mailbox);
	world_id(id, number);
	world_key(key, by);
	unit_ok(decision_print(&line, kind, 1, file == 0 ? NULL : mailbox,
	    20000 + (int32_t)number % 5, data, &error), &error);
	unit_ok(json_parse(&value, line.data, line.length, "a decision", &error), &error);
	unit_ok(event_parse(&event, value, &error), &error);
	unit_ok(decision_read(&world->decisions[world->count++], &event, id, key, by > WREN,
	    &error), &error);
	json_decref(value);
	json_decref(data);
	buffer_free(&line);
	return number;
}

/* The same once more, as somebody with the campaign's key can seal it anew. */
static size_t
again(struct world *world, size_t number)
{
	size_t copy = world->count;

	ck_assert_uint_lt(copy, MOST);
	for (size_t i = 0; i < copy; i++) {
		uint8_t id[ENVELOPE_ID_BYTES];

		world_id(id, number);
		if (memcmp(world->decisions[i].id, id, sizeof id) == 0)
			world->decisions[copy] = world->decisions[i];
	}
	world_id(world->decisions[copy].id, copy);
	(void)json_incref(world->decisions[copy].data);
	world->count++;
	return copy;
}

static void
world_makes(json_t *data, const char *text)
{
	char digits[HEX_LENGTH(32) + 1];
	uint8_t hash[32];

	decision_hash(hash, text, strlen(text));
	hex_encode(digits, hash, sizeof hash);
	(void)json_object_set_new(data, "makes", json_string(digits));
}

static size_t
redact(struct world *world, int by, int file, int message, const char *text,
    const size_t *instead, size_t count)
{
	json_t *data = json_object();

	(void)json_object_set_new(data, "message", world_bytes(message));
	(void)json_object_set_new(data, "texts", json_array());
	world_makes(data, text);
	(void)json_object_set_new(data, "instead", world_ids(instead, count));
	return world_add(world, by, DECISION_REDACT, file, data);
}

static size_t
approve(struct world *world, int by, int file, size_t number, const char *text)
{
	char digits[HEX_LENGTH(32) + 1];
	json_t *data = json_object();

	(void)json_object_set_new(data, "event", json_string(world_hex(digits, number)));
	world_makes(data, text);
	return world_add(world, by, DECISION_APPROVE, file, data);
}

static size_t
refuse(struct world *world, int by, int file, size_t number)
{
	char digits[HEX_LENGTH(32) + 1];
	json_t *data = json_object();

	(void)json_object_set_new(data, "event", json_string(world_hex(digits, number)));
	(void)json_object_set_new(data, "why", json_string("made up"));
	return world_add(world, by, DECISION_REFUSE, file, data);
}

static size_t
recuse(struct world *world, int by, int file)
{
	return world_add(world, by, DECISION_RECUSE, file, json_object());
}

/* text NULL: a span. */
static size_t
excerpt(struct world *world, int by, int file, size_t of, const char *text)
{
	char digits[HEX_LENGTH(32) + 1];
	json_t *data = json_object();

	(void)json_object_set_new(data, "of", json_string(world_hex(digits, of)));
	(void)json_object_set_new(data, "theme", json_string("Waiting"));
	if (text != NULL)
		(void)json_object_set_new(data, "text", json_string(text));
	(void)json_object_set_new(data, "start", json_integer(0));
	(void)json_object_set_new(data, "end", json_integer(1));
	world_makes(data, text == NULL ? "T" : text);
	return world_add(world, by, DECISION_EXCERPT, file, data);
}

static size_t
removed(struct world *world, int by, int whom, const size_t *numbers, size_t count)
{
	json_t *data = json_object();

	(void)json_object_set_new(data, "key", world_bytes(0x40 + whom));
	(void)json_object_set_new(data, "events", world_ids(numbers, count));
	return world_add(world, by, DECISION_REMOVED, 0, data);
}

static size_t
pack_text(struct world *world, int by, const char *part, const char *text, const size_t *instead,
    size_t count)
{
	json_t *data = json_object();

	(void)json_object_set_new(data, "part", json_string(part));
	(void)json_object_set_new(data, "text", json_string(text));
	(void)json_object_set_new(data, "source", json_string("made up"));
	(void)json_object_set_new(data, "day", json_string("2026-02-01"));
	(void)json_object_set_new(data, "kept", json_true());
	world_makes(data, text);
	(void)json_object_set_new(data, "instead", world_ids(instead, count));
	return world_add(world, by, DECISION_PACK_TEXT, 0, data);
}

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
	one = redact(&world, HERON, CASE_A, 1, "W", NULL, 0);
	ck_assert(!agreed(&world, CASE_A, 1));
	(void)approve(&world, HERON, CASE_A, one, "W");
	ck_assert_msg(!agreed(&world, CASE_A, 1), "its author approved it");
	(void)approve(&world, ROBIN, CASE_A, one, "V");
	ck_assert_msg(!agreed(&world, CASE_A, 1), "somebody approved other words");
	(void)approve(&world, ROBIN, CASE_B, one, "W");
	ck_assert_msg(!agreed(&world, CASE_A, 1), "somebody approved it in another case");
	(void)approve(&world, STRANGER, CASE_A, one, "W");
	ck_assert_msg(!agreed(&world, CASE_A, 1), "nobody known approved it");
	(void)approve(&world, CROW, CASE_A, one, "W");
	ck_assert_msg(!agreed(&world, CASE_A, 1), "a former coordinator approved it");
	(void)approve(&world, ROBIN, CASE_A, one, "W");
	ck_assert(agreed(&world, CASE_A, 1));
	ck_assert(!agreed(&world, CASE_A, 2));
	ck_assert(!agreed(&world, CASE_B, 1));
	(void)refuse(&world, WREN, CASE_A, one);
	ck_assert_msg(!agreed(&world, CASE_A, 1), "one refusal outweighs");
	(void)approve(&world, WREN, CASE_A, one, "W");
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
		one = redact(&world, HERON, CASE_A, 1, "W", NULL, 0);
		(void)approve(&world, ROBIN, CASE_A, one, "W");
		two = redact(&world, HERON, CASE_B, 2, "W", NULL, 0);
		(void)approve(&world, ROBIN, CASE_B, two, "W");
		(void)excerpt(&world, who, CASE_A, one, NULL);
		ck_assert_uint_eq(quoted(&world, CASE_A), 1);
		(void)recuse(&world, who, CASE_A);
		ck_assert(!agreed(&world, CASE_A, 1));
		ck_assert(agreed(&world, CASE_B, 2));
		ck_assert_uint_eq(quoted(&world, CASE_A), 0);
		(void)world_case(&world, CASE_A);
		ck_assert(casework_is_recused(world_case(&world, CASE_A),
		    world.campaign.coordinators[who].key));
		/* What they do afterwards, too. */
		(void)approve(&world, who, CASE_A, one, "W");
		ck_assert(!agreed(&world, CASE_A, 1));
		world_end(&world);
	}
	/* What they put in the place of another holds nobody up; what they refused stays refused. */
	world_begin(&world);
	one = redact(&world, HERON, CASE_A, 1, "W", NULL, 0);
	(void)approve(&world, ROBIN, CASE_A, one, "W");
	(void)redact(&world, WREN, CASE_A, 1, "V", &one, 1);
	ck_assert(!agreed(&world, CASE_A, 1));
	(void)recuse(&world, WREN, CASE_A);
	ck_assert(agreed(&world, CASE_A, 1));
	(void)refuse(&world, WREN, CASE_A, one);
	ck_assert(!agreed(&world, CASE_A, 1));
	/* Notes stay. */
	(void)world_add(&world, WREN, DECISION_NOTE, CASE_A, json_pack("{s:s}", "text", "x"));
	ck_assert_uint_eq(world_case(&world, CASE_A)->decision_count, 5);
	ck_assert_uint_eq(world_case(&world, CASE_A)->void_count, 1);
	world_end(&world);
	/* So does what somebody refused who is gone, listed or not; not what a stranger refused. */
	world_begin(&world);
	one = redact(&world, HERON, CASE_A, 1, "W", NULL, 0);
	(void)approve(&world, ROBIN, CASE_A, one, "W");
	(void)refuse(&world, STRANGER, CASE_A, one);
	ck_assert(agreed(&world, CASE_A, 1));
	(void)refuse(&world, CROW, CASE_A, one);
	ck_assert(!agreed(&world, CASE_A, 1));
	world_end(&world);
}
END_TEST

START_TEST(a_former_coordinators_decisions_wait_for_a_present_one)
{
	struct world world;
	size_t one, numbers[2];

	world_begin(&world);
	one = redact(&world, CROW, CASE_A, 1, "W", NULL, 0);
	numbers[0] = one;
	numbers[1] = approve(&world, HERON, CASE_A, one, "W");
	ck_assert(!agreed(&world, CASE_A, 1));
	ck_assert_uint_eq(world.work.unlisted_count, 1);
	(void)removed(&world, CROW, CROW, numbers, 1);
	ck_assert_msg(!agreed(&world, CASE_A, 1), "they said so themselves");
	(void)removed(&world, ROOK, CROW, numbers, 1);
	ck_assert_msg(!agreed(&world, CASE_A, 1), "another former one said so");
	(void)removed(&world, STRANGER, CROW, numbers, 1);
	ck_assert(!agreed(&world, CASE_A, 1));
	(void)removed(&world, WREN, ROOK, numbers, 1);
	ck_assert_msg(!agreed(&world, CASE_A, 1), "as the other one's");
	(void)removed(&world, WREN, CROW, numbers, 2);
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
	one = redact(&world, CROW, CASE_A, 1, "W", NULL, 0);
	numbers[0] = one;
	numbers[1] = approve(&world, ROOK, CASE_A, one, "W");
	(void)removed(&world, ROOK, CROW, &numbers[0], 1);
	listed = removed(&world, CROW, ROOK, &numbers[1], 1);
	ck_assert(!agreed(&world, CASE_A, 1));
	/* That a list of theirs counts again makes nothing in it count: only who is there lists. */
	(void)removed(&world, HERON, CROW, &listed, 1);
	(void)removed(&world, HERON, CROW, &numbers[0], 1);
	ck_assert(!agreed(&world, CASE_A, 1));
	(void)removed(&world, HERON, ROOK, &numbers[1], 1);
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
	one = redact(&world, HERON, CASE_A, 1, "W", NULL, 0);
	approval = approve(&world, CROW, CASE_A, one, "W");
	(void)removed(&world, ROBIN, CROW, &approval, 1);
	ck_assert(agreed(&world, CASE_A, 1));
	(void)recuse(&world, ROOK, CASE_A);
	(void)recuse(&world, CROW, CASE_B);
	ck_assert(agreed(&world, CASE_A, 1));
	(void)recuse(&world, CROW, CASE_A);
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
			(void)recuse(&world, WREN, CASE_B);
		one = redact(&world, HERON, CASE_A, 1, "W", NULL, 0);
		(void)refuse(&world, WREN, CASE_A, one);
		copy = again(&world, one);
		(void)approve(&world, ROBIN, CASE_A, copy, "W");
		ck_assert_msg(!agreed(&world, CASE_A, 1), "it was refused");
		ck_assert_uint_eq(world_case(&world, CASE_A)->redaction_count, 1);
		two = redact(&world, ROBIN, CASE_A, 1, "V", &one, 1);
		(void)approve(&world, HERON, CASE_A, two, "V");
		ck_assert_msg(agreed(&world, CASE_A, 1), "what was replaced stands no more");
		(void)refuse(&world, ROBIN, CASE_A, two);
		ck_assert_uint_eq(world_case(&world, CASE_A)->redaction_count, 1);
		ck_assert(!agreed(&world, CASE_A, 1));
		world_end(&world);

		/* What is said of either holds for both. */
		world_begin(&world);
		for (int j = 0; j < i; j++)
			(void)recuse(&world, WREN, CASE_B);
		one = redact(&world, CROW, CASE_A, 1, "W", NULL, 0);
		copy = again(&world, one);
		ck_assert_uint_eq(world_case(&world, CASE_A) == NULL, 1);
		ck_assert_uint_eq(world.work.unlisted_count, 1);
		words = excerpt(&world, HERON, CASE_A, one, NULL);
		(void)approve(&world, ROBIN, CASE_A, one, "W");
		(void)removed(&world, ROBIN, CROW, &copy, 1);
		ck_assert(agreed(&world, CASE_A, 1));
		ck_assert_uint_eq(world.work.unlisted_count, 0);
		ck_assert_uint_eq(quoted(&world, CASE_A), 1);
		(void)refuse(&world, WREN, CASE_A, again(&world, words));
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
	both[0] = redact(&world, HERON, CASE_A, 1, "W", NULL, 0);
	both[1] = redact(&world, ROBIN, CASE_A, 1, "V", NULL, 0);
	(void)approve(&world, WREN, CASE_A, both[0], "W");
	(void)approve(&world, WREN, CASE_A, both[1], "V");
	ck_assert(!agreed(&world, CASE_A, 1));
	ck_assert(casework_has_conflict(world_case(&world, CASE_A)));
	/* One that is refused is in nobody's way. */
	(void)refuse(&world, WREN, CASE_A, both[1]);
	ck_assert(agreed(&world, CASE_A, 1));
	ck_assert(!casework_has_conflict(world_case(&world, CASE_A)));
	world_end(&world);

	world_begin(&world);
	both[0] = redact(&world, HERON, CASE_A, 1, "W", NULL, 0);
	both[1] = redact(&world, ROBIN, CASE_A, 1, "V", NULL, 0);
	(void)approve(&world, WREN, CASE_A, both[0], "W");
	third = redact(&world, HERON, CASE_A, 1, "U", both, 2);
	ck_assert(!casework_has_conflict(world_case(&world, CASE_A)));
	ck_assert_msg(!agreed(&world, CASE_A, 1), "what was approved of an older one counts not");
	(void)approve(&world, ROBIN, CASE_A, third, "U");
	ck_assert(agreed(&world, CASE_A, 1));
	/* Of another message, or in another case, it replaces nothing. */
	(void)redact(&world, WREN, CASE_A, 2, "T", &third, 1);
	(void)redact(&world, WREN, CASE_B, 1, "T", &third, 1);
	ck_assert(agreed(&world, CASE_A, 1));
	world_end(&world);
}
END_TEST

START_TEST(excerpts_go_with_their_redaction)
{
	struct world world;
	size_t one, span, words;

	world_begin(&world);
	one = redact(&world, HERON, CASE_A, 1, "W", NULL, 0);
	span = excerpt(&world, HERON, CASE_A, one, NULL);
	words = excerpt(&world, HERON, CASE_A, one, "In other words.");
	ck_assert_uint_eq(quoted(&world, CASE_A), 0);
	(void)approve(&world, ROBIN, CASE_A, one, "W");
	ck_assert_msg(quoted(&world, CASE_A) == 1, "a paraphrase needs a second, too");
	(void)approve(&world, HERON, CASE_A, words, "In other words.");
	ck_assert_uint_eq(quoted(&world, CASE_A), 1);
	(void)approve(&world, ROBIN, CASE_A, words, "In other words.");
	ck_assert_uint_eq(quoted(&world, CASE_A), 2);
	(void)refuse(&world, HERON, CASE_A, span);
	ck_assert_uint_eq(quoted(&world, CASE_A), 1);
	(void)redact(&world, WREN, CASE_A, 1, "V", &one, 1);
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
	one = pack_text(&world, HERON, "ask", "A", NULL, 0);
	(void)approve(&world, ROBIN, 0, one, "A");
	promise = pack_text(&world, HERON, "promise", "P", NULL, 0);
	(void)pack_text(&world, HERON, "promise", "Q", NULL, 0);
	(void)approve(&world, HERON, 0, promise, "P");
	(void)approve(&world, ROBIN, CASE_A, promise, "P");
	(void)world_case(&world, CASE_A);
	ck_assert_uint_eq(world.work.pack_text_count, 3);
	ck_assert(casework_is_agreed(&world.work.pack_texts[0]));
	ck_assert_msg(!casework_is_agreed(&world.work.pack_texts[1]) &&
	    !casework_is_agreed(&world.work.pack_texts[2]), "promises need another's yes, of no case");
	ck_assert(!world.work.pack_texts[1].conflict);
	two = pack_text(&world, WREN, "ask", "B", NULL, 0);
	(void)approve(&world, ROBIN, 0, two, "B");
	(void)world_case(&world, CASE_A);
	ck_assert(world.work.pack_texts[0].conflict && world.work.pack_texts[1].conflict);
	(void)pack_text(&world, WREN, "ask", "C", (size_t[]){ one, two }, 2);
	/* Another part takes nobody's place. */
	(void)pack_text(&world, WREN, "contact", "D", (size_t[]){ promise }, 1);
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

/*
 * Any order.
 */

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
			ck_assert(j == 0 || file->decisions[j - 1]->made <= file->decisions[j]->made);
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
				(void)again(world, known);
			break;
		case 0:
		case 1:
			(void)redact(world, by, file, rand() % 3, text, some, (size_t)rand() % 3);
			break;
		case 2:
		case 3:
			(void)approve(world, by, file, known, text);
			break;
		case 4:
			(void)refuse(world, by, file, known);
			break;
		case 5:
			(void)excerpt(world, by, file, known, rand() % 2 == 0 ? NULL : text);
			break;
		case 6:
			if (rand() % 12 == 0)
				(void)recuse(world, by, file);
			else
				(void)world_add(world, by, DECISION_NOTE, file,
				    json_pack("{s:s}", "text", text));
			break;
		case 7:
			(void)removed(world, by, CROW + rand() % 2, some, 2);
			break;
		case 8:
			(void)pack_text(world, by, rand() % 2 == 0 ? "ask" : "promise", text, some,
			    (size_t)rand() % 3);
			break;
		default:
			(void)world_add(world, by, DECISION_ASSIGN, file, json_pack("{s:o,s:o}", "to",
			    world_bytes(0x40 + rand() % 3), "instead", world_ids(some, 2)));
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
	tcase_add_test(tests, any_order_gives_the_same_state);
	tcase_add_test(tests, a_great_many_of_one_case);
	suite_add_tcase(suite, tests);
	return suite;
}
