/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <inttypes.h>

#include "daemon/keeper_inside.h"
#include "daemon/log.h"

#define UPKEEP_LET_GO_MOST 64 /* bodies in one transaction: its log must fit the reserve */

static int64_t
upkeep_lived(const struct keeper *keeper)
{
	return retention_minutes(&keeper->upkeep.life);
}

/* As time goes by and not when somebody is refused: the log shows nothing of when families
 * write. */
static enum store_result
upkeep_tell_space(struct keeper *keeper, struct error *error)
{
	struct store_space space;
	enum store_result result = store_measure(keeper->store, &space, error);

	if (result == STORE_OK && space.free < keeper->reserve &&
	    log_is_due(&keeper->upkeep.no_space, keeper->upkeep.life.steady, LOG_HOUR))
		log_line("warning: no new envelope is taken, since the store's file system has "
		    "only %" PRIu64 " MiB left, and reserve_mib keeps %" PRIu64 " for those who "
		    "take theirs back: make room", space.free >> 20, keeper->reserve >> 20);
	return result;
}

/* A campaign that was signed anew is in use before the store remembers it: who was removed by it
 * must not come in until there is space. Without space it is tried again at the next tick. */
static enum store_result
upkeep_campaign(struct keeper *keeper, const struct keeper_job *job, struct error *error)
{
	enum store_result result;

	if (job->serial <= keeper->upkeep.serial)
		return STORE_OK;
	result = store_campaign(keeper->store, job->signing_key, job->serial, error);
	if (result == STORE_NO_SPACE)
		return STORE_OK;
	if (result == STORE_DAMAGED)
		log_line("warning: the campaign's serial cannot be noted, so an older "
		    "campaign.json would be taken at the next start: %s", error->text);
	keeper->upkeep.serial = job->serial;
	return result == STORE_DAMAGED ? STORE_OK : result;
}

static void
upkeep_tell_damage(struct keeper *keeper)
{
	const uint64_t rows = store_damage(keeper->store);

	if (rows > 0 && log_is_due(&keeper->upkeep.damage, keeper->upkeep.life.steady, LOG_DAY))
		log_line("warning: %" PRIu64 " rows of the store cannot be read; all others are "
		    "handed out. The disk may be failing: let every desk pull, then start with a "
		    "new store and let a desk push", rows);
}

int
keeper_tick(struct keeper *keeper, const struct keeper_job *job, struct error *error)
{
	struct keeper_upkeep *upkeep = &keeper->upkeep;
	enum store_result result = STORE_OK;
	struct store_upkeep written;
	int64_t hour;

	if (upkeep->begun) {
		retention_count(&upkeep->life, job->steady);
	} else {
		if (store_upkeep(keeper->store, &written, error) != STORE_OK)
			return -1;
		retention_begin(&upkeep->life, written.lived, job->steady);
		upkeep->notice.ordered = written.ordered;
		upkeep->written_hour = upkeep->judged_day = upkeep->told = upkeep->tried_hour =
		    RETENTION_NEVER;
		upkeep->begun = true;
	}
	upkeep->week = job->week;
	upkeep_tell_damage(keeper);
	if (!job->last)
		store_ballast_keep(keeper->store, keeper->reserve / 2, keeper->reserve);
	if (upkeep_tell_space(keeper, error) != STORE_OK ||
	    upkeep_campaign(keeper, job, error) != STORE_OK)
		return -1;
	store_set_time(keeper->store, job->week, upkeep_lived(keeper));
	hour = upkeep_lived(keeper) / RETENTION_HOUR;
	if (hour == upkeep->written_hour && job->week == upkeep->written_week && !job->last)
		return 0;
	result = store_live(keeper->store, error);
	if (result == STORE_OK) {
		upkeep->written_hour = hour;
		upkeep->written_week = job->week;
	}
	/* Without space it is tried again at the next tick. */
	return result == STORE_OK || result == STORE_NO_SPACE ? 0 : -1;
}

