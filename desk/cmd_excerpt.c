/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "common/file.h"
#include "common/json.h"
#include "desk/commands.h"
#include "desk/deeds.h"
#include "desk/text_in.h"
#include "front/program.h"
#include "front/terminal.h"

/* `excerpt`: which of a family's agreed words packs may quote. */

#define EXCERPT DESK_PROGRAM " excerpt"
#define EXCERPT_FROM_MOST (64 * 1024 * 1024) /* bytes */

static const char excerpt_help[] =
    "usage: testimony-desk -d DIR excerpt [options] [ID]\n\n"
    "Chooses words for packs: of the redacted text of message ID, once another\n"
    "coordinator has approved it. A paraphrase, in your own words, must be approved\n"
    "itself. refuse EVENT takes an excerpt back; `show ID` names its event.\n\n"
    "  --theme THEME         the heading under which it stands\n"
    "  --text FILE           the very words, letter for letter; - or none: typed in\n"
    "  --span START-END      or their place: bytes of the redacted text\n"
    "  --paraphrase FILE     or a paraphrase of it; - : typed in\n"
    "  --from FILE           many, without ID and the options above: JSON objects, a\n"
    "                        line each: id, theme, and text, start and end, or\n"
    "                        paraphrase\n"
    DESK_OPTIONS_HELP
    "\nExample: testimony-desk -d our-desk excerpt --theme Waiting --text words 3f9c\n";

struct excerpt_options {
	struct desk_options desk;
	const char *theme, *text, *span, *paraphrase, *from, *id;
};

/* One that is wanted. */
struct excerpt_wish {
	const char *id, *theme;
	const char *words;      /* else NULL */
	const char *paraphrase; /* else NULL */
	size_t start, end;      /* where both are NULL */
};

/* -1: go on; else the exit status. */
static int
excerpt_read_options(struct excerpt_options *options, int argc, char **argv)
{
	static const struct option table[] = {
		{ "theme", required_argument, NULL, 'm' },
		{ "text", required_argument, NULL, 't' },
		{ "span", required_argument, NULL, 's' },
		{ "paraphrase", required_argument, NULL, 'p' },
		{ "from", required_argument, NULL, 'F' },
		DESK_OPTIONS,
		DESK_HELP,
		{ NULL, 0, NULL, 0 },
	};
	static const struct program_options line = { EXCERPT, ":h" DESK_LETTERS, table,
		excerpt_help };
	int found, status;

	while ((found = program_option(&line, argc, argv, &status)) != -1) {
		const char **place = found == 'm' ? &options->theme : found == 't' ? &options->text :
		    found == 's' ? &options->span : found == 'p' ? &options->paraphrase :
		    found == 'F' ? &options->from : NULL;

		if (found == PROGRAM_STOP)
			return status;
		if (place != NULL)
			*place = optarg;
		(void)desk_take_option(&options->desk, found);
	}
	if (options->from != NULL) {
		if (optind != argc || options->theme != NULL || options->text != NULL ||
		    options->span != NULL || options->paraphrase != NULL)
			return terminal_usage(EXCERPT, "--from stands alone: its lines say the rest");
	} else {
		if (optind + 1 != argc)
			return terminal_usage(EXCERPT, optind == argc ? "of which message? give its "
			    "ID" : "it takes one ID; --from takes many");
		if (options->theme == NULL || *options->theme == '\0')
			return terminal_usage(EXCERPT, "--theme is needed: the heading under which "
			    "it stands");
		if ((options->text != NULL) + (options->span != NULL) +
		    (options->paraphrase != NULL) > 1)
			return terminal_usage(EXCERPT, "one of --text, --span and --paraphrase");
		options->id = argv[optind];
	}
	return desk_check_options(&options->desk, EXCERPT) != 0 ? EXIT_USAGE : -1;
}

/* "120-260" */
static int
excerpt_read_span(struct excerpt_wish *wish, const char *text, struct error *error)
{
	char *end;

	if (text[strspn(text, "0123456789-")] != '\0' || text[0] == '-' || strlen(text) > 20)
		return error_refuse(error, "--span is two numbers with a hyphen between");
	wish->start = strtoul(text, &end, 10);
	if (*end != '-' || end[1] == '\0' || strchr(end + 1, '-') != NULL)
		return error_refuse(error, "--span is two numbers with a hyphen between");
	wish->end = strtoul(end + 1, NULL, 10);
	return 0;
}

