/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/casework_world.h"

#include <string.h>

#include "common/encode.h"
#include "common/json.h"
#include "tests/unit/unit.h"

void
world_key(uint8_t key[32], int who)
{
	memset(key, 0x40 + who, 32);
}

void
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

void
world_end(struct world *world)
{
	casework_free(&world->work);
	for (size_t i = 0; i < world->count; i++)
		decision_free(&world->decisions[i]);
	world->count = 0;
}

void
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

json_t *
world_bytes(int byte)
{
	uint8_t bytes[32];
	char digits[HEX_LENGTH(32) + 1];

	memset(bytes, byte, sizeof bytes);
	hex_encode(digits, bytes, sizeof bytes);
	return json_string(digits);
}

json_t *
world_ids(const size_t *numbers, size_t count)
{
	char digits[HEX_LENGTH(32) + 1];
	json_t *ids = json_array();

	for (size_t i = 0; i < count; i++)
		(void)json_array_append_new(ids, json_string(world_hex(digits, numbers[i])));
	return ids;
}

size_t
world_add(struct world *world, int by, enum decision_kind kind, int file, json_t *data)
{
	uint8_t id[ENVELOPE_ID_BYTES], key[32], mailbox[ENVELOPE_MAILBOX_BYTES];
	size_t number = world->count;
	struct buffer line = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct event event;
	json_t *value;

	ck_assert_uint_lt(number, WORLD_MOST);
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

size_t
world_again(struct world *world, size_t number)
{
	size_t copy = world->count;

	ck_assert_uint_lt(copy, WORLD_MOST);
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

size_t
world_redact(struct world *world, int by, int file, int message, const char *text,
    const size_t *instead, size_t count)
{
	json_t *data = json_object();

	(void)json_object_set_new(data, "message", world_bytes(message));
	(void)json_object_set_new(data, "texts", json_array());
	world_makes(data, text);
	(void)json_object_set_new(data, "instead", world_ids(instead, count));
	return world_add(world, by, DECISION_REDACT, file, data);
}

size_t
world_approve(struct world *world, int by, int file, size_t number, const char *text)
{
	char digits[HEX_LENGTH(32) + 1];
	json_t *data = json_object();

	(void)json_object_set_new(data, "event", json_string(world_hex(digits, number)));
	world_makes(data, text);
	return world_add(world, by, DECISION_APPROVE, file, data);
}

size_t
world_refuse(struct world *world, int by, int file, size_t number)
{
	char digits[HEX_LENGTH(32) + 1];
	json_t *data = json_object();

	(void)json_object_set_new(data, "event", json_string(world_hex(digits, number)));
	(void)json_object_set_new(data, "why", json_string("made up"));
	return world_add(world, by, DECISION_REFUSE, file, data);
}

size_t
world_recuse(struct world *world, int by, int file)
{
	return world_add(world, by, DECISION_RECUSE, file, json_object());
}

size_t
world_excerpt(struct world *world, int by, int file, size_t of, const char *text)
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

size_t
world_removed(struct world *world, int by, int whom, const size_t *numbers, size_t count)
{
	json_t *data = json_object();

	(void)json_object_set_new(data, "key", world_bytes(0x40 + whom));
	(void)json_object_set_new(data, "events", world_ids(numbers, count));
	return world_add(world, by, DECISION_REMOVED, 0, data);
}

size_t
world_pack_text(struct world *world, int by, const char *part, const char *text,
    const size_t *instead, size_t count)
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
