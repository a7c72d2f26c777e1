/* SPDX-License-Identifier: ISC */
/*
 * The command line of the programs that people run: PROGRAM [OPTIONS] COMMAND [OPTIONS] ...
 * Finds the command, shows help, and says what is wrong with an option. What stood on the
 * command line is shown cleaned and cut short, and never what follows a "=": it may be a secret.
 * Main thread.
 */
#ifndef TESTIMONY_PROGRAM_H
#define TESTIMONY_PROGRAM_H

#include <getopt.h>
#include <stddef.h>

#include "common/buffer.h"

struct program_command {
	const char *name;
	/* argv[0] is the command's name. Returns an exit status (terminal.h). */
	int (*run)(int argc, char **argv);
	const char *summary; /* its line in the list of commands */
};

struct program {
	const char *name;
	const char *usage;   /* what follows the name in the first line of the help */
	const char *about;   /* whole lines: what the program is for */
	const char *notes;   /* whole lines after the list of commands; or "" */
	const char *example; /* what follows "Example: "; whole lines */
	const struct program_command *commands;
	size_t command_count;
	/* Options that may stand before the command as well as after it: every command has them in
	 * its own table. NULL: none. `letters` are their short ones, as for getopt(3). */
	const struct option *options;
	const char *letters;
	/* Adds the libraries that it has besides those of every program (version.h). NULL: none. */
	void (*libraries)(struct buffer *out);
};

/* Runs the command that argv names, or shows help (--help, help, help COMMAND) or the version.
 * Options that stood before the command are put behind its name. Flushes standard output.
 * Returns an exit status: the program's. */
int program_run(const struct program *program, int argc, char **argv);

/* What program_option needs to know of a command. */
struct program_options {
	const char *name;           /* "PROGRAM COMMAND" */
	const char *letters;        /* as for getopt_long(3): ":h" first */
	const struct option *table; /* with { "help", no_argument, NULL, 'h' } */
	const char *help;           /* the whole text */
};

#define PROGRAM_STOP (-2)

/* The next option as getopt_long(3) gives it (optarg, optind; -1: no more of them), or
 * PROGRAM_STOP: help was shown, or the sentence about a bad option said, and *status is the exit
 * status. program_run has made it start at the first. */
int program_option(const struct program_options *options, int argc, char **argv, int *status);

#endif
