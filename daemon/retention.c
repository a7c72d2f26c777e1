/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/retention.h"

#include <stdlib.h>

#include "common/error.h"

#define RETENTION_MILLISECONDS 60000 /* in a minute */

void
retention_begin(struct retention_life *life, int64_t lived_minutes, int64_t steady)
{
	life->lived = lived_minutes * RETENTION_MILLISECONDS;
	life->steady = steady;
}

void
retention_count(struct retention_life *life, int64_t steady)
{
	if (steady > life->steady)
		life->lived += steady - life->steady;
	life->steady = steady;
}

int64_t
retention_minutes(const struct retention_life *life)
{
	return life->lived / RETENTION_MILLISECONDS;
}

void
retention_calendar_add(struct retention_calendar *calendar, const struct retention_week *week)
{
	calendar->weeks = reallocarray(calendar->weeks, calendar->count + 1,
	    sizeof *calendar->weeks);
	if (calendar->weeks == NULL)
		error_bug("no memory for the calendar");
	calendar->weeks[calendar->count++] = *week;
}

static int
retention_compare(const void *key, const void *element)
{
	const uint32_t *week = key;
	const struct retention_week *other = element;

	return *week < other->week ? -1 : *week > other->week;
}

const struct retention_week *
retention_find(const struct retention_calendar *calendar, uint32_t week)
{
	if (calendar->count == 0)
		return NULL;
	return bsearch(&week, calendar->weeks, calendar->count, sizeof *calendar->weeks,
	    retention_compare);
}

void
retention_calendar_free(struct retention_calendar *calendar)
{
	free(calendar->weeks);
	calendar->weeks = NULL;
	calendar->count = 0;
}

int64_t
retention_note(bool own, int64_t lived)
{
	const int64_t grain = own ? RETENTION_HOUR : RETENTION_WEEK;

	return lived / grain * grain + grain;
}

int64_t
retention_age(const struct retention_week *week, int64_t lived)
{
	return lived > week->lived ? lived - week->lived : 0;
}

enum retention_verdict
retention_judge(const struct retention_week *week, int64_t lived, unsigned limit_weeks)
{
	const int64_t age = retention_age(week, lived);
	const int64_t limit = (int64_t)limit_weeks * RETENTION_WEEK;

	if (limit_weeks == 0 || age < limit - (int64_t)RETENTION_WARN_WEEKS * RETENTION_WEEK)
		return RETENTION_STAYS;
	if (age < limit || week->warned == RETENTION_NEVER ||
	    lived - week->warned < (int64_t)RETENTION_WARN_WEEKS * RETENTION_WEEK)
		return RETENTION_WARNS;
	return RETENTION_GOES;
}

int64_t
retention_left(const struct retention_week *week, int64_t lived, unsigned limit_weeks)
{
	int64_t age_left = (int64_t)limit_weeks * RETENTION_WEEK - retention_age(week, lived);
	int64_t warned_left = (int64_t)RETENTION_WARN_WEEKS * RETENTION_WEEK;
	int64_t left;

	if (week->warned != RETENTION_NEVER)
		warned_left -= lived - week->warned;
	left = age_left > warned_left ? age_left : warned_left;
	return left > 0 ? left : 0;
}

bool
retention_done(const struct retention_week *week, int64_t lived)
{
	return retention_age(week, lived) >= (int64_t)RETENTION_DONE_WEEKS * RETENTION_WEEK;
}

enum retention_order
retention_order(uint32_t week, uint32_t ordered)
{
	if (week > ordered)
		return RETENTION_OVERDUE;
	return week == ordered ? RETENTION_IN_ORDER : RETENTION_BEHIND;
}
