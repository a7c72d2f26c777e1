/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "client/replies.h"
#include "client/words.h"
#include "common/clean.h"
#include "common/json.h"
#include "front/letter.h"

/*
 * Replies as a letter for a person, and as JSON for machines. In the letter what somebody wrote is
 * always indented, and what this program says never: nobody can write in its name.
 */

#define PRINT_INDENT 2
#define PRINT_HASH_DIGITS 12   /* that name a reply where its number does not */
#define PRINT_NUMBER_MOST 9999999
#define PRINT_FIRST_MONDAY 4   /* 1970-01-05, as a day */
#define PRINT_NUMBER_SIZE 24

static void
print_paragraph(struct buffer *out, const char *text)
{
	if (out->length > 0)
		buffer_append_byte(out, '\n');
	letter_text(out, text, 0, 0);
}

static void
print_words(struct buffer *out, const char *language, enum words id)
{
	print_paragraph(out, words(language, id));
}

static void
print_value(struct buffer *out, const char *language, enum words id, const char *name,
    const char *value)
{
	struct buffer text = BUFFER_INIT;

	words_fill(&text, language, id, name, value, NULL);
	print_paragraph(out, (const char *)text.data);
	buffer_free(&text);
}

static void
print_item(struct buffer *out, const char *text)
{
	struct buffer line = BUFFER_INIT;

	buffer_format(&line, "- %s", text);
	letter_text(out, (const char *)line.data, PRINT_INDENT, 0);
	buffer_free(&line);
}

static void
print_uses(struct buffer *out, const struct campaign *campaign, const json_t *uses,
    const char *language)
{
	const json_t *use;
	size_t index;

	json_array_foreach(uses, index, use)
		print_item(out, letter_label(form_uses(campaign->form), json_string_value(use),
		    language));
}

static const char *
print_name(char name[PRINT_NUMBER_SIZE], const struct reply *reply)
{
	if (reply->alone && reply->line.n <= PRINT_NUMBER_MOST)
		(void)snprintf(name, PRINT_NUMBER_SIZE, "%lld", (long long)reply->line.n);
	else
		(void)snprintf(name, PRINT_NUMBER_SIZE, "%.*s", PRINT_HASH_DIGITS,
		    reply->hash_text);
	return name;
}

static void
print_heading(struct buffer *out, const struct reply *reply, const char *language)
{
	static const enum words headings[] = {
		[REPLY_MESSAGE] = WORDS_REPLY_MESSAGE,
		[REPLY_QUESTION] = WORDS_REPLY_QUESTION,
		[REPLY_PREVIEW] = WORDS_REPLY_PREVIEW,
	};
	struct buffer text = BUFFER_INIT;
	char number[PRINT_NUMBER_SIZE];

	(void)snprintf(number, sizeof number, "%lld", (long long)reply->line.n);
	words_fill(&text, language, headings[reply->line.kind], "n", number, "who",
	    reply->by->handle, NULL);
	print_paragraph(out, (const char *)text.data);
	buffer_append_byte(out, '\n');
	buffer_free(&text);
}

/* The parts that are there, and where one is missing a line that says so. */
static void
print_text(struct buffer *out, const struct reply *reply, const char *language)
{
	struct buffer text = BUFFER_INIT, gap = BUFFER_INIT;
	char number[PRINT_NUMBER_SIZE], count[PRINT_NUMBER_SIZE];

	(void)snprintf(count, sizeof count, "%lld", (long long)reply->line.parts);
	for (int64_t part = 0; part < reply->line.parts; part++) {
		if (reply->texts[part] != NULL) {
			buffer_append_text(&text, reply->texts[part]);
			continue;
		}
		if (text.length > 0)
			letter_text(out, (const char *)text.data, PRINT_INDENT, 0);
		buffer_clear(&text);
		buffer_clear(&gap);
		(void)snprintf(number, sizeof number, "%lld", (long long)part + 1);
		words_fill(&gap, language, WORDS_REPLY_GAP, "part", number, "parts", count, NULL);
		letter_text(out, (const char *)gap.data, 0, 0);
	}
	if (text.length > 0)
		letter_text(out, (const char *)text.data, PRINT_INDENT, 0);
	buffer_free(&text);
	buffer_free(&gap);
}

