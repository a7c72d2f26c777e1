/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/edition.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "common/encode.h"
#include "common/json.h"
#include "common/secret.h"
#include "desk/decisions.h"

#define EDITION_PARTS_MOST 4096
#define EDITION_PART_BYTES 30000 /* of packs and figures in one event, which holds 32,400 in all */
#define EDITION_CASE_BYTES (HEX_LENGTH(ENVELOPE_MAILBOX_BYTES) + 3) /* quotes and a comma */
#define EDITION_PACK_BYTES (EDITION_NAME_MOST + 24) /* {"name":"","cases":[]}, */
#define EDITION_FIGURE_BYTES 24 /* [,], quotes and the count, beside the key */

static void
edition_set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0)
		error_bug("no memory for an edition");
}

static void
edition_append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) != 0)
		error_bug("no memory for an edition");
}

static json_t *
edition_hex(const uint8_t *bytes, size_t length)
{
	char digits[HEX_LENGTH(ENVELOPE_MAILBOX_BYTES) + 1];

	hex_encode(digits, bytes, length);
	return json_string(digits);
}

static int
edition_compare_mailboxes(const void *left, const void *right)
{
	return memcmp(left, right, ENVELOPE_MAILBOX_BYTES);
}

/*
 * Putting one together.
 */

void
edition_begin(struct edition *edition, int64_t n, int32_t day)
{
	*edition = (struct edition){ .n = n, .day = day, .figures = json_array() };
	randombytes_buf(edition->id, sizeof edition->id);
}

static struct edition_pack *
edition_get(struct edition *edition, const char *name)
{
	size_t at = 0;

	if (strlen(name) > EDITION_NAME_MOST)
		error_bug("a pack's name is too long");
	while (at < edition->pack_count && strcmp(edition->packs[at].name, name) < 0)
		at++;
	if (at < edition->pack_count && strcmp(edition->packs[at].name, name) == 0)
		return &edition->packs[at];
	edition->packs = secret_grow(edition->packs, edition->pack_count,
	    sizeof *edition->packs);
	memmove(&edition->packs[at + 1], &edition->packs[at],
	    (edition->pack_count++ - at) * sizeof *edition->packs);
	edition->packs[at] = (struct edition_pack){ .cases = NULL };
	memcpy(edition->packs[at].name, name, strlen(name) + 1);
	return &edition->packs[at];
}

void
edition_add(struct edition *edition, const char *name,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	struct edition_pack *pack = edition_get(edition, name);

	pack->cases = secret_grow(pack->cases, pack->count, sizeof *pack->cases);
	memcpy(pack->cases[pack->count++], mailbox, sizeof *pack->cases);
}

/* Sorts the cases, and drops those that are there twice. */
static void
edition_settle(struct edition *edition)
{
	for (size_t i = 0; i < edition->pack_count; i++) {
		struct edition_pack *pack = &edition->packs[i];
		size_t kept = 0;

		if (pack->count > 0)
			qsort(pack->cases, pack->count, sizeof *pack->cases,
			    edition_compare_mailboxes);
		for (size_t j = 0; j < pack->count; j++)
			if (kept == 0 || memcmp(pack->cases[kept - 1], pack->cases[j],
			    sizeof *pack->cases) != 0)
				memmove(pack->cases[kept++], pack->cases[j], sizeof *pack->cases);
		pack->count = kept;
	}
}

void
edition_free(struct edition *edition)
{
	for (size_t i = 0; i < edition->pack_count; i++)
		secret_release(edition->packs[i].cases);
	secret_release(edition->packs);
	json_decref(edition->figures);
	*edition = (struct edition){ .packs = NULL };
}

const struct edition_pack *
edition_pack(const struct edition *edition, const char *name)
{
	for (size_t i = 0; edition != NULL && i < edition->pack_count; i++)
		if (strcmp(edition->packs[i].name, name) == 0)
			return &edition->packs[i];
	return NULL;
}

bool
edition_pack_has(const struct edition_pack *pack, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	return pack != NULL && pack->count > 0 && bsearch(mailbox, pack->cases, pack->count,
	    sizeof *pack->cases, edition_compare_mailboxes) != NULL;
}

/*
 * Writing.
 */

/* The parts of one that is being printed. */
struct edition_parts {
	json_t *list, *packs, *figures; /* the last two: of the newest part */
	json_t *cases;                  /* of the newest pack in it; NULL: none yet */
	size_t bytes;                   /* of it, at most */
};

static void
edition_open_part(struct edition_parts *parts)
{
	json_t *part = json_object();

	parts->packs = json_array();
	parts->figures = json_array();
	parts->cases = NULL;
	parts->bytes = 0;
	edition_set(part, "packs", parts->packs);
	edition_set(part, "figures", parts->figures);
	edition_append(parts->list, part);
}

