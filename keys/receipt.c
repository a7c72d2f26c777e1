/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/receipt.h"

#include <errno.h>
#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "common/hkdf.h"
#include "common/wordlist.h"

#define CHECK_START "testimony-receipt-1 check"
#define SALT_START "testimony-receipt-1"
#define REPLY_INFO "testimony-receipt-1 reply"
#define AUTHOR_INFO "testimony-receipt-1 author"

/* Least memory and passes of OWASP's Password Storage Cheat Sheet, so that an old phone can do it.
 * This only slows guessing down: the strength is the words' own, 82.7 bits. */
#define ARGON2_PASSES 2
#define ARGON2_BYTES ((size_t)19456 * 1024)

#define TEXT_MOST (RECEIPT_WORDS * WORDLIST_WORD_MOST) /* a space takes the place of each NUL */

_Static_assert(crypto_hash_sha256_BYTES >= crypto_pwhash_argon2id_SALTBYTES,
    "the salt is the start of a SHA-256");

struct receipt {
	struct secret *text;
};

/* The words joined by single spaces; `text` has room for TEXT_MOST bytes. Returns the length. */
static size_t
words_join(char *text, const int *words, size_t count)
{
	char *at = text;

	for (size_t i = 0; i < count; i++) {
		if (words[i] < 0 || words[i] >= WORDLIST_WORDS)
			error_bug("a receipt's word is not in the list");
		if (i > 0)
			*at++ = ' ';
		at = stpcpy(at, wordlist[words[i]]);
	}
	return (size_t)(at - text);
}

int
receipt_check_word(const int words[RECEIPT_RANDOM_WORDS], const uint8_t campaign_key[32])
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;
	char text[TEXT_MOST];
	size_t length = words_join(text, words, RECEIPT_RANDOM_WORDS);
	int check;

	(void)crypto_hash_sha256_init(&state);
	(void)crypto_hash_sha256_update(&state, (const uint8_t *)CHECK_START,
	    sizeof CHECK_START - 1);
	(void)crypto_hash_sha256_update(&state, campaign_key, 32);
	(void)crypto_hash_sha256_update(&state, (const uint8_t *)text, length);
	(void)crypto_hash_sha256_final(&state, hash);
	check = (int)(bytes_u64(hash) % WORDLIST_WORDS);
	sodium_memzero(text, sizeof text);
	sodium_memzero(hash, sizeof hash);
	sodium_memzero(&state, sizeof state);
	return check;
}

void
receipt_from_words(struct receipt **out, const int words[RECEIPT_WORDS])
{
	struct receipt *receipt = secret_allocate(sizeof *receipt);
	char text[TEXT_MOST];
	size_t length = words_join(text, words, RECEIPT_WORDS);

	receipt->text = secret_copy(text, length);
	sodium_memzero(text, sizeof text);
	*out = receipt;
}

/* Words of the list that nobody should get for telling of a child's trouble. They are not given out;
 * whoever reads receipts takes them as any other, since other programs may give them. */
static const char *const receipt_unkind[] = {
	"abhorrence", "abnormal", "aggressor", "arsonist", "asbestos", "ashamed", "asinine",
	"asocial", "atrocious", "badass", "caucasian", "cesspool", "culprit", "cynicism",
	"dagger", "dastardly", "deranged", "dwarfism", "dyslexia", "eskimo", "eulogy",
	"euthanize", "exorcist", "gibberish", "gutless", "handgun", "heinously", "idiocy",
	"imbecile", "immigrant", "jailhouse", "jockstrap", "laxative", "lazybones", "leukemia",
	"lewdness", "luridness", "maimed", "malformed", "moaning", "mortuary", "mugshot",
	"mutation", "natives", "nuisance", "obituary", "obnoxious", "pauper", "poison",
	"psychopath", "revolver", "savage", "sedative", "segregator", "smelliness", "suffocate",
	"tirade", "tyrannical", "unhinge", "vagrancy", "virus", "widow", "wifeless", "womb",
	"wound", "wreckage", "wrongdoing", "zombie",
};

static bool
receipt_is_unkind(int word)
{
	for (size_t i = 0; i < sizeof receipt_unkind / sizeof *receipt_unkind; i++)
		if (strcmp(wordlist[word], receipt_unkind[i]) == 0)
			return true;
	return false;
}

void
receipt_generate(struct receipt **out, const uint8_t campaign_key[32])
{
	int words[RECEIPT_WORDS];
	bool kind;

	do {
		for (size_t i = 0; i < RECEIPT_RANDOM_WORDS; i++)
			words[i] = (int)randombytes_uniform(WORDLIST_WORDS);
		words[RECEIPT_RANDOM_WORDS] = receipt_check_word(words, campaign_key);
		kind = true;
		for (size_t i = 0; i < RECEIPT_WORDS; i++)
			kind = kind && !receipt_is_unkind(words[i]);
	} while (!kind);
	receipt_from_words(out, words);
	sodium_memzero(words, sizeof words);
}

const struct secret *
receipt_text(const struct receipt *receipt)
{
	return receipt->text;
}

/* The 32 bytes that all of a receipt's keys come from. */
static int
receipt_seed(const struct receipt *receipt, const uint8_t campaign_key[32], struct secret *seed,
    struct error *error)
{
	uint8_t salt[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;

	(void)crypto_hash_sha256_init(&state);
	(void)crypto_hash_sha256_update(&state, (const uint8_t *)SALT_START,
	    sizeof SALT_START - 1);
	(void)crypto_hash_sha256_update(&state, campaign_key, 32);
	(void)crypto_hash_sha256_final(&state, salt);
	if (crypto_pwhash(seed->bytes, seed->length, (const char *)receipt->text->bytes,
	    receipt->text->length, salt, ARGON2_PASSES, ARGON2_BYTES,
	    crypto_pwhash_ALG_ARGON2ID13) != 0) {
		errno = ENOMEM; /* the only way left for it to fail */
		return error_system(error, "the keys could not be made from the nine words, which "
		    "takes 19 MiB of memory");
	}
	return 0;
}

int
receipt_derive(const struct receipt *receipt, const uint8_t campaign_key[32],
    struct author **author, struct age_identities *reply, struct error *error)
{
	struct secret *seed = secret_new(32), *key = secret_new(32);
	int result = -1;

	if (author != NULL)
		*author = NULL;
	if (receipt_seed(receipt, campaign_key, seed, error) != 0)
		goto out;
	if (reply != NULL) {
		hkdf_sha256(key->bytes, key->length, seed->bytes, seed->length, NULL, 0,
		    REPLY_INFO);
		if (age_identities_add(reply, key->bytes, error) != 0)
			goto out;
	}
	if (author != NULL) {
		hkdf_sha256(key->bytes, key->length, seed->bytes, seed->length, NULL, 0,
		    AUTHOR_INFO);
		author_from_seed(author, key->bytes);
	}
	result = 0;
out:
	secret_free(&key);
	secret_free(&seed);
	return result;
}

void
receipt_free(struct receipt **receipt)
{
	if (receipt == NULL || *receipt == NULL)
		return;
	secret_free(&(*receipt)->text);
	secret_release(*receipt);
	*receipt = NULL;
}
