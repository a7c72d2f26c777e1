/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/clean.h"
#include "common/encode.h"
#include "common/secret.h"
#include "desk/alarm.h"
#include "desk/commands.h"
#include "desk/gather.h"
#include "desk/lines.h"
#include "desk/message.h"
#include "desk/vault.h"
#include "front/columns.h"
#include "front/letter.h"
#include "front/program.h"
#include "front/terminal.h"

#define LIST DESK_PROGRAM " list"

/* `list`: a table of what there is, for the coordinator's eyes. */

/* Its columns, in a terminal of 80. */
#define LIST_COLUMNS 80
#define LIST_LANGUAGE 5
#define LIST_HEADING "ID            week of     kind       lang  words  needs   area\n"
#define LIST_BEFORE_REASON 14 /* the ID, and the gap */
#define LIST_BEFORE_AREA 58

static const char list_help[] =
    "usage: testimony-desk -d DIR list [options]\n\n"
    "A table of the messages of families, those first that need somebody, then by\n"
    "week: the first digits of the ID, the week in which it came, its kind, language,\n"
    "how many words it tells, what its family needs, and the area. It needs:\n\n"
    "  life? child? both?    some words may mean self-harm, or a child in danger\n"
    "  new                   nobody wrote to it yet\n"
    "  wrote                 it answered or told more since a desk wrote last\n"
    "  waits                 a desk wrote last\n\n"
    "Those that cannot be taken for their author's own are set aside, each with its\n"
    "reason.\n\n"
    "  --replies             also what coordinators wrote: its number, and by whom\n"
    "  --json                one JSON object a line, with whole IDs\n"
    DESK_OPTIONS_HELP
    "\nExample: testimony-desk -d our-desk list\n";

static const struct option list_table[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "replies", no_argument, NULL, 'r' },
	DESK_OPTIONS,
	DESK_HELP,
	{ NULL, 0, NULL, 0 },
};

static const struct program_options list_options = { LIST, ":h" DESK_LETTERS, list_table,
	list_help };

/* A row of the list, and its place in the order. What its family needs is known once all is read. */
struct list_row {
	enum case_rank rank;
	uint32_t week;
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	uint8_t id[ENVELOPE_ID_BYTES];
	bool is_message;
	unsigned alarms;      /* its own */
	struct buffer before; /* text: its columns before what is needed */
	struct buffer after;  /* ... and what follows; where it is set aside, the reason */
	json_t *object;       /* for machines, instead of both */
};

struct list {
	const struct vault *vault;
	const struct lines_options *options;
	struct gathered gathered;
	struct list_row *rows;
	size_t count;
};

#define LIST_ASIDE (CASE_RANK_WITHDRAWN + 1) /* at the end */

/* What a family needs, by its rank: in the table, in JSON. */
static const struct {
	const char *words, *name;
} list_needs[] = {
	[CASE_RANK_DANGER] = { "", "danger" },
	[CASE_RANK_NEW] = { "new", "new" },
	[CASE_RANK_ANSWERED] = { "wrote", "answered" },
	[CASE_RANK_WAITING] = { "waits", "waiting" },
	[CASE_RANK_WITHDRAWN] = { "", "withdrawn" },
};

static const char *const list_alarms[] = {
	[ALARM_LIFE] = "life?",
	[ALARM_HARM] = "child?",
	[ALARM_LIFE | ALARM_HARM] = "both?",
};

static struct list_row *
list_add(struct list *list, const uint8_t *id)
{
	struct list_row *row;

	list->rows = secret_grow(list->rows, list->count, sizeof *list->rows);
	row = &list->rows[list->count++];
	memset(row, 0, sizeof *row);
	memcpy(row->id, id, sizeof row->id);
	return row;
}

static size_t
list_text_words(const char *at)
{
	size_t words = 0;

	for (at += strspn(at, " \t\n"); *at != '\0'; at += strspn(at, " \t\n")) {
		words++;
		at += strcspn(at, " \t\n");
	}
	return words;
}

/* The words of the answers that are texts; ticks are lists, or ids of the form. */
static size_t
list_words(const struct message *message, const struct form *form)
{
	const char *id;
	json_t *value;
	size_t words = 0;

	/* json_object_foreach wants a value that is not const; nothing is changed. */
	json_object_foreach((json_t *)(uintptr_t)message->testimony.answers, id, value) {
		const struct form_page *page = form_page_find(form, id);
		const char *at = json_string_value(value);

		if (at != NULL && (page == NULL || page->kind == FORM_TEXT))
			words += list_text_words(at);
	}
	return words;
}

