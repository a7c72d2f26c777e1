/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/clean.h"
#include "common/file.h"
#include "common/json.h"
#include "common/secret.h"
#include "common/utf8.h"
#include "desk/campaign_names.h"
#include "desk/commands.h"
#include "desk/lines.h"
#include "desk/redact/suggest.h"
#include "desk/vault.h"
#include "front/columns.h"
#include "front/program.h"
#include "front/terminal.h"

/* `suggest`: what of a text on a pipe may show who somebody is. Nothing is written anywhere. */

#define SUGGEST DESK_PROGRAM " suggest"
#define SUGGEST_TEXT_MOST (1024 * 1024) /* bytes */
#define SUGGEST_HIDE_MOST (64 * 1024)
#define SUGGEST_SURFACE_COLUMNS 28

static const char suggest_help[] =
    "usage: testimony-desk suggest [options] < TEXT\n\n"
    "Shows what of a text may tell who somebody is: its line and place there, what it\n"
    "is, how sure that is (high, medium, low), and why. A person decides. The text is\n"
    "read from standard input, and nothing of it is kept.\n\n"
    "  --hide FILE           names that must never appear, one a line\n"
    "  --language TAG        the text's language, such as en or pl (else judged)\n"
    "  --json                one JSON object a line: start and end are bytes\n"
    "  -d, --folder DIR      a desk's folder: its campaign's towns are found, its MPs\n"
    "                        are not (no passphrase is needed)\n"
    "  --passphrase-file F   not used here\n"
    "\nExample: testimony-desk suggest --hide names.txt < story.txt\n";

static const struct option suggest_table[] = {
	{ "hide", required_argument, NULL, 'H' },
	{ "language", required_argument, NULL, 'l' },
	{ "json", no_argument, NULL, 'j' },
	DESK_OPTIONS,
	DESK_HELP,
	{ NULL, 0, NULL, 0 },
};

static const struct program_options suggest_line = { SUGGEST, ":h" DESK_LETTERS, suggest_table,
	suggest_help };

/* Cuts `text` into its lines, in place. */
static void
suggest_lines(struct name_list *list, struct buffer *text)
{
	char *at = (char *)text->data;

	while (at != NULL) {
		char *end = strchr(at, '\n');

		if (end != NULL)
			*end = '\0';
		at += strspn(at, " \t\r");
		for (char *last = at + strlen(at); last > at && strchr(" \t\r", last[-1]) != NULL;)
			*--last = '\0';
		name_list_add(list, at);
		at = end == NULL ? NULL : end + 1;
	}
}

/* The manifest of a desk's folder, which is public: it takes no key. */
static int
suggest_campaign(struct campaign **campaign, const char *folder, struct error *error)
{
	struct vault_settings settings;
	struct buffer json = BUFFER_INIT, signature = BUFFER_INIT, path = BUFFER_INIT;
	int status;

	memset(&settings, 0, sizeof settings);
	status = vault_settings_read(&settings, folder, error);
	buffer_format(&path, "%s/" VAULT_MANIFEST, folder);
	if (status == 0)
		status = file_read((const char *)path.data, CAMPAIGN_BYTES_MOST, &json, error);
	buffer_clear(&path);
	buffer_format(&path, "%s/" VAULT_SIGNATURE, folder);
	if (status == 0)
		status = file_read((const char *)path.data, VAULT_SETTINGS_MOST, &signature, error);
	if (status == 0)
		status = campaign_verify(campaign, &settings.pin, json.data, json.length,
		    (const char *)signature.data, signature.length, error);
	vault_settings_free(&settings);
	buffer_free(&json);
	buffer_free(&signature);
	buffer_free(&path);
	return status;
}

/* JSON has no broken UTF-8. */
static void
suggest_surface(struct buffer *out, const struct buffer *text, const struct suggestion *found)
{
	buffer_append(out, "", 0);
	for (size_t at = found->start; at < found->end;) {
		int32_t c = utf8_next(text->data, found->end, &at);

		utf8_append(out, c < 0 ? UTF8_REPLACEMENT : (uint32_t)c);
	}
}

static void
suggest_print_json(const struct buffer *text, const struct suggestion *found)
{
	json_t *object = json_object();
	struct buffer line = BUFFER_INIT, surface = BUFFER_INIT;

	suggest_surface(&surface, text, found);
	lines_set(object, "start", json_integer((json_int_t)found->start));
	lines_set(object, "end", json_integer((json_int_t)found->end));
	lines_set(object, "kind", json_string(suggest_kind_name(found->kind)));
	lines_set(object, "surface", json_stringn((const char *)surface.data, surface.length));
	lines_set(object, "confidence",
	    json_string(suggest_confidence_name(suggest_confidence(found->sure))));
	lines_set(object, "why", json_string(found->why));
	lines_json(&line, object);
	terminal_print_bytes(line.data, line.length);
	json_decref(object);
	buffer_free(&line);
	buffer_free(&surface);
}

