/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/pack_key.h"

#include <string.h>

#include "common/hkdf.h"
#include "common/secret.h"

void
pack_key_derive(struct author **author, const uint8_t scalar[32])
{
	struct secret *seed = secret_new(32);

	hkdf_sha256(seed->bytes, seed->length, scalar, 32, NULL, 0, PACK_KEY_INFO);
	author_from_seed(author, seed->bytes);
	secret_free(&seed);
}

int
pack_key_of(struct author **author, const struct age_identities *identities,
    const struct recipient *recipient, struct error *error)
{
	*author = NULL;
	for (size_t i = 0; i < age_identities_count(identities); i++) {
		const struct recipient *own = age_identities_recipient(identities, i);

		if (memcmp(own->point, recipient->point, sizeof own->point) != 0)
			continue;
		pack_key_derive(author, age_identities_scalar(identities, i));
		return 0;
	}
	return error_refuse(error, "the campaign's newest key is not among those that are here");
}
