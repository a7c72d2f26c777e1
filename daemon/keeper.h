/* SPDX-License-Identifier: ISC */
/*
 * The keeper: the one thread that uses the store, and the queue of jobs for it. It takes all puts
 * that wait (up to a cap), in the order of their ids, in one transaction with one sync; only then
 * are they done. What erases or marks follows in a second one, and is done when nothing of what was
 * erased is left; then reads, one by one. Jobs that are done are told by an eventfd. Checks of
 * mailboxes, which cost whoever asks for them nothing, wait in a queue of their own, and only some
 * are done at a time: however many there are, puts and desks wait for these few alone.
 *
 * Between the jobs it does what time asks for (retention.h): it erases what has to go, and puts the
 * store in order when a week has ended. It has no clock; ticks tell it the time. While it puts the
 * store in order it takes no job but ticks and the next pieces of answers that have begun.
 *
 * Where the store fails, no job of that moment is ever done: keeper_take gives none any more,
 * keeper_failed says why, and the daemon must stop.
 *
 * keeper_submit, keeper_take and keeper_failed: from any one thread, not the keeper's.
 * Locks: one, the queue's; nothing else is taken while it is held.
 */
#ifndef TESTIMONY_KEEPER_H
#define TESTIMONY_KEEPER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/error.h"
#include "daemon/store.h"

#define KEEPER_BATCH_MOST 128  /* jobs that are taken at a time */
#define KEEPER_PUTS_MOST 32    /* puts in one transaction */
#define KEEPER_QUEUE_MOST 2048 /* jobs that wait */
#define KEEPER_CHECKS_MOST 512 /* KEEPER_MAILBOX that wait and have not begun */
#define KEEPER_CHECKS_TAKEN 16 /* KEEPER_MAILBOX at a time */
#define KEEPER_FETCH_MOST 256  /* ids of one fetch */
#define KEEPER_PIECE_RECORDS 4 /* records that a fetch holds in memory at a time */

enum keeper_kind {
	KEEPER_PUT,
	KEEPER_WITHDRAW, /* from here to KEEPER_ERASE: what changes rows */
	KEEPER_MARK_DONE,
	KEEPER_ERASE,
	KEEPER_INDEX,    /* and reads */
	KEEPER_FETCH,
	KEEPER_MAILBOX,
	KEEPER_STATUS,
	KEEPER_TICK,     /* what time it is; it never comes back */
};

enum keeper_outcome {
	KEEPER_WAITS,
	KEEPER_DONE,
	KEEPER_NO_SPACE, /* of a put: it would touch the reserve; of a change: even that is full */
	KEEPER_DAMAGED,  /* of a read; of a put: it was not kept; of a change: not all was erased */
	KEEPER_BUSY,     /* nothing was done: the store is being put in order */
};

/* What time does to the store, for the status. */
struct keeper_notice {
	uint64_t warned;    /* envelopes that the limit will erase */
	int64_t warned_for; /* minutes of lived time until the first of them goes, at least */
	uint32_t ordered;   /* the week in which the store was last put in order; 0: never */
	enum keeper_skipped {
		KEEPER_NOT_SKIPPED,
		KEEPER_SKIPPED_SPACE,   /* the last try found no room; it is tried each hour */
		KEEPER_SKIPPED_DAMAGE,
		KEEPER_SKIPPED_TROUBLE,
	} skipped;
};

/* One job. Who makes it owns it before keeper_submit and after keeper_take, the keeper between. */
struct keeper_job {
	enum keeper_kind kind;
	enum keeper_outcome outcome;

	/* KEEPER_PUT. `memory` (malloc) holds the envelope and is freed with the job. */
	uint8_t id[ENVELOPE_ID_BYTES], mailbox[ENVELOPE_MAILBOX_BYTES];
	enum tray tray;
	uint32_t week;
	uint8_t *memory;
	const uint8_t *envelope;
	uint8_t replaced[ENVELOPE_ID_BYTES]; /* where replaces */
	bool replaces;
	enum store_put put; /* result */

	/* KEEPER_WITHDRAW. KEEPER_MARK_DONE has id and week, KEEPER_ERASE id and tray. */
	struct withdrawal withdrawal;
	bool always; /* keep it also where its mailbox never held anything */
	bool held;   /* result: it was there; of a withdrawal: it is new */

	/* KEEPER_MAILBOX, of `mailbox`: comes back once (`counted`), then for each of its
	 * STORE_REPLIES_MOST places, with an envelope or as many random bytes in `content`. */
	int64_t slots[STORE_REPLIES_MOST];

	/* KEEPER_FETCH: comes back once with the ids that are held (`counted` turns true), then,
	 * submitted again and again while at < count, with some records each time in `content`. */
	uint8_t *ids; /* malloc; count of ENVELOPE_ID_BYTES */
	size_t count, at;
	bool counted;

	struct buffer content; /* KEEPER_INDEX, KEEPER_FETCH: result; ciphertext */

	struct store_counts counts; /* KEEPER_STATUS: result */
	struct store_space space;   /* KEEPER_STATUS, KEEPER_PUT: result */
	uint64_t damaged;           /* KEEPER_STATUS: result; see store_damage */
	struct keeper_notice notice; /* KEEPER_STATUS: result */
	uint64_t commits;            /* KEEPER_STATUS: result; of puts, since the start */

	/* KEEPER_TICK, with week, the wall clock's. */
	int64_t steady; /* milliseconds */
	int64_t serial; /* of the campaign in use, which the store is to remember; 0: none */
	uint8_t signing_key[32];
	bool last;      /* before the daemon stops: lived time is written down now */

	/* Who waits for it: not the keeper's business. */
	uint64_t generation;
	size_t place;

	struct keeper_job *next; /* the keeper's */
};

struct keeper_job *keeper_job_new(enum keeper_kind kind);
void keeper_job_free(struct keeper_job **job);

struct keeper;

/* Starts the thread. The store is the keeper's until keeper_stop. Below `reserve` bytes of free
 * space puts end with KEEPER_NO_SPACE. After retention_weeks bodies are erased in any case, and
 * their warnings are logged; 0: never. */
int keeper_start(struct keeper **keeper, struct store *store, uint64_t reserve,
    unsigned retention_weeks, struct error *error);

/* Readable when something is done, or the store failed. keeper_take clears it. */
int keeper_descriptor(const struct keeper *keeper);

/* Queues a job; one that has begun always. -1 where too many wait or, with the outcome KEEPER_BUSY,
 * while the store is being put in order; the job stays the caller's. */
int keeper_submit(struct keeper *keeper, struct keeper_job *job);

/* All jobs that are done, linked by `next`; NULL: none. */
struct keeper_job *keeper_take(struct keeper *keeper);

/* Whether the store failed; `error` says how. */
bool keeper_failed(struct keeper *keeper, struct error *error);

/* Finishes what is queued, ends the thread, and frees the jobs that nobody took. The store is the
 * caller's again. -1 where it failed, now or before. */
int keeper_stop(struct keeper **keeper, struct error *error);

#endif
