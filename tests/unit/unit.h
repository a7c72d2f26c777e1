/* SPDX-License-Identifier: ISC */
/*
 * What unit tests share. Each test_X.c defines unit_suite(); unit.c has main, prints TAP, and starts
 * libsodium and JSON.
 *
 * Specimens: tests/specimens/FORMAT/good-* must be taken, every other file refused; a file is named by its defect.
 */
#ifndef TESTIMONY_UNIT_H
#define TESTIMONY_UNIT_H

#include <check.h>
#include <jansson.h>

#include "common/buffer.h"
#include "common/error.h"

Suite *unit_suite(void);

/* The path of a file of the source tree ("tests/vectors/x.json"), in `out`. */
const char *unit_path(struct buffer *out, const char *relative);

/* Reads a file of the source tree; fails the test where it cannot. */
void unit_read(struct buffer *out, const char *relative);

/* A JSON file of the source tree, by jansson alone (no limits of ours). New reference. */
json_t *unit_json(const char *relative);

/* Bytes of a hex string member; fails the test where it is not `length` long. */
void unit_hex(uint8_t *bytes, size_t length, const json_t *object, const char *key);

/* Calls `take` for each specimen of a format, and fails the test where good ones are refused, bad
 * ones taken, a refusal has no sentence, or there are fewer than `least`. */
typedef int unit_taker(const uint8_t *data, size_t length, struct error *error);
void unit_specimens(const char *format, size_t least, unit_taker *take);

/* A function that must succeed; shows its sentence where it does not. */
#define unit_ok(call, error) \
	do { \
		if ((call) != 0) \
			ck_abort_msg("%s: %s", #call, (error)->text); \
	} while (0)

/* A function that must refuse, with a sentence that holds `words`. */
#define unit_refused(call, error, words) \
	do { \
		if ((call) == 0) \
			ck_abort_msg("%s was not refused", #call); \
		if (strstr((error)->text, (words)) == NULL) \
			ck_abort_msg("%s: \"%s\" does not say \"%s\"", #call, (error)->text, \
			    (words)); \
	} while (0)

#endif
