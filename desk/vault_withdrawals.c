/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/vault_withdrawals.h"

#include <stdlib.h>
#include <string.h>

#include "common/age_seal.h"
#include "common/encode.h"
#include "common/file.h"
#include "common/secret.h"
#include "desk/vault_files.h"
#include "keys/age_open.h"

#define VAULT_WITHDRAWAL_FILE_MOST 4096

static int
withdrawal_compare(const void *left, const void *right)
{
	const struct vault_withdrawal *a = left, *b = right;

	return memcmp(a->withdrawal.mailbox, b->withdrawal.mailbox, ENVELOPE_MAILBOX_BYTES);
}

const struct vault_withdrawal *
vault_withdrawal(const struct vault *vault, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	struct vault_withdrawal wanted = { .good = false };

	if (vault->withdrawal_count == 0)
		return NULL;
	memcpy(wanted.withdrawal.mailbox, mailbox, ENVELOPE_MAILBOX_BYTES);
	return bsearch(&wanted, vault->withdrawals, vault->withdrawal_count,
	    sizeof *vault->withdrawals, withdrawal_compare);
}

/* One more, or a good one in the place of another. */
static void
withdrawal_add(struct vault *vault, const struct vault_withdrawal *withdrawal)
{
	size_t size = sizeof *withdrawal, at = 0;

	while (at < vault->withdrawal_count &&
	    withdrawal_compare(&vault->withdrawals[at], withdrawal) < 0)
		at++;
	if (at < vault->withdrawal_count &&
	    withdrawal_compare(&vault->withdrawals[at], withdrawal) == 0) {
		vault->withdrawals[at] = *withdrawal;
		return;
	}
	vault->withdrawals = secret_reallocate(vault->withdrawals,
	    (vault->withdrawal_count + 1) * size);
	memmove(&vault->withdrawals[at + 1], &vault->withdrawals[at],
	    (vault->withdrawal_count - at) * size);
	vault->withdrawals[at] = *withdrawal;
	vault->withdrawal_count++;
}

/* Whether the file holds a withdrawal of the mailbox that its name says, and its signature holds. */
static bool
withdrawal_read(const struct vault *vault, const char *path, struct withdrawal *withdrawal)
{
	struct buffer sealed = BUFFER_INIT, record = BUFFER_INIT;
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	struct withdrawal read;
	bool good;

	memcpy(mailbox, withdrawal->mailbox, sizeof mailbox);
	good = file_read(path, VAULT_WITHDRAWAL_FILE_MOST, &sealed, NULL) == 0 &&
	    age_open_bytes(&record, vault->campaign_keys, sealed.data, sealed.length,
		NULL) == 0 &&
	    record.length == WITHDRAWAL_BYTES &&
	    withdrawal_parse(&read, record.data, NULL) == 0 &&
	    memcmp(read.mailbox, mailbox, sizeof mailbox) == 0 &&
	    withdrawal_verify(&read, vault->campaign->signing_key.key, NULL) == 0;
	if (good)
		*withdrawal = read;
	buffer_free(&sealed);
	buffer_free(&record);
	return good;
}

int
vault_read_withdrawals(struct vault *vault, struct error *error)
{
	size_t digits = HEX_LENGTH(ENVELOPE_MAILBOX_BYTES);
	struct buffer folder = BUFFER_INIT, path = BUFFER_INIT;
	struct vault_names names;
	int result;

	result = vault_names_read(&names, file_join(&folder, (const char *)vault->folder.data,
	    VAULT_WITHDRAWALS_FOLDER), error);
	for (size_t i = 0; i < names.count; i++) {
		struct vault_withdrawal kept = { .good = false };

		if (strlen(names.names[i]) != digits + strlen(VAULT_SUFFIX) ||
		    hex_decode(kept.withdrawal.mailbox, ENVELOPE_MAILBOX_BYTES, names.names[i],
		    digits) != 0)
			continue;
		kept.good = withdrawal_read(vault, file_join(&path, (const char *)folder.data,
		    names.names[i]), &kept.withdrawal);
		withdrawal_add(vault, &kept);
	}
	vault_names_free(&names);
	buffer_free(&folder);
	buffer_free(&path);
	return result;
}

int
vault_keep_withdrawal(struct vault *vault, const struct withdrawal *withdrawal,
    struct error *error)
{
	const struct vault_withdrawal kept = { *withdrawal, true };
	struct buffer folder = BUFFER_INIT, path = BUFFER_INIT, sealed = BUFFER_INIT;
	char name[HEX_LENGTH(ENVELOPE_MAILBOX_BYTES) + sizeof VAULT_SUFFIX];
	uint8_t record[WITHDRAWAL_BYTES];
	int result;

	hex_encode(name, withdrawal->mailbox, ENVELOPE_MAILBOX_BYTES);
	memcpy(name + HEX_LENGTH(ENVELOPE_MAILBOX_BYTES), VAULT_SUFFIX, sizeof VAULT_SUFFIX);
	withdrawal_print(record, withdrawal);
	result = file_private_folder(file_join(&folder, (const char *)vault->folder.data,
	    VAULT_WITHDRAWALS_FOLDER), error);
	if (result == 0 && file_sync_folder_of((const char *)folder.data) != 0)
		result = error_system(error, "%s cannot be written to disk",
		    (const char *)vault->folder.data);
	if (result == 0)
		result = age_seal_bytes(&sealed, &vault->campaign->recipient, 1, record,
		    sizeof record, error);
	if (result == 0)
		result = file_write(file_join(&path, (const char *)folder.data, name), sealed.data,
		    sealed.length, 0600, true, error);
	if (result == 0)
		withdrawal_add(vault, &kept);
	buffer_free(&folder);
	buffer_free(&path);
	buffer_free(&sealed);
	return result;
}
