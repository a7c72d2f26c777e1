/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "client/comeback.h"
#include "client/comeback_help.h"
#include "common/file.h"
#include "common/testimony.h"
#include "front/terminal.h"

static const char answer_help[] =
    "usage: testimony answer --campaign FILE|LINK --reply NAME [options] VERDICT\n\n"
    "Answers a question or a preview, with your nine words: VERDICT is yes, no or\n"
    "change. Looks into your mailbox first, shows what you answer, and asks.\n\n"
    TELLING_HELP_CAMPAIGN
    "  --reply NAME          its number, or the start of its hash, as check shows it\n"
    "  --text-file F         with change: what to change (-: standard input)\n"
    COMEBACK_HELP_RECEIPT
    "  --language TAG        the language to show it in, such as pl\n"
    "  --yes                 send without asking once more\n"
    COMEBACK_HELP_JSON
    COMEBACK_HELP_NETWORK
    "\nExample: testimony answer --campaign 'https://tell.example/#RW...1' \\\n"
    "             --reply 2 yes\n";

static const char *const answer_verdicts[] = {
	[TESTIMONY_YES] = "yes",
	[TESTIMONY_NO] = "no",
	[TESTIMONY_CHANGE] = "change",
};
#define ANSWER_VERDICTS (sizeof answer_verdicts / sizeof *answer_verdicts)

static int
answer_text(struct buffer *text, const char *file, struct error *error)
{
	if (file == NULL)
		return 0;
	if (file_read(file, FORM_TEXT_BYTES, text, error) != 0)
		return -1;
	if (text->length == 0)
		return error_refuse(error, "%s is empty; what to change goes there", file);
	if (memchr(text->data, 0, text->length) != NULL)
		return error_refuse(error, "%s is not text", file);
	return 0;
}

static int
answer_confirm(const struct comeback *comeback, const struct options *options,
    const struct reply *reply, const char *verdict, struct error *error)
{
	struct buffer letter = BUFFER_INIT, question = BUFFER_INIT;
	int result;

	reply_letter(&letter, reply, comeback->source.campaign, comeback_language(options),
	    comeback_today());
	buffer_format(&question, "Answer %s to %s %lld?", verdict,
	    reply_kind_name(reply->line.kind), (long long)reply->line.n);
	result = comeback_confirm(&letter, (const char *)question.data, error);
	buffer_free(&letter);
	buffer_free(&question);
	return result;
}

static void
answer_notes(const struct reply *reply, enum testimony_verdict verdict,
    const struct options *options)
{
	if (reply->line.kind == REPLY_PREVIEW && !reply->newest)
		terminal_note("Note: there is a newer preview, and only the newest counts.");
	if (reply->line.kind == REPLY_PREVIEW && comeback_today() > reply->line.answer_by)
		terminal_note("Note: the last day to answer is over; this counts for what is made "
		    "after the coordinators have it.");
	if (verdict == TESTIMONY_CHANGE && options->text_file == NULL)
		terminal_note("Note: without --text-file the coordinators do not learn what to "
		    "change.");
}

static int
answer(const struct comeback *comeback, const struct options *options,
    enum testimony_verdict verdict, struct error *error)
{
	struct buffer text = BUFFER_INIT, line1 = BUFFER_INIT;
	const struct reply *reply = NULL;
	struct replies replies;
	int result;

	if (comeback_fetch(comeback, options, &replies, error) != 0)
		return -1;
	reply = replies_find(&replies, options->reply, error);
	result = reply == NULL ? -1 : answer_text(&text, options->text_file, error);
	if (result == 0 && reply->line.kind == REPLY_MESSAGE)
		result = error_refuse(error, "that is a message, which asks nothing; to tell the "
		    "coordinators more, use `testimony add`");
	if (result == 0) {
		answer_notes(reply, verdict, options);
		if (!options->yes)
			result = answer_confirm(comeback, options, reply, answer_verdicts[verdict],
			    error);
	}
	if (result == 0)
		result = testimony_print_answer(&line1, comeback->source.campaign,
		    age_identities_recipient(comeback->identities, 0), reply->hash, verdict,
		    text.length == 0 ? NULL : (const char *)text.data, error);
	if (result == 0)
		result = comeback_send(comeback, options, "answer", &line1, error);
	replies_free(&replies);
	buffer_free(&text);
	buffer_free(&line1);
	return result;
}

/* What is wrong with the command line: EXIT_USAGE, said; else 0. */
static int
answer_check_options(const struct options *options, int argc, char **argv, int rest,
    enum testimony_verdict *verdict)
{
	size_t found = 0;

	if (options->reply == NULL)
		return terminal_usage(OPTIONS_PROGRAM, "answer needs --reply: a number, or the start "
		    "of a hash, as `testimony check` shows them");
	while (rest < argc && found < ANSWER_VERDICTS &&
	    strcmp(argv[rest], answer_verdicts[found]) != 0)
		found++;
	if (rest + 1 != argc || found == ANSWER_VERDICTS)
		return terminal_usage(OPTIONS_PROGRAM, "answer takes one word: yes, no or change");
	*verdict = (enum testimony_verdict)found;
	if (options->text_file == NULL)
		return 0;
	if (*verdict != TESTIMONY_CHANGE)
		return terminal_usage(OPTIONS_PROGRAM, "--text-file goes with change");
	if (options->receipt_file != NULL && strcmp(options->receipt_file, "-") == 0 &&
	    strcmp(options->text_file, "-") == 0)
		return terminal_usage(OPTIONS_PROGRAM, "--receipt-file and --text-file cannot both "
		    "be standard input");
	return 0;
}

int
answer_command(int argc, char **argv)
{
	struct comeback comeback = COMEBACK_INIT;
	struct error error = ERROR_INIT;
	enum testimony_verdict verdict = TESTIMONY_NO;
	struct options options;
	int rest, status;

	status = comeback_options(&options, argc, argv, "cpnxFlyjrst", answer_help, &rest);
	if (status != 0)
		return status == OPTIONS_HELP ? EXIT_DONE : status;
	status = answer_check_options(&options, argc, argv, rest, &verdict);
	if (status != 0)
		return status;
	if (comeback_open(&comeback, &options, &error) != 0 ||
	    answer(&comeback, &options, verdict, &error) != 0)
		status = terminal_fail(OPTIONS_PROGRAM, &error);
	comeback_free(&comeback);
	return status;
}
