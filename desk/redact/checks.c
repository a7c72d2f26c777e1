/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/redact/checks.h"

#include <stdint.h>
#include <string.h>

size_t
checks_copy(char out[CHECKS_MOST], const char *text, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++) {
		char c = text[i];

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if ((c < '0' || c > '9') && (c < 'A' || c > 'Z'))
			continue;
		if (count + 1 == CHECKS_MOST) {
			out[0] = '\0';
			return 0;
		}
		out[count++] = c;
	}
	out[count] = '\0';
	return count;
}

bool
checks_uln(const char digits[10])
{
	unsigned sum = 0;

	for (unsigned i = 0; i < 9; i++)
		sum += (unsigned)(digits[i] - '0') * (10 - i);
	return digits[0] != '0' && sum % 11 != 0 && 10 - sum % 11 == (unsigned)(digits[9] - '0');
}

bool
checks_nino_prefix(const char letters[2])
{
	static const char *const never[] = { "BG", "GB", "KN", "NK", "NT", "TN", "ZZ" };

	if (strchr("DFIQUV", letters[0]) != NULL || strchr("DFIOQUV", letters[1]) != NULL)
		return false;
	for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
		if (memcmp(never[i], letters, 2) == 0)
			return false;
	return true;
}

bool
checks_luhn(const char *digits, size_t length)
{
	unsigned sum = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned digit = (unsigned)(digits[length - 1 - i] - '0');

		if (i % 2 == 1)
			digit = digit > 4 ? digit * 2 - 9 : digit * 2;
		sum += digit;
	}
	return length > 0 && sum % 10 == 0;
}

size_t
checks_iban_length(const char country[2])
{
	static const struct {
		char country[3];
		uint8_t length;
	} lengths[] = {
		{ "AD", 24 }, { "AE", 23 }, { "AL", 28 }, { "AT", 20 }, { "AZ", 28 }, { "BA", 20 },
		{ "BE", 16 }, { "BG", 22 }, { "BH", 22 }, { "BI", 27 }, { "BR", 29 }, { "BY", 28 },
		{ "CH", 21 }, { "CR", 22 }, { "CY", 28 }, { "CZ", 24 }, { "DE", 22 }, { "DJ", 27 },
		{ "DK", 18 }, { "DO", 28 }, { "EE", 20 }, { "EG", 29 }, { "ES", 24 }, { "FI", 18 },
		{ "FK", 18 }, { "FO", 18 }, { "FR", 27 }, { "GB", 22 }, { "GE", 22 }, { "GI", 23 },
		{ "GL", 18 }, { "GR", 27 }, { "GT", 28 }, { "HR", 21 }, { "HU", 28 }, { "IE", 22 },
		{ "IL", 23 }, { "IQ", 23 }, { "IS", 26 }, { "IT", 27 }, { "JO", 30 }, { "KW", 30 },
		{ "KZ", 20 }, { "LB", 28 }, { "LC", 32 }, { "LI", 21 }, { "LT", 20 }, { "LU", 20 },
		{ "LV", 21 }, { "LY", 25 }, { "MC", 27 }, { "MD", 24 }, { "ME", 22 }, { "MK", 19 },
		{ "MN", 20 }, { "MR", 27 }, { "MT", 31 }, { "MU", 30 }, { "NI", 28 }, { "NL", 18 },
		{ "NO", 15 }, { "OM", 23 }, { "PK", 24 }, { "PL", 28 }, { "PS", 29 }, { "PT", 25 },
		{ "QA", 29 }, { "RO", 24 }, { "RS", 22 }, { "RU", 33 }, { "SA", 24 }, { "SC", 31 },
		{ "SD", 18 }, { "SE", 24 }, { "SI", 19 }, { "SK", 24 }, { "SM", 27 }, { "SO", 23 },
		{ "ST", 25 }, { "SV", 28 }, { "TL", 23 }, { "TN", 24 }, { "TR", 26 }, { "UA", 29 },
		{ "VA", 22 }, { "VG", 24 }, { "XK", 20 }, { "YE", 30 },
	};

	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
		if (memcmp(lengths[i].country, country, 2) == 0)
			return lengths[i].length;
	return 0;
}

bool
checks_iban(const char *iban, size_t length)
{
	unsigned rest = 0;

	if (length < 5)
		return false;
	for (size_t i = 0; i < length; i++) {
		char c = iban[(i + 4) % length];

		if (c >= '0' && c <= '9')
			rest = (rest * 10 + (unsigned)(c - '0')) % 97;
		else
			rest = (rest * 100 + (unsigned)(c - 'A') + 10) % 97;
	}
	return rest == 1;
}

bool
checks_driving_licence(const char licence[16])
{
	unsigned month = (unsigned)(licence[6] - '0') * 10 + (unsigned)(licence[7] - '0');
	unsigned day = (unsigned)(licence[8] - '0') * 10 + (unsigned)(licence[9] - '0');
	size_t letters = 0;

	/* A short surname is filled with 9s: "FO999". */
	while (letters < 5 && licence[letters] >= 'A')
		letters++;
	for (size_t i = letters; i < 5; i++)
		if (licence[i] != '9')
			return false;
	if (month > 50)
		month -= 50;
	return letters > 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
