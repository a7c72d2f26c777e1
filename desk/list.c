/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/clean.h"
#include "common/encode.h"
#include "common/secret.h"
#include "desk/commands.h"
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
#define LIST_LANGUAGE 7
#define LIST_HEADING "ID            week of     kind       lang     words  area\n"
#define LIST_BEFORE_REASON 14 /* the ID, and the gap */
#define LIST_BEFORE_AREA 53

static const char list_help[] =
    "usage: testimony-desk -d DIR list [options]\n\n"
    "A table of the messages of families, oldest week first: the first digits of the\n"
    "ID, the week in which it came, its kind and language, how many words it tells\n"
    "and the area. Those that cannot be taken for their author's own are set aside,\n"
    "each with its reason.\n\n"
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

/* A row of the list, and its place in the order. */
struct list_row {
	uint32_t week;
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	uint8_t id[ENVELOPE_ID_BYTES];
	char *text;
};

struct list_counts {
	size_t shown, aside, other_key;
};

static void
list_row_json(struct buffer *out, const struct message *message)
{
	const char *area = message->aside ? NULL : message_area(message);
	json_t *object = lines_head(message);

	if (!message->aside) {
		lines_set(object, "kind", json_string(message_kind(message)));
		if (message->testimony.language != NULL)
			lines_set(object, "language", json_string(message->testimony.language));
		if (area != NULL)
			lines_set(object, "area", json_string(area));
	}
	lines_json(out, object);
	json_decref(object);
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
list_row_text(struct buffer *out, const struct message *message, const struct form *form)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1], day[11];
	const char *language = message->testimony.language;
	struct buffer reason = BUFFER_INIT;

	hex_encode(digits, message->id, ENVELOPE_ID_BYTES);
	buffer_format(out, "%.*s  ", MESSAGE_SHORT_DIGITS, digits);
	if (message->aside) {
		buffer_format(&reason, "set aside: %s", message->reason);
		list_wrap(out, (const char *)reason.data, LIST_BEFORE_REASON);
		buffer_free(&reason);
		return;
	}
	day_print(day, message_day(message));
	/* A language tag is ASCII (form_language_is_good). */
	buffer_format(out, "%s  %-9s  %-*.*s  %5zu  ", day, message_kind(message), LIST_LANGUAGE,
	    LIST_LANGUAGE, language == NULL ? "" : language, list_words(message, form));
	list_wrap(out, list_area(message, form), LIST_BEFORE_AREA);
}

/* False where the list has no row for it: the log's own are not messages of families. */
static bool
list_row(struct list_row *row, struct list_counts *counts, const struct vault *vault,
    enum tray tray, const uint8_t *id, bool json)
{
	struct buffer text = BUFFER_INIT;
	struct message message;

	message_read(&message, vault, tray, id);
	if (tray == TRAY_LOG && !message.aside) {
		message_free(&message);
		return false;
	}
	memset(row, 0, sizeof *row);
	memcpy(row->id, id, sizeof row->id);
	row->week = UINT32_MAX; /* set aside: at the end */
	if (!message.aside) {
		row->week = message.record->week;
		memcpy(row->mailbox, message.record->mailbox, sizeof row->mailbox);
	}
	counts->shown += !message.aside;
	counts->aside += message.aside;
	counts->other_key += message.other_key;
	if (json)
		list_row_json(&text, &message);
	else
		list_row_text(&text, &message, vault->campaign->form);
	row->text = (char *)text.data;
	message_free(&message);
	return true;
}

/* What a coordinator wrote. */
static void
list_row_written(struct list_row *row, const struct written_reply *reply,
    const struct campaign *campaign, bool json)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1], day[DAY_SIZE] = "?";
	const struct reply_line *line = &reply->line;
	struct buffer text = BUFFER_INIT, what = BUFFER_INIT;
	json_t *object;

	memset(row, 0, sizeof *row);
	memcpy(row->id, reply->id, sizeof row->id);
	memcpy(row->mailbox, reply->mailbox, sizeof row->mailbox);
	row->week = reply->week;
	if (json) {
		object = lines_written(reply, campaign);
		lines_set(object, "kind", json_string("reply"));
		lines_set(object, "reply", json_string(reply_kind_name(line->kind)));
		lines_set(object, "n", json_integer(line->n));
		lines_set(object, "part", json_integer(line->part));
		lines_set(object, "parts", json_integer(line->parts));
		lines_json(&text, object);
		json_decref(object);
	} else {
		hex_encode(digits, reply->id, ENVELOPE_ID_BYTES);
		if (reply->week <= MESSAGE_WEEKS_MOST)
			day_print(day, message_week_day(reply->week));
		buffer_format(&text, "%.*s  %s  %-9s  %-*s  %5zu  ", MESSAGE_SHORT_DIGITS, digits, day,
		    reply_kind_name(line->kind), LIST_LANGUAGE, "", list_text_words(line->text));
		buffer_format(&what, "no. %lld by %s", (long long)line->n,
		    cases_author(campaign, reply->by));
		if (line->parts > 1)
			buffer_format(&what, ", part %lld of %lld", (long long)line->part,
			    (long long)line->parts);
		list_wrap(&text, (const char *)what.data, LIST_BEFORE_AREA);
		buffer_free(&what);
	}
	row->text = (char *)text.data;
}

