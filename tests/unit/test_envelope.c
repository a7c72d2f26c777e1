/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <sodium.h>
#include <string.h>

#include "common/age_seal.h"
#include "common/encode.h"
#include "common/secret.h"
#include "keys/age_open.h"
#include "keys/author.h"
#include "keys/envelope_open.h"

/* Where things lie in a file: 22 bytes of version line, 10 of "-> X25519 ", then 43, LF, 43, LF,
 * "--- ", 43, LF, nonce, payload. */
#define SHARE_AT 32
#define BODY_AT (SHARE_AT + 44)
#define MAC_LINE_AT (BODY_AT + 44)
#define NONCE_AT (MAC_LINE_AT + 48)

static const uint8_t campaign_key[32] = { 'c', 'a', 'm', 'p' };
static const uint8_t zeros[ENVELOPE_MAILBOX_BYTES];
static const char testimony_line[] =
    "{\"format\":\"testimony-1\",\"text\":\"made up \xe2\x80\x93\"}";

/* A campaign's identity and a family. */
struct fixture {
	struct age_identities *identities;
	const struct recipient *recipient;
	struct author *author;
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
};

static void
fixture_new(struct fixture *fixture)
{
	fixture->identities = age_identities_new();
	age_identities_generate(fixture->identities);
	fixture->recipient = age_identities_recipient(fixture->identities, 0);
	author_generate(&fixture->author);
	author_mailbox(fixture->author, fixture->mailbox);
}

static void
fixture_free(struct fixture *fixture)
{
	author_free(&fixture->author);
	age_identities_free(&fixture->identities);
}

static void
seal_line(const struct fixture *fixture, struct buffer *out, const char *line,
    const uint8_t mailbox[32])
{
	struct error error = ERROR_INIT;

	buffer_clear(out);
	unit_ok(author_seal(fixture->author, out, fixture->recipient, campaign_key, mailbox, line,
	    strlen(line), &error), &error);
	ck_assert_uint_eq(out->length, ENVELOPE_BYTES);
}

START_TEST(an_author_is_its_seed_and_signs_with_ed25519)
{
	/* RFC 8032 section 7.1, TEST 2. */
	static const char seed_hex[] =
	    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
	static const char key_hex[] =
	    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
	static const char signature_hex[] =
	    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
	    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
	uint8_t seed[32], key[32], expected[64], signature[64], mailbox[32], hash[32];
	struct author *author;

	ck_assert_int_eq(hex_decode(seed, 32, seed_hex, 64), 0);
	ck_assert_int_eq(hex_decode(key, 32, key_hex, 64), 0);
	ck_assert_int_eq(hex_decode(expected, 64, signature_hex, 128), 0);
	author_from_seed(&author, seed);
	ck_assert_mem_eq(author_public(author), key, 32);
	ck_assert_mem_eq(author_seed(author), seed, 32);
	author_sign(author, "\x72", 1, signature);
	ck_assert_mem_eq(signature, expected, 64);
	author_mailbox(author, mailbox);
	crypto_hash_sha256(hash, key, 32);
	ck_assert_mem_eq(mailbox, hash, 32);
	author_free(&author);
	ck_assert_ptr_null(author);
	author_free(&author);
}
END_TEST

START_TEST(fresh_authors_differ)
{
	struct author *one, *other;

	author_generate(&one);
	author_generate(&other);
	ck_assert_mem_ne(author_public(one), author_public(other), 32);
	author_free(&one);
	author_free(&other);
}
END_TEST

static enum tray
tray_named(const char *name)
{
	if (strcmp(name, "inbox") == 0)
		return TRAY_INBOX;
	return strcmp(name, "reply") == 0 ? TRAY_REPLY : TRAY_LOG;
}

static const char *
vector_text(const json_t *vector, const json_t *base, const char *key)
{
	const char *text = json_string_value(json_object_get(vector, key));

	return text != NULL ? text : json_string_value(json_object_get(base, key));
}

