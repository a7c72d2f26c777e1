/* SPDX-License-Identifier: ISC */
/* Any bytes as a recipient: what is taken prints back the same and can be sealed to. Any 32 bytes
 * as a point: printed, they are taken where the point is good, and only there. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/age_seal.h"
#include "common/buffer.h"
#include "common/recipient.h"
#include "common/secret.h"

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

static void
try_text(const char *text, size_t length)
{
	struct recipient recipient;
	struct buffer sealed = BUFFER_INIT;
	struct error error = ERROR_INIT;
	char again[RECIPIENT_SIZE];

	if (recipient_parse(&recipient, text, length, &error) != 0) {
		if (error.kind != ERROR_REFUSED || error.text[0] == '\0')
			abort();
		return;
	}
	recipient_print(again, &recipient);
	if (strlen(again) != length || memcmp(again, text, length) != 0 ||
	    age_seal_bytes(&sealed, &recipient, 1, "", 0, &error) != 0)
		abort();
	buffer_free(&sealed);
}

static void
try_point(const uint8_t point[RECIPIENT_BYTES])
{
	struct recipient recipient, again;
	char text[RECIPIENT_SIZE];

	memcpy(recipient.point, point, RECIPIENT_BYTES);
	recipient_print(text, &recipient);
	if ((recipient_parse(&again, text, strlen(text), NULL) == 0) !=
	    recipient_point_is_good(point))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_text((const char *)data, size);
	if (size >= RECIPIENT_BYTES)
		try_point(data);
	return 0;
}
