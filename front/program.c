/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "front/program.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/secret.h"
#include "common/version.h"
#include "front/terminal.h"

#define PROGRAM_VERSION 'V'      /* no letter for people: --version alone */
#define PROGRAM_OPTIONS_MOST 8   /* before the command, with --help and --version */
#define PROGRAM_LETTERS_MOST 16
#define PROGRAM_LINES_MOST 10    /* of commands in the help, which fits a screen of 24 */
#define PROGRAM_SHOWN_MOST 60    /* bytes of what was given, in a sentence */
#define PROGRAM_WORD_MOST 24     /* bytes of a name that is compared with another */
#define PROGRAM_SLIPS_MOST 2     /* letters wrong, missing, too many or swapped */

/*
 * What may have been meant.
 */

static size_t
program_least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many slips lead from one word to the other: the optimal string alignment distance. */
static size_t
program_slips(const char *left, size_t left_length, const char *right, size_t right_length)
{
	size_t rows[PROGRAM_WORD_MOST + 1][PROGRAM_WORD_MOST + 1];

	if (left_length > PROGRAM_WORD_MOST || right_length > PROGRAM_WORD_MOST)
		return PROGRAM_WORD_MOST;
	for (size_t i = 0; i <= left_length; i++)
		rows[i][0] = i;
	for (size_t j = 0; j <= right_length; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= left_length; i++)
		for (size_t j = 1; j <= right_length; j++) {
			size_t same = left[i - 1] == right[j - 1] ? 0 : 1;

			rows[i][j] = program_least(rows[i - 1][j - 1] + same,
			    program_least(rows[i - 1][j], rows[i][j - 1]) + 1);
			if (i > 1 && j > 1 && left[i - 1] == right[j - 2] &&
			    left[i - 2] == right[j - 1])
				rows[i][j] = program_least(rows[i][j], rows[i - 2][j - 2] + 1);
		}
	return rows[left_length][right_length];
}

/* Keeps in *best the name that is nearest to what was given, where one is near. */
static void
program_nearer(const char **best, size_t *slips, const char *given, size_t length,
    const char *name)
{
	size_t found = program_slips(given, length, name, strlen(name));

	if (length > PROGRAM_SLIPS_MOST && strncmp(given, name, length) == 0)
		found = 0; /* its beginning */
	if (found < *slips && found < length) {
		*best = name;
		*slips = found;
	}
}

/*
 * Options that cannot be taken.
 */

/* "--passphrase" is no option, but getopt_long would read it as short for --passphrase-file, take
 * the secret for a name, and show it. Looked for before anything else is read. */
static bool
program_has_passphrase(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strncmp(argv[i], "--pass", 6) == 0 &&
		    strncmp(argv[i], "--passphrase-", 13) != 0)
			return true;
	return false;
}

/* A long option that does not fit the table. */
static int
program_bad_long(const struct program_options *options, const char *given)
{
	const char *name = given + 2, *best = NULL;
	size_t length = strcspn(name, "="), slips = PROGRAM_SLIPS_MOST + 1, begun = 0;
	int shown = (int)program_least(length + 2, PROGRAM_SHOWN_MOST);

	for (const struct option *option = options->table; option->name != NULL; option++) {
		if (strncmp(option->name, name, length) == 0) {
			begun++;
			if (option->has_arg == no_argument && strlen(option->name) == length)
				return terminal_usage(options->name, "%.*s takes no value", shown,
				    given);
		}
		program_nearer(&best, &slips, name, length, option->name);
	}
	if (begun > 1)
		return terminal_usage(options->name, "%.*s is short for more than one option", shown,
		    given);
	if (begun == 1 && name[length] == '=')
		return terminal_usage(options->name, "%.*s takes no value", shown, given);
	if (best != NULL)
		return terminal_usage(options->name, "there is no option %.*s; did you mean --%s?",
		    shown, given, best);
	return terminal_usage(options->name, "there is no option %.*s", shown, given);
}

