/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/store_inside.h"

/*
 * What is held, all of it: for the desk's index, and counted. A page that cannot be read must not
 * hide what is on the others. Envelopes are in the order of their slots; where the walk through
 * them breaks off, the index of mailboxes, which has pages of its own, says which slots there are,
 * and each is looked up by itself. Withdrawals are walked from both ends.
 */

struct store_held {
	struct buffer trays[TRAY_LOG + 1]; /* ids */
	struct buffer withdrawals;         /* records */
	int64_t last;                      /* slot that was taken, or met */
};

static void
store_held_free(struct store_held *held)
{
	for (int tray = TRAY_INBOX; tray <= TRAY_LOG; tray++)
		buffer_free(&held->trays[tray]);
	buffer_free(&held->withdrawals);
}

/* The row of a statement: tray, id, slot. An id that is not that of its slot would stand out of
 * order, and a desk refuses such an index whole. */
static void
store_take_row(struct store *store, sqlite3_stmt *statement, struct store_held *held)
{
	int tray = sqlite3_column_int(statement, 0);
	const uint8_t *id = sqlite3_column_blob(statement, 1);

	held->last = sqlite3_column_int64(statement, 2);
	if (tray < TRAY_INBOX || tray > TRAY_LOG || id == NULL ||
	    sqlite3_column_bytes(statement, 1) != ENVELOPE_ID_BYTES || store_slot(id) != held->last)
		store_slots_add(&store->unreadable, held->last);
	else
		buffer_append(&held->trays[tray], id, ENVELOPE_ID_BYTES);
}

static enum store_result
store_walk(struct store *store, struct store_held *held, struct error *error)
{
	sqlite3_stmt *statement = store->statements[STORE_IDS];
	int code;

	held->last = -1;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW)
		store_take_row(store, statement, held);
	return store_end(store, statement, code, "be read", error);
}

static int
store_compare_slots(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

/* The slots behind the one at which the walk broke off; `slots` is an array of them. */
static enum store_result
store_slots_behind(struct store *store, int64_t last, struct buffer *slots, struct error *error)
{
	sqlite3_stmt *statement = store->statements[STORE_SLOTS];
	enum store_result result;
	int code;

	(void)sqlite3_bind_int64(statement, 1, last);
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		int64_t slot = sqlite3_column_int64(statement, 0);

		buffer_append(slots, &slot, sizeof slot);
	}
	result = store_end(store, statement, code, "be read", error);
	if (slots->length > 0)
		qsort(slots->data, slots->length / sizeof last, sizeof last, store_compare_slots);
	return result;
}

/* Those behind the damage, one by one. */
static enum store_result
store_walk_behind(struct store *store, struct store_held *held, struct error *error)
{
	sqlite3_stmt *statement = store->statements[STORE_ID];
	struct buffer slots = BUFFER_INIT;
	enum store_result result = store_slots_behind(store, held->last, &slots, error);
	int64_t slot;
	int code;

	if (result == STORE_DAMAGED) {
		store->astray = true;
		result = STORE_OK;
	}
	for (size_t at = 0; at < slots.length && result == STORE_OK; at += sizeof slot) {
		memcpy(&slot, slots.data + at, sizeof slot);
		(void)sqlite3_bind_int64(statement, 1, slot);
		code = sqlite3_step(statement);
		if (code == SQLITE_ROW)
			store_take_row(store, statement, held);
		result = store_end(store, statement, code, "be read", error);
		if (result == STORE_DAMAGED || code == SQLITE_DONE) {
			store_slots_add(&store->unreadable, slot);
			result = STORE_OK;
		}
	}
	buffer_free(&slots);
	return result;
}

/* Withdrawals from one end, up to damage. */
static enum store_result
store_walk_withdrawals(struct store *store, enum store_statement end, struct buffer *out,
    struct error *error)
{
	sqlite3_stmt *statement = store->statements[end];
	static const uint8_t zeros[WITHDRAWAL_BYTES];
	int code;

	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		size_t start = out->length;

