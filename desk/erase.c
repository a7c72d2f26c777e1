/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/erase_inside.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/encode.h"
#include "common/file.h"
#include "common/secret.h"
#include "desk/vault_files.h"
#include "desk/vault_opened.h"
#include "desk/vault_records.h"
#include "desk/vault_sent.h"
#include "desk/vault_withdrawals.h"
#include "desk/written.h"
#include "front/terminal.h"

#define ERASE_STEP 64 /* envelopes between two lines of progress */

struct erase {
	struct vault *vault;
	struct erased *erased;
	struct vault_ids gone[2]; /* of inbox and replies; in the order of ids */
	struct vault_ids sent;    /* of what this desk wrote: to go; in the order of ids */
	struct vault_ids sealed;  /* of the inbox: no key here opens them, so they stay */
	struct written written;
};

static void
erase_add(struct vault_ids *ids, const uint8_t id[ENVELOPE_ID_BYTES])
{
	ids->ids = secret_grow(ids->ids, ids->count, sizeof *ids->ids);
	memcpy(ids->ids[ids->count++], id, ENVELOPE_ID_BYTES);
}

/*
 * What is to go.
 */

/* Whether a record places it in a withdrawn mailbox. Replies are sealed to their family, so that
 * only those who wrote them know better. */
static bool
erase_is_placed(struct erase *erase, enum tray tray, const uint8_t *id)
{
	const struct vault_record *record = vault_record(erase->vault, tray, id);
	const struct written_reply *reply = tray != TRAY_REPLY ? NULL :
	    written_find(&erase->written, id);

	if (reply != NULL)
		return erase_wanted(erase->vault, reply->mailbox, true);
	return tray != TRAY_LOG && record != NULL &&
	    erase_wanted(erase->vault, record->mailbox, true);
}

static void
erase_judge(struct erase *erase, enum tray tray, const uint8_t *id)
{
	bool placed = erase_is_placed(erase, tray, id);
	enum erase_whose whose = erase_whose_file(erase->vault, tray, id);

	if (whose == WHOSE_WITHDRAWN || (placed && (whose == WHOSE_NOBODY || tray == TRAY_REPLY)))
		erase_add(tray == TRAY_LOG ? &erase->erased->events :
		    &erase->gone[tray - 1], id);
	else if (placed && whose == WHOSE_SEALED)
		erase_add(&erase->sealed, id);
}

/* Every envelope of a tray: what a record says of one may be a lie. */
static int
erase_look(struct erase *erase, enum tray tray, struct error *error)
{
	struct vault_ids ids;

	if (vault_list(erase->vault, tray, &ids, error) != 0)
		return -1;
	for (size_t i = 0; i < ids.count; i++) {
		if (i % ERASE_STEP == 0)
			terminal_progress("looking for what was taken back: %zu of %zu ...", i,
			    ids.count);
		erase_judge(erase, tray, ids.ids[i]);
	}
	vault_ids_free(&ids);
	return 0;
}

/* What this desk wrote, also where the envelope is not here (any more); a damaged one goes with its
 * envelope. */
static int
erase_look_at_sent(struct erase *erase, struct error *error)
{
	struct vault_ids ids;

	if (vault_sent_list(erase->vault, &ids, error) != 0)
		return -1;
	for (size_t i = 0; i < ids.count; i++)
		if (erase_is_placed(erase, TRAY_REPLY, ids.ids[i]))
			erase_add(&erase->sent, ids.ids[i]);
	vault_ids_free(&ids);
	return 0;
}

/*
 * Files.
 */

/* ".HEX.age.RANDOM": of a write that was cut off, since the vault is locked. */
static bool
erase_is_left_over(const char *name)
{
	size_t digits = strspn(name + (name[0] == '.'), "0123456789abcdef");

	return name[0] == '.' && digits >= HEX_LENGTH(ENVELOPE_ID_BYTES) / 2 &&
	    strncmp(name + 1 + digits, VAULT_SUFFIX ".", strlen(VAULT_SUFFIX ".")) == 0;
}

