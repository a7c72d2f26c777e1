/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <string.h>

#include "common/campaign.h"
#include "common/encode.h"

static const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	ck_assert_msg(text != NULL, "no member %s", name);
	return text;
}

static int
verify_case(struct campaign **campaign, const json_t *one, struct error *error)
{
	const char *manifest = text_of(one, "manifest"), *signature = text_of(one, "signature");
	struct campaign_pin pin;

	unit_ok(campaign_pin_parse(&pin, text_of(one, "pin"), error), error);
	return campaign_verify(campaign, &pin, manifest, strlen(manifest), signature,
	    strlen(signature), error);
}

START_TEST(only_the_campaign_of_the_pin_is_taken)
{
	json_t *file = unit_json("tests/vectors/campaign.json");
	const json_t *one;
	uint8_t key[32];
	size_t index;

	unit_hex(key, sizeof key, file, "signing_key");
	ck_assert_uint_ge(json_array_size(json_object_get(file, "cases")), 16);
	json_array_foreach(json_object_get(file, "cases"), index, one) {
		struct campaign *campaign = NULL;
		struct error error = ERROR_INIT;

		if (json_is_true(json_object_get(one, "taken"))) {
			unit_ok(verify_case(&campaign, one, &error), &error);
			ck_assert_mem_eq(campaign->signing_key.key, key, sizeof key);
			campaign_free(&campaign);
			continue;
		}
		unit_refused(verify_case(&campaign, one, &error), &error, text_of(one, "says"));
		ck_assert_int_eq(error.kind, ERROR_REFUSED);
		ck_assert_ptr_null(campaign);
	}
	json_decref(file);
}
END_TEST

START_TEST(a_changed_byte_is_refused)
{
	json_t *file = unit_json("tests/vectors/campaign.json");
	const json_t *one = json_array_get(json_object_get(file, "cases"), 0);
	const char *signature = text_of(one, "signature");
	struct buffer manifest = BUFFER_INIT;
	struct campaign *campaign;
	struct campaign_pin pin;
	struct error error = ERROR_INIT;

	unit_ok(campaign_pin_parse(&pin, text_of(one, "pin"), &error), &error);
	buffer_append_text(&manifest, text_of(one, "manifest"));
	for (size_t i = 0; i < manifest.length; i++) {
		manifest.data[i] ^= 1;
		unit_refused(campaign_verify(&campaign, &pin, manifest.data, manifest.length,
		    signature, strlen(signature), &error), &error, "do not send anything");
		manifest.data[i] ^= 1;
	}
	unit_ok(campaign_verify(&campaign, &pin, manifest.data, manifest.length, signature,
	    strlen(signature), &error), &error);
	campaign_free(&campaign);
	campaign_free(&campaign);
	buffer_free(&manifest);
	json_decref(file);
}
END_TEST

START_TEST(a_reader_gets_every_member)
{
	json_t *file = unit_json("tests/vectors/campaign.json");
	const json_t *one = json_array_get(json_object_get(file, "cases"), 0);
	struct campaign *campaign;
	struct error error = ERROR_INIT;
	bool former = true;
	uint8_t stranger[32] = { 0 };
	char text[DAY_SIZE];

	unit_ok(verify_case(&campaign, one, &error), &error);
	ck_assert_str_eq(campaign->name, "Made up");
	ck_assert_str_eq(campaign->contact, "Write to us – \"made up\"");
	ck_assert_int_eq(campaign->serial, 1);
	day_print(text, campaign->issued);
	ck_assert_str_eq(text, "2026-01-01");
	day_print(text, campaign->expires);
	ck_assert_str_eq(text, "2026-03-31");
	day_print(text, campaign->closes);
	ck_assert_str_eq(text, "2026-03-01");
	day_print(text, campaign->previews_from);
	ck_assert_str_eq(text, "2026-03-02");
	day_print(text, campaign->answer_by);
	ck_assert_str_eq(text, "2026-03-20");
	ck_assert_uint_eq(campaign->origin_count, 4);
	ck_assert_str_eq(campaign->origins[0], "https://campaign.example");
	ck_assert_uint_eq(campaign->coordinator_count, 2);
	ck_assert_str_eq(campaign->coordinators[1].handle, "wren-2");
	ck_assert_uint_eq(campaign->former_count, 1);
	ck_assert_str_eq(campaign->former[0].handle, "heron");
	ck_assert_uint_eq(form_page_count(campaign->form), 1);

	ck_assert_ptr_eq(campaign_coordinator(campaign, campaign->coordinators[1].key, &former),
	    &campaign->coordinators[1]);
	ck_assert(!former);
	ck_assert_ptr_null(campaign_coordinator(campaign, campaign->former[0].key, NULL));
	ck_assert_ptr_eq(campaign_coordinator(campaign, campaign->former[0].key, &former),
	    &campaign->former[0]);
	ck_assert(former);
	ck_assert_ptr_null(campaign_coordinator(campaign, stranger, &former));
	ck_assert(!former);
	campaign_free(&campaign);
	json_decref(file);
}
END_TEST