/* Opens a vector; members that it lacks are those of `base`. */
static int
vector_open(const json_t *vectors, const json_t *vector, const json_t *base, struct opened *opened,
    struct error *error)
{
	const char *text = vector_text(vector, base, "envelope");
	const char *identity = vector_text(vector, base, "identity");
	const char *mailbox_hex = vector_text(vector, base, "mailbox");
	const char *campaign_hex = vector_text(vector, vectors, "campaign_key");
	const json_t *at = json_object_get(vector, "at");
	struct age_identities *identities = age_identities_new();
	uint8_t envelope[ENVELOPE_BYTES], campaign[32], mailbox[32];
	size_t length;
	int result;

	ck_assert_int_eq(base64_decode(envelope, sizeof envelope, &length, text, strlen(text),
	    BASE64_PADDED), 0);
	ck_assert_int_eq(hex_decode(campaign, 32, campaign_hex, strlen(campaign_hex)), 0);
	ck_assert_int_eq(hex_decode(mailbox, 32, mailbox_hex, strlen(mailbox_hex)), 0);
	if (at != NULL)
		envelope[json_integer_value(at)] ^=
		    (uint8_t)json_integer_value(json_object_get(vector, "xor"));
	unit_ok(age_identities_parse(identities, identity, strlen(identity), error), error);
	result = envelope_open(opened, identities, envelope, length,
	    tray_named(vector_text(vector, base, "tray")), campaign, mailbox, error);
	age_identities_free(&identities);
	return result;
}

START_TEST(envelopes_of_the_stock_tools_open)
{
	json_t *vectors = unit_json("tests/vectors/envelope.json"), *one;
	size_t i;

	json_array_foreach(json_object_get(vectors, "good"), i, one) {
		const char *text = json_string_value(json_object_get(one, "envelope"));
		const char *line1 = json_string_value(json_object_get(one, "line1"));
		uint8_t envelope[ENVELOPE_BYTES], id[32], expected_id[32], by[32];
		uint8_t hash[32], sum[32];
		struct error error = ERROR_INIT;
		struct opened opened;
		size_t length;

		unit_hex(expected_id, 32, one, "id");
		unit_hex(by, 32, one, "by");
		unit_hex(sum, 32, one, "plaintext_sha256");
		ck_assert_int_eq(base64_decode(envelope, sizeof envelope, &length, text,
		    strlen(text), BASE64_PADDED), 0);
		unit_ok(envelope_check(envelope, length, &error), &error);
		envelope_id(id, envelope, length);
		ck_assert_mem_eq(id, expected_id, 32);
		unit_ok(vector_open(vectors, one, one, &opened, &error), &error);
		ck_assert_uint_eq(opened.parts.line1_length, strlen(line1));
		ck_assert_mem_eq(opened.parts.line1, line1, strlen(line1));
		ck_assert_mem_eq(opened.parts.by, by, 32);
		crypto_hash_sha256(hash, opened.plaintext.data, opened.plaintext.length);
		ck_assert_mem_eq(hash, sum, 32);
		ck_assert(json_is_object(opened.line1));
		opened_free(&opened);
	}
	ck_assert_uint_eq(i, 3);
	json_decref(vectors);
}
END_TEST

START_TEST(bad_envelopes_of_the_vectors_are_refused)
{
	json_t *vectors = unit_json("tests/vectors/envelope.json"), *one;
	const json_t *good = json_object_get(vectors, "good");
	struct opened opened;
	size_t i;

	json_array_foreach(json_object_get(vectors, "bad"), i, one) {
		const json_t *of = json_object_get(one, "of");
		struct error error = ERROR_INIT;

		if (vector_open(vectors, one,
		    json_array_get(good, (size_t)json_integer_value(of)), &opened, &error) == 0)
			ck_abort_msg("taken: %s", json_string_value(json_object_get(one, "note")));
		ck_assert_int_eq(error.kind, ERROR_REFUSED);
		ck_assert_ptr_null(opened.line1);
		ck_assert_ptr_null(opened.plaintext.data);
	}
	ck_assert_uint_ge(i, 12);
	json_array_foreach(json_object_get(vectors, "bad_sealed"), i, one) {
		struct error error = ERROR_INIT;

		if (vector_open(vectors, one, one, &opened, &error) == 0)
			ck_abort_msg("taken: %s", json_string_value(json_object_get(one, "note")));
	}
	ck_assert_uint_ge(i, 2);
	json_decref(vectors);
}
END_TEST

