/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <getopt.h>
#include <string.h>

#include "common/harden.h"
#include "common/json.h"
#include "desk/commands.h"
#include "front/terminal.h"

/* testimony-desk: coordinators. */

struct command {
	const char *name;
	desk_command *run;
	const char *help;
};

static const struct command commands[] = {
	{ "setup", command_setup, "make the desk's folder, or renew it" },
	{ "pull", command_pull, "fetch what is new" },
	{ "list", command_list, "what families told, a line each" },
	{ "show", command_show, "read one" },
};

static void
main_help(void)
{
	struct buffer text = BUFFER_INIT;

	buffer_append_text(&text,
	    "usage: testimony-desk -d DIR [--passphrase-file F] COMMAND ...\n\n"
	    "A coordinator's desk. The folder DIR holds what was pulled, sealed as families\n"
	    "sealed it; it is opened in memory alone.\n\n");
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		buffer_format(&text, "  %-8s %s\n", commands[i].name, commands[i].help);
	buffer_append_text(&text, "\ntestimony-desk COMMAND --help says more.\n");
	terminal_print_bytes(text.data, text.length);
	buffer_free(&text);
}

/* The options before the command. 0, -1 where help was shown, or EXIT_USAGE. */
static int
main_options(struct desk_options *options, int argc, char **argv)
{
	static const struct option table[] = {
		{ "folder", required_argument, NULL, 'd' },
		{ "passphrase-file", required_argument, NULL, 'f' },
		DESK_NO_PASSPHRASE,
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int found;

	opterr = 0;
	/* "+": what follows the command's name is the command's. */
	while ((found = getopt_long(argc, argv, "+:d:h", table, NULL)) != -1) {
		switch (found) {
		case 'd':
			options->folder = optarg;
			break;
		case 'f':
			options->passphrase_file = optarg;
			break;
		case 'h':
			main_help();
			return -1;
		case 'V':
			terminal_print(DESK_PROGRAM " " PACKAGE_VERSION "\n");
			return -1;
		default:
			return command_bad_option(found, argv);
		}
	}
	return 0;
}

static int
main_run(int argc, char **argv)
{
	struct desk_options options = { NULL, NULL };
	const struct command *command = NULL;
	int status = main_options(&options, argc, argv);
	bool help;

	if (status != 0)
		return status < 0 ? EXIT_DONE : status;
	if (optind == argc)
		return terminal_usage(DESK_PROGRAM, "what shall be done? setup, pull, list or "
		    "show");
	argc -= optind;
	argv += optind;
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(argv[0], commands[i].name) == 0)
			command = &commands[i];
	if (command == NULL)
		return terminal_usage(DESK_PROGRAM, "there is no command \"%s\"", argv[0]);
	help = argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
	if (options.folder == NULL && !help)
		return terminal_usage(DESK_PROGRAM, "-d DIR is needed: the desk's folder");
	return command->run(&options, argc, argv);
}

int
main(int argc, char **argv)
{
	struct error error = ERROR_INIT;
	int status;

	harden_process();
	json_start();
	status = main_run(argc, argv);
	if (terminal_flush(&error) != 0 && status == EXIT_DONE)
		status = terminal_fail(DESK_PROGRAM, &error);
	return status;
}
