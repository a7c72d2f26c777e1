/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/encode.h"
#include "desk/commands.h"
#include "desk/export.h"
#include "desk/lines.h"
#include "desk/pack/pack_author.h"
#include "desk/pull.h"
#include "desk/pull_say.h"
#include "front/program.h"
#include "front/terminal.h"

/* `export`: makes an edition of packs. */

#define EXPORT DESK_PROGRAM " export"
#define EXPORT_SHOWN 12 /* digits of an event */
#define EXPORT_FINDINGS_SHOWN 50

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
 * What is said of each family.
 */

static const char *
export_pack_name(const struct export_case *of, enum allowed_pack pack, char *room)
{
	if (pack != ALLOWED_AREA)
		return pack == ALLOWED_COUNTY ? EXPORT_COUNTY : EXPORT_PUBLIC;
	export_area_name(room, of->allowed.area);
	return of->allowed.area == NULL ? "area" : room;
}

/* How many of its excerpts stand in a pack; where packs were not made, how many may. */
static size_t
export_in(const struct export *export, const struct export_case *of, enum allowed_pack pack)
{
	return export->made ? of->printed[pack] : allowed_count(&of->allowed, pack);
}

/* Why a case's words are not in a pack; NULL: some are. */
static const char *
export_why_not(const struct export *export, const struct export_case *of,
    enum allowed_pack pack)
{
	if (of->allowed.why[pack].length > 0)
		return (const char *)of->allowed.why[pack].data;
	if (allowed_count(&of->allowed, pack) == 0)
		return "none of its excerpts may go out";
	return export_in(export, of, pack) == 0 ? "there is no room for its words in this pack" :
	    NULL;
}

static void
export_print_case(const struct export *export, const struct export_case *of)
{
	struct buffer text = BUFFER_INIT;
	char room[FILES_NAME_MOST + 1], digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	buffer_format(&text, "%s  %s%s\n", of->name, of->allowed.not_counted.length == 0 ?
	    "counted" : "not counted: ", of->allowed.not_counted.length == 0 ? "" :
	    (const char *)of->allowed.not_counted.data);
	for (int pack = 0; pack < ALLOWED_PACKS; pack++) {
		const char *why = export_why_not(export, of, (enum allowed_pack)pack);

		buffer_format(&text, "%s  %s: ", of->name,
		    export_pack_name(of, (enum allowed_pack)pack, room));
		if (why == NULL)
			buffer_format(&text, "in, with %zu excerpt%s\n",
			    export_in(export, of, (enum allowed_pack)pack),
			    export_in(export, of, (enum allowed_pack)pack) == 1 ? "" : "s");
		else
			buffer_format(&text, "out: %s\n", why);
	}
	for (size_t i = 0; i < of->allowed.excerpt_count; i++) {
		const struct allowed_excerpt *excerpt = &of->allowed.excerpts[i];

		if (excerpt->why.length == 0)
			continue;
		hex_encode(digits, excerpt->piece->decision->id, ENVELOPE_ID_BYTES);
		buffer_format(&text, "%s  excerpt %.*s: out: %s\n", of->name, EXPORT_SHOWN, digits,
		    (const char *)excerpt->why.data);
	}
	terminal_print_bytes(text.data, text.length);
	buffer_free(&text);
}

static json_t *
export_hex(const uint8_t *bytes)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	hex_encode(digits, bytes, ENVELOPE_ID_BYTES);
	return json_string(digits);
}

static void
export_print_object(json_t *object)
{
	struct buffer line = BUFFER_INIT;

	lines_json(&line, object);
	terminal_print_bytes(line.data, line.length);
	json_decref(object);
	buffer_free(&line);
}

static void
export_append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) != 0)
		error_bug("no memory for a JSON value");
}

static json_t *
export_why(const struct buffer *why)
{
	return why->length == 0 ? json_null() : json_string((const char *)why->data);
}

static void
export_print_case_object(const struct export *export, const struct export_case *of)
{
	json_t *object = json_object(), *packs = json_object(), *excerpts = json_array();
	char room[FILES_NAME_MOST + 1];

	for (int pack = 0; pack < ALLOWED_PACKS; pack++) {
		const char *why = export_why_not(export, of, (enum allowed_pack)pack);
		json_t *entry = json_object();

		lines_set(entry, "excerpts", json_integer((json_int_t)export_in(export, of,
		    (enum allowed_pack)pack)));
		lines_set(entry, "why", why == NULL ? json_null() : json_string(why));
		lines_set(packs, export_pack_name(of, (enum allowed_pack)pack, room), entry);
	}
	for (size_t i = 0; i < of->allowed.excerpt_count; i++) {
		const struct allowed_excerpt *excerpt = &of->allowed.excerpts[i];
		json_t *entry = json_object();

		lines_set(entry, "event", export_hex(excerpt->piece->decision->id));
		lines_set(entry, "theme", json_string(excerpt->piece->decision->name));
		lines_set(entry, "why", export_why(&excerpt->why));
		export_append(excerpts, entry);
	}
	lines_set(object, "id", export_hex(of->file->messages[of->file->message_count - 1].id));
	lines_set(object, "case", export_hex(of->file->mailbox));
	lines_set(object, "counted", json_boolean(of->allowed.not_counted.length == 0));
	lines_set(object, "why", export_why(&of->allowed.not_counted));
	lines_set(object, "packs", packs);
	lines_set(object, "excerpts", excerpts);
	export_print_object(object);
}

