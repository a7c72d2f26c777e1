/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void error_set(struct error *error, enum error_kind kind, const char *format,
    va_list arguments) __attribute__((format(printf, 3, 0)));

static void
error_set(struct error *error, enum error_kind kind, const char *format, va_list arguments)
{
	if (error == NULL)
		return;
	error->kind = kind;
	(void)vsnprintf(error->text, sizeof error->text, format, arguments);
}

int
error_refuse(struct error *error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	error_set(error, ERROR_REFUSED, format, arguments);
	va_end(arguments);
	return -1;
}

int
error_system(struct error *error, const char *format, ...)
{
	int saved = errno;
	va_list arguments;

	va_start(arguments, format);
	error_set(error, ERROR_SYSTEM, format, arguments);
	va_end(arguments);
	if (error != NULL && saved != 0) {
		size_t used = strlen(error->text);

		(void)snprintf(error->text + used, sizeof error->text - used, ": %s",
		    strerror(saved));
	}
	errno = saved;
	return -1;
}

int
error_within(struct error *error, const char *format, ...)
{
	char prefix[ERROR_TEXT_BYTES / 2], whole[2 * ERROR_TEXT_BYTES];
	va_list arguments;

	if (error == NULL || error->kind == ERROR_NONE)
		return -1;
	va_start(arguments, format);
	(void)vsnprintf(prefix, sizeof prefix, format, arguments);
	va_end(arguments);
	(void)snprintf(whole, sizeof whole, "%s: %s", prefix, error->text);
	memcpy(error->text, whole, sizeof error->text - 1);
	error->text[sizeof error->text - 1] = '\0';
	return -1;
}

static void (*error_first)(void);

void
error_bug_first(void (*first)(void))
{
	error_first = first;
}

_Noreturn void
error_bug(const char *what)
{
	void (*first)(void) = error_first;

	error_first = NULL; /* a bug in there is not answered by itself */
	if (first != NULL)
		first();
	/* write(2): stdio may be what is broken, and there may be no memory. */
	(void)!write(STDERR_FILENO, "testimony: stopped: ", 20);
	(void)!write(STDERR_FILENO, what, strlen(what));
	(void)!write(STDERR_FILENO, "\n", 1);
	abort();
}
