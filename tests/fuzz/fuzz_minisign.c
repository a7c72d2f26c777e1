/* SPDX-License-Identifier: ISC */
/* Minisign files: a signature over a fixed message by a fixed key, public and secret key files.
 * What is taken prints back the same, and a comment that was taken can be shown on one line. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/minisign_verify.h"
#include "common/secret.h"
#include "keys/minisign_sign.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The key of tests/vectors/minisign.json, which signed the specimens. */
static const char key_line[] = "RWTbwfynEqN17qpEEN2I6B9X4eGGS+o1NZTmkpcqOf9XVfIGUDFrunC0";
static const char message[] = "Made up for tests.\n";

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	secret_start();
	return 0;
}

static void
check_comment(const char *comment)
{
	for (; *comment != '\0'; comment++)
		if (((unsigned char)*comment < 0x20 && *comment != '\t') || *comment == 0x7f)
			abort();
}

static void
try_signature(const char *text, size_t size)
{
	struct minisign_public_key key;
	char comment[MINISIGN_COMMENT_MOST], alone[MINISIGN_COMMENT_MOST];
	struct error error = ERROR_INIT;

	if (minisign_public_parse(&key, key_line, sizeof key_line - 1, NULL) != 0)
		abort();
	if (minisign_verify(&key, message, sizeof message - 1, text, size, comment, &error) != 0) {
		if (error.kind != ERROR_REFUSED || error.text[0] == '\0')
			abort();
		return;
	}
	check_comment(comment);
	if (minisign_verify_comment(&key, text, size, alone, NULL) != 0 ||
	    strcmp(alone, comment) != 0)
		abort();
}

static void
try_public(const char *text, size_t size)
{
	struct minisign_public_key key, again;
	char line[MINISIGN_PUBLIC_LINE + 1];

	if (minisign_public_read(&key, text, size, NULL) != 0 &&
	    minisign_public_parse(&key, text, size, NULL) != 0)
		return;
	minisign_public_print_url(line, &key);
	if (minisign_public_parse(&again, line, MINISIGN_PUBLIC_LINE, NULL) != 0 ||
	    memcmp(&key, &again, sizeof key) != 0)
		abort();
}

static void
try_secret(const char *text, size_t size)
{
	struct minisign_secret_key *key, *again;
	struct minisign_public_key public_key, public_again;
	struct buffer printed = BUFFER_INIT;
	char comment[MINISIGN_COMMENT_MOST];

	if (minisign_secret_parse(&key, text, size, NULL) != 0)
		return;
	minisign_secret_print(key, &printed);
	if (minisign_secret_parse(&again, (const char *)printed.data, printed.length, NULL) != 0)
		abort();
	minisign_secret_public(key, &public_key);
	minisign_secret_public(again, &public_again);
	if (memcmp(&public_key, &public_again, sizeof public_key) != 0)
		abort();
	/* Whatever secret key is taken makes signatures that hold. */
	buffer_clear(&printed);
	minisign_sign(again, message, sizeof message - 1, "x", &printed);
	if (minisign_verify(&public_key, message, sizeof message - 1, (const char *)printed.data,
		printed.length, comment, NULL) != 0)
		abort();
	minisign_secret_free(&key);
	minisign_secret_free(&again);
	buffer_free(&printed);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_signature((const char *)data, size);
	try_public((const char *)data, size);
	try_secret((const char *)data, size);
	return 0;
}