/* Room for so many bytes more; else another part begins. */
static void
edition_need(struct edition_parts *parts, size_t bytes)
{
	if (parts->bytes + bytes > EDITION_PART_BYTES)
		edition_open_part(parts);
	parts->bytes += bytes;
}

static void
edition_open_pack(struct edition_parts *parts, const char *name)
{
	json_t *pack = json_object();

	parts->cases = json_array();
	edition_set(pack, "name", json_string(name));
	edition_set(pack, "cases", parts->cases);
	edition_append(parts->packs, pack);
}

static void
edition_print_pack(struct edition_parts *parts, const struct edition_pack *pack)
{
	edition_need(parts, EDITION_PACK_BYTES);
	edition_open_pack(parts, pack->name);
	for (size_t i = 0; i < pack->count; i++) {
		edition_need(parts, EDITION_CASE_BYTES);
		if (parts->cases == NULL) {
			parts->bytes += EDITION_PACK_BYTES;
			edition_open_pack(parts, pack->name);
		}
		edition_append(parts->cases, edition_hex(pack->cases[i], sizeof *pack->cases));
	}
}

json_t *
edition_events(struct edition *edition)
{
	struct edition_parts parts = { .list = json_array() };
	const json_t *figure;
	char day[DAY_SIZE];
	size_t i, count;

	edition_settle(edition);
	day_print(day, edition->day);
	edition_open_part(&parts);
	for (i = 0; i < edition->pack_count; i++)
		edition_print_pack(&parts, &edition->packs[i]);
	json_array_foreach(edition->figures, i, figure) {
		edition_need(&parts, EDITION_FIGURE_BYTES +
		    json_string_length(json_array_get(figure, 0)));
		if (json_array_append(parts.figures, (json_t *)(uintptr_t)figure) != 0)
			error_bug("no memory for an edition");
	}
	count = json_array_size(parts.list);
	for (i = 0; i < count; i++) {
		json_t *part = json_array_get(parts.list, i);

		edition_set(part, "edition", edition_hex(edition->id, sizeof edition->id));
		edition_set(part, "n", json_integer(edition->n));
		edition_set(part, "day", json_string(day));
		edition_set(part, "part", json_integer((json_int_t)i + 1));
		edition_set(part, "parts", json_integer((json_int_t)count));
	}
	return parts.list;
}

int
edition_keep(struct edition *edition, struct vault *vault, struct error *error)
{
	json_t *events = edition_events(edition);
	size_t count = json_array_size(events);
	int result = 0;

	if (count > EDITION_PARTS_MOST)
		result = error_refuse(error, "this edition has more families than can be noted");
	for (size_t i = 0; i < count && result == 0; i++)
		result = decisions_add(vault, DECISION_EDITION, NULL, json_array_get(events, i),
		    NULL, error);
	json_decref(events);
	return result;
}

/*
 * Reading.
 */

static int
edition_read_pack(struct edition *edition, const json_t *value)
{
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	const json_t *cases, *entry;
	const char *name;
	size_t i;

	if (!json_is_object(value) ||
	    json_member_text(value, "name", EDITION_NAME_MOST, &name, NULL) != 0 ||
	    *name == '\0' ||
	    json_member_array(value, "cases", ENVELOPE_BYTES, &cases, NULL) != 0)
		return -1;
	(void)edition_get(edition, name);
	json_array_foreach(cases, i, entry) {
		if (!json_is_string(entry) || hex_decode(mailbox, sizeof mailbox,
		    json_string_value(entry), json_string_length(entry)) != 0)
			return -1;
		edition_add(edition, name, mailbox);
	}
	return 0;
}

/* One of its events. */
static int
edition_read_part(struct edition *edition, const struct decision *decision)
{
	const json_t *entry;
	size_t i;

	json_array_foreach(decision->list, i, entry)
		if (edition_read_pack(edition, entry) != 0)
			return -1;
	json_array_foreach(json_object_get(decision->data, "figures"), i, entry) {
		if (json_array_size(entry) != 2 || !json_is_string(json_array_get(entry, 0)) ||
		    !json_is_integer(json_array_get(entry, 1)) ||
		    json_array_append(edition->figures, (json_t *)(uintptr_t)entry) != 0)
			return -1;
	}
	return 0;
}

static int64_t
edition_number(const struct decision *decision, const char *key)
{
	return json_integer_value(json_object_get(decision->data, key));
}

/* Events of one edition beside each other, by part: of one author, since anybody might name another
 * one's id. */
