/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/campaign.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "common/json.h"
#include "common/secret.h"

#define CAMPAIGN_FORMAT "testimony-campaign-1"
#define FORMAT_MOST 64 /* bytes of a format's name that are shown */
/* How every refusal ends that may mean an attack. */
#define NOT_YOURS "; this is not the campaign you were given: do not send anything"

void
campaign_free(struct campaign **campaign)
{
	if (campaign == NULL || *campaign == NULL)
		return;
	form_free(&(*campaign)->form);
	json_decref((*campaign)->manifest);
	secret_release(*campaign);
	*campaign = NULL;
}

/* One line of text that is shown to people. */
static int
campaign_line(const json_t *object, const char *key, size_t most, const char **text,
    struct error *error)
{
	if (json_member_text(object, key, most, text, error) != 0)
		return -1;
	for (const char *at = *text; *at != '\0'; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			return error_refuse(error, "\"%s\" has a control character", key);
	return 0;
}

static int
campaign_day(const json_t *object, const char *key, int32_t *day, struct error *error)
{
	const char *text;

	if (json_member_text(object, key, DAY_SIZE - 1, &text, error) != 0)
		return -1;
	if (day_parse(day, text, error) != 0)
		return error_within(error, "\"%s\"", key);
	return 0;
}

static int
campaign_recipient(const json_t *object, struct recipient *recipient, struct error *error)
{
	const char *text;

	if (json_member_text(object, "recipient", RECIPIENT_SIZE, &text, error) != 0)
		return -1;
	if (recipient_parse(recipient, text, strlen(text), error) != 0)
		return error_within(error, "\"recipient\"");
	return 0;
}

/* "packs", which may be missing: the line that `minisign -P` takes, so that an office can compare it
 * with the one in a pack letter by letter. Hence in one spelling alone. */
static int
campaign_packs(struct campaign *campaign, struct error *error)
{
	struct minisign_public_key key, same;
	char line[MINISIGN_PUBLIC_LINE + 1];
	const char *text;

	if (json_object_get(campaign->manifest, "packs") == NULL)
		return 0;
	if (json_member_text(campaign->manifest, "packs", MINISIGN_PUBLIC_LINE, &text, error) != 0)
		return -1;
	if (minisign_public_parse(&key, text, strlen(text), error) != 0)
		return error_within(error, "\"packs\"");
	minisign_public_of(&same, key.key);
	minisign_public_print(line, &same);
	if (strcmp(text, line) != 0)
		return error_refuse(error, "\"packs\": this key is written %s", line);
	campaign->has_packs_key = true;
	memcpy(campaign->packs_key, key.key, sizeof campaign->packs_key);
	return 0;
}

static int
campaign_head(struct campaign *campaign, struct error *error)
{
	const char *format;

	if (json_member_text(campaign->manifest, "format", FORMAT_MOST, &format, error) != 0)
		return -1;
	if (strcmp(format, CAMPAIGN_FORMAT) != 0)
		return error_refuse(error, "its format is \"%s\", not \"" CAMPAIGN_FORMAT
		    "\"; a newer version of this program may be needed", format);
	if (campaign_line(campaign->manifest, "name", CAMPAIGN_NAME_MOST, &campaign->name,
		error) != 0 ||
	    campaign_line(campaign->manifest, "contact", CAMPAIGN_CONTACT_MOST,
		&campaign->contact, error) != 0)
		return -1;
	if (campaign->name[0] == '\0')
		return error_refuse(error, "\"name\" is empty");
	return json_member_integer(campaign->manifest, "serial", 1, JSON_INTEGER_MOST,
	    &campaign->serial, error);
}

static int
campaign_days(struct campaign *campaign, struct error *error)
{
	const json_t *dates;

	if (campaign_day(campaign->manifest, "issued", &campaign->issued, error) != 0 ||
	    campaign_day(campaign->manifest, "expires", &campaign->expires, error) != 0)
		return -1;
	if (campaign->expires < campaign->issued)
		return error_refuse(error, "it expires before it is issued");
	if (campaign->expires - campaign->issued > CAMPAIGN_DAYS_MOST)
		return error_refuse(error,
		    "it is valid for %" PRId32 " days, more than the %d allowed; "
		    "sign it for a shorter time, and again later",
		    campaign->expires - campaign->issued, CAMPAIGN_DAYS_MOST);
	if (json_member_object(campaign->manifest, "dates", &dates, error) != 0)
		return -1;
	if (campaign_day(dates, "closes", &campaign->closes, error) != 0 ||
	    campaign_day(dates, "previews_from", &campaign->previews_from, error) != 0 ||
	    campaign_day(dates, "answer_by", &campaign->answer_by, error) != 0)
		return error_within(error, "\"dates\"");
	if (campaign->answer_by < campaign->previews_from)
		return error_refuse(error,
		    "\"dates\": \"answer_by\" is before \"previews_from\", so nobody could answer");
	return 0;
}

static int
campaign_origins(struct campaign *campaign, struct error *error)
{
	const json_t *origins;
	enum origin_kind kind;

	if (json_member_array(campaign->manifest, "origins", CAMPAIGN_ORIGINS_MOST, &origins,
		error) != 0)
		return -1;
	if (json_array_size(origins) == 0)
		return error_refuse(error, "\"origins\" has no address to send to");
	for (size_t i = 0; i < json_array_size(origins); i++) {
		const json_t *value = json_array_get(origins, i);
		const char *origin = json_string_value(value);

		if (origin == NULL || strlen(origin) != json_string_length(value))
			return error_refuse(error, "\"origins\" must hold addresses only");
		if (campaign_origin_kind(origin, &kind, error) != 0)
			return error_within(error, "\"origins\"");
		for (size_t other = 0; other < i; other++)
			if (strcmp(origin, campaign->origins[other]) == 0)
				return error_refuse(error, "\"origins\" has %s twice", origin);
		campaign->origins[campaign->origin_count++] = origin;
	}
	return 0;
}

/* Refuses a handle, key or recipient that somebody else has. */
static int
coordinator_is_new(const struct coordinator *fresh, const struct coordinator *others, size_t count,
    struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(fresh->handle, others[i].handle) == 0)
			return error_refuse(error,
			    "the handle \"%s\" is there twice; choose another one",
			    fresh->handle);
		if (memcmp(fresh->key, others[i].key, sizeof fresh->key) == 0)
			return error_refuse(error,
			    "\"%s\" and \"%s\" have the same key; each coordinator "
			    "makes one of their own", others[i].handle, fresh->handle);
		if (memcmp(&fresh->recipient, &others[i].recipient, sizeof fresh->recipient) == 0)
			return error_refuse(error,
			    "\"%s\" and \"%s\" have the same recipient; each "
			    "coordinator makes one of their own", others[i].handle, fresh->handle);
	}
	return 0;
}

