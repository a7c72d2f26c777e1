/* SPDX-License-Identifier: ISC */
/*
 * What coordinators decide, as events of the log (event.h has the frame): the data of each kind,
 * read strictly, so that a decision that cannot be followed is never half followed. What decisions
 * mean together is casework.h's. Hashes are SHA-256; ids are those of the events' envelopes.
 *
 *   assign       {"to": a coordinator's key or "", "instead"}
 *   note         {"text"}
 *   safeguarding {"told": who was told, "text"}
 *   recuse       {}
 *   redact       {"message": its envelope, "texts", "makes", "instead"}: redaction.h
 *   excerpt      {"of": a redact, "theme", "start","end" | "text", "makes", "instead"}
 *   approve      {"event", "makes"}; of a pack-text it belongs to no case, as that does
 *   refuse       {"event", "why"}; the same
 *   closed       {"closed": true or false, "why", "instead"}
 *   reads        {"language"}                                              of no case, as all below
 *   pack-text    {"part": "ask" or "contact", "text", "makes", "instead"}
 *                {"part": "promise", "text", "source", "day", "kept", "makes", "instead"}
 *   settle       {"words": [hashes]}
 *   edition      {"edition": 16 bytes, "n", "day", "part", "parts", "packs", "figures"}: edition.h
 *   removed      {"key": a former coordinator's, "events": [ids]}
 *
 * "instead" are ids of events that this one takes the place of; it may be missing. Any thread.
 */
#ifndef TESTIMONY_DECISION_H
#define TESTIMONY_DECISION_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/envelope.h"
#include "common/event.h"

#define DECISION_HASH_BYTES 32
#define DECISION_EDITION_BYTES 16
#define DECISION_TEXT_MOST 16000  /* bytes of a text that a coordinator writes */
#define DECISION_NAME_MOST 200    /* bytes of a theme, a source, of who was told, of a page's id */
#define DECISION_INSTEAD_MOST 64
#define DECISION_IDS_MOST 400     /* of `removed`; more go into another event */
#define DECISION_WORDS_MOST 400

enum decision_kind {
	DECISION_ASSIGN,
	DECISION_NOTE,
	DECISION_SAFEGUARDING,
	DECISION_RECUSE,
	DECISION_REDACT,
	DECISION_EXCERPT,
	DECISION_APPROVE,
	DECISION_REFUSE,
	DECISION_CLOSED,
	DECISION_READS,
	DECISION_PACK_TEXT,
	DECISION_SETTLE,
	DECISION_EDITION,
	DECISION_REMOVED,
	DECISION_KINDS,
};

enum decision_part { DECISION_ASK, DECISION_CONTACT, DECISION_PROMISE, DECISION_PARTS };

struct decision {
	enum decision_kind kind;
	uint8_t id[ENVELOPE_ID_BYTES];
	uint8_t said[DECISION_HASH_BYTES]; /* the same of an event that was sealed once more */
	uint8_t by[32];              /* the coordinator's key */
	bool former;                 /* ... who is one no more */
	bool has_case;
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	int32_t made;                /* day */
	json_t *data;                /* a reference; all that is borrowed below points into it */

	const json_t *instead;       /* array of hex ids; NULL: none */
	/* redact: the message; excerpt: the redact; approve, refuse: what is judged; assign: the
	 * coordinator (zeros: nobody); removed: the former one. */
	uint8_t subject[32];
	/* redact, excerpt, pack-text: the hash of what it makes; approve: of what was read. */
	uint8_t makes[DECISION_HASH_BYTES];
	const char *text;            /* note, safeguarding, refuse and closed (why), pack-text;
	                              * excerpt: the paraphrase, NULL where it is a span */
	const char *name;            /* safeguarding: who was told; excerpt: the theme;
	                              * promise: the source; reads: the language */
	int64_t start, end;          /* excerpt: bytes of the redacted text */
	bool is;                     /* closed: it is; promise: it was kept */
	enum decision_part part;     /* pack-text */
	int32_t day;                 /* promise, edition */
	const json_t *list;          /* redact: texts; settle: words; removed: events;
	                              * edition: packs */
};

const char *decision_kind_name(enum decision_kind kind); /* "pack-text" */
const char *decision_part_name(enum decision_part part); /* "promise" */
/* Whether an event's kind is one of these. */
bool decision_is(const char *kind);

/* Of an event of these kinds; `by`, `former` and `id` are its envelope's. Refuses data that is not
 * as above. Pairs with decision_free. */
int decision_read(struct decision *decision, const struct event *event,
    const uint8_t id[ENVELOPE_ID_BYTES], const uint8_t by[32], bool former, struct error *error);
void decision_free(struct decision *decision);

/* Adds line 1 of an event. `mailbox` NULL: of no case. Refuses what decision_read would refuse. */
int decision_print(struct buffer *out, enum decision_kind kind, int64_t campaign,
    const uint8_t *mailbox, int32_t made, const json_t *data, struct error *error);

/* SHA-256 of a text, as "makes" has it. */
void decision_hash(uint8_t hash[DECISION_HASH_BYTES], const void *text, size_t length);

#endif