		if (store_column_add(out, statement, 0, 32) != 0 ||
		    store_column_add(out, statement, 1, 32) != 0 ||
		    store_column_add(out, statement, 2, 64) != 0) {
			out->length = start;
			store->astray = true;
			continue;
		}
		buffer_append_u32(out, (uint32_t)sqlite3_column_int64(statement, 3));
		buffer_append(out, zeros, start + WITHDRAWAL_BYTES - out->length);
	}
	return store_end(store, statement, code, "be read", error);
}

static enum store_result
store_list_withdrawals(struct store *store, struct buffer *out, struct error *error)
{
	struct buffer back = BUFFER_INIT;
	enum store_result result;

	result = store_walk_withdrawals(store, STORE_WITHDRAWALS, out, error);
	if (result == STORE_DAMAGED) {
		store->astray = true;
		result = store_walk_withdrawals(store, STORE_WITHDRAWALS_BACK, &back, error);
		if (result == STORE_DAMAGED)
			result = STORE_OK;
	}
	for (size_t at = back.length; at > 0; at -= WITHDRAWAL_BYTES)
		buffer_append(out, back.data + at - WITHDRAWAL_BYTES, WITHDRAWAL_BYTES);
	buffer_free(&back);
	return result;
}

static enum store_result
store_gather(struct store *store, struct store_held *held, struct error *error)
{
	enum store_result result = store_walk(store, held, error);

	if (result == STORE_DAMAGED)
		result = store_walk_behind(store, held, error);
	if (result == STORE_OK)
		result = store_list_withdrawals(store, &held->withdrawals, error);
	return result;
}

enum store_result
store_index(struct store *store, struct buffer *out, struct error *error)
{
	struct store_held held = { .withdrawals = BUFFER_INIT };
	enum store_result result = store_gather(store, &held, error);

	if (result == STORE_OK) {
		for (int tray = TRAY_INBOX; tray <= TRAY_LOG; tray++)
			buffer_append_u64(out, held.trays[tray].length / ENVELOPE_ID_BYTES);
		buffer_append_u64(out, held.withdrawals.length / WITHDRAWAL_BYTES);
		for (int tray = TRAY_INBOX; tray <= TRAY_LOG; tray++)
			buffer_append(out, held.trays[tray].data, held.trays[tray].length);
		buffer_append(out, held.withdrawals.data, held.withdrawals.length);
	}
	store_held_free(&held);
	return result;
}

/* By SQLite, and where that meets damage, of what can be read. */
static enum store_result
store_count_all(struct store *store, struct store_counts *counts, struct error *error)
{
	sqlite3_stmt *statement = store->statements[STORE_COUNT];
	enum store_result result;
	int code;

	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		uint64_t count = (uint64_t)sqlite3_column_int64(statement, 1);

		switch (sqlite3_column_int(statement, 0)) {
		case TRAY_INBOX:
			counts->inbox = count;
			break;
		case TRAY_REPLY:
			counts->reply = count;
			break;
		default:
			counts->log = count;
			break;
		}
	}
	result = store_end(store, statement, code, "be read", error);
	if (result != STORE_OK)
		return result;
	statement = store->statements[STORE_COUNT_WITHDRAWALS];
	code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		counts->withdrawals = (uint64_t)sqlite3_column_int64(statement, 0);
	return store_end(store, statement, code, "be read", error);
}

enum store_result
store_count(struct store *store, struct store_counts *counts, struct error *error)
{
	struct store_held held = { .withdrawals = BUFFER_INIT };
	enum store_result result;

	memset(counts, 0, sizeof *counts);
	result = store_count_all(store, counts, error);
	if (result != STORE_DAMAGED)
		return result;
	result = store_gather(store, &held, error);
	counts->inbox = held.trays[TRAY_INBOX].length / ENVELOPE_ID_BYTES;
	counts->reply = held.trays[TRAY_REPLY].length / ENVELOPE_ID_BYTES;
	counts->log = held.trays[TRAY_LOG].length / ENVELOPE_ID_BYTES;
	counts->withdrawals = held.withdrawals.length / WITHDRAWAL_BYTES;
	store_held_free(&held);
	return result;
}
