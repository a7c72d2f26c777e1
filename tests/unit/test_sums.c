/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <signal.h>
#include <string.h>

#include "common/campaign.h"
#include "common/encode.h"
#include "desk/pack/sums.h"

/* RFC 8032 section 7.1, test 1. */
#define SEED "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
#define KEY "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
/* base64 of "Ed", d75a980182b10ab7, KEY. */
#define LINE "RWTXWpgBgrEKt9damAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"

static void
made(struct author **author)
{
	uint8_t seed[32];

	ck_assert_int_eq(hex_decode(seed, sizeof seed, SEED, strlen(SEED)), 0);
	author_from_seed(author, seed);
}

START_TEST(sums_are_those_of_sha256sum)
{
	struct buffer sums = BUFFER_INIT;

	sums_add(&sums, "pack.odt", "abc", 3);
	sums_add(&sums, "1_Wyre-Forest.html", "", 0);
	ck_assert_str_eq((const char *)sums.data,
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  pack.odt\n"
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  "
	    "1_Wyre-Forest.html\n");
	buffer_free(&sums);
}
END_TEST

/* "b" fits, so does "a" once; these do not. */
static const char *const names[] = { "", ".hidden", "-r", "a/b", "..", "a b", "a\nb", "a\\b",
	"\xc5\x81", "SHA256SUMS", "sha256sums", "SHA256SUMS.minisig", "a", "A",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };
#define NAMES ((int)(sizeof names / sizeof names[0]))

START_TEST(a_name_that_is_not_plain_or_there_already_stops_the_program)
{
	struct buffer sums = BUFFER_INIT;

	sums_add(&sums, "b", "", 0);
	sums_add(&sums, "a", "", 0);
	sums_add(&sums, "aa", "", 0);
	sums_add(&sums, names[_i], "", 0);
}
END_TEST

START_TEST(the_signature_holds_for_these_sums_and_this_edition)
{
	struct buffer sums = BUFFER_INIT, signature = BUFFER_INIT, again = BUFFER_INIT;
	struct minisign_public_key key;
	struct error error = ERROR_INIT;
	char comment[MINISIGN_COMMENT_MOST];
	struct author *author;
	int32_t day;

	made(&author);
	unit_ok(day_parse(&day, "2026-11-22", &error), &error);
	sums_add(&sums, "pack.odt", "abc", 3);
	sums_sign(author, &sums, day, &signature);
	sums_sign(author, &sums, day, &again);
	ck_assert_str_eq((const char *)signature.data, (const char *)again.data);
	unit_ok(minisign_public_parse(&key, LINE, strlen(LINE), &error), &error);
	unit_ok(minisign_verify(&key, sums.data, sums.length, (const char *)signature.data,
	    signature.length, comment, &error), &error);
	ck_assert_str_eq(comment, "testimony-pack-1 edition:2026-11-22");
	sums.data[0] ^= 1;
	ck_assert_int_eq(minisign_verify(&key, sums.data, sums.length,
	    (const char *)signature.data, signature.length, comment, NULL), -1);
	author_free(&author);
	buffer_free(&sums);
	buffer_free(&signature);
	buffer_free(&again);
}
END_TEST

/* Lines of verify.txt for this campaign, in `out`; there are three. */
static void
verify_text(const struct campaign *campaign, struct buffer *out)
{
	uint8_t key[32];
	size_t lines = 0;

	buffer_clear(out);
	ck_assert_int_eq(hex_decode(key, sizeof key, KEY, strlen(KEY)), 0);
	sums_verify_text(campaign, key, out);
	for (size_t i = 0; i < out->length; i++)
		lines += out->data[i] == '\n';
	ck_assert_uint_eq(lines, 3);
	ck_assert_ptr_nonnull(strstr((const char *)out->data, " sha256sum -c SHA256SUMS\n"));
	ck_assert_ptr_nonnull(strstr((const char *)out->data,
	    " minisign -V -m SHA256SUMS -P " LINE "\n"));
}

START_TEST(three_lines_say_how_to_check_and_where_the_key_is)
{
	struct campaign campaign = {
		.contact = "us@\xe2\x80\xae" "example\nrm -rf",
		.origins = { "http://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaad.onion",
			"https://first.example", "https://second.example" },
		.origin_count = 3,
		.has_packs_key = true,
	};
	struct buffer out = BUFFER_INIT;

	verify_text(&campaign, &out);
	ck_assert_ptr_nonnull(strstr((const char *)out.data, "\"packs\""));
	ck_assert_ptr_nonnull(strstr((const char *)out.data,
	    " https://first.example/v1/campaign. "));
	ck_assert_ptr_nonnull(strstr((const char *)out.data,
	    "ask us: us@<U+202E>example<U+000A>rm -rf\n"));
	campaign.origin_count = 1;
	verify_text(&campaign, &out);
	ck_assert_ptr_nonnull(strstr((const char *)out.data, ".onion/v1/campaign. "));
	/* What the campaign's file does not say, this one does not either. */
	campaign.has_packs_key = false;
	verify_text(&campaign, &out);
	ck_assert_ptr_null(strstr((const char *)out.data, "packs"));
	ck_assert_ptr_null(strstr((const char *)out.data, "campaign"));
	campaign.contact = "";
	verify_text(&campaign, &out);
	ck_assert_ptr_nonnull(strstr((const char *)out.data, " ask us\n"));
	buffer_free(&out);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("sums");
	TCase *cases = tcase_create("sums");

	tcase_add_test(cases, sums_are_those_of_sha256sum);
	tcase_add_loop_test_raise_signal(cases,
	    a_name_that_is_not_plain_or_there_already_stops_the_program, SIGABRT, 0, NAMES);
	tcase_add_test(cases, the_signature_holds_for_these_sums_and_this_edition);
	tcase_add_test(cases, three_lines_say_how_to_check_and_where_the_key_is);
	suite_add_tcase(suite, cases);
	return suite;
}
