/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/redact_ask.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/secret.h"
#include "desk/redact_view.h"
#include "front/letter.h"
#include "front/terminal.h"

#define ASK_AROUND  160 /* bytes that are shown before a place and after it, at most */
#define ASK_LINE    400 /* bytes that are typed */
#define ASK_INSTEAD "give --accept or --spans"

/* What was said of one suggestion. */
struct ask_row {
	bool asked, taken;
	char *label; /* what is proposed */
	char *with;  /* other words; NULL: the label */
};

struct ask {
	const struct redact_case *redacting;
	struct ask_row *rows; /* one for each suggestion */
	bool stop;
};

static const char ask_keys[] =
    "y take it out, n leave it, w other words for it, a this name everywhere,\n"
    "b go back one, q stop and keep nothing\n";

static char *
ask_copy(const char *text)
{
	char *copy = secret_allocate(strlen(text) + 1);

	memcpy(copy, text, strlen(text) + 1);
	return copy;
}

static void
ask_say(const char *text)
{
	terminal_print(text);
	(void)terminal_flush(NULL); /* main finds a failure again */
}

/* A typed line without spaces at its ends; *line is the caller's. */
static int
ask_line(struct secret **line, const char *prompt, struct error *error)
{
	char *text;

	if (terminal_line(line, prompt, ASK_LINE, ASK_INSTEAD, error) != 0)
		return -1;
	text = (char *)(*line)->bytes;
	while ((*line)->length > 0 && strchr(" \t\r", text[(*line)->length - 1]) != NULL)
		text[--(*line)->length] = '\0';
	memmove(text, text + strspn(text, " \t"), strlen(text + strspn(text, " \t")) + 1);
	(*line)->length = strlen(text);
	return 0;
}

/* What would stand for each suggestion if all were taken: proposed so, and taken so. */
static void
ask_propose(struct ask *ask)
{
	const struct redact_case *redacting = ask->redacting;
	struct redact_pieces pieces = REDACT_PIECES_INIT;

	redact_pieces_accept(&pieces, redacting, SUGGEST_LOW);
	redact_case_label(redacting, &pieces);
	for (size_t i = 0; i < redacting->found.count; i++)
		for (size_t j = 0; j < pieces.count && ask->rows[i].label == NULL; j++)
			if (pieces.list[j].start < redacting->found.list[i].end &&
			    pieces.list[j].end > redacting->found.list[i].start)
				ask->rows[i].label = ask_copy(pieces.list[j].with);
	redact_pieces_free(&pieces);
}

/* The sentence, or as much of it as is near. */
static void
ask_show(const struct ask *ask, size_t index)
{
	const struct suggestion *found = &ask->redacting->found.list[index];
	const char *text = (const char *)ask->redacting->whole.text.data;
	size_t length = ask->redacting->whole.text.length, start = found->start, end = found->end;
	struct buffer around = BUFFER_INIT, out = BUFFER_INIT;

	while (start > 0 && found->start - start < ASK_AROUND && text[start - 1] != '\n' &&
	    !(text[start - 1] == ' ' && start > 1 && strchr(".!?", text[start - 2]) != NULL))
		start--;
	while (end < length && end - found->end < ASK_AROUND && text[end] != '\n' &&
	    !(end > found->end && text[end] == ' ' && strchr(".!?", text[end - 1]) != NULL))
		end++;
	while (((unsigned char)text[start] & 0xc0) == 0x80)
		start--;
	while (end < length && ((unsigned char)text[end] & 0xc0) == 0x80)
		end++;
	buffer_append(&around, text + start, found->start - start);
	buffer_append_text(&around, ">>");
	buffer_append(&around, text + found->start, found->end - found->start);
	buffer_append_text(&around, "<<");
	buffer_append(&around, text + found->end, end - found->end);
	buffer_append_byte(&out, '\n');
	letter_text(&out, (const char *)around.data, 0, 0);
	buffer_clear(&around);
	buffer_format(&around, "%zu of %zu: %s, %s: %s. Instead: %s", index + 1,
	    ask->redacting->found.count, suggest_kind_name(found->kind),
	    suggest_confidence_name(suggest_confidence(found->sure)), found->why,
	    ask->rows[index].label);
	letter_text(&out, (const char *)around.data, 2, 0);
	ask_say((const char *)out.data);
	buffer_free(&around);
	buffer_free(&out);
}

