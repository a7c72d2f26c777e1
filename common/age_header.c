/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/age_header.h"

#include <sodium.h>
#include <string.h>

#include "common/encode.h"
#include "common/hkdf.h"

#define AGE_STANZA_START "-> "
#define AGE_LAST_START "---"
#define AGE_ARMOR_START "-----BEGIN AGE"
#define AGE_MAC_COLUMNS 43 /* 32 bytes in base64 without padding */
#define AGE_LINE_BYTES (AGE_BODY_COLUMNS / 4 * 3)
#define AGE_WORK_FACTOR_DIGITS 2

/* What is left to read of a header. */
struct age_cursor {
	const char *text;
	size_t length;
};

static int
age_starts(const char *text, size_t length, const char *start)
{
	size_t start_length = strlen(start);

	return length >= start_length && memcmp(text, start, start_length) == 0;
}

size_t
age_header_end(const void *text, size_t length, size_t *line)
{
	const char *start = text, *end;

	while (*line < length && (end = memchr(start + *line, '\n', length - *line)) != NULL) {
		size_t next = (size_t)(end - start) + 1;

		if (age_starts(start + *line, length - *line, AGE_LAST_START))
			return next;
		*line = next;
	}
	return 0;
}

/* Takes the next line off, without its LF. */
static int
age_line(struct age_cursor *cursor, const char **line, size_t *length, struct error *error)
{
	const char *end = cursor->length == 0 ? NULL : memchr(cursor->text, '\n', cursor->length);

	if (end == NULL)
		return error_refuse(error,
		    "this age file ends within its header: it was cut short");
	*line = cursor->text;
	*length = (size_t)(end - cursor->text);
	cursor->text = end + 1;
	cursor->length -= *length + 1;
	return 0;
}

static int
age_parse_version(struct age_cursor *cursor, struct error *error)
{
	static const char version[] = AGE_VERSION_LINE;

	if (age_starts(cursor->text, cursor->length, version)) {
		cursor->text += sizeof version - 1;
		cursor->length -= sizeof version - 1;
		return 0;
	}
	if (age_starts(cursor->text, cursor->length, AGE_ARMOR_START))
		return error_refuse(error,
		    "this age file is armored, that is, written as text: only plain (binary) age "
		    "files are taken");
	if (age_starts(cursor->text, cursor->length, "age-encryption.org/v1\r"))
		return error_refuse(error,
		    "this age file was changed on its way: it has Windows line ends");
	if (age_starts(cursor->text, cursor->length, "age-encryption.org/"))
		return error_refuse(error,
		    "this age file is not of version 1, the only one known here");
	return error_refuse(error, "this is not an age file");
}

/* Arguments of visible ASCII, each of one character at least, single spaces between them. */
static int
age_check_arguments(const char *text, size_t length)
{
	char before = ' ';

	for (size_t i = 0; i < length; i++) {
		if (text[i] == ' ' ? before == ' ' : text[i] <= ' ' || text[i] > '~')
			return -1;
		before = text[i];
	}
	return before == ' ' ? -1 : 0;
}

static int
age_parse_body(struct age_stanza *stanza, struct age_cursor *cursor, struct error *error)
{
	const char *start = cursor->text, *line;
	uint8_t bytes[AGE_LINE_BYTES];
	size_t length, found;

	do {
		if (age_line(cursor, &line, &length, error) != 0)
			return -1;
		if (length > AGE_BODY_COLUMNS)
			return error_refuse(error,
			    "the header of this age file is damaged: a line is too long");
		if (base64_decode(bytes, sizeof bytes, &found, line, length, BASE64_UNPADDED) != 0)
			return error_refuse(error,
			    "the header of this age file is damaged: a line is not base64");
	} while (length == AGE_BODY_COLUMNS);
	stanza->body = start;
	stanza->body_length = (size_t)(cursor->text - start);
	return 0;
}

static int
age_parse_stanza(struct age_stanza *stanza, struct age_cursor *cursor, struct error *error)
{
	const char *line;
	size_t length;

	if (age_line(cursor, &line, &length, error) != 0)
		return -1;
	if (!age_starts(line, length, AGE_STANZA_START))
		return error_refuse(error,
		    "the header of this age file is damaged: a recipient does not start with ->");
	stanza->arguments = line + strlen(AGE_STANZA_START);
	stanza->arguments_length = length - strlen(AGE_STANZA_START);
	if (age_check_arguments(stanza->arguments, stanza->arguments_length) != 0)
		return error_refuse(error,
		    "the header of this age file is damaged: a recipient has wrong arguments");
	return age_parse_body(stanza, cursor, error);
}

