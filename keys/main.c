/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "common/harden.h"
#include "common/json.h"
#include "front/terminal.h"
#include "keys/command.h"

/* testimony-keys: finds the command. */

#define PROGRAM "testimony-keys"

static const struct {
	const char *name;
	command_function *run;
	const char *help;
} commands[] = {
	{ "init", command_init, "make a new campaign and its keys" },
	{ "coordinator", command_coordinator, "make your own key as a coordinator" },
	{ "admit", command_admit, "take a coordinator into a campaign" },
	{ "remove", command_remove, "take a coordinator out, and change the campaign's key" },
	{ "sign", command_sign, "sign an edited or ageing campaign anew" },
	{ "fingerprint", command_fingerprint, "show a pin, its six words and the links" },
	{ "seal", command_seal, "seal any file to age recipients or a passphrase" },
	{ "open", command_open, "open any age file" },
};

static int
print_help(void)
{
	struct buffer text = BUFFER_INIT;
	int status;
	size_t i;

	buffer_append_text(&text, "usage: " PROGRAM " COMMAND ...\n\n"
	    "The keys of a campaign: who can read what families send, and how families know\n"
	    "that a campaign is the one they were told of.\n\n");
	for (i = 0; i < sizeof commands / sizeof commands[0]; i++)
		buffer_format(&text, "  %-12s %s\n", commands[i].name, commands[i].help);
	buffer_append_text(&text, "\n"
	    "Passphrases are asked for at the terminal, or read from --passphrase-file.\n"
	    "Exit status: 0 done, 1 refused or failed, 2 wrong usage.\n"
	    PROGRAM " COMMAND --help says more; " PROGRAM " --version, which it is.\n\n"
	    "example: " PROGRAM " init send2026 --name 'SEND in our county' \\\n"
	    "             --origin https://tell.example.org\n");
	status = command_help(PROGRAM, (const char *)text.data);
	buffer_free(&text);
	return status;
}

static int
print_version(void)
{
	struct buffer text = BUFFER_INIT;
	int status;

	buffer_format(&text, PROGRAM " %s (libsodium %s, jansson %s)\n", PACKAGE_VERSION,
	    sodium_version_string(), jansson_version_str());
	status = command_help(PROGRAM, (const char *)text.data);
	buffer_free(&text);
	return status;
}

int
main(int argc, char **argv)
{
	size_t i;

	harden_process();
	json_start();
	if (argc < 2)
		return terminal_usage(PROGRAM, "a command is missing");
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0)
		return print_help();
	if (strcmp(argv[1], "--version") == 0)
		return print_version();
	for (i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	}
	if (argv[1][0] == '-')
		return terminal_usage(PROGRAM, "there is no option %s", argv[1]);
	return terminal_usage(PROGRAM, "there is no command %s", argv[1]);
}
