/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/clean.h"
#include "common/encode.h"
#include "common/json.h"
#include "common/secret.h"
#include "desk/commands.h"
#include "desk/message.h"
#include "desk/vault.h"
#include "front/letter.h"
#include "front/program.h"
#include "front/terminal.h"

#define LIST DESK_PROGRAM " list"
#define SHOW DESK_PROGRAM " show"

#define SHOW_SHORT_DIGITS 10 /* of an id, in the list */
#define SHOW_LANGUAGE "en"   /* of the list's own words */

/* `list` and `show`: what families told, for the coordinator's eyes. */

static const char list_help[] =
    "usage: testimony-desk -d DIR list [options]\n\n"
    "One line for each message of a family, oldest week first. Those that cannot be\n"
    "taken for their author's own are set aside, each with its reason.\n\n"
    "  --json                one JSON object a line\n"
    DESK_OPTIONS_HELP
    "\nExample: testimony-desk -d our-desk list\n";

static const char show_help[] =
    "usage: testimony-desk -d DIR show [options] ID ...\n\n"
    "Shows a message as a letter. The first digits of an ID do.\n\n"
    "  --all                 all that were not set aside\n"
    "  --json                one JSON object a line:\n"
    "                        {\"id\",\"mailbox\",\"week\",\"testimony\"}\n"
    DESK_OPTIONS_HELP
    "\nExample: testimony-desk -d our-desk show 3f9c0a71d2\n";

struct show_options {
	struct desk_options desk;
	bool json, all;
};

static const struct option list_table[] = {
	{ "json", no_argument, NULL, 'j' },
	DESK_OPTIONS,
	DESK_HELP,
	{ NULL, 0, NULL, 0 },
};

static const struct option show_table[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "all", no_argument, NULL, 'a' },
	DESK_OPTIONS,
	DESK_HELP,
	{ NULL, 0, NULL, 0 },
};

static const struct program_options list_options = { LIST, ":h" DESK_LETTERS, list_table,
	list_help };
static const struct program_options show_options = { SHOW, ":h" DESK_LETTERS, show_table,
	show_help };

/* A row of the list, and its place in the order. */
struct list_row {
	uint32_t week;
	uint8_t mailbox[ENVELOPE_MAILBOX_BYTES];
	uint8_t id[ENVELOPE_ID_BYTES];
	char *text;
};

/* -1: go on; else the exit status. */
static int
show_read_options(struct show_options *show, const struct program_options *line, int argc,
    char **argv)
{
	int found, status;

	memset(show, 0, sizeof *show);
	while ((found = program_option(line, argc, argv, &status)) != -1) {
		if (found == PROGRAM_STOP)
			return status;
		if (found == 'j')
			show->json = true;
		else if (found == 'a')
			show->all = true;
		else
			(void)desk_take_option(&show->desk, found);
	}
	return -1;
}

static int
show_add_piece(const char *piece, size_t size, void *out)
{
	for (size_t i = 0; i < size; i++)
		if (piece[i] == 0x7f)
			buffer_append_text(out, "\\u007f");
		else
			buffer_append_byte(out, (uint8_t)piece[i]);
	return 0;
}

/* Adds one line of JSON. A machine reads it, so `clean` must not change it; a terminal may be
 * what it goes to, so all that `clean` would change is written as \uXXXX, which is the same to
 * every reader of JSON. */
static void
show_json_line(struct buffer *out, const json_t *value)
{
	struct buffer line = BUFFER_INIT, clean = BUFFER_INIT;

	json_print(value, &line);
	clean_line(&clean, line.data, line.length);
	if (line.length == clean.length && memcmp(line.data, clean.data, line.length) == 0)
		buffer_append(out, line.data, line.length);
	else if (json_dump_callback(value, show_add_piece, out, JSON_COMPACT | JSON_ENSURE_ASCII)
	    != 0)
		error_bug("a JSON value could not be written");
	buffer_append_byte(out, '\n');
	buffer_free(&line);
	buffer_free(&clean);
}

static void
show_set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0)
		error_bug("no memory for a JSON value");
}

static void
show_set_hex(json_t *object, const char *key, const uint8_t *bytes)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	hex_encode(digits, bytes, ENVELOPE_ID_BYTES);
	show_set(object, key, json_string(digits));
}

/* {"id","mailbox","week", ...}. New reference. */
static json_t *
show_head(const struct message *message)
{
	json_t *object = json_object();

	show_set_hex(object, "id", message->id);
	show_set_hex(object, "mailbox", message->record->mailbox);
	show_set(object, "week", json_integer((json_int_t)message->record->week));
	return object;
}

