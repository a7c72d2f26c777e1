/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pack/html.h"

#include <sodium.h>
#include <string.h>

#include "common/campaign.h"
#include "common/encode.h"
#include "desk/pack/html_inside.h"
#include "desk/pack/markup.h"

#define CONTENTS_LEAST 3 /* headings of level 1 from which on a list of them helps */

static void
html_text(struct buffer *out, const char *text)
{
	markup_text(out, text, strlen(text));
}

/* The style sheet is allowed by its hash (CSP level 3, 2.3.1), and nothing else is. */
static void
html_policy(struct buffer *out)
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	char text[64];

	(void)crypto_hash_sha256(hash, (const uint8_t *)html_style, strlen(html_style));
	base64_encode(text, sizeof text, hash, sizeof hash, BASE64_PADDED);
	buffer_format(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
	    "'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'\"/>\n", text);
}

static void
html_head(const struct document *document, struct buffer *out)
{
	char day[DAY_SIZE], date[DOCUMENT_DATE_SIZE];

	day_print(day, document->day);
	document_date_print(date, document->day);
	buffer_append_text(out, "<!DOCTYPE html>\n<html lang=\"");
	markup_attribute(out, document->language);
	buffer_append_text(out, "\">\n<head>\n<meta charset=\"utf-8\"/>\n");
	html_policy(out);
	buffer_append_text(out, "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
	    "<meta name=\"format-detection\" content=\"telephone=no\"/>\n<title>");
	html_text(out, document->title);
	buffer_append_text(out, "</title>\n<style>");
	buffer_append_text(out, html_style);
	buffer_append_text(out, "</style>\n</head>\n<body>\n<header>\n<h1>");
	html_text(out, document->title);
	buffer_format(out, "</h1>\n<p class=\"date\"><time datetime=\"%s\">%s</time></p>\n"
	    "</header>\n", day, date);
}

/* Links to the headings of level 1, by their places among all blocks. */
static void
html_contents(const struct document *document, struct buffer *out)
{
	size_t count = 0;

	for (size_t i = 0; i < document->block_count; i++)
		count += document->blocks[i].level == 1;
	if (count < CONTENTS_LEAST)
		return;
	buffer_append_text(out, "<nav aria-label=\"Contents\">\n<ul>\n");
	for (size_t i = 0; i < document->block_count; i++) {
		if (document->blocks[i].level != 1)
			continue;
		buffer_format(out, "<li><a href=\"#section-%zu\">", i + 1);
		html_text(out, document->blocks[i].text);
		buffer_append_text(out, "</a></li>\n");
	}
	buffer_append_text(out, "</ul>\n</nav>\n");
}

static void
html_paragraphs(struct buffer *out, const char *text)
{
	const char *line;
	size_t length;

	while (document_line(&text, &line, &length)) {
		buffer_append_text(out, "<p>");
		markup_text(out, line, length);
		buffer_append_text(out, "</p>\n");
	}
}

/* The number is text, so that it is copied, and a name to link to: page.html#p12. */
static void
html_numbered(struct buffer *out, const struct document_block *block)
{
	const char *text = block->text, *line;
	size_t length;

	buffer_format(out, "<p class=\"n\" id=\"p%u\"><span class=\"number\">%u. </span>",
	    block->number, block->number);
	if (document_line(&text, &line, &length))
		markup_text(out, line, length);
	buffer_append_text(out, "</p>\n");
	while (document_line(&text, &line, &length)) {
		buffer_append_text(out, "<p class=\"n\">");
		markup_text(out, line, length);
		buffer_append_text(out, "</p>\n");
	}
}

static void
html_quotation(struct buffer *out, const struct document_block *block)
{
	buffer_append_text(out, "<figure class=\"words\">\n<blockquote");
	if (block->language != NULL) {
		buffer_append_text(out, " lang=\"");
		markup_attribute(out, block->language);
		buffer_append_text(out, "\" dir=\"auto\""); /* Urdu is written from the right */
	}
	buffer_append_text(out, ">\n");
	html_paragraphs(out, block->text);
	buffer_append_text(out, "</blockquote>\n<figcaption>");
	html_text(out, block->source);
	buffer_append_text(out, "</figcaption>\n</figure>\n");
}

static void
html_bullet(struct buffer *out, const struct document *document, size_t i)
{
	if (i == 0 || document->blocks[i - 1].kind != DOCUMENT_BULLET)
		buffer_append_text(out, "<ul class=\"points\">\n");
	buffer_append_text(out, "<li>");
	html_text(out, document->blocks[i].text);
	buffer_append_text(out, "</li>\n");
	if (i + 1 == document->block_count || document->blocks[i + 1].kind != DOCUMENT_BULLET)
		buffer_append_text(out, "</ul>\n");
}

static void
html_block(struct buffer *out, const struct document *document, size_t i)
{
	const struct document_block *block = &document->blocks[i];

	switch (block->kind) {
	case DOCUMENT_HEADING:
		/* The title is the one of level 1 of the page. */
		buffer_format(out, "<h%u id=\"section-%zu\">", block->level + 1, i + 1);
		html_text(out, block->text);
		buffer_format(out, "</h%u>\n", block->level + 1);
		break;
	case DOCUMENT_PLAIN:
		html_paragraphs(out, block->text);
		break;
	case DOCUMENT_NUMBERED:
		html_numbered(out, block);
		break;
	case DOCUMENT_BULLET:
		html_bullet(out, document, i);
		break;
	case DOCUMENT_QUOTATION:
		html_quotation(out, block);
		break;
	case DOCUMENT_TABLE:
		if (block->table->bars && block->table->cell_count > 0) {
			buffer_append_text(out, "<div class=\"chart\">\n");
			html_table(block->table, out);
			html_chart(block->table, out);
			buffer_append_text(out, "</div>\n");
		} else {
			html_table(block->table, out);
		}
		break;
	}
}

void
html_print(const struct document *document, struct buffer *out)
{
	html_head(document, out);
	html_contents(document, out);
	buffer_append_text(out, "<main>\n");
	for (size_t i = 0; i < document->block_count; i++)
		html_block(out, document, i);
	buffer_append_text(out, "</main>\n</body>\n</html>\n");
}