static int
edition_compare_events(const void *left, const void *right)
{
	const struct decision *a = *(const struct decision *const *)left;
	const struct decision *b = *(const struct decision *const *)right;
	int order = strcmp(json_string_value(json_object_get(a->data, "edition")),
	    json_string_value(json_object_get(b->data, "edition")));
	int64_t one = edition_number(a, "part"), other = edition_number(b, "part");

	if (order == 0)
		order = memcmp(a->by, b->by, sizeof a->by);
	if (order == 0)
		order = one < other ? -1 : one > other;
	return order != 0 ? order : memcmp(a->id, b->id, sizeof a->id);
}

static bool
edition_is_same(const struct decision *a, const struct decision *b)
{
	return memcmp(a->by, b->by, sizeof a->by) == 0 &&
	    json_equal(json_object_get(a->data, "edition"), json_object_get(b->data, "edition"));
}

/* The events of one edition, by part. -1: not all of it is here, or it is damaged. */
static int
edition_read(struct edition *edition, const struct decision *const *events, size_t count)
{
	const struct decision *first = events[0];

	*edition = (struct edition){ .n = edition_number(first, "n"), .day = first->day,
		.figures = json_array() };
	(void)hex_decode(edition->id, sizeof edition->id,
	    json_string_value(json_object_get(first->data, "edition")),
	    HEX_LENGTH(sizeof edition->id));
	if (edition_number(first, "parts") != (int64_t)count)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (edition_number(events[i], "part") != (int64_t)i + 1 ||
		    edition_number(events[i], "parts") != (int64_t)count ||
		    edition_number(events[i], "n") != edition->n ||
		    events[i]->day != edition->day ||
		    edition_read_part(edition, events[i]) != 0)
			return -1;
	edition_settle(edition);
	return 0;
}

static int
edition_compare(const void *left, const void *right)
{
	const struct edition *a = left, *b = right;

	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	return memcmp(a->id, b->id, sizeof a->id);
}

static void
editions_add(struct editions *editions, const struct decision *const *events, size_t count)
{
	struct edition edition;

	if (edition_read(&edition, events, count) == 0) {
		editions->list = secret_grow(editions->list, editions->count,
		    sizeof *editions->list);
		editions->list[editions->count++] = edition;
	} else {
		edition_free(&edition);
		editions->broken++;
	}
}

void
editions_read(struct editions *editions, const struct casework *casework)
{
	const struct decision **events = secret_allocate((casework->other_count + 1) *
	    sizeof *events);
	size_t count = 0, end;

	*editions = (struct editions){ .list = NULL };
	for (size_t i = 0; i < casework->other_count; i++)
		if (casework->others[i]->kind == DECISION_EDITION)
			events[count++] = casework->others[i];
	for (size_t i = 0; i < casework->unlisted_count; i++)
		editions->unlisted += casework->unlisted[i]->kind == DECISION_EDITION;
	if (count > 0)
		qsort(events, count, sizeof *events, edition_compare_events);
	for (size_t i = 0; i < count; i = end) {
		for (end = i; end < count && edition_is_same(events[i], events[end]); end++)
			if (edition_number(events[end], "n") > editions->highest)
				editions->highest = edition_number(events[end], "n");
		editions_add(editions, events + i, end - i);
	}
	if (editions->count > 0)
		qsort(editions->list, editions->count, sizeof *editions->list, edition_compare);
	secret_release(events);
}

void
editions_free(struct editions *editions)
{
	for (size_t i = 0; i < editions->count; i++)
		edition_free(&editions->list[i]);
	secret_release(editions->list);
	*editions = (struct editions){ .list = NULL };
}

const struct edition *
editions_last(const struct editions *editions)
{
	return editions->count == 0 ? NULL : &editions->list[editions->count - 1];
}

void
editions_say(const struct editions *editions, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES],
    struct buffer *out)
{
	for (size_t i = 0; i < editions->count; i++) {
		const struct edition *edition = &editions->list[i];
		const char *before = "its words in ";
		char day[DAY_SIZE];
		bool said = false;

		day_print(day, edition->day);
		for (size_t j = 0; j < edition->pack_count; j++) {
			const struct edition_pack *pack = &edition->packs[j];

			if (!edition_pack_has(pack, mailbox) ||
			    strcmp(pack->name, EDITION_COUNTED) == 0)
				continue;
			if (!said)
				buffer_format(out, "edition %lld of %s: ", (long long)edition->n,
				    day);
			buffer_format(out, "%s%s", said ? ", " : before, pack->name);
			said = true;
		}
		if (edition_pack_has(edition_pack(edition, EDITION_COUNTED), mailbox)) {
			if (!said)
				buffer_format(out, "edition %lld of %s: ", (long long)edition->n,
				    day);
			buffer_append_text(out, said ? ", and counted in its figures" :
			    "counted in its figures");
			said = true;
		}
		if (said)
			buffer_append_byte(out, '\n');
	}
}
