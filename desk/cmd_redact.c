/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/encode.h"
#include "common/secret.h"
#include "desk/commands.h"
#include "desk/lines.h"
#include "desk/redact_ask.h"
#include "desk/redact_case.h"
#include "desk/redact_spans.h"
#include "desk/redact_view.h"
#include "front/letter.h"
#include "front/program.h"
#include "front/terminal.h"

/* `redact`: what of a message may show who somebody is, taken out. */

#define REDACT DESK_PROGRAM " redact"
#define REDACT_FIT 300 /* places that fit into one decision whatever stands for them: an event has
                        * 32,400 bytes, and a place takes some forty */

static const char redact_help[] =
    "usage: testimony-desk -d DIR redact [options] ID ...\n\n"
    "Takes out of a family's words what may show who somebody is. At a terminal it\n"
    "asks about each suggestion. The original stays sealed as it is. It counts once\n"
    "another coordinator read it: see approve. Again for the same message, it takes\n"
    "the place of what was done before.\n\n"
    "  --accept LEVEL        take what is suggested, without asking: high, medium\n"
    "                        (and high), or all\n"
    "  --spans FILE          take out these places and no others: JSON lines\n"
    "                        {\"id\",\"page\",\"start\",\"end\",\"kind\",\"with\"?}, in bytes\n"
    "  --reads               say that you read the text's language, where the\n"
    "                        desk has no lists for it\n"
    "  --show                only show the texts, and what is suggested\n"
    "  --json                one JSON object a line\n"
    DESK_OPTIONS_HELP
    "\nExample: testimony-desk -d our-desk redact 3f9c0a71d2e8\n";

struct redact_options {
	struct desk_options desk;
	const char *accept, *spans;
	bool reads, show, json;
	enum suggest_confidence least;
};

struct redact_run {
	const struct redact_options *options;
	struct work work;
	struct redact_spans spans;
	uint8_t (*done)[ENVELOPE_MAILBOX_BYTES]; /* cases that this run decided about */
	size_t done_count;
	bool decided;                            /* anything */
};

/* -1: go on; else the exit status. */
static int
redact_read_options(struct redact_options *options, int argc, char **argv)
{
	static const struct option table[] = {
		{ "accept", required_argument, NULL, 'a' },
		{ "spans", required_argument, NULL, 's' },
		{ "reads", no_argument, NULL, 'r' },
		{ "show", no_argument, NULL, 'w' },
		{ "json", no_argument, NULL, 'j' },
		DESK_OPTIONS,
		DESK_HELP,
		{ NULL, 0, NULL, 0 },
	};
	static const struct program_options line = { REDACT, ":h" DESK_LETTERS, table, redact_help };
	int found, status;

	while ((found = program_option(&line, argc, argv, &status)) != -1) {
		if (found == PROGRAM_STOP)
			return status;
		if (found == 'a')
			options->accept = optarg;
		else if (found == 's')
			options->spans = optarg;
		options->reads |= found == 'r';
		options->show |= found == 'w';
		options->json |= found == 'j';
		(void)desk_take_option(&options->desk, found);
	}
	if (optind == argc)
		return terminal_usage(REDACT, "which message? give its ID");
	if ((options->accept != NULL) + (options->spans != NULL) + options->show > 1)
		return terminal_usage(REDACT, "one of --accept, --spans and --show");
	if (options->accept == NULL || strcmp(options->accept, "all") == 0)
		options->least = SUGGEST_LOW;
	else if (strcmp(options->accept, "medium") == 0)
		options->least = SUGGEST_MEDIUM;
	else if (strcmp(options->accept, "high") == 0)
		options->least = SUGGEST_HIGH;
	else
		return terminal_usage(REDACT, "--accept takes all, medium or high");
	return desk_check_options(&options->desk, REDACT) != 0 ? EXIT_USAGE : -1;
}

static json_t *
redact_hex(const uint8_t bytes[32])
{
	char digits[HEX_LENGTH(32) + 1];

	hex_encode(digits, bytes, 32);
	return json_string(digits);
}