static void
export_print_cases(const struct export *export, bool json)
{
	for (size_t i = 0; i < export->case_count; i++) {
		if (json)
			export_print_case_object(export, &export->cases[i]);
		else
			export_print_case(export, &export->cases[i]);
	}
	(void)terminal_flush(NULL); /* main finds a failure again */
}

/*
 * What is said of the edition.
 */

static void
export_say_findings(const struct gate_findings *findings)
{
	for (size_t i = 0; i < findings->count && i < EXPORT_FINDINGS_SHOWN; i++)
		terminal_note("%s", findings->list[i].sentence);
	if (findings->count > EXPORT_FINDINGS_SHOWN)
		terminal_note("... and %zu more.", findings->hits + findings->warnings -
		    EXPORT_FINDINGS_SHOWN);
}

/* What the coordinator may not know, and is no hindrance. */
static void
export_say_doubts(const struct export *export)
{
	const struct casework *casework = &export->work->decisions.work;
	const char *note = pack_author_note(export->work->vault);
	size_t promises = 0;

	for (size_t i = 0; i < casework->pack_text_count; i++)
		promises += casework->pack_texts[i].decision->part == DECISION_PROMISE &&
		    casework->pack_texts[i].refusal == NULL &&
		    !casework_is_agreed(&casework->pack_texts[i]);
	if (promises > 0)
		terminal_note("%zu promise%s left out: no other coordinator approved %s.", promises,
		    promises == 1 ? " is" : "s are", promises == 1 ? "it" : "them");
	if (export->editions.broken > 0)
		terminal_note("Of %zu edition%s not all is known here. If another desk exported %s, "
		    "let it pull, and export then: figures that went out must be known.",
		    export->editions.broken, export->editions.broken == 1 ? "" : "s",
		    export->editions.broken == 1 ? "it" : "them");
	if (export->work->decisions.aside > 0)
		terminal_note("%zu events of the log are set aside, and decided nothing; `list` says "
		    "why.", export->work->decisions.aside);
	if (note != NULL)
		terminal_note("%s", note);
}

static void
export_print_packs(const struct export *export, const char *out, bool json)
{
	struct buffer text = BUFFER_INIT;
	json_t *packs = json_array(), *object;
	char day[DAY_SIZE];

	day_print(day, export->day);
	buffer_format(&text, "Edition %lld of %s, in %s:\n", (long long)export->edition.n, day,
	    out);
	for (size_t i = 0; i < export->pack_count; i++) {
		const struct export_pack *pack = &export->packs[i];

		buffer_format(&text, "%s: %zu excerpt%s, %zu words\n", pack->name, pack->printed,
		    pack->printed == 1 ? "" : "s", pack->words);
		object = json_object();
		lines_set(object, "name", json_string(pack->name));
		lines_set(object, "excerpts", json_integer((json_int_t)pack->printed));
		lines_set(object, "words", json_integer((json_int_t)pack->words));
		export_append(packs, object);
	}
	if (json) {
		object = json_object();
		lines_set(object, "edition", json_integer(export->edition.n));
		lines_set(object, "day", json_string(day));
		lines_set(object, "packs", packs);
		export_print_object(object);
	} else {
		terminal_print_bytes(text.data, text.length);
		json_decref(packs);
	}
	(void)terminal_flush(NULL); /* main finds a failure again */
	buffer_free(&text);
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

/* A family may have taken everything back since the last pull. */
static int
export_pull(struct vault *vault, struct error *error)
{
	struct pull_result result;
	struct pull_said said;
	int status;

	memset(&result, 0, sizeof result);
	pull_say_begin(&said, vault);
	status = pull(vault, &result, error);
	pull_say_withdrawn(&said, vault, &result.withdrawn);
	pull_say_end(&said);
	if (status != 0)
		return error_within(error, "what families took back or changed since the last pull "
		    "is not known, so nothing was exported (--no-pull does it all the same)");
	return 0;
}

static int
export_open(struct work *work, const struct export_options *options, struct error *error)
{
	if (options->dry_run)
		return work_open(work, options->desk.folder, options->desk.passphrase_file, false,
		    error);
	if (vault_open(&work->vault, options->desk.folder, options->desk.passphrase_file,
	    error) != 0 || vault_lock(work->vault, error) != 0)
		return -1;
	if (!options->no_pull && export_pull(work->vault, error) != 0)
		return -1;
	return work_read(work, error);
}

/* The event first: packs that no edition tells of must never lie there, whatever breaks. */
static int
export_keep(struct export *export, const struct export_options *options, struct error *error)
{
	struct files_pack *packs;
	struct pull_result result;
	struct error trouble = ERROR_INIT;
	int status;

	if (edition_keep(&export->edition, export->work->vault, error) != 0)
		return -1;
	memset(&result, 0, sizeof result);
	if (options->no_pull || pull(export->work->vault, &result, &trouble) != 0)
		terminal_note("The other desks do not know of this edition yet; the next `pull` tells "
		    "them. Nobody else should export before.");
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
		export_print_cases(export, options->json);
	export_say_findings(&export->findings);
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
	export_print_packs(export, options->out, options->json);
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
