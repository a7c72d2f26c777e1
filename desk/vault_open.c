/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/vault.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "common/encode.h"
#include "common/file.h"
#include "common/secret.h"
#include "desk/vault_files.h"
#include "desk/vault_newer.h"
#include "desk/vault_opened.h"
#include "desk/vault_records.h"
#include "desk/vault_withdrawals.h"
#include "front/terminal.h"
#include "keys/age_open.h"

#define VAULT_RECORDS_FILE_MOST (VAULT_RECORDS_BYTES + 4096)
#define VAULT_PASSPHRASE_TRIES 3

/* Opening a vault: its settings, its campaign, its keys, its records. */

int
vault_read_key(const char *path, const char *passphrase_file, struct secret **passphrase,
    struct buffer *content, bool *sealed, struct error *error)
{
	struct buffer prompt = BUFFER_INIT;
	int is_sealed = keyfile_is_sealed(path, error), tries, result = -1;

	if (is_sealed < 0)
		return -1;
	*sealed = is_sealed == 1;
	if (!*sealed)
		return keyfile_read(path, NULL, content, error);
	if (*passphrase != NULL && keyfile_read(path, *passphrase, content, error) == 0)
		return 0;
	buffer_format(&prompt, "Passphrase of %s", path);
	tries = passphrase_file == NULL ? VAULT_PASSPHRASE_TRIES : 1;
	for (; tries > 0 && result != 0; tries--) {
		secret_free(passphrase);
		if (terminal_passphrase(passphrase, passphrase_file,
		    (const char *)prompt.data, error) != 0)
			break;
		terminal_progress("opening %s ...", path);
		result = keyfile_read(path, *passphrase, content, error);
		terminal_progress_end();
		if (result != 0 && tries > 1)
			terminal_note("%s", error->text);
	}
	buffer_free(&prompt);
	return result;
}

static int
vault_open_keys(struct vault *vault, const char *passphrase_file, struct error *error)
{
	const char *folder = (const char *)vault->folder.data;
	struct buffer path = BUFFER_INIT, content = BUFFER_INIT;
	struct secret *passphrase = NULL;
	bool sealed;
	int result;

	result = vault_read_key(vault_key_path(&path, folder, vault->settings.handle),
	    passphrase_file, &passphrase, &content, &sealed, error);
	secret_free(&passphrase);
	if (result == 0)
		result = coordinator_key_parse(&vault->key, (const char *)content.data,
		    content.length, error);
	buffer_clear(&content);
	if (result == 0)
		result = file_read(vault_campaign_key_path(&path, folder, vault->settings.handle),
		    KEYFILE_BYTES_MOST, &content, error);
	if (result == 0) {
		struct buffer identities = BUFFER_INIT;

		result = age_open_bytes(&identities, vault->key.identities, content.data,
		    content.length, error);
		if (result == 0)
			result = age_identities_parse(vault->campaign_keys,
			    (const char *)identities.data, identities.length, error);
		if (result != 0)
			(void)error_within(error, "%s", (const char *)path.data);
		buffer_free(&identities);
	}
	buffer_free(&path);
	buffer_free(&content);
	return result;
}

static int
vault_open_campaign(struct vault *vault, struct error *error)
{
	const char *folder = (const char *)vault->folder.data;
	struct buffer path = BUFFER_INIT, manifest = BUFFER_INIT, signature = BUFFER_INIT;
	int result;

	result = file_read(file_join(&path, folder, VAULT_MANIFEST), CAMPAIGN_BYTES_MOST,
	    &manifest, error);
	if (result == 0)
		result = file_read(file_join(&path, folder, VAULT_SIGNATURE),
		    MINISIGN_SIGNATURE_FILE_MOST, &signature, error);
	if (result == 0)
		result = campaign_verify(&vault->campaign, &vault->settings.pin, manifest.data,
		    manifest.length, (const char *)signature.data, signature.length, error);
	buffer_free(&path);
	buffer_free(&manifest);
	buffer_free(&signature);
	return result;
}

/* At the end, out of order: vault_read_records sorts once. *room: how many there is room for. */
static void
vault_add_records(struct vault *vault, const struct vault_record *records, size_t count,
    size_t *room)
{
	if (vault->record_count + count > *room) {
		*room = 2 * (vault->record_count + count);
		vault->records = secret_reallocate(vault->records, *room * sizeof *records);
	}
	memcpy(vault->records + vault->record_count, records, count * sizeof *records);
	vault->record_count += count;
}

/* The records that opened.cache has of a file. */
static int
vault_known_records(const struct buffer *known, struct vault_record *records, size_t *count)
{
	*count = known->length / VAULT_RECORD_BYTES;
	if (known->length % VAULT_RECORD_BYTES != 0 || *count > VAULT_BATCH_MOST)
		return -1;
	for (size_t i = 0; i < *count; i++)
		if (vault_record_read(&records[i], known->data + i * VAULT_RECORD_BYTES, NULL) != 0)
			return -1;
	return 0;
}

