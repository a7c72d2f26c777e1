/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/keeper.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "common/secret.h"
#include "daemon/keeper_inside.h"

static void
keeper_list_start(struct keeper_list *list)
{
	list->first = NULL;
	list->end = &list->first;
	list->count = 0;
}

static void
keeper_list_add(struct keeper_list *list, struct keeper_job *job)
{
	job->next = NULL;
	*list->end = job;
	list->end = &job->next;
	list->count++;
}

static struct keeper_job *
keeper_list_shift(struct keeper_list *list)
{
	struct keeper_job *job = list->first;

	if (job == NULL)
		return NULL;
	list->first = job->next;
	if (list->first == NULL)
		list->end = &list->first;
	list->count--;
	job->next = NULL;
	return job;
}

struct keeper_job *
keeper_job_new(enum keeper_kind kind)
{
	struct keeper_job *job = calloc(1, sizeof *job);

	if (job == NULL)
		error_bug("no memory for a job");
	job->kind = kind;
	return job;
}

void
keeper_job_free(struct keeper_job **job)
{
	if (job == NULL || *job == NULL)
		return;
	free((*job)->memory);
	free((*job)->ids);
	buffer_free(&(*job)->content);
	sodium_memzero(*job, sizeof **job); /* whose mailbox somebody asked for */
	free(*job);
	*job = NULL;
}

static void
keeper_wake(struct keeper *keeper)
{
	const uint64_t one = 1;

	/* It can only fail where it is readable anyway. */
	(void)!write(keeper->descriptor, &one, sizeof one);
}

void
keeper_deliver(struct keeper *keeper, struct keeper_job **jobs, size_t count)
{
	(void)pthread_mutex_lock(&keeper->lock);
	for (size_t i = 0; i < count; i++)
		keeper_list_add(&keeper->done, jobs[i]);
	(void)pthread_mutex_unlock(&keeper->lock);
	keeper_wake(keeper);
}

static void
keeper_fail(struct keeper *keeper, const struct error *error)
{
	(void)pthread_mutex_lock(&keeper->lock);
	keeper->failed = true;
	keeper->error = *error;
	(void)pthread_mutex_unlock(&keeper->lock);
	keeper_wake(keeper);
}

/* What was taken from the queue at once, by what is done with it. */
struct keeper_batch {
	struct keeper_job *jobs[KEEPER_BATCH_MOST + KEEPER_CHECKS_TAKEN];
	size_t count, delivered; /* those before `delivered` are somebody else's again */
};

enum keeper_turn { TURN_TICKS, TURN_PUTS, TURN_CHANGES, TURN_READS, TURNS };

static enum keeper_turn
keeper_turn(enum keeper_kind kind)
{
	if (kind == KEEPER_PUT)
		return TURN_PUTS;
	if (kind == KEEPER_TICK)
		return TURN_TICKS;
	return kind <= KEEPER_ERASE ? TURN_CHANGES : TURN_READS;
}

/* Shares out up to `most` jobs of a queue, of which as many are puts as one transaction takes:
 * while it is written, others take their answers and send the next ones, and neither thread waits
 * for the other. Returns how many jobs there were. */
static size_t
keeper_share_out(struct keeper_list *queue, size_t most, struct keeper_batch batches[TURNS])
{
	size_t count = 0;

	for (; count < most && queue->first != NULL; count++) {
		enum keeper_turn turn = keeper_turn(queue->first->kind);
		struct keeper_batch *batch = &batches[turn];
		struct keeper_job *job;

		if (turn == TURN_PUTS && batch->count == KEEPER_PUTS_MOST)
			break;
		job = keeper_list_shift(queue);
		batch->jobs[batch->count++] = job;
	}
	return count;
}

/* Takes what waits, up to the caps. Waits for work unless there is upkeep to go on with; false:
 * there is none, and there will be none. */
