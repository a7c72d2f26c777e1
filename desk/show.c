/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "common/encode.h"
#include "desk/alarm.h"
#include "desk/commands.h"
#include "desk/lines.h"
#include "desk/message.h"
#include "desk/show_case.h"
#include "desk/work.h"
#include "front/letter.h"
#include "front/program.h"
#include "front/terminal.h"

#define SHOW DESK_PROGRAM " show"

/* `show`: what families told, as letters, for the coordinator's eyes. */

static const char show_help[] =
    "usage: testimony-desk -d DIR show [options] ID ...\n\n"
    "Shows a message as a letter, or what a coordinator wrote. The first digits of\n"
    "an ID do. Under a message stands what was written to its family, and what was\n"
    "decided about its case.\n\n"
    "  --all                 all messages of families that were not set aside\n"
    "  --json                one JSON object a line:\n"
    "                        {\"id\",\"mailbox\",\"week\",\"testimony\",\"case\"?} or\n"
    "                        {\"id\",\"mailbox\",\"week\",\"by\",\"reply\"}\n"
    DESK_OPTIONS_HELP
    "\nExample: testimony-desk -d our-desk show 3f9c0a71d2e8\n";

static const struct option show_table[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "all", no_argument, NULL, 'a' },
	DESK_OPTIONS,
	DESK_HELP,
	{ NULL, 0, NULL, 0 },
};

static const struct program_options show_options = { SHOW, ":h" DESK_LETTERS, show_table,
	show_help };

/* What a command looks into. */
struct shown {
	struct work work;
	const struct vault *vault; /* the work's */
	const struct lines_options *options;
	struct vault_ids ids;      /* of the inbox */
};

/* By n, then by part, then by id. */
static int
show_compare(const struct written_reply *left, const struct written_reply *right)
{
	if (left->line.n != right->line.n)
		return left->line.n < right->line.n ? -1 : 1;
	if (left->line.part != right->line.part)
		return left->line.part < right->line.part ? -1 : 1;
	return memcmp(left->id, right->id, sizeof left->id);
}

#define SHOW_HELP_MOST 3 /* of the form's lines */

/* Before a text that may be hard to read. */
static void
show_alarm(struct buffer *out, const struct testimony *testimony, const struct form *form)
{
	unsigned alarms = alarm_of_testimony(testimony);
	struct buffer note = BUFFER_INIT;
	size_t i, shown = 0;
	json_t *help;

	if (alarms == 0)
		return;
	buffer_format(&note, "Before you read on: this may speak of %s%s%s. It is a guess, by some of its "
	    "words. You need not read it alone, and not tonight. If somebody may be in danger, speak "
	    "with another coordinator now.\n", (alarms & ALARM_LIFE) != 0 ? "suicide or self-harm" : "",
	    alarms == (ALARM_LIFE | ALARM_HARM) ? ", and of " : "",
	    (alarms & ALARM_HARM) != 0 ? "a child who is hurt or in danger" : "");
	json_array_foreach(form_help(form), i, help) {
		const char *phone = json_string_value(json_object_get(help, "phone"));

		if (phone != NULL && shown++ < SHOW_HELP_MOST)
			buffer_format(&note, "- %s: %s\n", form_text(json_object_get(help, "label"),
			    LINES_LANGUAGE), phone);
	}
	buffer_append_byte(&note, '\n');
	letter_text(out, (const char *)note.data, 0, 0);
	buffer_free(&note);
}

/* What an answer says, and to what. */
static void
show_answer(struct buffer *out, const struct shown *shown, const struct testimony *testimony)
{
	static const char *const verdicts[] = { [TESTIMONY_YES] = "yes", [TESTIMONY_NO] = "no",
		[TESTIMONY_CHANGE] = "change" };
	const struct written *written = &shown->work.gathered.written;
	const struct written_reply *reply = NULL;
	struct buffer text = BUFFER_INIT;

	if (testimony->kind != TESTIMONY_ANSWER)
		return;
	for (size_t i = 0; i < written->count && reply == NULL; i++)
		if (memcmp(written->replies[i].hash, testimony->reply,
		    sizeof testimony->reply) == 0)
			reply = &written->replies[i];
	buffer_format(&text, "\nIt says %s to ", verdicts[testimony->verdict]);
	if (reply == NULL)
		buffer_append_text(&text, "a reply that no desk told of.");
	else
		buffer_format(&text, "%s no. %lld by %s.", reply_kind_name(reply->line.kind),
		    (long long)reply->line.n,
		    cases_author(shown->vault->campaign, reply->by));
	letter_text(out, (const char *)text.data, 0, 0);
	if (testimony->text != NULL) {
		letter_text(out, "\nIn its own words:\n", 0, 0);
		letter_text(out, testimony->text, 0, 0);
	}
	buffer_free(&text);
}

