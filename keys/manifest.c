/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/manifest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/encode.h"
#include "common/json.h"

#define MANIFEST_COMMENT "testimony-campaign-1 serial:"
#define MANIFEST_INDENT 2 /* coordinators edit this file by hand */

/* Where the days fall in a period when nobody says: ninths of it, so that of 90 days 50 are for
 * telling, from day 60 previews may wait, and until day 80 they can be answered. */
#define MANIFEST_NINTHS_CLOSES 5
#define MANIFEST_NINTHS_PREVIEWS 6
#define MANIFEST_NINTHS_ANSWER 8

static json_t *
manifest_text(const char *text)
{
	return json_text_cleaned(text, strlen(text));
}

static void
manifest_put(json_t *object, const char *key, json_t *value)
{
	if (value == NULL || json_object_set_new(object, key, value) != 0)
		error_bug("a campaign could not be put together");
}

static void
manifest_add(json_t *array, json_t *value)
{
	if (value == NULL || json_array_append_new(array, value) != 0)
		error_bug("a campaign could not be put together");
}

static void
manifest_put_day(json_t *object, const char *key, int32_t day)
{
	char text[11];

	day_print(text, day);
	manifest_put(object, key, json_string(text));
}

static json_t *
manifest_recipient(const struct recipient *recipient)
{
	char text[RECIPIENT_SIZE];

	recipient_print(text, recipient);
	return json_string(text);
}

json_t *
manifest_coordinator(const struct coordinator *coordinator)
{
	json_t *entry = json_object();
	char key[HEX_LENGTH(sizeof coordinator->key) + 1];

	hex_encode(key, coordinator->key, sizeof coordinator->key);
	manifest_put(entry, "handle", json_string(coordinator->handle));
	manifest_put(entry, "key", json_string(key));
	manifest_put(entry, "recipient", manifest_recipient(&coordinator->recipient));
	return entry;
}

void
manifest_put_packs(json_t *manifest, const uint8_t key[32])
{
	struct minisign_public_key minisign;
	char line[MINISIGN_PUBLIC_LINE + 1];

	minisign_public_of(&minisign, key);
	minisign_public_print(line, &minisign);
	manifest_put(manifest, "packs", json_string(line));
}

/* One day of the manifest, or MANIFEST_DAY_NONE where it has none that can be read. */
static int32_t
manifest_day(const json_t *dates, const char *key)
{
	const char *text = json_string_value(json_object_get(dates, key));
	int32_t day;

	return text != NULL && day_parse(&day, text, NULL) == 0 ? day : MANIFEST_DAY_NONE;
}

static struct manifest_dates
manifest_default_dates(const struct manifest_dates *given, int32_t issued, int32_t expires)
{
	const int32_t days = expires - issued;
	struct manifest_dates dates = {
		issued + days * MANIFEST_NINTHS_CLOSES / 9,
		issued + days * MANIFEST_NINTHS_PREVIEWS / 9,
		issued + days * MANIFEST_NINTHS_ANSWER / 9,
	};

	/* A default gives way to a day that was asked for. */
	if (given->answer_by != MANIFEST_DAY_NONE && dates.previews_from > given->answer_by)
		dates.previews_from = given->answer_by;
	if (given->previews_from != MANIFEST_DAY_NONE && dates.answer_by < given->previews_from)
		dates.answer_by = given->previews_from;
	return dates;
}

void
manifest_renew(json_t *manifest, int64_t serial, int32_t issued, int32_t expires,
    const struct manifest_dates *given, bool *moved)
{
	const json_t *old = json_object_get(manifest, "dates");
	struct manifest_dates dates = {
		manifest_day(old, "closes"),
		manifest_day(old, "previews_from"),
		manifest_day(old, "answer_by"),
	};
	json_t *fresh = json_object();

	manifest_put(manifest, "serial", json_integer(serial));
	manifest_put_day(manifest, "issued", issued);
	manifest_put_day(manifest, "expires", expires);
	*moved = dates.closes == MANIFEST_DAY_NONE || dates.previews_from == MANIFEST_DAY_NONE ||
	    dates.answer_by == MANIFEST_DAY_NONE;
	if (*moved)
		dates = manifest_default_dates(given, issued, expires);
	manifest_put_day(fresh, "closes",
	    given->closes != MANIFEST_DAY_NONE ? given->closes : dates.closes);
	manifest_put_day(fresh, "previews_from", given->previews_from != MANIFEST_DAY_NONE ?
	    given->previews_from : dates.previews_from);
	manifest_put_day(fresh, "answer_by",
	    given->answer_by != MANIFEST_DAY_NONE ? given->answer_by : dates.answer_by);
	manifest_put(manifest, "dates", fresh);
}

