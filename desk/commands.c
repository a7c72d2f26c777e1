/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/commands.h"

#include <string.h>

#include "desk/pull.h"
#include "desk/pull_say.h"
#include "desk/vault.h"
#include "desk/vault_setup.h"
#include "front/program.h"
#include "front/terminal.h"

#define SETUP DESK_PROGRAM " setup"
#define PULL DESK_PROGRAM " pull"

static const char setup_help[] =
    "usage: testimony-desk -d DIR setup [options]\n\n"
    "Makes the desk's folder DIR, or renews it after the campaign has changed. The\n"
    "signing key is never needed here. The first five must be given; --daemon for a\n"
    "new desk: an older one remembers its daemons, and those given take their place.\n\n"
    "  -d, --folder DIR      the desk's folder\n"
    "  --campaign FILE       campaign.json, with campaign.json.minisig beside it\n"
    "  --pin PIN.SERIAL      the campaign's pin\n"
    "  --key FILE            campaign.key, or for-HANDLE.age\n"
    "  --as HANDLE.key       your own key; its passphrase will be the desk's\n"
    "  --daemon ADDRESS      the daemon's desk address: unix:PATH or a URL; again for\n"
    "                        each of several daemons\n"
    "  --socks5 HOST:PORT    go through Tor, such as 127.0.0.1:9050\n"
    "  --passphrase-file F   the keys' passphrase is the first line of F\n\n"
    "Example: testimony-desk -d desk setup --campaign campaign.json --pin RW...1 \\\n"
    "             --key for-robin.age --as robin.key \\\n"
    "             --daemon unix:/run/testimonyd/desk.sock\n";

static const char pull_help[] =
    "usage: testimony-desk -d DIR pull [options]\n\n"
    "Fetches what is new from each daemon, and hands up the replies and events that\n"
    "it lacks. What breaks goes on at the next pull. What a family took back is\n"
    "erased here, once its signature is checked; nothing because it is missing at a\n"
    "daemon.\n\n"
    DESK_OPTIONS_HELP
    "\nExample: testimony-desk -d our-desk pull\n";

bool
desk_take_option(struct desk_options *options, int found)
{
	if (found == 'd')
		options->folder = optarg;
	else if (found == 'f')
		options->passphrase_file = optarg;
	return found == 'd' || found == 'f';
}

int
desk_check_options(const struct desk_options *options, const char *name)
{
	if (options->folder == NULL)
		return terminal_usage(name, "-d DIR is needed: the desk's folder");
	return 0;
}

void
desk_say_other_key(const char *folder, size_t count)
{
	terminal_note("%zu %s sealed to a key that this desk does not have. Where the campaign has a "
	    "new one: ask for the newest campaign.json and for-HANDLE.age, and run %s -d %s setup "
	    "again with them.", count, count == 1 ? "is" : "are", DESK_PROGRAM, folder);
}

void
desk_say_decided(size_t count)
{
	if (count > 0)
		terminal_note("%zu decision%s kept here. The next pull gives %s to the other desks.",
		    count, count == 1 ? " is" : "s are", count == 1 ? "it" : "them");
}

/* -1: go on; else the exit status. */
static int
setup_options(struct vault_setup *setup, int argc, char **argv)
{
	enum { NEEDED = 4, DAEMON = NEEDED, SOCKS5 };
	static const struct option table[] = {
		{ "campaign", required_argument, NULL, 0 },
		{ "pin", required_argument, NULL, 1 },
		{ "key", required_argument, NULL, 2 },
		{ "as", required_argument, NULL, 3 },
		{ "daemon", required_argument, NULL, DAEMON },
		{ "socks5", required_argument, NULL, SOCKS5 },
		DESK_OPTIONS,
		DESK_HELP,
		{ NULL, 0, NULL, 0 },
	};
	static const struct program_options line = { SETUP, ":h" DESK_LETTERS, table, setup_help };
	const char **const places[] = { &setup->campaign, &setup->pin, &setup->key,
		&setup->coordinator_key, NULL, &setup->socks5 };
	struct desk_options options = { NULL, NULL };
	int found, status;

	while ((found = program_option(&line, argc, argv, &status)) != -1) {
		if (found == PROGRAM_STOP)
			return status;
		if (desk_take_option(&options, found))
			continue;
		if (found != DAEMON)
			*places[found] = optarg;
		else if (setup->daemon_count < VAULT_DAEMONS_MOST)
			setup->daemons[setup->daemon_count++] = optarg;
		else
			return terminal_usage(SETUP, "a desk has at most %d daemons",
			    VAULT_DAEMONS_MOST);
	}
	if (optind != argc)
		return terminal_usage(SETUP, "it takes no \"%s\"", argv[optind]);
	if (desk_check_options(&options, SETUP) != 0)
		return EXIT_USAGE;
	for (size_t i = 0; i < NEEDED; i++)
		if (*places[i] == NULL)
			return terminal_usage(SETUP, "--%s is needed", table[i].name);
	if (setup->daemon_count == 0 && !vault_setup_renews(options.folder))
		return terminal_usage(SETUP, "--daemon is needed for a new desk");
	setup->folder = options.folder;
	setup->passphrase_file = options.passphrase_file;
	return -1;
}

int
command_setup(int argc, char **argv)
{
	struct vault_setup setup = { .folder = NULL };
	struct error error = ERROR_INIT;
	int status = setup_options(&setup, argc, argv);

	if (status >= 0)
		return status;
	if (vault_setup(&setup, &error) != 0)
		return terminal_fail(DESK_PROGRAM, &error);
	return EXIT_DONE;
}