static bool
erase_is_named(const struct vault_ids *ids, const char *name)
{
	size_t digits = HEX_LENGTH(ENVELOPE_ID_BYTES);
	uint8_t id[ENVELOPE_ID_BYTES];

	return strlen(name) == digits + strlen(VAULT_SUFFIX) && vault_file_is_ours(name) &&
	    hex_decode(id, sizeof id, name, digits) == 0 && vault_ids_have(ids, id);
}

/* Unlinks the files of these ids (sorted), and what was left over; syncs where any went. A folder
 * that is not there holds none. */
static int
erase_files(const struct vault *vault, const char *folder_name, const struct vault_ids *ids,
    size_t *count, struct error *error)
{
	struct buffer folder = BUFFER_INIT;
	struct dirent *entry;
	bool changed = false;
	int result = 0;
	DIR *open;

	open = opendir(file_join(&folder, (const char *)vault->folder.data, folder_name));
	if (open == NULL && errno != ENOENT)
		result = error_system(error, "%s cannot be read", (const char *)folder.data);
	while (result == 0 && open != NULL && (entry = readdir(open)) != NULL) {
		bool named = erase_is_named(ids, entry->d_name);

		if (!named && !erase_is_left_over(entry->d_name))
			continue;
		if (unlinkat(dirfd(open), entry->d_name, 0) != 0)
			result = error_system(error, "%s/%s cannot be erased",
			    (const char *)folder.data, entry->d_name);
		else if (named)
			(*count)++;
		changed = true;
	}
	if (changed && fsync(dirfd(open)) != 0 && result == 0)
		result = error_system(error, "%s cannot be written to disk",
		    (const char *)folder.data);
	if (open != NULL)
		(void)closedir(open);
	buffer_free(&folder);
	return result;
}

/*
 * Records.
 */

static bool
erase_drops(const struct erase *erase, const struct vault_record *record)
{
	/* Whatever mailbox the daemon named for it. */
	if (record->tray == TRAY_REPLY &&
	    vault_ids_have(&erase->gone[TRAY_REPLY - 1], record->id))
		return true;
	if (record->tray == TRAY_LOG || !erase_wanted(erase->vault, record->mailbox, true))
		return false;
	return record->tray == TRAY_REPLY || !vault_ids_have(&erase->sealed, record->id);
}

/* Writes what is to stay of a record file into a new one, then erases the old. Killed between, both
 * are there, and the next call erases the old one again. */
static int
erase_records_of(const struct erase *erase, const char *path, const char *name, bool *changed,
    struct error *error)
{
	struct vault_record *records = secret_allocate(VAULT_BATCH_MOST * sizeof *records);
	size_t count = 0, left = 0;
	int result = 0;

	if (vault_read_records_file(erase->vault, name, records, &count) != 0)
		count = 0;
	for (size_t i = 0; i < count; i++)
		if (!erase_drops(erase, &records[i]))
			records[left++] = records[i];
	if (left < count) {
		result = vault_keep_records(erase->vault, records, left, error);
		if (result == 0 && unlink(path) != 0)
			result = error_system(error, "%s cannot be erased", path);
		*changed = true;
	}
	secret_release(records);
	return result;
}

static int
erase_records(struct erase *erase, struct error *error)
{
	struct buffer folder = BUFFER_INIT, path = BUFFER_INIT;
	struct vault *vault = erase->vault;
	struct vault_names names;
	bool changed = false;
	size_t left = 0;
	int result;

	/* All names first: new files come into the folder meanwhile. */
	(void)file_join(&folder, (const char *)vault->folder.data, VAULT_RECORDS_FOLDER);
	result = vault_names_read(&names, (const char *)folder.data, error);
	for (size_t i = 0; result == 0 && i < names.count; i++)
		result = erase_records_of(erase, file_join(&path, (const char *)folder.data,
		    names.names[i]), names.names[i], &changed, error);
	if (changed && file_sync_folder_of((const char *)path.data) != 0 && result == 0)
		result = error_system(error, "%s cannot be written to disk",
		    (const char *)folder.data);
	for (size_t i = 0; result == 0 && i < vault->record_count; i++)
		if (!erase_drops(erase, &vault->records[i]))
			vault->records[left++] = vault->records[i];
	if (result == 0)
		vault->record_count = left;
	vault_names_free(&names);
	buffer_free(&folder);
	buffer_free(&path);
	return result;
}