static void
print_preview(struct buffer *out, const struct reply *reply, const char *language, int32_t today)
{
	char day[DAY_SIZE];

	day_print(day, reply->line.answer_by);
	if (!reply->newest)
		print_words(out, language, WORDS_REPLY_OLDER);
	else
		print_value(out, language, today > reply->line.answer_by ?
		    WORDS_REPLY_TOO_LATE : WORDS_REPLY_ANSWER_BY, "day", day);
}

void
reply_letter(struct buffer *out, const struct reply *reply, const struct campaign *campaign,
    const char *language, int32_t today)
{
	char name[PRINT_NUMBER_SIZE];

	print_heading(out, reply, language);
	print_text(out, reply, language);
	if (reply->line.kind == REPLY_MESSAGE)
		return;
	if (reply->line.kind == REPLY_PREVIEW) {
		print_preview(out, reply, language, today);
	} else if (json_array_size(reply->line.uses) == 0) {
		print_words(out, language, WORDS_REPLY_NO_USES);
	} else {
		print_words(out, language, WORDS_REPLY_USES);
		print_uses(out, campaign, reply->line.uses, language);
	}
	if (reply->whole)
		print_value(out, language, WORDS_REPLY_HOW, "name", print_name(name, reply));
	else
		print_words(out, language, WORDS_REPLY_NOT_WHOLE);
}

/* Nothing, where there is none. */
static void
print_count(struct buffer *out, size_t count, const char *language, enum words id)
{
	char number[PRINT_NUMBER_SIZE];

	(void)snprintf(number, sizeof number, "%zu", count);
	if (count > 0)
		print_value(out, language, id, "count", number);
}

static void
print_seen(struct buffer *out, const json_t *seen, const char *language)
{
	static const struct {
		const char *kind;
		enum words words;
	} kinds[] = {
		{ "testimony", WORDS_SEEN_TESTIMONY },
		{ "addition", WORDS_SEEN_ADDITION },
		{ "consent", WORDS_SEEN_CONSENT },
		{ "answer", WORDS_SEEN_ANSWER },
	};
	const json_t *entry;
	size_t index;

	if (json_array_size(seen) == 0)
		print_words(out, language, WORDS_SEEN_NONE);
	print_count(out, json_array_size(seen), language, WORDS_SEEN);
	json_array_foreach(seen, index, entry) {
		const char *kind = json_string_value(json_object_get(entry, "kind"));
		json_int_t week = json_integer_value(json_object_get(entry, "week"));
		const char *name = words(language, WORDS_SEEN_OTHER);
		struct buffer line = BUFFER_INIT;
		char day[DAY_SIZE] = "?";

		for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
			if (strcmp(kind, kinds[i].kind) == 0)
				name = words(language, kinds[i].words);
		if (week <= (DAY_MOST - PRINT_FIRST_MONDAY) / 7)
			day_print(day, (int32_t)(PRINT_FIRST_MONDAY + 7 * week));
		words_fill(&line, language, WORDS_SEEN_WEEK, "what", name, "day", day, NULL);
		print_item(out, (const char *)line.data);
		buffer_free(&line);
	}
	print_words(out, language, WORDS_SEEN_LATER);
}

