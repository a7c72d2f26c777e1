/* SPDX-License-Identifier: ISC */
/*
 * Cases: what belongs to one family, put together from its messages, the replies that this desk
 * wrote, those that other desks wrote (sealed to the family: only their number is known here) and
 * withdrawals. The same whatever order they came in. Pure. One thread for each struct cases.
 */
#ifndef TESTIMONY_CASES_H
#define TESTIMONY_CASES_H

#include "common/envelope.h"
#include "common/recipient.h"
#include "desk/consent.h"

struct case_message {
	uint8_t id[ENVELOPE_ID_BYTES];
	uint32_t week;
	struct recipient reply_to;
	const char *kind; /* its name; a constant */
	json_t *uses;     /* NULL: none */
	struct consent_message consent;
};

/* Of this desk's replies, all parts together. */
struct case_reply {
	uint32_t week;        /* in which it was written */
	json_t *line1;        /* of the first part that was given; the rest points into it */
	struct reply_line line;
	struct consent_reply consent;
};

/* What is to be said of a case, as bits. */
enum case_flag {
	CASE_NEW = 1,       /* it told, and nobody wrote to it */
	CASE_ADDED = 2,     /* it told more since this desk wrote last */
	CASE_ANSWERED = 4,  /* ... answered */
	CASE_CONSENT = 8,   /* ... changed what may be done with its words; also before any reply */
	CASE_REPLIED = 16,  /* it was written to, and nothing came since */
	CASE_WITHDRAWN = 32,
};

struct case_file {
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	struct case_message *messages; /* by week, then id */
	size_t message_count;
	struct case_reply *replies;    /* by n */
	size_t reply_count;
	size_t others;                 /* replies in its mailbox that other desks wrote */
	bool withdrawn;
	/* By cases_finish: */
	unsigned flags;
	json_t *in_force;              /* array of ids */
	bool unsure;                   /* consent.h */
	const struct case_reply *preview; /* the newest; NULL: none */
	enum consent_verdict answer;   /* to it */
};

struct cases {
	struct case_file *cases; /* by mailbox */
	size_t count;
};

/* Begins a case for each of these mailboxes; one may be there several times. The next add to them:
 * a mailbox that is not among them is a bug. */
void cases_begin(struct cases *cases, const uint8_t (*mailboxes)[ENVELOPE_MAILBOX_BYTES],
    size_t count);

/* `testimony` points into a parsed line 1, which may go afterwards. */
void cases_add_message(struct cases *cases, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES],
    const uint8_t id[ENVELOPE_ID_BYTES], uint32_t week, const struct testimony *testimony,
    const void *line1, size_t line1_length);
/* A part of a reply of this desk: its line 1, parsed and as bytes. Refuses what is no reply. */
int cases_add_reply(struct cases *cases, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES],
    uint32_t week, json_t *line1, const void *bytes, size_t length, struct error *error);
void cases_add_other(struct cases *cases, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES]);
void cases_add_withdrawal(struct cases *cases, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES]);

/* Puts each case in order, and says how it stands. */
void cases_finish(struct cases *cases);
void cases_free(struct cases *cases);

/* NULL: there is no such case. */
struct case_file *cases_find(const struct cases *cases,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES]);

/* The week of its newest message; 0 where it has none. */
uint32_t case_week(const struct case_file *file);

/* The highest n of this desk's replies; 0: none. */
int64_t case_highest(const struct case_file *file);

/* Where the family wants its replies: the key in its newest messages, by week. Where messages of
 * that week name several, the one that is answered (`id`) decides, if it is among them; else it is
 * refused: a reply to a key that the family left would never be read. */
int case_reply_to(const struct case_file *file, const uint8_t id[ENVELOPE_ID_BYTES],
    struct recipient *reply_to, struct error *error);

/* [{"kind","week"}...] of its messages. New reference. At most REPLY_LINE_SEEN_MOST, the newest. */
json_t *case_seen(const struct case_file *file);

#endif
