/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <time.h>

#include "desk/commands.h"
#include "desk/export.h"
#include "desk/pull_say.h"
#include "desk/stats.h"
#include "front/program.h"
#include "front/terminal.h"

/* `stats`: the figures that the next edition would have. */

#define STATS DESK_PROGRAM " stats"

static const char stats_help[] =
    "usage: testimony-desk -d DIR stats [options]\n\n"
    "Prints the figures that an edition of today would have, as it would print them:\n"
    "counts of 1 to 9 are withheld, others rounded to 5, and what would give a small\n"
    "one back, beside the others or beside the last edition, is not shown. These are\n"
    "for you: hand out an edition's, which the next one reckons with.\n\n"
    "  --json                as statistics.json in a pack\n"
    DESK_OPTIONS_HELP
    "\nExample: testimony-desk -d our-desk stats\n";

static int
stats_run(struct export *export, struct work *work, const struct desk_options *desk, bool json,
    struct error *error)
{
	int32_t day = day_of((int64_t)time(NULL));
	struct buffer out = BUFFER_INIT;

	if (work_open(work, desk->folder, desk->passphrase_file, false, error) != 0)
		return -1;
	export_begin(export, work, day);
	if (export_read(export, error) != 0 || export_count(export, error) != 0)
		return -1;
	if (json) {
		stats_json(export->tally, work->vault->campaign->name, day, &out);
		terminal_print_bytes(out.data, out.length);
	} else {
		stats_print(export->tally);
	}
	buffer_free(&out);
	pull_say_newer(work->vault);
	return 0;
}

int
command_stats(int argc, char **argv)
{
	static const struct option table[] = { { "json", no_argument, NULL, 'j' }, DESK_OPTIONS,
		DESK_HELP, { NULL, 0, NULL, 0 } };
	static const struct program_options line = { STATS, ":h" DESK_LETTERS, table, stats_help };
	struct desk_options desk = { NULL, NULL };
	struct export export = { .work = NULL };
	struct work work = WORK_INIT;
	struct error error = ERROR_INIT;
	int found, status;
	bool json = false;

	while ((found = program_option(&line, argc, argv, &status)) != -1) {
		if (found == PROGRAM_STOP)
			return status;
		json |= found == 'j';
		(void)desk_take_option(&desk, found);
	}
	if (optind != argc)
		return terminal_usage(STATS, "it takes no \"%s\"", argv[optind]);
	if (desk_check_options(&desk, STATS) != 0)
		return EXIT_USAGE;
	status = stats_run(&export, &work, &desk, json, &error);
	export_free(&export);
	work_close(&work);
	return status == 0 ? EXIT_DONE : terminal_fail(DESK_PROGRAM, &error);
}
