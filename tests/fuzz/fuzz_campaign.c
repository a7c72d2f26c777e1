/* SPDX-License-Identifier: ISC */
/* Campaign manifests, without their signature. Whatever is taken keeps the rules that others rely
 * on, and is taken again when printed. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/campaign.h"
#include "common/json.h"
#include "common/secret.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	secret_start();
	json_start();
	return 0;
}

static void
check_person(const struct campaign *campaign, const struct coordinator *person, bool is_former)
{
	bool former;

	if (!campaign_handle_is_good(person->handle) ||
	    !recipient_point_is_good(person->recipient.point))
		abort();
	/* Found by the key alone, so there is no other with it. */
	if (campaign_coordinator(campaign, person->key, &former) != person || former != is_former)
		abort();
	if ((campaign_coordinator(campaign, person->key, NULL) == NULL) != is_former)
		abort();
}

static void
check_campaign(const struct campaign *campaign)
{
	enum origin_kind kind;

	if (campaign->serial < 1 || campaign->serial > JSON_INTEGER_MOST ||
	    campaign->expires < campaign->issued ||
	    campaign->expires - campaign->issued > CAMPAIGN_DAYS_MOST ||
	    campaign->answer_by < campaign->previews_from || campaign->form == NULL ||
	    campaign->origin_count == 0 || campaign->coordinator_count == 0 ||
	    !recipient_point_is_good(campaign->recipient.point))
		abort();
	if (campaign_check_day(campaign, campaign->issued, NULL) != 0 ||
	    campaign_check_day(campaign, campaign->expires, NULL) != 0 ||
	    campaign_check_day(campaign, campaign->expires + 1, NULL) == 0)
		abort();
	for (size_t i = 0; i < campaign->origin_count; i++)
		if (campaign_origin_kind(campaign->origins[i], &kind, NULL) != 0)
			abort();
	for (size_t i = 0; i < campaign->coordinator_count; i++)
		check_person(campaign, &campaign->coordinators[i], false);
	for (size_t i = 0; i < campaign->former_count; i++)
		check_person(campaign, &campaign->former[i], true);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct campaign *campaign, *again;
	struct buffer printed = BUFFER_INIT;
	struct error error = ERROR_INIT;

	if (campaign_parse(&campaign, data, size, &error) != 0) {
		if (campaign != NULL || error.kind != ERROR_REFUSED || error.text[0] == '\0')
			abort();
		return 0;
	}
	check_campaign(campaign);
	json_print(campaign->manifest, &printed);
	if (campaign_parse(&again, printed.data, printed.length, &error) != 0 ||
	    again->serial != campaign->serial || strcmp(again->name, campaign->name) != 0 ||
	    again->has_packs_key != campaign->has_packs_key ||
	    memcmp(again->packs_key, campaign->packs_key, sizeof again->packs_key) != 0)
		abort();
	campaign_free(&campaign);
	campaign_free(&again);
	buffer_free(&printed);
	return 0;
}
