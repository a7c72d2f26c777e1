/* SPDX-License-Identifier: ISC */
/* The file of what was opened: all comes back, and nothing that was not put in by its owner. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "desk/vault_opened_file.h"
#include "tests/unit/unit.h"

#define BLOCK 262144
#define HEAD 64

static uint8_t secret[OPENED_SECRET_BYTES] = { 7 };
static char folder[] = "/tmp/testimony-opened.XXXXXX";
static char path[64];

static struct opened_binding
binding(uint8_t who, uint8_t context)
{
	struct opened_binding made = { .secret = secret };

	secret[0] = who;
	memset(made.context, context, sizeof made.context);
	return made;
}

static size_t
length_of(size_t i)
{
	return i % 7 == 0 ? 0 : 31 * i % 9000;
}

static struct opened_entry
entry_of(size_t i)
{
	struct opened_entry entry = { .kind = i < 100 ? 1 : 3, .changed = i + 1,
		.length = (uint32_t)length_of(i) };

	entry.name[0] = (uint8_t)(i >> 8);
	entry.name[1] = (uint8_t)i;
	return entry;
}

static void
put(size_t count, const struct opened_binding *by)
{
	struct opened_writer *writer = NULL;
	uint8_t *bytes = malloc(9000);

	ck_assert_int_eq(opened_writer_new(&writer, path, by, NULL), 0);
	for (size_t i = 0; i < count; i++) {
		struct opened_entry entry = entry_of(i);

		memset(bytes, (int)i, 9000);
		ck_assert_int_eq(opened_writer_add(writer, &entry, bytes, NULL), 0);
	}
	ck_assert_int_eq(opened_writer_commit(writer, NULL), 0);
	opened_writer_free(&writer);
	free(bytes);
}

/* How many entries come back as they were put in; -1: it is refused as a whole. */
static int
got(const struct opened_binding *by)
{
	struct opened_reader *reader = NULL;
	const struct opened_entry *entries;
	size_t count;
	int good = 0;

	if (opened_reader_new(&reader, path, by) != 0)
		return -1;
	entries = opened_reader_entries(reader, &count);
	for (size_t i = 0; i < count; i++) {
		struct opened_entry wanted = entry_of(i);
		struct buffer bytes = BUFFER_INIT;

		ck_assert_int_eq(opened_entry_compare(&entries[i], &wanted), 0);
		ck_assert_uint_eq(entries[i].changed, wanted.changed);
		if (opened_reader_get(reader, &entries[i], &bytes)) {
			ck_assert_uint_eq(bytes.length, wanted.length);
			for (size_t at = 0; at < bytes.length; at++)
				if (bytes.data[at] != (uint8_t)i)
					ck_abort_msg("entry %zu came back as something else", i);
			good++;
		}
		buffer_free(&bytes);
	}
	opened_reader_free(&reader);
	return good;
}

static void
change(long at, uint8_t with)
{
	FILE *file = fopen(path, "r+b");
	int byte;

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fseek(file, at, SEEK_SET), 0);
	byte = fgetc(file);
	ck_assert_int_eq(fseek(file, at, SEEK_SET), 0);
	(void)fputc(byte ^ with, file);
	ck_assert_int_eq(fclose(file), 0);
}

static void
copy_block(long from, long to)
{
	uint8_t *block = malloc(BLOCK);
	FILE *file = fopen(path, "r+b");

	ck_assert_int_eq(fseek(file, HEAD + from * BLOCK, SEEK_SET), 0);
	ck_assert_uint_eq(fread(block, 1, BLOCK, file), BLOCK);
	ck_assert_int_eq(fseek(file, HEAD + to * BLOCK, SEEK_SET), 0);
	ck_assert_uint_eq(fwrite(block, 1, BLOCK, file), BLOCK);
	ck_assert_int_eq(fclose(file), 0);
	free(block);
}

static long
length(void)
{
	struct stat status;

	ck_assert_int_eq(stat(path, &status), 0);
	return (long)status.st_size;
}

START_TEST(all_that_is_put_in_comes_back)
{
	struct opened_binding ours = binding(7, 1);
	static const size_t counts[] = { 0, 1, 99, 100, 101, 700 };

	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		put(counts[i], &ours);
		ck_assert_int_eq(got(&ours), (int)counts[i]);
	}
}
END_TEST