int
coordinator_parse(struct coordinator *coordinator, const json_t *value, struct error *error)
{
	const char *handle;

	if (json_member_text(value, "handle", CAMPAIGN_HANDLE_MOST, &handle, error) != 0)
		return -1;
	if (!campaign_handle_is_good(handle))
		return error_refuse(error, "the handle \"%s\" must be of small letters, digits and "
		    "hyphens, a letter first", handle);
	memcpy(coordinator->handle, handle, strlen(handle) + 1);
	if (json_member_hex(value, "key", coordinator->key, sizeof coordinator->key, error) != 0)
		return error_within(error, "\"%s\"", handle);
	if (crypto_core_ed25519_is_valid_point(coordinator->key) != 1)
		return error_refuse(error, "the key of \"%s\" is damaged: nobody can have made it",
		    handle);
	if (campaign_recipient(value, &coordinator->recipient, error) != 0)
		return error_within(error, "\"%s\"", handle);
	return 0;
}

static int
campaign_people(struct campaign *campaign, const char *key, struct coordinator *people,
    size_t *count, struct error *error)
{
	const json_t *list;

	if (json_member_array(campaign->manifest, key, CAMPAIGN_COORDINATORS_MOST, &list,
		error) != 0)
		return -1;
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (coordinator_parse(&people[i], json_array_get(list, i), error) != 0)
			return error_within(error, "\"%s\"", key);
		if (memcmp(&people[i].recipient, &campaign->recipient,
			sizeof campaign->recipient) == 0)
			return error_refuse(error,
			    "\"%s\": the recipient of \"%s\" is the campaign's",
			    key, people[i].handle);
		if (coordinator_is_new(&people[i], campaign->coordinators,
			campaign->coordinator_count, error) != 0 ||
		    coordinator_is_new(&people[i], campaign->former, campaign->former_count,
			error) != 0)
			return error_within(error, "\"%s\"", key);
		(*count)++;
	}
	return 0;
}

