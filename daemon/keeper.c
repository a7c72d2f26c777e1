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

/* Gives jobs back to who waits for them. */
static void
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

static int
keeper_compare(const void *left, const void *right)
{
	const struct keeper_job *const *a = left, *const *b = right;

	return memcmp((*a)->id, (*b)->id, ENVELOPE_ID_BYTES);
}

static struct store_row
keeper_row(const struct keeper_job *job)
{
	return (struct store_row){ job->id, job->tray, job->mailbox, job->week, job->envelope,
		job->replaces ? job->replaced : NULL };
}

/* Puts in one transaction. */
static enum store_result
keeper_transaction(struct keeper *keeper, struct keeper_job **jobs, size_t count,
    struct store_space *space, struct error *error)
{
	enum store_result result;

	result = store_measure(keeper->store, space, error);
	if (result != STORE_OK)
		return result;
	if (space->free < keeper->reserve)
		return STORE_NO_SPACE;
	result = store_begin(keeper->store, error);
	for (size_t i = 0; i < count && result == STORE_OK; i++) {
		const struct store_row row = keeper_row(jobs[i]);

		result = store_put(keeper->store, &row, &jobs[i]->put, error);
	}
	if (result == STORE_OK)
		return store_commit(keeper->store, error);
	store_rollback(keeper->store);
	return result;
}

/* Without space only what is new is refused: who sends again what is held hears that it is. */
static enum store_result
keeper_without_space(struct keeper *keeper, struct keeper_job *job, struct error *error)
{
	const struct store_row row = keeper_row(job);
	enum store_result result = store_look(keeper->store, &row, &job->put, error);

	job->outcome = job->put == STORE_NEW ? KEEPER_NO_SPACE : KEEPER_DONE;
	return result;
}

/* 0, or -1: the store failed, and nobody gets an answer. */
static int
keeper_puts(struct keeper *keeper, struct keeper_job **jobs, size_t count, struct error *error)
{
	struct store_space space = { 0, 0 };
	enum store_result result;

	/* Pages of the store fill up as rows come: in the order of ids, not of arrival. */
	qsort(jobs, count, sizeof *jobs, keeper_compare);
	result = keeper_transaction(keeper, jobs, count, &space, error);
	if (result != STORE_OK && result != STORE_NO_SPACE)
		return -1;
	for (size_t i = 0; i < count; i++) {
		jobs[i]->outcome = KEEPER_DONE;
		jobs[i]->space = space;
		if (result == STORE_NO_SPACE &&
		    keeper_without_space(keeper, jobs[i], error) != STORE_OK)
			return -1;
	}
	result = store_scrub(keeper->store, error);
	if (result != STORE_OK && result != STORE_NO_SPACE)
		return -1;
	/* Nobody is told that a reply was replaced while the bytes of the old one are still there. */
	for (size_t i = 0; i < count && result == STORE_NO_SPACE; i++)
		if (jobs[i]->replaces)
			jobs[i]->outcome = KEEPER_NO_SPACE;
	keeper_deliver(keeper, jobs, count);
	return 0;
}

static enum store_result
keeper_change(struct keeper *keeper, struct keeper_job *job, struct error *error)
{
	switch (job->kind) {
	case KEEPER_WITHDRAW:
		return store_withdraw(keeper->store, &job->withdrawal, job->always, &job->held,
		    error);
	case KEEPER_MARK_DONE:
		return store_mark_done(keeper->store, job->id, job->week, &job->held, error);
	case KEEPER_ERASE:
		return store_erase(keeper->store, job->id, job->tray, &job->held, error);
	case KEEPER_PUT:
	case KEEPER_INDEX:
	case KEEPER_FETCH:
	case KEEPER_MAILBOX:
	case KEEPER_STATUS:
		break;
	}
	error_bug("a job among the changes that is none");
}

/* The reserve is for these: they are tried however little space there is. Each is harmless to try
 * again, also where it was committed and only its scrubbing found no space. 0, or -1: the store
 * failed, and nobody gets an answer. */
static int
keeper_changes(struct keeper *keeper, struct keeper_job **jobs, size_t count,
    struct error *error)
{
	enum store_result result = store_settle(keeper->store, error);

