/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/encode.h"
#include "common/json.h"
#include "common/secret.h"
#include "desk/commands.h"
#include "desk/consent.h"
#include "desk/gather.h"
#include "desk/message.h"
#include "desk/pull.h"
#include "desk/pull_say.h"
#include "desk/reply.h"
#include "desk/text_in.h"
#include "desk/vault_sent.h"
#include "front/program.h"
#include "front/terminal.h"

/* `reply`: writing to a family. */

#define REPLY DESK_PROGRAM " reply"
#define REPLY_KINDS 3
#define REPLY_DIGITS 10

static const char reply_help[] =
    "usage: testimony-desk -d DIR reply [options] ID\n\n"
    "Writes to the family whose message ID is; its first digits do. Only that family\n"
    "can read it, and the campaign's other desks, which see who wrote. Its mailbox\n"
    "takes four replies: a fifth takes the place of the oldest, after a question.\n\n"
    "  --kind KIND           message; question: may these uses be made of its words?\n"
    "                        preview: the words as they will be shown, for its yes\n"
    "  --text FILE           what to write; - or none: typed in, up to Ctrl-D\n"
    "  --uses ID,ID          question: the uses that it asks for\n"
    "  --lays-aside ID,ID    question: consents that its yes takes the place of\n"
    "  --answer-by DAY       preview: YYYY-MM-DD, else as in the campaign\n"
    "  --yes                 let the oldest replies go without asking\n"
    DESK_OPTIONS_HELP
    "\nExample: testimony-desk -d our-desk reply --kind message --text thanks.txt 3f9c\n";

struct reply_options {
	struct desk_options desk;
	const char *kind, *text, *uses, *lays_aside, *answer_by;
	bool yes;
	const char *id;
};

/* What is made of them. */
struct reply_command {
	const struct reply_options *options;
	struct vault *vault;
	struct daemons daemons;
	struct gathered gathered;
	const struct case_file *file;
	struct reply reply;
	json_t *text, *seen, *uses, *lays_aside;
};

/* -1: go on; else the exit status. */
static int
reply_read_options(struct reply_options *options, int argc, char **argv)
{
	static const struct option table[] = {
		{ "kind", required_argument, NULL, 'k' },
		{ "text", required_argument, NULL, 't' },
		{ "uses", required_argument, NULL, 'u' },
		{ "lays-aside", required_argument, NULL, 'l' },
		{ "answer-by", required_argument, NULL, 'b' },
		{ "yes", no_argument, NULL, 'y' },
		DESK_OPTIONS,
		DESK_HELP,
		{ NULL, 0, NULL, 0 },
	};
	static const struct program_options line = { REPLY, ":h" DESK_LETTERS, table, reply_help };
	int found, status;

	while ((found = program_option(&line, argc, argv, &status)) != -1) {
		const char **place = found == 'k' ? &options->kind : found == 't' ? &options->text :
		    found == 'u' ? &options->uses : found == 'l' ? &options->lays_aside :
		    found == 'b' ? &options->answer_by : NULL;

		if (found == PROGRAM_STOP)
			return status;
		if (place != NULL)
			*place = optarg;
		options->yes |= found == 'y';
		(void)desk_take_option(&options->desk, found);
	}
	if (optind + 1 != argc)
		return terminal_usage(REPLY, optind == argc ? "to which message? give its ID" :
		    "it takes one ID");
	options->id = argv[optind];
	if (options->kind == NULL)
		return terminal_usage(REPLY, "--kind is needed: message, question or preview");
	return desk_check_options(&options->desk, REPLY) != 0 ? EXIT_USAGE : -1;
}

