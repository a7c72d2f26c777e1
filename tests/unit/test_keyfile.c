/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "keys/age_identity.h"
#include "keys/keyfile.h"
#include "tests/unit/unit.h"

#define IDENTITY "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
#define IDENTITY_CHANGED \
	"AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEQ"
#define SEED "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define SEED_UPPERCASE "000102030405060708090A0B0C0D0E0F101112131415161718191a1b1c1d1e1f"
/* The public halves of both: by openssl pkey -pubout, and of the age specification. */
#define KEY "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
#define RECIPIENT "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
#define KEY_LOW_ORDER "0100000000000000000000000000000000000000000000000000000000000000"
#define KEY_NO_POINT "0200000000000000000000000000000000000000000000000000000000000000"
#define PUBLIC(handle, key, recipient) \
	"{\"handle\":\"" handle "\",\"key\":\"" key "\",\"recipient\":\"" recipient "\"}"

static char folder[1024];
static struct buffer path = BUFFER_INIT, content = BUFFER_INIT;
static struct error error = ERROR_INIT;

static void
setup(void)
{
	const char *top = getenv("TMPDIR");

	(void)snprintf(folder, sizeof folder, "%s/testimony-keyfile.XXXXXX",
	    top == NULL ? "/tmp" : top);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	(void)file_join(&path, folder, "a.key");
}

static void
teardown(void)
{
	(void)unlink((const char *)path.data);
	(void)rmdir(folder);
	buffer_free(&path);
	buffer_free(&content);
}

static const char *
key_path(void)
{
	return (const char *)path.data;
}

static int
take_identities(const uint8_t *data, size_t length, struct error *problem)
{
	struct age_identities *identities = age_identities_new();
	int result = age_identities_parse(identities, (const char *)data, length, problem);

	ck_assert_int_eq(result == 0, age_identities_count(identities) > 0);
	age_identities_free(&identities);
	return result;
}

START_TEST(good_identity_files_are_taken_and_others_refused_whole)
{
	unit_specimens("identity", 25, take_identities);
}
END_TEST

START_TEST(identities_are_printed_in_order_as_a_file_that_is_read_again)
{
	static const char start[] = "# public key: "
	    RECIPIENT "\n" IDENTITY "\n";
	struct age_identities *identities = age_identities_new(), *again = age_identities_new();
	struct buffer twice = BUFFER_INIT;

	unit_ok(age_identities_parse(identities, IDENTITY, strlen(IDENTITY), &error), &error);
	for (size_t i = 1; i < AGE_IDENTITIES_MOST; i++)
		age_identities_generate(identities);
	age_identities_print(identities, &content);
	ck_assert_mem_eq(content.data, start, strlen(start));
	unit_ok(age_identities_parse(again, (const char *)content.data, content.length, &error),
	    &error);
	ck_assert_uint_eq(age_identities_count(again), AGE_IDENTITIES_MOST);
	age_identities_print(again, &twice);
	ck_assert_str_eq((const char *)twice.data, (const char *)content.data);
	unit_refused(age_identities_add(again, age_identities_scalar(again, 0), &error), &error,
	    "more than the 64");
	buffer_free(&twice);
	age_identities_free(&identities);
	age_identities_free(&again);
	age_identities_free(&again);
}
END_TEST

START_TEST(a_refusal_never_repeats_a_secret)
{
	static const char *const texts[] = { IDENTITY "Q", "x" IDENTITY, "\n\n" IDENTITY " " };

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct age_identities *identities = age_identities_new();

		unit_refused(age_identities_parse(identities, texts[i], strlen(texts[i]), &error),
		    &error, i == 2 ? "line 3" : "line 1");
		ck_assert_ptr_null(strstr(error.text, "GFPYY"));
		age_identities_free(&identities);
	}
}
END_TEST

