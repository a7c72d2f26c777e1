/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "client/interview_inside.h"
#include "common/error.h"

/* What keys and typed lines do. */

static enum interview_wish
input_interrupt(struct interview *interview)
{
	if (interview->place == PLACE_MENU)
		return INTERVIEW_STOP;
	if (interview->place == PLACE_UNCERTAIN) {
		interview_enter(interview, PLACE_RECEIPT);
	} else if (interview->place != PLACE_RECEIPT) {
		interview_open_menu(interview);
	} else if (interview->leaving) {
		return INTERVIEW_DONE;
	} else {
		interview_say(interview, words(interview->language, WORDS_RECEIPT_AGAIN));
		interview->leaving = true;
	}
	return INTERVIEW_NOTHING;
}

static enum interview_wish
input_send(struct interview *interview)
{
	json_t *all = interview_answers(interview);
	size_t bytes = form_text_bytes(interview->form, json_object_get(all, "answers"),
	    json_object_get(all, "hide"));
	struct error error = ERROR_INIT;
	int result;

	result = form_check(interview->form, json_object_get(all, "answers"),
	    json_object_get(all, "hide"), json_object_get(all, "uses"), &error);
	json_decref(all);
	if (result == 0)
		return INTERVIEW_SEND;
	/* What can be wrong here is the size; that is said in the person's language. */
	if (bytes > FORM_TEXT_BYTES)
		interview_say_number(interview, WORDS_TOO_LONG_TOGETHER, "over",
		    bytes - FORM_TEXT_BYTES);
	else
		interview_say_words(interview, WORDS_NOT_SENT, "why", error.text, NULL, NULL);
	return INTERVIEW_NOTHING;
}

/* On to the next part of a page that does not fit. */
static bool
input_more(struct interview *interview)
{
	if (interview->offset + interview->body >= interview->content)
		return false;
	interview->offset += interview->body;
	return true;
}

/* Enter alone. */
static enum interview_wish
input_empty(struct interview *interview)
{
	switch (interview->place) {
	case PLACE_PAGE:
	case PLACE_USES:
		interview_go_on(interview);
		break;
	case PLACE_MENU:
	case PLACE_HELP:
	case PLACE_EDITOR:
		interview_close_menu(interview);
		break;
	case PLACE_LANGUAGE:
		if (interview->asked_language) {
			interview_close_menu(interview);
			break;
		}
		/* fall through */
	case PLACE_LOOK:
	case PLACE_UNCERTAIN:
		interview_say(interview, words(interview->language, WORDS_PROMPT_CHOICE));
		break;
	case PLACE_CHECK:
		interview_say_words(interview, WORDS_SAY_SEND, "command",
		    words(interview->language, WORDS_COMMAND_SEND), NULL, NULL);
		break;
	case PLACE_DRAFT:
		interview_close_menu(interview);
		interview_say(interview, words(interview->language, WORDS_DRAFT_NO_PATH));
		break;
	case PLACE_HIDE:
	case PLACE_RECEIPT:
		break;
	}
	return INTERVIEW_NOTHING;
}

static enum interview_wish
input_receipt_line(struct interview *interview, const char *line)
{
	const char *word = (const char *)interview->receipt.data;

	for (unsigned i = 1; i < interview->asked_word; i++) {
		word += strcspn(word, " ");
		word += strspn(word, " ");
	}
	if (words_is_command(interview->language, WORDS_COMMAND_LEAVE, line) ||
	    (strlen(line) == strcspn(word, " ") && strncasecmp(line, word, strlen(line)) == 0))
		return INTERVIEW_DONE;
	interview_say_number(interview, WORDS_RECEIPT_OTHER, "number", interview->asked_word);
	return INTERVIEW_NOTHING;
}