START_TEST(what_was_sealed_opens_again)
{
	struct buffer envelope = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct fixture fixture;
	struct opened opened;

	fixture_new(&fixture);
	seal_line(&fixture, &envelope, testimony_line, fixture.mailbox);
	unit_ok(envelope_check(envelope.data, envelope.length, &error), &error);
	unit_ok(envelope_open(&opened, fixture.identities, envelope.data, envelope.length,
	    TRAY_INBOX, campaign_key, fixture.mailbox, &error), &error);
	ck_assert_uint_eq(opened.parts.line1_length, strlen(testimony_line));
	ck_assert_mem_eq(opened.parts.line1, testimony_line, strlen(testimony_line));
	ck_assert_mem_eq(opened.parts.by, author_public(fixture.author), 32);
	opened_free(&opened);
	ck_assert_ptr_null(opened.line1);
	buffer_free(&envelope);
	fixture_free(&fixture);
}
END_TEST

START_TEST(without_a_mailbox_it_is_the_authors_own)
{
	struct buffer envelope = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct fixture fixture;
	struct opened opened;

	fixture_new(&fixture);
	seal_line(&fixture, &envelope, testimony_line, fixture.mailbox);
	unit_ok(envelope_open(&opened, fixture.identities, envelope.data, envelope.length,
	    TRAY_INBOX, campaign_key, NULL, &error), &error);
	ck_assert_mem_eq(opened.parts.by, author_public(fixture.author), 32);
	opened_free(&opened);
	buffer_free(&envelope);
	fixture_free(&fixture);
}
END_TEST

START_TEST(each_format_is_taken_in_its_own_tray_only)
{
	static const char *const lines[] = { "{\"format\":\"testimony-1\"}",
		"{\"format\":\"testimony-reply-1\"}", "{\"format\":\"testimony-event-1\"}",
		"{\"format\":\"testimony-2\"}", "{\"format\":1}", "{\"kind\":\"x\"}" };
	struct buffer envelope = BUFFER_INIT;
	struct fixture fixture;

	fixture_new(&fixture);
	for (int line = 0; line < 6; line++) {
		for (int tray = TRAY_INBOX; tray <= TRAY_LOG; tray++) {
			const uint8_t *mailbox = tray == TRAY_LOG ? zeros : fixture.mailbox;
			struct error error = ERROR_INIT;
			struct opened opened;
			int result;

			seal_line(&fixture, &envelope, lines[line], mailbox);
			result = envelope_open(&opened, fixture.identities, envelope.data,
			    envelope.length, (enum tray)tray, campaign_key, mailbox, &error);
			ck_assert_msg((result == 0) == (line + 1 == tray), "line %d tray %d: %s",
			    line, tray, error.text);
			if (result == 0)
				opened_free(&opened);
			else
				ck_assert_ptr_nonnull(strstr(error.text, "format"));
		}
	}
	buffer_free(&envelope);
	fixture_free(&fixture);
}
END_TEST

