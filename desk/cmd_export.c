/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "desk/commands.h"
#include "desk/export.h"
#include "desk/export_say.h"
#include "desk/pull.h"
#include "desk/pull_say.h"
#include "desk/vault_newer.h"
#include "front/program.h"
#include "front/terminal.h"

/* `export`: makes an edition of packs. */

#define EXPORT DESK_PROGRAM " export"

static const char export_help[] =
    "usage: testimony-desk -d DIR export -o OUT [options]\n\n"
    "Pulls, and makes one edition: a pack for each area where ten families or more\n"
    "are counted, one for the county and one that may be published, in a new folder\n"
    "OUT. Each holds what its families allow now, two coordinators agreed on, and the\n"
    "family said yes to where it asked. If anything is wrong, nothing is written.\n\n"
    "  -o, --output OUT      the new folder\n"
    "  --dry-run             write nothing and do not pull; say of each family what\n"
    "                        goes in, and what does not and why\n"
    "  --json                one JSON object a line\n"
    "  --day DAY             the edition's day, YYYY-MM-DD; else today\n"
    "  --no-pull             by what the last pull brought: who took back everything\n"
    "                        since is in it\n"
    DESK_OPTIONS_HELP
    "\nExample: testimony-desk -d our-desk export -o packs-2026-12\n";

struct export_options {
	struct desk_options desk;
	const char *out, *day;
	bool dry_run, json, no_pull;
};

/* -1: go on; else the exit status. */
static int
export_read_options(struct export_options *options, int argc, char **argv)
{
	static const struct option table[] = {
		{ "output", required_argument, NULL, 'o' },
		{ "dry-run", no_argument, NULL, 'n' },
		{ "json", no_argument, NULL, 'j' },
		{ "day", required_argument, NULL, 'D' },
		{ "no-pull", no_argument, NULL, 'p' },
		DESK_OPTIONS,
		DESK_HELP,
		{ NULL, 0, NULL, 0 },
	};
	static const struct program_options line = { EXPORT, ":ho:" DESK_LETTERS, table,
		export_help };
	int found, status;

	while ((found = program_option(&line, argc, argv, &status)) != -1) {
		if (found == PROGRAM_STOP)
			return status;
		if (found == 'o')
			options->out = optarg;
		else if (found == 'D')
			options->day = optarg;
		options->dry_run |= found == 'n';
		options->json |= found == 'j';
		options->no_pull |= found == 'p';
		(void)desk_take_option(&options->desk, found);
	}
	if (optind != argc)
		return terminal_usage(EXPORT, "it takes no \"%s\"", argv[optind]);
	if (options->out == NULL && !options->dry_run)
		return terminal_usage(EXPORT, "-o OUT is needed: a folder that does not exist yet");
	return desk_check_options(&options->desk, EXPORT) != 0 ? EXIT_USAGE : -1;
}

/*
 * Making it.
 */

/* Before any work is done, and before anything says that there was an edition. */
static int
export_check_out(const char *out, struct error *error)
{
	struct buffer parent = BUFFER_INIT;
	struct stat status;
	const char *slash;
	size_t length;
	int result = 0;

	if (out == NULL)
		return 0;
	if (lstat(out, &status) == 0)
		return error_refuse(error, "%s exists already: an edition goes into a new folder",
		    out);
	for (length = strlen(out); length > 1 && out[length - 1] == '/'; length--)
		continue;
	slash = memrchr(out, '/', length);
	if (slash == NULL)
		buffer_append_text(&parent, ".");
	else
		buffer_append(&parent, out, slash == out ? 1 : (size_t)(slash - out));
	buffer_append_byte(&parent, '\0');
	if (access((const char *)parent.data, W_OK | X_OK) != 0)
		result = error_system(error, "%s cannot be written", out);
	buffer_free(&parent);
	return result;
}

/* What a pull brought. */
struct export_pulled {
	size_t withdrawn; /* families that took everything back since the last time */
	size_t fetched;   /* messages, replies and events */
};

static int
export_pull(struct vault *vault, struct export_pulled *pulled, struct error *error)
{
	struct pull_result result;
	struct pull_said said;
	int status;

	memset(&result, 0, sizeof result);
	pull_say_begin(&said, vault);
	status = pull(vault, &result, error);
	pull_say_withdrawn(&said, vault, &result.withdrawn);
	pull_say_end(&said);
	*pulled = (struct export_pulled){ .withdrawn = result.withdrawn.fresh };
	for (size_t i = 0; i < result.count; i++)
		pulled->fetched += result.daemons[i].fetched.fetched;
	return status;
}