static void
redact_print_json(json_t *object)
{
	struct buffer line = BUFFER_INIT;

	lines_json(&line, object);
	terminal_print_bytes(line.data, line.length);
	json_decref(object);
	buffer_free(&line);
}

/*
 * Showing.
 */

/* What the standing redaction makes, and what is left in it. */
static void
redact_json_standing(json_t *object, const struct redact_case *redacting)
{
	bool conflict;
	const struct casework_piece *piece = redact_case_standing(redacting, &conflict);
	json_t *rows = json_array();
	struct suggestions left;
	struct redaction made;

	lines_set(object, "conflict", json_boolean(conflict));
	if (piece == NULL || redaction_of(&made, piece->decision,
	    redacting->message.testimony.answers, NULL) != 0) {
		json_decref(rows);
		return;
	}
	redact_case_left(redacting, &made, &left);
	for (size_t i = 0; i < left.count; i++)
		if (json_array_append_new(rows, redact_view_json((const char *)made.text.data,
		    &left.list[i], NULL, 0)) != 0)
			error_bug("no memory for a list of suggestions");
	lines_set(object, "event", redact_hex(piece->decision->id));
	lines_set(object, "redacted", json_stringn((const char *)made.text.data,
	    made.text.length));
	lines_set(object, "left", rows);
	lines_set(object, "jigsaw", json_integer(suggest_jigsaw(left.list, left.count)));
	suggestions_free(&left);
	redaction_free(&made);
}

static void
redact_show_json(const struct redact_case *redacting)
{
	json_t *object = lines_head(&redacting->message), *texts = json_array();
	json_t *rows = json_array();

	for (size_t i = 0; i < redacting->whole.page_count; i++) {
		const struct redaction_page *page = &redacting->whole.pages[i];
		json_t *text = json_object();

		lines_set(text, "page", json_string(page->id));
		lines_set(text, "text", json_string(page->original));
		if (json_array_append_new(texts, text) != 0)
			error_bug("no memory for a list of texts");
		for (size_t j = 0; j < redacting->found.count; j++) {
			struct suggestion found = redacting->found.list[j];

			found.start = found.start > page->start ? found.start : page->start;
			found.end = found.end < page->end ? found.end : page->end;
			if (found.start < found.end && json_array_append_new(rows,
			    redact_view_json((const char *)redacting->whole.text.data, &found,
			    page->id, page->start)) != 0)
				error_bug("no memory for a list of suggestions");
		}
	}
	lines_set(object, "texts", texts);
	lines_set(object, "suggestions", rows);
	lines_set(object, "unread", json_boolean(redacting->unread != NULL));
	redact_json_standing(object, redacting);
	lines_set(object, "case", casework_json(&redacting->work->decisions.work,
	    redacting->decided));
	redact_print_json(object);
}

static void
redact_show(const struct redact_case *redacting)
{
	bool conflict;
	const struct casework_piece *piece = redact_case_standing(redacting, &conflict);
	struct buffer out = BUFFER_INIT;
	struct suggestions left;
	struct redaction made;

	buffer_append_text(&out, "The family's own words:\n\n");
	redact_view_text(&out, redacting, &redacting->whole, &redacting->found, false);
	buffer_append_byte(&out, '\n');
	redact_view_left(&out, &redacting->whole, &redacting->found);
	if (conflict)
		buffer_append_text(&out, "\nTwo redactions of this message stand; `show` names "
		    "them. Redact it once more instead of both, or refuse one.\n");
	if (piece != NULL && redaction_of(&made, piece->decision,
	    redacting->message.testimony.answers, NULL) == 0) {
		redact_case_left(redacting, &made, &left);
		buffer_format(&out, "\nRedacted by %s%s:\n\n",
		    work_handle(redacting->work, piece->decision->by),
		    piece->approval == NULL ? ", not approved" : ", approved");
		redact_view_text(&out, redacting, &made, &left, false);
		suggestions_free(&left);
		redaction_free(&made);
	}
	terminal_print_bytes(out.data, out.length);
	buffer_free(&out);
}