START_TEST(an_expired_campaign_is_refused_and_so_is_a_wrong_clock)
{
	json_t *file = unit_json("tests/vectors/campaign.json");
	struct campaign *campaign;
	struct error error = ERROR_INIT;
	const json_t *one;
	size_t index;

	unit_ok(verify_case(&campaign, json_array_get(json_object_get(file, "cases"), 0), &error),
	    &error);
	json_array_foreach(json_object_get(file, "days"), index, one) {
		int32_t today;

		unit_ok(day_parse(&today, text_of(one, "today"), &error), &error);
		if (json_is_true(json_object_get(one, "taken")))
			unit_ok(campaign_check_day(campaign, today, &error), &error);
		else
			unit_refused(campaign_check_day(campaign, today, &error), &error,
			    today > campaign->expires ? "expired after 2026-03-31" : "clock");
	}
	campaign_free(&campaign);
	json_decref(file);
}
END_TEST

START_TEST(pins_are_read_in_all_their_forms_and_printed_in_one)
{
	json_t *file = unit_json("tests/vectors/pin.json");
	const json_t *one;
	size_t index;

	ck_assert_uint_ge(json_array_size(json_object_get(file, "taken")), 10);
	json_array_foreach(json_object_get(file, "taken"), index, one) {
		struct campaign_pin pin;
		struct error error = ERROR_INIT;
		char printed[CAMPAIGN_PIN_SIZE];
		uint8_t bytes[32];

		unit_ok(campaign_pin_parse(&pin, text_of(one, "text"), &error), &error);
		ck_assert_int_eq(pin.serial, json_integer_value(json_object_get(one, "serial")));
		unit_hex(bytes, 32, one, "key");
		ck_assert_mem_eq(pin.key.key, bytes, 32);
		unit_hex(bytes, MINISIGN_KEY_ID_BYTES, one, "key_id");
		ck_assert_mem_eq(pin.key.key_id, bytes, MINISIGN_KEY_ID_BYTES);
		campaign_pin_print(printed, &pin);
		ck_assert_str_eq(printed, text_of(one, "printed"));
	}
	json_array_foreach(json_object_get(file, "refused"), index, one) {
		struct campaign_pin pin;
		struct error error = ERROR_INIT;

		ck_assert_msg(campaign_pin_parse(&pin, json_string_value(one), &error) == -1,
		    "\"%s\" was taken", json_string_value(one));
		ck_assert_str_ne(error.text, "");
	}
	json_decref(file);
}
END_TEST

START_TEST(six_words_are_those_that_python_finds)
{
	json_t *file = unit_json("tests/vectors/pin.json");
	const json_t *one;
	size_t index;

	ck_assert_uint_ge(json_array_size(json_object_get(file, "words")), 5);
	json_array_foreach(json_object_get(file, "words"), index, one) {
		const json_t *expected = json_object_get(one, "words");
		const char *words[CAMPAIGN_WORDS];
		uint8_t key[32];

		unit_hex(key, sizeof key, one, "key");
		campaign_words(words, key);
		ck_assert_uint_eq(json_array_size(expected), CAMPAIGN_WORDS);
		for (size_t i = 0; i < CAMPAIGN_WORDS; i++)
			ck_assert_str_eq(words[i], json_string_value(json_array_get(expected, i)));
	}
	json_decref(file);
}
END_TEST

