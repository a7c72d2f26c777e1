/* SPDX-License-Identifier: ISC */
/* Whether bytes are well-formed XML (and, in that, what the writers of packs may write): for unit
 * tests and fuzzing; xmllint judges the same files in tests/system/pack.sh. */
#ifndef TESTIMONY_XML_CHECK_H
#define TESTIMONY_XML_CHECK_H

#include <stdbool.h>
#include <string.h>

#include "common/utf8.h"

#define XML_DEPTH_MOST 64
#define XML_NAME "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-:._"

struct xml_name {
	const char *name;
	size_t length;
};

/* The five references that XML itself has. */
static bool
xml_reference(const char *at)
{
	static const char *const known[] = { "&lt;", "&gt;", "&amp;", "&quot;", "&apos;" };

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strncmp(at, known[i], strlen(known[i])) == 0)
			return true;
	return false;
}

/* One tag after its "<"; leaves *at behind its ">". */
static const char *
xml_tag(const char **at, struct xml_name *stack, size_t *depth)
{
	bool closes = **at == '/', empty = false;
	struct xml_name name;

	*at += closes;
	name = (struct xml_name){ *at, strspn(*at, XML_NAME) };
	if (name.length == 0)
		return "a tag without a name";
	*at += name.length;
	while (!closes && **at == ' ') {
		*at += 1 + strspn(*at + 1, XML_NAME);
		if (strncmp(*at, "=\"", 2) != 0)
			return "an attribute without its value";
		for (*at += 2; **at != '"'; (*at)++)
			if (**at == '\0' || **at == '<' || (**at == '&' && !xml_reference(*at)))
				return "an attribute that is cut, or not escaped";
		(*at)++;
	}
	if (!closes && **at == '/') {
		empty = true;
		(*at)++;
	}
	if (**at != '>')
		return "a tag that does not end";
	(*at)++;
	if (closes) {
		if (*depth == 0 || stack[*depth - 1].length != name.length ||
		    memcmp(stack[*depth - 1].name, name.name, name.length) != 0)
			return "an end that nothing began";
		(*depth)--;
	} else if (!empty) {
		if (*depth == XML_DEPTH_MOST)
			return "too deep";
		stack[(*depth)++] = name;
	}
	return NULL;
}

/* NULL, or what is wrong. The text ends in a NUL. */
static const char *
xml_wrong(const char *text, size_t length)
{
	static const char *const heads[] = { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
		"<!DOCTYPE html>\n" };
	struct xml_name stack[XML_DEPTH_MOST];
	const char *at = text, *wrong;
	size_t depth = 0, tags = 0;

	for (size_t i = 0; i < length;) {
		int32_t c = utf8_next((const uint8_t *)text, length, &i);

		if (c < 0 || (c < 0x20 && c != '\n' && c != '\t') || (c & 0xfffe) == 0xfffe)
			return "a character that XML does not have";
		if ((c >= 0x7f && c < 0xa0) || c == 0x200b || (c >= 0x202a && c <= 0x202e) ||
		    (c >= 0x2066 && c <= 0x2069) || c == 0xfeff)
			return "a character that cannot be seen";
	}
	for (size_t i = 0; i < 2; i++)
		if (strncmp(at, heads[i], strlen(heads[i])) == 0)
			at += strlen(heads[i]);
	while (*at != '\0') {
		if (*at == '<') {
			at++;
			wrong = xml_tag(&at, stack, &depth);
			if (wrong != NULL)
				return wrong;
			tags++;
		} else if (depth == 0 && *at != '\n') {
			return "text outside of all tags";
		} else if (*at == '&' && !xml_reference(at)) {
			return "an & that begins no reference";
		} else if (strncmp(at, "]]>", 3) == 0) {
			return "the end of a CDATA section";
		} else {
			at++;
		}
	}
	if (at != text + length)
		return "a NUL";
	return tags == 0 || depth != 0 ? "a tag is not closed" : NULL;
}

#endif
