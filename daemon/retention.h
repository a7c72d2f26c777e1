/* SPDX-License-Identifier: ISC */
/*
 * How long something is kept, and when the store is put in order. Pure: no clock, no store.
 *
 * Age is never measured by the wall clock, which may jump, or start in 1970, but in lived time: the
 * minutes for which the daemon ran with its store, all its starts together. Rows keep only the wall
 * clock's week, and a calendar says up to which minute of lived time the clock showed that week. So
 * what is kept is at least as old as its age says, whatever the clock did: a jump, or being
 * switched off, makes erasing late and never early. Any thread.
 */
#ifndef TESTIMONY_RETENTION_H
#define TESTIMONY_RETENTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RETENTION_DONE_WEEKS 4 /* from a desk's mark to the erasing of the body */
#define RETENTION_WARN_WEEKS 8 /* of warnings before the limit erases */
#define RETENTION_HOUR 60      /* minutes of lived time */
#define RETENTION_DAY (24 * RETENTION_HOUR)
#define RETENTION_WEEK (7 * RETENTION_DAY)
#define RETENTION_NEVER (-1)

/* Lived time, as it is counted. */
struct retention_life {
	int64_t lived;  /* milliseconds */
	int64_t steady; /* of the steady clock, when it was last counted */
};

/* Counts on from what the store has (minutes). */
void retention_begin(struct retention_life *life, int64_t lived_minutes, int64_t steady);
/* Counts up to now. A steady clock that goes back counts nothing. */
void retention_count(struct retention_life *life, int64_t steady);
int64_t retention_minutes(const struct retention_life *life);

/* A week of the wall clock. */
struct retention_week {
	uint32_t week;
	int64_t lived;  /* up to when rows of this week may have come; minutes */
	int64_t warned; /* since when it is warned of their going; RETENTION_NEVER: not */
};

/* All of them, ascending by week. */
struct retention_calendar {
	struct retention_week *weeks; /* malloc */
	size_t count;
};

void retention_calendar_add(struct retention_calendar *calendar,
    const struct retention_week *week);
const struct retention_week *retention_find(const struct retention_calendar *calendar,
    uint32_t week);
void retention_calendar_free(struct retention_calendar *calendar);

/* What the calendar must say of a week in which a row comes now: of the wall clock's own week the
 * end of this hour; of another, which is a desk's that restores, the end of this week of lived
 * time, so that the calendar tells of such a moment no more than rows do. */
int64_t retention_note(bool own, int64_t lived);

/* Minutes for which rows of this week have been here at least. */
int64_t retention_age(const struct retention_week *week, int64_t lived);

enum retention_verdict {
	RETENTION_STAYS, /* and nobody is warned */
	RETENTION_WARNS, /* is near the limit or over it, but not warned of for long enough */
	RETENTION_GOES,
};

/* What the limit says of rows of this week. */
enum retention_verdict retention_judge(const struct retention_week *week, int64_t lived,
    unsigned limit_weeks);

/* Minutes after which the limit erases them at the earliest; `week` is warned of. */
int64_t retention_left(const struct retention_week *week, int64_t lived, unsigned limit_weeks);

/* Whether what was marked done in this week goes. */
bool retention_done(const struct retention_week *week, int64_t lived);

enum retention_order {
	RETENTION_IN_ORDER,
	RETENTION_OVERDUE, /* a week has ended since the store was put in order */
	RETENTION_BEHIND,  /* the clock was ahead when it was: count from now on */
};

/* Whether the store, last put in order in `ordered`, must be now. */
enum retention_order retention_order(uint32_t week, uint32_t ordered);

#endif
