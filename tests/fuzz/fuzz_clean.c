/* SPDX-License-Identifier: ISC */
/* Text made safe to show: UTF-8 without controls or invisible characters, marks in measure, and
 * nothing changes when it is cleaned again. */
#include "config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/clean.h"
#include "common/error.h"
#include "common/secret.h"
#include "common/utf8.h"

#define MARKS_MOST 8

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	secret_start();
	return 0;
}

/* Characters that must never be shown: the worst, listed anew and not taken from clean.c. */
static bool
is_harmful(int32_t c, bool lines)
{
	if (lines && (c == '\n' || c == '\t'))
		return false;
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xad || c == 0x61c || c == 0x180e ||
	    c == 0x200b || c == 0x200c || c == 0x200e || c == 0x200f ||
	    (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xe000 && c <= 0xf8ff) ||
	    (c >= 0xfff9 && c <= 0xfffb) || (c & 0xfffe) == 0xfffe || c >= 0xe0000;
}

static void
check(const uint8_t *data, size_t size, bool lines)
{
	struct buffer out = BUFFER_INIT, again = BUFFER_INIT;
	size_t at = 0, marks = 0;

	(lines ? clean_text : clean_line)(&out, data, size);
	while (at < out.length) {
		int32_t c = utf8_next(out.data, out.length, &at);

		if (is_harmful(c, lines))
			error_bug("a harmful character was shown");
		/* Combining Diacritical Marks alone, as their like. */
		marks = c >= 0x300 && c <= 0x36f ? marks + 1 : 0;
		if (marks > MARKS_MOST || (marks == 1 && at == 2))
			error_bug("marks were shown without measure");
	}
	(lines ? clean_text : clean_line)(&again, out.data, out.length);
	if (again.length != out.length ||
	    (out.length > 0 && memcmp(again.data, out.data, out.length) != 0))
		error_bug("a cleaned text changed when it was cleaned again");
	buffer_free(&out);
	buffer_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check(data, size, false);
	check(data, size, true);
	return 0;
}