/*
 * list
 */

static void
list_row_json(struct buffer *out, const struct message *message)
{
	const char *area = message->aside ? NULL : message_area(message);
	json_t *object;

	if (message->aside) {
		object = json_object();
		show_set_hex(object, "id", message->id);
		show_set(object, "aside", json_string(message->reason));
	} else {
		object = show_head(message);
		show_set(object, "kind", json_string(message_kind(message)));
		if (message->testimony.language != NULL)
			show_set(object, "language", json_string(message->testimony.language));
		if (area != NULL)
			show_set(object, "area", json_string(area));
	}
	show_json_line(out, object);
	json_decref(object);
}

static void
list_row_text(struct buffer *out, const struct message *message, const struct form *form)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1], day[11];
	const struct form_page *page = form_page_find(form, "area");
	const char *area, *label, *language;
	struct buffer row = BUFFER_INIT;

	hex_encode(digits, message->id, ENVELOPE_ID_BYTES);
	if (message->aside) {
		buffer_format(&row, "%.*s  set aside: %s", SHOW_SHORT_DIGITS, digits,
		    message->reason);
	} else {
		day_print(day, message_day(message));
		area = message_area(message);
		if (area != NULL) {
			label = letter_label(page == NULL ? form_areas(form) : page->options, area,
			    SHOW_LANGUAGE);
			/* Only the form's words: a long text of the sender's would wrap into the
			 * likeness of another row. */
			area = label == area ? "(an area that the form does not have)" : label;
		}
		language = message->testimony.language;
		buffer_format(&row, "%.*s  week of %s  %-9s  %-7s  %s", SHOW_SHORT_DIGITS, digits,
		    day, message_kind(message), language == NULL ? "" : language,
		    area == NULL ? "(no area)" : area);
	}
	clean_line(out, row.data, row.length);
	buffer_append_byte(out, '\n');
	buffer_free(&row);
}

/* False where the list has no row for it: the log's own are not messages of families. */
static bool
list_row(struct list_row *row, const struct vault *vault, enum tray tray, const uint8_t *id,
    bool json)
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
	if (json)
		list_row_json(&text, &message);
	else
		list_row_text(&text, &message, vault->campaign->form);
	row->text = (char *)text.data;
	message_free(&message);
	return true;
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

static void
list_print(const struct vault *vault, const struct vault_ids *inbox, const struct vault_ids *log,
    bool json)
{
	size_t all = inbox->count + log->count, count = 0, aside = 0;
	struct list_row *rows = secret_allocate((all + 1) * sizeof *rows);

	for (size_t i = 0; i < all; i++) {
		bool family = i < inbox->count;

		if (i % 64 == 0)
			terminal_progress("reading %zu of %zu ...", i, all);
		if (!list_row(&rows[count], vault, family ? TRAY_INBOX : TRAY_LOG,
		    family ? inbox->ids[i] : log->ids[i - inbox->count], json))
			continue;
		aside += rows[count].week == UINT32_MAX;
		count++;
	}
	terminal_progress_end();
	qsort(rows, count, sizeof *rows, list_compare);
	for (size_t i = 0; i < count; i++) {
		terminal_print(rows[i].text);
		secret_release(rows[i].text);
	}
	secret_release(rows);
	(void)terminal_flush(NULL); /* main finds a failure again */
	if (all == 0 && !json)
		terminal_note("Nothing was pulled yet.");
	else if (!json)
		terminal_note("%zu messages, %zu set aside.", count - aside, aside);
	if (vault->records_unreadable > 0)
		terminal_note("%zu record files are damaged; pull again.",
		    vault->records_unreadable);
}

int
command_list(int argc, char **argv)
{
	struct error error = ERROR_INIT;
	struct show_options show;
	struct vault *vault = NULL;
	struct vault_ids inbox = { NULL, 0 }, log = { NULL, 0 };
	int status = show_read_options(&show, &list_options, argc, argv);

	if (status >= 0)
		return status;
	if (optind != argc)
		return terminal_usage(LIST, "it takes no \"%s\"", argv[optind]);
	if (desk_check_options(&show.desk, LIST) != 0)
		return EXIT_USAGE;
	status = EXIT_DONE;
	if (vault_open(&vault, show.desk.folder, show.desk.passphrase_file, &error) != 0)
		return terminal_fail(DESK_PROGRAM, &error);
	if (vault_list(vault, TRAY_INBOX, &inbox, &error) != 0 ||
	    vault_list(vault, TRAY_LOG, &log, &error) != 0)
		status = terminal_fail(DESK_PROGRAM, &error);
	else
		list_print(vault, &inbox, &log, show.json);
	vault_ids_free(&inbox);
	vault_ids_free(&log);
	vault_free(&vault);
	return status;
}

