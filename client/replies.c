/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/replies.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define REPLIES_AGE "age-encryption.org/v1\n" /* what starts otherwise is filler */
#define REPLIES_NUMBER_DIGITS_MOST 7          /* of an n; more digits are a hash */

/* One envelope that is by a coordinator, read. */
struct replies_part {
	struct reply_line line;
	const struct coordinator *by;
	uint8_t hash[REPLY_LINE_HASH_BYTES];
	bool taken;
};

/*
 * Judging each envelope
 */

/* Whether it is a coordinator's; counts it where not. */
static bool
replies_take(struct replies *replies, struct replies_part *part, struct opened *opened,
    const struct campaign *campaign)
{
	struct error error = ERROR_INIT;
	bool former;

	part->by = campaign_coordinator(campaign, opened->parts.by, &former);
	part->taken = false;
	if (part->by == NULL)
		replies->strangers++;
	else if (former)
		replies->former++;
	else if (reply_line_parse(&part->line, opened->line1, &error) != 0)
		replies->unreadable++;
	else
		part->taken = true;
	if (part->taken)
		line1_hash(part->hash, opened->parts.line1, opened->parts.line1_length);
	return part->taken;
}

/* The same once more in another slot says nothing new. */
static bool
replies_is_known(const struct replies_part *parts, size_t count, const struct replies_part *part)
{
	for (size_t i = 0; i < count; i++)
		if (parts[i].by == part->by &&
		    memcmp(parts[i].hash, part->hash, sizeof part->hash) == 0)
			return true;
	return false;
}

static size_t
replies_open(struct replies *replies, struct replies_part parts[REPLIES_MOST],
    const struct campaign *campaign, const struct age_identities *identities,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], const uint8_t *slots, size_t count)
{
	struct error error = ERROR_INIT;
	size_t taken = 0;

	for (size_t i = 0; i < count; i++) {
		const uint8_t *slot = slots + i * ENVELOPE_BYTES;
		struct opened *opened = &replies->opened[replies->opened_count];

		if (memcmp(slot, REPLIES_AGE, strlen(REPLIES_AGE)) != 0)
			continue;
		if (envelope_open(opened, identities, slot, ENVELOPE_BYTES, TRAY_REPLY,
		    campaign->signing_key.key, mailbox, &error) != 0) {
			replies->strange++;
			continue;
		}
		if (replies_take(replies, &parts[taken], opened, campaign) &&
		    !replies_is_known(parts, taken, &parts[taken])) {
			taken++;
			replies->opened_count++;
		} else {
			opened_free(opened);
		}
	}
	return taken;
}

/*
 * Putting parts together
 */

static bool
replies_belong(const struct replies_part *one, const struct replies_part *other)
{
	const struct reply_line *a = &one->line, *b = &other->line;

	return one->by == other->by && a->n == b->n && a->kind == b->kind && a->parts == b->parts &&
	    a->parts > 1 && a->campaign == b->campaign && a->answer_by == b->answer_by &&
	    (a->uses == NULL || (json_equal(a->uses, b->uses) &&
	    json_equal(a->lays_aside, b->lays_aside)));
}

/* Whether its own part number is there a second time: whoever hands out the parts could then
 * choose which go together. */
static bool
replies_is_mixed(const struct replies_part *parts, size_t count, size_t index)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++)
			if ((i == index || replies_belong(&parts[i], &parts[index])) &&
			    (j == index || replies_belong(&parts[j], &parts[index])) &&
			    parts[i].line.part == parts[j].line.part)
				return true;
	return false;
}

static void
reply_add_part(struct reply *reply, const struct replies_part *part)
{
	reply->texts[part->line.part - 1] = part->line.text;
	/* Part 1 speaks for all. */
	if (part->line.part == 1) {
		reply->line = part->line;
		memcpy(reply->hash, part->hash, sizeof reply->hash);
		hex_encode(reply->hash_text, reply->hash, sizeof reply->hash);
	}
}

static void
replies_join(struct replies *replies, struct replies_part *parts, size_t count)
{
	bool mixed[REPLIES_MOST] = { false };

	for (size_t i = 0; i < count; i++)
		mixed[i] = replies_is_mixed(parts, count, i);
	for (size_t i = 0; i < count; i++) {
		struct reply *reply = &replies->list[replies->count];

		replies->mixed += mixed[i];
		if (mixed[i] || !parts[i].taken)
			continue;
		reply->line = parts[i].line;
		reply->by = parts[i].by;
		reply_add_part(reply, &parts[i]);
		for (size_t j = i + 1; j < count; j++) {
			if (!replies_belong(&parts[i], &parts[j]))
				continue;
			reply_add_part(reply, &parts[j]);
			parts[j].taken = false;
		}
		reply->whole = true;
		for (int64_t part = 0; part < reply->line.parts; part++)
			reply->whole &= reply->texts[part] != NULL;
		replies->count++;
	}
}

