/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/commands.h"
#include "desk/push.h"
#include "front/program.h"
#include "front/terminal.h"

/* `push`: the vault as the backup of the daemon. */

#define PUSH DESK_PROGRAM " push"

static const char push_help[] =
    "usage: testimony-desk -d DIR push [options]\n\n"
    "Puts all that the desk holds into a daemon that lacks it, such as a new one\n"
    "after the old one was lost: messages, replies, events, and what was taken back.\n"
    "What the daemon has is passed over, so that it can be run again.\n\n"
    DESK_OPTIONS_HELP
    "\nExample: testimony-desk -d our-desk push\n";

static void
push_say(const struct push_result *result)
{
	struct buffer text = BUFFER_INIT;

	buffer_format(&text, "%zu put, %zu were there already.\n", result->put, result->there);
	terminal_print_bytes(text.data, text.length);
	(void)terminal_flush(NULL); /* main finds a failure again */
	if (result->unplaced > 0)
		terminal_note("%zu envelopes were passed over: nothing here says which mailbox they "
		    "belong to.", result->unplaced);
	buffer_free(&text);
}

int
command_push(int argc, char **argv)
{
	static const struct option table[] = { DESK_OPTIONS, DESK_HELP, { NULL, 0, NULL, 0 } };
	static const struct program_options line = { PUSH, ":h" DESK_LETTERS, table, push_help };
	struct desk_options options = { NULL, NULL };
	struct error error = ERROR_INIT;
	struct push_result result = { 0 };
	struct vault *vault = NULL;
	int found, status;

	while ((found = program_option(&line, argc, argv, &status)) != -1) {
		if (found == PROGRAM_STOP)
			return status;
		(void)desk_take_option(&options, found);
	}
	if (optind != argc)
		return terminal_usage(PUSH, "it takes no \"%s\"", argv[optind]);
	if (desk_check_options(&options, PUSH) != 0)
		return EXIT_USAGE;
	status = vault_open(&vault, options.folder, options.passphrase_file, &error);
	if (status == 0)
		status = vault_lock(vault, &error);
	if (status == 0)
		status = push(vault, &result, &error);
	if (status == 0)
		push_say(&result);
	else if (result.put > 0)
		terminal_note("%zu were put before it broke; the next push goes on there.",
		    result.put);
	if (status == 0 && result.refused > 0)
		status = error_refuse(&error, "%zu could not be put; all others are there",
		    result.refused);
	vault_free(&vault);
	return status == 0 ? EXIT_DONE : terminal_fail(DESK_PROGRAM, &error);
}
