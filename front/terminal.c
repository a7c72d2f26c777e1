/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/terminal.h"

#include <errno.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/buffer.h"
#include "common/clean.h"
#include "common/file.h"

#define TERMINAL_LINE_MOST 2048 /* bytes of one message, before cleaning */
#define TERMINAL_COLUMNS 80     /* where the terminal does not say */
#define TERMINAL_TAB 8

/*
 * Output: messages, texts, progress. Questions are in terminal_ask.c.
 */

static void terminal_message(const char *program, const char *hint, const char *format,
    va_list arguments) __attribute__((format(printf, 3, 0)));

/* "PROGRAM: message hint" as one clean line, in one write: lines of two programs do not mix. */
static void
terminal_message(const char *program, const char *hint, const char *format, va_list arguments)
{
	char text[TERMINAL_LINE_MOST];
	struct buffer line = BUFFER_INIT;

	(void)vsnprintf(text, sizeof text, format, arguments);
	if (program != NULL) {
		clean_line(&line, program, strlen(program));
		buffer_append_text(&line, ": ");
	}
	clean_line(&line, text, strlen(text));
	buffer_append_text(&line, hint);
	buffer_append_byte(&line, '\n');
	(void)file_write_all(STDERR_FILENO, line.data, line.length);
	buffer_free(&line);
}

static void terminal_sentence(const char *program, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
terminal_sentence(const char *program, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	terminal_message(program, "", format, arguments);
	va_end(arguments);
}

int
terminal_fail(const char *program, const struct error *error)
{
	terminal_sentence(program, "%s", error->text);
	return EXIT_REFUSED;
}

int
terminal_usage(const char *program, const char *format, ...)
{
	struct buffer hint = BUFFER_INIT;
	va_list arguments;

	buffer_append_text(&hint, " (see: ");
	clean_line(&hint, program, strlen(program));
	buffer_append_text(&hint, " --help)");
	va_start(arguments, format);
	terminal_message(program, (const char *)hint.data, format, arguments);
	va_end(arguments);
	buffer_free(&hint);
	return EXIT_USAGE;
}

void
terminal_note(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	terminal_message(NULL, "", format, arguments);
	va_end(arguments);
}

/* What the stream of the standard output holds back: a buffer of ours, so that it can be wiped once
 * it is written. To the end of the program. */
#define TERMINAL_HELD_BYTES 16384
static char *terminal_held;

static void
terminal_hold(void)
{
	if (terminal_held != NULL)
		return;
	terminal_held = secret_allocate(TERMINAL_HELD_BYTES);
	memset(terminal_held, 0, TERMINAL_HELD_BYTES);
	(void)setvbuf(stdout, terminal_held, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF,
	    TERMINAL_HELD_BYTES);
}

void
terminal_print_bytes(const void *text, size_t length)
{
	struct buffer clean = BUFFER_INIT, shown = BUFFER_INIT;
	size_t column = 0;

	if (length == 0)
		return;
	clean_text(&clean, text, length);
	for (size_t i = 0; i < clean.length; i++) {
		uint8_t byte = clean.data[i];

		if (byte == '\t') {
			do
				buffer_append_byte(&shown, ' ');
			while (++column % TERMINAL_TAB != 0);
			continue;
		}
		buffer_append_byte(&shown, byte);
		column = byte == '\n' ? 0 : column + ((byte & 0xC0) != 0x80);
	}
	terminal_hold();
	/* A failure stays in the stream, where terminal_flush finds it. */
	(void)!fwrite(shown.data, 1, shown.length, stdout);
	buffer_free(&clean);
	buffer_free(&shown);
}

void
terminal_print(const char *text)
{
	terminal_print_bytes(text, strlen(text));
}

int
terminal_flush(struct error *error)
{
	int result;

	errno = 0;
	result = fflush(stdout);
	if (terminal_held != NULL && result == 0)
		sodium_memzero(terminal_held, TERMINAL_HELD_BYTES);
	if (result != 0 || ferror(stdout))
		return error_system(error, "standard output cannot be written");
	return 0;
}

/* A line can be rewritten in place only on a terminal that knows ECMA-48's "erase in line". */
bool
terminal_rewrites(void)
{
	const char *kind = getenv("TERM");

	return isatty(STDERR_FILENO) == 1 && kind != NULL && kind[0] != '\0' &&
	    strcmp(kind, "dumb") != 0;
}

/* Where to cut UTF-8 so that it shows at most `columns` characters. */
static size_t
terminal_cut(const uint8_t *text, size_t length, size_t columns)
{
	size_t at, shown = 0;

	for (at = 0; at < length; at++) {
		bool starts = (text[at] & 0xC0) != 0x80;

		if (starts && shown++ == columns)
			break;
	}
	return at;
}

void
terminal_progress(const char *format, ...)
{
	char text[TERMINAL_LINE_MOST];
	struct buffer clean = BUFFER_INIT, line = BUFFER_INIT;
	size_t columns = TERMINAL_COLUMNS;
	struct winsize size;
	va_list arguments;

	if (!terminal_rewrites())
		return;
	va_start(arguments, format);
	(void)vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	clean_line(&clean, text, strlen(text));
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
		columns = size.ws_col;
	/* One column stays free: a full line would wrap and could not be rewritten. */
	buffer_append_text(&line, "\r");
	if (clean.length > 0)
		buffer_append(&line, clean.data,
		    terminal_cut(clean.data, clean.length, columns - 1));
	buffer_append_text(&line, "\033[K");
	(void)file_write_all(STDERR_FILENO, line.data, line.length);
	buffer_free(&clean);
	buffer_free(&line);
}

void
terminal_progress_end(void)
{
	if (terminal_rewrites())
		(void)file_write_all(STDERR_FILENO, "\r\033[K", 4);
}