/*
 * Deciding.
 */

/* What stands for names in one message must be known for the next of the same family. */
static int
redact_know(struct redact_run *run, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES],
    struct error *error)
{
	for (size_t i = 0; i < run->done_count; i++)
		if (memcmp(run->done[i], mailbox, ENVELOPE_MAILBOX_BYTES) == 0) {
			run->done_count = 0;
			return work_again(&run->work, error);
		}
	return 0;
}

static void
redact_done(struct redact_run *run, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	run->done = secret_grow(run->done, run->done_count, sizeof *run->done);
	memcpy(run->done[run->done_count++], mailbox, ENVELOPE_MAILBOX_BYTES);
	run->decided = true;
}

static void
redact_say(const struct redact_run *run, const struct redact_case *redacting,
    const struct redaction *made, const uint8_t id[ENVELOPE_ID_BYTES])
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];
	struct buffer out = BUFFER_INIT;
	json_t *object = json_object();
	struct suggestions left;
	unsigned jigsaw;

	redact_case_left(redacting, made, &left);
	jigsaw = suggest_jigsaw(left.list, left.count);
	if (run->options->json) {
		lines_set(object, "id", redact_hex(redacting->message.id));
		lines_set(object, "event", redact_hex(id));
		lines_set(object, "replaced", json_integer((json_int_t)made->mark_count));
		lines_set(object, "left", json_integer((json_int_t)left.count));
		lines_set(object, "jigsaw", json_integer(jigsaw));
		redact_print_json(json_incref(object));
	} else {
		hex_encode(digits, redacting->message.id, ENVELOPE_ID_BYTES);
		buffer_format(&out, "%.*s  %zu replaced, %zu still suggested%s\n",
		    MESSAGE_SHORT_DIGITS, digits, made->mark_count, left.count,
		    jigsaw >= JIGSAW_MANY ? "; these may show together who it is" : "");
		terminal_print_bytes(out.data, out.length);
	}
	json_decref(object);
	suggestions_free(&left);
	buffer_free(&out);
}

static int
redact_decide(struct redact_run *run, struct redact_case *redacting, struct error *error)
{
	struct redact_pieces pieces = REDACT_PIECES_INIT;
	uint8_t id[ENVELOPE_ID_BYTES];
	struct redaction made = REDACTION_INIT;
	json_t *data = NULL;
	bool keep = true;
	int result = 0;

	if (redact_case_allow(redacting, &run->work, run->options->reads, error) != 0)
		return -1;
	if (run->options->spans != NULL)
		result = redact_spans_add(&run->spans, &pieces, redacting, error);
	else if (run->options->accept != NULL)
		redact_pieces_accept(&pieces, redacting, run->options->least);
	else
		result = redact_ask(&pieces, redacting, &keep, error);
	if (result == 0 && !keep)
		result = error_refuse(error, "nothing was kept");
	if (result == 0)
		result = redact_case_make(redacting, &pieces, &data, &made, error);
	if (result == 0) {
		result = decisions_add(run->work.vault, DECISION_REDACT, redacting->mailbox, data,
		    id, error);
		if (result != 0 && made.mark_count > REDACT_FIT)
			result = error_refuse(error, "%zu places are more than one decision holds; "
			    "take whole passages out instead (--spans, or typed in at a terminal)",
			    made.mark_count);
	}
	if (result == 0) {
		redact_done(run, redacting->mailbox);
		redact_say(run, redacting, &made, id);
	}
	redact_pieces_free(&pieces);
	redaction_free(&made);
	json_decref(data);
	return result;
}