START_TEST(a_sealed_key_file_is_read_with_its_passphrase_only)
{
	struct secret *passphrase = secret_copy("made up", 7), *other = secret_copy("made  up", 8);
	struct buffer read = BUFFER_INIT;
	struct stat status;

	buffer_append_text(&content, SEED "\n");
	unit_ok(keyfile_write(key_path(), &content, passphrase, false, &error), &error);
	ck_assert_int_eq(stat(key_path(), &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0600);
	ck_assert_int_eq(keyfile_is_sealed(key_path(), &error), 1);
	unit_ok(file_read(key_path(), KEYFILE_BYTES_MOST, &read, &error), &error);
	ck_assert_ptr_null(strstr((const char *)read.data, SEED));
	ck_assert_ptr_nonnull(strstr((const char *)read.data, " 18\n")); /* the work factor */
	buffer_clear(&read);
	unit_refused(keyfile_read(key_path(), NULL, &read, &error), &error, "passphrase is needed");
	unit_refused(keyfile_read(key_path(), other, &read, &error), &error, "not the passphrase");
	ck_assert_uint_eq(read.length, 0);
	unit_ok(keyfile_read(key_path(), passphrase, &read, &error), &error);
	ck_assert_str_eq((const char *)read.data, SEED "\n");
	buffer_free(&read);
	secret_free(&passphrase);
	secret_free(&other);
}
END_TEST

START_TEST(a_plain_key_file_needs_no_passphrase)
{
	struct secret *passphrase = secret_copy("made up", 7);
	struct buffer read = BUFFER_INIT;

	buffer_append_text(&content, IDENTITY "\n");
	unit_ok(keyfile_write(key_path(), &content, NULL, false, &error), &error);
	unit_refused(keyfile_write(key_path(), &content, NULL, false, &error), &error,
	    "exists already");
	unit_ok(keyfile_write(key_path(), &content, NULL, true, &error), &error);
	ck_assert_int_eq(keyfile_is_sealed(key_path(), &error), 0);
	unit_ok(keyfile_read(key_path(), NULL, &read, &error), &error);
	unit_ok(keyfile_read(key_path(), passphrase, &read, &error), &error);
	ck_assert_str_eq((const char *)read.data, IDENTITY "\n" IDENTITY "\n");
	buffer_free(&read);
	secret_free(&passphrase);
}
END_TEST

START_TEST(what_is_no_key_file_is_refused)
{
	static const char armored[] = "-----BEGIN AGE ENCRYPTED FILE-----\n";
	static uint8_t large[KEYFILE_BYTES_MOST + 1];
	struct buffer read = BUFFER_INIT;

	ck_assert_int_eq(keyfile_is_sealed(key_path(), &error), -1);
	ck_assert_int_eq(error.kind, ERROR_SYSTEM);
	unit_ok(file_write(key_path(), armored, strlen(armored), 0600, true, &error), &error);
	ck_assert_int_eq(keyfile_is_sealed(key_path(), &error), -1);
	ck_assert_ptr_nonnull(strstr(error.text, "armored"));
	unit_ok(file_write(key_path(), large, sizeof large, 0600, true, &error), &error);
	unit_refused(keyfile_read(key_path(), NULL, &read, &error), &error, "larger");
	buffer_append(&content, large, sizeof large);
	unit_refused(keyfile_write(key_path(), &content, NULL, true, &error), &error, "larger");
	buffer_free(&read);
}
END_TEST

START_TEST(a_coordinators_key_comes_back_as_it_was)
{
	struct coordinator_key key, again;
	struct coordinator public;
	struct buffer line = BUFFER_INIT;

	coordinator_key_generate(&key);
	coordinator_key_print(&key, &content);
	unit_ok(coordinator_key_parse(&again, (const char *)content.data, content.length, &error),
	    &error);
	ck_assert_mem_eq(author_seed(again.author), author_seed(key.author), 32);
	ck_assert_mem_eq(age_identities_scalar(again.identities, 0),
	    age_identities_scalar(key.identities, 0), 32);
	coordinator_public_print("rook-2", &again, &line);
	ck_assert_int_eq(line.data[line.length - 1], '\n');
	ck_assert_ptr_eq(memchr(line.data, '\n', line.length), line.data + line.length - 1);
	unit_ok(coordinator_public_parse(&public, line.data, line.length, &error), &error);
	ck_assert_str_eq(public.handle, "rook-2");
	ck_assert_mem_eq(public.key, author_public(key.author), 32);
	ck_assert_mem_eq(public.recipient.point, age_identities_recipient(key.identities, 0)->point,
	    32);
	buffer_free(&line);
	coordinator_key_free(&key);
	coordinator_key_free(&again);
	coordinator_key_free(&again);
}
END_TEST

START_TEST(a_coordinators_key_file_is_two_lines)
{
	static const char good[] = SEED "\n" IDENTITY "\n";
	static const char *const bad[] = {
		"", SEED, SEED "\n", SEED "\n" IDENTITY, SEED IDENTITY "\n",
		IDENTITY "\n" SEED "\n", SEED "\r\n" IDENTITY "\n", SEED "\n" IDENTITY "\r\n",
		SEED "\n\n" IDENTITY "\n", SEED "\n" IDENTITY "\n\n", " " SEED "\n" IDENTITY "\n",
		SEED "\n# " IDENTITY "\n", SEED "\n" IDENTITY "\n" IDENTITY "\n",
		/* a changed character; an uppercase seed */
		SEED "\n" IDENTITY_CHANGED "\n", SEED_UPPERCASE "\n" IDENTITY "\n",
	};
	struct coordinator_key key;

	unit_ok(coordinator_key_parse(&key, good, strlen(good), &error), &error);
	coordinator_public_print("a", &key, &content);
	ck_assert_ptr_nonnull(strstr((const char *)content.data, "\"key\":\"" KEY "\""));
	coordinator_key_free(&key);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		unit_refused(coordinator_key_parse(&key, bad[i], strlen(bad[i]), &error), &error,
		    "not a coordinator's key");
		ck_assert_ptr_null(key.author);
		ck_assert_ptr_null(key.identities);
	}
}
END_TEST

