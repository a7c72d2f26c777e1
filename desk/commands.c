/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/commands.h"

#include <getopt.h>
#include <string.h>

#include "desk/pull.h"
#include "desk/vault.h"
#include "desk/vault_setup.h"
#include "front/terminal.h"

static const char setup_help[] =
    "testimony-desk -d DIR setup: makes the desk's folder DIR, or renews it after the campaign\n"
    "has changed. The signing key is never needed here.\n\n"
    "  --campaign FILE       campaign.json, with campaign.json.minisig beside it\n"
    "  --pin PIN.SERIAL      the campaign's pin\n"
    "  --key FILE            campaign.key, or for-HANDLE.age\n"
    "  --as HANDLE.key       your own key; its passphrase will be the desk's\n"
    "  --daemon ADDRESS      the daemon's desk address: unix:PATH, or as families have theirs\n"
    "  --socks5 HOST:PORT    go through Tor, such as 127.0.0.1:9050\n"
    "  --passphrase-file F   the passphrase of the keys is the first line of F\n\n"
    "Example: testimony-desk -d desk setup --campaign campaign.json --pin RW...1 \\\n"
    "           --key for-heron.age --as heron.key --daemon unix:/run/testimonyd/desk.sock\n";

static const char pull_help[] =
    "testimony-desk -d DIR pull: fetches what is new from the daemon, and hands up what its log\n"
    "lacks. What breaks goes on at the next pull; nothing is ever erased because it is missing\n"
    "at the daemon.\n\n"
    "  --passphrase-file F   the passphrase is the first line of F\n";

int
command_bad_option(int found, char **argv)
{
	const char *given = argv[optind - 1];

	if (strncmp(given, "--passphrase", 12) == 0 && strncmp(given, "--passphrase-", 13) != 0)
		return terminal_usage(DESK_PROGRAM, "a passphrase on the command line can be seen by "
		    "others; put it into a file for --passphrase-file, or wait to be asked");
	if (found == ':')
		return terminal_usage(DESK_PROGRAM, "%s needs a value", given);
	return terminal_usage(DESK_PROGRAM, "%s: there is no such option %s", argv[0], given);
}

static int
setup_options(struct vault_setup *setup, int argc, char **argv)
{
	static const struct option table[] = {
		{ "campaign", required_argument, NULL, 'c' },
		{ "pin", required_argument, NULL, 'p' },
		{ "key", required_argument, NULL, 'k' },
		{ "as", required_argument, NULL, 'a' },
		{ "daemon", required_argument, NULL, 'D' },
		{ "socks5", required_argument, NULL, 's' },
		{ "passphrase-file", required_argument, NULL, 'f' },
		DESK_NO_PASSPHRASE,
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const char **const places[] = { &setup->campaign, &setup->pin, &setup->key,
		&setup->coordinator_key, &setup->daemon, &setup->socks5,
		&setup->passphrase_file };
	int found, place;

	opterr = 0;
	optind = 0; /* starts anew: main has read the options before the command's name */
	while ((found = getopt_long(argc, argv, ":h", table, &place)) != -1) {
		if (found == '?' || found == ':')
			return command_bad_option(found, argv);
		if (found == 'h') {
			terminal_print(setup_help);
			return -1;
		}
		*places[place] = optarg;
	}
	if (optind != argc)
		return terminal_usage(DESK_PROGRAM, "setup takes no \"%s\"", argv[optind]);
	for (size_t i = 0; i < 5; i++)
		if (*places[i] == NULL)
			return terminal_usage(DESK_PROGRAM, "setup needs --%s", table[i].name);
	return 0;
}

int
command_setup(const struct desk_options *options, int argc, char **argv)
{
	struct vault_setup setup = { .folder = options->folder,
		.passphrase_file = options->passphrase_file };
	struct error error = ERROR_INIT;
	int status = setup_options(&setup, argc, argv);

	if (status != 0)
		return status < 0 ? EXIT_DONE : status;
	if (vault_setup(&setup, &error) != 0)
		return terminal_fail(DESK_PROGRAM, &error);
	return EXIT_DONE;
}

static void
pull_say(const struct desk_options *options, const struct pull_result *result)
{
	struct buffer text = BUFFER_INIT;

	buffer_format(&text, "%zu new from families, %zu held in all.", result->families,
	    result->held);
	if (result->aside > 0)
		buffer_format(&text, " Of the new ones %zu set aside: `list` says why.",
		    result->aside);
	if (result->fetched > result->families)
		buffer_format(&text, " %zu other new envelopes.",
		    result->fetched - result->families);
	if (result->handed_up > 0)
		buffer_format(&text, " %zu events handed up.", result->handed_up);
	if (result->damaged > 0)
		buffer_format(&text, " %zu came damaged and were not kept; the next pull asks for "
		    "them again.", result->damaged);
	if (result->absent > 0)
		buffer_format(&text, " %zu are named by the daemon, but it no longer has them.",
		    result->absent);
	buffer_append_byte(&text, '\n');
	terminal_print_bytes(text.data, text.length);
	(void)terminal_flush(NULL); /* main finds a failure again */
	if (result->families > result->aside)
		terminal_note("Next: %s -d %s list", DESK_PROGRAM, options->folder);
	buffer_free(&text);
}

int
command_pull(const struct desk_options *options, int argc, char **argv)
{
	static const struct option table[] = {
		{ "passphrase-file", required_argument, NULL, 'f' },
		DESK_NO_PASSPHRASE,
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const char *passphrase_file = options->passphrase_file;
	struct error error = ERROR_INIT;
	struct pull_result result;
	struct vault *vault = NULL;
	int found, status;

	opterr = 0;
	optind = 0; /* starts anew: main has read the options before the command's name */
	while ((found = getopt_long(argc, argv, ":h", table, NULL)) != -1) {
		if (found == '?' || found == ':')
			return command_bad_option(found, argv);
		if (found == 'h') {
			terminal_print(pull_help);
			return EXIT_DONE;
		}
		passphrase_file = optarg;
	}
	if (optind != argc)
		return terminal_usage(DESK_PROGRAM, "pull takes no \"%s\"", argv[optind]);
	if (vault_open(&vault, options->folder, passphrase_file, &error) != 0)
		return terminal_fail(DESK_PROGRAM, &error);
	status = pull(vault, &result, &error);
	if (status == 0)
		pull_say(options, &result);
	else if (result.fetched > 0)
		terminal_note("%zu new envelopes were kept before it broke; the next pull goes on "
		    "there.", result.fetched);
	vault_free(&vault);
	return status == 0 ? EXIT_DONE : terminal_fail(DESK_PROGRAM, &error);
}
