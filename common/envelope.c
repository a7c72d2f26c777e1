/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/envelope.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "common/age_header.h"
#include "common/age_seal.h"
#include "common/encode.h"
#include "common/secret.h"
#include "common/utf8.h"

/*
 * The header of an age file with one X25519 stanza (age specification, "Header" and "The X25519
 * recipient type"): its length never varies, because a share, a wrapped file key and a MAC are 32
 * bytes each, 43 characters of unpadded base64.
 */
#define KEY_CHARACTERS 43
#define HEADER_BYTES \
	(sizeof AGE_VERSION_LINE - 1 + sizeof "-> X25519 " - 1 + KEY_CHARACTERS + 1 + \
	    KEY_CHARACTERS + 1 + sizeof "--- " - 1 + KEY_CHARACTERS + 1)

_Static_assert(HEADER_BYTES + AGE_NONCE_BYTES + ENVELOPE_PLAINTEXT_BYTES + AGE_TAG_BYTES ==
    ENVELOPE_BYTES, "an envelope is a header, a nonce and one chunk");
_Static_assert(ENVELOPE_PLAINTEXT_BYTES <= AGE_CHUNK_BYTES, "an envelope is one chunk");

#define LINE2_BY "{\"by\":\""
#define LINE2_SIGNATURE "\",\"signature\":\""
#define LINE2_END "\"}"
#define BY_HEX HEX_LENGTH(32)
#define SIGNATURE_HEX HEX_LENGTH(ENVELOPE_SIGNATURE_BYTES)

_Static_assert(sizeof LINE2_BY - 1 + BY_HEX + sizeof LINE2_SIGNATURE - 1 + SIGNATURE_HEX +
    sizeof LINE2_END - 1 == ENVELOPE_LINE2_BYTES, "line 2 has one length");
_Static_assert(ENVELOPE_LINE1_MOST + 1 + ENVELOPE_LINE2_BYTES + 1 + 1 <= ENVELOPE_PLAINTEXT_BYTES,
    "the longest line 1 fits");

#define SIGNED_START "testimony-signed-1\n"

const char *
tray_format(enum tray tray)
{
	switch (tray) {
	case TRAY_INBOX:
		return "testimony-1";
	case TRAY_REPLY:
		return "testimony-reply-1";
	case TRAY_LOG:
		return "testimony-event-1";
	}
	error_bug("unknown tray");
}

/* Steps over `text` where the bytes at *at are exactly that. */
static bool
envelope_skip(const uint8_t *bytes, size_t length, size_t *at, const char *text)
{
	size_t wanted = strlen(text);

	if (length - *at < wanted || memcmp(bytes + *at, text, wanted) != 0)
		return false;
	*at += wanted;
	return true;
}

int
envelope_check(const uint8_t *envelope, size_t length, struct error *error)
{
	uint8_t share[AGE_SHARE_BYTES], body[AGE_WRAPPED_BYTES];
	struct age_header header;

	if (length != ENVELOPE_BYTES)
		return error_refuse(error, "an envelope has exactly %d bytes; this has %zu",
		    ENVELOPE_BYTES, length);
	if (age_header_parse(&header, envelope, HEADER_BYTES, error) != 0)
		return error_within(error, "this is not a sealed envelope");
	if (header.stanza_count != 1)
		return error_refuse(error, "this is not a sealed envelope: its header has more "
		    "than one stanza");
	if (age_stanza_x25519(&header.stanzas[0], share, body, error) != 0)
		return error_within(error, "this is not a sealed envelope");
	return 0;
}

void
envelope_id(uint8_t id[ENVELOPE_ID_BYTES], const uint8_t *envelope, size_t length)
{
	(void)crypto_hash_sha256(id, envelope, length);
}

void
envelope_mailbox(uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], const uint8_t author[32])
{
	(void)crypto_hash_sha256(mailbox, author, 32);
}

void
envelope_signed_bytes(struct buffer *out, const uint8_t campaign_key[32],
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], const void *line1, size_t line1_length)
{
	buffer_reserve(out, sizeof SIGNED_START - 1 + 32 + ENVELOPE_MAILBOX_BYTES + line1_length);
	buffer_append_text(out, SIGNED_START);
	buffer_append(out, campaign_key, 32);
	buffer_append(out, mailbox, ENVELOPE_MAILBOX_BYTES);
	buffer_append(out, line1, line1_length);
}

/* What writers and readers ask of line 1. A byte order mark is no "{", but deserves its own
 * sentence: editors put it there unseen. */
static int
line1_check(const uint8_t *line1, size_t length, struct error *error)
{
	if (length == 0)
		return error_refuse(error, "the content of the envelope is empty");
	if (length > ENVELOPE_LINE1_MOST)
		return error_refuse(error, "the content has %zu bytes, %zu more than the %d that "
		    "fit into one envelope: shorten it, or send it in parts", length,
		    length - ENVELOPE_LINE1_MOST, ENVELOPE_LINE1_MOST);
	if (length >= 3 && memcmp(line1, "\xef\xbb\xbf", 3) == 0)
		return error_refuse(error, "the content starts with a byte order mark");
	if (memchr(line1, '\n', length) != NULL)
		return error_refuse(error, "the content must be one line of JSON");
	for (size_t at = 0; at < length;)
		if (utf8_next(line1, length, &at) < 0)
			return error_refuse(error, "the content is not UTF-8 text");
	if (line1[0] != '{' || line1[length - 1] != '}')
		return error_refuse(error, "the content is not one JSON object");
	return 0;
}

