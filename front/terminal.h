/* SPDX-License-Identifier: ISC */
/*
 * What the programs that people run share: clean output, questions, passphrases, progress. Text
 * from outside goes through clean.h here, so that no caller can forget it. Main thread.
 */
#ifndef TESTIMONY_TERMINAL_H
#define TESTIMONY_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "common/secret.h"

#define TERMINAL_PASSPHRASE_MOST 1024 /* bytes */
#define TERMINAL_PASSPHRASE_LEAST 8   /* characters of a new one that is typed */
#define TERMINAL_SUGGESTED_WORDS 6    /* 62 bits */

enum exit_status { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2 };

/* "PROGRAM: sentence" on stderr, one clean line. Returns EXIT_REFUSED. */
int terminal_fail(const char *program, const struct error *error);
/* "PROGRAM: sentence" and a hint at --help, on stderr. Returns EXIT_USAGE. */
int terminal_usage(const char *program, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* One clean line on stderr for the person at the terminal: what was done, what to do next. */
void terminal_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Whole text to stdout, cleaned: LF is kept, and TABs are spaces up to the next multiple of 8
 * characters, counted from where a line (or the text) starts. */
void terminal_print(const char *text);
void terminal_print_bytes(const void *text, size_t length);

/* Flushes stdout; -1 where what was printed could not be written (a full disk, a closed pipe). */
int terminal_flush(struct error *error);

/* A passphrase from `file` (its first line; "-" is refused), else from the terminal without echo.
 * Never from stdin when that is no terminal. *passphrase is the caller's. */
int terminal_passphrase(struct secret **passphrase, const char *file, const char *prompt,
    struct error *error);

/* A new one: from `file`, else asked twice, with a strong suggestion (six words of the word list)
 * that Enter accepts. `what` ends the sentence "A passphrase for ...". */
int terminal_new_passphrase(struct secret **passphrase, const char *file, const char *what,
    struct error *error);

/* Yes or no on the terminal; -1 where there is no terminal, or three answers were neither. */
int terminal_confirm(const char *question, bool *yes, struct error *error);

/* A line that is typed at the terminal, which shows it: at most `most` bytes. `instead` says what to
 * do where there is no terminal. *line is the caller's. */
int terminal_line(struct secret **line, const char *prompt, size_t most, const char *instead,
    struct error *error);

/* A line on stderr that is rewritten in place on a terminal, and nothing at all in a pipe. */
void terminal_progress(const char *format, ...) __attribute__((format(printf, 1, 2)));
void terminal_progress_end(void);
/* Whether standard error is a terminal on which that can be done. */
bool terminal_rewrites(void);

#endif
