/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/command.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/buffer.h"
#include "common/json.h"
#include "front/terminal.h"
#include "keys/manifest.h"

/* Handles whose HANDLE.key or HANDLE.pub would be the campaign's signing.key, campaign.key or
 * campaign.pub. */
static const char *const command_reserved[] = { "signing", "campaign" };

int
command_day(int32_t *day, const char *option, const char *text, struct error *error)
{
	if (day_parse(day, text, error) != 0)
		return error_within(error, "%s", option);
	return 0;
}

int
command_days(int *days, const char *text, struct error *error)
{
	int value = 0;
	const char *at;

	for (at = text; *at >= '0' && *at <= '9' && value <= CAMPAIGN_DAYS_MOST; at++)
		value = 10 * value + (*at - '0');
	if (*at != '\0' || at == text || value < 1 || value > CAMPAIGN_DAYS_MOST)
		return error_refuse(error, "--days is a number from 1 to %d", CAMPAIGN_DAYS_MOST);
	*days = value;
	return 0;
}

int
command_check_handle(const char *handle, struct error *error)
{
	size_t i;

	if (!campaign_handle_is_good(handle))
		return error_refuse(error, "\"%s\" cannot be a handle: a pseudonym of at most %d "
		    "small letters, digits and hyphens, a letter first", handle,
		    CAMPAIGN_HANDLE_MOST);
	for (i = 0; i < sizeof command_reserved / sizeof command_reserved[0]; i++) {
		if (strcmp(handle, command_reserved[i]) == 0)
			return error_refuse(error, "the handle \"%s\" is taken: %s.key is one of "
			    "the campaign's own files", handle, handle);
	}
	return 0;
}

void
command_make_coordinator(struct coordinator *coordinator, const char *handle,
    const struct coordinator_key *key)
{
	memset(coordinator, 0, sizeof *coordinator);
	(void)snprintf(coordinator->handle, sizeof coordinator->handle, "%s", handle);
	memcpy(coordinator->key, author_public(key->author), sizeof coordinator->key);
	coordinator->recipient = *age_identities_recipient(key->identities, 0);
}

int32_t
command_today(void)
{
	return day_of((int64_t)time(NULL));
}

int
command_print_floor(const struct minisign_public_key *key, int64_t serial, struct error *error)
{
	struct campaign_pin pin = { *key, serial };
	char text[CAMPAIGN_PIN_SIZE];

	campaign_pin_print(text, &pin);
	terminal_print(text);
	terminal_print("\n");
	return terminal_flush(error);
}

void
command_words(char text[COMMAND_WORDS_SIZE], const uint8_t bytes[32])
{
	const char *words[CAMPAIGN_WORDS];
	size_t i, used = 0;

	campaign_words(words, bytes);
	text[0] = '\0';
	for (i = 0; i < CAMPAIGN_WORDS; i++)
		used += (size_t)snprintf(text + used, COMMAND_WORDS_SIZE - used, "%s%s",
		    i == 0 ? "" : " ", words[i]);
}

void
command_coordinator_words(char text[COMMAND_WORDS_SIZE], const struct coordinator *coordinator)
{
	json_t *line = manifest_coordinator(coordinator);
	struct buffer printed = BUFFER_INIT;
	uint8_t digest[crypto_hash_sha256_BYTES];

	json_print(line, &printed);
	(void)crypto_hash_sha256(digest, printed.data, printed.length);
	command_words(text, digest);
	json_decref(line);
	buffer_free(&printed);
}