void
replies_letter(struct buffer *out, const struct replies *replies, const struct campaign *campaign,
    const char *language, int32_t today)
{
	json_t *in_force = replies_in_force(replies);

	if (replies->count == 0) {
		print_words(out, language, WORDS_REPLIES_NONE);
		if (campaign->contact[0] != '\0') {
			print_words(out, language, WORDS_REPLIES_CONTACT);
			letter_text(out, campaign->contact, PRINT_INDENT, 0);
		}
	}
	for (size_t i = 0; i < replies->count; i++)
		reply_letter(out, &replies->list[i], campaign, language, today);
	if (replies->count > 0) {
		print_seen(out, replies_seen(replies), language);
		print_words(out, language, json_array_size(in_force) == 0 ?
		    WORDS_IN_FORCE_NONE : WORDS_IN_FORCE);
		print_uses(out, campaign, in_force, language);
	}
	print_count(out, replies->strange, language, WORDS_REPLIES_STRANGE);
	print_count(out, replies->strangers, language, WORDS_REPLIES_STRANGERS);
	print_count(out, replies->former, language, WORDS_REPLIES_FORMER);
	print_count(out, replies->unreadable, language, WORDS_REPLIES_UNREADABLE);
	print_count(out, replies->mixed, language, WORDS_REPLIES_MIXED);
	json_decref(in_force);
}

/*
 * For machines
 */

static int
print_json_piece(const char *piece, size_t size, void *out)
{
	for (size_t i = 0; i < size; i++)
		if (piece[i] == 0x7f)
			buffer_append_text(out, "\\u007f");
		else
			buffer_append_byte(out, (uint8_t)piece[i]);
	return 0;
}

/* Adds one line. A machine reads it, so `clean` must not change it; a terminal may be what it goes
 * to, so where `clean` would, all is written as \uXXXX, the same to every reader of JSON. */
static void
print_json_line(struct buffer *out, json_t *value)
{
	struct buffer line = BUFFER_INIT, clean = BUFFER_INIT;

	json_print(value, &line);
	clean_line(&clean, line.data, line.length);
	if (line.length == clean.length && memcmp(line.data, clean.data, line.length) == 0)
		buffer_append(out, line.data, line.length);
	else if (json_dump_callback(value, print_json_piece, out, JSON_COMPACT | JSON_ENSURE_ASCII)
	    != 0)
		error_bug("a JSON value could not be written");
	buffer_append_byte(out, '\n');
	buffer_free(&line);
	buffer_free(&clean);
	json_decref(value);
}

static void
print_set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0)
		error_bug("no memory for a reply");
}

static json_t *
reply_json(const struct reply *reply)
{
	const struct reply_line *line = &reply->line;
	json_t *object = json_object();
	struct buffer text = BUFFER_INIT;
	char day[DAY_SIZE];

	buffer_append(&text, "", 0);
	for (int64_t part = 0; part < line->parts; part++)
		if (reply->texts[part] != NULL)
			buffer_append_text(&text, reply->texts[part]);
	print_set(object, "kind", json_string(reply_kind_name(line->kind)));
	print_set(object, "n", json_integer(line->n));
	print_set(object, "hash", json_string(reply->hash_text));
	print_set(object, "by", json_string(reply->by->handle));
	print_set(object, "parts", json_integer(line->parts));
	print_set(object, "whole", json_boolean(reply->whole));
	print_set(object, "text", json_string((const char *)text.data));
	if (line->kind == REPLY_QUESTION) {
		print_set(object, "uses", json_deep_copy(line->uses));
		print_set(object, "lays_aside", json_deep_copy(line->lays_aside));
	} else if (line->kind == REPLY_PREVIEW) {
		day_print(day, line->answer_by);
		print_set(object, "answer_by", json_string(day));
	}
	print_set(object, "seen", json_deep_copy(line->seen));
	print_set(object, "in_force", json_deep_copy(line->in_force));
	buffer_free(&text);
	return object;
}

void
replies_json(struct buffer *out, const struct replies *replies)
{
	json_t *object = json_object();

	for (size_t i = 0; i < replies->count; i++)
		print_json_line(out, reply_json(&replies->list[i]));
	print_set(object, "kind", json_string("mailbox"));
	print_set(object, "replies", json_integer((json_int_t)replies->count));
	print_set(object, "strange", json_integer((json_int_t)replies->strange));
	print_set(object, "strangers", json_integer((json_int_t)replies->strangers));
	print_set(object, "former", json_integer((json_int_t)replies->former));
	print_set(object, "unreadable", json_integer((json_int_t)replies->unreadable));
	print_set(object, "mixed", json_integer((json_int_t)replies->mixed));
	print_json_line(out, object);
}
