/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>
#include <time.h>

#include "common/encode.h"
#include "desk/commands.h"
#include "desk/consent.h"
#include "desk/deeds.h"
#include "desk/pull.h"
#include "desk/pull_say.h"
#include "desk/reply.h"
#include "front/program.h"
#include "front/terminal.h"

/* `preview`: shows a family its words as they will be used, for its yes. */

#define PREVIEW DESK_PROGRAM " preview"

static const char preview_help[] =
    "usage: testimony-desk -d DIR preview [options] ID...\n\n"
    "Sends to the families of these messages, where they asked to see the words\n"
    "first, the redacted text that two coordinators agreed on. Packs quote only what\n"
    "stands in it, letter for letter, and only after the family's yes. A new one\n"
    "takes the place of an older one, whatever was said to that.\n\n"
    "  --answer-by DAY       YYYY-MM-DD, else as in the campaign\n"
    "  --yes                 send it without showing it first; and let the oldest\n"
    "                        replies go where the mailbox is full\n"
    DESK_OPTIONS_HELP
    "\nExample: testimony-desk -d our-desk preview 3f9c\n";

struct preview_options {
	struct desk_options desk;
	const char *answer_by;
	bool yes;
};

struct preview {
	struct preview_options options;
	struct work work;
	struct daemons daemons;
	int32_t day;
	size_t sent;
};

/* -1: go on; else the exit status. */
static int
preview_read_options(struct preview_options *options, int argc, char **argv)
{
	static const struct option table[] = {
		{ "answer-by", required_argument, NULL, 'b' },
		{ "yes", no_argument, NULL, 'y' },
		DESK_OPTIONS,
		DESK_HELP,
		{ NULL, 0, NULL, 0 },
	};
	static const struct program_options line = { PREVIEW, ":h" DESK_LETTERS, table,
		preview_help };
	int found, status;

	while ((found = program_option(&line, argc, argv, &status)) != -1) {
		if (found == PROGRAM_STOP)
			return status;
		if (found == 'b')
			options->answer_by = optarg;
		options->yes |= found == 'y';
		(void)desk_take_option(&options->desk, found);
	}
	if (optind == argc)
		return terminal_usage(PREVIEW, "to which families? give IDs of their messages");
	return desk_check_options(&options->desk, PREVIEW) != 0 ? EXIT_USAGE : -1;
}

static int
preview_open(struct preview *preview, struct error *error)
{
	struct work *work = &preview->work;

	if (vault_open(&work->vault, preview->options.desk.folder,
	    preview->options.desk.passphrase_file, error) != 0 ||
	    vault_lock(work->vault, error) != 0)
		return -1;
	preview->day = work->vault->campaign->answer_by;
	if (preview->options.answer_by != NULL &&
	    day_parse(&preview->day, preview->options.answer_by, error) != 0)
		return -1;
	if (preview->day < day_of((int64_t)time(NULL)))
		return error_refuse(error, "the day for an answer is past; give a later one with "
		    "--answer-by");
	/* What colleagues wrote in the meantime comes first: it has numbers, and takes room. */
	daemons_open(&preview->daemons, work->vault);
	if (pull_shared(work->vault, &preview->daemons, error) != 0)
		return -1;
	pull_say_newer(work->vault);
	return work_read(work, error);
}

static bool
preview_is_wanted(const struct case_file *file)
{
	const json_t *use;
	size_t i;

	json_array_foreach(file->in_force, i, use)
		if (strcmp(json_string_value(use), CONSENT_PREVIEW) == 0)
			return true;
	return false;
}

/* Whether the newest preview has this very text, and no answer but yes: then another one would take
 * that yes away, or wake hopes of a change. */
static bool
preview_lies_there(const struct work *work, const struct case_file *file, const char *text)
{
	struct buffer there = BUFFER_INIT;
	bool same;

	if (file->preview == NULL || file->answer == CONSENT_NO || file->answer == CONSENT_CHANGE)
		return false;
	same = work_reply_text(work, file, file->preview, &there, NULL) == 0;
	buffer_append_byte(&there, '\0');
	same = same && strcmp((const char *)there.data, text) == 0;
	buffer_free(&there);
	return same;
}

static int
preview_agree(const struct preview *preview, const char *id, const char *text, size_t waiting,
    struct error *error)
{
	bool yes = false;

	if (waiting > 0)
		terminal_note("%s: %zu message%s of this family %s not agreed yet, and not in it.",
		    id, waiting, waiting == 1 ? "" : "s", waiting == 1 ? "is" : "are");
	if (preview->options.yes)
		return 0;
	terminal_print(text);
	terminal_print("\n");
	(void)terminal_flush(NULL); /* main finds a failure again */
	if (terminal_confirm("Shall the family see this?", &yes, error) != 0)
		return error_within(error, "--yes sends it without asking");
	return yes ? 0 : error_refuse(error, "nothing was sent");
}

