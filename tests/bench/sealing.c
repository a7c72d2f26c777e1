/* SPDX-License-Identifier: ISC */
/*
 * What sealing and opening an envelope cost, beside the calls of libsodium that neither can do
 * without, on as many bytes: the agreement of X25519, the three keys and the MAC of the header,
 * both AEADs, the signature inside, and the SHA-256 that is the id.
 *
 *   sealing COUNT
 *
 * Takes turns, TURNS of each, so that what else the machine does falls on all alike. Prints as JSON
 * microseconds of processor for each envelope, and the medians of what the calls alone took, by
 * what all took. Exit status 0 when all was opened again, 1 when not.
 */
#include "config.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/envelope.h"
#include "common/hkdf.h"
#include "common/json.h"
#include "common/secret.h"
#include "keys/age_identity.h"
#include "keys/author.h"
#include "keys/envelope_open.h"

#define TURNS 10
#define COUNT_MOST 10000000
#define LINE1_BYTES 3000 /* some pages told at length */
#define HEADER_BYTES 152 /* of an age file to one recipient, up to its MAC */
#define TAG_BYTES crypto_aead_chacha20poly1305_ietf_ABYTES
#define KEY_BYTES 32
#define FILE_KEY_BYTES 16

struct sealing {
	struct age_identities *identities;
	struct author *author;
	uint8_t mailbox[32], campaign[32];
	struct buffer line1, message; /* and what is signed of it */
	struct buffer envelope;
	uint8_t plain[ENVELOPE_PLAINTEXT_BYTES], sealed[ENVELOPE_PLAINTEXT_BYTES + TAG_BYTES];
	uint8_t file_key[FILE_KEY_BYTES], wrapped[FILE_KEY_BYTES + TAG_BYTES];
	uint8_t signature[crypto_sign_BYTES], secret_key[crypto_sign_SECRETKEYBYTES];
};

static _Noreturn void
sealing_die(const char *what)
{
	(void)fprintf(stderr, "sealing: %s\n", what);
	exit(1);
}

static double
sealing_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* A key of 32 bytes from a secret: HKDF is two HMACs. */
static void
sealing_derive(uint8_t key[KEY_BYTES], const uint8_t *secret, size_t length, const char *info)
{
	static const uint8_t salt[2 * KEY_BYTES];

	hkdf_sha256(key, KEY_BYTES, secret, length, salt, sizeof salt, info);
}

/* The keys that sealing and opening both derive, and the header's MAC. */
static void
sealing_keys(const uint8_t shared[32], const uint8_t file_key[FILE_KEY_BYTES],
    uint8_t wrap[KEY_BYTES], uint8_t payload[KEY_BYTES])
{
	static const uint8_t header[HEADER_BYTES];
	uint8_t key[KEY_BYTES], mac[crypto_auth_hmacsha256_BYTES];

	sealing_derive(wrap, shared, 32, "age-encryption.org/v1/X25519");
	sealing_derive(key, file_key, FILE_KEY_BYTES, "header");
	(void)crypto_auth_hmacsha256(mac, header, sizeof header, key);
	sealing_derive(payload, file_key, FILE_KEY_BYTES, "payload");
}

/* All that is kept of a sealing, for the one who opens. */
static void
sealing_encrypt(struct sealing *sealing, const uint8_t shared[32])
{
	static const uint8_t nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
	uint8_t wrap[KEY_BYTES], payload[KEY_BYTES];

	sealing_keys(shared, sealing->file_key, wrap, payload);
	(void)crypto_aead_chacha20poly1305_ietf_encrypt(sealing->wrapped, NULL, sealing->file_key,
	    sizeof sealing->file_key, NULL, 0, NULL, nonce, wrap);
	(void)crypto_aead_chacha20poly1305_ietf_encrypt(sealing->sealed, NULL, sealing->plain,
	    sizeof sealing->plain, NULL, 0, NULL, nonce, payload);
}

/* The calls that sealing cannot do without. */
static void
sealing_seal_alone(struct sealing *sealing)
{
	uint8_t scalar[32], share[32], shared[32], id[32];

	(void)crypto_sign_detached(sealing->signature, NULL, sealing->message.data,
	    sealing->message.length, sealing->secret_key);
	randombytes_buf(scalar, sizeof scalar);
	randombytes_buf(sealing->file_key, sizeof sealing->file_key);
	(void)crypto_scalarmult_base(share, scalar);
	if (crypto_scalarmult(shared, scalar,
	    age_identities_recipient(sealing->identities, 0)->point) != 0)
		sealing_die("a key could not be agreed on");
	sealing_encrypt(sealing, shared);
	(void)crypto_hash_sha256(id, sealing->envelope.data, ENVELOPE_BYTES);
}

static void
sealing_seal(struct sealing *sealing)
{
	struct error error = ERROR_INIT;
	uint8_t id[ENVELOPE_ID_BYTES];

	buffer_clear(&sealing->envelope);
	if (author_seal(sealing->author, &sealing->envelope,
	    age_identities_recipient(sealing->identities, 0), sealing->campaign,
	    sealing->mailbox, sealing->line1.data, sealing->line1.length, &error) != 0)
		sealing_die(error.text);
	envelope_id(id, sealing->envelope.data, sealing->envelope.length);
}

