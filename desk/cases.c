/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "desk/cases.h"

#include <stdlib.h>
#include <string.h>

#include "common/secret.h"

static const char *const cases_kinds[] = {
	[TESTIMONY_TESTIMONY] = "testimony",
	[TESTIMONY_ADDITION] = "addition",
	[TESTIMONY_CONSENT] = "consent",
	[TESTIMONY_ANSWER] = "answer",
};

static int
cases_compare(const void *left, const void *right)
{
	const struct case_file *a = left, *b = right;

	return memcmp(a->mailbox, b->mailbox, sizeof a->mailbox);
}

void
cases_begin(struct cases *cases, const uint8_t (*mailboxes)[ENVELOPE_MAILBOX_BYTES],
    size_t count)
{
	size_t left = 0;

	cases->cases = secret_allocate((count + 1) * sizeof *cases->cases);
	memset(cases->cases, 0, (count + 1) * sizeof *cases->cases);
	for (size_t i = 0; i < count; i++)
		memcpy(cases->cases[i].mailbox, mailboxes[i], ENVELOPE_MAILBOX_BYTES);
	if (count > 0)
		qsort(cases->cases, count, sizeof *cases->cases, cases_compare);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || cases_compare(&cases->cases[i - 1], &cases->cases[i]) != 0)
			cases->cases[left++] = cases->cases[i];
	cases->count = left;
}

struct case_file *
cases_find(const struct cases *cases, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	struct case_file wanted;

	if (cases->count == 0)
		return NULL;
	memcpy(wanted.mailbox, mailbox, sizeof wanted.mailbox);
	return bsearch(&wanted, cases->cases, cases->count, sizeof wanted, cases_compare);
}

static struct case_file *
cases_get(const struct cases *cases, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	struct case_file *file = cases_find(cases, mailbox);

	if (file == NULL)
		error_bug("a case that was not begun");
	return file;
}

void
cases_add_message(struct cases *cases, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES],
    const uint8_t id[ENVELOPE_ID_BYTES], uint32_t week, const struct testimony *testimony,
    const void *line1, size_t line1_length)
{
	struct case_file *file = cases_get(cases, mailbox);
	struct case_message *message;

	file->messages = secret_reallocate(file->messages,
	    (file->message_count + 1) * sizeof *file->messages);
	message = &file->messages[file->message_count++];
	memset(message, 0, sizeof *message);
	memcpy(message->id, id, sizeof message->id);
	message->week = week;
	message->reply_to = testimony->reply_to;
	message->kind = cases_kinds[testimony->kind];
	message->consent.kind = testimony->kind;
	line1_hash(message->consent.hash, line1, line1_length);
	if (testimony->uses != NULL)
		message->uses = json_deep_copy(testimony->uses);
	message->consent.uses = message->uses;
	message->consent.verdict = testimony->verdict;
	memcpy(message->consent.reply, testimony->reply, sizeof message->consent.reply);
}

/* Whether this line is a part of that reply: all but the text is the same. */
static bool
reply_is_of(const struct case_reply *reply, const struct reply_line *line)
{
	return reply->line.n == line->n && reply->line.kind == line->kind &&
	    reply->line.parts == line->parts && reply->line.part != line->part &&
	    reply->consent.parts < REPLY_LINE_PARTS_MOST &&
	    (line->kind != REPLY_QUESTION || (json_equal(reply->line.uses, line->uses) &&
	    json_equal(reply->line.lays_aside, line->lays_aside)));
}

int
cases_add_reply(struct cases *cases, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES],
    uint32_t week, json_t *line1, const void *bytes, size_t length, struct error *error)
{
	struct case_file *file = cases_get(cases, mailbox);
	struct case_reply *reply = NULL;
	struct reply_line line;

	if (reply_line_parse(&line, line1, error) != 0)
		return -1;
	for (size_t i = 0; i < file->reply_count && reply == NULL; i++)
		if (reply_is_of(&file->replies[i], &line))
			reply = &file->replies[i];
	if (reply == NULL) {
		file->replies = secret_reallocate(file->replies,
		    (file->reply_count + 1) * sizeof *file->replies);
		reply = &file->replies[file->reply_count++];
		memset(reply, 0, sizeof *reply);
		reply->line1 = json_incref(line1);
		reply->line = line;
		reply->consent.kind = line.kind;
		reply->consent.n = line.n;
		reply->consent.uses = line.uses;
		reply->consent.lays_aside = line.lays_aside;
	}
	if (week > reply->week)
		reply->week = week;
	line1_hash(reply->consent.hashes[reply->consent.parts++], bytes, length);
	return 0;
}

void
cases_add_other(struct cases *cases, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	cases_get(cases, mailbox)->others++;
}

void
cases_add_withdrawal(struct cases *cases, const uint8_t mailbox[ENVELOPE_MAILBOX_BYTES])
{
	cases_get(cases, mailbox)->withdrawn = true;
}

static int
case_compare_messages(const void *left, const void *right)
{
	const struct case_message *a = left, *b = right;

	if (a->week != b->week)
		return a->week < b->week ? -1 : 1;
	return memcmp(a->id, b->id, sizeof a->id);
}

static int
case_compare_replies(const void *left, const void *right)
{
	const struct case_reply *a = left, *b = right;

	if (a->line.n != b->line.n)
		return a->line.n < b->line.n ? -1 : 1;
	return memcmp(a->consent.hashes[0], b->consent.hashes[0], sizeof a->consent.hashes[0]);
}

