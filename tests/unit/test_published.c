/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "common/json.h"
#include "daemon/published.h"
#include "keys/keyfile.h"
#include "keys/manifest.h"

#define TODAY 20000 /* 2024-10-04 */

static const char form_json[] =
    "{\"format\":\"testimony-form-1\",\"pages\":["
    "{\"id\":\"story\",\"kind\":\"text\",\"title\":\"Story\",\"length\":100}],"
    "\"areas\":[],\"uses\":[{\"id\":\"counts\",\"label\":\"Counts\"}],"
    "\"help\":[{\"label\":\"Samaritans\",\"phone\":\"116 123\"}]}";

static char folder[64], path[80], signature_path[96];
static struct minisign_secret_key *key;
static json_t *manifest;
static struct campaign_pin pin;
static struct published *published;
static struct error error;

static void
place(const char *at, const void *bytes, size_t length)
{
	FILE *file = fopen(at, "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
	ck_assert_int_eq(fclose(file), 0);
}

/* Puts the campaign into its place, with this serial and last day. */
static void
sign(int64_t serial, int32_t expires)
{
	const struct manifest_dates none = MANIFEST_DATES_NONE;
	struct manifest_signed out;
	bool moved;

	manifest_renew(manifest, serial, expires - 90, expires, &none, &moved);
	unit_ok(manifest_sign(&out, manifest, key, &error), &error);
	place(path, out.text.data, out.text.length);
	place(signature_path, out.signature.data, out.signature.length);
	pin.key = out.campaign->signing_key;
	pin.serial = 1;
	manifest_signed_free(&out);
}

static void
up(void)
{
	const struct manifest_dates none = MANIFEST_DATES_NONE;
	static const char *const origins[] = { "https://tell.example.org" };
	struct age_identities *identities = age_identities_new();
	struct coordinator_key coordinator_key;
	struct coordinator coordinator = { .handle = "robin" };
	struct manifest_draft draft = { .name = "A campaign", .contact = "", .origins = origins,
		.origin_count = 1, .coordinator = &coordinator, .issued = TODAY,
		.expires = TODAY + 90, .dates = none };

	(void)snprintf(folder, sizeof folder, "/tmp/testimony-unit.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	(void)snprintf(path, sizeof path, "%s/campaign.json", folder);
	(void)snprintf(signature_path, sizeof signature_path, "%s.minisig", path);
	unit_ok(json_parse(&draft.form, form_json, strlen(form_json), "the form", &error), &error);
	minisign_secret_generate(&key);
	coordinator_key_generate(&coordinator_key);
	age_identities_generate(identities);
	memcpy(coordinator.key, author_public(coordinator_key.author), 32);
	coordinator.recipient = *age_identities_recipient(coordinator_key.identities, 0);
	draft.recipient = *age_identities_recipient(identities, 0);
	memcpy(draft.packs_key, coordinator.key, 32);
	manifest = manifest_new(&draft);
	json_decref(draft.form);
	coordinator_key_free(&coordinator_key);
	age_identities_free(&identities);
	sign(3, TODAY + 90);
	unit_ok(published_load(&published, path, &pin, &error), &error);
}

static void
down(void)
{
	published_free(&published);
	ck_assert_ptr_null(published);
	json_decref(manifest);
	minisign_secret_free(&key);
	(void)unlink(path);
	(void)unlink(signature_path);
	(void)rmdir(folder);
}

static bool
renew(void)
{
	bool renewed = false;

	unit_ok(published_renew(published, path, &pin, TODAY, &renewed, &error), &error);
	return renewed;
}

/* What is in its place is refused with these words, and what there was stays, byte for byte. */
static void
worse(const char *words)
{
	const struct published before = *published;
	bool renewed = true;

	unit_refused(published_renew(published, path, &pin, TODAY, &renewed, &error), &error, words);
	ck_assert(!renewed);
	ck_assert_mem_eq(&before, published, sizeof before);
}

START_TEST(one_that_was_signed_anew_takes_the_place_and_the_old_bytes_stay)
{
	const uint8_t *old = published->json.data;
	size_t length = published->json.length;
	uint8_t *copy = malloc(length);

	memcpy(copy, old, length);
	for (int64_t serial = 4; serial < 40; serial++) {
		sign(serial, TODAY + (int32_t)serial);
		ck_assert(renew());
		ck_assert_int_eq(published->campaign->serial, serial);
		ck_assert_ptr_ne(published->json.data, old);
		ck_assert_mem_eq(old, copy, length); /* an answer may still be made of it */
		ck_assert(!renew());
	}
	free(copy);
}
END_TEST

START_TEST(what_is_the_same_changes_nothing)
{
	const uint8_t *old = published->json.data;

	ck_assert(!renew());
	ck_assert_ptr_eq(published->json.data, old);
	ck_assert_ptr_null(published->before);
}
END_TEST

START_TEST(what_is_worse_is_refused)
{
	struct minisign_secret_key *right = key;

	sign(2, TODAY + 90);
	worse("serial 2, which is older");
	sign(3, TODAY + 80);
	worse("something else under the serial");
	sign(4, TODAY - 1);
	worse("expired after 2024-10-03");
	minisign_secret_generate(&key);
	{
		const struct campaign_pin wanted = pin;

		sign(4, TODAY + 90);
		pin = wanted;
	}
	worse("key");
	minisign_secret_free(&key);
	key = right;
	sign(4, TODAY);
	ck_assert(renew()); /* on its last day it is still good */
}
END_TEST

/* A pin that leaves a choice of keys does not exist; were there one, the first key stays. */
START_TEST(another_key_is_refused_whatever_the_pin_says)
{
	struct minisign_secret_key *right = key;

	minisign_secret_generate(&key);
	sign(4, TODAY + 90);
	worse("another key");
	minisign_secret_free(&key);
	key = right;
}
END_TEST

START_TEST(what_cannot_be_read_is_refused)
{
	struct buffer json = BUFFER_INIT;

	unit_ok(file_read(path, CAMPAIGN_BYTES_MOST, &json, &error), &error);
	json.data[json.length / 2] ^= 1;
	place(path, json.data, json.length);
	worse("signature");
	place(path, json.data, 0);
	worse("signature");
	buffer_reserve(&json, CAMPAIGN_BYTES_MOST + 1);
	json.length = CAMPAIGN_BYTES_MOST + 1;
	memset(json.data, ' ', json.length);
	place(path, json.data, json.length);
	worse("larger than");
	buffer_free(&json);
	ck_assert_int_eq(unlink(path), 0);
	worse("cannot be opened");
	ck_assert_int_eq(mkfifo(path, 0600), 0); /* nobody ever writes into it */
	worse("is not a file");
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	worse("is not a file");
	ck_assert_int_eq(rmdir(path), 0);
	sign(5, TODAY + 90);
	ck_assert_int_eq(unlink(signature_path), 0);
	worse(".minisig cannot be opened");
	sign(5, TODAY + 90);
	ck_assert(renew());
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("published");
	TCase *tests = tcase_create("published");

	tcase_add_checked_fixture(tests, up, down);
	tcase_add_test(tests, one_that_was_signed_anew_takes_the_place_and_the_old_bytes_stay);
	tcase_add_test(tests, what_is_the_same_changes_nothing);
	tcase_add_test(tests, what_is_worse_is_refused);
	tcase_add_test(tests, another_key_is_refused_whatever_the_pin_says);
	tcase_add_test(tests, what_cannot_be_read_is_refused);
	suite_add_tcase(suite, tests);
	return suite;
}
