/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/recipient.h"

#include <string.h>

#define RECIPIENT_PREFIX "age"
#define RECIPIENT_TEXT_LENGTH 62 /* "age1", 52 characters of key, 6 of checksum */
#define IDENTITY_START "AGE-SECRET-KEY-"

/* 2^255 - 19, little-endian: the field that coordinates are in (RFC 7748 section 4.1). */
static const uint8_t field_prime[RECIPIENT_BYTES] = {
	0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
};

/* The canonical coordinates of curve and twist whose order divides 8: with one of these every
 * secret gives the shared secret zero (RFC 7748 section 6.1). */
static const uint8_t low_order[][RECIPIENT_BYTES] = {
	/* 0, of order 2 */
	{ 0 },
	/* 1, of order 4 */
	{ 1 },
	/* two of order 8 */
	{
		0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae,
		0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a,
		0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd,
		0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
	},
	{
		0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24,
		0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b,
		0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86,
		0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57,
	},
	/* -1, of order 4 on the twist */
	{
		0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
	},
};

/* Whether a little-endian number is below the prime. Public values: no need for constant time. */
static int
recipient_is_canonical(const uint8_t point[RECIPIENT_BYTES])
{
	for (size_t i = RECIPIENT_BYTES; i-- > 0;)
		if (point[i] != field_prime[i])
			return point[i] < field_prime[i];
	return 0;
}

int
recipient_point_is_good(const uint8_t point[RECIPIENT_BYTES])
{
	if (!recipient_is_canonical(point))
		return 0;
	for (size_t i = 0; i < sizeof low_order / sizeof low_order[0]; i++)
		if (memcmp(point, low_order[i], RECIPIENT_BYTES) == 0)
			return 0;
	return 1;
}

static int
recipient_starts(const char *text, size_t length, const char *start)
{
	size_t start_length = strlen(start);

	return length >= start_length && memcmp(text, start, start_length) == 0;
}

/* Says why a text is no recipient; nothing of it is repeated, it may be a secret. */
static int
recipient_refuse(const char *text, size_t length, struct error *error)
{
	if (recipient_starts(text, length, IDENTITY_START))
		return error_refuse(error,
		    "this is a secret key, not a recipient: keep it to yourself, and give the line "
		    "that starts with age1");
	if (!recipient_starts(text, length, RECIPIENT_PREFIX "1"))
		return error_refuse(error,
		    "this is not an age recipient: one starts with age1, in lowercase");
	if (length != RECIPIENT_TEXT_LENGTH)
		return error_refuse(error,
		    "this is not an age X25519 recipient: it has %zu characters, not %d", length,
		    RECIPIENT_TEXT_LENGTH);
	return error_refuse(error, "this age recipient has a wrong character: copy it again");
}

int
recipient_parse(struct recipient *recipient, const char *text, size_t length,
    struct error *error)
{
	if (bech32_decode(recipient->point, RECIPIENT_PREFIX, text, length, 0) != 0)
		return recipient_refuse(text, length, error);
	if (!recipient_is_canonical(recipient->point))
		return error_refuse(error,
		    "this age recipient is not in its canonical form: it was not made by age");
	if (!recipient_point_is_good(recipient->point))
		return error_refuse(error,
		    "this age recipient is of low order: anybody could open what is sealed to it");
	return 0;
}

void
recipient_print(char text[RECIPIENT_SIZE], const struct recipient *recipient)
{
	bech32_encode(text, RECIPIENT_PREFIX, recipient->point);
}