START_TEST(a_message_cannot_be_moved_or_given_to_another)
{
	struct buffer envelope = BUFFER_INIT;
	struct error error = ERROR_INIT;
	uint8_t other[32] = { 9 };
	struct fixture fixture, stranger;
	struct opened opened;

	fixture_new(&fixture);
	fixture_new(&stranger);
	seal_line(&fixture, &envelope, testimony_line, fixture.mailbox);
	unit_refused(envelope_open(&opened, fixture.identities, envelope.data, envelope.length,
	    TRAY_INBOX, campaign_key, other, &error), &error, "not by the family");
	unit_refused(envelope_open(&opened, fixture.identities, envelope.data, envelope.length,
	    TRAY_INBOX, other, fixture.mailbox, &error), &error, "signature");
	unit_refused(envelope_open(&opened, stranger.identities, envelope.data, envelope.length,
	    TRAY_INBOX, campaign_key, fixture.mailbox, &error), &error, "");
	/* Signed for a stranger's mailbox by somebody else than the stranger. */
	seal_line(&fixture, &envelope, testimony_line, stranger.mailbox);
	unit_refused(envelope_open(&opened, fixture.identities, envelope.data, envelope.length,
	    TRAY_INBOX, campaign_key, stranger.mailbox, &error), &error, "not by the family");
	unit_refused(envelope_open(&opened, fixture.identities, envelope.data, envelope.length,
	    TRAY_INBOX, campaign_key, NULL, &error), &error, "signature");
	/* A reply in another family's mailbox. */
	seal_line(&fixture, &envelope, "{\"format\":\"testimony-reply-1\"}", stranger.mailbox);
	unit_refused(envelope_open(&opened, fixture.identities, envelope.data, envelope.length,
	    TRAY_REPLY, campaign_key, fixture.mailbox, &error), &error, "signature");
	buffer_free(&envelope);
	fixture_free(&fixture);
	fixture_free(&stranger);
}
END_TEST

START_TEST(content_that_is_not_strict_json_is_refused)
{
	static const char *const lines[] = {
		"{\"format\":\"testimony-1\",\"format\":\"testimony-1\"}",
		"{\"format\":\"testimony-1\",\"a\":{\"b\":1,\"b\":2}}",
		"{\"format\":\"testimony-1\"}{}", "{\"format\":\"testimony-1\",\"n\":1.5}",
		"{\"format\":\"testimony-1\",\"t\":\"\\u0000\"}",
		"{\"format\":\"testimony-1\",\"t\":\"\\ud800\"}",
		"{\"format\":\"testimony-1\",\"t\":[[[[[[[[[1]]]]]]]]]}", "{\"format\":}", "{}" };
	struct buffer envelope = BUFFER_INIT;
	struct fixture fixture;

	fixture_new(&fixture);
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		struct error error = ERROR_INIT;
		struct opened opened;

		seal_line(&fixture, &envelope, lines[i], fixture.mailbox);
		if (envelope_open(&opened, fixture.identities, envelope.data, envelope.length,
		    TRAY_INBOX, campaign_key, fixture.mailbox, &error) == 0)
			ck_abort_msg("taken: %s", lines[i]);
	}
	buffer_free(&envelope);
	fixture_free(&fixture);
}
END_TEST

START_TEST(a_line_that_does_not_belong_in_an_envelope_is_not_sealed)
{
	static const struct {
		const char *line, *words;
	} bad[] = { { "", "empty" }, { "\xef\xbb\xbf{}", "byte order mark" },
		{ "{\n}", "one line" }, { "{\"a\":1}\n", "one line" },
		{ "{\"a\":\"\x80\"}", "UTF-8" }, { "{\"a\":\"\xed\xa0\x80\"}", "UTF-8" },
		{ "{\"a\":\"\xc0\xaf\"}", "UTF-8" }, { "[]", "object" }, { "{} ", "object" },
		{ "{}\r", "object" }, { "{", "object" }, { "x", "object" } };
	struct buffer out = BUFFER_INIT;
	struct fixture fixture;

	fixture_new(&fixture);
	buffer_append_text(&out, "before");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct error error = ERROR_INIT;

		unit_refused(author_seal(fixture.author, &out, fixture.recipient, campaign_key,
		    fixture.mailbox, bad[i].line, strlen(bad[i].line), &error), &error,
		    bad[i].words);
		ck_assert_uint_eq(out.length, 6);
	}
	buffer_free(&out);
	fixture_free(&fixture);
}
END_TEST

