/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clean.h"
#include "common/encode.h"
#include "common/secret.h"
#include "desk/alarm.h"
#include "desk/case_next.h"
#include "desk/commands.h"
#include "desk/gather.h"
#include "desk/lines.h"
#include "desk/message.h"
#include "front/letter.h"
#include "front/program.h"
#include "front/terminal.h"

/* `cases`: how things stand with each family. */

#define CASES DESK_PROGRAM " cases"
#define CASES_SHORT_DIGITS 10
#define CASES_ROW "%-10s  %-10s  %4s  %5s  %-8s  %s"

static const char cases_help[] =
    "usage: testimony-desk -d DIR cases [options]\n\n"
    "One line for each family, those first that need somebody, the longest waiting\n"
    "before others: when it wrote last, how often it wrote and was written to, and\n"
    "how things stand:\n\n"
    "  a life? a child? some words may mean self-harm, or a child in danger\n"
    "  new              nobody wrote to it yet\n"
    "  told more        since a desk wrote last; so are these two\n"
    "  answered         with yes, no or change to the newest preview\n"
    "  consent changed  what may be done with its words is not what it was\n"
    "  replied by ...   by that coordinator last, and nothing came since\n"
    "  taken back       everything; it is erased here\n"
    "  untold           replies in its mailbox that no desk told of (yet)\n\n"
    "Before that: what comes next so that its words can be quoted; `show` says more.\n"
    "Messages that cannot be taken for their author's own stand at the end.\n\n"
    "  --json                one JSON object a line\n"
    DESK_OPTIONS_HELP
    "\nExample: testimony-desk -d our-desk cases\n";

static const struct {
	enum case_flag flag;
	const char *words, *name; /* in the table, in JSON */
} cases_flags[] = {
	{ CASE_WITHDRAWN, "taken back", "withdrawn" },
	{ CASE_NEW, "new", "new" },
	{ CASE_ADDED, "told more", "added" },
	{ CASE_ANSWERED, "answered", "answered" },
	{ CASE_CONSENT, "consent changed", "consent" },
	{ CASE_REPLIED, "replied", "replied" },
};
#define CASES_FLAGS (sizeof cases_flags / sizeof *cases_flags)

static const struct {
	enum alarm alarm;
	const char *words, *name;
} cases_alarms[] = {
	{ ALARM_LIFE, "a life?", "life" },
	{ ALARM_HARM, "a child?", "child" },
};
#define CASES_ALARMS (sizeof cases_alarms / sizeof *cases_alarms)

static const char *const cases_verdicts[] = {
	[CONSENT_NONE] = "none",
	[CONSENT_YES] = "yes",
	[CONSENT_NO] = "no",
	[CONSENT_CHANGE] = "change",
};

/* Where a daemon's records are all that names a mailbox there is nothing to show. */
static bool
cases_is_shown(const struct case_file *file)
{
	return file->withdrawn || file->message_count + file->reply_count + file->others > 0;
}

/* Of one rank the longest waiting first. */
static int
cases_compare_rows(const void *left, const void *right)
{
	const struct case_file *a = *(const struct case_file *const *)left;
	const struct case_file *b = *(const struct case_file *const *)right;

	if (case_rank(a) != case_rank(b))
		return case_rank(a) < case_rank(b) ? -1 : 1;
	if (case_week(a) != case_week(b))
		return case_week(a) < case_week(b) ? -1 : 1;
	return memcmp(a->mailbox, b->mailbox, sizeof a->mailbox);
}

static void
cases_print_text(const struct case_file *file, const struct work *work)
{
	const struct campaign *campaign = work->vault->campaign;
	const struct casework_case *decided = work_decided(work, file->mailbox);
	char digits[HEX_LENGTH(ENVELOPE_MAILBOX_BYTES) + 1], day[DAY_SIZE] = "", told[24];
	char wrote[24];
	struct buffer state = BUFFER_INIT, row = BUFFER_INIT;

	hex_encode(digits, file->mailbox, ENVELOPE_MAILBOX_BYTES);
	digits[CASES_SHORT_DIGITS] = '\0';
	if (file->message_count > 0)
		day_print(day, message_week_day(case_week(file)));
	(void)snprintf(told, sizeof told, "%zu", file->message_count);
	(void)snprintf(wrote, sizeof wrote, "%zu", file->reply_count + file->others);
	if (!file->withdrawn)
		for (size_t i = 0; i < CASES_ALARMS; i++)
			if ((file->alarms & cases_alarms[i].alarm) != 0)
				buffer_format(&state, "%s%s", state.length > 0 ? ", " : "",
				    cases_alarms[i].words);
	for (size_t i = 0; i < CASES_FLAGS; i++) {
		if ((file->flags & cases_flags[i].flag) == 0)
			continue;
		buffer_format(&state, "%s%s", state.length > 0 ? ", " : "", cases_flags[i].words);
		if (cases_flags[i].flag == CASE_ANSWERED && file->answer != CONSENT_NONE)
			buffer_format(&state, " %s", cases_verdicts[file->answer]);
		if (cases_flags[i].flag == CASE_REPLIED && file->reply_count > 0)
			buffer_format(&state, " by %s", cases_author(campaign,
			    file->replies[file->reply_count - 1].by));
	}
	if (file->others > 0 && !file->withdrawn)
		buffer_format(&state, ", %zu untold", file->others);
	if (decided != NULL && decided->assigned != NULL && !file->withdrawn &&
	    campaign_coordinator(campaign, decided->assigned->subject, NULL) != NULL)
		buffer_format(&state, ", with %s", cases_author(campaign,
		    decided->assigned->subject));
	buffer_format(&row, CASES_ROW "\n", digits, day, told, wrote,
	    case_next_name(case_next(work, file)), (const char *)state.data);
	terminal_print_bytes(row.data, row.length);
	buffer_free(&state);
	buffer_free(&row);
}