int
envelope_seal(struct buffer *out, const struct recipient *recipient, const void *line1,
    size_t line1_length, const uint8_t by[32],
    const uint8_t signature[ENVELOPE_SIGNATURE_BYTES], struct error *error)
{
	char by_text[BY_HEX + 1], signature_text[SIGNATURE_HEX + 1];
	size_t before = out->length;
	uint8_t *plaintext, *at;
	int result;

	if (line1_check(line1, line1_length, error) != 0)
		return -1;
	hex_encode(by_text, by, 32);
	hex_encode(signature_text, signature, ENVELOPE_SIGNATURE_BYTES);
	plaintext = secret_allocate(ENVELOPE_PLAINTEXT_BYTES);
	memset(plaintext, ' ', ENVELOPE_PLAINTEXT_BYTES);
	plaintext[ENVELOPE_PLAINTEXT_BYTES - 1] = '\n';
	at = plaintext;
	memcpy(at, line1, line1_length);
	at += line1_length;
	*at++ = '\n';
	at = (uint8_t *)stpcpy((char *)at, LINE2_BY);
	at = (uint8_t *)stpcpy((char *)at, by_text);
	at = (uint8_t *)stpcpy((char *)at, LINE2_SIGNATURE);
	at = (uint8_t *)stpcpy((char *)at, signature_text);
	at = (uint8_t *)stpcpy((char *)at, LINE2_END);
	*at++ = '\n'; /* over the NUL */
	buffer_reserve(out, ENVELOPE_BYTES);
	result = age_seal_bytes(out, recipient, 1, plaintext, ENVELOPE_PLAINTEXT_BYTES, error);
	secret_release(plaintext);
	if (result == 0 && out->length - before != ENVELOPE_BYTES)
		error_bug("an envelope came out in the wrong size");
	return result;
}

/* Line 2 without its LF, byte for byte. */
static int
line2_parse(struct envelope_parts *parts, const uint8_t *line2, size_t length)
{
	size_t at = 0;

	if (length != ENVELOPE_LINE2_BYTES || !envelope_skip(line2, length, &at, LINE2_BY) ||
	    hex_decode(parts->by, sizeof parts->by, (const char *)line2 + at, BY_HEX) != 0)
		return -1;
	at += BY_HEX;
	if (!envelope_skip(line2, length, &at, LINE2_SIGNATURE) ||
	    hex_decode(parts->signature, sizeof parts->signature, (const char *)line2 + at,
		SIGNATURE_HEX) != 0)
		return -1;
	at += SIGNATURE_HEX;
	return envelope_skip(line2, length, &at, LINE2_END) ? 0 : -1;
}

int
envelope_split(struct envelope_parts *parts, const uint8_t *plaintext, size_t length,
    struct error *error)
{
	const uint8_t *line1_end, *line2, *line2_end, *last;

	if (length != ENVELOPE_PLAINTEXT_BYTES)
		return error_refuse(error, "the inside of an envelope has exactly %d bytes; this "
		    "has %zu", ENVELOPE_PLAINTEXT_BYTES, length);
	last = plaintext + length - 1;
	if (*last != '\n')
		return error_refuse(error, "the inside of the envelope does not end with a line "
		    "feed");
	line1_end = memchr(plaintext, '\n', length);
	if (line1_end == last)
		return error_refuse(error, "the inside of the envelope has no second line, where "
		    "its signature should be");
	if (line1_check(plaintext, (size_t)(line1_end - plaintext), error) != 0)
		return -1;
	line2 = line1_end + 1;
	line2_end = memchr(line2, '\n', (size_t)(last + 1 - line2));
	if (line2_end == last || line2_parse(parts, line2, (size_t)(line2_end - line2)) != 0)
		return error_refuse(error, "the second line inside the envelope is not its "
		    "author's key and signature");
	for (const uint8_t *at = line2_end + 1; at < last; at++)
		if (*at != ' ')
			return error_refuse(error, "the padding inside the envelope is not all "
			    "spaces");
	parts->line1 = (const char *)plaintext;
	parts->line1_length = (size_t)(line1_end - plaintext);
	return 0;
}

int
envelope_verify(const struct envelope_parts *parts, const uint8_t campaign_key[32],
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], struct error *error)
{
	struct buffer message = BUFFER_INIT;
	int result;

	envelope_signed_bytes(&message, campaign_key, mailbox, parts->line1, parts->line1_length);
	/* libsodium refuses keys of low order, non-canonical keys and signatures. */
	result = crypto_sign_verify_detached(parts->signature, message.data, message.length,
	    parts->by);
	buffer_free(&message);
	if (result != 0)
		return error_refuse(error, "the signature inside the envelope is not good for this "
		    "campaign and mailbox: the message was changed, moved or forged");
	return 0;
}
