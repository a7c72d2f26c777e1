/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "daemon/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/buffer.h"
#include "common/clean.h"
#include "common/file.h"

#define LOG_LINE_MOST 1024

void
log_line(const char *format, ...)
{
	struct buffer line = BUFFER_INIT;
	char text[LOG_LINE_MOST];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	buffer_append_text(&line, "testimonyd: ");
	clean_line(&line, text, strlen(text));
	buffer_append_byte(&line, '\n');
	/* One write, so that lines of two threads do not mix. There is nobody to tell that the
	 * log cannot be written. */
	(void)file_write_all(STDERR_FILENO, line.data, line.length);
	buffer_free(&line);
}
