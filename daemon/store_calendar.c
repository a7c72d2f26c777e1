/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "daemon/store_inside.h"

/* What time does to the store: see retention.h. */

void
store_set_time(struct store *store, uint32_t week, int64_t lived)
{
	store->week = week;
	store->lived = lived;
}

enum store_result
store_note(struct store *store, uint32_t week, struct error *error)
{
	sqlite3_stmt *statement = store->statements[STORE_NOTE];
	const int64_t note = retention_note(week == store->week, store->lived);

	if (week == store->noted_week && note <= store->noted)
		return STORE_OK;
	(void)sqlite3_bind_int64(statement, 1, week);
	(void)sqlite3_bind_int64(statement, 2, note);
	return store_end(store, statement, sqlite3_step(statement), "be written", error);
}

/* One number into one statement. */
static enum store_result
store_set(struct store *store, enum store_statement which, int64_t value, struct error *error)
{
	sqlite3_stmt *statement = store->statements[which];

	(void)sqlite3_bind_int64(statement, 1, value);
	return store_end(store, statement, sqlite3_step(statement), "be written", error);
}

enum store_result
store_live(struct store *store, struct error *error)
{
	const int64_t note = retention_note(true, store->lived);
	enum store_result result = store_begin(store, error);

	if (result == STORE_OK)
		result = store_set(store, STORE_SET_LIVED, store->lived, error);
	if (result == STORE_OK)
		result = store_note(store, store->week, error);
	if (result == STORE_OK)
		result = store_commit(store, error);
	else
		store_rollback(store);
	if (result == STORE_OK) {
		store->noted_week = store->week;
		store->noted = note;
	}
	return result;
}

enum store_result
store_set_ordered(struct store *store, uint32_t week, struct error *error)
{
	return store_set(store, STORE_SET_ORDERED, week, error);
}

enum store_result
store_upkeep(struct store *store, struct store_upkeep *upkeep, struct error *error)
{
	sqlite3_stmt *statement = store->statements[STORE_UPKEEP];
	int code = sqlite3_step(statement);

	memset(upkeep, 0, sizeof *upkeep);
	if (code == SQLITE_ROW) {
		upkeep->lived = sqlite3_column_int64(statement, 0);
		upkeep->ordered = (uint32_t)sqlite3_column_int64(statement, 1);
	}
	return store_end(store, statement, code, "be read", error);
}

enum store_result
store_calendar(struct store *store, struct retention_calendar *calendar, struct error *error)
{
	sqlite3_stmt *statement = store->statements[STORE_CALENDAR];
	int code;

	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		const struct retention_week week = {
			.week = (uint32_t)sqlite3_column_int64(statement, 0),
			.lived = sqlite3_column_int64(statement, 1),
			.warned = sqlite3_column_type(statement, 2) == SQLITE_NULL ?
			    RETENTION_NEVER : sqlite3_column_int64(statement, 2),
		};

		retention_calendar_add(calendar, &week);
	}
	return store_end(store, statement, code, "be read", error);
}

enum store_result
store_warn(struct store *store, const struct retention_week *week, struct error *error)
{
	sqlite3_stmt *statement = store->statements[STORE_WARN];

	(void)sqlite3_bind_int64(statement, 1, week->week);
	if (week->warned != RETENTION_NEVER)
		(void)sqlite3_bind_int64(statement, 2, week->warned);
	return store_end(store, statement, sqlite3_step(statement), "be written", error);
}

enum store_result
store_survey(struct store *store, int64_t after, struct store_seen seen[STORE_SURVEY_MOST],
    size_t *count, struct error *error)
{
	sqlite3_stmt *statement = store->statements[STORE_SURVEY];
	int code;

	*count = 0;
	(void)sqlite3_bind_int64(statement, 1, after);
	(void)sqlite3_bind_int(statement, 2, STORE_SURVEY_MOST);
	while ((code = sqlite3_step(statement)) == SQLITE_ROW && *count < STORE_SURVEY_MOST) {
		struct store_seen *row = &seen[(*count)++];

		row->slot = sqlite3_column_int64(statement, 0);
		row->week = (uint32_t)sqlite3_column_int64(statement, 1);
		row->marked = sqlite3_column_type(statement, 2) != SQLITE_NULL;
		row->done = (uint32_t)sqlite3_column_int64(statement, 2);
	}
	return store_end(store, statement, code, "be read", error);
}