static int
age_parse_mac(struct age_header *header, const char *line, size_t length, struct error *error)
{
	const size_t start = strlen(AGE_LAST_START " ");
	size_t found;

	if (length != start + AGE_MAC_COLUMNS || line[start - 1] != ' ' ||
	    base64_decode(header->mac, sizeof header->mac, &found, line + start, AGE_MAC_COLUMNS,
	    BASE64_UNPADDED) != 0)
		return error_refuse(error,
		    "the header of this age file is damaged: its last line is not a checksum");
	return 0;
}

int
age_header_parse(struct age_header *header, const void *text, size_t length,
    struct error *error)
{
	struct age_cursor cursor = { text, length };
	const char *line;
	size_t line_length;

	memset(header, 0, sizeof *header);
	if (age_parse_version(&cursor, error) != 0)
		return -1;
	if (length > AGE_HEADER_BYTES_MOST)
		return error_refuse(error,
		    "the header of this age file is longer than the %d bytes allowed",
		    AGE_HEADER_BYTES_MOST);
	while (!age_starts(cursor.text, cursor.length, AGE_LAST_START)) {
		if (header->stanza_count == AGE_STANZAS_MOST)
			return error_refuse(error,
			    "this age file has more than the %d recipients allowed",
			    AGE_STANZAS_MOST);
		if (age_parse_stanza(&header->stanzas[header->stanza_count], &cursor, error) != 0)
			return -1;
		header->stanza_count++;
	}
	if (header->stanza_count == 0)
		return error_refuse(error, "this age file has no recipient: nobody could open it");
	header->mac_covers = length - cursor.length + strlen(AGE_LAST_START);
	if (age_line(&cursor, &line, &line_length, error) != 0 ||
	    age_parse_mac(header, line, line_length, error) != 0)
		return -1;
	if (cursor.length != 0)
		return error_refuse(error,
		    "the header of this age file is damaged: it goes on after its last line");
	return 0;
}

const char *
age_stanza_argument(const struct age_stanza *stanza, size_t index, size_t *length)
{
	const char *text = stanza->arguments, *end = text + stanza->arguments_length;

	for (;;) {
		const char *space = memchr(text, ' ', (size_t)(end - text));

		if (index == 0) {
			*length = (size_t)((space == NULL ? end : space) - text);
			return text;
		}
		if (space == NULL)
			return NULL;
		text = space + 1;
		index--;
	}
}

int
age_stanza_is(const struct age_stanza *stanza, const char *type)
{
	size_t length;
	const char *argument = age_stanza_argument(stanza, 0, &length);

	return length == strlen(type) && memcmp(argument, type, length) == 0;
}

void
age_stanza_body(const struct age_stanza *stanza, struct buffer *out)
{
	const char *line = stanza->body, *end = line + stanza->body_length;

	while (line < end) {
		const char *line_end = memchr(line, '\n', (size_t)(end - line));
		uint8_t bytes[AGE_LINE_BYTES];
		size_t found;

		if (line_end == NULL || base64_decode(bytes, sizeof bytes, &found, line,
		    (size_t)(line_end - line), BASE64_UNPADDED) != 0)
			error_bug("an age stanza was not checked before its use");
		buffer_append(out, bytes, found);
		line = line_end + 1;
	}
}

/* Argument `index` as base64 of exactly `size` bytes. */
static int
age_stanza_bytes(const struct age_stanza *stanza, size_t index, uint8_t *bytes, size_t size)
{
	size_t length, found;
	const char *text = age_stanza_argument(stanza, index, &length);

	if (text == NULL ||
	    base64_decode(bytes, size, &found, text, length, BASE64_UNPADDED) != 0)
		return -1;
	return found == size ? 0 : -1;
}

/* The body is checked to be 32 bytes before anything is decrypted: age specification, "mitigate
 * partitioning oracle attacks". One line: 43 columns and LF. */
static int
age_stanza_wrapped(const struct age_stanza *stanza, uint8_t body[AGE_WRAPPED_BYTES])
{
	size_t found;

	if (stanza->body_length > AGE_BODY_COLUMNS ||
	    base64_decode(body, AGE_WRAPPED_BYTES, &found, stanza->body, stanza->body_length - 1,
	    BASE64_UNPADDED) != 0)
		return -1;
	return found == AGE_WRAPPED_BYTES ? 0 : -1;
}

int
age_stanza_x25519(const struct age_stanza *stanza, uint8_t share[AGE_SHARE_BYTES],
    uint8_t body[AGE_WRAPPED_BYTES], struct error *error)
{
	size_t length;

	if (!age_stanza_is(stanza, AGE_X25519_TYPE) ||
	    age_stanza_bytes(stanza, 1, share, AGE_SHARE_BYTES) != 0 ||
	    age_stanza_argument(stanza, 2, &length) != NULL ||
	    age_stanza_wrapped(stanza, body) != 0)
		return error_refuse(error,
		    "the header of this age file is damaged: an X25519 recipient is not "
		    "well-formed");
	return 0;
}