static json_t *
cases_hex(const uint8_t *bytes)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	hex_encode(digits, bytes, ENVELOPE_ID_BYTES);
	return json_string(digits);
}

static int
cases_add_piece(const char *piece, size_t size, void *out)
{
	buffer_append(out, piece, size);
	return 0;
}

/* In ASCII: a terminal may be what it goes to. */
static void
cases_print_json(json_t *object)
{
	struct buffer line = BUFFER_INIT;

	if (json_dump_callback(object, cases_add_piece, &line, JSON_COMPACT | JSON_ENSURE_ASCII) !=
	    0)
		error_bug("a JSON value could not be written");
	buffer_append_byte(&line, '\n');
	terminal_print_bytes(line.data, line.length);
	json_decref(object);
	buffer_free(&line);
}

static json_t *
cases_preview(const struct case_file *file)
{
	json_t *preview = json_object();
	char day[DAY_SIZE];

	day_print(day, file->preview->line.answer_by);
	lines_set(preview, "n", json_integer(file->preview->line.n));
	lines_set(preview, "answer_by", json_string(day));
	lines_set(preview, "answer", json_string(cases_verdicts[file->answer]));
	return preview;
}

/* What was written, by n. */
static json_t *
cases_written(const struct case_file *file, const struct campaign *campaign)
{
	json_t *written = json_array(), *object;

	for (size_t i = 0; i < file->reply_count; i++) {
		const struct case_reply *reply = &file->replies[i];

		object = json_object();
		lines_set(object, "n", json_integer(reply->line.n));
		lines_set(object, "id", cases_hex(reply->id));
		lines_set(object, "kind", json_string(reply_kind_name(reply->line.kind)));
		lines_set(object, "by", json_string(cases_author(campaign, reply->by)));
		lines_set(object, "week", json_integer((json_int_t)reply->week));
		lines_set(object, "parts", json_integer((json_int_t)reply->consent.parts));
		lines_set(object, "of", json_integer(reply->line.parts));
		if (reply->pending)
			lines_set(object, "pending", json_true());
		if (json_array_append_new(written, object) != 0)
			error_bug("no memory for a JSON value");
	}
	return written;
}

static void
cases_print_object(const struct case_file *file, const struct work *work)
{
	const struct casework_case *decided = work_decided(work, file->mailbox);
	const struct campaign *campaign = work->vault->campaign;
	json_t *object = json_object(), *states = json_array(), *ids = json_array();
	json_t *alarms = json_array();

	for (size_t i = 0; i < CASES_ALARMS && !file->withdrawn; i++)
		if ((file->alarms & cases_alarms[i].alarm) != 0 &&
		    json_array_append_new(alarms, json_string(cases_alarms[i].name)) != 0)
			error_bug("no memory for a JSON value");
	for (size_t i = 0; i < CASES_FLAGS; i++)
		if ((file->flags & cases_flags[i].flag) != 0 &&
		    json_array_append_new(states, json_string(cases_flags[i].name)) != 0)
			error_bug("no memory for a JSON value");
	for (size_t i = 0; i < file->message_count; i++)
		if (json_array_append_new(ids, cases_hex(file->messages[i].id)) != 0)
			error_bug("no memory for a JSON value");
	lines_set(object, "case", cases_hex(file->mailbox));
	lines_set(object, "state", states);
	lines_set(object, "alarms", alarms);
	lines_set(object, "messages", ids);
	if (file->message_count > 0)
		lines_set(object, "week", json_integer((json_int_t)case_week(file)));
	lines_set(object, "replies", json_integer((json_int_t)file->reply_count));
	lines_set(object, "others", json_integer((json_int_t)file->others));
	lines_set(object, "written", cases_written(file, campaign));
	lines_set(object, "n", json_integer(case_highest(file)));
	lines_set(object, "in_force", json_incref(file->in_force));
	lines_set(object, "told_less", json_incref(file->told_less));
	lines_set(object, "unsure", json_boolean(file->unsure));
	if (file->preview != NULL)
		lines_set(object, "preview", cases_preview(file));
	lines_set(object, "next", json_string(case_next_name(case_next(work, file))));
	if (decided != NULL)
		lines_set(object, "decided", casework_json(&work->decisions.work, decided));
	cases_print_json(object);
}

