/* SPDX-License-Identifier: ISC */
/* The campaign of unit tests of compose.h, and how they look into a document. */
#ifndef TESTIMONY_COMPOSE_CAMPAIGN_H
#define TESTIMONY_COMPOSE_CAMPAIGN_H

#include <string.h>

#include "tests/unit/compose_specimen.h"
#include "tests/unit/unit.h"

static struct campaign *
campaign_made(void)
{
	static struct campaign campaign = { .name = "Worcestershire SEND voices",
		.contact = "hello@voices.example" };
	struct error error = ERROR_INIT;
	json_t *form;

	if (campaign.form != NULL)
		return &campaign;
	form = unit_json("conf/form-worcestershire.json");
	unit_ok(form_new(&campaign.form, form, &error), &error);
	json_decref(form);
	return &campaign;
}

/* All that a document says, a block or cell a line, a heading's text behind its "#". */
static const char *
said(const struct document *document)
{
	static struct buffer text;
	char room[DOCUMENT_FIGURE_SIZE];

	buffer_clear(&text);
	buffer_format(&text, "%s\n", document->title);
	for (size_t i = 0; i < document->block_count; i++) {
		const struct document_block *block = &document->blocks[i];

		if (block->kind == DOCUMENT_HEADING)
			buffer_format(&text, "%.*s ", (int)block->level, "###");
		if (block->text != NULL)
			buffer_format(&text, "%s\n", block->text);
		if (block->source != NULL)
			buffer_format(&text, "~ %s\n", block->source);
		if (block->table == NULL)
			continue;
		buffer_format(&text, "%s\n", block->table->caption);
		for (size_t cell = 0; cell < block->table->cell_count; cell++)
			buffer_format(&text, "| %s\n",
			    document_cell_shown(&block->table->cells[cell], room));
	}
	return (const char *)text.data;
}

#define has(document, words) \
	do { \
		if (strstr(said(document), (words)) == NULL) \
			ck_abort_msg("it does not say \"%s\":\n%.2000s", (words), said(document)); \
	} while (0)
#define has_not(document, words) \
	do { \
		if (strstr(said(document), (words)) != NULL) \
			ck_abort_msg("it says \"%s\":\n%.2000s", (words), said(document)); \
	} while (0)

static struct document *
composed(const struct compose *compose, bool *printed)
{
	struct document *document;

	compose_pack(&document, compose, printed);
	return document;
}

#endif
