/* SPDX-License-Identifier: ISC */
/* The small texts of a campaign: pins, the six words, handles, origins, days. */
#include "config.h"

#include "common/campaign.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "common/json.h"
#include "common/wordlist.h"

#define SERIAL_DIGITS_MOST 16 /* of 2^53 - 1 */
#define HOST_MOST 253         /* RFC 1035 section 2.3.4, as written */
#define LABEL_MOST 63
#define PORT_DIGITS_MOST 5
#define ONION_CHARACTERS 56 /* version 3: a key, a checksum, a version in base32 */
#define SECONDS_A_DAY 86400
#define DAYS_A_WEEK 7
#define FIRST_MONDAY 4 /* 1970-01-05 */

static int
pin_serial_parse(int64_t *serial, const char *text, size_t length, struct error *error)
{
	int64_t value = 0;

	if (length == 0 || length > SERIAL_DIGITS_MOST || text[0] == '0')
		goto refuse;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			goto refuse;
		value = value * 10 + (text[i] - '0');
	}
	if (value > JSON_INTEGER_MOST)
		goto refuse;
	*serial = value;
	return 0;
refuse:
	return error_refuse(error,
	    "the pin's end, after the dot, must be a number without leading zeros; copy the whole "
	    "pin or link again");
}

/* A link's fragment, or all of a text that is no link. */
static int
pin_of_link(const char **text, struct error *error)
{
	const char *at = *text, *hash = strchr(at, '#');

	if (strlen(at) > CAMPAIGN_LINK_MOST)
		return error_refuse(error, "this is too long for a pin or a link with one");
	if (strncmp(at, "https://", 8) != 0 && strncmp(at, "http://", 7) != 0) {
		if (hash != NULL)
			return error_refuse(error,
			    "a link with a pin starts with https:// or http://; "
			    "copy the whole link, or only what follows the #");
		return 0;
	}
	if (hash == NULL)
		return error_refuse(error,
		    "this link has no pin: copy all of it, with the # and what follows");
	for (; at < hash; at++)
		if (*at <= 0x20 || *at > 0x7e)
			return error_refuse(error,
			    "this link has a character that links do not have; copy it again");
	*text = hash + 1;
	return 0;
}

int
campaign_pin_parse(struct campaign_pin *pin, const char *text, struct error *error)
{
	struct campaign_pin read = { .serial = 1 };
	size_t length;

	if (pin_of_link(&text, error) != 0)
		return -1;
	length = strlen(text);
	if (length < MINISIGN_PUBLIC_LINE ||
	    (length > MINISIGN_PUBLIC_LINE && text[MINISIGN_PUBLIC_LINE] != '.'))
		return error_refuse(error, "this is not a pin: a pin has %d characters, then a dot "
		    "and a number; copy the whole pin or link again", MINISIGN_PUBLIC_LINE);
	if (minisign_public_parse(&read.key, text, MINISIGN_PUBLIC_LINE, error) != 0)
		return error_within(error, "this pin cannot be right; copy it again");
	if (length > MINISIGN_PUBLIC_LINE &&
	    pin_serial_parse(&read.serial, text + MINISIGN_PUBLIC_LINE + 1,
		length - MINISIGN_PUBLIC_LINE - 1, error) != 0)
		return -1;
	*pin = read;
	return 0;
}

void
campaign_pin_print(char text[CAMPAIGN_PIN_SIZE], const struct campaign_pin *pin)
{
	if (pin->serial < 1 || pin->serial > JSON_INTEGER_MOST)
		error_bug("a pin's serial is out of range");
	minisign_public_print_url(text, &pin->key);
	(void)snprintf(text + MINISIGN_PUBLIC_LINE, CAMPAIGN_PIN_SIZE - MINISIGN_PUBLIC_LINE,
	    ".%" PRId64, pin->serial);
}

void
campaign_words(const char *words[CAMPAIGN_WORDS], const uint8_t signing_key[32])
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	uint64_t number;

	(void)crypto_hash_sha256(hash, signing_key, 32);
	number = bytes_u64(hash) >> 2; /* 62 bits: just under 1296^6 */
	for (size_t i = CAMPAIGN_WORDS; i-- > 0;) {
		words[i] = wordlist[number % WORDLIST_WORDS];
		number /= WORDLIST_WORDS;
	}
}

int
campaign_handle_is_good(const char *handle)
{
	size_t length = strlen(handle);

	if (length == 0 || length > CAMPAIGN_HANDLE_MOST || handle[0] < 'a' || handle[0] > 'z')
		return 0;
	for (size_t i = 0; i < length; i++)
		if (!((handle[i] >= 'a' && handle[i] <= 'z') ||
			(handle[i] >= '0' && handle[i] <= '9') || handle[i] == '-'))
			return 0;
	return 1;
}

/* A host name of lowercase labels (RFC 1123 section 2.1). One whose last label is a number would be
 * read as an address by browsers (WHATWG URL, "ends in a number"), so it must be one. */
