/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/consent.h"

#include <string.h>

#include "common/encode.h"

bool
consent_uses_have(const json_t *uses, const char *id)
{
	const json_t *use;
	size_t i;

	json_array_foreach(uses, i, use)
		if (strcmp(json_string_value(use), id) == 0)
			return true;
	return false;
}

/* Takes out of `left` what `uses` does not have. */
static void
uses_narrow(json_t *left, const json_t *uses)
{
	for (size_t i = json_array_size(left); i > 0; i--)
		if (!consent_uses_have(uses, json_string_value(json_array_get(left, i - 1))))
			(void)json_array_remove(left, i - 1);
}

/* The first of several narrows nothing: *left is made of it. */
static void
uses_meet(json_t **left, const json_t *uses)
{
	if (*left != NULL)
		uses_narrow(*left, uses);
	else if ((*left = json_deep_copy(uses)) == NULL)
		error_bug("no memory for a list of uses");
}

/* In alphabetical order, so that the order in which things came cannot be told from it. */
static json_t *
uses_sorted(json_t *uses)
{
	json_t *sorted = json_array();

	while (json_array_size(uses) > 0) {
		size_t least = 0;

		for (size_t i = 1; i < json_array_size(uses); i++)
			if (strcmp(json_string_value(json_array_get(uses, i)),
			    json_string_value(json_array_get(uses, least))) < 0)
				least = i;
		if (json_array_append(sorted, json_array_get(uses, least)) != 0)
			error_bug("no memory for a list of uses");
		(void)json_array_remove(uses, least);
	}
	json_decref(uses);
	return sorted;
}

static bool
reply_is_named(const struct consent_reply *reply, const uint8_t hash[REPLY_LINE_HASH_BYTES])
{
	for (size_t i = 0; i < reply->parts; i++)
		if (memcmp(reply->hashes[i], hash, REPLY_LINE_HASH_BYTES) == 0)
			return true;
	return false;
}

enum consent_verdict
consent_verdict(const struct consent_reply *reply, const struct consent_message *messages,
    size_t count)
{
	enum consent_verdict verdict = CONSENT_NONE;

	for (size_t i = 0; i < count; i++) {
		if (messages[i].kind != TESTIMONY_ANSWER || !reply_is_named(reply, messages[i].reply))
			continue;
		if (messages[i].verdict == TESTIMONY_NO)
			return CONSENT_NO;
		if (messages[i].verdict == TESTIMONY_CHANGE)
			verdict = CONSENT_CHANGE;
		else if (verdict == CONSENT_NONE)
			verdict = CONSENT_YES;
	}
	return verdict;
}

/* A question of this n that the family accepted. */
static bool
question_counts(const struct consent_reply *reply, int64_t n,
    const struct consent_message *messages, size_t count)
{
	return reply->kind == REPLY_QUESTION && reply->n == n &&
	    consent_verdict(reply, messages, count) == CONSENT_YES;
}

/* The highest n of a question that the family accepted; 0: of none. */
static int64_t
question_highest(const struct consent_message *messages, size_t count,
    const struct consent_reply *replies, size_t reply_count)
{
	int64_t n = 0;

	for (size_t i = 0; i < reply_count; i++)
		if (replies[i].n > n && question_counts(&replies[i], replies[i].n, messages, count))
			n = replies[i].n;
	return n;
}

static bool
question_lays_aside(const struct consent_reply *question,
    const uint8_t hash[REPLY_LINE_HASH_BYTES])
{
	char digits[HEX_LENGTH(REPLY_LINE_HASH_BYTES) + 1];

	hex_encode(digits, hash, REPLY_LINE_HASH_BYTES);
	return consent_uses_have(question->lays_aside, digits);
}

static bool
answers_are_known(const struct consent_message *messages, size_t count,
    const struct consent_reply *replies, size_t reply_count)
{
	for (size_t i = 0; i < count; i++) {
		bool known = messages[i].kind != TESTIMONY_ANSWER;

		for (size_t j = 0; j < reply_count && !known; j++)
			known = reply_is_named(&replies[j], messages[i].reply);
		if (!known)
			return false;
	}
	return true;
}

/* Whether the family ever asked to see the words first. */
static bool
preview_is_wanted(const struct consent_message *messages, size_t count,
    const struct consent_reply *replies, size_t reply_count)
{
	for (size_t i = 0; i < count; i++)
		if (messages[i].kind != TESTIMONY_ANSWER &&
		    consent_uses_have(messages[i].uses, CONSENT_PREVIEW))
			return true;
	for (size_t i = 0; i < reply_count; i++)
		if (question_counts(&replies[i], replies[i].n, messages, count) &&
		    consent_uses_have(replies[i].uses, CONSENT_PREVIEW))
			return true;
	return false;
}

/* Where nothing else is allowed there is nothing to show first. */
static void
preview_settle(json_t *left, bool wanted)
{
	for (size_t i = json_array_size(left); i > 0; i--)
		if (strcmp(json_string_value(json_array_get(left, i - 1)), CONSENT_PREVIEW) == 0)
			(void)json_array_remove(left, i - 1);
	if (wanted && json_array_size(left) > 0 &&
	    json_array_append_new(left, json_string(CONSENT_PREVIEW)) != 0)
		error_bug("no memory for a list of uses");
}

json_t *
consent_in_force(const struct consent_message *messages, size_t count,
    const struct consent_reply *replies, size_t reply_count, bool *unsure)
{
	int64_t n = question_highest(messages, count, replies, reply_count);
	json_t *left = NULL;

	for (size_t i = 0; i < reply_count && n > 0; i++)
		if (question_counts(&replies[i], n, messages, count))
			uses_meet(&left, replies[i].uses);
	for (size_t i = 0; i < count && n == 0; i++)
		if (messages[i].kind == TESTIMONY_TESTIMONY ||
		    messages[i].kind == TESTIMONY_ADDITION)
			uses_meet(&left, messages[i].uses);
	if (left == NULL)
		left = json_array();
	for (size_t i = 0; i < count; i++) {
		/* Of several questions all must lay it aside. */
		bool aside = n > 0;

		for (size_t j = 0; j < reply_count && aside; j++)
			if (question_counts(&replies[j], n, messages, count))
				aside = question_lays_aside(&replies[j], messages[i].hash);
		if (messages[i].kind == TESTIMONY_CONSENT && !aside)
			uses_narrow(left, messages[i].uses);
	}
	preview_settle(left, preview_is_wanted(messages, count, replies, reply_count));
	*unsure = !answers_are_known(messages, count, replies, reply_count);
	return uses_sorted(left);
}