static bool
keeper_wait(struct keeper *keeper, struct keeper_batch batches[TURNS], bool more)
{
	size_t count;

	for (int turn = 0; turn < TURNS; turn++)
		batches[turn].count = batches[turn].delivered = 0;
	(void)pthread_mutex_lock(&keeper->lock);
	while (keeper->queue.count + keeper->checks.count == 0 && !keeper->stopping && !more)
		(void)pthread_cond_wait(&keeper->work, &keeper->lock);
	count = keeper_share_out(&keeper->queue, KEEPER_BATCH_MOST, batches);
	count += keeper_share_out(&keeper->checks, KEEPER_CHECKS_TAKEN, batches);
	more = more && !keeper->stopping;
	(void)pthread_mutex_unlock(&keeper->lock);
	return count > 0 || more;
}

/* Ticks, puts, changes, reads. */
static int
keeper_turns(struct keeper *keeper, struct keeper_batch batches[TURNS], struct error *error)
{
	struct keeper_batch *puts = &batches[TURN_PUTS], *changes = &batches[TURN_CHANGES];
	struct keeper_batch *reads = &batches[TURN_READS], *ticks = &batches[TURN_TICKS];

	for (; ticks->delivered < ticks->count; ticks->delivered++) {
		if (keeper_tick(keeper, ticks->jobs[ticks->delivered], error) != 0)
			return -1;
		keeper_job_free(&ticks->jobs[ticks->delivered]);
	}
	if (puts->count > 0 && keeper_puts(keeper, puts->jobs, puts->count, error) != 0)
		return -1;
	puts->delivered = puts->count;
	if (changes->count > 0 &&
	    keeper_changes(keeper, changes->jobs, changes->count, error) != 0)
		return -1;
	changes->delivered = changes->count;
	for (; reads->delivered < reads->count; reads->delivered++)
		if (keeper_read(keeper, reads->jobs[reads->delivered], error) != 0)
			return -1;
	return store_tidy(keeper->store, error) == STORE_OK ? 0 : -1;
}

static void *
keeper_run(void *context)
{
	struct keeper_batch batches[TURNS];
	struct keeper *keeper = context;
	struct error error = ERROR_INIT;
	bool more = false;

	while (keeper_wait(keeper, batches, more)) {
		error = (struct error)ERROR_INIT;
		if (keeper_turns(keeper, batches, &error) != 0 ||
		    keeper_upkeep(keeper, &more, &error) != 0) {
			for (int turn = 0; turn < TURNS; turn++)
				for (size_t i = batches[turn].delivered; i < batches[turn].count;
				    i++)
					keeper_job_free(&batches[turn].jobs[i]);
			keeper_fail(keeper, &error);
			break;
		}
	}
	return NULL;
}

/* While the store is put in order: an answer that has begun cannot be refused any more, and nobody
 * waits for a tick. */
static bool
keeper_may_wait(const struct keeper_job *job)
{
	return job->counted || job->kind == KEEPER_TICK;
}

/* Sends away what need not wait in a queue. */
static void
keeper_clear(struct keeper *keeper, struct keeper_list *queue)
{
	struct keeper_list waited = *queue;
	struct keeper_job *job;

	if (waited.first == NULL)
		waited.end = &waited.first;
	keeper_list_start(queue);
	while ((job = keeper_list_shift(&waited)) != NULL) {
		if (keeper_may_wait(job)) {
			keeper_list_add(queue, job);
			continue;
		}
		job->outcome = KEEPER_BUSY;
		keeper_list_add(&keeper->done, job);
	}
}

void
keeper_take_nothing(struct keeper *keeper)
{
	(void)pthread_mutex_lock(&keeper->lock);
	keeper->ordering = true;
	keeper_clear(keeper, &keeper->queue);
	keeper_clear(keeper, &keeper->checks);
	(void)pthread_mutex_unlock(&keeper->lock);
	keeper_wake(keeper);
}

void
keeper_take_again(struct keeper *keeper)
{
	(void)pthread_mutex_lock(&keeper->lock);
	keeper->ordering = false;
	(void)pthread_mutex_unlock(&keeper->lock);
}

bool
keeper_is_stopping(void *context)
{
	struct keeper *keeper = context;
	bool stopping;

	(void)pthread_mutex_lock(&keeper->lock);
	stopping = keeper->stopping;
	(void)pthread_mutex_unlock(&keeper->lock);
	return stopping;
}

