/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pack/gate_read.h"

#include <sodium.h>
#include <string.h>

#include "common/encode.h"
#include "common/utf8.h"

#define NAME_MOST 64
#define SPACES_MOST 65536 /* that one text:s stands for */
#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-:._"
#define XML_BEGINS "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define HTML_BEGINS "<!DOCTYPE html>\n"
#define ODT_SPACE "urn:oasis:names:tc:opendocument:xmlns:"

/* Names, each with a space on either side. INLINE are within a line of text; all others end it. */
#define INLINE " span a time text:span text:s text:tab text:line-break text:page-number " \
	"text:page-count "
static const struct {
	const char *begins, *elements, *attributes;
} grammars[GATE_MARKUPS] = {
	[GATE_HTML] = { HTML_BEGINS,
	    " html head meta title style body header h1 h2 h3 h4 p time nav ul li a main "
	    "span figure blockquote figcaption div table caption thead tbody tr th td svg "
	    "desc rect text ",
	    " lang charset http-equiv content name id class href scope role aria-label "
	    "aria-labelledby tabindex datetime dir width height x y dx " },
	[GATE_ODT_CONTENT] = { XML_BEGINS,
	    " office:document-content office:automatic-styles office:body office:text style:style "
	    "style:table-properties style:table-column-properties style:table-cell-properties "
	    "style:paragraph-properties style:text-properties text:p text:h text:span text:s "
	    "text:tab text:list text:list-item table:table table:table-column "
	    "table:table-header-rows table:table-row table:table-cell ",
	    " office: style: text: table: fo: xml:id " },
	[GATE_ODT_STYLES] = { XML_BEGINS,
	    " office:document-styles office:font-face-decls office:styles office:automatic-styles "
	    "office:master-styles style:font-face style:default-style style:style "
	    "style:paragraph-properties style:text-properties style:table-properties "
	    "style:table-row-properties style:tab-stops style:tab-stop "
	    "style:list-level-properties style:list-level-label-alignment style:page-layout "
	    "style:page-layout-properties style:footer-style style:header-footer-properties "
	    "style:master-page style:footer text:list-style text:list-level-style-bullet "
	    "text:list-level-style-number text:p text:tab text:page-number text:page-count ",
	    " office: style: text: table: fo: svg:font-family " },
	[GATE_ODT_META] = { XML_BEGINS,
	    " office:document-meta office:meta dc:title dc:language meta:creation-date dc:date ",
	    " office:version " },
	[GATE_ODT_MANIFEST] = { XML_BEGINS, " manifest:manifest manifest:file-entry ",
	    " manifest: " },
};

struct element {
	const char *name;
	size_t length;
};

struct reader {
	struct gate_seen *seen;
	const char *text;
	size_t length, at;
	enum gate_markup markup;
	struct element stack[GATE_DEPTH_MOST];
	size_t depth;
	size_t spaces; /* text:c of the element that is read */
	struct error *error;
};

/* Is a name in a list of names with spaces around? One that ends in a colon stands for all of its
 * prefix. */
static bool
list_has(const char *list, const char *name, size_t length)
{
	while (*(list += strspn(list, " ")) != '\0') {
		size_t size = strcspn(list, " ");

		if ((size == length && memcmp(list, name, length) == 0) ||
		    (list[size - 1] == ':' && length > size && memcmp(list, name, size) == 0))
			return true;
		list += size;
	}
	return false;
}

static bool
is_name(const char *name, size_t length, const char *wanted)
{
	return length == strlen(wanted) && memcmp(name, wanted, length) == 0;
}

static size_t
span_of(const struct reader *reader, const char *bytes)
{
	size_t i = reader->at;

	while (i < reader->length && reader->text[i] != '\0' &&
	    strchr(bytes, reader->text[i]) != NULL)
		i++;
	return i - reader->at;
}

