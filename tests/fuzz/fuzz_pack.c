/* SPDX-License-Identifier: ISC */
/* Any text in every place of a document, and of all that a pack is composed of: documents stay
 * well-formed, and the CSV has six cells a row, none of which runs. */
#include "config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/error.h"
#include "common/json.h"
#include "common/secret.h"
#include "desk/pack/compose.h"
#include "desk/pack/html.h"
#include "desk/pack/odt_inside.h"
#include "desk/pack/statistics.h"
#include "tests/unit/pack_specimen.h"
#include "tests/unit/xml_check.h"

#define CELLS 6

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

static void
well_formed(struct buffer *out)
{
	const char *wrong = xml_wrong((const char *)out->data, out->length);

	if (wrong != NULL)
		error_bug(wrong);
	buffer_clear(out);
}

/* Outside of quotes there are commas, digits and ends of rows alone. */
static void
rows_are_whole(const struct buffer *out)
{
	size_t cells = 1;
	bool quoted = false;

	for (size_t i = 3; i < out->length; i++) {
		uint8_t c = out->data[i];

		if (c == '"') {
			size_t first = i + 1;

			while (!quoted && out->data[i - 1] != '"' && first < out->length &&
			    out->data[first] == ' ')
				first++;
			if (!quoted && out->data[i - 1] != '"' && first < out->length &&
			    memchr("=+-@", out->data[first], 4) != NULL)
				error_bug("a cell would run");
			quoted = !quoted;
		} else if (quoted && (c == '\r' || c == '\n' || c == '\0')) {
			error_bug("a cell has a line's end");
		} else if (!quoted && c == ',') {
			cells++;
		} else if (!quoted && c == '\n') {
			if (cells != CELLS || out->data[i - 1] != '\r')
				error_bug("a row has not six cells");
			cells = 1;
		} else if (!quoted && c != '\r' && (c < '0' || c > '9')) {
			error_bug("something stands outside of the cells");
		}
	}
	if (quoted)
		error_bug("a cell is not closed");
}

static void
writers_take(const struct document *document)
{
	struct buffer out = BUFFER_INIT;

	html_print(document, &out);
	well_formed(&out);
	odt_content(document, &out);
	well_formed(&out);
	odt_styles(document, &out);
	well_formed(&out);
	statistics_csv(document, &out);
	rows_are_whole(&out);
	buffer_free(&out);
}

static void
compose_hostile(const char *text)
{
	const struct compose_excerpt excerpts[] = { { .text = text, .theme = text, .area = text,
		.language = text, .repeat = COMPOSE_OWN_MP, .paraphrase = true },
		{ .text = "x", .theme = "y", .area = text, .repeat = COMPOSE_EVERYWHERE } };
	const struct compose_promise promise = { text, text, 0, true };
	const struct campaign campaign = { .name = text };
	const struct compose compose = { .kind = COMPOSE_AREA, .campaign = &campaign, .n = 1,
		.day = 20000, .from = 0, .area = text, .mp = text, .ask = text, .contact = text,
		.promises = &promise, .promise_count = 1, .excerpts = excerpts,
		.excerpt_count = 2, .former_day = 0 };
	struct document *document;

	compose_pack(&document, &compose, NULL);
	writers_take(document);
	document_free(&document);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer text = BUFFER_INIT;
	struct document *document;

	buffer_append(&text, data, size);
	buffer_append_byte(&text, '\0'); /* never NULL */
	document_new(&document, (const char *)text.data, (const char *)text.data, 20000);
	pack_hostile(document, (const char *)text.data);
	writers_take(document);
	document_free(&document);
	compose_hostile((const char *)text.data);
	buffer_free(&text);
	return 0;
}
