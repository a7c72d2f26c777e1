/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "common/encode.h"
#include "desk/commands.h"
#include "desk/lines.h"
#include "desk/message.h"
#include "desk/vault.h"
#include "front/letter.h"
#include "front/program.h"
#include "front/terminal.h"

#define SHOW DESK_PROGRAM " show"

/* `show`: what families told, as letters, for the coordinator's eyes. */

static const char show_help[] =
    "usage: testimony-desk -d DIR show [options] ID ...\n\n"
    "Shows a message as a letter. The first digits of an ID do.\n\n"
    "  --all                 all that were not set aside\n"
    "  --json                one JSON object a line:\n"
    "                        {\"id\",\"mailbox\",\"week\",\"testimony\"}\n"
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

static void
show_letter(struct buffer *out, const struct message *message, const struct form *form)
{
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
	letter_print(out, form, language, testimony->answers, testimony->hide, testimony->uses, 0);
	buffer_free(&head);
}

/* Whether it could be shown. */
static bool
show_one(const struct vault *vault, const uint8_t *id, const struct lines_options *show,
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
		terminal_note("%.*s is set aside: %s", MESSAGE_SHORT_DIGITS, digits, message.reason);
	} else if (show->json) {
		object = lines_head(&message);
		lines_set(object, "testimony", json_incref(message.opened.line1));
		lines_json(&out, object);
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
    const struct lines_options *show, char **wanted, int count)
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
	struct lines_options show;
	struct vault *vault = NULL;
	struct vault_ids ids = { NULL, 0 };
	int status = lines_read_options(&show, &show_options, argc, argv);

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
