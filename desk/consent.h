/* SPDX-License-Identifier: ISC */
/*
 * Which uses of its words a family allows now. What counts is what it signed, in whatever order it
 * came and however often:
 *
 *   the base: the uses of the question of highest n that the family accepted (of several with that
 *   n, what all of them offer); without one, what all its testimonies and additions allow;
 *   in force: what of the base every consent allows, but for consents that the question lays aside,
 *   and, after a question, every testimony and addition that may be newer than it.
 *
 * Messages have no time. Which may be newer is told by what the question says its desk had seen: of
 * each kind and week so many. Where there are more by now, any of that kind and week may be the new
 * one. A list of what was seen that was cut says less, and so narrows.
 *
 * A question is accepted by an answer yes that names it, unless any answer no or change does. Doubt
 * narrows: nothing told allows nothing.
 *
 * One use restricts all others, CONSENT_PREVIEW: "show me the words first". There the wider list is
 * the narrower wish, so it is in force beside any other use once any testimony, addition, consent or
 * accepted question has it. What a list leaves out is no wish to go without, and no message says
 * that wish in so many words; so it stays. Pure. Any thread.
 */
#ifndef TESTIMONY_CONSENT_H
#define TESTIMONY_CONSENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/reply_line.h"
#include "common/testimony.h"

#define CONSENT_PREVIEW "preview"

/* A message of the family. */
struct consent_message {
	enum testimony_kind kind;
	uint8_t hash[REPLY_LINE_HASH_BYTES]; /* of its line 1 */
	uint32_t week;                       /* in which it came */
	const json_t *uses;                  /* array of ids; of an answer NULL */
	enum testimony_verdict verdict;      /* of an answer */
	uint8_t reply[TESTIMONY_REPLY_BYTES];
};

/* A reply to it, all its parts. */
struct consent_reply {
	enum reply_kind kind;
	int64_t n;
	uint8_t hashes[REPLY_LINE_PARTS_MOST][REPLY_LINE_HASH_BYTES]; /* of each part's line 1 */
	size_t parts;             /* that are known */
	const json_t *uses;       /* of a question: array of ids */
	const json_t *lays_aside; /* of a question: array of hex */
	const json_t *seen;       /* of a question: array of {"kind","week"} */
};

enum consent_verdict { CONSENT_NONE, CONSENT_YES, CONSENT_NO, CONSENT_CHANGE };

/* What the family says to a reply: no outweighs change, both outweigh yes. An answer that names
 * any part counts for the whole. */
enum consent_verdict consent_verdict(const struct consent_reply *reply,
    const struct consent_message *messages, size_t count);

/* The uses in force: array of ids in alphabetical order, none twice. New reference. *told_less, too:
 * those that the accepted question would allow, and what may have been told since does not; a new
 * question asks for them anew. *unsure: it answered a reply that is not among these, which may have
 * been a question. */
json_t *consent_in_force(const struct consent_message *messages, size_t count,
    const struct consent_reply *replies, size_t reply_count, json_t **told_less, bool *unsure);

/* Whether a list of uses has this one. */
bool consent_uses_have(const json_t *uses, const char *id);

#endif
