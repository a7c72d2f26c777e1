/* SPDX-License-Identifier: ISC */
/*
 * Fills a store with made-up testimonies, as if they had come through the daemon: each sealed to the
 * campaign and signed by an author of its own.
 *
 *   seed STORE CAMPAIGN.json PIN N WEEK
 *
 * No daemon may run on the store. The testimonies take a moment each: some thousands a second.
 */
#include "config.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/encode.h"
#include "common/envelope.h"
#include "common/json.h"
#include "common/recipient.h"
#include "common/secret.h"
#include "daemon/store.h"
#include "keys/age_identity.h"
#include "keys/author.h"
#include "tests/system/campaign_file.h"

#define SEED_BATCH 256
#define SEED_MOST 10000000UL

struct seeded {
	uint8_t id[ENVELOPE_ID_BYTES], mailbox[ENVELOPE_MAILBOX_BYTES];
	struct buffer envelope;
};

static _Noreturn void
seed_die(const struct error *error)
{
	(void)fprintf(stderr, "seed: %s\n", error->text);
	exit(1);
}

static void
seed_one(struct seeded *seeded, const struct campaign *campaign, const char *reply_to,
    size_t number)
{
	struct buffer line1 = BUFFER_INIT;
	struct author *author = NULL;
	struct error error = ERROR_INIT;

	author_generate(&author);
	author_mailbox(author, seeded->mailbox);
	buffer_format(&line1, "{\"format\":\"testimony-1\",\"campaign\":%lld,"
	    "\"kind\":\"testimony\",\"language\":\"en\",\"reply_to\":\"%s\","
	    "\"answers\":{\"area\":\"redditch\",\"story-happened\":\"Made up, number %zu. The "
	    "letter never came.\"},\"hide\":[],\"uses\":[\"counts\"]}",
	    (long long)campaign->serial, reply_to, number);
	buffer_clear(&seeded->envelope);
	if (author_seal(author, &seeded->envelope, &campaign->recipient, campaign->signing_key.key,
	    seeded->mailbox, line1.data, line1.length, &error) != 0)
		seed_die(&error);
	envelope_id(seeded->id, seeded->envelope.data, seeded->envelope.length);
	author_free(&author);
	buffer_free(&line1);
}

static int
seeded_compare(const void *left, const void *right)
{
	return memcmp(((const struct seeded *)left)->id, ((const struct seeded *)right)->id,
	    ENVELOPE_ID_BYTES);
}

/* As the daemon's keeper does: one transaction, in the order of the ids. */
static void
seed_batch(struct store *store, struct seeded *batch, size_t count, uint32_t week)
{
	struct error error = ERROR_INIT;
	enum store_put put;

	qsort(batch, count, sizeof *batch, seeded_compare);
	if (store_begin(store, &error) != STORE_OK)
		seed_die(&error);
	for (size_t i = 0; i < count; i++) {
		const struct store_row row = { .id = batch[i].id, .tray = TRAY_INBOX,
			.mailbox = batch[i].mailbox, .week = week,
			.envelope = batch[i].envelope.data };

		if (store_put(store, &row, &put, &error) != STORE_OK)
			seed_die(&error);
	}
	if (store_commit(store, &error) != STORE_OK || store_tidy(store, &error) != STORE_OK)
		seed_die(&error);
}

int
main(int argc, char **argv)
{
	static struct seeded batch[SEED_BATCH];
	struct age_identities *reply;
	struct error error = ERROR_INIT;
	struct campaign *campaign = NULL;
	struct store *store = NULL;
	char reply_to[RECIPIENT_SIZE];
	size_t count, done = 0;

	if (argc != 6 || (count = strtoul(argv[4], NULL, 10)) == 0 || count > SEED_MOST) {
		(void)fputs("Usage: seed STORE CAMPAIGN.json PIN N WEEK\n", stderr);
		return 2;
	}
	secret_start();
	json_start();
	reply = age_identities_new();
	if (campaign_file_read(&campaign, argv[2], argv[3], &error) != 0)
		seed_die(&error);
	age_identities_generate(reply);
	recipient_print(reply_to, age_identities_recipient(reply, 0));
	if (store_open(&store, argv[1], &error) != 0 ||
	    store_campaign(store, campaign->signing_key.key, campaign->serial, &error) != 0)
		seed_die(&error);
	while (done < count) {
		size_t now = count - done < SEED_BATCH ? count - done : SEED_BATCH;

		for (size_t i = 0; i < now; i++)
			seed_one(&batch[i], campaign, reply_to, done + i);
		seed_batch(store, batch, now, (uint32_t)strtoul(argv[5], NULL, 10));
		done += now;
	}
	if (store_close(&store, &error) != 0)
		seed_die(&error);
	for (size_t i = 0; i < SEED_BATCH; i++)
		buffer_free(&batch[i].envelope);
	age_identities_free(&reply);
	campaign_free(&campaign);
	return 0;
}
