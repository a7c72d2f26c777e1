/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "client/conversation.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/draft.h"
#include "client/editor.h"
#include "client/receipt_out.h"
#include "client/stop.h"
#include "client/words.h"
#include "common/clean.h"
#include "common/json.h"
#include "front/columns.h"
#include "front/screen.h"
#include "front/terminal.h"

struct conversation {
	const struct conversation_options *options;
	struct interview *interview;
	struct screen *screen;
	struct telling telling;
	struct secret *passphrase; /* of the draft, once known */
	struct canvas canvas;
	struct buffer shown;       /* plain: the line that is being typed, as it was echoed */
	bool arrived, told;        /* `told`: a receipt was made for what may have arrived */
};

/*
 * Pictures and keys
 */

/* The line that the end of the text stands on. */
static const char *
conversation_last_line(const char *text)
{
	const char *end = strrchr(text, '\n');

	return end == NULL ? text : end + 1;
}

/* Plain: what stands on the line where the next key is echoed. */
static void
conversation_keep_line(struct conversation *conversation)
{
	buffer_clear(&conversation->shown);
	buffer_append_text(&conversation->shown,
	    conversation_last_line(interview_typed(conversation->interview)));
}

/* How wide a line is as it was echoed. */
static size_t
conversation_columns(const char *line)
{
	struct buffer clean = BUFFER_INIT, echoed = BUFFER_INIT;
	size_t columns;

	buffer_append(&clean, "", 0);
	clean_text(&clean, line, strlen(line));
	columns_expand(&echoed, (const char *)clean.data, clean.length, 0);
	columns = columns_of((const char *)echoed.data, echoed.length);
	buffer_free(&clean);
	buffer_free(&echoed);
	return columns;
}

static void
conversation_show(struct conversation *conversation)
{
	size_t columns, rows;

	screen_size(conversation->screen, &columns, &rows);
	interview_resize(conversation->interview, columns, rows);
	canvas_free(&conversation->canvas);
	canvas_init(&conversation->canvas, columns);
	interview_draw(conversation->interview, &conversation->canvas);
	if (screen_is_plain(conversation->screen)) {
		screen_print(conversation->screen, &conversation->canvas, true);
		conversation_keep_line(conversation);
	} else {
		screen_show(conversation->screen, &conversation->canvas);
	}
}

/* Plain: shows what a key has changed at the end of what is typed. */
static void
conversation_echo(struct conversation *conversation, size_t before, size_t lines_before)
{
	const char *typed = interview_typed(conversation->interview), *line;
	size_t length = strlen(typed), lines = 0, old, now;
	const char *shown = conversation->shown.length == 0 ? "" :
	    (const char *)conversation->shown.data;

	for (const char *at = typed; (at = strchr(at, '\n')) != NULL; at++)
		lines++;
	line = conversation_last_line(typed);
	if (length > before) {
		screen_echo(conversation->screen, typed + before, length - before);
	} else if (length < before) {
		old = conversation_columns(shown);
		now = conversation_columns(line);
		if (lines != lines_before) {
			screen_echo(conversation->screen, "\n", 1);
			screen_echo(conversation->screen, line, strlen(line));
		} else if (old > now) {
			screen_unecho(conversation->screen, old - now);
		}
	}
	conversation_keep_line(conversation);
}

/* Plain: what moves about has no meaning where nothing is rewritten. */
static bool
conversation_takes(enum key_kind kind)
{
	switch (kind) {
	case KEY_CHARACTER:
	case KEY_PASTE:
	case KEY_ENTER:
	case KEY_TAB:
	case KEY_BACKSPACE:
	case KEY_ERASE_WORD:
	case KEY_FINISH:
	case KEY_MENU:
		return true;
	case KEY_DELETE:
	case KEY_LEFT:
	case KEY_RIGHT:
	case KEY_UP:
	case KEY_DOWN:
	case KEY_HOME:
	case KEY_END:
	case KEY_PAGE_UP:
	case KEY_PAGE_DOWN:
	case KEY_ERASE_LINE:
	case KEY_REDRAW:
		return false;
	}
	return false;
}

static enum interview_wish
conversation_plain_key(struct conversation *conversation, const struct key *key)
{
	const char *typed = interview_typed(conversation->interview);
	size_t before = strlen(typed), lines = 0;
	enum interview_wish wish;

	if (!conversation_takes(key->kind))
		return INTERVIEW_NOTHING;
	for (const char *at = typed; (at = strchr(at, '\n')) != NULL; at++)
		lines++;
	wish = interview_key(conversation->interview, key);
	if (wish != INTERVIEW_NOTHING || interview_due(conversation->interview)) {
		screen_echo(conversation->screen, "\n", 1);
		buffer_clear(&conversation->shown);
	} else {
		conversation_echo(conversation, before, lines);
	}
	return wish;
}