/* Whether getopt_long's complaint is about a long option. With a letter in optopt it is only where
 * that option takes no value, and got one; else argv[optind - 1] may be an earlier option. */
static bool
program_is_long(const struct option *table, const char *given)
{
	size_t length = strcspn(given, "=");

	if (strncmp(given, "--", 2) != 0)
		return false;
	if (optopt == 0)
		return true;
	if (given[length] != '=')
		return false;
	for (; table->name != NULL; table++)
		if (table->val == optopt && table->has_arg == no_argument &&
		    strncmp(table->name, given + 2, length - 2) == 0)
			return true;
	return false;
}

static int
program_bad_option(const struct program_options *options, int found, char **argv)
{
	const char *given = argv[optind - 1];

	/* A value is missing only at the end, so this is the option. */
	if (found == ':' && strncmp(given, "--", 2) == 0)
		return terminal_usage(options->name, "%.*s needs a value", PROGRAM_SHOWN_MOST,
		    given);
	if (found == ':')
		return terminal_usage(options->name, "-%c needs a value", optopt);
	if (program_is_long(options->table, given))
		return program_bad_long(options, given);
	if (optopt > ' ' && optopt < 0x7f)
		return terminal_usage(options->name, "there is no option -%c", optopt);
	return terminal_usage(options->name, "an option is a letter from a to z, or starts with --");
}

int
program_option(const struct program_options *options, int argc, char **argv, int *status)
{
	int found = getopt_long(argc, argv, options->letters, options->table, NULL);

	if (found == 'h') {
		terminal_print(options->help);
		*status = EXIT_DONE;
		return PROGRAM_STOP;
	}
	if (found == '?' || found == ':') {
		*status = program_bad_option(options, found, argv);
		return PROGRAM_STOP;
	}
	return found;
}

/*
 * The program.
 */

static size_t
program_longest(const char *(*text)(const struct program_command *command),
    const struct program *program)
{
	size_t longest = 0;

	for (size_t i = 0; i < program->command_count; i++)
		if (strlen(text(&program->commands[i])) > longest)
			longest = strlen(text(&program->commands[i]));
	return longest;
}

static const char *
program_name_of(const struct program_command *command)
{
	return command->name;
}

static const char *
program_summary_of(const struct program_command *command)
{
	return command->summary;
}

/* A line for each command; where they are many, two beside each other, to be read downwards. */
static void
program_list(struct buffer *out, const struct program *program)
{
	size_t count = program->command_count;
	size_t rows = count > PROGRAM_LINES_MOST ? (count + 1) / 2 : count;
	int width = (int)program_longest(program_name_of, program);
	int summary = (int)program_longest(program_summary_of, program);

	for (size_t i = 0; i < rows; i++) {
		const struct program_command *left = &program->commands[i];
		const struct program_command *right = left + rows;

		if (rows == count || i + rows >= count)
			buffer_format(out, "  %-*s  %s\n", width, left->name, left->summary);
		else
			buffer_format(out, "  %-*s  %-*s  %-*s  %s\n", width, left->name, summary,
			    left->summary, width, right->name, right->summary);
	}
}

static void
program_help(struct buffer *out, const struct program *program)
{
	buffer_format(out, "usage: %s %s\n\n%s\n", program->name, program->usage, program->about);
	program_list(out, program);
	buffer_format(out, "\n%s%s COMMAND --help says more; --version, which it is.\n"
	    "Exit status: 0 done, 1 refused or failed, 2 wrong usage.\n\nExample: %s", program->notes,
	    program->name, program->example);
}

static int
program_version(const struct program *program)
{
	struct buffer text = BUFFER_INIT, others = BUFFER_INIT;

	if (program->libraries != NULL)
		program->libraries(&others);
	version_print(&text, program->name,
	    others.length == 0 ? NULL : (const char *)others.data);
	terminal_print_bytes(text.data, text.length);
	buffer_free(&text);
	buffer_free(&others);
	return EXIT_DONE;
}