/* By week, then by family, so that what belongs together stands together. */
static int
list_compare(const void *left, const void *right)
{
	const struct list_row *a = left, *b = right;
	int order;

	if (a->week != b->week)
		return a->week < b->week ? -1 : 1;
	order = memcmp(a->mailbox, b->mailbox, sizeof a->mailbox);
	return order != 0 ? order : memcmp(a->id, b->id, sizeof a->id);
}

/* What was found, and what to do next. */
static void
list_say(const struct list_counts *counts, const char *folder)
{
	if (counts->shown + counts->aside == 0) {
		terminal_note("There is nothing yet. Next: %s -d %s pull", DESK_PROGRAM, folder);
		return;
	}
	terminal_note("%zu message%s, %zu set aside.", counts->shown, counts->shown == 1 ? "" : "s",
	    counts->aside);
	if (counts->other_key > 0)
		desk_say_other_key(folder, counts->other_key);
	if (counts->shown > 0)
		terminal_note("To read one: %s -d %s show ID", DESK_PROGRAM, folder);
}

static void
list_print(const struct vault *vault, const struct vault_ids *inbox, const struct vault_ids *log,
    const struct written *written, const struct lines_options *options)
{
	size_t all = inbox->count + log->count, count = 0;
	struct list_row *rows = secret_allocate((all + written->count + 1) * sizeof *rows);
	struct list_counts counts = { 0, 0, 0 };

	for (size_t i = 0; i < all; i++) {
		bool family = i < inbox->count;

		if (i % 64 == 0)
			terminal_progress("reading %zu of %zu ...", i, all);
		count += list_row(&rows[count], &counts, vault, family ? TRAY_INBOX : TRAY_LOG,
		    family ? inbox->ids[i] : log->ids[i - inbox->count], options->json);
	}
	terminal_progress_end();
	for (size_t i = 0; i < written->count; i++)
		if (!written->replies[i].lost)
			list_row_written(&rows[count++], &written->replies[i], vault->campaign,
			    options->json);
	qsort(rows, count, sizeof *rows, list_compare);
	if (counts.shown > 0 && !options->json)
		terminal_print(LIST_HEADING);
	for (size_t i = 0; i < count; i++) {
		terminal_print(rows[i].text);
		secret_release(rows[i].text);
	}
	secret_release(rows);
	(void)terminal_flush(NULL); /* main finds a failure again */
	if (!options->json)
		list_say(&counts, options->desk.folder);
	if (vault->records_unreadable > 0)
		terminal_note("%zu record files are damaged; pull again.",
		    vault->records_unreadable);
}

int
command_list(int argc, char **argv)
{
	struct error error = ERROR_INIT;
	struct lines_options list;
	struct vault *vault = NULL;
	struct vault_ids inbox = { NULL, 0 }, log = { NULL, 0 };
	struct written written = WRITTEN_INIT;
	int status = lines_read_options(&list, &list_options, argc, argv);

	if (status >= 0)
		return status;
	if (optind != argc)
		return terminal_usage(LIST, "it takes no \"%s\"", argv[optind]);
	if (desk_check_options(&list.desk, LIST) != 0)
		return EXIT_USAGE;
	status = EXIT_DONE;
	if (vault_open(&vault, list.desk.folder, list.desk.passphrase_file, &error) != 0)
		return terminal_fail(DESK_PROGRAM, &error);
	if (vault_list(vault, TRAY_INBOX, &inbox, &error) != 0 ||
	    vault_list(vault, TRAY_LOG, &log, &error) != 0 ||
	    (list.replies && written_read(&written, vault, &error) != 0))
		status = terminal_fail(DESK_PROGRAM, &error);
	else
		list_print(vault, &inbox, &log, &written, &list);
	written_free(&written);
	vault_ids_free(&inbox);
	vault_ids_free(&log);
	vault_free(&vault);
	return status;
}
