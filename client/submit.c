/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/submit.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "client/conversation.h"
#include "client/delivery.h"
#include "client/looks.h"
#include "client/options.h"
#include "client/receipt_out.h"
#include "client/source.h"
#include "client/stop.h"
#include "client/telling.h"
#include "client/telling_help.h"
#include "common/file.h"
#include "front/terminal.h"

#define SUBMIT_LOOKS_MOST 12 /* that are told one by one */

static const char submit_help[] =
    "usage: testimony submit --campaign FILE|LINK [options]\n\n"
    "Asks you the campaign's questions, seals what you answer, sends it, and prints\n"
    "its receipt: nine words. Write them down, and keep them where only you look: no\n"
    "one can give them to you again.\n\n"
    TELLING_HELP_CAMPAIGN
    "  --language TAG        the language to ask and tell in, such as pl\n"
    "  --plain               for screen readers: nothing shown is ever rewritten\n"
    "  --draft FILE          go on with a draft that you saved\n"
    "  --passphrase-file F   the draft's passphrase is the first line of F\n"
    "  --receipt-to FILE     write the receipt to this new file as well\n"
    "  --answers FILE        ask nothing: the answers are there (-: standard input)\n"
    TELLING_HELP_NETWORK
    "  --yes                 with --answers: send without asking once more\n\n"
    "Example: testimony submit --campaign 'https://tell.example/#RW...1'\n";

const char *
submit_closed(const struct campaign *campaign, char day[DAY_SIZE])
{
	if (day_of(time(NULL)) <= campaign->closes)
		return NULL;
	day_print(day, campaign->closes);
	return day;
}

/* What could show who somebody is, one line each. */
static void
submit_say_looks(const struct telling *telling, const struct campaign *campaign)
{
	struct looks looks = LOOKS_INIT;

	looks_find(&looks, campaign->form, json_object_get(telling->answers, "answers"),
	    json_object_get(telling->answers, "hide"), NULL);
	for (size_t i = 0; i < looks.count && i < SUBMIT_LOOKS_MOST; i++) {
		struct buffer vaguer[LOOKS_VAGUER_MOST], line = BUFFER_INIT;
		size_t count = look_vaguer(&looks.list[i], "en", vaguer);

		look_print(&looks.list[i], "en", &line);
		buffer_append_text(&line, " Vaguer would be: ");
		for (size_t j = 0; j < count; j++) {
			buffer_format(&line, "%s\"%s\"", j == 0 ? "" : ", ",
			    (const char *)vaguer[j].data);
			buffer_free(&vaguer[j]);
		}
		terminal_note("Note: %s.", (const char *)line.data);
		buffer_free(&line);
	}
	if (looks.count > SUBMIT_LOOKS_MOST)
		terminal_note("Note: and %zu more like these.", looks.count - SUBMIT_LOOKS_MOST);
	looks_free(&looks);
}

void
submit_say_before(const struct telling *telling, const struct campaign *campaign)
{
	char day[DAY_SIZE];

	if (submit_closed(campaign, day) != NULL)
		terminal_note("Note: this campaign stopped collecting on %s. What is told now may "
		    "come too late to be used.", day);
	submit_say_looks(telling, campaign);
}

int
submit_receipt(const struct telling *telling, const char *receipt_to, struct error *error)
{
	int result = 0;

	if (receipt_to != NULL)
		result = receipt_out_file(telling->receipt, receipt_to, error);
	if (result != 0) /* it exists nowhere else yet */
		terminal_note("%s", error->text);
	return receipt_out_print(telling->receipt, error) != 0 ? -1 : result;
}

int
submit_check_receipt_to(const char *receipt_to, struct error *error)
{
	if (receipt_to != NULL && access(receipt_to, F_OK) == 0)
		return error_refuse(error, "%s exists already; the receipt goes into a new file",
		    receipt_to);
	return 0;
}

static void
submit_tell_link(const struct campaign *campaign)
{
	const char *six[CAMPAIGN_WORDS];

	campaign_words(six, campaign->signing_key.key);
	terminal_note("The six words of your link: %s %s %s %s %s %s. Ask somebody you trust in the "
	    "group to read theirs to you; if they are others, the link is false.", six[0], six[1],
	    six[2], six[3], six[4], six[5]);
}

/* Shows all that will be sent, and asks. */
static int
submit_confirm(const struct telling *telling, const struct campaign *campaign,
    const char *origin, struct error *error)
{
	struct buffer letter = BUFFER_INIT, question = BUFFER_INIT;
	bool yes = false;
	int result;

	if (!isatty(STDERR_FILENO))
		return error_refuse(error, "nothing was sent: there is no terminal to ask at; to "
		    "send without being asked, say --yes");
	telling_print(telling, campaign, &letter);
	submit_tell_link(campaign);
	terminal_note("This is what will be sealed and sent:");
	/* On standard error: standard output is for the receipt. letter_print has cleaned it. */
	(void)file_write_all(STDERR_FILENO, "\n", 1);
	(void)file_write_all(STDERR_FILENO, letter.data, letter.length);
	(void)file_write_all(STDERR_FILENO, "\n", 1);
	buffer_format(&question, "Send it to %s (%s)?", campaign->name, origin);
	result = terminal_confirm((const char *)question.data, &yes, error);
	if (result == 0 && !yes)
		result = error_refuse(error, "nothing was sent, as you wished");
	buffer_free(&letter);
	buffer_free(&question);
	return result;
}

