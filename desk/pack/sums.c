/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pack/sums.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/campaign.h"
#include "common/clean.h"
#include "common/encode.h"
#include "common/error.h"
#include "keys/minisign_sign.h"

#define HASH_TEXT HEX_LENGTH(crypto_hash_sha256_BYTES)
#define NAME_AT (HASH_TEXT + 2) /* behind two spaces */

static bool
sums_name_is_plain(const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789._-";
	size_t length = strlen(name);

	return length > 0 && length <= SUMS_NAME_MOST && strspn(name, plain) == length &&
	    name[0] != '.' && name[0] != '-' && strcasecmp(name, SUMS_FILE) != 0 &&
	    strcasecmp(name, SUMS_SIGNATURE_FILE) != 0;
}

static bool
sums_has(const struct buffer *sums, const char *name)
{
	size_t length = strlen(name);
	const char *at = (const char *)sums->data;

	while (at != NULL && *at != '\0') {
		const char *end = strchr(at, '\n');

		if ((size_t)(end - at) == NAME_AT + length &&
		    strncasecmp(at + NAME_AT, name, length) == 0)
			return true;
		at = end + 1;
	}
	return false;
}

void
sums_add(struct buffer *sums, const char *name, const void *content, size_t length)
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	char text[HASH_TEXT + 1];

	if (!sums_name_is_plain(name))
		error_bug("a file of a pack has a name that is not plain");
	if (sums_has(sums, name))
		error_bug("two files of a pack have one name");
	(void)crypto_hash_sha256(hash, content, length);
	hex_encode(text, hash, sizeof hash);
	buffer_format(sums, "%s  %s\n", text, name);
}

void
sums_sign(const struct author *author, const struct buffer *sums, int32_t day, struct buffer *out)
{
	struct minisign_secret_key *secret;
	struct minisign_public_key key;
	char digits[DAY_SIZE], comment[64];

	minisign_public_of(&key, author_public(author));
	day_print(digits, day);
	(void)snprintf(comment, sizeof comment, "testimony-pack-1 edition:%s", digits);
	minisign_secret_from_seed(&secret, key.key_id, author_seed(author));
	minisign_sign(secret, sums->data, sums->length, comment, out);
	minisign_secret_free(&secret);
}

/* The address at which an office gets the manifest: the first that a usual browser opens. */
static const char *
sums_origin(const struct campaign *campaign)
{
	enum origin_kind kind;

	for (size_t i = 0; i < campaign->origin_count; i++)
		if (campaign_origin_kind(campaign->origins[i], &kind, NULL) == 0 &&
		    kind == ORIGIN_HTTPS)
			return campaign->origins[i];
	return campaign->origins[0];
}

void
sums_verify_text(const struct campaign *campaign, const uint8_t key[32], struct buffer *out)
{
	struct minisign_public_key minisign;
	char line[MINISIGN_PUBLIC_LINE + 1];

	minisign_public_of(&minisign, key);
	minisign_public_print(line, &minisign);
	buffer_format(out, "1. No file was changed:          sha256sum -c " SUMS_FILE "\n"
	    "2. The sums are those we signed: minisign -V -m " SUMS_FILE " -P %s\n"
	    "3. The key is ours:              ", line);
	/* An older edition may have the key from before a coordinator left. */
	if (campaign->has_packs_key)
		buffer_format(out, "our campaign.json of that time, signed with the key on our "
		    "leaflets, has it as \"packs\". Today's is %s/v1/campaign. If you cannot check "
		    "this, ask us", sums_origin(campaign));
	else
		buffer_append_text(out, "ask us");
	if (campaign->contact[0] != '\0')
		buffer_append_text(out, ": ");
	clean_line(out, campaign->contact, strlen(campaign->contact));
	buffer_append_byte(out, '\n');
}
