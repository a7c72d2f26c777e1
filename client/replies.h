/* SPDX-License-Identifier: ISC */
/*
 * What lay in a family's mailbox: opens the slots, judges who wrote each, puts parts together. The
 * server chooses what to hand out, so nothing here trusts it: a reply is one only where a
 * coordinator of the manifest, not a former one, signed it for this mailbox. Pure. Any thread.
 */
#ifndef TESTIMONY_REPLIES_H
#define TESTIMONY_REPLIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/campaign.h"
#include "common/encode.h"
#include "common/envelope.h"
#include "common/error.h"
#include "common/reply_line.h"
#include "keys/age_identity.h"
#include "keys/envelope_open.h"

#define REPLIES_MOST 4         /* slots of a mailbox */
#define REPLIES_HASH_LEAST 8   /* digits of a hash that name a reply */

struct reply {
	struct reply_line line;       /* of its first part that is there */
	const struct coordinator *by; /* borrowed from the campaign */
	uint8_t hash[REPLY_LINE_HASH_BYTES]; /* of line 1 of part 1: how answers name it */
	char hash_text[HEX_LENGTH(REPLY_LINE_HASH_BYTES) + 1]; /* "" where part 1 is missing */
	const char *texts[REPLY_LINE_PARTS_MOST]; /* of each part; NULL: missing; borrowed */
	bool whole;                   /* all parts are there */
	bool alone;                   /* no other has its n */
	bool newest;                  /* no other of its kind has a higher n */
};

struct replies {
	struct opened opened[REPLIES_MOST]; /* what the replies borrow from */
	size_t opened_count;
	struct reply list[REPLIES_MOST]; /* by n, then by hash */
	size_t count;
	/* Envelopes that are no replies, by why. None of their text is kept. */
	size_t strange;    /* cannot be opened, or not signed for this mailbox, or not of its tray */
	size_t strangers;  /* signed by nobody whom the manifest names */
	size_t former;     /* signed by a former coordinator */
	size_t unreadable; /* signed by a coordinator, but not in a form that this program knows */
	size_t mixed;      /* parts of several replies that cannot be told apart */
};

/* Judges `count` slots (REPLIES_MOST at most) of ENVELOPE_BYTES. `identities`: the receipt's. */
void replies_judge(struct replies *replies, const struct campaign *campaign,
    const struct age_identities *identities, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES],
    const uint8_t *slots, size_t count);
void replies_free(struct replies *replies);

/* The reply that a person names: by its number, or by REPLIES_HASH_LEAST digits or more from the
 * start of its hash. Refuses what names none, several, or one that misses parts. */
const struct reply *replies_find(const struct replies *replies, const char *name,
    struct error *error);

/* What holds by the replies of the highest n: the uses that all of them say are in force (a new
 * reference), and the longest list of what the desk had seen (borrowed). NULL without replies. */
json_t *replies_in_force(const struct replies *replies);
const json_t *replies_seen(const struct replies *replies);

/* The whole as a letter in `language`, clean and wrapped; `today` is a day. */
void replies_letter(struct buffer *out, const struct replies *replies,
    const struct campaign *campaign, const char *language, int32_t today);
/* One reply of it: its heading, text and what it asks. */
void reply_letter(struct buffer *out, const struct reply *reply, const struct campaign *campaign,
    const char *language, int32_t today);
/* The same for machines: one JSON object a line, the last of kind "mailbox". */
void replies_json(struct buffer *out, const struct replies *replies);

#endif
