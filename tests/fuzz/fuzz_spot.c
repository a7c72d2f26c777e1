/* SPDX-License-Identifier: ISC */
/* Spots of any bytes: in order, not one over another, inside the text, and on the bounds of
 * characters. */
#include "config.h"

#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/secret.h"
#include "common/utf8.h"
#include "front/spot/spot.h"

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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct spots spots = SPOTS_INIT;
	size_t at = 0, last = 0;

	spot_text(&spots, (const char *)data, size);
	for (size_t i = 0; i < spots.count; i++) {
		const struct spot *spot = &spots.list[i];

		if (spot->start < last || spot->end <= spot->start || spot->end > size)
			error_bug("a spot is out of order or out of the text");
		if (spot->kind >= SPOT_KINDS || spot->month > 12 ||
		    (spot->kind != SPOT_MONEY && spot->pounds != 0) ||
		    (spot->kind != SPOT_DATE && (spot->month != 0 || spot->year != 0)))
			error_bug("a spot has what its kind has not");
		/* Characters as utf8_next has them, broken runs too. */
		while (at < spot->start)
			(void)utf8_next(data, size, &at);
		if (at != spot->start)
			error_bug("a spot begins inside a character");
		while (at < spot->end)
			(void)utf8_next(data, size, &at);
		if (at != spot->end)
			error_bug("a spot ends inside a character");
		last = spot->end;
	}
	spots_free(&spots);
	return 0;
}