/* A row: the line of the text, the surface cut to its column, kind, confidence, reason. */
static void
suggest_print_row(const struct buffer *text, const struct suggestion *found, size_t number)
{
	struct buffer row = BUFFER_INIT, surface = BUFFER_INIT;
	size_t bytes, width;

	clean_line(&surface, text->data + found->start, found->end - found->start);
	bytes = columns_cut((const char *)surface.data, surface.length, SUGGEST_SURFACE_COLUMNS);
	width = columns_of((const char *)surface.data, bytes);
	buffer_format(&row, "%5zu  %.*s%*s  %-15s  %-6s  %s\n", number, (int)bytes,
	    (const char *)surface.data, (int)(SUGGEST_SURFACE_COLUMNS - width), "",
	    suggest_kind_name(found->kind),
	    suggest_confidence_name(suggest_confidence(found->sure)), found->why);
	terminal_print_bytes(row.data, row.length);
	buffer_free(&row);
	buffer_free(&surface);
}

static void
suggest_print(const struct suggestions *found, const struct buffer *text, bool json)
{
	size_t number = 1, at = 0;
	unsigned jigsaw = suggest_jigsaw(found->list, found->count);

	for (size_t i = 0; i < found->count; i++) {
		for (; at < found->list[i].start; at++)
			number += text->data[at] == '\n';
		if (json)
			suggest_print_json(text, &found->list[i]);
		else
			suggest_print_row(text, &found->list[i], number);
	}
	(void)terminal_flush(NULL); /* main finds a failure again */
	if (!json)
		terminal_note("%zu suggestion%s. A person decides: what nothing here knows is not "
		    "found.", found->count, found->count == 1 ? "" : "s");
	if (jigsaw >= JIGSAW_MANY)
		terminal_note("%u kinds of facts (ages, places, days, sums, unusual facts) may show "
		    "together who this is, though none does alone.", jigsaw);
	if (found->unread)
		terminal_note("This text is in a language that the desk has no lists for: names in "
		    "it are hardly found. Only somebody who reads it may redact it.");
}

int
command_suggest(int argc, char **argv)
{
	struct desk_options desk = { NULL, NULL };
	struct suggest_options options = { .language = NULL };
	struct name_list hide = NAME_LIST_INIT, places = NAME_LIST_INIT, publics = NAME_LIST_INIT;
	struct buffer text = BUFFER_INIT, hidden = BUFFER_INIT;
	struct suggestions found = SUGGESTIONS_INIT;
	struct campaign *campaign = NULL;
	struct error error = ERROR_INIT;
	const char *hide_file = NULL;
	int opt, status = 0;
	bool json = false;

	while ((opt = program_option(&suggest_line, argc, argv, &status)) != -1) {
		if (opt == PROGRAM_STOP)
			return status;
		json |= opt == 'j';
		if (opt == 'H')
			hide_file = optarg;
		else if (opt == 'l')
			options.language = optarg;
		else
			(void)desk_take_option(&desk, opt);
	}
	if (optind != argc)
		return terminal_usage(SUGGEST, "it takes no \"%s\": the text is read from standard "
		    "input", argv[optind]);
	if (options.language != NULL && !form_language_is_good(options.language))
		return terminal_usage(SUGGEST, "--language takes a tag such as en or pl");
	status = 0;
	if (hide_file != NULL)
		status = file_read(hide_file, SUGGEST_HIDE_MOST, &hidden, &error);
	if (status == 0 && desk.folder != NULL)
		status = suggest_campaign(&campaign, desk.folder, &error);
	if (status == 0)
		status = file_read_descriptor(STDIN_FILENO, "the text", SUGGEST_TEXT_MOST, &text,
		    &error);
	if (status == 0) {
		suggest_lines(&hide, &hidden);
		if (campaign != NULL)
			campaign_names(&places, &publics, campaign->form);
		options.hide = name_list_of(&hide);
		options.places = name_list_of(&places);
		options.publics = name_list_of(&publics);
		suggest_text(&found, (const char *)text.data, text.length, &options);
		suggest_print(&found, &text, json);
	}
	suggestions_free(&found);
	name_list_free(&hide);
	name_list_free(&places);
	name_list_free(&publics);
	buffer_free(&hidden);
	buffer_free(&text);
	campaign_free(&campaign);
	return status == 0 ? EXIT_DONE : terminal_fail(DESK_PROGRAM, &error);
}
