/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "common/json.h"
#include "keys/keyfile.h"
#include "keys/manifest.h"

#define TODAY 20000 /* 2024-10-04 */

static const char form_text_json[] =
    "{\"format\":\"testimony-form-1\",\"pages\":["
    "{\"id\":\"story\",\"kind\":\"text\",\"title\":\"Story\",\"length\":100}],"
    "\"areas\":[],\"uses\":[{\"id\":\"counts\",\"label\":\"Counts\"}],"
    "\"help\":[{\"label\":\"Samaritans\",\"phone\":\"116 123\"}]}";

/* What the tests start from. */
struct bench {
	json_t *form;
	struct minisign_secret_key *key;
	struct coordinator_key coordinator_key;
	struct age_identities *identities;
	struct coordinator coordinator;
	struct manifest_draft draft;
};

static const char *const origins[] = { "https://tell.example.org" };

static void
bench_up(struct bench *bench)
{
	struct error error = ERROR_INIT;
	const struct manifest_dates none = MANIFEST_DATES_NONE;

	memset(bench, 0, sizeof *bench);
	unit_ok(json_parse(&bench->form, form_text_json, strlen(form_text_json), "the form",
	    &error), &error);
	minisign_secret_generate(&bench->key);
	coordinator_key_generate(&bench->coordinator_key);
	bench->identities = age_identities_new();
	age_identities_generate(bench->identities);
	memcpy(bench->coordinator.handle, "robin", 6);
	memcpy(bench->coordinator.key, author_public(bench->coordinator_key.author), 32);
	bench->coordinator.recipient =
	    *age_identities_recipient(bench->coordinator_key.identities, 0);
	bench->draft.name = "A campaign";
	bench->draft.contact = "";
	bench->draft.origins = origins;
	bench->draft.origin_count = 1;
	bench->draft.form = bench->form;
	bench->draft.recipient = *age_identities_recipient(bench->identities, 0);
	memcpy(bench->draft.packs_key, author_public(bench->coordinator_key.author), 32);
	bench->draft.coordinator = &bench->coordinator;
	bench->draft.issued = TODAY;
	bench->draft.expires = TODAY + 90;
	bench->draft.dates = none;
}

static void
bench_down(struct bench *bench)
{
	json_decref(bench->form);
	minisign_secret_free(&bench->key);
	coordinator_key_free(&bench->coordinator_key);
	age_identities_free(&bench->identities);
}

START_TEST(a_new_manifest_is_taken_by_its_readers)
{
	struct bench bench;
	struct manifest_signed out;
	struct error error = ERROR_INIT;
	json_t *manifest;

	bench_up(&bench);
	manifest = manifest_new(&bench.draft);
	unit_ok(manifest_sign(&out, manifest, bench.key, &error), &error);
	ck_assert_int_eq(out.campaign->serial, 1);
	ck_assert_str_eq(out.campaign->name, "A campaign");
	ck_assert_uint_eq(out.campaign->coordinator_count, 1);
	ck_assert(out.campaign->has_packs_key);
	ck_assert_mem_eq(out.campaign->packs_key, bench.draft.packs_key, 32);
	ck_assert_uint_eq(json_array_size(json_object_get(manifest, "help")), 1);
	/* 5, 6 and 8 ninths of the 90 days. */
	ck_assert_int_eq(out.campaign->closes, TODAY + 50);
	ck_assert_int_eq(out.campaign->previews_from, TODAY + 60);
	ck_assert_int_eq(out.campaign->answer_by, TODAY + 80);
	manifest_signed_free(&out);
	json_decref(manifest);
	bench_down(&bench);
}
END_TEST