static int
origin_host_is_good(const char *host)
{
	const char *label = host, *last = strrchr(host, '.');
	struct in_addr address;

	if (strlen(host) > HOST_MOST)
		return 0;
	for (const char *at = host;; at++) {
		if (*at == '.' || *at == '\0') {
			if (at == label || at - label > LABEL_MOST || at[-1] == '-' ||
			    *label == '-')
				return 0;
			if (*at == '\0')
				break;
			label = at + 1;
		} else if (!((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') ||
			   *at == '-')) {
			return 0;
		}
	}
	last = last == NULL ? host : last + 1;
	if (*last >= '0' && *last <= '9')
		return inet_pton(AF_INET, host, &address) == 1;
	return 1;
}

static int
origin_onion_is_good(const char *host)
{
	return strlen(host) == ONION_CHARACTERS + strlen(".onion") &&
	    strspn(host, "abcdefghijklmnopqrstuvwxyz234567") == ONION_CHARACTERS;
}

static int
origin_port_is_good(const char *port, int standard)
{
	size_t length = strlen(port);
	int number = 0;

	if (length == 0 || length > PORT_DIGITS_MOST || port[0] == '0')
		return 0;
	for (size_t i = 0; i < length; i++) {
		if (port[i] < '0' || port[i] > '9')
			return 0;
		number = number * 10 + (port[i] - '0');
	}
	return number <= UINT16_MAX && number != standard;
}

int
campaign_origin_kind(const char *origin, enum origin_kind *kind, struct error *error)
{
	int secure = strncmp(origin, "https://", 8) == 0;
	char host[CAMPAIGN_ORIGIN_MOST + 1];
	size_t length, last;
	char *port;

	if (!secure && strncmp(origin, "http://", 7) != 0)
		return error_refuse(error,
		    "an address starts with https:// (or http:// for .onion)");
	if (strlen(origin) > CAMPAIGN_ORIGIN_MOST)
		return error_refuse(error,
		    "an address is longer than %d bytes", CAMPAIGN_ORIGIN_MOST);
	(void)snprintf(host, sizeof host, "%s", origin + (secure ? 8 : 7));
	if (strpbrk(host, "/?#@") != NULL)
		return error_refuse(error,
		    "the address %s must end after the name or port: no slash, "
		    "path or user", origin);
	port = strchr(host, ':');
	if (port != NULL) {
		*port = '\0';
		if (!origin_port_is_good(port + 1, secure ? 443 : 80))
			return error_refuse(error,
			    "the port of the address %s must be a number from 1 to "
			    "65535, and left out where it is the usual one", origin);
	}
	if (!origin_host_is_good(host))
		return error_refuse(error,
		    "the address %s must have a name in small letters, digits, "
		    "hyphens and dots", origin);
	length = strlen(host);
	last = strlen(".onion");
	if (strcmp(host, "onion") == 0 ||
	    (length >= last && strcmp(host + length - last, ".onion") == 0)) {
		if (!origin_onion_is_good(host))
			return error_refuse(error,
			    "the onion address %s must have %d letters a to z and "
			    "digits 2 to 7 before .onion", origin, ONION_CHARACTERS);
		*kind = ORIGIN_ONION;
	} else if (secure) {
		*kind = ORIGIN_HTTPS;
	} else if (strcmp(host, "127.0.0.1") == 0) {
		*kind = ORIGIN_LOOPBACK;
	} else {
		return error_refuse(error, "the address %s would send everything in the open: use "
		    "https://, a .onion address, or 127.0.0.1 for trying out", origin);
	}
	return 0;
}

static int
year_is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
month_days(int year, int month)
{
	static const uint8_t days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && year_is_leap(year));
}

/* Days from 1970-01-01 to the first of January, by the Gregorian rule. */
static int32_t
year_start(int year)
{
	int before = year - 1;

	return (int32_t)(365 * (year - 1970) + (before / 4 - before / 100 + before / 400) -
	    (1969 / 4 - 1969 / 100 + 1969 / 400));
}

int
day_parse(int32_t *day, const char *text, struct error *error)
{
	int number[3] = { 0, 0, 0 }, part = 0;
	size_t length = strlen(text);

	if (length != DAY_SIZE - 1)
		goto refuse;
	for (size_t i = 0; i < length; i++) {
		if (i == 4 || i == 7) {
			if (text[i] != '-')
				goto refuse;
			part++;
		} else if (text[i] < '0' || text[i] > '9') {
			goto refuse;
		} else {
			number[part] = number[part] * 10 + (text[i] - '0');
		}
	}
	if (number[0] < 1970 || number[1] < 1 || number[1] > 12 || number[2] < 1 ||
	    number[2] > month_days(number[0], number[1]))
		goto refuse;
	*day = year_start(number[0]);
	for (int month = 1; month < number[1]; month++)
		*day += month_days(number[0], month);
	*day += number[2] - 1;
	return 0;
refuse:
	return error_refuse(error, "\"%.20s\" is not a day: days are written 2026-03-31", text);
}

void
day_print(char text[DAY_SIZE], int32_t day)
{
	char wide[40];
	int year, month = 1;

	if (day < 0 || day > DAY_MOST)
		error_bug("a day is out of range");
	year = 1970 + day / 366; /* the year itself, or one too early by some */
	while (day >= year_start(year + 1))
		year++;
	day -= year_start(year);
	while (day >= month_days(year, month))
		day -= month_days(year, month++);
	(void)snprintf(wide, sizeof wide, "%04d-%02d-%02d", year, month, (int)day + 1);
	memcpy(text, wide, DAY_SIZE - 1);
	text[DAY_SIZE - 1] = '\0';
}

int32_t
day_of(int64_t unix_seconds)
{
	if (unix_seconds < 0)
		return 0;
	if (unix_seconds / SECONDS_A_DAY > DAY_MOST)
		return DAY_MOST;
	return (int32_t)(unix_seconds / SECONDS_A_DAY);
}

uint32_t
week_of(int64_t unix_seconds)
{
	int32_t day = day_of(unix_seconds);

	return day < FIRST_MONDAY ? 0 : (uint32_t)(day - FIRST_MONDAY) / DAYS_A_WEEK;
}