static int
conversation_key(struct conversation *conversation, enum interview_wish *wish,
    struct error *error)
{
	bool plain = screen_is_plain(conversation->screen);
	struct key key;

	/* No picture between keys that are there already, as those of a paste. */
	if (plain ? interview_due(conversation->interview) :
	    !screen_key_waits(conversation->screen))
		conversation_show(conversation);
	if (screen_key(conversation->screen, &key, error) != 0)
		return -1;
	*wish = plain ? conversation_plain_key(conversation, &key) :
	    interview_key(conversation->interview, &key);
	return 0;
}

/*
 * Wishes
 */

static int
conversation_editor(struct conversation *conversation, struct error *error)
{
	struct buffer text = BUFFER_INIT;
	struct error trouble = ERROR_INIT;
	int result;

	screen_pause(conversation->screen);
	result = editor_edit(interview_text(conversation->interview), &text, &trouble);
	interview_take_text(conversation->interview, text.length == 0 ? "" :
	    (const char *)text.data, result == 0 ? NULL : trouble.text);
	buffer_free(&text);
	return screen_resume(conversation->screen, error);
}

static int
conversation_save(struct conversation *conversation, struct error *error)
{
	const struct conversation_options *options = conversation->options;
	struct interview *interview = conversation->interview;
	struct error trouble = ERROR_INIT;
	json_t *draft = interview_draft(interview);
	int result = 0;

	screen_pause(conversation->screen);
	if (conversation->passphrase == NULL)
		result = terminal_new_passphrase(&conversation->passphrase,
		    options->passphrase_file, interview_path(interview), &trouble);
	if (result == 0)
		result = draft_write(interview_path(interview), draft, conversation->passphrase,
		    interview_has_draft(interview), &trouble);
	if (result != 0 && !interview_has_draft(interview))
		secret_free(&conversation->passphrase);
	json_decref(draft);
	interview_saved(interview, result == 0 ? NULL : trouble.text);
	return screen_resume(conversation->screen, error);
}

static void
conversation_delete(struct conversation *conversation)
{
	struct error trouble = ERROR_INIT;
	int result = draft_delete(interview_path(conversation->interview), &trouble);

	interview_deleted(conversation->interview, result == 0 ? NULL : trouble.text);
	if (result == 0)
		secret_free(&conversation->passphrase);
}

/* Where standard output is no terminal, the receipt is wanted there; and in a file, where asked. */
static void
conversation_receipt(struct conversation *conversation)
{
	const struct conversation_options *options = conversation->options;
	struct error trouble = ERROR_INIT;

	if (!isatty(STDOUT_FILENO) && receipt_out_print(conversation->telling.receipt, &trouble) != 0)
		terminal_note("%s", trouble.text);
	if (options->receipt_to != NULL && receipt_out_file(conversation->telling.receipt,
	    options->receipt_to, &trouble) != 0)
		terminal_note("%s", trouble.text);
}

/* Seals, where it is not sealed yet, and delivers. */
static int
conversation_send(struct conversation *conversation, bool again, struct error *error)
{
	const struct conversation_options *options = conversation->options;
	struct telling *telling = &conversation->telling;
	struct error trouble = ERROR_INIT;
	enum delivery_outcome outcome = DELIVERY_NOT;
	const char *receipt;

	screen_pause(conversation->screen);
	stop_catch();
	if (!again) {
		telling_free(telling);
		telling_take(telling, interview_answers(conversation->interview),
		    interview_language(conversation->interview));
	}
	if (again || telling_seal(telling, options->interview.campaign, &trouble) == 0)
		outcome = options->deliver(telling, options->context, &trouble);
	stop_release();
	if (again && outcome == DELIVERY_NOT)
		outcome = DELIVERY_UNCERTAIN; /* the try before may still have arrived */
	if (outcome != DELIVERY_NOT) {
		receipt = (const char *)receipt_text(telling->receipt)->bytes;
		if (!conversation->told)
			conversation_receipt(conversation);
		conversation->told = true;
		conversation->arrived = outcome == DELIVERY_ARRIVED;
		if (conversation->arrived)
			interview_arrived(conversation->interview, receipt);
		else
			interview_uncertain(conversation->interview, receipt, trouble.text);
	} else {
		interview_not_sent(conversation->interview, trouble.text);
	}
	return screen_resume(conversation->screen, error);
}

