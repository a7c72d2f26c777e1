/* SPDX-License-Identifier: ISC */
/*
 * Opens the CCTV age test vectors (https://c2sp.org/CCTV/age) and judges the outcome: the kind of
 * failure, and the hash of all that was given out, also before a failure, however the file was cut
 * into pieces. Vectors with armor or post-quantum identities must be refused: here is neither.
 * usage: cctv OURS OTHERS FILE...     how many vectors of each sort there must be; prints TAP
 */
#include "config.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buffer.h"
#include "common/encode.h"
#include "common/error.h"
#include "common/file.h"
#include "common/secret.h"
#include "keys/age_identity.h"
#include "keys/age_open.h"

#define CCTV_FILE_MOST (64 * 1024 * 1024)
#define CCTV_LINE_MOST 4096
#define CCTV_PQ_IDENTITY "AGE-SECRET-KEY-PQ-"

struct vector {
	const char *name;
	char expect[64], payload[HEX_LENGTH(crypto_hash_sha256_BYTES) + 1];
	bool foreign; /* armored, or for a kind of identity that is not known here */
	struct age_identities *identities;
	const uint8_t *file;
	size_t length;
};

/* What a sink saw. */
struct given {
	crypto_hash_sha256_state state;
	size_t length;
};

static const size_t cuts[] = { 1, 7, 16, 4096, 65535, 65536, 65551, 65552, 65553, SIZE_MAX };

static int
given_add(void *context, const uint8_t *data, size_t length, struct error *error)
{
	struct given *given = context;

	(void)error;
	(void)crypto_hash_sha256_update(&given->state, data, length);
	given->length += length;
	return 0;
}

static const char *
result_name(enum age_open_result result)
{
	switch (result) {
	case AGE_OPEN_GOOD:
		return "success";
	case AGE_OPEN_HEADER:
		return "header failure";
	case AGE_OPEN_NO_MATCH:
		return "no match";
	case AGE_OPEN_HMAC:
		return "HMAC failure";
	case AGE_OPEN_PAYLOAD:
		return "payload failure";
	case AGE_OPEN_SINK:
		break;
	}
	return "trouble with the system";
}

static int
vector_identity(struct vector *vector, const char *value, struct error *error)
{
	if (strncmp(value, CCTV_PQ_IDENTITY, strlen(CCTV_PQ_IDENTITY)) == 0) {
		vector->foreign = true;
		return 0;
	}
	return age_identities_parse(vector->identities, value, strlen(value), error);
}

/* One `key: value` line of a vector. Vectors with unknown keys are to be passed over, says the
 * README of the vectors; none has any, and one that had would be a failure here. */
static int
vector_line(struct vector *vector, const char *line, struct error *error)
{
	const char *value = strstr(line, ": ");
	size_t key = value == NULL ? 0 : (size_t)(value - line);

	if (value == NULL)
		return error_refuse(error, "a line is no key and value");
	value += 2;
	if (strncmp(line, "expect", key) == 0)
		(void)snprintf(vector->expect, sizeof vector->expect, "%s", value);
	else if (strncmp(line, "payload", key) == 0)
		(void)snprintf(vector->payload, sizeof vector->payload, "%s", value);
	else if (strncmp(line, "armored", key) == 0)
		vector->foreign = true;
	else if (strncmp(line, "identity", key) == 0)
		return vector_identity(vector, value, error);
	else if (strncmp(line, "passphrase", key) == 0) {
		struct secret *passphrase = secret_copy(value, strlen(value));

		age_identities_passphrase(vector->identities, passphrase);
		secret_free(&passphrase);
	} else if (strncmp(line, "comment", key) != 0 && strncmp(line, "file key", key) != 0)
		return error_refuse(error, "an unknown key in: %s", line);
	return 0;
}

static int
vector_parse(struct vector *vector, const struct buffer *data, struct error *error)
{
	const char *text = (const char *)data->data, *end = text + data->length;

	for (;;) {
		const char *line_end = memchr(text, '\n', (size_t)(end - text));
		size_t length = line_end == NULL ? 0 : (size_t)(line_end - text);
		char line[CCTV_LINE_MOST];

		if (line_end == NULL || length >= sizeof line)
			return error_refuse(error, "this is not a vector");
		memcpy(line, text, length);
		line[length] = '\0';
		text = line_end + 1;
		if (length == 0)
			break;
		if (vector_line(vector, line, error) != 0)
			return -1;
	}
	vector->file = (const uint8_t *)text;
	vector->length = (size_t)(end - text);
	return 0;
}

