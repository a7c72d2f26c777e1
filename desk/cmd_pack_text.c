/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "common/encode.h"
#include "common/json.h"
#include "desk/commands.h"
#include "desk/deeds.h"
#include "desk/text_in.h"
#include "front/program.h"
#include "front/terminal.h"

/* `pack-text`: what packs say in the campaign's own words. */

#define PACK_TEXT DESK_PROGRAM " pack-text"
#define PACK_TEXT_SHOWN 12 /* digits of an event */

static const char pack_text_help[] =
    "usage: testimony-desk -d DIR pack-text [options]\n\n"
    "Writes what the packs say in the campaign's own words; another coordinator must\n"
    "approve it. Without --part it shows what stands, and who wrote and approved it.\n\n"
    "  --part PART           ask: the one thing that is asked for\n"
    "                        contact: whom an office asks about a pack\n"
    "                        promise: what was promised, and kept or broken\n"
    "  --text FILE           the text; - or none: typed in\n"
    "  --source TEXT         of a promise: where it was made, such as a meeting\n"
    "  --day DAY             of a promise: YYYY-MM-DD\n"
    "  --kept, --broken      of a promise\n"
    DESK_OPTIONS_HELP
    "\nExample: testimony-desk -d our-desk pack-text --part ask --text ask.txt\n";

struct pack_text_options {
	struct desk_options desk;
	const char *part, *text, *source, *day;
	bool kept, broken;
};

/* -1: go on; else the exit status. */
static int
pack_text_read_options(struct pack_text_options *options, int argc, char **argv)
{
	static const struct option table[] = {
		{ "part", required_argument, NULL, 'p' },
		{ "text", required_argument, NULL, 't' },
		{ "source", required_argument, NULL, 's' },
		{ "day", required_argument, NULL, 'D' },
		{ "kept", no_argument, NULL, 'k' },
		{ "broken", no_argument, NULL, 'b' },
		DESK_OPTIONS,
		DESK_HELP,
		{ NULL, 0, NULL, 0 },
	};
	static const struct program_options line = { PACK_TEXT, ":h" DESK_LETTERS, table,
		pack_text_help };
	int found, status;

	while ((found = program_option(&line, argc, argv, &status)) != -1) {
		const char **place = found == 'p' ? &options->part : found == 't' ? &options->text :
		    found == 's' ? &options->source : found == 'D' ? &options->day : NULL;

		if (found == PROGRAM_STOP)
			return status;
		if (place != NULL)
			*place = optarg;
		options->kept |= found == 'k';
		options->broken |= found == 'b';
		(void)desk_take_option(&options->desk, found);
	}
	if (optind != argc)
		return terminal_usage(PACK_TEXT, "it takes no \"%s\"", argv[optind]);
	return desk_check_options(&options->desk, PACK_TEXT) != 0 ? EXIT_USAGE : -1;
}

/* -1: go on; else the exit status. */
static int
pack_text_check(const struct pack_text_options *options, struct deed_pack_text *text)
{
	bool promise = options->source != NULL || options->day != NULL || options->kept ||
	    options->broken;
	int part = 0;

	if (options->part == NULL)
		return promise || options->text != NULL ? terminal_usage(PACK_TEXT, "--part is "
		    "needed: ask, contact or promise") : -1;
	while (part < DECISION_PARTS && strcmp(decision_part_name((enum decision_part)part),
	    options->part) != 0)
		part++;
	if (part == DECISION_PARTS)
		return terminal_usage(PACK_TEXT, "--part is ask, contact or promise");
	text->part = (enum decision_part)part;
	text->kept = options->kept;
	if (text->part != DECISION_PROMISE)
		return promise ? terminal_usage(PACK_TEXT, "--source, --day, --kept and --broken "
		    "belong to a promise") : -1;
	if (options->source == NULL || options->day == NULL || options->kept == options->broken)
		return terminal_usage(PACK_TEXT, "a promise needs --source, --day, and --kept or "
		    "--broken");
	return -1;
}

static void
pack_text_show_piece(const struct work *work, const struct casework_piece *piece)
{
	const struct decision *decision = piece->decision;
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1], day[DAY_SIZE];
	struct buffer text = BUFFER_INIT;

	hex_encode(digits, decision->id, sizeof decision->id);
	buffer_format(&text, "%.*s  %s by %s, %s%s%s\n", PACK_TEXT_SHOWN, digits,
	    decision_part_name(decision->part), work_handle(work, decision->by),
	    piece->refusal != NULL ? "refused by " : piece->approval != NULL ? "approved by " :
	    "not approved yet", piece->refusal != NULL ?
	    work_handle(work, piece->refusal->by) : piece->approval != NULL ?
	    work_handle(work, piece->approval->by) : "", piece->conflict ?
	    "; another one stands beside it: refuse one" : "");
	if (decision->part == DECISION_PROMISE) {
		day_print(day, decision->day);
		buffer_format(&text, "%s, %s: %s\n", day, decision->name,
		    decision->is ? "kept" : "broken");
	}
	buffer_format(&text, "%s\n\n", decision->text);
	terminal_print_bytes(text.data, text.length);
	buffer_free(&text);
}

static int
pack_text_show(const struct work *work)
{
	const struct casework *casework = &work->decisions.work;

	for (size_t i = 0; i < casework->pack_text_count; i++)
		pack_text_show_piece(work, &casework->pack_texts[i]);
	if (casework->pack_text_count == 0)
		terminal_note("Nothing is written yet. A pack needs an ask and a contact.");
	return 0;
}

static int
pack_text_keep(const struct work *work, const struct pack_text_options *options,
    struct deed_pack_text *text, const json_t *words, struct error *error)
{
	json_t *source = options->source == NULL ? NULL :
	    json_text_cleaned(options->source, strlen(options->source));
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];
	uint8_t id[ENVELOPE_ID_BYTES];
	int result;

	text->text = json_string_value(words);
	text->source = json_string_value(source);
	result = deed_pack_text(work, text, id, error);
	json_decref(source);
	if (result != 0)
		return -1;
	hex_encode(digits, id, sizeof id);
	desk_say_decided(1);
	terminal_note("Another coordinator approves it: approve %.*s", PACK_TEXT_SHOWN, digits);
	return 0;
}

int
command_pack_text(int argc, char **argv)
{
	struct pack_text_options options = { .part = NULL };
	struct deed_pack_text text = { .part = DECISION_ASK };
	struct error error = ERROR_INIT;
	struct work work = WORK_INIT;
	json_t *words = NULL;
	int status = pack_text_read_options(&options, argc, argv);

	if (status < 0)
		status = pack_text_check(&options, &text);
	if (status >= 0)
		return status;
	status = options.day == NULL ? 0 : day_parse(&text.day, options.day, &error);
	if (status == 0 && options.part != NULL)
		status = text_in(&words, options.text, DECISION_TEXT_MOST, "Write it", &error);
	if (status == 0)
		status = work_open(&work, options.desk.folder, options.desk.passphrase_file,
		    options.part != NULL, &error);
	if (status == 0)
		status = options.part == NULL ? pack_text_show(&work) :
		    pack_text_keep(&work, &options, &text, words, &error);
	json_decref(words);
	work_close(&work);
	return status == 0 ? EXIT_DONE : terminal_fail(DESK_PROGRAM, &error);
}