static int
conversation_grant(struct conversation *conversation, enum interview_wish wish,
    struct error *error)
{
	switch (wish) {
	case INTERVIEW_SEND:
		return conversation_send(conversation, false, error);
	case INTERVIEW_AGAIN:
		return conversation_send(conversation, true, error);
	case INTERVIEW_EDITOR:
		return conversation_editor(conversation, error);
	case INTERVIEW_SAVE:
		return conversation_save(conversation, error);
	case INTERVIEW_DELETE:
		conversation_delete(conversation);
		return 0;
	case INTERVIEW_NOTHING:
	case INTERVIEW_STOP:
	case INTERVIEW_DONE:
		break;
	}
	return 0;
}

/* The draft to go on with, where there is one: *draft stays NULL, or is a new reference. */
static int
conversation_draft(struct conversation *conversation, json_t **draft, struct error *error)
{
	const struct conversation_options *options = conversation->options;

	if (options->draft == NULL)
		return 0;
	if (terminal_passphrase(&conversation->passphrase, options->passphrase_file,
	    "Passphrase of the draft", error) != 0)
		return -1;
	return draft_read(draft, options->draft, conversation->passphrase, error);
}

/* What is said when the screen is gone. */
static void
conversation_farewell(const struct conversation *conversation, enum interview_wish wish,
    bool screen_plain)
{
	const struct interview *interview = conversation->interview;
	const char *language = interview_language(interview);
	bool draft = interview_has_draft(interview);
	struct buffer text = BUFFER_INIT;
	enum words id = draft ? WORDS_STOPPED_DRAFT : WORDS_STOPPED;

	if (wish == INTERVIEW_DONE)
		id = WORDS_DRAFT_STILL;
	words_fill(&text, language, id, "path", draft ? interview_path(interview) : "", NULL);
	if (wish != INTERVIEW_DONE || draft)
		terminal_note("%s", (const char *)text.data);
	buffer_free(&text);
	if (screen_plain)
		terminal_note("%s", words(language, WORDS_PLAIN_STAYS));
}

static int
conversation_begin(struct conversation *conversation, struct error *error)
{
	const struct conversation_options *options = conversation->options;
	struct interview_options asked = options->interview;
	json_t *draft = NULL;
	int result;

	result = conversation_draft(conversation, &draft, error);
	if (result == 0 && screen_open(&conversation->screen, asked.plain, error) != 0)
		result = error_within(error, "the questions need a terminal, or answers in a file "
		    "(--answers)");
	if (result == 0) {
		asked.plain = screen_is_plain(conversation->screen);
		conversation->interview = interview_new(&asked);
		if (draft != NULL)
			result = interview_resume(conversation->interview, draft, options->draft,
			    error);
	}
	json_decref(draft);
	return result;
}

static int
conversation_run(struct conversation *conversation, enum interview_wish *wish,
    struct error *error)
{
	if (conversation_begin(conversation, error) != 0)
		return -1;
	while (*wish != INTERVIEW_STOP && *wish != INTERVIEW_DONE)
		if (conversation_key(conversation, wish, error) != 0 ||
		    conversation_grant(conversation, *wish, error) != 0)
			return -1;
	return 0;
}

int
conversation(const struct conversation_options *options)
{
	struct conversation talk = { .options = options, .telling = TELLING_INIT };
	enum interview_wish wish = INTERVIEW_NOTHING;
	struct error error = ERROR_INIT;
	bool plain;
	int result;

	canvas_init(&talk.canvas, SCREEN_COLUMNS_LEAST);
	result = conversation_run(&talk, &wish, &error);
	plain = talk.screen != NULL && screen_is_plain(talk.screen);
	screen_close(&talk.screen);
	if (result != 0) {
		(void)terminal_fail("testimony", &error);
		/* The terminal is gone, perhaps before the words were read. */
		if (talk.told && isatty(STDOUT_FILENO))
			(void)receipt_out_print(talk.telling.receipt, &error);
	} else {
		conversation_farewell(&talk, wish, plain);
	}
	interview_free(&talk.interview);
	telling_free(&talk.telling);
	secret_free(&talk.passphrase);
	canvas_free(&talk.canvas);
	buffer_free(&talk.shown);
	return result == 0 && talk.arrived ? EXIT_DONE : EXIT_REFUSED;
}
