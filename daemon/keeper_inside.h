/* SPDX-License-Identifier: ISC */
/*
 * What the parts of the keeper share: keeper.c has the thread and its queue, keeper_jobs.c what is
 * done with jobs. Nobody else includes this. The keeper's thread.
 */
#ifndef TESTIMONY_KEEPER_INSIDE_H
#define TESTIMONY_KEEPER_INSIDE_H

#include <pthread.h>
#include <stdbool.h>

#include "daemon/keeper.h"

/* Jobs in the order in which they came or were done. */
struct keeper_list {
	struct keeper_job *first, **end;
	size_t count;
};

struct keeper {
	struct store *store;
	uint64_t reserve;
	int descriptor;
	pthread_t thread;

	pthread_mutex_t lock; /* of all below */
	pthread_cond_t work;
	struct keeper_list queue, done;
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

#endif
