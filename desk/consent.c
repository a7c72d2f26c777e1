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

/* Keeps of `left` what `uses` has, or what it has not. */
static void
uses_keep(json_t *left, const json_t *uses, bool has)
{
	for (size_t i = json_array_size(left); i > 0; i--)
		if (consent_uses_have(uses, json_string_value(json_array_get(left, i - 1))) != has)
			(void)json_array_remove(left, i - 1);
}

static void
uses_narrow(json_t *left, const json_t *uses)
{
	uses_keep(left, uses, true);
}

static bool
uses_are_within(const json_t *left, const json_t *uses)
{
	const json_t *use;
	size_t i;

	json_array_foreach(left, i, use)
		if (!consent_uses_have(uses, json_string_value(use)))
			return false;
	return true;
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
message_is_told(const struct consent_message *message)
{
	return message->kind == TESTIMONY_TESTIMONY || message->kind == TESTIMONY_ADDITION;
}

/* How many of this message's kind and week the desk held when it asked. */
static size_t
question_saw(const struct consent_reply *question, const struct consent_message *message)
{
	const char *kind = testimony_kind_name(message->kind);
	const json_t *entry;
	size_t saw = 0, i;

	json_array_foreach(question->seen, i, entry)
		saw += strcmp(json_string_value(json_object_get(entry, "kind")), kind) == 0 &&
		    json_integer_value(json_object_get(entry, "week")) == message->week;
	return saw;
}

/* Whether it may have been told after the question was asked: there are more of its kind and week
 * than were held then, and nothing says which of them is new. */
static bool
message_may_be_newer(const struct consent_message *message, const struct consent_reply *question,
    const struct consent_message *messages, size_t count)
{
	size_t left = question_saw(question, message);

	for (size_t i = 0; i < count; i++) {
		if (messages[i].kind != message->kind || messages[i].week != message->week)
			continue;
		if (left-- == 0)
			return true;
	}
	return false;
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

/* By every consent but those that the question (NULL: there is none) lays aside. */
static void
consents_narrow(json_t *left, const struct consent_reply *question,
    const struct consent_message *messages, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (messages[i].kind == TESTIMONY_CONSENT && (question == NULL ||
		    !question_lays_aside(question, messages[i].hash)))
			uses_narrow(left, messages[i].uses);
}

/* By what it may have told since. Only where something is left to be taken is it asked when: a
 * family may have told thousands of times. */
static void
told_since_narrow(json_t *left, const struct consent_reply *question,
    const struct consent_message *messages, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (message_is_told(&messages[i]) && !uses_are_within(left, messages[i].uses) &&
		    message_may_be_newer(&messages[i], question, messages, count))
			uses_narrow(left, messages[i].uses);
}

/* What the family allows apart from what it told since it was asked. */
static json_t *
uses_before(const struct consent_message *messages, size_t count,
    const struct consent_reply *replies, size_t reply_count, int64_t n)
{
	json_t *left = NULL;

	for (size_t i = 0; i < reply_count && n > 0; i++)
		if (question_counts(&replies[i], n, messages, count)) {
			uses_meet(&left, replies[i].uses);
			/* Of several questions all must lay a consent aside. */
			consents_narrow(left, &replies[i], messages, count);
		}
	for (size_t i = 0; i < count && n == 0; i++)
		if (message_is_told(&messages[i]))
			uses_meet(&left, messages[i].uses);
	if (left == NULL)
		left = json_array();
	if (n == 0)
		consents_narrow(left, NULL, messages, count);
	preview_settle(left, false);
	return left;
}

json_t *
consent_in_force(const struct consent_message *messages, size_t count,
    const struct consent_reply *replies, size_t reply_count, json_t **told_less, bool *unsure)
{
	int64_t n = question_highest(messages, count, replies, reply_count);
	json_t *left = uses_before(messages, count, replies, reply_count, n), *before;

	if ((before = json_deep_copy(left)) == NULL)
		error_bug("no memory for a list of uses");
	for (size_t i = 0; i < reply_count && n > 0; i++)
		if (question_counts(&replies[i], n, messages, count))
			told_since_narrow(left, &replies[i], messages, count);
	uses_keep(before, left, false);
	*told_less = uses_sorted(before);
	preview_settle(left, preview_is_wanted(messages, count, replies, reply_count));
	*unsure = !answers_are_known(messages, count, replies, reply_count);
	return uses_sorted(left);
}