	if (result == STORE_OK)
		result = store_begin(keeper->store, error);
	for (size_t i = 0; i < count && result == STORE_OK; i++)
		result = keeper_change(keeper, jobs[i], error);
	if (result == STORE_OK)
		result = store_commit(keeper->store, error);
	else
		store_rollback(keeper->store);
	if (result == STORE_OK)
		result = store_scrub(keeper->store, error);
	if (result != STORE_OK && result != STORE_NO_SPACE)
		return -1;
	for (size_t i = 0; i < count; i++)
		jobs[i]->outcome = result == STORE_OK ? KEEPER_DONE : KEEPER_NO_SPACE;
	keeper_deliver(keeper, jobs, count);
	return 0;
}

/* Keeps the ids that are held and can be read, in the order asked. One that is damaged counts as
 * not held: the length that is announced must hold, and one row must not stop the rest. */
static enum store_result
keeper_fetch_count(struct keeper *keeper, struct keeper_job *job, struct error *error)
{
	struct buffer record = BUFFER_INIT;
	enum store_result result = STORE_OK;
	size_t kept = 0;

	for (size_t i = 0; i < job->count && result == STORE_OK; i++) {
		const uint8_t *id = job->ids + i * ENVELOPE_ID_BYTES;

		buffer_clear(&record);
		result = store_record(keeper->store, id, &record, error);
		if (result == STORE_DAMAGED)
			result = STORE_OK;
		else if (record.length == STORE_RECORD_BYTES)
			memmove(job->ids + kept++ * ENVELOPE_ID_BYTES, id, ENVELOPE_ID_BYTES);
	}
	buffer_free(&record);
	job->count = kept;
	job->counted = true;
	return result;
}

/* The next records. One that was erased since it was counted ends the fetch: the length that was
 * announced cannot be kept, so the connection must break. */
static enum store_result
keeper_fetch_piece(struct keeper *keeper, struct keeper_job *job, struct error *error)
{
	enum store_result result = STORE_OK;
	size_t piece = 0;

	buffer_clear(&job->content);
	while (result == STORE_OK && job->at < job->count && piece < KEEPER_PIECE_RECORDS) {
		result = store_record(keeper->store, job->ids + job->at * ENVELOPE_ID_BYTES,
		    &job->content, error);
		job->at++;
		piece++;
	}
	if (result == STORE_OK && job->content.length != piece * STORE_RECORD_BYTES)
		return STORE_DAMAGED;
	return result;
}

/* Which replies there are, spread over the answer's places at random. */
static enum store_result
keeper_mailbox_count(struct keeper *keeper, struct keeper_job *job, struct error *error)
{
	enum store_result result;
	size_t held;

	result = store_replies(keeper->store, job->mailbox, job->slots, &held, error);
	for (size_t i = held; i < STORE_REPLIES_MOST; i++)
		job->slots[i] = -1;
	for (uint32_t i = STORE_REPLIES_MOST - 1; i > 0; i--) {
		uint32_t other = randombytes_uniform(i + 1);
		int64_t slot = job->slots[i];

		job->slots[i] = job->slots[other];
		job->slots[other] = slot;
	}
	job->count = STORE_REPLIES_MOST;
	job->counted = true;
	return result;
}

/* The next place: a reply, or random bytes that cannot be taken for one. */
static enum store_result
keeper_mailbox_piece(struct keeper *keeper, struct keeper_job *job, struct error *error)
{
	enum store_result result;

	buffer_clear(&job->content);
	result = store_reply(keeper->store, job->mailbox, job->slots[job->at++], &job->content,
	    error);
	if (result == STORE_DAMAGED) /* one must not hide the others */
		result = STORE_OK;
	if (result == STORE_OK && job->content.length != ENVELOPE_BYTES) {
		buffer_reserve(&job->content, ENVELOPE_BYTES);
		randombytes_buf(job->content.data, ENVELOPE_BYTES);
		job->content.length = ENVELOPE_BYTES;
		/* An envelope starts with the "a" of its version line. */
		if (job->content.data[0] == 'a')
			job->content.data[0] = 'b';
	}
	return result;
}

