/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/keeper_inside.h"

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
	bool fresh = false;

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
		result = store_commit(keeper->store, error);
	else
		store_rollback(keeper->store);
	for (size_t i = 0; i < count; i++)
		fresh |= jobs[i]->put == STORE_NEW;
	if (result == STORE_OK && fresh)
		keeper->commits++;
	return result;
}

/* Without space only what is new is refused: who sends again what is held hears that it is. */
static enum store_result
keeper_without_space(struct keeper *keeper, struct keeper_job *job, struct error *error)
{
	const struct store_row row = keeper_row(job);
	enum store_result result = store_look(keeper->store, &row, &job->put, error);

	job->outcome = result == STORE_DAMAGED ? KEEPER_DAMAGED : job->put == STORE_NEW ?
	    KEEPER_NO_SPACE : KEEPER_DONE;
	return result == STORE_DAMAGED ? STORE_OK : result;
}

/* Where one of them meets damage: each by itself, so that it keeps no other. */
static enum store_result
keeper_puts_apart(struct keeper *keeper, struct keeper_job **jobs, size_t count,
    struct store_space *space, struct error *error)
{
	enum store_result result = STORE_OK;

	for (size_t i = 0; i < count && result != STORE_FAILED && result != STORE_NO_SPACE; i++) {
		result = keeper_transaction(keeper, &jobs[i], 1, space, error);
		if (result == STORE_OK || result == STORE_DAMAGED)
			jobs[i]->outcome = result == STORE_OK ? KEEPER_DONE : KEEPER_DAMAGED;
	}
	return result == STORE_DAMAGED ? STORE_OK : result;
}

int
keeper_puts(struct keeper *keeper, struct keeper_job **jobs, size_t count, struct error *error)
{
	struct store_space space = { 0, 0 };
	enum store_result result;

	/* Pages of the store fill up as rows come: in the order of ids, not of arrival. */
	qsort(jobs, count, sizeof *jobs, keeper_compare);
	result = keeper_transaction(keeper, jobs, count, &space, error);
	if (result == STORE_DAMAGED)
		result = keeper_puts_apart(keeper, jobs, count, &space, error);
	if (result != STORE_OK && result != STORE_NO_SPACE)
		return -1;
	for (size_t i = 0; i < count; i++) {
		jobs[i]->space = space;
		if (jobs[i]->outcome != KEEPER_WAITS) /* it was done by itself */
			continue;
		jobs[i]->outcome = KEEPER_DONE;
		if (result == STORE_NO_SPACE &&
		    keeper_without_space(keeper, jobs[i], error) != STORE_OK)
			return -1;
	}
	result = store_scrub(keeper->store, error);
	if (result != STORE_OK && result != STORE_NO_SPACE)
		return -1;
	/* Nobody is told that a reply was replaced while the bytes of the old one are still
	 * there. */
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
	case KEEPER_TICK:
		break;
	}
	error_bug("a job among the changes that is none");
}

/* All of them in one transaction, but those that are `left_out`. STORE_DAMAGED: it came to nothing,
 * and must be tried again. */
static enum store_result
keeper_try_changes(struct keeper *keeper, struct keeper_job **jobs, size_t count, bool *left_out,
    struct error *error)
{
	enum store_result result = store_begin(keeper->store, error);
	bool spoilt = false, passable;

	for (size_t i = 0; i < count && result == STORE_OK && !spoilt; i++) {
		if (left_out[i])
			continue;
		result = keeper_change(keeper, jobs[i], error);
		jobs[i]->outcome = result == STORE_DAMAGED ? KEEPER_DAMAGED : KEEPER_DONE;
		if (result == STORE_DAMAGED) /* it has done what it could, and the others go on */
			result = STORE_OK;
		spoilt = store_is_spoilt(keeper->store, &passable);
		left_out[i] = spoilt && !passable;
	}
	if (result == STORE_OK && !spoilt)
		result = store_commit(keeper->store, error);
	else
		store_rollback(keeper->store);
	if (spoilt)
		return STORE_DAMAGED;
	/* Damage that is nobody's here: another try would meet it again, without end. */
	return result == STORE_DAMAGED ? STORE_FAILED : result;
}

