/* SPDX-License-Identifier: ISC */
/* JSON: what is read prints, and the print reads back as the same value and prints the same. */
#include "config.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/error.h"
#include "common/json.h"
#include "common/secret.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	secret_start();
	json_start();
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer out = BUFFER_INIT, again = BUFFER_INIT;
	json_t *value, *second, *cleaned;
	struct error error = ERROR_INIT;

	if (json_parse(&value, data, size, "the input", &error) != 0) {
		if (value != NULL || error.kind != ERROR_REFUSED || error.text[0] == '\0')
			error_bug("a text was refused without a sentence");
		return 0;
	}
	json_print(value, &out);
	if (memchr(out.data, '\n', out.length) != NULL)
		error_bug("a value was printed on two lines");
	if (json_parse(&second, out.data, out.length, "the print", &error) != 0 ||
	    json_equal(value, second) != 1)
		error_bug("a value does not read back");
	json_print(second, &again);
	if (again.length != out.length || memcmp(again.data, out.data, out.length) != 0)
		error_bug("a value prints in two ways");
	cleaned = json_cleaned(second);
	json_decref(second);
	second = json_cleaned(cleaned);
	if (json_equal(cleaned, second) != 1)
		error_bug("a cleaned value can be cleaned more");
	json_decref(cleaned);
	json_decref(second);
	json_decref(value);
	buffer_free(&out);
	buffer_free(&again);
	return 0;
}
