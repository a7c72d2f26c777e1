/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pack/csv.h"

#include <inttypes.h>
#include <string.h>

#include "common/clean.h"
#include "common/error.h"
#include "common/utf8.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* White space of Unicode (property White_Space), as far as it can be in a clean text. */
static bool
csv_is_blank(int32_t character)
{
	return character == ' ' || character == 0xa0 || character == 0x1680 ||
	    (character >= 0x2000 && character <= 0x200a) || character == 0x202f ||
	    character == 0x205f || character == 0x3000;
}

/* What a formula begins with; some spreadsheets fold wide and small forms into the plain ones. */
static bool
csv_is_trigger(int32_t character)
{
	static const int32_t triggers[] = { '=', '+', '-', '@', 0xff1d, 0xff0b, 0xff0d, 0xff20,
		0xfe66, 0xfe62, 0xfe63, 0xfe6b, 0x2212 };

	for (size_t i = 0; i < sizeof triggers / sizeof triggers[0]; i++)
		if (character == triggers[i])
			return true;
	return false;
}

static bool
csv_would_run(const uint8_t *text, size_t length)
{
	size_t at = 0;

	while (at < length) {
		int32_t character = utf8_next(text, length, &at);

		if (!csv_is_blank(character))
			return csv_is_trigger(character);
	}
	return false;
}

static void
csv_cell(struct csv *csv)
{
	if (csv->row_begun)
		buffer_append_byte(csv->out, ',');
	csv->row_begun = true;
}

void
csv_begin(struct csv *csv, struct buffer *out)
{
	*csv = (struct csv){ .out = out };
	buffer_append_text(out, BYTE_ORDER_MARK);
}

void
csv_text(struct csv *csv, const char *text)
{
	struct buffer clean = BUFFER_INIT;

	clean_text(&clean, text, strlen(text));
	csv_cell(csv);
	buffer_append_byte(csv->out, '"');
	for (size_t i = 0; i < clean.length; i++)
		if (clean.data[i] == '\n' || clean.data[i] == '\t')
			clean.data[i] = ' ';
	if (csv_would_run(clean.data, clean.length))
		buffer_append_byte(csv->out, '\'');
	for (size_t i = 0; i < clean.length; i++) {
		if (clean.data[i] == '"')
			buffer_append_byte(csv->out, '"');
		buffer_append_byte(csv->out, clean.data[i]);
	}
	buffer_append_byte(csv->out, '"');
	buffer_free(&clean);
}

void
csv_number(struct csv *csv, int64_t number)
{
	csv_cell(csv);
	buffer_format(csv->out, "%" PRId64, number);
}

void
csv_empty(struct csv *csv)
{
	csv_cell(csv);
}

void
csv_end_row(struct csv *csv)
{
	if (!csv->row_begun)
		error_bug("a row of CSV has no cell");
	buffer_append_text(csv->out, "\r\n");
	csv->row_begun = false;
}