static int
export_open(struct work *work, const struct export_options *options, struct error *error)
{
	struct export_pulled pulled;

	if (options->dry_run)
		return work_open(work, options->desk.folder, options->desk.passphrase_file, false,
		    error);
	if (vault_open(&work->vault, options->desk.folder, options->desk.passphrase_file,
	    error) != 0 || vault_lock(work->vault, error) != 0)
		return -1;
	/* A family may have taken everything back since the last pull, or allow less. */
	if (!options->no_pull && export_pull(work->vault, &pulled, error) != 0)
		return error_within(error, "what families took back or changed since the last pull "
		    "is not known, so nothing was exported (--no-pull does it all the same)");
	return work_read(work, error);
}

/* Tells the other desks of it, whose next edition must reckon with its figures. Refuses where a
 * family took everything back in this very moment, the campaign was changed, or what came forbids
 * what is in the packs. */
static int
export_tell(struct export *export, const struct export_options *options, struct error *error)
{
	struct export_pulled pulled = { 0, 0 };
	struct error trouble = ERROR_INIT;

	if (options->no_pull || export_pull(export->work->vault, &pulled, &trouble) != 0)
		terminal_note("The other desks do not know of this edition yet; the next `pull` tells "
		    "them. Nobody else should export before.");
	if (pulled.withdrawn > 0)
		return error_refuse(error, "a family took everything back while the packs were made, "
		    "and nothing was written; export once more");
	if (vault_newer_changes(export->work->vault)) {
		(void)vault_newer_refuse(export->work->vault, error);
		return error_within(error, "nothing was written");
	}
	return pulled.fetched == 0 ? 0 : export_still(export, error);
}

/* The event first: packs that no edition tells of must never lie there, whatever breaks. */
static int
export_keep(struct export *export, const struct export_options *options, struct error *error)
{
	struct files_pack *packs;
	int status;

	if (edition_keep(&export->edition, export->work->vault, error) != 0 ||
	    export_tell(export, options, error) != 0)
		return -1;
	packs = secret_allocate((export->pack_count + 1) * sizeof *packs);
	for (size_t i = 0; i < export->pack_count; i++)
		packs[i] = (struct files_pack){ .name = export->packs[i].name,
			.files = &export->packs[i].files };
	status = files_write(options->out, packs, export->pack_count, export->day, error);
	secret_release(packs);
	if (status != 0)
		return error_within(error, "edition %lld is noted, and its packs were not written; "
		    "export once more", (long long)export->edition.n);
	return 0;
}

/* All of it up to the last byte; a dry run ends here. What forbids it is asked first, and said last:
 * a dry run shows all the same what would go out. */
static int
export_all(struct export *export, const struct export_options *options, struct error *error)
{
	struct error forbidden = ERROR_INIT;
	int may = export_may(export, &forbidden), result = export_read(export, error);

	if (result == 0)
		result = export_count(export, error);
	if (result == 0)
		export_choose(export);
	if (may != 0)
		*error = forbidden;
	else if (result == 0)
		result = export_make(export, error);
	if (options->dry_run && export->case_count > 0)
		export_say_cases(export, options->json);
	export_say_findings(export);
	export_say_doubts(export);
	return may != 0 ? -1 : result;
}

static int
export_run(struct export *export, struct work *work, const struct export_options *options,
    struct error *error)
{
	int32_t day = day_of((int64_t)time(NULL));

	if ((options->day != NULL && day_parse(&day, options->day, error) != 0) ||
	    export_check_out(options->out, error) != 0 || export_open(work, options, error) != 0)
		return -1;
	export_begin(export, work, day);
	if (export_all(export, options, error) != 0)
		return -1;
	if (options->dry_run)
		return 0;
	if (export_keep(export, options, error) != 0)
		return -1;
	export_say_packs(export, options->out, options->json);
	terminal_note("Read each pack before you hand it out: what went out cannot be called back.");
	return 0;
}

int
command_export(int argc, char **argv)
{
	struct export_options options = { .out = NULL };
	struct work work = WORK_INIT;
	struct export export = { .work = NULL };
	struct error error = ERROR_INIT;
	int status = export_read_options(&options, argc, argv);

	if (status >= 0)
		return status;
	status = export_run(&export, &work, &options, &error);
	export_free(&export);
	work_close(&work);
	return status == 0 ? EXIT_DONE : terminal_fail(DESK_PROGRAM, &error);
}