/* Opens the file in pieces of `cut` bytes. */
static enum age_open_result
vector_open(const struct vector *vector, size_t cut, struct given *given, struct error *error)
{
	struct age_open *open;
	enum age_open_result result;
	size_t done = 0;
	int failed = 0;

	(void)crypto_hash_sha256_init(&given->state);
	given->length = 0;
	age_open_new(&open, vector->identities, given_add, given);
	while (failed == 0 && done < vector->length) {
		size_t part = vector->length - done < cut ? vector->length - done : cut;

		failed = age_open_add(open, vector->file + done, part, error);
		done += part;
	}
	if (failed == 0)
		(void)age_open_finish(open, error);
	result = age_open_result(open);
	age_open_free(&open);
	return result;
}

/* What is wrong with the outcome, in `why`; empty where nothing is. */
static void
vector_judge(const struct vector *vector, size_t cut, struct buffer *why)
{
	struct error error = ERROR_INIT;
	struct given given;
	uint8_t hash[crypto_hash_sha256_BYTES];
	char digits[HEX_LENGTH(sizeof hash) + 1];
	enum age_open_result result = vector_open(vector, cut, &given, &error);

	if (vector->foreign ? result == AGE_OPEN_GOOD :
	    strcmp(result_name(result), vector->expect) != 0)
		buffer_format(why, "%s, %s expected: %s", result_name(result),
		    vector->foreign ? "a refusal" : vector->expect, error.text);
	if ((result == AGE_OPEN_GOOD) != (error.kind == ERROR_NONE))
		buffer_format(why, "result and error differ: %s", error.text);
	(void)crypto_hash_sha256_final(&given.state, hash);
	hex_encode(digits, hash, sizeof hash);
	if (!vector->foreign && vector->payload[0] != '\0' && strcmp(digits, vector->payload) != 0)
		buffer_format(why, "other bytes were given out (%zu)", given.length);
	if ((vector->foreign || vector->payload[0] == '\0') && given.length != 0)
		buffer_format(why, "%zu bytes were given out", given.length);
}

/* Returns whether the vector is one that this project must open or refuse for its own reason. */
static bool
vector_run(const char *path)
{
	struct buffer data = BUFFER_INIT, why = BUFFER_INIT;
	struct error error = ERROR_INIT;
	const char *slash = strrchr(path, '/');
	struct vector vector = { .name = slash == NULL ? path : slash + 1 };
	bool foreign;

	vector.identities = age_identities_new();
	if (file_read(path, CCTV_FILE_MOST, &data, &error) != 0 ||
	    vector_parse(&vector, &data, &error) != 0)
		buffer_append_text(&why, error.text);
	/* A passphrase costs time at each try: the file comes whole or byte by byte. */
	for (size_t i = 0; i < sizeof cuts / sizeof cuts[0] && why.length == 0; i++)
		if (age_identities_held_passphrase(vector.identities) == NULL || cuts[i] == 1 ||
		    cuts[i] == SIZE_MAX)
			vector_judge(&vector, cuts[i], &why);
	foreign = vector.foreign;
	printf("%s - %s: %s\n", why.length == 0 ? "ok" : "not ok", vector.name,
	    foreign ? "refused" : vector.expect);
	if (why.length > 0)
		printf("# %s\n", (const char *)why.data);
	age_identities_free(&vector.identities);
	buffer_free(&data);
	buffer_free(&why);
	return !foreign;
}

int
main(int argc, char **argv)
{
	unsigned long ours = 0, others = 0;

	if (argc < 3) {
		(void)fputs("usage: cctv OURS OTHERS FILE...\n", stderr);
		return 2;
	}
	secret_start();
	for (int i = 3; i < argc; i++)
		if (vector_run(argv[i]))
			ours++;
		else
			others++;
	printf("%s - %s vectors are judged, and %s with armor or other keys refused\n",
	    ours == strtoul(argv[1], NULL, 10) && others == strtoul(argv[2], NULL, 10) ?
	    "ok" : "not ok", argv[1], argv[2]);
	return 0;
}
