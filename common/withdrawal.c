/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/withdrawal.h"

#include <sodium.h>
#include <string.h>

#include "common/encode.h"

#define WITHDRAWAL_KEY_DIGITS HEX_LENGTH(32)
#define WITHDRAWAL_SIGNATURE_DIGITS HEX_LENGTH(ENVELOPE_SIGNATURE_BYTES)

_Static_assert(WITHDRAWAL_HEADER_SIZE == WITHDRAWAL_KEY_DIGITS + 1 + WITHDRAWAL_SIGNATURE_DIGITS + 1,
    "the field holds a key, a space, a signature and its NUL");

void
withdrawal_signed_bytes(struct buffer *out, const uint8_t campaign_key[32],
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	buffer_append_text(out, "testimony-withdraw-1\n");
	buffer_append(out, campaign_key, 32);
	buffer_append(out, mailbox, ENVELOPE_MAILBOX_BYTES);
}

int
withdrawal_verify(const struct withdrawal *withdrawal, const uint8_t campaign_key[32],
    struct error *error)
{
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	struct buffer message = BUFFER_INIT;
	int result;

	envelope_mailbox(mailbox, withdrawal->author);
	if (memcmp(mailbox, withdrawal->mailbox, sizeof mailbox) != 0)
		return error_refuse(error, "the withdrawal is by another author than the mailbox's");
	withdrawal_signed_bytes(&message, campaign_key, mailbox);
	result = crypto_sign_verify_detached(withdrawal->signature, message.data, message.length,
	    withdrawal->author);
	buffer_free(&message);
	if (result != 0)
		return error_refuse(error, "the signature of the withdrawal does not hold");
	return 0;
}

void
withdrawal_print(uint8_t record[WITHDRAWAL_BYTES], const struct withdrawal *withdrawal)
{
	uint8_t *at = record;

	memset(record, 0, WITHDRAWAL_BYTES);
	memcpy(at, withdrawal->mailbox, sizeof withdrawal->mailbox);
	at += sizeof withdrawal->mailbox;
	memcpy(at, withdrawal->author, sizeof withdrawal->author);
	at += sizeof withdrawal->author;
	memcpy(at, withdrawal->signature, sizeof withdrawal->signature);
	at += sizeof withdrawal->signature;
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(withdrawal->week >> (24 - 8 * i));
}

int
withdrawal_parse(struct withdrawal *withdrawal, const uint8_t record[WITHDRAWAL_BYTES],
    struct error *error)
{
	const uint8_t *at = record;

	memcpy(withdrawal->mailbox, at, sizeof withdrawal->mailbox);
	at += sizeof withdrawal->mailbox;
	memcpy(withdrawal->author, at, sizeof withdrawal->author);
	at += sizeof withdrawal->author;
	memcpy(withdrawal->signature, at, sizeof withdrawal->signature);
	at += sizeof withdrawal->signature;
	withdrawal->week = bytes_u32(at);
	at += 4;
	if (!sodium_is_zero(at, (size_t)(record + WITHDRAWAL_BYTES - at)))
		return error_refuse(error, "the record of a withdrawal does not end in zeros");
	return 0;
}

void
withdrawal_header_print(char text[WITHDRAWAL_HEADER_SIZE], const struct withdrawal *withdrawal)
{
	hex_encode(text, withdrawal->author, sizeof withdrawal->author);
	text[WITHDRAWAL_KEY_DIGITS] = ' ';
	hex_encode(text + WITHDRAWAL_KEY_DIGITS + 1, withdrawal->signature,
	    sizeof withdrawal->signature);
}

int
withdrawal_header_parse(struct withdrawal *withdrawal, const char *text)
{
	if (strlen(text) != WITHDRAWAL_HEADER_SIZE - 1 || text[WITHDRAWAL_KEY_DIGITS] != ' ' ||
	    hex_decode(withdrawal->author, sizeof withdrawal->author, text,
		WITHDRAWAL_KEY_DIGITS) != 0)
		return -1;
	return hex_decode(withdrawal->signature, sizeof withdrawal->signature,
	    text + WITHDRAWAL_KEY_DIGITS + 1, WITHDRAWAL_SIGNATURE_DIGITS);
}