static int
campaign_read(struct campaign *campaign, struct error *error)
{
	if (campaign_head(campaign, error) != 0 || campaign_days(campaign, error) != 0 ||
	    campaign_recipient(campaign->manifest, &campaign->recipient, error) != 0 ||
	    campaign_packs(campaign, error) != 0 ||
	    campaign_origins(campaign, error) != 0 ||
	    campaign_people(campaign, "coordinators", campaign->coordinators,
		&campaign->coordinator_count, error) != 0)
		return -1;
	if (campaign->coordinator_count == 0)
		return error_refuse(error, "\"coordinators\" is empty: nobody could read anything");
	if (json_object_get(campaign->manifest, "former") != NULL &&
	    campaign_people(campaign, "former", campaign->former, &campaign->former_count,
		error) != 0)
		return -1;
	if (json_object_get(campaign->manifest, "form") == NULL)
		return error_refuse(error, "it has no \"form\"");
	if (form_new(&campaign->form, json_object_get(campaign->manifest, "form"), error) != 0)
		return error_within(error, "\"form\"");
	return 0;
}

int
campaign_parse(struct campaign **out, const void *json, size_t length, struct error *error)
{
	struct campaign *campaign;

	*out = NULL;
	if (length > CAMPAIGN_BYTES_MOST)
		return error_refuse(error, "the campaign file is larger than the %d KiB allowed",
		    CAMPAIGN_BYTES_MOST / 1024);
	campaign = secret_allocate(sizeof *campaign);
	memset(campaign, 0, sizeof *campaign);
	if (json_parse(&campaign->manifest, json, length, "the campaign file", error) != 0)
		goto refused;
	if (campaign_read(campaign, error) != 0) {
		(void)error_within(error, "the campaign file is not right");
		goto refused;
	}
	*out = campaign;
	return 0;
refused:
	campaign_free(&campaign);
	return -1;
}

/* The trusted comment ties the serial to the signature, so that `minisign -V` shows it. */
static int
campaign_check_comment(const struct campaign *campaign, const char *comment, struct error *error)
{
	char expected[MINISIGN_COMMENT_MOST];

	(void)snprintf(expected, sizeof expected, CAMPAIGN_FORMAT " serial:%" PRId64,
	    campaign->serial);
	if (strcmp(comment, expected) != 0)
		return error_refuse(error,
		    "the campaign was signed without its serial: the trusted "
		    "comment must be \"%s\"; its coordinators should sign it again with "
		    "testimony-keys", expected);
	return 0;
}

int
campaign_verify(struct campaign **campaign, const struct campaign_pin *pin, const void *json,
    size_t length, const char *signature, size_t signature_length, struct error *error)
{
	struct error why = ERROR_INIT;
	char comment[MINISIGN_COMMENT_MOST];

	*campaign = NULL;
	if (length > CAMPAIGN_BYTES_MOST)
		return error_refuse(error, "the campaign file is larger than the %d KiB allowed"
		    NOT_YOURS, CAMPAIGN_BYTES_MOST / 1024);
	if (minisign_verify(&pin->key, json, length, signature, signature_length, comment,
		&why) != 0)
		return error_refuse(error, "%s" NOT_YOURS, why.text);
	if (campaign_parse(campaign, json, length, error) != 0)
		return -1;
	if (campaign_check_comment(*campaign, comment, error) != 0)
		goto refused;
	if ((*campaign)->serial < pin->serial) {
		(void)error_refuse(error, "this campaign file is an old one (serial %" PRId64
		    ", the lowest to take is %" PRId64 "); get the newest; if there is no newer "
		    "one, "
		    "somebody holds it back: do not send anything", (*campaign)->serial,
		    pin->serial);
		goto refused;
	}
	(*campaign)->signing_key = pin->key;
	return 0;
refused:
	campaign_free(campaign);
	return -1;
}

int
campaign_check_issued(const struct campaign *campaign, int32_t today, struct error *error)
{
	char first[DAY_SIZE];

	if (today >= campaign->issued - 1)
		return 0;
	day_print(first, campaign->issued);
	return error_refuse(error, "this campaign file was issued on %s, which is still to come "
	    "by this computer's clock; put the clock right and try again", first);
}

int
campaign_check_day(const struct campaign *campaign, int32_t today, struct error *error)
{
	char last[DAY_SIZE];

	if (today <= campaign->expires)
		return campaign_check_issued(campaign, today, error);
	day_print(last, campaign->expires);
	return error_refuse(error, "this campaign file expired after %s; ask those who gave it "
	    "to you for the new one, and send nothing until then", last);
}

const struct coordinator *
campaign_coordinator(const struct campaign *campaign, const uint8_t key[32], bool *former)
{
	if (former != NULL)
		*former = false;
	for (size_t i = 0; i < campaign->coordinator_count; i++)
		if (memcmp(campaign->coordinators[i].key, key, 32) == 0)
			return &campaign->coordinators[i];
	for (size_t i = 0; former != NULL && i < campaign->former_count; i++)
		if (memcmp(campaign->former[i].key, key, 32) == 0) {
			*former = true;
			return &campaign->former[i];
		}
	return NULL;
}
