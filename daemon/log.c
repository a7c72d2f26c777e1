/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/log.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/buffer.h"
#include "common/clean.h"
#include "common/file.h"

#define LOG_LINE_MOST 1024

static void
log_write(const char *text)
{
	struct buffer line = BUFFER_INIT;

	buffer_append_text(&line, "testimonyd: ");
	clean_line(&line, text, strlen(text));
	buffer_append_byte(&line, '\n');
	/* One write, so that lines of two threads do not mix. There is nobody to tell that the
	 * log cannot be written. */
	(void)file_write_all(STDERR_FILENO, line.data, line.length);
	buffer_free(&line);
}

void
log_line(const char *format, ...)
{
	char text[LOG_LINE_MOST];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	log_write(text);
}

bool
log_is_due(struct log_seldom *seldom, int64_t steady, int64_t period)
{
	if (seldom->told && steady - seldom->at < period)
		return false;
	seldom->told = true;
	seldom->at = steady;
	return true;
}

void
log_seldom(struct log_seldom *seldom, int64_t steady, const char *format, ...)
{
	char text[LOG_LINE_MOST];
	va_list arguments;
	int length;

	if (!log_is_due(seldom, steady, LOG_HOUR)) {
		seldom->kept++;
		return;
	}
	va_start(arguments, format);
	length = vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	if (seldom->kept > 0 && length >= 0 && (size_t)length < sizeof text)
		(void)snprintf(text + length, sizeof text - (size_t)length,
		    " (%" PRIu64 " more of this kind were kept back)", seldom->kept);
	seldom->kept = 0;
	log_write(text);
}

void
log_kept_back(struct log_seldom *seldom, int64_t steady, bool end, const char *kind)
{
	if (seldom->kept == 0 || (!end && steady - seldom->at < LOG_HOUR))
		return;
	log_line("more warnings %s, kept back: %" PRIu64, kind, seldom->kept);
	seldom->kept = 0;
}