START_TEST(origins_are_secret_on_their_way_or_this_machine)
{
	static const char *const names[] = { [ORIGIN_HTTPS] = "https", [ORIGIN_ONION] = "onion",
		[ORIGIN_LOOPBACK] = "loopback" };
	json_t *file = unit_json("tests/vectors/pin.json");
	enum origin_kind kind;
	const json_t *one;
	size_t index;

	json_array_foreach(json_object_get(file, "origins"), index, one) {
		struct error error = ERROR_INIT;

		unit_ok(campaign_origin_kind(text_of(one, "origin"), &kind, &error), &error);
		ck_assert_str_eq(names[kind], text_of(one, "kind"));
	}
	ck_assert_uint_ge(json_array_size(json_object_get(file, "origins_refused")), 40);
	json_array_foreach(json_object_get(file, "origins_refused"), index, one) {
		struct error error = ERROR_INIT;

		ck_assert_msg(campaign_origin_kind(json_string_value(one), &kind, &error) == -1,
		    "\"%s\" was taken", json_string_value(one));
		ck_assert_str_ne(error.text, "");
	}
	json_decref(file);
}
END_TEST

START_TEST(handles_are_small_letters_digits_and_hyphens)
{
	json_t *file = unit_json("tests/vectors/pin.json");
	const json_t *one;
	size_t index;

	json_array_foreach(json_object_get(file, "handles"), index, one)
		ck_assert_msg(campaign_handle_is_good(json_string_value(one)), "%s",
		    json_string_value(one));
	json_array_foreach(json_object_get(file, "handles_refused"), index, one)
		ck_assert_msg(!campaign_handle_is_good(json_string_value(one)), "%s",
		    json_string_value(one));
	json_decref(file);
}
END_TEST

START_TEST(days_and_weeks_are_those_of_python)
{
	json_t *file = unit_json("tests/vectors/pin.json");
	struct error error = ERROR_INIT;
	char text[DAY_SIZE];
	const json_t *one;
	int32_t day;
	size_t index;

	json_array_foreach(json_object_get(file, "days"), index, one) {
		unit_ok(day_parse(&day, text_of(one, "text"), &error), &error);
		ck_assert_int_eq(day, json_integer_value(json_object_get(one, "day")));
		day_print(text, day);
		ck_assert_str_eq(text, text_of(one, "text"));
	}
	json_array_foreach(json_object_get(file, "days_refused"), index, one)
		unit_refused(day_parse(&day, json_string_value(one), &error), &error,
		    "is not a day");
	json_array_foreach(json_object_get(file, "weeks"), index, one)
		ck_assert_int_eq(week_of(json_integer_value(json_object_get(one, "seconds"))),
		    json_integer_value(json_object_get(one, "week")));
	json_decref(file);
}
END_TEST

START_TEST(every_day_comes_back)
{
	char text[DAY_SIZE], before[DAY_SIZE] = "1969-12-31";

	/* Millions of assertions would each be written down by check; one is enough. */
	for (int32_t day = 0; day <= DAY_MOST; day++) {
		int32_t again = -1;

		day_print(text, day);
		if (day_parse(&again, text, NULL) != 0 || again != day || strcmp(before, text) >= 0)
			ck_abort_msg("day %d is printed as %s, after %s", (int)day, text, before);
		memcpy(before, text, sizeof before);
	}
	ck_assert_str_eq(before, "9999-12-31");
	ck_assert_int_eq(day_of(-1), 0);
	ck_assert_int_eq(day_of(86399), 0);
	ck_assert_int_eq(day_of(86400), 1);
	ck_assert_int_eq(day_of(INT64_MAX), DAY_MOST);
	ck_assert_int_eq(day_of(INT64_MIN), 0);
	ck_assert_uint_eq(week_of(INT64_MIN), 0);
}
END_TEST

