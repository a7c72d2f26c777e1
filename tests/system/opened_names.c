/* SPDX-License-Identifier: ISC */
/*
 * What a desk's opened.cache knows: `opened_names FOLDER [HEX]` prints "KIND NAME" for each entry
 * (kinds as numbers, names as hex); with HEX those alone whose bytes have these. The desk's keys are
 * plain. Exit status 1: there is no such file, or it is not this desk's.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "common/encode.h"
#include "common/json.h"
#include "common/secret.h"
#include "desk/vault_opened_inside.h"

int
main(int argc, char **argv)
{
	uint8_t wanted[OPENED_NAME_BYTES];
	const struct opened_entry *entries;
	struct error error = ERROR_INIT;
	struct vault *vault = NULL;
	size_t count, length = 0;

	secret_start();
	json_start();
	if (argc < 2 || argc > 3 || (argc == 3 && ((length = strlen(argv[2]) / 2) > sizeof wanted ||
	    hex_decode(wanted, length, argv[2], strlen(argv[2])) != 0))) {
		(void)fputs("Usage: opened_names FOLDER [HEX]\n", stderr);
		return 2;
	}
	if (vault_open(&vault, argv[1], NULL, &error) != 0) {
		(void)fprintf(stderr, "opened_names: %s\n", error.text);
		return 2;
	}
	if (vault->opened->reader == NULL) {
		vault_free(&vault);
		return 1;
	}
	entries = opened_reader_entries(vault->opened->reader, &count);
	for (size_t i = 0; i < count; i++) {
		char digits[HEX_LENGTH(OPENED_NAME_BYTES) + 1];
		struct buffer bytes = BUFFER_INIT;

		hex_encode(digits, entries[i].name, sizeof entries[i].name);
		if (opened_reader_get(vault->opened->reader, &entries[i], &bytes) &&
		    (length == 0 || (bytes.length > 0 && memmem(bytes.data, bytes.length, wanted, length) != NULL)))
			(void)printf("%d %s\n", entries[i].kind, digits);
		buffer_free(&bytes);
	}
	vault_free(&vault);
	return 0;
}
