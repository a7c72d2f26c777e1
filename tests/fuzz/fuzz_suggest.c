/* SPDX-License-Identifier: ISC */
/* Suggestions for any bytes: in order, not one over another, inside the text, on the bounds of
 * characters. The first line is a name to hide. */
#include "config.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/error.h"
#include "common/secret.h"
#include "common/utf8.h"
#include "desk/redact/suggest.h"

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
check(const struct suggestions *found, const uint8_t *text, size_t size)
{
	size_t at = 0, last = 0;

	for (size_t i = 0; i < found->count; i++) {
		const struct suggestion *one = &found->list[i];

		if (one->start < last || one->end <= one->start || one->end > size)
			error_bug("a suggestion is out of order or out of the text");
		if (one->kind >= SUGGEST_KINDS || one->sure > SUGGEST_CERTAIN || one->sure == 0 ||
		    one->why == NULL || *one->why == '\0')
			error_bug("a suggestion lacks something");
		/* Characters as utf8_next has them, broken runs too. */
		while (at < one->start)
			(void)utf8_next(text, size, &at);
		if (at != one->start)
			error_bug("a suggestion begins inside a character");
		while (at < one->end)
			(void)utf8_next(text, size, &at);
		if (at != one->end)
			error_bug("a suggestion ends inside a character");
		last = one->end;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size == 0 ? NULL : memchr(data, '\n', size);
	size_t first = end == NULL ? 0 : (size_t)(end - data);
	char *name = calloc(1, first + 1);
	const char *names[1] = { name };
	struct suggest_options options = { .hide = { names, 1 }, .places = { names, 1 } };
	struct suggestions found;

	if (name == NULL)
		error_bug("no memory");
	if (first > 0)
		memcpy(name, data, first);
	suggest_text(&found, (const char *)data, size, &options);
	check(&found, data, size);
	(void)suggest_jigsaw(found.list, found.count);
	suggestions_free(&found);
	if (size % 4 != 0) {
		free(name);
		return 0;
	}
	options.publics = options.hide;
	options.language = "xx";
	suggest_text(&found, (const char *)data, size, &options);
	check(&found, data, size);
	suggestions_free(&found);
	free(name);
	return 0;
}
