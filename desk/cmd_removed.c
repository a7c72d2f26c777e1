/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "common/secret.h"
#include "desk/commands.h"
#include "desk/deeds.h"
#include "front/program.h"
#include "front/terminal.h"

/* `removed`: what a former coordinator decided is made to count. */

#define REMOVED DESK_PROGRAM " removed"

static const char removed_help[] =
    "usage: testimony-desk -d DIR removed [options] HANDLE [EVENT...]\n\n"
    "After a coordinator was removed nothing that they decided counts, until somebody\n"
    "who is still one says that it does: all that this desk has by HANDLE, or these\n"
    "events alone (their first digits). Pull before, and look at what it is: `show`\n"
    "and `cases`. Who holds the key of somebody who left could still write to it.\n\n"
    "  --yes                 without asking\n"
    DESK_OPTIONS_HELP
    "\nExample: testimony-desk -d our-desk removed wren\n";

struct removed_options {
	struct desk_options desk;
	bool yes;
};

/* -1: go on; else the exit status. */
static int
removed_read_options(struct removed_options *options, int argc, char **argv)
{
	static const struct option table[] = {
		{ "yes", no_argument, NULL, 'y' },
		DESK_OPTIONS,
		DESK_HELP,
		{ NULL, 0, NULL, 0 },
	};
	static const struct program_options line = { REMOVED, ":h" DESK_LETTERS, table,
		removed_help };
	int found, status;

	while ((found = program_option(&line, argc, argv, &status)) != -1) {
		if (found == PROGRAM_STOP)
			return status;
		options->yes |= found == 'y';
		(void)desk_take_option(&options->desk, found);
	}
	if (optind == argc)
		return terminal_usage(REMOVED, "which former coordinator? give the handle");
	return desk_check_options(&options->desk, REMOVED) != 0 ? EXIT_USAGE : -1;
}

static size_t
removed_count(const struct work *work, const char *handle)
{
	const struct casework *casework = &work->decisions.work;
	size_t count = 0;

	for (size_t i = 0; i < casework->unlisted_count; i++)
		count += strcmp(work_handle(work, casework->unlisted[i]->by), handle) == 0;
	return count;
}

static int
removed_ask(const struct work *work, const char *handle, size_t named, bool yes,
    struct error *error)
{
	size_t count = named > 0 ? named : removed_count(work, handle);

	if (yes || count == 0)
		return 0;
	terminal_note("%zu decision%s by %s will count again.", count, count == 1 ? "" : "s",
	    handle);
	if (terminal_confirm("Shall they?", &yes, error) != 0)
		return error_within(error, "--yes does it without asking");
	return yes ? 0 : error_refuse(error, "nothing was decided");
}

static int
removed_run(const struct work *work, const struct removed_options *options, char **argv,
    size_t named, size_t *listed, struct error *error)
{
	const struct decision **decisions = secret_allocate((named + 1) * sizeof *decisions);
	int result = 0;

	for (size_t i = 0; i < named && result == 0; i++) {
		decisions[i] = work_decision(work, argv[i + 1], error);
		result = decisions[i] == NULL ? -1 : 0;
	}
	if (result == 0)
		result = removed_ask(work, argv[0], named, options->yes, error);
	if (result == 0)
		result = deed_removed(work, argv[0], decisions, named, listed, error);
	secret_release(decisions);
	return result;
}

int
command_removed(int argc, char **argv)
{
	struct removed_options options = { .yes = false };
	struct error error = ERROR_INIT;
	struct work work = WORK_INIT;
	size_t listed = 0;
	int status = removed_read_options(&options, argc, argv);

	if (status >= 0)
		return status;
	status = work_open(&work, options.desk.folder, options.desk.passphrase_file, true, &error);
	if (status == 0)
		status = removed_run(&work, &options, argv + optind, (size_t)(argc - optind - 1),
		    &listed, &error);
	if (listed > 0)
		terminal_note("%zu of %s count%s again. The next pull tells the other desks.", listed,
		    argv[optind], listed == 1 ? "s" : "");
	work_close(&work);
	return status == 0 ? EXIT_DONE : terminal_fail(DESK_PROGRAM, &error);
}
