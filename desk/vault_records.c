/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/vault_records.h"

#include <stdlib.h>
#include <string.h>

#include "common/secret.h"

/* A record and its place among those given, so that the sort keeps the last of equals last. */
struct records_place {
	const struct vault_record *record;
	size_t place;
};

int
vault_record_read(struct vault_record *record, const uint8_t bytes[VAULT_RECORD_BYTES],
    struct error *error)
{
	const uint8_t *at = bytes;

	memcpy(record->id, at, ENVELOPE_ID_BYTES);
	at += ENVELOPE_ID_BYTES;
	if (*at != TRAY_INBOX && *at != TRAY_REPLY && *at != TRAY_LOG)
		return error_refuse(error, "a record names tray %u, which there is not",
		    (unsigned)*at);
	record->tray = (enum tray)*at++;
	memcpy(record->mailbox, at, ENVELOPE_MAILBOX_BYTES);
	record->week = bytes_u32(at + ENVELOPE_MAILBOX_BYTES);
	return 0;
}

void
vault_record_print(struct buffer *out, const struct vault_record *record)
{
	buffer_append(out, record->id, ENVELOPE_ID_BYTES);
	buffer_append_byte(out, (uint8_t)record->tray);
	buffer_append(out, record->mailbox, ENVELOPE_MAILBOX_BYTES);
	buffer_append_u32(out, record->week);
}

int
vault_records_parse(struct vault_record *records, size_t *count, const uint8_t *bytes,
    size_t length, struct error *error)
{
	static const uint8_t none[VAULT_RECORD_BYTES];
	size_t at = 0;

	*count = 0;
	if (length != VAULT_RECORDS_BYTES)
		return error_refuse(error, "a record file has %zu bytes inside instead of %d",
		    length, VAULT_RECORDS_BYTES);
	while (at < length && memcmp(bytes + at, none, sizeof none) != 0) {
		if (vault_record_read(&records[*count], bytes + at, error) != 0)
			return -1;
		(*count)++;
		at += VAULT_RECORD_BYTES;
	}
	for (; at < length; at++)
		if (bytes[at] != 0)
			return error_refuse(error, "a record file does not end in zeros");
	return 0;
}

void
vault_records_print(struct buffer *out, const struct vault_record *records, size_t count)
{
	if (count > VAULT_BATCH_MOST)
		error_bug("too many records for one file");
	for (size_t i = 0; i < count; i++)
		vault_record_print(out, &records[i]);
	for (size_t i = count * VAULT_RECORD_BYTES; i < VAULT_RECORDS_BYTES; i++)
		buffer_append_byte(out, 0);
}

int
vault_record_compare(const struct vault_record *left, const struct vault_record *right)
{
	int order = memcmp(left->id, right->id, ENVELOPE_ID_BYTES);

	return order != 0 ? order : (int)left->tray - (int)right->tray;
}

static int
records_compare(const void *left, const void *right)
{
	const struct records_place *a = left, *b = right;
	int order = vault_record_compare(a->record, b->record);

	if (order != 0)
		return order;
	return a->place < b->place ? -1 : a->place > b->place;
}

size_t
vault_records_sort(struct vault_record *records, size_t count)
{
	struct records_place *places;
	struct vault_record *sorted;
	size_t left = 0;

	if (count == 0)
		return 0;
	places = secret_allocate(count * sizeof *places);
	sorted = secret_allocate(count * sizeof *sorted);
	for (size_t i = 0; i < count; i++)
		places[i] = (struct records_place){ &records[i], i };
	qsort(places, count, sizeof *places, records_compare);
	for (size_t i = 0; i < count; i++)
		if (i + 1 == count ||
		    vault_record_compare(places[i].record, places[i + 1].record) != 0)
			sorted[left++] = *places[i].record;
	memcpy(records, sorted, left * sizeof *sorted);
	secret_release(places);
	secret_release(sorted);
	return left;
}
