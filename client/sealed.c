/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/conversation.h"
#include "client/delivery.h"
#include "client/options.h"
#include "client/receipt_out.h"
#include "client/source.h"
#include "client/stop.h"
#include "client/submit.h"
#include "client/telling.h"
#include "client/telling_help.h"
#include "common/encode.h"
#include "common/file.h"
#include "front/terminal.h"

/* seal: into a file that any machine may send; send: such files. */

#define SUBMIT_MAILBOX_DIGITS HEX_LENGTH(ENVELOPE_MAILBOX_BYTES)

static const char seal_help[] =
    "usage: testimony seal --campaign FILE|LINK -o FILE [options]\n\n"
    "Asks you the campaign's questions, as submit does, but seals into a file that\n"
    "any machine may send. Carry both, FILE and FILE.mailbox; nobody learns from them\n"
    "what was told without the campaign's key.\n\n"
    TELLING_HELP_CAMPAIGN
    "  --answers FILE        ask nothing: the answers are there (-: standard input)\n"
    "  --language, --plain, --draft, --passphrase-file, --receipt-to: as for submit\n"
    "  -o, --output FILE     where to; a file that exists is left as it is\n"
    "  --socks5 HOST:PORT    go through Tor for a campaign given by its link\n\n"
    "Example: testimony seal --campaign campaign.json --pin RW...1 \\\n"
    "             --answers mine.json -o told\n";

static const char send_help[] =
    "usage: testimony send --campaign FILE|LINK [options] FILE ...\n\n"
    "Sends what `testimony seal` wrote. To send a file twice is harmless.\n\n"
    TELLING_HELP_CAMPAIGN TELLING_HELP_NETWORK
    "  --mailbox HEX         where FILE.mailbox is lost: what it held\n\n"
    "Example: testimony send --campaign 'https://tell.example/#RW...1' told\n";

static int
seal_check_output(const char *path, struct error *error)
{
	if (access(path, F_OK) == 0)
		return error_refuse(error, "%s exists already; it was left as it is", path);
	return 0;
}

/* The mailbox first: an envelope without one cannot be sent. */
static int
seal_write(const struct telling *telling, const char *path, struct error *error)
{
	char digits[SUBMIT_MAILBOX_DIGITS + 2];
	struct buffer beside = BUFFER_INIT;
	const char *mailbox_path;
	int result;

	if (seal_check_output(path, error) != 0)
		return -1;
	hex_encode(digits, telling->mailbox, ENVELOPE_MAILBOX_BYTES);
	digits[SUBMIT_MAILBOX_DIGITS] = '\n';
	buffer_format(&beside, "%s" SUBMIT_MAILBOX_SUFFIX, path);
	mailbox_path = (const char *)beside.data;
	result = file_write(mailbox_path, digits, SUBMIT_MAILBOX_DIGITS + 1, 0600, false, error);
	if (result == 0) {
		result = file_write(path, telling->envelope.data, telling->envelope.length, 0600,
		    false, error);
		if (result != 0)
			(void)unlink(mailbox_path);
	}
	buffer_free(&beside);
	return result;
}

/* By answers that are there. */
static int
seal_answers(const struct options *options, const struct source *source, struct error *error)
{
	struct telling telling = TELLING_INIT;
	int result;

	result = telling_read(&telling, source->campaign, options->answers, options->language,
	    error);
	if (result == 0) {
		submit_say_before(&telling, source->campaign);
		result = telling_seal(&telling, source->campaign, error);
	}
	if (result == 0)
		result = seal_write(&telling, options->output, error);
	if (result == 0) {
		terminal_note("Sealed. Carry %s and %s" SUBMIT_MAILBOX_SUFFIX " to a machine that "
		    "can send them, and keep these nine words, in this order, where only you look.",
		    options->output, options->output);
		result = submit_receipt(&telling, options->receipt_to, error);
	}
	telling_free(&telling);
	return result == 0 ? EXIT_DONE : terminal_fail(OPTIONS_PROGRAM, error);
}

static enum delivery_outcome
seal_deliver(const struct telling *telling, void *context, struct error *error)
{
	const struct options *options = context;

	return seal_write(telling, options->output, error) == 0 ? DELIVERY_ARRIVED : DELIVERY_NOT;
}

static int
seal_interview(struct options *options, const struct source *source)
{
	struct conversation_options talk;
	char day[DAY_SIZE];

	submit_conversation(&talk, options, source->campaign, options->output,
	    submit_closed(source->campaign, day));
	talk.interview.sealed_to = options->output;
	talk.deliver = seal_deliver;
	talk.context = options;
	return conversation(&talk);
}

