/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <string.h>

#include "common/encode.h"
#include "desk/commands.h"
#include "desk/pack/gate.h"
#include "desk/text_in.h"
#include "desk/work.h"
#include "front/program.h"
#include "front/terminal.h"

/* `settle`: words that were redacted somewhere may stand in packs. */

#define SETTLE DESK_PROGRAM " settle"

static const char settle_help[] =
    "usage: testimony-desk -d DIR settle [options]\n\n"
    "Says that words may stand in packs though they were redacted, or are to be\n"
    "hidden, in some testimony: the name of a month, a place that everybody knows.\n"
    "`export` says which it found. It counts for what another coordinator exports,\n"
    "never for your own. In a family's own excerpts its words stay forbidden.\n\n"
    "  --words FILE          the words, a line each; - or none: typed in\n"
    DESK_OPTIONS_HELP
    "\nExample: testimony-desk -d our-desk settle --words words.txt\n";

/* -1: go on; else the exit status. */
static int
settle_read_options(struct desk_options *desk, const char **words, int argc, char **argv)
{
	static const struct option table[] = {
		{ "words", required_argument, NULL, 'w' },
		DESK_OPTIONS,
		DESK_HELP,
		{ NULL, 0, NULL, 0 },
	};
	static const struct program_options line = { SETTLE, ":h" DESK_LETTERS, table, settle_help };
	int found, status;

	while ((found = program_option(&line, argc, argv, &status)) != -1) {
		if (found == PROGRAM_STOP)
			return status;
		if (found == 'w')
			*words = optarg;
		(void)desk_take_option(desk, found);
	}
	/* Other users of the machine can read a command line, and these may be names. */
	if (optind != argc)
		return terminal_usage(SETTLE, "words are not given on the command line, which others "
		    "can read: put them into a file, or type them in");
	return desk_check_options(desk, SETTLE) != 0 ? EXIT_USAGE : -1;
}

/* The hash of one line, if it has a word. */
static void
settle_add(json_t *hashes, const char *line, size_t length)
{
	char digits[HEX_LENGTH(GATE_HASH_BYTES) + 1];
	struct buffer word = BUFFER_INIT, folded = BUFFER_INIT;
	uint8_t hash[GATE_HASH_BYTES];

	buffer_append(&word, line, length);
	buffer_append_byte(&word, '\0');
	gate_fold(&folded, (const char *)word.data);
	if (folded.length > 0) {
		gate_word_hash(hash, (const char *)word.data);
		hex_encode(digits, hash, sizeof hash);
		if (json_array_append_new(hashes, json_string(digits)) != 0)
			error_bug("no memory for words to settle");
	}
	buffer_free(&word);
	buffer_free(&folded);
}

static json_t *
settle_hashes(const char *text)
{
	json_t *hashes = json_array();

	while (*text != '\0') {
		size_t length = strcspn(text, "\n");

		settle_add(hashes, text, length);
		text += length + (text[length] == '\n');
	}
	return hashes;
}

static int
settle_keep(const struct work *work, json_t *hashes, struct error *error)
{
	json_t *data;
	int result;

	if (json_array_size(hashes) == 0)
		return error_refuse(error, "there is no word in it; nothing was settled");
	if (json_array_size(hashes) > DECISION_WORDS_MOST)
		return error_refuse(error, "these are more than %d words; give fewer at a time",
		    DECISION_WORDS_MOST);
	if (work_may_decide(work, NULL, error) != 0)
		return -1;
	data = json_pack("{s:O}", "words", hashes);
	if (data == NULL)
		error_bug("no memory for a decision");
	result = decisions_add(work->vault, DECISION_SETTLE, NULL, data, NULL, error);
	json_decref(data);
	return result;
}

int
command_settle(int argc, char **argv)
{
	struct desk_options desk = { NULL, NULL };
	struct work work = WORK_INIT;
	struct error error = ERROR_INIT;
	const char *path = NULL;
	json_t *text = NULL, *hashes = NULL;
	int status = settle_read_options(&desk, &path, argc, argv);

	if (status >= 0)
		return status;
	status = text_in(&text, path, DECISION_TEXT_MOST, "Type the words, one a line", &error);
	if (status == 0)
		hashes = settle_hashes(json_string_value(text));
	if (status == 0)
		status = work_open(&work, desk.folder, desk.passphrase_file, true, &error);
	if (status == 0)
		status = settle_keep(&work, hashes, &error);
	if (status == 0)
		terminal_note("%zu settled, for what others export; the next `pull` tells them.",
		    json_array_size(hashes));
	json_decref(hashes);
	json_decref(text);
	work_close(&work);
	return status == 0 ? EXIT_DONE : terminal_fail(DESK_PROGRAM, &error);
}
