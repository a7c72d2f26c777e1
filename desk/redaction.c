/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/redaction.h"

#include <string.h>

#include "common/encode.h"
#include "common/secret.h"
#include "desk/uses.h"

static bool
redaction_is_text(const struct form *form, const char *id, const json_t *value)
{
	const struct form_page *page = form_page_find(form, id);

	return json_is_string(value) && json_string_length(value) > 0 &&
	    (page == NULL || page->kind == FORM_TEXT);
}

size_t
redaction_pages(const char *pages[FORM_PAGES_MOST], const struct form *form,
    const json_t *answers)
{
	size_t count = 0;
	const char *id;
	json_t *value;

	for (size_t i = 0; i < form_page_count(form); i++) {
		id = form_page(form, i)->id;
		if (redaction_is_text(form, id, json_object_get(answers, id)))
			pages[count++] = id;
	}
	/* json_object_foreach wants a value that is not const; nothing is changed. */
	json_object_foreach((json_t *)(uintptr_t)answers, id, value)
		if (form_page_find(form, id) == NULL && redaction_is_text(form, id, value) &&
		    count < FORM_PAGES_MOST)
			pages[count++] = id;
	return count;
}

bool
redaction_court(const json_t *answers)
{
	const json_t *court = json_object_get(answers, USES_COURT_PAGE);

	return court != NULL && (!json_is_string(court) ||
	    strcmp(json_string_value(court), USES_COURT_NONE) != 0);
}

static void
redaction_set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0)
		error_bug("no memory for a redaction");
}

json_t *
redaction_text(const char *page, const char *original, const struct redaction_span *spans,
    size_t count)
{
	char of[HEX_LENGTH(DECISION_HASH_BYTES) + 1];
	uint8_t hash[DECISION_HASH_BYTES];
	json_t *text = json_object(), *list = json_array();

	decision_hash(hash, original, strlen(original));
	hex_encode(of, hash, sizeof hash);
	for (size_t i = 0; i < count; i++) {
		json_t *span = json_array();

		if (json_array_append_new(span, json_integer((json_int_t)spans[i].start)) != 0 ||
		    json_array_append_new(span, json_integer((json_int_t)spans[i].end)) != 0 ||
		    json_array_append_new(span, json_string(spans[i].kind)) != 0 ||
		    json_array_append_new(span, json_string(spans[i].with)) != 0 ||
		    json_array_append_new(list, span) != 0)
			error_bug("no memory for a redaction");
	}
	redaction_set(text, "page", json_string(page));
	redaction_set(text, "of", json_string(of));
	redaction_set(text, "spans", list);
	return text;
}

/* Whether a character starts at this byte, or the text ends. */
static bool
redaction_is_between(const char *text, size_t at)
{
	return ((unsigned char)text[at] & 0xc0) != 0x80;
}

static int
redaction_add_page(struct redaction *redaction, const char *id, const char *original,
    struct error *error)
{
	for (size_t i = 0; i < redaction->page_count; i++)
		if (strcmp(redaction->pages[i].id, id) == 0)
			return error_refuse(error, "it has the page \"%s\" twice", id);
	redaction->pages = secret_grow(redaction->pages, redaction->page_count,
	    sizeof *redaction->pages);
	redaction->pages[redaction->page_count++] = (struct redaction_page){ .id = id,
		.original = original };
	return 0;
}

static int
redaction_add_span(struct redaction *redaction, const json_t *span, size_t length, size_t *at,
    struct error *error)
{
	const struct redaction_page *page = &redaction->pages[redaction->page_count - 1];
	size_t from = (size_t)json_integer_value(json_array_get(span, 0));
	size_t to = (size_t)json_integer_value(json_array_get(span, 1));
	const json_t *with = json_array_get(span, 3);
	struct redaction_mark *mark;

	if (from < *at || to <= from || to > length ||
	    !redaction_is_between(page->original, from) ||
	    !redaction_is_between(page->original, to))
		return error_refuse(error, "a span of the page \"%s\" does not fit its text",
		    page->id);
	buffer_append(&redaction->text, page->original + *at, from - *at);
	redaction->marks = secret_grow(redaction->marks, redaction->mark_count,
	    sizeof *redaction->marks);
	mark = &redaction->marks[redaction->mark_count++];
	mark->page = redaction->page_count - 1;
	mark->from = from;
	mark->to = to;
	mark->start = redaction->text.length;
	buffer_append(&redaction->text, json_string_value(with), json_string_length(with));
	mark->end = redaction->text.length;
	mark->kind = json_string_value(json_array_get(span, 2));
	*at = to;
	return 0;
}

/* Takes back the empty line before a last page of which nothing is left. */
static void
redaction_drop_page(struct redaction *redaction, size_t before)
{
	struct redaction_page *page = &redaction->pages[redaction->page_count - 1];

	for (size_t i = 0; i < redaction->mark_count; i++)
		if (redaction->marks[i].start == page->start)
			redaction->marks[i].start = redaction->marks[i].end = before;
	redaction->text.length = page->start = page->end = before;
}

