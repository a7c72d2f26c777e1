/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/unit/unit.h"

#include <sodium.h>
#include <stdio.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/encode.h"
#include "common/secret.h"
#include "common/wordlist.h"
#include "keys/receipt.h"

/* sha256sum of the words of eff_short_wordlist_2_0.txt, one a line: list and order. */
#define WORDLIST_SHA256 "7aa57a4d3ecf6581729992bad9575bacdebf7c28378af2aec6a50f11aec326f5"

#define RANDOM_RECEIPTS 10000
#define SPECIMEN_CAMPAIGN "da5cc3aa0b3b0caf33e60db5d0e64ad459849a61b8df2d7f3745aeed1c396d0a"

/* A small generator with a fixed seed, so that the rates below come out the same each time. */
static uint32_t
chance(uint64_t *state, uint32_t below)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)(*state >> 33) % below;
}

/* Edits between two words (Levenshtein), for words up to WORDLIST_WORD_MOST. */
static int
edits(const char *one, const char *other)
{
	int row[WORDLIST_WORD_MOST + 1], length = (int)strlen(other);

	for (int j = 0; j <= length; j++)
		row[j] = j;
	for (int i = 1; one[i - 1] != '\0'; i++) {
		int diagonal = row[0];

		row[0] = i;
		for (int j = 1; j <= length; j++) {
			int best = diagonal + (one[i - 1] != other[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[length];
}

START_TEST(the_word_list_is_the_published_one)
{
	char hex[HEX_LENGTH(crypto_hash_sha256_BYTES) + 1];
	uint8_t hash[crypto_hash_sha256_BYTES];
	struct buffer text = BUFFER_INIT;

	for (int i = 0; i < WORDLIST_WORDS; i++)
		buffer_format(&text, "%s\n", wordlist[i]);
	crypto_hash_sha256(hash, text.data, text.length);
	hex_encode(hex, hash, sizeof hash);
	ck_assert_str_eq(hex, WORDLIST_SHA256);
	buffer_free(&text);
}
END_TEST

START_TEST(words_are_sorted_and_short_and_differ_in_three_letters)
{
	for (int i = 0; i < WORDLIST_WORDS; i++) {
		size_t length = strlen(wordlist[i]);

		ck_assert_msg(length >= 3 && length < WORDLIST_WORD_MOST, "%s", wordlist[i]);
		ck_assert(strspn(wordlist[i], "abcdefghijklmnopqrstuvwxyz-") == length);
		ck_assert(strchr(wordlist[i], '-') == NULL || strcmp(wordlist[i], "yo-yo") == 0);
		if (i > 0) {
			ck_assert_int_lt(strcmp(wordlist[i - 1], wordlist[i]), 0);
			ck_assert_int_ne(strncmp(wordlist[i - 1], wordlist[i], 3), 0);
		}
	}
}
END_TEST

START_TEST(any_two_words_are_at_least_three_edits_apart)
{
	for (int i = 0; i < WORDLIST_WORDS; i++)
		for (int j = i + 1; j < WORDLIST_WORDS; j++)
			if (edits(wordlist[i], wordlist[j]) < 3)
				ck_abort_msg("%s and %s", wordlist[i], wordlist[j]);
}
END_TEST

START_TEST(every_word_is_found_and_nothing_else)
{
	static const char *const none[] = { "", "a", "aardvar", "aardvarks", "zzz", "yoyo",
		"Aardvark", "\xff", "zucchin" };

	for (int i = 0; i < WORDLIST_WORDS; i++)
		ck_assert_int_eq(wordlist_find(wordlist[i], strlen(wordlist[i])), i);
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		ck_assert_int_eq(wordlist_find(none[i], strlen(none[i])), -1);
	ck_assert_int_eq(wordlist_find("aardvark and more", 8), 0);
}
END_TEST

START_TEST(keys_come_out_as_in_the_vectors)
{
	json_t *vectors = unit_json("tests/vectors/receipt.json"), *one;
	size_t i;

	json_array_foreach(json_object_get(vectors, "cases"), i, one) {
		const char *text = json_string_value(json_object_get(one, "text"));
		const char *recipient = json_string_value(json_object_get(one, "reply_recipient"));
		uint8_t campaign[32], key[32], seed[32], mailbox[32], expected_mailbox[32];
		struct age_identities *reply = age_identities_new();
		char printed[RECIPIENT_SIZE];
		struct error error = ERROR_INIT;
		struct receipt *receipt;
		struct author *author;
		int corrected = 1;

		unit_hex(campaign, 32, one, "campaign_key");
		unit_hex(seed, 32, one, "author_seed");
		unit_hex(key, 32, one, "author_key");
		unit_hex(expected_mailbox, 32, one, "mailbox");
		unit_ok(receipt_parse(&receipt, text, strlen(text), campaign, &corrected, &error),
		    &error);
		ck_assert_int_eq(corrected, 0);
		ck_assert_str_eq((const char *)receipt_text(receipt)->bytes, text);
		unit_ok(receipt_derive(receipt, campaign, &author, reply, &error), &error);
		ck_assert_mem_eq(author_seed(author), seed, 32);
		ck_assert_mem_eq(author_public(author), key, 32);
		author_mailbox(author, mailbox);
		ck_assert_mem_eq(mailbox, expected_mailbox, 32);
		ck_assert_uint_eq(age_identities_count(reply), 1);
		recipient_print(printed, age_identities_recipient(reply, 0));
		ck_assert_str_eq(printed, recipient);
		author_free(&author);
		age_identities_free(&reply);
		receipt_free(&receipt);
	}
	ck_assert_uint_ge(i, 4);
	json_decref(vectors);
}
END_TEST

START_TEST(either_half_can_be_derived_alone)
{
	uint8_t campaign[32] = { 7 };
	struct age_identities *reply = age_identities_new();
	struct error error = ERROR_INIT;
	struct receipt *receipt;
	struct author *author;

	receipt_generate(&receipt, campaign);
	unit_ok(receipt_derive(receipt, campaign, NULL, reply, &error), &error);
	ck_assert_uint_eq(age_identities_count(reply), 1);
	unit_ok(receipt_derive(receipt, campaign, &author, NULL, &error), &error);
	author_free(&author);
	ck_assert_ptr_null(author);
	author_free(&author);
	age_identities_free(&reply);
	receipt_free(&receipt);
	ck_assert_ptr_null(receipt);
	receipt_free(&receipt);
}
END_TEST

START_TEST(what_people_type_is_read_as_in_the_vectors)
{
	json_t *vectors = unit_json("tests/vectors/receipt.json"), *one;
	size_t i;

	json_array_foreach(json_object_get(vectors, "readings"), i, one) {
		const char *typed = json_string_value(json_object_get(one, "typed"));
		const char *text = json_string_value(json_object_get(one, "text"));
		const char *note = json_string_value(json_object_get(one, "note"));
		struct error error = ERROR_INIT;
		struct receipt *receipt;
		uint8_t campaign[32];
		int corrected, result;

		unit_hex(campaign, 32, one, "campaign_key");
		result = receipt_parse(&receipt, typed, strlen(typed), campaign, &corrected,
		    &error);
		if (text == NULL) {
			ck_assert_msg(result != 0, "%s: was read", note);
			ck_assert_int_eq(error.kind, ERROR_REFUSED);
			ck_assert_ptr_null(receipt);
			continue;
		}
		ck_assert_msg(result == 0, "%s: %s", note, error.text);
		ck_assert_msg(strcmp((const char *)receipt_text(receipt)->bytes, text) == 0, "%s",
		    note);
		ck_assert_msg(corrected == json_is_true(json_object_get(one, "corrected")), "%s",
		    note);
		receipt_free(&receipt);
	}
	ck_assert_uint_ge(i, 30);
	json_decref(vectors);
}
END_TEST

START_TEST(a_generated_receipt_reads_back)
{
	uint8_t campaign[32];

	randombytes_buf(campaign, sizeof campaign);
	for (int i = 0; i < 200; i++) {
		struct error error = ERROR_INIT;
		struct receipt *receipt, *again;
		const struct secret *text;
		int corrected;

		receipt_generate(&receipt, campaign);
		text = receipt_text(receipt);
		unit_ok(receipt_parse(&again, (const char *)text->bytes, text->length, campaign,
		    &corrected, &error), &error);
		ck_assert_int_eq(corrected, 0);
		ck_assert_uint_eq(text->length, receipt_text(again)->length);
		ck_assert_mem_eq(text->bytes, receipt_text(again)->bytes, text->length + 1);
		receipt_free(&receipt);
		receipt_free(&again);
	}
}
END_TEST

enum damage { INSERT, DELETE, SUBSTITUTE, CUT, EVERY_WORD, SWAP, REPLACE, OTHER_CAMPAIGN };

static void
random_words(uint64_t *state, int words[RECEIPT_WORDS], const uint8_t campaign[32])
{
	for (int i = 0; i < RECEIPT_RANDOM_WORDS; i++)
		words[i] = (int)chance(state, WORDLIST_WORDS);
	words[RECEIPT_RANDOM_WORDS] = receipt_check_word(words, campaign);
}

/* Adds the word with one letter changed in the way that `damage` says. */
static void
damage_word(uint64_t *state, struct buffer *out, const char *word, enum damage damage)
{
	size_t length = strlen(word), at;
	uint8_t letter = (uint8_t)('a' + chance(state, 26));

	if (damage == EVERY_WORD)
		damage = (enum damage)(INSERT + chance(state, 3));
	at = chance(state, (uint32_t)(damage == INSERT ? length + 1 : length));
	while (damage == SUBSTITUTE && letter == (uint8_t)word[at])
		letter = (uint8_t)('a' + chance(state, 26));
	buffer_append(out, word, at);
	if (damage != DELETE)
		buffer_append_byte(out, letter);
	if (damage != INSERT)
		at++;
	buffer_append_text(out, word + at);
}

static void
damage_receipt(uint64_t *state, struct buffer *typed, const int words[RECEIPT_WORDS],
    enum damage damage)
{
	int shown[RECEIPT_WORDS];
	uint32_t place = chance(state, RECEIPT_WORDS), other = chance(state, RECEIPT_WORDS);

	memcpy(shown, words, sizeof shown);
	if (damage == SWAP) {
		while (shown[place] == shown[other])
			other = chance(state, RECEIPT_WORDS);
		shown[place] = words[other];
		shown[other] = words[place];
	}
	while (damage == REPLACE && shown[place] == words[place])
		shown[place] = (int)chance(state, WORDLIST_WORDS);
	buffer_clear(typed);
	for (uint32_t i = 0; i < RECEIPT_WORDS; i++) {
		const char *word = wordlist[shown[i]];

		if (i > 0)
			buffer_append_byte(typed, ' ');
		if (damage == CUT)
			buffer_append(typed, word, 3);
		else if (damage == EVERY_WORD || (damage < CUT && i == place))
			damage_word(state, typed, word, damage);
		else
			buffer_append_text(typed, word);
	}
}

struct outcome {
	int count, right, refused, wrong;
};

static struct outcome
outcomes(enum damage damage)
{
	const char *more = getenv("TESTIMONY_RECEIPTS"); /* to measure the rates with more */
	struct outcome outcome = { more == NULL ? RANDOM_RECEIPTS : atoi(more), 0, 0, 0 };
	uint64_t state = 42 + (uint64_t)damage;
	struct buffer typed = BUFFER_INIT;
	uint8_t campaign[32] = { 1, 2, 3 }, other_campaign[32] = { 1, 2, 4 };

	for (int i = 0; i < outcome.count; i++) {
		struct error error = ERROR_INIT;
		int words[RECEIPT_WORDS];
		struct receipt *receipt, *original;

		random_words(&state, words, campaign);
		receipt_from_words(&original, words);
		damage_receipt(&state, &typed, words, damage);
		if (receipt_parse(&receipt, (const char *)typed.data, typed.length,
		    damage == OTHER_CAMPAIGN ? other_campaign : campaign, NULL, &error) != 0)
			outcome.refused++;
		else if (damage != OTHER_CAMPAIGN &&
		    receipt_text(receipt)->length == receipt_text(original)->length &&
		    memcmp(receipt_text(receipt)->bytes, receipt_text(original)->bytes,
		    receipt_text(original)->length) == 0)
			outcome.right++;
		else
			outcome.wrong++;
		receipt_free(&receipt);
		receipt_free(&original);
	}
	if (more != NULL)
		fprintf(stderr, "# damage %d of %d: right %d, refused %d, wrong %d\n", (int)damage,
		    outcome.count, outcome.right, outcome.refused, outcome.wrong);
	buffer_free(&typed);
	return outcome;
}

START_TEST(one_misspelt_letter_is_corrected)
{
	for (enum damage damage = INSERT; damage <= SUBSTITUTE; damage++) {
		struct outcome outcome = outcomes(damage);

		ck_assert_int_eq(outcome.wrong, 0);
		ck_assert_int_ge(outcome.right, outcome.count - outcome.count / 200);
	}
}
END_TEST

START_TEST(words_cut_to_three_letters_are_completed)
{
	struct outcome outcome = outcomes(CUT);

	ck_assert_int_eq(outcome.wrong, 0);
	ck_assert_int_ge(outcome.right, outcome.count - outcome.count / 200);
}
END_TEST

START_TEST(a_misspelt_letter_in_every_word_is_corrected_or_refused)
{
	struct outcome outcome = outcomes(EVERY_WORD);

	ck_assert_int_eq(outcome.wrong, 0);
	ck_assert_int_ge(outcome.right, outcome.count - outcome.count / 50);
}
END_TEST

/* The check is one word in 1,296: of so many that should be refused, at most this many are read. A
 * mean of m has a spread of its root; five of them are beyond chance. */
static int
most_by_chance(int count)
{
	int mean = count / WORDLIST_WORDS + 1, root = 1;

	while (root * root < mean)
		root++;
	return mean + 5 * root;
}

START_TEST(swapped_and_wrong_words_and_other_campaigns_are_refused)
{
	for (enum damage damage = SWAP; damage <= OTHER_CAMPAIGN; damage++) {
		struct outcome outcome = outcomes(damage);

		/* One in 1,296 is to be expected. */
		ck_assert_int_eq(outcome.right, 0);
		ck_assert_int_le(outcome.wrong, most_by_chance(outcome.count));
	}
}
END_TEST

/* Whether the words in these places are read at all. */
static bool
is_read(const int shown[RECEIPT_WORDS], const uint8_t campaign[32], struct buffer *typed)
{
	struct error error = ERROR_INIT;
	struct receipt *receipt;
	bool read;

	buffer_clear(typed);
	for (int i = 0; i < RECEIPT_WORDS; i++) {
		if (i > 0)
			buffer_append_byte(typed, ' ');
		buffer_append_text(typed, wordlist[shown[i]]);
	}
	read = receipt_parse(&receipt, (const char *)typed->data, typed->length, campaign, NULL,
	    &error) == 0;
	receipt_free(&receipt);
	return read;
}

START_TEST(every_swap_and_every_wrong_word_is_refused_but_by_chance)
{
	uint64_t state = 1296;
	uint8_t campaign[32] = { 4, 5, 6 };
	struct buffer typed = BUFFER_INIT;
	int swaps = 0, swaps_read = 0, wrong = 0, wrong_read = 0;

	for (int i = 0; i < 100; i++) {
		int words[RECEIPT_WORDS], shown[RECEIPT_WORDS];

		random_words(&state, words, campaign);
		ck_assert(is_read(words, campaign, &typed));
		for (int one = 0; one < RECEIPT_WORDS; one++)
			for (int two = one + 1; two < RECEIPT_WORDS; two++) {
				if (words[one] == words[two])
					continue;
				memcpy(shown, words, sizeof shown);
				shown[one] = words[two];
				shown[two] = words[one];
				swaps++;
				swaps_read += is_read(shown, campaign, &typed);
			}
		if (i >= 3)
			continue;
		for (int place = 0; place < RECEIPT_WORDS; place++)
			for (int word = 0; word < WORDLIST_WORDS; word++) {
				memcpy(shown, words, sizeof shown);
				shown[place] = word;
				if (word == words[place])
					continue;
				wrong++;
				/* A wrong check word is never read. */
				if (is_read(shown, campaign, &typed)) {
					ck_assert_int_lt(place, RECEIPT_RANDOM_WORDS);
					wrong_read++;
				}
			}
	}
	ck_assert_int_eq(wrong, 3 * RECEIPT_WORDS * (WORDLIST_WORDS - 1));
	ck_assert_int_gt(swaps, 3500);
	ck_assert_int_le(swaps_read, most_by_chance(swaps));
	ck_assert_int_le(wrong_read, most_by_chance(wrong));
	if (getenv("TESTIMONY_RECEIPTS") != NULL)
		fprintf(stderr, "# swaps %d, read %d; wrong words %d, read %d\n", swaps, swaps_read,
		    wrong, wrong_read);
	buffer_free(&typed);
}
END_TEST

static void
refusal(const char *typed, const char *words)
{
	uint8_t campaign[32];
	struct error error = ERROR_INIT;
	struct receipt *receipt;

	(void)hex_decode(campaign, 32, SPECIMEN_CAMPAIGN, sizeof SPECIMEN_CAMPAIGN - 1);
	unit_refused(receipt_parse(&receipt, typed, strlen(typed), campaign, NULL, &error), &error,
	    words);
	ck_assert_ptr_null(receipt);
	ck_assert_ptr_null(strstr(error.text, "arsonist"));
	ck_assert_ptr_null(strstr(error.text, "xylxyl"));
}

START_TEST(a_refusal_names_the_doubtful_words_by_number_only)
{
	refusal("arsonist aesthetic xylxyl acetone qqq asymmetric nervously alkaline qqqqq",
	    "the spelling of words 5 and 9");
	refusal("arsonist aesthetic q acetone qqq asymmetric nervously alkaline qqqqq",
	    "the spelling of words 3, 5 and 9");
	refusal("arsonist aesthetic jasmine acetone qqq asymmetric nervously alkaline snugness",
	    "the spelling of word 5");
	refusal("arsonist aesthetic xylxyl acetone coexistent asymmetric nervously alkaline "
	    "snugness",
	    "the spelling of word 3, then");
	refusal("aesthetic arsonist jasmine acetone coexistent asymmetric nervously alkaline "
	    "snugness",
	    "changed places");
	refusal("licter unscrewing downstairs licorice pogo pauper feverish exam scientist",
	    "write word 1 in full");
	refusal("arsonist aesthetic jasmine acetone coexistent asymmetric nervously alkaline",
	    "there are 8");
	refusal("arsonist", "there is 1");
	refusal("", "no words");
	refusal("1. 2. 3. - \xc2\xa0", "no words");
}
END_TEST

START_TEST(text_that_is_too_long_is_refused_unread)
{
	char text[RECEIPT_TEXT_MOST + 2];

	memset(text, ' ', sizeof text);
	text[RECEIPT_TEXT_MOST + 1] = '\0';
	refusal(text, "too long");
	text[RECEIPT_TEXT_MOST] = '\0';
	refusal(text, "no words");
	memset(text, '?', RECEIPT_TEXT_MOST);
	refusal(text, "no words");
	for (size_t i = 0; i < RECEIPT_TEXT_MOST; i += 2)
		text[i] = 'a';
	refusal(text, "there are 512");
}
END_TEST

static int
take(const uint8_t *data, size_t length, struct error *error)
{
	struct receipt *receipt;
	uint8_t campaign[32];
	int result;

	(void)hex_decode(campaign, 32, SPECIMEN_CAMPAIGN, sizeof SPECIMEN_CAMPAIGN - 1);
	result = receipt_parse(&receipt, (const char *)data, length, campaign, NULL, error);
	receipt_free(&receipt);
	return result;
}

START_TEST(specimens_are_taken_or_refused_as_named)
{
	unit_specimens("receipt", 20, take);
}
END_TEST

START_TEST(no_receipt_gives_a_family_an_unkind_word)
{
	static const char *const unkind[] = { "idiocy", "dyslexia", "abnormal", "imbecile",
		"deranged", "malformed", "psychopath", "nuisance" };
	const uint8_t key[32] = { 9 };

	for (size_t i = 0; i < sizeof unkind / sizeof *unkind; i++)
		ck_assert_int_ge(wordlist_find(unkind[i], strlen(unkind[i])), 0);
	/* 3,000 receipts have 27,000 words: each of the eight would come some twenty times. */
	for (int round = 0; round < 3000; round++) {
		struct receipt *receipt = NULL;
		struct buffer words = BUFFER_INIT;

		receipt_generate(&receipt, key);
		buffer_format(&words, " %s ", (const char *)receipt_text(receipt)->bytes);
		for (size_t i = 0; i < sizeof unkind / sizeof *unkind; i++) {
			struct buffer word = BUFFER_INIT;

			buffer_format(&word, " %s ", unkind[i]);
			ck_assert_ptr_null(strstr((const char *)words.data,
			    (const char *)word.data));
			buffer_free(&word);
		}
		buffer_free(&words);
		receipt_free(&receipt);
	}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("receipt");
	TCase *list = tcase_create("wordlist"), *keys = tcase_create("keys");
	TCase *reading = tcase_create("reading");

	tcase_set_timeout(keys, 120);
	tcase_set_timeout(reading, 300);
	tcase_add_test(list, the_word_list_is_the_published_one);
	tcase_add_test(list, words_are_sorted_and_short_and_differ_in_three_letters);
	tcase_add_test(list, any_two_words_are_at_least_three_edits_apart);
	tcase_add_test(list, every_word_is_found_and_nothing_else);
	tcase_add_test(keys, keys_come_out_as_in_the_vectors);
	tcase_add_test(keys, either_half_can_be_derived_alone);
	tcase_add_test(reading, what_people_type_is_read_as_in_the_vectors);
	tcase_add_test(reading, a_generated_receipt_reads_back);
	tcase_add_test(reading, one_misspelt_letter_is_corrected);
	tcase_add_test(reading, words_cut_to_three_letters_are_completed);
	tcase_add_test(reading, a_misspelt_letter_in_every_word_is_corrected_or_refused);
	tcase_add_test(reading, swapped_and_wrong_words_and_other_campaigns_are_refused);
	tcase_add_test(reading, every_swap_and_every_wrong_word_is_refused_but_by_chance);
	tcase_add_test(reading, a_refusal_names_the_doubtful_words_by_number_only);
	tcase_add_test(reading, text_that_is_too_long_is_refused_unread);
	tcase_add_test(reading, specimens_are_taken_or_refused_as_named);
	tcase_add_test(reading, no_receipt_gives_a_family_an_unkind_word);
	suite_add_tcase(suite, list);
	suite_add_tcase(suite, keys);
	suite_add_tcase(suite, reading);
	return suite;
}