/* How many messages of this kind it has that the reply does not say were seen. */
static size_t
case_unseen(const struct case_file *file, const char *kind, const struct reply_line *line)
{
	size_t held = 0, seen = 0, i;
	const json_t *entry;

	for (i = 0; i < file->message_count; i++)
		held += file->messages[i].kind == kind;
	json_array_foreach(line->seen, i, entry)
		seen += strcmp(json_string_value(json_object_get(entry, "kind")), kind) == 0;
	return held > seen ? held - seen : 0;
}

static unsigned
case_flags(const struct case_file *file)
{
	const struct reply_line none = { .kind = REPLY_MESSAGE };
	const struct reply_line *newest = &none;
	unsigned flags = 0;

	if (file->withdrawn)
		return CASE_WITHDRAWN;
	if (file->reply_count > 0)
		newest = &file->replies[file->reply_count - 1].line;
	if (file->reply_count == 0 && file->others == 0)
		flags |= CASE_NEW;
	else if (file->reply_count > 0 &&
	    case_unseen(file, cases_kinds[TESTIMONY_TESTIMONY], newest) +
	    case_unseen(file, cases_kinds[TESTIMONY_ADDITION], newest) > 0)
		flags |= CASE_ADDED;
	if (case_unseen(file, cases_kinds[TESTIMONY_ANSWER], newest) > 0)
		flags |= CASE_ANSWERED;
	if (case_unseen(file, cases_kinds[TESTIMONY_CONSENT], newest) > 0)
		flags |= CASE_CONSENT;
	return flags != 0 ? flags : CASE_REPLIED;
}

static void
case_finish(struct case_file *file)
{
	struct consent_message *messages = secret_allocate((file->message_count + 1) *
	    sizeof *messages);
	struct consent_reply *replies = secret_allocate((file->reply_count + 1) *
	    sizeof *replies);

	if (file->message_count > 0)
		qsort(file->messages, file->message_count, sizeof *file->messages,
		    case_compare_messages);
	if (file->reply_count > 0)
		qsort(file->replies, file->reply_count, sizeof *file->replies,
		    case_compare_replies);
	for (size_t i = 0; i < file->message_count; i++)
		messages[i] = file->messages[i].consent;
	for (size_t i = 0; i < file->reply_count; i++) {
		replies[i] = file->replies[i].consent;
		if (file->replies[i].line.kind == REPLY_PREVIEW)
			file->preview = &file->replies[i];
	}
	file->flags = case_flags(file);
	file->in_force = consent_in_force(messages, file->message_count, replies,
	    file->reply_count, &file->unsure);
	if (file->preview != NULL)
		file->answer = consent_verdict(&file->preview->consent, messages,
		    file->message_count);
	secret_release(messages);
	secret_release(replies);
}

void
cases_finish(struct cases *cases)
{
	for (size_t i = 0; i < cases->count; i++)
		case_finish(&cases->cases[i]);
}

void
cases_free(struct cases *cases)
{
	for (size_t i = 0; i < cases->count; i++) {
		struct case_file *file = &cases->cases[i];

		for (size_t j = 0; j < file->message_count; j++)
			json_decref(file->messages[j].uses);
		for (size_t j = 0; j < file->reply_count; j++)
			json_decref(file->replies[j].line1);
		json_decref(file->in_force);
		secret_release(file->messages);
		secret_release(file->replies);
	}
	secret_release(cases->cases);
	cases->cases = NULL;
	cases->count = 0;
}

uint32_t
case_week(const struct case_file *file)
{
	return file->message_count == 0 ? 0 : file->messages[file->message_count - 1].week;
}

int64_t
case_highest(const struct case_file *file)
{
	return file->reply_count == 0 ? 0 : file->replies[file->reply_count - 1].line.n;
}

int
case_reply_to(const struct case_file *file, const uint8_t id[ENVELOPE_ID_BYTES],
    struct recipient *reply_to, struct error *error)
{
	const struct case_message *newest = NULL;
	bool doubt = false;

	for (size_t i = file->message_count; i > 0; i--) {
		const struct case_message *message = &file->messages[i - 1];

		if (newest != NULL && message->week != newest->week)
			break;
		if (newest == NULL)
			newest = message;
		if (memcmp(&message->reply_to, &newest->reply_to, sizeof *reply_to) != 0)
			doubt = true;
		if (memcmp(message->id, id, sizeof message->id) == 0) {
			*reply_to = message->reply_to;
			return 0;
		}
	}
	if (newest == NULL)
		return error_refuse(error, "this family has no message that could be answered");
	if (doubt)
		return error_refuse(error, "the family's newest messages, all of one week, name "
		    "different keys for replies; answer one of those, to write to its key");
	*reply_to = newest->reply_to;
	return 0;
}

json_t *
case_seen(const struct case_file *file)
{
	size_t first = file->message_count > REPLY_LINE_SEEN_MOST ?
	    file->message_count - REPLY_LINE_SEEN_MOST : 0;
	json_t *seen = json_array(), *entry;

	for (size_t i = first; i < file->message_count; i++) {
		entry = json_object();
		if (json_object_set_new(entry, "kind", json_string(file->messages[i].kind)) != 0 ||
		    json_object_set_new(entry, "week",
		    json_integer((json_int_t)file->messages[i].week)) != 0 ||
		    json_array_append_new(seen, entry) != 0)
			error_bug("no memory for what was seen");
	}
	return seen;
}
