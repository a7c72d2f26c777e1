/* SPDX-License-Identifier: ISC */
/* Check digits and rules of numbers, besides those of front/spot/numbers.h. All text is ASCII,
 * without spaces, letters in capitals. Pure. Any thread. */
#ifndef TESTIMONY_CHECKS_H
#define TESTIMONY_CHECKS_H

#include <stdbool.h>
#include <stddef.h>

#define CHECKS_MOST 64 /* characters of the longest number, spaces and all */

/* Copies the letters (as capitals) and digits of a piece of folded text, and a NUL; returns how
 * many there are, 0 where they do not fit. */
size_t checks_copy(char out[CHECKS_MOST], const char *text, size_t length);

/* A unique learner number: ten digits; 10 less the rest by 11 of the first nine, weighted 10 to 2,
 * is the tenth; no rest of 0 (Learning Records Service). No NHS number is one. */
bool checks_uln(const char digits[10]);

/* National Insurance: its two letters (HM Revenue and Customs, NIM39110). */
bool checks_nino_prefix(const char letters[2]);

/* Luhn (ISO/IEC 7812-1). */
bool checks_luhn(const char *digits, size_t length);

/* How long the IBANs of a country are (ISO 13616, the registry); 0 for a country that has none. */
size_t checks_iban_length(const char country[2]);
/* ISO 7064 modulus 97-10. `iban` has the length of its country. */
bool checks_iban(const char *iban, size_t length);

/* A driving licence of Great Britain, 16 characters (DVLA), by its month and day of birth. */
bool checks_driving_licence(const char licence[16]);

#endif