/* Places that were meant for another message than the one that is found. */
static int
redact_check_meant(const struct redact_run *run, const char *wanted,
    const uint8_t id[ENVELOPE_ID_BYTES], struct error *error)
{
	char digits[HEX_LENGTH(ENVELOPE_ID_BYTES) + 1];

	hex_encode(digits, id, ENVELOPE_ID_BYTES);
	for (size_t i = 0; i < run->spans.count; i++)
		if (redact_span_is_of(&run->spans.list[i], wanted) &&
		    !redact_span_is_of(&run->spans.list[i], digits))
			return error_refuse(error, "the places name a message %s, and this one is "
			    "%.*s", run->spans.list[i].id, MESSAGE_SHORT_DIGITS, digits);
	return 0;
}

static int
redact_one(struct redact_run *run, const char *wanted, struct error *error)
{
	struct redact_case redacting;
	struct message message;
	int result = 0;

	if (work_find(&run->work, wanted, &message, error) != 0)
		return -1;
	if (redact_check_meant(run, wanted, message.id, error) != 0 ||
	    redact_know(run, message.record->mailbox, error) != 0) {
		message_free(&message);
		return -1;
	}
	if (redact_case_open(&redacting, &run->work, &message, error) != 0)
		return -1;
	if (!run->options->show)
		result = redact_decide(run, &redacting, error);
	else if (run->options->json)
		redact_show_json(&redacting);
	else
		redact_show(&redacting);
	redact_case_free(&redacting);
	return result;
}

/* Places of messages that nobody asked for are a slip, and so are those of either of two. */
static int
redact_check_spans(const struct redact_run *run, char **wanted, int count, struct error *error)
{
	for (size_t i = 0; i < run->spans.count; i++) {
		const char *found = NULL;

		for (int j = 0; j < count; j++) {
			if (!redact_span_is_of(&run->spans.list[i], wanted[j]))
				continue;
			if (found != NULL && strncmp(found, wanted[j], strlen(found) <
			    strlen(wanted[j]) ? strlen(found) : strlen(wanted[j])) != 0)
				return error_refuse(error, "the places name a message %s, and more "
				    "than one begins so; give more digits",
				    run->spans.list[i].id);
			found = wanted[j];
		}
		if (found == NULL)
			return error_refuse(error, "the places name a message %s, which is not "
			    "among those to redact", run->spans.list[i].id);
	}
	return 0;
}

static int
redact_all(struct redact_run *run, char **wanted, int count)
{
	int status = EXIT_DONE;

	for (int i = 0; i < count; i++) {
		struct error error = ERROR_INIT;

		if (redact_one(run, wanted[i], &error) == 0)
			continue;
		(void)terminal_flush(NULL);
		(void)error_within(&error, "%s", wanted[i]);
		status = terminal_fail(DESK_PROGRAM, &error);
	}
	(void)terminal_flush(NULL); /* main finds a failure again */
	if (!run->options->json && run->decided)
		terminal_note("It counts when another coordinator approves it (`approve`, after both "
		    "desks pulled).");
	return status;
}

int
command_redact(int argc, char **argv)
{
	struct redact_options options = { .accept = NULL };
	struct redact_run run = { .options = &options, .work = WORK_INIT,
		.spans = REDACT_SPANS_INIT };
	struct error error = ERROR_INIT;
	int status = redact_read_options(&options, argc, argv);

	if (status >= 0)
		return status;
	if (options.accept == NULL && options.spans == NULL && !options.show &&
	    (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)))
		status = error_refuse(&error, "to be asked about each suggestion takes a terminal; "
		    "here give --accept or --spans");
	else
		status = 0;
	if (status == 0 && options.spans != NULL)
		status = redact_spans_read(&run.spans, options.spans, &error);
	if (status == 0)
		status = redact_check_spans(&run, argv + optind, argc - optind, &error);
	if (status == 0)
		status = work_open(&run.work, options.desk.folder, options.desk.passphrase_file,
		    !options.show, &error);
	status = status != 0 ? terminal_fail(DESK_PROGRAM, &error) :
	    redact_all(&run, argv + optind, argc - optind);
	redact_spans_free(&run.spans);
	secret_release(run.done);
	work_close(&run.work);
	return status;
}