/* One try: all is in the main file, and what was erased is overwritten, or nothing is said. */
static enum store_result
keeper_change_all(struct keeper *keeper, struct keeper_job **jobs, size_t count,
    struct error *error)
{
	bool left_out[KEEPER_BATCH_MOST] = { false };
	enum store_result result = store_settle(keeper->store, error);

	if (result == STORE_OK)
		do
			result = keeper_try_changes(keeper, jobs, count, left_out, error);
		while (result == STORE_DAMAGED);
	return result == STORE_OK ? store_scrub(keeper->store, error) : result;
}

/* The reserve is for these: they are tried however little space there is, and where there is none,
 * with what the ballast sets free. Each is harmless to try again, also where it was committed and
 * only its scrubbing found no space. */
int
keeper_changes(struct keeper *keeper, struct keeper_job **jobs, size_t count,
    struct error *error)
{
	enum store_result result = keeper_change_all(keeper, jobs, count, error);

	if (result == STORE_NO_SPACE && store_ballast_drop(keeper->store))
		result = keeper_change_all(keeper, jobs, count, error);
	if (result != STORE_OK && result != STORE_NO_SPACE)
		return -1;
	for (size_t i = 0; i < count && result == STORE_NO_SPACE; i++)
		jobs[i]->outcome = KEEPER_NO_SPACE;
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

/* Random bytes that cannot be taken for an envelope. Expanded from a seed: libsodium asks the
 * kernel for 256 bytes at a time, which made up three quarters of what a check costs. */
static void
keeper_fill(struct buffer *content)
{
	uint8_t seed[randombytes_SEEDBYTES];

	randombytes_buf(seed, sizeof seed);
	buffer_reserve(content, ENVELOPE_BYTES);
	randombytes_buf_deterministic(content->data, ENVELOPE_BYTES, seed);
	sodium_memzero(seed, sizeof seed);
	content->length = ENVELOPE_BYTES;
	/* An envelope starts with the "a" of its version line. */
	if (content->data[0] == 'a')
		content->data[0] = 'b';
}

/* The next place: a reply, or what fills it. The filling is made in any case, so that a place with
 * a reply costs no less time than one without. */
static enum store_result
keeper_mailbox_piece(struct keeper *keeper, struct keeper_job *job, struct error *error)
{
	struct buffer reply = BUFFER_INIT;
	enum store_result result;

	buffer_clear(&job->content);
	keeper_fill(&job->content);
	result = store_reply(keeper->store, job->mailbox, job->slots[job->at++], &reply, error);
	if (result == STORE_DAMAGED) /* one must not hide the others */
		result = STORE_OK;
	if (result == STORE_OK && reply.length == ENVELOPE_BYTES)
		memcpy(job->content.data, reply.data, ENVELOPE_BYTES);
	buffer_free(&reply);
	return result;
}

int
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
		job->notice = keeper->upkeep.notice;
		job->damaged = store_damage(keeper->store);
		job->commits = keeper->commits;
		break;
	case KEEPER_MAILBOX:
		result = job->counted ? keeper_mailbox_piece(keeper, job, error) :
		    keeper_mailbox_count(keeper, job, error);
		break;
	case KEEPER_PUT:
	case KEEPER_WITHDRAW:
	case KEEPER_MARK_DONE:
	case KEEPER_ERASE:
	case KEEPER_TICK:
		error_bug("a job among the reads that is none");
	}
	if (result == STORE_FAILED || result == STORE_NO_SPACE)
		return -1;
	job->outcome = result == STORE_OK ? KEEPER_DONE : KEEPER_DAMAGED;
	keeper_deliver(keeper, &job, 1);
	return 0;
}
