/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/submit.h"

#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "client/delivery.h"
#include "client/options.h"
#include "client/source.h"
#include "client/telling.h"
#include "common/encode.h"
#include "common/file.h"
#include "front/terminal.h"

#define SUBMIT_MAILBOX_DIGITS HEX_LENGTH(ENVELOPE_MAILBOX_BYTES)

#define SUBMIT_COMMON_HELP \
	"  --campaign FILE|LINK  the leaflet's link, or the campaign's file (FILE.minisig\n" \
	"                        lies beside it)\n" \
	"  --pin PIN.SERIAL      the campaign's pin; a whole link has it, after #\n"

#define SUBMIT_NETWORK_HELP \
	"  --origin URL          send to this one of the campaign's addresses\n" \
	"  --socks5 HOST:PORT    go through Tor, such as 127.0.0.1:9050\n" \
	"  --patience SECONDS    go on trying for so long (default 600)\n"

static const char submit_help[] =
    "usage: testimony submit --campaign FILE|LINK [options]\n\n"
    "Asks you the campaign's questions, seals what you answer, sends it, and prints\n"
    "its receipt: nine words. Write them down, and keep them where only you look: no\n"
    "one can give them to you again.\n\n"
    SUBMIT_COMMON_HELP
    "  --language TAG        the language to ask and tell in, such as pl\n"
    "  --plain               for screen readers: nothing shown is ever rewritten\n"
    "  --draft FILE          go on with a draft that you saved\n"
    "  --passphrase-file F   the draft's passphrase is the first line of F\n"
    "  --receipt-to FILE     write the receipt to this new file as well\n"
    "  --answers FILE        ask nothing: the answers are there (-: standard input)\n"
    SUBMIT_NETWORK_HELP
    "  --yes                 with --answers: send without asking once more\n\n"
    "Example: testimony submit --campaign 'https://tell.example/#RW...1'\n";

static const char seal_help[] =
    "usage: testimony seal --campaign FILE --answers FILE -o FILE [options]\n\n"
    "Seals answers into a file that any machine may send, and prints the receipt:\n"
    "nine words. Carry both files, FILE and FILE.mailbox; nobody learns from them\n"
    "what was told without the campaign's key.\n\n"
    SUBMIT_COMMON_HELP
    "  --answers FILE        the answers (-: standard input): testimony-answers(5)\n"
    "  --language TAG        the language it is told in (default: FILE's, or en)\n"
    "  -o, --output FILE     where to; a file that exists is left as it is\n"
    "  --socks5 HOST:PORT    go through Tor for a campaign given by its link\n\n"
    "Example: testimony seal --campaign campaign.json --pin RW...1 \\\n"
    "             --answers mine.json -o told\n";

static const char send_help[] =
    "usage: testimony send --campaign FILE|LINK [options] FILE ...\n\n"
    "Sends what `testimony seal` wrote. To send a file twice is harmless.\n\n"
    SUBMIT_COMMON_HELP SUBMIT_NETWORK_HELP
    "  --mailbox HEX         where FILE.mailbox is lost: what it held\n\n"
    "Example: testimony send --campaign 'https://tell.example/#RW...1' told\n";

/* Set by Ctrl-C while an envelope is under way: the receipt must still be printed where the
 * envelope may have arrived. */
static volatile sig_atomic_t submit_stop;

static void
submit_on_signal(int number)
{
	(void)number;
	submit_stop = 1;
}

static void
submit_catch_signals(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction action, before;

	memset(&action, 0, sizeof action);
	action.sa_handler = submit_on_signal; /* no SA_RESTART: a pause must end */
	(void)sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			(void)sigaction(numbers[i], &action, NULL);
}

/* "receipt: w w w w w w w w w" on standard output and nothing else. */
static int
submit_print_receipt(const struct receipt *receipt, struct error *error)
{
	const struct secret *words = receipt_text(receipt);

	terminal_print("receipt: ");
	terminal_print_bytes(words->bytes, words->length);
	terminal_print("\n");
	if (terminal_flush(error) == 0)
		return 0;
	/* These words exist nowhere else. */
	terminal_note("receipt: %s", (const char *)words->bytes);
	return error_within(error, "the receipt is on standard error");
}