/* All other places of the same words, that nobody was asked about yet. */
static void
ask_take_all(struct ask *ask, size_t index)
{
	const struct suggestion *list = ask->redacting->found.list;
	const char *text = (const char *)ask->redacting->whole.text.data;
	struct buffer words = BUFFER_INIT, other = BUFFER_INIT;

	(void)labels_fold(&words, text + list[index].start, list[index].end - list[index].start);
	for (size_t i = 0; i < ask->redacting->found.count; i++) {
		buffer_clear(&other);
		(void)labels_fold(&other, text + list[i].start, list[i].end - list[i].start);
		if (other.length == words.length &&
		    memcmp(other.data, words.data, words.length) == 0)
			ask->rows[i].asked = ask->rows[i].taken = true;
	}
	buffer_free(&words);
	buffer_free(&other);
}

/* In a pack labels are known by their brackets. */
static void
ask_warn_bare(const char *words)
{
	if (*words != '\0' && (*words != '[' || words[strlen(words) - 1] != ']'))
		terminal_note("Outside of [brackets] a reader takes words for the family's own.");
}

static int
ask_words(struct ask_row *row, struct error *error)
{
	struct secret *line;

	if (ask_line(&line, "Words that stand for it (Enter: none): ", error) != 0)
		return -1;
	secret_release(row->with);
	row->with = ask_copy((const char *)line->bytes);
	ask_warn_bare(row->with);
	row->asked = row->taken = true;
	secret_free(&line);
	return 0;
}

/* The last one before `index` that was asked by itself. */
static size_t
ask_back(struct ask *ask, size_t index)
{
	size_t at = index == 0 ? 0 : index - 1;

	ask->rows[at].asked = ask->rows[at].taken = false;
	secret_release(ask->rows[at].with);
	ask->rows[at].with = NULL;
	return at;
}

/* One suggestion. *index: the next. */
static int
ask_about(struct ask *ask, size_t *index, struct error *error)
{
	struct ask_row *row = &ask->rows[*index];
	struct secret *line;
	char key;

	ask_show(ask, *index);
	if (ask_line(&line, "y/n/w/a/b/q? ", error) != 0)
		return -1;
	key = line->length == 1 ? (char)line->bytes[0] : '\0';
	secret_free(&line);
	if (key == 'q') {
		ask->stop = true;
	} else if (key == 'b') {
		*index = ask_back(ask, *index);
	} else if (key == 'w') {
		if (ask_words(row, error) != 0)
			return -1;
		++*index;
	} else if (key == 'y' || key == 'n' || key == 'a') {
		row->asked = true;
		row->taken = key != 'n';
		if (key == 'a')
			ask_take_all(ask, *index);
		if (key == 'n' && redact_case_is_hidden(&ask->redacting->found.list[*index]))
			terminal_note("The family listed it: nobody can approve the text with it.");
		++*index;
	} else {
		ask_say(ask_keys);
	}
	return 0;
}

static int
ask_each(struct ask *ask, struct error *error)
{
	for (size_t i = 0; i < ask->redacting->found.count && !ask->stop;) {
		if (ask->rows[i].asked)
			i++;
		else if (ask_about(ask, &i, error) != 0)
			return -1;
	}
	return 0;
}

static void
ask_gather(const struct ask *ask, struct redact_pieces *pieces)
{
	for (size_t i = 0; i < ask->redacting->found.count; i++) {
		const struct suggestion *found = &ask->redacting->found.list[i];
		const struct ask_row *row = &ask->rows[i];

		if (row->taken)
			redact_pieces_take(pieces, ask->redacting, found,
			    row->with != NULL ? row->with : row->label);
	}
}

/*
 * By hand.
 */

/* Every place of these words, in large letters or small. `pieces` NULL: only counts them. */
static size_t
ask_mark_all(const struct ask *ask, struct redact_pieces *pieces, const char *words,
    enum suggest_kind kind, const char *with)
{
	const char *text = (const char *)ask->redacting->whole.text.data;
	size_t length = strlen(words), count = 0;

	for (size_t at = 0; at + length <= ask->redacting->whole.text.length; at++) {
		if (strncasecmp(text + at, words, length) != 0)
			continue;
		/* What goes over the end of a page is no place. */
		count += pieces == NULL || redact_pieces_add(pieces, ask->redacting, at,
		    at + length, kind, with, NULL) == 0;
		at += length - 1;
	}
	return count;
}