static int
submit_deliver(const struct telling *telling, struct net *net,
    const struct options *options, struct error *error)
{
	const struct delivery_way way = { options->patience, stop_flag(), telling->language, false };
	struct error printing = ERROR_INIT;

	stop_catch();
	switch (deliver(net, telling->envelope.data, telling->mailbox, &way, error)) {
	case DELIVERY_ARRIVED:
		terminal_note("It arrived, and is kept. Your receipt is these nine words, in this "
		    "order: write them down, and keep them where only you look.");
		return submit_receipt(telling, options->receipt_to, error);
	case DELIVERY_NOT:
		(void)error_within(error, "it was not sent, and nothing of it is kept");
		return -1;
	case DELIVERY_UNCERTAIN:
		(void)error_within(error, "it is not certain that it arrived: it was sent, and no "
		    "clear answer came back; the last that was heard is");
		terminal_note("Keep this receipt: it is good if your testimony arrived. If you "
		    "tell it again, both may be there.");
		if (submit_receipt(telling, options->receipt_to, &printing) != 0)
			terminal_note("%s", printing.text);
		return -1;
	}
	error_bug("an outcome without its case");
}

static int
submit_answers(const struct options *options, const struct source *source, struct net *net,
    struct error *error)
{
	struct telling telling = TELLING_INIT;
	int result;

	result = telling_read(&telling, source->campaign, options->answers, options->language,
	    error);
	if (result == 0 && !options->yes) {
		submit_say_before(&telling, source->campaign);
		result = submit_confirm(&telling, source->campaign, net_origin(net), error);
	}
	if (result == 0)
		result = telling_seal(&telling, source->campaign, error);
	if (result == 0)
		result = submit_deliver(&telling, net, options, error);
	telling_free(&telling);
	return result == 0 ? EXIT_DONE : terminal_fail(OPTIONS_PROGRAM, error);
}

/*
 * The interview
 */

struct submit_way {
	struct net *net;
	const struct options *options;
};

static enum delivery_outcome
submit_way_deliver(const struct telling *telling, void *context, struct error *error)
{
	const struct submit_way *submit = context;
	const struct delivery_way way = { submit->options->patience, stop_flag(), telling->language,
		submit->options->plain };

	return deliver(submit->net, telling->envelope.data, telling->mailbox, &way, error);
}

void
submit_conversation(struct conversation_options *talk, const struct options *options,
    const struct campaign *campaign, const char *to, const char *closed)
{
	memset(talk, 0, sizeof *talk);
	talk->interview.campaign = campaign;
	talk->interview.origin = to;
	talk->interview.language = options->language;
	talk->interview.receipt_to = options->receipt_to;
	talk->interview.closed = closed;
	talk->interview.plain = options->plain;
	talk->draft = options->draft;
	talk->passphrase_file = options->passphrase_file;
	talk->receipt_to = options->receipt_to;
}

static int
submit_interview(const struct options *options, const struct source *source, struct net *net)
{
	struct submit_way way = { net, options };
	struct conversation_options talk;
	char day[DAY_SIZE];

	submit_conversation(&talk, options, source->campaign, net_origin(net),
	    submit_closed(source->campaign, day));
	talk.deliver = submit_way_deliver;
	talk.context = &way;
	return conversation(&talk);
}

int
submit_check_options(const struct options *options, const char *command)
{
	if (options->language != NULL && !form_language_is_good(options->language))
		return terminal_usage(OPTIONS_PROGRAM, "\"%s\" is not a language tag, such as en or "
		    "pl", options->language);
	if (options->answers == NULL && options->yes)
		return terminal_usage(OPTIONS_PROGRAM, "--yes goes with --answers: without, %s asks "
		    "you the questions", command);
	if (options->answers != NULL && (options->draft != NULL || options->plain))
		return terminal_usage(OPTIONS_PROGRAM, "%s is for the questions on the screen, not "
		    "for --answers", options->plain ? "--plain" : "--draft");
	return 0;
}

int
submit_command(int argc, char **argv)
{
	struct error error = ERROR_INIT;
	struct source source = SOURCE_INIT;
	struct net *net = NULL;
	struct options options;
	int rest, status;

	status = options_read(&options, argc, argv, "cpalrstydRfP", submit_help, &rest);
	if (status != 0)
		return status == OPTIONS_HELP ? EXIT_DONE : status;
	if (rest != argc)
		return terminal_usage(OPTIONS_PROGRAM, "submit takes no \"%s\"", argv[rest]);
	status = submit_check_options(&options, "submit");
	if (status != 0)
		return status;
	options.source.stop = stop_flag();
	if (submit_check_receipt_to(options.receipt_to, &error) != 0 ||
	    source_open(&source, &options.source, &error) != 0 ||
	    source_net(&net, &source, &options.source, &error) != 0)
		status = terminal_fail(OPTIONS_PROGRAM, &error);
	else if (options.answers == NULL)
		status = submit_interview(&options, &source, net);
	else
		status = submit_answers(&options, &source, net, &error);
	net_free(&net);
	source_free(&source);
	return status;
}