/* An object of `length` bytes. */
static void
long_line(struct buffer *out, size_t length)
{
	buffer_clear(out);
	buffer_append_text(out, "{\"format\":\"testimony-1\",\"t\":\"");
	while (out->length + 2 < length)
		buffer_append_byte(out, 'x');
	buffer_append_text(out, "\"}");
	ck_assert_uint_eq(out->length, length);
}

START_TEST(the_longest_line_fits_and_one_byte_more_does_not)
{
	struct buffer line = BUFFER_INIT, envelope = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct fixture fixture;
	struct opened opened;

	fixture_new(&fixture);
	long_line(&line, ENVELOPE_LINE1_MOST);
	seal_line(&fixture, &envelope, (const char *)line.data, fixture.mailbox);
	unit_ok(envelope_open(&opened, fixture.identities, envelope.data, envelope.length,
	    TRAY_INBOX, campaign_key, fixture.mailbox, &error), &error);
	ck_assert_uint_eq(opened.parts.line1_length, ENVELOPE_LINE1_MOST);
	opened_free(&opened);
	long_line(&line, ENVELOPE_LINE1_MOST + 1);
	unit_refused(author_seal(fixture.author, &envelope, fixture.recipient, campaign_key,
	    fixture.mailbox, line.data, line.length, &error), &error, "1 more than the 32400");
	ck_assert_uint_eq(envelope.length, ENVELOPE_BYTES);
	buffer_free(&line);
	buffer_free(&envelope);
	fixture_free(&fixture);
}
END_TEST

/* A plaintext with a good second line, for a line 1 of any kind. */
static void
lay_out(uint8_t plaintext[ENVELOPE_PLAINTEXT_BYTES], const void *line1, size_t length)
{
	struct buffer out = BUFFER_INIT;

	buffer_append(&out, line1, length);
	buffer_append_text(&out, "\n{\"by\":\"");
	for (int i = 0; i < 32; i++)
		buffer_append_text(&out, "0a");
	buffer_append_text(&out, "\",\"signature\":\"");
	for (int i = 0; i < 64; i++)
		buffer_append_text(&out, "f1");
	buffer_append_text(&out, "\"}\n");
	memset(plaintext, ' ', ENVELOPE_PLAINTEXT_BYTES);
	plaintext[ENVELOPE_PLAINTEXT_BYTES - 1] = '\n';
	memcpy(plaintext, out.data, out.length);
	buffer_free(&out);
}

static void
split_refused(const uint8_t *plaintext, size_t length, const char *words)
{
	struct error error = ERROR_INIT;
	struct envelope_parts parts;

	unit_refused(envelope_split(&parts, plaintext, length, &error), &error, words);
	ck_assert_int_eq(error.kind, ERROR_REFUSED);
}

START_TEST(a_good_layout_is_taken_apart)
{
	uint8_t plaintext[ENVELOPE_PLAINTEXT_BYTES];
	struct error error = ERROR_INIT;
	struct envelope_parts parts;

	lay_out(plaintext, testimony_line, strlen(testimony_line));
	unit_ok(envelope_split(&parts, plaintext, sizeof plaintext, &error), &error);
	ck_assert_ptr_eq(parts.line1, plaintext);
	ck_assert_uint_eq(parts.line1_length, strlen(testimony_line));
	ck_assert_uint_eq(parts.by[31], 0x0a);
	ck_assert_uint_eq(parts.signature[0], 0xf1);
	ck_assert_uint_eq(parts.signature[63], 0xf1);
}
END_TEST