/* Of all daemons together. */
static void
pull_sum(const struct pull_result *result, struct fetched *fetched, struct handed_up *handed)
{
	memset(fetched, 0, sizeof *fetched);
	memset(handed, 0, sizeof *handed);
	for (size_t i = 0; i < result->count; i++) {
		const struct fetched *one = &result->daemons[i].fetched;

		fetched->fetched += one->fetched;
		fetched->families += one->families;
		fetched->aside += one->aside;
		fetched->aside_log += one->aside_log;
		fetched->other_key += one->other_key;
		fetched->damaged += one->damaged;
		fetched->absent += one->absent;
		fetched->refused += one->refused;
		handed->events += result->daemons[i].handed.events;
		handed->replies += result->daemons[i].handed.replies;
		handed->not_taken += result->daemons[i].handed.not_taken;
	}
}

/* One line for each of several daemons. */
static void
pull_say_daemons(struct buffer *text, const struct pull_result *result)
{
	for (size_t i = 0; i < result->count && result->count > 1; i++) {
		const struct pull_daemon *daemon = &result->daemons[i];

		buffer_format(text, "%s: %zu new, %zu handed up%s\n", daemon->address,
		    daemon->fetched.fetched, daemon->handed.events + daemon->handed.replies,
		    daemon->failed ? "; it failed" : "");
	}
}

static void
pull_say(const struct desk_options *options, const struct pull_result *result)
{
	struct buffer text = BUFFER_INIT;
	struct handed_up handed;
	struct fetched fetched;

	pull_sum(result, &fetched, &handed);
	buffer_format(&text, "%zu new from families, %zu held in all.", fetched.families,
	    result->held);
	if (fetched.aside > 0)
		buffer_format(&text, " Of those %zu set aside: `list` says why.", fetched.aside);
	if (fetched.fetched > fetched.families)
		buffer_format(&text, " %zu other new envelopes.",
		    fetched.fetched - fetched.families);
	if (fetched.aside_log > 0)
		buffer_format(&text, " Of the events %zu set aside: `list` says why.",
		    fetched.aside_log);
	if (handed.events > 0)
		buffer_format(&text, " %zu events handed up.", handed.events);
	if (handed.replies > 0)
		buffer_format(&text, " %zu replies handed up.", handed.replies);
	if (handed.not_taken > 0)
		buffer_format(&text, " %zu envelopes the daemon would not take.",
		    handed.not_taken);
	if (fetched.damaged > 0)
		buffer_format(&text, " %zu came damaged and were not kept; the next pull asks for "
		    "them again.", fetched.damaged);
	if (fetched.absent > 0)
		buffer_format(&text, " %zu are named by the daemon, but it no longer has them.",
		    fetched.absent);
	buffer_append_byte(&text, '\n');
	pull_say_daemons(&text, result);
	terminal_print_bytes(text.data, text.length);
	(void)terminal_flush(NULL); /* main finds a failure again */
	if (fetched.refused > 0)
		terminal_note("%zu envelopes of families that took everything back were not taken.",
		    fetched.refused);
	if (fetched.other_key > 0)
		desk_say_other_key(options->folder, fetched.other_key);
	if (fetched.families + fetched.aside_log > 0)
		terminal_note("Next: %s -d %s list", DESK_PROGRAM, options->folder);
	buffer_free(&text);
}

/* Of a pull that failed: what was done all the same. */
static void
pull_say_broken(const struct desk_options *options, const struct pull_result *result)
{
	struct handed_up handed;
	struct fetched fetched;
	size_t failed = 0;

	for (size_t i = 0; i < result->count; i++)
		failed += result->daemons[i].failed;
	pull_sum(result, &fetched, &handed);
	if (failed < result->count)
		pull_say(options, result);
	else if (fetched.fetched > 0)
		terminal_note("%zu new envelopes were kept before it broke; the next pull goes on "
		    "there.", fetched.fetched);
}

/* -1: go on; else the exit status. */
static int
pull_options(struct desk_options *options, int argc, char **argv)
{
	static const struct option table[] = { DESK_OPTIONS, DESK_HELP, { NULL, 0, NULL, 0 } };
	static const struct program_options line = { PULL, ":h" DESK_LETTERS, table, pull_help };
	int status;

	for (;;) {
		int found = program_option(&line, argc, argv, &status);

		if (found == PROGRAM_STOP)
			return status;
		if (found == -1)
			break;
		(void)desk_take_option(options, found);
	}
	if (optind != argc)
		return terminal_usage(PULL, "it takes no \"%s\"", argv[optind]);
	return desk_check_options(options, PULL) != 0 ? EXIT_USAGE : -1;
}

int
command_pull(int argc, char **argv)
{
	struct desk_options options = { NULL, NULL };
	struct error error = ERROR_INIT;
	struct pull_result result;
	struct pull_said said;
	struct vault *vault = NULL;
	int status = pull_options(&options, argc, argv);

	if (status >= 0)
		return status;
	if (vault_open(&vault, options.folder, options.passphrase_file, &error) != 0)
		return terminal_fail(DESK_PROGRAM, &error);
	memset(&result, 0, sizeof result);
	status = vault_lock(vault, &error);
	pull_say_begin(&said, vault);
	if (status == 0)
		status = pull(vault, &result, &error);
	/* Also of a pull that broke: what was erased is erased. */
	pull_say_withdrawn(&said, vault, &result.withdrawn);
	pull_say_end(&said);
	if (status == 0)
		pull_say(&options, &result);
	else
		pull_say_broken(&options, &result);
	pull_say_newer(vault);
	vault_free(&vault);
	return status == 0 ? EXIT_DONE : terminal_fail(DESK_PROGRAM, &error);
}