/* Who is warned of from now on, and who no longer. */
static enum store_result
upkeep_warn(struct keeper *keeper, struct error *error)
{
	struct keeper_upkeep *upkeep = &keeper->upkeep;
	const int64_t lived = upkeep_lived(keeper);
	enum store_result result = store_begin(keeper->store, error);

	for (size_t i = 0; i < upkeep->calendar.count && result == STORE_OK; i++) {
		struct retention_week *week = &upkeep->calendar.weeks[i];
		bool stays = retention_judge(week, lived, upkeep->limit_weeks) == RETENTION_STAYS;

		if (stays == (week->warned == RETENTION_NEVER))
			continue;
		week->warned = stays ? RETENTION_NEVER : lived;
		result = store_warn(keeper->store, week, error);
	}
	if (result == STORE_OK)
		return store_commit(keeper->store, error);
	store_rollback(keeper->store);
	return result;
}

static enum store_result
upkeep_begin_pass(struct keeper *keeper, struct error *error)
{
	struct keeper_upkeep *upkeep = &keeper->upkeep;
	enum store_result result;

	upkeep->judged_day = upkeep_lived(keeper) / RETENTION_DAY;
	retention_calendar_free(&upkeep->calendar);
	result = store_calendar(keeper->store, &upkeep->calendar, error);
	if (result == STORE_OK)
		result = upkeep_warn(keeper, error);
	upkeep->passing = result == STORE_OK;
	upkeep->after = -1;
	upkeep->gone = 0;
	upkeep->counted = (struct keeper_notice){ .warned = 0 };
	return result;
}

/* Whether a row's body goes now; counts it among those of which is warned. */
static bool
upkeep_goes(struct keeper *keeper, const struct store_seen *row)
{
	struct keeper_upkeep *upkeep = &keeper->upkeep;
	const struct retention_week *week = retention_find(&upkeep->calendar, row->week);
	const struct retention_week *done = row->marked ?
	    retention_find(&upkeep->calendar, row->done) : NULL;
	const int64_t lived = upkeep_lived(keeper);
	int64_t left;

	if (done != NULL && retention_done(done, lived))
		return true;
	/* A week that is not in the calendar is one that was noted after the pass began. */
	if (week == NULL)
		return false;
	switch (retention_judge(week, lived, upkeep->limit_weeks)) {
	case RETENTION_STAYS:
		return false;
	case RETENTION_GOES:
		upkeep->gone++;
		return true;
	case RETENTION_WARNS:
		break;
	}
	left = retention_left(week, lived, upkeep->limit_weeks);
	if (upkeep->counted.warned++ == 0 || left < upkeep->counted.warned_for)
		upkeep->counted.warned_for = left;
	return false;
}

/* Erases the bodies in these slots. One that is damaged stays, and keeps no other. */
static enum store_result
upkeep_let_go(struct keeper *keeper, const int64_t *slots, size_t count, struct error *error)
{
	enum store_result result = store_settle(keeper->store, error);
	bool spoilt, passable;

	do {
		if (result == STORE_OK)
			result = store_begin(keeper->store, error);
		spoilt = false;
		for (size_t i = 0; i < count && result == STORE_OK && !spoilt; i++) {
			result = store_let_go(keeper->store, slots[i], error);
			spoilt = store_is_spoilt(keeper->store, &passable);
			if (result == STORE_DAMAGED && (!spoilt || passable))
				result = STORE_OK;
		}
		if (spoilt || result != STORE_OK)
			store_rollback(keeper->store);
		else
			result = store_commit(keeper->store, error);
	} while (spoilt && result == STORE_OK);
	return result == STORE_OK ? store_scrub(keeper->store, error) : result;
}

/* Once in a week of lived time. */
static void
upkeep_tell(struct keeper *keeper)
{
	struct keeper_upkeep *upkeep = &keeper->upkeep;
	const int64_t lived = upkeep_lived(keeper);

	if (upkeep->gone > 0)
		log_line("%" PRIu64 " envelopes were erased by age (retention_weeks = %u)",
		    upkeep->gone, upkeep->limit_weeks);
	if (upkeep->notice.warned == 0 ||
	    (upkeep->told != RETENTION_NEVER && lived - upkeep->told < RETENTION_WEEK))
		return;
	upkeep->told = lived;
	log_line("warning: %" PRIu64 " envelopes will be erased by age (retention_weeks = %u), the "
	    "first of them after %" PRId64 " more days of running at the earliest: let every desk "
	    "pull before", upkeep->notice.warned, upkeep->limit_weeks,
	    upkeep->notice.warned_for / RETENTION_DAY);
}