START_TEST(line_2_wrong_in_any_byte_is_refused)
{
	uint8_t plaintext[ENVELOPE_PLAINTEXT_BYTES];
	size_t start = strlen(testimony_line) + 1;

	for (size_t i = 0; i <= ENVELOPE_LINE2_BYTES; i++) {
		static const uint8_t changes[] = { 'F', ' ', '\n', 0, 'g', 0xff };

		for (size_t j = 0; j < sizeof changes; j++) {
			lay_out(plaintext, testimony_line, strlen(testimony_line));
			if (plaintext[start + i] == changes[j])
				continue;
			plaintext[start + i] = changes[j];
			split_refused(plaintext, sizeof plaintext, "second line");
		}
	}
	/* One byte too few, one too many. */
	lay_out(plaintext, testimony_line, strlen(testimony_line));
	memmove(plaintext + start + 50, plaintext + start + 51, ENVELOPE_LINE2_BYTES);
	split_refused(plaintext, sizeof plaintext, "second line");
	lay_out(plaintext, testimony_line, strlen(testimony_line));
	memmove(plaintext + start + 51, plaintext + start + 50, ENVELOPE_LINE2_BYTES);
	split_refused(plaintext, sizeof plaintext, "second line");
}
END_TEST

START_TEST(padding_of_anything_but_spaces_is_refused)
{
	static const uint8_t changes[] = { 0, '\n', '\t', '\r', 0xa0, 'x' };
	uint8_t plaintext[ENVELOPE_PLAINTEXT_BYTES];
	size_t first = strlen(testimony_line) + 1 + ENVELOPE_LINE2_BYTES + 1;

	for (size_t i = 0; i < sizeof changes; i++) {
		lay_out(plaintext, testimony_line, strlen(testimony_line));
		plaintext[first] = changes[i];
		split_refused(plaintext, sizeof plaintext, "padding");
		lay_out(plaintext, testimony_line, strlen(testimony_line));
		plaintext[ENVELOPE_PLAINTEXT_BYTES - 2] = changes[i];
		split_refused(plaintext, sizeof plaintext, "padding");
	}
}
END_TEST

START_TEST(a_plaintext_of_another_shape_is_refused)
{
	uint8_t plaintext[ENVELOPE_PLAINTEXT_BYTES + 1];

	lay_out(plaintext, testimony_line, strlen(testimony_line));
	plaintext[ENVELOPE_PLAINTEXT_BYTES] = '\n';
	split_refused(plaintext, ENVELOPE_PLAINTEXT_BYTES - 1, "exactly");
	split_refused(plaintext, ENVELOPE_PLAINTEXT_BYTES + 1, "exactly");
	split_refused(plaintext, 0, "exactly");
	plaintext[ENVELOPE_PLAINTEXT_BYTES - 1] = ' ';
	split_refused(plaintext, ENVELOPE_PLAINTEXT_BYTES, "line feed");
	memset(plaintext, '\n', sizeof plaintext);
	split_refused(plaintext, ENVELOPE_PLAINTEXT_BYTES, "empty");
	memset(plaintext, ' ', sizeof plaintext);
	plaintext[ENVELOPE_PLAINTEXT_BYTES - 1] = '\n';
	split_refused(plaintext, ENVELOPE_PLAINTEXT_BYTES, "no second line");
	plaintext[0] = '{';
	plaintext[1] = '}';
	plaintext[2] = '\n';
	split_refused(plaintext, ENVELOPE_PLAINTEXT_BYTES, "second line");
	memset(plaintext, 0, sizeof plaintext);
	split_refused(plaintext, ENVELOPE_PLAINTEXT_BYTES, "line feed");
}
END_TEST

START_TEST(a_bad_line_1_is_refused)
{
	static const struct {
		const char *line, *words;
	} bad[] = { { "", "empty" }, { "\xef\xbb\xbf{}", "byte order mark" },
		{ "{\n}", "object" }, { "{}\n", "second line" }, { "{\"a\":\"\xff\"}", "UTF-8" },
		{ "[]", "object" }, { " {}", "object" }, { "{}\r", "object" } };
	uint8_t plaintext[ENVELOPE_PLAINTEXT_BYTES];
	struct buffer line = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct envelope_parts parts;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		lay_out(plaintext, bad[i].line, strlen(bad[i].line));
		split_refused(plaintext, sizeof plaintext, bad[i].words);
	}
	long_line(&line, ENVELOPE_LINE1_MOST);
	lay_out(plaintext, line.data, line.length);
	unit_ok(envelope_split(&parts, plaintext, sizeof plaintext, &error), &error);
	ck_assert_uint_eq(parts.line1_length, ENVELOPE_LINE1_MOST);
	long_line(&line, ENVELOPE_LINE1_MOST + 1);
	lay_out(plaintext, line.data, line.length);
	split_refused(plaintext, sizeof plaintext, "32401 bytes");
	buffer_free(&line);
}
END_TEST

