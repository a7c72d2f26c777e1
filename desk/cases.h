/* SPDX-License-Identifier: ISC */
/*
 * Cases: what belongs to one family, put together from its messages, the replies that coordinators
 * wrote (written.h), those in its mailbox that no event tells of (sealed to the family: only their
 * number is known here) and withdrawals. The same whatever order they came in, and so on every desk
 * that holds the same. Pure. One thread for each struct cases.
 *
 * Desks that write while they are apart may use one n twice. Both replies then count: uses are what
 * both questions allow (consent.h); previews of one n are yes where each is, and else the least that
 * the family said of any; and a case is told more until all that such replies saw is all there is.
 */
#ifndef TESTIMONY_CASES_H
#define TESTIMONY_CASES_H

#include "common/envelope.h"
#include "common/recipient.h"
#include "desk/consent.h"
#include "desk/written.h"

struct case_message {
	uint8_t id[ENVELOPE_ID_BYTES];
	uint32_t week;
	struct recipient reply_to;
	const char *kind; /* its name; a constant */
	json_t *uses;     /* NULL: none */
	bool words;       /* it has texts of the family's own; said by who knows the form (gather.h) */
	struct consent_message consent;
};

/* All parts together. */
struct case_reply {
	uint8_t by[32];       /* the coordinator's key */
	uint8_t id[ENVELOPE_ID_BYTES]; /* of the first part that is there, as all below */
	uint32_t week;        /* in which it was written */
	bool pending;         /* of this desk, and not known to be at any daemon */
	json_t *line1;        /* the rest points into it */
	struct reply_line line;
	struct consent_reply consent;
};

/* What is to be said of a case, as bits. */
enum case_flag {
	CASE_NEW = 1,       /* it told, and no desk tells that it was written to: what a daemon says
	                     * is in its mailbox (others) must hide nobody */
	CASE_ADDED = 2,     /* it told more since a desk wrote last */
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
	size_t others;                 /* replies in its mailbox that no event tells of */
	bool withdrawn;
	unsigned alarms;               /* of all that it told, as bits: alarm.h */
	bool court;                    /* a family court is or may be involved: as `words` */
	/* By cases_finish: */
	unsigned flags;
	json_t *in_force;              /* array of ids */
	json_t *told_less;             /* array of ids: consent.h */
	bool unsure;                   /* consent.h */
	const struct case_reply *preview; /* the newest (of several the last by hash); NULL: none */
	enum consent_verdict answer;   /* to it, or to all of its n */
};

struct cases {
	struct case_file *cases; /* by mailbox */
	size_t count;
};

/* Begins a case for each of these mailboxes; one may be there several times. The next add to them:
 * a mailbox that is not among them is a bug. */
void cases_begin(struct cases *cases, const uint8_t (*mailboxes)[ENVELOPE_MAILBOX_BYTES],
    size_t count);

/* `testimony` points into a parsed line 1, which may go afterwards; `alarms` are its own. */
void cases_add_message(struct cases *cases, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES],
    const uint8_t id[ENVELOPE_ID_BYTES], uint32_t week, const struct testimony *testimony,
    unsigned alarms, const void *line1, size_t line1_length);
/* A part of a reply, of its own mailbox. The same once more changes nothing. */
void cases_add_reply(struct cases *cases, const struct written_reply *written);
void cases_add_other(struct cases *cases, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES]);
void cases_add_withdrawal(struct cases *cases, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES]);

/* Puts each case in order, and says how it stands. */
void cases_finish(struct cases *cases);
void cases_free(struct cases *cases);

/* NULL: there is no such case. */
struct case_file *cases_find(const struct cases *cases,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES]);

/* Who needs somebody first. */
enum case_rank {
	CASE_RANK_DANGER,   /* somebody may be in danger, and nobody wrote to it since, but for
	                     * a preview, which is no answer to that */
	CASE_RANK_NEW,      /* it was never written to */
	CASE_RANK_ANSWERED, /* it wrote since: answered, told more, changed its consent */
	CASE_RANK_WAITING,  /* it was written to last: it may answer or not */
	CASE_RANK_WITHDRAWN,
};
enum case_rank case_rank(const struct case_file *file);

/* The week of its newest message; 0 where it has none. */
uint32_t case_week(const struct case_file *file);

/* The highest n of all desks' replies; 0: none. */
int64_t case_highest(const struct case_file *file);

/* Where the family wants its replies: the key in its newest messages, by week. Where messages of
 * that week name several, the one that is answered (`id`) decides, if it is among them; else it is
 * refused: a reply to a key that the family left would never be read. */
int case_reply_to(const struct case_file *file, const uint8_t id[ENVELOPE_ID_BYTES],
    struct recipient *reply_to, struct error *error);

/* The handle of a reply's author; this desk's own may be former by now. Borrowed. */
const char *cases_author(const struct campaign *campaign, const uint8_t by[32]);

/* [{"kind","week"}...] of its messages. New reference. At most REPLY_LINE_SEEN_MOST, the newest. */
json_t *case_seen(const struct case_file *file);

#endif