static int
erase_compare(const void *left, const void *right)
{
	return memcmp(left, right, ENVELOPE_ID_BYTES);
}

static bool
erase_has_records(const struct erase *erase)
{
	for (size_t i = 0; i < erase->vault->record_count; i++)
		if (erase_drops(erase, &erase->vault->records[i]))
			return true;
	return false;
}

/* Files first: the records say which they are. */
static int
erase_all(struct erase *erase, struct error *error)
{
	static const struct vault_ids none = { NULL, 0 };
	const struct vault *vault = erase->vault;
	struct erased *erased = erase->erased;
	bool any = erase->sent.count + erase->gone[0].count + erase->gone[1].count +
	    erased->events.count > 0 || erase_has_records(erase);
	size_t ignored = 0;

	/* What holds the words once more goes before all of them: while one file is left that is to
	 * go, the next call comes here again. */
	if (vault_opened_forget(erase->vault, any, error) != 0)
		return -1;
	/* Before the replies, whose records may be all that says whose they are. */
	if (erase_files(vault, VAULT_SENT_FOLDER, &erase->sent, &ignored, error) != 0 ||
	    erase_files(vault, vault_tray_folder(TRAY_INBOX), &erase->gone[TRAY_INBOX - 1],
	    &erased->envelopes, error) != 0 ||
	    erase_files(vault, vault_tray_folder(TRAY_REPLY), &erase->gone[TRAY_REPLY - 1],
	    &erased->replies, error) != 0 ||
	    erase_files(vault, vault_tray_folder(TRAY_LOG), &erased->events, &ignored,
	    error) != 0 ||
	    erase_files(vault, VAULT_WITHDRAWALS_FOLDER, &none, &ignored, error) != 0 ||
	    erase_files(vault, VAULT_RECORDS_FOLDER, &none, &ignored, error) != 0)
		return -1;
	return erase_has_records(erase) ? erase_records(erase, error) : 0;
}

int
erase_withdrawn(struct vault *vault, struct erased *erased, struct error *error)
{
	struct erase erase = { .vault = vault, .erased = erased };
	int result = 0;

	/* Before the events go that say whose the replies are. */
	if (vault->withdrawal_count > 0)
		result = written_read(&erase.written, vault, error);
	if (result == 0)
		written_apply(&erase.written, vault);
	for (int tray = TRAY_INBOX; tray <= TRAY_LOG && vault->withdrawal_count > 0; tray++)
		if (result == 0)
			result = erase_look(&erase, (enum tray)tray, error);
	if (result == 0 && vault->withdrawal_count > 0)
		result = erase_look_at_sent(&erase, error);
	terminal_progress_end();
	erased->sealed = erase.sealed.count;
	if (result == 0)
		result = erase_all(&erase, error);
	for (int i = 0; i < 2; i++)
		vault_ids_free(&erase.gone[i]);
	vault_ids_free(&erase.sent);
	vault_ids_free(&erase.sealed);
	written_free(&erase.written);
	return result;
}

int
erase_unsent(struct vault *vault, const uint8_t (*ids)[ENVELOPE_ID_BYTES], size_t count,
    struct error *error)
{
	struct vault_ids gone = { NULL, 0 };
	size_t ignored = 0, left = 0;
	int result;

	for (size_t i = 0; i < count; i++)
		erase_add(&gone, ids[i]);
	if (count > 0)
		qsort(gone.ids, count, sizeof *gone.ids, erase_compare);
	result = count == 0 ? 0 : vault_opened_forget(vault, true, error);
	if (result == 0)
		result = erase_files(vault, vault_tray_folder(TRAY_REPLY), &gone, &ignored, error);
	if (result == 0)
		result = erase_files(vault, VAULT_SENT_FOLDER, &gone, &ignored, error);
	for (size_t i = 0; i < vault->record_count; i++)
		if (vault->records[i].tray != TRAY_REPLY ||
		    !vault_ids_have(&gone, vault->records[i].id))
			vault->records[left++] = vault->records[i];
	vault->record_count = left;
	vault_ids_free(&gone);
	return result;
}

void
erased_free(struct erased *erased)
{
	vault_ids_free(&erased->events);
}
