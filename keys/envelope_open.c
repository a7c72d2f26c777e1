/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "keys/envelope_open.h"

#include <sodium.h>
#include <string.h>

#include "common/json.h"
#include "keys/age_open.h"

#define FORMAT_MOST 64 /* bytes of a format's name */

/* What line 1 says it is must be what its tray takes: so a reply that a hostile daemon puts
 * among the testimonies is refused, though its signature holds. */
static int
line1_open(struct opened *opened, enum tray tray, struct error *error)
{
	const char *format;

	if (json_parse(&opened->line1, opened->parts.line1, opened->parts.line1_length,
	    "the content of the envelope", error) != 0)
		return -1;
	if (!json_is_object(opened->line1))
		return error_refuse(error, "the content of the envelope is not one JSON object");
	if (json_member_text(opened->line1, "format", FORMAT_MOST, &format, error) != 0)
		return -1;
	if (strcmp(format, tray_format(tray)) != 0)
		return error_refuse(error, "the format of the envelope's content is not %s, which "
		    "alone belongs in this tray", tray_format(tray));
	return 0;
}

static int
envelope_unseal(struct opened *opened, const struct age_identities *identities,
    const uint8_t *envelope, size_t length, struct error *error)
{
	struct age_open *open = NULL;
	int result = -1;

	age_open_new(&open, identities, age_sink_buffer, &opened->plaintext);
	if (age_open_add(open, envelope, length, error) == 0)
		result = age_open_finish(open, error);
	opened->other_key = age_open_result(open) == AGE_OPEN_NO_MATCH;
	age_open_free(&open);
	return result;
}

static int
envelope_open_parts(struct opened *opened, const struct age_identities *identities,
    const uint8_t *envelope, size_t length, enum tray tray, const uint8_t campaign_key[32],
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], struct error *error)
{
	uint8_t expected[ENVELOPE_MAILBOX_BYTES];

	/* One stanza and one size, before any key is used. */
	if (envelope_check(envelope, length, error) != 0)
		return -1;
	buffer_reserve(&opened->plaintext, ENVELOPE_PLAINTEXT_BYTES);
	if (envelope_unseal(opened, identities, envelope, length, error) != 0)
		return -1;
	if (envelope_split(&opened->parts, opened->plaintext.data, opened->plaintext.length,
	    error) != 0)
		return -1;
	if (tray == TRAY_INBOX) {
		envelope_mailbox(expected, opened->parts.by);
		if (mailbox == NULL)
			mailbox = expected;
		if (sodium_memcmp(expected, mailbox, sizeof expected) != 0) {
			opened->elsewhere = true;
			return error_refuse(error, ENVELOPE_ELSEWHERE);
		}
	}
	if (envelope_verify(&opened->parts, campaign_key, mailbox, error) != 0)
		return -1;
	return line1_open(opened, tray, error);
}

int
envelope_open(struct opened *opened, const struct age_identities *identities,
    const uint8_t *envelope, size_t length, enum tray tray, const uint8_t campaign_key[32],
    const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], struct error *error)
{
	bool elsewhere, other_key;

	memset(opened, 0, sizeof *opened);
	if (envelope_open_parts(opened, identities, envelope, length, tray, campaign_key, mailbox,
	    error) != 0) {
		elsewhere = opened->elsewhere;
		other_key = opened->other_key;
		opened_free(opened);
		opened->elsewhere = elsewhere;
		opened->other_key = other_key;
		return -1;
	}
	return 0;
}

void
opened_free(struct opened *opened)
{
	json_decref(opened->line1);
	buffer_free(&opened->plaintext);
	sodium_memzero(opened, sizeof *opened);
}