json_t *
manifest_new(const struct manifest_draft *draft)
{
	json_t *manifest = json_object(), *origins = json_array(), *coordinators = json_array();
	json_t *help = json_object_get(draft->form, "help");
	size_t i;
	bool moved;

	for (i = 0; i < draft->origin_count; i++)
		manifest_add(origins, manifest_text(draft->origins[i]));
	manifest_add(coordinators, manifest_coordinator(draft->coordinator));
	/* In the order of design 4.2; renewing below fills in what is put as null here. */
	manifest_put(manifest, "format", json_string("testimony-campaign-1"));
	manifest_put(manifest, "name", manifest_text(draft->name));
	manifest_put(manifest, "contact", manifest_text(draft->contact));
	manifest_put(manifest, "serial", json_null());
	manifest_put(manifest, "issued", json_null());
	manifest_put(manifest, "expires", json_null());
	manifest_put(manifest, "recipient", manifest_recipient(&draft->recipient));
	manifest_put_packs(manifest, draft->packs_key);
	manifest_put(manifest, "origins", origins);
	manifest_put(manifest, "coordinators", coordinators);
	manifest_put(manifest, "former", json_array());
	manifest_put(manifest, "dates", json_object());
	manifest_put(manifest, "form", json_incref(draft->form));
	manifest_put(manifest, "help", help == NULL ? json_array() : json_incref(help));
	manifest_renew(manifest, 1, draft->issued, draft->expires, &draft->dates, &moved);
	return manifest;
}

static int
manifest_write(const char *data, size_t length, void *context)
{
	buffer_append(context, data, length);
	return 0;
}

/* With line breaks, for people; without them where it would become too long for its readers. */
static void
manifest_print(const json_t *manifest, struct buffer *text)
{
	if (json_dump_callback(manifest, manifest_write, text, JSON_INDENT(MANIFEST_INDENT)) != 0)
		error_bug("a campaign could not be written");
	buffer_append_byte(text, '\n');
	if (text->length <= CAMPAIGN_BYTES_MOST)
		return;
	buffer_clear(text);
	json_print(manifest, text);
	buffer_append_byte(text, '\n');
}

int
manifest_check(const json_t *manifest, struct error *error)
{
	struct buffer text = BUFFER_INIT;
	struct campaign *campaign = NULL;
	int result;

	manifest_print(manifest, &text);
	result = campaign_parse(&campaign, text.data, text.length, error);
	campaign_free(&campaign);
	buffer_free(&text);
	return result;
}

int
manifest_sign(struct manifest_signed *out, const json_t *manifest,
    const struct minisign_secret_key *key, struct error *error)
{
	struct campaign_pin pin;
	char comment[sizeof MANIFEST_COMMENT + 20];

	memset(out, 0, sizeof *out);
	if (manifest_check(manifest, error) != 0)
		return -1;
	pin.serial = json_integer_value(json_object_get(manifest, "serial"));
	minisign_secret_public(key, &pin.key);
	manifest_print(manifest, &out->text);
	(void)snprintf(comment, sizeof comment, MANIFEST_COMMENT "%" PRId64, pin.serial);
	minisign_sign(key, out->text.data, out->text.length, comment, &out->signature);
	if (campaign_verify(&out->campaign, &pin, out->text.data, out->text.length,
	    (const char *)out->signature.data, out->signature.length, error) == 0)
		return 0;
	manifest_signed_free(out);
	return -1;
}

void
manifest_signed_free(struct manifest_signed *manifest)
{
	buffer_free(&manifest->text);
	buffer_free(&manifest->signature);
	campaign_free(&manifest->campaign);
}

int
manifest_comment_serial(int64_t *serial, const char *comment, struct error *error)
{
	const size_t prefix = strlen(MANIFEST_COMMENT);
	const char *at = comment + prefix;
	int64_t value = 0;

	if (strncmp(comment, MANIFEST_COMMENT, prefix) != 0 || *at < '1' || *at > '9')
		return error_refuse(error, "the old signature is not of a campaign");
	for (; *at >= '0' && *at <= '9' && value <= JSON_INTEGER_MOST; at++)
		value = 10 * value + (*at - '0');
	if (*at != '\0' || value > JSON_INTEGER_MOST)
		return error_refuse(error, "the old signature is not of a campaign");
	*serial = value;
	return 0;
}