START_TEST(a_bad_layout_inside_a_good_seal_is_refused)
{
	uint8_t plaintext[ENVELOPE_PLAINTEXT_BYTES];
	struct buffer envelope = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct fixture fixture;
	struct opened opened;

	fixture_new(&fixture);
	lay_out(plaintext, testimony_line, strlen(testimony_line));
	plaintext[ENVELOPE_PLAINTEXT_BYTES - 2] = 'x';
	unit_ok(age_seal_bytes(&envelope, fixture.recipient, 1, plaintext, sizeof plaintext,
	    &error), &error);
	ck_assert_uint_eq(envelope.length, ENVELOPE_BYTES);
	unit_refused(envelope_open(&opened, fixture.identities, envelope.data, envelope.length,
	    TRAY_INBOX, campaign_key, fixture.mailbox, &error), &error, "padding");
	ck_assert_ptr_null(opened.plaintext.data);
	buffer_free(&envelope);
	fixture_free(&fixture);
}
END_TEST

START_TEST(an_envelope_of_another_size_or_header_is_refused)
{
	static const struct {
		size_t at;
		char change;
	} bad[] = { { 0, 'A' }, { 20, '2' }, { 21, '\r' }, { 22, '=' }, { 25, 'x' }, { 31, '\t' },
		{ SHARE_AT, '=' }, { SHARE_AT, '-' }, { SHARE_AT + 42, '9' },
		{ SHARE_AT + 43, ' ' },
		{ BODY_AT, '\n' }, { BODY_AT + 42, '9' }, { BODY_AT + 43, '\r' },
		{ MAC_LINE_AT, '+' }, { MAC_LINE_AT + 3, 'A' }, { MAC_LINE_AT + 4, '*' },
		{ MAC_LINE_AT + 46, '9' }, { MAC_LINE_AT + 47, ' ' } };
	struct buffer envelope = BUFFER_INIT, two = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct recipient recipients[2];
	struct fixture fixture;

	fixture_new(&fixture);
	seal_line(&fixture, &envelope, testimony_line, fixture.mailbox);
	buffer_append_byte(&envelope, 0);
	unit_refused(envelope_check(envelope.data, ENVELOPE_BYTES - 1, &error), &error, "exactly");
	unit_refused(envelope_check(envelope.data, ENVELOPE_BYTES + 1, &error), &error, "exactly");
	unit_refused(envelope_check(envelope.data, 0, &error), &error, "exactly");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		uint8_t saved = envelope.data[bad[i].at];

		envelope.data[bad[i].at] = (uint8_t)bad[i].change;
		ck_assert_msg(envelope_check(envelope.data, ENVELOPE_BYTES, &error) != 0,
		    "a change at %zu was taken", bad[i].at);
		envelope.data[bad[i].at] = saved;
	}
	unit_ok(envelope_check(envelope.data, ENVELOPE_BYTES, &error), &error);
	/* Two stanzas, in a file of the right size. */
	recipients[0] = recipients[1] = *fixture.recipient;
	unit_ok(age_seal_bytes(&two, recipients, 2, envelope.data,
	    ENVELOPE_PLAINTEXT_BYTES - (MAC_LINE_AT - 22), &error), &error);
	ck_assert_uint_eq(two.length, ENVELOPE_BYTES);
	unit_refused(envelope_check(two.data, two.length, &error), &error, "not a sealed envelope");
	buffer_free(&envelope);
	buffer_free(&two);
	fixture_free(&fixture);
}
END_TEST

