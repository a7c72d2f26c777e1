/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/vault_sent.h"

#include <string.h>
#include <unistd.h>

#include "common/age_seal.h"
#include "common/encode.h"
#include "common/file.h"
#include "desk/vault_files.h"
#include "desk/vault_opened.h"
#include "keys/age_open.h"

#define VAULT_SENT_FILE_MOST (VAULT_SENT_BYTES + 4096)
#define VAULT_SENT_HEAD (ENVELOPE_MAILBOX_BYTES + 4)

static const char *
sent_path(struct buffer *out, const struct vault *vault, const uint8_t *id)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	hex_encode(digits, id, ENVELOPE_ID_BYTES);
	buffer_clear(out);
	buffer_format(out, "%s/" VAULT_SENT_FOLDER "/%s" VAULT_SUFFIX,
	    (const char *)vault->folder.data, digits);
	return (const char *)out->data;
}

int
vault_sent_keep(const struct vault *vault, const uint8_t id[ENVELOPE_ID_BYTES],
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], uint32_t week, const struct buffer *line1,
    struct error *error)
{
	struct buffer path = BUFFER_INIT, plaintext = BUFFER_INIT, sealed = BUFFER_INIT;
	int result;

	buffer_append(&plaintext, mailbox, ENVELOPE_MAILBOX_BYTES);
	buffer_append_u32(&plaintext, week);
	buffer_append(&plaintext, line1->data, line1->length);
	buffer_append_byte(&plaintext, '\n');
	if (plaintext.length > VAULT_SENT_BYTES)
		error_bug("a reply that is too long to be kept");
	while (plaintext.length < VAULT_SENT_BYTES)
		buffer_append_byte(&plaintext, ' ');
	/* A vault of an older version has no such folder. */
	result = file_private_folder(file_join(&path, (const char *)vault->folder.data,
	    VAULT_SENT_FOLDER), error);
	if (result == 0)
		result = age_seal_bytes(&sealed, &vault->campaign->recipient, 1, plaintext.data,
		    plaintext.length, error);
	if (result == 0)
		result = file_write(sent_path(&path, vault, id), sealed.data, sealed.length, 0600,
		    false, error);
	buffer_free(&path);
	buffer_free(&plaintext);
	buffer_free(&sealed);
	return result;
}

/* `plaintext` as it is in the file, or without what follows its line. */
static int
sent_split(struct vault_sent *sent, struct error *error)
{
	const uint8_t *at = sent->plaintext.data, *end;

	if (sent->plaintext.length <= VAULT_SENT_HEAD)
		return error_refuse(error, "it is too short");
	memcpy(sent->mailbox, at, sizeof sent->mailbox);
	sent->week = bytes_u32(at + ENVELOPE_MAILBOX_BYTES);
	at += VAULT_SENT_HEAD;
	end = memchr(at, '\n', sent->plaintext.length - VAULT_SENT_HEAD);
	if (end == NULL)
		return error_refuse(error, "its line has no end");
	sent->line1 = (const char *)at;
	sent->line1_length = (size_t)(end - at);
	return 0;
}

static int
sent_open(const struct vault *vault, const uint8_t id[ENVELOPE_ID_BYTES],
    struct vault_sent *sent, struct error *error)
{
	struct buffer path = BUFFER_INIT, sealed = BUFFER_INIT;
	int result;

	result = file_read(sent_path(&path, vault, id), VAULT_SENT_FILE_MOST, &sealed, error);
	if (result == 0)
		result = age_open_bytes(&sent->plaintext, vault->campaign_keys, sealed.data,
		    sealed.length, error);
	if (result == 0 && sent->plaintext.length != VAULT_SENT_BYTES)
		result = error_refuse(error, "it has %zu bytes inside instead of %d",
		    sent->plaintext.length, VAULT_SENT_BYTES);
	buffer_free(&path);
	buffer_free(&sealed);
	return result;
}

int
vault_sent_read(const struct vault *vault, const uint8_t id[ENVELOPE_ID_BYTES],
    struct vault_sent *sent, struct error *error)
{
	struct opened_file file;
	bool known;

	memset(sent, 0, sizeof *sent);
	known = vault_opened_find(vault, &file, OPENED_SENT, id, ENVELOPE_ID_BYTES,
	    &sent->plaintext);
	if ((!known && sent_open(vault, id, sent, error) != 0) || sent_split(sent, error) != 0) {
		vault_sent_free(sent);
		return -1;
	}
	if (!known)
		vault_opened_add(vault, &file, sent->plaintext.data,
		    VAULT_SENT_HEAD + sent->line1_length + 1);
	return 0;
}

void
vault_sent_free(struct vault_sent *sent)
{
	buffer_free(&sent->plaintext);
	memset(sent, 0, sizeof *sent);
}

int
vault_sent_list(const struct vault *vault, struct vault_ids *ids, struct error *error)
{
	struct buffer path = BUFFER_INIT;
	bool missing = access(file_join(&path, (const char *)vault->folder.data,
	    VAULT_SENT_FOLDER), F_OK) != 0;

	buffer_free(&path);
	*ids = (struct vault_ids){ NULL, 0 };
	return missing ? 0 : vault_list_folder(vault, VAULT_SENT_FOLDER, ids, error);
}