START_TEST(its_length_says_little)
{
	struct opened_binding ours = binding(7, 1);

	put(0, &ours);
	ck_assert_int_eq(length(), HEAD + 4 * BLOCK);
	put(150, &ours);
	ck_assert_int_eq(length(), HEAD + 4 * BLOCK);
	put(700, &ours); /* some 12 blocks: an even number */
	ck_assert_int_gt(length(), HEAD + 8 * BLOCK);
	ck_assert_int_eq((length() - HEAD) / BLOCK % 2, 0);
	ck_assert_int_eq((length() - HEAD) % BLOCK, 0);
}
END_TEST

START_TEST(another_owner_or_vault_has_nothing_of_it)
{
	struct opened_binding ours = binding(7, 1);
	struct opened_binding other_vault = binding(7, 2);

	put(50, &ours);
	ck_assert_int_eq(got(&other_vault), -1);
	ours = binding(8, 1);
	ck_assert_int_eq(got(&ours), -1);
	ours = binding(7, 1);
	ck_assert_int_eq(got(&ours), 50);
}
END_TEST

START_TEST(a_changed_byte_is_never_read)
{
	struct opened_binding ours = binding(7, 1);

	put(150, &ours);
	for (long at = 0; at < length(); at += at < HEAD ? 1 : 40009) {
		int whole;

		change(at, 0x10);
		whole = got(&ours);
		/* Of the head, and of the last block: nothing. Of another: not that one's. A block of
		 * padding is never looked at. */
		if (at < HEAD || at >= HEAD + 3 * BLOCK)
			ck_assert_int_eq(whole, -1);
		else
			ck_assert_int_le(whole, 150);
		change(at, 0x10);
	}
	change(HEAD + 5, 1);
	ck_assert_int_lt(got(&ours), 150);
}
END_TEST

START_TEST(blocks_that_are_moved_or_cut_off_are_refused)
{
	struct opened_binding ours = binding(7, 1);

	put(700, &ours);
	copy_block(1, 0);
	ck_assert_int_lt(got(&ours), 700);
	put(700, &ours);
	ck_assert_int_eq(truncate(path, length() - BLOCK), 0);
	ck_assert_int_eq(got(&ours), -1);
	put(700, &ours);
	ck_assert_int_eq(truncate(path, length() - 1), 0);
	ck_assert_int_eq(got(&ours), -1);
	ck_assert_int_eq(truncate(path, 10), 0);
	ck_assert_int_eq(got(&ours), -1);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(got(&ours), -1);
}
END_TEST

/* A block of an older file of the same owner, in its place. */
START_TEST(a_block_of_another_file_is_refused)
{
	struct opened_binding ours = binding(7, 1);
	struct buffer old = BUFFER_INIT;
	FILE *file;

	put(700, &ours);
	ck_assert_int_eq(file_read(path, 64U << 20, &old, NULL), 0);
	put(700, &ours);
	file = fopen(path, "r+b");
	ck_assert_int_eq(fseek(file, HEAD, SEEK_SET), 0);
	ck_assert_uint_eq(fwrite(old.data + HEAD, 1, BLOCK, file), BLOCK);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_lt(got(&ours), 700);
	buffer_free(&old);
}
END_TEST

static void
begin(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	(void)snprintf(path, sizeof path, "%s/opened.cache", folder);
}

static void
end(void)
{
	(void)unlink(path);
	(void)rmdir(folder);
	memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
}

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("opened");
	TCase *tests = tcase_create("opened");

	tcase_set_timeout(tests, 120);
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, all_that_is_put_in_comes_back);
	tcase_add_test(tests, its_length_says_little);
	tcase_add_test(tests, another_owner_or_vault_has_nothing_of_it);
	tcase_add_test(tests, a_changed_byte_is_never_read);
	tcase_add_test(tests, blocks_that_are_moved_or_cut_off_are_refused);
	tcase_add_test(tests, a_block_of_another_file_is_refused);
	suite_add_tcase(suite, tests);
	return suite;
}
