/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pack/pack_author.h"

#include <string.h>

#include "keys/pack_key.h"

int
pack_author(struct author **author, const struct vault *vault, struct error *error)
{
	const struct campaign *campaign = vault->campaign;

	if (pack_key_of(author, vault->campaign_keys, &campaign->recipient, NULL) != 0)
		return error_refuse(error, "this desk lacks the campaign's newest key, which packs are "
		    "signed with; ask for the newest for-%s.age and campaign.json, and run "
		    "`testimony-desk setup` with them", vault->settings.handle);
	if (!campaign->has_packs_key ||
	    memcmp(campaign->packs_key, author_public(*author), sizeof campaign->packs_key) == 0)
		return 0;
	author_free(author);
	return error_refuse(error, "the campaign file names another key for packs than follows from "
	    "the campaign's key on this desk, so offices would take the pack for a false one; ask "
	    "for the newest for-%s.age and campaign.json, and run `testimony-desk setup` with them",
	    vault->settings.handle);
}

const char *
pack_author_note(const struct vault *vault)
{
	return vault->campaign->has_packs_key ? NULL :
	    "offices cannot check from the campaign file that a pack is yours, since it names no key "
	    "for packs; whoever keeps the signing key puts it there with `testimony-keys sign`";
}