static int
excerpt_keep(const struct work *work, const struct excerpt_wish *wish, struct error *error)
{
	struct deed_source source;
	size_t start = wish->start, end = wish->end;
	int result;

	if (deed_source_find(&source, work, wish->id, error) != 0)
		return -1;
	if (wish->paraphrase != NULL)
		result = deed_paraphrase(work, &source, wish->theme, wish->paraphrase, NULL, error);
	else {
		result = wish->words == NULL ? 0 :
		    deed_excerpt_find(&source, wish->words, &start, &end, error);
		if (result == 0)
			result = deed_excerpt(work, &source, wish->theme, start, end, NULL, error);
	}
	deed_source_free(&source);
	return result;
}

/* The one of the command line. */
static int
excerpt_one(const struct work *work, const struct excerpt_options *options, struct error *error)
{
	json_t *theme = json_text_cleaned(options->theme, strlen(options->theme)), *text = NULL;
	struct excerpt_wish wish = { .id = options->id, .theme = json_string_value(theme) };
	int result;

	if (options->span != NULL)
		result = excerpt_read_span(&wish, options->span, error);
	else
		result = text_in(&text, options->paraphrase != NULL ? options->paraphrase :
		    options->text, DECISION_TEXT_MOST, options->paraphrase != NULL ?
		    "Write the paraphrase" : "Write the words as they stand", error);
	if (options->paraphrase != NULL)
		wish.paraphrase = json_string_value(text);
	else
		wish.words = json_string_value(text);
	if (result == 0)
		result = excerpt_keep(work, &wish, error);
	json_decref(text);
	json_decref(theme);
	return result;
}

static int
excerpt_read_line(struct excerpt_wish *wish, const json_t *line, struct error *error)
{
	int64_t start, end;

	memset(wish, 0, sizeof *wish);
	if (!json_is_object(line))
		return error_refuse(error, "this is no object");
	if (json_member_text(line, "id", 64, &wish->id, error) != 0 ||
	    json_member_text(line, "theme", DECISION_NAME_MOST, &wish->theme, error) != 0)
		return -1;
	if (json_object_get(line, "text") != NULL)
		return json_member_text(line, "text", DECISION_TEXT_MOST, &wish->words, error);
	if (json_object_get(line, "paraphrase") != NULL)
		return json_member_text(line, "paraphrase", DECISION_TEXT_MOST, &wish->paraphrase,
		    error);
	if (json_member_integer(line, "start", 0, JSON_INTEGER_MOST, &start, error) != 0 ||
	    json_member_integer(line, "end", 0, JSON_INTEGER_MOST, &end, error) != 0)
		return -1;
	wish->start = (size_t)start;
	wish->end = (size_t)end;
	return 0;
}

static int
excerpt_line(const struct work *work, const char *text, size_t length, struct error *error)
{
	struct excerpt_wish wish;
	json_t *line, *cleaned;
	int result;

	if (json_parse(&line, text, length, "this line", error) != 0)
		return -1;
	cleaned = json_cleaned(line);
	result = excerpt_read_line(&wish, cleaned, error);
	if (result == 0)
		result = excerpt_keep(work, &wish, error);
	json_decref(cleaned);
	json_decref(line);
	return result;
}

/* Those of a file. Each line that is refused is named, and the others go on. */
static int
excerpt_many(const struct work *work, const struct buffer *from, size_t *kept)
{
	const char *at = (const char *)from->data, *end = at + from->length;
	int status = EXIT_DONE;

	for (size_t number = 1; at < end; number++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((stop == NULL ? end : stop) - at);
		struct error error = ERROR_INIT;

		if (length > 0 && excerpt_line(work, at, length, &error) == 0) {
			(*kept)++;
		} else if (length > 0) {
			(void)error_within(&error, "line %zu", number);
			status = terminal_fail(DESK_PROGRAM, &error);
		}
		at += length + (stop != NULL);
	}
	return status;
}

int
command_excerpt(int argc, char **argv)
{
	struct excerpt_options options = { .id = NULL };
	struct buffer from = BUFFER_INIT;
	struct error error = ERROR_INIT;
	struct work work = WORK_INIT;
	size_t kept = 0;
	int status = excerpt_read_options(&options, argc, argv);

	if (status >= 0)
		return status;
	status = EXIT_DONE;
	if ((options.from != NULL && file_read(options.from, EXCERPT_FROM_MOST, &from,
	    &error) != 0) || work_open(&work, options.desk.folder, options.desk.passphrase_file,
	    true, &error) != 0)
		status = terminal_fail(DESK_PROGRAM, &error);
	else if (options.from != NULL)
		status = excerpt_many(&work, &from, &kept);
	else if (excerpt_one(&work, &options, &error) != 0)
		status = terminal_fail(DESK_PROGRAM, &error);
	else
		kept = 1;
	desk_say_decided(kept);
	buffer_free(&from);
	work_close(&work);
	return status;
}