/* The character that a reference stands for, at `at` behind its "&"; *at goes behind its ";". */
static int
read_reference(const char *text, size_t length, size_t *at, struct buffer *out)
{
	static const struct {
		const char *name;
		char is;
	} known[] = { { "lt;", '<' }, { "gt;", '>' }, { "amp;", '&' }, { "quot;", '"' },
		{ "apos;", '\'' } };
	uint32_t c = 0, base = 10;
	size_t i = *at, first;

	for (size_t j = 0; j < sizeof known / sizeof known[0]; j++)
		if (length - i >= strlen(known[j].name) &&
		    memcmp(text + i, known[j].name, strlen(known[j].name)) == 0) {
			buffer_append_byte(out, (uint8_t)known[j].is);
			*at += strlen(known[j].name);
			return 0;
		}
	if (i == length || text[i++] != '#')
		return -1;
	if (i < length && text[i] == 'x') {
		base = 16;
		i++;
	}
	for (first = i; i < length && i - first < 8 && text[i] != ';'; i++) {
		char small = (char)(text[i] | 0x20);
		uint32_t digit = text[i] >= '0' && text[i] <= '9' ? (uint32_t)(text[i] - '0') :
		    small >= 'a' && small <= 'f' ? (uint32_t)(small - 'a') + 10 : base;

		if (digit >= base)
			return -1;
		c = c * base + digit;
	}
	if (i == first || i == length || text[i] != ';' || c == 0 || c > 0x10ffff ||
	    (c >= 0xd800 && c <= 0xdfff))
		return -1;
	utf8_append(out, c);
	*at = i + 1;
	return 0;
}

/* Adds text without its references. */
static int
read_text(struct reader *reader, size_t length, struct buffer *out)
{
	const char *text = reader->text + reader->at;
	size_t at = 0;

	while (at < length) {
		const char *next = memchr(text + at, '&', length - at);
		size_t run = next == NULL ? length - at : (size_t)(next - text) - at;

		buffer_append(out, text + at, run);
		at += run;
		if (next == NULL)
			break;
		at++;
		if (read_reference(text, length, &at, out) != 0)
			return error_refuse(reader->error, "it has \"%.*s\", which stands for no "
			    "character", (int)(length - at < 12 ? length - at + 1 : 12),
			    text + at - 1);
	}
	reader->at += length;
	return 0;
}

bool
gate_language_is_plain(const char *tag, size_t length)
{
	size_t at = 0, letters[3] = { 0 }, part = 0;

	for (; at < length && part < 3; at++) {
		char small = (char)(tag[at] | 0x20);

		if (tag[at] == '-')
			part++;
		else if (small >= 'a' && small <= 'z')
			letters[part]++;
		else
			return false;
	}
	if (at < length || part > 2 || letters[0] < 2 || letters[0] > 3)
		return false;
	if (part == 2)
		return letters[1] == 4 && letters[2] == 2;
	return part == 0 || letters[1] == 2 || letters[1] == 4;
}

static bool
value_has(const char *value, size_t length, const char *what)
{
	return memmem(value, length, what, strlen(what)) != NULL;
}

static bool
is_namespace(const struct reader *reader, const struct element *name)
{
	return reader->markup != GATE_HTML && name->length > strlen("xmlns:") &&
	    memcmp(name->name, "xmlns:", strlen("xmlns:")) == 0;
}

/* What leads out of the file, and what a path looks like. */
static int
check_value(struct reader *reader, const struct element *name, const char *value, size_t length)
{
	static const char *const outside[] = { "://", "url(", "script:", "data:", "file:",
		"mailto:", "tel:", "\\", "/home/", "../" };
	static const char *const spaces[] = { ODT_SPACE "office:1.0", ODT_SPACE "style:1.0",
		ODT_SPACE "text:1.0", ODT_SPACE "table:1.0", ODT_SPACE "xsl-fo-compatible:1.0",
		ODT_SPACE "svg-compatible:1.0", ODT_SPACE "meta:1.0", ODT_SPACE "manifest:1.0",
		"http://purl.org/dc/elements/1.1/" };

	if (is_namespace(reader, name)) {
		for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++)
			if (is_name(value, length, spaces[i]))
				return 0;
		return error_refuse(reader->error, "it names something that is no part of an "
		    "OpenDocument text");
	}
	for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++)
		if (value_has(value, length, outside[i]))
			return error_refuse(reader->error, "its %.*s leads out of the file",
			    (int)name->length, name->name);
	if (is_name(name->name, name->length, "href") && (length < 2 || value[0] != '#'))
		return error_refuse(reader->error, "it has a link that leads out of the file");
	if (is_name(name->name, name->length, "http-equiv") &&
	    !is_name(value, length, "Content-Security-Policy"))
		return error_refuse(reader->error, "it orders a browser about");
	/* No author, no program. */
	if (is_name(name->name, name->length, "name") && !(reader->markup == GATE_HTML &&
	    list_has(" referrer viewport format-detection ", value, length)))
		return error_refuse(reader->error, "it says more about itself than packs do");
	if (is_name(name->name, name->length, "lang") && !gate_language_is_plain(value, length))
		return error_refuse(reader->error, "its language is more than a language, a script "
		    "and a region");
	if (is_name(name->name, name->length, "manifest:full-path") && length > 1 &&
	    value_has(value, length, "/"))
		return error_refuse(reader->error, "its list of files has a folder");
	return 0;
}

