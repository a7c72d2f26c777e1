/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/nonces.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/secret.h"

#define NONCES_FIRST 64 /* places; a power of two */

_Static_assert(HTTPSIG_NONCE_BYTES == 16 && crypto_shorthash_BYTES == 8, "sizes that are used");

struct nonce_place {
	uint8_t nonce[HTTPSIG_NONCE_BYTES];
	uint8_t taken;
};

/* Open addressing; at most half of the places are taken. */
struct nonce_set {
	struct nonce_place *places;
	size_t size, count;
	int64_t last_created;
};

struct nonces {
	uint8_t key[crypto_shorthash_KEYBYTES];
	size_t most;
	int64_t since; /* steady: when `current` was begun */
	struct nonce_set current, previous;
};

static void
nonce_set_clear(struct nonce_set *set)
{
	free(set->places);
	memset(set, 0, sizeof *set);
}

/* The nonce's own place, or the free one where it would go. The set is never full. */
static struct nonce_place *
nonce_set_find(const struct nonces *nonces, const struct nonce_set *set,
    const uint8_t nonce[HTTPSIG_NONCE_BYTES])
{
	uint8_t hash[crypto_shorthash_BYTES];
	size_t at;

	(void)crypto_shorthash(hash, nonce, HTTPSIG_NONCE_BYTES, nonces->key);
	memcpy(&at, hash, sizeof at);
	for (at &= set->size - 1;; at = (at + 1) & (set->size - 1)) {
		struct nonce_place *place = &set->places[at];

		if (!place->taken || memcmp(place->nonce, nonce, HTTPSIG_NONCE_BYTES) == 0)
			return place;
	}
}

static void
nonce_set_grow(const struct nonces *nonces, struct nonce_set *set)
{
	struct nonce_set larger = *set;

	larger.size = set->size == 0 ? NONCES_FIRST : set->size * 2;
	larger.places = calloc(larger.size, sizeof *larger.places);
	if (larger.places == NULL)
		error_bug("no memory for nonces");
	for (size_t i = 0; i < set->size; i++)
		if (set->places[i].taken)
			*nonce_set_find(nonces, &larger, set->places[i].nonce) = set->places[i];
	free(set->places);
	*set = larger;
}

void
nonces_new(struct nonces **nonces, size_t most)
{
	struct nonces *fresh = secret_allocate(sizeof *fresh);

	memset(fresh, 0, sizeof *fresh);
	fresh->most = most;
	fresh->since = INT64_MIN;
	crypto_shorthash_keygen(fresh->key);
	*nonces = fresh;
}

void
nonces_free(struct nonces **nonces)
{
	if (nonces == NULL || *nonces == NULL)
		return;
	nonce_set_clear(&(*nonces)->current);
	nonce_set_clear(&(*nonces)->previous);
	secret_release(*nonces);
	*nonces = NULL;
}

/* Begins a new generation where the current one has become old enough, and the one before it can
 * hold nothing any more that a signature could still be good for. */
static void
nonces_turn(struct nonces *nonces, int64_t wall, int64_t steady)
{
	if (nonces->since == INT64_MIN)
		nonces->since = steady;
	if (steady - nonces->since < (int64_t)HTTPSIG_NONCE_KEPT * 1000)
		return;
	if (nonces->previous.count > 0 &&
	    nonces->previous.last_created + HTTPSIG_WINDOW >= wall)
		return;
	nonce_set_clear(&nonces->previous);
	nonces->previous = nonces->current;
	memset(&nonces->current, 0, sizeof nonces->current);
	nonces->since = steady;
}

enum nonce_verdict
nonces_add(struct nonces *nonces, const uint8_t nonce[HTTPSIG_NONCE_BYTES], int64_t created,
    int64_t wall, int64_t steady)
{
	struct nonce_set *set = &nonces->current;
	struct nonce_place *place;

	nonces_turn(nonces, wall, steady);
	if (nonces->previous.size > 0 &&
	    nonce_set_find(nonces, &nonces->previous, nonce)->taken)
		return NONCE_SEEN;
	if (set->count * 2 >= set->size)
		nonce_set_grow(nonces, set);
	place = nonce_set_find(nonces, set, nonce);
	if (place->taken)
		return NONCE_SEEN;
	if (set->count >= nonces->most)
		return NONCE_NO_ROOM;
	memcpy(place->nonce, nonce, HTTPSIG_NONCE_BYTES);
	place->taken = 1;
	if (set->count++ == 0 || created > set->last_created)
		set->last_created = created;
	return NONCE_FRESH;
}