/* One page. What comes out empty leaves no empty line either. */
static int
redaction_add(struct redaction *redaction, const json_t *text, const json_t *answers,
    struct error *error)
{
	const char *id = json_string_value(json_object_get(text, "page"));
	const char *of = json_string_value(json_object_get(text, "of"));
	const char *original = json_string_value(json_object_get(answers, id));
	size_t before = redaction->text.length, at = 0, length, i;
	char found[HEX_LENGTH(DECISION_HASH_BYTES) + 1];
	uint8_t hash[DECISION_HASH_BYTES];
	const json_t *span;

	if (original == NULL)
		return error_refuse(error, "the message has no text on the page \"%s\"", id);
	length = strlen(original);
	decision_hash(hash, original, length);
	hex_encode(found, hash, sizeof hash);
	if (strcmp(found, of) != 0)
		return error_refuse(error, "the text of the page \"%s\" is not the one that was "
		    "redacted", id);
	if (redaction_add_page(redaction, id, original, error) != 0)
		return -1;
	if (before > 0)
		buffer_append_text(&redaction->text, REDACTION_BETWEEN);
	redaction->pages[redaction->page_count - 1].start = redaction->text.length;
	json_array_foreach(json_object_get(text, "spans"), i, span)
		if (redaction_add_span(redaction, span, length, &at, error) != 0)
			return -1;
	buffer_append(&redaction->text, original + at, length - at);
	redaction->pages[redaction->page_count - 1].end = redaction->text.length;
	if (redaction->text.length == redaction->pages[redaction->page_count - 1].start)
		redaction_drop_page(redaction, before);
	return 0;
}

int
redaction_make(struct redaction *redaction, const json_t *texts, const json_t *answers,
    struct error *error)
{
	const json_t *text;
	size_t i;

	*redaction = (struct redaction)REDACTION_INIT;
	json_array_foreach(texts, i, text)
		if (redaction_add(redaction, text, answers, error) != 0) {
			redaction_free(redaction);
			return -1;
		}
	buffer_append_byte(&redaction->text, '\0');
	redaction->text.length--;
	decision_hash(redaction->makes, redaction->text.data, redaction->text.length);
	return 0;
}

int
redaction_of(struct redaction *redaction, const struct decision *redact,
    const json_t *answers, struct error *error)
{
	if (redact->kind != DECISION_REDACT)
		error_bug("a decision that redacts nothing");
	if (redaction_make(redaction, redact->list, answers, error) != 0)
		return -1;
	if (memcmp(redaction->makes, redact->makes, sizeof redact->makes) == 0)
		return 0;
	redaction_free(redaction);
	return error_refuse(error, "its spans do not make the text that it names");
}

void
redaction_free(struct redaction *redaction)
{
	buffer_free(&redaction->text);
	secret_release(redaction->pages);
	secret_release(redaction->marks);
	*redaction = (struct redaction)REDACTION_INIT;
}

int
redaction_excerpt(const struct redaction *redaction, const struct decision *excerpt,
    const char **text, size_t *length, struct error *error)
{
	const char *whole = (const char *)redaction->text.data;
	size_t start = (size_t)excerpt->start, end = (size_t)excerpt->end;
	uint8_t hash[DECISION_HASH_BYTES];

	if (excerpt->text != NULL) {
		*text = excerpt->text;
		*length = strlen(excerpt->text);
		return 0;
	}
	if (end > redaction->text.length || !redaction_is_between(whole, start) ||
	    !redaction_is_between(whole, end))
		return error_refuse(error, "the excerpt does not fit the redacted text");
	decision_hash(hash, whole + start, end - start);
	if (memcmp(hash, excerpt->makes, sizeof hash) != 0)
		return error_refuse(error, "the excerpt is not the words that it names");
	*text = whole + start;
	*length = end - start;
	return 0;
}

/* How many bytes of white space begin here, and whether a paragraph ends in them. */
static size_t
redaction_white(const char *at, bool *paragraph)
{
	size_t length = strspn(at, " \t\r\n"), breaks = 0;

	for (size_t i = 0; i < length; i++)
		breaks += at[i] == '\n';
	*paragraph = breaks > 1;
	return length;
}

/* How many bytes of `text` these words are; 0: it does not begin with them. */
static size_t
redaction_begins(const char *text, const char *words)
{
	const char *at = text;

	while (*words != '\0') {
		bool wanted, got;
		size_t white = redaction_white(words, &wanted);

		if (white == 0 && *at++ != *words++)
			return 0;
		if (white > 0) {
			size_t length = redaction_white(at, &got);

			if (length == 0 || got != wanted)
				return 0;
			at += length;
			words += white;
		}
	}
	return (size_t)(at - text);
}

size_t
redaction_find(const struct redaction *redaction, const char *words, size_t *start, size_t *end)
{
	const char *text = (const char *)redaction->text.data;
	size_t times = 0;
	bool paragraph;

	for (size_t i = 0; i < redaction->text.length && times < 2; i++) {
		size_t length = redaction_begins(text + i, words);

		/* White space that the words begin with is all that stands there. */
		if (length == 0 || (i > 0 && redaction_white(words, &paragraph) > 0 &&
		    redaction_white(text + i - 1, &paragraph) > 0))
			continue;
		if (times++ == 0) {
			*start = i;
			*end = i + length;
		}
	}
	return times;
}
