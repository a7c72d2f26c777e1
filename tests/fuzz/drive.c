/* SPDX-License-Identifier: ISC */
/*
 * Runs a fuzz target without a fuzzer: each seed as it is, then mutated with a fixed random seed, so
 * that `make check` finds again what was found once, with any compiler.
 * usage: fuzz_X ROUNDS FOLDER
 */
#include "config.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DRIVE_SEED_MOST (1024 * 1024)
#define DRIVE_SEEDS_MOST 1024

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seed {
	uint8_t *data;
	size_t size;
};

/* xorshift64 (Marsaglia 2003): the same rounds on every machine. */
static uint64_t
drive_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static size_t
drive_below(uint64_t *state, size_t limit)
{
	return limit == 0 ? 0 : (size_t)(drive_random(state) % limit);
}

/* A few small changes in `data`, which has room for twice `size`: returns the new size. */
static size_t
drive_mutate(uint64_t *state, uint8_t *data, size_t size, const struct seed *other)
{
	size_t changes = 1 + drive_below(state, 4);

	while (changes-- > 0) {
		size_t at = drive_below(state, size), length;

		switch (drive_below(state, 6)) {
		case 0: /* a bit */
			if (size > 0)
				data[at] ^= (uint8_t)(1U << drive_below(state, 8));
			break;
		case 1: /* a byte */
			if (size > 0)
				data[at] = (uint8_t)drive_random(state);
			break;
		case 2: /* cut short */
			size = at;
			break;
		case 3: /* a run taken out */
			length = drive_below(state, size - at + 1);
			memmove(data + at, data + at + length, size - at - length);
			size -= length;
			break;
		case 4: /* a run twice */
			length = drive_below(state, (size - at < 64 ? size - at : 64) + 1);
			memmove(data + at + length, data + at, size - at);
			size += length;
			break;
		default: /* the end of another seed */
			if (at < other->size) {
				length = other->size - at < size ? other->size - at : size;
				memcpy(data, other->data + other->size - length, length);
			}
			break;
		}
	}
	return size;
}

static int
drive_read(struct seed *seed, const char *path)
{
	FILE *file = fopen(path, "rb");

	if (file == NULL)
		return -1;
	seed->data = malloc(DRIVE_SEED_MOST);
	if (seed->data == NULL)
		abort();
	seed->size = fread(seed->data, 1, DRIVE_SEED_MOST, file);
	(void)fclose(file);
	return 0;
}

int
main(int argc, char **argv)
{
	static struct seed seeds[DRIVE_SEEDS_MOST];
	uint64_t state = 0x9e3779b97f4a7c15;
	struct dirent *entry;
	size_t count = 0, rounds;
	DIR *folder;

	if (argc != 3)
		return 2;
	rounds = strtoul(argv[1], NULL, 10);
	folder = opendir(argv[2]);
	if (folder == NULL)
		return 2;
	(void)LLVMFuzzerInitialize(&argc, &argv);
	while ((entry = readdir(folder)) != NULL && count < DRIVE_SEEDS_MOST) {
		char path[4096];

		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof path, "%s/%s", argv[2], entry->d_name);
		if (drive_read(&seeds[count], path) == 0)
			count++;
	}
	(void)closedir(folder);
	if (count == 0) {
		printf("not ok - %s has seeds\n", argv[2]);
		return 1;
	}
	for (size_t i = 0; i < count; i++)
		(void)LLVMFuzzerTestOneInput(seeds[i].data, seeds[i].size);
	for (size_t round = 0; round < rounds; round++) {
		const struct seed *seed = &seeds[drive_below(&state, count)];
		uint8_t *data = malloc(16 * (seed->size + 64)), *exact;
		size_t size;

		if (data == NULL)
			abort();
		memcpy(data, seed->data, seed->size);
		size = drive_mutate(&state, data, seed->size, &seeds[drive_below(&state, count)]);
		/* A block of just this size, so that a sanitizer sees reading past it. */
		exact = malloc(size == 0 ? 1 : size);
		if (exact == NULL)
			abort();
		memcpy(exact, data, size);
		(void)LLVMFuzzerTestOneInput(exact, size);
		free(exact);
		free(data);
	}
	for (size_t i = 0; i < count; i++)
		free(seeds[i].data);
	printf("ok - %zu seeds and %zu mutations of them are taken or refused\n", count, rounds);
	return 0;
}
