/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/vault.h"

#include <dirent.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "common/age_seal.h"
#include "common/encode.h"
#include "common/file.h"
#include "common/secret.h"
#include "desk/vault_files.h"
#include "desk/vault_records.h"

#define VAULT_LIST_FIRST 256
#define VAULT_FILE_NAME_SIZE (HEX_LENGTH(ENVELOPE_ID_BYTES) + sizeof VAULT_SUFFIX)

_Static_assert(VAULT_BATCH_MOST <= VAULT_FILES_MOST, "a batch is written at once");

const char *
vault_tray_folder(enum tray tray)
{
	switch (tray) {
	case TRAY_INBOX:
		return "envelopes";
	case TRAY_REPLY:
		return "replies";
	case TRAY_LOG:
		return "log";
	}
	error_bug("a tray without its folder");
}

const char *
vault_key_path(struct buffer *out, const char *folder, const char *handle)
{
	buffer_clear(out);
	buffer_format(out, "%s/%s.key", folder, handle);
	return (const char *)out->data;
}

const char *
vault_campaign_key_path(struct buffer *out, const char *folder, const char *handle)
{
	buffer_clear(out);
	buffer_format(out, "%s/for-%s" VAULT_SUFFIX, folder, handle);
	return (const char *)out->data;
}

static const char *
vault_envelope_path(struct buffer *out, const struct vault *vault, enum tray tray,
    const uint8_t id[ENVELOPE_ID_BYTES])
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	hex_encode(digits, id, ENVELOPE_ID_BYTES);
	buffer_clear(out);
	buffer_format(out, "%s/%s/%s" VAULT_SUFFIX, (const char *)vault->folder.data,
	    vault_tray_folder(tray), digits);
	return (const char *)out->data;
}

static int
vault_compare_record(const void *wanted, const void *record)
{
	return vault_record_compare(wanted, record);
}

const struct vault_record *
vault_record(const struct vault *vault, enum tray tray, const uint8_t id[ENVELOPE_ID_BYTES])
{
	struct vault_record wanted = { .tray = tray };

	memcpy(wanted.id, id, sizeof wanted.id);
	if (vault->record_count == 0)
		return NULL;
	return bsearch(&wanted, vault->records, vault->record_count, sizeof *vault->records,
	    vault_compare_record);
}

static int
vault_compare_id(const void *left, const void *right)
{
	return memcmp(left, right, ENVELOPE_ID_BYTES);
}

int
vault_list_folder(const struct vault *vault, const char *name, struct vault_ids *ids,
    struct error *error)
{
	struct buffer folder = BUFFER_INIT;
	size_t capacity = VAULT_LIST_FIRST, digits = HEX_LENGTH(ENVELOPE_ID_BYTES);
	struct dirent *entry;
	DIR *open;

	ids->count = 0;
	ids->ids = NULL;
	open = opendir(file_join(&folder, (const char *)vault->folder.data, name));
	if (open == NULL) {
		(void)error_system(error, "%s cannot be read", (const char *)folder.data);
		buffer_free(&folder);
		return -1;
	}
	buffer_free(&folder);
	ids->ids = secret_allocate(capacity * sizeof *ids->ids);
	while ((entry = readdir(open)) != NULL) {
		if (!vault_file_is_ours(entry->d_name) ||
		    strlen(entry->d_name) != digits + strlen(VAULT_SUFFIX) ||
		    hex_decode(ids->ids[ids->count], ENVELOPE_ID_BYTES, entry->d_name, digits) != 0)
			continue;
		if (++ids->count == capacity) {
			capacity *= 2;
			ids->ids = secret_reallocate(ids->ids, capacity * sizeof *ids->ids);
		}
	}
	(void)closedir(open);
	qsort(ids->ids, ids->count, sizeof *ids->ids, vault_compare_id);
	return 0;
}

int
vault_list(const struct vault *vault, enum tray tray, struct vault_ids *ids,
    struct error *error)
{
	return vault_list_folder(vault, vault_tray_folder(tray), ids, error);
}

void
vault_ids_free(struct vault_ids *ids)
{
	secret_release(ids->ids);
	ids->ids = NULL;
	ids->count = 0;
}

bool
vault_ids_have(const struct vault_ids *ids, const uint8_t id[ENVELOPE_ID_BYTES])
{
	return ids->count > 0 &&
	    bsearch(id, ids->ids, ids->count, sizeof *ids->ids, vault_compare_id) != NULL;
}

int
vault_read(const struct vault *vault, enum tray tray, const uint8_t id[ENVELOPE_ID_BYTES],
    struct buffer *out, struct error *error)
{
	uint8_t found[ENVELOPE_ID_BYTES];
	struct buffer path = BUFFER_INIT;
	size_t before = out->length;
	int result;