START_TEST(a_coordinators_public_key_is_checked)
{
	static const char good[] = PUBLIC("a", KEY, RECIPIENT);
	static const char *const bad[] = {
		"", "{}", "[]", "\"a\"", PUBLIC("A", KEY, RECIPIENT), PUBLIC("", KEY, RECIPIENT),
		PUBLIC("../a", KEY, RECIPIENT), PUBLIC("a", KEY "00", RECIPIENT),
		PUBLIC("a-handle-of-more-than-32-characters", KEY, RECIPIENT),
		PUBLIC("a", KEY_LOW_ORDER, RECIPIENT), PUBLIC("a", KEY_NO_POINT, RECIPIENT),
		PUBLIC("a", KEY, "age1"), PUBLIC("a", KEY, RECIPIENT) "{}",
		"{\"handle\":\"a\",\"key\":\"" KEY "\"}",
		"{\"handle\":\"a\",\"handle\":\"a\",\"key\":\"" KEY "\",\"recipient\":\"" RECIPIENT
		"\"}",
	};
	struct coordinator public;

	unit_ok(coordinator_public_parse(&public, good, strlen(good), &error), &error);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ck_assert_msg(coordinator_public_parse(&public, bad[i], strlen(bad[i]),
		    &error) != 0, "%s", bad[i]);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("keyfile");
	TCase *tcase = tcase_create("keyfile");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60); /* passphrases at the full work factor, with sanitizers */
	tcase_add_test(tcase, good_identity_files_are_taken_and_others_refused_whole);
	tcase_add_test(tcase, identities_are_printed_in_order_as_a_file_that_is_read_again);
	tcase_add_test(tcase, a_refusal_never_repeats_a_secret);
	tcase_add_test(tcase, a_sealed_key_file_is_read_with_its_passphrase_only);
	tcase_add_test(tcase, a_plain_key_file_needs_no_passphrase);
	tcase_add_test(tcase, what_is_no_key_file_is_refused);
	tcase_add_test(tcase, a_coordinators_key_comes_back_as_it_was);
	tcase_add_test(tcase, a_coordinators_key_file_is_two_lines);
	tcase_add_test(tcase, a_coordinators_public_key_is_checked);
	suite_add_tcase(suite, tcase);
	return suite;
}