/* A decimal number without a leading zero. Longer ones than any work factor that scrypt could ever
 * have count as too high, not as damage. */
static int
age_work_factor(const char *text, size_t length)
{
	int value = 0;

	if (length == 0 || text[0] == '0')
		return -1;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		if (i < AGE_WORK_FACTOR_DIGITS)
			value = 10 * value + text[i] - '0';
		else
			value = 99;
	}
	return value;
}

int
age_stanza_scrypt(const struct age_stanza *stanza, uint8_t salt[AGE_SALT_BYTES],
    int *work_factor, uint8_t body[AGE_WRAPPED_BYTES], struct error *error)
{
	size_t length;
	const char *factor = age_stanza_argument(stanza, 2, &length);

	*work_factor = factor == NULL ? -1 : age_work_factor(factor, length);
	if (!age_stanza_is(stanza, AGE_SCRYPT_TYPE) ||
	    age_stanza_bytes(stanza, 1, salt, AGE_SALT_BYTES) != 0 || *work_factor < 0 ||
	    age_stanza_argument(stanza, 3, &length) != NULL ||
	    age_stanza_wrapped(stanza, body) != 0)
		return error_refuse(error,
		    "the header of this age file is damaged: its passphrase part is not "
		    "well-formed");
	return 0;
}

void
age_header_print_version(struct buffer *out)
{
	buffer_append_text(out, AGE_VERSION_LINE);
}

/* One line of base64, with LF. */
static void
age_print_line(struct buffer *out, const uint8_t *bytes, size_t length)
{
	char text[AGE_BODY_COLUMNS + 1];

	base64_encode(text, sizeof text, bytes, length, BASE64_UNPADDED);
	buffer_append_text(out, text);
	buffer_append_byte(out, '\n');
}

void
age_header_print_stanza(struct buffer *out, const char *arguments, size_t arguments_length,
    const uint8_t *body, size_t body_length)
{
	buffer_append_text(out, AGE_STANZA_START);
	buffer_append(out, arguments, arguments_length);
	buffer_append_byte(out, '\n');
	for (; body_length >= AGE_LINE_BYTES; body_length -= AGE_LINE_BYTES) {
		age_print_line(out, body, AGE_LINE_BYTES);
		body += AGE_LINE_BYTES;
	}
	age_print_line(out, body, body_length); /* the shorter last one, perhaps empty */
}

void
age_header_print_x25519(struct buffer *out, const uint8_t share[AGE_SHARE_BYTES],
    const uint8_t body[AGE_WRAPPED_BYTES])
{
	char text[AGE_BODY_COLUMNS];
	struct buffer arguments = BUFFER_INIT;

	base64_encode(text, sizeof text, share, AGE_SHARE_BYTES, BASE64_UNPADDED);
	buffer_format(&arguments, "%s %s", AGE_X25519_TYPE, text);
	age_header_print_stanza(out, (const char *)arguments.data, arguments.length, body,
	    AGE_WRAPPED_BYTES);
	buffer_free(&arguments);
}

void
age_header_print_scrypt(struct buffer *out, const uint8_t salt[AGE_SALT_BYTES],
    int work_factor, const uint8_t body[AGE_WRAPPED_BYTES])
{
	char text[AGE_BODY_COLUMNS];
	struct buffer arguments = BUFFER_INIT;

	base64_encode(text, sizeof text, salt, AGE_SALT_BYTES, BASE64_UNPADDED);
	buffer_format(&arguments, "%s %s %d", AGE_SCRYPT_TYPE, text, work_factor);
	age_header_print_stanza(out, (const char *)arguments.data, arguments.length, body,
	    AGE_WRAPPED_BYTES);
	buffer_free(&arguments);
}

void
age_header_print_end(struct buffer *out, const uint8_t file_key[AGE_FILE_KEY_BYTES])
{
	uint8_t mac[AGE_MAC_BYTES];

	buffer_append_text(out, AGE_LAST_START);
	age_header_mac(mac, file_key, out->data, out->length);
	buffer_append_byte(out, ' ');
	age_print_line(out, mac, sizeof mac);
}

void
age_header_mac(uint8_t mac[AGE_MAC_BYTES], const uint8_t file_key[AGE_FILE_KEY_BYTES],
    const void *text, size_t covers)
{
	crypto_auth_hmacsha256_state state;
	uint8_t key[crypto_auth_hmacsha256_KEYBYTES];

	hkdf_sha256(key, sizeof key, file_key, AGE_FILE_KEY_BYTES, NULL, 0, "header");
	(void)crypto_auth_hmacsha256_init(&state, key, sizeof key);
	(void)crypto_auth_hmacsha256_update(&state, text, covers);
	(void)crypto_auth_hmacsha256_final(&state, mac);
	sodium_memzero(&state, sizeof state);
	sodium_memzero(key, sizeof key);
}
