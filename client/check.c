/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/comeback.h"
#include "client/comeback_help.h"
#include "front/terminal.h"

static const char check_help[] =
    "usage: testimony check --campaign FILE|LINK [options]\n\n"
    "Asks for your nine words, and shows what the coordinators have written to you:\n"
    "messages, questions, previews; which of your messages they have; and how your\n"
    "words may be used. What is not by a coordinator is never shown as theirs.\n\n"
    TELLING_HELP_CAMPAIGN
    COMEBACK_HELP_RECEIPT
    "  --language TAG        the language to show it in, such as pl\n"
    COMEBACK_HELP_JSON
    COMEBACK_HELP_NETWORK
    "\nExample: testimony check --campaign 'https://tell.example/#RW...1'\n";

int
check_command(int argc, char **argv)
{
	struct comeback comeback = COMEBACK_INIT;
	struct error error = ERROR_INIT;
	struct replies replies;
	struct buffer text = BUFFER_INIT;
	struct options options;
	int status;

	status = comeback_options(&options, argc, argv, "cpFljrst", check_help, NULL);
	if (status != 0)
		return status == OPTIONS_HELP ? EXIT_DONE : status;
	if (comeback_open(&comeback, &options, &error) != 0 ||
	    comeback_fetch(&comeback, &options, &replies, &error) != 0) {
		status = terminal_fail(OPTIONS_PROGRAM, &error);
	} else {
		if (options.json)
			replies_json(&text, &replies);
		else
			replies_letter(&text, &replies, comeback.source.campaign,
			    comeback_language(&options), comeback_today());
		terminal_print_bytes(text.data, text.length);
		replies_free(&replies);
		if (terminal_flush(&error) != 0)
			status = terminal_fail(OPTIONS_PROGRAM, &error);
	}
	comeback_free(&comeback);
	buffer_free(&text);
	return status;
}