static int
program_missing_command(const struct program *program)
{
	struct buffer names = BUFFER_INIT;
	int status;

	for (size_t i = 0; i < program->command_count; i++)
		buffer_format(&names, "%s%s", i == 0 ? "" :
		    i + 1 == program->command_count ? " or " : ", ", program->commands[i].name);
	status = terminal_usage(program->name, "a command is missing: %s",
	    (const char *)names.data);
	buffer_free(&names);
	return status;
}

/* Runs the command whose name is argv[0]. */
static int
program_dispatch(const struct program *program, int argc, char **argv)
{
	const char *best = NULL;
	size_t slips = PROGRAM_SLIPS_MOST + 1;

	for (size_t i = 0; i < program->command_count; i++) {
		const struct program_command *command = &program->commands[i];

		if (strcmp(argv[0], command->name) == 0) {
			optind = 0; /* getopt(3) starts anew */
			return command->run(argc, argv);
		}
		program_nearer(&best, &slips, argv[0], strlen(argv[0]), command->name);
	}
	if (best != NULL)
		return terminal_usage(program->name, "there is no command %.*s; did you mean %s?",
		    PROGRAM_SHOWN_MOST, argv[0], best);
	return terminal_usage(program->name, "there is no command %.*s", PROGRAM_SHOWN_MOST,
	    argv[0]);
}

/* The options before the command, up to optind. -1: go on; else the exit status. */
static int
program_before(const struct program *program, int argc, char **argv)
{
	struct option table[PROGRAM_OPTIONS_MOST] = {
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, PROGRAM_VERSION },
	};
	char letters[PROGRAM_LETTERS_MOST];
	struct buffer help = BUFFER_INIT;
	struct program_options options = { program->name, letters, table, NULL };
	size_t count = 2;
	int found, status = -1;

	for (const struct option *option = program->options;
	    option != NULL && option->name != NULL; option++) {
		if (count == PROGRAM_OPTIONS_MOST - 1)
			error_bug("a program has too many options");
		table[count++] = *option;
	}
	program_help(&help, program);
	options.help = (const char *)help.data;
	/* "+": what follows the command's name is the command's. */
	(void)snprintf(letters, sizeof letters, "+:h%s",
	    program->letters == NULL ? "" : program->letters);
	optind = 0;
	while (status < 0 && (found = program_option(&options, argc, argv, &status)) != -1)
		if (found == PROGRAM_VERSION)
			status = program_version(program);
	buffer_free(&help);
	return status;
}

static int
program_find(const struct program *program, int argc, char **argv)
{
	char help[] = "--help";
	char *ask[] = { NULL, help, NULL };
	int status = program_before(program, argc, argv), before;
	char *command;

	if (status >= 0)
		return status;
	if (optind == argc)
		return program_missing_command(program);
	before = optind;
	command = argv[before];
	if (strcmp(command, "help") == 0) {
		ask[0] = before + 1 < argc ? argv[before + 1] : help;
		if (ask[0] == help)
			return program_before(program, 2, (char *[]){ argv[0], help, NULL });
		return program_dispatch(program, 2, ask);
	}
	memmove(argv + 2, argv + 1, (size_t)(before - 1) * sizeof *argv);
	argv[1] = command;
	return program_dispatch(program, argc - 1, argv + 1);
}

int
program_run(const struct program *program, int argc, char **argv)
{
	struct error error = ERROR_INIT;
	int status;

	if (program_has_passphrase(argc, argv))
		return terminal_usage(program->name, "a passphrase on the command line can be seen "
		    "by others; put it into a file for --passphrase-file, or wait to be asked");
	status = program_find(program, argc, argv);
	secret_wipe_stack();
	if (terminal_flush(&error) != 0 && status == EXIT_DONE)
		status = terminal_fail(program->name, &error);
	return status;
}
