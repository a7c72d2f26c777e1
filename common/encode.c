/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/encode.h"

#include <sodium.h>
#include <string.h>

#include "common/error.h"

#define BECH32_PREFIX_MOST 32
#define BECH32_DATA ((BECH32_KEY_BYTES * 8 + 4) / 5)
#define BECH32_CHECKSUM 6

static const char bech32_alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

void
hex_encode(char *text, const uint8_t *bytes, size_t length)
{
	(void)sodium_bin2hex(text, 2 * length + 1, bytes, length);
}

int
hex_decode(uint8_t *bytes, size_t length, const char *text, size_t text_length)
{
	size_t found;

	if (text_length != 2 * length)
		return -1;
	for (size_t i = 0; i < text_length; i++)
		if (text[i] >= 'A' && text[i] <= 'F')
			return -1;
	if (sodium_hex2bin(bytes, length, text, text_length, NULL, &found, NULL) != 0)
		return -1;
	return found == length ? 0 : -1;
}

static int
base64_sodium(enum base64_variant variant)
{
	switch (variant) {
	case BASE64_PADDED:
		return sodium_base64_VARIANT_ORIGINAL;
	case BASE64_UNPADDED:
		return sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
	case BASE64_URL_UNPADDED:
		return sodium_base64_VARIANT_URLSAFE_NO_PADDING;
	}
	error_bug("unknown base64 variant");
}

size_t
base64_size(size_t length, enum base64_variant variant)
{
	return sodium_base64_encoded_len(length, base64_sodium(variant));
}

void
base64_encode(char *text, size_t size, const uint8_t *bytes, size_t length,
    enum base64_variant variant)
{
	if (size < base64_size(length, variant))
		error_bug("base64 text does not fit");
	(void)sodium_bin2base64(text, size, bytes, length, base64_sodium(variant));
}

int
base64_decode(uint8_t *bytes, size_t size, size_t *length, const char *text, size_t text_length,
    enum base64_variant variant)
{
	unsigned char all = 0;

	/* libsodium 1.0.18 takes every byte above 127 for a "/" where char is signed. */
	for (size_t i = 0; i < text_length; i++)
		all |= (unsigned char)text[i];
	if (all > 127)
		return -1;
	return sodium_base642bin(bytes, size, text, text_length, NULL, length, NULL,
		   base64_sodium(variant)) == 0 ? 0 : -1;
}

/* The checksum's polynomial step, BIP 173. */
static uint32_t
bech32_step(uint32_t checksum, uint8_t value)
{
	static const uint32_t generator[5] = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
		0x2a1462b3 };
	uint32_t top = checksum >> 25;

	checksum = (checksum & 0x1ffffff) << 5 ^ value;
	for (int i = 0; i < 5; i++)
		checksum ^= generator[i] & (uint32_t) - (int32_t)(top >> i & 1);
	return checksum;
}

static uint32_t
bech32_prefix(const char *prefix, size_t length)
{
	uint32_t checksum = 1;

	for (size_t i = 0; i < length; i++)
		checksum = bech32_step(checksum, (uint8_t)prefix[i] >> 5);
	checksum = bech32_step(checksum, 0);
	for (size_t i = 0; i < length; i++)
		checksum = bech32_step(checksum, prefix[i] & 31);
	return checksum;
}

/* A character of the alphabet, without looking it up at a place that a private key decides. */
static char
bech32_character(uint8_t value)
{
	unsigned character = 0;

	for (unsigned i = 0; i < 32; i++) {
		unsigned differ = value ^ i;
		unsigned same = (differ - 1) >> 8 & 255; /* 255 where equal, else 0 */

		character |= (unsigned char)bech32_alphabet[i] & same;
	}
	return (char)character;
}

void
bech32_encode(char text[BECH32_SIZE], const char *prefix, const uint8_t key[BECH32_KEY_BYTES])
{
	size_t length = strlen(prefix), at;
	uint32_t checksum, bits = 0;
	int count = 0;

	if (length > BECH32_PREFIX_MOST)
		error_bug("bech32 prefix is too long");
	checksum = bech32_prefix(prefix, length);
	memcpy(text, prefix, length);
	at = length;
	text[at++] = '1';
	for (size_t i = 0; i < BECH32_KEY_BYTES; i++) {
		bits = bits << 8 | key[i];
		count += 8;
		while (count >= 5) {
			uint8_t value = bits >> (count - 5) & 31;

			checksum = bech32_step(checksum, value);
			text[at++] = bech32_character(value);
			count -= 5;
		}
	}
	if (count > 0) {
		uint8_t value = (uint8_t)(bits << (5 - count) & 31);

		checksum = bech32_step(checksum, value);
		text[at++] = bech32_character(value);
	}
	for (int i = 0; i < BECH32_CHECKSUM; i++)
		checksum = bech32_step(checksum, 0);
	checksum ^= 1;
	for (int i = 0; i < BECH32_CHECKSUM; i++)
		text[at++] = bech32_character(checksum >> (5 * (5 - i)) & 31);
	text[at] = '\0';
}

/* The place of a lowercase character in the alphabet, in constant time since
 * it may be part of a private key; 255 where there is none. */
static uint8_t
bech32_value(char character)
{
	unsigned value = 255;

	for (unsigned i = 0; i < 32; i++) {
		unsigned differ = (unsigned char)character ^ (unsigned char)bech32_alphabet[i];
		unsigned same = (differ - 1) >> 8 & 255; /* 255 where equal, else 0 */

		value = (value & ~same) | (i & same);
	}
	return (uint8_t)value;
}

int
bech32_decode(uint8_t key[BECH32_KEY_BYTES], const char *prefix, const char *text,
    size_t text_length, int uppercase)
{
	size_t length = strlen(prefix), at = 0;
	uint32_t checksum, bits = 0;
	int count = 0;

	if (length > BECH32_PREFIX_MOST ||
	    text_length != length + 1 + BECH32_DATA + BECH32_CHECKSUM)
		return -1;
	checksum = bech32_prefix(prefix, length);
	for (size_t i = 0; i < text_length; i++) {
		char character = text[i];
		uint8_t value;

		if (uppercase) {
			if (character >= 'a' && character <= 'z')
				return -1;
			if (character >= 'A' && character <= 'Z')
				character = (char)(character - 'A' + 'a');
		}
		if (i <= length) {
			if (character != (i < length ? prefix[i] : '1'))
				return -1;
			continue;
		}
		value = bech32_value(character);
		if (value > 31)
			return -1;
		checksum = bech32_step(checksum, value);
		if (i >= length + 1 + BECH32_DATA)
			continue;
		bits = (bits & 0xff) << 5 | value;
		count += 5;
		if (count >= 8) {
			key[at++] = (uint8_t)(bits >> (count - 8));
			count -= 8;
		}
	}
	/* 52 groups of five bits hold 256 bits and four that must be zero. */
	if (checksum != 1 || at != BECH32_KEY_BYTES || (bits & ((1U << count) - 1)) != 0)
		return -1;
	return 0;
}