static int
vault_open_records(const struct vault *vault, const char *name, struct vault_record *records,
    size_t *count, struct buffer *plaintext)
{
	struct buffer folder = BUFFER_INIT, path = BUFFER_INIT, sealed = BUFFER_INIT;
	int result;

	(void)file_join(&folder, (const char *)vault->folder.data, VAULT_RECORDS_FOLDER);
	result = file_read(file_join(&path, (const char *)folder.data, name),
	    VAULT_RECORDS_FILE_MOST, &sealed, NULL);
	if (result == 0)
		result = age_open_bytes(plaintext, vault->campaign_keys, sealed.data, sealed.length,
		    NULL);
	if (result == 0)
		result = vault_records_parse(records, count, plaintext->data, plaintext->length,
		    NULL);
	buffer_free(&folder);
	buffer_free(&path);
	buffer_free(&sealed);
	return result;
}

int
vault_read_records_file(const struct vault *vault, const char *name,
    struct vault_record *records, size_t *count)
{
	struct buffer plaintext = BUFFER_INIT;
	uint8_t digits[VAULT_RECORDS_NAME_BYTES];
	struct opened_file file;
	bool is_ours = strlen(name) == HEX_LENGTH(sizeof digits) + strlen(VAULT_SUFFIX) &&
	    hex_decode(digits, sizeof digits, name, HEX_LENGTH(sizeof digits)) == 0;
	int result;

	if (is_ours && vault_opened_find(vault, &file, OPENED_RECORDS, digits, sizeof digits,
	    &plaintext) && vault_known_records(&plaintext, records, count) == 0) {
		buffer_free(&plaintext);
		return 0;
	}
	buffer_clear(&plaintext);
	result = vault_open_records(vault, name, records, count, &plaintext);
	if (result == 0 && is_ours)
		vault_opened_add(vault, &file, plaintext.data, *count * VAULT_RECORD_BYTES);
	buffer_free(&plaintext);
	return result;
}

/* A record file that cannot be read is counted and passed over: the next pull fetches again what
 * only it named. */
static int
vault_read_records(struct vault *vault, struct error *error)
{
	struct vault_record *records = secret_allocate(VAULT_BATCH_MOST * sizeof *records);
	struct buffer folder = BUFFER_INIT;
	struct vault_names names;
	size_t count, room = 0;
	int result;

	result = vault_names_read(&names, file_join(&folder, (const char *)vault->folder.data,
	    VAULT_RECORDS_FOLDER), error);
	for (size_t i = 0; i < names.count; i++) {
		if (vault_read_records_file(vault, names.names[i], records, &count) != 0)
			vault->records_unreadable++;
		else if (count > 0)
			vault_add_records(vault, records, count, &room);
	}
	vault->record_count = vault_records_sort(vault->records, vault->record_count);
	vault_names_free(&names);
	secret_release(records);
	buffer_free(&folder);
	return result;
}

static int
vault_open_inside(struct vault *vault, const char *passphrase_file, struct error *error)
{
	if (vault_open_campaign(vault, error) != 0 ||
	    vault_open_keys(vault, passphrase_file, error) != 0)
		return -1;
	vault_newer_open(vault);
	vault_opened_open(vault);
	return vault_read_records(vault, error) == 0 && vault_read_withdrawals(vault, error) == 0 ?
	    0 : -1;
}

int
vault_open(struct vault **out, const char *folder, const char *passphrase_file,
    struct error *error)
{
	struct vault *vault = secret_allocate(sizeof *vault);

	memset(vault, 0, sizeof *vault);
	vault->lock = -1;
	*out = vault;
	buffer_append_text(&vault->folder, folder);
	vault->campaign_keys = age_identities_new();
	errno = 0;
	if (vault_settings_read(&vault->settings, folder, error) != 0) {
		if (errno == ENOENT)
			(void)error_refuse(error, "%s is no desk's folder yet; `testimony-desk -d "
			    "%s setup` makes one", folder, folder);
	} else if (vault_open_inside(vault, passphrase_file, error) == 0) {
		return 0;
	}
	vault_free(out);
	return -1;
}

int
vault_lock(struct vault *vault, struct error *error)
{
	const char *folder = (const char *)vault->folder.data;
	int lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (lock < 0)
		return error_system(error, "the folder %s cannot be opened", folder);
	if (flock(lock, LOCK_EX | LOCK_NB) == 0) {
		vault->lock = lock;
		return 0;
	}
	if (errno == EWOULDBLOCK)
		(void)error_refuse(error, "another testimony-desk is at work in %s; try again when "
		    "it is done", folder);
	else
		(void)error_system(error, "the folder %s cannot be locked", folder);
	(void)close(lock);
	return -1;
}

void
vault_free(struct vault **out)
{
	struct vault *vault = *out;

	if (vault == NULL)
		return;
	vault_opened_close(vault);
	vault_settings_free(&vault->settings);
	campaign_free(&vault->campaign);
	campaign_free(&vault->newer);
	coordinator_key_free(&vault->key);
	age_identities_free(&vault->campaign_keys);
	secret_release(vault->records);
	secret_release(vault->withdrawals);
	if (vault->lock >= 0)
		(void)close(vault->lock);
	buffer_free(&vault->folder);
	secret_release(vault);
	*out = NULL;
}