/*
 * show
 */

static void
show_letter(struct buffer *out, const struct message *message, const struct form *form)
{
	const struct testimony *testimony = &message->testimony;
	const char *language = testimony->language == NULL ? SHOW_LANGUAGE : testimony->language;
	char id[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1], day[11];
	struct buffer head = BUFFER_INIT;

	hex_encode(id, message->id, ENVELOPE_ID_BYTES);
	day_print(day, message_day(message));
	buffer_format(&head, "%s\n%s, in the week of %s, told in \"%s\"\n", id,
	    message_kind(message), day, language);
	letter_text(out, (const char *)head.data, 0, 0);
	letter_print(out, form, language, testimony->answers, testimony->hide, testimony->uses, 0);
	buffer_free(&head);
}

/* Whether it could be shown. */
static bool
show_one(const struct vault *vault, const uint8_t *id, const struct show_options *show,
    bool first)
{
	struct buffer out = BUFFER_INIT;
	struct message message;
	json_t *object;
	bool shown;

	message_read(&message, vault, TRAY_INBOX, id);
	shown = !message.aside;
	if (message.aside) {
		char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

		hex_encode(digits, id, ENVELOPE_ID_BYTES);
		terminal_note("%.*s is set aside: %s", SHOW_SHORT_DIGITS, digits, message.reason);
	} else if (show->json) {
		object = show_head(&message);
		show_set(object, "testimony", json_incref(message.opened.line1));
		show_json_line(&out, object);
		json_decref(object);
	} else {
		if (!first)
			buffer_append_text(&out, "\n----------\n\n");
		show_letter(&out, &message, vault->campaign->form);
	}
	terminal_print_bytes(out.data, out.length);
	buffer_free(&out);
	message_free(&message);
	return shown;
}

/* The one id that starts with these digits. */
static int
show_find(const struct vault_ids *ids, const char *prefix, const uint8_t **id,
    struct error *error)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];
	size_t length = strlen(prefix);

	*id = NULL;
	for (size_t i = 0; i < ids->count && length > 0; i++) {
		hex_encode(digits, ids->ids[i], ENVELOPE_ID_BYTES);
		if (strncmp(digits, prefix, length) != 0)
			continue;
		if (*id != NULL)
			return error_refuse(error, "%s is the start of more than one; give more "
			    "digits", prefix);
		*id = ids->ids[i];
	}
	if (*id == NULL)
		return error_refuse(error, "there is no message %s; `list` shows them all", prefix);
	return 0;
}

static int
show_all(const struct vault *vault, const struct vault_ids *ids,
    const struct show_options *show, char **wanted, int count)
{
	struct error error = ERROR_INIT;
	int status = EXIT_DONE;
	bool first = true;
	const uint8_t *id;

	if (show->all)
		for (size_t i = 0; i < ids->count; i++)
			first &= !show_one(vault, ids->ids[i], show, first);
	for (int i = 0; i < count; i++) {
		if (show_find(ids, wanted[i], &id, &error) != 0)
			status = terminal_fail(DESK_PROGRAM, &error);
		else if (show_one(vault, id, show, first))
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
	struct show_options show;
	struct vault *vault = NULL;
	struct vault_ids ids = { NULL, 0 };
	int status = show_read_options(&show, &show_options, argc, argv);

	if (status >= 0)
		return status;
	if (desk_check_options(&show.desk, SHOW) != 0)
		return EXIT_USAGE;
	if (show.all == (optind < argc))
		return terminal_usage(SHOW, "which? give an ID, or --all");
	status = EXIT_DONE;
	if (vault_open(&vault, show.desk.folder, show.desk.passphrase_file, &error) != 0)
		return terminal_fail(DESK_PROGRAM, &error);
	if (vault_list(vault, TRAY_INBOX, &ids, &error) != 0)
		status = terminal_fail(DESK_PROGRAM, &error);
	else
		status = show_all(vault, &ids, &show, argv + optind, argc - optind);
	vault_ids_free(&ids);
	vault_free(&vault);
	return status;
}