static int
keeper_read(struct keeper *keeper, struct keeper_job *job, struct error *error)
{
	enum store_result result = STORE_FAILED;

	switch (job->kind) {
	case KEEPER_INDEX:
		result = store_index(keeper->store, &job->content, error);
		break;
	case KEEPER_FETCH:
		result = job->counted ? keeper_fetch_piece(keeper, job, error) :
		    keeper_fetch_count(keeper, job, error);
		break;
	case KEEPER_STATUS:
		result = store_count(keeper->store, &job->counts, error);
		if (result == STORE_OK)
			result = store_measure(keeper->store, &job->space, error);
		break;
	case KEEPER_MAILBOX:
		result = job->counted ? keeper_mailbox_piece(keeper, job, error) :
		    keeper_mailbox_count(keeper, job, error);
		break;
	case KEEPER_PUT:
	case KEEPER_WITHDRAW:
	case KEEPER_MARK_DONE:
	case KEEPER_ERASE:
		error_bug("a job among the reads that is none");
	}
	if (result == STORE_FAILED || result == STORE_NO_SPACE)
		return -1;
	job->outcome = result == STORE_OK ? KEEPER_DONE : KEEPER_DAMAGED;
	keeper_deliver(keeper, &job, 1);
	return 0;
}

/* What was taken from the queue at once, by what is done with it. */
struct keeper_batch {
	struct keeper_job *jobs[KEEPER_BATCH_MOST];
	size_t count, delivered; /* those before `delivered` are somebody else's again */
};

enum keeper_turn { TURN_PUTS, TURN_CHANGES, TURN_READS, TURNS };

static enum keeper_turn
keeper_turn(enum keeper_kind kind)
{
	if (kind == KEEPER_PUT)
		return TURN_PUTS;
	return kind <= KEEPER_ERASE ? TURN_CHANGES : TURN_READS;
}

/* Takes what waits, up to the cap. Waits for work; false: there is none, and there will be none. */
static bool
keeper_wait(struct keeper *keeper, struct keeper_batch batches[TURNS])
{
	struct keeper_job *job;
	size_t count = 0;

	for (int turn = 0; turn < TURNS; turn++)
		batches[turn].count = batches[turn].delivered = 0;
	(void)pthread_mutex_lock(&keeper->lock);
	while (keeper->queue.count == 0 && !keeper->stopping)
		(void)pthread_cond_wait(&keeper->work, &keeper->lock);
	for (; count < KEEPER_BATCH_MOST && (job = keeper_list_shift(&keeper->queue)) != NULL;
	    count++) {
		struct keeper_batch *batch = &batches[keeper_turn(job->kind)];

		batch->jobs[batch->count++] = job;
	}
	(void)pthread_mutex_unlock(&keeper->lock);
	return count > 0;
}

/* Puts, changes, reads. */
static int
keeper_turns(struct keeper *keeper, struct keeper_batch batches[TURNS], struct error *error)
{
	struct keeper_batch *puts = &batches[TURN_PUTS], *changes = &batches[TURN_CHANGES];
	struct keeper_batch *reads = &batches[TURN_READS];

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

	while (keeper_wait(keeper, batches))
		if (keeper_turns(keeper, batches, &error) != 0) {
			for (int turn = 0; turn < TURNS; turn++)
				for (size_t i = batches[turn].delivered; i < batches[turn].count; i++)
					keeper_job_free(&batches[turn].jobs[i]);
			keeper_fail(keeper, &error);
			break;
		}
	return NULL;
}

int
keeper_start(struct keeper **out, struct store *store, uint64_t reserve, struct error *error)
{
	struct keeper *keeper = secret_allocate(sizeof *keeper);
	sigset_t all, before;
	int result;

	memset(keeper, 0, sizeof *keeper);
	keeper->store = store;
	keeper->reserve = reserve;
	keeper_list_start(&keeper->queue);
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
	int result = -1;

	(void)pthread_mutex_lock(&keeper->lock);
	if (!keeper->failed && !keeper->stopping && keeper->queue.count < KEEPER_QUEUE_MOST) {
		job->outcome = KEEPER_WAITS;
		keeper_list_add(&keeper->queue, job);
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
	while ((job = keeper_list_shift(&keeper->done)) != NULL)
		keeper_job_free(&job);
	(void)pthread_cond_destroy(&keeper->work);
	(void)pthread_mutex_destroy(&keeper->lock);
	(void)close(keeper->descriptor);
	secret_release(keeper);
	return result;
}
