/* SPDX-License-Identifier: ISC */
/*
 * The store: envelopes and withdrawals in one SQLite file, over one connection. This is the only
 * module that knows SQLite. Nothing in it keeps the order in which rows came: tables are ordered by
 * hashes, and callers put rows in the order of their ids.
 *
 * One thread at a time. STORE_FAILED means that the store must be closed and not used again: an
 * I/O error or a failed sync is not tried again, since the kernel may have dropped what it could
 * not write.
 */
#ifndef TESTIMONY_STORE_H
#define TESTIMONY_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/envelope.h"
#include "common/error.h"
#include "common/withdrawal.h"
#include "daemon/retention.h"

#define STORE_REPLIES_MOST 4 /* in one mailbox */
#define STORE_RECORD_HEAD (ENVELOPE_ID_BYTES + 1 + ENVELOPE_MAILBOX_BYTES + 4)
#define STORE_RECORD_BYTES (STORE_RECORD_HEAD + ENVELOPE_BYTES) /* one of fetch and restore */

enum store_result {
	STORE_OK,
	STORE_NO_SPACE, /* nothing was changed; reading goes on */
	STORE_DAMAGED,  /* this row cannot be read or erased; others may be */
	STORE_UNDONE,   /* of store_order and store_campaign: it was not done; all is as it was */
	STORE_FAILED,   /* stop */
};

enum store_put {
	STORE_NEW,
	STORE_HELD,       /* the same, from before */
	STORE_ELSEWHERE,  /* this id is held for another mailbox or tray */
	STORE_SLOT_TAKEN, /* another id has this one's place */
	STORE_WITHDRAWN,  /* its mailbox was withdrawn */
	STORE_FULL,       /* a reply more than a mailbox takes, that replaces none */
};

struct store_counts {
	uint64_t inbox, reply, log, withdrawals;
};

struct store_space {
	uint64_t free, total; /* bytes of the file system, as this user may use them */
};

struct store_row {
	const uint8_t *id;
	enum tray tray;
	const uint8_t *mailbox;
	uint32_t week;
	const uint8_t *envelope; /* ENVELOPE_BYTES */
	const uint8_t *replaces; /* of a reply: the id of one that it takes the place of, or NULL */
};

struct store;

/* Opens the store, or makes one where there is no file. Refuses files that others may read, that
 * are not a store of ours, or of a version that is not known: those are left untouched. */
int store_open(struct store **store, const char *path, struct error *error);

/* Writes everything back into the one file and closes it. *store is NULL afterwards. */
int store_close(struct store **store, struct error *error);

/* Holds the store to one campaign: remembers a higher serial than it has seen. STORE_UNDONE:
 * another signing key, or a serial under the highest. */
enum store_result store_campaign(struct store *store, const uint8_t signing_key[32],
    int64_t serial, struct error *error);

/* A transaction around puts. STORE_NO_SPACE, too, ends it without a change. */
enum store_result store_begin(struct store *store, struct error *error);
enum store_result store_put(struct store *store, const struct store_row *row,
    enum store_put *put, struct error *error);
enum store_result store_commit(struct store *store, struct error *error);

/* Whether damage was met in this transaction, so that it can only be rolled back. *passable: what
 * was met will be passed over, with STORE_DAMAGED for it alone, when all is tried again. */
bool store_is_spoilt(const struct store *store, bool *passable);

/* What store_put would say, without putting: STORE_NEW where nothing stands in the way. */
enum store_result store_look(struct store *store, const struct store_row *row,
    enum store_put *put, struct error *error);
void store_rollback(struct store *store);

/* Moves what was committed into the main file once there is much of it. */
enum store_result store_tidy(struct store *store, struct error *error);

/* Moves what was committed into the main file, so that what store_scrub moves later takes no room
 * that is not there already. STORE_NO_SPACE: all is as it was. */
enum store_result store_settle(struct store *store, struct error *error);

/* Where something was erased: moves all into the main file, in which its place is overwritten
 * (secure_delete), and cuts the log, which may hold older copies of pages, to nothing, on the disk
 * too. STORE_NO_SPACE: what was committed is, but its bytes are there until another try. */
enum store_result store_scrub(struct store *store, struct error *error);

/*
 * Space that nobody else can take: a file of zeros beside the store ("-reserve"), so that families
 * can take their words back when a disk is full to its last byte. It is there while the store is
 * open. store_ballast_keep makes it where there is none and so much is left besides; that it cannot
 * is no error. store_ballast_drop gives its space free; true where there was any.
 */
void store_ballast_keep(struct store *store, uint64_t bytes, uint64_t leave);
bool store_ballast_drop(struct store *store);

