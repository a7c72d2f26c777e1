/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/pack/markup.h"

#include <string.h>

static void
markup_escape(struct buffer *out, const char *text, size_t length, const char *special)
{
	size_t start = 0;

	for (size_t i = 0; i < length; i++) {
		const char *reference;

		if (text[i] == '\0' || strchr(special, text[i]) == NULL)
			continue;
		reference = text[i] == '<' ? "&lt;" : text[i] == '>' ? "&gt;" :
		    text[i] == '&' ? "&amp;" : "&quot;";
		buffer_append(out, text + start, i - start);
		buffer_append_text(out, reference);
		start = i + 1;
	}
	buffer_append(out, text + start, length - start);
}

void
markup_text(struct buffer *out, const char *text, size_t length)
{
	markup_escape(out, text, length, "<>&");
}

void
markup_attribute(struct buffer *out, const char *text)
{
	markup_escape(out, text, strlen(text), "<>&\"");
}