/* Commands that the page takes. True where it was one. */
static bool
input_command(struct interview *interview, const char *line, enum interview_wish *wish)
{
	const char *language = interview->language;
	bool asks = interview->place == PLACE_PAGE || interview->place == PLACE_USES ||
	    interview->place == PLACE_LOOK || interview->place == PLACE_CHECK;

	if (words_is_command(language, WORDS_COMMAND_MENU, line) && (asks ||
	    interview->place == PLACE_LANGUAGE)) {
		interview_open_menu(interview);
		return true;
	}
	if (!asks)
		return false;
	if (words_is_command(language, WORDS_COMMAND_BACK, line)) {
		interview_go_back(interview);
		return true;
	}
	if (interview->place == PLACE_PAGE && interview_page(interview)->kind != FORM_INFO &&
	    words_is_command(language, WORDS_COMMAND_SKIP, line)) {
		interview_skip(interview);
		return true;
	}
	if (interview->place != PLACE_CHECK)
		return false;
	if (words_is_command(language, WORDS_COMMAND_SEND, line)) {
		*wish = input_send(interview);
		return true;
	}
	if (words_is_command(language, WORDS_COMMAND_LOOK, line)) {
		(void)json_array_clear(interview->left);
		interview->looked = 0;
		interview_to_looks(interview);
		return true;
	}
	return false;
}

static enum interview_wish
input_line(struct interview *interview)
{
	const char *typed = textarea_text(interview->field);
	size_t length = textarea_length(interview->field);
	enum interview_wish wish = INTERVIEW_NOTHING;
	struct buffer held = BUFFER_INIT;
	const char *line;

	while (length > 0 && *typed == ' ')
		typed++, length--;
	while (length > 0 && typed[length - 1] == ' ')
		length--;
	if (interview->place == PLACE_DRAFT && length > 0) {
		buffer_clear(&interview->path);
		buffer_append(&interview->path, typed, length);
		return INTERVIEW_SAVE;
	}
	buffer_append(&held, typed, length);
	buffer_append_byte(&held, '\0');
	line = (const char *)held.data;
	textarea_free(&interview->field);
	interview->field = textarea_new("", true);
	interview->due = true;
	if (line[0] != '\0' || !input_more(interview)) {
		buffer_clear(&interview->notice);
		if (line[0] == '\0')
			wish = input_empty(interview);
		else if (interview->place == PLACE_RECEIPT)
			wish = input_receipt_line(interview, line);
		else if (!input_command(interview, line, &wish))
			wish = interview_choose(interview, line);
	}
	buffer_free(&held);
	return wish;
}

/* Up, down and by pages through what does not fit. */
static bool
input_scroll(struct interview *interview, enum key_kind kind)
{
	size_t last = interview->content > interview->body ?
	    interview->content - interview->body : 0;
	size_t step = kind == KEY_UP || kind == KEY_DOWN ? 1 : interview->body;

	if (kind == KEY_DOWN || kind == KEY_PAGE_DOWN)
		interview->offset = interview->offset + step < last ? interview->offset + step : last;
	else if (kind == KEY_UP || kind == KEY_PAGE_UP)
		interview->offset = interview->offset > step ? interview->offset - step : 0;
	else
		return false;
	return true;
}

/* Whether a key adds to a text that takes it. */
static bool
input_adds(const struct key *key)
{
	return key->kind == KEY_CHARACTER || key->kind == KEY_ENTER || key->kind == KEY_TAB ||
	    (key->kind == KEY_PASTE && key->length > 0);
}

enum interview_wish
interview_key(struct interview *interview, const struct key *key)
{
	if (key->kind == KEY_MENU)
		return input_interrupt(interview);
	if (key->kind == KEY_REDRAW)
		return INTERVIEW_NOTHING;
	/* Only a second Ctrl-C right after the first is one. */
	if (interview->leaving) {
		interview->leaving = false;
		buffer_clear(&interview->notice);
	}
	if (interview->reading && (key->kind == KEY_ENTER || key->kind == KEY_FINISH) &&
	    input_more(interview))
		return INTERVIEW_NOTHING;
	if (interview->reading && input_scroll(interview, key->kind))
		return INTERVIEW_NOTHING;
	if (interview->reading) {
		/* On to the writing; who began to write loses nothing of it. */
		interview->reading = false;
		if (key->kind != KEY_CHARACTER && key->kind != KEY_PASTE)
			return INTERVIEW_NOTHING;
	}
	if (interview_is_text(interview)) {
		if (key->kind == KEY_FINISH)
			interview_go_on(interview);
		else if (!textarea_key(interview->field, key) && input_adds(key))
			interview_say(interview, words(interview->language, WORDS_FULL));
		return INTERVIEW_NOTHING;
	}
	if (key->kind == KEY_ENTER || key->kind == KEY_FINISH)
		return input_line(interview);
	if (!input_scroll(interview, key->kind))
		(void)textarea_key(interview->field, key);
	return INTERVIEW_NOTHING;
}
