/* SPDX-License-Identifier: ISC */
/*
 * Typed errors that climb to where they can be said to a person.
 *
 * Three kinds of failure:
 *   - input that is refused: ERROR_REFUSED, with one sentence that says what
 *     is wrong and, where it can, what to do;
 *   - trouble with the environment (disk, network, memory lock):
 *     ERROR_SYSTEM, the sentence ends with what the system said;
 *   - a bug, or no memory: the program stops (error_bug).
 *
 * A struct error belongs to the caller, usually on its stack, set to ERROR_INIT.
 * Its text may quote input: show it only through clean_text() (clean.h).
 * Every function may be called from any thread.
 */
#ifndef TESTIMONY_ERROR_H
#define TESTIMONY_ERROR_H

#include <stddef.h>

#define ERROR_TEXT_BYTES 512

enum error_kind {
	ERROR_NONE = 0,
	ERROR_REFUSED,
	ERROR_SYSTEM,
};

struct error {
	enum error_kind kind;
	char text[ERROR_TEXT_BYTES];
};

#define ERROR_INIT { ERROR_NONE, "" }

/* Sets `error` (which may be NULL) to ERROR_REFUSED and a sentence. Always
 * returns -1, so that a function can end with `return error_refuse(...)`. */
int error_refuse(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same for ERROR_SYSTEM; adds ": " and strerror(errno) where errno is
 * not 0. errno is kept. Always returns -1. */
int error_system(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Puts "PREFIX: " before the text of an error that is set. Returns -1. */
int error_within(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Stops the program: an invariant does not hold, or there is no memory.
 * Writes one line to stderr and aborts (core files are off, see harden.h). */
_Noreturn void error_bug(const char *what);

/* What error_bug does before it speaks, so that it can be read: a terminal that was taken whole is
 * given back. NULL: nothing. Main thread, before or between other calls. */
void error_bug_first(void (*first)(void));

#endif
