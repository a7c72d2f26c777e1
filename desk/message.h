/* SPDX-License-Identifier: ISC */
/*
 * One message as the vault holds it, opened and judged: a family's (tray inbox) or a coordinators'
 * event (tray log). What cannot be taken for its author's own words is set aside, with the reason;
 * it stays in the vault as it is, and never stops the rest. Nothing of the judgement is stored: it
 * is made anew each time, so that a newer key or a mended file counts at once. Replies are sealed
 * to their family alone, so a desk cannot judge them; what their authors say of them in the log it
 * can. Any thread, one thread for each vault.
 */
#ifndef TESTIMONY_MESSAGE_H
#define TESTIMONY_MESSAGE_H

#include <stdbool.h>

#include "common/event.h"
#include "common/testimony.h"
#include "desk/decision.h"
#include "desk/reply_event.h"
#include "desk/vault.h"
#include "desk/vault_opened.h"
#include "keys/envelope_open.h"

#define MESSAGE_SHORT_DIGITS 12 /* of an id where people read it; `show` takes them */

/* Whether an id begins with these hex digits; with none none does. */
bool message_id_starts(const uint8_t id[ENVELOPE_ID_BYTES], const char *prefix);

/* Refuses: no message begins with these digits. Where they are those by which `cases` names a
 * family, says which messages are its own. */
int message_refuse_unknown(const struct vault *vault, const char *prefix, struct error *error);

struct message {
	enum tray tray;
	uint8_t id[ENVELOPE_ID_BYTES];
	const struct vault_record *record; /* borrowed from the vault; NULL where it has none */
	bool aside;                        /* the rest is then empty, but for the reason */
	bool doubted;                      /* ... because of what the daemon said of it */
	bool other_key;                    /* ... because it is sealed to a key not held here */
	bool unread;                       /* ... though it may be its author's own: damaged here, sealed
	                                    * to a key not held here, or of a later version */
	char reason[ERROR_TEXT_BYTES];
	struct opened opened;
	struct testimony testimony;        /* of the inbox; points into opened */
	uint8_t alarms;                    /* ... message_alarms' own */
	struct event event;                /* of the log; points into opened */
	bool is_reply;                     /* of the log: it tells of a reply */
	struct reply_event reply;          /* ... this one; points into opened */
	bool is_decision;                  /* of the log: somebody decided */
	struct decision decision;          /* ... this */
	struct opened_file file;           /* vault_opened.h */
	bool former;                       /* ... by a former coordinator: not to be taken by itself */
};

/* Reads and judges; `tray` is the inbox or the log. It always has a result: good, or set aside.
 * Pairs with message_free. */
void message_read(struct message *message, const struct vault *vault, enum tray tray,
    const uint8_t id[ENVELOPE_ID_BYTES]);
void message_free(struct message *message);

/* Of the inbox, without a record, or with one that was found to be wrong: 1, and the mailbox of its
 * author, who signed it for that one; 0 where it is nobody's, and means nothing; -1 where nobody
 * can tell: it is damaged here, or sealed to a key not held here. */
int message_astray(const struct message *message, const struct vault *vault,
    uint8_t mailbox[ENVELOPE_MAILBOX_BYTES]);

/* Of the inbox: "testimony", "addition", "consent" or "answer". */
const char *message_kind(const struct message *message);

/* Of the inbox: what may be alarming in its texts, as bits (alarm.h). That takes long for long
 * texts, and so is kept with what was opened. */
unsigned message_alarms(struct message *message, const struct vault *vault);

/* Of the inbox: the area that the family chose, by its id; NULL where it chose none. */
const char *message_area(const struct message *message);

#define MESSAGE_WEEKS_MOST 400000 /* past the year 9600; days stay far from overflow */

/* The first day (Monday) of the week in which it came; of any week up to MESSAGE_WEEKS_MOST. */
int32_t message_day(const struct message *message);
int32_t message_week_day(uint32_t week);

#endif