/* One attribute; its name is at `at`. */
static int
read_attribute(struct reader *reader)
{
	struct element name = { reader->text + reader->at, span_of(reader, NAME_LETTERS) };
	const char *attributes = grammars[reader->markup].attributes, *end;
	size_t start;

	if (name.length == 0 || name.length > NAME_MOST)
		return error_refuse(reader->error, "it has a tag that cannot be read");
	reader->at += name.length;
	if (!list_has(attributes, name.name, name.length) && !is_namespace(reader, &name))
		return error_refuse(reader->error, "it has %.*s=, which no pack has",
		    (int)name.length, name.name);
	if (reader->length - reader->at < 2 ||
	    memcmp(reader->text + reader->at, "=\"", 2) != 0)
		return error_refuse(reader->error, "it has a tag that cannot be read");
	reader->at += 2;
	end = memchr(reader->text + reader->at, '"', reader->length - reader->at);
	if (end == NULL || memchr(reader->text + reader->at, '<',
	    (size_t)(end - reader->text) - reader->at) != NULL)
		return error_refuse(reader->error, "it has a tag that does not end");
	start = reader->seen->aside.length;
	if (read_text(reader, (size_t)(end - reader->text) - reader->at, &reader->seen->aside) != 0)
		return -1;
	reader->at++;
	if (check_value(reader, &name, (const char *)reader->seen->aside.data + start,
	    reader->seen->aside.length - start) != 0)
		return -1;
	if (is_name(name.name, name.length, "text:c")) {
		reader->spaces = 0;
		for (size_t i = start; i < reader->seen->aside.length; i++) {
			uint8_t digit = reader->seen->aside.data[i];

			if (digit < '0' || digit > '9' || reader->spaces > SPACES_MOST / 10)
				return error_refuse(reader->error, "it has spaces that cannot be "
				    "counted");
			reader->spaces = reader->spaces * 10 + digit - '0';
		}
	}
	if (is_namespace(reader, &name))
		reader->seen->aside.length = start;
	buffer_append_byte(&reader->seen->aside, '\n');
	return 0;
}

/* A style sheet is the one that the page's own policy allows by its hash (CSP level 3, 2.3.1), so
 * nothing was put into it since; it has no address and no comment; what it quotes may be shown. */
static int
read_style(struct reader *reader)
{
	static const char *const never[] = { "url", "@import", "/*", "\\", "&" };
	const char *style = reader->text + reader->at,
	    *end = memchr(style, '<', reader->length - reader->at);
	uint8_t hash[crypto_hash_sha256_BYTES];
	char allowed[128] = "style-src 'sha256-";
	size_t length, begun = strlen(allowed);
	bool quoted = false;

	if (end == NULL)
		return error_refuse(reader->error, "it has a style sheet that does not end");
	length = (size_t)(end - style);
	(void)crypto_hash_sha256(hash, (const uint8_t *)style, length);
	base64_encode(allowed + begun, sizeof allowed - begun, hash, sizeof hash, BASE64_PADDED);
	if (!value_has(reader->text, reader->at, allowed))
		return error_refuse(reader->error, "its style sheet is not the one that it allows");
	for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
		if (value_has(style, length, never[i]))
			return error_refuse(reader->error, "its style sheet has %s, which no pack "
			    "has", never[i]);
	for (size_t i = 0; i < length; i++) {
		if (style[i] == '"') {
			quoted = !quoted;
			buffer_append_byte(&reader->seen->aside, '\n');
		} else if (quoted) {
			buffer_append_byte(&reader->seen->aside, (uint8_t)style[i]);
		}
	}
	buffer_append_byte(&reader->seen->aside, '\n');
	reader->at += length;
	return 0;
}

