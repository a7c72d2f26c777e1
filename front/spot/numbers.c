/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/spot/numbers.h"

#include <string.h>

#include "front/spot/words.h"

#define YEAR_FIRST 1900
#define YEAR_LAST  2099
#define YEAR_TURN  50   /* "49" is 2049, "50" is 1950 */

size_t
numbers_digits(char *digits, size_t room, const char *text, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			continue;
		if (count < room)
			digits[count] = text[i];
		count++;
	}
	return count;
}

bool
numbers_nhs(const char digits[10])
{
	unsigned sum = 0, check;

	for (unsigned i = 0; i < 9; i++)
		sum += (unsigned)(digits[i] - '0') * (10 - i);
	check = 11 - sum % 11;
	if (check == 11)
		check = 0;
	return check == (unsigned)(digits[9] - '0') && strncmp(digits, "0000000000", 10) != 0;
}

bool
numbers_upn(const char upn[13])
{
	static const char letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ";
	unsigned sum = 0;

	for (unsigned i = 1; i < 13; i++) {
		const char *letter = upn[i] == '\0' ? NULL : strchr(letters, upn[i]);

		if (upn[i] >= '0' && upn[i] <= '9')
			sum += (unsigned)(upn[i] - '0') * (i + 1);
		else if (i == 12 && letter != NULL)
			sum += (unsigned)(letter - letters) * (i + 1);
		else
			return false;
	}
	return upn[0] == letters[sum % 23];
}

uint8_t
numbers_month(const char *word, size_t length)
{
	static const char *const months[][12] = {
		{ "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
		    "dec" },
		{ "stycz", "lut", "marc", "kwie", "maj", "czerw", "lip", "sierp", "wrzes", "pazdz",
		    "listop", "grud" },
	};
	char key[WORDS_KEY_BYTES];

	/* "marca" begins as "mar" does; both are the third. */
	if (words_key(key, word, length) == 0)
		return 0;
	for (size_t language = 0; language < 2; language++)
		for (uint8_t i = 0; i < 12; i++) {
			const char *name = months[language][i];

			if (strncmp(key, name, strlen(name)) == 0)
				return i + 1;
		}
	return 0;
}

bool
numbers_year(struct spot *spot, const char *text, size_t length)
{
	unsigned year = 0;

	spot->year = 0;
	if (length == 0)
		return true;
	for (size_t i = 0; i < length; i++)
		year = year * 10 + (unsigned)(text[i] - '0');
	if (length == 2)
		year += year < YEAR_TURN ? 2000 : 1900;
	if (year < YEAR_FIRST || year > YEAR_LAST)
		return false;
	spot->year = (uint16_t)year;
	return true;
}

bool
numbers_day(struct spot *spot, unsigned day, unsigned month, const char *year, size_t length)
{
	if (month > 12 && day <= 12) {
		unsigned other = day;

		day = month;
		month = other;
	}
	if (day < 1 || day > 31 || month < 1 || month > 12 || !numbers_year(spot, year, length))
		return false;
	spot->month = (uint8_t)month;
	return true;
}

bool
numbers_exact(const char *pounds, size_t length, const char *pence, bool vague,
    uint32_t *whole)
{
	uint64_t sum = 0;
	unsigned figures = 0, zeros = 0;
	bool fits = true, coins = pence[0] != '\0' && strncmp(pence, "00", 2) != 0;

	for (size_t i = 0; i < length; i++) {
		if (pounds[i] < '0' || pounds[i] > '9')
			continue;
		if (sum > 0 || pounds[i] != '0')
			figures++;
		zeros = pounds[i] == '0' ? zeros + 1 : 0;
		sum = sum * 10 + (unsigned)(pounds[i] - '0');
		if (sum > UINT32_MAX) {
			fits = false;
			sum = 1;
		}
	}
	*whole = fits ? (uint32_t)sum : 0;
	if (coins)
		return !fits || sum >= 10;
	figures -= figures > zeros ? zeros : figures;
	return figures > 2 || (figures == 2 && (!fits || sum >= 100) && !vague);
}