START_TEST(default_dates_stay_inside_any_period_and_give_way_to_given_ones)
{
	struct bench bench;
	struct manifest_signed out;
	struct error error = ERROR_INIT;
	json_t *manifest;
	int days;

	bench_up(&bench);
	for (days = 1; days <= CAMPAIGN_DAYS_MOST; days += 7) {
		bench.draft.expires = TODAY + days;
		manifest = manifest_new(&bench.draft);
		unit_ok(manifest_sign(&out, manifest, bench.key, &error), &error);
		ck_assert_int_ge(out.campaign->closes, TODAY);
		ck_assert_int_ge(out.campaign->previews_from, out.campaign->closes);
		ck_assert_int_ge(out.campaign->answer_by, out.campaign->previews_from);
		ck_assert_int_le(out.campaign->answer_by, TODAY + days);
		manifest_signed_free(&out);
		json_decref(manifest);
	}
	bench.draft.expires = TODAY + 90;
	bench.draft.dates.answer_by = TODAY + 30;
	manifest = manifest_new(&bench.draft);
	unit_ok(manifest_sign(&out, manifest, bench.key, &error), &error);
	ck_assert_int_eq(out.campaign->previews_from, TODAY + 30);
	manifest_signed_free(&out);
	json_decref(manifest);
	bench_down(&bench);
}
END_TEST

START_TEST(renewing_keeps_the_dates_that_families_were_told)
{
	struct bench bench;
	struct manifest_dates given = MANIFEST_DATES_NONE;
	json_t *manifest;
	bool moved = true;

	bench_up(&bench);
	manifest = manifest_new(&bench.draft);
	manifest_renew(manifest, 7, TODAY + 70, TODAY + 130, &given, &moved);
	ck_assert(!moved);
	ck_assert_int_eq(json_integer_value(json_object_get(manifest, "serial")), 7);
	ck_assert_str_eq(json_string_value(json_object_get(json_object_get(manifest, "dates"),
	    "closes")), "2024-11-23"); /* TODAY + 50 */
	given.closes = TODAY + 100;
	manifest_renew(manifest, 8, TODAY + 70, TODAY + 130, &given, &moved);
	ck_assert(!moved);
	ck_assert_str_eq(json_string_value(json_object_get(json_object_get(manifest, "dates"),
	    "closes")), "2025-01-12");
	json_object_set_new(json_object_get(manifest, "dates"), "answer_by",
	    json_string("2024-02-30"));
	manifest_renew(manifest, 9, TODAY, TODAY + 90, &given, &moved);
	ck_assert(moved);
	json_decref(manifest);
	bench_down(&bench);
}
END_TEST

START_TEST(what_readers_would_refuse_is_not_signed)
{
	struct bench bench;
	struct manifest_signed out;
	struct error error = ERROR_INIT;
	json_t *manifest;

	bench_up(&bench);
	bench.draft.expires = TODAY + CAMPAIGN_DAYS_MOST + 1;
	manifest = manifest_new(&bench.draft);
	unit_refused(manifest_sign(&out, manifest, bench.key, &error), &error, "days");
	ck_assert_ptr_eq(out.text.data, NULL);
	json_decref(manifest);
	manifest = json_object();
	unit_refused(manifest_sign(&out, manifest, bench.key, &error), &error, "format");
	json_decref(manifest);
	bench_down(&bench);
}
END_TEST

START_TEST(only_a_campaigns_comment_tells_a_serial)
{
	static const char *const bad[] = { "", "serial:1", "testimony-campaign-1 serial:",
		"testimony-campaign-1 serial:0", "testimony-campaign-1 serial:01",
		"testimony-campaign-1 serial:-1", "testimony-campaign-1 serial:1 ",
		"testimony-campaign-1 serial:9007199254740992",
		"testimony-campaign-1 serial:99999999999999999999999" };
	struct error error = ERROR_INIT;
	int64_t serial = 0;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		unit_refused(manifest_comment_serial(&serial, bad[i], &error), &error, "campaign");
	unit_ok(manifest_comment_serial(&serial, "testimony-campaign-1 serial:9007199254740991",
	    &error), &error);
	ck_assert_int_eq(serial, 9007199254740991);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("manifest");
	TCase *tests = tcase_create("manifest");

	tcase_add_test(tests, a_new_manifest_is_taken_by_its_readers);
	tcase_add_test(tests, default_dates_stay_inside_any_period_and_give_way_to_given_ones);
	tcase_add_test(tests, renewing_keeps_the_dates_that_families_were_told);
	tcase_add_test(tests, what_readers_would_refuse_is_not_signed);
	tcase_add_test(tests, only_a_campaigns_comment_tells_a_serial);
	suite_add_tcase(suite, tests);
	return suite;
}