static void
cases_print_aside(const struct gather_aside *aside, bool json)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];
	struct buffer row = BUFFER_INIT, out = BUFFER_INIT;
	json_t *object;

	if (json) {
		object = json_object();
		lines_set(object, "id", cases_hex(aside->id));
		lines_set(object, "aside", json_string(aside->reason));
		cases_print_json(object);
		return;
	}
	hex_encode(digits, aside->id, ENVELOPE_ID_BYTES);
	buffer_format(&row, "%.*s  set aside: %s", CASES_SHORT_DIGITS, digits, aside->reason);
	clean_line(&out, row.data, row.length);
	buffer_clear(&row);
	letter_text(&row, (const char *)out.data, 0, 0);
	terminal_print_bytes(row.data, row.length);
	buffer_free(&row);
	buffer_free(&out);
}

static void
cases_print(const struct work *work, bool json)
{
	const struct gathered *gathered = &work->gathered;
	const struct cases *cases = &gathered->cases;
	const struct case_file **rows = secret_allocate((cases->count + 1) * sizeof *rows);
	size_t count = 0, fresh = 0, unsure = 0, pending = 0, less = 0;
	struct buffer head = BUFFER_INIT;

	for (size_t i = 0; i < cases->count; i++) {
		if (!cases_is_shown(&cases->cases[i]))
			continue;
		fresh += (cases->cases[i].flags & CASE_NEW) != 0;
		unsure += cases->cases[i].unsure;
		less += json_array_size(cases->cases[i].told_less) > 0;
		for (size_t j = 0; j < cases->cases[i].reply_count; j++)
			pending += cases->cases[i].replies[j].pending;
		rows[count++] = &cases->cases[i];
	}
	if (count > 0)
		qsort(rows, count, sizeof *rows, cases_compare_rows);
	buffer_format(&head, CASES_ROW "\n", "case", "week of", "told", "wrote", "next",
	    "state");
	if (count > 0 && !json)
		terminal_print_bytes(head.data, head.length);
	for (size_t i = 0; i < count; i++) {
		if (json)
			cases_print_object(rows[i], work);
		else
			cases_print_text(rows[i], work);
	}
	for (size_t i = 0; i < gathered->aside_count; i++)
		cases_print_aside(&gathered->aside[i], json);
	(void)terminal_flush(NULL); /* main finds a failure again */
	if (!json)
		terminal_note("%zu families, %zu new; %zu messages set aside.", count, fresh,
		    gathered->aside_count);
	if (unsure > 0 && !json)
		terminal_note("%zu families answered a reply that no desk told of: what is allowed "
		    "there may be less than this desk says.", unsure);
	if (less > 0 && !json)
		terminal_note("%zu families said yes to a question, but what they told since then, or "
		    "may have, allows less, and that counts; a new question asks anew. `show` says "
		    "which uses that ended.", less);
	if (pending > 0 && !json)
		terminal_note("%zu replies of this desk are not told to the others yet; `pull` does "
		    "that.", pending);
	if (gathered->written.unreadable > 0)
		terminal_note("%zu files of what this desk wrote are damaged.",
		    gathered->written.unreadable);
	secret_release(rows);
	buffer_free(&head);
}

int
command_cases(int argc, char **argv)
{
	static const struct option table[] = { { "json", no_argument, NULL, 'j' }, DESK_OPTIONS,
		DESK_HELP, { NULL, 0, NULL, 0 } };
	static const struct program_options line = { CASES, ":h" DESK_LETTERS, table, cases_help };
	struct desk_options options = { NULL, NULL };
	struct work work = WORK_INIT;
	struct error error = ERROR_INIT;
	int found, status;
	bool json = false;

	while ((found = program_option(&line, argc, argv, &status)) != -1) {
		if (found == PROGRAM_STOP)
			return status;
		json |= found == 'j';
		(void)desk_take_option(&options, found);
	}
	if (optind != argc)
		return terminal_usage(CASES, "it takes no \"%s\"", argv[optind]);
	if (desk_check_options(&options, CASES) != 0)
		return EXIT_USAGE;
	status = work_open(&work, options.folder, options.passphrase_file, false, &error);
	if (status == 0)
		cases_print(&work, json);
	work_close(&work);
	return status == 0 ? EXIT_DONE : terminal_fail(DESK_PROGRAM, &error);
}