/* Which options belong to which kind. -1: go on; else the exit status. */
static int
reply_check_kind(const struct reply_options *options, enum reply_kind *kind)
{
	int found = 0;

	while (found < REPLY_KINDS &&
	    strcmp(reply_kind_name((enum reply_kind)found), options->kind) != 0)
		found++;
	if (found == REPLY_KINDS)
		return terminal_usage(REPLY, "--kind is message, question or preview");
	*kind = (enum reply_kind)found;
	if (*kind == REPLY_QUESTION && options->uses == NULL)
		return terminal_usage(REPLY, "a question needs --uses: what it asks for");
	if (*kind != REPLY_QUESTION && (options->uses != NULL || options->lays_aside != NULL))
		return terminal_usage(REPLY, "--uses and --lays-aside belong to a question");
	if (*kind != REPLY_PREVIEW && options->answer_by != NULL)
		return terminal_usage(REPLY, "--answer-by belongs to a preview");
	return -1;
}

/* The message that is answered: one that is the family's own. */
static int
reply_find(struct reply_command *command, uint8_t id[ENVELOPE_ID_BYTES], struct error *error)
{
	const char *prefix = command->options->id;
	struct vault_ids ids;
	struct message message;
	size_t found = 0;
	int result = 0;

	if (vault_list(command->vault, TRAY_INBOX, &ids, error) != 0)
		return -1;
	for (size_t i = 0; i < ids.count; i++) {
		if (!message_id_starts(ids.ids[i], prefix))
			continue;
		memcpy(id, ids.ids[i], ENVELOPE_ID_BYTES);
		found++;
	}
	vault_ids_free(&ids);
	if (found == 0)
		return message_refuse_unknown(command->vault, prefix, error);
	if (found > 1)
		return error_refuse(error, "%s is the start of more than one; give more digits",
		    prefix);
	message_read(&message, command->vault, TRAY_INBOX, id);
	if (message.aside)
		result = error_refuse(error, "%.*s is set aside, and is not answered: %s",
		    REPLY_DIGITS, prefix, message.reason);
	else
		memcpy(command->reply.mailbox, message.record->mailbox, ENVELOPE_MAILBOX_BYTES);
	message_free(&message);
	return result;
}

/* Calls `take` for each piece of a list "a,b,c". */
static int
reply_each(struct reply_command *command, const char *list,
    int (*take)(struct reply_command *command, const char *piece, struct error *error),
    struct error *error)
{
	struct buffer piece = BUFFER_INIT;
	int result = 0;

	for (const char *at = list; at != NULL && result == 0;) {
		size_t length = strcspn(at, ",");

		buffer_clear(&piece);
		buffer_format(&piece, "%.*s", (int)length, at);
		result = take(command, (const char *)piece.data, error);
		at = at[length] == ',' ? at + length + 1 : NULL;
	}
	buffer_free(&piece);
	return result;
}

static int
reply_take_use(struct reply_command *command, const char *piece, struct error *error)
{
	const json_t *uses = form_uses(command->vault->campaign->form), *use;
	size_t i;

	json_array_foreach(uses, i, use) {
		const char *id = json_string_value(json_object_get(use, "id"));

		if (id == NULL || strcmp(id, piece) != 0)
			continue;
		if (json_array_append_new(command->uses, json_string(piece)) != 0)
			error_bug("no memory for a list of uses");
		return 0;
	}
	return error_refuse(error, "the form has no use \"%s\"", piece);
}

static int
reply_take_consent(struct reply_command *command, const char *piece, struct error *error)
{
	char digits[HEX_LENGTH(REPLY_LINE_HASH_BYTES) + 1];
	const struct case_message *found = NULL;

	for (size_t i = 0; i < command->file->message_count; i++) {
		const struct case_message *message = &command->file->messages[i];

		if (message->consent.kind != TESTIMONY_CONSENT ||
		    !message_id_starts(message->id, piece))
			continue;
		if (found != NULL)
			return error_refuse(error, "%s is the start of more than one consent; give "
			    "more digits", piece);
		found = message;
	}
	if (found == NULL)
		return error_refuse(error, "this family sent no consent %s", piece);
	hex_encode(digits, found->consent.hash, REPLY_LINE_HASH_BYTES);
	if (json_array_append_new(command->lays_aside, json_string(digits)) != 0)
		error_bug("no memory for a list of consents");
	return 0;
}