static int
take_campaign(const uint8_t *data, size_t length, struct error *error)
{
	struct campaign *campaign;

	if (campaign_parse(&campaign, data, length, error) != 0)
		return -1;
	campaign_free(&campaign);
	return 0;
}

START_TEST(campaign_specimens)
{
	unit_specimens("campaign", 110, take_campaign);
}
END_TEST

/* The specimen's key as 32 bytes, beside its line in pack_key.json. */
START_TEST(a_campaign_may_name_the_key_of_its_packs)
{
	json_t *file = unit_json("tests/vectors/pack_key.json");
	const json_t *one = json_array_get(json_object_get(file, "cases"), 0);
	struct buffer text = BUFFER_INIT;
	struct campaign *campaign;
	struct error error = ERROR_INIT;
	uint8_t key[32];

	unit_read(&text, "tests/specimens/campaign/good-packs");
	ck_assert_ptr_nonnull(strstr((const char *)text.data, text_of(one, "line")));
	unit_hex(key, sizeof key, one, "key");
	unit_ok(campaign_parse(&campaign, text.data, text.length, &error), &error);
	ck_assert(campaign->has_packs_key);
	ck_assert_mem_eq(campaign->packs_key, key, sizeof key);
	campaign_free(&campaign);
	buffer_clear(&text);
	unit_read(&text, "tests/specimens/campaign/good-minimal");
	unit_ok(campaign_parse(&campaign, text.data, text.length, &error), &error);
	ck_assert(!campaign->has_packs_key);
	campaign_free(&campaign);
	buffer_clear(&text);
	unit_read(&text, "tests/specimens/campaign/packs-url-alphabet");
	unit_refused(campaign_parse(&campaign, text.data, text.length, &error), &error,
	    "\"packs\": this key is written RW");
	buffer_free(&text);
	json_decref(file);
}
END_TEST

START_TEST(a_campaign_has_at_most_256_kib)
{
	struct buffer text = BUFFER_INIT;
	struct campaign *campaign;
	struct error error = ERROR_INIT;

	unit_read(&text, "tests/specimens/campaign/good-minimal");
	while (text.length < CAMPAIGN_BYTES_MOST)
		buffer_append_byte(&text, ' ');
	unit_ok(campaign_parse(&campaign, text.data, text.length, &error), &error);
	campaign_free(&campaign);
	buffer_append_byte(&text, ' ');
	unit_refused(campaign_parse(&campaign, text.data, text.length, &error), &error, "256 KiB");
	ck_assert_ptr_null(campaign);
	buffer_free(&text);
}
END_TEST

static int
take_pin(const uint8_t *data, size_t length, struct error *error)
{
	struct campaign_pin pin;
	struct buffer text = BUFFER_INIT;
	int result;

	buffer_append(&text, data, length);
	result = campaign_pin_parse(&pin, (const char *)text.data, error);
	buffer_free(&text);
	return result;
}

START_TEST(pin_specimens)
{
	unit_specimens("pin", 40, take_pin);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("campaign");
	TCase *all = tcase_create("all");

	tcase_set_timeout(all, 60); /* every day up to the year 9999, slow under sanitizers */
	tcase_add_test(all, only_the_campaign_of_the_pin_is_taken);
	tcase_add_test(all, a_changed_byte_is_refused);
	tcase_add_test(all, a_reader_gets_every_member);
	tcase_add_test(all, an_expired_campaign_is_refused_and_so_is_a_wrong_clock);
	tcase_add_test(all, pins_are_read_in_all_their_forms_and_printed_in_one);
	tcase_add_test(all, six_words_are_those_that_python_finds);
	tcase_add_test(all, origins_are_secret_on_their_way_or_this_machine);
	tcase_add_test(all, handles_are_small_letters_digits_and_hyphens);
	tcase_add_test(all, days_and_weeks_are_those_of_python);
	tcase_add_test(all, every_day_comes_back);
	tcase_add_test(all, campaign_specimens);
	tcase_add_test(all, a_campaign_may_name_the_key_of_its_packs);
	tcase_add_test(all, a_campaign_has_at_most_256_kib);
	tcase_add_test(all, pin_specimens);
	suite_add_tcase(suite, all);
	return suite;
}