/* What an element means to who reads. */
static void
read_meaning(struct reader *reader, const struct element *name, bool closes)
{
	if (!list_has(INLINE, name->name, name->length)) {
		buffer_append_byte(&reader->seen->text, '\n');
		return;
	}
	if (closes)
		return;
	if (is_name(name->name, name->length, "text:s"))
		for (size_t i = 0; i < reader->spaces; i++)
			buffer_append_byte(&reader->seen->text, ' ');
	else if (is_name(name->name, name->length, "text:tab"))
		buffer_append_byte(&reader->seen->text, ' ');
	else if (is_name(name->name, name->length, "text:line-break"))
		buffer_append_byte(&reader->seen->text, '\n');
}

/* A tag, behind its "<". */
static int
read_tag(struct reader *reader)
{
	bool closes = reader->at < reader->length && reader->text[reader->at] == '/', empty = false;
	struct element name;

	reader->at += closes;
	name = (struct element){ reader->text + reader->at, span_of(reader, NAME_LETTERS) };
	if (name.length == 0 || name.length > NAME_MOST)
		return error_refuse(reader->error, "it has a comment, or a tag that cannot be "
		    "read");
	if (!list_has(grammars[reader->markup].elements, name.name, name.length))
		return error_refuse(reader->error, "it has <%.*s>, which no pack has",
		    (int)name.length, name.name);
	reader->at += name.length;
	reader->spaces = 1;
	while (!closes && span_of(reader, " \n") > 0) {
		reader->at += span_of(reader, " \n");
		if (read_attribute(reader) != 0)
			return -1;
	}
	if (!closes && reader->at < reader->length && reader->text[reader->at] == '/') {
		empty = true;
		reader->at++;
	}
	if (reader->at == reader->length || reader->text[reader->at++] != '>')
		return error_refuse(reader->error, "it has a tag that does not end");
	if (closes) {
		const struct element *open = reader->depth == 0 ? NULL :
		    &reader->stack[reader->depth - 1];

		if (open == NULL || open->length != name.length ||
		    memcmp(open->name, name.name, name.length) != 0)
			return error_refuse(reader->error, "its <%.*s> ends where it did not begin",
			    (int)name.length, name.name);
		reader->depth--;
	}
	read_meaning(reader, &name, closes);
	if (closes || empty)
		return 0;
	if (reader->depth == GATE_DEPTH_MOST)
		return error_refuse(reader->error, "its elements are too deep in one another");
	reader->stack[reader->depth++] = name;
	return is_name(name.name, name.length, "style") ? read_style(reader) : 0;
}

static int
check_utf8(const struct reader *reader)
{
	size_t at = 0;

	if (memchr(reader->text, '\0', reader->length) != NULL)
		return error_refuse(reader->error, "it has a byte that is no text");
	while (at < reader->length)
		if (utf8_next((const uint8_t *)reader->text, reader->length, &at) < 0)
			return error_refuse(reader->error, "it is not UTF-8");
	return 0;
}

int
gate_read(struct gate_seen *seen, const void *bytes, size_t length, enum gate_markup markup,
    struct error *error)
{
	struct reader reader = { .seen = seen, .text = bytes, .length = length, .markup = markup,
		.error = error };
	const char *begins = grammars[markup].begins;

	if (length < strlen(begins) || memcmp(bytes, begins, strlen(begins)) != 0)
		return error_refuse(error, "it does not begin as a pack's file does");
	if (check_utf8(&reader) != 0)
		return -1;
	buffer_reserve(&seen->aside, 1); /* so that there is a place for an empty value */
	reader.at = strlen(begins);
	while (reader.at < length) {
		const char *next = memchr(reader.text + reader.at, '<', length - reader.at);
		size_t run = (next == NULL ? length : (size_t)(next - reader.text)) - reader.at;

		if (read_text(&reader, run, &seen->text) != 0)
			return -1;
		if (next == NULL)
			break;
		reader.at++;
		if (read_tag(&reader) != 0)
			return -1;
	}
	if (reader.depth > 0)
		return error_refuse(error, "it ends before its end");
	buffer_append_byte(&seen->text, '\n');
	return 0;
}

void
gate_seen_free(struct gate_seen *seen)
{
	buffer_free(&seen->text);
	buffer_free(&seen->aside);
}
