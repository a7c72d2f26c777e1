/* SPDX-License-Identifier: ISC */
/*
 * testimony-desk's commands. Each returns an exit status. Main thread.
 */
#ifndef TESTIMONY_COMMANDS_H
#define TESTIMONY_COMMANDS_H

#define DESK_PROGRAM "testimony-desk"

/* What stands before the command's name: testimony-desk -d DIR [--passphrase-file F] COMMAND. */
struct desk_options {
	const char *folder;
	const char *passphrase_file; /* NULL: the terminal is asked */
};

/* argv[0] is the command's name. */
typedef int desk_command(const struct desk_options *options, int argc, char **argv);

desk_command command_setup, command_pull; /* commands.c */
desk_command command_list, command_show;  /* show.c */

/* getopt would take --passphrase for short of --passphrase-file, and print the secret. In each
 * table of options; command_bad_option says why. */
#define DESK_NO_PASSPHRASE { "passphrase", no_argument, NULL, '?' }

/* Says what getopt_long (with ":" first in its letters) found wrong. Returns EXIT_USAGE. */
int command_bad_option(int found, char **argv);

#endif