/* Adds text that may take several rows: those after the first start where it starts. */
static void
list_wrap(struct buffer *out, const char *text, size_t before)
{
	struct buffer clean = BUFFER_INIT;
	const char *at;
	size_t left, bytes, next;

	clean_line(&clean, text, strlen(text));
	at = (const char *)clean.data;
	left = clean.length;
	for (;;) {
		bytes = columns_row(at, left, LIST_COLUMNS - before, &next);
		buffer_append(out, at, bytes);
		buffer_append_byte(out, '\n');
		at += next;
		left -= next;
		if (left == 0)
			break;
		buffer_format(out, "%*s", (int)before, "");
	}
	buffer_free(&clean);
}

static const char *
list_area(const struct message *message, const struct form *form)
{
	const struct form_page *page = form_page_find(form, "area");
	const char *area = message_area(message), *label;

	if (area == NULL)
		return "(none)";
	label = letter_label(page == NULL ? form_areas(form) : page->options, area,
	    LINES_LANGUAGE);
	/* Only the form's words: a long text of the sender's would wrap into the likeness of
	 * another row. */
	return label == area ? "(not one of the form's)" : label;
}

static void
list_row_text(struct list_row *row, const struct message *message, const struct form *form)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1], day[11];
	const char *language = message->testimony.language;

	hex_encode(digits, message->id, ENVELOPE_ID_BYTES);
	day_print(day, message_day(message));
	/* A language tag is ASCII (form_language_is_good). */
	buffer_format(&row->before, "%.*s  %s  %-9s  %-*.*s %5zu  ", MESSAGE_SHORT_DIGITS, digits,
	    day, message_kind(message), LIST_LANGUAGE, LIST_LANGUAGE,
	    language == NULL ? "" : language, list_words(message, form));
	buffer_append_text(&row->after, list_area(message, form));
}

static void
list_row_json(struct list_row *row, const struct message *message)
{
	const char *area = message_area(message);

	row->object = lines_head(message);
	lines_set(row->object, "kind", json_string(message_kind(message)));
	if (message->testimony.language != NULL)
		lines_set(row->object, "language", json_string(message->testimony.language));
	if (area != NULL)
		lines_set(row->object, "area", json_string(area));
}

/* A message of a family. */
static void
list_visit(void *context, struct message *message)
{
	struct list *list = context;
	struct list_row *row = list_add(list, message->id);

	row->week = message->record->week;
	memcpy(row->mailbox, message->record->mailbox, sizeof row->mailbox);
	row->alarms = message_alarms(message, list->vault);
	row->is_message = true;
	if (list->options->json)
		list_row_json(row, message);
	else
		list_row_text(row, message, list->vault->campaign->form);
}

static void
list_add_aside(struct list *list, const uint8_t *id, const char *reason)
{
	struct list_row *row = list_add(list, id);
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	row->rank = LIST_ASIDE;
	hex_encode(digits, id, ENVELOPE_ID_BYTES);
	if (list->options->json) {
		row->object = json_object();
		lines_set(row->object, "id", json_string(digits));
		lines_set(row->object, "aside", json_string(reason));
	} else {
		buffer_format(&row->before, "%.*s  ", MESSAGE_SHORT_DIGITS, digits);
		buffer_format(&row->after, "set aside: %s", reason);
	}
}

/* What a coordinator wrote. */
static void
list_add_written(struct list *list, const struct written_reply *reply)
{
	const struct campaign *campaign = list->vault->campaign;
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1], day[DAY_SIZE] = "?";
	struct list_row *row = list_add(list, reply->id);
	const struct reply_line *line = &reply->line;

	memcpy(row->mailbox, reply->mailbox, sizeof row->mailbox);
	row->week = reply->week;
	if (list->options->json) {
		row->object = lines_written(reply, campaign);
		lines_set(row->object, "kind", json_string("reply"));
		lines_set(row->object, "reply", json_string(reply_kind_name(line->kind)));
		lines_set(row->object, "n", json_integer(line->n));
		lines_set(row->object, "part", json_integer(line->part));
		lines_set(row->object, "parts", json_integer(line->parts));
		return;
	}
	hex_encode(digits, reply->id, ENVELOPE_ID_BYTES);
	if (reply->week <= MESSAGE_WEEKS_MOST)
		day_print(day, message_week_day(reply->week));
	buffer_format(&row->before, "%.*s  %s  %-9s  %-*s %5zu  ", MESSAGE_SHORT_DIGITS, digits,
	    day, reply_kind_name(line->kind), LIST_LANGUAGE, "", list_text_words(line->text));
	buffer_format(&row->after, "no. %lld by %s", (long long)line->n,
	    cases_author(campaign, reply->by));
	if (line->parts > 1)
		buffer_format(&row->after, ", part %lld of %lld", (long long)line->part,
		    (long long)line->parts);
}

/* By what is needed, then by week, then by family, so that what belongs together stands together. */
static int
list_compare(const void *left, const void *right)
{
	const struct list_row *a = left, *b = right;
	int order;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->week != b->week)
		return a->week < b->week ? -1 : 1;
	order = memcmp(a->mailbox, b->mailbox, sizeof a->mailbox);
	return order != 0 ? order : memcmp(a->id, b->id, sizeof a->id);
}