static bool
preview_is_full(const struct reply *reply, size_t daemons)
{
	for (size_t i = 0; i < daemons; i++)
		if (reply->replace_counts[i] > 0)
			return true;
	return false;
}

static int
preview_send(struct preview *preview, struct reply *reply, const char *text, struct error *error)
{
	struct vault *vault = preview->work.vault;
	struct reply_sent sent;
	bool yes = preview->options.yes;

	if (reply_make(reply, vault, text, error) != 0)
		return -1;
	reply_find_room(reply, vault, &preview->daemons, &preview->work.gathered.written);
	if (preview_is_full(reply, preview->daemons.count) && !yes) {
		if (terminal_confirm("The mailbox is full. Shall the oldest replies go?", &yes,
		    error) != 0)
			return -1;
		if (!yes)
			return error_refuse(error, "nothing was sent");
	}
	if (reply_send(reply, vault, &preview->daemons, &sent, error) == 0)
		return 0;
	return sent.unknown ? error_within(error, "it is not known whether it arrived; it is kept "
	    "here, and the next `pull` sends it again") : -1;
}

/* All of the line but its text. */
static int
preview_fill(const struct preview *preview, struct reply *reply, const struct case_file *file,
    const uint8_t *id, json_t *seen, json_t *nothing, struct error *error)
{
	struct reply_line *line = &reply->line;

	memcpy(reply->mailbox, file->mailbox, sizeof reply->mailbox);
	if (reply_check_withdrawn(reply, preview->work.vault, &preview->daemons, error) != 0 ||
	    case_reply_to(file, id, &reply->reply_to, error) != 0)
		return -1;
	line->kind = REPLY_PREVIEW;
	line->campaign = preview->work.vault->campaign->serial;
	line->n = case_highest(file) + 1;
	line->seen = seen;
	line->in_force = file->in_force;
	line->uses = nothing;
	line->lays_aside = nothing;
	line->answer_by = preview->day;
	return 0;
}

static int
preview_case(struct preview *preview, const char *name, const struct message *message,
    struct error *error)
{
	const uint8_t *mailbox = message->record->mailbox;
	const struct case_file *file = work_case(&preview->work, mailbox);
	json_t *seen = case_seen(file), *nothing = json_array();
	struct buffer text = BUFFER_INIT;
	struct reply reply;
	size_t waiting;
	int result;

	memset(&reply, 0, sizeof reply);
	if (!preview_is_wanted(file))
		result = error_refuse(error, "this family did not ask to see the words first");
	else if (preview->work.gathered.written.unreadable > 0)
		result = error_refuse(error, "files of what this desk wrote are damaged, so that "
		    "the next number is not known; bring them back from a copy of this folder");
	else
		result = deed_preview_text(&preview->work, mailbox, &text, &waiting, error);
	if (result == 0 && preview_lies_there(&preview->work, file, (const char *)text.data))
		result = error_refuse(error, "the family has this preview already");
	if (result == 0)
		result = preview_agree(preview, name, (const char *)text.data, waiting, error);
	if (result == 0)
		result = preview_fill(preview, &reply, file, message->id, seen, nothing, error);
	if (result == 0)
		result = preview_send(preview, &reply, (const char *)text.data, error);
	reply_free(&reply);
	buffer_free(&text);
	json_decref(nothing);
	json_decref(seen);
	return result;
}

static int
preview_one(struct preview *preview, const char *id, struct error *error)
{
	struct message message;
	int result;

	if (work_find(&preview->work, id, &message, error) != 0)
		return -1;
	result = work_may_decide(&preview->work, message.record->mailbox, error);
	if (result == 0 && work_touch(&preview->work, message.record->mailbox)) {
		result = preview_case(preview, id, &message, error);
		preview->sent += result == 0;
	}
	message_free(&message);
	return result;
}

int
command_preview(int argc, char **argv)
{
	struct preview preview = { .work = WORK_INIT };
	struct error error = ERROR_INIT;
	int status = preview_read_options(&preview.options, argc, argv);

	if (status >= 0)
		return status;
	status = EXIT_DONE;
	if (preview_open(&preview, &error) != 0) {
		status = terminal_fail(DESK_PROGRAM, &error);
	} else {
		for (int i = optind; i < argc; i++) {
			if (preview_one(&preview, argv[i], &error) == 0)
				continue;
			(void)error_within(&error, "%s", argv[i]);
			status = terminal_fail(DESK_PROGRAM, &error);
			error = (struct error)ERROR_INIT;
		}
		reply_tell(preview.work.vault, &preview.daemons);
	}
	if (preview.sent > 0)
		terminal_note("%zu preview%s in the mailbox%s of %s.", preview.sent,
		    preview.sent == 1 ? " lies" : "s lie", preview.sent == 1 ? "" : "es",
		    preview.sent == 1 ? "its family" : "their families");
	daemons_free(&preview.daemons);
	work_close(&preview.work);
	return status;
}
