/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "common/encode.h"
#include "desk/commands.h"
#include "desk/judged.h"
#include "desk/redact_view.h"
#include "front/letter.h"
#include "front/program.h"
#include "front/terminal.h"

/* `approve`: a second coordinator reads what the first redacted or wrote, and agrees. */

#define APPROVE DESK_PROGRAM " approve"
#define APPROVE_LINE 1 /* lines are counted from here */

static const char approve_help[] =
    "usage: testimony-desk -d DIR approve [options] ID ...\n\n"
    "Shows all of what another coordinator redacted, and asks whether it may go so:\n"
    "what was replaced stands in {braces}, what is still suggested in >>arrows<<.\n"
    "ID is a message's, or that of a redaction, a paraphrase, an excerpt (for its\n"
    "theme) or a text of the packs, as `show` names them. Nobody approves their own,\n"
    "or a text in which a name that the family listed still stands.\n\n"
    "  --yes                 approve without being shown or asked\n"
    "  --reads               say that you read the text's language, where the\n"
    "                        desk has no lists for it\n"
    "  --original            show what was replaced, too\n"
    DESK_OPTIONS_HELP
    "\nExample: testimony-desk -d our-desk approve 3f9c0a71d2e8\n";

struct approve_options {
	struct desk_options desk;
	bool yes, reads, original;
};

/* -1: go on; else the exit status. */
static int
approve_read_options(struct approve_options *options, int argc, char **argv)
{
	static const struct option table[] = {
		{ "yes", no_argument, NULL, 'y' },
		{ "reads", no_argument, NULL, 'r' },
		{ "original", no_argument, NULL, 'o' },
		DESK_OPTIONS,
		DESK_HELP,
		{ NULL, 0, NULL, 0 },
	};
	static const struct program_options line = { APPROVE, ":h" DESK_LETTERS, table,
		approve_help };
	int found, status;

	while ((found = program_option(&line, argc, argv, &status)) != -1) {
		if (found == PROGRAM_STOP)
			return status;
		options->yes |= found == 'y';
		options->reads |= found == 'r';
		options->original |= found == 'o';
		(void)desk_take_option(&options->desk, found);
	}
	if (optind == argc)
		return terminal_usage(APPROVE, "what? give the ID of a message or of a redaction");
	return desk_check_options(&options->desk, APPROVE) != 0 ? EXIT_USAGE : -1;
}

/* The line of a text that a byte is in. */
static size_t
approve_line(const struct redaction *text, size_t at)
{
	size_t line = APPROVE_LINE;

	for (size_t i = 0; i < at; i++)
		line += text->text.data[i] == '\n';
	return line;
}

static int
approve_check_hidden(const struct judged *judged, struct error *error)
{
	const struct redaction *text = judged_text(judged);

	for (size_t i = 0; i < judged->left.count; i++) {
		const struct suggestion *found = &judged->left.list[i];

		if (redact_case_is_hidden(found))
			return error_refuse(error, "\"%.*s\" in line %zu is a name that the family "
			    "listed: it must not appear; redact it again",
			    (int)(found->end - found->start),
			    (const char *)text->text.data + found->start,
			    approve_line(text, found->start));
	}
	return 0;
}

/* That this coordinator may, and that there is anything to approve. */
static int
approve_check(const struct judged *judged, const struct work *work, struct error *error)
{
	const struct casework_piece *piece = judged->piece;
	const struct decision *decision = judged->decision;

	if (memcmp(decision->by, work_me(work), sizeof decision->by) == 0)
		return error_refuse(error, "it is your own %s; another coordinator approves it",
		    judged_name(judged));
	/* Its words are those of its redaction; its theme is one coordinator's alone. */
	if (decision->kind == DECISION_EXCERPT && decision->text == NULL &&
	    casework_theme_is_agreed(&work->decisions.work, decision->name))
		return error_refuse(error, "an excerpt of approved words needs no approval of its "
		    "own; approve its redaction");
	if (piece->refusal != NULL)
		return error_refuse(error, "it was refused by %s; it must be made anew",
		    work_handle(work, piece->refusal->by));
	if (piece->conflict)
		return error_refuse(error, "another stands beside it for the same, by a coordinator "
		    "who did not know of it; one must be refused, or a third made instead of both");
	if (piece->approval != NULL)
		return error_refuse(error, "it was approved by %s already",
		    work_handle(work, piece->approval->by));
	return approve_check_hidden(judged, error);
}