/* In danger is a family by any of its words; a message that is alarming is flagged wherever it
 * stands. */
static void
list_set_needs(struct list_row *row, const struct case_file *file)
{
	unsigned alarms = row->alarms;
	json_t *names;

	row->rank = case_rank(file);
	if (row->object != NULL && row->is_message) {
		names = json_array();
		if (((alarms & ALARM_LIFE) != 0 &&
		    json_array_append_new(names, json_string("life")) != 0) ||
		    ((alarms & ALARM_HARM) != 0 &&
		    json_array_append_new(names, json_string("child")) != 0))
			error_bug("no memory for a JSON value");
		lines_set(row->object, "needs", json_string(list_needs[row->rank].name));
		lines_set(row->object, "alarms", names);
	} else if (row->object == NULL) {
		if (alarms == 0 && row->is_message && row->rank == CASE_RANK_DANGER)
			alarms = file->alarms;
		buffer_format(&row->before, "%-6s  ", !row->is_message ? "" :
		    alarms != 0 ? list_alarms[alarms] : list_needs[row->rank].words);
	}
}

static void
list_print_row(struct list_row *row)
{
	if (row->object != NULL)
		lines_json(&row->before, row->object);
	else
		list_wrap(&row->before, (const char *)row->after.data,
		    row->rank == LIST_ASIDE ? LIST_BEFORE_REASON : LIST_BEFORE_AREA);
	terminal_print_bytes(row->before.data, row->before.length);
	json_decref(row->object);
	buffer_free(&row->before);
	buffer_free(&row->after);
}

/* What was found, and what to do next. */
static void
list_say(const struct list *list, size_t shown, size_t aside, size_t other_key)
{
	const char *folder = list->options->desk.folder;

	if (shown + aside == 0) {
		terminal_note("There is nothing yet. Next: %s -d %s pull", DESK_PROGRAM, folder);
		return;
	}
	terminal_note("%zu message%s, %zu set aside.", shown, shown == 1 ? "" : "s", aside);
	if (other_key > 0)
		desk_say_other_key(folder, other_key);
	if (shown > 0)
		terminal_note("To read one: %s -d %s show ID", DESK_PROGRAM, folder);
}

static void
list_print(struct list *list)
{
	const struct gathered *gathered = &list->gathered;
	const struct written *written = &gathered->written;
	size_t shown = list->count, aside = gathered->aside_count + written->aside_count;
	size_t other_key = 0;

	for (size_t i = 0; i < written->count && list->options->replies; i++)
		if (!written->replies[i].lost)
			list_add_written(list, &written->replies[i]);
	for (size_t i = 0; i < list->count; i++)
		list_set_needs(&list->rows[i], cases_find(&gathered->cases,
		    list->rows[i].mailbox));
	for (size_t i = 0; i < gathered->aside_count; i++) {
		other_key += gathered->aside[i].other_key;
		list_add_aside(list, gathered->aside[i].id, gathered->aside[i].reason);
	}
	/* The log's own are no messages of families. */
	for (size_t i = 0; i < written->aside_count; i++) {
		other_key += written->aside[i].other_key;
		list_add_aside(list, written->aside[i].id, written->aside[i].reason);
	}
	if (list->count > 0)
		qsort(list->rows, list->count, sizeof *list->rows, list_compare);
	if (shown > 0 && !list->options->json)
		terminal_print(LIST_HEADING);
	for (size_t i = 0; i < list->count; i++)
		list_print_row(&list->rows[i]);
	secret_release(list->rows);
	(void)terminal_flush(NULL); /* main finds a failure again */
	if (!list->options->json)
		list_say(list, shown, aside, other_key);
	if (list->vault->records_unreadable > 0)
		terminal_note("%zu record files are damaged; pull again.",
		    list->vault->records_unreadable);
}

int
command_list(int argc, char **argv)
{
	struct error error = ERROR_INIT;
	struct lines_options options;
	struct list list = { .options = &options, .gathered = GATHERED_INIT };
	struct vault *vault = NULL;
	int status = lines_read_options(&options, &list_options, argc, argv);

	if (status >= 0)
		return status;
	if (optind != argc)
		return terminal_usage(LIST, "it takes no \"%s\"", argv[optind]);
	if (desk_check_options(&options.desk, LIST) != 0)
		return EXIT_USAGE;
	status = EXIT_DONE;
	if (vault_open(&vault, options.desk.folder, options.desk.passphrase_file, &error) != 0)
		return terminal_fail(DESK_PROGRAM, &error);
	list.vault = vault;
	if (gather_visiting(&list.gathered, vault, list_visit, &list, &error) != 0)
		status = terminal_fail(DESK_PROGRAM, &error);
	else
		list_print(&list);
	gathered_free(&list.gathered);
	vault_free(&vault);
	return status;
}