/*
 * What erases. Each within store_begin and store_commit; the bytes are gone after store_scrub.
 */

/* Erases all that the mailbox holds and keeps the withdrawal, so that it takes nothing any more.
 * Where it never held anything, nothing is kept, unless `always`. *kept says whether it is new.
 * STORE_DAMAGED: what could not be erased is still there, and all else is done. */
enum store_result store_withdraw(struct store *store, const struct withdrawal *withdrawal,
    bool always, bool *kept, struct error *error);

/* Marks an envelope of the inbox as done in this week, where it is not yet. *held: it is there. */
enum store_result store_mark_done(struct store *store, const uint8_t id[ENVELOPE_ID_BYTES],
    uint32_t week, bool *held, struct error *error);

/* Erases one envelope of this tray. *held: it was there. */
enum store_result store_erase(struct store *store, const uint8_t id[ENVELOPE_ID_BYTES],
    enum tray tray, bool *held, struct error *error);

/* Erases the body in this slot and keeps its id, tray, mailbox, week and mark. */
enum store_result store_let_go(struct store *store, int64_t slot, struct error *error);

/* The slots of a mailbox's replies. With store_reply it makes the answer to a check: always one
 * statement here and STORE_REPLIES_MOST there, whatever the mailbox holds. */
enum store_result store_replies(struct store *store,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], int64_t slots[STORE_REPLIES_MOST],
    size_t *count, struct error *error);
/* Adds the reply in this slot (ENVELOPE_BYTES), where it is still the mailbox's; else nothing,
 * with as much reading. A slot of -1: none. */
enum store_result store_reply(struct store *store,
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], int64_t slot, struct buffer *out,
    struct error *error);

/* Adds the desk's index: four counts, the sorted ids of each tray, the withdrawals. What is damaged
 * is left out, also of what store_count counts. */
enum store_result store_index(struct store *store, struct buffer *out, struct error *error);

/* Adds the record of one envelope, STORE_RECORD_BYTES; adds nothing where it is not held. */
enum store_result store_record(struct store *store, const uint8_t id[ENVELOPE_ID_BYTES],
    struct buffer *out, struct error *error);

enum store_result store_count(struct store *store, struct store_counts *counts,
    struct error *error);
/* How many rows could not be read or erased since the store was opened, each counted once; and one
 * more where there is damage of which it is not known whose it is. */
uint64_t store_damage(const struct store *store);
enum store_result store_measure(struct store *store, struct store_space *space,
    struct error *error);

/*
 * Time: see retention.h. What is put, marked or restored is noted in the calendar under its week.
 */

/* The wall clock's week and the lived time (minutes) by which notes are made from now on. */
void store_set_time(struct store *store, uint32_t week, int64_t lived);
/* Writes both down, in a transaction of its own. */
enum store_result store_live(struct store *store, struct error *error);

struct store_upkeep {
	int64_t lived;    /* minutes */
	uint32_t ordered; /* the week in which the store was last put in order; 0: never */
};
enum store_result store_upkeep(struct store *store, struct store_upkeep *upkeep,
    struct error *error);
enum store_result store_set_ordered(struct store *store, uint32_t week, struct error *error);

/* Adds all weeks. The caller frees it, also after a failure. */
enum store_result store_calendar(struct store *store, struct retention_calendar *calendar,
    struct error *error);
/* Writes down since when it is warned of a week. */
enum store_result store_warn(struct store *store, const struct retention_week *week,
    struct error *error);

/* What retention must know of a row. */
struct store_seen {
	int64_t slot;
	uint32_t week, done;
	bool marked; /* done in that week */
};
#define STORE_SURVEY_MOST 1024
/* The rows behind the slot `after` (-1: from the first), in the order of slots. */
enum store_result store_survey(struct store *store, int64_t after,
    struct store_seen seen[STORE_SURVEY_MOST], size_t *count, struct error *error);

/*
 * Writes the whole store anew in the order of its keys, so that pages tell no order of arrival, and
 * puts that in the place of the old file. `stop` is asked now and then whether to leave it.
 * STORE_NO_SPACE: there is not room for a copy beside the reserve. STORE_DAMAGED: the store cannot
 * be read whole. STORE_UNDONE: anything else; `error` has a sentence unless it was stopped. In all
 * three the old file goes on. Afterwards the old file's blocks are written over, piece by piece.
 */
enum store_result store_order(struct store *store, uint64_t reserve, bool (*stop)(void *context),
    void *context, struct error *error);
/* Writes over the next piece of the old file; false: there is none. store_close does the rest. */
bool store_wipe(struct store *store);

/* The version of SQLite at run time. Any thread. */
const char *store_sqlite_version(void);

#endif