/* The kind of what was typed; Enter: a detail. */
static int
ask_kind(enum suggest_kind *kind, struct error *error)
{
	struct secret *line;
	bool known;

	for (;;) {
		if (ask_line(&line, "What is it? person, school, place, date, ... (Enter: a "
		    "detail): ", error) != 0)
			return -1;
		*kind = SUGGEST_RARE;
		known = line->length == 0 || labels_kind((const char *)line->bytes, kind);
		secret_free(&line);
		if (known)
			return 0;
		for (int i = 0; i < SUGGEST_KINDS; i++) {
			terminal_print(suggest_kind_name((enum suggest_kind)i));
			terminal_print(i + 1 == SUGGEST_KINDS ? "\n" : " ");
		}
		(void)terminal_flush(NULL);
	}
}

/* Words that no list knows. */
static int
ask_mark(const struct ask *ask, struct redact_pieces *pieces, const char *words,
    struct error *error)
{
	enum suggest_kind kind;
	struct secret *with;

	if (ask_mark_all(ask, NULL, words, SUGGEST_RARE, NULL) == 0) {
		terminal_note("These words are not in the text.");
		return 0;
	}
	if (ask_kind(&kind, error) != 0 ||
	    ask_line(&with, "Words that stand for it (Enter: its label): ", error) != 0)
		return -1;
	ask_warn_bare((const char *)with->bytes);
	terminal_note("Taken out: %zu.", ask_mark_all(ask, pieces, words, kind,
	    with->length > 0 ? (const char *)with->bytes : NULL));
	secret_free(&with);
	return 0;
}

static int
ask_by_hand(const struct ask *ask, struct redact_pieces *pieces, struct error *error)
{
	struct secret *line;
	bool more = true;
	int result = 0;

	while (more && result == 0) {
		if (ask_line(&line, "What else must go? Its words, as they stand in the text "
		    "(Enter: nothing): ", error) != 0)
			return -1;
		more = line->length > 0;
		if (more)
			result = ask_mark(ask, pieces, (const char *)line->bytes, error);
		secret_free(&line);
	}
	return result;
}

/* All of the text as it would be kept, so that what no list knows is seen. */
static int
ask_show_whole(const struct redact_case *redacting, struct redact_pieces *pieces,
    struct error *error)
{
	struct redaction made;
	struct suggestions left;
	struct buffer out = BUFFER_INIT;
	json_t *data;

	if (redact_case_make(redacting, pieces, &data, &made, error) != 0)
		return -1;
	redact_case_left(redacting, &made, &left);
	buffer_append_text(&out, "\nAll of it, as it will be read:\n\n");
	redact_view_text(&out, redacting, &made, &left, false);
	buffer_append_byte(&out, '\n');
	redact_view_left(&out, &made, &left);
	terminal_print_bytes(out.data, out.length);
	(void)terminal_flush(NULL);
	buffer_free(&out);
	suggestions_free(&left);
	redaction_free(&made);
	json_decref(data);
	return 0;
}

static int
ask_all(struct ask *ask, struct redact_pieces *pieces, bool *keep, struct error *error)
{
	struct buffer head = BUFFER_INIT;

	buffer_format(&head, "%zu suggestions. A person decides: what nothing here knows is not "
	    "found.\n", ask->redacting->found.count);
	ask_say((const char *)head.data);
	ask_say(ask_keys);
	buffer_free(&head);
	if (ask_each(ask, error) != 0)
		return -1;
	if (ask->stop)
		return 0;
	ask_gather(ask, pieces);
	if (ask_show_whole(ask->redacting, pieces, error) != 0 ||
	    ask_by_hand(ask, pieces, error) != 0 ||
	    ask_show_whole(ask->redacting, pieces, error) != 0)
		return -1;
	return terminal_confirm("Shall it be kept so?", keep, error);
}

int
redact_ask(struct redact_pieces *pieces, const struct redact_case *redacting, bool *keep,
    struct error *error)
{
	size_t count = redacting->found.count;
	struct ask ask = { .redacting = redacting };
	int result;

	*keep = false;
	ask.rows = secret_allocate((count + 1) * sizeof *ask.rows);
	memset(ask.rows, 0, (count + 1) * sizeof *ask.rows);
	ask_propose(&ask);
	result = ask_all(&ask, pieces, keep, error);
	for (size_t i = 0; i < count; i++) {
		secret_release(ask.rows[i].label);
		secret_release(ask.rows[i].with);
	}
	secret_release(ask.rows);
	return result;
}