static void
approve_show(const struct judged *judged, const struct work *work, bool original)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];
	struct buffer out = BUFFER_INIT, head = BUFFER_INIT;

	hex_encode(digits, judged->decision->id, ENVELOPE_ID_BYTES);
	buffer_format(&head, "A %s by %s (%.*s)\n\n", judged_name(judged),
	    work_handle(work, judged->decision->by), MESSAGE_SHORT_DIGITS, digits);
	if (judged->decision->kind == DECISION_EXCERPT)
		buffer_append_text(&head, "The redacted words that it is from:\n\n");
	letter_text(&out, (const char *)head.data, 0, 0);
	buffer_clear(&head);
	if (judged->decision->kind == DECISION_EXCERPT) {
		struct suggestions none = SUGGESTIONS_INIT;

		redact_view_text(&out, &judged->redacting, &judged->source, &none, original);
		buffer_format(&head, "\nThe %s, for the theme \"%s\":\n\n", judged_name(judged),
		    judged->decision->name);
		letter_text(&out, (const char *)head.data, 0, 0);
	}
	redact_view_text(&out, &judged->redacting, judged_text(judged), &judged->left, original);
	buffer_append_byte(&out, '\n');
	redact_view_left(&out, judged_text(judged), &judged->left);
	terminal_print_bytes(out.data, out.length);
	(void)terminal_flush(NULL); /* main finds a failure again */
	buffer_free(&head);
	buffer_free(&out);
}

static int
approve_keep(const struct judged *judged, struct work *work, struct error *error)
{
	char event[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1], makes[HEX_LENGTH(DECISION_HASH_BYTES) + 1];
	const struct decision *decision = judged->decision;
	json_t *data;
	int result;

	hex_encode(event, decision->id, sizeof decision->id);
	hex_encode(makes, decision->makes, sizeof decision->makes);
	data = json_pack("{s:s,s:s}", "event", event, "makes", makes);
	if (data == NULL)
		error_bug("no memory for a decision");
	result = decisions_add(work->vault, DECISION_APPROVE, judged_mailbox(judged), data, NULL,
	    error);
	json_decref(data);
	return result;
}

/* Finds what is to be judged, and that this coordinator may. */
static int
approve_find(struct judged *judged, struct work *work, const struct approve_options *options,
    const char *wanted, struct error *error)
{
	if (judged_find(judged, work, wanted, error) != 0)
		return -1;
	if (judged->redacting.work == NULL)
		return work_may_decide(work, judged_mailbox(judged), error);
	if (redact_case_allow(&judged->redacting, work, options->reads, error) != 0)
		return -1;
	if (judged->redacting.unread == NULL || !options->reads)
		return 0;
	judged_free(judged); /* the decisions may have been read anew */
	return judged_find(judged, work, wanted, error);
}

/* *yes: it was approved. */
static int
approve_one(struct work *work, const struct approve_options *options, const char *wanted,
    bool *yes, struct error *error)
{
	struct judged judged;
	int result = approve_find(&judged, work, options, wanted, error);

	*yes = options->yes;
	if (result == 0)
		result = approve_check(&judged, work, error);
	if (result == 0 && !*yes) {
		approve_show(&judged, work, options->original);
		result = terminal_confirm("Did you read all of it, and may it go so?", yes, error);
	}
	if (result == 0 && *yes)
		result = approve_keep(&judged, work, error);
	judged_free(&judged);
	return result;
}

int
command_approve(int argc, char **argv)
{
	struct approve_options options = { .yes = false };
	struct work work = WORK_INIT;
	struct error error = ERROR_INIT;
	int status = approve_read_options(&options, argc, argv);
	size_t count = 0;
	bool yes;

	if (status >= 0)
		return status;
	status = EXIT_DONE;
	if (!options.yes && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))) {
		(void)error_refuse(&error, "there is no terminal to show it on and to ask at; --yes "
		    "approves without");
		return terminal_fail(DESK_PROGRAM, &error);
	}
	if (work_open(&work, options.desk.folder, options.desk.passphrase_file, true, &error) != 0) {
		work_close(&work);
		return terminal_fail(DESK_PROGRAM, &error);
	}
	for (int i = optind; i < argc; i++) {
		error = (struct error)ERROR_INIT;
		if (approve_one(&work, &options, argv[i], &yes, &error) != 0) {
			(void)error_within(&error, "%s", argv[i]);
			status = terminal_fail(DESK_PROGRAM, &error);
		} else if (yes) {
			count++;
		} else {
			terminal_note("%s was not approved. To say no for good, and why: `refuse`.",
			    argv[i]);
			status = EXIT_REFUSED;
		}
	}
	if (count > 0)
		terminal_note("%zu approved; the next `pull` tells the other desks.", count);
	work_close(&work);
	return status;
}
