/* SPDX-License-Identifier: ISC */
/*
 * The receipt: nine words, eight random and one check, and the keys derived from them.
 * Words are held in guarded memory. Any thread.
 */
#ifndef TESTIMONY_RECEIPT_H
#define TESTIMONY_RECEIPT_H

#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/error.h"
#include "common/secret.h"
#include "keys/age_identity.h"
#include "keys/author.h"

#define RECEIPT_WORDS 9
#define RECEIPT_RANDOM_WORDS 8 /* the ninth is the check word */
#define RECEIPT_TEXT_MOST 1024 /* bytes that a person may type */

struct receipt; /* guarded */

/* Random words, but none that would hurt a family: at least 82 bits are left of the 82.7. */
void receipt_generate(struct receipt **receipt, const uint8_t campaign_key[32]);

/* Reads what a person typed, with corrections by the check word (each word itself, by its first
 * three letters, or at one insertion, deletion or substitution). Case, spacing, line breaks,
 * commas, full stops, numbering ("1."), any kind of hyphen and a leading "receipt:" do not matter.
 * *corrected (which may be NULL) says whether anything else was changed.
 * Refuses none or two ways to read it, naming the doubtful words (by number, never the words). */
int receipt_parse(struct receipt **receipt, const char *text, size_t length,
    const uint8_t campaign_key[32], int *corrected, struct error *error);

/* From places in the word list, the check word included; the check is not looked at. */
void receipt_from_words(struct receipt **receipt, const int words[RECEIPT_WORDS]);

/* The place in the word list of the check word for eight words. */
int receipt_check_word(const int words[RECEIPT_RANDOM_WORDS], const uint8_t campaign_key[32]);

/* The nine words joined by single spaces, in guarded memory; borrowed. */
const struct secret *receipt_text(const struct receipt *receipt);

/* Derives the keys: Argon2id, 19 MiB, then HKDF. Any of the two outputs may be NULL.
 * The identity is added to `reply`. ERROR_SYSTEM where there is no memory for it. */
int receipt_derive(const struct receipt *receipt, const uint8_t campaign_key[32],
    struct author **author, struct age_identities *reply, struct error *error);

void receipt_free(struct receipt **receipt);

#endif
