/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "client/comeback.h"
#include "client/comeback_help.h"
#include "client/submit.h"
#include "client/telling.h"
#include "common/testimony.h"
#include "front/terminal.h"

static const char add_help[] =
    "usage: testimony add --campaign FILE|LINK --answers FILE [options]\n\n"
    "Adds to what you told, with your nine words: what is in FILE is shown, sealed\n"
    "and sent into the same mailbox. What you told before stays as it is.\n\n"
    TELLING_HELP_CAMPAIGN
    "  --answers FILE        the answers (-: standard input), as for submit\n"
    COMEBACK_HELP_RECEIPT
    "  --language TAG        the language that they are in, such as pl\n"
    "  --yes                 send without asking once more\n"
    COMEBACK_HELP_JSON
    COMEBACK_HELP_NETWORK
    "\nExample: testimony add --campaign 'https://tell.example/#RW...1' \\\n"
    "             --answers more.json\n";

static int
add_confirm(const struct telling *telling, const struct comeback *comeback, struct error *error)
{
	const struct campaign *campaign = comeback->source.campaign;
	struct buffer letter = BUFFER_INIT, question = BUFFER_INIT;
	int result;

	submit_say_before(telling, campaign);
	telling_print(telling, campaign, &letter);
	buffer_format(&question, "Add this to what you told %s (%s)?", campaign->name,
	    net_origin(comeback->net));
	result = comeback_confirm(&letter, (const char *)question.data, error);
	buffer_free(&letter);
	buffer_free(&question);
	return result;
}

static int
add(const struct comeback *comeback, const struct options *options, struct error *error)
{
	const struct campaign *campaign = comeback->source.campaign;
	struct telling telling = TELLING_INIT;
	struct buffer line1 = BUFFER_INIT;
	int result;

	result = telling_read(&telling, campaign, options->answers, options->language, error);
	if (result == 0 && !options->yes)
		result = add_confirm(&telling, comeback, error);
	if (result == 0)
		result = testimony_print(&line1, campaign, "addition", telling.language,
		    age_identities_recipient(comeback->identities, 0), telling.answers, error);
	if (result == 0)
		result = comeback_send(comeback, options, "addition", &line1, error);
	telling_free(&telling);
	buffer_free(&line1);
	return result;
}

int
add_command(int argc, char **argv)
{
	struct comeback comeback = COMEBACK_INIT;
	struct error error = ERROR_INIT;
	struct options options;
	int status;

	status = comeback_options(&options, argc, argv, "cpaFlyjrst", add_help, NULL);
	if (status != 0)
		return status == OPTIONS_HELP ? EXIT_DONE : status;
	if (options.answers == NULL)
		return terminal_usage(OPTIONS_PROGRAM, "add needs --answers FILE: what you want to "
		    "add");
	if (options.receipt_file != NULL && strcmp(options.receipt_file, "-") == 0 &&
	    strcmp(options.answers, "-") == 0)
		return terminal_usage(OPTIONS_PROGRAM, "--receipt-file and --answers cannot both be "
		    "standard input");
	if (comeback_open(&comeback, &options, &error) != 0 ||
	    add(&comeback, &options, &error) != 0)
		status = terminal_fail(OPTIONS_PROGRAM, &error);
	comeback_free(&comeback);
	return status;
}