int
seal_command(int argc, char **argv)
{
	struct error error = ERROR_INIT;
	struct source source = SOURCE_INIT;
	struct options options;
	int rest, status;

	status = options_read(&options, argc, argv, "cpalrstyodRfP", seal_help, &rest);
	if (status != 0)
		return status == OPTIONS_HELP ? EXIT_DONE : status;
	if (rest != argc)
		return terminal_usage(OPTIONS_PROGRAM, "seal takes no \"%s\"", argv[rest]);
	if (options.output == NULL || strcmp(options.output, "-") == 0)
		return terminal_usage(OPTIONS_PROGRAM, "seal needs -o FILE (standard output is for "
		    "the receipt)");
	status = submit_check_options(&options, "seal");
	if (status != 0)
		return status;
	options.source.stop = stop_flag();
	if (submit_check_receipt_to(options.receipt_to, &error) != 0 ||
	    seal_check_output(options.output, &error) != 0 ||
	    source_open(&source, &options.source, &error) != 0)
		status = terminal_fail(OPTIONS_PROGRAM, &error);
	else if (options.answers == NULL)
		status = seal_interview(&options, &source);
	else
		status = seal_answers(&options, &source, &error);
	source_free(&source);
	return status;
}

static int
send_mailbox(uint8_t mailbox[ENVELOPE_MAILBOX_BYTES], const char *path, const char *given,
    struct error *error)
{
	struct buffer beside = BUFFER_INIT, text = BUFFER_INIT;
	int result = 0;

	if (given != NULL) {
		buffer_append_text(&text, given);
	} else {
		buffer_format(&beside, "%s" SUBMIT_MAILBOX_SUFFIX, path);
		if (access((const char *)beside.data, F_OK) != 0)
			result = error_refuse(error, "%s is missing: `testimony seal` wrote it "
			    "beside %s, and it says which mailbox this goes to; carry it along, or "
			    "give what it holds with --mailbox", (const char *)beside.data, path);
		else
			result = file_read((const char *)beside.data, SUBMIT_MAILBOX_DIGITS + 2,
			    &text, error);
	}
	while (result == 0 && text.length > 0 &&
	    (text.data[text.length - 1] == '\n' || text.data[text.length - 1] == '\r'))
		text.length--;
	if (result == 0 && hex_decode(mailbox, ENVELOPE_MAILBOX_BYTES, (const char *)text.data,
	    text.length) != 0)
		result = error_refuse(error, "the mailbox for %s is not %zu digits of 0-9 and a-f",
		    path, (size_t)SUBMIT_MAILBOX_DIGITS);
	buffer_free(&beside);
	buffer_free(&text);
	return result;
}

static int
send_one(const char *path, const struct options *options, struct net *net, struct error *error)
{
	const struct delivery_way way = { options->patience, stop_flag(), NULL, false };
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	struct buffer envelope = BUFFER_INIT;
	int result;

	result = file_read(path, ENVELOPE_BYTES, &envelope, error);
	if (result == 0 && envelope_check(envelope.data, envelope.length, error) != 0)
		result = error_within(error, "%s", path);
	if (result == 0)
		result = send_mailbox(mailbox, path, options->mailbox, error);
	if (result == 0) {
		switch (deliver(net, envelope.data, mailbox, &way, error)) {
		case DELIVERY_ARRIVED:
			terminal_note("%s arrived, and is kept.", path);
			break;
		case DELIVERY_NOT:
			result = error_within(error, "%s was not sent", path);
			break;
		case DELIVERY_UNCERTAIN:
			result = error_within(error, "%s was sent, but no answer came; send it "
			    "again, which is harmless", path);
			break;
		}
	}
	buffer_free(&envelope);
	return result;
}

int
send_command(int argc, char **argv)
{
	struct error error = ERROR_INIT;
	struct source source = SOURCE_INIT;
	struct net *net = NULL;
	struct options options;
	int rest, status;

	status = options_read(&options, argc, argv, "cprstmy", send_help, &rest);
	if (status != 0)
		return status == OPTIONS_HELP ? EXIT_DONE : status;
	if (rest == argc)
		return terminal_usage(OPTIONS_PROGRAM, "send needs the name of a sealed file");
	if (options.mailbox != NULL && argc - rest > 1)
		return terminal_usage(OPTIONS_PROGRAM, "--mailbox is for one file at a time");
	options.source.stop = stop_flag();
	stop_catch();
	if (source_open(&source, &options.source, &error) != 0 ||
	    source_net(&net, &source, &options.source, &error) != 0) {
		status = terminal_fail(OPTIONS_PROGRAM, &error);
	} else {
		for (int i = rest; i < argc; i++)
			if ((*stop_flag() != 0 && error_refuse(&error, "%s was not sent: stopped, as "
			    "you asked", argv[i]) != 0) ||
			    send_one(argv[i], &options, net, &error) != 0)
				status = terminal_fail(OPTIONS_PROGRAM, &error);
	}
	net_free(&net);
	source_free(&source);
	return status;
}