static void
show_letter(struct buffer *out, const struct shown *shown, const struct message *message)
{
	const struct form *form = shown->vault->campaign->form;
	const struct testimony *testimony = &message->testimony;
	const char *language = testimony->language == NULL ? LINES_LANGUAGE : testimony->language;
	const char *kind = message_kind(message);
	char id[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1], day[11];
	struct buffer head = BUFFER_INIT;

	hex_encode(id, message->id, ENVELOPE_ID_BYTES);
	day_print(day, message_day(message));
	buffer_format(&head, "%c%s %.*s, in the week of %s, told in \"%s\"\nIts whole ID: %s\n",
	    kind[0] - 'a' + 'A', kind + 1, MESSAGE_SHORT_DIGITS, id, day, language, id);
	letter_text(out, (const char *)head.data, 0, 0);
	show_alarm(out, testimony, form);
	show_answer(out, shown, testimony);
	letter_print(out, form, language, testimony->answers, testimony->hide, testimony->uses, 0);
	buffer_free(&head);
}

/* One line: "Question no. 3 by heron, in the week of 2026-03-02". */
static void
show_heading(struct buffer *out, const struct written_reply *reply,
    const struct campaign *campaign)
{
	const char *kind = reply_kind_name(reply->line.kind);
	char day[DAY_SIZE] = "?";

	if (reply->week <= MESSAGE_WEEKS_MOST)
		day_print(day, message_week_day(reply->week));
	buffer_format(out, "%c%s no. %lld by %s, in the week of %s", kind[0] - 'a' + 'A', kind + 1,
	    (long long)reply->line.n, cases_author(campaign, reply->by), day);
	if (reply->line.parts > 1)
		buffer_format(out, ", part %lld of %lld", (long long)reply->line.part,
		    (long long)reply->line.parts);
}