int
keeper_start(struct keeper **out, struct store *store, uint64_t reserve,
    unsigned retention_weeks, struct error *error)
{
	struct keeper *keeper = secret_allocate(sizeof *keeper);
	sigset_t all, before;
	int result;

	memset(keeper, 0, sizeof *keeper);
	keeper->store = store;
	keeper->reserve = reserve;
	keeper->upkeep.limit_weeks = retention_weeks;
	keeper_list_start(&keeper->queue);
	keeper_list_start(&keeper->checks);
	keeper_list_start(&keeper->done);
	keeper->descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (keeper->descriptor < 0) {
		(void)error_system(error, "the keeper cannot be started");
		secret_release(keeper);
		return -1;
	}
	if (pthread_mutex_init(&keeper->lock, NULL) != 0 ||
	    pthread_cond_init(&keeper->work, NULL) != 0)
		error_bug("no lock for the keeper");
	/* Signals are the main thread's. */
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	result = pthread_create(&keeper->thread, NULL, keeper_run, keeper);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (result != 0) {
		errno = result;
		(void)error_system(error, "the keeper cannot be started");
		(void)close(keeper->descriptor);
		secret_release(keeper);
		return -1;
	}
	*out = keeper;
	return 0;
}

int
keeper_descriptor(const struct keeper *keeper)
{
	return keeper->descriptor;
}

int
keeper_submit(struct keeper *keeper, struct keeper_job *job)
{
	bool check = job->kind == KEEPER_MAILBOX;
	struct keeper_list *queue = check ? &keeper->checks : &keeper->queue;
	size_t most = check ? KEEPER_CHECKS_MOST : KEEPER_QUEUE_MOST;
	int result = -1;

	(void)pthread_mutex_lock(&keeper->lock);
	job->outcome = keeper->ordering && !keeper_may_wait(job) ? KEEPER_BUSY : KEEPER_WAITS;
	if (!keeper->failed && !keeper->stopping && (job->counted || queue->count < most) &&
	    job->outcome == KEEPER_WAITS) {
		keeper_list_add(queue, job);
		(void)pthread_cond_signal(&keeper->work);
		result = 0;
	}
	(void)pthread_mutex_unlock(&keeper->lock);
	return result;
}

struct keeper_job *
keeper_take(struct keeper *keeper)
{
	struct keeper_job *jobs;
	uint64_t count;

	(void)!read(keeper->descriptor, &count, sizeof count);
	(void)pthread_mutex_lock(&keeper->lock);
	jobs = keeper->done.first;
	keeper_list_start(&keeper->done);
	(void)pthread_mutex_unlock(&keeper->lock);
	return jobs;
}

bool
keeper_failed(struct keeper *keeper, struct error *error)
{
	bool failed;

	(void)pthread_mutex_lock(&keeper->lock);
	failed = keeper->failed;
	if (failed && error != NULL)
		*error = keeper->error;
	(void)pthread_mutex_unlock(&keeper->lock);
	return failed;
}

int
keeper_stop(struct keeper **out, struct error *error)
{
	struct keeper *keeper = out == NULL ? NULL : *out;
	struct keeper_job *job;
	int result;

	if (keeper == NULL)
		return 0;
	*out = NULL;
	(void)pthread_mutex_lock(&keeper->lock);
	keeper->stopping = true;
	(void)pthread_cond_signal(&keeper->work);
	(void)pthread_mutex_unlock(&keeper->lock);
	(void)pthread_join(keeper->thread, NULL);
	result = keeper_failed(keeper, error) ? -1 : 0;
	while ((job = keeper_list_shift(&keeper->queue)) != NULL)
		keeper_job_free(&job);
	while ((job = keeper_list_shift(&keeper->checks)) != NULL)
		keeper_job_free(&job);
	while ((job = keeper_list_shift(&keeper->done)) != NULL)
		keeper_job_free(&job);
	(void)pthread_cond_destroy(&keeper->work);
	(void)pthread_mutex_destroy(&keeper->lock);
	(void)close(keeper->descriptor);
	retention_calendar_free(&keeper->upkeep.calendar);
	secret_release(keeper);
	return result;
}
