/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "client/options.h"
#include "client/submit.h"
#include "common/harden.h"
#include "common/json.h"
#include "front/terminal.h"

/* testimony: what a family runs. */

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
};

static const struct command commands[] = {
	{ "submit", submit_command, "seal a testimony and send it" },
	{ "seal", seal_command, "seal a testimony into a file, to be sent from another machine" },
	{ "send", send_command, "send what was sealed" },
};

static void
main_help(void)
{
	struct buffer text = BUFFER_INIT;

	buffer_append_text(&text, "usage: testimony COMMAND ...\n\n"
	    "Tells a campaign what happened, in private: what is told is sealed here, and only\n"
	    "the campaign's coordinators can open it.\n\n");
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		buffer_format(&text, "  %-8s %s\n", commands[i].name, commands[i].help);
	buffer_append_text(&text, "\ntestimony COMMAND --help says more.\n");
	terminal_print_bytes(text.data, text.length);
	buffer_free(&text);
}

int
main(int argc, char **argv)
{
	struct error error = ERROR_INIT;
	int status;

	harden_process();
	json_start();
	if (argc < 2)
		return terminal_usage(OPTIONS_PROGRAM, "what shall be done? submit, seal or send");
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		main_help();
		return terminal_flush(&error) == 0 ? EXIT_DONE :
		    terminal_fail(OPTIONS_PROGRAM, &error);
	}
	if (strcmp(argv[1], "--version") == 0) {
		terminal_print("testimony " PACKAGE_VERSION "\n");
		return terminal_flush(&error) == 0 ? EXIT_DONE :
		    terminal_fail(OPTIONS_PROGRAM, &error);
	}
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(argv[1], commands[i].name) == 0) {
			status = commands[i].run(argc - 1, argv + 1);
			if (terminal_flush(&error) != 0 && status == EXIT_DONE)
				status = terminal_fail(OPTIONS_PROGRAM, &error);
			return status;
		}
	return terminal_usage(OPTIONS_PROGRAM, "there is no command \"%s\"", argv[1]);
}
