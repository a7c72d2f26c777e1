/* SPDX-License-Identifier: ISC */
/*
 * The campaign: its signed manifest ("testimony-campaign-1"), the pin by which families hold on
 * to its signing key, and days. Any thread; a struct campaign never changes once read.
 */
#ifndef TESTIMONY_CAMPAIGN_H
#define TESTIMONY_CAMPAIGN_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/form.h"
#include "common/minisign_verify.h"
#include "common/recipient.h"

#define CAMPAIGN_BYTES_MOST (256 * 1024)
#define CAMPAIGN_DAYS_MOST 180
#define CAMPAIGN_DAYS 90
#define CAMPAIGN_ORIGINS_MOST 16
#define CAMPAIGN_COORDINATORS_MOST 64
#define CAMPAIGN_HANDLE_MOST 32 /* bytes of a handle: a-z, 0-9 and hyphens, a letter first */
#define CAMPAIGN_NAME_MOST 200     /* bytes */
#define CAMPAIGN_CONTACT_MOST 1000 /* bytes */
#define CAMPAIGN_ORIGIN_MOST 270   /* bytes: scheme, 253 of a host name, port */
#define CAMPAIGN_PIN_SIZE 80    /* text of a pin with its NUL */
#define CAMPAIGN_LINK_MOST 2048 /* bytes of a link that ends in a pin */
#define CAMPAIGN_WORDS 6

/* PIN.SERIAL: the signing key, and the lowest serial to accept. */
struct campaign_pin {
	struct minisign_public_key key;
	int64_t serial;
};

/* `PIN`, `PIN.SERIAL` (either base64 alphabet), or a whole link that ends in #PIN.SERIAL. Of a link
 * only what follows the # counts: whatever it leads to is judged by the pin. */
int campaign_pin_parse(struct campaign_pin *pin, const char *text, struct error *error);
/* In the URL alphabet, with its serial. */
void campaign_pin_print(char text[CAMPAIGN_PIN_SIZE], const struct campaign_pin *pin);

/* The pin's short form, for reading out loud; `words` are borrowed from the word list. */
void campaign_words(const char *words[CAMPAIGN_WORDS], const uint8_t signing_key[32]);

struct coordinator {
	char handle[CAMPAIGN_HANDLE_MOST + 1];
	uint8_t key[32]; /* Ed25519 */
	struct recipient recipient;
};

struct campaign {
	json_t *manifest; /* the whole, as signed */
	const char *name, *contact;
	int64_t serial;
	int32_t issued, expires; /* days since 1970-01-01, UTC; valid through `expires` */
	struct recipient recipient;
	/* What every desk signs packs with (keys/pack_key.h). Campaigns from before packs name none:
	 * then an office cannot check from the signed file whose a pack is. */
	bool has_packs_key;
	uint8_t packs_key[32]; /* Ed25519 */
	const char *origins[CAMPAIGN_ORIGINS_MOST];
	size_t origin_count;
	struct coordinator coordinators[CAMPAIGN_COORDINATORS_MOST];
	size_t coordinator_count;
	struct coordinator former[CAMPAIGN_COORDINATORS_MOST];
	size_t former_count;
	int32_t closes, previews_from, answer_by; /* days */
	struct form *form;
	struct minisign_public_key signing_key; /* zeros from campaign_parse alone */
};

/* Reads and checks a manifest by itself: everything but signature, pin and today's date. `former`
 * may be missing; nobody may share a handle, a key or a recipient with anybody else, current or
 * former. */
int campaign_parse(struct campaign **campaign, const void *json, size_t length,
    struct error *error);

/* What readers do: signature by the pin's key, then all of campaign_parse, trusted comment with
 * this serial, serial at or above the floor. Expiry is campaign_check_day's: the daemon does not
 * stop at it. */
int campaign_verify(struct campaign **campaign, const struct campaign_pin *pin,
    const void *json, size_t length, const char *signature, size_t signature_length,
    struct error *error);

/* Refuses a campaign that is past its last day; and, since then the clock is wrong and expiry means
 * nothing, one that was issued after tomorrow. */
int campaign_check_day(const struct campaign *campaign, int32_t today, struct error *error);
/* The second alone. For families that come back: expiry stops new tellings only. */
int campaign_check_issued(const struct campaign *campaign, int32_t today, struct error *error);

void campaign_free(struct campaign **campaign);

/* The coordinator with this key, current or (where `former` is not NULL) former; NULL if none. */
const struct coordinator *campaign_coordinator(const struct campaign *campaign,
    const uint8_t key[32], bool *former);

/* Reads one coordinator, as the manifest and HANDLE.pub have it: {"handle","key","recipient"}. */
int coordinator_parse(struct coordinator *coordinator, const json_t *value,
    struct error *error);

enum origin_kind { ORIGIN_HTTPS, ORIGIN_ONION, ORIGIN_LOOPBACK };
/* https://HOST[:PORT], http://....onion[:PORT], http://127.0.0.1[:PORT]; no path, user or query,
 * as browsers write it: in lowercase, no default port. A .onion host is ORIGIN_ONION with https,
 * too: it must never be looked up in DNS. */
int campaign_origin_kind(const char *origin, enum origin_kind *kind, struct error *error);

int campaign_handle_is_good(const char *handle); /* 1 or 0 */

#define DAY_SIZE 11      /* "YYYY-MM-DD" and its NUL */
#define DAY_MOST 2932896 /* 9999-12-31 */

/* "YYYY-MM-DD", a real day from 1970 to 9999. */
int day_parse(int32_t *day, const char *text, struct error *error);
void day_print(char text[DAY_SIZE], int32_t day); /* stops the program outside of 0 to DAY_MOST */
int32_t day_of(int64_t unix_seconds); /* 0 before 1970, at most DAY_MOST */
/* Whole weeks since Monday 1970-01-05 UTC, as envelopes carry them; 0 before that. */
uint32_t week_of(int64_t unix_seconds);

#endif