static void
submit_say_closed(const struct campaign *campaign)
{
	char day[11];

	if (day_of(time(NULL)) <= campaign->closes)
		return;
	day_print(day, campaign->closes);
	terminal_note("Note: this campaign stopped collecting on %s. What is told now may come too "
	    "late to be used.", day);
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
submit_deliver(const struct telling *telling, struct net *net, long patience,
    struct error *error)
{
	struct error printing = ERROR_INIT;

	submit_catch_signals();
	switch (deliver(net, telling->envelope.data, telling->mailbox, patience, &submit_stop,
	    error)) {
	case DELIVERY_ARRIVED:
		terminal_note("It arrived, and is kept. Your receipt is these nine words, in this "
		    "order: write them down, and keep them where only you look.");
		return submit_print_receipt(telling->receipt, error);
	case DELIVERY_NOT:
		(void)error_within(error, "it was not sent, and nothing of it is kept");
		return -1;
	case DELIVERY_UNCERTAIN:
		(void)error_within(error, "it is not certain that it arrived: it was sent, and no "
		    "clear answer came back; the last that was heard is");
		terminal_note("Keep this receipt: it is good if your testimony arrived. If you "
		    "tell it again, both may be there.");
		if (submit_print_receipt(telling->receipt, &printing) != 0)
			terminal_note("%s", printing.text);
		return -1;
	}
	error_bug("an outcome without its case");
}

static int
submit_run(const struct options *options, struct error *error)
{
	struct source source = SOURCE_INIT;
	struct telling telling = TELLING_INIT;
	struct net *net = NULL;
	int result;

	result = source_open(&source, &options->source, error);
	if (result == 0)
		result = source_net(&net, &source, &options->source, error);
	if (result == 0)
		result = telling_read(&telling, source.campaign, options->answers,
		    options->language, error);
	if (result == 0) {
		submit_say_closed(source.campaign);
		if (!options->yes)
			result = submit_confirm(&telling, source.campaign, net_origin(net), error);
	}
	if (result == 0)
		result = telling_seal(&telling, source.campaign, error);
	if (result == 0)
		result = submit_deliver(&telling, net, options->patience, error);
	telling_free(&telling);
	net_free(&net);
	source_free(&source);
	return result;
}

int
submit_command(int argc, char **argv)
{
	struct error error = ERROR_INIT;
	struct options options;
	int rest, result;

	result = options_read(&options, argc, argv, "cpalrsty", submit_help, &rest);
	if (result != 0)
		return result == OPTIONS_HELP ? EXIT_DONE : result;
	if (rest != argc)
		return terminal_usage(OPTIONS_PROGRAM, "submit takes no \"%s\"", argv[rest]);
	if (options.answers == NULL)
		return terminal_usage(OPTIONS_PROGRAM, "submit needs --answers FILE");
	options.source.stop = &submit_stop;
	if (submit_run(&options, &error) != 0)
		return terminal_fail(OPTIONS_PROGRAM, &error);
	return EXIT_DONE;
}

/* The mailbox first: an envelope without one cannot be sent. */
static int
seal_write(const struct telling *telling, const char *path, struct error *error)
{
	char digits[SUBMIT_MAILBOX_DIGITS + 2];
	struct buffer beside = BUFFER_INIT;
	const char *mailbox_path;
	int result;

	if (access(path, F_OK) == 0)
		return error_refuse(error, "%s exists already; it was left as it is", path);
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

static int
seal_run(const struct options *options, struct error *error)
{
	struct source source = SOURCE_INIT;
	struct telling telling = TELLING_INIT;
	int result;

	result = source_open(&source, &options->source, error);
	if (result == 0)
		result = telling_read(&telling, source.campaign, options->answers,
		    options->language, error);
	if (result == 0) {
		submit_say_closed(source.campaign);
		result = telling_seal(&telling, source.campaign, error);
	}
	if (result == 0)
		result = seal_write(&telling, options->output, error);
	if (result == 0) {
		terminal_note("Sealed. Carry %s and %s" SUBMIT_MAILBOX_SUFFIX " to a machine that "
		    "can send them, and keep these nine words, in this order, where only you look.",
		    options->output, options->output);
		result = submit_print_receipt(telling.receipt, error);
	}
	telling_free(&telling);
	source_free(&source);
	return result;
}

int
seal_command(int argc, char **argv)
{
	struct error error = ERROR_INIT;
	struct options options;
	int rest, result;

	result = options_read(&options, argc, argv, "cpalrstyo", seal_help, &rest);
	if (result != 0)
		return result == OPTIONS_HELP ? EXIT_DONE : result;
	if (rest != argc)
		return terminal_usage(OPTIONS_PROGRAM, "seal takes no \"%s\"", argv[rest]);
	if (options.answers == NULL)
		return terminal_usage(OPTIONS_PROGRAM, "seal needs --answers FILE");
	if (options.output == NULL || strcmp(options.output, "-") == 0)
		return terminal_usage(OPTIONS_PROGRAM, "seal needs -o FILE (standard output is for "
		    "the receipt)");
	options.source.stop = &submit_stop;
	if (seal_run(&options, &error) != 0)
		return terminal_fail(OPTIONS_PROGRAM, &error);
	return EXIT_DONE;
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
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	struct buffer envelope = BUFFER_INIT;
	int result;

	result = file_read(path, ENVELOPE_BYTES, &envelope, error);
	if (result == 0 && envelope_check(envelope.data, envelope.length, error) != 0)
		result = error_within(error, "%s", path);
	if (result == 0)
		result = send_mailbox(mailbox, path, options->mailbox, error);
	if (result == 0) {
		switch (deliver(net, envelope.data, mailbox, options->patience, &submit_stop,
		    error)) {
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
	options.source.stop = &submit_stop;
	submit_catch_signals();
	if (source_open(&source, &options.source, &error) != 0 ||
	    source_net(&net, &source, &options.source, &error) != 0) {
		status = terminal_fail(OPTIONS_PROGRAM, &error);
	} else {
		for (int i = rest; i < argc; i++)
			if ((submit_stop != 0 && error_refuse(&error, "%s was not sent: stopped, as "
			    "you asked", argv[i]) != 0) ||
			    send_one(argv[i], &options, net, &error) != 0)
				status = terminal_fail(OPTIONS_PROGRAM, &error);
	}
	net_free(&net);
	source_free(&source);
	return status;
}