static enum store_result
upkeep_pass(struct keeper *keeper, struct error *error)
{
	struct keeper_upkeep *upkeep = &keeper->upkeep;
	int64_t slots[UPKEEP_LET_GO_MOST];
	size_t count, seen, going = 0;
	enum store_result result;

	result = store_survey(keeper->store, upkeep->after, upkeep->seen, &count, error);
	for (seen = 0; seen < count && going < UPKEEP_LET_GO_MOST; seen++) {
		upkeep->after = upkeep->seen[seen].slot;
		if (upkeep_goes(keeper, &upkeep->seen[seen]))
			slots[going++] = upkeep->after;
	}
	if (result == STORE_OK && going > 0)
		result = upkeep_let_go(keeper, slots, going, error);
	upkeep->passing = result == STORE_OK && (seen < count || count == STORE_SURVEY_MOST);
	if (result != STORE_OK || upkeep->passing)
		return result;
	upkeep->notice.warned = upkeep->counted.warned;
	upkeep->notice.warned_for = upkeep->counted.warned_for;
	upkeep_tell(keeper);
	return result;
}

static enum keeper_skipped
upkeep_skipped(enum store_result result)
{
	switch (result) {
	case STORE_NO_SPACE:
		return KEEPER_SKIPPED_SPACE;
	case STORE_DAMAGED:
		return KEEPER_SKIPPED_DAMAGE;
	case STORE_UNDONE:
		return KEEPER_SKIPPED_TROUBLE;
	case STORE_OK:
	case STORE_FAILED:
		break;
	}
	return KEEPER_NOT_SKIPPED;
}

static void
upkeep_tell_skipped(enum keeper_skipped skipped, const struct error *error)
{
	switch (skipped) {
	case KEEPER_SKIPPED_SPACE:
		log_line("warning: the store is not put in order this week, since there is no "
		    "space for a copy of it beside the reserve; make room");
		break;
	case KEEPER_SKIPPED_DAMAGE:
		log_line("warning: the store is not put in order, since a part of it is damaged: "
		    "let every desk pull, then start with a new store and let a desk push");
		break;
	case KEEPER_SKIPPED_TROUBLE:
		log_line("warning: %s", error->text);
		break;
	case KEEPER_NOT_SKIPPED:
		break;
	}
}

static enum store_result
upkeep_order(struct keeper *keeper, struct error *error)
{
	struct keeper_upkeep *upkeep = &keeper->upkeep;
	enum keeper_skipped before = upkeep->notice.skipped;
	enum store_result result = STORE_OK;

	upkeep->tried_hour = upkeep_lived(keeper) / RETENTION_HOUR;
	if (retention_order(upkeep->week, upkeep->notice.ordered) == RETENTION_OVERDUE) {
		keeper_take_nothing(keeper);
		result = store_order(keeper->store, keeper->reserve, keeper_is_stopping, keeper,
		    error);
		keeper_take_again(keeper);
	}
	if (result == STORE_UNDONE && error->kind == ERROR_NONE) /* the daemon stops */
		return STORE_OK;
	upkeep->notice.skipped = upkeep_skipped(result);
	if (upkeep->notice.skipped != before)
		upkeep_tell_skipped(upkeep->notice.skipped, error);
	if (upkeep->notice.skipped != KEEPER_NOT_SKIPPED)
		return STORE_OK;
	if (result == STORE_OK)
		result = store_set_ordered(keeper->store, upkeep->week, error);
	if (result == STORE_OK) {
		upkeep->notice.ordered = upkeep->week;
		upkeep->tried_hour = RETENTION_NEVER;
	}
	return result;
}

int
keeper_upkeep(struct keeper *keeper, bool *more, struct error *error)
{
	struct keeper_upkeep *upkeep = &keeper->upkeep;
	enum store_result result = STORE_OK;
	int64_t lived;

	*more = false;
	if (!upkeep->begun)
		return 0;
	lived = upkeep_lived(keeper);
	if (upkeep->passing)
		result = upkeep_pass(keeper, error);
	else if (upkeep->judged_day != lived / RETENTION_DAY)
		result = upkeep_begin_pass(keeper, error);
	else if (retention_order(upkeep->week, upkeep->notice.ordered) != RETENTION_IN_ORDER &&
	    (upkeep->tried_hour != lived / RETENTION_HOUR))
		result = upkeep_order(keeper, error);
	else {
		*more = store_wipe(keeper->store);
		return 0;
	}
	*more = true;
	/* Without space, or where a part is damaged, the rest of the day's pass is left out. */
	return result == STORE_FAILED ? -1 : 0;
}
