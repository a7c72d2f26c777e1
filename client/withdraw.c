/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "client/comeback.h"
#include "client/comeback_help.h"
#include "client/mailbox.h"
#include "client/stop.h"
#include "client/words.h"
#include "front/terminal.h"

#define WITHDRAW_ANSWER_MOST 64 /* bytes that are typed */

static const char withdraw_help[] =
    "usage: testimony withdraw --campaign FILE|LINK [options]\n\n"
    "Takes back, for good, all that you sent with your nine words. Says first what\n"
    "can be called back and what cannot, and asks. It is sent to each of the\n"
    "campaign's addresses of the kind in use (.onion, https), and each is reported.\n\n"
    TELLING_HELP_CAMPAIGN
    COMEBACK_HELP_RECEIPT
    "  --language TAG        the language to be asked in, such as pl\n"
    "  --yes                 withdraw without asking\n"
    COMEBACK_HELP_JSON
    COMEBACK_HELP_NETWORK
    "\nExample: testimony withdraw --campaign 'https://tell.example/#RW...1'\n";

/* Yes must be typed in full. */
static int
withdraw_confirm(const char *language, struct error *error)
{
	const char *yes = words(language, WORDS_WITHDRAW_YES);
	struct secret *line = NULL;
	struct buffer question = BUFFER_INIT;
	const char *typed;
	size_t length;
	int result;

	words_fill(&question, language, WORDS_WITHDRAW_ASK, "yes", yes, NULL);
	result = terminal_line(&line, (const char *)question.data, WITHDRAW_ANSWER_MOST,
	    "to withdraw without being asked, say --yes", error);
	if (result == 0) {
		typed = (const char *)line->bytes;
		typed += strspn(typed, " \t\r");
		length = strcspn(typed, " \t\r");
		if (length != strlen(yes) || strncasecmp(typed, yes, length) != 0 ||
		    typed[length + strspn(typed + length, " \t\r")] != '\0')
			result = error_refuse(error, "nothing was withdrawn: %s was not typed",
			    yes);
	}
	secret_free(&line);
	buffer_free(&question);
	return result;
}

/* The address in use, and the others of its kind. Their nets are the caller's, but the first. */
static int
withdraw_places(struct mailbox_place places[], size_t *count, const struct comeback *comeback,
    const struct options *options, struct error *error)
{
	const struct source *source = &comeback->source;
	struct net *net;

	places[0].net = comeback->net;
	*count = 1;
	for (size_t i = 0; i < source->campaign->origin_count; i++) {
		if (source_net_beside(&net, source, comeback->net, i, &options->source, error) != 0)
			return -1;
		if (net != NULL)
			places[(*count)++].net = net;
	}
	return 0;
}

static int
withdraw_report(const struct mailbox_place *places, size_t count, size_t done,
    const char *language, struct error *error)
{
	bool heard = false;

	for (size_t i = 0; i < count; i++) {
		const char *origin = net_origin(places[i].net);

		heard |= places[i].sent;
		if (places[i].done)
			terminal_note("%s: done. What it held with these words is erased.", origin);
		else
			terminal_note("%s: not known to be done (%s).", origin, places[i].error.text);
	}
	if (done > 0)
		comeback_say(words(language, WORDS_WITHDRAW_SURE));
	if (done == count)
		return 0;
	if (done > 0) {
		terminal_note("It is withdrawn where it says done. Run the same once more for the "
		    "others: that is harmless.");
		return 0;
	}
	return error_refuse(error, "%s; run the same again, which is harmless", heard ?
	    "it is not certain that anything was withdrawn: no clear answer came" :
	    "nothing was withdrawn");
}

static int
withdraw_print(const struct mailbox_place *places, size_t count, struct error *error)
{
	int result = 0;

	for (size_t i = 0; i < count && result == 0; i++)
		result = comeback_print("withdrawal", net_origin(places[i].net), "done",
		    places[i].done, error);
	return result;
}

static int
withdraw(const struct comeback *comeback, const struct options *options, struct error *error)
{
	struct mailbox_place places[CAMPAIGN_ORIGINS_MOST + 1];
	struct withdrawal withdrawal;
	size_t count = 0, done;
	int result;

	memset(places, 0, sizeof places);
	result = withdraw_places(places, &count, comeback, options, error);
	if (result == 0) {
		author_withdraw(comeback->author, comeback->source.campaign->signing_key.key,
		    &withdrawal);
		stop_catch();
		done = mailbox_withdraw(places, count, &withdrawal, options->patience, stop_flag());
		result = withdraw_report(places, count, done, comeback_language(options), error);
		if (options->json &&
		    withdraw_print(places, count, result == 0 ? error : NULL) != 0)
			result = -1;
	}
	for (size_t i = 1; i < count; i++)
		net_free(&places[i].net);
	return result;
}

int
withdraw_command(int argc, char **argv)
{
	struct comeback comeback = COMEBACK_INIT;
	struct error error = ERROR_INIT;
	struct options options;
	const char *language;
	int status;

	status = comeback_options(&options, argc, argv, "cpFlyjrst", withdraw_help, NULL);
	if (status != 0)
		return status == OPTIONS_HELP ? EXIT_DONE : status;
	language = comeback_language(&options);
	if (comeback_open(&comeback, &options, &error) != 0) {
		status = terminal_fail(OPTIONS_PROGRAM, &error);
	} else {
		comeback_say(words(language, WORDS_WITHDRAW_WHAT));
		comeback_say(words(language, WORDS_WITHDRAW_NOT));
		if ((!options.yes && withdraw_confirm(language, &error) != 0) ||
		    withdraw(&comeback, &options, &error) != 0)
			status = terminal_fail(OPTIONS_PROGRAM, &error);
	}
	comeback_free(&comeback);
	return status;
}
