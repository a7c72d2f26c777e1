/* SPDX-License-Identifier: ISC */
/*
 * What coordinators write to a family: the JSON of line 1 in the reply tray, "testimony-reply-1". It
 * is signed by a coordinator and sealed to the family's `reply_to`. Any thread.
 *
 *   {"format","campaign":serial,"kind":"message"|"question"|"preview","n":1...,
 *    "part":1...,"parts":1...,"seen":[{"kind","week"}...],"in_force":[use...],"text",
 *    "uses":[use...],"lays_aside":[hex...],   question alone
 *    "answer_by":"YYYY-MM-DD"}                preview alone
 *
 * n counts all replies to a mailbox up. seen: kind and week of each of the family's envelopes that
 * the desk held, so that the family sees when one was dropped on the way. in_force: the uses that
 * hold now. A text that does not fit goes in several parts, each an envelope, with the same n.
 */
#ifndef TESTIMONY_REPLY_LINE_H
#define TESTIMONY_REPLY_LINE_H

#include <jansson.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/error.h"

#define REPLY_LINE_SEEN_MOST 200
#define REPLY_LINE_PARTS_MOST 4       /* a mailbox takes four replies */
#define REPLY_LINE_LAYS_ASIDE_MOST 64
#define REPLY_LINE_HASH_BYTES 32      /* SHA-256 of a consent's line 1 */

enum reply_kind { REPLY_MESSAGE, REPLY_QUESTION, REPLY_PREVIEW };

struct reply_line {
	enum reply_kind kind;
	int64_t campaign;
	int64_t n, part, parts;    /* from 1; part <= parts */
	const json_t *seen;        /* array of {"kind","week"}; borrowed, as all below */
	const json_t *in_force;    /* array of ids */
	const char *text;
	const json_t *uses;        /* question: those offered; else NULL */
	const json_t *lays_aside;  /* question: hex SHA-256 of consents' line 1; else NULL */
	int32_t answer_by;         /* preview: a day; else 0 */
};

/* Reads a line 1. Refuses unknown formats and kinds, wrong types, limits exceeded; ignores unknown
 * fields. */
int reply_line_parse(struct reply_line *line, const json_t *line1, struct error *error);

/* Adds line 1, no LF, keys in the order above. Refuses what reply_line_parse would refuse, and a
 * line over ENVELOPE_LINE1_MOST, saying how much to cut; then nothing is added. */
int reply_line_print(struct buffer *out, const struct reply_line *line, struct error *error);

/* "message", "question", "preview". */
const char *reply_kind_name(enum reply_kind kind);

/* SHA-256 of a line 1: how answers name replies and questions name consents. */
void line1_hash(uint8_t hash[REPLY_LINE_HASH_BYTES], const void *line1, size_t length);

#endif