START_TEST(a_changed_byte_anywhere_does_not_open)
{
	struct buffer envelope = BUFFER_INIT;
	struct fixture fixture;
	struct opened opened;

	fixture_new(&fixture);
	seal_line(&fixture, &envelope, testimony_line, fixture.mailbox);
	for (size_t at = 0; at < ENVELOPE_BYTES; at += at < NONCE_AT + 64 ? 1 : 997) {
		struct error error = ERROR_INIT;

		envelope.data[at] ^= 1;
		if (envelope_open(&opened, fixture.identities, envelope.data, envelope.length,
		    TRAY_INBOX, campaign_key, fixture.mailbox, &error) == 0)
			ck_abort_msg("a change at %zu was taken", at);
		envelope.data[at] ^= 1;
	}
	buffer_free(&envelope);
	fixture_free(&fixture);
}
END_TEST

START_TEST(signatures_by_weak_keys_are_refused)
{
	/* The neutral element as key and R, with S = 0, fits any message for a lax verifier. */
	struct envelope_parts parts = { testimony_line, sizeof testimony_line - 1, { 1 }, { 1 } };
	struct error error = ERROR_INIT;

	unit_refused(envelope_verify(&parts, campaign_key, zeros, &error), &error, "signature");
}
END_TEST

static int
take_envelope(const uint8_t *data, size_t length, struct error *error)
{
	return envelope_check(data, length, error);
}

static int
take_plain(const uint8_t *data, size_t length, struct error *error)
{
	struct envelope_parts parts;

	return envelope_split(&parts, data, length, error);
}

START_TEST(specimens_are_taken_or_refused_as_named)
{
	unit_specimens("envelope", 8, take_envelope);
	unit_specimens("envelope_plain", 5, take_plain);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("envelope");
	TCase *author = tcase_create("author"), *layout = tcase_create("layout");
	TCase *open = tcase_create("open");

	tcase_set_timeout(open, 120);
	tcase_set_timeout(layout, 120);
	tcase_add_test(author, an_author_is_its_seed_and_signs_with_ed25519);
	tcase_add_test(author, fresh_authors_differ);
	tcase_add_test(layout, a_good_layout_is_taken_apart);
	tcase_add_test(layout, line_2_wrong_in_any_byte_is_refused);
	tcase_add_test(layout, padding_of_anything_but_spaces_is_refused);
	tcase_add_test(layout, a_plaintext_of_another_shape_is_refused);
	tcase_add_test(layout, a_bad_line_1_is_refused);
	tcase_add_test(layout, specimens_are_taken_or_refused_as_named);
	tcase_add_test(open, envelopes_of_the_stock_tools_open);
	tcase_add_test(open, bad_envelopes_of_the_vectors_are_refused);
	tcase_add_test(open, what_was_sealed_opens_again);
	tcase_add_test(open, without_a_mailbox_it_is_the_authors_own);
	tcase_add_test(open, each_format_is_taken_in_its_own_tray_only);
	tcase_add_test(open, a_message_cannot_be_moved_or_given_to_another);
	tcase_add_test(open, content_that_is_not_strict_json_is_refused);
	tcase_add_test(open, a_line_that_does_not_belong_in_an_envelope_is_not_sealed);
	tcase_add_test(open, the_longest_line_fits_and_one_byte_more_does_not);
	tcase_add_test(open, a_bad_layout_inside_a_good_seal_is_refused);
	tcase_add_test(open, an_envelope_of_another_size_or_header_is_refused);
	tcase_add_test(open, a_changed_byte_anywhere_does_not_open);
	tcase_add_test(open, signatures_by_weak_keys_are_refused);
	suite_add_tcase(suite, author);
	suite_add_tcase(suite, layout);
	suite_add_tcase(suite, open);
	return suite;
}