static int
reply_set_day(struct reply_command *command, struct error *error)
{
	int32_t *day = &command->reply.line.answer_by;

	*day = command->vault->campaign->answer_by;
	if (command->options->answer_by != NULL &&
	    day_parse(day, command->options->answer_by, error) != 0)
		return -1;
	if (*day < day_of((int64_t)time(NULL)))
		return error_refuse(error, "the day for an answer is past; give a later one with "
		    "--answer-by");
	return 0;
}

/* All of the line but its text. */
static int
reply_fill(struct reply_command *command, const uint8_t id[ENVELOPE_ID_BYTES],
    struct error *error)
{
	struct reply_line *line = &command->reply.line;

	if (gather(&command->gathered, command->vault, command->reply.mailbox, error) != 0)
		return -1;
	command->file = cases_find(&command->gathered.cases, command->reply.mailbox);
	if (command->gathered.written.unreadable > 0)
		return error_refuse(error, "files of what this desk wrote are damaged, so that the "
		    "next number is not known; bring back %s/" VAULT_SENT_FOLDER " from a copy of "
		    "this folder", command->options->desk.folder);
	if (case_reply_to(command->file, id, &command->reply.reply_to, error) != 0)
		return -1;
	line->campaign = command->vault->campaign->serial;
	line->n = case_highest(command->file) + 1;
	line->seen = command->seen = case_seen(command->file);
	line->in_force = command->file->in_force;
	line->uses = command->uses = json_array();
	line->lays_aside = command->lays_aside = json_array();
	if (line->kind == REPLY_PREVIEW && reply_set_day(command, error) != 0)
		return -1;
	if (reply_each(command, command->options->uses, reply_take_use, error) != 0)
		return -1;
	return reply_each(command, command->options->lays_aside, reply_take_consent, error);
}

/* One line for each reply that goes. */
static void
reply_say_replaced(const struct reply_command *command, const uint8_t *id)
{
	const struct vault_record *record = vault_record(command->vault, TRAY_REPLY, id);
	const struct written_reply *written = written_find(&command->gathered.written, id);
	char day[DAY_SIZE] = "?", digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];
	struct buffer what = BUFFER_INIT;

	hex_encode(digits, id, ENVELOPE_ID_BYTES);
	if (record != NULL && record->week <= MESSAGE_WEEKS_MOST)
		day_print(day, message_week_day(record->week));
	if (written == NULL)
		buffer_append_text(&what, "written at another desk");
	else
		buffer_format(&what, "%s %lld by %s", reply_kind_name(written->line.kind),
		    (long long)written->line.n,
		    cases_author(command->vault->campaign, written->by));
	terminal_note("This takes the place of %.*s, week of %s: %s.", REPLY_DIGITS, digits, day,
	    (const char *)what.data);
	buffer_free(&what);
}

/* Whether a daemon before this one loses it, too. */
static bool
reply_is_said(const struct reply *reply, size_t daemon, const uint8_t *id)
{
	for (size_t i = 0; i < daemon; i++)
		for (size_t j = 0; j < reply->replace_counts[i]; j++)
			if (memcmp(reply->replaces[i][j], id, ENVELOPE_ID_BYTES) == 0)
				return true;
	return false;
}

static int
reply_ask(const struct reply_command *command, struct error *error)
{
	const struct reply *reply = &command->reply;
	bool yes = false, full = false;

	for (size_t i = 0; i < command->daemons.count; i++)
		for (size_t j = 0; j < reply->replace_counts[i]; j++) {
			full = true;
			if (!reply_is_said(reply, i, reply->replaces[i][j]))
				reply_say_replaced(command, reply->replaces[i][j]);
		}
	if (!full || command->options->yes)
		return 0;
	if (terminal_confirm("The mailbox is full. Shall the oldest go?", &yes, error) != 0)
		return error_within(error, "the family's mailbox is full; --yes lets the oldest "
		    "reply go");
	return yes ? 0 : error_refuse(error, "nothing was sent");
}