static int
replies_compare(const void *one, const void *other)
{
	const struct reply *a = one, *b = other;

	if (a->line.n != b->line.n)
		return a->line.n < b->line.n ? -1 : 1;
	return strcmp(a->hash_text, b->hash_text);
}

void
replies_judge(struct replies *replies, const struct campaign *campaign,
    const struct age_identities *identities, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES],
    const uint8_t *slots, size_t count)
{
	struct replies_part parts[REPLIES_MOST];
	struct reply *list = replies->list;

	if (count > REPLIES_MOST)
		error_bug("more slots than a mailbox has");
	memset(replies, 0, sizeof *replies);
	count = replies_open(replies, parts, campaign, identities, mailbox, slots, count);
	replies_join(replies, parts, count);
	qsort(list, replies->count, sizeof *list, replies_compare);
	for (size_t i = 0; i < replies->count; i++) {
		list[i].alone = list[i].newest = true;
		for (size_t j = 0; j < replies->count; j++) {
			if (j != i && list[j].line.n == list[i].line.n)
				list[i].alone = false;
			if (list[j].line.kind == list[i].line.kind && list[j].line.n > list[i].line.n)
				list[i].newest = false;
		}
	}
}

void
replies_free(struct replies *replies)
{
	for (size_t i = 0; i < replies->opened_count; i++)
		opened_free(&replies->opened[i]);
	memset(replies, 0, sizeof *replies);
}

/*
 * Naming one
 */

static bool
reply_is_named(const struct reply *reply, const char *name, bool number)
{
	size_t length = strlen(name);

	if (number)
		return reply->line.n == strtoll(name, NULL, 10);
	return length >= REPLIES_HASH_LEAST && length <= strlen(reply->hash_text) &&
	    strncasecmp(name, reply->hash_text, length) == 0;
}

const struct reply *
replies_find(const struct replies *replies, const char *name, struct error *error)
{
	bool number = strlen(name) <= REPLIES_NUMBER_DIGITS_MOST &&
	    name[strspn(name, "0123456789")] == '\0';
	const struct reply *found = NULL;

	for (size_t i = 0; i < replies->count; i++) {
		if (!reply_is_named(&replies->list[i], name, number))
			continue;
		if (found != NULL) {
			(void)error_refuse(error, "several replies are named by that; name one by "
			    "the start of its hash, as `testimony check` shows it");
			return NULL;
		}
		found = &replies->list[i];
	}
	if (found == NULL)
		(void)error_refuse(error, "no reply of that name is in the mailbox now; a name is a "
		    "number, or %d or more digits from the start of a hash, as `testimony check` "
		    "shows them", REPLIES_HASH_LEAST);
	else if (!found->whole)
		(void)error_refuse(error, "a part of that reply is missing; look again in some "
		    "days, and answer it when all of it is there");
	else
		return found;
	return NULL;
}

/*
 * What the newest say
 */

json_t *
replies_in_force(const struct replies *replies)
{
	const struct reply *list = replies->list;
	size_t last = replies->count - 1, index;
	json_t *uses, *use;

	if (replies->count == 0)
		return NULL;
	uses = json_deep_copy(list[last].line.in_force);
	/* Several of one number: what one of them does not allow is not allowed. */
	for (size_t i = 0; i < last; i++) {
		if (list[i].line.n != list[last].line.n)
			continue;
		for (size_t j = json_array_size(uses); j > 0; j--) {
			bool held = false;

			json_array_foreach(list[i].line.in_force, index, use)
				held |= json_equal(use, json_array_get(uses, j - 1)) != 0;
			if (!held)
				(void)json_array_remove(uses, j - 1);
		}
	}
	return uses;
}

const json_t *
replies_seen(const struct replies *replies)
{
	const struct reply *list = replies->list;
	const json_t *seen = NULL;

	for (size_t i = 0; i < replies->count; i++)
		if (list[i].line.n == list[replies->count - 1].line.n && (seen == NULL ||
		    json_array_size(list[i].line.seen) > json_array_size(seen)))
			seen = list[i].line.seen;
	return seen;
}
