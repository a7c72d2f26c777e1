/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "common/encode.h"
#include "desk/commands.h"
#include "desk/judged.h"
#include "desk/text_in.h"
#include "front/program.h"
#include "front/terminal.h"

/* `refuse`: no to what a coordinator redacted or wrote. One refusal outweighs all approvals. */

#define REFUSE DESK_PROGRAM " refuse"

static const char refuse_help[] =
    "usage: testimony-desk -d DIR refuse --why FILE [options] ID ...\n\n"
    "Says no to a redaction, an excerpt, a paraphrase or a text of the packs, for\n"
    "good: it goes nowhere, whoever approved it. Somebody must make it anew. ID is\n"
    "what `show` names; that of a message means its redaction.\n\n"
    "  --why FILE            the reason, for the other coordinators; - typed in, up\n"
    "                        to Ctrl-D\n"
    DESK_OPTIONS_HELP
    "\nExample: testimony-desk -d our-desk refuse --why why.txt 3f9c0a71d2e8\n";

/* -1: go on; else the exit status. */
static int
refuse_read_options(struct desk_options *desk, const char **why, int argc, char **argv)
{
	static const struct option table[] = {
		{ "why", required_argument, NULL, 'w' },
		DESK_OPTIONS,
		DESK_HELP,
		{ NULL, 0, NULL, 0 },
	};
	static const struct program_options line = { REFUSE, ":h" DESK_LETTERS, table, refuse_help };
	int found, status;

	while ((found = program_option(&line, argc, argv, &status)) != -1) {
		if (found == PROGRAM_STOP)
			return status;
		if (found == 'w')
			*why = optarg;
		(void)desk_take_option(desk, found);
	}
	if (optind == argc)
		return terminal_usage(REFUSE, "what? give the ID of a redaction, as `show` names "
		    "it");
	if (*why == NULL)
		return terminal_usage(REFUSE, "--why is needed: a file with the reason, or -");
	return desk_check_options(desk, REFUSE) != 0 ? EXIT_USAGE : -1;
}

static int
refuse_one(struct work *work, const json_t *why, const char *wanted, struct error *error)
{
	char event[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];
	struct judged judged;
	json_t *data = NULL;
	int result = judged_find(&judged, work, wanted, error);

	if (result == 0)
		result = work_may_decide(work, judged_mailbox(&judged), error);
	if (result == 0 && judged.piece->refusal != NULL)
		result = error_refuse(error, "it was refused by %s already",
		    work_handle(work, judged.piece->refusal->by));
	if (result == 0) {
		hex_encode(event, judged.decision->id, sizeof judged.decision->id);
		data = json_pack("{s:s,s:O}", "event", event, "why", why);
		if (data == NULL)
			error_bug("no memory for a decision");
		result = decisions_add(work->vault, DECISION_REFUSE, judged_mailbox(&judged), data,
		    NULL, error);
	}
	json_decref(data);
	judged_free(&judged);
	return result;
}

int
command_refuse(int argc, char **argv)
{
	struct desk_options desk = { NULL, NULL };
	struct work work = WORK_INIT;
	struct error error = ERROR_INIT;
	const char *path = NULL;
	json_t *why = NULL;
	int status = refuse_read_options(&desk, &path, argc, argv);
	size_t count = 0;
	bool opened;

	if (status >= 0)
		return status;
	status = text_in(&why, path, DECISION_TEXT_MOST,
	    "Say why", &error);
	if (status == 0)
		status = work_open(&work, desk.folder, desk.passphrase_file, true, &error);
	opened = status == 0;
	if (!opened)
		status = terminal_fail(DESK_PROGRAM, &error);
	for (int i = optind; i < argc && opened; i++) {
		error = (struct error)ERROR_INIT;
		if (refuse_one(&work, why, argv[i], &error) == 0) {
			count++;
			continue;
		}
		(void)error_within(&error, "%s", argv[i]);
		status = terminal_fail(DESK_PROGRAM, &error);
	}
	if (count > 0)
		terminal_note("%zu refused; the next `pull` tells the other desks.", count);
	json_decref(why);
	work_close(&work);
	return status;
}