static int
reply_deliver(struct reply_command *command, struct error *error)
{
	struct reply *reply = &command->reply;
	struct reply_sent sent;
	int result;

	reply_find_room(reply, command->vault, &command->daemons, &command->gathered.written);
	if (reply_ask(command, error) != 0)
		return -1;
	result = reply_send(reply, command->vault, &command->daemons, &sent, error);
	if (sent.parts > 0)
		reply_tell(command->vault, &command->daemons);
	if (result != 0) {
		if (sent.unknown)
			(void)error_within(error, "it is not known whether the reply arrived; it is "
			    "kept here, and the next `pull` sends it again");
		else if (sent.parts > 0 && sent.daemons == 0)
			(void)error_within(error, "only %zu of %zu parts were taken", sent.parts,
			    reply->parts);
		return -1;
	}
	if (command->daemons.failed > 0)
		terminal_note("%zu of %zu daemons do not have all of it yet; the next `pull` hands "
		    "it on.", command->daemons.failed, command->daemons.count);
	return 0;
}

/* A yes to a question means these uses and no others. */
static void
reply_say_ended(const struct reply_command *command)
{
	struct buffer ended = BUFFER_INIT;
	const json_t *use;
	size_t i;

	json_array_foreach(command->file->in_force, i, use)
		if (command->reply.line.kind == REPLY_QUESTION &&
		    strcmp(json_string_value(use), CONSENT_PREVIEW) != 0 &&
		    !consent_uses_have(command->uses, json_string_value(use)))
			buffer_format(&ended, "%s%s", ended.length > 0 ? ", " : "",
			    json_string_value(use));
	if (ended.length > 0)
		terminal_note("Note: a yes to this question ends what the family allows now and the "
		    "question does not name: %s. Name all that is to go on with --uses.",
		    (const char *)ended.data);
	buffer_free(&ended);
}

/* What colleagues wrote in the meantime comes first: it has numbers, and takes room. */
static int
reply_run(struct reply_command *command, struct error *error)
{
	uint8_t id[ENVELOPE_ID_BYTES];

	if (text_in(&command->text, command->options->text, REPLY_TEXT_MOST,
	    "Write to the family", error) != 0)
		return error_within(error, "nothing was sent");
	if (vault_open(&command->vault, command->options->desk.folder,
	    command->options->desk.passphrase_file, error) != 0 ||
	    vault_lock(command->vault, error) != 0 || reply_find(command, id, error) != 0)
		return -1;
	daemons_open(&command->daemons, command->vault);
	if (reply_check_withdrawn(&command->reply, command->vault, &command->daemons,
	    error) != 0 ||
	    pull_shared(command->vault, &command->daemons, error) != 0 ||
	    reply_fill(command, id, error) != 0)
		return -1;
	pull_say_newer(command->vault);
	reply_say_ended(command);
	if (command->file->unsure)
		terminal_note("Note: this family answered a reply that no desk told of; what it "
		    "allows may be less than this desk knows.");
	if (reply_make(&command->reply, command->vault, json_string_value(command->text), error) != 0)
		return -1;
	return reply_deliver(command, error);
}

int
command_reply(int argc, char **argv)
{
	struct reply_options options = { .kind = NULL };
	struct reply_command command = { .options = &options, .gathered = GATHERED_INIT };
	struct error error = ERROR_INIT;
	int status = reply_read_options(&options, argc, argv);

	if (status < 0)
		status = reply_check_kind(&options, &command.reply.line.kind);
	if (status >= 0)
		return status;
	status = reply_run(&command, &error);
	if (status == 0)
		terminal_note("Reply %lld (%s%s) lies in the family's mailbox. Only the family can "
		    "read it there.", (long long)command.reply.line.n,
		    reply_kind_name(command.reply.line.kind),
		    command.reply.parts > 1 ? ", in parts" : "");
	reply_free(&command.reply);
	daemons_free(&command.daemons);
	gathered_free(&command.gathered);
	json_decref(command.text);
	json_decref(command.seen);
	json_decref(command.uses);
	json_decref(command.lays_aside);
	vault_free(&command.vault);
	return status == 0 ? EXIT_DONE : terminal_fail(DESK_PROGRAM, &error);
}
