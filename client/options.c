/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/delivery.h"
#include "front/program.h"
#include "front/terminal.h"

#define OPTIONS_PATIENCE_MOST 86400
#define OPTIONS_NAME_SIZE 64 /* "testimony COMMAND" */

/* One letter for each, that `takes` names; only -o and -h are letters for people, too. */
static const struct option options_table[] = {
	{ "campaign", required_argument, NULL, 'c' },
	{ "pin", required_argument, NULL, 'p' },
	{ "answers", required_argument, NULL, 'a' },
	{ "language", required_argument, NULL, 'l' },
	{ "origin", required_argument, NULL, 'r' },
	{ "socks5", required_argument, NULL, 's' },
	{ "patience", required_argument, NULL, 't' },
	{ "mailbox", required_argument, NULL, 'm' },
	{ "output", required_argument, NULL, 'o' },
	{ "draft", required_argument, NULL, 'd' },
	{ "receipt-to", required_argument, NULL, 'R' },
	{ "passphrase-file", required_argument, NULL, 'f' },
	{ "receipt-file", required_argument, NULL, 'F' },
	{ "uses", required_argument, NULL, 'u' },
	{ "reply", required_argument, NULL, 'n' },
	{ "text-file", required_argument, NULL, 'x' },
	{ "json", no_argument, NULL, 'j' },
	{ "plain", no_argument, NULL, 'P' },
	{ "yes", no_argument, NULL, 'y' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static int
options_patience(long *patience, const char *text)
{
	char *end;

	errno = 0;
	*patience = strtol(text, &end, 10);
	if (errno != 0 || *text < '0' || *text > '9' || *end != '\0' ||
	    *patience > OPTIONS_PATIENCE_MOST)
		return terminal_usage(OPTIONS_PROGRAM, "--patience takes seconds, 0 to %d, not "
		    "\"%s\"", OPTIONS_PATIENCE_MOST, text);
	return 0;
}

static int
options_take(struct options *options, int found)
{
	switch (found) {
	case 'c':
		options->source.campaign = optarg;
		return 0;
	case 'p':
		options->source.pin = optarg;
		return 0;
	case 'a':
		options->answers = optarg;
		return 0;
	case 'l':
		options->language = optarg;
		return 0;
	case 'r':
		options->source.origin = optarg;
		return 0;
	case 's':
		options->source.socks5 = optarg;
		return 0;
	case 't':
		return options_patience(&options->patience, optarg);
	case 'm':
		options->mailbox = optarg;
		return 0;
	case 'o':
		options->output = optarg;
		return 0;
	case 'd':
		options->draft = optarg;
		return 0;
	case 'R':
		options->receipt_to = optarg;
		return 0;
	case 'f':
		options->passphrase_file = optarg;
		return 0;
	case 'F':
		options->receipt_file = optarg;
		return 0;
	case 'u':
		options->uses = optarg;
		return 0;
	case 'n':
		options->reply = optarg;
		return 0;
	case 'x':
		options->text_file = optarg;
		return 0;
	case 'j':
		options->json = true;
		return 0;
	case 'P':
		options->plain = true;
		return 0;
	case 'y':
		options->yes = true;
		return 0;
	default:
		error_bug("an option without its case");
	}
}

int
options_read(struct options *options, int argc, char **argv, const char *takes,
    const char *help, int *rest)
{
	char name[OPTIONS_NAME_SIZE];
	const struct program_options line = { name, ":ho:", options_table, help };
	int found, result;

	memset(options, 0, sizeof *options);
	options->patience = DELIVERY_PATIENCE;
	(void)snprintf(name, sizeof name, OPTIONS_PROGRAM " %s", argv[0]);
	while ((found = program_option(&line, argc, argv, &result)) != -1) {
		if (found == PROGRAM_STOP)
			return result == EXIT_DONE ? OPTIONS_HELP : result;
		if (strchr(takes, found) == NULL)
			return terminal_usage(OPTIONS_PROGRAM, "%s does not take %s", argv[0],
			    argv[optind - 1]);
		result = options_take(options, found);
		if (result != 0)
			return result;
	}
	*rest = optind;
	if (options->source.campaign == NULL)
		return terminal_usage(OPTIONS_PROGRAM, "%s needs --campaign: a file, or the link "
		    "of the leaflet", argv[0]);
	return 0;
}
