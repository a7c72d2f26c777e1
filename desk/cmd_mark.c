/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "common/json.h"
#include "desk/commands.h"
#include "desk/deeds.h"
#include "desk/text_in.h"
#include "front/program.h"
#include "front/terminal.h"

/* `mark`: what is decided about cases besides their words. */

#define MARK DESK_PROGRAM " mark"
#define MARK_NOBODY "nobody"

static const char mark_help[] =
    "usage: testimony-desk -d DIR mark [options] ID...\n\n"
    "Decides something about the cases of these messages; the first digits of an ID\n"
    "do. All desks know it after the next pull of both. One of:\n\n"
    "  --assign HANDLE       who takes care of them; nobody: none any more\n"
    "  --note FILE           a note for all coordinators; - : typed in\n"
    "  --safeguarding WHO    who was told that somebody is in danger, by their role;\n"
    "                        with --text FILE, what was told\n"
    "  --recuse              you know this family: for good, and what you redacted,\n"
    "                        chose or approved there counts no more\n"
    "  --close FILE          it is in no edition (told twice, not a testimony), and\n"
    "                        why; - : typed in\n"
    "  --reopen FILE         it is again, and why\n"
    DESK_OPTIONS_HELP
    "\nExample: testimony-desk -d our-desk mark --assign robin 3f9c\n";

struct mark_options {
	struct desk_options desk;
	int kind;          /* the option's letter; 0: none yet */
	const char *value; /* HANDLE, FILE or WHO */
	const char *text;
	bool twice;
};

/* Each is done once for a case, whichever of its messages are named. */
struct mark {
	struct mark_options options;
	struct work work;
	json_t *text, *told;
	const uint8_t *to; /* NULL: nobody */
	size_t decided;
};

/* -1: go on; else the exit status. */
static int
mark_read_options(struct mark_options *options, int argc, char **argv)
{
	static const struct option table[] = {
		{ "assign", required_argument, NULL, 'a' },
		{ "note", required_argument, NULL, 'n' },
		{ "safeguarding", required_argument, NULL, 's' },
		{ "recuse", no_argument, NULL, 'r' },
		{ "close", required_argument, NULL, 'c' },
		{ "reopen", required_argument, NULL, 'o' },
		{ "text", required_argument, NULL, 't' },
		DESK_OPTIONS,
		DESK_HELP,
		{ NULL, 0, NULL, 0 },
	};
	static const struct program_options line = { MARK, ":h" DESK_LETTERS, table, mark_help };
	int found, status;

	while ((found = program_option(&line, argc, argv, &status)) != -1) {
		if (found == PROGRAM_STOP)
			return status;
		if (desk_take_option(&options->desk, found))
			continue;
		if (found == 't') {
			options->text = optarg;
			continue;
		}
		options->twice |= options->kind != 0;
		options->kind = found;
		options->value = optarg;
	}
	if (options->kind == 0)
		return terminal_usage(MARK, "what is to be decided? --assign, --note, --safeguarding, "
		    "--recuse, --close or --reopen");
	if (options->twice)
		return terminal_usage(MARK, "one thing at a time");
	if ((options->text != NULL) && options->kind != 's')
		return terminal_usage(MARK, "--text belongs to --safeguarding");
	if (optind == argc)
		return terminal_usage(MARK, "of which messages? give their IDs");
	return desk_check_options(&options->desk, MARK) != 0 ? EXIT_USAGE : -1;
}

/* The text that the decision has. */
static int
mark_read_text(struct mark *mark, struct error *error)
{
	const struct mark_options *options = &mark->options;

	switch (options->kind) {
	case 'n':
		return text_in(&mark->text, options->value, DECISION_TEXT_MOST, "Write the note",
		    error);
	case 'c':
	case 'o':
		return text_in(&mark->text, options->value, DECISION_TEXT_MOST, "Write why", error);
	case 's':
		mark->told = json_text_cleaned(options->value, strlen(options->value));
		return options->text == NULL ? 0 : text_in(&mark->text, options->text,
		    DECISION_TEXT_MOST, "Write what was told", error);
	default:
		return 0;
	}
}

static int
mark_find_to(struct mark *mark, struct error *error)
{
	const struct campaign *campaign = mark->work.vault->campaign;

	if (mark->options.kind != 'a' || strcmp(mark->options.value, MARK_NOBODY) == 0)
		return 0;
	for (size_t i = 0; i < campaign->coordinator_count; i++)
		if (strcmp(campaign->coordinators[i].handle, mark->options.value) == 0)
			mark->to = campaign->coordinators[i].key;
	return mark->to != NULL ? 0 : error_refuse(error, "%s is no coordinator of this campaign",
	    mark->options.value);
}

static int
mark_case(const struct mark *mark, const uint8_t *mailbox, struct error *error)
{
	const char *text = mark->text == NULL ? "" : json_string_value(mark->text);

	switch (mark->options.kind) {
	case 'a':
		return deed_assign(&mark->work, mailbox, mark->to, error);
	case 'n':
		return deed_note(&mark->work, mailbox, text, error);
	case 's':
		return deed_safeguarding(&mark->work, mailbox, json_string_value(mark->told), text,
		    error);
	case 'r':
		return deed_recuse(&mark->work, mailbox, error);
	default:
		return deed_close(&mark->work, mailbox, mark->options.kind == 'c', text, error);
	}
}

static int
mark_one(struct mark *mark, const char *id, struct error *error)
{
	struct message message;
	int result;

	if (work_find(&mark->work, id, &message, error) != 0)
		return -1;
	result = 0;
	if (work_touch(&mark->work, message.record->mailbox)) {
		result = mark_case(mark, message.record->mailbox, error);
		mark->decided += result == 0;
	}
	message_free(&message);
	return result;
}

int
command_mark(int argc, char **argv)
{
	struct mark mark = { .work = WORK_INIT };
	struct error error = ERROR_INIT;
	int status = mark_read_options(&mark.options, argc, argv);

	if (status >= 0)
		return status;
	status = EXIT_DONE;
	if (mark_read_text(&mark, &error) != 0 || work_open(&mark.work, mark.options.desk.folder,
	    mark.options.desk.passphrase_file, true, &error) != 0 ||
	    mark_find_to(&mark, &error) != 0) {
		status = terminal_fail(DESK_PROGRAM, &error);
	} else {
		for (int i = optind; i < argc; i++)
			if (mark_one(&mark, argv[i], &error) != 0) {
				(void)error_within(&error, "%s", argv[i]);
				status = terminal_fail(DESK_PROGRAM, &error);
				error = (struct error)ERROR_INIT;
			}
		desk_say_decided(mark.decided);
	}
	json_decref(mark.text);
	json_decref(mark.told);
	work_close(&mark.work);
	return status;
}
