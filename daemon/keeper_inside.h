/* SPDX-License-Identifier: ISC */
/*
 * What the parts of the keeper share: keeper.c has the thread and its queue, keeper_jobs.c what is
 * done with jobs, keeper_upkeep.c what time asks for. Nobody else includes this. The keeper's
 * thread.
 */
#ifndef TESTIMONY_KEEPER_INSIDE_H
#define TESTIMONY_KEEPER_INSIDE_H

#include <pthread.h>
#include <stdbool.h>

#include "daemon/keeper.h"
#include "daemon/log.h"

/* Jobs in the order in which they came or were done. */
struct keeper_list {
	struct keeper_job *first, **end;
	size_t count;
};

/* What the thread knows of time. Moments are minutes of lived time; -1: never. */
struct keeper_upkeep {
	unsigned limit_weeks;
	bool begun; /* there was a tick */
	struct retention_life life;
	uint32_t week;                            /* of the wall clock */
	int64_t written_hour, judged_day, told, tried_hour;
	uint32_t written_week;
	bool passing;                             /* through all rows, some at a time */
	int64_t after;                            /* the slot that the pass has come to */
	struct retention_calendar calendar;       /* as it was when the pass began */
	struct keeper_notice notice, counted;     /* as of the last pass, and in this one */
	uint64_t gone;                            /* by the limit, in this one */
	struct store_seen seen[STORE_SURVEY_MOST];
	struct log_seldom no_space, damage;
	int64_t serial; /* of the campaign, that the store remembers */
};

struct keeper {
	struct store *store;
	uint64_t reserve;
	int descriptor;
	pthread_t thread;
	struct keeper_upkeep upkeep;
	uint64_t commits; /* transactions in which something new was put, and synced */

	pthread_mutex_t lock; /* of all below */
	pthread_cond_t work;
	struct keeper_list queue, checks, done;
	bool ordering; /* the store is being put in order */
	bool stopping;
	bool failed;
	struct error error;
};

/* Gives jobs back to who waits for them. */
void keeper_deliver(struct keeper *keeper, struct keeper_job **jobs, size_t count);

/* Each of these does jobs of one sort and delivers them. 0, or -1: the store failed, and nobody
 * gets an answer. */
int keeper_puts(struct keeper *keeper, struct keeper_job **jobs, size_t count,
    struct error *error);
int keeper_changes(struct keeper *keeper, struct keeper_job **jobs, size_t count,
    struct error *error);
int keeper_read(struct keeper *keeper, struct keeper_job *job, struct error *error);

/* Takes the time from a tick. */
int keeper_tick(struct keeper *keeper, const struct keeper_job *job, struct error *error);

/* Does a piece of what time asks for. *more: there is more to do, between jobs. */
int keeper_upkeep(struct keeper *keeper, bool *more, struct error *error);

/* From here until keeper_take_again nothing but pieces is queued; what waits is sent away. */
void keeper_take_nothing(struct keeper *keeper);
void keeper_take_again(struct keeper *keeper);
bool keeper_is_stopping(void *keeper);

#endif
