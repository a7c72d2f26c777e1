/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/author.h"

#include <sodium.h>
#include <string.h>

#include "common/secret.h"

_Static_assert(crypto_sign_SEEDBYTES == 32, "an author's seed is 32 bytes");
_Static_assert(crypto_sign_PUBLICKEYBYTES == 32, "an author's public key is 32 bytes");
_Static_assert(crypto_sign_SECRETKEYBYTES == 64, "libsodium keeps seed and public key together");
_Static_assert(crypto_sign_BYTES == ENVELOPE_SIGNATURE_BYTES, "an Ed25519 signature is 64 bytes");
_Static_assert(crypto_hash_sha256_BYTES == ENVELOPE_MAILBOX_BYTES, "a mailbox is a SHA-256");

struct author {
	struct secret *key; /* as libsodium keeps it: the seed, then the public key */
};

void
author_from_seed(struct author **out, const uint8_t seed[32])
{
	struct author *author = secret_allocate(sizeof *author);
	uint8_t public_key[crypto_sign_PUBLICKEYBYTES];

	author->key = secret_new(crypto_sign_SECRETKEYBYTES);
	if (crypto_sign_seed_keypair(public_key, author->key->bytes, seed) != 0)
		error_bug("an Ed25519 key could not be made from its seed");
	*out = author;
}

void
author_generate(struct author **out)
{
	struct secret *seed = secret_new(crypto_sign_SEEDBYTES);

	randombytes_buf(seed->bytes, seed->length);
	author_from_seed(out, seed->bytes);
	secret_free(&seed);
}

void
author_free(struct author **author)
{
	if (author == NULL || *author == NULL)
		return;
	secret_free(&(*author)->key);
	secret_release(*author);
	*author = NULL;
}

const uint8_t *
author_public(const struct author *author)
{
	return author->key->bytes + crypto_sign_SEEDBYTES;
}

const uint8_t *
author_seed(const struct author *author)
{
	return author->key->bytes;
}

void
author_mailbox(const struct author *author, uint8_t mailbox[32])
{
	envelope_mailbox(mailbox, author_public(author));
}

void
author_sign(const struct author *author, const void *message, size_t length,
    uint8_t signature[64])
{
	if (crypto_sign_detached(signature, NULL, message, length, author->key->bytes) != 0)
		error_bug("an Ed25519 signature could not be made");
}

void
author_withdraw(const struct author *author, const uint8_t campaign_key[32],
    struct withdrawal *withdrawal)
{
	struct buffer message = BUFFER_INIT;

	memset(withdrawal, 0, sizeof *withdrawal);
	author_mailbox(author, withdrawal->mailbox);
	memcpy(withdrawal->author, author_public(author), sizeof withdrawal->author);
	withdrawal_signed_bytes(&message, campaign_key, withdrawal->mailbox);
	author_sign(author, message.data, message.length, withdrawal->signature);
	buffer_free(&message);
}

int
author_seal(const struct author *author, struct buffer *out, const struct recipient *recipient,
    const uint8_t campaign_key[32], const uint8_t mailbox[32], const void *line1,
    size_t line1_length, struct error *error)
{
	struct buffer message = BUFFER_INIT;
	uint8_t signature[ENVELOPE_SIGNATURE_BYTES];

	envelope_signed_bytes(&message, campaign_key, mailbox, line1, line1_length);
	author_sign(author, message.data, message.length, signature);
	buffer_free(&message);
	return envelope_seal(out, recipient, line1, line1_length, author_public(author), signature,
	    error);
}