/* The calls that opening cannot do without; what they are given fits. */
static void
sealing_open_alone(struct sealing *sealing)
{
	static const uint8_t nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
	uint8_t shared[32], wrap[KEY_BYTES], payload[KEY_BYTES], file_key[FILE_KEY_BYTES];
	uint8_t id[32], mailbox[32];

	(void)crypto_hash_sha256(id, sealing->envelope.data, ENVELOPE_BYTES);
	if (crypto_scalarmult(shared, age_identities_scalar(sealing->identities, 0),
	    age_identities_recipient(sealing->identities, 0)->point) != 0)
		sealing_die("a key could not be agreed on");
	sealing_keys(shared, sealing->file_key, wrap, payload);
	if (crypto_aead_chacha20poly1305_ietf_decrypt(file_key, NULL, NULL, sealing->wrapped,
	    sizeof sealing->wrapped, NULL, 0, nonce, wrap) != 0 ||
	    crypto_aead_chacha20poly1305_ietf_decrypt(sealing->plain, NULL, NULL, sealing->sealed,
	    sizeof sealing->sealed, NULL, 0, nonce, payload) != 0)
		sealing_die("what was sealed cannot be opened");
	(void)crypto_hash_sha256(mailbox, author_public(sealing->author), 32);
	if (crypto_sign_verify_detached(sealing->signature, sealing->message.data,
	    sealing->message.length, author_public(sealing->author)) != 0)
		sealing_die("a signature does not hold");
}

static void
sealing_open(struct sealing *sealing)
{
	struct error error = ERROR_INIT;
	uint8_t id[ENVELOPE_ID_BYTES];
	struct opened opened;

	envelope_id(id, sealing->envelope.data, sealing->envelope.length);
	if (envelope_open(&opened, sealing->identities, sealing->envelope.data,
	    sealing->envelope.length, TRAY_INBOX, sealing->campaign, sealing->mailbox,
	    &error) != 0)
		sealing_die(error.text);
	opened_free(&opened);
}

static void
sealing_start(struct sealing *sealing)
{
	static const char end[] = "\"}}";
	uint8_t shared[32];

	sealing->identities = age_identities_new();
	age_identities_generate(sealing->identities);
	author_generate(&sealing->author);
	author_mailbox(sealing->author, sealing->mailbox);
	memcpy(sealing->secret_key, author_seed(sealing->author), 32);
	memcpy(sealing->secret_key + 32, author_public(sealing->author), 32);
	buffer_append_text(&sealing->line1,
	    "{\"format\":\"testimony-1\",\"answers\":{\"story\":\"");
	while (sealing->line1.length < LINE1_BYTES - sizeof end)
		buffer_append_text(&sealing->line1, "The letter never came. ");
	buffer_append_text(&sealing->line1, end);
	envelope_signed_bytes(&sealing->message, sealing->campaign, sealing->mailbox,
	    sealing->line1.data, sealing->line1.length);
	sealing_seal(sealing);
	author_sign(sealing->author, sealing->message.data, sealing->message.length,
	    sealing->signature);
	/* What sealing_open_alone opens, who agrees with herself on a key. */
	if (crypto_scalarmult(shared, age_identities_scalar(sealing->identities, 0),
	    age_identities_recipient(sealing->identities, 0)->point) != 0)
		sealing_die("a key could not be agreed on");
	sealing_encrypt(sealing, shared);
}

typedef void sealing_work(struct sealing *sealing);

/* Microseconds for each. */
static double
sealing_turn(struct sealing *sealing, sealing_work *work, size_t count)
{
	double started = sealing_now();

	for (size_t i = 0; i < count; i++)
		work(sealing);
	return (sealing_now() - started) / (double)count;
}

static int
sealing_compare(const void *left, const void *right)
{
	const double *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static double
sealing_median(double values[TURNS])
{
	qsort(values, TURNS, sizeof *values, sealing_compare);
	return (values[TURNS / 2 - 1] + values[TURNS / 2]) / 2;
}

int
main(int argc, char **argv)
{
	static struct sealing sealing;
	size_t count = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
	double whole[2][TURNS], alone[2][TURNS], ratio[2][TURNS];
	static sealing_work *const works[2][2] = {
		{ sealing_open, sealing_open_alone }, /* first: sealing anew has other keys */
		{ sealing_seal, sealing_seal_alone },
	};

	if (count < TURNS || count > COUNT_MOST) {
		(void)fprintf(stderr, "Usage: sealing COUNT (%d or more)\n", TURNS);
		return 2;
	}
	secret_start();
	json_start();
	sealing_start(&sealing);
	for (int which = 0; which < 2; which++)
		for (int turn = 0; turn < TURNS; turn++) {
			whole[which][turn] = sealing_turn(&sealing, works[which][0],
			    count / TURNS);
			alone[which][turn] = sealing_turn(&sealing, works[which][1],
			    count / TURNS);
			ratio[which][turn] = alone[which][turn] / whole[which][turn];
		}
	(void)printf("{\"count\":%zu,\"line1_bytes\":%zu,\"open_us\":%.2f,\"open_alone_us\":%.2f,"
	    "\"open_ratio\":%.3f,\"seal_us\":%.2f,\"seal_alone_us\":%.2f,\"seal_ratio\":%.3f}\n",
	    count / TURNS * TURNS, sealing.line1.length, sealing_median(whole[0]),
	    sealing_median(alone[0]), sealing_median(ratio[0]), sealing_median(whole[1]),
	    sealing_median(alone[1]), sealing_median(ratio[1]));
	author_free(&sealing.author);
	age_identities_free(&sealing.identities);
	buffer_free(&sealing.line1);
	buffer_free(&sealing.message);
	buffer_free(&sealing.envelope);
	return 0;
}