	result = file_read(vault_envelope_path(&path, vault, tray, id), ENVELOPE_BYTES, out, error);
	if (result == 0) {
		envelope_id(found, out->data + before, out->length - before);
		if (memcmp(found, id, sizeof found) != 0)
			result = error_refuse(error, "the file is damaged: its bytes are not those "
			    "that its name stands for; move it away and pull again");
	}
	buffer_free(&path);
	return result;
}

int
vault_keep_records(const struct vault *vault, const struct vault_record *records,
    size_t count, struct error *error)
{
	struct buffer plaintext = BUFFER_INIT, sealed = BUFFER_INIT, path = BUFFER_INIT;
	uint8_t random[VAULT_RECORDS_NAME_BYTES];
	char name[HEX_LENGTH(VAULT_RECORDS_NAME_BYTES) + 1];
	int result;

	if (count == 0)
		return 0;
	randombytes_buf(random, sizeof random);
	hex_encode(name, random, sizeof random);
	buffer_format(&path, "%s/" VAULT_RECORDS_FOLDER "/%s" VAULT_SUFFIX,
	    (const char *)vault->folder.data, name);
	vault_records_print(&plaintext, records, count);
	result = age_seal_bytes(&sealed, &vault->campaign->recipient, 1, plaintext.data,
	    plaintext.length, error);
	if (result == 0)
		result = file_write((const char *)path.data, sealed.data, sealed.length, 0600,
		    false, error);
	buffer_free(&plaintext);
	buffer_free(&sealed);
	buffer_free(&path);
	return result;
}

/* Into their places; those of the same id are replaced. */
static void
vault_merge_records(struct vault *vault, const struct vault_record *records, size_t count)
{
	struct vault_record *fresh = secret_allocate(count * sizeof *fresh), *merged;
	size_t old = 0, added = 0, left = 0;

	memcpy(fresh, records, count * sizeof *fresh);
	count = vault_records_sort(fresh, count);
	merged = secret_allocate((vault->record_count + count) * sizeof *merged);
	while (old < vault->record_count || added < count) {
		int order;

		if (old == vault->record_count)
			order = 1;
		else if (added == count)
			order = -1;
		else
			order = vault_record_compare(&vault->records[old], &fresh[added]);
		if (order < 0) {
			merged[left++] = vault->records[old++];
			continue;
		}
		if (order == 0)
			old++;
		merged[left++] = fresh[added++];
	}
	secret_release(vault->records);
	secret_release(fresh);
	vault->records = merged;
	vault->record_count = left;
}

/* Runs of one tray go to its folder together. */
static int
vault_write_envelopes(const struct vault *vault, const struct vault_record *records,
    const uint8_t *const *envelopes, size_t count, struct error *error)
{
	char (*names)[VAULT_FILE_NAME_SIZE] = secret_allocate(count * sizeof *names);
	const char **pointers = secret_allocate(count * sizeof *pointers);
	struct buffer folder = BUFFER_INIT;
	size_t begin = 0, end;
	int result = 0;

	for (size_t i = 0; i < count; i++) {
		hex_encode(names[i], records[i].id, ENVELOPE_ID_BYTES);
		memcpy(names[i] + HEX_LENGTH(ENVELOPE_ID_BYTES), VAULT_SUFFIX,
		    sizeof VAULT_SUFFIX);
		pointers[i] = names[i];
	}
	for (; begin < count && result == 0; begin = end) {
		end = begin + 1;
		while (end < count && records[end].tray == records[begin].tray)
			end++;
		result = vault_files_write(file_join(&folder, (const char *)vault->folder.data,
		    vault_tray_folder(records[begin].tray)), pointers + begin, envelopes + begin,
		    ENVELOPE_BYTES, end - begin, error);
	}
	secret_release(names);
	secret_release(pointers);
	buffer_free(&folder);
	return result;
}

int
vault_keep(struct vault *vault, const struct vault_record *records,
    const uint8_t *const *envelopes, size_t count, struct error *error)
{
	if (count == 0)
		return 0;
	if (vault_write_envelopes(vault, records, envelopes, count, error) != 0)
		return -1;
	vault_merge_records(vault, records, count);
	return 0;
}

void
vault_forget(struct vault *vault, enum tray tray, const uint8_t id[ENVELOPE_ID_BYTES])
{
	const struct vault_record *record = vault_record(vault, tray, id);
	size_t at;

	if (record == NULL)
		return;
	at = (size_t)(record - vault->records);
	vault->record_count--;
	memmove(&vault->records[at], &vault->records[at + 1],
	    (vault->record_count - at) * sizeof *record);
}