/* What was written to a family, by n. */
static void
show_written_to(struct buffer *out, const struct shown *shown, const uint8_t *mailbox)
{
	const struct written *written = &shown->work.gathered.written;
	const struct written_reply *last = NULL;
	char id[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	for (;;) {
		const struct written_reply *next = NULL;
		struct buffer line = BUFFER_INIT;

		for (size_t i = 0; i < written->count; i++) {
			const struct written_reply *reply = &written->replies[i];

			if (!reply->lost && memcmp(reply->mailbox, mailbox,
			    sizeof reply->mailbox) == 0 &&
			    (last == NULL || show_compare(last, reply) < 0) &&
			    (next == NULL || show_compare(reply, next) < 0))
				next = reply;
		}
		if (next == NULL)
			return;
		buffer_append_text(&line, last == NULL ? "\nWritten to this family:\n" : "");
		hex_encode(id, next->id, sizeof next->id);
		buffer_format(&line, "%.*s  ", MESSAGE_SHORT_DIGITS, id);
		show_heading(&line, next, shown->vault->campaign);
		letter_text(out, (const char *)line.data, 0, 0);
		buffer_free(&line);
		last = next;
	}
}

static void
show_reply(struct buffer *out, const struct written_reply *reply, const struct vault *vault)
{
	char id[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1], day[DAY_SIZE];
	struct buffer head = BUFFER_INIT;
	const json_t *use;
	size_t i;

	hex_encode(id, reply->id, sizeof reply->id);
	show_heading(&head, reply, vault->campaign);
	buffer_format(&head, "\nIts whole ID: %s\n\n", id);
	letter_text(out, (const char *)head.data, 0, 0);
	letter_text(out, reply->line.text, 0, 0);
	buffer_clear(&head);
	if (reply->line.kind == REPLY_PREVIEW) {
		day_print(day, reply->line.answer_by);
		buffer_format(&head, "\nTo be answered by %s.", day);
	}
	if (reply->line.kind == REPLY_QUESTION)
		buffer_append_text(&head, "\nIt asks for:");
	json_array_foreach(reply->line.uses, i, use)
		buffer_format(&head, "\n- %s", letter_label(form_uses(vault->campaign->form),
		    json_string_value(use), LINES_LANGUAGE));
	if (head.length > 0)
		letter_text(out, (const char *)head.data, 0, 0);
	buffer_free(&head);
}

/* True: it could be shown. */
static bool
show_one_reply(const struct shown *shown, const struct written_reply *reply, bool first)
{
	struct buffer out = BUFFER_INIT;
	json_t *object;

	if (shown->options->json) {
		object = lines_written(reply, shown->vault->campaign);
		lines_set(object, "reply", json_incref(reply->line1));
		lines_json(&out, object);
		json_decref(object);
	} else {
		if (!first)
			buffer_append_text(&out, "\n----------\n\n");
		show_reply(&out, reply, shown->vault);
	}
	terminal_print_bytes(out.data, out.length);
	buffer_free(&out);
	return true;
}

/* Whether it could be shown. */
static bool
show_one(const struct shown *shown, const uint8_t *id, bool first)
{
	const struct lines_options *show = shown->options;
	const struct vault *vault = shown->vault;
	struct buffer out = BUFFER_INIT;
	const struct casework_case *decided;
	struct message message;
	json_t *object;
	bool good;

	message_read(&message, vault, TRAY_INBOX, id);
	good = !message.aside;
	decided = good ? work_decided(&shown->work, message.record->mailbox) : NULL;
	if (message.aside) {
		char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

		hex_encode(digits, id, ENVELOPE_ID_BYTES);
		terminal_note("%.*s is set aside: %s", MESSAGE_SHORT_DIGITS, digits, message.reason);
	} else if (show->json) {
		object = lines_head(&message);
		lines_set(object, "testimony", json_incref(message.opened.line1));
		if (decided != NULL)
			lines_set(object, "case", casework_json(&shown->work.decisions.work,
			    decided));
		lines_json(&out, object);
		json_decref(object);
	} else {
		if (!first)
			buffer_append_text(&out, "\n----------\n\n");
		show_letter(&out, shown, &message);
		show_written_to(&out, shown, message.record->mailbox);
		show_case(&out, &shown->work, decided,
		    work_case(&shown->work, message.record->mailbox));
	}
	terminal_print_bytes(out.data, out.length);
	buffer_free(&out);
	message_free(&message);
	return good;
}

/* The one message or reply that starts with these digits: one of *id and *reply is set. */
static int
show_find(const struct shown *shown, const char *prefix, const uint8_t **id,
    const struct written_reply **reply, struct error *error)
{
	const struct written *written = &shown->work.gathered.written;
	size_t found = 0;

	*id = NULL;
	*reply = NULL;
	for (size_t i = 0; i < shown->ids.count; i++)
		if (message_id_starts(shown->ids.ids[i], prefix)) {
			*id = shown->ids.ids[i];
			found++;
		}
	for (size_t i = 0; i < written->count; i++)
		if (!written->replies[i].lost && message_id_starts(written->replies[i].id, prefix)) {
			*reply = &written->replies[i];
			found++;
		}
	if (found > 1)
		return error_refuse(error, "%s is the start of more than one; give more digits",
		    prefix);
	if (found == 0)
		return message_refuse_unknown(shown->vault, prefix, error);
	return 0;
}

static int
show_all(const struct shown *shown, char **wanted, int count)
{
	const struct written_reply *reply;
	struct error error = ERROR_INIT;
	int status = EXIT_DONE;
	bool first = true;
	const uint8_t *id;

	if (shown->options->all)
		for (size_t i = 0; i < shown->ids.count; i++)
			first &= !show_one(shown, shown->ids.ids[i], first);
	for (int i = 0; i < count; i++) {
		if (show_find(shown, wanted[i], &id, &reply, &error) != 0)
			status = terminal_fail(DESK_PROGRAM, &error);
		else if (reply != NULL ? show_one_reply(shown, reply, first) :
		    show_one(shown, id, first))
			first = false;
		else
			status = EXIT_REFUSED;
	}
	return status;
}

int
command_show(int argc, char **argv)
{
	struct error error = ERROR_INIT;
	struct lines_options show;
	struct shown shown = { .work = WORK_INIT, .options = &show };
	int status = lines_read_options(&show, &show_options, argc, argv);

	if (status >= 0)
		return status;
	if (desk_check_options(&show.desk, SHOW) != 0)
		return EXIT_USAGE;
	if (show.all == (optind < argc))
		return terminal_usage(SHOW, "which? give an ID, or --all");
	status = EXIT_DONE;
	if (work_open(&shown.work, show.desk.folder, show.desk.passphrase_file, false, &error) != 0 ||
	    vault_list(shown.work.vault, TRAY_INBOX, &shown.ids, &error) != 0) {
		status = terminal_fail(DESK_PROGRAM, &error);
	} else {
		shown.vault = shown.work.vault;
		status = show_all(&shown, argv + optind, argc - optind);
	}
	vault_ids_free(&shown.ids);
	work_close(&shown.work);
	return status;
}
